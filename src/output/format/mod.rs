//! Items to text, as rustfmt leaves it with its default settings.
//!
//! ```text
//! impl Client { pub fn get(&self, id: &str) -> Call<Site> { … } }   →   impl Client {
//!                                                                          pub fn get(&self, id: &str) -> Call<Site> {
//! ```
//!
//! The output holds a small part of Rust's grammar: types, constants of nested literals, methods of one chain, imports,
//! macros. The rules for these are rustfmt's, with its names for the widths; `tests/rustfmt.rs` compares both on real
//! specifications. The tables beside types are text already, which rustfmt leaves as it is. rustfmt itself is not run, so that the bytes are the same where it is not installed. What has no rule
//! here is an error, and a defect.

mod attributes;
mod chains;
mod expressions;
mod imports;
mod items;
mod lists;
mod macros;
mod shape;
mod tokens;
mod types;

use std::cell::{Cell, RefCell};

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::emit::Item;
pub(super) use shape::TAB;

/// The text of items, indented. An error is a defect of `emit`: what it wrote is not Rust, or there is no rule for it.
pub(super) fn format(items: &[Item], indent: usize) -> Result<String, syn::Error> {
    let printer = Printer::default();
    let mut text = String::new();
    for item in items {
        if !text.is_empty() {
            text.push('\n');
        }
        match item {
            Item::Plain(tokens) => text.push_str(&printer.items(&parsed(tokens)?, indent)),
            Item::Type { item, table } => {
                text.push_str(&printer.items(&parsed(item)?, indent));
                text.push_str(&table.text(indent));
            }
        }
    }
    match printer.unknown.take() {
        None => Ok(text),
        Some(what) => {
            let message = format!("no rule for the format of this {what}");
            Err(syn::Error::new(proc_macro2::Span::call_site(), message))
        }
    }
}

/// The text of declarations that `output` writes itself: attributes of a file, modules, exports.
pub(super) fn declarations(text: &str, indent: usize) -> Result<String, syn::Error> {
    let file = syn::parse_file(text)?;
    let printer = Printer::default();
    let attributes = printer.attributes(&file.attrs, indent);
    let attributes = attributes.trim_end_matches(' ');
    let between = if attributes.is_empty() || file.items.is_empty() {
        ""
    } else {
        "\n"
    };
    let start = if attributes.is_empty() { 0 } else { indent };
    let items = printer.items(&file.items, indent);
    Ok(format!("{:start$}{attributes}{between}{items}", ""))
}

/// Writes syntax as text.
#[derive(Default)]
struct Printer {
    /// Whether a chain of calls may not take several lines: where it is last in a list.
    one_line_chains: Cell<bool>,
    /// Texts that something short represents, while nothing else fits.
    long_texts: RefCell<Option<Vec<String>>>,
    /// What there is no rule for.
    unknown: RefCell<Option<String>>,
}

impl Printer {
    /// Notes what there is no rule for.
    fn unknown(&self, kind: &str, syntax: &impl ToTokens) -> Option<String> {
        let text = tokens::flat(syntax.to_token_stream());
        self.unknown.replace(Some(format!("{kind}: {text}")));
        None
    }

    /// Items with blank lines between them, imports and declarations in order.
    fn items(&self, items: &[syn::Item], indent: usize) -> String {
        let mut out = String::new();
        let mut first = true;
        for group in
            items.chunk_by(|left, right| kind(left) != Kind::Other && kind(left) == kind(right))
        {
            let mut group: Vec<&syn::Item> = group.iter().collect();
            group.sort_by(|left, right| compare(left, right));
            if !first {
                out.push('\n');
            }
            first = false;
            for item in group {
                out.push_str(&format!("{:indent$}{}\n", "", self.item(item, indent)));
            }
        }
        out
    }
}

/// Items that are together.
#[derive(PartialEq)]
enum Kind {
    Use,
    Module,
    ExternCrate,
    Other,
}

fn kind(item: &syn::Item) -> Kind {
    let loads_macros = items::attributes(item)
        .iter()
        .any(|attribute| attribute.path().is_ident("macro_use"));
    match item {
        _ if loads_macros => Kind::Other,
        syn::Item::Use(_) => Kind::Use,
        syn::Item::ExternCrate(_) => Kind::ExternCrate,
        syn::Item::Mod(module) if module.content.is_none() => Kind::Module,
        _ => Kind::Other,
    }
}

fn compare(left: &syn::Item, right: &syn::Item) -> std::cmp::Ordering {
    match (left, right) {
        (syn::Item::Use(left), syn::Item::Use(right)) => imports::compare(&left.tree, &right.tree),
        (syn::Item::Mod(left), syn::Item::Mod(right)) => left.ident.cmp(&right.ident),
        (syn::Item::ExternCrate(left), syn::Item::ExternCrate(right)) => {
            left.ident.cmp(&right.ident)
        }
        _ => std::cmp::Ordering::Equal,
    }
}

fn parsed(tokens: &TokenStream) -> Result<Vec<syn::Item>, syn::Error> {
    syn::parse2::<syn::File>(tokens.clone()).map(|file| file.items)
}

/// Lines with blanks before those that are not empty.
pub(super) fn indented(text: &str, indent: usize, out: &mut String) {
    for line in text.lines() {
        if !line.is_empty() {
            out.push_str(&format!("{:indent$}{line}", ""));
        }
        out.push('\n');
    }
}
