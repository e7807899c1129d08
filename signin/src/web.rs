//! The router, and sessions as an extractor.
//!
//! ```
//! use axum::{Router, routing::get};
//! use fetchwright_signin::{Session, SignIn};
//!
//! async fn orders(session: Session) -> String {
//!     format!("orders of {}", session.user)
//! }
//!
//! fn app(signin: SignIn) -> Router {
//!     Router::new().route("/orders", get(orders)).with_state(signin.clone()).merge(signin.router())
//! }
//! ```

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use http::request::Parts;
use http::{StatusCode, header};

use crate::session::{Refused, Session};
use crate::signin::SignIn;

/// Neither a form nor a response of a provider is longer.
const LONGEST_BODY: usize = 64 << 10;

impl SignIn {
    /// All addresses of the sign-in. Merge it into your router; do not nest it.
    pub fn router(&self) -> Router {
        let signin = self.clone();
        let handle = move |request: Request| {
            let signin = signin.clone();
            async move { serve(&signin, request).await }
        };
        let path = self.0.path.clone();
        Router::new()
            .route(&path, any(handle.clone()))
            .route(&format!("{path}/{{*rest}}"), any(handle.clone()))
            .route("/signout", any(handle))
    }
}

async fn serve(signin: &SignIn, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match to_bytes(body, LONGEST_BODY).await {
        Ok(body) => signin
            .handle(Request::from_parts(parts, body))
            .await
            .map(Body::from),
        Err(_) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
    }
}

impl<S> FromRequestParts<S> for Session
where
    SignIn: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Session, Refused> {
        SignIn::from_ref(state).session(&parts.method, &parts.headers)
    }
}

/// `None` for whoever is not signed in, for whatever reason.
impl<S> OptionalFromRequestParts<S> for Session
where
    SignIn: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &S,
    ) -> Result<Option<Session>, Self::Rejection> {
        Ok(SignIn::from_ref(state)
            .session(&parts.method, &parts.headers)
            .ok())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        // RFC 6750 3.1: without a token there is no error to name.
        let challenge = match self {
            Refused::Missing => "Bearer",
            _ => "Bearer error=\"invalid_token\"",
        };
        (
            StatusCode::UNAUTHORIZED,
            [(header::WWW_AUTHENTICATE, challenge)],
            self.to_string(),
        )
            .into_response()
    }
}
