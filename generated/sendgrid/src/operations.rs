//! The operations, by tag: methods of the client.

mod contacts;
mod lists;
mod mail;
mod stats;
mod templates;
