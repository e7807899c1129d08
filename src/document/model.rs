//! OpenAPI in one normal form: what 2.0, 3.0, 3.1 and 3.2 have in common, in the words of 3.1.
//!
//! It borrows its text from the sources. Schemas live in one arena ([`Document::schemas`]) and name each other by
//! [`SchemaId`], so cycles are legal; everything else (parameters, responses, bodies, headers, path items) has had its
//! `$ref` followed by the reader and is here in place.

use super::extension::{ApiExtension, OperationExtension};
use crate::source::{Entry, Node, Span};
pub use crate::styles::Style;
use crate::work::Work;

/// A whole specification.
#[derive(Debug)]
pub struct Document<'s> {
    /// Where its operations are: the key `paths`, else its first line.
    pub span: Span,
    /// `info.title`
    pub title: &'s str,
    /// `info.version`
    pub version: &'s str,
    /// `info.description`
    pub description: Option<&'s str>,
    /// The API's servers; for 2.0 made of `schemes`, `host` and `basePath`.
    pub servers: Vec<Server<'s>>,
    /// The security of operations without their own; `None` if the specification declares none.
    pub security: Option<Vec<Requirement<'s>>>,
    /// `components.securitySchemes`
    pub security_schemes: Vec<SecurityScheme<'s>>,
    /// `tags`, with their `description`
    pub tags: Vec<Tag<'s>>,
    /// All operations: in the order of their paths, then from `get` to `trace`.
    pub operations: Vec<Operation<'s>>,
    /// `webhooks` (3.1), `x-webhooks`, and the operations' `callbacks`: what the provider sends to the user's server. Never calls.
    pub webhooks: Vec<Operation<'s>>,
    /// Every schema that was read, named and inline.
    pub schemas: Vec<Schema<'s>>,
    /// `components.schemas` / `definitions`: key and schema, in the order of the keys.
    pub components: Vec<(&'s str, SchemaId)>,
    /// `x-fetchwright` at the root.
    pub extension: ApiExtension<'s>,
    /// What everything that reads it may cost together.
    pub work: Work,
}

/// Index into [`Document::schemas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(pub u32);

/// A tag and what it is for.
#[derive(Debug)]
pub struct Tag<'s> {
    /// Its name.
    pub name: &'s str,
    /// Its `description`.
    pub description: Option<&'s str>,
}

/// A server; variables are in the URL as `{name}`.
#[derive(Clone, Debug)]
pub struct Server<'s> {
    /// URL, maybe relative, with `{variables}`. Owned, because 2.0 puts it together.
    pub url: String,
    /// What it is for.
    pub description: Option<&'s str>,
    /// The variables of the URL.
    pub variables: Vec<ServerVariable<'s>>,
    /// Its position.
    pub span: Span,
}

/// A variable of a server's URL.
#[derive(Clone, Debug)]
pub struct ServerVariable<'s> {
    /// Its name in the URL.
    pub name: &'s str,
    /// Its default.
    pub default: &'s str,
    /// Its values; empty where any may be.
    pub values: Vec<&'s str>,
    /// What it is for.
    pub description: Option<&'s str>,
}

/// One alternative: all of these schemes at once. Empty: no credentials.
pub type Requirement<'s> = Vec<RequiredScheme<'s>>;

/// A scheme that is required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredScheme<'s> {
    /// Its key in `components.securitySchemes`.
    pub name: &'s str,
    /// What its token has to allow; of a scheme without tokens, roles.
    pub scopes: Vec<&'s str>,
}

/// A way to authenticate.
#[derive(Clone, Debug)]
pub struct SecurityScheme<'s> {
    /// The key in `components.securitySchemes`.
    pub name: &'s str,
    /// How.
    pub kind: SecurityKind<'s>,
    /// For `http` and `basic`: the user that is always the same.
    pub user: Option<&'s str>,
    /// For `http` and `basic`: the password that is always the same.
    pub password: Option<&'s str>,
    /// What it is for.
    pub description: Option<&'s str>,
    /// Its position.
    pub span: Span,
    /// The OAuth flows of `oauth2`, in one form for all versions.
    pub flows: Vec<OAuthFlow<'s>>,
    /// `openIdConnectUrl`
    pub discovery_url: Option<&'s str>,
}

/// An OAuth flow of `oauth2`.
#[derive(Clone, Debug)]
pub struct OAuthFlow<'s> {
    /// Which one.
    pub kind: OAuthFlowKind,
    /// `authorizationUrl`
    pub authorization_url: Option<&'s str>,
    /// `deviceAuthorizationUrl`
    pub device_url: Option<&'s str>,
    /// `tokenUrl`
    pub token_url: Option<&'s str>,
    /// `refreshUrl`
    pub refresh_url: Option<&'s str>,
    /// `scopes`: name and `description`.
    pub scopes: Vec<(&'s str, &'s str)>,
}

/// The kinds of OAuth flows, in the words of 3.x.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words of OpenAPI")]
pub enum OAuthFlowKind {
    Implicit,
    Password,
    ClientCredentials,
    AuthorizationCode,
    DeviceAuthorization,
}

/// How a credential is sent.
#[derive(Clone, Debug)]
pub enum SecurityKind<'s> {
    /// `apiKey` in a header, the query or a cookie.
    ApiKey {
        /// header, query or cookie.
        location: Location,
        /// The header's, parameter's or cookie's name.
        name: &'s str,
        /// `x-fetchwright: {prefix: …}`: what the header's value begins with.
        prefix: Option<&'s str>,
    },
    /// `http` with scheme `basic`.
    Basic,
    /// `http` with scheme `bearer`.
    Bearer,
    /// `oauth2` and `openIdConnect`: a bearer token; the node of `flows` is kept.
    OAuth2 {
        /// `flows` as written.
        flows: Option<&'s Node>,
    },
    /// Anything else (`mutualTLS`, other `http` schemes), by name.
    Other(&'s str),
}

/// Where a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words of OpenAPI")]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// An operation, or what a webhook sends.
#[derive(Debug)]
pub struct Operation<'s> {
    /// `operationId`
    pub id: Option<&'s str>,
    /// Upper case: `GET`.
    pub method: String,
    /// The path template; for a webhook its key.
    pub path: &'s str,
    /// `summary`
    pub summary: Option<&'s str>,
    /// `description`
    pub description: Option<&'s str>,
    /// `tags`
    pub tags: Vec<&'s str>,
    /// `deprecated`
    pub deprecated: bool,
    /// Its own and its path item's parameters, the former winning; `in: body` and `formData` of 2.0 are in `body`.
    pub parameters: Vec<Parameter<'s>>,
    /// The header parameters `Accept`, `Content-Type` and `Authorization`: no arguments (3.1, 4.8.12.2), but some state what
    /// is to be sent.
    pub protocol_headers: Vec<Parameter<'s>>,
    /// `requestBody`
    pub body: Option<Body<'s>>,
    /// By status.
    pub responses: Vec<Response<'s>>,
    /// `security`, where it states something of its own. `Some(vec![])`: none.
    pub security: Option<Vec<Requirement<'s>>>,
    /// Its own or its path item's servers; empty: the API's.
    pub servers: Vec<Server<'s>>,
    /// `x-fetchwright`
    pub extension: OperationExtension<'s>,
    /// Where the operation is: its method's key.
    pub span: Span,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter<'s> {
    /// Its name on the wire.
    pub name: &'s str,
    /// path, query, header or cookie.
    pub location: Location,
    /// `required`; a path parameter always is.
    pub required: bool,
    /// `style`, or its location's default.
    pub style: Style,
    /// `explode`, or its style's default.
    pub explode: bool,
    /// `allowReserved`
    pub allow_reserved: bool,
    /// `content` with a JSON media type: the value is sent as JSON text.
    pub json: bool,
    /// Its schema; a string where it has none.
    pub schema: Option<SchemaId>,
    /// `description`
    pub description: Option<&'s str>,
    /// `deprecated`
    pub deprecated: bool,
    /// `example`, or the first of `examples`.
    pub example: Option<&'s Node>,
    /// Its position.
    pub span: Span,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body<'s> {
    /// `required`
    pub required: bool,
    /// `description`
    pub description: Option<&'s str>,
    /// By media type, in the order of their names, in 2.0 of the list.
    pub content: Vec<MediaType<'s>>,
    /// Its position.
    pub span: Span,
}

/// One kind of content.
#[derive(Clone, Debug)]
pub struct MediaType<'s> {
    /// `application/json; charset=utf-8` as written.
    pub name: &'s str,
    /// Its schema, where it has one.
    pub schema: Option<SchemaId>,
    /// `itemSchema` (3.2): the schema of each item of a stream.
    pub item_schema: Option<SchemaId>,
    /// `encoding` by property, for forms and multipart.
    pub encoding: Vec<Encoding<'s>>,
    /// `example`, or the first of `examples`.
    pub example: Option<&'s Node>,
    /// Its position.
    pub span: Span,
}

/// How one property of a form is written.
#[derive(Clone, Debug)]
pub struct Encoding<'s> {
    /// The property.
    pub property: &'s str,
    /// `contentType`
    pub content_type: Option<&'s str>,
    /// `style`, where it is given.
    pub style: Option<Style>,
    /// `explode`, where it is given.
    pub explode: Option<bool>,
}

/// What comes back.
#[derive(Clone, Debug)]
pub struct Response<'s> {
    /// For which statuses.
    pub status: Status,
    /// `description`
    pub description: Option<&'s str>,
    /// By media type, in the order of their names, in 2.0 of the list; empty: no body.
    pub content: Vec<MediaType<'s>>,
    /// The names of its headers.
    pub headers: Vec<&'s str>,
    /// Its position.
    pub span: Span,
}

/// The key of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// `404`
    Exact(u16),
    /// `4XX`: the first digit.
    Range(u8),
    /// `default`
    Default,
}

/// A schema; `$ref` keeps its siblings beside it, as 3.1 declares.
#[derive(Clone, Debug)]
pub struct Schema<'s> {
    /// The node it was read from, for what is not carried here (limits, extensions).
    pub node: &'s Node,
    /// The key in the components, where it is one.
    pub component: Option<&'s str>,
    /// What a `$ref` or a component of another kind calls it, where it is no component.
    pub origin: Option<String>,
    /// `$ref`
    pub reference: Option<Reference<'s>>,
    /// `false` as a schema: nothing is valid.
    pub never: bool,
    /// `type`: empty where anything goes. Contains `Null` for 3.1's `"null"` and 3.0's `nullable: true`.
    pub types: Vec<JsonType>,
    /// `null` is valid here: `nullable`, `x-nullable`, `"null"` among the types or `null` in the `enum`; also beside a
    /// `$ref` or an `allOf`, where `types` stays empty.
    pub nullable: bool,
    /// `format`
    pub format: Option<&'s str>,
    /// `title`
    pub title: Option<&'s str>,
    /// `description`
    pub description: Option<&'s str>,
    /// `default`
    pub default: Option<&'s Node>,
    /// `example`, or the first of `examples`.
    pub example: Option<&'s Node>,
    /// `enum`; empty where there is none.
    pub enumeration: Vec<&'s Node>,
    /// `const`
    pub constant: Option<&'s Node>,
    /// `deprecated`
    pub deprecated: bool,
    /// `readOnly`
    pub read_only: bool,
    /// `writeOnly`
    pub write_only: bool,
    /// `properties`, in the order of their names.
    pub properties: Vec<Property<'s>>,
    /// `required`
    pub required: Vec<&'s str>,
    /// `additionalProperties`
    pub additional: Additional,
    /// `items`
    pub items: Option<SchemaId>,
    /// `prefixItems`, or 3.0's `items` as an array.
    pub prefix_items: Vec<SchemaId>,
    /// `contentSchema`: what the JSON in a text states.
    pub content: Option<SchemaId>,
    /// `allOf`
    pub all_of: Vec<SchemaId>,
    /// `anyOf`
    pub any_of: Vec<SchemaId>,
    /// `oneOf`
    pub one_of: Vec<SchemaId>,
    /// `then`, `else` and `dependentSchemas`: what holds for some of the values.
    pub conditional: Vec<SchemaId>,
    /// `discriminator`
    pub discriminator: Option<Discriminator<'s>>,
}

/// A `$ref` between schemas.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'s> {
    /// As written.
    pub text: &'s str,
    /// The position of the text.
    pub span: Span,
    /// What it points at; `None` where that is missing or not a schema (reported where it is used).
    pub target: Option<SchemaId>,
    /// Why there is no target; `None` where there is one.
    pub broken: Option<Broken>,
}

/// Why a `$ref` leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Broken {
    /// There is no value.
    Missing,
    /// The file cannot be read.
    Unreadable,
    /// It is on another host.
    Remote,
    /// It leads to itself with nothing in between.
    Circular,
    /// It is a `$dynamicRef` that only has a meaning where another schema gives it one.
    Unbound,
}

/// A property of an object.
#[derive(Clone, Debug)]
pub struct Property<'s> {
    /// Its name on the wire.
    pub name: &'s str,
    /// Its schema.
    pub schema: SchemaId,
    /// The position of the key.
    pub span: Span,
}

/// `type`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words of JSON Schema")]
pub enum JsonType {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// `additionalProperties`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Additional {
    /// Not stated: allowed, and not kept where there are properties.
    Unspecified,
    /// `false`
    Denied,
    /// `true` or `{}`
    Any,
    /// Values of a schema.
    Of(SchemaId),
}

/// `discriminator`
#[derive(Clone, Debug)]
pub struct Discriminator<'s> {
    /// `propertyName`
    pub property: &'s str,
    /// `mapping`: value and schema; what cannot be found is left out with a warning.
    pub mapping: Vec<(&'s str, SchemaId)>,
    /// `defaultMapping` (3.2)
    pub default: Option<SchemaId>,
    /// Its position.
    pub span: Span,
}

impl<'s> Operation<'s> {
    /// The path as it is requested: without a fragment, which only distinguishes operations (`/#X-Amz-Target=…`), and
    /// without a query that holds variables, since these are query parameters. A fixed query (`/a?b=c`) stays.
    pub fn template(&self) -> &'s str {
        let path = match self.path.split_once('#') {
            Some((before, _)) => before.strip_suffix('{').unwrap_or(before),
            None => self.path,
        };
        match path.split_once('?') {
            Some((before, query)) if query.contains(['{', '}']) => {
                before.strip_suffix('{').unwrap_or(before)
            }
            _ => path,
        }
    }
}

impl<'s> Schema<'s> {
    /// How 3.0 declares "or null" beside a reference: `{nullable: true}` alone, and `{type: object, nullable: true}` in
    /// specifications that are made from OData.
    pub fn is_nullable_and_no_more(&self) -> bool {
        let entries = self
            .node
            .as_object()
            .map_or(&[][..], |object| object.entries());
        let is_typed = self.types.as_slice() == [JsonType::Object, JsonType::Null];
        let is_null = |entry: &Entry| match &*entry.key {
            "nullable" => entry.node.as_bool() == Some(true),
            "type" => is_typed,
            "title" | "description" => !is_typed,
            _ => false,
        };
        self.node.get("nullable").is_some() && entries.iter().all(is_null)
    }

    /// Whether it has no more than a `description` or an example. References are not followed.
    pub fn allows_everything(&self) -> bool {
        let annotations_only = self.types.is_empty()
            && self.enumeration.is_empty()
            && self.constant.is_none()
            && self.items.is_none()
            && self.format.is_none()
            && self.conditional.is_empty()
            && !self.never;
        let no_object = self.properties.is_empty() && !matches!(self.additional, Additional::Of(_));
        annotations_only
            && no_object
            && self.all_of.is_empty()
            && self.any_of.is_empty()
            && self.one_of.is_empty()
    }

    /// The name that it has wherever it is used.
    pub fn fixed_name(&self) -> Option<&str> {
        self.component.or(self.origin.as_deref())
    }

    /// An empty schema, so that anything is valid.
    pub fn any(node: &'s Node) -> Self {
        Schema {
            node,
            component: None,
            origin: None,
            reference: None,
            never: false,
            types: Vec::new(),
            nullable: false,
            format: None,
            title: None,
            description: None,
            default: None,
            example: None,
            enumeration: Vec::new(),
            constant: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            properties: Vec::new(),
            required: Vec::new(),
            additional: Additional::Unspecified,
            items: None,
            prefix_items: Vec::new(),
            content: None,
            conditional: Vec::new(),
            all_of: Vec::new(),
            any_of: Vec::new(),
            one_of: Vec::new(),
            discriminator: None,
        }
    }
}

impl<'s> Document<'s> {
    /// The schema of a component's key.
    pub fn component(&self, key: &str) -> Option<SchemaId> {
        self.components
            .iter()
            .find(|(known, _)| *known == key)
            .map(|(_, id)| *id)
    }

    /// The schema of an id; `None` only for an id of another document.
    pub fn schema(&self, id: SchemaId) -> Option<&Schema<'s>> {
        self.schemas.get(id.0 as usize)
    }
}
