//! A program that uses all of a client: it names every type, reads and sets every field, makes every value, calls every
//! method and function. Against another version of the client it compiles exactly if nothing that it uses changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use fetchwright::output::File;
use quote::ToTokens;

/// A line before each function of the program: the item of the client that it uses.
pub const USES: &str = "// uses ";

/// The program for a client that is the module `c`.
pub fn program(files: &[File]) -> String {
    let mut writer = Writer::default();
    let modules: Vec<(String, syn::File)> = files
        .iter()
        .filter(|file| file.path.ends_with(".rs") && !file.path.contains("runtime/"))
        .map(|file| (module(&file.path), syn::parse_file(&file.contents).unwrap()))
        .collect();
    for (path, file) in &modules {
        for item in &file.items {
            if let syn::Item::Struct(syn::ItemStruct { ident, .. })
            | syn::Item::Enum(syn::ItemEnum { ident, .. })
            | syn::Item::Type(syn::ItemType { ident, .. }) = item
                && ["types", "params"].contains(&path.as_str())
            {
                writer.types.insert(ident.to_string(), path.clone());
            }
        }
    }
    for (path, file) in &modules {
        file.items.iter().for_each(|item| writer.item(path, item));
    }
    let has_webhooks = modules.iter().any(|(path, _)| path == "webhooks");
    let webhooks = if has_webhooks {
        "use c::webhooks::*;\n"
    } else {
        ""
    };
    format!("use c::runtime::*;\n{webhooks}{}", writer.text)
}

/// `types.rs` → `types`, `mod.rs` → nothing, `operations/pets.rs` → `operations::pets`.
fn module(path: &str) -> String {
    let path = path.trim_end_matches(".rs");
    let path = path.trim_start_matches("src/");
    match path {
        "mod" | "lib" => String::new(),
        path => path.replace('/', "::"),
    }
}

#[derive(Default)]
struct Writer {
    /// The module of each type of the client.
    types: BTreeMap<String, String>,
    text: String,
    functions: usize,
    /// What the next functions use: `types::Pet`, `Client::create_pet`.
    uses: String,
}

impl Writer {
    fn item(&mut self, path: &str, item: &syn::Item) {
        self.uses = match item {
            syn::Item::Struct(syn::ItemStruct { ident, .. })
            | syn::Item::Enum(syn::ItemEnum { ident, .. })
            | syn::Item::Type(syn::ItemType { ident, .. }) => format!("{path}::{ident}"),
            syn::Item::Fn(item) => format!("{path}::{}", item.sig.ident),
            _ => path.to_owned(),
        };
        match item {
            syn::Item::Struct(item) if !path.is_empty() => self.structure(path, item),
            syn::Item::Enum(item) if !path.is_empty() => self.enumeration(path, item),
            syn::Item::Type(item) if !path.is_empty() => {
                self.function(
                    "",
                    &format!("let _: Option<c::{path}::{}> = None;", item.ident),
                );
            }
            syn::Item::Fn(item) if is_public(&item.vis) && item.sig.generics.params.is_empty() => {
                let (parameters, arguments) = self.arguments(&item.sig);
                let call = format!("let _ = c::{path}::{}({arguments});", item.sig.ident);
                self.function(&parameters, &call);
            }
            syn::Item::Impl(item) if item.trait_.is_none() && !path.is_empty() => {
                self.methods(path, item)
            }
            syn::Item::Mod(item) if is_public(&item.vis) => {
                let inside = match path {
                    "" => item.ident.to_string(),
                    path => format!("{path}::{}", item.ident),
                };
                let items = item.content.as_ref().map_or(&[][..], |(_, items)| items);
                items.iter().for_each(|item| self.item(&inside, item));
            }
            _ => {}
        }
    }

    fn structure(&mut self, path: &str, item: &syn::ItemStruct) {
        let name = format!("c::{path}::{}", item.ident);
        let mut body = self.derives(&name, &item.attrs);
        for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
            let (field, ty) = (field.ident.as_ref().unwrap(), self.ty(&field.ty));
            let _ = writeln!(body, "    let _: &mut {ty} = &mut value.{field};");
        }
        self.function(&format!("value: &mut {name}"), &body);
    }

    fn enumeration(&mut self, path: &str, item: &syn::ItemEnum) {
        let name = format!("c::{path}::{}", item.ident);
        let mut body = self.derives(&name, &item.attrs);
        for variant in &item.variants {
            let types: Vec<String> = variant
                .fields
                .iter()
                .map(|field| self.ty(&field.ty))
                .collect();
            let _ = match types.is_empty() {
                true => writeln!(body, "    let _: {name} = {name}::{};", variant.ident),
                false => writeln!(
                    body,
                    "    let _: fn({}) -> {name} = {name}::{};",
                    types.join(", "),
                    variant.ident
                ),
            };
        }
        self.function("", &body);
    }

    fn derives(&self, name: &str, attributes: &[syn::Attribute]) -> String {
        let mut traits = Vec::new();
        for attribute in attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("derive"))
        {
            let syn::Meta::List(list) = &attribute.meta else {
                continue;
            };
            let names = list.tokens.to_string();
            traits.extend(names.split(',').map(|name| match name.trim() {
                "Debug" => "std::fmt::Debug".to_owned(),
                "Hash" => "std::hash::Hash".to_owned(),
                name => name.to_owned(),
            }));
        }
        traits.retain(|name| !name.is_empty());
        format!(
            "    fn is<T: {}>() {{}}\n    is::<{name}>();\n",
            traits.join(" + ")
        )
    }

    fn methods(&mut self, path: &str, item: &syn::ItemImpl) {
        let of = item.self_ty.to_token_stream().to_string();
        for item in &item.items {
            let syn::ImplItem::Fn(function) = item else {
                continue;
            };
            if !is_public(&function.vis) {
                continue;
            }
            let (parameters, arguments) = self.arguments(&function.sig);
            let name = &function.sig.ident;
            self.uses = match of.as_str() {
                "Client" => format!("Client::{name}"),
                of => format!("{path}::{of}"),
            };
            if of == "Client" {
                self.call(&function.sig, &parameters, &arguments);
            } else if name == "new" {
                self.function(
                    &parameters,
                    &format!("let _ = c::{path}::{of}::new({arguments});"),
                );
            }
        }
    }

    /// A call: what it gives, which parameters it takes and what its pages hold.
    fn call(&mut self, function: &syn::Signature, parameters: &str, arguments: &str) {
        let types = self.generics(&function.output);
        let mut body = format!("    let call = client.{}({arguments});\n", function.ident);
        body.push_str("    fn gives<T, P, X>(_: &Call<T, P, X>) -> std::marker::PhantomData<(T,)> { std::marker::PhantomData }\n");
        let _ = writeln!(
            body,
            "    let _: std::marker::PhantomData<({},)> = gives(&call);",
            types[0]
        );
        if let Some(pages) = types.get(2) {
            body.push_str("    fn pages<T, P, X>(_: &Call<T, P, X>) -> std::marker::PhantomData<(X,)> { std::marker::PhantomData }\n");
            let _ = writeln!(
                body,
                "    let _: std::marker::PhantomData<({pages},)> = pages(&call);"
            );
        }
        let mut parameters = format!("client: &c::Client, {parameters}");
        if let Some(given) = types.get(1).filter(|ty| *ty != "()") {
            let _ = write!(
                parameters,
                "{}with: &{given}",
                if parameters.ends_with(", ") { "" } else { ", " }
            );
            body.push_str("    let _ = call.with(with);\n");
        }
        self.function(&parameters, &body);
    }

    /// `Call<Pet, (), Paged<Item>>`   →   `Pet`, `()`, `Paged<Item>`
    fn generics(&self, output: &syn::ReturnType) -> Vec<String> {
        let syn::ReturnType::Type(_, ty) = output else {
            return Vec::new();
        };
        let syn::Type::Path(path) = &**ty else {
            return Vec::new();
        };
        let last = path.path.segments.last().map(|segment| &segment.arguments);
        let Some(syn::PathArguments::AngleBracketed(list)) = last else {
            return Vec::new();
        };
        let types = list.args.iter().filter_map(|argument| match argument {
            syn::GenericArgument::Type(ty) => Some(self.ty(ty)),
            _ => None,
        });
        types.collect()
    }

    fn function(&mut self, parameters: &str, body: &str) {
        self.functions += 1;
        let number = self.functions;
        let _ = writeln!(
            self.text,
            "{USES}{}\npub fn f{number}({parameters}) {{\n{}\n}}",
            self.uses,
            body.trim_end()
        );
    }

    /// Parameters of a function that passes them on, and what it passes.
    fn arguments(&self, function: &syn::Signature) -> (String, String) {
        let (mut parameters, mut arguments) = (Vec::new(), Vec::new());
        for argument in &function.inputs {
            let syn::FnArg::Typed(argument) = argument else {
                continue;
            };
            let name = argument.pat.to_token_stream().to_string();
            parameters.push(format!("{name}: {}", self.ty(&argument.ty)));
            arguments.push(name);
        }
        (parameters.join(", "), arguments.join(", "))
    }

    /// A type with the client's module before the client's types; `impl Into<T>` is `T`.
    fn ty(&self, ty: &syn::Type) -> String {
        let text = ty.to_token_stream().to_string();
        let text = text
            .strip_prefix("impl Into <")
            .map_or(text.clone(), |inner| {
                inner.trim_end().trim_end_matches('>').to_owned()
            });
        let text = match text
            .matches('<')
            .count()
            .checked_sub(text.matches('>').count())
        {
            Some(missing) => format!("{text}{}", ">".repeat(missing)),
            None => text,
        };
        let words = text
            .split(' ')
            .filter(|word| !["types", "::", "runtime"].contains(word));
        let words: Vec<String> = words
            .map(|word| match self.types.get(word) {
                Some(module) => format!("c::{module}::{word}"),
                None => word.to_owned(),
            })
            .collect();
        words.join(" ")
    }
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}
