//! A client whose transport plays a script, in virtual time.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderMap, Request};

use super::super::operation::json;
use super::*;

pub(super) static API: Api = Api::new("test", "http://test.example")
    .retry(RetryRules {
        statuses: &[409, 429, 5],
        header: "stripe-should-retry",
        ..RetryRules::USUAL
    })
    .limit(LimitRules {
        headers: &[("remaining", "reset")],
        ..LimitRules::USUAL
    })
    .idempotency(Idempotency {
        header: "Idempotency-Key",
        methods: &["POST"],
    });

pub(super) const LIST: Operation<Json> = Operation::new("GET", "/things", json);
pub(super) const CREATE: Operation<Json> = Operation::new("POST", "/things", json);
pub(super) const CHANGE: Operation<Json> = Operation::new("PATCH", "/things", json);

pub(super) struct Client {
    core: ClientInner,
}

impl From<ClientInner> for Client {
    fn from(core: ClientInner) -> Client {
        Client { core }
    }
}

impl Client {
    pub(super) fn call(&self, operation: Operation<Json>) -> Call<Json> {
        Call::new(self.core.clone(), operation)
    }
}

/// What a transport does with a request.
#[derive(Clone)]
pub(super) enum TestResponse {
    Status(u16, Vec<(&'static str, &'static str)>),
    Unsent,
    Reset,
}

pub(super) fn status(status: u16) -> TestResponse {
    TestResponse::Status(status, Vec::new())
}

/// A request that was sent.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) headers: HeaderMap,
    pub(super) at: Duration,
}

/// Responds with these in turn, and with 200 after the last one.
struct Script {
    clock: VirtualClock,
    responses: Mutex<VecDeque<TestResponse>>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Script {
    fn respond(&self, request: Request<Body>) -> Result<http::Response<Body>, BoxError> {
        let sent = Sent {
            headers: request.headers().clone(),
            at: self.clock.elapsed(),
        };
        self.sent.lock().unwrap().push(sent);
        match self
            .responses
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or_else(|| status(200))
        {
            TestResponse::Unsent => Err(NotSent("no connection".into()).into()),
            TestResponse::Reset => Err("connection reset".into()),
            TestResponse::Status(status, headers) => {
                let builder = http::Response::builder().status(status);
                let builder = headers.iter().fold(builder, |builder, (name, value)| {
                    builder.header(*name, *value)
                });
                Ok(builder.body(Body::from("{}"))?)
            }
        }
    }
}

/// A client, its clock, and what it sent.
pub(super) struct Stage {
    pub(super) client: Client,
    pub(super) clock: VirtualClock,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Stage {
    pub(super) fn new(responses: impl IntoIterator<Item = TestResponse>) -> Stage {
        Stage::with(responses, |builder| builder)
    }

    pub(super) fn with(
        responses: impl IntoIterator<Item = TestResponse>,
        choose: impl FnOnce(Builder<Client>) -> Builder<Client>,
    ) -> Stage {
        Stage::on(VirtualClock::new(7), responses, choose)
    }

    pub(super) fn on(
        clock: VirtualClock,
        responses: impl IntoIterator<Item = TestResponse>,
        choose: impl FnOnce(Builder<Client>) -> Builder<Client>,
    ) -> Stage {
        let sent = Arc::new(Mutex::new(Vec::new()));
        let responses = Mutex::new(responses.into_iter().collect());
        let script = Script {
            clock: clock.clone(),
            responses,
            sent: sent.clone(),
        };
        let builder = Builder::new(&API, Auth::none())
            .clock(clock.clone())
            .transport(move |request| script.respond(request));
        Stage {
            client: choose(builder).build(),
            clock,
            sent,
        }
    }

    pub(super) fn call(&self, operation: Operation<Json>) -> Call<Json> {
        self.client.call(operation)
    }

    pub(super) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    pub(super) fn attempts(&self) -> usize {
        self.sent.lock().unwrap().len()
    }

    /// When each request was sent, in milliseconds.
    pub(super) fn times(&self) -> Vec<u128> {
        self.sent().iter().map(|sent| sent.at.as_millis()).collect()
    }

    pub(super) fn keys(&self) -> Vec<Option<String>> {
        let key = |sent: &Sent| {
            Some(
                sent.headers
                    .get("idempotency-key")?
                    .to_str()
                    .unwrap()
                    .to_owned(),
            )
        };
        self.sent().iter().map(key).collect()
    }
}
