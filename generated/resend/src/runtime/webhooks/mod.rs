//! The runtime's part for webhooks.

#[macro_use]
mod events;
mod dispatch;
mod service;
#[cfg(feature = "axum")]
mod extractor;
mod content;
mod delivery;
mod diagnosis;
mod form;
mod handshake;
mod keys;
mod pointer;
mod refusal;
mod secrets;
mod scheme;
mod sign;
mod signature;
mod time;
mod verify;
mod hmac;

pub use self::events::*;
pub use self::dispatch::*;
pub use self::service::*;
#[cfg(feature = "axum")]
pub use self::extractor::*;
pub use self::content::*;
pub use self::delivery::*;
pub use self::handshake::*;
pub use self::keys::*;
pub use self::refusal::*;
pub use self::secrets::*;
pub use self::scheme::*;
pub use self::sign::*;
pub use self::signature::*;
pub use self::time::*;
pub use self::hmac::*;
