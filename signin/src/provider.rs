//! A provider with the credentials of this site's app there.
//!
//! ```
//! use fetchwright_signin::{Provider, github, google};
//!
//! let providers = [
//!     google("client-id", "client-secret"),
//!     github("client-id", "client-secret"),
//!     Provider::openid("keycloak", "https://id.example.com/realms/staff", "client-id", "client-secret").title("Staff"),
//! ];
//! ```
//!
//! Invariants: every address is https, or http on this machine alone. A secret is in no `Debug`.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::json;

use crate::error::{Failure, SetupError};
use crate::facts::Facts;
use crate::secret::{Secret, encode};

/// Apple's client secrets are signed for so long.
const APPLE_SECRET_LIFETIME: u64 = 300;

/// A provider and the credentials of this site's app there.
#[derive(Clone, Debug)]
pub struct Provider {
    pub(crate) id: String,
    pub(crate) client_id: String,
    pub(crate) credential: Credential,
    facts: Result<Facts, SetupError>,
    variables: BTreeMap<String, String>,
}

/// How this site proves itself at the token endpoint.
#[derive(Clone, Debug)]
pub(crate) enum Credential {
    Secret(Secret),
    /// A public client: PKCE alone protects the code.
    None,
    Apple {
        team: String,
        key_id: String,
        key: Secret,
    },
}

/// Sign-in with Google.
pub fn google(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Provider {
    Provider::named("google", client_id, client_secret)
}

/// Sign-in with GitHub.
pub fn github(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Provider {
    Provider::named("github", client_id, client_secret)
}

/// Sign-in with Microsoft. `tenant` is a tenant's id, `organizations`, `consumers`, or `common` for both.
///
/// Microsoft confirms addresses only with the optional claim `xms_edov`: add it to the app's ID tokens (Token configuration).
pub fn microsoft(
    tenant: impl Into<String>,
    client_id: impl Into<String>,
    client_secret: impl Into<Secret>,
) -> Provider {
    Provider::named("microsoft", client_id, client_secret).variable("tenant", tenant)
}

/// Sign-in with GitLab.
pub fn gitlab(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Provider {
    Provider::named("gitlab", client_id, client_secret)
}

/// Sign-in with Slack.
pub fn slack(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Provider {
    Provider::named("slack", client_id, client_secret)
}

/// Sign-in with Discord.
pub fn discord(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Provider {
    Provider::named("discord", client_id, client_secret)
}

/// Sign-in with LinkedIn.
pub fn linkedin(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Provider {
    Provider::named("linkedin", client_id, client_secret)
}

/// Sign in with Apple. `client_id` is the Services ID; `private_key` is the text of the file `AuthKey_….p8`.
pub fn apple(
    client_id: impl Into<String>,
    team: impl Into<String>,
    key_id: impl Into<String>,
    private_key: impl Into<Secret>,
) -> Provider {
    let mut provider = Provider::named("apple", client_id, "");
    provider.credential = Credential::Apple {
        team: team.into(),
        key_id: key_id.into(),
        key: private_key.into(),
    };
    provider
}

impl Provider {
    /// A provider that is known by name: `google`, `github`, `microsoft`, `apple`, `gitlab`, `slack`, `discord`, `linkedin`.
    pub fn named(
        name: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Provider {
        let id = name.into();
        Provider {
            facts: Facts::named(&id),
            id,
            client_id: client_id.into(),
            credential: Credential::Secret(client_secret.into()),
            variables: BTreeMap::new(),
        }
    }

    /// As [`Provider::named`], with `NAME_CLIENT_ID` and `NAME_CLIENT_SECRET` of the environment. The error names all that are missing.
    pub fn from_env(name: &str) -> Result<Provider, SetupError> {
        let variable = |end: &str| {
            format!(
                "{}_CLIENT_{end}",
                name.to_ascii_uppercase().replace('-', "_")
            )
        };
        match (env(&variable("ID")), env(&variable("SECRET"))) {
            (Ok(id), Ok(secret)) => Ok(Provider::named(name, id, secret)),
            (id, secret) => {
                let missing = [id.err(), secret.err()].into_iter().flatten();
                let names = missing.flat_map(|error| match error {
                    SetupError::MissingVariables(names) => names,
                    SetupError::Settings(_) => Vec::new(),
                });
                Err(SetupError::MissingVariables(names.collect()))
            }
        }
    }

    /// Any OpenID provider. `id` names it in this site's addresses; all else comes from its discovery document.
    pub fn openid(
        id: impl Into<String>,
        issuer: impl AsRef<str>,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Provider {
        let id = id.into();
        Provider {
            facts: Ok(Facts::openid(&id, issuer.as_ref())),
            id,
            client_id: client_id.into(),
            credential: Credential::Secret(client_secret.into()),
            variables: BTreeMap::new(),
        }
    }

    /// This site's app has no secret.
    pub fn without_secret(mut self) -> Provider {
        self.credential = Credential::None;
        self
    }

    /// The name in addresses, if the provider is used twice.
    pub fn id(mut self, id: impl Into<String>) -> Provider {
        self.id = id.into();
        self
    }

    /// The name that users read.
    pub fn title(self, title: impl Into<String>) -> Provider {
        self.change(|facts| facts.name = title.into())
    }

    /// These scopes instead of those for e-mail and profile.
    pub fn scopes<T: Into<String>>(self, scopes: impl IntoIterator<Item = T>) -> Provider {
        self.change(|facts| facts.scopes = scopes.into_iter().map(Into::into).collect())
    }

    /// A parameter of the authorization URL: `hd` restricts Google to an organization's users only on its page, so check it too.
    pub fn parameter(self, name: impl Into<String>, value: impl Into<String>) -> Provider {
        self.change(|facts| drop(facts.parameters.insert(name.into(), value.into())))
    }

    /// The value of `{name}` in the provider's addresses.
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Provider {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// This provider decides who has the addresses of a domain: your company's own provider.
    pub fn authoritative_for(self, domain: impl Into<String>) -> Provider {
        self.change(|facts| facts.identity.authoritative.domains.push(domain.into()))
    }

    /// Another authorization address: GitHub Enterprise, or a test.
    pub fn authorize_url(self, url: impl Into<String>) -> Provider {
        self.change(|facts| facts.authorize = Some(url.into()))
    }

    /// Another token address.
    pub fn token_url(self, url: impl Into<String>) -> Provider {
        self.change(|facts| facts.token = Some(url.into()))
    }

    /// Another address of the profile.
    pub fn userinfo_url(self, url: impl Into<String>) -> Provider {
        self.change(|facts| facts.userinfo = Some(url.into()))
    }

    /// Another address of the list of e-mail addresses.
    pub fn emails_url(self, url: impl Into<String>) -> Provider {
        self.change(|facts| facts.identity.emails = Some(url.into()))
    }

    fn change(mut self, change: impl FnOnce(&mut Facts)) -> Provider {
        if let Ok(facts) = &mut self.facts {
            change(facts);
        }
        self
    }

    /// The provider as a sign-in needs it, or what is wrong with it.
    pub(crate) fn check(self) -> Result<Checked, SetupError> {
        let wrong = |text: String| SetupError::settings(format!("provider {}: {text}", self.id));
        let plain = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        if self.id.is_empty()
            || !plain(&self.id)
            || ["exchange", "refresh"].contains(&self.id.as_str())
        {
            return Err(wrong("the id must be a word of a-z, 0-9 and -".to_owned()));
        }
        if self.client_id.trim().is_empty() {
            return Err(wrong("the client id is empty".to_owned()));
        }
        match &self.credential {
            Credential::Secret(secret) if secret.expose().trim().is_empty() => {
                return Err(wrong("the client secret is empty".to_owned()));
            }
            Credential::Apple { key, .. } => _ = apple_key(key).map_err(wrong)?,
            _ => {}
        }
        let mut facts = self.facts.clone()?;
        for url in facts.urls() {
            for (name, value) in &self.variables {
                *url = url.replace(&format!("{{{name}}}"), value);
            }
            if !is_secure(url) {
                return Err(wrong(format!("{url} is not an https address")));
            }
            if let Some((_, rest)) = url.replace("{tenantid}", "").split_once('{') {
                let name = rest.split('}').next().unwrap_or_default();
                return Err(wrong(format!("{url} needs the variable {name}")));
            }
        }
        Ok(Checked {
            id: self.id,
            client_id: self.client_id,
            credential: self.credential,
            facts,
        })
    }
}

/// A provider whose settings can work.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    pub(crate) id: String,
    pub(crate) client_id: String,
    pub(crate) credential: Credential,
    pub(crate) facts: Facts,
}

impl Checked {
    /// The secret for the token endpoint at this time.
    pub(crate) fn secret(&self, now: u64) -> Result<Option<Secret>, Failure> {
        match &self.credential {
            Credential::Secret(secret) => Ok(Some(secret.clone())),
            Credential::None => Ok(None),
            Credential::Apple { team, key_id, key } => {
                apple_secret(team, key_id, key, &self.client_id, now).map(Some)
            }
        }
    }
}

/// A variable of the environment, or an error with its name.
pub fn env(name: &str) -> Result<String, SetupError> {
    let missing = || SetupError::MissingVariables(vec![name.to_owned()]);
    std::env::var(name)
        .ok()
        .filter(|value| !value.trim().is_empty())
        .ok_or_else(missing)
}

/// https, or http to this machine.
pub(crate) fn is_secure(url: &str) -> bool {
    let Ok(uri) = url.replace(['{', '}'], "").parse::<http::Uri>() else {
        return false;
    };
    let Some(host) = uri.host().filter(|host| !host.is_empty()) else {
        return false;
    };
    let has_user = uri
        .authority()
        .is_some_and(|authority| authority.as_str().contains('@'));
    !has_user
        && (uri.scheme_str() == Some("https")
            || (uri.scheme_str() == Some("http") && is_loopback(host)))
}

pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn apple_key(pem: &Secret) -> Result<EcdsaKeyPair, String> {
    let lines = pem
        .expose()
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("-----"));
    let der = STANDARD
        .decode(lines.collect::<String>())
        .map_err(|_| "the private key is no PEM file")?;
    EcdsaKeyPair::from_pkcs8(
        &ECDSA_P256_SHA256_FIXED_SIGNING,
        &der,
        &ring::rand::SystemRandom::new(),
    )
    .map_err(|_| "the private key is no P-256 key in PKCS#8".to_owned())
}

/// Apple's client secret: a JWT that this site signs with its key.
fn apple_secret(
    team: &str,
    key_id: &str,
    key: &Secret,
    client_id: &str,
    now: u64,
) -> Result<Secret, Failure> {
    let header = json!({"alg": "ES256", "kid": key_id});
    let claims = json!({
        "iss": team, "sub": client_id, "aud": "https://appleid.apple.com", "iat": now, "exp": now.saturating_add(APPLE_SECRET_LIFETIME),
    });
    let signed = format!(
        "{}.{}",
        encode(header.to_string().as_bytes()),
        encode(claims.to_string().as_bytes())
    );
    let key = apple_key(key).map_err(Failure::internal)?;
    let signature = key.sign(&ring::rand::SystemRandom::new(), signed.as_bytes());
    let signature =
        signature.map_err(|_| Failure::internal("Apple's client secret cannot be signed"))?;
    Ok(Secret::new(format!(
        "{signed}.{}",
        encode(signature.as_ref())
    )))
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, KeyPair, UnparsedPublicKey};

    use super::*;
    use crate::secret::decode;

    #[test]
    fn https_or_this_machine() {
        for (url, expected) in [
            ("https://id.example.com/token", true),
            ("http://127.0.0.1:4011/token", true),
            ("http://[::1]:4011/token", true),
            ("http://localhost/token", true),
            ("http://id.example.com/token", false),
            ("http://localhost.example.com/", false),
            ("http://127.0.0.1.example.com/", false),
            ("http://2130706433/", false),
            ("https://user@id.example.com/", false),
            ("ftp://127.0.0.1/", false),
            ("id.example.com", false),
            ("", false),
        ] {
            assert_eq!(is_secure(url), expected, "{url}");
        }
    }

    #[test]
    fn wrong_settings_are_named() {
        let error = |provider: Provider| provider.check().unwrap_err().to_string();
        assert!(error(google("", "s")).contains("client id"));
        assert!(error(google("i", " ")).contains("client secret"));
        assert!(
            error(google("i", "s").token_url("http://oauth2.googleapis.com")).contains("https")
        );
        assert!(error(Provider::openid("x", "http://issuer.example", "i", "s")).contains("https"));
        assert!(error(Provider::named("microsoft", "i", "s")).contains("variable tenant"));
        assert!(error(google("i", "s").id("exchange")).contains("id must be"));
        assert!(error(google("i", "s").id("a/b")).contains("id must be"));
        assert!(error(Provider::named("gogle", "i", "s")).contains("gogle"));
        assert!(error(apple("i", "team", "key", "no key")).contains("private key"));
        assert!(microsoft("common", "i", "s").check().is_ok());
        let missing = Provider::from_env("no-such-provider").unwrap_err();
        let names = [
            "NO_SUCH_PROVIDER_CLIENT_ID",
            "NO_SUCH_PROVIDER_CLIENT_SECRET",
        ]
        .map(str::to_owned);
        assert_eq!(missing, SetupError::MissingVariables(names.to_vec()));
        assert_eq!(
            missing.to_string(),
            "the environment variables NO_SUCH_PROVIDER_CLIENT_ID, NO_SUCH_PROVIDER_CLIENT_SECRET are not set"
        );
    }

    #[test]
    fn debug_shows_no_secret() {
        let text = format!("{:?}", google("client", "s3cret"));
        assert!(
            text.contains("client") && !text.contains("s3cret"),
            "{text}"
        );
    }

    #[test]
    fn apple_s_secret_is_a_signed_token() {
        let random = ring::rand::SystemRandom::new();
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode(document.as_ref())
        );
        let provider = apple("com.example.web", "TEAM", "KEY", pem)
            .check()
            .unwrap();
        let secret = provider.secret(1_000).unwrap().unwrap();
        let parts: Vec<_> = secret.expose().split('.').collect();
        let json = |part: &str| {
            serde_json::from_slice::<serde_json::Value>(&decode(part).unwrap()).unwrap()
        };
        assert_eq!(json(parts[0]), json!({"alg": "ES256", "kid": "KEY"}));
        assert_eq!(
            json(parts[1]),
            json!({"iss": "TEAM", "sub": "com.example.web", "aud": "https://appleid.apple.com", "iat": 1_000, "exp": 1_300})
        );
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random)
                .unwrap();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.public_key().as_ref());
        public
            .verify(
                format!("{}.{}", parts[0], parts[1]).as_bytes(),
                &decode(parts[2]).unwrap(),
            )
            .unwrap();
    }
}
