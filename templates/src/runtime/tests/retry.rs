//! What a failure means, how long to wait, and how many attempts a client may make. No server, no time that passes.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue};

use super::super::budget::Bucket;
use super::super::idempotency::{is_idempotent, new_key};
use super::super::retry::{Failure, FailureClass, classify};
use super::{LimitRules, Reset, Retry, RetryBudget, RetryRules, VirtualClock};

const NOW: u64 = 1_760_000_000;

const STRIPE: RetryRules = RetryRules {
    statuses: &[409, 429, 5],
    header: "stripe-should-retry",
    ..RetryRules::USUAL
};

const RESEND: RetryRules = RetryRules {
    never: &["daily_quota_exceeded"],
    ..RetryRules::USUAL
};

const GITHUB: LimitRules = LimitRules {
    headers: &[("x-ratelimit-remaining", "x-ratelimit-reset")],
    reset: Reset::Epoch,
    statuses: &[403],
    messages: &["secondary rate"],
    pause: 60,
};

const OPENAI: LimitRules = LimitRules {
    headers: &[
        ("remaining-requests", "reset-requests"),
        ("remaining-tokens", "reset-tokens"),
    ],
    reset: Reset::Duration,
    ..LimitRules::USUAL
};

/// A response to classify.
struct TestCase<'a> {
    retry: RetryRules,
    limit: LimitRules,
    status: u16,
    headers: HeaderMap,
    code: Option<&'a str>,
    message: Option<&'a str>,
}

fn response<'a>(status: u16) -> TestCase<'a> {
    let (retry, limit) = (RetryRules::USUAL, LimitRules::USUAL);
    TestCase {
        retry,
        limit,
        status,
        headers: HeaderMap::new(),
        code: None,
        message: None,
    }
}

impl<'a> TestCase<'a> {
    fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        self.headers
            .insert(name, HeaderValue::from_str(value).unwrap());
        self
    }

    fn retry(self, retry: RetryRules) -> Self {
        TestCase { retry, ..self }
    }

    fn limit(self, limit: LimitRules) -> Self {
        TestCase { limit, ..self }
    }

    fn message(self, message: &'a str) -> Self {
        TestCase {
            message: Some(message),
            ..self
        }
    }

    fn code(self, code: &'a str) -> Self {
        TestCase {
            code: Some(code),
            ..self
        }
    }

    fn class(&self) -> FailureClass {
        let TestCase {
            status,
            code,
            message,
            ..
        } = *self;
        let failure = Failure::Response {
            status,
            headers: &self.headers,
            code,
            message,
        };
        classify(
            &self.retry,
            &self.limit,
            failure,
            SystemTime::UNIX_EPOCH + Duration::from_secs(NOW),
        )
    }

    /// `again`, `again whatever the method`, or `final`; and the wait in seconds.
    fn classified(&self) -> (&'static str, Option<u64>) {
        let class = self.class();
        let classified = match (class.temporary, class.unprocessed) {
            (true, true) => "any",
            (true, false) => "idempotent",
            (false, _) => "none",
        };
        (classified, class.wait.map(|wait| wait.as_secs()))
    }
}

#[test]
fn statuses_state_who_may_try_again() {
    for status in [
        408, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 529, 530,
    ] {
        assert_eq!(
            response(status).classified(),
            ("idempotent", None),
            "{status}"
        );
    }
    for status in [
        304, 400, 401, 402, 403, 404, 405, 409, 410, 413, 422, 451, 501, 505, 528, 531,
    ] {
        assert_eq!(response(status).classified(), ("none", None), "{status}");
    }
    assert_eq!(response(429).classified(), ("any", None));
    assert_eq!(
        response(429).header("retry-after", "7").classified(),
        ("any", Some(7))
    );
    assert_eq!(
        response(503).header("retry-after", "7").classified(),
        ("idempotent", Some(7))
    );
    assert_eq!(
        response(404).header("retry-after", "7").classified(),
        ("none", Some(7))
    );
}

#[test]
fn without_a_response_it_depends_on_whether_it_was_sent() {
    let classify = |failure| {
        classify(
            &RetryRules::USUAL,
            &LimitRules::USUAL,
            failure,
            SystemTime::UNIX_EPOCH,
        )
    };
    let unsent = classify(Failure::NotSent);
    assert!(unsent.temporary && unsent.unprocessed && !unsent.limited);
    let unknown = classify(Failure::Unknown);
    assert!(unknown.temporary && !unknown.unprocessed && !unknown.limited);
}

#[test]
fn the_servers_own_advice_wins() {
    let stripe = |status| response(status).retry(STRIPE);
    assert_eq!(stripe(409).classified(), ("idempotent", None));
    assert_eq!(stripe(507).classified(), ("idempotent", None));
    // All of 5XX, but not what the server can never do.
    for status in [501, 505] {
        assert_eq!(stripe(status).classified(), ("none", None));
    }
    assert_eq!(
        stripe(402)
            .header("stripe-should-retry", "true")
            .classified(),
        ("any", None)
    );
    assert_eq!(
        stripe(500)
            .header("stripe-should-retry", "false")
            .classified(),
        ("none", None)
    );
    assert_eq!(
        stripe(500)
            .header("stripe-should-retry", "perhaps")
            .classified(),
        ("idempotent", None)
    );
    assert_eq!(
        response(400).header("x-should-retry", "true").classified(),
        ("any", None)
    );
    assert_eq!(
        response(429).header("x-should-retry", "false").classified(),
        ("none", None)
    );
}

#[test]
fn some_codes_end_it() {
    let resend = |code| {
        response(429)
            .retry(RESEND)
            .header("retry-after", "1")
            .code(code)
    };
    assert_eq!(resend("rate_limit_exceeded").classified(), ("any", Some(1)));
    assert_eq!(
        resend("daily_quota_exceeded").classified(),
        ("none", Some(1))
    );
    assert_eq!(
        resend("daily_quota_exceeded")
            .header("x-should-retry", "true")
            .classified(),
        ("none", Some(1))
    );
}

#[test]
fn githubs_limits_are_403_or_429() {
    let github = |status| response(status).limit(GITHUB);
    let reset = (NOW + 90).to_string();
    let primary = |status| {
        github(status)
            .header("x-ratelimit-remaining", "0")
            .header("x-ratelimit-reset", &reset)
    };
    assert_eq!(primary(403).classified(), ("any", Some(90)));
    assert_eq!(primary(429).classified(), ("any", Some(90)));
    assert_eq!(
        primary(404).classified(),
        ("none", None),
        "the last request of the hour may find nothing"
    );
    let some_left = github(403)
        .header("x-ratelimit-remaining", "12")
        .header("x-ratelimit-reset", &reset);
    assert_eq!(some_left.classified(), ("none", None), "forbidden");

    let text = "You have exceeded a Secondary Rate limit. Please wait a few minutes.";
    let secondary = |status| github(status).message(text);
    assert_eq!(secondary(403).classified(), ("any", Some(60)));
    assert!(secondary(403).class().grows);
    assert_eq!(
        secondary(403).header("retry-after", "13").classified(),
        ("any", Some(13))
    );
    assert!(!secondary(403).header("retry-after", "13").class().grows);
    assert_eq!(secondary(422).classified(), ("none", None));
    assert_eq!(
        github(403).message("Resource not accessible").classified(),
        ("none", None)
    );
}

#[test]
fn the_longest_of_several_limits_counts() {
    let used_up = response(429)
        .limit(OPENAI)
        .header("remaining-requests", "0")
        .header("reset-requests", "1s")
        .header("remaining-tokens", "0")
        .header("reset-tokens", "6m0s");
    assert_eq!(used_up.classified(), ("any", Some(360)));
    assert_eq!(
        used_up.header("remaining-tokens", "5").classified(),
        ("any", Some(1))
    );
}

#[test]
fn jitter_is_full_and_its_bound_doubles_up_to_the_longest() {
    let retry = Retry::default();
    let class = FailureClass::default();
    let milliseconds = |attempt, random| retry.delay(attempt, &class, random).as_millis();
    assert_eq!(milliseconds(1, 0), 0);
    assert_eq!(milliseconds(1, u64::MAX), 500);
    assert_eq!(milliseconds(1, u64::MAX / 2), 250);
    assert_eq!(milliseconds(2, u64::MAX), 1000);
    assert_eq!(milliseconds(4, u64::MAX), 4000);
    assert_eq!(milliseconds(5, u64::MAX), 8000);
    assert_eq!(milliseconds(6, u64::MAX), 8000);
    assert_eq!(milliseconds(u32::MAX, u64::MAX), 8000);
}

#[test]
fn nobody_comes_back_before_the_server_reported() {
    let retry = Retry::default();
    let response = FailureClass {
        wait: Some(Duration::from_secs(3)),
        ..FailureClass::default()
    };
    assert_eq!(retry.delay(4, &response, 0).as_millis(), 3000);
    assert_eq!(retry.delay(4, &response, u64::MAX).as_millis(), 3500);
    let growing = FailureClass {
        wait: Some(Duration::from_secs(60)),
        grows: true,
        ..FailureClass::default()
    };
    assert_eq!(retry.delay(1, &growing, 0).as_secs(), 60);
    assert_eq!(retry.delay(3, &growing, 0).as_secs(), 240);
    let never = FailureClass {
        wait: Some(Duration::MAX),
        grows: true,
        ..FailureClass::default()
    };
    assert_eq!(retry.delay(u32::MAX, &never, u64::MAX), Duration::MAX);
}

#[test]
fn a_budget_pays_for_a_tenth_of_the_calls() {
    let bucket = Bucket::new(RetryBudget::default());
    let now = Duration::from_secs(7);
    let mut repeated = 0;
    for _ in 0..1000 {
        bucket.call();
        repeated += u32::from(bucket.take(now));
    }
    assert_eq!(
        repeated, 149,
        "50 to begin with, and one for ten calls; the last is a little short"
    );
    let taken = |now| (0..100).filter(|_| bucket.take(now)).count();
    assert_eq!(taken(now), 0);
    assert_eq!(taken(now + Duration::from_secs(10)), 2);
    assert_eq!(
        taken(now + Duration::from_secs(100_000)),
        50,
        "it is never more than full"
    );
    assert_eq!(taken(now), 0, "a time that goes back pays nothing");
}

#[test]
fn a_budget_without_bounds_pays_always() {
    let bucket = Bucket::new(RetryBudget::unlimited());
    assert!((0..10_000).all(|_| bucket.take(Duration::ZERO)));
}

#[test]
fn a_key_is_a_random_uuid() {
    let clock = VirtualClock::new(3);
    let keys: Vec<String> = (0..200).map(|_| new_key(&clock)).collect();
    for key in &keys {
        let shape: String = key
            .chars()
            .map(|sign| if sign == '-' { '-' } else { 'x' })
            .collect();
        assert_eq!(shape, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
        assert!(
            key.chars()
                .all(|sign| sign == '-' || matches!(sign, '0'..='9' | 'a'..='f')),
            "{key}"
        );
        assert_eq!(&key[14..15], "4", "{key}");
        assert!("89ab".contains(&key[19..20]), "{key}");
    }
    assert_eq!(
        keys.iter().collect::<std::collections::HashSet<_>>().len(),
        keys.len()
    );
    assert_eq!(
        keys[0],
        new_key(&VirtualClock::new(3)),
        "the seed decides it"
    );
}

#[test]
fn methods_are_idempotent_as_http_states() {
    assert!(
        ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]
            .iter()
            .all(|method| is_idempotent(method))
    );
    assert!(
        !["POST", "PATCH", "get"]
            .iter()
            .any(|method| is_idempotent(method))
    );
}
