//! From the schemas of operations to all that they lead to.
//!
//! ```text
//! [Order]  →  Order, Order.items, Item, …
//! ```
//!
//! A base that is reached only as a part of an `allOf` lends its properties; its discriminator's subtypes are not
//! wanted for that: whoever wants `Cat` and so `allOf: [Pet]` does not want `Dog`.
//!
//! A selection of operations stops where its user stops reading. From one of Stripe's objects, expandable references
//! reach nearly all the others: `x-expansionResources` is an id or the object that was asked for, and a property among
//! `x-expandableFields` holds a resource of its own (`x-resourceId`). Such a reference is followed only if something else
//! wants what it refers to.

use std::collections::HashSet;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::document::{Additional, Broken, Document, Property, Schema, SchemaId};
use crate::source::Node;

/// What is not followed.
#[derive(Debug, Default)]
pub(super) struct Boundary {
    /// Whether expandable references are not.
    pub at_expandable: bool,
    /// Schemas that no reference leads to.
    pub excluded: HashSet<SchemaId>,
}

/// How far a schema is wanted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Not,
    /// Its properties are part of another schema.
    AsPart,
    /// Values of it are sent or received.
    AsValue,
}

/// Which references a schema may follow, by what holds it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follow {
    All,
    /// All but those to resources.
    NoResource,
    None,
}

/// A schema that is wanted, and how.
#[derive(Clone, Copy)]
struct Wanted {
    id: SchemaId,
    how: Reach,
    follow: Follow,
}

/// By schema: whether it is reached from `roots`.
pub(super) fn reach(document: &Document<'_>, roots: &[SchemaId], boundary: &Boundary) -> Vec<bool> {
    let mut reachable = ReachableSchemas {
        document,
        boundary,
        waiting: Vec::new(),
    };
    reachable.waiting.extend(roots.iter().map(|id| Wanted {
        id: *id,
        how: Reach::AsValue,
        follow: Follow::All,
    }));
    let mut reached = vec![Reach::Not; document.schemas.len()];
    while let Some(wanted) = reachable.waiting.pop() {
        let known = reached.get_mut(wanted.id.0 as usize);
        let (Some(known), Some(schema)) = (known, document.schema(wanted.id)) else {
            continue;
        };
        if *known < wanted.how {
            *known = wanted.how;
            reachable.go_on(schema, wanted);
        }
    }
    reached.into_iter().map(|how| how != Reach::Not).collect()
}

struct ReachableSchemas<'a, 's> {
    document: &'a Document<'s>,
    boundary: &'a Boundary,
    waiting: Vec<Wanted>,
}

impl<'s> ReachableSchemas<'_, 's> {
    fn go_on(&mut self, schema: &Schema<'s>, from: Wanted) {
        let expands =
            self.boundary.at_expandable && schema.node.get("x-expansionResources").is_some();
        // What holds this schema holds its items and variants.
        let follow = if expands { Follow::None } else { from.follow };
        let variants = schema
            .any_of
            .iter()
            .chain(&schema.one_of)
            .chain(&schema.prefix_items)
            .copied();
        variants
            .chain(schema.items)
            .chain(schema.content)
            .for_each(|id| self.want(id, Reach::AsValue, follow));
        // What has one part and nothing else is a value of that part.
        let alone =
            schema.all_of.len() == 1 && schema.properties.is_empty() && schema.component.is_none();
        let how = if alone { from.how } else { Reach::AsPart };
        schema
            .all_of
            .iter()
            .for_each(|id| self.want(*id, how, follow));
        schema
            .conditional
            .iter()
            .for_each(|id| self.want(*id, Reach::AsPart, follow));
        for property in &schema.properties {
            let follow = self.follow_of(schema, property, from);
            self.want(property.schema, Reach::AsValue, follow);
        }
        if let Additional::Of(id) = schema.additional {
            self.want(id, Reach::AsValue, Follow::All);
        }
        if let Some(target) = schema.reference.and_then(|reference| reference.target)
            && self.may_follow(target, follow)
        {
            self.want(target, from.how, Follow::All);
        }
        if let (Reach::AsValue, Some(discriminator)) = (from.how, &schema.discriminator) {
            let mapped = discriminator
                .mapping
                .iter()
                .map(|(_, id)| *id)
                .chain(discriminator.default);
            mapped.for_each(|id| self.want(id, Reach::AsValue, Follow::All));
        }
    }

    fn want(&mut self, id: SchemaId, how: Reach, follow: Follow) {
        if !self.boundary.excluded.contains(&id) {
            self.waiting.push(Wanted { id, how, follow });
        }
    }

    /// The list of a response is what was asked for, although its schema calls it expandable like that of a list within an
    /// object, which was not.
    fn follow_of(&self, schema: &Schema<'s>, property: &Property<'s>, from: Wanted) -> Follow {
        let is_list = || {
            let described = self.document.schema(property.schema);
            let is_resource = schema.node.get("x-resourceId").is_some();
            from.follow == Follow::All
                && !is_resource
                && described.is_some_and(|schema| schema.items.is_some())
        };
        let is_named = || {
            let names = schema
                .node
                .get("x-expandableFields")
                .and_then(Node::as_array)
                .unwrap_or_default();
            names
                .iter()
                .any(|name| name.as_str() == Some(property.name))
        };
        if self.boundary.at_expandable && is_named() && !is_list() {
            Follow::NoResource
        } else {
            Follow::All
        }
    }

    fn may_follow(&self, target: SchemaId, follow: Follow) -> bool {
        let is_resource = || {
            self.document
                .schema(target)
                .is_some_and(|schema| schema.node.get("x-resourceId").is_some())
        };
        match follow {
            Follow::All => true,
            Follow::NoResource => !is_resource(),
            Follow::None => false,
        }
    }
}

/// Reports every `$ref` that is reached and leads nowhere, or in a circle.
pub(super) fn report_broken(
    document: &Document<'_>,
    reached: &[bool],
    cut: &[bool],
    diagnostics: &mut Diagnostics,
) {
    for ((schema, reached), cut) in document.schemas.iter().zip(reached).zip(cut) {
        let Some(reference) = schema.reference.filter(|_| *reached) else {
            continue;
        };
        if let Some(broken) = reference.broken.or(cut.then_some(Broken::Circular)) {
            let (code, message) = broken.words(reference.text);
            let help = "what uses it is kept as raw JSON";
            diagnostics.report(
                Diagnostic::warning(code, message)
                    .at(reference.span)
                    .help(help),
            );
        }
    }
}
