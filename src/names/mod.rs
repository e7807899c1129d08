//! Every Rust identifier of the output, decided once the whole API is known.
//!
//! ```text
//! component `checkout.session` → CheckoutSession      property `type` → r#type      value `+1` → Plus1
//! ```
//!
//! Names are tried from the best source on: a component's key as it is, the last words that all places of a shared type
//! have in common, the shortest way to an inline schema; a number comes last. Components are named first, so a new inline
//! schema never renames one; where two want the same name, the alphabet decides, not the order of the description.
//! Invariants: every name is a valid identifier and none of the language's or of the few that the output uses by their
//! short name (`reserved`); no name stands twice in one scope.

pub mod files;
mod identifier;
mod parameters;
mod reserved;

use std::collections::{HashMap, HashSet};

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{
    Api, Constant, EnumValue, NameSource, Operation, Status, Type, TypeDef, TypeId, TypeKind,
    Variant,
};
use crate::settings::Settings;
pub use identifier::{pascal, snake};
use reserved::RESERVED;

/// The identifiers of an API.
#[derive(Clone, Debug)]
pub struct Names {
    types: Vec<TypeNames>,
    /// By the position of the event.
    pub events: Vec<String>,
    /// By the position of the operation.
    pub operations: Vec<OperationNames>,
}

/// A type's identifiers.
#[derive(Clone, Debug, Default)]
struct TypeNames {
    name: String,
    /// Fields or variants.
    members: Vec<String>,
}

/// An operation's identifiers.
#[derive(Clone, Debug)]
pub struct OperationNames {
    /// The client's method.
    pub method: String,
    /// The type that holds its query, header and cookie parameters, where it has any.
    pub parameters_type: Option<String>,
    /// Its path parameters as arguments.
    pub arguments: Vec<String>,
    /// Its other parameters as fields.
    pub fields: Vec<String>,
    /// The module that it is in: its tag.
    pub module: String,
}

impl Names {
    /// A type's name.
    pub fn of(&self, id: TypeId) -> &str {
        self.types
            .get(id.0 as usize)
            .map_or("Json", |names| &names.name)
    }

    /// Whether all are written in ASCII.
    pub fn are_ascii(&self) -> bool {
        let types = self
            .types
            .iter()
            .flat_map(|names| std::iter::once(&names.name).chain(&names.members));
        let operations = self.operations.iter().flat_map(|names| {
            std::iter::once(&names.method)
                .chain(&names.parameters_type)
                .chain(&names.arguments)
                .chain(&names.fields)
        });
        types
            .chain(operations)
            .chain(&self.events)
            .all(|name| name.is_ascii())
    }

    /// The names of a type's fields or variants, in order.
    pub fn members(&self, id: TypeId) -> &[String] {
        self.types
            .get(id.0 as usize)
            .map_or(&[], |names| &names.members)
    }
}

/// Decides all names.
pub fn assign(api: &Api, settings: &Settings, diagnostics: &mut Diagnostics) -> Names {
    let mut scope = Scope::with(RESERVED);
    let mut types = vec![TypeNames::default(); api.types.0.len()];
    for pass in [is_component, is_shared, is_inline] {
        let mut asking: Vec<(TypeId, &TypeDef)> =
            api.types.iter().filter(|(_, def)| pass(def)).collect();
        asking.sort_by_key(|(_, def)| turn(def));
        for (id, def) in asking {
            if let Some(names) = types.get_mut(id.0 as usize) {
                names.name = type_name(def, settings, &mut scope, diagnostics);
            }
        }
    }
    let operations = operations(api, &mut scope, diagnostics);
    for (id, def) in api.types.iter() {
        let members = members(def, &types);
        if let Some(names) = types.get_mut(id.0 as usize) {
            names.members = members;
        }
    }
    let events = variants(
        api.webhooks
            .iter()
            .flat_map(|webhooks| &webhooks.events)
            .map(|event| pascal(&event.wire)),
    );
    Names {
        types,
        events,
        operations,
    }
}

/// When a type is asked for its name: where two want the same one, the order of the description does not decide.
fn turn(def: &TypeDef) -> (usize, &[String]) {
    match &def.name {
        NameSource::Component(key) => (0, std::slice::from_ref(key)),
        NameSource::Inline { words, path } => (words.len(), path),
    }
}

fn is_component(def: &TypeDef) -> bool {
    matches!(def.name, NameSource::Component(_))
}

/// Whether a type is named after no operation and no component.
fn is_shared(def: &TypeDef) -> bool {
    matches!(&def.name, NameSource::Inline { words, path } if words.first() != path.first())
}

fn is_inline(def: &TypeDef) -> bool {
    !is_component(def) && !is_shared(def)
}

/// Methods that every client has.
const RESERVED_METHODS: &[&str] = &[
    "new", "builder", "fetch", "call", "clone", "core", "default", "from", "into",
];

/// Names that are taken.
struct Scope {
    taken: HashSet<String>,
    /// By name the last number behind it, so that thousands that ask for one name are not counted again each time.
    numbers: HashMap<String, u32>,
}

impl Scope {
    fn with(reserved: &[&str]) -> Self {
        Scope {
            taken: reserved.iter().map(|name| (*name).to_owned()).collect(),
            numbers: HashMap::new(),
        }
    }

    /// The first candidate that is free, else the last one with a number.
    fn take(&mut self, candidates: &[String]) -> String {
        let free = candidates
            .iter()
            .find(|name| !self.taken.contains(*name))
            .cloned();
        let name = free
            .unwrap_or_else(|| self.numbered(candidates.last().map_or("Unnamed", String::as_str)));
        self.taken.insert(name.clone());
        name
    }

    fn numbered(&mut self, name: &str) -> String {
        let last = self.numbers.entry(name.to_owned()).or_insert(1);
        loop {
            *last += 1;
            let numbered = format!("{name}{last}");
            if !self.taken.contains(&numbered) {
                return numbered;
            }
        }
    }
}

fn type_name(
    def: &TypeDef,
    settings: &Settings,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> String {
    let mut candidates = candidates(def);
    let wanted = candidates.first().cloned().unwrap_or_default();
    if let Some((_, chosen)) = settings
        .type_names
        .iter()
        .find(|(key, _)| is_key(def, key, &wanted))
    {
        candidates.insert(0, pascal(chosen));
    }
    let name = scope.take(&candidates);
    let clashes = candidates.first().is_some_and(|first| *first != name)
        && !RESERVED.contains(&wanted.as_str());
    if clashes {
        let what = match &def.name {
            NameSource::Component(key) => format!("component `{key}`"),
            NameSource::Inline { path, .. } => format!("the type of `{}`", path.join(".")),
        };
        let message = format!("the name `{wanted}` is taken; {what} is called `{name}`");
        diagnostics.report(
            Diagnostic::warning(Code::Renamed, message)
                .at(def.span)
                .help("choose a name under `names.types` in the config"),
        );
    }
    name
}

fn is_key(def: &TypeDef, key: &str, derived: &str) -> bool {
    key == derived || matches!(&def.name, NameSource::Component(component) if component == key)
}

/// Names for a type, the best first.
fn candidates(def: &TypeDef) -> Vec<String> {
    match &def.name {
        NameSource::Component(key) => {
            let name = pascal(key);
            vec![name.clone(), format!("{name}Value")]
        }
        NameSource::Inline { words, path } => {
            vec![pascal(&words.join(" ")), pascal(&path.join(" "))]
        }
    }
}

fn members(def: &TypeDef, types: &[TypeNames]) -> Vec<String> {
    match &def.kind {
        TypeKind::Object(object) => fields(
            object.fields.iter().map(|field| field.wire.as_str()),
            &["additional"],
        ),
        TypeKind::Enum(values) => variants(values.values.iter().map(enum_variant)),
        TypeKind::Union(union) => variants(
            union
                .variants
                .iter()
                .map(|variant| union_variant(variant, types)),
        ),
        TypeKind::Responses(responses) => variants(
            responses
                .iter()
                .map(|response| status_name(response.status)),
        ),
        TypeKind::Alias(_) => Vec::new(),
    }
}

fn fields<'w>(wires: impl Iterator<Item = &'w str>, reserved: &[&str]) -> Vec<String> {
    let mut scope = Scope::with(reserved);
    wires
        .map(|wire| {
            scope.take(&[
                snake(wire),
                format!("{}_field", snake(wire).trim_start_matches("r#")),
            ])
        })
        .collect()
}

fn variants(wanted: impl Iterator<Item = String>) -> Vec<String> {
    let mut scope = Scope::with(&["Other", "Self"]);
    wanted
        .map(|name| scope.take(&[name.clone(), format!("{name}Value")]))
        .collect()
}

fn enum_variant(value: &EnumValue) -> String {
    match (&value.name, &value.wire) {
        (Some(name), _) => pascal(name),
        (None, Constant::String(text)) => pascal(text),
        (None, Constant::Integer(number)) if *number < 0 => {
            format!("Minus{}", number.unsigned_abs())
        }
        (None, Constant::Integer(number)) => format!("Value{number}"),
        (None, Constant::Bool(value)) => pascal(&value.to_string()),
    }
}

fn union_variant(variant: &Variant, types: &[TypeNames]) -> String {
    match &variant.name {
        Some(name) => pascal(name),
        None => variant_of_type(&variant.ty, types),
    }
}

fn variant_of_type(ty: &Type, types: &[TypeNames]) -> String {
    match ty {
        Type::Json => "Json".to_owned(),
        Type::String => "Text".to_owned(),
        Type::Bool => "Bool".to_owned(),
        Type::Integer(_) => "Integer".to_owned(),
        Type::Float { .. } => "Number".to_owned(),
        Type::Format(format) => format!("{format:?}"),
        Type::List(inner) => format!("{}List", variant_of_type(inner, types)),
        Type::Map(_) => "Map".to_owned(),
        Type::Optional(inner) | Type::Expandable(inner) => variant_of_type(inner, types),
        Type::Named(id) => types
            .get(id.0 as usize)
            .map(|names| names.name.clone())
            .unwrap_or_default(),
    }
}

/// The status's name in RFC 9110, section 15.
fn status_name(status: Status) -> String {
    let status = match status {
        Status::Exact(status) => status,
        Status::Range(3) => return "Redirect".to_owned(),
        Status::Range(_) | Status::Default => return "Success".to_owned(),
    };
    match status {
        200 => "Ok".to_owned(),
        201 => "Created".to_owned(),
        202 => "Accepted".to_owned(),
        203 => "NonAuthoritative".to_owned(),
        204 => "NoContent".to_owned(),
        205 => "ResetContent".to_owned(),
        206 => "PartialContent".to_owned(),
        300 => "MultipleChoices".to_owned(),
        301 => "MovedPermanently".to_owned(),
        302 => "Found".to_owned(),
        303 => "SeeOther".to_owned(),
        307 => "TemporaryRedirect".to_owned(),
        308 => "PermanentRedirect".to_owned(),
        other => format!("Status{other}"),
    }
}

fn operations(api: &Api, types: &mut Scope, diagnostics: &mut Diagnostics) -> Vec<OperationNames> {
    let mut methods = Scope::with(RESERVED_METHODS);
    let modules = modules(api);
    let mut all = Vec::with_capacity(api.operations.len());
    let parameters_types = parameters::types(api, types);
    for ((operation, parameters_type), module) in
        api.operations.iter().zip(parameters_types).zip(modules)
    {
        all.push(operation_names(
            operation,
            module,
            parameters_type,
            &mut methods,
            diagnostics,
        ));
    }
    all
}

/// The module of each operation: its tag, else the first segment of its path that names something.
fn modules(api: &Api) -> Vec<String> {
    // A module that is called like the one around it is easily taken for that.
    let mut scope = Scope::with(&["operations"]);
    let mut known: HashMap<String, String> = HashMap::new();
    let mut module = |operation: &Operation| {
        let wanted = match &operation.tag {
            Some(tag) => files::module(tag),
            None => files::module(path_word(&operation.path)),
        };
        known
            .entry(wanted.clone())
            .or_insert_with(|| scope.take(&[wanted.clone(), format!("{wanted}_operations")]))
            .clone()
    };
    api.operations.iter().map(&mut module).collect()
}

/// The first segment of a path that is neither a version nor a parameter.
fn path_word(path: &str) -> &str {
    let says_something = |segment: &&str| {
        let number = segment.trim_start_matches(['v', 'V']);
        segment.contains(char::is_alphabetic)
            && !segment.contains('{')
            && !matches!(*segment, "api" | "rest" | "public")
            && (number.is_empty() || !number.starts_with(|sign: char| sign.is_ascii_digit()))
    };
    path.split('/').find(says_something).unwrap_or("root")
}

fn operation_names(
    operation: &Operation,
    module: String,
    parameters_type: Option<String>,
    methods: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> OperationNames {
    let wanted = snake(&operation.name);
    let by_path = snake(&format!("{} {}", operation.method, operation.path));
    let method = methods.take(&[wanted.clone(), by_path]);
    if method != wanted && !RESERVED_METHODS.contains(&wanted.as_str()) {
        let message = format!(
            "the method name `{wanted}` is taken; `{} {}` is called `{method}`",
            operation.method, operation.path
        );
        let help = "choose a name under `names.operations` in the config";
        diagnostics.report(
            Diagnostic::warning(Code::Renamed, message)
                .at(operation.span)
                .help(help),
        );
    }
    OperationNames {
        parameters_type,
        method,
        arguments: fields(
            operation
                .path_parameters
                .iter()
                .map(|parameter| parameter.wire.as_str()),
            &["body", "params", "self"],
        ),
        fields: fields(
            operation
                .parameters
                .iter()
                .map(|parameter| parameter.wire.as_str()),
            &[],
        ),
        module,
    }
}

#[cfg(test)]
mod tests {
    use super::variants;

    #[test]
    fn thousands_that_want_one_name_are_numbered_in_one_go() {
        // Were the numbers tried from 2 on each time, this would take hours.
        let names = variants((0..200_000).map(|_| "A".to_owned()));
        assert_eq!(names[..4], ["A", "AValue", "AValue2", "AValue3"]);
        assert_eq!(names.last().map(String::as_str), Some("AValue199999"));
    }

    #[test]
    fn a_number_that_is_taken_is_left_out() {
        let wanted = ["A", "AValue3", "A", "A", "A"].map(str::to_owned);
        assert_eq!(
            variants(wanted.into_iter()),
            ["A", "AValue3", "AValue", "AValue2", "AValue4"]
        );
    }
}
