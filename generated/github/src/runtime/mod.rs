//! The runtime, copied from fetchwright: what all operations have in common.

#[macro_use]
mod object;

#[macro_use]
mod enumeration;

#[macro_use]
mod params;

#[macro_use]
mod union;

mod attempt;
mod auth;
#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod boxed;
mod budget;
mod call;
mod client;
mod clock;
mod decode;
mod delays;
mod draft;
mod encode;
mod engine;
mod error;
mod error_shape;
mod hooks;
mod hyper_transport;
mod idempotency;
mod json;
mod label;
mod limits;
mod links;
mod logs;
mod operation;
mod outlines;
mod page;
mod page_requests;
mod page_rules;
mod pages;
mod pointer;
mod redact;
mod repeat;
mod request;
mod response;
mod retry;
mod settings;
mod system_clock;
mod tower;
mod transport;
mod virtual_clock;
mod window;

#[macro_use]
mod form_value;

mod dates;

#[macro_use]
pub mod webhooks;

pub use self::attempt::*;
pub use self::auth::*;
#[cfg(feature = "blocking")]
pub use self::blocking::*;
pub use self::body::*;
pub use self::boxed::*;
pub use self::budget::*;
pub use self::call::*;
pub use self::client::*;
pub use self::clock::*;
pub use self::dates::*;
pub use self::decode::*;
pub use self::delays::*;
pub use self::encode::*;
pub use self::enumeration::*;
pub use self::error::*;
pub use self::error_shape::*;
pub use self::form_value::*;
pub use self::hooks::*;
pub use self::hyper_transport::*;
pub use self::idempotency::*;
pub use self::json::*;
pub use self::limits::*;
pub use self::object::*;
pub use self::operation::*;
pub use self::page_rules::*;
pub use self::pages::*;
pub use self::params::*;
pub use self::response::*;
pub use self::retry::*;
pub use self::system_clock::*;
pub use self::tower::*;
pub use self::transport::*;
pub use self::union::*;
pub use self::virtual_clock::*;
pub use bytes::Bytes;
pub use http::Method;
pub use std::collections::BTreeMap;
