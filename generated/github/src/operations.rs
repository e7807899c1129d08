//! The operations, by tag: methods of the client.

mod issues;
mod releases;
mod repositories;
mod users;
