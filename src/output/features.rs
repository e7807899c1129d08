//! A crate's features: one for each tag, so that a user compiles the operations of some, and those of the runtime.
//!
//! ```text
//! operations/customers.rs   →   #[cfg(feature = "customers")]      [features]
//!                               mod customers;                     default = ["customers", "invoices"]
//!                                                                  customers = []
//! runtime/webhooks/extractor.rs                                →   axum = ["dep:axum-core"]
//! ```
//!
//! Types have no features: most are shared by tags. Invariants: a tag's feature is on by
//! default, the runtime's are not; each alone compiles without a warning; a client with one tag has none for it; a tag
//! takes no name from the runtime's features.

use std::collections::BTreeMap;

use crate::emit::{Source, feature_lines};

/// The features of a client; none where it is no crate of its own.
#[derive(Debug, Default)]
pub(super) struct Features {
    /// Module and feature, in the order of the modules.
    of_modules: Vec<(String, String)>,
    /// A module's place in that order.
    places: BTreeMap<String, usize>,
    /// The lines of the runtime's features.
    of_runtime: Vec<String>,
}

/// With all features, nothing is unused that a client should have.
const ALLOWANCE: &str = "#![cfg_attr(not(feature = \"default\"), allow(dead_code, unused_imports, reason = \"some operations use only some of it\"))]\n";

impl Features {
    /// One feature for each module of operations.
    pub(super) fn of(source: &Source) -> Features {
        let modules = source
            .modules
            .iter()
            .filter_map(|module| match module.path.as_slice() {
                [group, name] if group == "operations" => Some(name.as_str()),
                _ => None,
            });
        let of_runtime = feature_lines(&source.manifest.runtime, &source.manifest.dependencies);
        let is_taken = |name: &str| {
            name == "default"
                || of_runtime
                    .iter()
                    .any(|line| line.starts_with(&format!("{name} =")))
        };
        let mut of_modules: Vec<(String, String)> = modules
            .map(|module| (module.to_owned(), feature(module, is_taken)))
            .collect();
        if of_modules.len() == 1 {
            of_modules.clear();
        }
        let places = of_modules.iter().enumerate();
        Features {
            places: places
                .map(|(at, (module, _))| (module.clone(), at))
                .collect(),
            of_modules,
            of_runtime,
        }
    }

    /// `[features]` of the manifest, with a blank line behind it.
    pub(super) fn table(&self) -> String {
        let mut lines = String::new();
        if !self.of_modules.is_empty() {
            let names = || self.of_modules.iter().map(|(_, feature)| feature.as_str());
            let quoted: String = names().map(|name| format!("    \"{name}\",\n")).collect();
            let each: String = names().map(|name| format!("{name} = []\n")).collect();
            lines.push_str(&format!(
                "# The operations of each tag.\ndefault = [\n{quoted}]\n{each}"
            ));
        }
        self.of_runtime
            .iter()
            .for_each(|line| lines.push_str(&format!("{line}\n")));
        if lines.is_empty() {
            lines
        } else {
            format!("[features]\n{lines}\n")
        }
    }

    /// The attribute of a module.
    pub(super) fn condition(&self, module: &str) -> String {
        let known = self.places.get(module);
        let known = known.and_then(|at| self.of_modules.get(*at));
        known.map_or_else(String::new, |(_, feature)| {
            format!("#[cfg(feature = \"{feature}\")]\n")
        })
    }

    /// What the root allows where not all features are on.
    pub(super) fn allowance(&self) -> &'static str {
        if self.of_modules.is_empty() {
            ""
        } else {
            ALLOWANCE
        }
    }
}

/// A module's name as a feature, unless cargo or the runtime has one of that name.
fn feature(module: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let name = module.strip_prefix("r#").unwrap_or(module);
    if is_taken(name) {
        format!("{name}_tag")
    } else {
        name.to_owned()
    }
}
