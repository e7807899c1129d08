//! Rules of `x-fetchwright` to those of the ir, and which operations take an idempotency key.

use crate::document::{model, policies};
use crate::ir::{LimitRules, Location, OperationPolicies, Parameter, Policies, Reset, RetryRules};
use crate::resolve;
use crate::settings::Selector;

/// The header that most APIs use.
const USUAL_KEY: &str = "Idempotency-Key";

/// What holds for the whole API.
pub(super) fn of_api(rules: &policies::Policies<'_>) -> Policies {
    let policies::Policies {
        retry,
        idempotency,
        rate_limit,
    } = rules;
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Policies {
        retry: RetryRules {
            statuses: retry.statuses.clone(),
            unprocessed: retry.not_processed.clone(),
            header: retry.header.map(str::to_owned),
            never: owned(&retry.never),
        },
        limit: LimitRules {
            headers: rate_limit
                .headers
                .iter()
                .map(|(left, reset)| ((*left).to_owned(), (*reset).to_owned()))
                .collect(),
            reset: match rate_limit.reset {
                policies::Reset::Epoch => Reset::Epoch,
                policies::Reset::Seconds => Reset::Seconds,
                policies::Reset::Duration => Reset::Duration,
            },
            statuses: rate_limit.statuses.clone(),
            messages: owned(&rate_limit.messages),
            pause: rate_limit.pause,
        },
        key_header: idempotency.header.map(str::to_owned),
        keyed_methods: idempotency.methods.clone(),
    }
}

/// Where an operation differs. One that has the API's header for keys among its parameters takes keys, as if it said so.
pub(super) fn of_operation(
    operation: &model::Operation<'_>,
    parameters: &[Parameter],
    api: &policies::IdempotencyRules<'_>,
) -> OperationPolicies {
    let own = &operation.extension.policies;
    let header = api.header.unwrap_or(USUAL_KEY);
    let takes_key = parameters.iter().any(|parameter| {
        parameter.location == Location::Header && parameter.wire.eq_ignore_ascii_case(header)
    });
    let by_method = api.methods.contains(&operation.method);
    let is_chosen = takes_key || (by_method && !api.only_declared && in_paths(operation, api));
    OperationPolicies {
        keyed: own
            .keyed
            .or(Some(is_chosen))
            .filter(|keyed| *keyed != by_method),
        key_header: own.key_header.map(str::to_owned),
        repeatable: own.repeatable,
    }
}

/// Whether the API's rule is for an operation.
fn in_paths(operation: &model::Operation<'_>, api: &policies::IdempotencyRules<'_>) -> bool {
    let mut selectors = api.paths.iter().map(|text| Selector::parse(text));
    api.paths.is_empty() || selectors.any(|selector| resolve::matches(&selector, operation))
}
