//! The operations, by tag: methods of the client.

#[cfg(feature = "customers")]
mod customers;
#[cfg(feature = "checkout")]
mod checkout;
#[cfg(feature = "billing_portal")]
mod billing_portal;
#[cfg(feature = "products")]
mod products;
#[cfg(feature = "prices")]
mod prices;
#[cfg(feature = "subscriptions")]
mod subscriptions;
#[cfg(feature = "invoices")]
mod invoices;
#[cfg(feature = "refunds")]
mod refunds;
#[cfg(feature = "payment_intents")]
mod payment_intents;
#[cfg(feature = "tax")]
mod tax;
#[cfg(feature = "events")]
mod events;
