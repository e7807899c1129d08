//! What the output depends on: its crate's name and version, the runtime files that it needs, and their dependencies.

use std::collections::{BTreeMap, BTreeSet};

use fetchwright_runtime::vendor::{
    DEPENDENCIES, Dependency, FILES, OPTIONAL, RuntimeFile, Target, dependencies_of, with_needs,
};

use super::Emitter;
use super::derives::is_of_integers;
use crate::formats::StringFormat;
use crate::hidden;
use crate::ir::{BodyKind, LimitRules, Operation, Type, TypeKind};
use crate::names::files;
use crate::settings::{Package, RuntimeLocation};

/// What the output depends on.
#[derive(Debug)]
pub struct Manifest {
    /// The crate's name.
    pub name: String,
    /// What the config declares about the crate.
    pub package: Package,
    /// What the crate is, for its manifest.
    pub description: String,
    /// The features of the runtime that the client uses, or that its user asks for.
    pub features: BTreeSet<&'static str>,
    /// Whether the client works where wasm runs in a host too.
    pub wasm: bool,
    /// Where the runtime is.
    pub location: RuntimeLocation,
    /// The runtime's own files, in the order in which they are declared; none where it is elsewhere.
    pub runtime: Vec<RuntimeFile>,
    /// The crates that it depends on, by name, beside the runtime.
    pub dependencies: Vec<Dependency>,
}

/// A copy of the runtime: its files, and the crates that it depends on.
#[derive(Debug)]
pub struct Copied {
    /// The files, in the order in which they are declared.
    pub files: Vec<RuntimeFile>,
    /// The crates, by name.
    pub dependencies: Vec<Dependency>,
}

/// The parts of the runtime with these features. A copy for one target does not tell targets apart.
pub fn copied(features: &BTreeSet<&'static str>, wasm: bool) -> Copied {
    let wanted = |file: &&RuntimeFile| {
        features.contains(file.feature) && (wasm || file.target != Target::Wasm)
    };
    let placed = |file: &RuntimeFile| RuntimeFile {
        target: if wasm { file.target } else { Target::Any },
        ..*file
    };
    let files: Vec<RuntimeFile> = FILES.iter().filter(wanted).map(placed).collect();
    Copied {
        dependencies: dependencies_of(&files, features),
        files,
    }
}

/// The feature of a crate that a file of its runtime is there with.
pub fn optional_feature(file: &RuntimeFile) -> Option<&'static str> {
    OPTIONAL.contains(&file.feature).then_some(file.feature)
}

/// The tables of dependencies of a crate with these files: the head of each, and what is in it with its line. Those
/// of all targets come first, and always.
pub fn dependency_tables<'d>(
    runtime: &[RuntimeFile],
    dependencies: &'d [Dependency],
) -> Vec<(String, Vec<(&'d Dependency, String)>)> {
    let lines = |target| {
        dependencies
            .iter()
            .filter(|dependency| target_of(runtime, dependency) == target)
            .map(|dependency| (dependency, dependency_line(dependency)))
            .collect()
    };
    [Target::Any, Target::Native, Target::Wasm]
        .into_iter()
        .map(|target| (table(target), lines(target)))
        .filter(|(head, lines): &(String, Vec<_>)| !lines.is_empty() || *head == table(Target::Any))
        .collect()
}

/// Where a dependency is needed: where all files are that use it.
fn target_of(runtime: &[RuntimeFile], dependency: &Dependency) -> Target {
    let using = runtime
        .iter()
        .filter(|file| file.dependencies.contains(&dependency.name));
    let targets: BTreeSet<Target> = using.map(|file| file.target).collect();
    match (targets.len(), targets.first()) {
        (1, Some(target)) => *target,
        _ => Target::Any,
    }
}

/// The lines of `[features]` of a crate with these files: each brings files of the runtime, and the crates that are
/// optional for it.
pub fn feature_lines(runtime: &[RuntimeFile], dependencies: &[Dependency]) -> Vec<String> {
    let named = runtime
        .iter()
        .filter_map(|file| Some((optional_feature(file)?, Vec::new())));
    let mut features: BTreeMap<&str, Vec<String>> = named.collect();
    for dependency in dependencies {
        if let Some(crates) = dependency.optional.and_then(|name| features.get_mut(name)) {
            crates.push(format!("\"dep:{}\"", dependency.name));
        }
    }
    features
        .into_iter()
        .map(|(feature, crates)| format!("{feature} = [{}]", crates.join(", ")))
        .collect()
}

impl Manifest {
    /// Makes what comes with a feature of a crate a part like any other: only a crate has features of its own.
    pub fn leave_features_out(&mut self) {
        for dependency in &mut self.dependencies {
            dependency.optional = None;
        }
    }

    /// The line of the manifest that brings the runtime, where it is a crate of its own.
    pub fn runtime_line(&self) -> Option<String> {
        let RuntimeLocation::Crate { source, is_copy } = &self.location else {
            return None;
        };
        let features: Vec<String> = self
            .features
            .iter()
            .map(|feature| format!("\"{feature}\""))
            .collect();
        let features = if *is_copy {
            String::new()
        } else {
            format!(
                ", default-features = false, features = [{}]",
                features.join(", ")
            )
        };
        Some(format!("fetchwright-runtime = {{ {source}{features} }}"))
    }
}

/// Where code is compiled, as Rust and cargo state it; `None`: everywhere.
pub fn condition(target: Target) -> Option<&'static str> {
    match target {
        Target::Any => None,
        Target::Native => Some("not(target_family = \"wasm\")"),
        Target::Wasm => Some("target_family = \"wasm\""),
    }
}

fn table(target: Target) -> String {
    let of = condition(target).map(|condition| format!("target.'cfg({condition})'."));
    format!("[{}dependencies]", of.unwrap_or_default())
}

fn dependency_line(dependency: &Dependency) -> String {
    let Dependency {
        name,
        version,
        features,
        optional,
        default_features,
        ..
    } = dependency;
    if features.is_empty() && *default_features && optional.is_none() {
        return format!("{name} = \"{version}\"");
    }
    let defaults = if *default_features {
        ""
    } else {
        ", default-features = false"
    };
    let features: Vec<String> = features
        .iter()
        .map(|feature| format!("\"{feature}\""))
        .collect();
    let features = if features.is_empty() {
        String::new()
    } else {
        format!(", features = [{}]", features.join(", "))
    };
    let optional = if optional.is_some() {
        ", optional = true"
    } else {
        ""
    };
    format!("{name} = {{ version = \"{version}\"{defaults}{features}{optional} }}")
}

/// Finds what the output depends on.
pub(super) fn manifest(cx: &Emitter<'_>) -> Manifest {
    let features = with_needs(cx.features());
    let location = cx.settings.runtime.clone();
    let Copied {
        files: runtime,
        dependencies,
    } = match location {
        RuntimeLocation::Own => copied(&features, cx.settings.wasm),
        // What the macros of the runtime mention, and the tests.
        _ => Copied {
            files: Vec::new(),
            dependencies: DEPENDENCIES
                .iter()
                .filter(|dependency| {
                    let tried =
                        cx.settings.tests && ["serde_json", "tokio"].contains(&dependency.name);
                    dependency.name == "serde" || tried
                })
                .copied()
                .collect(),
        },
    };
    let title = cx
        .api
        .title
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    Manifest {
        name: crate_name(cx),
        package: cx.settings.package.clone(),
        description: hidden::remove(&format!("Client of {title}")).replace(['"', '\\'], "'"),
        features,
        wasm: cx.settings.wasm,
        location,
        runtime,
        dependencies,
    }
}

/// `Train Travel API` → `train-travel-api`, as cargo takes it: ASCII, not beginning with a digit.
pub(super) fn crate_name(cx: &Emitter<'_>) -> String {
    let text = cx.settings.name.as_deref().unwrap_or(&cx.api.title);
    files::package(text, |name| {
        DEPENDENCIES
            .iter()
            .any(|dependency| dependency.name == name)
    })
}

impl Emitter<'_> {
    /// The features of the runtime that the output uses, and those that the user asks for.
    fn features(&self) -> Vec<&'static str> {
        // A program behind a proxy cannot do without.
        let mut parts = vec!["client", "proxies"];
        parts.extend(&self.settings.runtime_features);
        // The tests of calls look at each request before it is sent.
        if self.settings.tests {
            parts.push("hooks");
        }
        if self.api.policies.rate_limit != LimitRules::default() {
            parts.push("limit-headers");
        }
        if self
            .api
            .operations
            .iter()
            .any(|it| !it.parameters.is_empty())
        {
            parts.push("params");
        }
        let used = self
            .api
            .types
            .iter()
            .filter(|(id, _)| self.facts.usage(*id).out || self.facts.usage(*id).incoming);
        for (id, def) in used {
            match &def.kind {
                TypeKind::Object(object) => {
                    if self.has_nullable_field(id, object) {
                        parts.push("nullable");
                    }
                    object
                        .fields
                        .iter()
                        .map(|field| &field.ty)
                        .chain(&object.additional)
                        .for_each(|ty| self.add_parts(ty, &mut parts));
                }
                TypeKind::Union(union) => {
                    parts.push("unions");
                    union
                        .variants
                        .iter()
                        .for_each(|variant| self.add_parts(&variant.ty, &mut parts));
                }
                TypeKind::Responses(responses) => {
                    parts.push("responses");
                    responses.iter().for_each(|response| {
                        self.add_response_parts(&response.response_body, &mut parts)
                    });
                }
                TypeKind::Alias(ty) => self.add_parts(ty, &mut parts),
                TypeKind::Enum(values) => {
                    parts.extend(is_of_integers(values).then_some("integer-enums"));
                }
            }
        }
        self.api
            .operations
            .iter()
            .for_each(|operation| self.add_operation_parts(operation, &mut parts));
        self.add_webhook_parts(&mut parts);
        parts.extend(self.oauth_parts());
        parts
    }

    fn add_operation_parts(&self, operation: &Operation, parts: &mut Vec<&'static str>) {
        let parameters = operation
            .path_parameters
            .iter()
            .chain(&operation.parameters);
        parameters.for_each(|parameter| self.add_parts(&parameter.ty, parts));
        self.add_response_parts(&operation.response_body, parts);
        if operation.pages.is_some() {
            parts.push("pages");
        }
        if let Some(stream) = &operation.stream {
            parts.push("streams");
            stream
                .item
                .iter()
                .for_each(|item| self.add_parts(item, parts));
        }
        operation
            .errors
            .iter()
            .for_each(|(_, ty)| self.add_parts(ty, parts));
        match operation.body.as_ref().map(|body| &body.kind) {
            Some(BodyKind::Multipart(ty, _)) => {
                parts.push("multipart");
                self.add_parts(ty, parts);
            }
            Some(BodyKind::Bytes(_)) => parts.push("bytes"),
            Some(BodyKind::Json(ty, _)) => self.add_parts(ty, parts),
            Some(BodyKind::Form(ty, _)) => {
                parts.push("forms");
                self.add_parts(ty, parts);
            }
            Some(BodyKind::Text(_) | BodyKind::Nothing(_)) | None => {}
        }
    }

    fn add_response_parts(
        &self,
        response_body: &crate::ir::ResponseBody,
        parts: &mut Vec<&'static str>,
    ) {
        match response_body {
            crate::ir::ResponseBody::Json(ty) | crate::ir::ResponseBody::OptionalJson(ty) => {
                self.add_parts(ty, parts)
            }
            crate::ir::ResponseBody::Bytes => parts.push("bytes"),
            crate::ir::ResponseBody::Redirect => parts.push("redirects"),
            _ => {}
        }
    }

    pub(super) fn add_parts(&self, ty: &Type, parts: &mut Vec<&'static str>) {
        match ty {
            Type::List(inner) | Type::Map(inner) | Type::Optional(inner) => {
                self.add_parts(inner, parts)
            }
            Type::Expandable(inner) => {
                parts.push("expandable");
                self.add_parts(inner, parts);
            }
            Type::Format(format) if self.settings.formats.is_typed(*format) => {
                parts.extend(StringFormat::of(*format).and_then(|row| row.feature));
            }
            _ => {}
        }
    }
}
