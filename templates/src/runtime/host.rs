//! What the host of a wasm module gives, by name: a window, a worker and node have the same in `globalThis`.
//!
//! ```text
//! call(&global(), "setTimeout", &[callback, milliseconds])   →   the timer's number, or what was thrown
//! ```
//!
//! Looked up when it is wanted, so that a client starts where something is missing that it does not need. Bindings of
//! wasm-bindgen would be written with `unsafe`.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// `globalThis`.
pub(super) fn global() -> JsValue {
    js_sys::global().into()
}

/// A property; `undefined` where there is none.
pub(super) fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// What a method gives, or what it throws.
pub(super) fn call(of: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    get(of, method)
        .dyn_into::<Function>()?
        .apply(of, &arguments.iter().collect::<Array>())
}

/// A new object of a class.
pub(super) fn new(class: &str) -> Result<JsValue, JsValue> {
    Reflect::construct(
        &get(&global(), class).dyn_into::<Function>()?,
        &Array::new(),
    )
}

/// A browser's window or worker. Only there code runs at an address; only there the host has its own cookies, sets
/// itself who it is, and keeps where a redirect goes to itself.
pub(super) fn is_browser() -> bool {
    get(&global(), "location").is_object()
}
