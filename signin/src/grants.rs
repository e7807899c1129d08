//! Tokens for apps and browsers that are signed in: exchange, refresh, sign-out.
//!
//! ```text
//! POST /signin/exchange {code, code_verifier}  →  {"access_token": …, "token_type": "Bearer", "expires_in": 900, "refresh_token": …}
//! ```
//!
//! Invariants: a code and a refresh token are valid once; the second use of either revokes what the first one led to. A browser's refresh
//! token is in its cookie and in no body. The only exception to "once" is a second tab, see `Sessions::grace`.

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};
use serde_json::{Value, json};

use crate::error::Failure;
use crate::pages;
use crate::request::{Params, cookie};
use crate::secret::{equal, random, sha256};
use crate::signin::{Inner, REFRESH, SESSION};
use crate::tokens::{Family, Rotation, Taken};

/// What a refresh leads to.
struct Refreshed {
    family: Family,
    /// `None` for a second tab.
    next: Option<String>,
}

impl Inner {
    /// A one-time code and the app's verifier → tokens.
    pub(crate) async fn exchange(&self, form: Result<Params, Failure>) -> Response<Bytes> {
        match self.take_code(form).await {
            Ok(response) => response,
            Err(failure) => self.oauth_error(&failure),
        }
    }

    async fn take_code(&self, form: Result<Params, Failure>) -> Result<Response<Bytes>, Failure> {
        let form = form?;
        let (Some(code), Some(verifier)) = (form.get("code"), form.get("code_verifier")) else {
            return Err(Failure::AppRequest("code or code_verifier is missing."));
        };
        match self
            .tokens
            .take_code(&sha256(code), self.now())
            .await
            .map_err(Failure::Internal)?
        {
            Taken::First { family, challenge }
                if (43..=128).contains(&verifier.len()) && equal(&sha256(verifier), &challenge) =>
            {
                let next = self.next_refresh();
                if let Some((token, expires)) = next
                    .as_ref()
                    .map_err(|_| Failure::internal("no random bytes"))?
                {
                    self.tokens
                        .insert_refresh(&sha256(token), &family.id, *expires)
                        .await
                        .map_err(Failure::Internal)?;
                }
                self.token_response(&family, next?.map(|(token, _)| token))
            }
            // The code is used up: whoever has stolen it learns nothing, and its owner signs in again.
            Taken::First { family, .. } => self.revoke(&family.id).await,
            Taken::Again(family) => self.revoke(&family).await,
            Taken::Unknown => Err(Failure::Grant),
        }
    }

    async fn revoke<T>(&self, family: &str) -> Result<T, Failure> {
        tracing::warn!(
            family,
            "a code or a refresh token was used twice or by somebody else: its sign-in is revoked"
        );
        self.tokens
            .revoke_family(family)
            .await
            .map_err(Failure::Internal)?;
        Err(Failure::Grant)
    }

    /// A new refresh token and when it ends, if there are any.
    fn next_refresh(&self) -> Result<Option<(String, u64)>, Failure> {
        let Some(lifetime) = self.sessions.refresh_lifetime else {
            return Ok(None);
        };
        Ok(Some((
            random::<32>()?,
            self.now().saturating_add(lifetime.as_secs()),
        )))
    }

    fn token_response(
        &self,
        family: &Family,
        refresh: Option<String>,
    ) -> Result<Response<Bytes>, Failure> {
        let lifetime = self.sessions.lifetime;
        let (token, _) = self.issuer.issue(
            &family.user,
            &family.id,
            family.signed_in_at,
            self.now(),
            lifetime,
        )?;
        let mut body = json!({"access_token": token, "token_type": "Bearer", "expires_in": lifetime.as_secs()});
        if let Some(refresh) = refresh {
            body["refresh_token"] = Value::String(refresh);
        }
        Ok(pages::json(StatusCode::OK, &body))
    }

    /// A refresh token of an app, in the body, or of a browser, in its cookie → tokens.
    pub(crate) async fn refresh(
        &self,
        headers: &HeaderMap,
        form: Result<Params, Failure>,
    ) -> Response<Bytes> {
        let result = match form {
            Ok(form) => match form.get("refresh_token") {
                Some(token) => self.refresh_app(token).await,
                None => self.refresh_browser(headers).await,
            },
            Err(failure) => Err(failure),
        };
        result.unwrap_or_else(|failure| self.oauth_error(&failure))
    }

    async fn refresh_app(&self, token: &str) -> Result<Response<Bytes>, Failure> {
        let refreshed = self.rotate(token, 0).await?;
        self.token_response(&refreshed.family, refreshed.next)
    }

    async fn refresh_browser(&self, headers: &HeaderMap) -> Result<Response<Bytes>, Failure> {
        if !self.origin.is_own(headers) {
            return Err(Failure::CrossSite);
        }
        let mut response = pages::json(
            StatusCode::OK,
            &json!({"expires_in": self.sessions.lifetime.as_secs()}),
        );
        self.refresh_cookies(headers, &mut response).await?;
        Ok(response)
    }

    /// For a page whose session has ended: new cookies, and back; or to the sign-in.
    pub(crate) async fn refresh_page(
        &self,
        headers: &HeaderMap,
        query: Result<Params, Failure>,
    ) -> Response<Bytes> {
        let to = match query
            .as_ref()
            .map(|query| query.get("return_to").unwrap_or("/"))
        {
            Ok(to) if self.targets.has_page(to) => to,
            _ => return self.fail(&Failure::ReturnTarget, None),
        };
        let mut response = pages::redirect(to);
        match self.refresh_cookies(headers, &mut response).await {
            Ok(()) => response,
            Err(failure @ Failure::Internal(_)) => self.fail(&failure, None),
            Err(_) => {
                let query = form_urlencoded::Serializer::new(String::new())
                    .append_pair("return_to", to)
                    .finish();
                let mut response = pages::redirect(&format!("{}?{query}", self.path));
                self.remove_cookies(&mut response);
                response
            }
        }
    }

    async fn refresh_cookies(
        &self,
        headers: &HeaderMap,
        response: &mut Response<Bytes>,
    ) -> Result<(), Failure> {
        let name = self.origin.cookie_name(REFRESH);
        let token = cookie(headers, &name).ok_or(Failure::Grant)?;
        let refreshed = self.rotate(token, self.sessions.grace.as_secs()).await?;
        self.set_session(response, &refreshed.family)?;
        if let (Some(next), Some(lifetime)) = (&refreshed.next, self.sessions.refresh_lifetime) {
            self.set_cookie(response, REFRESH, next, lifetime.as_secs(), false);
        }
        Ok(())
    }

    async fn rotate(&self, token: &str, grace: u64) -> Result<Refreshed, Failure> {
        let now = self.now();
        let (next, expires) = self.next_refresh()?.ok_or(Failure::Grant)?;
        match self
            .tokens
            .rotate(&sha256(token), &sha256(&next), expires, now)
            .await
            .map_err(Failure::Internal)?
        {
            Rotation::Rotated(family) => Ok(Refreshed {
                family,
                next: Some(next),
            }),
            Rotation::Reused(family, used_at) if now < used_at.saturating_add(grace) => {
                Ok(Refreshed { family, next: None })
            }
            Rotation::Reused(family, _) => self.revoke(&family.id).await,
            Rotation::Unknown => Err(Failure::Grant),
        }
    }

    /// Ends a session: of a browser by its cookie, of an app by its refresh token.
    pub(crate) async fn sign_out(
        &self,
        headers: &HeaderMap,
        form: Result<Params, Failure>,
    ) -> Response<Bytes> {
        let form = match form {
            Ok(form) => form,
            Err(failure) => return self.fail(&failure, None),
        };
        let name = self.origin.cookie_name(REFRESH);
        let (token, is_app) = match form.get("refresh_token") {
            Some(token) => (Some(token), true),
            None if self.origin.is_own(headers) => (cookie(headers, &name), false),
            None => return self.fail(&Failure::CrossSite, None),
        };
        if let Some(token) = token
            && let Err(failure) = self.revoke_family_of(token).await
        {
            return self.fail(&failure, None);
        }
        if is_app {
            return pages::json(StatusCode::OK, &json!({}));
        }
        let mut response = pages::redirect("/");
        self.remove_cookies(&mut response);
        response
    }

    fn remove_cookies(&self, response: &mut Response<Bytes>) {
        self.set_cookie(response, SESSION, "", 0, false);
        self.set_cookie(response, REFRESH, "", 0, false);
    }

    /// An error as RFC 6749 5.2 has it.
    fn oauth_error(&self, failure: &Failure) -> Response<Bytes> {
        let status = self.fail(failure, None).status();
        let status = if status.is_server_error() {
            status
        } else {
            StatusCode::BAD_REQUEST
        };
        let code = match failure {
            Failure::Malformed => "invalid_request",
            failure => failure.code(),
        };
        pages::json(
            status,
            &json!({"error": code, "error_description": pages::describe(failure, "")}),
        )
    }
}
