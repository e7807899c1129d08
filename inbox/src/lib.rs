//! A webhook inbox: deliveries are stored before they are acknowledged, and handled once in effect, in any order.
//!
//! Invariants: see `store`, `work` and `inbox`, which hold them.

mod clock;
mod delivery;
mod error;
mod handler;
mod inbox;
mod store;
#[cfg(feature = "axum")]
mod web;
mod work;

pub use delivery::{Delivery, Event, Refused, Verified};
pub use error::{BoxError, Error};
#[cfg(feature = "postgres")]
pub use handler::PostgresTransaction;
pub use handler::{Context, Handler, HandlerResult, Job, Outcome, json, json_at, raw};
#[cfg(feature = "sqlite")]
pub use handler::{Effect, SqliteTransaction, commit};
pub use inbox::{Builder, Inbox, Source};
