//! A webhook inbox: deliveries are stored before they are acknowledged, and handled once in effect, in any order.
//!
//! Invariants: see `store`, `work` and `inbox`, which hold them.

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("an inbox needs a database: turn on the feature `sqlite` or `postgres`");

mod admin;
mod advance;
mod clock;
mod delivery;
mod error;
mod handler;
mod inbox;
mod metrics;
pub mod recover;
mod retention;
mod store;
#[cfg(feature = "axum")]
mod web;
mod work;

pub use admin::{Attempt, Count, Details, Filter, Replay, State, Stats, Summary};
pub use delivery::{Delivery, Event, Refused, Verified};
pub use error::{BoxError, Error};
#[cfg(feature = "postgres")]
pub use handler::PostgresTransaction;
pub use handler::{Context, Handler, HandlerResult, Job, Outcome, json, json_at, raw};
#[cfg(feature = "sqlite")]
pub use handler::{Effect, SqliteTransaction, commit};
pub use inbox::{Builder, Inbox, Source};
pub use retention::Tidied;
