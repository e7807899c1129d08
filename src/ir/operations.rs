//! Operations: what is called, with what, what comes back, and how else that can be read.

use std::fmt;

use super::{OperationPolicies, Position, Type, TypeId};
use crate::source::Span;
pub use crate::styles::Style;

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The words that its method and its types are named after.
    pub name: String,
    /// The `operationId`.
    pub id: Option<String>,
    /// Upper case.
    pub method: String,
    /// The template as the specification writes it.
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
    pub response_body: ResponseBody,
    /// How its pages follow each other, where what comes back is a page of a list.
    pub pages: Option<Pages>,
    /// What comes item by item, where it can.
    pub stream: Option<Streaming>,
    /// Error bodies by status.
    pub errors: Vec<(Status, Type)>,
    /// Its own alternatives of credentials.
    pub security: Option<Vec<Vec<String>>>,
    /// The scopes that a token needs for it: alternatives, each a set that is needed together.
    pub scopes: Vec<Vec<String>>,
    /// Its own server; one that is relative is so to the URL that the user gives, else to the API's server.
    pub server: Option<String>,
    /// The media types that it responds with, where `application/json` is not the only one: the value of `Accept`.
    pub accept: Option<String>,
    /// The `Content-Type` that it is called with although it has no body.
    pub content_type: Option<String>,
    /// Parameters that must be sent and may be left out by a caller.
    pub defaults: Vec<ParameterDefault>,
    /// Where it differs in what is sent again.
    pub policies: OperationPolicies,
    /// Its position.
    pub span: Span,
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
    /// Its `description`, with its default.
    pub docs: Option<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Where its schema is, else where it is itself.
    pub position: Position,
}

/// A parameter that must be sent and may be left out by a caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterDefault {
    /// Where it goes.
    pub location: Location,
    /// Its name on the wire.
    pub wire: String,
    /// What is sent then; `None`: it is a header that is set once for all calls of a client.
    pub value: Option<String>,
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

impl fmt::Display for Status {
    /// As a specification writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Status::Exact(status) => write!(f, "{status}"),
            Status::Range(digit) => write!(f, "{digit}XX"),
            Status::Default => f.write_str("default"),
        }
    }
}

/// A request body.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Whether there must be one: it is required, or has properties that are.
    pub required: bool,
    /// How it is written.
    pub kind: BodyKind,
}

/// How a body is written.
#[derive(Clone, Debug, PartialEq)]
pub enum BodyKind {
    /// JSON, with the media type where it is not `application/json`.
    Json(Type, Option<String>),
    /// `application/x-www-form-urlencoded`
    Form(Type, FormFormat),
    /// Several parts, each by the field's type.
    Multipart(Type, PartTypes),
    /// Text of a media type; of several, the caller chooses one.
    Text(Vec<String>),
    /// Bytes of a media type; of several, the caller chooses one.
    Bytes(Vec<String>),
    /// A body that can hold nothing and must be there: no argument, JSON without properties or an empty form.
    Nothing(String),
}

/// How a form is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormFormat {
    /// The media type, where it has parameters.
    pub whole: Option<String>,
    /// The properties with a style of their own.
    pub styles: Vec<FormStyle>,
}

/// The media types of a body of several parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartTypes {
    /// The body's, where it is not `multipart/form-data`.
    pub whole: Option<String>,
    /// Those of properties that do not have the usual one for their type.
    pub properties: Vec<(String, String)>,
    /// The properties with a style of their own.
    pub styles: Vec<FormStyle>,
}

/// A form's property that is not written with brackets.
#[derive(Clone, Debug, PartialEq)]
pub struct FormStyle {
    /// The property.
    pub property: String,
    /// Its style.
    pub style: Style,
    /// Whether each item is by itself.
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
    /// Where it states whether another one follows.
    pub more: Option<String>,
    /// Where it states `true` if none follows.
    pub done: Option<String>,
    /// Where it states how many pages (for a number) or items (for an offset) there are.
    pub total: Option<String>,
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
        /// The query parameter, or a JSON pointer into the request body.
        parameter: String,
        /// Whether the token is sent in the request body.
        in_body: bool,
        /// Where the page holds it.
        at: String,
    },
    /// At a URL that the page holds.
    Url {
        /// Where the page holds it, or a list of links.
        at: String,
        /// Which link of the list.
        rel: Option<String>,
    },
    /// At the URL of the header `Link` (RFC 8288).
    Link {
        /// The parameter and the value of the link that ends the list.
        last: Option<(String, String)>,
    },
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

/// A response that comes item by item.
#[derive(Clone, Debug, PartialEq)]
pub struct Streaming {
    /// How the items are in it.
    pub framing: Framing,
    /// The type of an item; `None` for events whose data is not described.
    pub item: Option<Type>,
    /// The property of the body that asks for it.
    pub asked_by: Option<String>,
}

/// How the items of a stream are distinguished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events (WHATWG HTML, section 9.2).
    Events,
    /// A line of JSON each.
    Lines,
}

/// What an operation gives.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ResponseBody {
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
    /// Where something is.
    Redirect,
    /// Several, by status: a [`TypeKind::Responses`](super::TypeKind::Responses).
    ByStatus(TypeId),
}

impl ResponseBody {
    /// Every type of the arena that it mentions, in order.
    pub fn mentions(&self, visit: &mut dyn FnMut(TypeId)) {
        match self {
            ResponseBody::Json(ty) | ResponseBody::OptionalJson(ty) => ty.mentions(visit),
            ResponseBody::ByStatus(id) => visit(*id),
            ResponseBody::Empty
            | ResponseBody::Text
            | ResponseBody::Bytes
            | ResponseBody::Redirect => {}
        }
    }

    /// The same, and may put others in their place.
    pub fn each_named(&mut self, visit: &mut dyn FnMut(&mut TypeId)) {
        match self {
            ResponseBody::Json(ty) | ResponseBody::OptionalJson(ty) => ty.each_named(visit),
            ResponseBody::ByStatus(id) => visit(id),
            ResponseBody::Empty
            | ResponseBody::Text
            | ResponseBody::Bytes
            | ResponseBody::Redirect => {}
        }
    }
}

impl Operation {
    /// Every type of the arena that this one mentions, in order.
    pub fn mentions(&self, visit: &mut dyn FnMut(TypeId)) {
        let parameters = self.parameters.iter();
        parameters.for_each(|parameter| parameter.ty.mentions(visit));
        self.mentions_in_signature(visit);
        self.errors.iter().for_each(|(_, ty)| ty.mentions(visit));
    }

    /// The types that its path, its body and its response mention.
    pub fn mentions_in_signature(&self, visit: &mut dyn FnMut(TypeId)) {
        let parameters = self.path_parameters.iter();
        parameters.for_each(|parameter| parameter.ty.mentions(visit));
        if let Some(BodyKind::Json(ty, _) | BodyKind::Form(ty, _) | BodyKind::Multipart(ty, _)) =
            self.body.as_ref().map(|body| &body.kind)
        {
            ty.mentions(visit);
        }
        self.response_body.mentions(visit);
        self.pages
            .iter()
            .for_each(|pages| pages.item.mentions(visit));
        let streamed = self.stream.as_ref().and_then(|stream| stream.item.as_ref());
        streamed.into_iter().for_each(|item| item.mentions(visit));
    }

    /// The same as [`Operation::mentions`], and may put others in their place.
    pub fn each_named(&mut self, visit: &mut dyn FnMut(&mut TypeId)) {
        let parameters = self.path_parameters.iter_mut().chain(&mut self.parameters);
        parameters.for_each(|parameter| parameter.ty.each_named(visit));
        if let Some(BodyKind::Json(ty, _) | BodyKind::Form(ty, _) | BodyKind::Multipart(ty, _)) =
            self.body.as_mut().map(|body| &mut body.kind)
        {
            ty.each_named(visit);
        }
        self.response_body.each_named(visit);
        if let Some(pages) = &mut self.pages {
            pages.item.each_named(visit);
        }
        if let Some(item) = self.stream.as_mut().and_then(|stream| stream.item.as_mut()) {
            item.each_named(visit);
        }
        self.errors
            .iter_mut()
            .for_each(|(_, ty)| ty.each_named(visit));
    }
}
