//! Tokens on one line: what has no rules of its own, as the inside of a macro.
//!
//! ```text
//! Customer { id : "id" , . . }   →   Customer { id: "id", .. }
//! ```

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Tokens with the blanks that a person would write.
pub(super) fn flat(tokens: TokenStream) -> String {
    let mut out = String::new();
    let mut before: Option<TokenTree> = None;
    for token in tokens {
        if before
            .as_ref()
            .is_some_and(|before| is_separate(before, &token, &out))
        {
            out.push(' ');
        }
        match &token {
            TokenTree::Group(group) => out.push_str(&grouped(group)),
            other => out.push_str(&other.to_string()),
        }
        before = Some(token);
    }
    out
}

fn grouped(group: &proc_macro2::Group) -> String {
    let inside = flat(group.stream());
    match group.delimiter() {
        Delimiter::Parenthesis => format!("({inside})"),
        Delimiter::Bracket => format!("[{inside}]"),
        Delimiter::Brace if inside.is_empty() => "{}".to_owned(),
        Delimiter::Brace => format!("{{ {inside} }}"),
        Delimiter::None => inside,
    }
}

/// Whether a blank is between two tokens.
fn is_separate(left: &TokenTree, right: &TokenTree, out: &str) -> bool {
    match (left, right) {
        (TokenTree::Punct(left), _) if left.spacing() == Spacing::Joint => false,
        (_, TokenTree::Punct(right)) if matches!(right.as_char(), ',' | ';' | '.' | '?') => false,
        (TokenTree::Punct(left), _) if matches!(left.as_char(), '.' | '!' | '&' | '#' | '$') => {
            false
        }
        (TokenTree::Punct(left), _) if left.as_char() == ':' => !out.ends_with("::"),
        (_, TokenTree::Punct(right)) if right.as_char() == ':' => false,
        (TokenTree::Punct(left), TokenTree::Punct(_) | TokenTree::Ident(_))
            if left.as_char() == '<' =>
        {
            false
        }
        (_, TokenTree::Punct(right)) if matches!(right.as_char(), '<' | '>' | '!') => false,
        (TokenTree::Ident(_), TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        (TokenTree::Punct(left), TokenTree::Group(group)) if left.as_char() == '>' => {
            group.delimiter() == Delimiter::Brace
        }
        _ => true,
    }
}
