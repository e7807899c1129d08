//! Items to text, as rustfmt would leave it.
//!
//! ```text
//! object! + `pub struct Customer { pub id: String }`   →   object! {
//!                                                              pub struct Customer {
//!                                                                  pub id: String,
//! ```
//!
//! prettyplease prints every item. What stands in a macro of the runtime is printed as the item that it is and indented,
//! because no printer knows what a macro's braces hold; neighbours in one macro share its braces. prettyplease breaks
//! lines early and looks at them one by one: what fits on one line is put back onto it (`compact`).

mod compact;

use crate::emit::Item;

/// As wide as rustfmt leaves a line.
const WIDTH: usize = 100;
/// Wider in a macro, where rustfmt changes nothing: a field with a long type is one line and not three.
const DECLARED_WIDTH: usize = 116;

/// The text of items. An error is a defect of `emit`: what it wrote is not Rust.
pub(super) fn format(items: &[Item]) -> Result<String, syn::Error> {
    let mut text = String::new();
    for neighbours in items.chunk_by(|left, right| declared(left).is_some() && declared(left) == declared(right)) {
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

/// The macro that an item stands in.
fn declared(item: &Item) -> Option<&'static str> {
    match item {
        Item::Plain(_) => None,
        Item::Declared { with, .. } => Some(with),
    }
}

/// `object! { … }` around all items that it declares.
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
        let opens = ["///", "fn ", "pub fn "].iter().any(|start| trimmed.starts_with(start))
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
