//! The operations, by tag: methods of the client.

mod customers;
mod checkout;
mod billing_portal;
mod products;
mod prices;
mod subscriptions;
mod invoices;
mod refunds;
mod payment_intents;
mod tax;
mod events;
