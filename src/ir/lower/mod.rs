//! From OpenAPI to plain data: the only place that knows both.
//!
//! Operations are lowered one by one, and a schema when the first of them reaches it. A schema that needs a name gets
//! its [`TypeId`] before its fields are looked at, so cycles end by themselves. At the end, inline schemas of one shape
//! become one type (`share`).

mod auth;
mod dedup;
mod exchange;
mod matchers;
mod merge;
mod oauth;
mod operation_names;
mod operations;
mod pages;
mod policies;
mod samples;
mod schemas;
mod secrets;
mod singular;
mod streams;
mod subtypes;
mod tags;
#[cfg(test)]
mod tests;
mod typing_gaps;
mod unions;
mod variant_names;
mod variants;
mod webhooks;
mod words;

use std::collections::{HashMap, HashSet};

use heck::ToSnakeCase;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::document::extension::ErrorRules;
use crate::document::model::{Document, Schema, SchemaId};
use crate::ir::{
    Api, ErrorShape, NameSource, Server, ServerVariable, Type, TypeDef, TypeId, Types, TypingGaps,
};
use crate::resolve::{self, Selection};
use crate::settings::Settings;
use crate::work::SCHEMA;
use fetchwright_runtime::server_urls::is_relative;
pub use operations::{NamedOperation, named_operations};
use singular::singular;

/// Lowers what was selected. All of the specification decides what inline types are named after.
pub fn lower(
    selection: &Selection<'_, '_>,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Api {
    let document = selection.document;
    let mut api = lower_all(selection, settings, diagnostics);
    let components: Vec<&str> = document.components.iter().map(|(key, _)| *key).collect();
    let is_whole = settings.include.is_empty() && settings.exclude.is_empty();
    let names = if is_whole {
        dedup::inline_names(&api.types, &components)
    } else {
        let without_tests = Settings {
            tests: false,
            ..settings.clone()
        };
        // What is wrong outside of the selection is nobody's concern.
        let found = &mut Diagnostics::default();
        let whole = lower_all(&resolve::everything(document), &without_tests, found);
        dedup::inline_names(&whole.types, &components)
    };
    dedup::dedup(&mut api, &names);
    // Of two unions that hold each other, one type may have become.
    unions::without_themselves(&mut api.types);
    typing_gaps::of_types(&mut api.typing_gaps, &api.types.0);
    api
}

/// Lowers a selection, each inline schema to a type of its own.
fn lower_all(
    selection: &Selection<'_, '_>,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Api {
    let document = selection.document;
    let error_shape = error_shape(&document.extension.errors);
    let mut lowering = Lowering::new(selection, settings, diagnostics);
    let operations = lowering.operations();
    let wanted = lowering.wanted();
    let webhooks = lowering.webhooks();
    warn_of_relative_server(document, lowering.diagnostics);
    let auth = auth::schemes(selection, lowering.diagnostics);
    let used: Vec<String> = auth.iter().map(|scheme| scheme.name.clone()).collect();
    let mut api = Api {
        title: document.title.to_owned(),
        version: document.version.to_owned(),
        description: document.description.map(str::to_owned),
        servers: document.servers.iter().map(server).collect(),
        auth,
        oauth: oauth::oauth(selection, &used),
        security: document
            .security
            .as_ref()
            .map(|alternatives| auth::requirements(document, alternatives)),
        tags: document
            .tags
            .iter()
            .map(|tag| (tag.name.to_owned(), tag.description.map(str::to_owned)))
            .collect(),
        operations,
        types: Types(std::mem::take(&mut lowering.types)),
        wanted,
        typing_gaps: TypingGaps::default(),
        error_shape,
        policies: document.extension.policies.clone(),
        headers: lowering.fixed_headers(),
        secrets: document
            .extension
            .secrets
            .iter()
            .map(|name| (*name).to_owned())
            .collect(),
        webhooks,
    };
    tags::fix(&mut api, &lowering.bases);
    lowering.add_samples(&mut api.types);
    api.typing_gaps = lowering.typing_gaps;
    api
}

/// What a type without a schema of its own is made of: mostly several that declare together what a value is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Combined {
    /// It is what all of them state.
    All(Vec<SchemaId>),
    /// It is what any of them states.
    Any(Vec<SchemaId>),
    /// It is what the first states, and may be what the others declare.
    Detailed(SchemaId, Vec<SchemaId>),
    /// It is the object among the things that this one may be.
    Within(SchemaId),
}

/// What is known while schemas are lowered.
struct Lowering<'a, 's> {
    document: &'a Document<'s>,
    selection: &'a Selection<'a, 's>,
    settings: &'a Settings,
    diagnostics: &'a mut Diagnostics,
    types: Vec<TypeDef>,
    /// Which schema each type was made of.
    described: Vec<(TypeId, SchemaId)>,
    /// What became of several schemas together.
    combined: HashMap<Combined, TypeId>,
    /// Types of subtypes that others include.
    bases: HashSet<TypeId>,
    typing_gaps: TypingGaps,
    /// The way to each inline property of a component.
    homes: HashMap<SchemaId, Context>,
    /// What each schema became.
    done: HashMap<SchemaId, Type>,
    /// Schemas that are being lowered and have no name, so that they cannot contain themselves.
    open: HashSet<SchemaId>,
    /// How many schemas are being lowered, one within the other.
    depth: usize,
    /// Headers that nearly all operations require, in lower case: they are set once for a client.
    client_headers: Vec<String>,
    /// Whether the schemas at hand are written as a form, where an empty string unsets a value.
    in_form: bool,
}

impl<'a, 's> Lowering<'a, 's> {
    fn new(
        selection: &'a Selection<'a, 's>,
        settings: &'a Settings,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Lowering {
            document: selection.document,
            selection,
            settings,
            diagnostics,
            types: Vec::new(),
            described: Vec::new(),
            combined: HashMap::new(),
            bases: HashSet::new(),
            typing_gaps: TypingGaps::default(),
            homes: homes(selection.document),
            done: HashMap::new(),
            open: HashSet::new(),
            depth: 0,
            client_headers: exchange::client_headers(selection),
            in_form: false,
        }
    }

    /// The types of components that are wanted for themselves.
    fn wanted(&mut self) -> Vec<TypeId> {
        let selection = self.selection;
        let types = selection
            .included
            .iter()
            .map(|id| self.type_of(*id, &Context::new("value")));
        types
            .filter_map(|ty| {
                if let Type::Named(id) = ty {
                    Some(id)
                } else {
                    None
                }
            })
            .collect()
    }

    /// The schema that `id` represents, references followed.
    fn schema(&self, id: SchemaId) -> Option<&'a Schema<'s>> {
        let target = self.selection.target(id);
        let schema = self.document.schemas.get(target.0 as usize)?;
        self.document
            .work
            .spend(SCHEMA, schema.node.span)
            .then_some(schema)
    }
}

/// The way to an inline schema: `["Customer", "shipping", "address"]`.
#[derive(Clone, Debug)]
struct Context {
    /// Every step, so that no two schemas have the same way.
    path: Vec<String>,
    /// What each step is called in a name; empty where the one before states it.
    words: Vec<String>,
}

impl Context {
    fn new(name: &str) -> Self {
        Context {
            path: vec![name.to_owned()],
            words: vec![name.to_owned()],
        }
    }

    fn child(&self, name: &str) -> Self {
        self.step(name, name)
    }

    /// A step that is called otherwise in names.
    fn step(&self, name: &str, word: &str) -> Self {
        let mut child = self.clone();
        child.path.push(name.to_owned());
        child.words.push(word.to_owned());
        child
    }

    /// An element of a list or map: of `line_items` a `line_item`.
    fn item(&self) -> Self {
        let mut words = self.words.iter().rev().filter(|word| !word.is_empty());
        let last = words.next().filter(|_| self.words.len() > 1);
        let one = last.map(|last| (last.to_snake_case(), singular(&last.to_snake_case())));
        match one.filter(|(many, one)| many != one) {
            Some((_, one)) => {
                let mut item = self.step("item", "");
                if let Some(word) = item.words.iter_mut().rev().find(|word| !word.is_empty()) {
                    *word = one;
                }
                item
            }
            None => self.child("item"),
        }
    }

    /// The last step in words.
    fn last(&self) -> Option<&String> {
        self.words.iter().rev().find(|word| !word.is_empty())
    }

    fn name_source(&self) -> NameSource {
        NameSource::Inline {
            words: self.words.clone(),
            path: self.path.clone(),
        }
    }
}

/// The ways to the inline properties of what has a name of its own.
fn homes(document: &Document<'_>) -> HashMap<SchemaId, Context> {
    let mut homes = HashMap::new();
    let mut waiting: Vec<(SchemaId, Context)> = Vec::new();
    for (position, schema) in document.schemas.iter().enumerate() {
        if let Some(name) = schema.fixed_name() {
            waiting.push((SchemaId(position as u32), Context::new(name)));
        }
    }
    while let Some((id, at)) = waiting.pop() {
        let Some(schema) = document.schema(id) else {
            continue;
        };
        let mut add = |id: SchemaId, at: Context| {
            let is_inline = document
                .schema(id)
                .is_some_and(|schema| schema.fixed_name().is_none() && schema.reference.is_none());
            if is_inline && !homes.contains_key(&id) {
                homes.insert(id, at.clone());
                waiting.push((id, at));
            }
        };
        for property in &schema.properties {
            add(property.schema, at.child(property.name));
        }
        schema
            .items
            .into_iter()
            .for_each(|items| add(items, at.item()));
        for part in &schema.all_of {
            add(*part, at.clone());
        }
    }
    homes
}

fn server(server: &crate::document::model::Server<'_>) -> Server {
    Server {
        url: server.url.clone(),
        description: server.description.map(str::to_owned),
        variables: server
            .variables
            .iter()
            .map(|variable| ServerVariable {
                name: variable.name.to_owned(),
                default: variable.default.to_owned(),
                values: variable
                    .values
                    .iter()
                    .map(|value| (*value).to_owned())
                    .collect(),
                description: variable.description.map(str::to_owned),
            })
            .collect(),
    }
}

/// A relative server does not mention the host, which the user has to name.
fn warn_of_relative_server(document: &Document<'_>, diagnostics: &mut Diagnostics) {
    let Some(first) = document.servers.first() else {
        return;
    };
    let url = server(first).default_url();
    if is_relative(&url) {
        let message = format!("the server `{url}` does not name its host");
        let help = "name the host for each client: `Client::builder(auth).base_url(\"https://api.example.com\")`";
        diagnostics.report(
            Diagnostic::warning(Code::RelativeServer, message)
                .at(first.span)
                .help(help),
        );
    }
}

/// `x-fetchwright: { errors: { code: /error/code, message: …, request-id: … } }`
fn error_shape(rules: &ErrorRules<'_>) -> ErrorShape {
    let parts = [
        ("code", &rules.code),
        ("message", &rules.message),
        ("param", &rules.param),
        ("details", &rules.details),
        ("detail_code", &rules.detail_code),
        ("detail_message", &rules.detail_message),
        ("detail_field", &rules.detail_field),
        ("request_id", &rules.request_id),
        ("success", &rules.success),
        ("failure", &rules.failure),
    ];
    let given = parts.into_iter().filter(|(_, places)| !places.is_empty());
    ErrorShape(
        given
            .map(|(part, places)| (part, places.iter().map(|span| (*span).to_owned()).collect()))
            .collect(),
    )
}
