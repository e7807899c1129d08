//! Events → the shop's endpoints: signed, in any order, several times, until they are accepted.

use std::time::{Duration, Instant, SystemTime};

use axum::body::Bytes;
use axum::http::{Method, Request, StatusCode};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use stripe::runtime::webhooks::{Signer, Unsigned};

use crate::state::{Emitted, Sender, State};
use crate::{RESEND_WEBHOOK_SECRET, STRIPE_WEBHOOK_SECRET, Sandbox};

/// The sandbox looks so often whether a delivery is due.
const TICK: Duration = Duration::from_millis(10);
/// After so many refusals an event is given up; the list of events still has it.
const MOST: u32 = 60;
/// So many deliveries are sent at once.
const TOGETHER: usize = 8;

/// Delivers what is due, until the sandbox is dropped.
pub(crate) async fn run(sandbox: Sandbox) {
    loop {
        tokio::time::sleep(TICK).await;
        let due = due(&mut sandbox.lock());
        for group in due.chunks(TOGETHER) {
            let sent = group.iter().map(|at| sandbox.deliver_at(*at));
            let mut tasks: tokio::task::JoinSet<()> = tokio::task::JoinSet::new();
            for delivery in sent.collect::<Vec<_>>() {
                tasks.spawn(delivery);
            }
            while tasks.join_next().await.is_some() {}
        }
    }
}

/// Takes what is due: places of events, one for each copy.
fn due(state: &mut State) -> Vec<usize> {
    let now = Instant::now();
    let mut found = Vec::new();
    if state.holds {
        return found;
    }
    for (at, event) in state.events.iter_mut().enumerate() {
        let copies = event.due.len();
        event.due.retain(|due| *due > now);
        found.extend(std::iter::repeat_n(at, copies - event.due.len()));
    }
    fastrand::shuffle(&mut found);
    found
}

impl Sandbox {
    fn deliver_at(&self, at: usize) -> impl Future<Output = ()> + Send + 'static {
        let sandbox = self.clone();
        async move {
            let Some(event) = sandbox.lock().events.get(at).cloned() else {
                return;
            };
            let status = sandbox.post(&event).await;
            let mut state = sandbox.lock();
            let Some(event) = state.events.get_mut(at) else {
                return;
            };
            match status {
                Some(status) if status.is_success() => event.accepted = true,
                _ if event.attempts < MOST => {
                    event.attempts += 1;
                    let wait = Duration::from_millis(50) * event.attempts.min(20);
                    event.due.push(Instant::now() + wait);
                }
                _ => {}
            }
        }
    }

    /// Signs an event as its provider does, and sends it. No status: there is no endpoint, or it does not respond.
    pub(crate) async fn post(&self, event: &Emitted) -> Option<StatusCode> {
        let request = {
            let state = self.lock();
            let (url, signer) = match event.sender {
                Sender::Stripe => (&state.stripe_webhooks, stripe::webhooks::signer(STRIPE_WEBHOOK_SECRET)),
                Sender::Resend => (&state.resend_webhooks, resend::webhooks::signer(RESEND_WEBHOOK_SECRET)),
            };
            signed(url.as_deref()?, &signer.ok()?, event)?
        };
        let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
        let response = tokio::time::timeout(Duration::from_secs(10), client.request(request));
        Some(response.await.ok()?.ok()?.status())
    }
}

fn signed(url: &str, signer: &Signer, event: &Emitted) -> Option<Request<Full<Bytes>>> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let mut unsigned = Unsigned::new(&event.body, i64::try_from(now.as_secs()).ok()?);
    unsigned.id = &event.id;
    let signed = signer.sign(&unsigned).ok()?;
    let mut request =
        Request::builder().method(Method::POST).uri(url).header("content-type", "application/json");
    for (name, value) in &signed.headers {
        request = request.header(name, value);
    }
    request.body(Full::new(signed.body.into())).ok()
}
