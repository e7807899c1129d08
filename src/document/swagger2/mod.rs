//! Swagger 2.0 in the words of 3.x.
//!
//! ```text
//! host: api.io, basePath: /v1, schemes: [https]      →  servers: [https://api.io/v1]
//! definitions: { Pet: … }                            →  components: [Pet]
//! parameters: [{ in: body, schema: … }]              →  body: application/json (or what `consumes` states)
//! parameters: [{ in: formData, name: a, type: … }]   →  body: a form with a schema that the reader puts together
//! ```
//!
//! Only what 2.0 writes differently is here; the rest is `read`'s.

use super::model::{Document, MediaType, Response, Server, Status};
use super::read::{DocumentReader, MediaTypes};
use crate::source::Node;
use fetchwright_runtime::server_urls::origin;

mod bodies;
mod parameters;
mod security;

impl<'s> DocumentReader<'s, '_> {
    /// Reads a specification of 2.0.
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

    /// One server for each scheme, the encrypted one first. Host and scheme are those of the specification's own URL where it
    /// does not name any; if that is not known, the base path alone is left, which is relative (2.0, Swagger Object).
    fn swagger2_servers(&mut self, root: &'s Node) -> Vec<Server<'s>> {
        let base = self.text_of(root, "basePath").unwrap_or_default();
        let base = match base.trim_matches('/') {
            "" => String::new(),
            base => format!("/{base}"),
        };
        let server = |url| Server {
            url,
            description: None,
            variables: Vec::new(),
            span: root.span,
        };
        let of_document = self.document_url(root).map(origin);
        let own_host = of_document.and_then(|origin| origin.split_once("://"));
        let host = self
            .text_of(root, "host")
            .map(|host| host.trim_matches('/'));
        let mut listed = self.texts_of(root, "schemes");
        match (host, own_host) {
            (None, None) if base.is_empty() => Vec::new(),
            (None, None) => vec![server(base)],
            (Some(host), _) => schemes(listed, host)
                .map(|scheme| server(format!("{scheme}://{host}{base}")))
                .collect(),
            (None, Some((scheme, host))) => {
                if listed.is_empty() {
                    listed.push(scheme);
                }
                schemes(listed, host)
                    .map(|scheme| server(format!("{scheme}://{host}{base}")))
                    .collect()
            }
        }
    }

    /// The responses, with `produces` as their media types.
    pub(super) fn swagger2_responses(&mut self, operation: &'s Node) -> Vec<Response<'s>> {
        let produces = self.media_types_of(operation, "produces");
        self.responses_of(operation, |reader, overlaid| {
            let node = overlaid.holder("schema")?;
            Some(reader.swagger2_response(node, &produces))
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

/// `https` before `http`, but on this machine, where nobody has a certificate; web sockets are no calls. Without any,
/// `https`.
fn schemes<'s>(listed: Vec<&'s str>, host: &str) -> impl Iterator<Item = &'s str> {
    let name = host.split(':').next().unwrap_or_default();
    let is_here = matches!(name, "localhost" | "127.0.0.1");
    let mut known: Vec<&str> = ["https", "http"]
        .into_iter()
        .filter(|scheme| listed.contains(scheme))
        .collect();
    if is_here {
        known.reverse();
    }
    if known.is_empty() {
        known.push("https");
    }
    known.into_iter()
}
