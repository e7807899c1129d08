//! What a client contains, and what its selection leaves out: the figures behind the summary of `generate`.
//!
//! ```text
//! src/stripe: 3 of 534 operations, 214 of 222 events left out, 61 types, 5120 lines in 14 files, 4 changed, 2 warnings
//! ```

use fetchwright_runtime::vendor::Dependency;

use crate::pipeline::Stage;

/// What is counted, taken from the stages of one run.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Selected operations, and all of the specification.
    pub operations: (usize, usize),
    /// Selected webhooks and events, and all.
    pub events: (usize, usize),
    /// Types that are written.
    pub types: usize,
    /// Components that the selection stops before, so that what refers to them keeps raw JSON.
    pub raw: Vec<String>,
    /// The crates that the client needs.
    pub dependencies: Vec<Dependency>,
    /// The first example of its documentation: a call.
    pub example: Vec<String>,
    /// What nobody but the user has: credentials, and the secret of a webhook endpoint.
    pub supplied: Vec<String>,
    /// The line of a manifest that names the runtime, where that is no part of the client.
    pub runtime: Option<String>,
}

/// `["credentials (basicAuth or bearerAuth)", "the secret of the webhook endpoint"]`
fn supplied(schemes: &[&str], has_webhooks: bool) -> Vec<String> {
    let credentials =
        (!schemes.is_empty()).then(|| format!("credentials ({})", schemes.join(" or ")));
    let secret = has_webhooks.then(|| "the secret of the webhook endpoint".to_owned());
    credentials.into_iter().chain(secret).collect()
}

impl Counts {
    /// Takes from a stage what is counted.
    pub(super) fn observe(&mut self, stage: &Stage<'_, '_, '_>) {
        match stage {
            Stage::Selection(selection) => {
                let document = selection.document;
                self.operations = (selection.operations.len(), document.operations.len());
                self.events = (
                    selection.webhooks.len() + selection.events.len(),
                    document.webhooks.len() + document.extension.webhooks.events.len(),
                );
                self.raw = selection
                    .stops_before()
                    .into_keys()
                    .map(str::to_owned)
                    .collect();
            }
            Stage::Facts(facts) => self.types = facts.used_types(),
            Stage::Client(client) => {
                self.dependencies
                    .clone_from(&client.source.manifest.dependencies);
                self.runtime = client.source.manifest.runtime_line();
                let example = client.source.examples.first();
                self.example = example.map(|it| it.lines.clone()).unwrap_or_default();
                let schemes = client.api.auth.iter().map(|scheme| scheme.name.as_str());
                let schemes: Vec<&str> = schemes.collect();
                self.supplied = supplied(&schemes, client.api.webhooks.is_some());
            }
            _ => {}
        }
    }

    /// `3 of 534 operations, 61 types, 214 of 222 events left out, raw JSON for 12 components`
    pub fn text(&self) -> String {
        let (operations, all) = self.operations;
        let mut parts = vec![match operations == all {
            true => counted(operations, "operation"),
            false => format!("{operations} of {}", counted(all, "operation")),
        }];
        parts.push(counted(self.types, "type"));
        let (events, all) = self.events;
        if events < all {
            let left = all - events;
            parts.push(format!(
                "{left} of {} left out (select some with `event:NAME`; `inspect` lists them)",
                counted(all, "event")
            ));
        }
        if !self.raw.is_empty() {
            parts.push(format!(
                "raw JSON for {} outside the selection (`inspect` lists them)",
                counted(self.raw.len(), "component")
            ));
        }
        parts.join(", ")
    }
}

/// `1 type`, `2 types`
pub fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
