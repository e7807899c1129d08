//! The operations, by tag: methods of the client.

mod contacts;
mod domains;
mod emails;
