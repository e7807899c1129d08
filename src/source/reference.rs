//! JSON References: the text of a `$ref` taken apart, and why one could not be followed.
//!
//! ```text
//! ../x.yaml#/a/b~1c%20d   →   file "../x.yaml", tokens "a", "b/c d"
//! ```

use super::node::{Node, Span, Value};
use crate::diagnostics::{Code, Diagnostic};

/// A reference in its two parts, both as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts<'r> {
    /// What precedes `#`; empty: the same file.
    pub file: &'r str,
    /// What follows `#`; empty: the whole file.
    pub fragment: &'r str,
}

pub(super) fn split(reference: &str) -> Parts<'_> {
    let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    Parts { file, fragment }
}

/// Whether a file part names another host: it has a scheme, or begins with `//`.
pub(super) fn is_remote(file: &str) -> bool {
    let scheme = |text: &str| {
        text.len() > 1
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    file.starts_with("//")
        || file
            .split_once(':')
            .is_some_and(|(before, _)| scheme(before))
}

/// Traverses a JSON Pointer; gives the pointer to the last part that was there where it fails.
pub(super) fn find<'n>(root: &'n Node, fragment: &str) -> Result<&'n Node, String> {
    let mut node = root;
    let mut path = String::new();
    let Some(pointer) = pointer_in(fragment) else {
        return Err(path);
    };
    for token in pointer {
        node = step(node, token).ok_or_else(|| path.clone())?;
        path.push('/');
        path.push_str(token);
    }
    Ok(node)
}

/// The tokens of a pointer as written; `None` where the fragment is no pointer (`#name`).
fn pointer_in(fragment: &str) -> Option<impl Iterator<Item = &str>> {
    let rest = if fragment.is_empty() {
        Some(None)
    } else {
        fragment.strip_prefix('/').map(Some)
    };
    rest.map(|tokens| tokens.into_iter().flat_map(|tokens| tokens.split('/')))
}

fn step<'n>(node: &'n Node, token: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Object(object) => {
            let decoded = unescaped(&percent_decoded(token));
            // Many specifications forget the escapes, and write `{id}%` as it is.
            object.get(&decoded).or_else(|| object.get(token))
        }
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The value at a JSON pointer (RFC 6901) that is no fragment of a URL: `%` has no meaning in it.
pub fn at<'n>(root: &'n Node, pointer: &str) -> Option<&'n Node> {
    let mut tokens = pointer.split('/').skip(1);
    tokens.try_fold(root, |node, token| match &node.value {
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => node.get(&unescaped(token)),
    })
}

fn unescaped(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// `%20` becomes a space; what is no valid escape stays as it is.
pub(super) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let escape = if byte == b'%' {
            behind.split_at_checked(2)
        } else {
            None
        };
        match escape.and_then(|(digits, after)| Some((hexadecimal(digits)?, after))) {
            Some((decoded, after)) => {
                bytes.push(decoded);
                rest = after;
            }
            None => {
                bytes.push(byte);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok()?;
    if digits.starts_with('+') {
        return None;
    }
    u8::from_str_radix(digits, 16).ok()
}

/// One token as it is in a pointer.
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Why a reference leads nowhere.
#[derive(Clone, Debug)]
pub enum FollowError {
    /// It names another host.
    Remote {
        /// The reference as written.
        reference: String,
    },
    /// Its file cannot be read, or may not be.
    Unreadable {
        /// The file as written.
        path: String,
        /// Why not.
        reason: String,
    },
    /// Its file is there and wrong; the diagnostic points into it.
    Broken(Box<Diagnostic>),
    /// Its file is there, and what it points at is not.
    Missing {
        /// The reference as written.
        reference: String,
        /// The pointer to the last part that is there.
        last: String,
    },
}

impl FollowError {
    /// The error as a diagnostic, for a reference that is at `place`.
    pub fn diagnostic(&self, span: Span) -> Diagnostic {
        match self {
            FollowError::Remote { reference } => Diagnostic::error(
                Code::RemoteRef,
                format!("`{reference}` is not on this machine, and is not followed"),
            )
            .at(span)
            .help("download it and refer to the file"),
            FollowError::Unreadable { path, reason } => {
                Diagnostic::error(Code::Unreadable, format!("cannot read `{path}`: {reason}"))
                    .at(span)
            }
            FollowError::Broken(diagnostic) => Diagnostic::clone(diagnostic),
            FollowError::Missing { reference, last } => {
                let diagnostic =
                    Diagnostic::error(Code::MissingRef, format!("`{reference}` points at nothing"))
                        .at(span);
                if last.is_empty() {
                    diagnostic
                } else {
                    diagnostic.help(format!("there is `{last}`, but not what follows it"))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart() {
        assert_eq!(
            split("#/a"),
            Parts {
                file: "",
                fragment: "/a"
            }
        );
        assert_eq!(
            split("x.yaml"),
            Parts {
                file: "x.yaml",
                fragment: ""
            }
        );
        assert_eq!(
            split("../x.yaml#/a#b"),
            Parts {
                file: "../x.yaml",
                fragment: "/a#b"
            }
        );
    }

    #[test]
    fn another_host_is_seen() {
        for remote in [
            "http://x/y",
            "https://x",
            "//x/y",
            "file:///etc/passwd",
            "urn:x",
        ] {
            assert!(is_remote(remote), "{remote}");
        }
        for local in ["x.yaml", "../a/x.yaml", "a b:c.yaml", ""] {
            assert!(!is_remote(local), "{local}");
        }
    }

    #[test]
    fn percent_escapes() {
        assert_eq!(percent_decoded("a%20b%C3%A4%"), "a bä%");
        assert_eq!(percent_decoded("%zz%+1%4"), "%zz%+1%4");
        assert_eq!(percent_decoded("%ff"), "%ff");
    }
}
