//! The runtime's part for webhooks.

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
