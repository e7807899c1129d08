//! The runtime's part for webhooks.

#[macro_use]
mod events;

mod content;
mod delivery;
mod diagnosis;
mod dispatch;
#[cfg(feature = "axum")]
mod extractor;
mod form;
mod handshake;
mod hmac;
mod keys;
mod pointer;
mod refusal;
mod scheme;
mod secrets;
mod service;
mod sign;
mod signature;
mod time;
mod verify;

pub use self::content::*;
pub use self::delivery::*;
pub use self::dispatch::*;
pub use self::events::*;
#[cfg(feature = "axum")]
pub use self::extractor::*;
pub use self::handshake::*;
pub use self::hmac::*;
pub use self::keys::*;
pub use self::refusal::*;
pub use self::scheme::*;
pub use self::secrets::*;
pub use self::service::*;
pub use self::sign::*;
pub use self::signature::*;
pub use self::time::*;
