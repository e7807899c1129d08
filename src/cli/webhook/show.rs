//! What is shown of a delivery: a line for people, or a line of JSON.
//!
//! ```text
//! 14:02:11  #1  checkout.session.completed  evt_1NG8Du  2.1 kB  valid  → 200 in 12 ms
//! {"delivery":1,"event":"checkout.session.completed","id":"evt_1NG8Du","bytes":2101,"outcome":"valid","reason":null,"status":200,"ms":12,"error":null}
//! ```

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::send::Sent;

/// The result of checking a delivery's signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is the provider's.
    Valid {
        /// Which secret fitted, from 0.
        secret: usize,
        /// When it was sent, in Unix seconds, if the provider contains it.
        sent: Option<i64>,
    },
    /// It is not; why.
    Refused(String),
    /// The provider asks whether the endpoint is there; that is not signed.
    Handshake,
    /// No scheme was named.
    Unchecked,
}

impl Outcome {
    /// Its name in output for programs.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Outcome::Valid { .. } => "valid",
            Outcome::Refused(_) => "refused",
            Outcome::Handshake => "handshake",
            Outcome::Unchecked => "unchecked",
        }
    }
}

/// A delivery that is through.
pub(super) struct Line<'l> {
    /// Its number in the store, or since the start.
    pub number: u64,
    /// The event's type.
    pub event: Option<&'l str>,
    /// The event's id.
    pub id: Option<&'l str>,
    /// The body's size.
    pub bytes: usize,
    /// What was found of its signature; `None` where it was not looked at.
    pub outcome: Option<&'l Outcome>,
    /// How the target responded.
    pub sent: &'l Sent,
}

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// For people, with colours.
    Terminal,
    /// For people.
    Plain,
    /// For programs.
    Json,
}

impl Line<'_> {
    /// The line with its end.
    pub(super) fn text(&self, style: Style) -> String {
        match style {
            Style::Json => self.json(),
            Style::Terminal => self.human(true),
            Style::Plain => self.human(false),
        }
    }

    fn human(&self, colour: bool) -> String {
        let paint = |text: &str, code: u8| {
            if colour {
                format!("\u{1b}[{code}m{text}\u{1b}[0m")
            } else {
                text.to_owned()
            }
        };
        let (good, bad, faint) = (32, 31, 2);
        let mut parts = vec![paint(&time_of_day(), faint), format!("#{}", self.number)];
        parts.push(
            self.event
                .map_or_else(|| "(no event)".to_owned(), printable),
        );
        parts.extend(self.id.map(printable));
        parts.push(size(self.bytes));
        match self.outcome {
            Some(Outcome::Valid { .. }) => parts.push(paint("valid", good)),
            Some(Outcome::Refused(_)) => parts.push(paint("refused", bad)),
            Some(Outcome::Handshake) => parts.push("handshake".to_owned()),
            Some(Outcome::Unchecked) => parts.push("unchecked".to_owned()),
            None => {}
        }
        let ms = self.sent.time.as_millis();
        parts.push(match &self.sent.response {
            Ok(response) => {
                let code = if response.status.is_success() {
                    good
                } else {
                    bad
                };
                format!("→ {} in {ms} ms", paint(response.status.as_str(), code))
            }
            Err(error) => format!("→ {}: {}", paint("not delivered", bad), printable(error)),
        });
        let reason = match self.outcome {
            Some(Outcome::Refused(reason)) => reason
                .lines()
                .map(|line| format!("    {}\n", printable(line)))
                .collect(),
            _ => String::new(),
        };
        format!("{}\n{reason}", parts.join("  "))
    }

    fn json(&self) -> String {
        let outcome = self.outcome.map(Outcome::name);
        let reason = match self.outcome {
            Some(Outcome::Refused(reason)) => Some(reason),
            _ => None,
        };
        let status = self
            .sent
            .response
            .as_ref()
            .ok()
            .map(|response| response.status.as_u16());
        let error = self.sent.response.as_ref().err();
        let fields = [
            ("delivery", json!(self.number)),
            ("event", json!(self.event)),
            ("id", json!(self.id)),
            ("bytes", json!(self.bytes)),
            ("outcome", json!(outcome)),
            ("reason", json!(reason)),
            ("status", json!(status)),
            (
                "ms",
                json!(u64::try_from(self.sent.time.as_millis()).unwrap_or(u64::MAX)),
            ),
            ("error", json!(error)),
        ];
        // Written by hand, because a map of serde_json's has another order.
        let fields: Vec<String> = fields
            .iter()
            .map(|(key, value)| format!("\"{key}\":{value}"))
            .collect();
        format!("{{{}}}\n", fields.join(","))
    }
}

/// Text from outside as part of one line for a terminal.
pub(super) fn printable(text: &str) -> String {
    crate::hidden::escape_line(text)
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// Unix seconds; 0 for a clock before 1970.
pub(super) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_secs())
}

/// `14:02:11`, in UTC.
fn time_of_day() -> String {
    let seconds = now() % 86_400;
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn line<'l>(sent: &'l Sent, outcome: &'l Outcome) -> Line<'l> {
        Line {
            number: 7,
            event: Some("a\u{1b}[2Jb"),
            id: None,
            bytes: 2101,
            outcome: Some(outcome),
            sent,
        }
    }

    #[test]
    fn a_delivery_cannot_write_to_the_terminal() {
        let sent = Sent {
            response: Err("refused\u{7}".to_owned()),
            time: Duration::from_millis(3),
        };
        let shown =
            line(&sent, &Outcome::Refused("one\u{202e}\ntwo".to_owned())).text(Style::Plain);
        assert!(
            shown.contains("#7  a\\u{1b}[2Jb  2.1 kB  refused  → not delivered: refused\\u{7}\n"),
            "{shown}"
        );
        assert!(shown.ends_with("\n    one\\u{202e}\n    two\n"), "{shown}");
    }

    #[test]
    fn a_line_of_json_is_one_line() {
        let sent = Sent {
            response: Err("no\nanswer".to_owned()),
            time: Duration::from_millis(3),
        };
        let shown = line(
            &sent,
            &Outcome::Valid {
                secret: 0,
                sent: None,
            },
        )
        .text(Style::Json);
        assert_eq!(
            shown,
            "{\"delivery\":7,\"event\":\"a\\u001b[2Jb\",\"id\":null,\"bytes\":2101,\"outcome\":\"valid\",\"reason\":null,\
             \"status\":null,\"ms\":3,\"error\":\"no\\nanswer\"}\n"
        );
    }
}
