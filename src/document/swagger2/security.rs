//! 2.0's one OAuth flow for each `oauth2` scheme, in the words of 3.x.

use crate::diagnostics::Code;
use crate::document::model::{OAuthFlow, OAuthFlowKind};
use crate::document::read::DocumentReader;
use crate::source::Node;

impl<'s> DocumentReader<'s, '_> {
    /// `flow: accessCode` is what 3.x calls `authorizationCode`, `application` is `clientCredentials`.
    pub(in crate::document) fn swagger2_flow(&mut self, node: &'s Node) -> Option<OAuthFlow<'s>> {
        let kind = match self.text_of(node, "flow")? {
            "implicit" => OAuthFlowKind::Implicit,
            "password" => OAuthFlowKind::Password,
            "application" => OAuthFlowKind::ClientCredentials,
            "accessCode" => OAuthFlowKind::AuthorizationCode,
            other => {
                self.warn(
                    Code::UnknownValue,
                    node.span,
                    format!("the OAuth flow `{other}` is not known"),
                );
                return None;
            }
        };
        Some(self.flow(node, kind))
    }
}
