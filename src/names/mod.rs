//! Every Rust identifier of the output, decided once the whole API is known.
//!
//! ```text
//! component `checkout.session` → CheckoutSession      property `type` → r#type      value `+1` → Plus1
//! ```
//!
//! Names are tried from the best source on: a component's key as it is, the last words that all places of a shared type
//! have in common, the shortest way to an inline schema; a number comes last. Components are named first, so a new inline
//! schema never renames one; where two want the same name, the alphabet decides, not the order of the specification.
//! Invariants: every name is a valid identifier and none of the language's or of the few that the output uses by their
//! short name (`reserved`); no name occurs twice in one scope.

pub mod files;
mod identifier;
mod overrides;
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
    /// By the position of the scope.
    pub scopes: Vec<String>,
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
            .chain(&self.scopes)
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
    let mut derived = Vec::new();
    let kept = kept_names(api, settings);
    for pass in [is_component, is_shared, is_inline] {
        let mut asking: Vec<(TypeId, &TypeDef)> =
            api.types.iter().filter(|(_, def)| pass(def)).collect();
        asking.sort_by_key(|(_, def)| turn(def));
        for (id, def) in asking {
            if let Some(names) = types.get_mut(id.0 as usize) {
                names.name = type_name(def, settings, &kept, &mut scope, diagnostics);
                derived.extend(candidates(def).into_iter().next());
            }
        }
    }
    let operations = operations(api, settings, &mut scope, diagnostics);
    for (id, def) in api.types.iter() {
        let own = types.get(id.0 as usize).map(|names| names.name.clone());
        let members = members(def, &own.unwrap_or_default(), &types, settings, diagnostics);
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
    let scopes = api.oauth.iter().flat_map(|oauth| &oauth.scopes);
    let scopes = variants(scopes.map(|scope| pascal(scope_word(&scope.wire))));
    let names = Names {
        types,
        events,
        scopes,
        operations,
    };
    overrides::report_unmatched(api, &names, &derived, settings, diagnostics);
    names
}

/// When a type is asked for its name: where two want the same one, the order of the specification does not decide.
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
    kept: &HashSet<String>,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> String {
    let mut candidates = candidates(def);
    let wanted = candidates.first().cloned().unwrap_or_default();
    let chosen = chosen_name(def, settings, &wanted);
    let free = chosen.clone().filter(|name| !kept.contains(name));
    candidates.splice(0..0, free);
    let name = scope.take(&candidates);
    let what = match &def.name {
        NameSource::Component(key) => format!("component `{key}`"),
        NameSource::Inline { path, .. } => format!("the type of `{}`", path.join(".")),
    };
    if let Some(chosen) = chosen {
        if chosen != name {
            diagnostics.report(overrides::taken(&what, &chosen, &name).at(def.span));
        }
    } else if name != wanted && !RESERVED.contains(&wanted.as_str()) {
        let message = format!("the name `{wanted}` is taken; {what} is called `{name}`");
        diagnostics.report(
            Diagnostic::warning(Code::Renamed, message)
                .at(def.span)
                .help("choose a name under `names.types` in the config"),
        );
    }
    name
}

/// The name that the config chooses for a type.
fn chosen_name(def: &TypeDef, settings: &Settings, wanted: &str) -> Option<String> {
    let mut chosen = settings.type_names.iter();
    let chosen = chosen.find(|(key, _)| is_key(def, key, wanted));
    chosen.map(|(_, chosen)| pascal(chosen))
}

/// The names of components that keep their own: none is taken away from them.
fn kept_names(api: &Api, settings: &Settings) -> HashSet<String> {
    if settings.type_names.is_empty() {
        return HashSet::new();
    }
    let components = api.types.iter().filter(|(_, def)| is_component(def));
    let own = components.filter_map(|(_, def)| {
        let own = candidates(def).into_iter().next()?;
        chosen_name(def, settings, &own).is_none().then_some(own)
    });
    own.collect()
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

/// The names of a type's fields or variants.
fn members(
    def: &TypeDef,
    own: &str,
    types: &[TypeNames],
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let keys = member_keys(&def.kind, types);
    let mut scope = match &def.kind {
        TypeKind::Object(_) => Members::fields(&settings.field_names, &["additional"]),
        _ => Members::variants(&settings.variant_names),
    };
    scope.owners = std::iter::once(own)
        .chain(overrides::component(def))
        .collect();
    let derived: Vec<String> = match &def.kind {
        TypeKind::Enum(values) => values.values.iter().map(enum_variant).collect(),
        TypeKind::Object(_) => keys.iter().map(|wire| snake(wire)).collect(),
        _ => keys.clone(),
    };
    let mut names = Vec::with_capacity(keys.len());
    for (key, derived) in keys.iter().zip(derived) {
        let (name, warning) = scope.take(key, derived);
        warning
            .into_iter()
            .for_each(|it| diagnostics.report(it.at(def.span)));
        names.push(name);
    }
    names
}

/// What fields or variants are called in the config: a property, a value, a variant of a union.
fn member_keys(kind: &TypeKind, types: &[TypeNames]) -> Vec<String> {
    match kind {
        TypeKind::Object(object) => object
            .fields
            .iter()
            .map(|field| field.wire.clone())
            .collect(),
        TypeKind::Enum(values) => values
            .values
            .iter()
            .map(|value| value.wire.to_string())
            .collect(),
        TypeKind::Union(union) => union_variants(&union.variants, types),
        TypeKind::Responses(responses) => responses
            .iter()
            .map(|response| status_name(response.status))
            .collect(),
        TypeKind::Alias(_) => Vec::new(),
    }
}

/// The scope of one type's fields or variants.
struct Members<'s> {
    scope: Scope,
    /// What the config chooses.
    chosen: &'s [(String, String)],
    /// The type, by each of its names.
    owners: Vec<&'s str>,
    /// Makes an identifier of any text.
    spell: fn(&str) -> String,
    /// Follows a name that is taken.
    suffix: &'static str,
}

impl<'s> Members<'s> {
    fn fields(chosen: &'s [(String, String)], reserved: &[&str]) -> Self {
        Members {
            scope: Scope::with(reserved),
            chosen,
            owners: Vec::new(),
            spell: snake,
            suffix: "_field",
        }
    }

    fn variants(chosen: &'s [(String, String)]) -> Self {
        Members {
            scope: Scope::with(&["Other", "Self"]),
            chosen,
            owners: Vec::new(),
            spell: pascal,
            suffix: "Value",
        }
    }

    /// The name of one: what the config chooses, else the derived one; and a warning where the chosen one is taken.
    fn take(&mut self, key: &str, derived: String) -> (String, Option<Diagnostic>) {
        let chosen = overrides::of_member(self.chosen, &self.owners, key).map(self.spell);
        let second = format!("{}{}", derived.trim_start_matches("r#"), self.suffix);
        let candidates: Vec<String> = chosen.iter().cloned().chain([derived, second]).collect();
        let name = self.scope.take(&candidates);
        let lost = chosen.filter(|chosen| *chosen != name);
        let warning = lost.map(|chosen| {
            let what = format!("`{key}` of `{}`", self.owners.first().unwrap_or(&""));
            overrides::taken(&what, &chosen, &name)
        });
        (name, warning)
    }
}

/// A variable of a path without what routers write beside its name: `{+path}`, `{path*}`, `{id:[0-9]+}`.
fn variable(text: &str) -> &str {
    let name = text.split(':').next().unwrap_or_default();
    let name = name.trim_start_matches('+').trim_end_matches('*');
    if name.is_empty() { text } else { name }
}

/// Names for what the config does not name: arguments.
fn arguments<'w>(wires: impl Iterator<Item = &'w str>) -> Vec<String> {
    let mut scope = Scope::with(&["body", "params", "self"]);
    wires
        .map(snake)
        .map(|name| {
            let second = format!("{}_field", name.trim_start_matches("r#"));
            scope.take(&[name, second])
        })
        .collect()
}

/// Names for what the config does not name: events.
fn variants(wanted: impl Iterator<Item = String>) -> Vec<String> {
    let mut scope = Scope::with(&["Other", "Self"]);
    wanted
        .map(|name| scope.take(&[name.clone(), format!("{name}Value")]))
        .collect()
}

/// What tells a scope that is a URL from others: the last part of its path, else its host.
fn scope_word(wire: &str) -> &str {
    let Some((_, rest)) = wire.split_once("://") else {
        return wire;
    };
    let rest = rest.trim_end_matches('/');
    rest.rsplit_once('/').map_or(rest, |(_, last)| last)
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

/// The names of a union's variants, without the words that all those of one kind share: `ChatUserMessage` and
/// `ChatToolMessage` are `User` and `Tool`.
fn union_variants(all: &[Variant], types: &[TypeNames]) -> Vec<String> {
    let mut names: Vec<String> = all
        .iter()
        .map(|variant| match &variant.name {
            Some(name) => pascal(name),
            None => variant_of_type(&variant.ty, types),
        })
        .collect();
    for is_inline in [false, true] {
        let positions = all.iter().enumerate().filter(|(_, variant)| {
            variant.name.is_some() == is_inline && matches!(variant.ty, Type::Named(_))
        });
        let positions: Vec<usize> = positions.map(|(position, _)| position).collect();
        let own = positions.iter().filter_map(|position| names.get(*position));
        let shorter = without_shared_words(&own.map(String::as_str).collect::<Vec<_>>());
        let changed: HashSet<usize> = positions.iter().copied().collect();
        let others = names.iter().enumerate();
        let others: HashSet<&String> = others
            .filter(|(position, _)| !changed.contains(position))
            .map(|(_, name)| name)
            .collect();
        if shorter
            .iter()
            .any(|name| others.contains(name) || name == "Other")
        {
            continue;
        }
        for (position, name) in positions.into_iter().zip(shorter) {
            if let Some(slot) = names.get_mut(position) {
                *slot = name;
            }
        }
    }
    names
}

/// Names without the words that all begin with and all end with; each keeps one. As they are where a rest is no name.
fn without_shared_words(names: &[&str]) -> Vec<String> {
    let whole = || names.iter().map(|name| (*name).to_owned()).collect();
    let words: Vec<Vec<String>> = names
        .iter()
        .map(|name| snake(name).split('_').map(str::to_owned).collect())
        .collect();
    let ([first, rest @ ..], Some(fewest)) = (words.as_slice(), words.iter().map(Vec::len).min())
    else {
        return whole();
    };
    if rest.is_empty() {
        return whole();
    }
    let common = |from_end: bool, most: usize| {
        let at = |words: &[String], index: usize| match from_end {
            false => words.get(index).cloned(),
            true => words.iter().nth_back(index).cloned(),
        };
        let is_common = |index: &usize| {
            rest.iter()
                .all(|other| at(other, *index) == at(first, *index))
        };
        (0..most).take_while(is_common).count()
    };
    let start = common(false, fewest.saturating_sub(1));
    let end = common(true, fewest.saturating_sub(start + 1));
    let shorter: Vec<String> = words
        .iter()
        .filter_map(|words| words.get(start..words.len() - end))
        .map(|words| words.join("_"))
        .collect();
    let is_name = |text: &String| text.starts_with(char::is_alphabetic);
    let different: HashSet<&String> = shorter.iter().collect();
    match (start + end > 0) && shorter.iter().all(is_name) && different.len() == names.len() {
        true => shorter.iter().map(|text| pascal(text)).collect(),
        false => whole(),
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

fn operations(
    api: &Api,
    settings: &Settings,
    types: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> Vec<OperationNames> {
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
            settings,
            &mut methods,
            diagnostics,
        ));
    }
    all
}

/// The client's methods for operations in their order, each with its name, method and path. They need nothing else, so that they
/// are known before types have names.
pub fn methods<'o>(operations: impl IntoIterator<Item = [&'o str; 3]>) -> Vec<String> {
    let mut taken = Scope::with(RESERVED_METHODS);
    let names = operations.into_iter();
    names
        .map(|[name, of, path]| method(&mut taken, name, of, path))
        .collect()
}

fn method(taken: &mut Scope, name: &str, method: &str, path: &str) -> String {
    taken.take(&[snake(name), snake(&format!("{method} {path}"))])
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
    let is_meaningful = |segment: &&str| {
        let number = segment.trim_start_matches(['v', 'V']);
        segment.contains(char::is_alphabetic)
            && !segment.contains('{')
            && !matches!(*segment, "api" | "rest" | "public")
            && (number.is_empty() || !number.starts_with(|sign: char| sign.is_ascii_digit()))
    };
    path.split('/').find(is_meaningful).unwrap_or("root")
}

fn operation_names(
    operation: &Operation,
    module: String,
    parameters_type: Option<String>,
    settings: &Settings,
    methods: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> OperationNames {
    let wanted = snake(&operation.name);
    let method = method(methods, &operation.name, &operation.method, &operation.path);
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
    let mut scope = Members::fields(&settings.field_names, &[]);
    scope.owners = parameters_type.iter().map(String::as_str).collect();
    let mut fields = Vec::with_capacity(operation.parameters.len());
    for parameter in &operation.parameters {
        let (name, warning) = scope.take(&parameter.wire, snake(&parameter.wire));
        warning
            .into_iter()
            .for_each(|it| diagnostics.report(it.at(operation.span)));
        fields.push(name);
    }
    let in_path = operation.path_parameters.iter();
    OperationNames {
        method,
        arguments: arguments(in_path.map(|parameter| variable(&parameter.wire))),
        fields,
        module,
        parameters_type,
    }
}

#[cfg(test)]
mod tests {
    use super::{variants, without_shared_words};

    #[test]
    fn a_variant_has_the_words_that_tell_it_from_the_others() {
        for (names, expected) in [
            (
                &["ChatRequestUserMessage", "ChatRequestToolMessage"][..],
                &["User", "Tool"][..],
            ),
            // A word of each is left.
            (
                &["Customer", "DeletedCustomer"],
                &["Customer", "DeletedCustomer"],
            ),
            (&["CardSource", "CardSourceId"], &["Source", "SourceId"]),
            // A rest that is no name, or that two have.
            (&["Page1", "Page2"], &["Page1", "Page2"]),
            (&["V2Card", "V2Card"], &["V2Card", "V2Card"]),
            (&["Alone"], &["Alone"]),
            (&[], &[]),
        ] {
            assert_eq!(without_shared_words(names), expected, "{names:?}");
        }
    }

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
