//! Stripe's API: requests with forms → objects, errors, and the same response for the same idempotency key.
//!
//! ```text
//! POST /v1/refunds  Idempotency-Key: refund/7/1  payment_intent=pi_1&amount=500   →   200 {"id": "re_…", "object": "refund", …}
//! ```
//!
//! Invariants: every object is decoded as the generated client's type before it is sent; one that it could not read is a 500 that names
//! why. A request without the key of the sandbox is refused.

use axum::body::{Body, Bytes};
use axum::extract::State as Extract;
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use stripe::types;

use crate::faults::{Fault, broken};
use crate::state::{Failure, Kept, State, str};
use crate::{STRIPE_KEY, Sandbox, form};

/// Every request below `/v1`.
pub(crate) async fn serve(
    Extract(sandbox): Extract<Sandbox>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let mut state = sandbox.lock();
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if header("authorization") != Some(&format!("Bearer {STRIPE_KEY}")) {
        let message = "Invalid API Key provided. The sandbox has a key of its own.";
        let failure = Failure { status: 401, ..Failure::invalid("", "", message) };
        return response(401, &failure.json(), &[]);
    }
    let fault = Fault::draw(state.faults.calls);
    if let Some(Fault::Before(status)) = fault {
        return response(status, &fault_body(status), &[("stripe-should-retry", "true")]);
    }
    let (status, value, replayed) = respond(&mut state, &method, &uri, header("idempotency-key"), &body);
    match fault {
        Some(Fault::After) => response(500, &fault_body(500), &[("stripe-should-retry", "true")]),
        Some(Fault::Broken) => broken(),
        _ if replayed => response(status, &value, &[("idempotent-replayed", "true")]),
        _ => response(status, &value, &[]),
    }
}

fn fault_body(status: u16) -> Value {
    let kind = if status == 429 { "invalid_request_error" } else { "api_error" };
    json!({"error": {"type": kind, "message": "The sandbox is configured to fail some requests."}})
}

fn response(status: u16, value: &Value, headers: &[(&str, &str)]) -> Response<Body> {
    let request: String = (0..14).map(|_| fastrand::alphanumeric()).collect();
    let mut response = Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .header("request-id", format!("req_{request}"));
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Body::from(value.to_string())).unwrap_or_else(|_| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}

/// The response, and whether it is one that was given before.
fn respond(
    state: &mut State,
    method: &Method,
    uri: &Uri,
    key: Option<&str>,
    body: &[u8],
) -> (u16, Value, bool) {
    let request = [method.as_str().as_bytes(), uri.path().as_bytes(), body].join(&b' ');
    let key = key.filter(|_| method == Method::POST);
    if let Some(kept) = key.and_then(|key| state.keys.get(key)) {
        if kept.request == request {
            return (kept.status, kept.body.clone(), true);
        }
        let failure = Failure {
            kind: "idempotency_error",
            ..Failure::invalid(
                "",
                "",
                "Keys for idempotent requests can only be used with the same parameters they were first used with.",
            )
        };
        return (400, failure.json(), false);
    }
    let input = match method == Method::POST {
        true => form::read(body),
        false => form::read(uri.query().unwrap_or_default().as_bytes()),
    };
    let path = uri.path().trim_start_matches("/v1/");
    let segments: Vec<&str> = path.split('/').collect();
    *state.calls.entry(format!("{method} {}", segments.first().unwrap_or(&""))).or_default() += 1;
    let (status, value) = match dispatch(state, method, &segments, &input).and_then(checked) {
        Ok(value) => (200, value),
        Err(failure) => (failure.status, failure.json()),
    };
    if let Some(key) = key {
        let kept = Kept { request, status, body: value.clone() };
        state.keys.insert(key.to_owned(), kept);
    }
    (status, value, false)
}

fn dispatch(state: &mut State, method: &Method, segments: &[&str], input: &Value) -> Result<Value, Failure> {
    let id =
        |pointer: &str, name: &'static str| form::text(input, pointer).ok_or_else(|| Failure::missing(name));
    match (method.as_str(), segments) {
        ("POST", ["checkout", "sessions"]) => state.create_session(input),
        ("GET", ["checkout", "sessions", session]) => state.get("checkout.session", session),
        ("POST", ["checkout", "sessions", session, "expire"]) => state.expire_session(session),
        ("POST", ["customers"]) => {
            Ok(state.customer(form::text(input, "/email"), form::text(input, "/name")))
        }
        ("GET", ["customers", customer]) => state.get("customer", customer),
        ("POST", ["billing_portal", "sessions"]) => {
            let customer = state.get("customer", id("/customer", "customer")?)?;
            let session = state.id("bps");
            let url = format!("{}/portal/{session}", state.url);
            Ok(state.put(json!({
                "id": session, "object": "billing_portal.session", "configuration": "bpc_sandbox", "created": state.now(),
                "customer": customer["id"], "livemode": false, "return_url": input["return_url"], "url": url,
            })))
        }
        ("POST", ["prices"]) => create_price(state, input),
        ("GET", ["prices"]) => {
            let keys = input["lookup_keys"].as_array().cloned().unwrap_or_default();
            let found = state
                .all("price")
                .into_iter()
                .filter(|price| keys.is_empty() || keys.contains(&price["lookup_key"]));
            Ok(list("/v1/prices", found.collect(), false))
        }
        ("GET", ["subscriptions"]) => {
            let customer = form::text(input, "/customer");
            let all = form::text(input, "/status") == Some("all");
            let found = state.all("subscription").into_iter().filter(|it| {
                customer.is_none_or(|customer| it["customer"] == customer)
                    && (all || it["status"] != "canceled")
            });
            Ok(list("/v1/subscriptions", found.collect(), false))
        }
        ("GET", ["subscriptions", subscription]) => state.get("subscription", subscription),
        ("POST", ["subscriptions", subscription]) => state.update_subscription(subscription, input),
        ("DELETE", ["subscriptions", subscription]) => state.cancel(subscription),
        ("GET", ["invoices", "upcoming"]) => state.preview(input),
        ("GET", ["invoices"]) => {
            let customer = form::text(input, "/customer");
            let found = state
                .all("invoice")
                .into_iter()
                .filter(|it| customer.is_none_or(|customer| it["customer"] == customer));
            Ok(list("/v1/invoices", found.collect(), false))
        }
        ("GET", ["invoices", invoice]) => state.get("invoice", invoice),
        ("POST", ["refunds"]) => {
            state.give_back(id("/payment_intent", "payment_intent")?, form::number(input, "/amount"), input)
        }
        ("GET", ["refunds", refund]) => state.get("refund", refund),
        ("GET", ["charges", charge]) => state.get("charge", charge),
        ("GET", ["payment_intents", intent]) => {
            let mut intent = state.get("payment_intent", intent)?;
            let expands =
                input["expand"].as_array().is_some_and(|fields| fields.contains(&json!("latest_charge")));
            if expands && !intent["latest_charge"].is_null() {
                intent["latest_charge"] = state.get("charge", str(&intent, "/latest_charge"))?;
            }
            Ok(intent)
        }
        ("GET", ["events"]) => Ok(events(state, input)),
        _ => Err(Failure {
            status: 404,
            ..Failure::invalid(
                "",
                "",
                format!("Unrecognized request URL ({method}: /v1/{}).", segments.join("/")),
            )
        }),
    }
}

fn create_price(state: &mut State, input: &Value) -> Result<Value, Failure> {
    let currency = form::text(input, "/currency").ok_or_else(|| Failure::missing("currency"))?;
    let key = form::text(input, "/lookup_key");
    if key.is_some_and(|key| state.all("price").iter().any(|price| price["lookup_key"] == key)) {
        return Err(Failure::invalid(
            "resource_already_exists",
            "lookup_key",
            "A price already uses that lookup key.",
        ));
    }
    let name = form::text(input, "/product_data/name").unwrap_or("A product");
    let price = json!({
        "id": state.id("price"), "object": "price", "active": true, "billing_scheme": "per_unit", "created": state.now(),
        "currency": currency, "livemode": false, "metadata": form::object(input, "/metadata"), "product": state.id("prod"),
        "type": if input["recurring"].is_object() { "recurring" } else { "one_time" }, "lookup_key": key,
        "nickname": form::text(input, "/nickname").unwrap_or(name), "unit_amount": form::number(input, "/unit_amount"),
        "recurring": {"interval": form::text(input, "/recurring/interval").unwrap_or("month"), "interval_count": 1, "usage_type": "licensed"},
    });
    Ok(state.put(price))
}

fn list(url: &str, data: Vec<Value>, has_more: bool) -> Value {
    json!({"object": "list", "url": url, "has_more": has_more, "data": data})
}

/// `GET /v1/events`, the newest first.
fn events(state: &State, input: &Value) -> Value {
    let limit = usize::try_from(form::number(input, "/limit").unwrap_or(10)).unwrap_or(10);
    let undelivered = form::flag(input, "/delivery_success") == Some(false);
    let after = form::text(input, "/starting_after");
    let mut found = state
        .events
        .iter()
        .rev()
        .filter(|event| event.sender == crate::state::Sender::Stripe && !(undelivered && event.accepted))
        .skip_while(|event| after.is_some_and(|after| event.id != after))
        .skip(usize::from(after.is_some()))
        .filter_map(|event| serde_json::from_slice(&event.body).ok());
    let data: Vec<Value> = found.by_ref().take(limit).collect();
    let has_more = found.next().is_some();
    list("/v1/events", data, has_more)
}

/// Whether the generated client can read an object.
fn checked(object: Value) -> Result<Value, Failure> {
    match readable(&object) {
        Ok(()) => Ok(object),
        Err(error) => Err(Failure {
            status: 500,
            kind: "api_error",
            ..Failure::invalid(
                "",
                "",
                format!("the sandbox made a {} that the client cannot read: {error}", object["object"]),
            )
        }),
    }
}

/// Decodes an object as the generated client's type.
pub(crate) fn readable(object: &Value) -> Result<(), serde_json::Error> {
    fn decode<T: DeserializeOwned>(object: &Value) -> Result<(), serde_json::Error> {
        serde_json::from_value::<T>(object.clone()).map(drop)
    }
    match str(object, "/object") {
        "billing_portal.session" => decode::<types::BillingPortalSession>(object),
        "charge" => decode::<types::Charge>(object),
        "checkout.session" => decode::<types::CheckoutSession>(object),
        "customer" => decode::<types::Customer>(object),
        "event" => decode::<types::Event>(object),
        "invoice" => decode::<types::Invoice>(object),
        "list" => object["data"].as_array().into_iter().flatten().try_for_each(readable),
        "payment_intent" => decode::<types::PaymentIntent>(object),
        "price" => decode::<types::Price>(object),
        "refund" => decode::<types::Refund>(object),
        "subscription" => decode::<types::Subscription>(object),
        _ => Ok(()),
    }
}
