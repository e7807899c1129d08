//! 2.0's one flow for each `oauth2` scheme, in the words of 3.x.

use crate::diagnostics::Code;
use crate::document::model::{Flow, FlowKind};
use crate::document::read::Reader;
use crate::source::Node;

impl<'s> Reader<'s, '_> {
    /// `flow: accessCode` is what 3.x calls `authorizationCode`, `application` is `clientCredentials`.
    pub(in crate::document) fn swagger2_flow(&mut self, node: &'s Node) -> Option<Flow<'s>> {
        let kind = match self.text_of(node, "flow")? {
            "implicit" => FlowKind::Implicit,
            "password" => FlowKind::Password,
            "application" => FlowKind::ClientCredentials,
            "accessCode" => FlowKind::AuthorizationCode,
            other => {
                self.warn(Code::UnknownValue, node.place, format!("the flow `{other}` is not known"));
                return None;
            }
        };
        Some(self.flow(node, kind))
    }
}
