//! `securitySchemes` and `security` to [`SecurityScheme`]s and [`Requirement`]s (3.1, 4.8.27 and 4.8.30).
//!
//! ```text
//! key: { type: apiKey, in: header, name: X-Key } → ApiKey { location: Header, name: "X-Key" }
//! security: [{ oauth: [read] }, {}]              → [[{ name: "oauth", scopes: ["read"] }], []]
//! ```
//!
//! Invariant: a requirement names only schemes that were read.

use super::fields::{extension_key, present};
use super::{DocumentReader, Version};
use crate::diagnostics::Code;
use crate::document::extension::SECURITY_SCHEME;
use crate::document::model::{
    Location, OAuthFlow, OAuthFlowKind, RequiredScheme, Requirement, SecurityKind, SecurityScheme,
};
use crate::source::{Entry, Node};

impl<'s> DocumentReader<'s, '_> {
    /// Reads the schemes; before anything that may require them.
    pub(crate) fn read_security_schemes(&mut self, entries: &'s [Entry]) {
        for entry in entries.iter().filter(|entry| !extension_key(&entry.key)) {
            if let Some(scheme) = self.security_scheme(entry) {
                self.security_schemes.push(scheme);
            }
        }
    }

    fn security_scheme(&mut self, entry: &'s Entry) -> Option<SecurityScheme<'s>> {
        let node = self.followed(&entry.node)?;
        if !self.is_object(node, "a security scheme") {
            return None;
        }
        let (kind, flows) = match self.text_of(node, "type") {
            None => {
                let message = format!("the security scheme `{}` has no `type`", entry.key);
                self.warn(Code::MissingField, entry.key_span, message);
                return None;
            }
            Some("apiKey") => (self.api_key(node, entry)?, Vec::new()),
            Some("http") => (self.http(node, entry), Vec::new()),
            Some("basic") => (SecurityKind::Basic, Vec::new()),
            Some("oauth2") if self.version == Version::V2 => (
                SecurityKind::OAuth2 { flows: None },
                self.swagger2_flow(node).into_iter().collect(),
            ),
            Some("oauth2") => (
                SecurityKind::OAuth2 {
                    flows: present(node, "flows"),
                },
                self.flows(node),
            ),
            Some("openIdConnect") => (SecurityKind::OAuth2 { flows: None }, Vec::new()),
            Some(other) => (SecurityKind::Other(other), Vec::new()),
        };
        let description = self.text_of(node, "description");
        Some(SecurityScheme {
            name: &entry.key,
            user: self.fact(node, &entry.key, "username"),
            password: self.fact(node, &entry.key, "password"),
            kind,
            description,
            span: entry.key_span,
            flows,
            discovery_url: self.text_of(node, "openIdConnectUrl"),
        })
    }

    fn api_key(&mut self, node: &'s Node, entry: &'s Entry) -> Option<SecurityKind<'s>> {
        let location = match self.text_of(node, "in") {
            Some("header") => Some(Location::Header),
            Some("query") => Some(Location::Query),
            Some("cookie") => Some(Location::Cookie),
            _ => None,
        };
        let name = self.text_of(node, "name");
        let prefix = self.fact(node, &entry.key, "prefix");
        let key = location
            .zip(name)
            .map(|(location, name)| SecurityKind::ApiKey {
                location,
                name,
                prefix,
            });
        if key.is_none() {
            let message = format!("the API key `{}` lacks `in` or `name`", entry.key);
            self.warn(Code::MissingField, entry.key_span, message);
        }
        key
    }

    /// Schemes of RFC 7235 are compared without regard to case (3.1, 4.8.27.1).
    fn http(&mut self, node: &'s Node, entry: &'s Entry) -> SecurityKind<'s> {
        match self.text_of(node, "scheme") {
            Some(scheme) if scheme.eq_ignore_ascii_case("basic") => SecurityKind::Basic,
            Some(scheme) if scheme.eq_ignore_ascii_case("bearer") => SecurityKind::Bearer,
            Some(scheme) => match self.fact(node, &entry.key, "prefix") {
                Some(prefix) => SecurityKind::ApiKey {
                    location: Location::Header,
                    name: "Authorization",
                    prefix: Some(prefix),
                },
                None => SecurityKind::Other(scheme),
            },
            None => {
                self.warn(
                    Code::MissingField,
                    node.span,
                    "an `http` security scheme has no `scheme`",
                );
                SecurityKind::Other("http")
            }
        }
    }

    /// What OpenAPI cannot declare of a scheme, such as the text that a header's value begins with: `x-fetchwright: {prefix: "SSWS "}`
    /// of the scheme, or what `x-fetchwright: {credentials: …}` of the root gives it.
    fn fact(&mut self, node: &'s Node, name: &str, key: &str) -> Option<&'s str> {
        let own = self
            .section(node, "x-fetchwright", &SECURITY_SCHEME)
            .and_then(|section| self.text_of(section, key));
        own.or_else(|| {
            let root = self.sources.root()?;
            let credentials = root.get("x-fetchwright")?.get("credentials")?;
            credentials.get(name)?.get(key)?.as_str()
        })
    }

    fn flows(&mut self, node: &'s Node) -> Vec<OAuthFlow<'s>> {
        let entries = self.entries_of(node, "flows");
        entries
            .iter()
            .filter(|entry| !extension_key(&entry.key))
            .filter_map(|entry| self.named_flow(entry))
            .collect()
    }

    fn named_flow(&mut self, entry: &'s Entry) -> Option<OAuthFlow<'s>> {
        let kind = match &*entry.key {
            "implicit" => OAuthFlowKind::Implicit,
            "password" => OAuthFlowKind::Password,
            "clientCredentials" => OAuthFlowKind::ClientCredentials,
            "authorizationCode" => OAuthFlowKind::AuthorizationCode,
            "deviceAuthorization" => OAuthFlowKind::DeviceAuthorization,
            other => {
                self.warn(
                    Code::UnknownValue,
                    entry.key_span,
                    format!("the OAuth flow `{other}` is not known"),
                );
                return None;
            }
        };
        Some(self.flow(&entry.node, kind))
    }

    /// The keys of an OAuth flow besides its kind; the same words in all versions.
    pub(crate) fn flow(&mut self, node: &'s Node, kind: OAuthFlowKind) -> OAuthFlow<'s> {
        let scopes = self.entries_of(node, "scopes");
        OAuthFlow {
            kind,
            authorization_url: self.text_of(node, "authorizationUrl"),
            device_url: self.text_of(node, "deviceAuthorizationUrl"),
            token_url: self.text_of(node, "tokenUrl"),
            refresh_url: self.text_of(node, "refreshUrl"),
            scopes: scopes.iter().map(|scope| self.scope(scope)).collect(),
        }
    }

    fn scope(&mut self, entry: &'s Entry) -> (&'s str, &'s str) {
        (
            &entry.key,
            self.text(&entry.node, "scopes").unwrap_or_default(),
        )
    }

    /// The requirements under `security`; `None` where it is absent, or where not one of them can be met.
    pub(crate) fn security_of(&mut self, node: &'s Node) -> Option<Vec<Requirement<'s>>> {
        let items = present(node, "security").map(|security| self.items(security, "security"))?;
        let known: Vec<_> = items
            .iter()
            .filter_map(|item| self.requirement(item))
            .collect();
        // Where all were dropped, "no credentials" would be the wrong thing to read out of it.
        (items.is_empty() || !known.is_empty()).then_some(known)
    }

    fn requirement(&mut self, node: &'s Node) -> Option<Requirement<'s>> {
        if !self.is_object(node, "a security requirement") {
            return None;
        }
        let entries = self.entries(node, "security");
        let unknown = entries
            .iter()
            .find(|entry| !self.security_schemes.iter().any(|s| s.name == &*entry.key));
        if let Some(entry) = unknown {
            let message = format!("the security scheme `{}` is not declared", entry.key);
            self.warn(Code::UnknownSecurityScheme, entry.key_span, message);
            return None;
        }
        let schemes = entries.iter().map(|entry| RequiredScheme {
            name: &entry.key,
            scopes: self.scope_names(&entry.node),
        });
        Some(schemes.collect())
    }

    /// The scopes of a requirement. Anything but strings is left out; many specifications write `null` for an empty list.
    fn scope_names(&self, node: &'s Node) -> Vec<&'s str> {
        let items = node.as_array().unwrap_or_default();
        items.iter().filter_map(Node::as_str).collect()
    }
}
