//! The module of credentials, with a function for each security scheme; those that get access tokens are in `oauth.rs`.
//!
//! ```text
//! bearerAuth: {type: http, scheme: bearer}   →   auth::bearer(token)
//! ```

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, Item, Module, doc_attributes, ident};
use crate::ir::{AuthKind, AuthScheme, Location};
use crate::names::snake;

impl Emitter<'_> {
    /// The module of credentials, where the API takes any.
    pub(super) fn auth_module(&self) -> Option<Module> {
        let schemes = &self.api.auth;
        let grants = self.oauth_functions(&mut Vec::new());
        let constructors: Vec<TokenStream> = self
            .constructors()
            .map(|(scheme, name)| constructor(scheme, &name))
            .collect();
        let scopes = self.scopes();
        let has_secret = schemes
            .iter()
            .any(|scheme| !matches!(scheme.kind, AuthKind::Basic { .. }));
        let imports = match (&scopes, grants.is_empty(), has_secret) {
            (Some(_), _, _) => quote!({self, *}),
            (None, false, _) => quote!(*),
            (None, true, true) => quote!({Auth, CredentialLocation, Secret}),
            (None, true, false) => quote!(Auth),
        };
        let mut items = vec![Item::Plain(quote! {
            use super::runtime::#imports;
            #(#constructors)*
            #(#grants)*
        })];
        items.extend(scopes);
        let docs = vec![
            " The credentials that the API takes. [`Auth::and`] joins two of them: an operation takes what it needs.".to_owned(),
        ];
        (!constructors.is_empty()).then(|| Module {
            path: vec!["auth".to_owned()],
            docs,
            items,
        })
    }

    /// Each security scheme, with the name of its function.
    pub(super) fn constructors(&self) -> impl Iterator<Item = (&AuthScheme, String)> {
        let mut taken = Vec::new();
        // The functions that get tokens have their names first.
        self.oauth_functions(&mut taken);
        let schemes = self.api.auth.iter();
        schemes.map(move |scheme| (scheme, self.constructor_name(scheme, &mut taken)))
    }

    /// The kind's own name where there is one of its kind, else the scheme's.
    fn constructor_name(&self, scheme: &AuthScheme, taken: &mut Vec<String>) -> String {
        let kind = kind_name(&scheme.kind);
        let alone = !scheme.always
            && self
                .api
                .auth
                .iter()
                .filter(|other| !other.always && kind_name(&other.kind) == kind)
                .count()
                == 1;
        let wanted = if alone {
            kind.to_owned()
        } else {
            snake(&scheme.name)
        };
        let free = (2..).map(|number| format!("{wanted}_{number}"));
        let name = std::iter::once(wanted.clone())
            .chain(free)
            .find(|name| !taken.contains(name))
            .unwrap_or_default();
        taken.push(name.clone());
        name
    }
}

/// What an example gives the function.
pub(super) fn example(scheme: &AuthScheme) -> &'static str {
    match scheme.kind {
        AuthKind::Basic {
            user: None,
            password: None,
        } => "\"user\", \"password\"",
        _ => "\"secret\"",
    }
}

/// The function of a security scheme.
fn constructor(scheme: &AuthScheme, name: &str) -> TokenStream {
    let name = ident(name);
    let key = if scheme.always { "" } else { &scheme.name };
    let about = scheme
        .description
        .as_deref()
        .map(|text| format!("\n\n{text}"))
        .unwrap_or_default();
    let docs = doc_attributes(Some(&format!("{}{about}", sentence(scheme))));
    match &scheme.kind {
        AuthKind::Basic { user, password } => {
            let (arguments, user, password) = match (user, password) {
                (_, Some(password)) => (quote!(secret: &str), quote!(secret), quote!(#password)),
                (Some(user), None) => (quote!(secret: &str), quote!(#user), quote!(secret)),
                (None, None) => (
                    quote!(user: &str, password: &str),
                    quote!(user),
                    quote!(password),
                ),
            };
            quote! {
                #docs
                pub fn #name(#arguments) -> Auth {
                    Auth::user(#key, #user, #password)
                }
            }
        }
        kind => {
            let place = place(kind);
            quote! {
                #docs
                pub fn #name(secret: impl Into<Secret>) -> Auth {
                    Auth::of(#key, #place, secret)
                }
            }
        }
    }
}

fn kind_name(kind: &AuthKind) -> &'static str {
    match kind {
        AuthKind::Bearer => "bearer",
        AuthKind::Basic { .. } => "basic",
        AuthKind::ApiKey { .. } => "api_key",
    }
}

pub(super) fn place(kind: &AuthKind) -> TokenStream {
    match kind {
        AuthKind::ApiKey {
            location: Location::Query,
            name,
            ..
        } => quote!(CredentialLocation::Query(#name)),
        AuthKind::ApiKey {
            location: Location::Cookie,
            name,
            ..
        } => quote!(CredentialLocation::Cookie(#name)),
        AuthKind::ApiKey {
            name,
            prefix: Some(prefix),
            ..
        } => quote!(CredentialLocation::PrefixedHeader(#name, #prefix)),
        AuthKind::ApiKey { name, .. } => quote!(CredentialLocation::Header(#name)),
        AuthKind::Bearer | AuthKind::Basic { .. } => quote!(CredentialLocation::Bearer),
    }
}

fn sentence(scheme: &AuthScheme) -> String {
    let how = match &scheme.kind {
        AuthKind::Bearer => "a bearer token".to_owned(),
        AuthKind::Basic {
            password: Some(_), ..
        } => "a key, which is sent as the user".to_owned(),
        AuthKind::Basic {
            user: Some(user), ..
        } => format!("a key, which is sent as the password of the user `{user}`"),
        AuthKind::Basic { .. } => "a user and a password".to_owned(),
        AuthKind::ApiKey {
            location,
            name,
            prefix,
        } => {
            let prefix = prefix
                .as_ref()
                .map(|prefix| format!(", behind `{}`", prefix.trim()))
                .unwrap_or_default();
            format!(
                "a key in the {} `{name}`{prefix}",
                format!("{location:?}").to_lowercase()
            )
        }
    };
    match scheme.always {
        true => format!("With every request, {how}."),
        false => format!("`{}`: {how}.", scheme.name),
    }
}
