//! The operations, by tag: methods of the client.

#[cfg(feature = "contacts")]
mod contacts;
#[cfg(feature = "domains")]
mod domains;
#[cfg(feature = "emails")]
mod emails;
