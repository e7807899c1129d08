//! Findings to text, JSON, Markdown and SARIF.
//!
//! ```text
//! POST /pets
//!   compiles, but fails   limit-tightened   types::CreatePet::name
//!       `maxLength` of `name` is 20 and was 50 (new.yaml:31:9, was old.yaml:31:9)
//! ```
//!
//! Findings are grouped by operation, the operation with the worst first.

use std::fmt::Write as _;

use super::codes::Severity;
use super::{Bump, Finding};
use crate::diagnostics::draw::quoted;
use crate::source::{Sources, Span};

/// What two versions of one client differ in.
#[derive(Debug)]
pub struct Report<'r> {
    /// The client's name.
    pub client: &'r str,
    /// What is reported, in the order of [`compare`](super::compare()).
    pub findings: &'r [Finding],
    /// How many findings are accepted, and not among these.
    pub accepted: usize,
    /// The files of the old version; none for a lock file.
    pub old: Option<&'r Sources>,
    /// The files of the new version.
    pub new: Option<&'r Sources>,
}

/// The operation of a finding, or what represents the whole client.
const WHOLE_CLIENT: &str = "the client";

impl Report<'_> {
    /// `stripe: 2 compile but fail, 3 do not compile, 14 added; version bump: major`
    pub fn summary(&self) -> String {
        let counts: Vec<String> = Severity::ALL
            .iter()
            .filter_map(|severity| {
                let of = |finding: &&Finding| finding.code.severity() == *severity;
                let count = self.findings.iter().filter(of).count();
                (count > 0).then(|| format!("{count} {}", words(*severity, count)))
            })
            .collect();
        let counts = match counts.is_empty() {
            true => "no changes".to_owned(),
            false => counts.join(", "),
        };
        let accepted = match self.accepted {
            0 => String::new(),
            count => format!(", {count} accepted"),
        };
        let bump = Bump::of(self.findings).as_str();
        format!("{}: {counts}{accepted}; version bump: {bump}", self.client)
    }

    /// The findings of each operation, the operation with the worst first.
    fn groups(&self) -> Vec<(&str, Vec<&Finding>)> {
        let mut groups: Vec<(&str, Vec<&Finding>)> = Vec::new();
        for finding in self.findings {
            let operation = finding.operation.as_deref().unwrap_or(WHOLE_CLIENT);
            match groups.iter_mut().find(|(known, _)| *known == operation) {
                Some((_, findings)) => findings.push(finding),
                None => groups.push((operation, vec![finding])),
            }
        }
        groups
    }

    /// For a terminal.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (operation, findings) in self.groups() {
            let _ = writeln!(text, "{operation}");
            for finding in findings {
                let _ = writeln!(
                    text,
                    "  {} [{}] {}{}",
                    finding.code.severity().words(),
                    finding.code.as_str(),
                    finding.rust,
                    others(finding),
                );
                let _ = writeln!(text, "      {}{}", finding.message, self.positions(finding));
                if finding.code.severity() > Severity::Added {
                    let _ = writeln!(text, "      code:   {}", finding.example);
                }
                let _ = writeln!(text, "      server: {}", wire(finding));
                if finding.code.severity() > Severity::Added {
                    let _ = writeln!(text, "      remedy: {}", finding.remedy);
                }
            }
            text.push('\n');
        }
        let _ = writeln!(text, "{}", self.summary());
        text
    }

    /// For a pull request.
    pub fn markdown(&self) -> String {
        let mut text = format!("### {}\n", escaped(&self.summary()));
        for (operation, findings) in self.groups() {
            let _ = writeln!(text, "\n#### {}\n", escaped(operation));
            text.push_str("| code | server | change | what to do |\n| --- | --- | --- | --- |\n");
            for finding in findings {
                let _ = writeln!(
                    text,
                    "| **{}** `{}` | {} | `{}`{}: {}{} | {} |",
                    finding.code.severity().words(),
                    finding.code.as_str(),
                    wire(finding),
                    cell(&finding.rust),
                    others(finding),
                    cell(&escaped(&finding.message)),
                    cell(&escaped(&self.positions(finding))),
                    cell(&escaped(&finding.remedy)),
                );
            }
        }
        text
    }

    /// One object with a list `changes`, of all reports together.
    pub fn json(reports: &[Report<'_>]) -> String {
        let changes: Vec<String> = reports
            .iter()
            .flat_map(|report| report.findings.iter().map(|finding| report.change(finding)))
            .collect();
        let clients: Vec<String> = reports.iter().map(Report::client_json).collect();
        format!(
            "{{\"clients\":[{}],\"changes\":[{}]}}",
            clients.join(","),
            changes.join(",")
        )
    }

    fn client_json(&self) -> String {
        format!(
            "{{\"client\":{},\"bump\":\"{}\",\"accepted\":{},\"summary\":{}}}",
            quoted(Some(self.client)),
            Bump::of(self.findings).as_str(),
            self.accepted,
            quoted(Some(&self.summary())),
        )
    }

    fn change(&self, finding: &Finding) -> String {
        format!(
            "{{\"client\":{},\"code\":\"{}\",\"severity\":\"{}\",\"wire\":\"{}\",\"operation\":{},\"others\":{},\"rust\":{},\"message\":{},\"example\":{},\"remedy\":{},\"old\":{},\"new\":{}}}",
            quoted(Some(self.client)),
            finding.code.as_str(),
            finding.code.severity().as_str(),
            finding.code.wire().as_str(),
            quoted(finding.operation.as_deref()),
            finding.others,
            quoted(Some(&finding.rust)),
            quoted(Some(&finding.message)),
            quoted(Some(&finding.example)),
            quoted(Some(&finding.remedy)),
            position_json(finding.old, self.old),
            position_json(finding.new, self.new),
        )
    }

    /// SARIF 2.1.0 of several reports, for code scanning.
    pub fn sarif(reports: &[Report<'_>]) -> String {
        let results: Vec<String> = reports
            .iter()
            .flat_map(|report| report.findings.iter().map(|finding| report.result(finding)))
            .collect();
        let rules: Vec<String> = super::Code::ALL
            .iter()
            .map(|code| {
                format!(
                    "{{\"id\":\"{}\",\"shortDescription\":{{\"text\":{}}},\"defaultConfiguration\":{{\"level\":\"{}\"}}}}",
                    code.as_str(),
                    quoted(Some(code.what())),
                    level(code.severity()),
                )
            })
            .collect();
        format!(
            "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":{{\"name\":\"fetchwright\",\"version\":\"{}\",\"rules\":[{}]}}}},\"results\":[{}]}}]}}",
            env!("CARGO_PKG_VERSION"),
            rules.join(","),
            results.join(",")
        )
    }

    fn result(&self, finding: &Finding) -> String {
        let location = |position: Option<Span>, sources: Option<&Sources>| {
            let (span, sources) = position.zip(sources)?;
            let at = sources.position(span);
            Some(format!(
                "{{\"physicalLocation\":{{\"artifactLocation\":{{\"uri\":{}}},\"region\":{{\"startLine\":{},\"startColumn\":{}}}}}}}",
                quoted(Some(&uri(at.file))),
                at.line,
                at.column
            ))
        };
        let place = location(finding.new, self.new).or_else(|| location(finding.old, self.old));
        let message = format!(
            "{} {}: {}. {}",
            finding.operation.as_deref().unwrap_or(WHOLE_CLIENT),
            finding.rust,
            finding.message,
            finding.remedy
        );
        format!(
            "{{\"ruleId\":\"{}\",\"level\":\"{}\",\"message\":{{\"text\":{}}},\"locations\":[{}]}}",
            finding.code.as_str(),
            level(finding.code.severity()),
            quoted(Some(&message)),
            place.unwrap_or_default()
        )
    }

    /// ` (new.yaml:31:9, was old.yaml:30:9)`
    fn positions(&self, finding: &Finding) -> String {
        let shown = |span: Option<Span>, sources: Option<&Sources>| {
            let (span, sources) = span.zip(sources)?;
            let at = sources.position(span);
            Some(format!("{}:{}:{}", at.file, at.line, at.column))
        };
        match (shown(finding.new, self.new), shown(finding.old, self.old)) {
            (Some(new), Some(old)) => format!(" ({new}, was {old})"),
            (Some(new), None) => format!(" ({new})"),
            (None, Some(old)) => format!(" (was {old})"),
            (None, None) => String::new(),
        }
    }
}

fn words(severity: Severity, count: usize) -> &'static str {
    match (severity, count) {
        (Severity::Fails, 1) => "compiles but fails",
        (Severity::Fails, _) => "compile but fail",
        (Severity::OtherMeaning, 1) => "compiles with another meaning",
        (Severity::OtherMeaning, _) => "compile with another meaning",
        (Severity::DoesNotCompile, 1) => "does not compile",
        (Severity::DoesNotCompile, _) => "do not compile",
        (Severity::Deprecated, _) => "deprecated",
        (Severity::Added, _) => "added",
        (Severity::None, _) => "without a change of code",
    }
}

fn wire(finding: &Finding) -> &'static str {
    match finding.code.wire() {
        super::Wire::None => "the old client keeps working",
        super::Wire::MayBreak => "the old client may break",
        super::Wire::Breaks => "the old client breaks",
    }
}

fn others(finding: &Finding) -> String {
    match finding.others {
        0 => String::new(),
        1 => " (and 1 other operation)".to_owned(),
        count => format!(" (and {count} other operations)"),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Fails | Severity::OtherMeaning => "error",
        Severity::DoesNotCompile => "warning",
        Severity::Deprecated | Severity::Added | Severity::None => "note",
    }
}

/// Text of a specification in Markdown: it is shown, and makes no link, no HTML and no mention of a person.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for sign in text.chars() {
        match sign {
            '`' => {
                in_code = !in_code;
                out.push(sign);
            }
            '\n' | '\r' => out.push(' '),
            '<' | '>' | '[' | ']' | '*' | '_' | '\\' | '@' | '#' | '!' if !in_code => {
                out.extend(['\\', sign])
            }
            other => out.push(other),
        }
    }
    crate::hidden::remove(&out).into_owned()
}

/// In a table's cell a bar ends the cell, in code too.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

/// A file's name as a reference (RFC 3986, section 4.1), which SARIF demands: no space, no sign beyond ASCII. A URL stays as it is.
fn uri(file: &str) -> String {
    let is_url = file.contains("://");
    let mut out = String::with_capacity(file.len());
    for byte in file.bytes() {
        let is_kept = byte.is_ascii_alphanumeric()
            || b"-._~/:@!$&'()*+,;=".contains(&byte)
            || is_url && b"?#%[]".contains(&byte);
        match byte {
            b'\\' => out.push('/'),
            byte if is_kept => out.push(char::from(byte)),
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

fn position_json(span: Option<Span>, sources: Option<&Sources>) -> String {
    match span.zip(sources) {
        Some((span, sources)) => {
            let at = sources.position(span);
            format!(
                "{{\"file\":{},\"line\":{},\"column\":{}}}",
                quoted(Some(at.file)),
                at.line,
                at.column
            )
        }
        None => "null".to_owned(),
    }
}
