//! The operations, by tag: methods of the client.

#[cfg(feature = "users")]
mod users;
#[cfg(feature = "tokens")]
mod tokens;
#[cfg(feature = "calendars")]
mod calendars;
