//! The operations, by tag: methods of the client.

#[cfg(feature = "billing_portal")]
mod billing_portal;
#[cfg(feature = "checkout")]
mod checkout;
#[cfg(feature = "customers")]
mod customers;
#[cfg(feature = "events")]
mod events;
#[cfg(feature = "invoices")]
mod invoices;
#[cfg(feature = "payment_intents")]
mod payment_intents;
#[cfg(feature = "prices")]
mod prices;
#[cfg(feature = "products")]
mod products;
#[cfg(feature = "refunds")]
mod refunds;
#[cfg(feature = "subscriptions")]
mod subscriptions;
#[cfg(feature = "tax")]
mod tax;
