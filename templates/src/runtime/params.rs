//! Query, header and cookie parameters of an operation.
//!
//! ```text
//! pub struct ListCustomersParams {
//!     pub limit: Option<i64>,
//!     pub created: Option<Range>,
//!     pub version: Option<String>,
//! }
//! params! {
//!     ListCustomersParams {
//!         limit,                                  // ?limit=3: its own name, the default style
//!         created = query("created", deep_object),   // ?created[gte]=1
//!         version = header("Api-Version"),
//!     }
//! }
//! ```

use serde::Serialize;

use super::auth::exposed;
pub use super::draft::Parts;
use super::encode::{self, Style};
use super::form_value::FormValue;
use super::object::Field;

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
        match exposed(|| FormValue::of(value)) {
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

/// Writes one parameter as the table states it.
#[macro_export]
macro_rules! param {
    ($parts:ident, $value:expr, $field:ident) => { $parts.query(stringify!($field), $value, runtime::Style::FormExplode, false) };
    ($parts:ident, $value:expr, $field:ident query($name:literal)) => { $parts.query($name, $value, runtime::Style::FormExplode, false) };
    ($parts:ident, $value:expr, $field:ident query($name:literal, reserved)) => { $parts.query($name, $value, runtime::Style::FormExplode, true) };
    ($parts:ident, $value:expr, $field:ident query($name:literal, $style:ident)) => { $parts.query($name, $value, runtime::param!(@$style), false) };
    ($parts:ident, $value:expr, $field:ident query($name:literal, $style:ident, reserved)) => { $parts.query($name, $value, runtime::param!(@$style), true) };
    ($parts:ident, $value:expr, $field:ident header($name:literal)) => { $parts.header($name, $value, runtime::Style::Form) };
    ($parts:ident, $value:expr, $field:ident header($name:literal, $style:ident)) => { $parts.header($name, $value, runtime::param!(@$style)) };
    ($parts:ident, $value:expr, $field:ident cookie($name:literal)) => { $parts.cookie($name, $value, runtime::Style::Form) };
    ($parts:ident, $value:expr, $field:ident cookie($name:literal, $style:ident)) => { $parts.cookie($name, $value, runtime::param!(@$style)) };
    (@form) => { runtime::Style::Form };
    (@form_explode) => { runtime::Style::FormExplode };
    (@space_delimited) => { runtime::Style::SpaceDelimited };
    (@pipe_delimited) => { runtime::Style::PipeDelimited };
    (@tab_delimited) => { runtime::Style::TabDelimited };
    (@explode) => { runtime::Style::FormExplode };
    (@deep_object) => { runtime::Style::DeepObject };
    (@json) => { runtime::Style::Json };
}

/// Makes a struct one of parameters; see the module.
#[macro_export]
macro_rules! params {
    ($name:ident { $($field:ident $(= $place:ident $how:tt)?),* $(,)? }) => {
        impl runtime::Params for $name {
            fn write(&self, parts: &mut runtime::Parts) {
                $(runtime::param!(parts, &self.$field, $field $($place $how)?);)*
            }
        }
    };
}
