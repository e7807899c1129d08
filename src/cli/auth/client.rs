//! A provider's endpoints as arguments and provider file name them → what signs in, what renews, and where tokens are stored.

use std::path::PathBuf;

use fetchwright_runtime::{AuthorizationCode, ClientAuth, DeviceCode, FileStore, TokenRequest};

use super::arguments::ClientArguments;
use super::failed;
use crate::cli::webhook::Failure;
use crate::diagnostics::{Diagnostics, draw};
use crate::providers::{self, Provider};
use crate::source::{Node, Object, Value};

/// Where a program gets its tokens.
#[derive(Debug, Default)]
pub(super) struct Endpoints {
    authorize: Option<String>,
    token: Option<String>,
    device: Option<String>,
    issuer: Option<String>,
    /// The scopes of a sign-in.
    pub scopes: Vec<String>,
    separator: Option<&'static str>,
    parameters: Vec<(String, String)>,
    token_parameters: Vec<(String, String)>,
    in_body: bool,
}

impl Endpoints {
    /// What the provider file says, and then the arguments.
    pub(super) fn of(arguments: &ClientArguments) -> Result<Endpoints, Failure> {
        let mut endpoints = match &arguments.provider {
            Some(name) => of_provider(name)?,
            None => Endpoints::default(),
        };
        let others = [
            (&mut endpoints.authorize, &arguments.authorize_url),
            (&mut endpoints.token, &arguments.token_url),
            (&mut endpoints.device, &arguments.device_url),
        ];
        for (known, other) in others {
            if let Some(url) = other {
                // Another server than the provider's names another issuer, or none.
                endpoints.issuer = None;
                *known = Some(url.clone());
            }
            if let Some(url) = known {
                *url = filled(url, &arguments.set)?;
            }
        }
        Ok(endpoints)
    }

    /// What renews tokens.
    pub(super) fn request(&self, arguments: &ClientArguments) -> Result<TokenRequest, Failure> {
        let url = self.token.as_ref().ok_or_else(|| missing("token"))?;
        let mut request = TokenRequest::refresh(url, &arguments.client_id);
        if let Some(secret) = &arguments.client_secret {
            request = request.client_secret(secret.read()?);
        }
        if self.in_body {
            request = request.client_auth(ClientAuth::Body);
        }
        for (name, value) in &self.token_parameters {
            request = request.parameter(name, value);
        }
        Ok(request)
    }

    /// What signs a user in with a browser.
    pub(super) async fn browser(
        &self,
        arguments: &ClientArguments,
    ) -> Result<AuthorizationCode, Failure> {
        if let Some(issuer) = &arguments.issuer {
            let found = AuthorizationCode::discover(issuer, &arguments.client_id).await;
            let mut code = found.map_err(failed)?;
            if let Some(secret) = &arguments.client_secret {
                code = code.client_secret(secret.read()?);
            }
            return Ok(code);
        }
        let url = self
            .authorize
            .as_ref()
            .ok_or_else(|| missing("authorize"))?;
        let mut code = AuthorizationCode::new(url, self.request(arguments)?);
        for (name, value) in &self.parameters {
            code = code.parameter(name, value);
        }
        if let Some(separator) = self.separator {
            code = code.scope_separator(separator);
        }
        if let Some(issuer) = &self.issuer {
            code = code.issuer(issuer);
        }
        Ok(code)
    }

    /// What signs a user in on another device.
    pub(super) fn device(&self, arguments: &ClientArguments) -> Result<DeviceCode, Failure> {
        let url = self.device.as_ref().ok_or_else(|| missing("device"))?;
        Ok(DeviceCode::new(url, self.request(arguments)?))
    }
}

fn missing(what: &str) -> Failure {
    Failure::usage(format!(
        "where? name a provider that has such an endpoint with --provider (see `fetchwright providers`), or the endpoint with --{what}-url"
    ))
}

fn of_provider(name: &str) -> Result<Endpoints, Failure> {
    let Some(provider) = Provider::named(name) else {
        let unknown = draw::human(&providers::unknown(name), None, false);
        return Err(Failure::usage(unknown.trim_end()));
    };
    let file = provider.read(&mut Diagnostics::default());
    let facts = file.root().and_then(|root| root.get("x-fetchwright"));
    let Some(oauth) = facts.and_then(|facts| facts.get("oauth")) else {
        return Err(Failure::usage(format!(
            "nothing is known of OAuth at {name}; name its endpoints with --authorize-url and --token-url"
        )));
    };
    let text = |key: &str| oauth.get(key).and_then(Node::as_str).map(str::to_owned);
    let texts = |key: &str| -> Vec<String> {
        let value = oauth.get(key);
        let items = value.and_then(Node::as_array).unwrap_or_default();
        let one = value.and_then(Node::as_str);
        let items = items.iter().filter_map(Node::as_str).chain(one);
        items.map(str::to_owned).collect()
    };
    let pairs = |key: &str| -> Vec<(String, String)> {
        let entries = oauth.get(key).and_then(Node::as_object);
        let entries = entries.map(Object::entries).unwrap_or_default();
        let pairs = entries.iter().filter_map(|entry| match &entry.node.value {
            Value::String(text) | Value::Number(text) => {
                Some((entry.key.to_string(), text.to_string()))
            }
            _ => None,
        });
        pairs.collect()
    };
    if text("token-body").as_deref() == Some("json") {
        return Err(Failure::new(format!(
            "{name} takes token requests as JSON only, which is not supported"
        )));
    }
    Ok(Endpoints {
        authorize: text("authorize"),
        token: text("token"),
        device: text("device"),
        issuer: text("issuer").filter(|issuer| !issuer.contains('{')),
        scopes: texts("scopes"),
        separator: (text("scope-separator").as_deref() == Some(",")).then_some(","),
        parameters: pairs("parameters"),
        token_parameters: pairs("token-parameters"),
        in_body: texts("client-auth")
            .first()
            .is_some_and(|first| first == "body"),
    })
}

/// A URL with the values of its variables, which cannot end its host.
fn filled(url: &str, values: &[String]) -> Result<String, Failure> {
    let mut filled = url.to_owned();
    for pair in values {
        let Some((name, value)) = pair.split_once('=') else {
            return Err(Failure::usage(format!(
                "--set takes NAME=VALUE, not {pair}"
            )));
        };
        let is_plain = |sign: char| sign.is_ascii_alphanumeric() || ".-_".contains(sign);
        if value.is_empty() || !value.chars().all(is_plain) {
            return Err(Failure::usage(format!(
                "{name} has characters that no such variable has"
            )));
        }
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    let open = filled
        .split_once('{')
        .and_then(|(_, rest)| rest.split_once('}'));
    match open {
        Some((name, _)) => Err(Failure::usage(format!(
            "its addresses have a variable: choose it with --set {name}=VALUE"
        ))),
        None => Ok(filled),
    }
}

/// Where the tokens are stored.
pub(super) fn store(arguments: &ClientArguments) -> Result<(PathBuf, FileStore), Failure> {
    let path = match &arguments.store {
        Some(path) => path.clone(),
        None => usual_path(arguments)?,
    };
    Ok((path.clone(), FileStore::new(path)))
}

fn usual_path(arguments: &ClientArguments) -> Result<PathBuf, Failure> {
    let Some(name) = &arguments.provider else {
        return Err(Failure::usage(
            "where are the tokens stored? name a file with --store",
        ));
    };
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let settings = variable("XDG_CONFIG_HOME")
        .or_else(|| variable("APPDATA"))
        .map(PathBuf::from)
        .or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".config")));
    let settings = settings.ok_or_else(|| {
        Failure::usage("where are the tokens stored? there is no HOME; name a file with --store")
    })?;
    let folder = settings.join("fetchwright").join("tokens");
    std::fs::create_dir_all(&folder)
        .map_err(|error| Failure::new(format!("cannot create {}: {error}", folder.display())))?;
    Ok(folder.join(format!("{name}.json")))
}
