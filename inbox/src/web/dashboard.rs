//! The dashboard: pages without scripts, and forms that replay, discard and pause.
//!
//! ```text
//! Router::new().nest("/admin/inbox", inbox.dashboard(|request| is_admin(&request.headers)))
//! ```
//!
//! Invariants: nothing is shown to whom `authorise` refuses; a form changes something only with the token of its cookie
//! (double submit: it works behind a load balancer without a shared secret), and never for another site; pages are not
//! cached, framed or scripted.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Body;
use axum::extract::{Form, OriginalUri, Path, Query, Request, State as Shared};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::html::Page;
use crate::admin::{Filter, Replay, State};
use crate::error::{Error, with_sources};
use crate::inbox::Inbox;

const PAGE: u32 = 100;
const COOKIE: &str = "fetchwright_inbox_csrf";

type Authorise = dyn Fn(&Parts) -> bool + Send + Sync;

/// What a page shows instead.
struct Failed(StatusCode, String);

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        tracing::error!(error = %with_sources(&error), "the dashboard failed");
        Failed(
            StatusCode::SERVICE_UNAVAILABLE,
            "the inbox's database does not respond".to_owned(),
        )
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}

type Fields = Vec<(String, String)>;

impl Inbox {
    /// The dashboard, for the path of your choice. `authorise` sees every request first; where a layer of yours does that
    /// already, it is `|_| true`.
    pub fn dashboard(&self, authorise: impl Fn(&Parts) -> bool + Send + Sync + 'static) -> Router {
        let authorise: Arc<Authorise> = Arc::new(authorise);
        Router::new()
            .route("/", get(overview))
            .route("/style.css", get(style))
            .route("/deliveries", get(list))
            .route("/deliveries/{id}", get(details))
            .route("/deliveries/{id}/replay", post(replay))
            .route("/deliveries/{id}/discard", post(discard))
            .route("/replay", post(replay_all))
            .route("/pause", post(pause))
            .route("/resume", post(resume))
            .layer(from_fn_with_state(authorise, guard))
            .with_state(self.clone())
    }

    /// The metrics for Prometheus, at `/`.
    pub fn metrics(&self) -> Router {
        Router::new()
            .route("/", get(metrics))
            .with_state(self.clone())
    }
}

async fn metrics(Shared(inbox): Shared<Inbox>) -> Result<Response, Failed> {
    let kind = [(
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    )];
    Ok((kind, inbox.prometheus().await?).into_response())
}

/// Authorisation first, then the browser's headers about the origin of the request.
async fn guard(
    Shared(authorise): Shared<Arc<Authorise>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    if !authorise(&parts) {
        return StatusCode::FORBIDDEN.into_response();
    }
    if parts.method != http::Method::GET && is_of_another_site(&parts.headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let token = cookie(&parts.headers).unwrap_or_else(new_token);
    let mut request = Request::from_parts(parts, body);
    request.extensions_mut().insert(Token(token.clone()));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let policy = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(cookie) = HeaderValue::from_str(&format!(
        "{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/"
    )) {
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}

#[derive(Clone)]
struct Token(String);

fn is_of_another_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, it)| it != host),
        _ => false,
    }
}

/// The token of the browser, if it has one of ours.
fn cookie(headers: &HeaderMap) -> Option<String> {
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let token = pairs.find(|(name, _)| *name == COOKIE)?.1;
    let fits = token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| token.to_owned())
}

/// 256 random bits. Without randomness no form works.
fn new_token() -> String {
    let mut bytes = [0; 32];
    match getrandom::fill(&mut bytes) {
        Ok(()) => crate::delivery::hex(&bytes),
        Err(_) => String::new(),
    }
}

/// Compares every byte, whatever the first ones are.
fn check(Token(token): &Token, headers: &HeaderMap, fields: &Fields) -> Result<(), Failed> {
    let sent = field(fields, "token").unwrap_or_default();
    let own = cookie(headers).is_some_and(|cookie| &cookie == token);
    let differs = sent
        .bytes()
        .zip(token.bytes())
        .fold(0, |differs, (a, b)| differs | (a ^ b));
    if own && sent.len() == token.len() && differs == 0 {
        return Ok(());
    }
    Err(Failed(
        StatusCode::FORBIDDEN,
        "this form is not from this dashboard: reload its page".to_owned(),
    ))
}

fn field<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    fields
        .iter()
        .find(|(key, value)| key == name && !value.is_empty())
        .map(|(_, value)| &**value)
}

fn filter(fields: &Fields) -> Result<Filter, Failed> {
    let mut filter = Filter::default();
    if let Some(source) = field(fields, "source") {
        filter = filter.source(source);
    }
    if let Some(kind) = field(fields, "kind") {
        filter = filter.kind(kind);
    }
    if let Some(id) = field(fields, "event_id") {
        filter = filter.event_id(id);
    }
    if let Some(name) = field(fields, "state") {
        let unknown = || Failed(StatusCode::BAD_REQUEST, "there is no such state".to_owned());
        filter = filter.state(State::from_name(name).ok_or_else(unknown)?);
    }
    if let Some(before) = field(fields, "before") {
        let no_number = |_| Failed(StatusCode::BAD_REQUEST, "`before` is no number".to_owned());
        filter = filter.before(before.parse().map_err(no_number)?);
    }
    Ok(filter)
}

/// The dashboard's own path: what is left of the request's path without the route's.
fn base(original: &OriginalUri, route: &str) -> String {
    let path = original.path();
    let base = path.strip_suffix(route).unwrap_or(path);
    base.trim_end_matches('/').to_owned()
}

fn home(base: &str) -> Redirect {
    Redirect::to(if base.is_empty() { "/" } else { base })
}

fn html(text: String) -> Response {
    (
        [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
        Body::from(text),
    )
        .into_response()
}

async fn style() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css")],
        include_str!("style.css"),
    )
}

async fn overview(
    Shared(inbox): Shared<Inbox>,
    original: OriginalUri,
    axum::Extension(token): axum::Extension<Token>,
) -> Result<Response, Failed> {
    let (stats, counts) = (
        inbox.stats().await?,
        inbox.counts(Duration::from_secs(86_400)).await?,
    );
    let mut sources: Vec<String> = inbox
        .inner
        .sources
        .keys()
        .cloned()
        .chain(stats.paused.clone())
        .collect();
    sources.extend(stats.unfinished.keys().map(|(source, _)| source.clone()));
    sources.sort();
    sources.dedup();
    let page = Page {
        base: &base(&original, "/"),
        token: &token.0,
    };
    Ok(html(page.overview(
        &stats,
        &counts,
        &sources,
        SystemTime::now(),
    )))
}

async fn list(
    Shared(inbox): Shared<Inbox>,
    original: OriginalUri,
    axum::Extension(token): axum::Extension<Token>,
    Query(fields): Query<Fields>,
) -> Result<Response, Failed> {
    let list = inbox.list(&filter(&fields)?, PAGE).await?;
    let page = Page {
        base: &base(&original, "/deliveries"),
        token: &token.0,
    };
    const SHOWN: [&str; 5] = ["source", "kind", "event_id", "state", "before"];
    let query: Vec<_> = SHOWN
        .iter()
        .filter_map(|name| Some((*name, field(&fields, name)?)))
        .collect();
    Ok(html(page.list(
        &list,
        &query,
        PAGE as usize,
        SystemTime::now(),
    )))
}

async fn details(
    Shared(inbox): Shared<Inbox>,
    original: OriginalUri,
    axum::Extension(token): axum::Extension<Token>,
    Path(id): Path<i64>,
) -> Result<Response, Failed> {
    let missing = || {
        Failed(
            StatusCode::NOT_FOUND,
            "there is no such delivery".to_owned(),
        )
    };
    let details = inbox.show(id).await?.ok_or_else(missing)?;
    let page = Page {
        base: &base(&original, &format!("/deliveries/{id}")),
        token: &token.0,
    };
    Ok(html(page.details(&details, SystemTime::now())))
}

async fn replay(
    Shared(inbox): Shared<Inbox>,
    original: OriginalUri,
    axum::Extension(token): axum::Extension<Token>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Redirect, Failed> {
    check(&token, &headers, &fields)?;
    inbox.replay(id).await?;
    Ok(Redirect::to(&format!(
        "{}/deliveries/{id}",
        base(&original, &format!("/deliveries/{id}/replay"))
    )))
}

async fn discard(
    Shared(inbox): Shared<Inbox>,
    original: OriginalUri,
    axum::Extension(token): axum::Extension<Token>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Redirect, Failed> {
    check(&token, &headers, &fields)?;
    inbox.discard(id).await?;
    Ok(Redirect::to(&format!(
        "{}/deliveries/{id}",
        base(&original, &format!("/deliveries/{id}/discard"))
    )))
}

async fn replay_all(
    Shared(inbox): Shared<Inbox>,
    original: OriginalUri,
    axum::Extension(token): axum::Extension<Token>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Redirect, Failed> {
    check(&token, &headers, &fields)?;
    let rate = field(&fields, "per_second").and_then(|rate| rate.parse().ok());
    let how = rate.map_or(Replay::default(), |rate| Replay::default().per_second(rate));
    if field(&fields, "state").is_none() {
        let text = "choose a state: without one, all that is done would be handled again";
        return Err(Failed(StatusCode::BAD_REQUEST, text.to_owned()));
    }
    inbox.replay_all(&filter(&fields)?, how).await?;
    Ok(Redirect::to(&format!(
        "{}/deliveries",
        base(&original, "/replay")
    )))
}

async fn pause(
    Shared(inbox): Shared<Inbox>,
    original: OriginalUri,
    axum::Extension(token): axum::Extension<Token>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Redirect, Failed> {
    check(&token, &headers, &fields)?;
    inbox
        .pause(field(&fields, "source").unwrap_or_default())
        .await?;
    Ok(home(&base(&original, "/pause")))
}

async fn resume(
    Shared(inbox): Shared<Inbox>,
    original: OriginalUri,
    axum::Extension(token): axum::Extension<Token>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Redirect, Failed> {
    check(&token, &headers, &fields)?;
    inbox
        .resume(field(&fields, "source").unwrap_or_default())
        .await?;
    Ok(home(&base(&original, "/resume")))
}
