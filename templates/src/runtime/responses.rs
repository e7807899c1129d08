//! Operations with several success types: the status decides which one it is.
//!
//! ```text
//! pub enum CreateResponse { Ok(Job), Success, Other(Response) }
//! responses! { CreateResponse { 200 => Ok(json), 2 => Success } }
//! ```
//!
//! A 2 or a 3 matches all statuses that begin with it, and comes after exact statuses. What is in the brackets
//! decodes the body.

use super::decode::DecodeError;
use super::response::Response;

/// A type with a variant for each status.
pub trait ByStatus: Sized {
    /// Reads the variant of the response's status.
    fn read(response: &Response) -> Result<Self, DecodeError>;
}

/// A response by its status.
pub fn by_status<T: ByStatus>(response: &Response) -> Result<T, DecodeError> {
    T::read(response)
}

/// Decodes an enum of success types by status; see the module.
#[macro_export]
macro_rules! responses {
    (@pattern 2) => { 200..=299 };
    (@pattern 3) => { 300..=399 };
    (@pattern $status:literal) => { $status };
    (@read $name:ident $variant:ident $response:ident $decode:ident) => { runtime::$decode($response).map($name::$variant) };
    (@read $name:ident $variant:ident $response:ident) => { Ok($name::$variant) };
    ($name:ident { $($status:tt => $variant:ident $(($decode:ident))?),* $(,)? }) => {
        impl runtime::ByStatus for $name {
            fn read(response: &runtime::Response) -> Result<Self, runtime::DecodeError> {
                match response.status().as_u16() {
                    $(runtime::responses!(@pattern $status) => runtime::responses!(@read $name $variant response $($decode)?),)*
                    _ => Ok($name::Other(response.clone())),
                }
            }
        }
    };
}
