//! `parameters` to [`Parameter`]s (3.1, 4.8.12).
//!
//! ```text
//! path item: [id, limit]     operation: [limit (its own)]     →     [id, limit (the operation's)]
//! ```
//!
//! Invariants: one parameter for each name and location; the defaults of `style` and `explode` are filled in.

use super::fields::present;
use super::references::Overlaid;
use super::template::fit;
use super::{DocumentReader, Version};
use crate::diagnostics::Code;
use crate::document::model::{Location, Operation, Parameter, SchemaId, Style};
use crate::source::{Node, Span};

/// What a path item declares for all of its operations: its `parameters` as written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PathItemParameters<'s>(pub(crate) &'s [Node]);

/// So many are read of one list: each is compared with each.
const MOST: usize = 1000;

/// Why an operation cannot be called without a parameter that could not be read.
struct Unreadable(String);

/// A parameter's place in a request: what tells two of them apart.
type Key<'s> = (&'s str, Location);

impl<'s> DocumentReader<'s, '_> {
    /// The operation's parameters over those of its path item; `None`, with a warning, where a required one cannot be
    /// read.
    pub(super) fn parameters_of(
        &mut self,
        operation: &'s Node,
        shared: PathItemParameters<'s>,
        span: Span,
    ) -> Option<Vec<Parameter<'s>>> {
        let own = self.parameter_items(operation);
        let read = self
            .parameters(own)
            .and_then(|own| Ok((own, self.parameters(shared.0)?)));
        match read {
            Ok((own, shared)) => Some(merged(own, shared)),
            Err(Unreadable(reason)) => {
                self.warn(
                    Code::LeftOut,
                    span,
                    format!("the operation is left out: {reason}"),
                );
                None
            }
        }
    }

    /// The items of `parameters`, as many as are read.
    pub(crate) fn parameter_items(&mut self, node: &'s Node) -> &'s [Node] {
        let items = self.items_of(node, "parameters");
        if let Some(first) = items.get(MOST) {
            let message = format!(
                "there are {} parameters; from here on they are left out",
                items.len()
            );
            self.warn(Code::TooLarge, first.span, message);
        }
        items.get(..MOST).unwrap_or(items)
    }

    fn parameters(&mut self, items: &'s [Node]) -> Result<Vec<Parameter<'s>>, Unreadable> {
        let mut parameters: Vec<Parameter<'s>> = Vec::with_capacity(items.len());
        for item in items {
            if let Some(parameter) = self.parameter(item)? {
                self.add_parameter(&mut parameters, parameter);
            }
        }
        Ok(parameters)
    }

    /// Keeps the first of two with one name and location.
    pub(crate) fn add_parameter(
        &mut self,
        parameters: &mut Vec<Parameter<'s>>,
        parameter: Parameter<'s>,
    ) {
        if parameters.iter().any(|other| is_same(other, &parameter)) {
            let message = format!(
                "the {} parameter `{}` is declared twice",
                parameter.location.word(),
                parameter.name
            );
            self.warn(Code::DuplicateKey, parameter.span, message);
        } else {
            parameters.push(parameter);
        }
    }

    fn parameter(&mut self, item: &'s Node) -> Result<Option<Parameter<'s>>, Unreadable> {
        let Some(Overlaid(chain)) = self.overlaid(item, "a parameter") else {
            return optional(item, "a parameter's `$ref` leads nowhere");
        };
        let Some(node) = chain.last().copied() else {
            return Ok(None);
        };
        if self.is_query_string(node) {
            return self.query_string(node);
        }
        let Some((name, location)) = self.name_and_location(node) else {
            return optional(
                node,
                "a required parameter has no `name` or no `in` that is known",
            );
        };
        let mut parameter = self.parameter_at(node, name, location);
        for above in chain.iter().rev().skip(1) {
            self.lay_over(&mut parameter, above);
        }
        Ok(Some(parameter))
    }

    /// Keys next to a `$ref` override those of its target.
    fn lay_over(&mut self, parameter: &mut Parameter<'s>, node: &'s Node) {
        let has = |key: &str| present(node, key).is_some();
        if has("required") {
            let required = self.flag_of(node, "required");
            parameter.required = required || parameter.location == Location::Path;
        }
        if has("style") || has("explode") {
            let style = self
                .style_of(node)
                .filter(|style| self.fits(node, *style, parameter.location));
            if let Some(style) = style {
                parameter.style = style;
                parameter.explode = style == Style::Form;
            }
            if has("explode") {
                parameter.explode = self.flag_of(node, "explode");
            }
        }
        if has("schema") || has("content") {
            (parameter.schema, parameter.json) = self.schema_of_parameter(node);
        }
        if has("allowReserved") {
            parameter.allow_reserved = self.flag_of(node, "allowReserved");
        }
        if has("description") {
            parameter.description = self.text_of(node, "description");
        }
        if has("deprecated") {
            parameter.deprecated = self.flag_of(node, "deprecated");
        }
        parameter.example = self.example_of(node).or(parameter.example);
    }

    fn is_query_string(&self, node: &Node) -> bool {
        self.version == Version::V3_2
            && node.get("in").and_then(Node::as_str) == Some("querystring")
    }

    /// `in: querystring` (3.2, 4.12.1): the whole query is one value. As a form it is what a lone exploded object is.
    fn query_string(&mut self, node: &'s Node) -> Result<Option<Parameter<'s>>, Unreadable> {
        let is_form = self
            .content_of(node)
            .first()
            .is_some_and(|media| media.name == "application/x-www-form-urlencoded");
        match self.text_of(node, "name").filter(|_| is_form) {
            Some(name) => Ok(Some(self.parameter_at(node, name, Location::Query))),
            None => {
                let message = "a query string that is no form is not written";
                self.warn(Code::Unsupported, node.span, message);
                optional(node, "its required query string is no form")
            }
        }
    }

    /// Where a parameter goes; reported where that is not stated.
    pub(crate) fn name_and_location(&mut self, node: &'s Node) -> Option<Key<'s>> {
        let Some(name) = self.text_of(node, "name") else {
            self.warn(Code::MissingField, node.span, "a parameter has no `name`");
            return None;
        };
        let Some(text) = self.text_of(node, "in") else {
            self.warn(
                Code::MissingField,
                node.span,
                format!("the parameter `{name}` has no `in`"),
            );
            return None;
        };
        let location = Location::parse(text);
        if location.is_none() {
            let message = format!("the parameter `{name}` is in `{text}`, which is not known");
            self.warn(Code::UnknownValue, node.span, message);
        }
        Some((name, location?))
    }

    fn parameter_at(&mut self, node: &'s Node, name: &'s str, location: Location) -> Parameter<'s> {
        let style = self
            .style_of(node)
            .filter(|style| self.fits(node, *style, location));
        let style = style.unwrap_or(location.default_style());
        let explode = node
            .get("explode")
            .and_then(|explode| self.flag(explode, "explode"));
        let (schema, json) = self.schema_of_parameter(node);
        Parameter {
            name,
            location,
            required: self.flag_of(node, "required") || location == Location::Path,
            style,
            explode: explode.unwrap_or(style == Style::Form),
            allow_reserved: self.flag_of(node, "allowReserved"),
            json,
            schema,
            description: self.text_of(node, "description"),
            deprecated: self.flag_of(node, "deprecated"),
            example: self.example_of(node),
            span: node.span,
        }
    }

    fn fits(&mut self, node: &'s Node, style: Style, location: Location) -> bool {
        let fits = location.has_style(style);
        if !fits {
            let message = format!(
                "this style does not exist for {} parameters; the default is taken",
                location.word()
            );
            self.warn(
                Code::UnknownValue,
                node.get("style").map_or(node.span, |style| style.span),
                message,
            );
        }
        fits
    }

    /// `schema`, or the one of `content`, and whether the value is JSON text. `type` beside `name`, as in 2.0, is a
    /// common mistake, and what is meant is plain.
    fn schema_of_parameter(&mut self, node: &'s Node) -> (Option<SchemaId>, bool) {
        if let Some(schema) = present(node, "schema") {
            return (Some(self.schema(schema)), false);
        }
        if let Some(media_type) = self.content_of(node).first() {
            return (media_type.schema, is_json(media_type.name));
        }
        if present(node, "type").is_some() {
            let message =
                "`type` belongs into the parameter's `schema`; it is read as if it were there";
            self.warn(Code::WrongType, node.span, message);
            return (Some(self.parameter_schema(node)), false);
        }
        (None, false)
    }

    /// Makes path template and parameters fit; `None`, with a warning, where they cannot.
    pub(crate) fn fitted(&mut self, operation: Operation<'s>) -> Option<Operation<'s>> {
        let (operation, warnings) = fit(operation);
        for (code, span, message) in warnings {
            self.warn(code, span, message);
        }
        operation
    }
}

/// A parameter that cannot be read costs its operation only if it states that it is required.
fn optional<'s>(node: &Node, reason: &str) -> Result<Option<Parameter<'s>>, Unreadable> {
    match node.get("required").and_then(Node::as_bool) {
        Some(true) => Err(Unreadable(reason.to_owned())),
        _ => Ok(None),
    }
}

/// The path item's come first, each in its place even where the operation has its own word on it.
pub(crate) fn merged<'s>(
    own: Vec<Parameter<'s>>,
    shared: Vec<Parameter<'s>>,
) -> Vec<Parameter<'s>> {
    let mut own = own;
    let mut merged = Vec::with_capacity(own.len() + shared.len());
    for parameter in shared {
        match own.iter().position(|other| is_same(other, &parameter)) {
            Some(position) => merged.push(own.remove(position)),
            None => merged.push(parameter),
        }
    }
    merged.extend(own);
    merged
}

/// Whether two parameters have one place in a request; the name of a header has no case (RFC 9110, section 5.1).
fn is_same(one: &Parameter<'_>, other: &Parameter<'_>) -> bool {
    let is_header = one.location == Location::Header;
    one.location == other.location
        && (one.name == other.name || is_header && one.name.eq_ignore_ascii_case(other.name))
}

/// 3.1, 4.8.12.2: header parameters with these names are ignored; content, responses and credentials are described
/// elsewhere.
pub(super) fn is_of_protocol(parameter: &Parameter<'_>) -> bool {
    parameter.location == Location::Header
        && ["accept", "content-type", "authorization"]
            .iter()
            .any(|protocol| parameter.name.eq_ignore_ascii_case(protocol))
}

/// `application/json`, `application/problem+json; charset=utf-8`.
fn is_json(media_type: &str) -> bool {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence.ends_with("/json") || essence.ends_with("+json")
}

impl Location {
    fn parse(text: &str) -> Option<Location> {
        Some(match text {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            _ => return None,
        })
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        }
    }

    /// 3.1, 4.8.12.2.1.
    pub(crate) fn default_style(self) -> Style {
        match self {
            Location::Path | Location::Header => Style::Simple,
            Location::Query | Location::Cookie => Style::Form,
        }
    }

    /// 3.1, 4.8.12.3.
    fn has_style(self, style: Style) -> bool {
        match self {
            Location::Path => matches!(style, Style::Simple | Style::Label | Style::Matrix),
            Location::Query => !matches!(style, Style::Simple | Style::Label | Style::Matrix),
            Location::Header => style == Style::Simple,
            Location::Cookie => style == Style::Form,
        }
    }
}
