//! What code can depend on in a client, and what a server expects of it: plain data with names instead of ids, so that it
//! compares with the surface of another version and can be kept in a lock file.

use crate::source::Span;

/// A client as its users and its server see it.
#[derive(Clone, Debug, Default)]
pub struct Surface {
    /// The client's name.
    pub client: String,
    /// The calls, by method and path.
    pub operations: Vec<Operation>,
    /// The types, by their Rust names.
    pub types: Vec<Type>,
    /// The webhooks' events.
    pub events: Vec<Member>,
    /// How webhooks are signed.
    pub webhook_scheme: Option<String>,
    /// The credentials.
    pub credentials: Vec<Credential>,
    /// The URLs of its servers, with the defaults of their variables; the first is the default.
    pub servers: Vec<String>,
    /// The functions that give these URLs, in the same order; none where there is no choice.
    pub server_names: Vec<String>,
    /// The variants of `auth::Scope`.
    pub scopes: Vec<Member>,
    /// What all calls do on their own.
    pub policies: Policies,
    /// Headers that every request carries.
    pub headers: Vec<(String, String)>,
    /// Public functions beside the methods of the client: path and signature.
    pub functions: Vec<(String, String)>,
    /// The Cargo features for its operations; none where all are always there.
    pub features: Vec<String>,
}

/// A call.
#[derive(Clone, Debug, Default)]
pub struct Operation {
    /// Upper case.
    pub method: String,
    /// The template.
    pub path: String,
    /// The `operationId`.
    pub id: Option<String>,
    /// The client's method.
    pub rust: String,
    /// The module that it is in.
    pub module: String,
    /// The method's arguments: name and type.
    pub arguments: Vec<(String, String)>,
    /// What a call gives: `Pet`.
    pub result: String,
    /// What the items of its pages, or of its stream, are.
    pub items: Option<String>,
    /// The type that holds its query, header and cookie parameters.
    pub parameters_type: Option<String>,
    /// The path's parameters.
    pub path_parameters: Vec<Member>,
    /// What is sent.
    pub body: Option<Body>,
    /// The types of error bodies by status.
    pub errors: Vec<(String, String)>,
    /// The alternatives of credentials; `None` where nothing is declared.
    pub security: Option<Vec<Vec<String>>>,
    /// The scopes that a token needs, by the key of its security scheme; a scheme with several alternatives is there several
    /// times. A scheme that needs none is not there.
    pub scopes: Vec<(String, Vec<String>)>,
    /// What its calls do on their own.
    pub policies: Policies,
    /// Its own server.
    pub server: Option<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its position.
    pub position: Option<Span>,
}

/// A request body.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// Its type; empty for one that is always the same.
    pub ty: String,
    /// Whether there must be one.
    pub required: bool,
    /// The media types.
    pub media: String,
    /// What a server checks.
    pub limits: Limits,
}

/// A type with a name.
#[derive(Clone, Debug, Default)]
pub struct Type {
    /// Its name.
    pub rust: String,
    /// The module that it is in.
    pub module: String,
    /// What it is.
    pub kind: Kind,
    /// The key of its component; `None` for an inline schema.
    pub component: Option<String>,
    /// The traits that it derives or has a table for.
    pub traits: Vec<String>,
    /// The arguments of `new`: name and type; `None` where there is no `new`.
    pub constructor: Option<Vec<(String, String)>>,
    /// Fields, values, variants, or what it represents.
    pub members: Vec<Member>,
    /// Properties that are always the same, and sent without being asked for.
    pub constants: Vec<(String, String)>,
    /// The type of what comes beside the fields.
    pub additional: Option<String>,
    /// Its position.
    pub position: Option<Span>,
}

/// What a type with a name is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A struct.
    #[default]
    Object,
    /// A struct of query, header and cookie parameters.
    Parameters,
    /// An open enum of values.
    Enum,
    /// One of several types.
    Union,
    /// Several success types, by status.
    Responses,
    /// Another name for a type.
    Alias,
}

/// A field, a parameter, a value or a variant.
#[derive(Clone, Debug, Default)]
pub struct Member {
    /// Its name in requests and responses: of a property, a value, a status, an event; of a parameter with its location.
    pub wire: String,
    /// Its name in Rust.
    pub rust: String,
    /// Its type as it is written.
    pub ty: String,
    /// Whether it must be there.
    pub required: bool,
    /// Whether null is one of its values.
    pub nullable: bool,
    /// Whether only responses have it.
    pub read_only: bool,
    /// Whether only requests have it.
    pub write_only: bool,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// How a parameter is written, or how a variant is recognised.
    pub style: String,
    /// What a server checks.
    pub limits: Limits,
    /// Its position.
    pub position: Option<Span>,
}

/// What a client does without being asked for by each call: the name of a policy, and what it is in a text that compares.
pub type Policies = Vec<(String, String)>;

/// What a schema demands of a value beside its Rust type: keyword and value, in the order of the keywords.
pub type Limits = Vec<(String, String)>;

/// A credential.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Credential {
    /// The key of its security scheme.
    pub wire: String,
    /// How it is sent.
    pub place: String,
}

impl Surface {
    /// A type by its name.
    pub fn named(&self, rust: &str) -> Option<&Type> {
        let at = self
            .types
            .binary_search_by(|ty| ty.rust.as_str().cmp(rust))
            .ok()?;
        self.types.get(at)
    }
}

impl Operation {
    /// `POST /pets/{id}`
    pub fn request(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Method and path, whatever the path's parameters are called.
    pub fn key(&self) -> String {
        let mut key = format!("{} ", self.method);
        let mut inside = false;
        for sign in self.path.chars() {
            if !inside || sign == '}' {
                key.push(sign);
            }
            inside = sign == '{' || inside && sign != '}';
        }
        key
    }
}

impl Type {
    /// Its path in the client: `types::Pet`.
    pub fn path(&self) -> String {
        format!("{}::{}", self.module, self.rust)
    }
}
