//! Pages and redirects as responses.
//!
//! Invariants: every text that came from outside goes through [`escape`]. No page has a script or a resource of another site. No response is
//! cached, framed, or sends its address on (`Referrer-Policy`). A redirect is a 303, so that no browser repeats a POST with its body.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use ring::digest::{SHA256, digest};
use serde_json::Value;

use crate::error::Failure;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:30rem;padding:0 1rem;color:#1b1f24;background:#fff}\
a.button,button{display:block;width:100%;box-sizing:border-box;text-align:center;font:inherit;padding:.6rem;margin:.6rem 0;\
border:1px solid #8a939c;border-radius:.4rem;color:inherit;background:none;text-decoration:none;cursor:pointer}\
a{color:#0b57d0}small{color:#57606a}\
@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#15181c}a{color:#8ab4f8}small{color:#9aa4ad}}";

/// Text in HTML and within quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            sign => escaped.push(sign),
        }
    }
    escaped
}

fn respond(status: StatusCode, media_type: &'static str, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    let style = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        digest(&SHA256, STYLE.as_bytes()),
    );
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (header::CONTENT_TYPE, media_type),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

pub(crate) fn page(status: StatusCode, title: &str, content: &str) -> Response<Bytes> {
    let title = escape(title);
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head><body><main><h1>{title}</h1>{content}</main></body></html>"
    );
    respond(status, "text/html; charset=utf-8", html)
}

pub(crate) fn wrong_method() -> Response<Bytes> {
    page(
        StatusCode::METHOD_NOT_ALLOWED,
        "This address needs another method",
        "",
    )
}

/// What went wrong, and what the user can do. `home` is the page with all ways to sign in.
pub(crate) fn failure(failure: &Failure, provider: &str, home: &str) -> Response<Bytes> {
    let text = |text: &str| text.replace("{provider}", provider);
    let content = format!(
        "<p>{}</p><p><a class=\"button\" href=\"{}\">Sign in</a></p><p><small>{}</small></p>",
        escape(&text(failure.advice())),
        escape(home),
        failure.code()
    );
    page(failure.status(), &text(failure.title()), &content)
}

/// The text of a failure for an app.
pub(crate) fn describe(failure: &Failure, provider: &str) -> String {
    format!("{}. {}", failure.title(), failure.advice()).replace("{provider}", provider)
}

pub(crate) fn redirect(to: &str) -> Response<Bytes> {
    let mut response = respond(
        StatusCode::SEE_OTHER,
        "text/plain; charset=utf-8",
        String::new(),
    );
    match HeaderValue::try_from(to) {
        Ok(mut location) => {
            location.set_sensitive(true);
            response.headers_mut().insert(header::LOCATION, location);
            response
        }
        Err(_) => page(StatusCode::INTERNAL_SERVER_ERROR, "The sign-in failed", ""),
    }
}

pub(crate) fn json(status: StatusCode, body: &Value) -> Response<Bytes> {
    respond(status, "application/json", body.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_no_script_and_tells_nobody_its_address() {
        let response = failure(
            &Failure::ProviderDown,
            "<b>\"Evil\" & 'Sons'</b>",
            "/signin",
        );
        let body = String::from_utf8(response.body().to_vec()).unwrap();
        assert!(
            body.contains(
                "&lt;b&gt;&quot;Evil&quot; &amp; &#39;Sons&#39;&lt;/b&gt; does not respond"
            ),
            "{body}"
        );
        assert!(!body.contains("<b>") && !body.contains("<script"));
        let header = |name: &str| response.headers()[name].to_str().unwrap();
        assert!(
            header("content-security-policy").starts_with("default-src 'none'; style-src 'sha256-")
        );
        assert_eq!(
            (
                header("cache-control"),
                header("referrer-policy"),
                header("x-frame-options")
            ),
            ("no-store", "no-referrer", "DENY")
        );
    }

    #[test]
    fn a_redirect_is_a_303() {
        let response = redirect("com.example.shop:/signed-in#code=x");
        assert_eq!(response.status(), 303);
        assert_eq!(
            response.headers()["location"],
            "com.example.shop:/signed-in#code=x"
        );
        assert_eq!(response.headers()["referrer-policy"], "no-referrer");
        assert_eq!(redirect("/\r\nset-cookie: x").status(), 500);
    }
}
