//! What is known about real providers beyond their specifications.
//!
//! ```text
//! servers: [{url: https://api.stripe.com/}]   →   providers/stripe.yaml   →   x-fetchwright: {errors: …, retry: …, …}
//! ```
//!
//! A provider file is an overlay. [`apply`] stands between the specification, which was read, and the overlays of the user:
//! it runs the file's `actions` and lays the file's facts below the specification's own `x-fetchwright`. `recognise` finds
//! the file of a specification by its servers. `layer` merges facts. `events`
//! says which events the rules for webhooks mean, `access` puts servers, credentials and headers where they belong.
//!
//! Invariants: what the specification or the user says wins, key by key; a specification that no file recognises is not
//! changed; a value keeps its span in the provider file, so a diagnostic points there.
//!
//! The format is described in `providers/README.md`.

mod access;
mod events;
mod layer;
mod recognise;
mod table;
#[cfg(test)]
mod tests;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::join;
use crate::overlay::{self, Unmatched};
use crate::source::{Input, Node, Sources};

pub use recognise::{Evidence, Recognition};
pub use table::PROVIDERS;

/// A provider file that is built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    /// The name for `provider = "NAME"` and `fetchwright add NAME`.
    pub name: &'static str,
    /// The file's text.
    pub text: &'static str,
}

/// Which provider file applies to a specification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// The one that recognises the specification, if there is one.
    #[default]
    Recognise,
    /// This one, whatever the servers of the specification.
    Named(String),
    /// None.
    Off,
}

impl Provider {
    /// The provider of a name.
    pub fn named(name: &str) -> Option<&'static Provider> {
        PROVIDERS.iter().find(|provider| provider.name == name)
    }

    /// The file, read. Its root is an overlay.
    pub fn read(&self, diagnostics: &mut Diagnostics) -> Sources {
        Sources::load(self.input(), diagnostics)
    }

    fn input(&self) -> Input {
        Input::Text {
            name: format!("providers/{}.yaml", self.name),
            bytes: self.text.as_bytes().to_vec(),
        }
    }
}

/// Reads a specification, or joins several, and completes it: first with the facts about its provider, then with overlays, in their order.
///
/// The second value says which provider file was applied.
pub fn load(
    input: Input,
    choice: &Choice,
    overlays: &[Input],
    diagnostics: &mut Diagnostics,
) -> (Sources, Option<Recognition>) {
    let mut sources = join::read(input, diagnostics);
    let recognition = apply(&mut sources, choice, diagnostics);
    for overlay in overlays {
        overlay::apply(
            &mut sources,
            overlay.clone(),
            Unmatched::Reported,
            diagnostics,
        );
    }
    sources.change_root(|root, _| {
        events::expand(root);
        access::expand(root, diagnostics);
    });
    (sources, recognition)
}

/// Applies the facts about a specification's provider; says which file that was.
///
/// A name that no file has is an error, which names the nearest one.
pub fn apply(
    sources: &mut Sources,
    choice: &Choice,
    diagnostics: &mut Diagnostics,
) -> Option<Recognition> {
    let recognition = match choice {
        Choice::Off => return None,
        Choice::Recognise => recognise::recognise(sources.root()?)?,
        Choice::Named(name) => match Provider::named(name) {
            Some(provider) => Recognition::chosen(provider),
            None => {
                diagnostics.report(unknown(name));
                return None;
            }
        },
    };
    let input = recognition.provider.input();
    let file = overlay::apply(sources, input, Unmatched::Ignored, diagnostics)?;
    let facts = sources.root_of(file).and_then(facts);
    if let Some((mut facts, root)) = facts.zip(sources.root()) {
        events::fit(&mut facts, root);
        let laid = sources.change_root(|root, room| layer::lay_below(root, facts, room));
        if laid == Some(false) {
            let message =
                "with the facts about its provider the specification is larger than it may be";
            diagnostics.report(Diagnostic::error(Code::TooLarge, message));
        }
    }
    Some(recognition)
}

/// The facts of a provider file about the API: without those about the provider, and without their sources.
fn facts(root: &Node) -> Option<Node> {
    root.get("x-fetchwright").map(layer::without_sources)
}

/// The diagnostic for a name that no provider file has.
pub fn unknown(name: &str) -> Diagnostic {
    let names = PROVIDERS.iter().map(|provider| provider.name.to_owned());
    let near = nearest(name, names);
    let help = if near.is_empty() {
        "`fetchwright providers` lists all".to_owned()
    } else {
        format!(
            "did you mean {}? `fetchwright providers` lists all",
            near.join(" or ")
        )
    };
    Diagnostic::error(Code::Config, format!("no provider is called `{name}`")).help(help)
}
