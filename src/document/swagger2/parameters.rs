//! 2.0's `parameters` to parameters and a body (2.0, Parameter Object).
//!
//! ```text
//! { in: query, name: ids, type: array, collectionFormat: multi } → Parameter { style: Form, explode: true, schema: itself }
//! ```

use crate::diagnostics::Code;
use crate::document::model::{Body, Location, Parameter, Style};
use crate::document::read::{DocumentReader, PathItemParameters, merged};
use crate::source::{Node, Span};

/// The parameters of one list, by what becomes of them.
#[derive(Default)]
struct Sorted<'s> {
    parameters: Vec<Parameter<'s>>,
    body: Option<&'s Node>,
    form: Vec<&'s Node>,
}

impl<'s> DocumentReader<'s, '_> {
    /// The operation's parameters over those of its path item, and its body; `None`, with a warning, where a required
    /// one cannot be read.
    pub(in crate::document) fn swagger2_parameters(
        &mut self,
        operation: &'s Node,
        shared: PathItemParameters<'s>,
        span: Span,
    ) -> Option<(Vec<Parameter<'s>>, Option<Body<'s>>)> {
        let own = self.parameter_items(operation);
        let Some((own, shared)) = self.sorted(own).zip(self.sorted(shared.0)) else {
            self.warn(
                Code::LeftOut,
                span,
                "the operation is left out: a required parameter cannot be read",
            );
            return None;
        };
        let body = match own.body.or(shared.body) {
            Some(node) => {
                if let Some(field) = own.form.first().or(shared.form.first()) {
                    let message =
                        "a body and form fields exclude each other; the fields are left out";
                    self.warn(Code::UnknownValue, field.span, message);
                }
                Some(self.swagger2_body(operation, node))
            }
            None => self.swagger2_form(operation, &form(own.form, shared.form)),
        };
        Some((merged(own.parameters, shared.parameters), body))
    }

    fn sorted(&mut self, items: &'s [Node]) -> Option<Sorted<'s>> {
        let mut sorted = Sorted::default();
        for item in items {
            let node = self.followed(item);
            let required =
                node.unwrap_or(item).get("required").and_then(Node::as_bool) == Some(true);
            let read = node.is_some_and(|node| self.sort(&mut sorted, node));
            if !read && required {
                return None;
            }
        }
        Some(sorted)
    }

    /// Whether it could be read.
    fn sort(&mut self, sorted: &mut Sorted<'s>, node: &'s Node) -> bool {
        if !self.is_object(node, "a parameter") {
            return false;
        }
        match node.get("in").and_then(Node::as_str) {
            Some("body") => sorted.body = sorted.body.or(Some(node)),
            Some("formData") => sorted.form.push(node),
            _ => match self.name_and_location(node) {
                Some((name, location)) => {
                    let parameter = self.swagger2_parameter(node, name, location);
                    self.add_parameter(&mut sorted.parameters, parameter);
                }
                None => return false,
            },
        }
        true
    }

    fn swagger2_parameter(
        &mut self,
        node: &'s Node,
        name: &'s str,
        location: Location,
    ) -> Parameter<'s> {
        let (style, explode) = self.collection(node, location);
        // `schema` beside a `type` that is missing: the words of 3.x in a 2.0 specification.
        let schema = node.get("schema").filter(|_| node.get("type").is_none());
        let schema = match schema {
            Some(schema) => self.schema(schema),
            None => self.parameter_schema(node),
        };
        Parameter {
            name,
            location,
            required: self.flag_of(node, "required") || location == Location::Path,
            style,
            explode,
            allow_reserved: false,
            json: false,
            schema: Some(schema),
            description: self.text_of(node, "description"),
            deprecated: self.flag_of(node, "x-deprecated"),
            example: node.get("x-example"),
            span: node.span,
        }
    }

    /// `collectionFormat` as style and explode.
    pub(super) fn collection(&mut self, node: &'s Node, location: Location) -> (Style, bool) {
        let default = location.default_style();
        match self.text_of(node, "collectionFormat") {
            None | Some("csv") => (default, false),
            Some("multi") if default == Style::Form => (Style::Form, true),
            Some("ssv") => (Style::SpaceDelimited, false),
            Some("pipes") => (Style::PipeDelimited, false),
            Some("tsv") => (Style::TabDelimited, false),
            Some(other) => {
                let message = format!(
                    "`collectionFormat: {other}` does not exist here; commas separate the items"
                );
                self.warn(Code::UnknownValue, node.span, message);
                (default, false)
            }
        }
    }
}

/// The operation's fields of a form over those of its path item, by name.
fn form<'s>(own: Vec<&'s Node>, shared: Vec<&'s Node>) -> Vec<&'s Node> {
    let name = |node: &'s Node| node.get("name").and_then(Node::as_str);
    let kept = shared
        .into_iter()
        .filter(|node| !own.iter().any(|other| name(other) == name(node)));
    kept.chain(own.iter().copied()).collect()
}
