//! Hooks: code of the user that sees each attempt of each call, before it is sent and after its outcome is known.
//!
//! ```text
//! Client::builder(auth)
//!     .before(|attempt, request| { request.headers_mut().insert("x-attempt", attempt.number().into()); Ok(()) })
//!     .after(|attempt, outcome| metrics.count(attempt.template(), outcome.is_ok()))
//! ```
//!
//! They run in the order in which they were added.

use http::Request;

use super::attempt::Attempt;
use super::body::Body;
use super::boxed::{BoxError, BoxFuture};
use super::error::Error;
use super::response::Response;

/// Sees each attempt. For what needs to wait, such as a token that must be fetched; else closures do.
pub trait Hook: Send + Sync + 'static {
    /// Sees a request before it is sent, and may change it. The attempt's time includes it.
    ///
    /// # Errors
    /// An error ends the call with [`ErrorKind::Hook`](super::ErrorKind::Hook); nothing is sent.
    fn before<'a>(
        &'a self,
        attempt: &'a Attempt,
        request: &'a mut Request<Body>,
    ) -> BoxFuture<'a, Result<(), BoxError>> {
        let _ = (attempt, request);
        Box::pin(std::future::ready(Ok(())))
    }

    /// Sees what came of it. The body is empty where it is handed on as a stream.
    fn after(&self, attempt: &Attempt, outcome: Result<&Response, &Error>) {
        let _ = (attempt, outcome);
    }
}
