//! Deliveries that never arrived: the provider's own list, fed through the same intake.
//!
//! ```text
//! let source = Source::new(verify).recover(recover::stripe("https://api.stripe.com", fetch));
//! let source = source.recover_every(Duration::from_secs(3_600));          // workers do it
//! let recovery = inbox.recover("stripe").await?;                          // or a command
//! println!("{} of {} were missing", recovery.missing, recovery.listed);
//! ```
//!
//! `fetch` sends an `http::Request` with the user's credentials: a generated client, or any HTTP client.
//!
//! Invariants: what is known already is dropped by the unique key, so that a list may overlap with what was received;
//! lists end (a page is never asked for twice, and their number is bounded); a recovery that fails in the middle starts
//! again from the same place; a dead letter stays dead, because a list names it as long as another endpoint fails.

use std::collections::HashSet;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, header};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::clock::millis;
use crate::delivery::Event;
use crate::error::{BoxError, Error, with_sources};
use crate::inbox::Inbox;
use crate::store::{Change, Origin, Stored};

/// A list has no more pages.
const MOST_PAGES: usize = 10_000;

pub(crate) type Recover =
    dyn Fn(Ask) -> Pin<Box<dyn Future<Output = Result<Page, BoxError>> + Send>> + Send + Sync;

/// Which page of a provider's list is wanted.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Ask {
    /// What the last complete recovery returned as [`Page::mark`].
    pub since: Option<String>,
    /// [`Page::next`] of the page before; none for the first page.
    pub page: Option<String>,
}

/// A page of a provider's list.
#[derive(Debug, Default)]
pub struct Page {
    /// Events with their [bodies](Event::body). The provider was asked over TLS, so they need no signature.
    pub events: Vec<Event>,
    /// The next page, if there is one.
    pub next: Option<String>,
    /// Where the next recovery may begin; the first page's counts.
    pub mark: Option<String>,
}

/// What a recovery has found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recovery {
    /// Events that the provider lists.
    pub listed: usize,
    /// Events that were not in the inbox, and are now.
    pub missing: usize,
}

impl Inbox {
    /// Reads the provider's list and stores what is missing.
    pub async fn recover(&self, source: &str) -> Result<Recovery, Error> {
        let found = self.inner.sources.get(source);
        let Some(list) = found.and_then(|found| found.recover.as_ref()) else {
            return Err(Error::Settings(format!(
                "the source `{source}` has no list to recover from"
            )));
        };
        let mut ask = Ask {
            since: self.recovered_until(source).await?,
            page: None,
        };
        let (mut recovery, mut mark, mut asked) = (Recovery::default(), None, HashSet::new());
        for _ in 0..MOST_PAGES {
            let page = list(ask.clone()).await.map_err(|error| {
                Error::Settings(format!(
                    "`{source}` cannot be recovered: {}",
                    with_sources(&*error)
                ))
            })?;
            recovery.listed += page.events.len();
            for stored in self
                .insert(
                    source,
                    &HeaderMap::new(),
                    Bytes::new(),
                    page.events,
                    Origin::Recovered,
                )
                .await?
            {
                recovery.missing += usize::from(stored == Stored::New);
            }
            mark = mark.or(page.mark);
            ask.page = page.next;
            let is_new = ask.page.clone().is_some_and(|next| asked.insert(next));
            if !is_new {
                break;
            }
        }
        self.remember(source, mark, recovery.missing).await?;
        tracing::info!(
            source,
            listed = recovery.listed,
            missing = recovery.missing,
            "recovered"
        );
        Ok(recovery)
    }

    /// Whether a scheduled recovery is due: one of all processes begins it.
    pub(crate) async fn begins_recovery(
        &self,
        source: &str,
        every: Duration,
    ) -> Result<bool, Error> {
        let store = self.inner.store.as_store();
        let now = store.now();
        let sql = "INSERT INTO inbox_recovery (source, cursor, at, missing) VALUES ($1, NULL, $2, 0) \
                   ON CONFLICT (source) DO UPDATE SET at = excluded.at WHERE inbox_recovery.at <= $3";
        // Processes look at different times.
        let before = now.saturating_sub(millis(every / 2));
        let values = vec![source.into(), now.into(), before.into()];
        Ok(store.change(vec![Change::new(sql, values)]).await? > 0)
    }

    async fn recovered_until(&self, source: &str) -> Result<Option<String>, Error> {
        let sql = "SELECT cursor FROM inbox_recovery WHERE source = $1".to_owned();
        let mut lines = self
            .inner
            .store
            .as_store()
            .query(sql, vec![source.into()])
            .await?;
        Ok(lines.pop().and_then(|mut line| line.text()))
    }

    async fn remember(
        &self,
        source: &str,
        mark: Option<String>,
        missing: usize,
    ) -> Result<(), Error> {
        let store = self.inner.store.as_store();
        let sql = "INSERT INTO inbox_recovery (source, cursor, at, missing) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (source) DO UPDATE SET cursor = coalesce(excluded.cursor, inbox_recovery.cursor), \
                   at = excluded.at, missing = inbox_recovery.missing + excluded.missing";
        let mark = crate::store::Value::Text(mark);
        let values = vec![
            source.into(),
            mark,
            store.now().into(),
            (missing as i64).into(),
        ];
        store.change(vec![Change::new(sql, values)]).await.map(drop)
    }
}

async fn get<F, R>(fetch: &F, url: &str) -> Result<Response<Bytes>, BoxError>
where
    F: Fn(Request<Bytes>) -> R,
    R: Future<Output = Result<Response<Bytes>, BoxError>>,
{
    let response = fetch(
        Request::builder()
            .method(Method::GET)
            .uri(url)
            .body(Bytes::new())?,
    )
    .await?;
    if !response.status().is_success() {
        return Err(format!("the provider responds with {}", response.status()).into());
    }
    Ok(response)
}

/// Stripe: the events of the last 30 days that were not delivered to every endpoint, the newest first.
pub fn stripe<F, R>(
    base: &str,
    fetch: F,
) -> impl Fn(Ask) -> Pin<Box<dyn Future<Output = Result<Page, BoxError>> + Send>> + Send + Sync + 'static
where
    F: Fn(Request<Bytes>) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Response<Bytes>, BoxError>> + Send + 'static,
{
    #[derive(Deserialize)]
    struct List<'l> {
        #[serde(borrow)]
        data: Vec<&'l RawValue>,
        has_more: bool,
    }

    #[derive(Deserialize)]
    struct Head {
        id: String,
        r#type: String,
        created: i64,
    }

    let (base, fetch) = (base.trim_end_matches('/').to_owned(), Arc::new(fetch));
    move |ask| {
        let after = ask
            .page
            .map_or_else(String::new, |id| format!("&starting_after={id}"));
        let url = format!("{base}/v1/events?delivery_success=false&limit=100{after}");
        let fetch = Arc::clone(&fetch);
        Box::pin(async move {
            let response = get(&*fetch, &url).await?;
            let list: List<'_> = serde_json::from_slice(response.body())?;
            let mut page = Page::default();
            for event in &list.data {
                let head: Head = serde_json::from_str(event.get())?;
                page.next = list.has_more.then(|| head.id.clone());
                let body = event.get().as_bytes().to_vec();
                page.events.push(
                    Event::new(head.id, head.r#type)
                        .at_unix(head.created)
                        .body(body),
                );
            }
            Ok(page)
        })
    }
}

/// GitHub: the deliveries of a webhook of which no attempt was successful. `hook` is its URL in the API, for example
/// `https://api.github.com/repos/OWNER/REPO/hooks/1`. GitHub lists the last three days.
pub fn github<F, R>(
    hook: &str,
    fetch: F,
) -> impl Fn(Ask) -> Pin<Box<dyn Future<Output = Result<Page, BoxError>> + Send>> + Send + Sync + 'static
where
    F: Fn(Request<Bytes>) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Response<Bytes>, BoxError>> + Send + 'static,
{
    #[derive(Deserialize)]
    struct Attempt {
        id: u64,
        guid: String,
        status_code: u16,
        event: String,
        action: Option<String>,
    }

    #[derive(Deserialize)]
    struct Sent<'s> {
        #[serde(borrow)]
        request: Payload<'s>,
    }

    #[derive(Deserialize)]
    struct Payload<'p> {
        #[serde(borrow)]
        payload: &'p RawValue,
    }

    let (hook, fetch) = (hook.trim_end_matches('/').to_owned(), Arc::new(fetch));
    move |ask| {
        let first = format!("{hook}/deliveries?per_page=100");
        let (url, hook, fetch) = (ask.page.unwrap_or(first), hook.clone(), Arc::clone(&fetch));
        Box::pin(async move {
            let response = get(&*fetch, &url).await?;
            let attempts: Vec<Attempt> = serde_json::from_slice(response.body())?;
            let delivered: HashSet<&str> = attempts
                .iter()
                .filter(|attempt| (200..300).contains(&attempt.status_code))
                .map(|attempt| &*attempt.guid)
                .collect();
            let mut page = Page {
                next: next_link(response.headers(), &hook),
                ..Page::default()
            };
            let mut seen = HashSet::new();
            for attempt in attempts
                .iter()
                .filter(|attempt| !delivered.contains(&*attempt.guid))
            {
                if !seen.insert(&attempt.guid) {
                    continue;
                }
                let sent = get(&*fetch, &format!("{hook}/deliveries/{}", attempt.id)).await?;
                let sent: Sent<'_> = serde_json::from_slice(sent.body())?;
                let kind = match &attempt.action {
                    Some(action) => format!("{}.{action}", attempt.event),
                    None => attempt.event.clone(),
                };
                let body = sent.request.payload.get().as_bytes().to_vec();
                page.events
                    .push(Event::new(attempt.guid.clone(), kind).body(body));
            }
            Ok(page)
        })
    }
}

/// Resend: the events of a webhook whose delivery has failed or is being tried again, the newest first, as far back as the
/// plan keeps them. `webhook` is its id. Events of which Resend no longer has the payload are logged and left out.
pub fn resend<F, R>(
    base: &str,
    webhook: &str,
    fetch: F,
) -> impl Fn(Ask) -> Pin<Box<dyn Future<Output = Result<Page, BoxError>> + Send>> + Send + Sync + 'static
where
    F: Fn(Request<Bytes>) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Response<Bytes>, BoxError>> + Send + 'static,
{
    #[derive(Deserialize)]
    struct List {
        data: Vec<Sent>,
        has_more: bool,
    }

    #[derive(Deserialize)]
    struct Sent {
        /// The value of the header `svix-id`.
        id: String,
        r#type: String,
        status: String,
    }

    #[derive(Deserialize)]
    struct Details<'d> {
        #[serde(borrow)]
        payload: Option<&'d RawValue>,
    }

    let events = format!("{}/webhooks/{webhook}/events", base.trim_end_matches('/'));
    let fetch = Arc::new(fetch);
    move |ask| {
        let after = ask
            .page
            .map_or_else(String::new, |id| format!("&after={id}"));
        let (events, fetch) = (events.clone(), Arc::clone(&fetch));
        Box::pin(async move {
            let response = get(&*fetch, &format!("{events}?limit=100{after}")).await?;
            let list: List = serde_json::from_slice(response.body())?;
            let mut page = Page::default();
            for sent in list.data {
                page.next = list.has_more.then(|| sent.id.clone());
                if !matches!(&*sent.status, "failed" | "attempting") {
                    continue;
                }
                let details = get(&*fetch, &format!("{events}/{}", sent.id)).await?;
                let details: Details<'_> = serde_json::from_slice(details.body())?;
                let Some(payload) = details.payload else {
                    tracing::warn!(event = sent.id, "resend no longer has the payload");
                    continue;
                };
                let body = payload.get().as_bytes().to_vec();
                page.events
                    .push(Event::new(sent.id, sent.r#type).body(body));
            }
            Ok(page)
        })
    }
}

/// `Link: <https://…?cursor=…>; rel="next"`, on the host that was asked: its credentials go nowhere else.
fn next_link(headers: &HeaderMap, base: &str) -> Option<String> {
    let links = headers.get(header::LINK)?.to_str().ok()?;
    let next = links
        .split(',')
        .find(|link| link.contains("rel=\"next\""))?;
    let url = next.split_once('<')?.1.split_once('>')?.0;
    url.starts_with(&format!("{base}/deliveries?"))
        .then(|| url.to_owned())
}
