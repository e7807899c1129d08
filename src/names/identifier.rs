//! Any text to an identifier, in the case that Rust wants.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// `checkout.session` → `CheckoutSession`
pub fn pascal(text: &str) -> String {
    let name = valid(&spoken(text).to_upper_camel_case());
    // `Self` is the only keyword in this case.
    if name == "Self" {
        "SelfValue".to_owned()
    } else {
        name
    }
}

/// `lineItems` → `line_items`, `type` → `r#type`
pub fn snake(text: &str) -> String {
    let name = valid(&spoken(text).to_snake_case()).to_lowercase();
    match name.as_str() {
        // These cannot be written raw (Rust reference, "Identifiers").
        "self" | "super" | "crate" | "_" => {
            format!("{name}_value").trim_start_matches('_').to_owned()
        }
        keyword if KEYWORDS.contains(&keyword) => format!("r#{name}"),
        _ => name,
    }
}

const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Signs that carry the meaning of a name, as words: `+1`, `-created`, `>=`.
fn spoken(text: &str) -> String {
    let mut spoken = String::with_capacity(text.len());
    let has_words = text.chars().any(char::is_alphanumeric);
    for (position, sign) in text.chars().enumerate() {
        match sign_word(sign) {
            Some(word) if !has_words || (position == 0 && sign_leads(sign)) => {
                spoken.push_str(word);
                spoken.push(' ');
            }
            // An apostrophe does not part a word: "driver's".
            _ if sign == '\'' => {}
            _ if is_written(sign) => spoken.push(sign),
            // An accent beside its letter: the letter is enough.
            _ if ('\u{300}'..='\u{36f}').contains(&sign) => {}
            _ => spoken.push(' '),
        }
    }
    spoken
}

fn sign_leads(sign: char) -> bool {
    matches!(sign, '+' | '-' | '<' | '>' | '=' | '!' | '~')
}

fn sign_word(sign: char) -> Option<&'static str> {
    Some(match sign {
        '+' => "plus",
        '-' => "minus",
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '~' => "tilde",
        '*' => "star",
        '/' => "slash",
        '%' => "percent",
        '$' => "dollar",
        '&' => "and",
        '|' => "or",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        '#' => "hash",
        '@' => "at",
        '?' => "question",
        '_' => "underscore",
        _ => return None,
    })
}

/// The blocks of Unicode with the scripts of today's languages, without what rustc warns of in identifiers: letters of
/// phonetics and history, and those that represent another spelling, such as full-width ones (`uncommon_codepoints`;
/// Unicode Technical Standard 39, section 3.1).
const SCRIPTS: &[(u32, u32)] = &[
    (0x00C0, 0x0131), // Latin
    (0x0134, 0x013E),
    (0x0141, 0x0148),
    (0x014A, 0x017E),
    (0x018F, 0x018F),
    (0x01A0, 0x01A1),
    (0x01AF, 0x01B0),
    (0x01CD, 0x01DC),
    (0x01DE, 0x01F0),
    (0x01F4, 0x021B),
    (0x0226, 0x0233),
    (0x0386, 0x03CE), // Greek
    (0x0400, 0x045F), // Cyrillic
    (0x048A, 0x04FF),
    (0x0531, 0x0556), // Armenian
    (0x0561, 0x0586),
    (0x05D0, 0x05EA), // Hebrew
    (0x0620, 0x0669), // Arabic
    (0x0671, 0x0674),
    (0x0679, 0x06D3),
    (0x06D5, 0x06D5),
    (0x06F0, 0x06FC),
    (0x0780, 0x07B1), // Thaana
    (0x0900, 0x0DFF), // India, Sri Lanka
    (0x0E01, 0x0E32), // Thai, Lao
    (0x0E34, 0x0EB2),
    (0x0EB4, 0x0EC9),
    (0x0F00, 0x0F69), // Tibetan
    (0x1000, 0x109D), // Burmese
    (0x10D0, 0x10FA), // Georgian
    (0x1200, 0x139F), // Ethiopic
    (0x1780, 0x17E9), // Khmer
    (0x1E00, 0x1E99), // Latin, Vietnamese
    (0x1EA0, 0x1EF9),
    (0x3005, 0x3007), // Japanese, Chinese, Korean
    (0x3041, 0x3096),
    (0x309D, 0x309E),
    (0x30A1, 0x30FA),
    (0x30FC, 0x30FE),
    (0x3105, 0x312F),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),
];

/// A letter, a digit, or a sign that belongs to the letter before it.
fn is_written(sign: char) -> bool {
    let code = u32::from(sign);
    let is_of_script = || {
        SCRIPTS
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&code))
    };
    sign.is_ascii_alphanumeric()
        || (!sign.is_ascii() && unicode_ident::is_xid_continue(sign) && is_of_script())
}

/// Only what an identifier may hold; never empty, never beginning with a digit.
fn valid(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|sign| unicode_ident::is_xid_continue(*sign))
        .collect();
    match kept.chars().next() {
        None => {
            if text.is_empty() {
                "Empty".to_owned()
            } else {
                "Unnamed".to_owned()
            }
        }
        Some(first) if unicode_ident::is_xid_start(first) => kept,
        Some(_) => format!("_{kept}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{pascal, snake};

    #[test]
    fn names_are_identifiers() {
        let cases = [
            ("checkout.session", "CheckoutSession", "checkout_session"),
            ("lineItems", "LineItems", "line_items"),
            ("type", "Type", "r#type"),
            ("+1", "Plus1", "plus_1"),
            ("-1", "Minus1", "minus_1"),
            ("self", "SelfValue", "self_value"),
            ("2fa", "_2fa", "_2fa"),
            (">=", "GreaterEqual", "greater_equal"),
            ("driver's licence", "DriversLicence", "drivers_licence"),
            ("größe", "Größe", "größe"),
            ("電話番号", "電話番号", "電話番号"),
            // A letter and an accent beside it, a letter of phonetics, a full-width letter, a letter of mathematics.
            ("e\u{301}te", "Ete", "ete"),
            ("ユーザー", "ユーザー", "ユーザー"),
            ("کاربر", "کاربر", "کاربر"),
            ("ɡa", "A", "a"),
            ("ｂc", "C", "c"),
            ("𝐱y", "Y", "y"),
        ];
        for (text, type_name, field_name) in cases {
            assert_eq!(pascal(text), type_name, "{text}");
            assert_eq!(snake(text), field_name, "{text}");
        }
    }

    #[test]
    fn nothing_is_still_a_name() {
        assert_eq!(pascal(""), "Empty");
        assert_eq!(pascal("   "), "Empty");
        assert!(!snake("\u{1F600}").is_empty());
    }
}
