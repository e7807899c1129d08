//! The public interface of a client, read from its items: what code can name, and with which types.
//!
//! ```text
//! pub struct Pet { pub id: i64 }  impl Pet { pub fn new(id: i64) -> Self { … } }
//!   →   types["Pet"] = { members: [id: i64], constructor: [id: i64] }
//! ```
//!
//! It is read from what `emit` gives, so that it cannot differ from what is written. Types are texts without spaces.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{FnArg, GenericArgument, PathArguments, ReturnType, Visibility};

use crate::emit::{Item, Source};

/// What code can name in a client.
#[derive(Debug, Default)]
pub(super) struct RustApi {
    pub types: HashMap<String, TypeItem>,
    pub methods: HashMap<String, Method>,
    /// Path and signature.
    pub functions: Vec<(String, String)>,
    /// The names of the functions of `servers`, in their order.
    pub servers: Vec<String>,
}

/// A struct, an enum or an alias.
#[derive(Debug, Default)]
pub(super) struct TypeItem {
    pub module: String,
    pub derives: Vec<String>,
    /// Fields or variants by name, with their types.
    pub members: HashMap<String, String>,
    pub alias: Option<String>,
    pub constructor: Option<Vec<(String, String)>>,
}

/// A method of the client.
#[derive(Debug, Default)]
pub(super) struct Method {
    pub arguments: Vec<(String, String)>,
    /// The arguments of `Call<…>`.
    pub call: Vec<String>,
}

/// Reads the items of a client.
pub(super) fn read(source: &Source) -> RustApi {
    let mut api = RustApi::default();
    let root = (String::new(), &source.root);
    let modules = source
        .modules
        .iter()
        .map(|module| (module.path.join("::"), &module.items));
    for (path, items) in std::iter::once(root).chain(modules) {
        for item in items {
            let tokens = match item {
                Item::Plain(tokens) => tokens,
                Item::Type { item, .. } => item,
            };
            // What is not Rust is reported where it is laid out.
            if let Ok(file) = syn::parse2::<syn::File>(tokens.clone()) {
                api.items(&path, &file.items);
            }
        }
    }
    api.functions.sort();
    api
}

impl RustApi {
    fn items<'i>(&mut self, path: &str, items: impl IntoIterator<Item = &'i syn::Item>) {
        for item in items {
            match item {
                syn::Item::Fn(item) if path == "servers" => {
                    self.servers.push(item.sig.ident.to_string());
                    self.function(path, &item.sig);
                }
                syn::Item::Fn(item) if is_public(&item.vis) => self.function(path, &item.sig),
                syn::Item::Struct(item) if has_types(path) => self.structure(path, item),
                syn::Item::Enum(item) if has_types(path) => self.enumeration(path, item),
                syn::Item::Type(item) if has_types(path) => {
                    let ty = self.named(path, &item.ident, &item.attrs);
                    ty.alias = Some(text(&item.ty));
                }
                syn::Item::Impl(item) if item.trait_.is_none() => self.methods(path, item),
                syn::Item::Mod(item) if is_public(&item.vis) => {
                    let inside = item.content.as_ref().map_or(&[][..], |(_, items)| items);
                    self.items(&joined(path, &item.ident), inside);
                }
                _ => {}
            }
        }
    }

    fn function(&mut self, path: &str, function: &syn::Signature) {
        let path = joined(path, &function.ident);
        self.functions.push((path, signature(function)));
    }

    fn named(
        &mut self,
        path: &str,
        name: &syn::Ident,
        attributes: &[syn::Attribute],
    ) -> &mut TypeItem {
        let ty = self.types.entry(name.to_string()).or_default();
        ty.module = path.to_owned();
        ty.derives = derives(attributes);
        ty
    }

    fn structure(&mut self, path: &str, item: &syn::ItemStruct) {
        let fields = item.fields.iter().filter(|field| is_public(&field.vis));
        let members = fields
            .filter_map(|field| Some((field.ident.as_ref()?.to_string(), text(&field.ty))))
            .collect();
        self.named(path, &item.ident, &item.attrs).members = members;
    }

    fn enumeration(&mut self, path: &str, item: &syn::ItemEnum) {
        let payload = |variant: &syn::Variant| {
            let types: Vec<String> = variant.fields.iter().map(|field| text(&field.ty)).collect();
            types.join(",")
        };
        let members = item
            .variants
            .iter()
            .map(|variant| (variant.ident.to_string(), payload(variant)))
            .collect();
        self.named(path, &item.ident, &item.attrs).members = members;
    }

    fn methods(&mut self, path: &str, item: &syn::ItemImpl) {
        let of = text(&item.self_ty);
        let functions = item.items.iter().filter_map(|item| match item {
            syn::ImplItem::Fn(function) if is_public(&function.vis) => Some(function),
            _ => None,
        });
        for function in functions {
            let name = function.sig.ident.to_string();
            match (path.is_empty(), of.as_str(), name.as_str()) {
                (true, _, _) => {}
                (false, "Client", _) => {
                    self.methods.insert(name, method(&function.sig));
                }
                (false, _, "new") if has_types(path) => {
                    let arguments = Some(arguments(&function.sig));
                    self.types.entry(of.clone()).or_default().constructor = arguments;
                }
                _ => {}
            }
        }
    }
}

/// Whether a module holds the types of the specification. Others have types of their own, whose names may be the same: a
/// provider with webhooks has `webhooks::Event`, and may have `types::Event`.
fn has_types(path: &str) -> bool {
    matches!(path, "types" | "params")
}

fn method(function: &syn::Signature) -> Method {
    let call = match &function.output {
        ReturnType::Type(_, ty) => generics(ty),
        ReturnType::Default => Vec::new(),
    };
    Method {
        arguments: arguments(function),
        call,
    }
}

/// `Call<Pet, (), Paged<Item>>`   →   `Pet`, `()`, `Paged<Item>`
fn generics(ty: &syn::Type) -> Vec<String> {
    let syn::Type::Path(path) = ty else {
        return Vec::new();
    };
    match path.path.segments.last().map(|segment| &segment.arguments) {
        Some(PathArguments::AngleBracketed(list)) => list
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(text(ty)),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn arguments(function: &syn::Signature) -> Vec<(String, String)> {
    let typed = function
        .inputs
        .iter()
        .filter_map(|argument| match argument {
            FnArg::Typed(argument) => Some((text(&argument.pat), text(&argument.ty))),
            FnArg::Receiver(_) => None,
        });
    typed.collect()
}

fn signature(function: &syn::Signature) -> String {
    let types: Vec<String> = arguments(function).into_iter().map(|(_, ty)| ty).collect();
    let output = match &function.output {
        ReturnType::Type(_, ty) => text(ty),
        ReturnType::Default => "()".to_owned(),
    };
    format!("({})->{output}", types.join(","))
}

fn derives(attributes: &[syn::Attribute]) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident("derive")
            && let syn::Meta::List(list) = &attribute.meta
        {
            let names = list.tokens.to_string();
            found.extend(names.split(',').map(|name| name.trim().to_owned()));
        }
    }
    found.retain(|name| !name.is_empty());
    found.sort();
    found
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn joined(path: &str, name: &syn::Ident) -> String {
    match path {
        "" => name.to_string(),
        path => format!("{path}::{name}"),
    }
}

/// Rust without spaces, but between words.
fn text(tokens: &impl ToTokens) -> String {
    compact(&tokens.to_token_stream())
}

fn compact(tokens: &TokenStream) -> String {
    let written = tokens.to_string();
    let is_word = |sign: char| sign.is_alphanumeric() || sign == '_';
    let mut out = String::with_capacity(written.len());
    let mut signs = written.chars().peekable();
    while let Some(sign) = signs.next() {
        let between_words = out.chars().next_back().is_some_and(is_word)
            && signs.peek().copied().is_some_and(is_word);
        if sign != ' ' || between_words {
            out.push(sign);
        }
    }
    out
}
