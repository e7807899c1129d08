//! The operations, by tag: methods of the client.

mod mail;
mod templates;
mod lists;
mod contacts;
mod stats;
