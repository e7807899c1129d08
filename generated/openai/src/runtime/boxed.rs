//! Errors and futures of any type, behind a box.
//!
//! ```text
//! fn fetch(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, BoxError>>
//! ```

use std::error;
use std::future::Future;
use std::pin::Pin;

/// Any error.
pub type BoxError = Box<dyn error::Error + Send + Sync>;

/// A future that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The first error of a type among an error and its causes.
pub(super) fn cause<'a, T: error::Error + 'static>(
    error: &'a (dyn error::Error + 'static),
) -> Option<&'a T> {
    std::iter::successors(Some(error), |error| error.source())
        .find_map(|error| error.downcast_ref())
}
