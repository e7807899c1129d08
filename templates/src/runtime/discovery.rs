//! Endpoints that an OpenID provider names itself (OpenID Connect Discovery 1.0).
//!
//! ```text
//! GET https://login.example/.well-known/openid-configuration
//!   →   {"issuer": "https://login.example", "authorization_endpoint": …, "token_endpoint": …}   →   AuthorizationCode
//! ```
//!
//! Invariant: the document's issuer is the one whose document it is; else another provider could take its place.

use http::{Request, header};
use serde_json::Value;

use super::authorization_code::AuthorizationCode;
use super::body::Body;
use super::token_endpoint::TokenEndpoint;
use super::token_error::{TokenError, TokenErrorKind};
use super::token_request::{ClientAuth, TokenRequest, is_secure};
use super::transport::Transport;

/// Where the document is, behind the issuer.
const WELL_KNOWN: &str = "/.well-known/openid-configuration";

impl AuthorizationCode {
    /// Sign-in at the provider of this discovery document, or of this issuer.
    ///
    /// # Errors
    /// Where there is no such document, or it is not its issuer's.
    pub async fn discover(
        url: &str,
        client_id: impl Into<String>,
    ) -> Result<AuthorizationCode, TokenError> {
        discovered(TokenEndpoint::usual(), url, client_id.into()).await
    }

    /// The same through this transport, which then carries the request for tokens too.
    ///
    /// # Errors
    /// Where there is no such document, or it is not its issuer's.
    pub async fn discover_through(
        transport: impl Transport,
        url: &str,
        client_id: impl Into<String>,
    ) -> Result<AuthorizationCode, TokenError> {
        let endpoint = TokenEndpoint {
            transport: Box::new(transport),
            ..TokenEndpoint::usual()
        };
        discovered(endpoint, url, client_id.into()).await
    }
}

async fn discovered(
    endpoint: TokenEndpoint,
    url: &str,
    client_id: String,
) -> Result<AuthorizationCode, TokenError> {
    let expected = url.strip_suffix(WELL_KNOWN).unwrap_or(url);
    let expected = expected.trim_end_matches('/');
    let settings = |text: &str| TokenError::new(TokenErrorKind::Settings).because(text);
    if !is_secure(expected) {
        return Err(settings("the issuer's address is not https"));
    }
    let request = Request::get(format!("{expected}{WELL_KNOWN}"))
        .header(header::ACCEPT, "application/json")
        .body(Body::empty())
        .map_err(|error| settings(&error.to_string()))?;
    let (status, body) = endpoint.send(request).await?;
    let malformed = |text: &str| TokenError {
        status: Some(status),
        ..TokenError::new(TokenErrorKind::Malformed).because(text)
    };
    if status.is_server_error() {
        return Err(TokenError {
            status: Some(status),
            ..TokenError::new(TokenErrorKind::Unavailable)
        });
    }
    let document: Value = serde_json::from_slice(&body)
        .map_err(|_| malformed("the discovery document is not JSON"))?;
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    let (Some(issuer), Some(authorize), Some(token)) = (
        text("issuer"),
        text("authorization_endpoint"),
        text("token_endpoint"),
    ) else {
        return Err(malformed(
            "the discovery document names no issuer or no endpoints",
        ));
    };
    if issuer.trim_end_matches('/') != expected {
        return Err(malformed(
            "the discovery document is another issuer's than its address says",
        ));
    }
    let takes = |method: &str| {
        let methods = document.get("token_endpoint_auth_methods_supported");
        let methods = methods.and_then(Value::as_array);
        methods.is_some_and(|methods| methods.iter().any(|it| it.as_str() == Some(method)))
    };
    let mut request = TokenRequest::refresh(token, client_id);
    if takes("client_secret_post") && !takes("client_secret_basic") {
        request = request.client_auth(ClientAuth::Body);
    }
    let mut code = AuthorizationCode::new(authorize, request).issuer(issuer);
    let names_itself = document.get("authorization_response_iss_parameter_supported");
    code.requires_issuer = names_itself.and_then(Value::as_bool) == Some(true);
    code.endpoint = endpoint;
    Ok(code)
}
