//! The runtime's files in the output: a folder, or modules inside one file.
//!
//! ```text
//! object.rs, error.rs, webhooks/verify.rs   →   runtime/mod.rs  runtime/object.rs  …  runtime/webhooks/mod.rs  …
//! ```
//!
//! The files themselves are copied; only the `mod.rs` that declare them are written here.

use fetchwright_runtime::{RuntimeFile, Target};

use super::format::TAB;
use super::layout::{comment, inline};
use super::{File, format, nested};
use crate::emit::condition;

const DOCS: &str = " The runtime, copied from fetchwright: what all operations have in common.";

/// What every client may name of other crates.
const OTHERS: &str = "pub use bytes::Bytes;\npub use http::Method;\npub use serde;\npub use std::collections::BTreeMap;\n";

/// The folder `runtime`.
pub(super) fn files(prefix: &str, runtime: &[RuntimeFile]) -> Result<Vec<File>, syn::Error> {
    let folder = |folder: &str| {
        if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        }
    };
    let mut files = Vec::new();
    for name in folders(runtime) {
        let modules = format::declarations(&declarations(runtime, name), 0)?;
        let exports = format::declarations(&exports(runtime, name), 0)?;
        files.push(File {
            path: format!("{prefix}runtime/{}mod.rs", folder(name)),
            contents: format!("{}\n{modules}\n{exports}", docs(name)),
        });
    }
    let copies = runtime.iter().map(|file| File {
        path: format!("{prefix}runtime/{}{}.rs", folder(file.folder), file.module),
        contents: file.source.to_owned(),
    });
    files.extend(copies);
    Ok(files)
}

/// `pub mod runtime { … }`
pub(super) fn inline_all(
    runtime: &[RuntimeFile],
    indent: usize,
    text: &mut String,
) -> Result<(), syn::Error> {
    let inside = indent + TAB;
    let mut body = inlined(runtime, "", inside)?;
    for folder in folders(runtime)
        .into_iter()
        .filter(|folder| !folder.is_empty())
    {
        let gate = folder_gate(runtime, folder);
        let modules = inlined(runtime, folder, inside + TAB)?;
        body.push('\n');
        inline(
            &format!("{gate}pub mod {folder}"),
            &docs(folder),
            &modules,
            inside,
            &mut body,
        );
    }
    inline("pub mod runtime", &docs(""), &body, indent, text);
    text.push('\n');
    Ok(())
}

fn inlined(runtime: &[RuntimeFile], folder: &str, indent: usize) -> Result<String, syn::Error> {
    let mut body = format::declarations(&exports(runtime, folder), indent)?;
    for file in runtime.iter().filter(|file| file.folder == folder) {
        let gate = gate(runtime, file);
        let mut source = String::new();
        format::indented(&nested::text(file), indent + TAB, &mut source);
        body.push('\n');
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

fn declarations(runtime: &[RuntimeFile], folder: &str) -> String {
    let own = runtime.iter().filter(|file| file.folder == folder);
    let mut lines: String = own
        .map(|file| format!("{}mod {};\n", gate(runtime, file), file.module))
        .collect();
    if folder.is_empty() {
        let inner = folders(runtime)
            .into_iter()
            .filter(|folder| !folder.is_empty());
        inner.for_each(|name| {
            lines.push_str(&format!("{}pub mod {name};\n", folder_gate(runtime, name)))
        });
    }
    lines
}

fn exports(runtime: &[RuntimeFile], folder: &str) -> String {
    let public = runtime
        .iter()
        .filter(|file| file.folder == folder && file.source.contains("\npub "));
    let exports: String = public
        .map(|file| format!("{}pub use self::{}::*;\n", gate(runtime, file), file.module))
        .collect();
    if folder.is_empty() {
        format!("{exports}{OTHERS}")
    } else {
        exports
    }
}

/// What is there only with a feature, or for a target for which not all of its folder is.
fn gate(runtime: &[RuntimeFile], file: &RuntimeFile) -> String {
    let feature = file
        .feature
        .map(|feature| format!("feature = \"{feature}\""));
    let has_own = file.folder.is_empty() || folder_target(runtime, file.folder) == Target::Any;
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
