//! The operations, by tag: methods of the client.

#[cfg(feature = "mail")]
mod mail;
#[cfg(feature = "templates")]
mod templates;
#[cfg(feature = "lists")]
mod lists;
#[cfg(feature = "contacts")]
mod contacts;
#[cfg(feature = "stats")]
mod stats;
