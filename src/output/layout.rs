//! Modules to files: a crate, a folder of modules, or one file.
//!
//! ```text
//! crate    Cargo.toml  src/lib.rs  src/types.rs  src/operations.rs  src/operations/customers.rs  src/runtime/…
//! module   mod.rs  types.rs  operations.rs  operations/customers.rs  runtime/…
//! file     NAME.rs, with the modules inside
//! ```

use fetchwright_runtime::vendor::{ROUND_TRIPS, RuntimeFile, WIRE};

use super::cargo_toml;
use super::features::Features;
use super::format::{TAB, declarations, format, indented};
use super::{File, runtime};
use crate::emit::{Example, Manifest, Module, Source, copied, dependency_tables};
use crate::settings::{Layout, RuntimeLocation};

/// Lays out a client. An error is a defect of `emit`.
pub fn lay_out(mut source: Source, layout: Layout) -> Result<Vec<File>, syn::Error> {
    if layout != Layout::Crate {
        source.manifest.leave_features_out();
        let dependencies = dependency_docs(&source.manifest);
        source.notes.extend(dependencies);
    }
    let source = &source;
    match layout {
        Layout::Crate => {
            let features = Features::of(source);
            let mut files = vec![File {
                path: "Cargo.toml".to_owned(),
                contents: manifest_text(source, &features),
            }];
            files.extend(folder(source, &features, "src/", "lib.rs")?);
            files.extend(tests(source)?);
            Ok(files)
        }
        Layout::Module => folder(source, &Features::default(), "", "mod.rs"),
        Layout::File => Ok(vec![File {
            path: format!("{}.rs", source.manifest.name.replace('-', "_")),
            contents: one_file(source)?,
        }]),
    }
}

/// What the crate needs that holds a client.
fn dependency_docs(manifest: &Manifest) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        " The crate that holds it needs these dependencies:".to_owned(),
        " ```toml".to_owned(),
    ];
    let tables = dependency_tables(&manifest.runtime, &manifest.dependencies);
    for (index, (head, dependencies)) in tables.into_iter().enumerate() {
        if index > 0 {
            lines.extend([String::new(), format!(" {head}")]);
        } else {
            lines.extend(manifest.runtime_line().map(|line| format!(" {line}")));
        }
        lines.extend(dependencies.into_iter().map(|(_, line)| format!(" {line}")));
    }
    lines.push(" ```".to_owned());
    lines
}

/// The documentation of the client.
fn root_docs(source: &Source, features: &Features, is_crate: bool) -> Vec<String> {
    let mut lines = source.docs.clone();
    for example in &source.examples {
        lines.push(String::new());
        lines.extend(example_lines(example, features, is_crate));
    }
    lines.push(String::new());
    lines.extend(source.notes.iter().cloned());
    lines
}

/// An example under its heading. rustdoc compiles it where the client is a crate, whose name is known.
fn example_lines(example: &Example, features: &Features, is_crate: bool) -> Vec<String> {
    let mut lines = vec![format!(" # {}", example.title), String::new()];
    let shown = example.lines.iter().map(|line| match line.as_str() {
        "" => String::new(),
        line => format!(" {line}"),
    });
    if is_crate {
        let module = example.module.as_deref().unwrap_or_default();
        lines.push(" ```no_run".to_owned());
        let condition = features.condition(module);
        lines.extend(condition.lines().map(|line| format!(" # {line}")));
        lines.push(format!(" # {} {{", example.head));
        lines.extend(shown);
        lines.extend([" # Ok(())".to_owned(), " # }".to_owned()]);
    } else {
        lines.push(" ```text".to_owned());
        lines.extend(shown);
    }
    lines.push(" ```".to_owned());
    lines
}

fn manifest_text(source: &Source, features: &Features) -> String {
    let manifest = &source.manifest;
    let mut text = cargo_toml::package(manifest);
    text.push_str(&format!("\n{}", features.table()));
    let mut tables = runtime::dependency_text(&manifest.runtime, &manifest.dependencies);
    if let Some(line) = manifest.runtime_line() {
        let head = "[dependencies]\n";
        tables = tables.replacen(
            head,
            &format!("{head}# calls, retries, errors: what all clients have in common\n{line}\n"),
            1,
        );
    }
    text.push_str(&tables);
    for (name, _) in test_names(source) {
        text.push_str(&format!("\n[[test]]\nname = \"{name}\"\nharness = false\n"));
    }
    text
}

/// `tests/wire/main.rs` and what is next to it. Cargo finds them; they print lines and have no harness of their own.
fn tests(source: &Source) -> Result<Vec<File>, syn::Error> {
    let mut files = Vec::new();
    for module in &source.tests {
        files.push(File {
            path: format!("tests/{}.rs", module.path.join("/")),
            contents: module_text(module)?,
        });
    }
    for (name, text) in test_names(source) {
        files.push(File {
            path: format!("tests/{name}/support.rs"),
            contents: text.to_owned(),
        });
    }
    Ok(files)
}

/// The tests that there are, and the text of what each is made with.
fn test_names(source: &Source) -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_there = |name: &str| {
        source
            .tests
            .iter()
            .any(|module| module.path.first().is_some_and(|path| path == name))
    };
    [("wire", WIRE), ("round_trips", ROUND_TRIPS)]
        .into_iter()
        .filter(move |(name, _)| is_there(name))
}

/// The names of the groups that modules are in: `operations`.
fn groups(modules: &[Module]) -> Vec<&str> {
    let mut groups: Vec<&str> = Vec::new();
    for module in modules {
        if let [group, _] = module.path.as_slice()
            && !groups.contains(&group.as_str())
        {
            groups.push(group);
        }
    }
    groups
}

/// The modules of a group.
fn members<'m>(modules: &'m [Module], group: &str) -> impl Iterator<Item = (&'m str, &'m Module)> {
    modules
        .iter()
        .filter_map(move |module| match module.path.as_slice() {
            [of, name] if of == group => Some((name.as_str(), module)),
            _ => None,
        })
}

/// The modules at the root.
fn roots(modules: &[Module]) -> impl Iterator<Item = (&str, &Module)> {
    modules
        .iter()
        .filter_map(|module| match module.path.as_slice() {
            [name] => Some((name.as_str(), module)),
            _ => None,
        })
}

/// A Greek letter among Latin ones is what an API calls its property.
const OTHER_SCRIPTS: &str = "allow(confusable_idents, mixed_script_confusables, reason = \"the names are those of the API\")";

fn folder(
    source: &Source,
    features: &Features,
    prefix: &str,
    root: &str,
) -> Result<Vec<File>, syn::Error> {
    let modules = &source.modules;
    let mut head = String::new();
    let allowed = if root == "mod.rs" {
        ALLOWED
    } else {
        ALLOWED_CRATE
    };
    head.push_str(&format!("#![{allowed}]\n"));
    head.push_str(features.allowance());
    // Only a crate's root can have this attribute.
    if root == "lib.rs" && !source.is_ascii {
        head.push_str(&format!("#![{OTHER_SCRIPTS}]\n"));
    }
    if source.manifest.location == RuntimeLocation::Own {
        head.push_str("pub mod runtime;\n");
    }
    let parts = parts(source);
    let gate = |name: &str| runtime::folder_gate(&parts, name);
    roots(modules).for_each(|(name, _)| head.push_str(&format!("{}pub mod {name};\n", gate(name))));
    groups(modules)
        .iter()
        .for_each(|name| head.push_str(&format!("mod {name};\n")));
    let docs = comment("//!", &root_docs(source, features, root == "lib.rs"));
    let head = declarations(&head, 0)?;
    let items = format(&source.root, 0)?;
    let mut files = vec![File {
        path: format!("{prefix}{root}"),
        contents: format!("{docs}\n{head}\n{}{items}", alias(source, 0)),
    }];
    for (name, module) in roots(modules) {
        files.push(File {
            path: format!("{prefix}{name}.rs"),
            contents: module_text(module)?,
        });
    }
    for group in groups(modules) {
        let members_of: String = members(modules, group)
            .map(|(name, _)| format!("{}mod {name};\n", features.condition(name)))
            .collect();
        files.push(File {
            path: format!("{prefix}{group}.rs"),
            contents: format!("{}\n{}", group_docs("//!"), declarations(&members_of, 0)?),
        });
        for (name, module) in members(modules, group) {
            files.push(File {
                path: format!("{prefix}{group}/{name}.rs"),
                contents: module_text(module)?,
            });
        }
    }
    if source.manifest.location == RuntimeLocation::Own {
        let copy = own_runtime(source, root == "lib.rs");
        files.extend(copy.folder(&format!("{prefix}runtime/"), "mod.rs")?);
    }
    Ok(files)
}

/// The files of the runtime that the client uses, wherever they are.
fn parts(source: &Source) -> Vec<RuntimeFile> {
    copied(&source.manifest.features, source.manifest.wasm).files
}

/// The runtime's own copy.
fn own_runtime(source: &Source, is_crate: bool) -> runtime::Copy<'_> {
    runtime::Copy {
        files: &source.manifest.runtime,
        features: &source.manifest.features,
        is_crate,
        is_exported: false,
    }
}

/// The runtime by the name that the client has for it, where it is elsewhere.
fn alias(source: &Source, indent: usize) -> String {
    match &source.manifest.location {
        RuntimeLocation::Own => String::new(),
        RuntimeLocation::Module(path) => {
            format!("{:indent$}pub(crate) use {path} as runtime;\n\n", "")
        }
        RuntimeLocation::Crate { .. } => {
            format!("{:indent$}pub use fetchwright_runtime as runtime;\n\n", "")
        }
    }
}

fn module_text(module: &Module) -> Result<String, syn::Error> {
    Ok(format!(
        "{}\n{}",
        comment("//!", &module.docs),
        format(&module.items, 0)?
    ))
}

fn group_docs(mark: &str) -> String {
    comment(
        mark,
        &[" The operations, by tag: methods of the client.".to_owned()],
    )
}

/// Doc lines.
pub(super) fn comment(mark: &str, lines: &[String]) -> String {
    lines.iter().map(|line| format!("{mark}{line}\n")).collect()
}

/// What is only a part of a crate is not all used by it.
const ALLOWED: &str = "allow(dead_code, unreachable_pub, unused_imports, clippy::pedantic, clippy::wrong_self_convention, reason = \"a client can do more than its user needs, and is named like its API\")";

/// A crate of its own can be linted as strictly as its users lint theirs.
const ALLOWED_CRATE: &str =
    "allow(unreachable_pub, clippy::pedantic, reason = \"the code is generated\")";

/// Everything in one file: in a module, because `include!` takes no inner attributes.
fn one_file(source: &Source) -> Result<String, syn::Error> {
    let docs = comment("//!", &root_docs(source, &Features::default(), false));
    let allowed = declarations(&format!("#![{ALLOWED}]\n"), TAB)?;
    let body = format!("{allowed}\n{}", one_module(source, TAB)?);
    let export =
        "#[allow(unused_imports, reason = \"not all of it is used\")]\npub use self::client::*;\n";
    let export = declarations(export, 0)?;
    let mut text = format!("\n{export}\n");
    inline("mod client", &docs, &body, 0, &mut text);
    Ok(text)
}

fn one_module(source: &Source, indent: usize) -> Result<String, syn::Error> {
    let modules = &source.modules;
    let inside = indent + TAB;
    let mut text = String::new();
    match source.manifest.location {
        RuntimeLocation::Own => {
            own_runtime(source, false).inline_all("pub mod runtime", indent, &mut text)?;
            text.push('\n');
        }
        _ => text.push_str(&alias(source, indent)),
    }
    for (name, module) in roots(modules) {
        let gate = runtime::folder_gate(&parts(source), name);
        let items = format(&module.items, inside)?;
        let docs = comment("//!", &module.docs);
        inline(
            &format!("{gate}pub mod {name}"),
            &docs,
            &items,
            indent,
            &mut text,
        );
        text.push('\n');
    }
    for group in groups(modules) {
        let mut inner = String::new();
        for (name, module) in members(modules, group) {
            let items = format(&module.items, inside + TAB)?;
            let docs = comment("//!", &module.docs);
            if !inner.is_empty() {
                inner.push('\n');
            }
            inline(&format!("mod {name}"), &docs, &items, inside, &mut inner);
        }
        let docs = group_docs("//!");
        inline(&format!("mod {group}"), &docs, &inner, indent, &mut text);
        text.push('\n');
    }
    text.push_str(&format(&source.root, indent)?);
    Ok(text)
}

/// A module in braces. Its body is indented already, its head and its docs are not.
pub(super) fn inline(head: &str, docs: &str, body: &str, indent: usize, out: &mut String) {
    indented(&format!("{head} {{\n"), indent, out);
    indented(docs, indent + TAB, out);
    if !docs.is_empty() && !body.is_empty() {
        out.push('\n');
    }
    out.push_str(body);
    indented("}\n", indent, out);
}
