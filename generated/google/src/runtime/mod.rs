//! The runtime, copied from fetchwright: what all operations have in common.

#[macro_use]
mod object;
#[macro_use]
mod enumeration;
#[macro_use]
mod params;
#[macro_use]
mod union;
mod auth;
#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
mod blocking;
mod body;
mod budget;
mod call;
mod client;
mod clock;
mod delays;
mod idempotency;
mod retry;
mod decode;
mod encode;
mod engine;
mod error;
mod error_shape;
mod hooks;
#[cfg(not(target_family = "wasm"))]
mod hyper_transport;
#[cfg(target_family = "wasm")]
mod fetch_transport;
#[cfg(target_family = "wasm")]
mod host;
#[cfg(target_family = "wasm")]
mod host_clock;
mod json;
mod logs;
mod limits;
mod window;
mod operation;
mod redact;
mod repeat;
mod request;
#[cfg(not(target_family = "wasm"))]
mod system_clock;
mod transport;
mod virtual_clock;
mod pointer;
mod links;
mod outlines;
mod pages;
mod page_requests;
#[macro_use]
mod form_value;

pub use self::object::*;
pub use self::enumeration::*;
pub use self::params::*;
pub use self::union::*;
pub use self::auth::*;
#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
pub use self::blocking::*;
pub use self::body::*;
pub use self::budget::*;
pub use self::call::*;
pub use self::client::*;
pub use self::clock::*;
pub use self::delays::*;
pub use self::idempotency::*;
pub use self::retry::*;
pub use self::decode::*;
pub use self::encode::*;
pub use self::error::*;
pub use self::error_shape::*;
pub use self::hooks::*;
#[cfg(not(target_family = "wasm"))]
pub use self::hyper_transport::*;
#[cfg(target_family = "wasm")]
pub use self::fetch_transport::*;
#[cfg(target_family = "wasm")]
pub use self::host_clock::*;
pub use self::json::*;
pub use self::limits::*;
pub use self::operation::*;
#[cfg(not(target_family = "wasm"))]
pub use self::system_clock::*;
pub use self::transport::*;
pub use self::virtual_clock::*;
pub use self::pages::*;
pub use self::form_value::*;
pub use bytes::Bytes;
pub use http::Method;
pub use std::collections::BTreeMap;
