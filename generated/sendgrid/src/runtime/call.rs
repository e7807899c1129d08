//! A call: one operation with its values, sent when it is awaited.
//!
//! ```text
//! client.retrieve_customer("cus_1").header("Stripe-Account", "acct_1").timeout(Duration::from_secs(5)).await?
//! ```

use std::future::IntoFuture;
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use serde::Serialize;
use serde_json::Value;

use super::client::Core;
use super::decode::DecodeError;
use super::encode::{self, Style};
use super::engine::{self, Subject};
use super::error::Error;
use super::operation::{Description, Operation};
use super::params::{Params, Parts};
use super::transport::BoxFuture;

/// What is sent, without its type.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    pub(super) description: Description,
    /// Method and path of a request that no description has.
    pub(super) own: Option<(Method, String)>,
    pub(super) path: Vec<Value>,
    pub(super) parts: Parts,
    pub(super) body: Bytes,
    pub(super) content_type: Option<String>,
    pub(super) timeout: Option<Duration>,
}

/// A call that returns a `T`; nothing happens until it is awaited. `P` are its optional parameters.
#[must_use = "a call is sent when it is awaited"]
pub struct Call<T, P = ()> {
    core: Core,
    outgoing: Outgoing,
    decode: fn(&Response) -> Result<T, DecodeError>,
    params: PhantomData<fn(P)>,
}

/// An answer with its whole body, whatever its status.
#[derive(Clone, Debug)]
pub struct Response {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Response {
    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Its headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Its body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl<T, P> Call<T, P> {
    /// A call of an operation.
    pub fn new(core: Core, operation: Operation<T>) -> Self {
        let outgoing = Outgoing {
            description: operation.description,
            own: None,
            path: Vec::new(),
            parts: Parts::default(),
            body: Bytes::new(),
            content_type: None,
            timeout: None,
        };
        Call { core, outgoing, decode: operation.decode, params: PhantomData }
    }

    /// A request that no description has.
    pub fn to(mut self, method: Method, path: &str) -> Self {
        self.outgoing.own = Some((method, path.to_owned()));
        self
    }

    /// The next value of the path template.
    pub fn path(mut self, value: impl Serialize) -> Self {
        match serde_json::to_value(value) {
            Ok(value) => self.outgoing.path.push(value),
            Err(error) => return self.refuse(format!("a path parameter: {error}")),
        }
        self
    }

    /// The operation's optional parameters.
    pub fn with(self, params: &P) -> Self
    where
        P: Params,
    {
        self.params(params)
    }

    /// Parameters of any operation.
    pub fn params(mut self, params: &impl Params) -> Self {
        params.write(&mut self.outgoing.parts);
        self
    }

    /// A query parameter that the description does not have.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        encode::append(&mut self.outgoing.parts.query, name, &Value::from(value), Style::Form, false);
        self
    }

    /// A header of this call; it wins over the client's.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.outgoing.parts.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The key by which the provider knows a repeated request (`Idempotency-Key`).
    pub fn idempotency_key(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }

    /// How long this call may take; else the client's timeout.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.outgoing.timeout = Some(timeout);
        self
    }

    /// A body of JSON.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.json_as("application/json", body)
    }

    /// A body of JSON with its own media type.
    pub fn json_as(self, media_type: &str, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.bytes(media_type, body.into()),
            Err(error) => self.refuse(format!("the body: {error}")),
        }
    }

    /// A body as `application/x-www-form-urlencoded`, with brackets for what is nested.
    pub fn form(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.form_with(body, &[])
    }

    /// A form in which some properties have a style of their own.
    pub fn form_with(self, body: &(impl Serialize + ?Sized), styles: &[(&str, Style)]) -> Self {
        match serde_json::to_value(body) {
            Ok(body @ Value::Object(_)) => {
                self.bytes("application/x-www-form-urlencoded", encode::form(&body, styles).into())
            }
            Ok(_) => self.refuse("a form is made of properties".to_owned()),
            Err(error) => self.refuse(format!("the body: {error}")),
        }
    }

    /// A body of text.
    pub fn text(self, media_type: &str, body: &str) -> Self {
        self.bytes(&format!("{media_type}; charset=utf-8"), Bytes::copy_from_slice(body.as_bytes()))
    }

    /// A body of bytes.
    pub fn bytes(mut self, media_type: &str, body: Bytes) -> Self {
        self.outgoing.body = body;
        self.outgoing.content_type = Some(media_type.to_owned());
        self
    }

    /// A body that may be left out.
    pub fn maybe<B>(self, body: Option<B>, write: impl FnOnce(Self, B) -> Self) -> Self {
        match body {
            Some(body) => write(self, body),
            None => self,
        }
    }

    /// Sends it and gives the answer whatever its status, unread.
    pub async fn send_raw(self) -> Result<Response, Error> {
        let subject = Subject::of(&self.outgoing);
        engine::send(&self.core, self.outgoing, &subject).await
    }

    /// Makes the call fail before anything is sent.
    pub(super) fn refuse(mut self, what: String) -> Self {
        self.outgoing.parts.error.get_or_insert(what);
        self
    }
}

impl<T: 'static, P> IntoFuture for Call<T, P> {
    type Output = Result<T, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let Call { core, outgoing, decode, .. } = self;
        Box::pin(async move {
            let subject = Subject::of(&outgoing);
            let errors = outgoing.description.errors;
            let response = engine::send(&core, outgoing, &subject).await?;
            let response = engine::succeed(&core, response, errors, &subject)?;
            decode(&response).map_err(|error| engine::undecoded(&core, response, &subject, error))
        })
    }
}
