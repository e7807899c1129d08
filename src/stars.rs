//! A pattern and a text to whether they fit.
//!
//! ```text
//! charge.*   charge.dispute.closed   →   true
//! ```
//!
//! `*` matches any characters, none included; everything else matches itself. So patterns of events, types and titles work.

/// Whether a pattern with `*`s, each of which matches any characters, matches a text. Time is bounded by the product of the two lengths.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let inner = text.strip_prefix(first);
    let Some(mut inner) = inner.and_then(|text| text.strip_suffix(last)) else {
        return false;
    };
    middle.split('*').all(|piece| {
        let found = inner.split_once(piece);
        found.is_some_and(|(_, behind)| {
            inner = behind;
            true
        })
    })
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_is_any_characters() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("*", "Customer", true),
            ("", "Customer", false),
            ("Customer", "Customer", true),
            ("Customer", "Customers", false),
            ("charge.*", "charge.dispute.closed", true),
            ("charge.*", "charges.closed", false),
            ("*.created", "customer.created", true),
            ("*Params", "Parameter", false),
            ("List*Params", "ListCustomersParams", true),
            ("List*Params", "ListParam", false),
            ("a*b*c", "axbyc", true),
            ("a*b*c", "acb", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
