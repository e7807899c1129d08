//! A crate's features: one for each tag, so that a user compiles the operations of some.
//!
//! ```text
//! operations/customers.rs   →   #[cfg(feature = "customers")]      [features]
//!                               mod customers;                     default = ["customers", "invoices"]
//!                                                                  customers = []
//! ```
//!
//! Types have no features: most are shared by tags, and the methods are what costs. Invariants: all features are on by
//! default; each alone compiles without a warning; a client with one tag has none.

use crate::emit::Source;

/// The features of a client; none where it is no crate of its own.
#[derive(Debug, Default)]
pub(super) struct Features {
    /// Module and feature, in the order of the modules.
    by_module: Vec<(String, String)>,
}

/// With all features, nothing is unused that a client should have.
const ALLOWANCE: &str = "\n#![cfg_attr(not(feature = \"default\"), allow(dead_code, unused_imports, reason = \"some operations use only some of it\"))]\n";

impl Features {
    /// One feature for each module of operations.
    pub(super) fn of(source: &Source) -> Features {
        let modules = source.modules.iter().filter_map(|module| match module.path.as_slice() {
            [group, name] if group == "operations" => Some(name.as_str()),
            _ => None,
        });
        let by_module: Vec<(String, String)> = modules.map(|module| (module.to_owned(), feature(module))).collect();
        if by_module.len() > 1 { Features { by_module } } else { Features::default() }
    }

    /// `[features]` of the manifest, with a blank line behind it.
    pub(super) fn table(&self) -> String {
        if self.by_module.is_empty() {
            return String::new();
        }
        let names = || self.by_module.iter().map(|(_, feature)| feature.as_str());
        let quoted: Vec<String> = names().map(|name| format!("    \"{name}\",\n")).collect();
        let each: String = names().map(|name| format!("{name} = []\n")).collect();
        format!("# The operations of each tag.\n[features]\ndefault = [\n{}]\n{each}\n", quoted.concat())
    }

    /// The attribute of a module.
    pub(super) fn condition(&self, module: &str) -> String {
        let known = self.by_module.iter().find(|(name, _)| name == module);
        known.map_or_else(String::new, |(_, feature)| format!("#[cfg(feature = \"{feature}\")]\n"))
    }

    /// What the root allows where not all features are on.
    pub(super) fn allowance(&self) -> &'static str {
        if self.by_module.is_empty() { "" } else { ALLOWANCE }
    }
}

/// A module's name as a feature; `default` is cargo's own.
fn feature(module: &str) -> String {
    let name = module.strip_prefix("r#").unwrap_or(module);
    if name == "default" { "default_tag".to_owned() } else { name.to_owned() }
}
