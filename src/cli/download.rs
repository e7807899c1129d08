//! A specification from the web: bounded in size and time, no redirects, no credentials in the URL.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Input;

/// Larger than any specification that is published.
const BYTES: u64 = 64 << 20;
const TIME: Duration = Duration::from_secs(30);

/// The same as [`input`], or a file of a revision: `git:HEAD~1:specs/api.yaml`.
pub(super) fn version(spec: &str) -> Result<Input, Diagnostic> {
    match spec.strip_prefix("git:") {
        Some(place) => of_git(place),
        None => input(spec),
    }
}

/// `REV:PATH`, the path relative to the current folder. Files that it refers to are not read.
fn of_git(place: &str) -> Result<Input, Diagnostic> {
    let (revision, path) = place
        .split_once(':')
        .filter(|(revision, path)| {
            !revision.is_empty() && !revision.starts_with('-') && !path.is_empty()
        })
        .ok_or_else(|| {
            let message = format!("`git:{place}` does not name a file of a revision");
            Diagnostic::error(Code::Unreadable, message)
                .help("write it as git:REV:PATH: git:HEAD~1:specs/api.yaml")
        })?;
    let relative = match path.starts_with(['/', '.']) {
        true => path.to_owned(),
        false => format!("./{path}"),
    };
    let shown = Command::new("git")
        .arg("show")
        .arg(format!("{revision}:{relative}"))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| {
            let message = format!("cannot run git: {error}");
            Diagnostic::error(Code::Unreadable, message)
        })?;
    if !shown.status.success() {
        let reported = String::from_utf8_lossy(&shown.stderr);
        let message = format!("git does not have `{place}`: {}", reported.trim());
        return Err(Diagnostic::error(Code::Unreadable, message));
    }
    if shown.stdout.len() as u64 > BYTES {
        return Err(too_large(place));
    }
    Ok(Input::Text {
        name: format!("git:{place}"),
        bytes: shown.stdout,
    })
}

/// A path, `-` for standard input, or a URL.
pub(super) fn input(spec: &str) -> Result<Input, Diagnostic> {
    if spec == "-" {
        return standard_input();
    }
    if spec.starts_with("http://") || spec.starts_with("https://") {
        return download(spec);
    }
    Ok(Input::Path(spec.into()))
}

fn standard_input() -> Result<Input, Diagnostic> {
    let mut bytes = Vec::new();
    match std::io::stdin()
        .lock()
        .take(BYTES + 1)
        .read_to_end(&mut bytes)
    {
        Err(error) => Err(Diagnostic::error(
            Code::Unreadable,
            format!("cannot read standard input: {error}"),
        )),
        Ok(_) if bytes.len() as u64 > BYTES => Err(too_large("standard input")),
        Ok(_) => Ok(Input::Text {
            name: "<stdin>".to_owned(),
            bytes,
        }),
    }
}

fn too_large(what: &str) -> Diagnostic {
    Diagnostic::error(
        Code::TooLarge,
        format!("{what} has more than {} MiB", BYTES >> 20),
    )
}

fn download(url: &str) -> Result<Input, Diagnostic> {
    let authority = url
        .split_once("://")
        .map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default())
        .unwrap_or_default();
    if authority.contains('@') {
        // The URL is not repeated: it holds a password.
        let message = "the URL holds credentials, which would end up in logs";
        return Err(Diagnostic::error(Code::Unreadable, message)
            .help("download the file by other means, and name its path"));
    }
    // A query may hold a token, so diagnostics name the URL without it.
    let name = url.split(['?', '#']).next().unwrap_or(url).to_owned();
    super::progress(&format!("downloading {name}"));
    let failed = |error: ureq::Error| {
        Diagnostic::error(Code::Unreadable, format!("cannot download {name}: {error}"))
    };
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(TIME))
        .build()
        .into();
    let mut response = agent.get(url).call().map_err(failed)?;
    if response.status().is_redirection() {
        let target = response
            .headers()
            .get("location")
            .and_then(|value| value.to_str().ok())
            .unwrap_or("elsewhere");
        let message = format!(
            "{name} redirects to {}, which is not followed",
            target.split('?').next().unwrap_or_default()
        );
        return Err(Diagnostic::error(Code::Unreadable, message)
            .help("name the last address of the redirects"));
    }
    match response.body_mut().with_config().limit(BYTES).read_to_vec() {
        Ok(bytes) => Ok(Input::Text { name, bytes }),
        Err(ureq::Error::BodyExceedsLimit(_)) => Err(too_large(&name)),
        Err(error) => Err(failed(error)),
    }
}
