//! Where a user may be sent after a sign-in: an exact list.
//!
//! ```text
//! return_to:    /orders?page=2                      a path of this site, or an entry of the list
//! redirect_uri: com.example.shop:/signed-in         an entry of the list; a loopback address with any port
//! ```
//!
//! Invariants: an address is compared as text; nothing is decoded, resolved or normalized, so that no two programs can read it
//! differently. Only a loopback address (RFC 8252 7.3) may have another port than its entry.

use crate::error::SetupError;
use crate::provider::is_loopback;

/// A longer address does not fit into the attempt's cookie.
const LONGEST: usize = 1024;

/// What an app receives in the fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// A code that is valid once.
    Code,
    /// The session token itself.
    Token,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Targets {
    pub(crate) pages: Vec<String>,
    pub(crate) apps: Vec<(String, Delivery)>,
}

impl Targets {
    pub(crate) fn check(&self) -> Result<(), SetupError> {
        let wrong = |address: &String, why: &str| {
            SetupError::settings(format!("the address {address:?} {why}"))
        };
        for page in &self.pages {
            if !is_plain(page) || !crate::provider::is_secure(page) {
                return Err(wrong(page, "is not an https address"));
            }
        }
        for (address, _) in &self.apps {
            if !is_plain(address) || address.contains('#') {
                return Err(wrong(
                    address,
                    "has a fragment, spaces or signs that an address cannot have",
                ));
            }
            if !is_app_address(address) {
                return Err(wrong(
                    address,
                    "is neither https, nor http://127.0.0.1 or http://[::1], nor of a scheme like com.example.app (RFC 8252 7)",
                ));
            }
        }
        Ok(())
    }

    /// Whether a user may return to this address.
    pub(crate) fn has_page(&self, address: &str) -> bool {
        let is_path = address.starts_with('/') && !address.starts_with("//") && is_plain(address);
        is_path || self.pages.iter().any(|page| page == address)
    }

    /// What the app at this address receives, if it is on the list.
    pub(crate) fn app(&self, address: &str) -> Option<Delivery> {
        if !is_plain(address) {
            return None;
        }
        let same = |entry: &str| {
            entry == address
                || without_port(entry).is_some_and(|entry| without_port(address) == Some(entry))
        };
        self.apps
            .iter()
            .find(|(entry, _)| same(entry))
            .map(|(_, delivery)| *delivery)
    }

    /// Origins of apps that run in a browser, which may read the response of `exchange`.
    pub(crate) fn has_origin(&self, origin: &str) -> bool {
        self.apps.iter().any(|(address, _)| {
            address.starts_with("https://")
                && address
                    .strip_prefix(origin)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        })
    }
}

/// Visible ASCII without a backslash, which browsers read as a slash.
fn is_plain(address: &str) -> bool {
    !address.is_empty()
        && address.len() <= LONGEST
        && address
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&byte))
}

fn is_app_address(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once(':') else {
        return false;
    };
    let word =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte);
    match scheme {
        "https" => crate::provider::is_secure(address),
        "http" => without_port(address).is_some(),
        // A reverse domain name: a scheme without a dot belongs to nobody, or to the browser (`javascript:`).
        _ => {
            scheme.contains('.')
                && scheme.starts_with(|sign: char| sign.is_ascii_lowercase())
                && scheme.bytes().all(word)
                && rest.starts_with('/')
        }
    }
}

/// Host and path of `http://127.0.0.1:PORT/path`; `localhost` is not among them (RFC 8252 8.3).
fn without_port(address: &str) -> Option<(&str, &str)> {
    let rest = address.strip_prefix("http://")?;
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let (host, port) = match authority
        .rsplit_once(':')
        .filter(|(_, port)| !port.ends_with(']'))
    {
        Some((host, port)) => (host, port),
        None => (authority, "0"),
    };
    let is_address = host != "localhost" && is_loopback(host);
    (is_address && port.parse::<u16>().is_ok()).then_some((host, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_open_redirect() {
        let targets = Targets {
            pages: vec!["https://other.example/done?x=1".to_owned()],
            apps: Vec::new(),
        };
        for address in [
            "/",
            "/orders?page=2#top",
            "/a//b",
            "/?next=https://evil.example",
            "https://other.example/done?x=1",
        ] {
            assert!(targets.has_page(address), "{address}");
        }
        for address in [
            "",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            " /",
            "/ü",
            "https://evil.example",
            "https:evil.example",
            "https://other.example/done?x=2",
            "https://other.example/done?x=1&y",
            "https://other.example/done?x=1#y",
            "https://other.example",
            "https://other.example.evil.example/done?x=1",
            "javascript:alert(1)",
            "data:text/html,x",
            "orders",
            ".evil.example",
            "@evil.example",
        ] {
            assert!(!targets.has_page(address), "{address:?}");
        }
        assert!(!targets.has_page(&format!("/{}", "a".repeat(LONGEST))));
    }

    #[test]
    fn apps_are_compared_exactly_but_for_loopback_ports() {
        let entries = [
            "com.example.shop:/signed-in",
            "http://127.0.0.1/cb",
            "http://[::1]:8000/cb",
            "https://app.example.com/cb",
        ];
        let targets = Targets {
            pages: Vec::new(),
            apps: entries
                .map(|entry| (entry.to_owned(), Delivery::Code))
                .to_vec(),
        };
        targets.check().unwrap();
        for address in [
            "com.example.shop:/signed-in",
            "http://127.0.0.1:51004/cb",
            "http://127.0.0.1/cb",
            "http://[::1]/cb",
            "https://app.example.com/cb",
        ] {
            assert_eq!(targets.app(address), Some(Delivery::Code), "{address}");
        }
        for address in [
            "com.example.shop:/signed-in/",
            "com.example.shop:/signed-in?x",
            "com.example.shop:/signed-in#x",
            "COM.example.shop:/signed-in",
            "com.example.shop://signed-in",
            "com.example.shop2:/signed-in",
            "http://127.0.0.1:51004/other",
            "http://127.0.0.1:51004/cb?x",
            "http://127.0.0.1:99999/cb",
            "http://127.0.0.1:/cb",
            "http://127.0.0.1:1@evil.example/cb",
            "http://127.0.0.2/cb",
            "http://2130706433/cb",
            "http://0x7f.1/cb",
            "http://localhost/cb",
            "http://127.0.0.1.evil.example/cb",
            "https://127.0.0.1/cb",
            "https://app.example.com:443/cb",
            "https://app.example.com/cb/../cb",
            "https://app.example.com.evil.example/cb",
        ] {
            assert_eq!(targets.app(address), None, "{address}");
        }
    }

    #[test]
    fn wrong_entries_are_refused_at_startup() {
        let check = |address: &str| {
            Targets {
                pages: Vec::new(),
                apps: vec![(address.to_owned(), Delivery::Code)],
            }
            .check()
        };
        for address in [
            "javascript:alert(1)",
            "shop:/signed-in",
            "http://app.example.com/cb",
            "http://localhost:3000/cb",
            "com.example.shop:signed-in",
            "com.example.shop:/a#b",
            "com.example.shop:/a b",
            "Com.example:/a",
            "https://user@app.example.com/",
            "",
        ] {
            assert!(check(address).is_err(), "{address}");
        }
        let pages = |page: &str| {
            Targets {
                pages: vec![page.to_owned()],
                apps: Vec::new(),
            }
            .check()
        };
        assert!(
            pages("http://other.example").is_err()
                && pages("/path").is_err()
                && pages("https://other.example/").is_ok()
        );
    }

    #[test]
    fn origins_of_browser_apps() {
        let apps = vec![
            ("https://app.example.com/cb".to_owned(), Delivery::Code),
            ("com.example.shop:/x".to_owned(), Delivery::Code),
        ];
        let targets = Targets {
            pages: Vec::new(),
            apps,
        };
        assert!(targets.has_origin("https://app.example.com"));
        for origin in [
            "https://app.example.co",
            "https://app.example.com/c",
            "null",
            "",
            "https://",
            "com.example.shop:",
        ] {
            assert!(!targets.has_origin(origin), "{origin}");
        }
    }
}
