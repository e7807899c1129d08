//! Traits that types derive beside the usual ones, as the config asks for them.
//!
//! ```text
//! derives = { "*" = ["Eq"], "Create*" = ["schemars::JsonSchema"] }
//! ```
//!
//! What a type derives, the types that it holds derive too. A type that cannot have a trait of the standard library, because
//! it holds a number with a fraction for example, is left out; where the config names it in full, with a warning. All
//! other traits are the user's concern.

use std::collections::BTreeSet;

use super::Emitter;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::ir::{Constant, Enum, Type, TypeId, TypeKind};
use crate::settings::Settings;
use crate::stars;

/// By type, and by the name of a type of parameters, what it derives.
#[derive(Debug, Default)]
pub(super) struct Derives {
    types: Vec<BTreeSet<String>>,
    parameters: Vec<(String, BTreeSet<String>)>,
}

impl Derives {
    /// What a type derives beside the usual.
    pub(super) fn of(&self, id: TypeId) -> Vec<proc_macro2::TokenStream> {
        paths(self.types.get(id.0 as usize))
    }

    /// What a type of parameters derives beside the usual.
    pub(super) fn of_parameters(&self, name: &str) -> Vec<proc_macro2::TokenStream> {
        let mut parameters = self.parameters.iter();
        let found = parameters.find(|(known, _)| known == name);
        paths(found.map(|(_, traits)| traits))
    }
}

/// A text that is no path cannot come from a config file; a builder's is left out.
fn paths(traits: Option<&BTreeSet<String>>) -> Vec<proc_macro2::TokenStream> {
    let traits = traits.into_iter().flatten();
    traits.filter_map(|path| path.parse().ok()).collect()
}

/// A trait of the standard library, and what has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standard {
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Copy,
}

impl Standard {
    fn named(path: &str) -> Option<Standard> {
        Some(match path {
            "Eq" => Standard::Eq,
            "Hash" => Standard::Hash,
            "PartialOrd" => Standard::PartialOrd,
            "Ord" => Standard::Ord,
            "Copy" => Standard::Copy,
            _ => return None,
        })
    }

    /// Whether a type that holds no other has it; lists and maps aside.
    fn is_of(self, written: &str) -> bool {
        match written {
            "f32" | "f64" => matches!(self, Standard::PartialOrd | Standard::Copy),
            "Json" | "Base64" | "Url" => matches!(self, Standard::Eq | Standard::Hash),
            "Secret" | "File" => self == Standard::Eq,
            "String" => self != Standard::Copy,
            _ => true,
        }
    }
}

/// Traits that a type has anyway, or cannot have beside them.
fn is_there(path: &str) -> bool {
    matches!(
        path,
        "Clone" | "Debug" | "PartialEq" | "Default" | "Serialize" | "Deserialize"
    ) || path.starts_with("serde::")
}

/// Finds what each type derives.
pub(super) fn derives(cx: &Emitter<'_>, settings: &Settings, found: &mut Diagnostics) -> Derives {
    let mut derives = Derives {
        types: vec![BTreeSet::new(); cx.api.types.0.len()],
        parameters: Vec::new(),
    };
    for (pattern, traits) in &settings.derives {
        let types: Vec<TypeId> = cx
            .api
            .types
            .iter()
            .map(|(id, _)| id)
            .filter(|id| cx.is_used(*id) && stars::matches(pattern, cx.names.of(*id)))
            .collect();
        let parameters = matched_parameters(cx, pattern);
        if types.is_empty() && parameters.is_empty() {
            found.report(unmatched(cx, pattern));
        }
        for path in traits {
            if is_there(path) {
                let message = format!("`{path}` is nothing that a type derives");
                let help = "`serde = \"both\"` gives every type both `Serialize` and `Deserialize`; types without required fields have `Default`";
                found.report(Diagnostic::warning(Code::Config, message).help(help));
                continue;
            }
            let without = Standard::named(path).map(|wanted| (wanted, cx.types_without(wanted)));
            for id in &types {
                let lacks = without.as_ref().is_some_and(|(_, all)| all.contains(id));
                if !lacks {
                    cx.spread(*id, path, &mut derives.types);
                } else if !pattern.contains('*') {
                    let message =
                        format!("`{pattern}` cannot derive `{path}`: not all that it holds has it");
                    found.report(Diagnostic::warning(Code::Config, message));
                }
            }
            for (name, held) in &parameters {
                let lacks = |ty: &Type| match &without {
                    Some((wanted, all)) => !cx.has(*wanted, ty, all),
                    None => false,
                };
                if held.iter().any(|ty| lacks(ty)) {
                    continue;
                }
                for ty in held {
                    ty.mentions(&mut |id| cx.spread(id, path, &mut derives.types));
                }
                derives.add_parameters(name, path);
            }
        }
    }
    derives
}

impl Derives {
    fn add_parameters(&mut self, name: &str, path: &str) {
        let known = self.parameters.iter_mut().find(|(known, _)| known == name);
        match known {
            Some((_, traits)) => drop(traits.insert(path.to_owned())),
            None => {
                let traits = BTreeSet::from([path.to_owned()]);
                self.parameters.push((name.to_owned(), traits));
            }
        }
    }
}

/// The types of parameters with such names, and what they hold.
fn matched_parameters<'a>(cx: &Emitter<'a>, pattern: &str) -> Vec<(&'a str, Vec<&'a Type>)> {
    let operations = cx.api.operations.iter().zip(&cx.names.operations);
    let named = operations.filter_map(|(operation, names)| {
        let name = names.parameters_type.as_deref()?;
        let held = operation.parameters.iter().map(|parameter| &parameter.ty);
        stars::matches(pattern, name).then(|| (name, held.collect()))
    });
    named.collect()
}

fn unmatched(cx: &Emitter<'_>, pattern: &str) -> Diagnostic {
    let message = format!("`derives` has traits for `{pattern}`, and no type is called so");
    let warning = Diagnostic::warning(Code::Config, message);
    let names = cx
        .api
        .types
        .iter()
        .map(|(id, _)| cx.names.of(id).to_owned());
    match nearest(pattern, names).first() {
        Some(near) => warning.help(format!("did you mean {near}?")),
        None => warning,
    }
}

/// Whether the values are numbers.
pub(super) fn is_of_integers(values: &Enum) -> bool {
    let mut values = values.values.iter();
    values.any(|value| matches!(value.wire, Constant::Integer(_)))
}

impl Emitter<'_> {
    /// Gives a trait to a type and to all that it holds.
    fn spread(&self, id: TypeId, path: &str, types: &mut [BTreeSet<String>]) {
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            let kind = self.api.types.get(id).map(|def| &def.kind);
            let Some(kind) = kind else { continue };
            // Enums have those of the standard library already.
            let has_it = matches!(kind, TypeKind::Enum(_)) && Standard::named(path).is_some();
            let traits = types.get_mut(id.0 as usize);
            let is_new = traits.is_some_and(|traits| !has_it && traits.insert(path.to_owned()));
            if is_new {
                kind.mentions(&mut |id| waiting.push(id));
            }
        }
    }

    /// The types that cannot have a trait of the standard library.
    fn types_without(&self, wanted: Standard) -> BTreeSet<TypeId> {
        let mut holders: Vec<Vec<TypeId>> = vec![Vec::new(); self.api.types.0.len()];
        for (holder, def) in self.api.types.iter() {
            def.kind.mentions(&mut |id| {
                if let Some(holders) = holders.get_mut(id.0 as usize) {
                    holders.push(holder);
                }
            });
        }
        let mut without = BTreeSet::new();
        let mut waiting: Vec<TypeId> = self.api.types.iter().map(|(id, _)| id).collect();
        while let Some(id) = waiting.pop() {
            let lacks = self
                .api
                .types
                .get(id)
                .is_some_and(|def| !self.kind_has(wanted, id, &def.kind, &without));
            if lacks && without.insert(id) {
                waiting.extend(holders.get(id.0 as usize).into_iter().flatten());
            }
        }
        without
    }

    fn kind_has(
        &self,
        wanted: Standard,
        id: TypeId,
        kind: &TypeKind,
        without: &BTreeSet<TypeId>,
    ) -> bool {
        let has = |ty: &Type| self.has(wanted, ty, without);
        match kind {
            TypeKind::Object(object) if wanted == Standard::Copy => {
                let is_boxed =
                    |ty: &Type| matches!(ty, Type::Named(other) if self.facts.is_boxed(id, *other));
                let mut fields = object.fields.iter();
                object.additional.is_none()
                    && fields.all(|field| has(&field.ty) && !is_boxed(&field.ty))
            }
            TypeKind::Object(object) => {
                let fields = object.fields.iter().map(|field| &field.ty);
                fields.chain(&object.additional).all(has)
            }
            TypeKind::Union(union) => {
                wanted.is_of("Json") && union.variants.iter().all(|it| has(&it.ty))
            }
            TypeKind::Enum(values) => wanted != Standard::Copy || is_of_integers(values),
            TypeKind::Alias(ty) => has(ty),
            TypeKind::Responses(_) => false,
        }
    }

    fn has(&self, wanted: Standard, ty: &Type, without: &BTreeSet<TypeId>) -> bool {
        match ty {
            Type::Named(id) => !without.contains(id),
            Type::List(inner) | Type::Map(inner) => {
                wanted != Standard::Copy && self.has(wanted, inner, without)
            }
            Type::Optional(inner) => self.has(wanted, inner, without),
            Type::Expandable(_) => wanted.is_of("Json"),
            leaf => wanted.is_of(self.leaf(leaf)),
        }
    }
}
