//! Which operations take an idempotency key, by what they declare and by the API's rules.

use super::Lowering;
use crate::document::model;
use crate::ir::{IdempotencyRules, Location, OperationPolicies, Parameter};
use crate::resolve;
use crate::settings::Selector;

/// The header among an operation's parameters that holds an idempotency key: the API's own, or one that is called so.
pub(super) fn key_parameter<'p>(
    parameters: &'p [Parameter],
    api: &IdempotencyRules,
) -> Option<&'p Parameter> {
    let own = api
        .header
        .as_deref()
        .unwrap_or(IdempotencyRules::USUAL_HEADER);
    let headers = || {
        parameters
            .iter()
            .filter(|parameter| parameter.location == Location::Header)
    };
    let is_own = |parameter: &&Parameter| parameter.wire.eq_ignore_ascii_case(own);
    headers()
        .find(is_own)
        .or_else(|| headers().find(|parameter| is_key_header(&parameter.wire)))
}

/// `X-Idempotency-Key`, `Idempotency-Token`; PayPal's own name is older than these.
fn is_key_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("idempot") || name == "paypal-request-id"
}

/// Methods that change nothing (RFC 9110, section 9.2.1): a key has no use there.
fn is_safe(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY")
}

/// Where an operation differs. One that has a header for keys among its parameters takes keys, as if it stated this; one whose
/// every request body has a key may be sent again.
pub(super) fn of_operation(
    operation: &model::Operation<'_>,
    parameters: &[Parameter],
    api: &IdempotencyRules,
    body_has_key: bool,
) -> OperationPolicies {
    let own = &operation.extension.policies;
    let header = api
        .header
        .as_deref()
        .unwrap_or(IdempotencyRules::USUAL_HEADER);
    let parameter = key_parameter(parameters, api).map(|parameter| parameter.wire.as_str());
    let takes_key = own.key_header.is_some() || parameter.is_some();
    let key_header = own
        .key_header
        .as_deref()
        .or(parameter)
        .filter(|own| !own.eq_ignore_ascii_case(header));
    let by_method = api.methods.contains(&operation.method);
    let takes_key = takes_key && !is_safe(&operation.method);
    let is_chosen = takes_key || (by_method && !api.only_declared && in_paths(operation, api));
    OperationPolicies {
        keyed: own
            .keyed
            .or(Some(is_chosen))
            .filter(|keyed| *keyed != by_method),
        key_header: key_header.map(str::to_owned),
        repeatable: own.repeatable.or(body_has_key.then_some(true)),
    }
}

impl Lowering<'_, '_> {
    /// Whether every request body of an operation has the property that takes the key: its caller has to give one.
    pub(super) fn requires_key_in_body(
        &self,
        operation: &model::Operation<'_>,
        api: &IdempotencyRules,
    ) -> bool {
        let place = api
            .body
            .as_deref()
            .and_then(|pointer| pointer.rsplit_once('/'));
        let (Some((parent, key)), Some(body)) = (place, &operation.body) else {
            return false;
        };
        let requires = |media: &model::MediaType<'_>| {
            let parent = media.schema.and_then(|schema| self.at(schema, parent));
            parent.is_some_and(|schema| self.merged(schema).required.contains(&key))
        };
        body.required && !body.content.is_empty() && body.content.iter().all(requires)
    }
}

/// Whether the API's rule is for an operation.
fn in_paths(operation: &model::Operation<'_>, api: &IdempotencyRules) -> bool {
    let mut selectors = api.paths.iter().map(|text| Selector::parse(text));
    api.paths.is_empty() || selectors.any(|selector| resolve::matches(&selector, operation))
}
