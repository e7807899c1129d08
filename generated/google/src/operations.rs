//! The operations, by tag: methods of the client.

#[cfg(feature = "calendars")]
mod calendars;
#[cfg(feature = "tokens")]
mod tokens;
#[cfg(feature = "users")]
mod users;
