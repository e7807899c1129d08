//! Which texts are secrets although their format is not `password`.
//!
//! ```text
//! x-fetchwright: {secrets: [iban]}          iban: {type: string}                        →   Secret
//!                                           api_key: {type: string, writeOnly: true}    →   Secret
//! ```
//!
//! The first is what the specification defines. The second is a guess from two signs that agree: the server never shows the
//! value again, and its name speaks of a secret. One sign alone is too little: a `next_page_token` is read by everybody.

use super::Lowering;
use crate::ir::{Format, Type};

/// Parts of names that speak of secrets, as the runtime's logs know them (`templates/src/runtime/redact.rs`), without those
/// that only headers have.
const WORDS: &[&str] = &[
    "apikey",
    "clientassertion",
    "credential",
    "cvc",
    "cvv",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "token",
];

impl Lowering<'_, '_> {
    /// The type of a property or parameter: a secret in place of a text, where its name asks for it.
    pub(super) fn guarded(&self, name: &str, write_only: bool, ty: Type) -> Type {
        let named = self
            .document
            .extension
            .secrets
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name));
        if named || (write_only && speaks_of_a_secret(name)) {
            secret(ty)
        } else {
            ty
        }
    }
}

/// `client_secret`, `clientSecret` and `Client-Secret` are one name.
fn speaks_of_a_secret(name: &str) -> bool {
    let plain: String = name
        .chars()
        .filter(|sign| sign.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    WORDS.iter().any(|word| plain.contains(word))
}

/// Texts become secrets, alone and in lists and maps. Other types stay: only logs and errors hide what they hold.
fn secret(ty: Type) -> Type {
    match ty {
        Type::String => Type::Format(Format::Password),
        Type::List(inner) => Type::List(Box::new(secret(*inner))),
        Type::Map(inner) => Type::Map(Box::new(secret(*inner))),
        Type::Optional(inner) => Type::Optional(Box::new(secret(*inner))),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_among_those_that_logs_know() {
        let redact = fetchwright_runtime::vendor::FILES
            .iter()
            .find(|file| file.module == "redact")
            .expect("a file");
        for word in WORDS {
            assert!(redact.source.contains(&format!("\"{word}\"")), "{word}");
        }
    }

    #[test]
    fn a_name_is_known_in_each_spelling() {
        assert!(
            ["client_secret", "clientSecret", "X-Api-Key", "cvc"]
                .into_iter()
                .all(speaks_of_a_secret)
        );
        assert!(
            !["keyboard", "name", "author"]
                .into_iter()
                .any(speaks_of_a_secret)
        );
    }
}
