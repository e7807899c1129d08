//! The runtime, copied from fetchwright: what all operations have in common.

#[macro_use]
mod object;
#[macro_use]
mod enumeration;
#[macro_use]
mod params;
mod auth;
#[cfg(feature = "blocking")]
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
mod hyper_transport;
mod json;
mod logs;
mod limits;
mod window;
mod operation;
mod redact;
mod repeat;
mod request;
mod system_clock;
mod transport;
mod virtual_clock;
mod incoming;
mod byte_streams;
mod pointer;
mod frames;
mod streamed;
mod links;
mod outlines;
mod pages;
mod page_requests;
mod multipart;
#[macro_use]
mod form_value;
pub mod webhooks;

pub use self::object::*;
pub use self::enumeration::*;
pub use self::params::*;
pub use self::auth::*;
#[cfg(feature = "blocking")]
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
pub use self::hyper_transport::*;
pub use self::json::*;
pub use self::limits::*;
pub use self::operation::*;
pub use self::system_clock::*;
pub use self::transport::*;
pub use self::virtual_clock::*;
pub use self::byte_streams::*;
pub use self::frames::*;
pub use self::streamed::*;
pub use self::pages::*;
pub use self::multipart::*;
pub use self::form_value::*;
pub use bytes::Bytes;
pub use http::Method;
pub use std::collections::BTreeMap;
