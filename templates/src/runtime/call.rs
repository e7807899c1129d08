//! A call: one operation with its values, sent when it is awaited.
//!
//! ```text
//! client.retrieve_customer("cus_1").header("Stripe-Account", "acct_1").timeout(Duration::from_secs(5)).await?
//! ```

use std::future::IntoFuture;
use std::marker::PhantomData;
use std::time::Duration;

use super::body::Body;
use super::boxed::BoxFuture;
use super::client::ClientInner;
use super::decode::DecodeError;
use super::draft::{Parts, RequestDraft};
use super::encode::{self, Style};
use super::engine::{self, Reading, Received};
use super::error::Error;
use super::form_value::FormValue;
use super::label::OperationLabel;
use super::operation::Operation;
#[cfg(feature = "params")]
use super::params::Params;
use super::repeat::key_header;
use super::response::{Response, WithResponse};
use super::retry::Retry;

/// A call that returns a `T`; nothing happens until it is awaited. `P` are its optional parameters, and `X` is how else
/// its response can be read, where there is another way: page by page, or event by event.
#[must_use = "a call is sent when it is awaited"]
pub struct Call<T, P = (), X = ()> {
    pub(super) core: ClientInner,
    pub(super) draft: RequestDraft,
    pub(super) decode: fn(&Response) -> Result<T, DecodeError>,
    #[allow(dead_code, reason = "not every client has another way")]
    pub(super) other: X,
    params: PhantomData<fn(P)>,
}

impl<T, P, X> Call<T, P, X> {
    /// A call of an operation.
    #[doc(hidden)]
    pub fn new(core: ClientInner, operation: Operation<T, X>) -> Self {
        let operation_data = operation.operation_data;
        let draft = RequestDraft {
            operation_data,
            label: OperationLabel {
                method: operation_data.method.into(),
                path: operation_data.path.into(),
            },
            own: None,
            target: None,
            path: Vec::new(),
            parts: Parts::default(),
            body: Body::empty(),
            content_type: None,
            timeout: None,
            attempt_timeout: None,
            retry: None,
            max_redirects: None,
        };
        Call {
            core,
            draft,
            decode: operation.decode,
            other: operation.other,
            params: PhantomData,
        }
    }

    /// The operation's optional parameters.
    #[cfg(feature = "params")]
    pub fn with(mut self, params: &P) -> Self
    where
        P: Params,
    {
        params.write(&mut self.draft.parts);
        self
    }

    /// A query parameter that the specification does not have.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        encode::append(
            &mut self.draft.parts.query,
            name,
            &FormValue::from(value),
            Style::Form,
            false,
        );
        self
    }

    /// A header of this call; it wins over the client's.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.draft
            .parts
            .headers
            .push((name.to_owned(), value.to_owned()));
        self
    }

    /// The key by which the provider knows a request that it has seen (`Idempotency-Key`, or the API's own header).
    /// With one, any call is repeated after a failure. Where the API asks for keys, a call without one gets one.
    pub fn idempotency_key(self, key: &str) -> Self {
        let header = key_header(self.core.0.settings.api, &self.draft.operation_data);
        self.header(header, key)
    }

    /// How often and when this call is sent again after a failure; the client's policy by default.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.draft.retry = Some(retry);
        self
    }

    /// How long this call may take with all of its attempts; else the client's timeout. One attempt may take as long,
    /// unless an attempt has a limit of its own.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.draft.timeout = Some(timeout);
        self
    }

    /// How long each attempt of this call may take; else the client's.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.draft.attempt_timeout = Some(timeout);
        self
    }

    /// How many redirects this call follows; the client's limit by default.
    pub fn max_redirects(mut self, redirects: u32) -> Self {
        self.draft.max_redirects = Some(redirects);
        self
    }

    /// Sends it and gives the value together with the status and the headers of its response.
    ///
    /// ```text
    /// let customer = client.retrieve_customer("cus_1").with_response().await?;
    /// customer.value.name, customer.status(), customer.headers().get("request-id")
    /// ```
    ///
    /// # Errors
    /// The same as when it is awaited.
    pub async fn with_response(self) -> Result<WithResponse<T>, Error> {
        let Call {
            core,
            draft,
            decode,
            ..
        } = self;
        let (value, response) = received(core, draft, decode).await?;
        Ok(WithResponse { value, response })
    }

    /// Sends it and gives the response whatever its status, unread.
    pub async fn send_raw(mut self) -> Result<Response, Error> {
        match engine::send(&self.core, &mut self.draft, Reading::Whole).await {
            Ok(received) => Ok(received.response),
            Err(error) => error.into_response(),
        }
    }

    /// Sends it and gives a successful response as soon as its headers are there, with a body that comes chunk by chunk;
    /// the client's limit does not bound it, and the attempt's time ends with the headers.
    ///
    /// # Errors
    /// The same as when it is awaited, but that the body is not decoded.
    pub async fn send_streamed(mut self) -> Result<http::Response<Body>, Error> {
        let Received { response, rest } =
            engine::send(&self.core, &mut self.draft, Reading::Stream).await?;
        let mut streamed = http::Response::new(rest.unwrap_or_default());
        *streamed.status_mut() = response.status;
        *streamed.headers_mut() = response.headers;
        Ok(streamed)
    }

    /// Makes the call fail before anything is sent.
    pub(super) fn refuse(mut self, what: String) -> Self {
        self.draft.parts.error.get_or_insert(what);
        self
    }
}

impl<T: 'static, P, X> IntoFuture for Call<T, P, X> {
    type Output = Result<T, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let Call {
            core,
            draft,
            decode,
            ..
        } = self;
        Box::pin(async move {
            let (value, _) = received(core, draft, decode).await?;
            Ok(value)
        })
    }
}

/// Sends a call and decodes its response.
async fn received<T>(
    core: ClientInner,
    mut draft: RequestDraft,
    decode: fn(&Response) -> Result<T, DecodeError>,
) -> Result<(T, Response), Error> {
    let response = engine::send(&core, &mut draft, Reading::Whole)
        .await?
        .response;
    match engine::decoded(&core.0.settings, || decode(&response)) {
        Ok(value) => Ok((value, response)),
        Err(error) => Err(engine::undecoded(&core, draft.label, response, error)),
    }
}
