//! The runtime's part for webhooks.

mod content;
mod delivery;
mod diagnosis;
mod form;
mod handshake;
mod hmac;
mod keys;
mod pointer;
mod refusal;
mod scheme;
mod secrets;
mod sign;
mod signature;
mod time;
mod verify;

pub use self::content::*;
pub use self::delivery::*;
pub use self::handshake::*;
pub use self::hmac::*;
pub use self::keys::*;
pub use self::refusal::*;
pub use self::scheme::*;
pub use self::secrets::*;
pub use self::sign::*;
pub use self::signature::*;
pub use self::time::*;
