//! Query, header and cookie parameters of an operation.
//!
//! ```text
//! params! {
//!     pub struct ListCustomersParams {
//!         pub limit: Option<i64>,                                      // ?limit=3: the usual style, its own name
//!         #[query("created", deep_object)] pub created: Option<Range>, // ?created[gte]=1
//!         #[header("Api-Version")] pub version: Option<String>,
//!     }
//! }
//! ```

use std::fmt;

use serde::Serialize;

use super::encode::{self, Style};
use super::form_value::FormValue;
use super::object::Field;

/// Where the parameters of a call are collected.
#[derive(Clone, Default)]
pub struct Parts {
    pub(super) query: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) cookies: Vec<String>,
    /// The first value that could not be written.
    pub(super) error: Option<String>,
}

/// Names no value: each may be secret.
impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").finish_non_exhaustive()
    }
}

/// Parameters that know where they go.
pub trait Params {
    /// Writes them.
    fn write(&self, parts: &mut Parts);
}

impl Parts {
    /// Adds a query parameter.
    pub fn query<T: Serialize + Field>(
        &mut self,
        name: &str,
        value: &T,
        style: Style,
        reserved: bool,
    ) {
        if let Some(value) = self.value(name, value) {
            encode::append(&mut self.query, name, &value, style, reserved);
        }
    }

    /// Adds a header.
    pub fn header<T: Serialize + Field>(&mut self, name: &str, value: &T, style: Style) {
        if let Some(value) = self.value(name, value) {
            self.headers
                .push((name.to_owned(), encode::plain(&value, style)));
        }
    }

    /// Adds a cookie.
    pub fn cookie<T: Serialize + Field>(&mut self, name: &str, value: &T, style: Style) {
        if let Some(value) = self.value(name, value) {
            encode::append_cookie(&mut self.cookies, name, &value, style);
        }
    }

    fn value<T: Serialize + Field>(&mut self, name: &str, value: &T) -> Option<FormValue> {
        if value.is_absent() {
            return None;
        }
        match FormValue::of(value) {
            Ok(FormValue::Null) => None,
            Ok(value) => Some(value),
            Err(error) => {
                self.error
                    .get_or_insert_with(|| format!("parameter `{name}`: {error}"));
                None
            }
        }
    }
}

/// Writes one parameter by its attribute.
#[allow(unused_macros, reason = "not every client has a use for it")]
macro_rules! param {
    ($parts:ident, $value:expr, $field:ident) => { $parts.query(stringify!($field), $value, Style::FormExplode, false) };
    ($parts:ident, $value:expr, $field:ident query($name:literal)) => { $parts.query($name, $value, Style::FormExplode, false) };
    ($parts:ident, $value:expr, $field:ident query($name:literal, reserved)) => { $parts.query($name, $value, Style::FormExplode, true) };
    ($parts:ident, $value:expr, $field:ident query($name:literal, $style:ident)) => { $parts.query($name, $value, param!(@$style), false) };
    ($parts:ident, $value:expr, $field:ident query($name:literal, $style:ident, reserved)) => { $parts.query($name, $value, param!(@$style), true) };
    ($parts:ident, $value:expr, $field:ident header($name:literal)) => { $parts.header($name, $value, Style::Form) };
    ($parts:ident, $value:expr, $field:ident header($name:literal, $style:ident)) => { $parts.header($name, $value, param!(@$style)) };
    ($parts:ident, $value:expr, $field:ident cookie($name:literal)) => { $parts.cookie($name, $value, Style::Form) };
    ($parts:ident, $value:expr, $field:ident cookie($name:literal, $style:ident)) => { $parts.cookie($name, $value, param!(@$style)) };
    (@form) => { Style::Form };
    (@form_explode) => { Style::FormExplode };
    (@space_delimited) => { Style::SpaceDelimited };
    (@pipe_delimited) => { Style::PipeDelimited };
    (@tab_delimited) => { Style::TabDelimited };
    (@explode) => { Style::FormExplode };
    (@deep_object) => { Style::DeepObject };
    (@json) => { Style::Json };
}

/// Declares an operation's parameters; see the module.
#[allow(unused_macros, reason = "not every client has a use for it")]
macro_rules! params {
    ($(
        $(#[doc = $doc:expr])*
        pub struct $name:ident { $($(#[doc = $field_doc:expr])* $(#[query $query:tt])? $(#[header $header:tt])? $(#[cookie $cookie:tt])? pub $field:ident: $ty:ty,)* }
    )*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default)]
        pub struct $name { $($(#[doc = $field_doc])* pub $field: $ty,)* }
        impl Params for $name {
            fn write(&self, parts: &mut Parts) {
                $(param!(parts, &self.$field, $field $(query $query)? $(header $header)? $(cookie $cookie)?);)*
            }
        }
    )*};
}
