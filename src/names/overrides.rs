//! Names that the user chose under `names` in the config: which one is for what, and which ones are for nothing.
//!
//! ```text
//! names.fields = { "Customer.created" = "created_at" }      →   the field of `created` is `created_at`
//! names.fields = { "Custmer.created" = "created_at" }       →   a warning: did you mean `Customer.created`?
//! ```

use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::ir::{Api, NameSource, TypeDef, TypeKind};
use crate::settings::Settings;

use super::{Names, member_keys};

/// The name that is chosen for a member of a type that goes by any of several names.
pub(super) fn of_member<'s>(
    pairs: &'s [(String, String)],
    owners: &[&str],
    member: &str,
) -> Option<&'s str> {
    let is_of = |key: &str, owner: &str| {
        let rest = key.strip_prefix(owner);
        rest.and_then(|rest| rest.strip_prefix('.')) == Some(member)
    };
    let mut pairs = pairs.iter();
    let found = pairs.find(|(key, _)| owners.iter().any(|owner| is_of(key, owner)));
    found.map(|(_, name)| name.as_str())
}

/// What the config calls a type beside its name: its component.
pub(super) fn component(def: &TypeDef) -> Option<&str> {
    match &def.name {
        NameSource::Component(key) => Some(key),
        NameSource::Inline { .. } => None,
    }
}

/// A warning for a name that could not be had.
pub(super) fn taken(what: &str, chosen: &str, name: &str) -> Diagnostic {
    let message = format!("the name `{chosen}` is taken; {what} is called `{name}`");
    Diagnostic::warning(Code::Renamed, message)
        .help("choose another one under `names` in the config")
}

/// Warns of each chosen name that is for nothing. `derived` holds the names that types would have otherwise.
pub(super) fn report_unmatched(
    api: &Api,
    names: &Names,
    derived: &[String],
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) {
    let operations = || {
        let ids = api.operations.iter().filter_map(|it| it.id.clone());
        let lines = api.operations.iter();
        ids.chain(lines.map(|it| format!("{} {}", it.method, it.path)))
            .collect()
    };
    let types = || {
        let components = api.types.iter().filter_map(|(_, def)| component(def));
        let components = components.map(str::to_owned);
        components.chain(derived.iter().cloned()).collect()
    };
    let found = diagnostics;
    report("operations", &settings.operation_names, operations, found);
    report("types", &settings.type_names, types, found);
    report(
        "fields",
        &settings.field_names,
        || fields(api, names),
        found,
    );
    report(
        "variants",
        &settings.variant_names,
        || variants(api, names),
        found,
    );
}

/// Warns of each key of a table that is none of the known ones; these are looked up only where there are keys.
fn report(
    table: &str,
    pairs: &[(String, String)],
    known: impl FnOnce() -> Vec<String>,
    diagnostics: &mut Diagnostics,
) {
    if pairs.is_empty() {
        return;
    }
    let known = known();
    for (key, _) in pairs.iter().filter(|(key, _)| !known.contains(key)) {
        let message =
            format!("`names.{table}` has a name for `{key}`, which this client does not have");
        let warning = Diagnostic::warning(Code::Config, message);
        let near = nearest(key, known.iter().cloned());
        diagnostics.report(match near.first() {
            Some(near) => warning.help(format!("did you mean {near}?")),
            None => warning,
        });
    }
}

/// `Customer.created`, by the type's name and by its component.
fn fields(api: &Api, names: &Names) -> Vec<String> {
    let parameters = api.operations.iter().zip(&names.operations);
    let parameters = parameters.flat_map(|(operation, names)| {
        let owner = names.parameters_type.iter();
        owner.flat_map(|owner| {
            let parameters = operation.parameters.iter();
            parameters.map(move |parameter| format!("{owner}.{}", parameter.wire))
        })
    });
    members(api, names, |kind| matches!(kind, TypeKind::Object(_)))
        .chain(parameters)
        .collect()
}

/// `TaxExempt.none`, by the type's name and by its component.
fn variants(api: &Api, names: &Names) -> Vec<String> {
    let has_variants = |kind: &TypeKind| matches!(kind, TypeKind::Enum(_) | TypeKind::Union(_));
    members(api, names, has_variants).collect()
}

fn members<'a>(
    api: &'a Api,
    names: &'a Names,
    is_wanted: impl Fn(&TypeKind) -> bool + 'a,
) -> impl Iterator<Item = String> + 'a {
    let types = api
        .types
        .iter()
        .filter(move |(_, def)| is_wanted(&def.kind));
    types.flat_map(|(id, def)| {
        let owners = [Some(names.of(id)), component(def)];
        let keys = member_keys(&def.kind, &names.types).into_iter();
        keys.flat_map(move |key| {
            let owners = owners.into_iter().flatten();
            owners
                .map(move |owner| format!("{owner}.{key}"))
                .collect::<Vec<_>>()
        })
    })
}
