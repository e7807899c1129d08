//! Text of a specification (CommonMark or HTML, from strangers) to doc comments. Every doc comment that contains such text is
//! made here, by [`lines`]; `tests/architecture.rs` checks that nothing else in `emit` makes one.
//!
//! ```text
//! <p>See <a href="https://x.test/a">the docs</a>, [Foo] or Vec<T></p>
//!   →   /// See [the docs](https://x.test/a), \[Foo\] or Vec\<T>
//! ```
//!
//! Invariants: rustdoc finds no code in the lines except in fences marked `text`, so nothing is ever compiled or run; it finds
//! no HTML and no image; no line makes rustdoc or clippy warn; no hidden character is left; what a reader reads stays.

mod blocks;
mod html;
mod inline;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::hidden;
use blocks::Blocks;

/// The lines of a doc comment, each beginning with the space behind `///`; empty where there is nothing to declare.
pub(super) fn lines(text: &str) -> Vec<String> {
    let text = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\t', "    ");
    let text = hidden::remove(&text);
    if text.contains('<') {
        Blocks::of(&html::to_markdown(&text))
    } else {
        Blocks::of(&text)
    }
}

/// Doc attributes for a text.
pub(super) fn attributes(text: Option<&str>) -> TokenStream {
    own(&text.map(lines).unwrap_or_default())
}

/// Doc attributes of something that may be deprecated. The attribute itself would make the output warn of its own use of it.
pub(super) fn with_deprecation(text: Option<&str>, deprecated: bool) -> TokenStream {
    let mut lines = text.map(lines).unwrap_or_default();
    if deprecated {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(" Deprecated.".to_owned());
    }
    own(&lines)
}

/// Doc attributes for lines of our own, which rustdoc links may be part of.
pub(super) fn own(lines: &[impl ToTokens]) -> TokenStream {
    quote!(#(#[doc = #lines])*)
}
