//! Items to text, as rustfmt leaves it with its default settings.
//!
//! ```text
//! impl Client { pub fn get(&self, id: &str) -> Call<Site> { … } }   →   impl Client {
//!                                                                          pub fn get(&self, id: &str) -> Call<Site> {
//! ```
//!
//! The output holds a small part of Rust's grammar: types, constants of nested literals, methods of one chain, imports,
//! macros. The rules for these are rustfmt's, with its names for the widths; `tests/rustfmt.rs` compares both on real
//! specifications. rustfmt itself is not run, so that the bytes are the same where it is not installed. What has no rule
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

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

use crate::emit::Item;
pub(super) use shape::TAB;

/// The text of items, indented. An error is a defect of `emit`: what it wrote is not Rust, or there is no rule for it.
pub(super) fn format(items: &[Item], indent: usize) -> Result<String, syn::Error> {
    let printer = Printer::default();
    let mut text = String::new();
    for neighbours in items.chunk_by(share_a_call) {
        if !text.is_empty() {
            text.push('\n');
        }
        match neighbours.first().and_then(declared) {
            Some(with) => {
                let types = parsed(neighbours)?;
                let inside = printer.items(&types, indent + TAB);
                text.push_str(&format!(
                    "{:indent$}{with}! {{\n{inside}{:indent$}}}\n",
                    "", ""
                ));
            }
            None => text.push_str(&printer.items(&parsed(neighbours)?, indent)),
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
    /// Whether a chain of calls may not take several lines: where it stands last in a list.
    one_line_chains: Cell<bool>,
    /// Texts that something short stands for, while nothing else fits.
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

/// Items that stand together.
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

fn parsed(items: &[Item]) -> Result<Vec<syn::Item>, syn::Error> {
    let tokens = items.iter().map(|item| {
        let (Item::Plain(tokens) | Item::Declared { item: tokens, .. }) = item;
        tokens.clone()
    });
    syn::parse2::<syn::File>(tokens.collect::<TokenStream>()).map(|file| file.items)
}
/// Whether two neighbours stand in one call of a macro.
///
/// rustc expands a call in the square of what it holds (1,600 types of Stripe in one: 23 s; in calls of 32: 1 s), so
/// about every 32nd item begins another. Its name decides, not its position: an item that is added moves no brace of
/// others.
fn share_a_call(left: &Item, right: &Item) -> bool {
    declared(left).is_some()
        && declared(left) == declared(right)
        && !hash(&name(right)).is_multiple_of(32)
}

/// The name that an item declares, or nothing.
fn name(item: &Item) -> String {
    let (Item::Plain(tokens) | Item::Declared { item: tokens, .. }) = item;
    let mut after_keyword = tokens
        .clone()
        .into_iter()
        .skip_while(|token| !is_type_keyword(token))
        .skip(1);
    after_keyword
        .next()
        .map(|token| token.to_string())
        .unwrap_or_default()
}

fn is_type_keyword(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(word) if word == "struct" || word == "enum")
}

/// FNV-1a, which is the same with every version of Rust.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The macro that an item stands in.
fn declared(item: &Item) -> Option<&'static str> {
    match item {
        Item::Plain(_) => None,
        Item::Declared { with, .. } => Some(with),
    }
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

#[cfg(test)]
mod tests {
    use super::format;
    use crate::emit::Item;
    use quote::{format_ident, quote};

    fn types(numbers: impl Iterator<Item = u32>) -> String {
        let item = |number| {
            let name = format_ident!("Type{number}");
            Item::Declared {
                with: "object",
                item: quote!(pub struct #name { pub id: String }),
            }
        };
        format(&numbers.map(item).collect::<Vec<_>>(), 0).unwrap()
    }

    #[test]
    fn no_call_of_a_macro_holds_so_many_types_that_rustc_takes_long() {
        let text = types(0..2000);
        let largest = text
            .split("object! {")
            .map(|call| call.matches("pub struct").count())
            .max();
        assert!(largest < Some(300), "{largest:?}");
        assert!(text.matches("object! {").count() < 150);
    }

    #[test]
    fn a_type_that_is_added_moves_no_brace_of_others() {
        let (before, after) = (types(1..500), types(0..500));
        assert!(after.lines().count() - before.lines().count() <= 6);
        let kept = before
            .lines()
            .skip(1)
            .filter(|line| line.starts_with("object!"))
            .count();
        assert!(
            after
                .lines()
                .filter(|line| line.starts_with("object!"))
                .count()
                - kept
                <= 2
        );
        assert_eq!(
            before.split_once("Type250 ").map(|(_, rest)| rest),
            after.split_once("Type250 ").map(|(_, rest)| rest)
        );
    }
}
