//! What an API declares about requests that are sent again, as constant data for the runtime; nothing where all is as usual.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{IdempotencyRules, LimitRules, OperationPolicies, Policies, Reset, RetryRules};

/// `.retry(…).limit(…).idempotency(…)` of the API.
pub(super) fn of_api(policies: &Policies) -> TokenStream {
    let retry = retry(&policies.retry);
    let limit = limit(&policies.rate_limit);
    let idempotency = idempotency(&policies.idempotency);
    quote!(#retry #limit #idempotency)
}

/// `.keyed(…).repeatable(…)` of an operation.
pub(super) fn of_operation(policies: &OperationPolicies) -> TokenStream {
    let OperationPolicies {
        keyed,
        key_header,
        repeatable,
    } = policies;
    let key_header = key_header
        .as_ref()
        .map(|header| quote!(.key_header(#header)));
    let keyed = keyed.map(|keyed| quote!(.keyed(#keyed)));
    let repeatable = repeatable.map(|repeatable| quote!(.repeatable(#repeatable)));
    quote!(#key_header #keyed #repeatable)
}

fn retry(rules: &RetryRules) -> Option<TokenStream> {
    let RetryRules {
        statuses,
        not_processed,
        header,
        never,
    } = rules;
    let statuses = statuses.as_ref().map(|statuses| list("statuses", statuses));
    let unprocessed = not_processed
        .as_ref()
        .map(|statuses| list("unprocessed", statuses));
    let header = header.as_ref().map(|header| quote!(header: #header));
    let never = (!never.is_empty()).then(|| quote!(never: &[#(#never),*]));
    let fields: Vec<TokenStream> = [statuses, unprocessed, header, never]
        .into_iter()
        .flatten()
        .collect();
    rules_of(quote!(retry), quote!(runtime::RetryRules), &fields, 4)
}

fn limit(rules: &LimitRules) -> Option<TokenStream> {
    let LimitRules {
        headers,
        reset,
        statuses,
        messages,
        pause,
    } = rules;
    let headers = (!headers.is_empty()).then(|| {
        let pairs = headers
            .iter()
            .map(|(remaining, reset)| quote!((#remaining, #reset)));
        quote!(headers: &[#(#pairs),*])
    });
    let reset = match reset {
        Reset::Seconds => None,
        Reset::Epoch => Some(quote!(reset: runtime::Reset::Epoch)),
        Reset::Duration => Some(quote!(reset: runtime::Reset::Duration)),
        Reset::EpochMilliseconds => Some(quote!(reset: runtime::Reset::EpochMilliseconds)),
        Reset::Rfc3339 => Some(quote!(reset: runtime::Reset::Rfc3339)),
    };
    let statuses = (!statuses.is_empty()).then(|| list("statuses", statuses));
    let messages = (!messages.is_empty()).then(|| quote!(messages: &[#(#messages),*]));
    let pause = (*pause > 0).then(|| {
        let pause = proc_macro2::Literal::u32_unsuffixed(*pause);
        quote!(pause: #pause)
    });
    let fields: Vec<TokenStream> = [headers, reset, statuses, messages, pause]
        .into_iter()
        .flatten()
        .collect();
    rules_of(quote!(limit), quote!(runtime::LimitRules), &fields, 5)
}

fn idempotency(rules: &IdempotencyRules) -> Option<TokenStream> {
    // Which operations are chosen of these is decided for each of them.
    let IdempotencyRules {
        header, methods, ..
    } = rules;
    let header = header.as_ref().map(|header| quote!(header: #header));
    let methods = (!methods.is_empty()).then(|| quote!(methods: &[#(#methods),*]));
    let fields: Vec<TokenStream> = [header, methods].into_iter().flatten().collect();
    rules_of(
        quote!(idempotency),
        quote!(runtime::Idempotency),
        &fields,
        2,
    )
}

/// `.retry(runtime::RetryRules { never: &["…"], ..runtime::RetryRules::USUAL })`. The type has its whole path, so that its
/// name stays free for the API.
fn rules_of(
    method: TokenStream,
    ty: TokenStream,
    fields: &[TokenStream],
    all: usize,
) -> Option<TokenStream> {
    let rest = (fields.len() < all).then(|| quote!(..#ty::USUAL));
    (!fields.is_empty()).then(|| quote!(.#method(#ty { #(#fields,)* #rest })))
}

fn list(name: &str, statuses: &[u16]) -> TokenStream {
    let name = super::ident(name);
    let statuses = statuses
        .iter()
        .map(|status| proc_macro2::Literal::u16_unsuffixed(*status));
    quote!(#name: &[#(#statuses),*])
}
