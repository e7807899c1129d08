//! The runtime as a module: in this crate all of it, in a copy the parts that a client needs.

#[macro_use]
mod object;
#[macro_use]
mod enumeration;
#[cfg(feature = "params")]
#[macro_use]
mod params;
#[cfg(feature = "unions")]
#[macro_use]
mod union;
#[cfg(feature = "responses")]
#[macro_use]
mod responses;
#[cfg(feature = "limit-headers")]
mod allowance;
mod arguments;
mod attempt;
mod auth;
#[cfg(all(feature = "oauth-code", not(target_family = "wasm")))]
mod authorization_code;
#[cfg(feature = "base64")]
mod base64_bytes;
#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
mod blocking;
mod body;
mod boxed;
mod budget;
#[cfg(feature = "bytes")]
mod byte_streams;
mod call;
#[cfg(all(feature = "certificates", not(target_family = "wasm")))]
mod certificates;
#[cfg(feature = "oauth")]
mod challenge;
mod client;
mod clock;
mod connections;
#[cfg(not(target_family = "wasm"))]
mod connector;
#[cfg(feature = "dates")]
mod dates;
#[cfg(feature = "decimals")]
mod decimals;
mod decode;
mod delays;
#[cfg(feature = "oauth-device")]
mod device_code;
#[cfg(all(feature = "oauth-discovery", not(target_family = "wasm")))]
mod discovery;
mod draft;
mod encode;
mod engine;
mod error;
mod error_shape;
#[cfg(feature = "expandable")]
mod expandable;
#[cfg(target_family = "wasm")]
mod fetch_transport;
mod follow;
mod form_value;
#[cfg(feature = "streams")]
mod frames;
#[cfg(all(feature = "gzip", not(target_family = "wasm")))]
mod gzip;
#[cfg(feature = "hooks")]
mod hooked;
#[cfg(feature = "hooks")]
mod hooks;
#[cfg(target_family = "wasm")]
mod host;
#[cfg(target_family = "wasm")]
mod host_clock;
#[cfg(all(feature = "http2", not(target_family = "wasm")))]
mod http2;
#[cfg(not(target_family = "wasm"))]
mod hyper_transport;
mod idempotency;
#[cfg(feature = "incoming")]
mod incoming;
mod json;
#[cfg(all(feature = "oauth-jwt", not(target_family = "wasm")))]
mod jwt_bearer;
#[cfg(all(feature = "oauth-jwt", not(target_family = "wasm")))]
mod jwt_signer;
mod label;
#[cfg(feature = "limits")]
mod limits;
#[cfg(feature = "pages")]
mod links;
#[cfg(feature = "log-bodies")]
mod logged_bodies;
mod logs;
#[cfg(feature = "multipart")]
mod multipart;
#[cfg(feature = "nullable")]
mod nullable;
#[cfg(feature = "oauth")]
mod oauth;
mod operation;
#[cfg(feature = "pages")]
mod outlines;
#[cfg(feature = "pages")]
mod page;
#[cfg(feature = "pages")]
mod page_requests;
#[cfg(feature = "pages")]
mod page_rules;
#[cfg(feature = "pages")]
mod pages;
mod percent;
mod plain;
#[cfg(feature = "pointers")]
mod pointer;
#[cfg(all(feature = "proxies", not(target_family = "wasm")))]
mod proxied;
mod reading;
mod redact;
#[cfg(feature = "redirects")]
mod redirect;
mod repeat;
mod request;
mod response;
mod retry;
pub mod server_urls;
mod settings;
#[cfg(feature = "streams")]
mod streamed;
#[cfg(not(target_family = "wasm"))]
mod system_clock;
#[cfg(all(feature = "system-roots", not(target_family = "wasm")))]
mod system_roots;
#[cfg(feature = "oauth")]
mod token_endpoint;
#[cfg(feature = "oauth")]
mod token_error;
#[cfg(all(feature = "oauth", not(target_family = "wasm")))]
mod token_file;
#[cfg(feature = "oauth")]
mod token_request;
#[cfg(feature = "oauth")]
mod token_store;
#[cfg(feature = "tower")]
mod tower;
mod transport;
mod transport_errors;
#[cfg(feature = "urls")]
mod urls;
#[cfg(feature = "uuids")]
mod uuids;
mod values;
#[cfg(feature = "testing")]
mod virtual_clock;
pub mod webhooks;
#[cfg(feature = "limits")]
mod window;

#[cfg(feature = "limit-headers")]
pub use self::allowance::*;
pub use self::arguments::*;
pub use self::attempt::*;
pub use self::auth::*;
#[cfg(all(feature = "oauth-code", not(target_family = "wasm")))]
pub use self::authorization_code::*;
#[cfg(feature = "base64")]
pub use self::base64_bytes::*;
#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
pub use self::blocking::*;
pub use self::body::*;
pub use self::boxed::*;
pub use self::budget::*;
#[cfg(feature = "bytes")]
pub use self::byte_streams::*;
pub use self::call::*;
#[cfg(feature = "oauth")]
pub use self::challenge::*;
pub use self::client::*;
pub use self::clock::*;
pub use self::connections::*;
#[cfg(feature = "dates")]
pub use self::dates::*;
#[cfg(feature = "decimals")]
pub use self::decimals::*;
pub use self::decode::*;
#[cfg(feature = "oauth-device")]
pub use self::device_code::*;
pub use self::encode::*;
pub use self::enumeration::*;
pub use self::error::*;
pub use self::error_shape::*;
#[cfg(feature = "expandable")]
pub use self::expandable::*;
#[cfg(target_family = "wasm")]
pub use self::fetch_transport::*;
pub use self::form_value::*;
#[cfg(feature = "streams")]
pub use self::frames::*;
#[cfg(feature = "hooks")]
pub use self::hooks::*;
#[cfg(target_family = "wasm")]
pub use self::host_clock::*;
#[cfg(not(target_family = "wasm"))]
pub use self::hyper_transport::*;
pub use self::idempotency::*;
pub use self::json::*;
#[cfg(feature = "limits")]
pub use self::limits::*;
#[cfg(feature = "multipart")]
pub use self::multipart::*;
#[cfg(feature = "nullable")]
pub use self::nullable::*;
#[cfg(feature = "oauth")]
pub use self::oauth::*;
pub use self::object::*;
pub use self::operation::*;
#[cfg(feature = "pages")]
pub use self::page_rules::*;
#[cfg(feature = "pages")]
pub use self::pages::*;
#[cfg(feature = "params")]
pub use self::params::*;
#[cfg(feature = "redirects")]
pub use self::redirect::*;
pub use self::response::*;
#[cfg(feature = "responses")]
pub use self::responses::*;
pub use self::retry::*;
#[cfg(feature = "streams")]
pub use self::streamed::*;
#[cfg(not(target_family = "wasm"))]
pub use self::system_clock::*;
#[cfg(feature = "oauth")]
pub use self::token_error::*;
#[cfg(all(feature = "oauth", not(target_family = "wasm")))]
pub use self::token_file::*;
#[cfg(feature = "oauth")]
pub use self::token_request::*;
#[cfg(feature = "oauth")]
pub use self::token_store::*;
#[cfg(feature = "tower")]
pub use self::tower::*;
pub use self::transport::*;
pub use self::transport_errors::*;
#[cfg(feature = "unions")]
pub use self::union::*;
#[cfg(feature = "urls")]
pub use self::urls::*;
#[cfg(feature = "uuids")]
pub use self::uuids::*;
pub use self::values::*;
#[cfg(feature = "testing")]
pub use self::virtual_clock::*;
pub use bytes::Bytes;
pub use http::Method;
pub use serde;
pub use std::collections::BTreeMap;

#[cfg(all(test, feature = "full"))]
mod tests;
