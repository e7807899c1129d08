//! Pages of the dashboard as text.
//!
//! Invariants: everything that came from outside goes through [`escape`]; a page has no script and no inline style, which
//! its content security policy forbids as well.

use std::fmt::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::admin::{Count, Details, State, Stats, Summary};

/// Longer bodies are cut on their page.
const LONGEST_BODY: usize = 64 << 10;
/// Bars of the chart.
const BARS: usize = 48;

/// Where a page is and what its forms need.
pub(super) struct Page<'p> {
    /// The path of the dashboard, without a slash at its end.
    pub(super) base: &'p str,
    pub(super) token: &'p str,
}

/// Text in HTML and within quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Signs that change the direction of the text would let an event look like another one.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => escaped.push('\u{fffd}'),
            sign => escaped.push(sign),
        }
    }
    escaped
}

/// Text within a path or a query.
fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                encoded.push(char::from(byte))
            }
            byte => _ = write!(encoded, "%{byte:02X}"),
        }
    }
    encoded
}

impl Page<'_> {
    fn frame(&self, title: &str, content: &str) -> String {
        let (base, title) = (escape(self.base), escape(title));
        // A nested router has no page behind a slash.
        let home = if base.is_empty() { "/" } else { &base };
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} · inbox</title>\
             <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" href=\"{base}/style.css\">\
             </head><body><nav><a href=\"{home}\">Overview</a><a href=\"{base}/deliveries\">Deliveries</a>\
             <a href=\"{base}/deliveries?state=dead\">Dead letters</a></nav><h1>{title}</h1>{content}</body></html>"
        )
    }

    /// A button that changes something: a form with the token.
    fn button(&self, path: &str, text: &str, fields: &[(&str, &str)]) -> String {
        let mut form = format!(
            "<form method=\"post\" action=\"{}{path}\">",
            escape(self.base)
        );
        for (name, value) in fields.iter().chain([&("token", self.token)]) {
            let _ = write!(
                form,
                "<input type=\"hidden\" name=\"{name}\" value=\"{}\">",
                escape(value)
            );
        }
        let _ = write!(form, "<button>{}</button></form> ", escape(text));
        form
    }

    pub(super) fn overview(
        &self,
        stats: &Stats,
        counts: &[Count],
        sources: &[String],
        now: SystemTime,
    ) -> String {
        let mut content = chart(counts, now);
        let oldest = stats
            .oldest_waiting
            .map_or("nothing waits".to_owned(), |age| {
                format!("for {}", span(age))
            });
        let _ = write!(
            content,
            "<p>The oldest due delivery waits: {oldest}.</p><h2>Unfinished</h2>"
        );
        content.push_str("<table><tr><th>Source<th>State<th>Deliveries</tr>");
        for ((source, state), count) in &stats.unfinished {
            let link = format!(
                "{}/deliveries?state={}&amp;source={}",
                escape(self.base),
                state.name(),
                encode(source)
            );
            let (source, state) = (escape(source), state.name());
            let _ = write!(
                content,
                "<tr><td>{source}<td><a href=\"{link}\">{state}</a><td>{count}</tr>"
            );
        }
        content
            .push_str("</table><h2>Last 24 hours</h2><table><tr><th>Source<th>What<th>Count</tr>");
        for ((source, what), count) in &stats.last_day {
            let _ = write!(
                content,
                "<tr><td>{}<td>{what}<td>{count}</tr>",
                escape(source)
            );
        }
        content.push_str("</table><h2>Sources</h2><table><tr><th>Source<th>Handling<th></tr>");
        for source in sources {
            let paused = stats.paused.contains(source);
            let (text, action) = if paused {
                ("paused", "resume")
            } else {
                ("runs", "pause")
            };
            let button = self.button(&format!("/{action}"), action, &[("source", source)]);
            let _ = write!(
                content,
                "<tr><td>{}<td>{text}<td>{button}</tr>",
                escape(source)
            );
        }
        content.push_str("</table>");
        self.frame("Overview", &content)
    }

    pub(super) fn list(
        &self,
        list: &[Summary],
        query: &[(&str, &str)],
        limit: usize,
        now: SystemTime,
    ) -> String {
        let value = |name: &str| {
            query
                .iter()
                .find(|(key, _)| *key == name)
                .map_or("", |(_, value)| *value)
        };
        let mut content = format!("<form action=\"{}/deliveries\">", escape(self.base));
        for name in ["source", "kind", "event_id"] {
            let label = name.replace('_', " ");
            let _ = write!(
                content,
                "<input name=\"{name}\" placeholder=\"{label}\" value=\"{}\"> ",
                escape(value(name))
            );
        }
        content.push_str("<select name=\"state\"><option value=\"\">any state</option>");
        for state in State::ALL.map(State::name) {
            let selected = if state == value("state") {
                " selected"
            } else {
                ""
            };
            let _ = write!(content, "<option{selected}>{state}</option>");
        }
        content.push_str("</select> <button>Filter</button></form>");
        content.push_str("<table><tr><th>Id<th>Source<th>Type<th>Event<th>State<th>Attempts<th>Received<th>Error</tr>");
        for delivery in list {
            let (id, base) = (delivery.id, escape(self.base));
            let _ = write!(
                content,
                "<tr><td><a href=\"{base}/deliveries/{id}\">{id}</a><td>{}<td>{}<td>{}<td>{}<td>{}<td>{}<td>{}</tr>",
                escape(&delivery.source),
                escape(&delivery.kind),
                escape(&delivery.event_id),
                delivery.state.name(),
                delivery.attempts,
                ago(delivery.received_at, now),
                escape(
                    &delivery
                        .error
                        .as_deref()
                        .unwrap_or_default()
                        .chars()
                        .take(200)
                        .collect::<String>()
                ),
            );
        }
        content.push_str("</table>");
        if let (Some(last), true) = (list.last(), list.len() == limit) {
            let filters = query.iter().filter(|(key, _)| *key != "before");
            let filters: String = filters
                .map(|(key, value)| format!("&amp;{key}={}", encode(value)))
                .collect();
            let older = format!(
                "{}/deliveries?before={}{filters}",
                escape(self.base),
                last.id
            );
            let _ = write!(content, "<p><a href=\"{older}\">Older</a></p>");
        }
        // Without a state it would be the whole history, with what is done.
        if !list.is_empty() && query.iter().any(|(key, _)| *key == "state") {
            let fields: Vec<_> = query
                .iter()
                .filter(|(key, _)| *key != "before")
                .copied()
                .collect();
            let fields = [fields, vec![("per_second", "10")]].concat();
            content.push_str(&self.button(
                "/replay",
                "Replay all of this filter, 10 a second",
                &fields,
            ));
        }
        self.frame("Deliveries", &content)
    }

    pub(super) fn details(&self, details: &Details, now: SystemTime) -> String {
        let summary = &details.summary;
        let id = summary.id;
        let mut content = String::new();
        if details.body.is_some() {
            content.push_str(&self.button(&format!("/deliveries/{id}/replay"), "Replay", &[]));
        }
        if !matches!(summary.state, State::Done | State::Discarded) {
            content.push_str(&self.button(&format!("/deliveries/{id}/discard"), "Discard", &[]));
        }
        content.push_str("<table>");
        let mut line = |name: &str, value: &str| {
            let _ = write!(content, "<tr><th>{name}<td>{}</tr>", escape(value));
        };
        line("State", summary.state.name());
        line("Source", &summary.source);
        line("Type", &summary.kind);
        line("Event", &summary.event_id);
        line("Received", &ago(summary.received_at, now));
        if let Some(time) = summary.event_time {
            line("Happened", &ago(time, now));
        }
        line("Lane", summary.lane.as_deref().unwrap_or("none"));
        line("Attempts", &summary.attempts.to_string());
        if let Some(due) = summary.due {
            line(
                "Due",
                &due.duration_since(now)
                    .map_or("now".to_owned(), |wait| format!("in {}", span(wait))),
            );
        }
        if summary.is_recovered {
            line(
                "Recovered",
                "it never arrived, and was found in the provider's list",
            );
        }
        line("Error", summary.error.as_deref().unwrap_or("none"));
        content.push_str("</table><h2>History</h2><table><tr><th>Attempt<th>Ended<th>Took<th>Outcome<th>Error</tr>");
        for attempt in &details.history {
            let (number, took) = (attempt.number, span(attempt.took));
            let (at, error) = (
                ago(attempt.at, now),
                escape(attempt.error.as_deref().unwrap_or_default()),
            );
            let _ = write!(
                content,
                "<tr><td>{number}<td>{at}<td>{took}<td>{}<td>{error}</tr>",
                attempt.outcome
            );
        }
        content.push_str("</table><h2>Headers</h2><pre>");
        for (name, value) in &details.headers {
            let _ = writeln!(
                content,
                "{}: {}",
                name,
                escape(&String::from_utf8_lossy(value.as_bytes()))
            );
        }
        let body = details
            .body
            .as_deref()
            .map_or("removed by retention".to_owned(), body);
        let _ = write!(content, "</pre><h2>Body</h2><pre>{}</pre>", escape(&body));
        self.frame(&format!("Delivery {id}"), &content)
    }
}

/// JSON with line ends, or text as it is.
fn body(bytes: &[u8]) -> String {
    let cut = &bytes[..bytes.len().min(LONGEST_BODY)];
    let json = serde_json::from_slice::<serde_json::Value>(cut)
        .and_then(|json| serde_json::to_string_pretty(&json));
    let mut text = json.unwrap_or_else(|_| String::from_utf8_lossy(cut).into_owned());
    if cut.len() < bytes.len() {
        let _ = write!(text, "\n… {} more bytes", bytes.len() - cut.len());
    }
    text
}

/// Received, done and dead in the last 24 hours, half an hour each.
fn chart(counts: &[Count], now: SystemTime) -> String {
    let mut bars = [[0u64; 3]; BARS];
    for count in counts {
        let age = now
            .duration_since(count.minute)
            .unwrap_or_default()
            .as_secs()
            / 1_800;
        let row = ["received", "done", "dead"]
            .iter()
            .position(|what| *what == count.what);
        let bar = usize::try_from(age)
            .ok()
            .and_then(|age| (BARS - 1).checked_sub(age));
        if let (Some(bar), Some(row)) = (bar.and_then(|bar| bars.get_mut(bar)), row) {
            bar[row] += count.n;
        }
    }
    let highest = bars.iter().flatten().copied().max().unwrap_or(0).max(1);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {} 100\" preserveAspectRatio=\"none\" role=\"img\">",
        BARS * 4
    );
    for (at, bar) in bars.iter().enumerate() {
        for (row, (class, n)) in ["received", "done", "dead"]
            .iter()
            .zip(bar)
            .enumerate()
            .filter(|(_, (_, n))| **n > 0)
        {
            let height = (n * 96 / highest).max(2);
            let (x, y) = (at * 4 + row, 100 - height);
            let title = format!("{n} {class}, {} hours ago", (BARS - 1 - at) / 2);
            let _ = write!(
                svg,
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"1\" height=\"{height}\"><title>{title}</title></rect>"
            );
        }
    }
    svg.push_str("</svg><p>Last 24 hours: ");
    for class in ["received", "done", "dead"] {
        let sum: u64 = counts
            .iter()
            .filter(|count| count.what == class)
            .map(|count| count.n)
            .sum();
        let _ = write!(
            svg,
            "<span class=\"key\"><svg width=\"10\" height=\"10\" class=\"mark\"><rect class=\"{class}\" width=\"10\" height=\"10\"/></svg> {class} {sum}</span>"
        );
    }
    svg.push_str("</p>");
    svg
}

/// `2026-11-30 08:15:00 UTC (3 min ago)`
fn ago(at: SystemTime, now: SystemTime) -> String {
    let seconds = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days);
    let time = format!("{:02}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60);
    let age = now
        .duration_since(at)
        .map_or("in the future".to_owned(), |age| {
            format!("{} ago", span(age))
        });
    format!("{year}-{month:02}-{day:02} {time} UTC ({age})")
}

/// The civil date of a day since 1970 (Howard Hinnant's `civil_from_days`).
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

/// `3 min`
fn span(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        seconds @ 1..=119 => format!("{seconds} s"),
        seconds @ 120..=7_199 => format!("{} min", seconds / 60),
        seconds @ 7_200..=172_799 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_outside_is_escaped() {
        assert_eq!(
            escape("<script a='b' c=\"d\">&\u{202e}"),
            "&lt;script a=&#39;b&#39; c=&quot;d&quot;&gt;&amp;\u{fffd}"
        );
        assert_eq!(encode("a b&c=/ü"), "a%20b%26c%3D%2F%C3%BC");
    }

    #[test]
    fn dates_are_civil() {
        for (days, expected) in [
            (0, (1970, 1, 1)),
            (11_016, (2000, 2, 29)),
            (20_787, (2026, 11, 30)),
            (47_540, (2100, 2, 28)),
            (47_541, (2100, 3, 1)),
        ] {
            assert_eq!(date(days), expected);
        }
    }
}
