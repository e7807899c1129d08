//! The API as plain data: operations, types, errors and credentials, with no trace of OpenAPI or Rust syntax.
//!
//! ```text
//! schema Customer {type: object, required: [id], properties: {id: string, email: string?}}
//!   → TypeDef { name: Component("Customer"), kind: Object { fields: [id: String required, email: String nullable] } }
//! ```
//!
//! Types live in one arena and name each other by [`TypeId`]; identifiers do not exist yet, only where a name may come
//! from ([`NameSource`]). Invariants: every `TypeId` in an [`Api`] is valid; `allOf` is gone; a union says how each of its
//! variants is recognised; everything here can be printed and compared.

pub mod lower;
mod policies;

pub use policies::{LimitRules, OperationPolicies, Policies, Reset, RetryRules};

pub use fetchwright_runtime::webhooks::Scheme;

use crate::source::Place;

/// A whole API.
#[derive(Clone, Debug, PartialEq)]
pub struct Api {
    /// `info.title`
    pub title: String,
    /// `info.version`
    pub version: String,
    /// `info.description`
    pub description: Option<String>,
    /// Where it is served; the first is the default.
    pub servers: Vec<Server>,
    /// The credentials it knows.
    pub auth: Vec<AuthScheme>,
    /// What an operation needs that does not say otherwise; `None` where the description says nothing.
    pub security: Option<Vec<Vec<String>>>,
    /// Tags with a description.
    pub tags: Vec<(String, Option<String>)>,
    /// The calls.
    pub operations: Vec<Operation>,
    /// The types.
    pub types: Types,
    /// Types that are wanted for themselves: raw JSON may be decoded as them.
    pub wanted: Vec<TypeId>,
    /// What the types do not say although the description does.
    pub losses: Losses,
    /// Where an error body holds what.
    pub error_shape: ErrorShape,
    /// What it says of requests that are sent again, or too often.
    pub policies: Policies,
    /// Names of properties and parameters whose values nobody should read, beside those whose type says so.
    pub secrets: Vec<String>,
    /// What the provider sends, where it is known how that is signed.
    pub webhooks: Option<Webhooks>,
}

/// What a provider sends.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhooks {
    /// How it is signed.
    pub scheme: Scheme,
    /// The events, each name once.
    pub events: Vec<Event>,
}

/// An event that a provider sends.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name on the wire: `checkout.session.completed`.
    pub wire: String,
    /// What it holds.
    pub ty: Type,
    /// Where in the delivery that stands, as a JSON pointer; empty: it is all of it.
    pub object: String,
    /// What it means.
    pub docs: Option<String>,
}

/// What the types do not say although the description does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// Properties and parameters that keep raw JSON although their schema says more.
    pub raw_properties: usize,
    /// Bodies of requests and answers that keep raw JSON although their schema says more.
    pub raw_bodies: usize,
    /// Errors whose described body has no type: it is no JSON.
    pub untyped_errors: usize,
    /// Unions with a variant that is only known when it is sent.
    pub raw_unions: usize,
}

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
        self.0.iter().enumerate().map(|(index, def)| (TypeId(index as u32), def))
    }
}

/// A type that gets a name.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDef {
    /// Where its name comes from.
    pub name: NameSource,
    /// Its description.
    pub docs: Option<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// What it is.
    pub kind: TypeKind,
    /// Where it was described.
    pub place: Place,
    /// Values that the description allows; none unless tests are wanted.
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
    /// The way to an inline schema, from the outermost name inwards; one for each place that shares the type.
    Places(Vec<Vec<String>>),
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
    /// Its fields in the order of the description.
    pub fields: Vec<Field>,
    /// Required properties with only one value: sent always, never looked at.
    pub constants: Vec<(String, Constant)>,
    /// The type of what comes beside the fields, where the description says so.
    pub additional: Option<Type>,
}

/// A fixed value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the types of JSON")]
pub enum Constant {
    String(String),
    Integer(i64),
    Bool(bool),
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
    /// Whether only answers have it.
    pub read_only: bool,
    /// Whether only requests have it.
    pub write_only: bool,
    /// Its description, with its default.
    pub docs: Option<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
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
    /// A name that the description gives it (`x-enum-varnames`).
    pub name: Option<String>,
    /// Its description.
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
    pub decide: Decide,
}

/// How a variant is recognised in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Decide {
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
    /// It cannot be told from the others: for sending only.
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
    /// The status.
    pub status: u16,
    /// What its body is.
    pub reply: Reply,
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
    /// A number: 32 bits where the description says `float`.
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
}

/// Formats with a type of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// RFC 3339 date and time.
    DateTime,
    /// RFC 3339 full-date.
    Date,
    /// RFC 4122 UUID.
    Uuid,
    /// URI.
    Uri,
    /// Base64.
    Byte,
    /// Raw bytes: a file in a form, a whole body.
    Binary,
    /// A secret.
    Password,
    /// A decimal number as a string.
    DecimalString,
    /// A decimal number.
    DecimalNumber,
}

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The words its method is named from: the config's name, the `operationId`, or method and path.
    pub name: String,
    /// Upper case.
    pub method: String,
    /// The template as the description writes it.
    pub path: String,
    /// Its first tag.
    pub tag: Option<String>,
    /// `summary`
    pub summary: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The path's parameters, in its order.
    pub path_parameters: Vec<Parameter>,
    /// Query, header and cookie parameters.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// What comes back.
    pub reply: Reply,
    /// How its pages follow each other, where what comes back is a page of a list.
    pub pages: Option<Pages>,
    /// What comes item by item, where it can.
    pub stream: Option<Streaming>,
    /// Error bodies by status.
    pub errors: Vec<(Status, Type)>,
    /// Its own alternatives of credentials.
    pub security: Option<Vec<Vec<String>>>,
    /// Its own server.
    pub server: Option<String>,
    /// Where it differs in what is sent again.
    pub policies: OperationPolicies,
    /// Where it stands.
    pub place: Place,
    /// Values for one call of it; none unless tests are wanted.
    pub samples: Option<OperationSamples>,
}

/// Values for a call of an operation, in the order of its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct OperationSamples {
    /// For the path's parameters.
    pub path: Vec<Sample>,
    /// For query, header and cookie parameters.
    pub parameters: Vec<Sample>,
    /// For the body.
    pub body: Option<Sample>,
}

/// A value twice, as JSON text.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// With what must be there.
    pub required: String,
    /// With what may be there too.
    pub all: String,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Parameter {
    /// Its name on the wire.
    pub wire: String,
    /// Where it goes.
    pub location: Location,
    /// OpenAPI's style.
    pub style: Style,
    /// OpenAPI's explode.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Whether its value is JSON text.
    pub json: bool,
    /// Whether it must be there.
    pub required: bool,
    /// Its type.
    pub ty: Type,
    /// Its description, with its default.
    pub docs: Option<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words of OpenAPI")]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// How a value that is no plain text is written: OpenAPI's `style`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words of OpenAPI")]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

/// For which statuses a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// `404`
    Exact(u16),
    /// `4XX`: the first digit.
    Range(u8),
    /// Any that no other is for.
    Default,
}

/// A request body.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Whether there must be one.
    pub required: bool,
    /// How it is written.
    pub kind: BodyKind,
}

/// How a body is written.
#[derive(Clone, Debug, PartialEq)]
pub enum BodyKind {
    /// JSON, with the media type where it is not `application/json`.
    Json(Type, Option<String>),
    /// `application/x-www-form-urlencoded`, and the properties with a style of their own.
    Form(Type, Vec<FormStyle>),
    /// Several parts, each by the field's type.
    Multipart(Type, PartTypes),
    /// Text of a media type.
    Text(String),
    /// Bytes of a media type.
    Bytes(String),
}

/// The media types of a body of several parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartTypes {
    /// The body's, where it is not `multipart/form-data`.
    pub whole: Option<String>,
    /// Those of properties that do not have the usual one for their type.
    pub properties: Vec<(String, String)>,
}

/// A form's property that is not written with brackets.
#[derive(Clone, Debug, PartialEq)]
pub struct FormStyle {
    /// The property.
    pub property: String,
    /// Its style.
    pub style: Style,
    /// Whether each item stands by itself.
    pub explode: bool,
    /// Whether it is JSON text instead.
    pub json: bool,
}

/// How the pages of a list follow each other. Places in a page are JSON pointers.
#[derive(Clone, Debug, PartialEq)]
pub struct Pages {
    /// Where its items are; empty: the page is the list.
    pub items: String,
    /// The type of an item.
    pub item: Type,
    /// How the next one is asked for.
    pub next: NextPage,
    /// Where it says whether another one follows.
    pub more: Option<String>,
}

/// How the next page is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum NextPage {
    /// By the id of the last item.
    LastId {
        /// The query parameter.
        parameter: String,
        /// The query parameter that asks for the page before an id.
        backwards: Option<String>,
        /// Where an item holds its id.
        id: String,
    },
    /// By a token that the page holds.
    Token {
        /// The query parameter.
        parameter: String,
        /// Where the page holds it.
        at: String,
    },
    /// At a URL that the page holds here.
    Url(String),
    /// At the URL of the header `Link` (RFC 8288).
    Link,
    /// By the number of items before it.
    Offset {
        /// The query parameter.
        parameter: String,
    },
    /// By its number.
    Number {
        /// The query parameter.
        parameter: String,
        /// The number of the first page.
        first: u64,
    },
}

/// An answer that comes item by item.
#[derive(Clone, Debug, PartialEq)]
pub struct Streaming {
    /// How the items stand in it.
    pub framing: Framing,
    /// The type of an item; `None` for events whose data is not described.
    pub item: Option<Type>,
    /// The property of the body that asks for it.
    pub asked_by: Option<String>,
}

/// How the items of a stream are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events (WHATWG HTML, section 9.2).
    Events,
    /// A line of JSON each.
    Lines,
}

/// What an operation gives.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reply {
    /// No body, or none that is described.
    Empty,
    /// JSON.
    Json(Type),
    /// JSON, or no body at all.
    OptionalJson(Type),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Several, by status: a [`TypeKind::Responses`].
    ByStatus(TypeId),
}

/// A server.
#[derive(Clone, Debug, PartialEq)]
pub struct Server {
    /// URL with `{variables}`.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// Name, default, values, description.
    pub variables: Vec<ServerVariable>,
}

/// A variable of a server's URL.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerVariable {
    /// Its name.
    pub name: String,
    /// Its default.
    pub default: String,
    /// Its values, where they are given.
    pub values: Vec<String>,
    /// What it is for.
    pub description: Option<String>,
}

/// A credential that the API knows.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthScheme {
    /// Its key in the description.
    pub name: String,
    /// How it is sent.
    pub kind: AuthKind,
    /// What it is for.
    pub description: Option<String>,
}

/// How a credential is sent.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the words of OpenAPI")]
pub enum AuthKind {
    ApiKey { location: Location, name: String },
    Basic,
    Bearer,
}

/// Where an error body holds its parts, by the part's name in the runtime: JSON pointers, tried in order, and names of
/// headers. A part that is not there is where most APIs have it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ErrorShape(pub Vec<(&'static str, Vec<String>)>);

impl Type {
    /// Every type of the arena that this one mentions, in order.
    pub fn each_named(&mut self, visit: &mut dyn FnMut(&mut TypeId)) {
        match self {
            Type::Named(id) => visit(id),
            Type::List(inner) | Type::Map(inner) | Type::Optional(inner) | Type::Expandable(inner) => {
                inner.each_named(visit)
            }
            Type::Json | Type::String | Type::Bool | Type::Integer(_) | Type::Float { .. } | Type::Format(_) => {}
        }
    }
}

impl TypeKind {
    /// Every type of the arena that this one mentions, in order.
    pub fn each_named(&mut self, visit: &mut dyn FnMut(&mut TypeId)) {
        match self {
            TypeKind::Object(object) => {
                let fields = object.fields.iter_mut().map(|field| &mut field.ty);
                fields.chain(&mut object.additional).for_each(|ty| ty.each_named(visit));
            }
            TypeKind::Enum(_) => {}
            TypeKind::Union(union) => union.variants.iter_mut().for_each(|variant| variant.ty.each_named(visit)),
            TypeKind::Alias(ty) => ty.each_named(visit),
            TypeKind::Responses(variants) => variants.iter_mut().for_each(|variant| variant.reply.each_named(visit)),
        }
    }
}

impl Reply {
    /// Every type of the arena that this one mentions, in order.
    pub fn each_named(&mut self, visit: &mut dyn FnMut(&mut TypeId)) {
        match self {
            Reply::Json(ty) | Reply::OptionalJson(ty) => ty.each_named(visit),
            Reply::ByStatus(id) => visit(id),
            Reply::Empty | Reply::Text | Reply::Bytes => {}
        }
    }
}

impl Operation {
    /// Every type of the arena that this one mentions, in order.
    pub fn each_named(&mut self, visit: &mut dyn FnMut(&mut TypeId)) {
        let parameters = self.path_parameters.iter_mut().chain(&mut self.parameters);
        parameters.for_each(|parameter| parameter.ty.each_named(visit));
        if let Some(BodyKind::Json(ty, _) | BodyKind::Form(ty, _) | BodyKind::Multipart(ty, _)) =
            self.body.as_mut().map(|body| &mut body.kind)
        {
            ty.each_named(visit);
        }
        self.reply.each_named(visit);
        if let Some(pages) = &mut self.pages {
            pages.item.each_named(visit);
        }
        if let Some(item) = self.stream.as_mut().and_then(|stream| stream.item.as_mut()) {
            item.each_named(visit);
        }
        self.errors.iter_mut().for_each(|(_, ty)| ty.each_named(visit));
    }
}
