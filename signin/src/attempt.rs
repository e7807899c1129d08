//! One attempt to sign in: to the provider, back, and on to the page or the app.
//!
//! ```text
//! start ──► cookie of the attempt + authorization URL ──► … ──► callback ──► state, iss, code ──► identity ──► account ──► session
//! ```
//!
//! Invariants: nothing of a response is used before its state belongs to an attempt of this browser. The cookie of an attempt ends with its
//! response, whatever that is. An app learns every failure of its attempt at its own address, and nothing but a code and a text.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Response, header};

use crate::error::Failure;
use crate::exchange::{Code, Endpoints, clean, identify};
use crate::identity::Identity;
use crate::linking::{Decision, decide, decide_link};
use crate::pages;
use crate::provider::Checked;
use crate::request::{Params, cookies};
use crate::seal::{Attempt, Then, label};
use crate::secret::{decode, equal, random, sha256};
use crate::signin::{Inner, REFRESH, SESSION, SignIn};
use crate::targets::Delivery;
use crate::tokens::{Family, Rotation};

/// An attempt ends after so many seconds.
const ATTEMPT_LIFETIME: u64 = 600;
/// A browser has so many attempts at once.
const MOST_ATTEMPTS: usize = 8;
/// A one-time code is valid for so many seconds.
const CODE_LIFETIME: u64 = 60;
/// The longest life of a session token in a fragment.
const FRAGMENT_LIFETIME: Duration = Duration::from_secs(15 * 60);
/// Linking needs a sign-in that is at most so many seconds old.
const FRESH: u64 = 600;
/// The longest state of an app.
const LONGEST_STATE: usize = 512;
/// A decision is made again so often if the accounts have changed meanwhile.
const TRIES: usize = 3;

impl Inner {
    /// Sends a user to a provider.
    pub(crate) async fn start(
        &self,
        provider: &Checked,
        headers: &HeaderMap,
        query: Result<Params, Failure>,
    ) -> Response<Bytes> {
        let then = query.and_then(|query| self.target(&query));
        match then {
            Ok(then) => self.go(provider, headers, then, None).await,
            Err(failure) => self.fail(&failure, Some(provider)),
        }
    }

    /// Sends a signed-in user to a provider, to link an identity.
    pub(crate) async fn link(
        &self,
        signin: &SignIn,
        provider: &Checked,
        headers: &HeaderMap,
        form: Result<Params, Failure>,
    ) -> Response<Bytes> {
        let checked = form.and_then(|form| {
            if !self.origin.is_own(headers) {
                return Err(Failure::CrossSite);
            }
            let session = signin
                .session(&Method::POST, headers)
                .map_err(|_| Failure::NotSignedIn)?;
            if session.signed_in_at.saturating_add(FRESH) < self.now() {
                return Err(Failure::NotFresh);
            }
            let to = form.get("return_to").unwrap_or("/");
            match self.targets.has_page(to) {
                true => Ok((session.user, Then::Page { to: to.to_owned() })),
                false => Err(Failure::ReturnTarget),
            }
        });
        match checked {
            Ok((user, then)) => self.go(provider, headers, then, Some(user)).await,
            Err(failure) => self.fail(&failure, Some(provider)),
        }
    }

    /// Where the user wants to go.
    fn target(&self, query: &Params) -> Result<Then, Failure> {
        let Some(address) = query.get("redirect_uri") else {
            let to = query.get("return_to").unwrap_or("/");
            return match self.targets.has_page(to) {
                true => Ok(Then::Page { to: to.to_owned() }),
                false => Err(Failure::ReturnTarget),
            };
        };
        let delivery = self.targets.app(address).ok_or(Failure::AppRequest(
            "The redirect_uri is not on the list of this site.",
        ))?;
        let (address, state) = (address.to_owned(), query.get("state").map(str::to_owned));
        if state
            .as_ref()
            .is_some_and(|state| state.len() > LONGEST_STATE)
        {
            return Err(Failure::AppRequest("The state is too long."));
        }
        if delivery == Delivery::Token {
            let state = state.ok_or(Failure::AppRequest("The state is missing."))?;
            return Ok(Then::AppToken { address, state });
        }
        let challenge = query
            .get("code_challenge")
            .filter(|it| decode(it).is_some_and(|hash| hash.len() == 32));
        let method = query.get("code_challenge_method");
        match (challenge, method) {
            (Some(challenge), Some("S256")) => Ok(Then::App {
                address,
                challenge: challenge.to_owned(),
                state,
            }),
            _ => Err(Failure::AppRequest(
                "The code_challenge (with code_challenge_method=S256) is missing or malformed.",
            )),
        }
    }

    async fn go(
        &self,
        provider: &Checked,
        headers: &HeaderMap,
        then: Then,
        link: Option<String>,
    ) -> Response<Bytes> {
        let app = app_address(&then);
        match self.prepare(provider, headers, then, link).await {
            Ok(response) => response,
            Err(failure) => self.fail_to(&failure, provider, app),
        }
    }

    async fn prepare(
        &self,
        provider: &Checked,
        headers: &HeaderMap,
        then: Then,
        link: Option<String>,
    ) -> Result<Response<Bytes>, Failure> {
        let endpoints = self
            .discovered
            .endpoints(&self.http, provider, self.now())
            .await?;
        let attempt = Attempt {
            provider: provider.id.clone(),
            state: random::<32>()?,
            verifier: random::<32>()?,
            nonce: random::<32>()?,
            expires: self.now().saturating_add(ATTEMPT_LIFETIME),
            link,
            then,
        };
        let name = attempt_cookie(&attempt.state);
        let value = self.sealer.seal(&name, &attempt)?;
        let mut response = pages::redirect(&self.authorization_url(provider, &endpoints, &attempt));
        let posted = provider.facts.response_mode.as_deref() == Some("form_post");
        self.drop_old_attempts(headers, &mut response);
        self.set_cookie(&mut response, &name, &value, ATTEMPT_LIFETIME, posted);
        Ok(response)
    }

    fn authorization_url(
        &self,
        provider: &Checked,
        endpoints: &Endpoints,
        attempt: &Attempt,
    ) -> String {
        let facts = &provider.facts;
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &provider.client_id);
        query
            .append_pair("redirect_uri", &self.callback_url(provider))
            .append_pair("state", &attempt.state);
        if !facts.scopes.is_empty() {
            query.append_pair(
                "scope",
                &facts
                    .scopes
                    .join(facts.scope_separator.as_deref().unwrap_or(" ")),
            );
        }
        if facts.is_openid() {
            query.append_pair("nonce", &attempt.nonce);
        }
        if endpoints.pkce {
            query
                .append_pair("code_challenge", &sha256(&attempt.verifier))
                .append_pair("code_challenge_method", "S256");
        }
        if let Some(mode) = &facts.response_mode {
            query.append_pair("response_mode", mode);
        }
        for (name, value) in &facts.parameters {
            query.append_pair(name, value);
        }
        // RFC 6749 3.1: a query that the address has already stays.
        let separator = if endpoints.authorize.contains('?') {
            '&'
        } else {
            '?'
        };
        format!("{}{separator}{}", endpoints.authorize, query.finish())
    }

    /// Handles the provider's response.
    pub(crate) async fn callback(
        &self,
        provider: &Checked,
        headers: &HeaderMap,
        params: Result<Params, Failure>,
    ) -> Response<Bytes> {
        let found = params.and_then(|params| {
            self.find_attempt(headers, &params)
                .map(|attempt| (attempt, params))
        });
        let (attempt, params) = match found {
            Ok(found) => found,
            Err(failure) => return self.fail(&failure, Some(provider)),
        };
        let app = app_address(&attempt.then);
        let name = attempt_cookie(&attempt.state);
        let mut response = match self.complete(provider, &attempt, headers, &params).await {
            Ok(response) => response,
            Err(failure) => self.fail_to(&failure, provider, app),
        };
        self.set_cookie(
            &mut response,
            &name,
            "",
            0,
            provider.facts.response_mode.is_some(),
        );
        response
    }

    /// The attempt that a response belongs to, by its state and this browser's cookies.
    fn find_attempt(&self, headers: &HeaderMap, params: &Params) -> Result<Attempt, Failure> {
        let prefix = self.origin.cookie_name(ATTEMPT_PREFIX);
        let is_attempt = |name: &str| name.starts_with(&prefix);
        let Some(state) = params.get("state") else {
            return Err(Failure::WrongState);
        };
        let name = attempt_cookie(state);
        let full_name = self.origin.cookie_name(&name);
        let mut values = cookies(headers)
            .filter(|(it, _)| *it == full_name)
            .map(|(_, value)| value);
        // Another cookie of the same name cannot be opened, and does not take the attempt away.
        let attempt = values
            .find_map(|value| self.sealer.open(&name, value))
            .filter(|attempt| equal(&attempt.state, state));
        match attempt {
            Some(attempt) if attempt.expires <= self.now() => Err(Failure::AttemptExpired),
            Some(attempt) => Ok(attempt),
            None if cookies(headers).any(|(name, _)| is_attempt(name)) => Err(Failure::WrongState),
            None => Err(Failure::AttemptLost),
        }
    }

    async fn complete(
        &self,
        provider: &Checked,
        attempt: &Attempt,
        headers: &HeaderMap,
        params: &Params,
    ) -> Result<Response<Bytes>, Failure> {
        if attempt.provider != provider.id {
            return Err(Failure::Mixup);
        }
        let endpoints = self
            .discovered
            .endpoints(&self.http, provider, self.now())
            .await?;
        check_issuer(&endpoints, params)?;
        check_error(provider, params)?;
        let code = Code {
            code: params.get("code").ok_or(Failure::Malformed)?,
            verifier: &attempt.verifier,
            redirect_uri: &self.callback_url(provider),
            nonce: &attempt.nonce,
        };
        let identity = identify(&self.http, provider, &endpoints, &code, self.now()).await?;
        if let Some(user) = &attempt.link {
            self.link_identity(headers, user, &identity).await?;
            return Ok(pages::redirect(page_of(&attempt.then)));
        }
        let user = self.account(&identity).await?;
        self.sign_in(headers, user, &attempt.then).await
    }

    /// The account of an identity, after the decision was carried out.
    async fn account(&self, identity: &Identity) -> Result<String, Failure> {
        for _ in 0..TRIES {
            let internal = Failure::Internal;
            let known = self
                .accounts
                .find_by_identity(&identity.provider, &identity.subject)
                .await
                .map_err(internal)?;
            let same_address = match identity.verified_address() {
                Some(address) if known.is_none() => self
                    .accounts
                    .find_by_email(&address.text)
                    .await
                    .map_err(internal)?,
                _ => Vec::new(),
            };
            let decision = decide(identity, known.as_ref(), &same_address, self.policy);
            if let Some(user) = self.carry_out(identity, decision).await? {
                return Ok(user);
            }
        }
        Err(Failure::internal("the accounts change too often"))
    }

    /// The account, or nothing if another sign-in was faster.
    async fn carry_out(
        &self,
        identity: &Identity,
        decision: Decision,
    ) -> Result<Option<String>, Failure> {
        let (what, user) = match decision {
            Decision::Existing(user) => ("existing", Some(user)),
            Decision::Create(address) => (
                "created",
                self.accounts
                    .create(identity, address.as_deref())
                    .await
                    .map_err(Failure::Internal)?,
            ),
            Decision::Link(user) => (
                "linked",
                self.accounts
                    .link(&user, identity)
                    .await
                    .map_err(Failure::Internal)?
                    .then_some(user),
            ),
            Decision::Conflict(conflict) => return Err(Failure::Conflict(conflict)),
            Decision::NoVerifiedEmail => return Err(Failure::NoVerifiedEmail),
        };
        if let Some(user) = &user {
            tracing::info!(
                provider = identity.provider,
                user,
                account = what,
                "an identity was confirmed"
            );
        }
        Ok(user)
    }

    /// Links an identity to the signed-in user, who must be the one that started the attempt.
    async fn link_identity(
        &self,
        headers: &HeaderMap,
        user: &str,
        identity: &Identity,
    ) -> Result<(), Failure> {
        let name = self.origin.cookie_name(SESSION);
        let token = crate::request::cookie(headers, &name).ok_or(Failure::NotSignedIn)?;
        let session = self
            .issuer
            .verify(token, self.now())
            .map_err(|_| Failure::NotSignedIn)?;
        if session.user != user {
            return Err(Failure::NotSignedIn);
        }
        for _ in 0..TRIES {
            let known = self
                .accounts
                .find_by_identity(&identity.provider, &identity.subject)
                .await
                .map_err(Failure::Internal)?;
            if self
                .carry_out(identity, decide_link(user, known.as_ref()))
                .await?
                .is_some()
            {
                return Ok(());
            }
        }
        Err(Failure::internal("the accounts change too often"))
    }

    /// A new session, in the way that the attempt asked for.
    async fn sign_in(
        &self,
        headers: &HeaderMap,
        user: String,
        then: &Then,
    ) -> Result<Response<Bytes>, Failure> {
        let now = self.now();
        let family = Family {
            id: random::<16>()?,
            user,
            signed_in_at: now,
        };
        match then {
            Then::Page { to } => {
                self.end_old_session(headers).await?;
                self.start_family(&family).await?;
                let mut response = pages::redirect(to);
                self.set_session(&mut response, &family)?;
                if let Some(lifetime) = self.sessions.refresh_lifetime {
                    let token = random::<32>()?;
                    let expires = now.saturating_add(lifetime.as_secs());
                    self.tokens
                        .insert_refresh(&sha256(&token), &family.id, expires)
                        .await
                        .map_err(Failure::Internal)?;
                    self.set_cookie(&mut response, REFRESH, &token, lifetime.as_secs(), false);
                }
                Ok(response)
            }
            Then::App {
                address,
                challenge,
                state,
            } => {
                self.start_family(&family).await?;
                let code = random::<32>()?;
                let expires = now.saturating_add(CODE_LIFETIME);
                self.tokens
                    .insert_code(&sha256(&code), &family.id, challenge, expires)
                    .await
                    .map_err(Failure::Internal)?;
                Ok(to_app(address, state.as_deref(), &[("code", &code)]))
            }
            Then::AppToken { address, state } => {
                let lifetime = self.sessions.lifetime.min(FRAGMENT_LIFETIME);
                let (token, _) = self
                    .issuer
                    .issue(&family.user, &family.id, now, now, lifetime)?;
                let expires_in = lifetime.as_secs().to_string();
                let fields = [
                    ("access_token", token.as_str()),
                    ("token_type", "Bearer"),
                    ("expires_in", &expires_in),
                ];
                Ok(to_app(address, Some(state), &fields))
            }
        }
    }

    /// What was signed in before in this browser ends: a cookie that somebody has planted is worth nothing afterwards.
    async fn end_old_session(&self, headers: &HeaderMap) -> Result<(), Failure> {
        let name = self.origin.cookie_name(REFRESH);
        if let Some(token) = crate::request::cookie(headers, &name) {
            self.revoke_family_of(token).await?;
        }
        Ok(())
    }

    /// Revokes what a refresh token belongs to.
    pub(crate) async fn revoke_family_of(&self, token: &str) -> Result<(), Failure> {
        let now = self.now();
        let rotation = self
            .tokens
            .rotate(&sha256(token), &sha256(&random::<32>()?), now, now)
            .await
            .map_err(Failure::Internal)?;
        match rotation {
            Rotation::Rotated(family) | Rotation::Reused(family, _) => self
                .tokens
                .revoke_family(&family.id)
                .await
                .map_err(Failure::Internal),
            Rotation::Unknown => Ok(()),
        }
    }

    /// Puts a session token into its cookie.
    pub(crate) fn set_session(
        &self,
        response: &mut Response<Bytes>,
        family: &Family,
    ) -> Result<(), Failure> {
        let lifetime = self.sessions.lifetime;
        let (token, _) = self.issuer.issue(
            &family.user,
            &family.id,
            family.signed_in_at,
            self.now(),
            lifetime,
        )?;
        self.set_cookie(response, SESSION, &token, lifetime.as_secs(), false);
        Ok(())
    }

    /// Sets a cookie, or removes it if it has no life.
    pub(crate) fn set_cookie(
        &self,
        response: &mut Response<Bytes>,
        name: &str,
        value: &str,
        seconds: u64,
        cross_site: bool,
    ) {
        if let Some(cookie) = self.origin.cookie(name, value, seconds, cross_site) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }

    /// Removes what is broken, and the oldest of too many attempts: browsers and servers limit cookies.
    fn drop_old_attempts(&self, headers: &HeaderMap, response: &mut Response<Bytes>) {
        let prefix = self.origin.cookie_name("");
        let names =
            cookies(headers).filter_map(|(name, value)| Some((name.strip_prefix(&prefix)?, value)));
        let attempts = names.filter(|(name, _)| name.starts_with(ATTEMPT_PREFIX));
        let mut attempts: Vec<_> = attempts
            .map(|(name, value)| {
                (
                    self.sealer
                        .open(name, value)
                        .map_or(0, |attempt| attempt.expires),
                    name,
                )
            })
            .collect();
        attempts.sort_unstable();
        let surplus = (attempts.len() + 1).saturating_sub(MOST_ATTEMPTS);
        let now = self.now();
        for (number, (expires, name)) in attempts.into_iter().enumerate() {
            let plain = name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
            if plain && (number < surplus || expires <= now) {
                self.set_cookie(response, name, "", 0, false);
            }
        }
    }

    /// A failure, as a page or at the app's address.
    fn fail_to(
        &self,
        failure: &Failure,
        provider: &Checked,
        app: Option<(String, Option<String>)>,
    ) -> Response<Bytes> {
        let page = self.fail(failure, Some(provider));
        match app {
            None => page,
            Some((address, state)) => {
                let text = pages::describe(failure, &provider.facts.name);
                to_app(
                    &address,
                    state.as_deref(),
                    &[("error", failure.code()), ("error_description", &text)],
                )
            }
        }
    }
}

const ATTEMPT_PREFIX: &str = "signin-";

fn attempt_cookie(state: &str) -> String {
    format!("{ATTEMPT_PREFIX}{}", label(state))
}

fn page_of(then: &Then) -> &str {
    match then {
        Then::Page { to } => to,
        Then::App { .. } | Then::AppToken { .. } => "/",
    }
}

fn app_address(then: &Then) -> Option<(String, Option<String>)> {
    match then {
        Then::Page { .. } => None,
        Then::App { address, state, .. } => Some((address.clone(), state.clone())),
        Then::AppToken { address, state } => Some((address.clone(), Some(state.clone()))),
    }
}

/// Straight to the app: a browser carries a fragment on to the next address, so there is no page in between.
fn to_app(address: &str, state: Option<&str>, fields: &[(&str, &str)]) -> Response<Bytes> {
    let mut fragment = form_urlencoded::Serializer::new(String::new());
    fragment.extend_pairs(fields);
    if let Some(state) = state {
        fragment.append_pair("state", state);
    }
    pages::redirect(&format!("{address}#{}", fragment.finish()))
}

/// RFC 9207: the issuer is compared before the code is sent anywhere.
fn check_issuer(endpoints: &Endpoints, params: &Params) -> Result<(), Failure> {
    match (params.get("iss"), &endpoints.issuer) {
        (Some(iss), Some(issuer)) if iss != issuer => Err(Failure::Mixup),
        (None, _) if endpoints.sends_issuer => Err(Failure::Mixup),
        _ => Ok(()),
    }
}

fn check_error(provider: &Checked, params: &Params) -> Result<(), Failure> {
    let Some(error) = params.get("error") else {
        return Ok(());
    };
    let text = |name: &str| clean(&params.get(name).unwrap_or_default().into());
    tracing::info!(
        provider = provider.id,
        error = text("error"),
        error_description = text("error_description"),
        "the provider responded with an error"
    );
    Err(match error {
        "access_denied"
        | "user_cancelled_authorize"
        | "user_cancelled_login"
        | "consent_required"
        | "login_required" => Failure::Denied,
        "server_error" | "temporarily_unavailable" => Failure::ProviderDown,
        "invalid_client"
        | "unauthorized_client"
        | "invalid_request"
        | "invalid_scope"
        | "unsupported_response_type" => Failure::ClientRefused,
        "redirect_uri_mismatch" | "application_suspended" => Failure::ClientRefused,
        _ => Failure::Provider,
    })
}
