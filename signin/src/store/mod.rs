//! Accounts and tokens in a database.
//!
//! ```text
//! signin_account ◄── signin_identity (provider, subject)       signin_family ◄── signin_code, signin_refresh (hash)
//! ```
//!
//! Invariants of both stores: an identity belongs to one account and a verified address to one account, which unique indexes ensure. The
//! row of a family is locked while one of its tokens is used, so that a revoked family gets no new token.

#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
