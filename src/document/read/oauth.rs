//! `oauth` of `x-fetchwright` to [`OAuthRules`].

use super::DocumentReader;
use super::fields::scalar;
use crate::diagnostics::Code;
use crate::document::oauth::{GRANTS, OAUTH, OAuthRules};
use crate::source::Node;

impl<'s> DocumentReader<'s, '_> {
    /// What is known of the provider's OAuth 2.0, by the node of its `x-fetchwright`.
    pub(super) fn oauth_rules(&mut self, node: &'s Node) -> Option<OAuthRules<'s>> {
        let node = self.section(node, "oauth", &OAUTH)?;
        Some(OAuthRules {
            authorize: self.text_of(node, "authorize"),
            token: self.text_of(node, "token"),
            refresh: self.text_of(node, "refresh"),
            device: self.text_of(node, "device"),
            issuer: self.text_of(node, "issuer"),
            grants: self.grants(node),
            client_auth: self.one_or_more(node, "client-auth"),
            scope_separator: self.text_of(node, "scope-separator"),
            parameters: self.pairs(node, "parameters"),
            token_parameters: self.pairs(node, "token-parameters"),
            json_body: self.choice(node, "token-body", &["form", "json"]) == Some("json"),
        })
    }

    fn grants(&mut self, node: &'s Node) -> Vec<&'s str> {
        let mut grants = self.one_or_more(node, "grants");
        grants.retain(|grant| {
            let is_known = GRANTS.contains(grant);
            if !is_known {
                let span = node.get("grants").map_or(node.span, |grants| grants.span);
                self.warn_with_help(
                    Code::Extension,
                    span,
                    format!("`grants` cannot be `{grant}`"),
                    format!("they are `{}`", GRANTS.join("`, `")),
                );
            }
            is_known
        });
        grants
    }

    /// Names and values; numbers and truth values are values too.
    fn pairs(&mut self, node: &'s Node, key: &str) -> Vec<(&'s str, &'s str)> {
        let entries = self.entries_of(node, key).iter();
        let pairs = entries.map(|entry| Some((&*entry.key, scalar(&entry.node)?)));
        pairs.flatten().collect()
    }
}
