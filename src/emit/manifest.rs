//! What the output stands on: its crate's name and version, the runtime files that it needs, and their dependencies.

use std::collections::{BTreeMap, BTreeSet};

use fetchwright_runtime::{DEPENDENCIES, Dependency, FILES, Part, RuntimeFile, Target};

use super::Emitter;
use crate::hidden;
use crate::ir::{BodyKind, Format, Operation, Type, TypeKind};
use crate::names::files;
use crate::settings::{ByteType, DateType, DecimalType, Package, UriType, UuidType};

/// What the output stands on.
#[derive(Debug)]
pub struct Manifest {
    /// The crate's name.
    pub name: String,
    /// What the config says of the crate.
    pub package: Package,
    /// What the crate is, for its manifest.
    pub description: String,
    /// The runtime's files, in the order in which they are declared.
    pub runtime: Vec<RuntimeFile>,
    /// The crates that it depends on, by name.
    pub dependencies: Vec<Dependency>,
}

impl Manifest {
    /// Leaves out what comes with a feature: only a crate has features of its own.
    pub fn leave_features_out(&mut self) {
        self.runtime.retain(|file| file.feature.is_none());
        self.dependencies = dependencies(&self.runtime);
    }

    /// The tables of dependencies: the head of each, and what stands in it with its line. Those of all targets come first,
    /// and always.
    pub fn dependency_tables(&self) -> Vec<(String, Vec<(&Dependency, String)>)> {
        let of = |target: Target| {
            self.dependencies
                .iter()
                .filter(move |dependency| self.target(dependency) == target)
        };
        let lines = |target| {
            of(target)
                .map(|dependency| (dependency, dependency_line(dependency)))
                .collect()
        };
        [Target::Any, Target::Native, Target::Wasm]
            .into_iter()
            .map(|target| (table(target), lines(target)))
            .filter(|(head, lines): &(String, Vec<_>)| {
                !lines.is_empty() || *head == table(Target::Any)
            })
            .collect()
    }

    /// Where a dependency is needed: where all files are that use it.
    fn target(&self, dependency: &Dependency) -> Target {
        let using = self
            .runtime
            .iter()
            .filter(|file| file.dependencies.contains(&dependency.name));
        let targets: BTreeSet<Target> = using.map(|file| file.target).collect();
        match (targets.len(), targets.first()) {
            (1, Some(target)) => *target,
            _ => Target::Any,
        }
    }

    /// The lines of `[features]`: each brings files of the runtime, and the crates that are optional for it.
    pub fn feature_lines(&self) -> Vec<String> {
        let optional = self
            .dependencies
            .iter()
            .filter_map(|dependency| Some((dependency.optional?, dependency.name)));
        let named = self
            .runtime
            .iter()
            .filter_map(|file| Some((file.feature?, Vec::new())));
        let mut features: BTreeMap<&str, Vec<String>> = named.collect();
        optional.for_each(|(feature, name)| {
            features
                .entry(feature)
                .or_default()
                .push(format!("\"dep:{name}\""))
        });
        features
            .into_iter()
            .map(|(feature, crates)| format!("{feature} = [{}]", crates.join(", ")))
            .collect()
    }
}

/// Where code is compiled, as Rust and cargo say it; `None`: everywhere.
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

/// Finds what the output stands on.
pub(super) fn manifest(cx: &Emitter<'_>) -> Manifest {
    let parts = cx.parts();
    let wasm = cx.settings.wasm;
    let wanted =
        |file: &&RuntimeFile| parts.contains(&file.part) && (wasm || file.target != Target::Wasm);
    // A client for one target does not tell targets apart.
    let placed = |file: &RuntimeFile| RuntimeFile {
        target: if wasm { file.target } else { Target::Any },
        ..*file
    };
    let runtime: Vec<RuntimeFile> = FILES.iter().filter(wanted).map(placed).collect();
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
        dependencies: dependencies(&runtime),
        runtime,
    }
}

/// What files of the runtime depend on.
fn dependencies(runtime: &[RuntimeFile]) -> Vec<Dependency> {
    let used: BTreeSet<&str> = runtime
        .iter()
        .flat_map(|file| file.dependencies)
        .copied()
        .collect();
    let dependencies = DEPENDENCIES.iter();
    let dependencies = dependencies.filter(|dependency| used.contains(dependency.name));
    dependencies.copied().collect()
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
    /// The parts of the runtime that the output uses.
    fn parts(&self) -> Vec<Part> {
        let mut parts = vec![Part::Core];
        let used = self
            .api
            .types
            .iter()
            .filter(|(id, _)| self.facts.usage(*id).out || self.facts.usage(*id).incoming);
        for (_, def) in used {
            match &def.kind {
                TypeKind::Object(object) => {
                    object
                        .fields
                        .iter()
                        .map(|field| &field.ty)
                        .chain(&object.additional)
                        .for_each(|ty| self.add_parts(ty, &mut parts));
                }
                TypeKind::Union(union) => {
                    parts.push(Part::Unions);
                    union
                        .variants
                        .iter()
                        .for_each(|variant| self.add_parts(&variant.ty, &mut parts));
                }
                TypeKind::Responses(responses) => {
                    parts.push(Part::Responses);
                    responses
                        .iter()
                        .for_each(|response| self.add_reply_parts(&response.reply, &mut parts));
                }
                TypeKind::Alias(ty) => self.add_parts(ty, &mut parts),
                TypeKind::Enum(_) => {}
            }
        }
        self.api
            .operations
            .iter()
            .for_each(|operation| self.add_operation_parts(operation, &mut parts));
        self.add_webhook_parts(&mut parts);
        parts
    }

    fn add_operation_parts(&self, operation: &Operation, parts: &mut Vec<Part>) {
        let parameters = operation
            .path_parameters
            .iter()
            .chain(&operation.parameters);
        parameters.for_each(|parameter| self.add_parts(&parameter.ty, parts));
        self.add_reply_parts(&operation.reply, parts);
        if operation.pages.is_some() {
            parts.extend([Part::Pointers, Part::Pages]);
        }
        if let Some(stream) = &operation.stream {
            parts.extend([Part::Incoming, Part::Pointers, Part::Streams]);
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
                parts.extend([Part::Multipart, Part::Incoming, Part::ByteStreams]);
                self.add_parts(ty, parts);
            }
            Some(BodyKind::Bytes(_)) => parts.extend([Part::Incoming, Part::ByteStreams]),
            Some(BodyKind::Json(ty, _) | BodyKind::Form(ty, _)) => self.add_parts(ty, parts),
            Some(BodyKind::Text(_) | BodyKind::Nothing(_)) | None => {}
        }
    }

    fn add_reply_parts(&self, reply: &crate::ir::Reply, parts: &mut Vec<Part>) {
        match reply {
            crate::ir::Reply::Json(ty) | crate::ir::Reply::OptionalJson(ty) => {
                self.add_parts(ty, parts)
            }
            crate::ir::Reply::Bytes => parts.extend([Part::Incoming, Part::ByteStreams]),
            crate::ir::Reply::Redirect => parts.push(Part::Redirects),
            _ => {}
        }
    }

    pub(super) fn add_parts(&self, ty: &Type, parts: &mut Vec<Part>) {
        let formats = &self.settings.formats;
        match ty {
            Type::List(inner)
            | Type::Map(inner)
            | Type::Optional(inner)
            | Type::Expandable(inner) => self.add_parts(inner, parts),
            Type::Format(Format::DateTime) if formats.date_time == DateType::Chrono => {
                parts.push(Part::Dates)
            }
            Type::Format(Format::Date) if formats.date == DateType::Chrono => {
                parts.push(Part::Dates)
            }
            Type::Format(Format::Uuid) if formats.uuid == UuidType::Uuid => parts.push(Part::Uuids),
            Type::Format(Format::Byte) if formats.byte == ByteType::Base64 => {
                parts.push(Part::Base64)
            }
            Type::Format(Format::Uri) if formats.uri == UriType::Url => parts.push(Part::Urls),
            Type::Format(Format::Binary) => parts.push(Part::Multipart),
            Type::Format(Format::DecimalString | Format::DecimalNumber)
                if formats.decimal == DecimalType::RustDecimal =>
            {
                parts.push(Part::Decimals);
            }
            _ => {}
        }
    }
}
