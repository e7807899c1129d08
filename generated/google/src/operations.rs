//! The operations, by tag: methods of the client.

mod calendars;
mod tokens;
mod users;
