//! What OpenAPI cannot declare: `x-fetchwright`, typed.
//!
//! ```text
//! x-fetchwright:                       ApiExtension { errors: ErrorRules {
//!   errors:                              code: ["/error/code"], message: ["/error/message"],
//!     code: /error/code          →       request_id: ["request-id"] } }
//!     message: /error/message
//!     request-id: request-id
//! ```
//!
//! Every key that is read is in [`SECTIONS`]; any other key is warned about. `docs/x-fetchwright.md` describes each.

use fetchwright_runtime::webhooks::Scheme;

use super::oauth::{OAUTH, OAuthRules};
use crate::policies::{IdempotencyRules, LimitRules, OperationPolicies, Policies, RetryRules};
use crate::source::Span;

/// `x-fetchwright` at the root of a specification: what holds for the whole API.
#[derive(Clone, Debug, Default)]
pub struct ApiExtension<'s> {
    /// `pagination`: the first that fits an operation counts.
    pub pagination: Vec<PaginationRule<'s>>,
    /// `errors`
    pub errors: ErrorRules<'s>,
    /// `retry`, `idempotency`, `rate-limit`
    pub policies: Policies,
    /// `secrets`: names of properties and parameters whose values nobody should read.
    pub secrets: Vec<&'s str>,
    /// `headers`: what every request carries, by name.
    pub headers: Vec<(&'s str, &'s str)>,
    /// `webhooks`
    pub webhooks: WebhookRules<'s>,
    /// `oauth`
    pub oauth: Option<OAuthRules<'s>>,
    /// `names`
    pub names: NameRules<'s>,
}

/// The names of methods, unless the config sets them.
#[derive(Clone, Debug, Default)]
pub struct NameRules<'s> {
    /// `operation-ids: ignore`: a framework made the ids, so method and path name an operation.
    pub ignores_ids: bool,
    /// `strip`: beginnings (`v1.*`) of ids, and ends (`*Controller`) of their parts, that are no part of a name.
    pub strip: Vec<&'s str>,
}

/// How webhooks are signed, and events that the specification does not list as webhooks.
#[derive(Clone, Debug, Default)]
pub struct WebhookRules<'s> {
    /// `scheme`
    pub scheme: Option<Scheme>,
    /// `events`: an event's name and the key of the component that it holds.
    pub events: Vec<EventRule<'s>>,
    /// `select`: whether a selection of operations keeps all events, or only those that hold what it reaches.
    pub select: EventSelection,
    /// `schemes`: how the provider signs other webhooks, by what they are for.
    pub others: Vec<(&'s str, &'s str)>,
    /// `object`: where in the body what `events` names is, as a JSON pointer; `None`: it is the whole body.
    pub object: Option<&'s str>,
}

/// `select`: what an `include` that names no event keeps of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EventSelection {
    /// `all`
    #[default]
    All,
    /// `reached`: those whose component the selected operations reach. So it is where a provider file declares how deliveries are
    /// signed, and nobody asked for them.
    Reached,
}

/// An event and what it holds.
#[derive(Clone, Debug)]
pub struct EventRule<'s> {
    /// The event's name.
    pub name: &'s str,
    /// The key of a component schema.
    pub component: &'s str,
    /// The position of the rule.
    pub span: Span,
}

/// Where an error body holds what: JSON pointers (RFC 6901), tried in order, and names of headers.
#[derive(Clone, Debug, Default)]
pub struct ErrorRules<'s> {
    /// `code`: the machine-readable code.
    pub code: Vec<&'s str>,
    /// `message`: what a person reads.
    pub message: Vec<&'s str>,
    /// `param`: the name of the parameter that is wrong.
    pub param: Vec<&'s str>,
    /// `details`: the list, where there are several errors in one.
    pub details: Vec<&'s str>,
    /// `detail-code`, in an item of the list.
    pub detail_code: Vec<&'s str>,
    /// `detail-message`, in an item of the list.
    pub detail_message: Vec<&'s str>,
    /// `detail-field`, in an item of the list.
    pub detail_field: Vec<&'s str>,
    /// `request-id`: the headers that may hold the request's id.
    pub request_id: Vec<&'s str>,
    /// `success`: `false` here makes an error of a response whose status states success.
    pub success: Vec<&'s str>,
    /// `failure`: anything here makes an error of such a response.
    pub failure: Vec<&'s str>,
}

/// `x-fetchwright` of an operation.
#[derive(Clone, Debug, Default)]
pub struct OperationExtension<'s> {
    /// `pagination`
    pub pagination: Option<PaginationRule<'s>>,
    /// `idempotency`, `repeatable`
    pub policies: OperationPolicies,
    /// `event`: for a webhook, the event's name where the specification does not show it otherwise.
    pub event: Option<&'s str>,
}

/// How the pages of a list follow each other.
#[derive(Clone, Debug)]
pub struct PaginationRule<'s> {
    /// `style`
    pub style: PaginationStyle,
    /// `parameter`: what asks for a page: query parameters, or pointers into the request body. For `url` and `link` they only
    /// state which operations the rule is for.
    pub parameters: Vec<&'s str>,
    /// `in: body`: the parameter is a JSON pointer into the request body.
    pub in_body: bool,
    /// `methods`: those to which a rule at the root applies; empty: `GET`, or `POST` with `in: body`.
    pub methods: Vec<&'s str>,
    /// `backwards`: the parameter that asks for the page before an id.
    pub backwards: Option<&'s str>,
    /// `id`: where an item holds its id, as a JSON pointer.
    pub id: Option<&'s str>,
    /// `items`: where the page holds its items; the first pointer that leads to a list counts.
    pub items: Vec<&'s str>,
    /// `next`: where the page holds the token or the URL of the next one.
    pub next: Option<&'s str>,
    /// `more`: where the page contains whether another one follows.
    pub more: Option<&'s str>,
    /// `done`: where the page contains `true` if none follows.
    pub done: Option<&'s str>,
    /// `rel`: for `url`, which link of the list at `next`.
    pub rel: Option<&'s str>,
    /// `last`: for `link`, the parameter of the link that ends the list, `results="false"`.
    pub last: Option<&'s str>,
    /// `pages`: where the page contains how many pages there are.
    pub pages: Option<&'s str>,
    /// `total`: where the page contains how many items there are.
    pub total: Option<&'s str>,
    /// `step: pages`: for `offset`, the parameter counts pages.
    pub counts_pages: bool,
    /// `first`: the number of the first page.
    pub first: Option<u64>,
    /// The position of the rule.
    pub span: Span,
}

/// The ways in which a next page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaginationStyle {
    /// The operation has no pages.
    None,
    /// By the id of the last item.
    LastId,
    /// By a token that the page holds.
    Token,
    /// At a URL that the page holds.
    Url,
    /// At the URL of the header `Link` (RFC 8288).
    Link,
    /// By the number of items before it.
    Offset,
    /// By its number.
    Page,
}

impl PaginationStyle {
    /// All of them with their names.
    pub const ALL: &'static [(&'static str, PaginationStyle)] = &[
        ("none", PaginationStyle::None),
        ("last-id", PaginationStyle::LastId),
        ("token", PaginationStyle::Token),
        ("url", PaginationStyle::Url),
        ("link", PaginationStyle::Link),
        ("offset", PaginationStyle::Offset),
        ("page", PaginationStyle::Page),
    ];
}

/// A part of `x-fetchwright` and the keys that it may have.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// As diagnostics and the docs call it.
    pub name: &'static str,
    /// Its keys.
    pub keys: &'static [&'static str],
}

/// At the root of the specification.
pub const API: Section = Section {
    name: "x-fetchwright",
    keys: &[
        "credentials",
        "errors",
        "headers",
        "idempotency",
        "names",
        "oauth",
        "pagination",
        "rate-limit",
        "retry",
        "secrets",
        "servers",
        "webhooks",
    ],
};
/// Of a security scheme.
pub const SECURITY_SCHEME: Section = Section {
    name: "x-fetchwright of a security scheme",
    keys: &["password", "prefix", "username"],
};
/// Of an operation.
pub const OPERATION: Section = Section {
    name: "x-fetchwright of an operation",
    keys: &["event", "idempotency", "pagination", "repeatable"],
};
/// `pagination`
pub const PAGINATION: Section = Section {
    name: "x-fetchwright: pagination",
    keys: &[
        "backwards",
        "done",
        "first",
        "id",
        "in",
        "items",
        "last",
        "methods",
        "more",
        "next",
        "pages",
        "parameter",
        "rel",
        "step",
        "style",
        "total",
    ],
};
/// `errors`
pub const ERRORS: Section = Section {
    name: "x-fetchwright: errors",
    keys: &[
        "code",
        "detail-code",
        "detail-field",
        "detail-message",
        "details",
        "failure",
        "message",
        "param",
        "request-id",
        "success",
    ],
};

/// `webhooks`
pub const WEBHOOKS: Section = Section {
    name: "x-fetchwright: webhooks",
    keys: &[
        "event-component",
        "event-names",
        "select",
        "events",
        "object",
        "scheme",
        "schemes",
    ],
};

/// `names`
pub const NAMES: Section = Section {
    name: "x-fetchwright: names",
    keys: &["operation-ids", "strip"],
};

/// All of them.
pub const SECTIONS: &[Section] = &[
    API,
    OPERATION,
    SECURITY_SCHEME,
    ERRORS,
    PAGINATION,
    RETRY,
    IDEMPOTENCY,
    OPERATION_IDEMPOTENCY,
    RATE_LIMIT,
    WEBHOOKS,
    OAUTH,
    NAMES,
];

/// `retry`
pub const RETRY: Section = Section {
    name: "x-fetchwright: retry",
    keys: RetryRules::KEYS,
};
/// `idempotency`
pub const IDEMPOTENCY: Section = Section {
    name: "x-fetchwright: idempotency",
    keys: IdempotencyRules::KEYS,
};
/// `idempotency` of an operation
pub const OPERATION_IDEMPOTENCY: Section = Section {
    name: "x-fetchwright of an operation: idempotency",
    keys: OperationPolicies::KEYS,
};
/// `rate-limit`
pub const RATE_LIMIT: Section = Section {
    name: "x-fetchwright: rate-limit",
    keys: LimitRules::KEYS,
};
