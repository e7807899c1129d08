//! The operations, by tag: methods of the client.

mod chat;
mod files;
