//! Sign-in with Google, GitHub and any OpenID provider, for web and mobile.
//!
//! ```text
//! browser ──► /signin/google ──► the provider ──► /signin/google/callback ──► account ──► session
//! ```
//!
//! Read [`SignIn`] first. Invariants: see `signin`, `attempt`, `linking`, `session` and `tokens`, which hold them.

mod accounts;
mod attempt;
mod error;
mod exchange;
mod facts;
mod grants;

mod identity;
mod linking;
mod pages;
mod provider;
mod remote;
mod request;
mod seal;
mod secret;
mod session;
mod signin;
mod store;
mod targets;
mod tokens;
#[cfg(feature = "axum")]
mod web;

pub use accounts::Accounts;
pub use error::{BoxError, Failure, SetupError};
pub use identity::{Address, Identity, normalize};
pub use linking::{Account, Conflict, Decision, Policy, decide, decide_link};
pub use provider::{
    Provider, apple, discord, env, github, gitlab, google, linkedin, microsoft, slack,
};
pub use secret::Secret;
pub use session::{Key, Refused, Session, Sessions};
pub use signin::{Builder, SignIn};
#[cfg(feature = "postgres")]
pub use store::postgres::PostgresStore;
#[cfg(feature = "sqlite")]
pub use store::sqlite::SqliteStore;
pub use tokens::{Family, MemoryTokens, Rotation, Taken, Tokens};

#[cfg(all(doctest, feature = "axum", feature = "sqlite"))]
#[doc = include_str!("../README.md")]
struct Readme;
