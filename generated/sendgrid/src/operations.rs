//! The operations, by tag: methods of the client.

#[cfg(feature = "contacts")]
mod contacts;
#[cfg(feature = "lists")]
mod lists;
#[cfg(feature = "mail")]
mod mail;
#[cfg(feature = "stats")]
mod stats;
#[cfg(feature = "templates")]
mod templates;
