//! The tests of a crate: `wire` calls every operation, `round_trips` decodes and encodes every type.
//!
//! ```text
//! tests.run("getPet", |client, round| Ok(client.get_pet(&round.value::<String>("\"1\"", "\"1\"")?))).await;
//! round_trips.same::<types::Pet>("Pet", &["{\"id\":1}"]);
//! ```

use proc_macro2::TokenStream;
use quote::quote;

use super::manifest::Manifest;
use super::{Emitter, Item, Module, ident};
use crate::hidden;
use crate::ir::{
    AuthKind, Body, BodyKind, Constant, JsonKind, Operation, OperationSamples, Parameter, Sample,
    Type, TypeDef, TypeId, TypeKind, VariantMatcher,
};
use crate::names::OperationNames;

/// rustc takes longer over one function with a thousand types than over ten with a hundred.
const TOGETHER: usize = 100;

impl Emitter<'_> {
    /// Both tests, where the settings ask for them.
    pub(super) fn tests(&self, manifest: &Manifest) -> Vec<Module> {
        if !self.settings.tests {
            return Vec::new();
        }
        let client = ident(&manifest.name.replace('-', "_"));
        let mut tests = vec![self.wire_main(&client)];
        tests.extend(self.wire_modules());
        tests.push(self.round_trips(&client));
        tests
    }

    fn wire_main(&self, client: &proc_macro2::Ident) -> Module {
        let modules = self.operations_by_module();
        let modules: Vec<_> = modules.iter().map(|(name, _)| ident(name)).collect();
        let operations = (!modules.is_empty()).then(|| {
            quote!(
                mod operations;
            )
        });
        let auth = self.api.auth.iter().map(|scheme| {
            let name = &scheme.name;
            match &scheme.kind {
                AuthKind::Basic { .. } => quote!(.and(Auth::user(#name, CREDENTIAL, CREDENTIAL))),
                kind => {
                    let place = super::auth::place(kind);
                    quote!(.and(Auth::of(#name, #place, CREDENTIAL)))
                }
            }
        });
        let place = self
            .api
            .auth
            .iter()
            .any(|scheme| !matches!(scheme.kind, AuthKind::Basic { .. }))
            .then(|| quote!(, CredentialLocation));
        let credential = (!self.api.auth.is_empty()).then(|| {
            quote!(
                use support::CREDENTIAL;
            )
        });
        let items = vec![Item::Plain(quote! {
            extern crate #client as client;

            mod support;
            #operations

            use client::runtime::{Auth #place};
            #credential

            fn main() -> std::process::ExitCode {
                support::main(Auth::none() #(#auth)*, async |tests| {
                    #(operations::#modules::run(tests).await;)*
                })
            }
        })];
        let docs = vec![
            " Calls every operation with values made from its schema; see `support`.".to_owned(),
            " ```sh".to_owned(),
            " FETCHWRIGHT_BASE_URL=http://127.0.0.1:4010 cargo test --test wire".to_owned(),
            " ```".to_owned(),
        ];
        Module {
            path: vec!["wire".to_owned(), "main".to_owned()],
            docs,
            items,
        }
    }

    /// A module for each tag, as the operations have. They are inside `operations`, so that a tag can be called like anything
    /// at the root: `main`, `client`, `std`.
    fn wire_modules(&self) -> Vec<Module> {
        let by_module = self.operations_by_module();
        let modules = by_module.iter().map(|(name, _)| ident(name));
        let group = Module {
            path: vec!["wire".to_owned(), "operations".to_owned()],
            docs: vec![" The calls, by tag.".to_owned()],
            items: vec![Item::Plain(quote!(#(pub mod #modules;)*))],
        };
        let group = (!by_module.is_empty()).then_some(group);
        let module = |(name, operations): (&str, Vec<(&Operation, &OperationNames)>)| {
            let calls = operations
                .into_iter()
                .filter_map(|(operation, names)| self.test_call(operation, names));
            let items = vec![Item::Plain(quote! {
                use super::super::support::WireTests;

                pub async fn run(tests: &mut WireTests) {
                    #(#calls)*
                }
            })];
            Module {
                path: ["wire", "operations", name].map(str::to_owned).to_vec(),
                docs: vec![format!(" Calls of the operations in `{name}`.")],
                items,
            }
        };
        group
            .into_iter()
            .chain(by_module.into_iter().map(module))
            .collect()
    }

    fn test_call(&self, operation: &Operation, names: &OperationNames) -> Option<TokenStream> {
        let samples = operation.samples.as_ref()?;
        let name = &operation.name;
        let method = ident(&names.method);
        let path = operation
            .path_parameters
            .iter()
            .zip(&samples.path)
            .map(|(parameter, sample)| self.given(&parameter.ty, sample));
        let params = self.test_params(operation, names, samples);
        let with_required = operation
            .parameters
            .iter()
            .any(|parameter| parameter.required);
        let (params_argument, params_call) = match params {
            Some(params) if with_required => (Some(quote!(&#params)), None),
            Some(params) => (None, Some(quote!(.with(&#params)))),
            None => (None, None),
        };
        let body = operation
            .body
            .as_ref()
            .zip(samples.body.as_ref())
            .map(|(body, sample)| self.test_body(body, sample))
            .unwrap_or_default();
        let arguments: Vec<TokenStream> = path.chain(params_argument).chain(body).collect();
        let deprecated = operation
            .deprecated
            .then(|| quote!(#[expect(deprecated, reason = "every operation is called")]));
        let mentions_round = !arguments.is_empty() || params_call.is_some();
        let round = if mentions_round {
            quote!(round)
        } else {
            quote!(_)
        };
        Some(quote! {
            #deprecated
            tests.run(#name, |client, #round| Ok(client.#method(#(#arguments),*) #params_call)).await;
        })
    }

    fn test_params(
        &self,
        operation: &Operation,
        names: &OperationNames,
        samples: &OperationSamples,
    ) -> Option<TokenStream> {
        let name = ident(names.parameters_type.as_deref()?);
        let fields = operation
            .parameters
            .iter()
            .zip(&names.fields)
            .zip(&samples.parameters)
            .map(|((parameter, field), sample)| {
                let field = ident(field);
                let (required, all) = (raw(&sample.required), raw(&sample.all));
                match parameter.required {
                    true => quote!(#field: round.value(#required, #all)?),
                    // The client of the tests does not set it.
                    false if is_of_client(operation, parameter) => {
                        quote!(#field: Some(round.value(#all, #all)?))
                    }
                    false => quote!(#field: round.optional(#all)?),
                }
            });
        Some(quote!(super::super::client::params::#name { #(#fields),* }))
    }

    /// An argument for a method, by the type that the method takes.
    fn given(&self, ty: &Type, sample: &Sample) -> TokenStream {
        let (required, all) = (raw(&sample.required), raw(&sample.all));
        match ty {
            _ if self.is_text(ty) => quote!(&round.value::<String>(#required, #all)?),
            Type::Bool | Type::Integer(_) | Type::Float { .. } => {
                quote!(round.value(#required, #all)?)
            }
            Type::List(_) => quote!(&round.value::<Vec<_>>(#required, #all)?),
            _ => quote!(&round.value(#required, #all)?),
        }
    }

    fn test_body(&self, body: &Body, sample: &Sample) -> Vec<TokenStream> {
        let all = raw(&sample.all);
        let is_required = body.required;
        let chosen = match &body.kind {
            BodyKind::Text(names) | BodyKind::Bytes(names) => chosen_media_type(names),
            BodyKind::Nothing(_) => return Vec::new(),
            _ => None,
        };
        let value = match &body.kind {
            BodyKind::Json(ty, _) | BodyKind::Form(ty, _) | BodyKind::Multipart(ty, _) => {
                match ty {
                    _ if is_required => self.given(ty, sample),
                    _ if self.is_text(ty) => quote!(round.optional::<String>(#all)?.as_deref()),
                    Type::Bool | Type::Integer(_) | Type::Float { .. } => {
                        quote!(round.optional(#all)?)
                    }
                    Type::List(_) => quote!(round.optional::<Vec<_>>(#all)?.as_deref()),
                    _ => quote!(round.optional(#all)?.as_ref()),
                }
            }
            BodyKind::Text(_) if is_required => {
                quote!(&round.value::<String>("\"text\"", "\"text\"")?)
            }
            BodyKind::Text(_) => quote!(round.optional::<String>("\"text\"")?.as_deref()),
            BodyKind::Bytes(_) if is_required => {
                quote!(round.value::<String>("\"bytes\"", "\"bytes\"")?)
            }
            BodyKind::Bytes(_) | BodyKind::Nothing(_) => {
                quote!(round.optional::<String>("\"bytes\"")?.map(Into::into))
            }
        };
        chosen.into_iter().chain([value]).collect()
    }

    fn round_trips(&self, client: &proc_macro2::Ident) -> Module {
        let checks: Vec<TokenStream> = self
            .api
            .types
            .iter()
            .filter(|(id, _)| self.is_used(*id))
            .filter_map(|(id, def)| self.round_trip(id, def))
            .collect();
        let parts: Vec<_> = (1..=checks.len().div_ceil(TOGETHER))
            .map(|part| ident(&format!("part_{part}")))
            .collect();
        let functions = checks.chunks(TOGETHER).zip(&parts).map(|(checks, part)| {
            quote! {
                fn #part(trips: &mut RoundTrips) {
                    #(#checks)*
                }
            }
        });
        let mutable = (!parts.is_empty()).then(|| quote!(mut));
        let items = vec![Item::Plain(quote! {
            extern crate #client as client;

            mod support;

            use support::RoundTrips;

            fn main() -> std::process::ExitCode {
                let #mutable trips = RoundTrips::default();
                #(#parts(&mut trips);)*
                trips.finish()
            }

            #(#functions)*
        })];
        let docs =
            vec![" Decodes values of every type and encodes them again; see `support`.".to_owned()];
        Module {
            path: vec!["round_trips".to_owned(), "main".to_owned()],
            docs,
            items,
        }
    }

    fn round_trip(&self, id: TypeId, def: &TypeDef) -> Option<TokenStream> {
        let name = self.names.of(id);
        let ty = ident(name);
        let usage = self.facts.usage(id);
        let mut samples: Vec<String> = Vec::new();
        let ways = [
            (usage.incoming, &def.samples.incoming),
            (usage.out, &def.samples.out),
        ];
        for sample in ways
            .into_iter()
            .filter(|(used, _)| *used)
            .flat_map(|(_, samples)| samples)
        {
            if !samples.contains(sample) {
                samples.push(sample.clone());
            }
        }
        let mut survives = Vec::new();
        match &def.kind {
            TypeKind::Object(object) => {
                let open = object.additional.is_none();
                survives.extend(
                    samples
                        .iter()
                        .filter(|_| open)
                        .filter_map(|sample| with_unknown_key(sample)),
                );
            }
            TypeKind::Enum(values) => {
                samples.push(match values.values.first().map(|value| &value.wire) {
                    Some(Constant::Integer(_)) => "-987654321".to_owned(),
                    _ => "\"not known to the specification\"".to_owned(),
                })
            }
            TypeKind::Union(union) => samples.extend(unknown_member(
                union.variants.iter().map(|variant| &variant.decide),
            )),
            TypeKind::Alias(_) | TypeKind::Responses(_) => return None,
        }
        let (samples, survives) = (raws(&samples), raws(&survives));
        let same = quote!(trips.same::<client::types::#ty>(#name, &[#(#samples),*]););
        let survives = (!survives.is_empty())
            .then(|| quote!(trips.survives::<client::types::#ty>(#name, &[#(#survives),*]);));
        Some(quote!(#same #survives))
    }
}

/// The first of several media types, where the caller chooses one; of a range, any.
/// Whether a call without the parameter is refused unless the client has it: a header that nearly all operations require.
fn is_of_client(operation: &Operation, parameter: &Parameter) -> bool {
    operation.defaults.iter().any(|default| {
        default.value.is_none()
            && default.location == parameter.location
            && default.wire == parameter.wire
    })
}

fn chosen_media_type(names: &[String]) -> Option<TokenStream> {
    let first = names.first()?;
    let concrete = first.replace("*/*", "application/octet-stream");
    let concrete = concrete.replace("/*", "/x-test");
    (names.len() > 1 || first.contains('*')).then(|| quote!(#concrete))
}

fn raws(samples: &[String]) -> Vec<TokenStream> {
    samples.iter().map(|sample| raw(sample)).collect()
}

/// JSON as a raw string, so that it can be read.
fn raw(json: &str) -> TokenStream {
    let marks = (1..)
        .map(|count| "#".repeat(count))
        .find(|marks| !json.contains(&format!("\"{marks}")))
        .unwrap_or_default();
    // A reader of a raw string would not see hidden characters; an escape shows them.
    let plain = !json.contains(|sign: char| hidden::is_hidden(sign) || sign.is_control());
    let literal = format!("r{marks}\"{json}\"{marks}")
        .parse()
        .ok()
        .filter(|_| plain);
    literal.unwrap_or_else(|| quote!(#json))
}

/// An object as a provider sends it that knows more than the specification.
fn with_unknown_key(sample: &str) -> Option<String> {
    let inside = sample.strip_prefix('{')?;
    let comma = if inside == "}" { "" } else { "," };
    Some(format!(
        "{{\"not known to the specification\":[{{\"a\":1}}]{comma}{inside}"
    ))
}

/// JSON that is none of a union's variants: an object with a value of the property that distinguishes them that none has,
/// else a value of a JSON type that none has. None where there is no such JSON.
fn unknown_member<'d>(marks: impl Iterator<Item = &'d VariantMatcher>) -> Option<String> {
    let marks: Vec<&VariantMatcher> = marks.collect();
    let has = |kind: JsonKind| {
        marks.iter().any(|mark| match mark {
            VariantMatcher::Items(_) => kind == JsonKind::Array,
            VariantMatcher::Values(_) => kind == JsonKind::Object,
            mark => **mark == VariantMatcher::Json(kind),
        })
    };
    let tag = marks.iter().find_map(|mark| match mark {
        VariantMatcher::Tag { field, .. } => Some(field),
        _ => None,
    });
    match tag {
        Some(field)
            if !has(JsonKind::Object) && field.bytes().all(|byte| byte.is_ascii_graphic()) =>
        {
            Some(format!("{{{field:?}:\"not known to the specification\"}}"))
        }
        _ if !has(JsonKind::Object) => Some("{}".to_owned()),
        _ if !has(JsonKind::Boolean) => Some("true".to_owned()),
        _ if !has(JsonKind::Array) => Some("[]".to_owned()),
        _ => None,
    }
}
