//! What the sandbox knows: objects, events, mails, and the ledger.
//!
//! ```text
//! request → State: objects change, money moves in the ledger, an event is emitted → deliveries
//! ```
//!
//! Invariants: money moves only through [`State::charge`] and [`State::give_back`], which write the ledger. An event holds its object
//! as it was when the event was emitted.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

use crate::checkout::Draft;
use crate::resend::Mail;
use crate::signin::Grant;

/// A movement of money.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Entry {
    /// `charge` or `refund`.
    pub kind: &'static str,
    /// In the smallest unit of the currency; always positive.
    pub amount: i64,
    /// Three letters in lower case.
    pub currency: String,
    /// The payment intent.
    pub payment_intent: String,
    /// What was paid: a session's `client_reference_id`, or an invoice's id.
    pub reference: String,
}

/// Which provider sends an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sender {
    Stripe,
    Resend,
}

/// An event, and how far its delivery is.
#[derive(Clone, Debug)]
pub(crate) struct Emitted {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) body: Bytes,
    pub(crate) sender: Sender,
    /// When each copy is due that was not accepted yet.
    pub(crate) due: Vec<Instant>,
    pub(crate) attempts: u32,
    pub(crate) accepted: bool,
}

/// A request that was refused, as Stripe describes it.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) status: u16,
    pub(crate) kind: &'static str,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) param: String,
}

impl Failure {
    pub(crate) fn invalid(code: &'static str, param: &str, message: impl Into<String>) -> Failure {
        Failure {
            status: 400,
            kind: "invalid_request_error",
            code,
            message: message.into(),
            param: param.to_owned(),
        }
    }

    pub(crate) fn missing(param: &str) -> Failure {
        Failure::invalid("parameter_missing", param, format!("Missing required param: {param}."))
    }

    pub(crate) fn json(&self) -> Value {
        let mut error = json!({"type": self.kind, "message": self.message});
        if !self.code.is_empty() {
            error["code"] = json!(self.code);
        }
        if !self.param.is_empty() {
            error["param"] = json!(self.param);
        }
        json!({"error": error})
    }
}

/// The response to a request with an idempotency key.
pub(crate) struct Kept {
    pub(crate) request: Vec<u8>,
    pub(crate) status: u16,
    pub(crate) body: Value,
}

/// What can go wrong between the shop and its providers.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// The share of Stripe's API calls that fail: before or after they are processed, with an error, a limit or a broken connection.
    pub calls: f64,
    /// The same of Resend's.
    pub mails: f64,
    /// Every event is delivered so many times more.
    pub copies: u32,
    /// Each delivery waits for a random time up to this one, so that they change places.
    pub delay: Duration,
}

#[derive(Default)]
pub(crate) struct State {
    /// The sandbox's own address.
    pub(crate) url: String,
    pub(crate) stripe_webhooks: Option<String>,
    pub(crate) resend_webhooks: Option<String>,
    pub(crate) faults: Faults,
    /// Events are kept, and not delivered.
    pub(crate) holds: bool,
    pub(crate) objects: BTreeMap<String, Value>,
    pub(crate) drafts: HashMap<String, Draft>,
    /// The card of each subscription.
    pub(crate) cards: HashMap<String, String>,
    pub(crate) keys: HashMap<String, Kept>,
    pub(crate) events: Vec<Emitted>,
    pub(crate) ledger: Vec<Entry>,
    pub(crate) mails: Vec<Mail>,
    pub(crate) grants: HashMap<String, Grant>,
    pub(crate) calls: BTreeMap<String, u64>,
}

impl State {
    pub(crate) fn now(&self) -> i64 {
        SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |time| i64::try_from(time.as_secs()).unwrap_or(0))
    }

    /// A new id. It is random: a shop keeps ids over several runs of its sandbox.
    pub(crate) fn id(&self, prefix: &str) -> String {
        let tail: String = (0..24).map(|_| fastrand::alphanumeric()).collect();
        format!("{prefix}_{tail}")
    }

    /// Stores an object by its id.
    pub(crate) fn put(&mut self, object: Value) -> Value {
        let id = object["id"].as_str().unwrap_or_default().to_owned();
        self.objects.insert(id, object.clone());
        object
    }

    /// An object of a kind, or Stripe's error that there is none.
    pub(crate) fn get(&self, kind: &str, id: &str) -> Result<Value, Failure> {
        let found = self.objects.get(id).filter(|object| object["object"] == kind);
        found.cloned().ok_or_else(|| Failure {
            status: 404,
            ..Failure::invalid("resource_missing", "id", format!("No such {kind}: '{id}'"))
        })
    }

    /// All objects of a kind, the newest first.
    pub(crate) fn all(&self, kind: &str) -> Vec<Value> {
        let mut found: Vec<Value> =
            self.objects.values().filter(|object| object["object"] == kind).cloned().collect();
        found.sort_by_key(|object| std::cmp::Reverse(object["created"].as_i64()));
        found
    }

    /// Emits an event about an object as it is now.
    pub(crate) fn emit(&mut self, kind: &str, object: &Value, previous: Option<Value>) {
        let id = self.id("evt");
        let mut data = json!({"object": object});
        if let Some(previous) = previous {
            data["previous_attributes"] = previous;
        }
        let event = json!({
            "id": id, "object": "event", "api_version": "2022-11-15", "created": self.now(), "livemode": false,
            "pending_webhooks": 1, "request": null, "type": kind, "data": data,
        });
        self.queue(Sender::Stripe, id, kind, event);
    }

    /// Queues an event for delivery.
    pub(crate) fn queue(&mut self, sender: Sender, id: String, kind: &str, event: Value) {
        let now = Instant::now();
        let due =
            (0..=self.faults.copies).map(|_| now + self.faults.delay.mul_f64(fastrand::f64())).collect();
        self.events.push(Emitted {
            id,
            kind: kind.to_owned(),
            body: event.to_string().into(),
            sender,
            due,
            attempts: 0,
            accepted: false,
        });
    }

    /// Takes money: a payment intent that succeeded with its charge. It returns the payment intent.
    pub(crate) fn charge(
        &mut self,
        payment_intent: Option<String>,
        amount: i64,
        currency: &str,
        reference: &str,
        extra: &Value,
    ) -> Value {
        let (now, charge) = (self.now(), self.id("ch"));
        let intent = payment_intent.unwrap_or_else(|| self.id("pi"));
        self.put(json!({
            "id": charge, "object": "charge", "amount": amount, "amount_captured": amount, "amount_refunded": 0,
            "billing_details": {}, "captured": true, "created": now, "currency": currency, "disputed": false, "livemode": false,
            "metadata": extra["metadata"], "paid": true, "refunded": false, "status": "succeeded",
            "payment_intent": intent, "customer": extra["customer"], "invoice": extra["invoice"],
        }));
        self.ledger.push(Entry {
            kind: "charge",
            amount,
            currency: currency.to_owned(),
            payment_intent: intent.clone(),
            reference: reference.to_owned(),
        });
        let mut object = payment_intent_object(&intent, amount, currency, now, extra);
        object["status"] = json!("succeeded");
        object["amount_received"] = json!(amount);
        object["latest_charge"] = json!(charge);
        let object = self.put(object);
        self.emit("payment_intent.succeeded", &object, None);
        object
    }

    /// Gives money back. It returns the refund.
    pub(crate) fn give_back(
        &mut self,
        payment_intent: &str,
        amount: Option<i64>,
        form: &Value,
    ) -> Result<Value, Failure> {
        let mut charge = self
            .all("charge")
            .into_iter()
            .find(|charge| charge["payment_intent"] == payment_intent)
            .ok_or_else(|| {
                Failure::invalid(
                    "resource_missing",
                    "payment_intent",
                    format!("No such payment_intent: '{payment_intent}'"),
                )
            })?;
        let (paid, back) = (int(&charge, "/amount"), int(&charge, "/amount_refunded"));
        let left = paid - back;
        if left == 0 {
            let message = format!("Charge {} has already been refunded.", charge["id"]);
            return Err(Failure::invalid("charge_already_refunded", "", message));
        }
        let amount = amount.unwrap_or(left);
        if amount <= 0 || amount > left {
            let message =
                format!("Refund amount ({amount}) is greater than unrefunded amount on charge ({left})");
            return Err(Failure::invalid("amount_too_large", "amount", message));
        }
        charge["amount_refunded"] = json!(back + amount);
        charge["refunded"] = json!(back + amount == paid);
        let charge = self.put(charge);
        let currency = charge["currency"].as_str().unwrap_or_default().to_owned();
        let paid_for = self.ledger.iter().find(|entry| entry.payment_intent == payment_intent);
        let reference = paid_for.map_or_else(String::new, |entry| entry.reference.clone());
        self.ledger.push(Entry {
            kind: "refund",
            amount,
            currency: currency.clone(),
            payment_intent: payment_intent.to_owned(),
            reference,
        });
        let refund = self.put(json!({
            "id": self.id("re"), "object": "refund", "amount": amount, "created": self.now(), "currency": currency,
            "charge": charge["id"], "payment_intent": payment_intent, "status": "succeeded",
            "reason": form["reason"], "metadata": crate::form::object(form, "/metadata"),
        }));
        self.emit("charge.refunded", &charge, None);
        Ok(refund)
    }
}

/// A payment intent that waits for a card.
pub(crate) fn payment_intent_object(id: &str, amount: i64, currency: &str, now: i64, extra: &Value) -> Value {
    json!({
        "id": id, "object": "payment_intent", "amount": amount, "capture_method": "automatic",
        "confirmation_method": "automatic", "created": now, "currency": currency, "livemode": false,
        "payment_method_types": ["card"], "status": "requires_payment_method", "metadata": extra["metadata"],
        "customer": extra["customer"], "invoice": extra["invoice"],
    })
}

/// A number of an object of the sandbox.
pub(crate) fn int(object: &Value, pointer: &str) -> i64 {
    object.pointer(pointer).and_then(Value::as_i64).unwrap_or(0)
}

/// A text of an object of the sandbox.
pub(crate) fn str<'o>(object: &'o Value, pointer: &str) -> &'o str {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
