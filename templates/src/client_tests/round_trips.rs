//! Decodes values that the specification allows and encodes them again, and prints the result for each type as a line of JSON.
//!
//! ```text
//! {"type":"Pet","outcome":"lost","message":"$.tag: \"a\" became nothing","sample":{"id":1,"tag":"a"}}
//! ```
//!
//! `outcome` is `ok`, `decode-error`, `encode-error` or `lost`. A null and an absent property are the same, and so are two
//! ways to write one number or one moment. A constant that the value lacked may be added.

use std::process::ExitCode;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::client::runtime::from_json;

/// Types and what came of them.
#[derive(Default)]
pub struct RoundTrips {
    samples: usize,
    failures: usize,
}

impl RoundTrips {
    /// Values that come back as they were.
    pub fn same<T: Serialize + DeserializeOwned>(&mut self, name: &str, samples: &[&str]) {
        self.each(name, samples, |sample| {
            let before: Value = serde_json::from_str(sample)
                .map_err(|error| ("decode-error", error.to_string()))?;
            let value: T = from_json(sample.as_bytes())
                .map_err(|error| ("decode-error", error.to_string()))?;
            let after =
                serde_json::to_value(value).map_err(|error| ("encode-error", error.to_string()))?;
            difference(&before, &after, "$").map_or(Ok(()), |found| Err(("lost", found)))
        });
    }

    /// Values of a provider that knows more than the specification: they decode.
    pub fn survives<T: DeserializeOwned>(&mut self, name: &str, samples: &[&str]) {
        self.each(name, samples, |sample| {
            from_json::<T>(sample.as_bytes())
                .map(drop)
                .map_err(|error| ("decode-error", error.to_string()))
        });
    }

    fn each(
        &mut self,
        name: &str,
        samples: &[&str],
        check: impl Fn(&str) -> Result<(), (&'static str, String)>,
    ) {
        for sample in samples {
            let outcome = check(sample);
            self.samples += 1;
            self.failures += usize::from(outcome.is_err());
            let name = Value::from(name);
            match outcome {
                Ok(()) => println!(
                    "{{\"type\":{name},\"outcome\":\"ok\",\"message\":null,\"sample\":{sample}}}"
                ),
                Err((outcome, message)) => {
                    let message = Value::from(message);
                    println!(
                        "{{\"type\":{name},\"outcome\":\"{outcome}\",\"message\":{message},\"sample\":{sample}}}"
                    );
                }
            }
        }
    }

    /// A failure where a value was lost.
    pub fn finish(self) -> ExitCode {
        eprintln!("{} values, {} not ok", self.samples, self.failures);
        if self.failures == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

/// The first place where two values do not mean the same.
fn difference(before: &Value, after: &Value, path: &str) -> Option<String> {
    match (before, after) {
        (Value::Object(left), Value::Object(right)) => left.iter().find_map(|(key, value)| {
            difference(
                value,
                right.get(key).unwrap_or(&Value::Null),
                &format!("{path}.{key}"),
            )
        }),
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let mut pairs = left.iter().zip(right).enumerate();
            pairs.find_map(|(index, (left, right))| {
                difference(left, right, &format!("{path}[{index}]"))
            })
        }
        // A secret is serialized nowhere but in a request.
        (Value::String(_), Value::String(hidden)) if hidden == "[redacted]" => None,
        (left, right) if left == right || same_number(left, right) || same_moment(left, right) => {
            None
        }
        (left, Value::Null) => Some(format!("{path}: {left} became nothing")),
        (left, right) => Some(format!("{path}: {left} became {right}")),
    }
}

fn same_number(left: &Value, right: &Value) -> bool {
    left.as_f64()
        .is_some_and(|left| right.as_f64() == Some(left))
}

/// RFC 3339 has several ways to write a moment in UTC.
fn same_moment(left: &Value, right: &Value) -> bool {
    let plain = |value: &Value| {
        let text = value.as_str()?.to_ascii_uppercase().replace(' ', "T");
        let (clock, zone) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let clock = if zone == "Z" {
            clock
        } else {
            text.strip_suffix("+00:00")?
        };
        let is_date = clock.as_bytes().first()?.is_ascii_digit() && clock.contains('T');
        let (seconds, fraction) = clock.split_once('.').unwrap_or((clock, ""));
        is_date.then(|| format!("{seconds}.{}", fraction.trim_end_matches('0')))
    };
    plain(left).is_some_and(|left| plain(right) == Some(left))
}
