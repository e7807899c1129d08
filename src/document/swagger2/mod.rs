//! Swagger 2.0 in the words of 3.x.
//!
//! ```text
//! host: api.io, basePath: /v1, schemes: [https]      →  servers: [https://api.io/v1]
//! definitions: { Pet: … }                            →  components: [Pet]
//! parameters: [{ in: body, schema: … }]              →  body: application/json (or what `consumes` says)
//! parameters: [{ in: formData, name: a, type: … }]   →  body: a form with a schema that the reader puts together
//! ```
//!
//! Only what 2.0 writes differently stands here; the rest is `read`'s.

use super::model::{Document, MediaType, Response, Server, Status};
use super::read::{DocumentReader, MediaTypes};
use crate::source::Node;

mod bodies;
mod parameters;
mod security;

impl<'s> DocumentReader<'s, '_> {
    /// Reads a description of 2.0.
    pub(super) fn swagger2(mut self, root: &'s Node) -> Option<Document<'s>> {
        self.check_paths(root)?;
        let mut document = self.info(root);
        document.servers = self.swagger2_servers(root);
        let definitions = self.entries_of(root, "definitions");
        document.components = self.register_components(definitions);
        let schemes = self.entries_of(root, "securityDefinitions");
        self.read_security_schemes(schemes);
        document.security = self.security_of(root);
        self.media_types = MediaTypes {
            consumes: self.texts_of(root, "consumes"),
            produces: self.texts_of(root, "produces"),
        };
        document.operations = self.paths(root);
        document.webhooks = self.webhooks(root);
        Some(self.finish(document))
    }

    /// One server for each scheme, the encrypted one first; without a host the base path alone, which is relative to
    /// where the description was found (2.0, Swagger Object).
    fn swagger2_servers(&mut self, root: &'s Node) -> Vec<Server<'s>> {
        let base = self
            .text_of(root, "basePath")
            .unwrap_or_default()
            .trim_end_matches('/');
        let server = |url| Server {
            url,
            description: None,
            variables: Vec::new(),
            span: root.span,
        };
        match self.text_of(root, "host") {
            Some(host) => schemes(self.texts_of(root, "schemes"))
                .map(|s| server(format!("{s}://{host}{base}")))
                .collect(),
            None if base.is_empty() => Vec::new(),
            None => vec![server(base.to_owned())],
        }
    }

    /// The responses, with `produces` as their media types.
    pub(super) fn swagger2_responses(&mut self, operation: &'s Node) -> Vec<Response<'s>> {
        let produces = self.media_types_of(operation, "produces");
        self.responses_of(operation, |reader, node| {
            reader.swagger2_response(node, &produces)
        })
    }

    fn swagger2_response(&mut self, node: &'s Node, produces: &[&'s str]) -> Response<'s> {
        let description = self.text_of(node, "description");
        let content = match node.get("schema") {
            Some(schema) => self.swagger2_content(schema, produces),
            None => Vec::new(),
        };
        let headers = self.header_names(node);
        Response {
            status: Status::Default,
            description,
            content,
            headers,
            span: node.span,
        }
    }

    /// One schema under each of the media types.
    fn swagger2_content(
        &mut self,
        schema: &'s Node,
        media_types: &[&'s str],
    ) -> Vec<MediaType<'s>> {
        let file = schema.get("type").and_then(Node::as_str) == Some("file");
        let id = self.schema(schema);
        let usual: &[&str] = if file {
            &["application/octet-stream"]
        } else {
            &["application/json"]
        };
        let names = if media_types.is_empty() {
            usual
        } else {
            media_types
        };
        let media_type = |name: &&'s str| MediaType {
            item_schema: None,
            name,
            schema: Some(id),
            encoding: Vec::new(),
            example: None,
            span: schema.span,
        };
        names.iter().map(media_type).collect()
    }

    /// The operation's own `consumes` or `produces`, or the root's.
    fn media_types_of(&mut self, operation: &'s Node, key: &str) -> Vec<&'s str> {
        match (operation.get(key), key) {
            (Some(own), _) => self.texts(own, key),
            (None, "consumes") => self.media_types.consumes.clone(),
            (None, _) => self.media_types.produces.clone(),
        }
    }
}

/// `https` before `http`; web sockets are no calls. Without any, `https`.
fn schemes(listed: Vec<&str>) -> impl Iterator<Item = &str> {
    let first = (listed.is_empty() || listed.contains(&"https")).then_some("https");
    let second = listed.contains(&"http").then_some("http");
    let none_known = first.is_none() && second.is_none();
    first
        .into_iter()
        .chain(second)
        .chain(none_known.then_some("https"))
}
