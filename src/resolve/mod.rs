//! Specifications to selections: which operations are wanted, and which schemas these reach.
//!
//! ```text
//! include = ["tag:pets"]  +  Document  →  Selection { operations: [0, 1], reached: Pet, Tag; not Order }
//! ```
//!
//! A stage between `document`, which reads everything, and `ir::lower`, which sees only what is selected. `selectors`
//! chooses operations, `reach` follows schemas, `cycles` finds circles.
//!
//! Invariants: operations keep the order of the document; following [`Selection::target`] or `allOf` from a reached
//! schema ends; what is broken is reported only where something wanted reaches it.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::document::extension::EventRule;
use crate::document::{Document, Operation, SchemaId};
use crate::settings::Settings;
use crate::work::SCHEMA;

mod cycles;
mod reach;
mod selectors;
#[cfg(test)]
mod tests;

use reach::Boundary;
use selectors::Chosen;
pub use selectors::matches;

/// What is wanted of a specification.
#[derive(Debug)]
pub struct Selection<'d, 's> {
    /// The whole specification.
    pub document: &'d Document<'s>,
    /// Indices of the wanted [`Document::operations`], in order.
    pub operations: Vec<usize>,
    /// Indices of the wanted [`Document::webhooks`], in order.
    pub webhooks: Vec<usize>,
    /// Indices of the wanted rules for events, `x-fetchwright: webhooks: events`, in order.
    pub events: Vec<usize>,
    /// Components that are wanted for themselves, in the order of their selectors.
    pub included: Vec<SchemaId>,
    /// By schema: whether something wanted reaches it.
    reached: Vec<bool>,
    /// By schema: whether its `$ref` closes a circle and is not followed.
    cut: Vec<bool>,
}

/// Selects what the settings ask for; `None` where that is nothing, which is reported as an error.
pub fn select<'d, 's>(
    document: &'d Document<'s>,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Option<Selection<'d, 's>> {
    let Chosen {
        operations,
        webhooks,
        mut events,
        only_reached,
        included,
        excluded,
    } = selectors::choose(document, settings, diagnostics);
    if operations.is_empty() && webhooks.is_empty() && events.is_empty() {
        report_nothing(document, settings, diagnostics);
        return None;
    }
    let boundary = Boundary {
        at_expandable: !settings.include.is_empty(),
        excluded,
    };
    let component = |rule: &usize| {
        let rule = document.extension.webhooks.events.get(*rule)?;
        document.component(rule.component)
    };
    let mut roots = roots(document, &operations, &webhooks);
    roots.extend(&included);
    if !only_reached {
        roots.extend(events.iter().filter_map(component));
    }
    let reached = reach::reach(document, &roots, &boundary);
    if only_reached {
        let is_reached = |id: SchemaId| reached.get(id.0 as usize) == Some(&true);
        events.retain(|rule| component(rule).is_some_and(is_reached));
    }
    let cut = cycles::find(document, &reached);
    reach::report_broken(document, &reached, &cut, diagnostics);
    Some(Selection {
        document,
        operations,
        webhooks,
        events,
        included,
        reached,
        cut,
    })
}

/// All of a specification, also what no operation reaches; what is broken is not reported.
pub fn everything<'d, 's>(document: &'d Document<'s>) -> Selection<'d, 's> {
    let reached = vec![true; document.schemas.len()];
    let cut = cycles::find(document, &reached);
    let (operations, webhooks) = (
        (0..document.operations.len()).collect(),
        (0..document.webhooks.len()).collect(),
    );
    Selection {
        document,
        operations,
        webhooks,
        events: (0..document.extension.webhooks.events.len()).collect(),
        included: Vec::new(),
        reached,
        cut,
    }
}

impl<'d, 's> Selection<'d, 's> {
    /// The wanted operations in order.
    pub fn operations(&self) -> impl Iterator<Item = &'d Operation<'s>> {
        self.operations
            .iter()
            .filter_map(|index| self.document.operations.get(*index))
    }

    /// The wanted webhooks in order.
    pub fn webhooks(&self) -> impl Iterator<Item = &'d Operation<'s>> {
        self.webhooks
            .iter()
            .filter_map(|index| self.document.webhooks.get(*index))
    }

    /// The wanted rules for events in order.
    pub fn events(&self) -> impl Iterator<Item = &'d EventRule<'s>> {
        let rules = &self.document.extension.webhooks.events;
        self.events.iter().filter_map(|index| rules.get(*index))
    }

    /// Whether something wanted reaches a schema.
    pub fn reaches(&self, id: SchemaId) -> bool {
        self.reached.get(id.0 as usize).copied().unwrap_or(false)
    }

    /// The schemas that something wanted reaches, in the order of their ids.
    pub fn schemas(&self) -> impl Iterator<Item = SchemaId> {
        (0u32..)
            .map(SchemaId)
            .zip(&self.reached)
            .filter(|(_, reached)| **reached)
            .map(|(id, _)| id)
    }

    /// The components that references of the selection name and that it does not hold, each with the number of these
    /// references: the selection stops before them, and what refers to them keeps raw JSON.
    pub fn stops_before(&self) -> BTreeMap<&'s str, usize> {
        let mut found = BTreeMap::new();
        let references = self
            .schemas()
            .filter_map(|id| self.document.schema(id)?.reference?.target);
        for target in references.filter(|target| !self.reaches(*target)) {
            if let Some(name) = self
                .document
                .schema(target)
                .and_then(|schema| schema.component)
            {
                *found.entry(name).or_insert(0) += 1;
            }
        }
        found
    }

    /// What a schema represents, its references followed to their end: itself, where it has none or a broken one. What
    /// comes out has a `reference` only if that leads nowhere.
    pub fn target(&self, id: SchemaId) -> SchemaId {
        let mut at = id;
        // Reached circles are cut, so this ends by itself; the bound is for ids that nothing wanted reaches.
        for _ in 0..=self.document.schemas.len() {
            match self.next(at) {
                Some(next) => at = next,
                None => return at,
            }
        }
        at
    }

    /// Takes work out of the budget for a schema; `false` where nothing is left.
    pub fn spend(&self, units: u64, id: SchemaId) -> bool {
        let span = self.document.schema(id).map(|schema| schema.node.span);
        self.document
            .work
            .spend(units, span.unwrap_or(self.document.span))
    }

    fn next(&self, id: SchemaId) -> Option<SchemaId> {
        let cut = self.cut.get(id.0 as usize).copied().unwrap_or(false);
        let target = self.document.schema(id)?.reference?.target.filter(|_| !cut);
        target.filter(|_| self.spend(SCHEMA, id))
    }
}

/// The schemas that operations name themselves.
fn roots(document: &Document<'_>, operations: &[usize], webhooks: &[usize]) -> Vec<SchemaId> {
    let operations = operations
        .iter()
        .filter_map(|index| document.operations.get(*index));
    let webhooks = webhooks
        .iter()
        .filter_map(|index| document.webhooks.get(*index));
    operations.chain(webhooks).flat_map(schemas_of).collect()
}

fn schemas_of<'o>(operation: &'o Operation<'_>) -> impl Iterator<Item = SchemaId> + 'o {
    let parameters = operation
        .parameters
        .iter()
        .filter_map(|parameter| parameter.schema);
    let body = operation.body.iter().flat_map(|body| &body.content);
    let responses = operation
        .responses
        .iter()
        .flat_map(|response| &response.content);
    parameters.chain(
        body.chain(responses)
            .flat_map(|media_type| media_type.schema.into_iter().chain(media_type.item_schema)),
    )
}

fn report_nothing(document: &Document<'_>, settings: &Settings, diagnostics: &mut Diagnostics) {
    let chosen = !settings.include.is_empty() || !settings.exclude.is_empty();
    let described = !document.operations.is_empty() || !document.webhooks.is_empty();
    let message = match described && chosen {
        true => "the selection leaves no operation",
        false => "the specification has no operations",
    };
    diagnostics.report(Diagnostic::error(Code::NoOperations, message).at(document.span));
}
