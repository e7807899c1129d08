//! The runtime as a client has it. This file is written anew for each client, with the modules that it needs.

mod attempt;
mod auth;
mod base64_bytes;
#[cfg(not(target_family = "wasm"))]
mod blocking;
mod body;
mod boxed;
mod budget;
mod byte_streams;
mod call;
mod client;
mod clock;
mod dates;
mod decimals;
mod decode;
mod delays;
mod draft;
mod encode;
mod engine;
mod enumeration;
mod error;
mod error_shape;
#[cfg(target_family = "wasm")]
mod fetch_transport;
mod form_value;
mod frames;
mod hooks;
#[cfg(target_family = "wasm")]
mod host;
#[cfg(target_family = "wasm")]
mod host_clock;
#[cfg(not(target_family = "wasm"))]
mod hyper_transport;
mod idempotency;
mod incoming;
mod json;
mod label;
mod limits;
mod links;
mod logs;
mod multipart;
mod object;
mod operation;
mod outlines;
mod page;
mod page_requests;
mod page_rules;
mod pages;
mod params;
mod pointer;
mod reading;
mod redact;
mod redirect;
mod repeat;
mod request;
mod response;
mod responses;
mod retry;
pub mod server_urls;
mod settings;
mod streamed;
#[cfg(not(target_family = "wasm"))]
mod system_clock;
mod tower;
mod transport;
mod union;
mod urls;
mod uuids;
mod values;
mod virtual_clock;
pub mod webhooks;
mod window;

pub use self::attempt::*;
pub use self::auth::*;
pub use self::base64_bytes::*;
#[cfg(not(target_family = "wasm"))]
pub use self::blocking::*;
pub use self::body::*;
pub use self::boxed::*;
pub use self::budget::*;
pub use self::byte_streams::*;
pub use self::call::*;
pub use self::client::*;
pub use self::clock::*;
pub use self::dates::*;
pub use self::decimals::*;
pub use self::decode::*;
pub use self::delays::*;
pub use self::encode::*;
pub use self::enumeration::*;
pub use self::error::*;
pub use self::error_shape::*;
#[cfg(target_family = "wasm")]
pub use self::fetch_transport::*;
pub use self::form_value::*;
pub use self::frames::*;
pub use self::hooks::*;
#[cfg(target_family = "wasm")]
pub use self::host_clock::*;
#[cfg(not(target_family = "wasm"))]
pub use self::hyper_transport::*;
pub use self::idempotency::*;
pub use self::json::*;
pub use self::limits::*;
pub use self::multipart::*;
pub use self::object::*;
pub use self::operation::*;
pub use self::page_rules::*;
pub use self::pages::*;
pub use self::params::*;
pub use self::redirect::*;
pub use self::response::*;
pub use self::responses::*;
pub use self::retry::*;
pub use self::streamed::*;
#[cfg(not(target_family = "wasm"))]
pub use self::system_clock::*;
pub use self::tower::*;
pub use self::transport::*;
pub use self::union::*;
pub use self::urls::*;
pub use self::uuids::*;
pub use self::values::*;
pub use self::virtual_clock::*;
pub use bytes::Bytes;
pub use http::Method;
pub use serde;
pub use std::collections::BTreeMap;

#[cfg(test)]
mod tests;
