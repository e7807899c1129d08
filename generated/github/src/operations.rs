//! The operations, by tag: methods of the client.

#[cfg(feature = "users")]
mod users;
#[cfg(feature = "issues")]
mod issues;
#[cfg(feature = "repositories")]
mod repositories;
#[cfg(feature = "releases")]
mod releases;
