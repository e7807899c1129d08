//! How the pages of a list follow each other: by a rule of `x-fetchwright`, else by a convention that many APIs share.
//!
//! ```text
//! GET /v1/customers?starting_after=… → {data: [{id, …}], has_more}   →   LastId { parameter: "starting_after", … }
//! GET /files?pageToken=… → {files: […], nextPageToken}               →   Token { parameter: "pageToken", … }
//! ```
//!
//! A convention counts only where all of it is there: the parameter that asks, the list, and what states that there is more.
//! What is found is a fact about the operation; nothing else of it changes.

use super::Lowering;
use crate::diagnostics::{Code, Diagnostic};
use crate::document::extension::{PaginationRule, PaginationStyle};
use crate::document::model;
use crate::ir::{
    Format, Location, NextPage, Object, Pages, Parameter, ResponseBody, Type, TypeId, TypeKind,
};
use crate::source::{Node, escaped};

/// Parameters that take the id of the last item, with those for the other direction: Stripe, OpenAI and Resend.
const LAST_ID: &[(&str, &str)] = &[("starting_after", "ending_before"), ("after", "before")];

/// Parameters that take a token, and where a page holds it.
const TOKENS: &[(&str, &str)] = &[
    ("pageToken", "/nextPageToken"),                  // Google
    ("page_token", "/next_page_token"),               // Google, AIP-158
    ("cursor", "/response_metadata/next_cursor"),     // Slack
    ("starting_after", "/pages/next/starting_after"), // Intercom
    ("after", "/last_id"),                            // OpenAI, for items without an id
    ("after", "/next"),                               // OpenAI, for some of them
    ("page", "/next_page"),                           // Stripe's searches
    ("cursor", "/next_cursor"),
    ("cursor", "/nextCursor"),
    ("cursor", "/meta/next_cursor"),
    ("next_token", "/next_token"),
    ("nextToken", "/nextToken"),
    ("NextToken", "/NextToken"),
];

/// Where a page holds the URL of the next one.
const URLS: &[&str] = &[
    "/_metadata/next",     // SendGrid
    "/next_page_uri",      // Twilio, 2010-04-01
    "/meta/next_page_url", // Twilio, newer
    "/next_page_url",      // Stripe v2
    "/@odata.nextLink",    // Microsoft
    "/links/pages/next",   // DigitalOcean
    "/links/next",         // JSON:API
    "/_links/next/href",   // HAL
    "/next",               // Django REST framework, Spotify
];

/// Beside `/next` a page contains where the page before is, or that `next` is a URL: elsewhere it may be a token.
const PREVIOUS: &str = "/previous";

/// What a page calls its list, the surest first.
const LISTS: &[&str] = &["data", "items", "results", "result", "value"];

/// What is next to the list in a page and is never the list.
const BESIDE: &[&str] = &["errors", "warnings", "links", "_links"];

/// Where a page contains that another one follows.
const MORE: &str = "/has_more";

/// Parameters for how many items a page has: beside one of these, `offset` and `page` mean what they declare.
const SIZES: &[&str] = &[
    "limit",
    "per_page",
    "perPage",
    "page_size",
    "pageSize",
    "size",
];

impl<'s> Lowering<'_, 's> {
    /// The operation's own rule, else the first of the API's that fits, else a convention.
    pub(super) fn pages(
        &mut self,
        operation: &model::Operation<'s>,
        parameters: &[Parameter],
        response_body: &ResponseBody,
    ) -> Option<Pages> {
        let page = match response_body {
            ResponseBody::Json(Type::Optional(ty)) => ty,
            ResponseBody::Json(ty) | ResponseBody::OptionalJson(ty) => ty,
            _ => return None,
        };
        let list = List {
            lowering: self,
            operation,
            parameters,
            page,
        };
        if let Some(rule) = &operation.extension.pagination {
            let found = list.by_rule(rule);
            if found.is_none() && rule.style != PaginationStyle::None {
                self.unfit(operation, rule);
            }
            return found;
        }
        let mut rules = list.lowering.document.extension.pagination.iter();
        rules
            .find_map(|rule| {
                list.by_rule(rule)
                    .filter(|_| applies(rule, &operation.method))
            })
            .or_else(|| list.by_convention().filter(|_| operation.method == "GET"))
    }

    fn unfit(&mut self, operation: &model::Operation<'s>, rule: &PaginationRule<'s>) {
        let message = format!(
            "`{} {}` is not paged as `pagination` declares",
            operation.method, operation.path
        );
        let help = "it needs the query parameter, and a JSON response that holds a list of items and the other places named";
        self.diagnostics.report(
            Diagnostic::warning(Code::Extension, message)
                .at(rule.span)
                .help(help),
        );
    }
}

/// Whether a rule at the root is for operations of a method.
fn applies(rule: &PaginationRule<'_>, method: &str) -> bool {
    match (rule.methods.as_slice(), rule.in_body) {
        ([], in_body) => method == if in_body { "POST" } else { "GET" },
        (methods, _) => methods
            .iter()
            .any(|known| known.eq_ignore_ascii_case(method)),
    }
}

/// `results="false"` as name and value.
fn link_parameter(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=')?;
    Some((
        name.trim().to_owned(),
        value.trim().trim_matches('"').to_owned(),
    ))
}

/// An operation that may give pages.
struct List<'l, 'a, 's> {
    lowering: &'l Lowering<'a, 's>,
    operation: &'l model::Operation<'s>,
    parameters: &'l [Parameter],
    page: &'l Type,
}

impl List<'_, '_, '_> {
    fn by_rule(&self, rule: &PaginationRule<'_>) -> Option<Pages> {
        let here = |pointer: Option<&str>| {
            pointer
                .filter(|pointer| self.at(pointer).is_some())
                .map(str::to_owned)
        };
        let mut parameters = rule.parameters.iter();
        let parameter = parameters
            .find(|name| match rule.in_body {
                true => self.is_in_body(name),
                false => self.parameter(name).is_some(),
            })
            .map(|name| (*name).to_owned());
        let is_gated = matches!(rule.style, PaginationStyle::Url | PaginationStyle::Link);
        if is_gated && !rule.parameters.is_empty() && parameter.is_none() {
            return None;
        }
        let next = match rule.style {
            PaginationStyle::None => return None,
            PaginationStyle::LastId => NextPage::LastId {
                parameter: parameter?,
                backwards: rule.backwards.map(str::to_owned),
                id: rule.id.unwrap_or("/id").to_owned(),
            },
            PaginationStyle::Token => NextPage::Token {
                parameter: parameter?,
                in_body: rule.in_body,
                at: here(rule.next)?,
            },
            PaginationStyle::Url => NextPage::Url {
                at: here(rule.next)?,
                rel: rule.rel.map(str::to_owned),
            },
            PaginationStyle::Link => NextPage::Link {
                last: rule.last.and_then(link_parameter),
            },
            PaginationStyle::Offset if rule.counts_pages => NextPage::Number {
                parameter: parameter?,
                first: rule.first.unwrap_or(0),
            },
            PaginationStyle::Offset => NextPage::Offset {
                parameter: parameter?,
            },
            PaginationStyle::Page => NextPage::Number {
                parameter: parameter?,
                first: rule.first.unwrap_or(1),
            },
        };
        let (items, item) = match rule.items.as_slice() {
            [] => self.items()?,
            pointers => pointers.iter().find_map(|pointer| self.items_at(pointer))?,
        };
        let total = match next {
            NextPage::Number { .. } => here(rule.pages),
            NextPage::Offset { .. } => here(rule.total),
            _ => None,
        };
        Some(Pages {
            items,
            item,
            next,
            more: here(rule.more),
            done: here(rule.done),
            total,
        })
    }

    fn by_convention(&self) -> Option<Pages> {
        let (items, item) = self.items()?;
        let more = (self.at(MORE) == Some(&Type::Bool)).then(|| MORE.to_owned());
        let next = self
            .by_last_id(&item, more.is_some())
            .or_else(|| self.by_token(more.is_some()))
            .or_else(|| self.by_url())
            .or_else(|| self.has_link().then_some(NextPage::Link { last: None }))
            .or_else(|| self.by_number())?;
        Some(Pages {
            items,
            item,
            next,
            more,
            done: None,
            total: None,
        })
    }

    fn by_last_id(&self, item: &Type, has_more: bool) -> Option<NextPage> {
        let (parameter, backwards) = LAST_ID
            .iter()
            .find(|(name, _)| self.parameter(name).is_some())?;
        (has_more && self.has_id(item)).then(|| NextPage::LastId {
            parameter: (*parameter).to_owned(),
            backwards: self
                .parameter(backwards)
                .map(|parameter| parameter.wire.clone()),
            id: "/id".to_owned(),
        })
    }

    fn by_token(&self, has_more: bool) -> Option<NextPage> {
        let fits = |(name, pointer): &&(&str, &str)| {
            let is_text = self
                .parameter(name)
                .is_some_and(|parameter| !matches!(parameter.ty, Type::Integer(_)));
            // The last id is there on the last page too, and `next` may be anything.
            is_text
                && self.is_text(pointer)
                && (!matches!(*pointer, "/last_id" | "/next") || has_more)
        };
        let (parameter, at) = TOKENS.iter().find(fits)?;
        Some(NextPage::Token {
            parameter: (*parameter).to_owned(),
            in_body: false,
            at: (*at).to_owned(),
        })
    }

    fn by_url(&self) -> Option<NextPage> {
        let is_url = |pointer: &str| {
            let is_sure = pointer != "/next" || self.at(PREVIOUS).is_some();
            self.is_text(pointer)
                && (is_sure || self.at(pointer) == Some(&Type::Format(Format::Uri)))
        };
        let pointer = URLS.iter().find(|pointer| is_url(pointer))?;
        Some(NextPage::Url {
            at: (*pointer).to_owned(),
            rel: None,
        })
    }

    /// Whether a success states that it has the header `Link`.
    fn has_link(&self) -> bool {
        let responses = self.operation.responses.iter();
        let successes = responses.filter(|response| {
            matches!(
                response.status,
                model::Status::Exact(200..=299) | model::Status::Range(2) | model::Status::Default
            )
        });
        successes
            .flat_map(|response| &response.headers)
            .any(|name| name.eq_ignore_ascii_case("link"))
    }

    fn by_number(&self) -> Option<NextPage> {
        if !SIZES.iter().any(|name| self.parameter(name).is_some()) {
            return None;
        }
        let number = |name| {
            self.parameter(name)
                .filter(|parameter| matches!(parameter.ty, Type::Integer(_)))
        };
        if number("offset").is_some() {
            return Some(NextPage::Offset {
                parameter: "offset".to_owned(),
            });
        }
        number("page").map(|page| NextPage::Number {
            parameter: page.wire.clone(),
            first: self.first_page(),
        })
    }

    /// The first page's number is 1, unless the parameter declares that it may be 0.
    fn first_page(&self) -> u64 {
        let described = self
            .operation
            .parameters
            .iter()
            .find(|parameter| parameter.name == "page");
        let schema = described.and_then(|parameter| self.lowering.schema(parameter.schema?));
        let zero = |node: Option<&Node>| node.and_then(Node::as_i64) == Some(0);
        u64::from(
            !schema.is_some_and(|schema| zero(schema.default) || zero(schema.node.get("minimum"))),
        )
    }

    fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.location == Location::Query && parameter.wire == name)
    }

    /// The page's list: the page itself, a field that is mostly called so, or the only list there is.
    fn items(&self) -> Option<(String, Type)> {
        if let Some(item) = self.item_of(self.page) {
            return Some((String::new(), item));
        }
        let fields = &self.object(self.page)?.fields;
        let lists: Vec<(&str, Type)> = fields
            .iter()
            .filter(|field| {
                !BESIDE
                    .iter()
                    .any(|name| field.wire.eq_ignore_ascii_case(name))
            })
            .filter_map(|field| Some((field.wire.as_str(), self.item_of(&field.ty)?)))
            .collect();
        let known = LISTS
            .iter()
            .find_map(|name| lists.iter().find(|(wire, _)| wire == name));
        let named: Vec<&(&str, Type)> = lists
            .iter()
            .filter(|(_, item)| matches!(item, Type::Named(_)))
            .collect();
        let (wire, item) = match (known, named.as_slice(), lists.as_slice()) {
            (Some(known), _, _) => known,
            (None, [only], _) => only,
            (None, [], [only]) => only,
            _ => return None,
        };
        Some((format!("/{}", escaped(wire)), item.clone()))
    }

    /// The list at a pointer; `/_embedded/*` is the only list there, whatever its key.
    fn items_at(&self, pointer: &str) -> Option<(String, Type)> {
        let Some(parent) = pointer.strip_suffix("/*") else {
            let item = self.item_of(self.at(pointer)?)?;
            return Some((pointer.to_owned(), item));
        };
        let fields = &self.object(self.at(parent)?)?.fields;
        let mut lists = fields.iter().filter_map(|field| {
            let item = self.item_of(&field.ty)?;
            Some((format!("{parent}/{}", escaped(&field.wire)), item))
        });
        lists.next().filter(|_| lists.next().is_none())
    }

    /// Whether the request body has a property at a pointer.
    fn is_in_body(&self, pointer: &str) -> bool {
        let content = self.operation.body.iter().flat_map(|body| &body.content);
        let mut schemas = content.filter_map(|media| media.schema);
        schemas.any(|schema| self.lowering.at(schema, pointer).is_some())
    }

    fn item_of(&self, ty: &Type) -> Option<Type> {
        match self.behind(ty) {
            Type::List(item) => Some((**item).clone()),
            _ => None,
        }
    }

    fn is_text(&self, pointer: &str) -> bool {
        self.at(pointer)
            .is_some_and(|ty| matches!(self.behind(ty), Type::String | Type::Format(Format::Uri)))
    }

    /// The type of what a JSON pointer points at in a page.
    fn at(&self, pointer: &str) -> Option<&Type> {
        let mut ty = self.page;
        for step in pointer.split('/').skip(1) {
            let name = step.replace("~1", "/").replace("~0", "~");
            ty = self.member(ty, &name)?;
        }
        Some(ty)
    }

    /// The type of a property, in an object or in the first variant that has it: links often differ by page.
    fn member(&self, ty: &Type, name: &str) -> Option<&Type> {
        let property =
            |object: &'_ Object| object.fields.iter().position(|field| field.wire == name);
        let object = match self.kind(ty)? {
            TypeKind::Object(object) => object,
            TypeKind::Union(union) => {
                let mut variants = union
                    .variants
                    .iter()
                    .filter_map(|variant| self.object(&variant.ty));
                variants.find(|object| property(object).is_some())?
            }
            _ => return None,
        };
        object.fields.get(property(object)?).map(|field| &field.ty)
    }

    fn has_id(&self, item: &Type) -> bool {
        match self.kind(item) {
            Some(TypeKind::Union(union)) => union.variants.iter().all(|variant| {
                self.object(&variant.ty)
                    .is_some_and(|object| object.fields.iter().any(|field| field.wire == "id"))
            }),
            Some(TypeKind::Object(object)) => object
                .fields
                .iter()
                .any(|field| field.wire == "id" && *self.behind(&field.ty) == Type::String),
            _ => false,
        }
    }

    fn object(&self, ty: &Type) -> Option<&Object> {
        match self.kind(ty) {
            Some(TypeKind::Object(object)) => Some(object),
            _ => None,
        }
    }

    fn kind(&self, ty: &Type) -> Option<&TypeKind> {
        match self.behind(ty) {
            Type::Named(TypeId(id)) => self.lowering.types.get(*id as usize).map(|def| &def.kind),
            _ => None,
        }
    }

    /// The type that an alias represents. Aliases of aliases are followed a few steps, so that no cycle can hold us.
    fn behind<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut ty = ty;
        for _ in 0..8 {
            let Type::Named(TypeId(id)) = ty else { break };
            match self.lowering.types.get(*id as usize).map(|def| &def.kind) {
                Some(TypeKind::Alias(other)) => ty = other,
                _ => break,
            }
        }
        ty
    }
}
