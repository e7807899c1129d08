//! Types: what is sent and what comes back.
//!
//! They live in one arena and name each other by [`TypeId`], so cycles are legal.

use std::hash::{Hash, Hasher};

use super::{ResponseBody, Status};
pub use crate::formats::Format;
use crate::source::Span;

/// A type of the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u32);

/// The arena of types.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Types(pub Vec<TypeDef>);

impl Types {
    /// A type by its id.
    pub fn get(&self, id: TypeId) -> Option<&TypeDef> {
        self.0.get(id.0 as usize)
    }

    /// All types with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        self.0
            .iter()
            .enumerate()
            .map(|(index, def)| (TypeId(index as u32), def))
    }
}

/// A type that gets a name.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDef {
    /// Where its name comes from.
    pub name: NameSource,
    /// Its `description`.
    pub docs: Option<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// What it is.
    pub kind: TypeKind,
    /// Where it was described.
    pub span: Span,
    /// Values that the specification allows; none unless tests are wanted.
    pub samples: TypeSamples,
}

/// Values of a type as JSON text, by the way they go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TypeSamples {
    /// What is sent.
    pub out: Vec<String>,
    /// What comes in.
    pub incoming: Vec<String>,
}

/// Where a type's name comes from, the best first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NameSource {
    /// The key of a component.
    Component(String),
    /// An inline schema.
    Inline {
        /// The words that it is named after, from the outermost inwards.
        words: Vec<String>,
        /// The way to it from its operation or component; for a clash.
        path: Vec<String>,
    },
}

/// What a named type is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TypeKind {
    /// An object with known fields.
    Object(Object),
    /// An open set of values.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Alias(Type),
    /// Several success types of one operation, by status.
    Responses(Vec<ResponseVariant>),
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Object {
    /// Its fields: the required ones in the order of `required`, the others in the order of their names.
    pub fields: Vec<Field>,
    /// Required properties with only one value: sent always, never looked at.
    pub constants: Vec<(String, Constant)>,
    /// The type of what comes beside the fields, if the specification contains it.
    pub additional: Option<Type>,
}

/// A fixed value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the types of JSON")]
pub enum Constant {
    String(String),
    Integer(i128),
    Bool(bool),
}

impl std::fmt::Display for Constant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Constant::String(text) => f.write_str(text),
            Constant::Integer(number) => number.fmt(f),
            Constant::Bool(value) => value.fmt(f),
        }
    }
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// Its name on the wire.
    pub wire: String,
    /// Its type, null aside.
    pub ty: Type,
    /// Whether it must be there.
    pub required: bool,
    /// Whether null is one of its values.
    pub nullable: bool,
    /// Whether only responses have it.
    pub read_only: bool,
    /// Whether only requests have it.
    pub write_only: bool,
    /// Its `description`, with its default.
    pub docs: Option<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The position of its schema.
    pub position: Position,
}

/// Where something is. Two things are the same wherever they are, so it takes no part in comparisons.
#[derive(Clone, Copy, Debug, Default)]
pub struct Position(pub Option<Span>);

impl PartialEq for Position {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Position {}

impl Hash for Position {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// An open enum: values that are known, and any other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Enum {
    /// The values in order, each once.
    pub values: Vec<EnumValue>,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EnumValue {
    /// The value; all of an enum are strings or all are integers.
    pub wire: Constant,
    /// A name that the specification gives it (`x-enum-varnames`).
    pub name: Option<String>,
    /// Its `description`.
    pub docs: Option<String>,
}

/// One of several types.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Union {
    /// The variants in the order in which they are tried.
    pub variants: Vec<Variant>,
}

/// A variant of a union.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Variant {
    /// What it may be called: a title, a tag's value; else the type's own name.
    pub name: Option<String>,
    /// What it holds.
    pub ty: Type,
    /// How it is recognised.
    pub decide: VariantMatcher,
}

/// How a variant is recognised in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum VariantMatcher {
    /// An object whose `field` is one of `values`.
    Tag {
        /// The property.
        field: String,
        /// Its values.
        values: Vec<String>,
    },
    /// An object that has all these keys.
    Has(Vec<String>),
    /// By its JSON type.
    Json(JsonKind),
    /// An object whose property is of a JSON type.
    Typed {
        /// The property.
        field: String,
        /// Its type.
        kind: JsonKind,
    },
    /// A list whose items are recognised so.
    Items(Box<VariantMatcher>),
    /// An object whose values are recognised so.
    Values(Box<VariantMatcher>),
    /// It cannot be distinguished from the others: for sending only.
    Never,
}

/// A type of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the types of JSON")]
pub enum JsonKind {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
}

/// A success of an operation that has several.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ResponseVariant {
    /// The status, or `2XX`.
    pub status: Status,
    /// What its body is.
    pub response_body: ResponseBody,
}

/// A type where it is used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Any JSON, kept as text.
    Json,
    /// A string.
    String,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer(Width),
    /// A number: 32 bits where the specification declares `float`.
    Float {
        /// 32 or 64 bits.
        single: bool,
    },
    /// A string or number with a meaning.
    Format(Format),
    /// A list.
    List(Box<Type>),
    /// A map by string.
    Map(Box<Type>),
    /// An item that may be null.
    Optional(Box<Type>),
    /// An id, or the object itself where it was asked for.
    Expandable(Box<Type>),
    /// A type of the arena.
    Named(TypeId),
}

/// How wide an integer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words of the format registry")]
pub enum Width {
    I32,
    I64,
    U32,
    U64,
    /// What a limit or a listed value needs that 64 bits do not hold.
    I128,
}

impl Type {
    /// Every type of the arena that this one mentions, in order.
    pub fn mentions(&self, visit: &mut dyn FnMut(TypeId)) {
        match self {
            Type::Named(id) => visit(*id),
            Type::List(inner)
            | Type::Map(inner)
            | Type::Optional(inner)
            | Type::Expandable(inner) => inner.mentions(visit),
            Type::Json
            | Type::String
            | Type::Bool
            | Type::Integer(_)
            | Type::Float { .. }
            | Type::Format(_) => {}
        }
    }

    /// The same, and may put others in their place.
    pub fn each_named(&mut self, visit: &mut dyn FnMut(&mut TypeId)) {
        match self {
            Type::Named(id) => visit(id),
            Type::List(inner)
            | Type::Map(inner)
            | Type::Optional(inner)
            | Type::Expandable(inner) => inner.each_named(visit),
            Type::Json
            | Type::String
            | Type::Bool
            | Type::Integer(_)
            | Type::Float { .. }
            | Type::Format(_) => {}
        }
    }
}

impl TypeKind {
    /// Every type of the arena that this one mentions, in order.
    pub fn mentions(&self, visit: &mut dyn FnMut(TypeId)) {
        match self {
            TypeKind::Object(object) => {
                let fields = object.fields.iter().map(|field| &field.ty);
                let types = fields.chain(&object.additional);
                types.for_each(|ty| ty.mentions(visit));
            }
            TypeKind::Enum(_) => {}
            TypeKind::Union(union) => {
                let variants = union.variants.iter();
                variants.for_each(|variant| variant.ty.mentions(visit));
            }
            TypeKind::Alias(ty) => ty.mentions(visit),
            TypeKind::Responses(variants) => {
                let variants = variants.iter();
                variants.for_each(|variant| variant.response_body.mentions(visit));
            }
        }
    }

    /// The same, and may put others in their place.
    pub fn each_named(&mut self, visit: &mut dyn FnMut(&mut TypeId)) {
        match self {
            TypeKind::Object(object) => {
                let fields = object.fields.iter_mut().map(|field| &mut field.ty);
                fields
                    .chain(&mut object.additional)
                    .for_each(|ty| ty.each_named(visit));
            }
            TypeKind::Enum(_) => {}
            TypeKind::Union(union) => union
                .variants
                .iter_mut()
                .for_each(|variant| variant.ty.each_named(visit)),
            TypeKind::Alias(ty) => ty.each_named(visit),
            TypeKind::Responses(variants) => variants
                .iter_mut()
                .for_each(|variant| variant.response_body.each_named(visit)),
        }
    }
}
