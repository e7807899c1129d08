//! The operations, by tag: methods of the client.

mod users;
mod issues;
mod repositories;
mod releases;
