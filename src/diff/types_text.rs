//! Types as texts: which named types are where in two of them.
//!
//! ```text
//! Option<Vec<Pet>>, Option<Vec<Animal>>   →   the same but for the names: (Pet, Animal)
//! Vec<Pet>, Option<Vec<Pet>>              →   differ; both are about (Pet, Pet)
//! ```

/// How two types compare.
#[derive(Debug, PartialEq)]
pub(super) struct Pairing<'t> {
    /// Whether they differ in no more than in named types.
    pub is_same: bool,
    /// The named types that are in the same place.
    pub pairs: Vec<(&'t str, &'t str)>,
}

/// Compares two types; `is_named` tells the named types of the old and of the new client from the rest.
pub(super) fn pair<'t>(
    old: &'t str,
    new: &'t str,
    is_named: impl Fn(&str, &str) -> bool,
) -> Pairing<'t> {
    let (left, right) = (words(old), words(new));
    let same_length = left.len() == right.len();
    let mut pairs = Vec::new();
    let is_same = same_length
        && left.iter().zip(&right).all(|(old, new)| {
            let named = is_named(old, new);
            if named {
                pairs.push((*old, *new));
            }
            named || old == new
        });
    if is_same {
        return Pairing { is_same, pairs };
    }
    // What is wrapped otherwise is still about the same named type, if there is one on each side.
    let (Some(old), Some(new)) = (identifiers(old).last(), identifiers(new).last()) else {
        return Pairing {
            is_same,
            pairs: Vec::new(),
        };
    };
    let pairs = if old == new && is_named(old, new) {
        vec![(old, new)]
    } else {
        Vec::new()
    };
    Pairing { is_same, pairs }
}

/// Without the wrappers that declare whether a value must be there.
pub(super) fn unwrapped(ty: &str) -> &str {
    let mut ty = ty;
    while let Some(inner) = ["Option<", "Nullable<", "Box<"]
        .iter()
        .find_map(|wrapper| ty.strip_prefix(wrapper)?.strip_suffix('>'))
    {
        ty = inner;
    }
    ty
}

/// The identifiers in a type.
pub(super) fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    let is_identifier = |word: &&str| word.starts_with(|sign: char| sign.is_alphabetic());
    words(text).into_iter().filter(is_identifier)
}

/// Identifiers and the signs between them.
fn words(text: &str) -> Vec<&str> {
    let is_word = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == '#';
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match is_word(first) {
            true => rest.find(|sign| !is_word(sign)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (word, behind) = rest.split_at(length);
        found.push(word);
        rest = behind;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Pairing, pair, unwrapped};

    #[test]
    fn named_types_are_paired_where_they_are() {
        let is_named = |old: &str, new: &str| {
            ["Pet", "Dog"].contains(&old) && ["Pet", "Animal", "Dog"].contains(&new)
        };
        let pairs = |pairs: &[(&'static str, &'static str)], is_same| Pairing {
            is_same,
            pairs: pairs.to_vec(),
        };
        for (old, new, expected) in [
            ("Vec<Pet>", "Vec<Animal>", pairs(&[("Pet", "Animal")], true)),
            (
                "BTreeMap<String,Pet>",
                "BTreeMap<String,Pet>",
                pairs(&[("Pet", "Pet")], true),
            ),
            ("Pet", "Option<Pet>", pairs(&[("Pet", "Pet")], false)),
            ("String", "Pet", pairs(&[], false)),
            ("Vec<i64>", "Vec<i64>", pairs(&[], true)),
            ("&[Pet]", "&[Dog]", pairs(&[("Pet", "Dog")], true)),
        ] {
            assert_eq!(pair(old, new, is_named), expected, "{old} {new}");
        }
    }

    #[test]
    fn wrappers_are_taken_off() {
        assert_eq!(unwrapped("Option<Box<Pet>>"), "Pet");
        assert_eq!(unwrapped("Nullable<Vec<Option<Pet>>>"), "Vec<Option<Pet>>");
        assert_eq!(unwrapped("i64"), "i64");
    }
}
