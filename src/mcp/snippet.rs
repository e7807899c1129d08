//! An operation or an event to Rust that compiles as it is.
//!
//! ```text
//! POST /emails   →   async fn send_email(client: &Client) -> Result<types::SentEmail, Error> {
//!                        let body = types::SendEmailRequest::new("from", …);
//!                        client.send_email(&body).idempotency_key("one key for each intent").await
//!                    }
//! ```
//!
//! It is made of the types that the code has (`diff::Surface`), not of the specification's text: a literal is a name of the
//! generated code, so a snippet contains no text of a specification. What cannot be made here, such as a date, is
//! an argument of the function.
//!
//! Invariants: depth and size are bounded; the same client gives the same text.

use std::collections::BTreeSet;

use syn::{GenericArgument, PathArguments, TypeParamBound};

use super::catalogue::Catalogue;
use crate::diff::{Kind, Operation, Type};

/// Deeper values are arguments.
const DEPTH: usize = 5;

/// A function that calls an operation.
pub fn of_operation(catalogue: &Catalogue, at: usize) -> Option<String> {
    let operation = catalogue.surface.operations.get(at)?;
    let facts = catalogue.operations.get(at)?;
    let mut writer = Writer::new(catalogue);
    let (lets, arguments) = writer.arguments(operation);
    let with = writer.optional_parameters(operation);
    let mut call = format!(
        "client\n        .{}({})",
        operation.rust,
        arguments.join(", ")
    );
    if let Some(with) = with {
        call.push_str(&format!("\n        .with(&{with})"));
    }
    if facts.key_header.is_some() {
        call.push_str("\n        .idempotency_key(\"one key for each intent\")");
    }
    let (result, body) = match (&operation.items, facts.is_paged, &facts.stream) {
        (Some(item), true, _) => (None, each(&call, "items()", &writer.qualified_text(item))),
        (Some(item), _, Some(_)) => (None, each(&call, "stream()", &writer.qualified_text(item))),
        _ => (
            Some(writer.qualified_text(&operation.result)),
            format!("    {}\n        .await\n", call),
        ),
    };
    let result = result.unwrap_or_else(|| "()".to_owned());
    let name = operation.rust.trim_start_matches("r#");
    let deprecated = if operation.deprecated {
        "#[allow(deprecated)]\n"
    } else {
        ""
    };
    let parameters = writer.parameters();
    let imports = writer.imports(&["Client", "Error"]);
    Some(format!(
        "{imports}\n{deprecated}async fn call_{name}({parameters}) -> Result<{result}, Error> {{\n{lets}{body}}}\n"
    ))
}

/// `while let Some(item) = …` over pages or a stream.
fn each(call: &str, read: &str, item: &str) -> String {
    format!(
        "    let mut items = {call}\n        .{read};\n    while let Some(item) = items.next().await {{\n        let item: {item} = item?;\n        println!(\"{{item:?}}\");\n    }}\n    Ok(())\n"
    )
}

/// A function that verifies a delivery and takes one event.
pub fn of_event(catalogue: &Catalogue, at: usize) -> Option<String> {
    let event = catalogue.surface.events.get(at)?;
    let root = &catalogue.about.root;
    let verify = catalogue
        .surface
        .functions
        .iter()
        .find(|(path, _)| path == "webhooks::verify")?;
    let each = match verify.1.contains("Vec<") {
        true => {
            "    for verified in verify(headers, body, secrets)? {\n        take(verified.into_inner());\n    }\n"
        }
        false => "    take(verify(headers, body, secrets)?.into_inner());\n",
    };
    Some(format!(
        "use {root}::webhooks::{{Event, Headers, NotAnEvent, Secrets, verify}};\n\n\
         // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.\n\
         fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {{\n{each}    Ok(())\n}}\n\n\
         fn take(event: Event) {{\n    if let Event::{}(event) = event {{\n        println!(\"{{event:?}}\");\n    }}\n}}\n",
        event.rust
    ))
}

struct Writer<'c> {
    catalogue: &'c Catalogue,
    /// The function's arguments beside the client: name and type.
    parameters: Vec<(String, String)>,
    /// The client's modules that are mentioned.
    modules: BTreeSet<&'static str>,
}

impl<'c> Writer<'c> {
    fn new(catalogue: &'c Catalogue) -> Writer<'c> {
        Writer {
            catalogue,
            parameters: Vec::new(),
            modules: BTreeSet::new(),
        }
    }

    fn imports(&self, names: &[&str]) -> String {
        let root = &self.catalogue.about.root;
        let names: Vec<&str> = names
            .iter()
            .copied()
            .chain(self.modules.iter().copied())
            .collect();
        format!("use {root}::{{{}}};\n", names.join(", "))
    }

    fn parameters(&self) -> String {
        let own = self
            .parameters
            .iter()
            .map(|(name, ty)| format!(", {name}: {ty}"));
        std::iter::once("client: &Client".to_owned())
            .chain(own)
            .collect()
    }

    /// The statements before the call, and its arguments.
    fn arguments(&mut self, operation: &Operation) -> (String, Vec<String>) {
        let (mut lets, mut arguments) = (String::new(), Vec::new());
        for (name, ty) in &operation.arguments {
            let Ok(parsed) = syn::parse_str::<syn::Type>(ty) else {
                continue;
            };
            let is_made = name == "body" || name == "params";
            let known = self.parameters.len();
            let value = is_made.then(|| self.value(&parsed, name, 0)).flatten();
            if value.is_none() {
                self.parameters.truncate(known);
            }
            match value {
                Some(value) if self.is_large(&parsed) => {
                    let (mark, value) = match value.strip_prefix('&') {
                        Some(value) => ("&", value.to_owned()),
                        None => ("", value),
                    };
                    let optional = value
                        .strip_prefix("Some(&")
                        .and_then(|rest| rest.strip_suffix(')'));
                    match optional {
                        Some(inner) => {
                            lets.push_str(&format!("    let {name} = {inner};\n"));
                            arguments.push(format!("Some(&{name})"));
                        }
                        None => {
                            lets.push_str(&format!("    let {name} = {value};\n"));
                            arguments.push(format!("{mark}{name}"));
                        }
                    }
                }
                Some(value) => arguments.push(value),
                None => arguments.push(self.parameter(name, &parsed)),
            }
        }
        (lets, arguments)
    }

    fn is_large(&self, ty: &syn::Type) -> bool {
        match ty {
            syn::Type::Reference(reference) => {
                !matches!(&*reference.elem, syn::Type::Path(path) if path.path.is_ident("str"))
            }
            syn::Type::Path(path) => path
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "Option"),
            _ => false,
        }
    }

    /// `params::ListParams { limit: Some(1), ..Default::default() }`, where all parameters are optional.
    fn optional_parameters(&mut self, operation: &Operation) -> Option<String> {
        let name = operation.parameters_type.as_deref()?;
        if operation.arguments.iter().any(|(name, _)| name == "params") {
            return None;
        }
        let ty = self.catalogue.surface.named(name)?;
        // The key of a request is a method of the call.
        let is_key = |wire: &str| wire.to_lowercase().contains("idempotency");
        let members: Vec<_> = ty
            .members
            .iter()
            .filter(|member| !is_key(&member.wire))
            .collect();
        let chosen = members.iter().find(|member| !member.deprecated)?;
        let parsed = syn::parse_str::<syn::Type>(&chosen.ty).ok()?;
        let parameters = self.parameters.len();
        let value = self.value(&parsed, &chosen.rust, 1);
        let value = match value {
            Some(value) if self.parameters.len() == parameters => value,
            _ => {
                self.parameters.truncate(parameters);
                return None;
            }
        };
        self.modules.insert("params");
        let rest = if ty.members.len() > 1 {
            ", ..Default::default()"
        } else {
            ""
        };
        Some(format!(
            "params::{name} {{ {}: {value}{rest} }}",
            chosen.rust
        ))
    }

    /// An argument of the function.
    fn parameter(&mut self, name: &str, ty: &syn::Type) -> String {
        let mut unique = name.to_owned();
        while unique == "client" || self.parameters.iter().any(|(known, _)| *known == unique) {
            unique.push('_');
        }
        let ty = self.qualified(ty);
        self.parameters.push((unique.clone(), ty));
        unique
    }

    /// A value of a type. `None` where it is not known how to make one.
    fn value(&mut self, ty: &syn::Type, hint: &str, depth: usize) -> Option<String> {
        if depth > DEPTH {
            return None;
        }
        match ty {
            syn::Type::Reference(reference) => match &*reference.elem {
                syn::Type::Slice(slice) => {
                    Some(format!("&[{}]", self.value(&slice.elem, hint, depth + 1)?))
                }
                syn::Type::Path(path) if path.path.is_ident("str") => Some(literal(hint)),
                inner => Some(format!("&{}", self.value(inner, hint, depth)?)),
            },
            syn::Type::ImplTrait(bounds) => {
                let inner = bounds.bounds.iter().find_map(|bound| match bound {
                    TypeParamBound::Trait(bound) => argument(&bound.path),
                    _ => None,
                })?;
                match inner {
                    syn::Type::Path(path) if path.path.is_ident("String") => Some(literal(hint)),
                    syn::Type::Path(path) if path.path.is_ident("Secret") => Some(literal(hint)),
                    syn::Type::Path(path) if path.path.is_ident("Body") => {
                        Some(format!("{}.to_owned()", literal("content")))
                    }
                    inner => self.value(inner, hint, depth),
                }
            }
            syn::Type::Path(path) => self.path_value(&path.path, hint, depth),
            _ => None,
        }
    }

    fn path_value(&mut self, path: &syn::Path, hint: &str, depth: usize) -> Option<String> {
        let last = path.segments.last()?;
        let inner = argument(path);
        Some(match (last.ident.to_string().as_str(), inner) {
            ("String", _) => format!("{}.to_owned()", literal(hint)),
            ("bool", _) => "true".to_owned(),
            ("i32" | "i64" | "u32" | "u64" | "i128", _) => "1".to_owned(),
            ("f32" | "f64", _) => "1.0".to_owned(),
            ("Option", Some(inner)) => format!("Some({})", self.value(inner, hint, depth)?),
            ("Nullable", Some(inner)) => format!("{}.into()", self.value(inner, hint, depth)?),
            ("Vec", Some(inner)) => format!("vec![{}]", self.value(inner, hint, depth + 1)?),
            ("Box", Some(inner)) => format!("Box::new({})", self.value(inner, hint, depth + 1)?),
            ("BTreeMap", _) => "Default::default()".to_owned(),
            ("Json", _) => {
                self.modules.insert("Json");
                "Json::default()".to_owned()
            }
            ("Expandable", _) => format!("{}.into()", literal(hint)),
            ("Secret", _) => format!("{}.into()", literal(hint)),
            ("Base64", _) => "b\"content\".into()".to_owned(),
            ("Body", _) => format!("{}.to_owned().into()", literal("content")),
            (name, None) => {
                let ty = self.catalogue.surface.named(name)?;
                return self.named_value(ty, hint, depth + 1);
            }
            _ => return None,
        })
    }

    fn named_value(&mut self, ty: &'c Type, hint: &str, depth: usize) -> Option<String> {
        if depth > DEPTH {
            return None;
        }
        let module = if ty.kind == Kind::Parameters {
            "params"
        } else {
            "types"
        };
        let path = format!("{module}::{}", ty.rust);
        let made = match ty.kind {
            Kind::Alias => {
                let target = syn::parse_str::<syn::Type>(&ty.members.first()?.ty).ok()?;
                return self.value(&target, hint, depth);
            }
            Kind::Enum => format!("{path}::{}", ty.members.first()?.rust),
            Kind::Union => {
                let known = self.parameters.len();
                let variant = ty.members.iter().find_map(|member| {
                    let held = syn::parse_str::<syn::Type>(&member.ty).ok()?;
                    let value = self.value(&held, hint, depth);
                    Some(format!("{path}::{}({})", member.rust, value?))
                });
                if variant.is_none() {
                    self.parameters.truncate(known);
                }
                variant?
            }
            Kind::Object | Kind::Parameters => match &ty.constructor {
                Some(fields) => {
                    let mut values = Vec::new();
                    for (name, ty) in fields {
                        let parsed = syn::parse_str::<syn::Type>(ty).ok()?;
                        let value = match self.value(&parsed, name, depth) {
                            Some(value) => value,
                            None => self.parameter(name, &parsed),
                        };
                        values.push(value);
                    }
                    format!("{path}::new({})", values.join(", "))
                }
                None if ty.traits.iter().any(|known| known == "Default") => {
                    format!("{path}::default()")
                }
                None => return None,
            },
            Kind::Responses => return None,
        };
        self.modules.insert(module);
        Some(made)
    }

    fn qualified_text(&mut self, ty: &str) -> String {
        match syn::parse_str::<syn::Type>(ty) {
            Ok(parsed) => self.qualified(&parsed),
            Err(_) => ty.to_owned(),
        }
    }

    /// A type as code outside of the client names it.
    fn qualified(&mut self, ty: &syn::Type) -> String {
        match ty {
            syn::Type::Reference(reference) => format!("&{}", self.qualified(&reference.elem)),
            syn::Type::Slice(slice) => format!("[{}]", self.qualified(&slice.elem)),
            syn::Type::Tuple(tuple) => {
                let parts: Vec<String> = tuple
                    .elems
                    .iter()
                    .map(|part| self.qualified(part))
                    .collect();
                format!("({})", parts.join(", "))
            }
            syn::Type::ImplTrait(bounds) => {
                let inner = bounds.bounds.iter().find_map(|bound| match bound {
                    TypeParamBound::Trait(bound) => argument(&bound.path),
                    _ => None,
                });
                let inner = inner.map(|inner| self.qualified(inner)).unwrap_or_default();
                format!("impl Into<{inner}>")
            }
            syn::Type::Path(path) => self.qualified_path(&path.path),
            _ => "()".to_owned(),
        }
    }

    fn qualified_path(&mut self, path: &syn::Path) -> String {
        let Some(last) = path.segments.last() else {
            return String::new();
        };
        let name = last.ident.to_string();
        let arguments: Vec<String> = match &last.arguments {
            PathArguments::AngleBracketed(list) => list
                .args
                .iter()
                .filter_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(self.qualified(ty)),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        let generics = match arguments.is_empty() {
            true => String::new(),
            false => format!("<{}>", arguments.join(", ")),
        };
        let is_usual = matches!(
            name.as_str(),
            "String"
                | "str"
                | "bool"
                | "i32"
                | "i64"
                | "u32"
                | "u64"
                | "i128"
                | "f32"
                | "f64"
                | "Option"
                | "Vec"
                | "Box"
        );
        let place = match self.catalogue.surface.named(&name) {
            Some(ty) if ty.kind == Kind::Parameters => "params",
            Some(_) => "types",
            None if is_usual => return format!("{name}{generics}"),
            None => "runtime",
        };
        self.modules.insert(place);
        format!("{place}::{name}{generics}")
    }
}

/// The generic argument of a path's last segment.
fn argument(path: &syn::Path) -> Option<&syn::Type> {
    let PathArguments::AngleBracketed(list) = &path.segments.last()?.arguments else {
        return None;
    };
    match list.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// A string literal of a Rust name.
fn literal(name: &str) -> String {
    format!("{:?}", name.trim_start_matches("r#"))
}
