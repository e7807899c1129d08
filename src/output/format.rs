//! Items to text, as rustfmt would leave it.
//!
//! ```text
//! object! + `pub struct Customer { pub id: String }`   →   object! {
//!                                                              pub struct Customer {
//!                                                                  pub id: String,
//! ```
//!
//! prettyplease prints every item. What stands in a macro of the runtime is printed as the item that it is and indented,
//! because no printer knows what a macro's braces hold; neighbours in one macro share its braces, some dozens of them at
//! most. prettyplease breaks lines early and looks at them one by one: what fits on one line is put back onto it
//! (`compact`).

mod compact;

use proc_macro2::TokenTree;

use crate::emit::Item;

/// As wide as rustfmt leaves a line.
const WIDTH: usize = 100;
/// Wider in a macro, where rustfmt changes nothing: a field with a long type is one line and not three.
const DECLARED_WIDTH: usize = 116;

/// The text of items. An error is a defect of `emit`: what it wrote is not Rust.
pub(super) fn format(items: &[Item]) -> Result<String, syn::Error> {
    let mut text = String::new();
    for neighbours in items.chunk_by(share_a_call) {
        if !text.is_empty() {
            text.push('\n');
        }
        match neighbours.first().and_then(declared) {
            Some(with) => declaration(with, neighbours, &mut text)?,
            None => {
                for item in neighbours {
                    text.push_str(&apart(&compact::joined(&pretty(item)?, WIDTH)));
                }
            }
        }
    }
    Ok(text)
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

/// `object! { … }` around the items that share it.
fn declaration(with: &str, items: &[Item], text: &mut String) -> Result<(), syn::Error> {
    text.push_str(with);
    text.push_str("! {\n");
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            text.push('\n');
        }
        let mut written = compact::joined(&pretty(item)?, DECLARED_WIDTH);
        written = compact::attributed(&written, DECLARED_WIDTH);
        if with.ends_with("_enum") {
            written = compact::filled(&written, WIDTH);
        }
        indent(&written, text);
    }
    text.push_str("}\n");
    Ok(())
}

fn pretty(item: &Item) -> Result<String, syn::Error> {
    let (Item::Plain(tokens) | Item::Declared { item: tokens, .. }) = item;
    Ok(prettyplease::unparse(&syn::parse2(tokens.clone())?))
}

/// Four spaces before each line that is not empty.
pub(super) fn indent(text: &str, out: &mut String) {
    for line in text.lines() {
        if !line.is_empty() {
            out.push_str("    ");
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// A blank line between items, which prettyplease leaves out.
fn apart(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut last = "";
    for line in text.lines() {
        let trimmed = line.trim_start();
        let opens = ["///", "fn ", "pub fn "]
            .iter()
            .any(|start| trimmed.starts_with(start))
            && !last.trim_start().starts_with("///");
        let begins = opens
            || (line.starts_with(|sign: char| sign.is_ascii_alphabetic())
                && !line.starts_with("use ")
                && !last.starts_with("///"));
        let continues = last.is_empty()
            || last.ends_with('{')
            || last.trim_start().starts_with("#[")
            || last.trim_start().starts_with("///");
        if begins && !continues {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        last = line;
    }
    out
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
        format(&numbers.map(item).collect::<Vec<_>>()).unwrap()
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
