//! Google's and GitHub's sign-in: a page with some accounts, codes, tokens, profiles.
//!
//! ```text
//! GET /google/authorize → a page → the shop's callback with a code → POST /google/token {id_token}
//! GET /github/authorize → a page → …                               → POST /github/token → GET /github/user, /github/user/emails
//! ```
//!
//! Invariants: a code is valid once, for its redirect URI and its PKCE challenge.

use std::collections::HashMap;

use axum::body::Body;
use axum::extract::{Form, Path, Query, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Json, http};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::pages::{escape, page};
use crate::{CLIENT_ID, CLIENT_SECRET, Sandbox};

type Fields = HashMap<String, String>;

/// A code that was given, or a token.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    redirect: String,
    challenge: String,
    nonce: String,
    email: String,
    name: String,
}

/// The accounts of the sign-in page; any other address can be typed.
const PEOPLE: [(&str, &str); 3] = [
    ("Ada Lovelace", "ada@gmail.com"),
    ("Grace Hopper", "grace@example.com"),
    ("Bea Bounce", "bea.bounce@example.com"),
];

fn field<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.get(name).map_or("", String::as_str)
}

/// The page on which a person chooses an account.
pub(crate) async fn authorize(Path(provider): Path<String>, Query(query): Query<Fields>) -> Response<Body> {
    if field(&query, "client_id") != CLIENT_ID || field(&query, "code_challenge_method") != "S256" {
        return (StatusCode::BAD_REQUEST, "wrong client_id, or no PKCE").into_response();
    }
    let hidden: String = ["redirect_uri", "state", "nonce", "code_challenge"]
        .iter()
        .map(|name| {
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(field(&query, name)))
        })
        .collect();
    let people: String = PEOPLE
        .iter()
        .map(|(name, email)| format!("<form method=\"post\">{hidden}<input type=\"hidden\" name=\"name\" value=\"{name}\"><button name=\"email\" value=\"{email}\">{name}<br><small>{email}</small></button></form>"))
        .collect();
    let title = if provider == "github" { "Sign in with GitHub" } else { "Sign in with Google" };
    let body = format!(
        "<p>This is the sandbox: nobody checks a password.</p>{people}<form method=\"post\">{hidden}<p><label for=\"email\">Another address</label><input id=\"email\" name=\"email\" type=\"email\" required autocomplete=\"email\"></p><button>Continue</button></form>\
         <form method=\"post\">{hidden}<button name=\"email\" value=\"\" class=\"quiet\">Cancel</button></form>"
    );
    Html(page(title, &body)).into_response()
}

/// The person has chosen.
pub(crate) async fn chosen(Extract(sandbox): Extract<Sandbox>, Form(form): Form<Fields>) -> Response<Body> {
    let (to, state) = (field(&form, "redirect_uri"), field(&form, "state"));
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("state", state);
    let email = field(&form, "email");
    if email.is_empty() {
        query.append_pair("error", "access_denied");
        return Redirect::to(&format!("{to}?{}", query.finish())).into_response();
    }
    let mut sandbox = sandbox.lock();
    let code = sandbox.id("code");
    let name = Some(field(&form, "name")).filter(|name| !name.is_empty());
    let grant = Grant {
        redirect: to.to_owned(),
        challenge: field(&form, "code_challenge").to_owned(),
        nonce: field(&form, "nonce").to_owned(),
        email: email.to_owned(),
        name: name.unwrap_or(email.split('@').next().unwrap_or_default()).to_owned(),
    };
    sandbox.grants.insert(code.clone(), grant);
    query.append_pair("code", &code);
    Redirect::to(&format!("{to}?{}", query.finish())).into_response()
}

/// A code becomes tokens.
pub(crate) async fn token(
    Extract(sandbox): Extract<Sandbox>,
    Path(provider): Path<String>,
    Form(form): Form<Fields>,
) -> Response<Body> {
    let mut state = sandbox.lock();
    let grant = state.grants.remove(field(&form, "code"));
    let hash = ring::digest::digest(&ring::digest::SHA256, field(&form, "code_verifier").as_bytes());
    let known = grant.filter(|grant| {
        grant.challenge == URL_SAFE_NO_PAD.encode(hash)
            && grant.redirect == field(&form, "redirect_uri")
            && (field(&form, "client_id"), field(&form, "client_secret")) == (CLIENT_ID, CLIENT_SECRET)
    });
    let Some(grant) = known else {
        // GitHub responds with 200.
        let status = if provider == "github" { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        let error = if provider == "github" { "bad_verification_code" } else { "invalid_grant" };
        return (status, Json(json!({"error": error, "error_description": "The code is not valid."})))
            .into_response();
    };
    let access = state.id("token");
    let mut tokens = json!({"access_token": access, "token_type": "Bearer", "expires_in": 3600, "scope": "openid email profile"});
    if provider != "github" {
        tokens["id_token"] = json!(id_token(&grant, state.now()));
    }
    state.grants.insert(access, grant);
    Json(tokens).into_response()
}

/// An ID token. It comes straight from the token endpoint, which vouches for it; nobody checks its signature.
fn id_token(grant: &Grant, now: i64) -> String {
    let claims = json!({
        "iss": "https://accounts.google.com", "aud": CLIENT_ID, "sub": subject(&grant.email).to_string(), "iat": now, "exp": now + 3600,
        "nonce": grant.nonce, "email": grant.email, "email_verified": true, "name": grant.name,
    });
    let parts = [json!({"alg": "RS256", "typ": "JWT"}).to_string(), claims.to_string(), "sandbox".to_owned()];
    parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}

/// An account's number, which stays the same.
fn subject(email: &str) -> u32 {
    email.bytes().fold(2_166_136_261, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619))
}

fn profile(sandbox: &Sandbox, headers: &HeaderMap) -> Option<Grant> {
    let value = headers.get(http::header::AUTHORIZATION)?.to_str().ok()?;
    let token = value.split_once(' ')?.1;
    sandbox.lock().grants.get(token).cloned()
}

/// `GET /user` of GitHub, `GET /userinfo` of Google.
pub(crate) async fn user(Extract(sandbox): Extract<Sandbox>, headers: HeaderMap) -> Response<Body> {
    match profile(&sandbox, &headers) {
        Some(grant) => {
            let id = subject(&grant.email);
            Json(json!({"id": id, "sub": id.to_string(), "login": grant.name, "name": grant.name, "email": grant.email, "email_verified": true})).into_response()
        }
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// `GET /user/emails` of GitHub.
pub(crate) async fn emails(Extract(sandbox): Extract<Sandbox>, headers: HeaderMap) -> Response<Body> {
    match profile(&sandbox, &headers) {
        Some(grant) => {
            let list: Value =
                json!([{"email": grant.email, "primary": true, "verified": true, "visibility": "private"}]);
            Json(list).into_response()
        }
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}
