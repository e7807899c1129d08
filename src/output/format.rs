//! Items to text, as rustfmt would leave it.
//!
//! ```text
//! object! + `pub struct Customer { pub id: String }`   →   object! {
//!                                                              pub struct Customer {
//!                                                                  pub id: String,
//! ```
//!
//! prettyplease prints every item. What stands in a macro of the runtime is printed as the item that it is and indented,
//! because no printer knows what a macro's braces hold.

use proc_macro2::TokenStream;

use crate::emit::Item;

/// The text of items. An error is a defect of `emit`: what it wrote is not Rust.
pub(super) fn format(items: &[Item]) -> Result<String, syn::Error> {
    let mut text = String::new();
    for item in items {
        if !text.is_empty() {
            text.push('\n');
        }
        match item {
            Item::Plain(tokens) => text.push_str(&apart(&pretty(tokens)?)),
            Item::Declared { with, item } => {
                text.push_str(with);
                text.push_str("! {\n");
                indent(&pretty(item)?, &mut text);
                text.push_str("}\n");
            }
        }
    }
    Ok(text)
}

fn pretty(tokens: &TokenStream) -> Result<String, syn::Error> {
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
