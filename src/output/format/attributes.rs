//! Attributes and doc comments.
//!
//! ```text
//! #[doc = " A customer."]   →   /// A customer.
//! ```

use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{AttrStyle, Attribute, Expr, Lit, Meta, MetaNameValue, Token};

use super::Printer;
use super::lists::{ATTRIBUTE, Entry};
use super::shape::{MAX_WIDTH, Shape, TAB, newline, width};

/// The content of the parentheses of an attribute.
enum Nested {
    Literal(Lit),
    Meta(Meta),
}

impl syn::parse::Parse for Nested {
    fn parse(input: syn::parse::ParseStream) -> syn::Result<Nested> {
        if input.peek(Lit) && !input.peek(syn::LitBool) {
            input.parse().map(Nested::Literal)
        } else {
            input.parse().map(Nested::Meta)
        }
    }
}

impl Printer {
    /// Each on its own line, with a line break behind the last.
    pub(super) fn attributes(&self, attributes: &[Attribute], indent: usize) -> String {
        let mut out = String::new();
        for attribute in attributes {
            out.push_str(&self.attribute(attribute, Shape::indented(indent)));
            out.push_str(&newline(indent));
        }
        out
    }

    fn attribute(&self, attribute: &Attribute, shape: Shape) -> String {
        if let Some(text) = doc(attribute) {
            let lines: Vec<String> = text.lines().map(doc_line).collect();
            return match lines.len() {
                0 => "///".to_owned(),
                _ => lines.join(&newline(shape.indent)),
            };
        }
        if attribute.path().is_ident("derive")
            && let Meta::List(list) = &attribute.meta
        {
            return derive(&super::tokens::flat(list.tokens.clone()), shape);
        }
        let mark = match attribute.style {
            AttrStyle::Inner(_) => "#![",
            AttrStyle::Outer => "#[",
        };
        let text = shape
            .behind(mark.len())
            .and_then(|shape| self.meta(&attribute.meta, shape.before(1)?));
        let text = text.unwrap_or_else(|| {
            super::tokens::flat(quote::ToTokens::to_token_stream(&attribute.meta))
        });
        format!("{mark}{text}]")
    }

    pub(super) fn meta(&self, meta: &Meta, shape: Shape) -> Option<String> {
        match meta {
            Meta::Path(path) => self.type_path(None, path, shape),
            Meta::NameValue(MetaNameValue { path, value, .. }) => {
                let name = self.type_path(None, path, shape)?;
                let value = match value {
                    Expr::Lit(literal) => self.literal(&literal.lit),
                    other => super::tokens::flat(quote::ToTokens::to_token_stream(other)),
                };
                Some(format!("{name} = {value}"))
            }
            Meta::List(list) => {
                let name = self.type_path(None, &list.path, shape)?;
                let parser = Punctuated::<Nested, Token![,]>::parse_terminated;
                let Ok(nested) = parser.parse2(list.tokens.clone()) else {
                    let inside = super::tokens::flat(list.tokens.clone());
                    return Some(format!("{name}({inside})"));
                };
                let entries: Vec<Entry> = nested
                    .iter()
                    .map(|nested| match nested {
                        Nested::Literal(literal) => Entry::Literal(literal),
                        Nested::Meta(meta) => Entry::Meta(meta),
                    })
                    .collect();
                self.list(&name, &entries, ATTRIBUTE, shape)
            }
        }
    }
}

/// The text of a doc attribute.
fn doc(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(MetaNameValue {
            path,
            value: Expr::Lit(literal),
            ..
        }) if path.is_ident("doc") => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// A line of a doc comment. Two blanks at the end mean a line break, and stay.
fn doc_line(line: &str) -> String {
    let text = line.trim_end();
    let end = if line.ends_with("  ") && !text.is_empty() {
        "  "
    } else {
        ""
    };
    format!("///{text}{end}")
}

/// `#[derive(Clone, Debug)]`, in lines where it is long.
fn derive(items: &str, shape: Shape) -> String {
    let flat = format!("#[derive({items})]");
    if width(&flat) + shape.indent <= MAX_WIDTH {
        return flat;
    }
    let inside = newline(shape.indent + TAB);
    let lines: String = items
        .split(", ")
        .map(|item| format!("{inside}{item},"))
        .collect();
    format!("#[derive({lines}{})]", newline(shape.indent))
}
