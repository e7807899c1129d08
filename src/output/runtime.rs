//! A copy of the runtime in the output: a folder, modules inside one file, or a crate of its own.
//!
//! ```text
//! object.rs, error.rs, webhooks/verify.rs   →   runtime/mod.rs  runtime/object.rs  …  runtime/webhooks/mod.rs  …
//! ```
//!
//! The files are those of the library `fetchwright-runtime`, with what their features bring and nothing else; only the
//! `mod.rs` that declare them are written here.

use std::collections::BTreeSet;

use fetchwright_runtime::vendor::{self, Dependency, RuntimeFile, Target};

use super::format::TAB;
use super::layout::{comment, inline};
use super::{File, format, nested};
use crate::emit::{Copied, condition, copied, dependency_tables, feature_lines, optional_feature};
use crate::settings::Layout;

const DOCS: &str =
    " The runtime, copied from fetchwright-runtime: what all operations have in common.";

/// What every client may name of other crates.
const OTHERS: &str = "pub use bytes::Bytes;\npub use http::Method;\npub use serde;\npub use std::collections::BTreeMap;\n";

/// The features of the runtime that some clients share, and whether any of them is for wasm too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedParts {
    /// The features.
    pub features: BTreeSet<&'static str>,
    /// Whether it works where wasm runs in a host too.
    pub wasm: bool,
}

impl SharedParts {
    /// Adds what another client uses.
    pub fn add(&mut self, other: SharedParts) {
        self.features.extend(other.features);
        self.wasm |= other.wasm;
    }
}

/// The runtime that the clients of a config share, as a crate, a module or a file.
pub(super) fn shared(parts: &SharedParts, layout: Layout) -> Result<Vec<File>, syn::Error> {
    let Copied {
        files,
        dependencies,
    } = copied(&parts.features, parts.wasm);
    let copy = Copy {
        files: &files,
        features: &parts.features,
        is_crate: layout == Layout::Crate,
        is_exported: layout == Layout::Crate,
    };
    match layout {
        Layout::Crate => {
            let mut all = copy.folder("src/", "lib.rs")?;
            all.push(File {
                path: "Cargo.toml".to_owned(),
                contents: cargo_toml(&files, &dependencies),
            });
            Ok(all)
        }
        Layout::Module => copy.folder("", "mod.rs"),
        Layout::File => {
            let mut text = format!("{}\n", comment("//", &[DOCS.to_owned()]));
            let allowed =
                format::declarations(&format!("#[{ALLOWED}]\npub use self::runtime::*;\n"), 0)?;
            text.push_str(&format!("{allowed}\n"));
            copy.inline_all(&format!("#[{ALLOWED}]\nmod runtime"), 0, &mut text)?;
            Ok(vec![File {
                path: "fetchwright_runtime.rs".to_owned(),
                contents: text,
            }])
        }
    }
}

fn cargo_toml(files: &[RuntimeFile], dependencies: &[Dependency]) -> String {
    let mut text = format!(
        "[package]\nname = \"fetchwright-runtime\"\nversion = \"{}\"\nedition = \"2024\"\nrust-version = \"1.88\"\nlicense = \"MIT OR Apache-2.0\"\ndescription = \"The parts of fetchwright-runtime that the clients of this project use\"\npublish = false\n\n",
        vendor::VERSION,
    );
    let features = feature_lines(files, dependencies);
    if !features.is_empty() {
        text.push_str(&format!("[features]\n{}\n\n", features.join("\n")));
    }
    text.push_str(&dependency_text(files, dependencies));
    text
}

/// The tables of dependencies, with a line of reason for each.
pub(super) fn dependency_text(files: &[RuntimeFile], dependencies: &[Dependency]) -> String {
    let tables = dependency_tables(files, dependencies)
        .into_iter()
        .map(|(head, dependencies)| {
            let lines = dependencies
                .into_iter()
                .map(|(dependency, line)| format!("# {}\n{line}\n", dependency.why));
            format!("{head}\n{}", lines.collect::<String>())
        });
    tables.collect::<Vec<_>>().join("\n")
}

/// A copy that is written.
pub(super) struct Copy<'c> {
    /// The files, in the order in which they are declared.
    pub(super) files: &'c [RuntimeFile],
    /// The features that the copy has.
    pub(super) features: &'c BTreeSet<&'static str>,
    /// Whether it is in a crate that fetchwright writes, which has features of its own.
    pub(super) is_crate: bool,
    /// Whether other crates use its macros.
    pub(super) is_exported: bool,
}

impl Copy<'_> {
    /// The files in a folder, with its root.
    pub(super) fn folder(&self, prefix: &str, root: &str) -> Result<Vec<File>, syn::Error> {
        let mut files = Vec::new();
        for name in folders(self.files) {
            let modules = format::declarations(&self.declarations(name), 0)?;
            let exports = format::declarations(&self.exports(name), 0)?;
            let path = match name {
                "" => format!("{prefix}{root}"),
                name => format!("{prefix}{name}/mod.rs"),
            };
            let allowed = match (name, root) {
                ("", "mod.rs") if !prefix.ends_with("runtime/") => {
                    format!(
                        "\n{}",
                        format::declarations(&format!("#![{ALLOWED}]\n"), 0)?
                    )
                }
                _ => String::new(),
            };
            files.push(File {
                path,
                contents: format!("{}{allowed}\n{modules}\n{exports}", docs(name)),
            });
        }
        let copies = self.files.iter().map(|file| {
            let folder = match file.folder {
                "" => String::new(),
                folder => format!("{folder}/"),
            };
            File {
                path: format!("{prefix}{folder}{}.rs", file.module),
                contents: self.text(file),
            }
        });
        files.extend(copies);
        Ok(files)
    }

    /// `pub mod runtime { … }`
    pub(super) fn inline_all(
        &self,
        head: &str,
        indent: usize,
        text: &mut String,
    ) -> Result<(), syn::Error> {
        let inside = indent + TAB;
        let mut body = self.inlined("", inside)?;
        for folder in folders(self.files)
            .into_iter()
            .filter(|folder| !folder.is_empty())
        {
            let gate = folder_gate(self.files, folder);
            let modules = self.inlined(folder, inside + TAB)?;
            body.push('\n');
            inline(
                &format!("{gate}pub mod {folder}"),
                &docs(folder),
                &modules,
                inside,
                &mut body,
            );
        }
        inline(head, &docs(""), &body, indent, text);
        Ok(())
    }

    fn inlined(&self, folder: &str, indent: usize) -> Result<String, syn::Error> {
        let mut body = format::declarations(&self.exports(folder), indent)?;
        for file in self.files.iter().filter(|file| file.folder == folder) {
            let mut source = String::new();
            format::indented(
                &nested::text(file, &self.text(file)),
                indent + TAB,
                &mut source,
            );
            body.push('\n');
            let gate = self.gate(file);
            inline(
                &format!("{gate}mod {}", file.module),
                "",
                &source,
                indent,
                &mut body,
            );
        }
        Ok(body)
    }

    fn text(&self, file: &RuntimeFile) -> String {
        file.text(self.features, self.is_exported)
    }

    fn declarations(&self, folder: &str) -> String {
        let own = self.files.iter().filter(|file| file.folder == folder);
        let mut lines: String = own
            .map(|file| format!("{}mod {};\n", self.gate(file), file.module))
            .collect();
        if folder.is_empty() {
            let inner = folders(self.files)
                .into_iter()
                .filter(|folder| !folder.is_empty());
            inner.for_each(|name| {
                lines.push_str(&format!(
                    "{}pub mod {name};\n",
                    folder_gate(self.files, name)
                ));
            });
        }
        lines
    }

    fn exports(&self, folder: &str) -> String {
        let files = self.files.iter().filter(|file| file.folder == folder);
        let exports: String = files
            .filter(|file| self.text(file).contains("\npub "))
            .map(|file| format!("{}pub use self::{}::*;\n", self.gate(file), file.module))
            .collect();
        if !folder.is_empty() {
            return exports;
        }
        // The macro of events is found where those of types are.
        let events = self
            .files
            .iter()
            .find(|file| !self.is_exported && file.module == "events")
            .map(|file| {
                format!(
                    "{}pub(crate) use self::webhooks::event_set;\n",
                    folder_gate(self.files, file.folder)
                )
            });
        format!("{exports}{}{OTHERS}", events.unwrap_or_default())
    }

    /// What is there only with a feature, or for a target for which not all of its folder is.
    fn gate(&self, file: &RuntimeFile) -> String {
        let feature = optional_feature(file)
            .filter(|_| self.is_crate)
            .map(|feature| format!("feature = \"{feature}\""));
        let has_own =
            file.folder.is_empty() || folder_target(self.files, file.folder) == Target::Any;
        match (feature, condition(file.target).filter(|_| has_own)) {
            (None, None) => String::new(),
            (Some(feature), Some(target)) => format!("#[cfg(all({feature}, {target}))]\n"),
            (feature, target) => format!(
                "#[cfg({}{})]\n",
                feature.unwrap_or_default(),
                target.unwrap_or_default()
            ),
        }
    }
}

/// What is only a part of a crate is not all used by it.
const ALLOWED: &str =
    "allow(dead_code, unused_imports, reason = \"not every client uses all of it\")";

/// The runtime's own folder, which is called nothing, and those inside it.
fn folders(runtime: &[RuntimeFile]) -> Vec<&'static str> {
    let mut folders = vec![""];
    for file in runtime {
        if !folders.contains(&file.folder) {
            folders.push(file.folder);
        }
    }
    folders
}

fn docs(folder: &str) -> String {
    let line = if folder.is_empty() {
        DOCS.to_owned()
    } else {
        format!(" The runtime's part for {folder}.")
    };
    comment("//!", &[line])
}

/// A folder whose files are all for one target is there for that one only, and so is the module that exports it.
pub(super) fn folder_gate(runtime: &[RuntimeFile], folder: &str) -> String {
    condition(folder_target(runtime, folder))
        .map(|target| format!("#[cfg({target})]\n"))
        .unwrap_or_default()
}

fn folder_target(runtime: &[RuntimeFile], folder: &str) -> Target {
    let mut targets = runtime
        .iter()
        .filter(|file| file.folder == folder)
        .map(|file| file.target);
    let first = targets.next().unwrap_or(Target::Any);
    if targets.all(|target| target == first) {
        first
    } else {
        Target::Any
    }
}
