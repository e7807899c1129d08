//! What a call is sent with, its body for example: `self.call(…).path(customer).json(body)`.
//!
//! The methods of a client write it through a trait, so that a user is not offered these methods on a call: they are there only
//! where the trait is imported. Only the body of a [`Custom`] request is the user's to write.

use bytes::Bytes;
use http::Method;
use serde::Serialize;

use super::auth::exposed;
use super::body::Body;
use super::call::Call;
use super::client::ClientInner;
use super::decode::DecodeError;
use super::encode::{self, Style};
use super::form_value::FormValue;
use super::json;
use super::label::OperationLabel;
use super::operation::Operation;
#[cfg(feature = "params")]
use super::params::Params;
use super::response::Response;

/// What the methods of a client write into a call.
#[doc(hidden)]
pub trait Arguments: Sized {
    /// The next value of the path template.
    fn path(self, value: impl Serialize) -> Self;

    /// The next value of the path template, as one text: JSON, or with other delimiters.
    fn path_as(self, style: Style, value: impl Serialize) -> Self;

    /// Parameters of any operation.
    #[cfg(feature = "params")]
    fn params(self, params: &impl Params) -> Self;

    /// A body of any kind; one that is a stream can be sent once, so the call is not repeated after it began.
    fn body(self, media_type: &str, body: impl Into<Body>) -> Self;

    /// A body of JSON with its own media type.
    fn json_as(self, media_type: &str, body: &(impl Serialize + ?Sized)) -> Self;

    /// A form whose media type has parameters, in which some properties have a style of their own.
    #[cfg(feature = "forms")]
    fn form_as(
        self,
        media_type: &str,
        body: &(impl Serialize + ?Sized),
        styles: &[(&str, Style)],
    ) -> Self;

    /// A body of JSON.
    fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.json_as("application/json", body)
    }

    /// A body as `application/x-www-form-urlencoded`, with brackets for what is nested.
    #[cfg(feature = "forms")]
    fn form(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.form_with(body, &[])
    }

    /// A form in which some properties have a style of their own.
    #[cfg(feature = "forms")]
    fn form_with(self, body: &(impl Serialize + ?Sized), styles: &[(&str, Style)]) -> Self {
        self.form_as("application/x-www-form-urlencoded", body, styles)
    }

    /// A body of text; its media type gets `charset=utf-8`, unless it has another one.
    fn text(self, media_type: &str, body: &str) -> Self {
        let body = Bytes::copy_from_slice(body.as_bytes());
        if media_type.to_ascii_lowercase().contains("charset=") {
            return self.body(media_type, body);
        }
        self.body(&format!("{media_type}; charset=utf-8"), body)
    }

    /// A body that may be left out.
    fn maybe<B>(self, body: Option<B>, write: impl FnOnce(Self, B) -> Self) -> Self {
        match body {
            Some(body) => write(self, body),
            None => self,
        }
    }
}

impl<T, P, X> Arguments for Call<T, P, X> {
    fn path(mut self, value: impl Serialize) -> Self {
        match exposed(|| FormValue::of(&value)) {
            Ok(value) => self.draft.path.push(value),
            Err(error) => return self.refuse(format!("a path parameter: {error}")),
        }
        self
    }

    fn path_as(mut self, style: Style, value: impl Serialize) -> Self {
        match exposed(|| FormValue::of(&value)) {
            Ok(value) => {
                let text = match style {
                    Style::Json => value.to_json(),
                    style => encode::plain(&value, style),
                };
                self.draft.path.push(FormValue::Text(text));
            }
            Err(error) => return self.refuse(format!("a path parameter: {error}")),
        }
        self
    }

    #[cfg(feature = "params")]
    fn params(mut self, params: &impl Params) -> Self {
        params.write(&mut self.draft.parts);
        self
    }

    fn body(mut self, media_type: &str, body: impl Into<Body>) -> Self {
        self.draft.body = body.into();
        self.draft.content_type = Some(media_type.to_owned());
        self
    }

    fn json_as(self, media_type: &str, body: &(impl Serialize + ?Sized)) -> Self {
        match exposed(|| json::to_text(body)) {
            Ok(body) => Arguments::body(self, media_type, body),
            Err(error) => self.refuse(format!("the body: {error}")),
        }
    }

    #[cfg(feature = "forms")]
    fn form_as(
        self,
        media_type: &str,
        body: &(impl Serialize + ?Sized),
        styles: &[(&str, Style)],
    ) -> Self {
        match exposed(|| FormValue::of(body)) {
            Ok(body @ FormValue::Map(_)) => {
                let form = encode::form(&body, styles);
                let raw = self.core.0.settings.api.raw_brackets;
                let form = if raw {
                    encode::with_raw_brackets(&form)
                } else {
                    form
                };
                Arguments::body(self, media_type, form)
            }
            Ok(_) => self.refuse("a form is made of properties".to_owned()),
            Err(error) => self.refuse(format!("the body: {error}")),
        }
    }
}

/// What marks the call of a request that the specification does not have.
#[derive(Clone, Copy, Debug)]
pub struct Custom;

impl Call<Response, (), Custom> {
    /// A request that the specification does not have.
    #[doc(hidden)]
    pub fn fetch(core: ClientInner, method: Method, path: &str) -> Self {
        let plain = Operation::new("", "", whole);
        let operation = Operation {
            operation_data: plain.operation_data,
            decode: plain.decode,
            other: Custom,
        };
        let mut call = Call::new(core, operation);
        // Errors and logs name no value, and a query holds nothing else.
        let template = path.split(['?', '#']).next().unwrap_or_default();
        call.draft.label = OperationLabel {
            method: method.to_string().into(),
            path: template.to_owned().into(),
        };
        call.draft.own = Some(path.to_owned());
        call
    }

    /// A body of JSON.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        Arguments::json(self, body)
    }

    /// A body as `application/x-www-form-urlencoded`, with brackets for what is nested.
    #[cfg(feature = "forms")]
    pub fn form(self, body: &(impl Serialize + ?Sized)) -> Self {
        Arguments::form(self, body)
    }

    /// A body of text; its media type gets `charset=utf-8`, unless it has another one.
    pub fn text(self, media_type: &str, body: &str) -> Self {
        Arguments::text(self, media_type, body)
    }

    /// A body of any kind; one that is a stream can be sent once, so the call is not repeated after it began.
    pub fn body(self, media_type: &str, body: impl Into<Body>) -> Self {
        Arguments::body(self, media_type, body)
    }
}

/// The response itself.
pub(super) fn whole(response: &Response) -> Result<Response, DecodeError> {
    Ok(response.clone())
}

// Its methods are there also where a type of the API is called `Arguments`.
pub use self::Arguments as _;
