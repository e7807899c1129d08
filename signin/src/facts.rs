//! What is known about providers, as data: `providers/*.yaml` of the repository, cut down to what a sign-in needs.
//!
//! ```text
//! providers/google.yaml  →  providers.json: {"google": {"authorize": "https://accounts.google.com/o/oauth2/v2/auth", …}, …}
//! ```
//!
//! `providers.json` is written by `FETCHWRIGHT_UPDATE=1 cargo test --test providers`, which also checks that it is current. A
//! provider is added by adding its file and its name there; no code knows a provider.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::SetupError;

const PROVIDERS: &str = include_str!("providers.json");

/// The facts of one provider.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Facts {
    /// As a person writes it.
    pub(crate) name: String,
    pub(crate) authorize: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) userinfo: Option<String>,
    /// Of its ID tokens, and of `iss` in its responses. `{tenantid}` is the claim `tid`.
    pub(crate) issuer: Option<String>,
    /// Other texts that it uses as `iss`.
    pub(crate) issuer_aliases: Vec<String>,
    pub(crate) discovery: Option<String>,
    /// How a client proves itself, the best first.
    pub(crate) client_auth: Vec<String>,
    pub(crate) pkce: Option<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) scope_separator: Option<String>,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) token_headers: BTreeMap<String, String>,
    pub(crate) response_mode: Option<String>,
    pub(crate) identity: IdentityFacts,
}

/// Where an identity is in claims or in a profile: JSON pointers.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct IdentityFacts {
    pub(crate) subject: String,
    pub(crate) email: String,
    pub(crate) email_verified: Option<String>,
    pub(crate) name: String,
    /// The URL of a list `[{email, primary, verified}]`.
    pub(crate) emails: Option<String>,
    pub(crate) authoritative: Authoritative,
}

/// For which verified addresses the provider itself decides who has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Authoritative {
    pub(crate) domains: Vec<String>,
    /// A claim with the domain that the user's organization has at the provider.
    pub(crate) claim: Option<String>,
}

impl Default for IdentityFacts {
    /// As OpenID Connect names them.
    fn default() -> IdentityFacts {
        IdentityFacts {
            subject: "/sub".to_owned(),
            email: "/email".to_owned(),
            email_verified: Some("/email_verified".to_owned()),
            name: "/name".to_owned(),
            emails: None,
            authoritative: Authoritative::default(),
        }
    }
}

impl Facts {
    pub(crate) fn named(name: &str) -> Result<Facts, SetupError> {
        let unreadable =
            |error: serde_json::Error| SetupError::settings(format!("providers.json: {error}"));
        let mut all: BTreeMap<String, Facts> =
            serde_json::from_str(PROVIDERS).map_err(unreadable)?;
        let known = all.keys().cloned().collect::<Vec<_>>().join(", ");
        let unknown = || {
            SetupError::settings(format!(
                "there are no facts about a provider {name}; there are: {known}"
            ))
        };
        all.remove(name).ok_or_else(unknown)
    }

    /// Any OpenID provider: all else comes from its discovery document.
    pub(crate) fn openid(name: &str, issuer: &str) -> Facts {
        Facts {
            name: name.to_owned(),
            issuer: Some(issuer.to_owned()),
            discovery: Some(format!(
                "{}/.well-known/openid-configuration",
                issuer.trim_end_matches('/')
            )),
            scopes: ["openid", "email", "profile"].map(str::to_owned).to_vec(),
            ..Facts::default()
        }
    }

    /// ID tokens come only for the scope `openid`, and are only checked against a known issuer.
    pub(crate) fn is_openid(&self) -> bool {
        self.issuer.is_some()
            && (self.scopes.iter().any(|scope| scope == "openid") || self.userinfo.is_none())
    }

    /// Every text with `{variable}` in it.
    pub(crate) fn urls(&mut self) -> impl Iterator<Item = &mut String> {
        let options = [
            &mut self.authorize,
            &mut self.token,
            &mut self.userinfo,
            &mut self.issuer,
            &mut self.discovery,
        ];
        options
            .into_iter()
            .flatten()
            .chain(self.identity.emails.iter_mut())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_providers_are_known() {
        for name in [
            "apple",
            "discord",
            "github",
            "gitlab",
            "google",
            "linkedin",
            "microsoft",
            "slack",
        ] {
            let facts = Facts::named(name).unwrap();
            assert!(!facts.name.is_empty() && !facts.scopes.is_empty(), "{name}");
            assert!(
                facts.discovery.is_some() || (facts.authorize.is_some() && facts.token.is_some()),
                "{name}"
            );
            assert!(
                facts.is_openid() || facts.userinfo.is_some(),
                "{name}: where is the identity?"
            );
            assert!(!facts.client_auth.is_empty(), "{name}");
        }
        let error = Facts::named("gogle").unwrap_err().to_string();
        assert!(
            error.contains("gogle") && error.contains("google"),
            "{error}"
        );
    }
}
