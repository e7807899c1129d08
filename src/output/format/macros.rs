//! Calls of macros.
//!
//! ```text
//! object! {                    vec![1, 2]
//!     Customer { id, name }
//! }
//! ```
//!
//! rustfmt formats what is in parentheses and brackets as if it were arguments, and leaves braces as they are.

use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, Item, ItemMacro, Macro, MacroDelimiter, Token};

use super::Printer;
use super::lists::{ARGUMENTS, ARRAY, Entry, LastComma, Style};
use super::shape::{MAX_WIDTH, Shape, TAB, newline, width};

impl Printer {
    /// A macro where a value is.
    pub(super) fn macro_call(&self, call: &Macro, shape: Shape) -> Option<String> {
        let name = format!(
            "{}!",
            super::tokens::flat(quote::ToTokens::to_token_stream(&call.path))
        );
        let style = match call.delimiter {
            MacroDelimiter::Brace(_) => {
                return Some(format!(
                    "{name} {{ {} }}",
                    super::tokens::flat(call.tokens.clone())
                ));
            }
            MacroDelimiter::Bracket(_) => ARRAY,
            MacroDelimiter::Paren(_) => ARGUMENTS,
        };
        let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
        let Ok(arguments) = parser.parse2(call.tokens.clone()) else {
            let inside = super::tokens::flat(call.tokens.clone());
            return Some(format!("{name}{}{inside}{}", style.open, style.close));
        };
        let comma = if arguments.trailing_punct() {
            LastComma::Always
        } else {
            LastComma::Never
        };
        let entries: Vec<Entry> = arguments.iter().map(Entry::Expr).collect();
        self.list(&name, &entries, Style { comma, ..style }, shape)
    }

    /// A macro where an item is.
    pub(super) fn macro_item(&self, item: &ItemMacro, indent: usize) -> Option<String> {
        if let MacroDelimiter::Brace(_) = item.mac.delimiter {
            let name = super::tokens::flat(quote::ToTokens::to_token_stream(&item.mac.path));
            if let Ok(file) = syn::parse2::<syn::File>(item.mac.tokens.clone()) {
                return Some(self.macro_of_items(&name, &file.items, indent));
            }
            let inside = super::tokens::flat(item.mac.tokens.clone());
            let flat = format!("{name}! {{ {inside} }}");
            return Some(if width(&flat) + indent <= MAX_WIDTH {
                flat
            } else {
                let (inner, outer) = (newline(indent + TAB), newline(indent));
                format!("{name}! {{{inner}{inside}{outer}}}")
            });
        }
        let text = self.macro_call(&item.mac, Shape::indented(indent).before(1)?)?;
        Some(text + ";")
    }

    fn macro_of_items(&self, name: &str, items: &[Item], indent: usize) -> String {
        let inside = self.items(items, indent + TAB);
        format!("{name}! {{\n{inside}{:indent$}}}", "")
    }
}
