//! Names that no type of an API takes: the language's, and the few of the runtime that the output uses by their short
//! name. All other names of the runtime are free, because modules of the output import an API's types one by one, and
//! these win over a `*` (Rust reference, "Use declarations").

/// In the order of the alphabet.
pub(super) const RESERVED: &[&str] = &[
    "Api",
    "Auth",
    "BTreeMap",
    "Base64",
    "Body",
    "Box",
    "Builder",
    "ByStatus",
    "Bytes",
    "Call",
    "Client",
    "Clone",
    "Copy",
    "ClientInner",
    "DateTime",
    "Debug",
    "Decimal",
    "Decode",
    "DecodeError",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Error",
    "ErrorShape",
    "Expandable",
    "Field",
    "File",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Hash",
    "IntegerEnum",
    "Into",
    "Iterator",
    "Json",
    "ErrorKind",
    "Mark",
    "Method",
    "NaiveDate",
    "None",
    "Nullable",
    "Object",
    "Ok",
    "Operation",
    "Option",
    "Ord",
    "Paged",
    "Pages",
    "ParameterDefault",
    "Params",
    "PartialEq",
    "PartialOrd",
    "Parts",
    "CredentialLocation",
    "Redirect",
    "Response",
    "Result",
    "Secret",
    "Self",
    "Send",
    "ServerEvent",
    "Some",
    "Streamed",
    "String",
    "Style",
    "Sync",
    "TextEnum",
    "ToString",
    "TryFrom",
    "TryInto",
    "Url",
    "Uuid",
    "Vec",
    "FormValue",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::RESERVED;

    /// The types and traits that the runtime declares.
    fn runtime_types() -> BTreeSet<&'static str> {
        let lines = fetchwright_runtime::vendor::FILES
            .iter()
            .flat_map(|file| file.source.lines());
        let declared = lines.filter_map(|line| {
            let rest = line.strip_prefix("pub ")?;
            let name = ["struct ", "enum ", "trait ", "type "]
                .iter()
                .find_map(|kind| rest.strip_prefix(kind))?;
            name.split(|sign: char| !sign.is_alphanumeric()).next()
        });
        declared.collect()
    }

    /// The content of the brackets behind each `opening`.
    fn bodies<'t>(text: &'t str, opening: &str) -> Vec<&'t str> {
        let starts = text
            .match_indices(opening)
            .map(|(at, _)| at + opening.len());
        starts
            .map(|start| &text[start..start + balanced(&text[start..])])
            .collect()
    }

    /// The length of a text up to the bracket that closes its first one.
    fn balanced(text: &str) -> usize {
        let mut depth = 0;
        for (at, sign) in text.char_indices() {
            match sign {
                '{' | '(' | '[' => depth += 1,
                '}' | ')' | ']' if depth == 1 => return at,
                '}' | ')' | ']' => depth -= 1,
                _ => {}
            }
        }
        text.len()
    }

    /// Words that are no part of a path: `D::Error` is another's.
    fn words(body: &str) -> impl Iterator<Item = &str> {
        let starts = body.char_indices().filter(|(at, sign)| {
            let before = &body[..*at];
            sign.is_uppercase()
                && !before.ends_with("::")
                && !before.ends_with(char::is_alphanumeric)
        });
        starts.filter_map(|(at, _)| {
            body[at..]
                .split(|sign: char| !sign.is_alphanumeric())
                .next()
        })
    }

    #[test]
    fn what_the_output_mentions_is_reserved() {
        let types = runtime_types();
        let mut mentioned = BTreeSet::new();
        // The module of webhooks writes an API's types with their module, and that of credentials has none of them, so that
        // their own names are free.
        for file in fetchwright_runtime::vendor::FILES
            .iter()
            .filter(|file| file.folder != "webhooks")
        {
            mentioned.extend(
                bodies(file.source, "macro_rules! ")
                    .into_iter()
                    .flat_map(words)
                    .map(str::to_owned),
            );
        }
        for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/emit")).unwrap() {
            let path = entry.unwrap().path();
            let is_apart = ["webhooks.rs", "oauth.rs"]
                .iter()
                .any(|name| path.ends_with(name));
            if is_apart || path.is_dir() {
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            mentioned.extend(
                bodies(&text, "quote!")
                    .into_iter()
                    .flat_map(words)
                    .map(str::to_owned),
            );
        }
        assert!(
            mentioned.contains("Call") && mentioned.contains("Json"),
            "{mentioned:?}"
        );
        let free: Vec<&String> = mentioned
            .iter()
            .filter(|name| types.contains(name.as_str()) && !RESERVED.contains(&name.as_str()))
            .collect();
        assert!(free.is_empty(), "to be reserved: {free:?}");
    }
}
