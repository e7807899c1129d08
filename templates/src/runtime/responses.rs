//! Operations with several success types: which one it is, the status says.
//!
//! ```text
//! responses! { pub enum CreateResponse { #[status(200, json)] Ok(Job), #[status(2, empty)] Success, } }
//! ```
//!
//! A 2 or a 3 stands for all statuses that begin with it, and goes behind those that are named.

use super::decode::DecodeError;
use super::response::Response;

/// A type with a variant for each status.
pub trait ByStatus: Sized {
    /// Reads the variant of the answer's status.
    fn read(response: &Response) -> Result<Self, DecodeError>;
}

/// An answer by its status.
pub fn by_status<T: ByStatus>(response: &Response) -> Result<T, DecodeError> {
    T::read(response)
}

/// Declares the success types of an operation; see the module.
#[allow(unused_macros, reason = "not every client has a use for it")]
macro_rules! responses {
    (@pattern 2) => { 200..=299 };
    (@pattern 3) => { 300..=399 };
    (@pattern $status:literal) => { $status };
    (@read $name:ident $variant:ident $response:ident $decode:ident ($ty:ty)) => { $decode($response).map($name::$variant) };
    (@read $name:ident $variant:ident $response:ident $decode:ident) => { Ok($name::$variant) };
    ($($(#[doc = $doc:expr])* pub enum $name:ident { $(#[status($status:tt, $decode:ident)] $variant:ident $(($ty:ty $(,)?))?,)* })*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        #[allow(missing_docs, clippy::large_enum_variant, reason = "named by their status; an answer is matched at once")]
        pub enum $name {
            $($variant $(($ty))?,)*
            /// A success with a status that the description does not have.
            Other(Response),
        }
        impl ByStatus for $name {
            fn read(response: &Response) -> Result<Self, DecodeError> {
                match response.status().as_u16() {
                    $(responses!(@pattern $status) => responses!(@read $name $variant response $decode $(($ty))?),)*
                    _ => Ok($name::Other(response.clone())),
                }
            }
        }
    )*};
}
