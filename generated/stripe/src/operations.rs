//! The operations, by tag: methods of the client.

mod billing_portal;
mod checkout;
mod customers;
mod events;
mod invoices;
mod payment_intents;
mod prices;
mod products;
mod refunds;
mod subscriptions;
mod tax;
