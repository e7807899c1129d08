//! The root of 3.x to a [`Document`]: `info`, `servers`, `tags` and the content of the components.

use super::fields::present;
use super::{DocumentReader, Version};
use crate::diagnostics::Code;
use crate::document::model::{Document, Tag};
use crate::source::Node;
use crate::work::Work;

impl<'s> DocumentReader<'s, '_> {
    /// Reads a specification of 3.0, 3.1 or 3.2.
    pub(crate) fn openapi3(mut self, root: &'s Node) -> Option<Document<'s>> {
        self.check_paths(root)?;
        let mut document = self.info(root);
        document.servers = self.servers_of(root);
        if let Some(components) = present(root, "components") {
            self.is_object(components, "`components`");
            let schemas = self.entries_of(components, "schemas");
            document.components = self.register_components(schemas);
            let schemes = self.entries_of(components, "securitySchemes");
            self.read_security_schemes(schemes);
        }
        document.security = self.security_of(root);
        document.operations = self.paths(root);
        document.webhooks = self.webhooks(root);
        document.webhooks.append(&mut self.callbacks);
        Some(self.finish(document))
    }

    /// `paths` is demanded by 2.0 and 3.0; what is there must be an object, or there is nothing to read.
    pub(crate) fn check_paths(&mut self, root: &'s Node) -> Option<()> {
        match present(root, "paths") {
            None if self.version <= Version::V3_0 && present(root, "x-webhooks").is_none() => {
                self.warn(
                    Code::MissingField,
                    root.span,
                    "the specification has no `paths`",
                );
            }
            None => {}
            Some(paths) if paths.as_object().is_none() => {
                self.root_error(paths, "`paths`");
                return None;
            }
            Some(_) => {}
        }
        Some(())
    }

    /// A document with what all versions write in the same way, and nothing else yet.
    pub(crate) fn info(&mut self, root: &'s Node) -> Document<'s> {
        let info = present(root, "info");
        if info.is_none() {
            self.warn(
                Code::MissingField,
                root.span,
                "the specification has no `info`",
            );
        }
        let info = info.filter(|info| self.is_object(info, "`info`"));
        let key = |name: &str| {
            root.as_object()
                .and_then(|object| object.entry(name))
                .map(|entry| entry.key_span)
        };
        Document {
            span: ["paths", "openapi", "swagger"]
                .into_iter()
                .find_map(key)
                .unwrap_or(root.span),
            title: info
                .and_then(|info| self.text_of(info, "title"))
                .unwrap_or_default(),
            version: info
                .and_then(|info| self.text_of(info, "version"))
                .unwrap_or_default(),
            description: info.and_then(|info| self.text_of(info, "description")),
            servers: Vec::new(),
            security: None,
            security_schemes: Vec::new(),
            tags: self.tags(root),
            operations: Vec::new(),
            webhooks: Vec::new(),
            schemas: Vec::new(),
            components: Vec::new(),
            extension: self.api_extension(root),
            work: Work::of(self.sources.bytes()),
        }
    }

    fn tags(&mut self, root: &'s Node) -> Vec<Tag<'s>> {
        let items = self.items_of(root, "tags");
        items.iter().filter_map(|item| self.tag(item)).collect()
    }

    fn tag(&mut self, node: &'s Node) -> Option<Tag<'s>> {
        if !self.is_object(node, "a tag") {
            return None;
        }
        Some(Tag {
            name: self.text_of(node, "name")?,
            description: self.text_of(node, "description"),
        })
    }
}
