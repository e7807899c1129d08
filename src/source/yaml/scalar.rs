//! What a plain scalar of YAML is: the core schema of YAML 1.2, with every number brought into JSON's form.
//!
//! ```text
//! 0x1F → 31    +.5 → 0.5    yes → "yes"    2024-01-01 → "2024-01-01"    .inf → ".inf"
//! ```
//!
//! What JSON cannot declare (infinities, a hexadecimal number beyond 128 bits) stays a string, so that nothing is lost. So does
//! a number with leading zeros, against the core schema: tools for YAML 1.1 write the text "012345678" that way, and it is
//! a phone or account number whose zero counts.

use crate::source::Value;

/// The value of a scalar without quotes.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(
            || Value::String(text.into()),
            |number| Value::Number(number.into()),
        ),
    }
}

/// A number's text as JSON writes it, where the core schema sees a number.
fn number(text: &str) -> Option<String> {
    let first = text.bytes().next()?;
    if !matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.') {
        return None;
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return in_base(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return in_base(digits, 8);
    }
    decimal(text)
}

fn in_base(digits: &str, base: u32) -> Option<String> {
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(base)) {
        return None;
    }
    u128::from_str_radix(digits, base)
        .ok()
        .map(|number| number.to_string())
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn decimal(text: &str) -> Option<String> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => unsigned.split_at(at),
        None => (unsigned, ""),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let some_digits = !whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    if !some_digits || !digits(whole) || !fraction.is_none_or(digits) || !is_exponent(exponent) {
        return None;
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(match fraction {
        None => format!("{sign}{whole}{exponent}"),
        Some("") => format!("{sign}{whole}.0{exponent}"),
        Some(fraction) => format!("{sign}{whole}.{fraction}{exponent}"),
    })
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_exponent(text: &str) -> bool {
    let Some(power) = text.strip_prefix(['e', 'E']) else {
        return text.is_empty();
    };
    let power = power.strip_prefix(['+', '-']).unwrap_or(power);
    !power.is_empty() && digits(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match plain(text) {
            Value::Number(number) => number.into(),
            Value::String(text) => format!("{text:?}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_core_schema() {
        let cases = [
            ("", "Null"),
            ("~", "Null"),
            ("Null", "Null"),
            ("nULL", "\"nULL\""),
            ("True", "Bool(true)"),
            ("yes", "\"yes\""),
            ("0", "0"),
            ("-0", "-0"),
            ("007", "\"007\""),
            ("+1", "1"),
            ("0x1F", "31"),
            ("0o17", "15"),
            ("0b1", "\"0b1\""),
            (".5", "0.5"),
            ("-.5e3", "-0.5e3"),
            ("1.", "1.0"),
            ("1.e2", "1.0e2"),
            ("01.50", "\"01.50\""),
            ("0.50", "0.50"),
            ("1e5", "1e5"),
            ("1_000", "\"1_000\""),
            ("1e", "\"1e\""),
            (".", "\".\""),
            ("-", "\"-\""),
            ("+", "\"+\""),
            ("-+1", "\"-+1\""),
            (".inf", "\".inf\""),
            (".nan", "\".nan\""),
            ("0x", "\"0x\""),
            ("1.2.3", "\"1.2.3\""),
            ("3.0", "3.0"),
            ("2024-01-01", "\"2024-01-01\""),
            ("12:30", "\"12:30\""),
            ("-9223372036854775809", "-9223372036854775809"),
            (
                "0xffffffffffffffffffffffffffffffffff",
                "\"0xffffffffffffffffffffffffffffffffff\"",
            ),
            ("1E+05", "1E+05"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
