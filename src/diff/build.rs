//! A run of the pipeline to the surface of its client.

use std::collections::{BTreeSet, HashMap};

use super::limits;
use super::policies;
use super::rust_api::{self, RustApi, TypeItem};
use super::surface::{Body, Credential, Kind, Limits, Member, Operation, Surface, Type};
use crate::document::{self, SchemaId};
use crate::ir::{
    self, AuthKind, BodyKind, Constant, Field, Location, Parameter, TypeDef, TypeId, TypeKind,
    VariantMatcher,
};
use crate::names::{OperationNames, pascal};
use crate::pipeline::Client;
use crate::settings::{Layout, Settings};
use crate::source::Span;

/// What code can depend on in a client.
pub fn surface(client: Client<'_, '_, '_>, settings: &Settings) -> Surface {
    let schemas = &client.selection.document.schemas;
    let builder = Builder {
        client,
        settings,
        rust: rust_api::read(client.source),
        schemas: schemas
            .iter()
            .zip(0..)
            .map(|(schema, id)| (schema.node.span, SchemaId(id)))
            .collect(),
    };
    builder.surface()
}

struct Builder<'b, 'd, 's> {
    client: Client<'b, 'd, 's>,
    settings: &'b Settings,
    rust: RustApi,
    /// Schemas by their positions.
    schemas: HashMap<Span, SchemaId>,
}

impl Builder<'_, '_, '_> {
    fn surface(&self) -> Surface {
        let api = self.client.api;
        let declared: HashMap<Span, &document::Operation<'_>> = self
            .client
            .selection
            .operations()
            .map(|operation| (operation.span, operation))
            .collect();
        let operations: Vec<Operation> = api
            .operations
            .iter()
            .zip(&self.client.names.operations)
            .map(|(operation, names)| {
                self.operation(operation, names, declared.get(&operation.span).copied())
            })
            .collect();
        let mut types: Vec<Type> = api
            .types
            .iter()
            .filter_map(|(id, def)| self.named_type(id, def))
            .collect();
        types.extend(self.parameter_types());
        types.sort_by(|left, right| left.rust.cmp(&right.rust));
        types.dedup_by(|later, first| later.rust == first.rust);
        Surface {
            client: self
                .settings
                .name
                .clone()
                .unwrap_or_else(|| self.client.source.manifest.name.clone()),
            features: self.features(&operations),
            operations,
            types,
            events: self.events(),
            webhook_scheme: api
                .webhooks
                .as_ref()
                .map(|hooks| format!("{:?}", hooks.scheme)),
            credentials: api.auth.iter().map(credential).collect(),
            servers: api.servers.iter().map(ir::Server::default_url).collect(),
            server_names: self.rust.servers.clone(),
            scopes: self.scopes(),
            policies: policies::of_api(api, self.settings),
            headers: api.headers.clone(),
            functions: self.rust.functions.clone(),
        }
    }

    /// A crate with several modules of operations has a feature for each.
    fn features(&self, operations: &[Operation]) -> Vec<String> {
        let modules: BTreeSet<&str> = operations
            .iter()
            .map(|operation| &*operation.module)
            .collect();
        if self.settings.layout == Layout::Crate && modules.len() > 1 {
            modules.into_iter().map(str::to_owned).collect()
        } else {
            Vec::new()
        }
    }

    fn operation(
        &self,
        operation: &ir::Operation,
        names: &OperationNames,
        declared: Option<&document::Operation<'_>>,
    ) -> Operation {
        let api = self.client.api;
        let method = self.rust.methods.get(&names.method);
        let call = method.map_or(&[][..], |method| &method.call);
        let inside = |text: &String| {
            let inner = text
                .split_once('<')
                .and_then(|(_, rest)| rest.strip_suffix('>'));
            inner.unwrap_or(text).to_owned()
        };
        Operation {
            method: operation.method.clone(),
            path: operation.path.clone(),
            id: operation.id.clone(),
            rust: names.method.clone(),
            module: names.module.clone(),
            arguments: method
                .map(|method| method.arguments.clone())
                .unwrap_or_default(),
            result: call.first().cloned().unwrap_or_default(),
            items: call.get(2).map(inside),
            parameters_type: names.parameters_type.clone(),
            path_parameters: operation
                .path_parameters
                .iter()
                .zip(&names.arguments)
                .map(|(parameter, name)| {
                    let arguments = method.map_or(&[][..], |method| &method.arguments);
                    let ty = arguments.iter().find(|(known, _)| known == name);
                    let ty = ty.map(|(_, ty)| ty.clone()).unwrap_or_default();
                    self.parameter(parameter, name, ty)
                })
                .collect(),
            body: operation.body.as_ref().map(|body| {
                self.body(
                    body,
                    method.map_or(&[], |method| &method.arguments),
                    declared,
                )
            }),
            errors: operation
                .errors
                .iter()
                .map(|(status, ty)| (status.to_string(), self.type_text(ty)))
                .collect(),
            security: operation
                .security
                .as_ref()
                .or(api.security.as_ref())
                .cloned(),
            scopes: declared
                .map(|declared| policies::scopes(self.client.selection.document, declared))
                .unwrap_or_default(),
            policies: policies::of_operation(operation, &api.policies.idempotency),
            server: operation.server.clone(),
            deprecated: operation.deprecated,
            position: Some(operation.span),
        }
    }

    fn body(
        &self,
        body: &ir::Body,
        arguments: &[(String, String)],
        declared: Option<&document::Operation<'_>>,
    ) -> Body {
        let (kind, media) = match &body.kind {
            BodyKind::Json(_, media) => (
                "json",
                media
                    .clone()
                    .unwrap_or_else(|| "application/json".to_owned()),
            ),
            BodyKind::Form(_, format) => (
                "urlencoded",
                format!(
                    "{}{}",
                    format
                        .whole
                        .as_deref()
                        .unwrap_or("application/x-www-form-urlencoded"),
                    styles(&format.styles)
                ),
            ),
            BodyKind::Multipart(_, types) => (
                "multipart",
                format!(
                    "{}{}{}",
                    types.whole.as_deref().unwrap_or("multipart/form-data"),
                    types
                        .properties
                        .iter()
                        .map(|(name, media)| format!("; {name}: {media}"))
                        .collect::<String>(),
                    styles(&types.styles)
                ),
            ),
            BodyKind::Text(names) | BodyKind::Bytes(names) => ("", names.join(", ")),
            BodyKind::Nothing(media) => ("", media.clone()),
        };
        let schema = declared
            .and_then(|operation| operation.body.as_ref())
            .and_then(|declared| {
                let of_kind = |media: &&document::MediaType<'_>| {
                    !kind.is_empty() && media.name.to_ascii_lowercase().contains(kind)
                };
                declared.content.iter().find(of_kind)?.schema
            });
        let ty = arguments.iter().find(|(name, _)| name == "body");
        Body {
            ty: ty.map(|(_, ty)| ty.clone()).unwrap_or_default(),
            required: body.required,
            media,
            limits: schema
                .map(|id| limits::of_schema(self.client.selection, id))
                .unwrap_or_default(),
        }
    }

    fn parameter(&self, parameter: &Parameter, name: &str, ty: String) -> Member {
        let location = match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        };
        let style = match (parameter.json, parameter.explode, parameter.allow_reserved) {
            (true, _, _) => "json".to_owned(),
            (false, explode, reserved) => format!(
                "{:?}{}{}",
                parameter.style,
                if explode { " explode" } else { "" },
                if reserved { " reserved" } else { "" }
            ),
        };
        Member {
            wire: format!("{location} {}", parameter.wire),
            rust: name.to_owned(),
            ty,
            required: parameter.required,
            deprecated: parameter.deprecated,
            style,
            limits: self.limits(parameter.position, &parameter.ty),
            position: parameter.position.0,
            ..Member::default()
        }
    }

    fn limits(&self, position: ir::Position, ty: &ir::Type) -> Limits {
        let id = position.0.and_then(|span| self.schemas.get(&span));
        let mut limits = id
            .map(|id| limits::of_schema(self.client.selection, *id))
            .unwrap_or_default();
        // What an enum or an object allows, its members state.
        if matches!(ty, ir::Type::Named(_)) {
            limits.retain(|(keyword, _)| keyword != "type");
        }
        limits
    }

    /// The structs of parameters, each once.
    fn parameter_types(&self) -> Vec<Type> {
        let mut found: HashMap<&str, Type> = HashMap::new();
        let operations = self.client.api.operations.iter();
        for (operation, names) in operations.zip(&self.client.names.operations) {
            let Some(name) = names.parameters_type.as_deref() else {
                continue;
            };
            let item = self.rust.types.get(name);
            found.entry(name).or_insert_with(|| Type {
                members: operation
                    .parameters
                    .iter()
                    .zip(&names.fields)
                    .map(|(parameter, field)| {
                        self.parameter(parameter, field, member_type(item, field))
                    })
                    .collect(),
                position: Some(operation.span),
                ..self.type_of(name, Kind::Parameters, item)
            });
        }
        found.into_values().collect()
    }

    fn type_of(&self, name: &str, kind: Kind, item: Option<&TypeItem>) -> Type {
        Type {
            rust: name.to_owned(),
            module: item.map(|item| item.module.clone()).unwrap_or_default(),
            kind,
            traits: item.map(|item| item.derives.clone()).unwrap_or_default(),
            constructor: item.and_then(|item| item.constructor.clone()),
            ..Type::default()
        }
    }

    /// A type of the arena; `None` for one that is not written.
    fn named_type(&self, id: TypeId, def: &TypeDef) -> Option<Type> {
        let name = self.client.names.of(id);
        let item = Some(self.rust.types.get(name)?);
        let members = self.client.names.members(id);
        let kind = match &def.kind {
            TypeKind::Object(_) => Kind::Object,
            TypeKind::Enum(_) => Kind::Enum,
            TypeKind::Union(_) => Kind::Union,
            TypeKind::Responses(_) => Kind::Responses,
            TypeKind::Alias(_) => Kind::Alias,
        };
        let mut ty = self.type_of(name, kind, item);
        let usage = self.client.facts.usage(id);
        let both = self.settings.tests;
        if !matches!(kind, Kind::Alias | Kind::Responses) {
            ty.traits
                .extend((usage.incoming || both).then(|| "Deserialize".to_owned()));
            ty.traits
                .extend((usage.out || both).then(|| "Serialize".to_owned()));
            ty.traits.sort();
        }
        if let ir::NameSource::Component(key) = &def.name {
            ty.component = Some(key.clone());
        }
        ty.position = Some(def.span);
        match &def.kind {
            TypeKind::Object(object) => {
                let written = |(_, name): &(&Field, &String)| {
                    item.is_some_and(|item| item.members.contains_key(*name))
                };
                ty.members = object
                    .fields
                    .iter()
                    .zip(members)
                    .filter(written)
                    .map(|(field, name)| self.field(field, name, item))
                    .collect();
                ty.constants = object
                    .constants
                    .iter()
                    .map(|(wire, value)| (wire.clone(), constant(value)))
                    .collect();
                ty.additional = object
                    .additional
                    .as_ref()
                    .map(|_| member_type(item, "additional"));
            }
            TypeKind::Enum(values) => {
                ty.members = values
                    .values
                    .iter()
                    .zip(members)
                    .map(|(value, name)| Member {
                        wire: constant(&value.wire),
                        rust: name.clone(),
                        ..Member::default()
                    })
                    .collect();
            }
            TypeKind::Union(union) => {
                ty.members = union
                    .variants
                    .iter()
                    .zip(members)
                    .map(|(variant, name)| Member {
                        wire: name.clone(),
                        rust: name.clone(),
                        ty: member_type(item, name),
                        style: matcher(&variant.decide),
                        ..Member::default()
                    })
                    .collect();
            }
            TypeKind::Responses(responses) => {
                ty.members = responses
                    .iter()
                    .zip(members)
                    .map(|(response, name)| Member {
                        wire: response.status.to_string(),
                        rust: name.clone(),
                        ty: member_type(item, name),
                        ..Member::default()
                    })
                    .collect();
            }
            TypeKind::Alias(_) => {
                ty.members = vec![Member {
                    ty: item.and_then(|item| item.alias.clone()).unwrap_or_default(),
                    ..Member::default()
                }];
            }
        }
        Some(ty)
    }

    fn field(&self, field: &Field, name: &str, item: Option<&TypeItem>) -> Member {
        Member {
            wire: field.wire.clone(),
            rust: name.to_owned(),
            ty: member_type(item, name),
            required: field.required,
            nullable: field.nullable,
            read_only: field.read_only,
            write_only: field.write_only,
            deprecated: field.deprecated,
            limits: self.limits(field.position, &field.ty),
            position: field.position.0,
            ..Member::default()
        }
    }

    /// The variants of `auth::Scope`, where the client has it.
    fn scopes(&self) -> Vec<Member> {
        let oauth = self.client.api.oauth.as_ref();
        let oauth = oauth.filter(|oauth| oauth.is_used(&self.settings.runtime_features));
        let scopes = oauth.into_iter().flat_map(|oauth| &oauth.scopes);
        scopes
            .zip(&self.client.names.scopes)
            .map(|(scope, name)| Member {
                wire: scope.wire.clone(),
                rust: name.clone(),
                ..Member::default()
            })
            .collect()
    }

    fn events(&self) -> Vec<Member> {
        let events = self
            .client
            .api
            .webhooks
            .iter()
            .flat_map(|hooks| &hooks.events);
        events
            .zip(&self.client.names.events)
            .map(|(event, name)| Member {
                wire: event.wire.clone(),
                rust: name.clone(),
                ty: self.type_text(&event.ty),
                ..Member::default()
            })
            .collect()
    }

    /// A type as it is written, near enough to find the named types in it.
    fn type_text(&self, ty: &ir::Type) -> String {
        let around = |outer: &str, inner: &ir::Type| format!("{outer}<{}>", self.type_text(inner));
        match ty {
            ir::Type::Named(id) => self.client.names.of(*id).to_owned(),
            ir::Type::List(inner) => around("Vec", inner),
            ir::Type::Map(inner) => format!("BTreeMap<String,{}>", self.type_text(inner)),
            ir::Type::Optional(inner) => around("Option", inner),
            ir::Type::Expandable(inner) => around("Expandable", inner),
            other => pascal(&format!("{other:?}")),
        }
    }
}

fn member_type(item: Option<&TypeItem>, name: &str) -> String {
    item.and_then(|item| item.members.get(name))
        .cloned()
        .unwrap_or_default()
}

fn styles(styles: &[ir::FormStyle]) -> String {
    let each = styles.iter().map(|style| {
        let explode = if style.explode { " explode" } else { "" };
        match style.json {
            true => format!("; {}: json", style.property),
            false => format!("; {}: {:?}{explode}", style.property, style.style),
        }
    });
    each.collect()
}

fn constant(value: &Constant) -> String {
    match value {
        Constant::String(text) => text.clone(),
        Constant::Integer(number) => number.to_string(),
        Constant::Bool(value) => value.to_string(),
    }
}

fn matcher(of: &VariantMatcher) -> String {
    match of {
        VariantMatcher::Tag { field, values } => format!("{field} = {}", values.join(" | ")),
        VariantMatcher::Has(keys) => format!("has {}", keys.join(", ")),
        VariantMatcher::Json(kind) => format!("{kind:?}").to_lowercase(),
        VariantMatcher::Typed { field, kind } => {
            format!("{field} is {}", format!("{kind:?}").to_lowercase())
        }
        VariantMatcher::Items(item) => format!("items: {}", matcher(item)),
        VariantMatcher::Values(value) => format!("values: {}", matcher(value)),
        VariantMatcher::Never => "never".to_owned(),
    }
}

fn credential(scheme: &ir::AuthScheme) -> Credential {
    let place = match &scheme.kind {
        AuthKind::Basic {
            user: None,
            password: None,
        } => "basic".to_owned(),
        AuthKind::Basic { user, password } => format!(
            "basic {}:{}",
            user.as_deref().unwrap_or("…"),
            password.as_deref().unwrap_or("…")
        ),
        AuthKind::Bearer => "bearer".to_owned(),
        AuthKind::ApiKey {
            location,
            name,
            prefix,
        } => format!(
            "{} {name} {}",
            format!("{location:?}").to_lowercase(),
            prefix.as_deref().unwrap_or_default()
        )
        .trim_end()
        .to_owned(),
    };
    Credential {
        wire: scheme.name.clone(),
        place,
    }
}
