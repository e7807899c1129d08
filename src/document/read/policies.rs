//! `retry`, `idempotency` and `rate-limit` of `x-fetchwright` to [`Policies`].
//!
//! A value that cannot be is warned about and left out: a header's name with a space would fail in every call.

use super::DocumentReader;
use super::fields::{present, scalar};
use crate::diagnostics::{Code, nearest};
use crate::document::extension::{IDEMPOTENCY, OPERATION_IDEMPOTENCY, RATE_LIMIT, RETRY};
use crate::policies::{
    IdempotencyRules, LimitRules, OperationPolicies, Policies, Reset, RetryRules,
};
use crate::source::Node;

impl<'s> DocumentReader<'s, '_> {
    /// What the API declares, by the node of its `x-fetchwright`.
    pub(super) fn policies(&mut self, node: &'s Node) -> Policies {
        Policies {
            retry: self.retry_rules(node),
            idempotency: self.idempotency_rules(node),
            rate_limit: self.limit_rules(node),
        }
    }

    /// What an operation declares, by the node of its `x-fetchwright`.
    pub(super) fn operation_policies(&mut self, node: &'s Node) -> OperationPolicies {
        let repeatable =
            present(node, "repeatable").and_then(|value| self.flag(value, "repeatable"));
        let idempotency = present(node, "idempotency");
        if idempotency.is_some_and(|value| value.as_object().is_none()) {
            let keyed = idempotency.and_then(|value| self.flag(value, "idempotency"));
            return OperationPolicies {
                keyed,
                key_header: None,
                repeatable,
            };
        }
        let own = self.section(node, "idempotency", &OPERATION_IDEMPOTENCY);
        let key_header = own.and_then(|own| self.named_header(own, "header"));
        OperationPolicies {
            keyed: key_header.as_ref().map(|_| true),
            key_header,
            repeatable,
        }
    }

    fn retry_rules(&mut self, node: &'s Node) -> RetryRules {
        let Some(node) = self.section(node, "retry", &RETRY) else {
            return RetryRules::default();
        };
        RetryRules {
            statuses: self.statuses(node, "statuses"),
            not_processed: self.statuses(node, "not-processed"),
            header: self.named_header(node, "header"),
            never: owned(self.one_or_more(node, "never")),
        }
    }

    fn idempotency_rules(&mut self, node: &'s Node) -> IdempotencyRules {
        let Some(node) = self.section(node, "idempotency", &IDEMPOTENCY) else {
            return IdempotencyRules::default();
        };
        IdempotencyRules {
            header: self.named_header(node, "header"),
            methods: self
                .one_or_more(node, "methods")
                .iter()
                .map(|method| method.to_ascii_uppercase())
                .collect(),
            only_declared: self.choice(node, "only", &["declared"]).is_some(),
            paths: owned(self.one_or_more(node, "paths")),
            body: self.text_of(node, "body").map(str::to_owned),
            lifetime: self.count(node, "lifetime", "seconds"),
            max_length: self.count(node, "max-length", "characters"),
        }
    }

    fn limit_rules(&mut self, node: &'s Node) -> LimitRules {
        let Some(node) = self.section(node, "rate-limit", &RATE_LIMIT) else {
            return LimitRules::default();
        };
        LimitRules {
            headers: self.limit_headers(node),
            reset: self.reset(node),
            statuses: self.statuses(node, "statuses").unwrap_or_default(),
            messages: owned(self.one_or_more(node, "messages")),
            pause: self.count(node, "pause", "seconds"),
        }
    }

    /// `remaining` and `reset` are lists of the same length, or one header each.
    fn limit_headers(&mut self, node: &'s Node) -> Vec<(String, String)> {
        let (remaining, reset) = (
            self.named_headers(node, "remaining"),
            self.named_headers(node, "reset"),
        );
        if remaining.len() != reset.len() {
            let message = "each header of `remaining` needs one of `reset`, in the same order";
            self.warn(Code::Extension, node.span, message);
            return Vec::new();
        }
        remaining.into_iter().zip(reset).collect()
    }

    fn reset(&mut self, node: &'s Node) -> Reset {
        let Some(value) = present(node, "reset-in") else {
            return Reset::default();
        };
        let text = self.text(value, "reset-in").unwrap_or_default();
        let Some((_, reset)) = Reset::ALL.iter().find(|(name, _)| *name == text) else {
            let near = nearest(text, Reset::ALL.iter().map(|(name, _)| (*name).to_owned()));
            let help = near.first().map_or(
                "it is `seconds`, `epoch`, `epoch-milliseconds`, `duration` or `rfc3339`"
                    .to_owned(),
                |near| format!("did you mean {near}?"),
            );
            self.warn_with_help(
                Code::Extension,
                value.span,
                format!("`reset-in` cannot be `{text}`"),
                help,
            );
            return Reset::default();
        };
        *reset
    }

    /// A number of something; 0 if it is not there.
    fn count(&mut self, node: &'s Node, key: &str, of: &str) -> u32 {
        let Some(value) = present(node, key) else {
            return 0;
        };
        let count = value.as_i64().and_then(|count| u32::try_from(count).ok());
        if count.is_none() {
            self.warn(
                Code::Extension,
                value.span,
                format!("`{key}` is a number of {of}"),
            );
        }
        count.unwrap_or(0)
    }

    /// `[409, 5XX]`, or one of them.
    fn statuses(&mut self, node: &'s Node, key: &str) -> Option<Vec<u16>> {
        let value = present(node, key)?;
        let items = value.as_array().unwrap_or(std::slice::from_ref(value));
        let mut statuses = Vec::new();
        for item in items {
            match scalar(item).and_then(status) {
                Some(status) => statuses.push(status),
                None => self.warn(
                    Code::Extension,
                    item.span,
                    format!("`{key}` holds statuses: 503, or 5XX for all of them"),
                ),
            }
        }
        Some(statuses)
    }

    fn named_header(&mut self, node: &'s Node, key: &str) -> Option<String> {
        self.named_headers(node, key).into_iter().next()
    }

    fn named_headers(&mut self, node: &'s Node, key: &str) -> Vec<String> {
        let Some(value) = present(node, key) else {
            return Vec::new();
        };
        let mut names = self.one_or_more(node, key);
        names.retain(|name| {
            let valid = is_token(name);
            if !valid {
                self.warn(
                    Code::Extension,
                    value.span,
                    format!("`{name}` is no name of a header"),
                );
            }
            valid
        });
        owned(names)
    }
}

fn owned(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}

/// `503` → 503, `5XX` → 5.
fn status(text: &str) -> Option<u16> {
    if let Some(class) = text.strip_suffix("XX").or_else(|| text.strip_suffix("xx")) {
        return class.parse().ok().filter(|class| (1..=5).contains(class));
    }
    text.parse()
        .ok()
        .filter(|status| (100..600).contains(status))
}

/// RFC 9110, section 5.6.2.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
