//! The operations, by tag: methods of the client.

mod emails;
mod domains;
mod contacts;
