//! Any text to an identifier, in the case that Rust wants.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// `checkout.session` → `CheckoutSession`
pub fn pascal(text: &str) -> String {
    let name = valid(&spoken(text).to_upper_camel_case());
    // `Self` is the only keyword in this case.
    if name == "Self" { "SelfValue".to_owned() } else { name }
}

/// `lineItems` → `line_items`, `type` → `r#type`
pub fn snake(text: &str) -> String {
    let name = valid(&spoken(text).to_snake_case()).to_lowercase();
    match name.as_str() {
        // These cannot be written raw (Rust reference, "Identifiers").
        "self" | "super" | "crate" | "_" => format!("{name}_value").trim_start_matches('_').to_owned(),
        keyword if KEYWORDS.contains(&keyword) => format!("r#{name}"),
        _ => name,
    }
}

const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
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

/// Letters of scripts that are written today and digits. Others are parts of identifiers too, but rustc warns of them
/// (`uncommon_codepoints`: Unicode Technical Standard 39, section 3.1), and two that differ only in how a letter is put
/// together are one to it.
fn is_written(sign: char) -> bool {
    const SCRIPTS: &[(char, char)] = &[
        ('À', 'Ö'),
        ('Ø', 'ö'),
        ('ø', 'ı'),
        ('Ĵ', 'ľ'),
        ('Ł', 'ň'),
        ('Ŋ', 'ž'),
        ('Ơ', 'ơ'),
        ('Ư', 'ư'),
        ('Ș', 'ț'),
        ('Ά', 'Ά'),
        ('Έ', 'Ί'),
        ('Ό', 'Ό'),
        ('Ύ', 'Ρ'),
        ('Σ', 'ώ'),
        ('Ѐ', 'џ'),
        ('Ҋ', 'ӿ'),
        ('Ա', 'Ֆ'),
        ('ա', 'ֆ'),
        ('א', 'ת'),
        ('ء', 'غ'),
        ('ف', 'ي'),
        ('ऄ', 'ह'),
        ('অ', 'হ'),
        ('அ', 'ஹ'),
        ('ก', 'า'),
        ('เ', 'ไ'),
        ('ა', 'ჰ'),
        ('Ạ', 'ỹ'),
        ('ぁ', 'ゖ'),
        ('ァ', 'ヺ'),
        ('㐀', '䶿'),
        ('一', '鿿'),
        ('가', '힣'),
    ];
    sign.is_ascii_alphanumeric()
        || sign.is_alphanumeric() && SCRIPTS.iter().any(|(first, last)| (*first..=*last).contains(&sign))
}

/// Only what an identifier may hold; never empty, never beginning with a digit.
fn valid(text: &str) -> String {
    let kept: String = text.chars().filter(|sign| unicode_ident::is_xid_continue(*sign)).collect();
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
            ("e\u{301}te", "ETe", "e_te"),
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
