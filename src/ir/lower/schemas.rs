//! Schemas to types.

use std::collections::HashSet;

use super::merge::Merged;
use super::{Combined, Context, Lowering};
use crate::diagnostics::{Code, Diagnostic};
use crate::document::model::{Additional, JsonType, Schema, SchemaId};
use crate::formats::{Json, StringFormat};
use crate::ir::{
    Constant, Enum, EnumValue, Field, NameSource, Object, Position, Type, TypeDef, TypeId,
    TypeKind, TypeSamples, Width,
};
use crate::source::{Node, Value};
use crate::work::ITEM;
use heck::ToUpperCamelCase as _;

/// Schemas are followed so deep, one within the other. No specification is known to go a tenth as deep; the stack that
/// `generate` gives holds it in a debug build.
const DEEPEST: usize = 5_000;

/// So many types are put together from several schemas. Specifications have some hundreds; parts that contain each other
/// crosswise make a number that doubles with each of them.
const MOST_COMBINED: usize = 2_000;

impl<'s> Lowering<'_, 's> {
    /// The type of a schema, null aside (see [`Lowering::nullable`]).
    pub(super) fn type_of(&mut self, id: SchemaId, at: &Context) -> Type {
        let id = self.selection.target(id);
        if !self.selection.reaches(id) {
            return Type::Json; // the selection stops before it
        }
        if let Some(known) = self.done.get(&id) {
            return known.clone();
        }
        if self.depth >= DEEPEST {
            return self.raw(id, at, &format!("lies within {DEEPEST} others"));
        }
        if !self.open.insert(id) {
            return self.raw(id, at, "contains itself without an object in between");
        }
        let at = match self.schema(id).and_then(|schema| schema.fixed_name()) {
            Some(name) => Context::new(name),
            // What an `allOf` takes from a component is named after that, whoever asks first.
            None => match self.homes.get(&id) {
                Some(home) if home.path.first() != at.path.first() => home.clone(),
                _ => at.clone(),
            },
        };
        self.depth += 1;
        let ty = self.lower_schema(id, &at);
        self.depth -= 1;
        self.open.remove(&id);
        // What was lowered for a form means something else in JSON, where an empty string is a value.
        if !self.in_form || matches!(ty, Type::Named(_)) {
            self.done.insert(id, ty.clone());
        }
        ty
    }

    /// The type of an item of a list or map, which may be null.
    fn item_type(&mut self, id: SchemaId, at: &Context) -> Type {
        let ty = self.type_of(id, at);
        match self.nullable(id) && ty != Type::Json {
            true => Type::Optional(Box::new(ty)),
            false => ty,
        }
    }

    fn lower_schema(&mut self, id: SchemaId, at: &Context) -> Type {
        let Some(schema) = self.schema(id) else {
            return Type::Json;
        };
        if schema.reference.is_some() || schema.never {
            return Type::Json; // the reference leads nowhere; `resolve` has reported it
        }
        if let Some(subtypes) = self.subtypes(id, schema) {
            return self.base(id, &subtypes, at);
        }
        if !schema.all_of.is_empty() {
            return self.all_of(id, schema, at);
        }
        let is_union = !(schema.one_of.is_empty() && schema.any_of.is_empty());
        if is_union && self.has_typed_variant(schema) && self.variants_have_its_properties(schema) {
            return self.union(id, schema, at);
        }
        if let Some(ty) = self.enumeration(id, schema, at) {
            return ty;
        }
        self.by_json_type(id, schema, at)
    }

    fn by_json_type(&mut self, id: SchemaId, schema: &Schema<'s>, at: &Context) -> Type {
        let types: Vec<JsonType> = schema
            .types
            .iter()
            .copied()
            .filter(|ty| *ty != JsonType::Null)
            .collect();
        match types.as_slice() {
            [] if schema.properties.is_empty()
                && !matches!(schema.additional, Additional::Of(_)) =>
            {
                Type::Json
            }
            [] => self.object(id, at),
            [JsonType::Integer, JsonType::Number] | [JsonType::Number, JsonType::Integer] => {
                Type::Float { single: false }
            }
            [one] => self.of_json_type(*one, id, schema, at),
            _ => self.union_of_json_types(id, schema, &types, at),
        }
    }

    pub(super) fn of_json_type(
        &mut self,
        ty: JsonType,
        id: SchemaId,
        schema: &Schema<'s>,
        at: &Context,
    ) -> Type {
        match ty {
            JsonType::Null => Type::Json,
            JsonType::Boolean => Type::Bool,
            JsonType::Integer => integer(schema),
            JsonType::Number => number(schema.format),
            JsonType::String => string(schema.format),
            JsonType::Array if !schema.prefix_items.is_empty() => self.tuple(schema, at),
            JsonType::Array => match schema.items {
                Some(items) => Type::List(Box::new(self.item_type(items, &at.item()))),
                None => Type::List(Box::new(Type::Json)),
            },
            JsonType::Object => self.object(id, at),
        }
    }

    /// A tuple: a list where all of its items are of one type, and there are no others; else of raw JSON.
    fn tuple(&mut self, schema: &Schema<'s>, at: &Context) -> Type {
        let is_closed = |id: SchemaId| self.schema(id).is_some_and(|schema| schema.never);
        let most = schema.node.get("maxItems").and_then(Node::as_integer);
        let is_whole = most.is_some_and(|most| most <= schema.prefix_items.len() as i128);
        let rest = match schema.items {
            Some(items) if is_closed(items) => None,
            Some(items) => Some(items),
            None if is_whole => None,
            None => return Type::List(Box::new(Type::Json)),
        };
        let ids: Vec<SchemaId> = schema.prefix_items.iter().copied().chain(rest).collect();
        let mut types: Vec<Type> = Vec::new();
        for id in ids {
            let ty = self.item_type(id, &at.item());
            if !types.contains(&ty) {
                types.push(ty);
            }
        }
        let item = match types.as_slice() {
            [one] => one.clone(),
            _ => Type::Json,
        };
        Type::List(Box::new(item))
    }

    /// `allOf`: one part with a meaning is that part; several are an object with all their properties.
    fn all_of(&mut self, id: SchemaId, schema: &Schema<'s>, at: &Context) -> Type {
        let own = Schema {
            all_of: Vec::new(),
            types: Vec::new(),
            ..schema.clone()
        };
        let parts: Vec<SchemaId> = schema
            .all_of
            .iter()
            .copied()
            .filter(|part| self.has_content(*part))
            .collect();
        if own.allows_everything()
            && let [part] = parts.as_slice()
            && !self.requires_more(id, *part)
            && !self.is_variant_of(id, *part)
        {
            return self.type_of(*part, at);
        }
        if !self.merged(id).properties.is_empty() {
            return self.object(id, at);
        }
        // Beside parts that are no objects, its own words state more.
        if let Some(ty) = self.enumeration(id, schema, at) {
            return ty;
        }
        if matches!(schema.additional, Additional::Of(_)) {
            return self.object(id, at);
        }
        if schema.items.is_some() {
            return self.of_json_type(JsonType::Array, id, schema, at);
        }
        match parts.first() {
            Some(part) => self.type_of(*part, at),
            // The parts have limits and no types.
            None => self.by_json_type(id, schema, at),
        }
    }

    /// Whether a schema is one of those that another one may be: then it has that one's properties, and is not any of them.
    fn is_variant_of(&self, id: SchemaId, base: SchemaId) -> bool {
        let own = self.selection.target(id);
        let Some(base) = self.schema(base) else {
            return false;
        };
        let mapped = base
            .discriminator
            .iter()
            .flat_map(|discriminator| &discriminator.mapping)
            .map(|(_, id)| id);
        mapped
            .chain(&base.one_of)
            .chain(&base.any_of)
            .any(|variant| self.selection.target(*variant) == own)
    }

    /// Whether an `allOf` requires more properties of an object than the one part that describes it.
    fn requires_more(&self, id: SchemaId, part: SchemaId) -> bool {
        let is_union = |schema: &Schema<'s>| !schema.one_of.is_empty() || !schema.any_of.is_empty();
        let part_of = self.merged(part);
        !part_of.properties.is_empty()
            && self.schema(part).is_some_and(|schema| !is_union(schema))
            && self
                .merged(id)
                .required
                .iter()
                .any(|name| !part_of.required.contains(name))
    }

    /// An object: a map where it has no properties of its own.
    fn object(&mut self, id: SchemaId, at: &Context) -> Type {
        let merged = self.merged(id);
        if merged.properties.is_empty() {
            return match merged.additional {
                Some(Additional::Of(values)) => {
                    Type::Map(Box::new(self.item_type(values, &at.item())))
                }
                Some(Additional::Denied) => {
                    self.define(id, at, |_, _| TypeKind::Object(Object::default()))
                }
                _ => Type::Map(Box::new(Type::Json)),
            };
        }
        self.define(id, at, |lowering, at| {
            TypeKind::Object(lowering.fields(&merged, at))
        })
    }

    pub(super) fn fields(&mut self, merged: &Merged<'s>, at: &Context) -> Object {
        let mut object = Object::default();
        let required: HashSet<&str> = merged.required.iter().copied().collect();
        for (name, schema) in &merged.properties {
            if !self.selection.spend(ITEM, *schema) {
                break;
            }
            let required = required.contains(name);
            match self.constant(*schema) {
                Some(constant) if required && merged.is_certain(name) => {
                    object.constants.push(((*name).to_owned(), constant))
                }
                _ => {
                    let field = self.merged_field(merged, name, *schema, &at.child(name));
                    object.fields.push(Field { required, ..field });
                }
            }
        }
        object.fields.extend(merged.undescribed().map(undescribed));
        object.additional = match merged.additional {
            Some(Additional::Of(values)) => Some(self.item_type(values, &at.item())),
            Some(Additional::Any) => Some(Type::Json),
            _ => None,
        };
        object
    }

    /// An optional field of what is declared about a property.
    fn merged_field(
        &mut self,
        merged: &Merged<'s>,
        name: &str,
        schema: SchemaId,
        at: &Context,
    ) -> Field {
        let alternatives = merged.described_by(name, schema);
        if alternatives.len() > 1 {
            return self.field_of_any(name, &alternatives, at);
        }
        let details = self.details_of(merged, name, schema);
        if !details.is_empty() {
            let ty = self.detailed(schema, details, at);
            return self.field(name, schema, ty);
        }
        let ty = match (
            self.objects_of(merged, name, schema),
            self.items_of(merged, name, schema),
        ) {
            (Some(parts), _) => self.joint(&parts, schema, at),
            (None, Some(parts)) => Type::List(Box::new(self.joint(&parts, schema, &at.item()))),
            (None, None) => self.type_of(schema, at),
        };
        self.field(name, schema, ty)
    }

    /// A field that is any of several; what is declared about only some of them is not stated about it.
    fn field_of_any(&mut self, name: &str, alternatives: &[SchemaId], at: &Context) -> Field {
        let ty = self.any_of(alternatives, at);
        let fields: Vec<Field> = alternatives
            .iter()
            .map(|id| self.field(name, *id, ty.clone()))
            .collect();
        let all = |test: fn(&Field) -> bool| fields.iter().all(test);
        let (read_only, write_only) = (all(|field| field.read_only), all(|field| field.write_only));
        let (deprecated, nullable) = (
            all(|field| field.deprecated),
            fields.iter().any(|field| field.nullable),
        );
        let docs = fields.iter().find_map(|field| field.docs.clone());
        let wire = name.to_owned();
        Field {
            wire,
            ty,
            required: false,
            nullable,
            read_only,
            write_only,
            docs,
            deprecated,
            position: fields
                .first()
                .map(|field| field.position)
                .unwrap_or_default(),
        }
    }

    /// The type of an object of which variants declare more than it states itself. Where it states nothing, it may be none of them,
    /// and keeps what else it holds.
    fn detailed(&mut self, schema: SchemaId, details: Vec<SchemaId>, at: &Context) -> Type {
        let merged = self.merged_with(&[schema], &details);
        let is_bare = self.merged(schema).properties.is_empty();
        self.define_of(
            Combined::Detailed(schema, details),
            schema,
            at,
            |lowering| {
                let object = lowering.fields(&merged, at);
                let additional = object.additional.clone().or(is_bare.then_some(Type::Json));
                TypeKind::Object(Object {
                    additional,
                    ..object
                })
            },
        )
    }

    /// The type of an object that several parts of an `allOf` describe; its own words are those of the last.
    fn joint(&mut self, parts: &[SchemaId], last: SchemaId, at: &Context) -> Type {
        let merged = self.merged_of(parts);
        self.define_of(Combined::All(parts.to_vec()), last, at, |lowering| {
            TypeKind::Object(lowering.fields(&merged, at))
        })
    }

    /// Gives what several schemas are together its name, before it is looked into; its words are those of one of them.
    pub(super) fn define_of(
        &mut self,
        combined: Combined,
        words: SchemaId,
        at: &Context,
        kind: impl FnOnce(&mut Self) -> TypeKind,
    ) -> Type {
        if let Some(known) = self.combined.get(&combined) {
            return Type::Named(*known);
        }
        if self.combined.len() >= MOST_COMBINED {
            return self.raw(
                words,
                at,
                "is put together from several, as too many are before it",
            );
        }
        let id = TypeId(self.types.len() as u32);
        let Some(schema) = self.schema(words) else {
            return Type::Json;
        };
        self.types.push(TypeDef {
            name: at.name_source(),
            docs: schema.description.or(schema.title).map(str::to_owned),
            deprecated: schema.deprecated,
            kind: TypeKind::Alias(Type::Json),
            span: schema.node.span,
            samples: TypeSamples::default(),
        });
        self.combined.insert(combined, id);
        let kind = self.within_a_type(kind);
        if let Some(def) = self.types.get_mut(id.0 as usize) {
            def.kind = kind;
        }
        Type::Named(id)
    }

    fn field(&mut self, name: &str, id: SchemaId, ty: Type) -> Field {
        self.typing_gaps.raw_properties += usize::from(self.is_raw(id, &ty));
        let span = self.document.schemas.get(id.0 as usize);
        let target = self.schema(id);
        let any =
            |test: fn(&Schema<'s>) -> bool| span.is_some_and(test) || target.is_some_and(test);
        let write_only = any(|schema| schema.write_only);
        let ty = self.guarded(name, write_only, ty);
        Field {
            wire: name.to_owned(),
            nullable: self.nullable(id) && ty != Type::Json,
            ty,
            required: false,
            read_only: any(|schema| schema.read_only),
            write_only,
            docs: span.and_then(docs),
            deprecated: any(|schema| schema.deprecated),
            position: Position(span.map(|schema| schema.node.span)),
        }
    }

    /// The only value of a schema, where it has only one.
    pub(super) fn constant(&self, id: SchemaId) -> Option<Constant> {
        let schema = self.schema(id)?;
        let value = match (schema.constant, schema.enumeration.as_slice()) {
            (Some(value), _) => value,
            (None, [value]) => value,
            _ => return None,
        };
        if schema.types.contains(&JsonType::Null) {
            return None;
        }
        constant_of(value)
    }

    /// `enum`: an open set of strings or integers. A lone constant is a set of one.
    fn enumeration(&mut self, id: SchemaId, schema: &Schema<'s>, at: &Context) -> Option<Type> {
        let listed: Vec<&'s Node> = match schema.constant {
            Some(value) => vec![value],
            None => schema.enumeration.clone(),
        };
        let values: Vec<&'s Node> = listed
            .into_iter()
            .filter(|node| !matches!(node.value, Value::Null))
            .collect();
        let constants: Vec<Constant> = values.iter().filter_map(|node| constant_of(node)).collect();
        if constants.is_empty() || constants.len() != values.len() {
            return None;
        }
        let texts = constants
            .iter()
            .all(|value| matches!(value, Constant::String(_)));
        let integers = constants
            .iter()
            .all(|value| matches!(value, Constant::Integer(_)));
        if !texts && !integers {
            return None;
        }
        let constants = match self.selection.spend(ITEM * constants.len() as u64, id) {
            true => constants,
            false => Vec::new(),
        };
        let values = enum_values(constants, schema.node);
        Some(self.define(id, at, |_, _| TypeKind::Enum(Enum { values })))
    }

    /// Gives a schema its name before it is looked into, so that it may contain itself.
    pub(super) fn define(
        &mut self,
        id: SchemaId,
        at: &Context,
        kind: impl FnOnce(&mut Self, &Context) -> TypeKind,
    ) -> Type {
        let Some(schema) = self.schema(id) else {
            return Type::Json;
        };
        let name = match schema.fixed_name() {
            Some(component) => NameSource::Component(component.to_owned()),
            None => at.name_source(),
        };
        let type_id = TypeId(self.types.len() as u32);
        // A title of one word is a machine's name for the schema.
        let title = schema.title.filter(|title| title.trim().contains(' '));
        let docs = schema.description.or(title).map(str::to_owned);
        let placeholder = TypeKind::Alias(Type::Json);
        self.types.push(TypeDef {
            name,
            docs,
            deprecated: schema.deprecated,
            kind: placeholder,
            span: schema.node.span,
            samples: TypeSamples::default(),
        });
        self.done
            .insert(self.selection.target(id), Type::Named(type_id));
        self.described.push((type_id, id));
        let kind = self.within_a_type(|lowering| kind(lowering, at));
        if let Some(def) = self.types.get_mut(type_id.0 as usize) {
            def.kind = kind;
        }
        Type::Named(type_id)
    }

    /// Behind a type with a name nothing contains itself that did so before it.
    fn within_a_type<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let open = std::mem::take(&mut self.open);
        let done = work(self);
        self.open = open;
        done
    }

    /// Whether null is among a schema's values.
    pub(super) fn nullable(&self, id: SchemaId) -> bool {
        let beside = self
            .document
            .schemas
            .get(id.0 as usize)
            .is_some_and(|schema| schema.nullable);
        beside || self.is_nullable(id, &mut HashSet::new())
    }

    /// `seen` ends a cycle of `anyOf`s, and looks at each schema once.
    fn is_nullable(&self, id: SchemaId, seen: &mut HashSet<SchemaId>) -> bool {
        let Some(schema) = self
            .schema(id)
            .filter(|_| seen.insert(self.selection.target(id)))
        else {
            return false;
        };
        if schema.nullable || schema.types.contains(&JsonType::Null) {
            return true;
        }
        let mut takes_null = |id: &SchemaId| self.is_nullable(*id, seen) || self.unsets(*id);
        // A part that states nothing allows null as well.
        let mut parts = schema
            .all_of
            .iter()
            .filter(|part| self.has_content(**part))
            .peekable();
        schema.any_of.iter().any(&mut takes_null)
            || schema.one_of.iter().any(&mut takes_null)
            || (parts.peek().is_some() && parts.all(takes_null))
    }

    /// In a form, `enum: [""]` beside a value is how the value is unset: what null is in JSON.
    pub(super) fn unsets(&self, id: SchemaId) -> bool {
        self.in_form && self.constant(id) == Some(Constant::String(String::new()))
    }

    /// What diagnostics call the type of a schema: its component, or the way to it.
    pub(super) fn type_name(&self, id: SchemaId, at: &Context) -> String {
        let named = self.schema(id).and_then(|schema| schema.fixed_name());
        named.map_or_else(
            || at.words.join(" ").to_upper_camel_case(),
            ToString::to_string,
        )
    }

    /// Raw JSON, and a warning that states why.
    pub(super) fn raw(&mut self, id: SchemaId, at: &Context, why: &str) -> Type {
        if let Some(schema) = self.schema(id) {
            let name = self.type_name(id, at);
            let message = format!("the schema of `{name}` {why}; it is kept as raw JSON");
            self.diagnostics
                .report(Diagnostic::warning(Code::RawJson, message).at(schema.node.span));
        }
        Type::Json
    }
}

/// A required field without a schema. It is optional, because nobody has a value for a mistake.
fn undescribed(name: &str) -> Field {
    Field {
        wire: name.to_owned(),
        ty: Type::Json,
        required: false,
        nullable: false,
        read_only: false,
        write_only: false,
        docs: Some("Required, and not described.".to_owned()),
        deprecated: false,
        position: Position::default(),
    }
}

pub(super) fn constant_of(node: &Node) -> Option<Constant> {
    match &node.value {
        Value::String(text) => Some(Constant::String(text.to_string())),
        Value::Bool(value) => Some(Constant::Bool(*value)),
        Value::Number(_) => node.as_integer().map(Constant::Integer),
        _ => None,
    }
}

/// The values, each once, with the names and texts that some specifications contain under `x-enum-…`.
fn enum_values(constants: Vec<Constant>, node: &Node) -> Vec<EnumValue> {
    let names = extension_texts(node, &["x-enum-varnames", "x-enumNames"], constants.len());
    let docs = extension_texts(
        node,
        &["x-enum-descriptions", "x-enumDescriptions"],
        constants.len(),
    );
    let mut known = HashSet::new();
    let mut values: Vec<EnumValue> = Vec::with_capacity(constants.len());
    for (position, wire) in constants.into_iter().enumerate() {
        if known.insert(wire.clone()) {
            let name = names.get(position).map(|text| (*text).to_owned());
            let docs = docs.get(position).map(|text| (*text).to_owned());
            values.push(EnumValue { wire, name, docs });
        }
    }
    values
}

fn extension_texts<'n>(node: &'n Node, keys: &[&str], count: usize) -> Vec<&'n str> {
    let items = keys
        .iter()
        .find_map(|key| node.get(key))
        .and_then(Node::as_array)
        .unwrap_or_default();
    let texts: Vec<&str> = items.iter().filter_map(Node::as_str).collect();
    if texts.len() == count {
        texts
    } else {
        Vec::new()
    }
}

fn integer(schema: &Schema<'_>) -> Type {
    Type::Integer(match schema.format {
        Some("int32" | "int16" | "int8") => Width::I32,
        Some("uint32" | "uint16" | "uint8") => Width::U32,
        Some("uint64") => Width::U64,
        Some("int64") => Width::I64,
        _ => width(schema),
    })
}

/// What the limits and values of a schema need. `maximum: 9223372036854776000` is what becomes of 2^63 - 1 in JavaScript,
/// and as wide as that.
fn width(schema: &Schema<'_>) -> Width {
    const I64_ROUNDED: i128 = 9_223_372_036_854_776_000;
    const U64_ROUNDED: i128 = 18_446_744_073_709_552_000;
    let nodes = ["maximum", "minimum"]
        .into_iter()
        .filter_map(|limit| schema.node.get(limit))
        .chain(schema.example)
        .chain(schema.default)
        .chain(schema.constant)
        .chain(schema.enumeration.iter().copied());
    let numbers: Vec<i128> = nodes.filter_map(Node::as_integer).collect();
    let most = numbers.iter().copied().max().unwrap_or_default();
    let least = numbers.iter().copied().min().unwrap_or_default();
    if most <= i64::MAX.into() && least >= -I64_ROUNDED {
        Width::I64
    } else if most <= U64_ROUNDED && least >= 0 {
        Width::U64
    } else if most <= I64_ROUNDED && least >= -I64_ROUNDED {
        Width::I64
    } else {
        Width::I128
    }
}

fn number(format: Option<&str>) -> Type {
    match format {
        Some("float") => Type::Float { single: true },
        Some("int32") => Type::Integer(Width::I32),
        Some("int64") => Type::Integer(Width::I64),
        format => formatted(format, Json::Number).unwrap_or(Type::Float { single: false }),
    }
}

fn string(format: Option<&str>) -> Type {
    formatted(format, Json::String).unwrap_or(Type::String)
}

/// The type of a format that has one of its own.
fn formatted(format: Option<&str>, json: Json) -> Option<Type> {
    let row = StringFormat::named(format?, json)?;
    Some(Type::Format(row.format))
}

/// A `description`, and the default that the server assumes.
pub(super) fn docs(schema: &Schema<'_>) -> Option<String> {
    let default = schema
        .default
        .and_then(default_text)
        .map(|text| format!("Default: `{text}`."));
    match (schema.description, default) {
        (Some(description), Some(default)) => Some(format!("{description}\n\n{default}")),
        (Some(description), None) => Some(description.to_owned()),
        (None, default) => default,
    }
}

fn default_text(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) if text.contains(['`', '\n']) => None,
        Value::String(text) => Some(format!("\"{text}\"")),
        Value::Number(text) => Some(text.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
