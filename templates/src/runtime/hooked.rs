//! Hooks of a client: functions of the user as hooks, and what adds them to a builder.
//!
//! ```text
//! Client::builder(auth).before(|attempt, request| …).after(|attempt, outcome| …).hook(TokenSource::new())
//! ```

use http::Request;

use super::attempt::Attempt;
use super::body::Body;
use super::boxed::{BoxError, BoxFuture};
use super::client::Builder;
use super::error::Error;
use super::hooks::Hook;
use super::response::Response;

impl<C> Builder<C> {
    /// Sees each request before it is sent, and may change it; an error ends the call.
    pub fn before<F>(self, hook: F) -> Self
    where
        F: Fn(&Attempt, &mut Request<Body>) -> Result<(), BoxError> + Send + Sync + 'static,
    {
        self.hook(Before(hook))
    }

    /// Sees what came of each attempt.
    pub fn after<F>(self, hook: F) -> Self
    where
        F: Fn(&Attempt, Result<&Response, &Error>) + Send + Sync + 'static,
    {
        self.hook(After(hook))
    }

    /// A hook with a state of its own, or one that has to wait for something.
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.settings.hooks.push(Box::new(hook));
        self
    }
}

struct Before<F>(F);

impl<F> Hook for Before<F>
where
    F: Fn(&Attempt, &mut Request<Body>) -> Result<(), BoxError> + Send + Sync + 'static,
{
    fn before<'a>(
        &'a self,
        attempt: &'a Attempt,
        request: &'a mut Request<Body>,
    ) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(std::future::ready(self.0(attempt, request)))
    }
}

struct After<F>(F);

impl<F> Hook for After<F>
where
    F: Fn(&Attempt, Result<&Response, &Error>) + Send + Sync + 'static,
{
    fn after(&self, attempt: &Attempt, outcome: Result<&Response, &Error>) {
        self.0(attempt, outcome)
    }
}
