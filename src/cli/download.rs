//! A description from the web: bounded in size and time, no redirects, no credentials in the URL.

use std::io::Read;
use std::time::Duration;

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Input;

/// Larger than any description that is published.
const BYTES: u64 = 64 << 20;
const TIME: Duration = Duration::from_secs(30);

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
