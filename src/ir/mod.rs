//! The API as plain data: operations, types, errors and credentials, with no trace of OpenAPI or Rust syntax.
//!
//! ```text
//! schema Customer {type: object, required: [id], properties: {id: string, email: string?}}
//!   → TypeDef { name: Component("Customer"), kind: Object { fields: [id: String required, email: String nullable] } }
//! ```
//!
//! Types live in one arena and name each other by [`TypeId`]; identifiers do not exist yet, only where a name may come
//! from ([`NameSource`]). Invariants: every `TypeId` in an [`Api`] is valid; `allOf` is gone; a union declares how each of its
//! variants is recognised; everything here can be printed and compared.

pub mod lower;
mod oauth;
mod operations;
mod types;

pub use crate::policies::{
    IdempotencyRules, LimitRules, OperationPolicies, Policies, Reset, RetryRules,
};
pub use oauth::{OAuth, OAuthEndpoints, OAuthScope};
pub use operations::*;
pub use types::*;

pub use fetchwright_runtime::webhooks::Scheme;

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
    /// How a client gets access tokens, if that is known.
    pub oauth: Option<OAuth>,
    /// The security of operations without their own; `None` if the specification declares none.
    pub security: Option<Vec<Vec<String>>>,
    /// Tags with a `description`.
    pub tags: Vec<(String, Option<String>)>,
    /// The calls.
    pub operations: Vec<Operation>,
    /// The types.
    pub types: Types,
    /// Types that are wanted for themselves: raw JSON may be decoded as them.
    pub wanted: Vec<TypeId>,
    /// What the types do not declare although the specification does.
    pub typing_gaps: TypingGaps,
    /// Where an error body holds what.
    pub error_shape: ErrorShape,
    /// What it states about requests that are sent again, or too often.
    pub policies: Policies,
    /// Headers that every request carries.
    pub headers: Vec<(String, String)>,
    /// Names of properties and parameters whose values nobody should read, besides those whose type is `Secret`.
    pub secrets: Vec<String>,
    /// What the provider sends, where it is known how that is signed.
    pub webhooks: Option<Webhooks>,
}

/// What a provider sends.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhooks {
    /// How it is signed.
    pub scheme: Scheme,
    /// How the provider signs other webhooks: what they are for, and the name of a scheme.
    pub others: Vec<(String, String)>,
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
    /// Where in the delivery that is, as a JSON pointer; empty: it is all of it.
    pub object: String,
    /// What it means.
    pub docs: Option<String>,
}

/// What the types do not declare although the specification does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TypingGaps {
    /// Properties and parameters that keep raw JSON although their schema declares more.
    pub raw_properties: usize,
    /// Bodies of requests and responses that keep raw JSON although their schema declares more.
    pub raw_bodies: usize,
    /// Errors whose described body has no type: it is no JSON.
    pub untyped_errors: usize,
    /// Unions with a variant that is only known when it is sent.
    pub raw_unions: usize,
}

/// A server.
#[derive(Clone, Debug, PartialEq)]
pub struct Server {
    /// URL with `{variables}`.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// Name, default, values, `description`.
    pub variables: Vec<ServerVariable>,
}

impl Server {
    /// The URL with the defaults of its variables.
    pub fn default_url(&self) -> String {
        let put = |url: String, variable: &ServerVariable| {
            url.replace(&format!("{{{}}}", variable.name), &variable.default)
        };
        self.variables.iter().fold(self.url.clone(), put)
    }
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
    /// Its key in the specification.
    pub name: String,
    /// Whether it goes with every request: it is no security scheme of the specification.
    pub always: bool,
    /// How it is sent.
    pub kind: AuthKind,
    /// What it is for.
    pub description: Option<String>,
}

/// How a credential is sent.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the words of OpenAPI")]
pub enum AuthKind {
    ApiKey {
        location: Location,
        name: String,
        prefix: Option<String>,
    },
    Basic {
        user: Option<String>,
        password: Option<String>,
    },
    Bearer,
}

/// Where an error body holds its parts, by the part's name in the runtime: JSON pointers, tried in order, and names of
/// headers. A part that is not there is where most APIs have it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ErrorShape(pub Vec<(&'static str, Vec<String>)>);
