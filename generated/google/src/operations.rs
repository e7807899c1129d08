//! The operations, by tag: methods of the client.

mod users;
mod tokens;
mod calendars;
