//! The root of the output: the client, the API's specification as data, its credentials and its servers.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::manifest::Manifest;
use super::operations::security;
use super::{Emitter, Item, doc_attributes, docs, ident, policies};
use crate::ir::{ErrorShape, Format, IdempotencyRules, Server, Type, TypeKind};
use crate::names::snake;
use fetchwright_runtime::server_urls::is_relative;

/// Where the runtime documents its behaviour.
const BEHAVIOUR: &str = " A call that fails is sent again where that is safe: [`Retry`] configures when and how often. [`Error`] describes the failure.";

/// Where the runtime documents its limits.
const LIMITS: &str = " How many requests are sent is bounded by [`Limits`], if you set some.";

/// What the provider declares about idempotency keys: for how long it knows them, and how long they may be.
fn key_note(rules: &IdempotencyRules) -> Option<String> {
    let lifetime = match rules.lifetime {
        0 => None,
        seconds if seconds % 86_400 == 0 && seconds > 86_400 => {
            Some(format!("is known for {} days", seconds / 86_400))
        }
        seconds if seconds % 3600 == 0 => Some(format!("is known for {} hours", seconds / 3600)),
        seconds => Some(format!("is known for {seconds} seconds")),
    };
    let length =
        (rules.max_length > 0).then(|| format!("may have {} characters", rules.max_length));
    let facts: Vec<String> = lifetime.into_iter().chain(length).collect();
    let key = match rules.body {
        Some(_) => "An idempotency key, which is a property of the body,",
        None => "An idempotency key ([`Call::idempotency_key`])",
    };
    (!facts.is_empty()).then(|| format!(" {key} {}.", facts.join(" and ")))
}

impl Emitter<'_> {
    /// What the client's documentation opens with.
    pub(super) fn client_docs(&self) -> Vec<String> {
        let mut lines = docs::lines(&format!(
            "Client of {}, version {}.",
            self.api.title.trim(),
            self.api.version.trim()
        ));
        if let Some(description) = &self.api.description {
            lines.push(String::new());
            lines.extend(docs::lines(description));
        }
        lines
    }

    /// What it closes with, behind the examples.
    pub(super) fn client_notes(&self, manifest: &Manifest) -> Vec<String> {
        let mut lines = vec![
            " Written by fetchwright from the API's specification; a change belongs there or into its config.".to_owned(),
            String::new(),
            BEHAVIOUR.to_owned(),
        ];
        lines.extend(key_note(&self.api.policies.idempotency));
        if manifest.features.contains("limits") {
            lines.push(LIMITS.to_owned());
        }
        lines
    }

    pub(super) fn client_items(&self, manifest: &Manifest) -> Vec<Item> {
        let has = |feature| manifest.features.contains(feature);
        let expandable = has("expandable").then(|| quote!(Expandable,));
        let nullable = has("nullable").then(|| quote!(Nullable,));
        let api = self.api_static();
        let docs = doc_attributes(Some(&format!(
            "Client of {}. A clone is cheap and shares its connections.",
            one_line(&self.api.title)
        )));
        let pages = self.pages_constant();
        let servers = self.servers_module();
        let mut mentioned = Vec::new();
        for (_, ty) in &self.common_errors {
            ty.mentions(&mut |id| mentioned.push(id));
        }
        let types = self.imported(quote!(self::types), mentioned);
        vec![Item::Plain(quote! {
            use self::runtime::*;
            #types
            pub use self::runtime::{Auth, Call, Error, #expandable Json, ErrorKind, #nullable Response};

            #docs
            #[derive(Clone, Debug)]
            pub struct Client {
                core: ClientInner,
            }

            impl Client {
                /// A client with the usual settings.
                pub fn new(auth: Auth) -> Client {
                    Client::builder(auth).build()
                }
                /// A client whose server, timeout, headers or transport are chosen.
                pub fn builder(auth: Auth) -> Builder<Client> {
                    Builder::new(&API, auth)
                }
                /// A request that the specification does not have; the path begins with `/`.
                pub fn fetch(&self, method: Method, path: &str) -> Call<Response, (), runtime::Custom> {
                    Call::fetch(self.core.clone(), method, path)
                }
                fn call<T, P, X>(&self, operation: Operation<T, X>) -> Call<T, P, X> {
                    Call::new(self.core.clone(), operation)
                }
            }

            impl From<ClientInner> for Client {
                fn from(core: ClientInner) -> Client {
                    Client { core }
                }
            }

            #api
            #pages
            #servers
        })]
    }

    /// `static API: Api = Api::new("stripe", "https://api.stripe.com")…;`
    fn api_static(&self) -> TokenStream {
        let name = super::manifest::crate_name(self);
        let server = self.api.servers.first().map(server_url).unwrap_or_default();
        let security = self.api.security.as_ref().map(|alternatives| {
            let alternatives = security(alternatives);
            quote!(.security(#alternatives))
        });
        let errors = self
            .error_table(&self.common_errors)
            .map(|table| quote!(.errors(#table)));
        let shape = shape(&self.api.error_shape);
        let policies = policies::of_api(&self.api.policies);
        let secrets = self.secrets();
        let secrets = (!secrets.is_empty()).then(|| quote!(.secrets(&[#(#secrets),*])));
        let brackets = self.settings.raw_brackets.then(|| quote!(.raw_brackets()));
        let headers = self.api.headers.iter();
        let headers: Vec<TokenStream> = headers
            .map(|(name, value)| quote!((#name, #value)))
            .collect();
        let headers = (!headers.is_empty()).then(|| quote!(.headers(&[#(#headers),*])));
        quote! {
            static API: Api = Api::new(#name, #server) #headers #security #errors #shape #policies #secrets #brackets;
        }
    }

    /// The names on the wire of what is a secret, in order.
    fn secrets(&self) -> BTreeSet<&str> {
        let objects = self
            .api
            .types
            .iter()
            .filter_map(|(_, def)| match &def.kind {
                TypeKind::Object(object) => Some(object),
                _ => None,
            });
        let fields = objects
            .flat_map(|object| &object.fields)
            .map(|field| (&*field.wire, &field.ty));
        let parameters = self
            .api
            .operations
            .iter()
            .flat_map(|operation| &operation.parameters);
        let parameters = parameters.map(|parameter| (&*parameter.wire, &parameter.ty));
        let typed = fields
            .chain(parameters)
            .filter(|(_, ty)| is_secret(ty))
            .map(|(name, _)| name);
        typed
            .chain(self.api.secrets.iter().map(String::as_str))
            .collect()
    }

    /// The servers beside the default, and those with variables.
    fn servers_module(&self) -> Option<TokenStream> {
        let has_choice = self.api.servers.len() > 1
            || self
                .api
                .servers
                .iter()
                .any(|server| !server.variables.is_empty());
        let mut taken = Vec::new();
        let servers: Vec<TokenStream> = self
            .api
            .servers
            .iter()
            .enumerate()
            .map(|(position, server)| self::server(server, position, &mut taken))
            .collect();
        has_choice.then(|| {
            quote! {
                /// Where the API is served, for [`Builder::base_url`].
                pub mod servers {
                    #(#servers)*
                }
            }
        })
    }
}

fn is_secret(ty: &Type) -> bool {
    match ty {
        Type::Format(Format::Password) => true,
        Type::List(inner) | Type::Map(inner) | Type::Optional(inner) => is_secret(inner),
        _ => false,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A server's URL with its variables' defaults. One that is relative is so to the URL that the user gives.
fn server_url(server: &Server) -> String {
    let url = server.default_url();
    if url == "/" { String::new() } else { url }
}

fn server(server: &Server, position: usize, taken: &mut Vec<String>) -> TokenStream {
    let described = server
        .description
        .as_deref()
        .map(one_line)
        .filter(|text| !text.is_empty() && text.len() <= 40);
    let wanted = described.map_or_else(|| format!("server_{}", position + 1), |text| snake(&text));
    let name = if taken.contains(&wanted) {
        format!("{}_{}", wanted.trim_start_matches("r#"), position + 1)
    } else {
        wanted
    };
    taken.push(name.clone());
    let docs = doc_attributes(Some(&server_docs(server)));
    let name = ident(&name);
    let arguments = server
        .variables
        .iter()
        .map(|variable| ident(&snake(&variable.name)));
    let parameters = arguments.clone().map(|name| quote!(#name: &str));
    let values = server
        .variables
        .iter()
        .zip(arguments)
        .map(|(variable, name)| {
            let variable = &variable.name;
            quote!((#variable, #name))
        });
    let url = &server.url;
    let is_relative = is_relative(&server.default_url());
    let template = match is_relative {
        // The URL first: no value leads to another host then.
        true => quote!(&super::runtime::resolve(#url, url)),
        false => quote!(#url),
    };
    let filled = match (server.variables.is_empty(), is_relative) {
        (false, _) => quote!(super::runtime::server_url(#template, &[#(#values),*])),
        (true, true) => quote!(super::runtime::resolve(#url, url)),
        (true, false) => quote!(#url.to_owned()),
    };
    if is_relative {
        return quote! {
            #docs
            ///
            /// It is relative to `url`.
            pub fn #name(url: &str, #(#parameters),*) -> String {
                #filled
            }
        };
    }
    quote! {
        #docs
        pub fn #name(#(#parameters),*) -> String {
            #filled
        }
    }
}

fn server_docs(server: &Server) -> String {
    let mut text = server
        .description
        .clone()
        .unwrap_or_else(|| format!("`{}`", server.url));
    for variable in &server.variables {
        let values = if variable.values.is_empty() {
            String::new()
        } else {
            format!(", one of `{}`", variable.values.join("`, `"))
        };
        let about = variable
            .description
            .as_deref()
            .map(|about| format!(" {about}"))
            .unwrap_or_default();
        text.push_str(&format!(
            "\n\n`{}`: usually `{}`{values}.{about}",
            variable.name, variable.default
        ));
    }
    text
}

fn shape(shape: &ErrorShape) -> Option<TokenStream> {
    let parts: Vec<TokenStream> = shape
        .0
        .iter()
        .map(|(part, places)| {
            let part = ident(part);
            quote!(#part: &[#(#places),*])
        })
        .collect();
    (!parts.is_empty()).then(|| quote!(.shape(ErrorShape { #(#parts,)* ..ErrorShape::USUAL })))
}
