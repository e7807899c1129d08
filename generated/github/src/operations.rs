//! The operations, by tag: methods of the client.

#[cfg(feature = "issues")]
mod issues;
#[cfg(feature = "releases")]
mod releases;
#[cfg(feature = "repositories")]
mod repositories;
#[cfg(feature = "users")]
mod users;
