//! The string formats that have a Rust type of their own: one row each.
//!
//! ```text
//! format: date-time   →   DateTime, from the runtime's feature `dates`; String where the config has date-time = "string"
//! ```
//!
//! A new format is a row here, and a type of the runtime where no row has it. The stages ask the table: which format a
//! schema has, which type it is, which part of the runtime brings that type, what a value looks like, and what the config
//! may say.

mod texts;

pub(crate) use texts::{is_of, sample};

/// Formats with a type of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// RFC 3339 date and time.
    DateTime,
    /// RFC 3339 full-date.
    Date,
    /// RFC 4122 UUID.
    Uuid,
    /// URI.
    Uri,
    /// Base64.
    Byte,
    /// Raw bytes: a file in a form, a whole body.
    Binary,
    /// A secret.
    Password,
    /// A decimal number as a string.
    DecimalString,
    /// A decimal number.
    DecimalNumber,
}

/// What a value of a format is in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    /// A string.
    String,
    /// A number.
    Number,
}

/// A row of the table.
pub(crate) struct StringFormat {
    /// The format.
    pub(crate) format: Format,
    /// The values of `format` in a schema.
    pub(crate) names: &'static [&'static str],
    /// What a value is in JSON.
    pub(crate) json: Json,
    /// Its Rust type.
    pub(crate) ty: &'static str,
    /// The feature of the runtime that brings the type; `None`: it is always there.
    pub(crate) feature: Option<&'static str>,
    /// What the config may say instead; `None`: the type is not a choice.
    pub(crate) choice: Option<FormatChoice>,
    /// A text of the format; the number makes it another one.
    pub(crate) sample: fn(usize) -> Option<String>,
    /// Whether a text is of the format.
    pub(crate) is_valid: fn(&str) -> bool,
}

/// A key of `[client.NAME.formats]`.
pub(crate) struct FormatChoice {
    /// The key.
    pub(crate) key: &'static str,
    /// The value for the type of its own.
    pub(crate) own: &'static str,
    /// The value for a plain string or number.
    pub(crate) plain: &'static str,
    /// Whether the type of its own is the default.
    pub(crate) is_usual: bool,
}

/// The table.
pub(crate) const FORMATS: &[StringFormat] = &[
    StringFormat {
        ty: "DateTime",
        feature: Some("dates"),
        choice: choice("date-time", "chrono"),
        sample: |nth| Some(format!("2024-01-02T03:04:{:02}Z", nth % 60)),
        is_valid: texts::is_date_time,
        ..row(Format::DateTime, &["date-time"])
    },
    StringFormat {
        ty: "NaiveDate",
        feature: Some("dates"),
        choice: choice("date", "chrono"),
        sample: |nth| Some(format!("2024-01-{:02}", 1 + nth % 28)),
        is_valid: texts::is_date,
        ..row(Format::Date, &["date"])
    },
    StringFormat {
        ty: "Uuid",
        feature: Some("uuids"),
        choice: choice("uuid", "uuid"),
        sample: |nth| Some(format!("0191e5a4-7c3b-4d2a-9f10-{nth:012x}")),
        is_valid: texts::is_uuid,
        ..row(Format::Uuid, &["uuid"])
    },
    StringFormat {
        ty: "Base64",
        feature: Some("base64"),
        choice: choice("byte", "base64"),
        sample: base64_sample,
        is_valid: texts::is_base64,
        ..row(Format::Byte, &["byte", "base64"])
    },
    StringFormat {
        ty: "Url",
        feature: Some("urls"),
        choice: Some(FormatChoice {
            key: "uri",
            own: "url",
            plain: "string",
            is_usual: false,
        }),
        sample: |nth| Some(format!("https://example.com/{nth}")),
        is_valid: texts::is_uri,
        ..row(Format::Uri, &["uri", "url"])
    },
    StringFormat {
        ty: "Secret",
        choice: choice("password", "secret"),
        ..row(Format::Password, &["password"])
    },
    StringFormat {
        ty: "File",
        feature: Some("multipart"),
        sample: base64_sample,
        // A file in JSON is base64 too.
        is_valid: texts::is_base64,
        ..row(Format::Binary, &["binary"])
    },
    StringFormat {
        sample: |nth| Some(format!("{nth}.5")),
        ..decimal(Format::DecimalString, Json::String)
    },
    decimal(Format::DecimalNumber, Json::Number),
];

/// A format whose values may be any text.
const fn row(format: Format, names: &'static [&'static str]) -> StringFormat {
    StringFormat {
        format,
        names,
        json: Json::String,
        ty: "String",
        feature: None,
        choice: None,
        sample: |_| None,
        is_valid: |_| true,
    }
}

/// The type of its own is the default, and `string` the other choice.
const fn choice(key: &'static str, own: &'static str) -> Option<FormatChoice> {
    Some(FormatChoice {
        key,
        own,
        plain: "string",
        is_usual: true,
    })
}

/// A decimal number is a string in some APIs, and a number in others.
const fn decimal(format: Format, json: Json) -> StringFormat {
    StringFormat {
        json,
        ty: "Decimal",
        feature: Some("decimals"),
        choice: Some(FormatChoice {
            key: "decimal",
            own: "rust_decimal",
            plain: "plain",
            is_usual: false,
        }),
        ..row(format, &["decimal"])
    }
}

fn base64_sample(nth: usize) -> Option<String> {
    let text = texts::BYTES.get(nth % texts::BYTES.len())?;
    Some((*text).to_owned())
}

impl StringFormat {
    /// The row of a value of `format` in a schema.
    pub(crate) fn named(name: &str, json: Json) -> Option<&'static StringFormat> {
        FORMATS
            .iter()
            .find(|row| row.json == json && row.names.contains(&name))
    }

    /// The row of a format.
    pub(crate) fn of(format: Format) -> Option<&'static StringFormat> {
        FORMATS.iter().find(|row| row.format == format)
    }

    /// The Rust type where the config wants none of its own.
    pub(crate) fn plain_type(&self) -> &'static str {
        match self.json {
            Json::String => "String",
            Json::Number => "f64",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fetchwright_runtime::vendor::FEATURES;

    use super::{FORMATS, Json};

    #[test]
    fn each_row_is_whole() {
        for row in FORMATS {
            let brings = |feature| FEATURES.iter().any(|known| known.name == feature);
            assert!(row.feature.is_none_or(brings), "{:?}", row.format);
            for nth in 0..40 {
                let sample = (row.sample)(nth);
                assert!(
                    sample.is_none_or(|sample| (row.is_valid)(&sample)),
                    "{:?} {nth}",
                    row.format
                );
            }
        }
        let names: Vec<_> = FORMATS
            .iter()
            .filter(|row| row.json == Json::String)
            .flat_map(|row| row.names)
            .collect();
        let different: BTreeSet<_> = names.iter().collect();
        assert_eq!(names.len(), different.len(), "{names:?}");
    }
}
