//! The operations, by tag: methods of the client.

#[cfg(feature = "chat")]
mod chat;
#[cfg(feature = "files")]
mod files;
