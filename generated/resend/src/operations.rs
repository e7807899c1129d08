//! The operations, by tag: methods of the client.

#[cfg(feature = "emails")]
mod emails;
#[cfg(feature = "domains")]
mod domains;
#[cfg(feature = "contacts")]
mod contacts;
