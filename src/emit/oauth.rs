//! Functions that begin to get an access token, one for each grant, and the scopes that it may have.
//!
//! ```text
//! oauth2: {flows: {clientCredentials: {tokenUrl: https://login.example/token, scopes: {read: Reads}}}}
//!   →   pub fn client_credentials(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> TokenRequest {
//!           TokenRequest::client_credentials("https://login.example/token", client_id, client_secret)
//!       }
//!       pub enum Scope { Read, Other(String) }
//! ```
//!
//! All behaviour is the runtime's; here are the addresses, and what the provider wants otherwise.

use proc_macro2::TokenStream;
use quote::quote;

use super::tables::{Table, quoted};
use super::{Emitter, Item, doc_attributes, ident};
use crate::ir::{OAuth, OAuthEndpoints};
use crate::names::snake;

/// A function of the module of credentials.
struct Function {
    name: &'static str,
    docs: TokenStream,
    /// Beside the variables.
    arguments: TokenStream,
    result: TokenStream,
    body: TokenStream,
    is_async: bool,
    /// Needs what wasm does not have.
    is_native: bool,
    /// The variables of its URLs.
    variables: Vec<String>,
}

impl Emitter<'_> {
    /// How tokens are had, where the specification declares it; what is only known of the provider, if the user asks for it.
    pub(super) fn oauth(&self) -> Option<&OAuth> {
        let oauth = self.api.oauth.as_ref();
        oauth.filter(|oauth| oauth.is_used(&self.settings.runtime_features))
    }

    /// The parts of the runtime that get tokens.
    pub(super) fn oauth_parts(&self) -> Vec<&'static str> {
        let Some(oauth) = self.oauth() else {
            return Vec::new();
        };
        let mut parts = vec!["oauth"];
        for endpoints in &self.own_endpoints(oauth) {
            parts.extend(endpoints.authorization.is_some().then_some("oauth-code"));
            parts.extend(endpoints.device.is_some().then_some("oauth-device"));
            parts.extend(endpoints.discovery.is_some().then_some("oauth-discovery"));
            parts.extend(endpoints.service_account.is_some().then_some("oauth-jwt"));
        }
        parts
    }

    /// The endpoints that this client uses: the runtime has no RSA on wasm.
    fn own_endpoints(&self, oauth: &OAuth) -> Vec<OAuthEndpoints> {
        let mut endpoints = oauth.endpoints.clone();
        if self.settings.wasm {
            let accounts = endpoints.iter_mut();
            accounts.for_each(|endpoints| endpoints.service_account = None);
        }
        endpoints
    }

    /// The functions, and the names that they take.
    pub(super) fn oauth_functions(&self, taken: &mut Vec<String>) -> Vec<TokenStream> {
        let Some(oauth) = self.oauth() else {
            return Vec::new();
        };
        let mut written = Vec::new();
        for endpoints in &self.own_endpoints(oauth) {
            // Schemes that contradict each other have functions of their own.
            let suffix = match oauth.endpoints.len() {
                1 => String::new(),
                _ => format!("_{}", snake(&endpoints.scheme).trim_start_matches("r#")),
            };
            for function in functions(oauth, endpoints, &suffix) {
                let name = format!("{}{suffix}", function.name);
                written.push(self.oauth_function(&name, function));
                taken.push(name);
            }
        }
        written
    }

    fn oauth_function(&self, name: &str, function: Function) -> TokenStream {
        let Function {
            docs,
            arguments,
            result,
            body,
            is_async,
            is_native,
            variables,
            ..
        } = function;
        let name = ident(name);
        let variables = variables.iter().map(|name| ident(&snake(name)));
        let variables = variables.map(|name| quote!(#name: &str,));
        let cfg =
            (is_native && self.settings.wasm).then(|| quote!(#[cfg(not(target_family = "wasm"))]));
        let is_async = is_async.then(|| quote!(async));
        quote! {
            #docs
            #cfg
            pub #is_async fn #name(#(#variables)* #arguments) -> #result {
                #body
            }
        }
    }

    /// The scopes as an open enum, where there are any.
    pub(super) fn scopes(&self) -> Option<Item> {
        let scopes = &self.oauth()?.scopes;
        let members = || scopes.iter().zip(&self.names.scopes);
        let variants = members().map(|(scope, name)| {
            let (docs, name) = (doc_attributes(scope.docs.as_deref()), ident(name));
            quote!(#docs #name)
        });
        let entries = members().map(|(scope, name)| format!("{name} = {}", quoted(&scope.wire)));
        let table = Table::new("open_enum", "Scope".to_owned()).group("", entries.collect());
        let item = quote! {
            /// What an access token allows: an argument of `scope`.
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum Scope {
                #(#variants,)*
                /// Any other scope.
                Other(String),
            }
        };
        (!scopes.is_empty()).then_some(Item::Type { item, table })
    }
}

fn functions(oauth: &OAuth, endpoints: &OAuthEndpoints, suffix: &str) -> Vec<Function> {
    let mut functions = Vec::new();
    let own = request_settings(oauth);
    if let Some(url) = &endpoints.client_credentials {
        let (variables, url) = url_expression(url);
        functions.push(Function {
            name: "client_credentials",
            docs: quote! {
                /// Tokens for the program itself: client credentials, for [`OAuth::builder`].
            },
            arguments: quote!(client_id: impl Into<String>, client_secret: impl Into<Secret>),
            result: quote!(TokenRequest),
            body: quote!(TokenRequest::client_credentials(#url, client_id, client_secret) #own),
            is_async: false,
            is_native: false,
            variables,
        });
    }
    if let Some(url) = &endpoints.user {
        functions.extend(user_functions(oauth, endpoints, url, &own, suffix));
    }
    if let Some(url) = &endpoints.service_account {
        let (variables, url) = url_expression(url);
        functions.push(Function {
            name: "jwt_bearer",
            docs: quote! {
                /// Tokens for a service account, which signs its requests with an RSA key in PEM: JWT bearer. For a key of
                /// Google's there is [`TokenRequest::service_account`].
            },
            arguments: quote!(issuer: impl Into<String>, private_key: &str),
            result: quote!(Result<TokenRequest, TokenError>),
            body: quote!(TokenRequest::jwt_bearer(#url, issuer, private_key)),
            is_async: false,
            is_native: true,
            variables,
        });
    }
    if let Some(url) = &endpoints.discovery {
        functions.push(Function {
            name: "authorization_code",
            docs: quote! {
                /// Signs a user in with a browser: authorization code with PKCE. The endpoints are those that the provider names.
            },
            arguments: client_id(),
            result: quote!(Result<AuthorizationCode, TokenError>),
            body: quote!(AuthorizationCode::discover(#url, client_id).await),
            is_async: true,
            is_native: true,
            variables: Vec::new(),
        });
    }
    functions
}

fn user_functions(
    oauth: &OAuth,
    endpoints: &OAuthEndpoints,
    url: &str,
    own: &TokenStream,
    suffix: &str,
) -> Vec<Function> {
    let (of_token, token_url) = url_expression(url);
    let refresh = endpoints.refresh.as_deref().map(|url| {
        let (_, url) = url_expression(url);
        quote!(.refresh_url(#url))
    });
    let mut functions = vec![Function {
        name: "refresh_token",
        docs: quote! {
            /// Renews the tokens of a user who has signed in, for [`OAuth::builder`] with a store.
        },
        arguments: client_id(),
        result: quote!(TokenRequest),
        body: quote!(TokenRequest::refresh(#token_url, client_id) #refresh #own),
        is_async: false,
        is_native: false,
        variables: of_token.clone(),
    }];
    let request = ident(&format!("refresh_token{suffix}"));
    let values = of_token.iter().map(|name| ident(&snake(name)));
    let request = quote!(#request(#(#values,)* client_id));
    let with_token = |own: Vec<String>| {
        let more = of_token.iter().filter(|name| !own.contains(name)).cloned();
        own.iter().cloned().chain(more).collect()
    };
    if let Some(url) = &endpoints.authorization {
        let (variables, url) = url_expression(url);
        let separator = &oauth.scope_separator;
        let separator = separator
            .iter()
            .map(|separator| quote!(.scope_separator(#separator)));
        let parameters = oauth.parameters.iter();
        let parameters = parameters.map(|(name, value)| quote!(.parameter(#name, #value)));
        let issuer = oauth.issuer.iter().map(|issuer| quote!(.issuer(#issuer)));
        functions.push(Function {
            name: "authorization_code",
            docs: quote! {
                /// Signs a user in with a browser: authorization code with PKCE.
            },
            arguments: client_id(),
            result: quote!(AuthorizationCode),
            body: quote! {
                AuthorizationCode::new(#url, #request) #(#separator)* #(#parameters)* #(#issuer)*
            },
            is_async: false,
            is_native: true,
            variables: with_token(variables),
        });
    }
    if let Some(url) = &endpoints.device {
        let (variables, url) = url_expression(url);
        functions.push(Function {
            name: "device_code",
            docs: quote! {
                /// Signs a user in on another device: device code.
            },
            arguments: client_id(),
            result: quote!(DeviceCode),
            body: quote!(DeviceCode::new(#url, #request)),
            is_async: false,
            is_native: false,
            variables: with_token(variables),
        });
    }
    functions
}

fn client_id() -> TokenStream {
    quote!(client_id: impl Into<String>)
}

/// How the provider's token requests differ from the usual.
fn request_settings(oauth: &OAuth) -> TokenStream {
    let in_body = oauth
        .in_body
        .then(|| quote!(.client_auth(ClientAuth::Body)));
    let parameters = oauth.token_parameters.iter();
    let parameters = parameters.map(|(name, value)| quote!(.parameter(#name, #value)));
    quote!(#in_body #(#parameters)*)
}

/// A URL, and the variables that it takes, in order.
fn url_expression(url: &str) -> (Vec<String>, TokenStream) {
    let mut variables: Vec<String> = Vec::new();
    for part in url.split('{').skip(1) {
        let name = part.split_once('}').map(|(name, _)| name.to_owned());
        variables.extend(name.filter(|name| !name.is_empty() && !variables.contains(name)));
    }
    if variables.is_empty() {
        return (variables, quote!(#url));
    }
    let values = variables.iter().map(|name| {
        let argument = ident(&snake(name));
        quote!((#name, #argument))
    });
    let filled = quote!(server_url(#url, &[#(#values),*]));
    (variables, filled)
}
