//! Checkout sessions: what is bought, what it costs, and what becomes of a payment.
//!
//! ```text
//! create → open ── pay ──► complete       declined, or the bank asks: still open
//!                └─ expire ─► expired
//! ```
//!
//! Invariants: `amount_total` is the lines less the discount plus tax. A session is paid at most once.

use serde_json::{Value, json};

use crate::billing::{self, DECLINED, FAILS_LATER, share, tax_rate};
use crate::form;
use crate::state::{Failure, State, int, payment_intent_object, str};

/// A card for which the bank asks the buyer.
pub(crate) const ASKS: &str = "4000002500003155";
/// A promotion code, and its discount in hundredths of a percent.
const PROMOTION: (&str, i64) = ("WELCOME10", 1_000);

/// What a session remembers beside its object.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) lines: Vec<Value>,
    metadata: Value,
}

/// What a buyer gives on the payment page.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Payment {
    pub(crate) email: String,
    pub(crate) card: String,
    pub(crate) country: String,
    pub(crate) promotion: String,
    /// What the buyer told the bank: `approve` or `reject`.
    pub(crate) bank: String,
}

/// What becomes of it.
pub(crate) enum Paid {
    /// Send the buyer to this address.
    Done(String),
    /// The page says why, and the buyer may try again.
    Refused(&'static str),
    /// The bank asks.
    Asks,
}

impl State {
    /// `POST /v1/checkout/sessions`.
    pub(crate) fn create_session(&mut self, form: &Value) -> Result<Value, Failure> {
        let success = form::text(form, "/success_url").ok_or_else(|| Failure::missing("success_url"))?;
        let mode = form::text(form, "/mode").unwrap_or("payment");
        let lines = self.lines(form)?;
        let currency = lines.first().map_or("", |line| str(line, "/currency")).to_owned();
        if lines.iter().any(|line| line["currency"] != currency.as_str()) {
            return Err(Failure::invalid("", "line_items", "All line items must have the same currency."));
        }
        let customer = match form::text(form, "/customer") {
            Some(id) => Some(self.get("customer", id)?),
            None => None,
        };
        if let Some(customer) = &customer {
            self.one_currency(str(customer, "/id"), &currency)?;
        }
        let (id, now) = (self.id("cs_test"), self.now());
        let details = match mode {
            "subscription" => form::object(form, "/subscription_data/metadata"),
            _ => form::object(form, "/payment_intent_data/metadata"),
        };
        let automatic = form::flag(form, "/automatic_tax/enabled").unwrap_or(false);
        let session = json!({
            "id": id, "object": "checkout.session", "automatic_tax": {"enabled": automatic}, "created": now, "custom_fields": [],
            "custom_text": {}, "expires_at": form::number(form, "/expires_at").unwrap_or(now + 86_400), "livemode": false,
            "mode": mode, "payment_method_types": ["card"], "payment_status": "unpaid", "shipping_options": [],
            "success_url": success, "cancel_url": form["cancel_url"], "status": "open", "currency": currency,
            "allow_promotion_codes": form::flag(form, "/allow_promotion_codes"), "url": format!("{}/pay/{id}", self.url),
            "client_reference_id": form["client_reference_id"], "metadata": form::object(form, "/metadata"),
            "customer": customer.as_ref().map(|it| it["id"].clone()), "customer_email": form["customer_email"],
            "amount_subtotal": 0, "amount_total": 0, "payment_intent": null, "subscription": null, "invoice": null,
        });
        let draft = Draft { lines, metadata: details };
        let session = priced(session, &draft, &Payment::default());
        self.drafts.insert(id, draft);
        Ok(self.put(session))
    }

    fn lines(&self, form: &Value) -> Result<Vec<Value>, Failure> {
        let items = form["line_items"].as_array().filter(|items| !items.is_empty());
        let items = items.ok_or_else(|| Failure::missing("line_items"))?;
        items.iter().map(|item| self.line(item)).collect()
    }

    fn line(&self, item: &Value) -> Result<Value, Failure> {
        let quantity = form::number(item, "/quantity").unwrap_or(1);
        if let Some(price) = form::text(item, "/price") {
            let price = self.get("price", price)?;
            return Ok(
                json!({"name": price["nickname"], "unit": price["unit_amount"], "currency": price["currency"], "quantity": quantity, "price": price}),
            );
        }
        let data = &item["price_data"];
        let currency = form::text(data, "/currency")
            .ok_or_else(|| Failure::missing("line_items[0][price_data][currency]"))?;
        let unit = form::number(data, "/unit_amount").filter(|unit| *unit >= 0);
        let unit = unit.ok_or_else(|| {
            Failure::invalid(
                "parameter_invalid_integer",
                "line_items[0][price_data][unit_amount]",
                "Invalid integer",
            )
        })?;
        let name = form::text(data, "/product_data/name").unwrap_or("An item");
        Ok(json!({"name": name, "unit": unit, "currency": currency, "quantity": quantity}))
    }

    /// A customer pays in one currency as long as a subscription is active.
    fn one_currency(&self, customer: &str, currency: &str) -> Result<(), Failure> {
        let other = self.all("subscription").into_iter().find(|it| {
            it["customer"] == customer
                && it["currency"] != currency
                && ["active", "past_due"].contains(&str(it, "/status"))
        });
        match other {
            None => Ok(()),
            Some(other) => {
                let message = format!(
                    "You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency {}.",
                    str(&other, "/currency")
                );
                Err(Failure::invalid("", "", message))
            }
        }
    }

    /// `POST /v1/checkout/sessions/{id}/expire`, or its time is over.
    pub(crate) fn expire_session(&mut self, id: &str) -> Result<Value, Failure> {
        let mut session = self.get("checkout.session", id)?;
        if session["status"] != "open" {
            let message = format!(
                "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of {}.",
                str(&session, "/status")
            );
            return Err(Failure::invalid("", "session", message));
        }
        session["status"] = json!("expired");
        session["url"] = Value::Null;
        let session = self.put(session);
        self.emit("checkout.session.expired", &session, None);
        Ok(session)
    }

    /// A session as a buyer sees it with a country and a promotion code.
    pub(crate) fn offer(&mut self, id: &str, payment: &Payment) -> Result<(Value, Vec<Value>), Failure> {
        let session = self.get("checkout.session", id)?;
        if session["status"] == "open" && int(&session, "/expires_at") <= self.now() {
            self.expire_session(id)?;
            return self.offer(id, payment);
        }
        let Some(draft) = self.drafts.get(id) else {
            return Ok((session, Vec::new()));
        };
        Ok((priced(session, draft, payment), draft.lines.clone()))
    }

    /// The buyer pays.
    pub(crate) fn pay(&mut self, id: &str, payment: &Payment) -> Result<Paid, Failure> {
        let (mut session, lines) = self.offer(id, payment)?;
        if session["status"] != "open" {
            return Ok(Paid::Refused("This session is no longer open."));
        }
        let known = form::text(&session, "/customer_email").map(str::to_owned);
        let email = known.unwrap_or_else(|| payment.email.clone());
        if !email.contains('@') && session["customer"].is_null() {
            return Ok(Paid::Refused("Enter your e-mail address."));
        }
        match (payment.card.as_str(), payment.bank.as_str()) {
            (ASKS, "") => return Ok(Paid::Asks),
            (DECLINED, _) => {
                self.refuse(session, "card_declined", "Your card was declined.");
                return Ok(Paid::Refused("Your card was declined. Try another card."));
            }
            (ASKS, bank) if bank != "approve" => {
                self.refuse(
                    session,
                    "payment_intent_authentication_failure",
                    "The provided PaymentMethod has failed authentication.",
                );
                return Ok(Paid::Refused(
                    "Your bank did not confirm the payment. Try again, or use another card.",
                ));
            }
            _ => {}
        }
        let customer = self.customer_of(&session, &email, &payment.country);
        session["customer_details"] = json!({"email": customer["email"], "name": customer["name"], "address": {"country": payment.country}});
        let draft_metadata = self.drafts.get(id).map_or(json!({}), |draft| draft.metadata.clone());
        session["customer"] = customer["id"].clone();
        match str(&session, "/mode") {
            "subscription" => self.subscribe(&mut session, &lines, payment, draft_metadata)?,
            _ => self.take(&mut session, draft_metadata),
        }
        session["status"] = json!("complete");
        session["payment_status"] = json!("paid");
        session["url"] = Value::Null;
        let session = self.put(session);
        self.emit("checkout.session.completed", &session, None);
        Ok(Paid::Done(str(&session, "/success_url").replace("{CHECKOUT_SESSION_ID}", id)))
    }

    fn take(&mut self, session: &mut Value, metadata: Value) {
        let reference = form::text(session, "/client_reference_id").unwrap_or(str(session, "/id")).to_owned();
        let (amount, currency) = (int(session, "/amount_total"), str(session, "/currency").to_owned());
        let known = form::text(session, "/payment_intent").map(str::to_owned);
        let extra = json!({"metadata": metadata, "customer": session["customer"]});
        let intent = self.charge(known, amount, &currency, &reference, &extra);
        session["payment_intent"] = intent["id"].clone();
    }

    fn subscribe(
        &mut self,
        session: &mut Value,
        lines: &[Value],
        payment: &Payment,
        metadata: Value,
    ) -> Result<(), Failure> {
        let price = lines.first().map_or(Value::Null, |line| line["price"].clone());
        let details = json!({"automatic_tax": session["automatic_tax"]["enabled"], "metadata": metadata});
        let customer = str(session, "/customer").to_owned();
        let subscription = self.start_subscription(&customer, &price, &details);
        let id = str(&subscription, "/id").to_owned();
        if payment.card == FAILS_LATER {
            self.cards.insert(id.clone(), FAILS_LATER.to_owned());
        }
        let discount = int(session, "/total_details/amount_discount");
        let (start, end) =
            (subscription["current_period_start"].clone(), subscription["current_period_end"].clone());
        let amount = int(&price, "/unit_amount") - discount;
        let line = json!({"amount": amount, "description": price["nickname"], "price": price, "proration": false, "start": start, "end": end});
        let invoice = self.invoice(&subscription, "subscription_create", &[line]);
        session["invoice"] = invoice["id"].clone();
        session["subscription"] = json!(id);
        let invoice_id = invoice["id"].clone();
        let open = self.put_invoice(invoice);
        self.collect(open, &payment.card)?;
        self.change_subscription(&id, &[("status", json!("active")), ("latest_invoice", invoice_id)])?;
        Ok(())
    }

    fn customer_of(&mut self, session: &Value, email: &str, country: &str) -> Value {
        let known = form::text(session, "/customer").and_then(|id| self.get("customer", id).ok());
        let mut customer = known.unwrap_or_else(|| self.customer(Some(email), None));
        customer["address"] = json!({"country": country});
        self.put(customer)
    }

    /// A new customer.
    pub(crate) fn customer(&mut self, email: Option<&str>, name: Option<&str>) -> Value {
        self.put(json!({
            "id": self.id("cus"), "object": "customer", "created": self.now(), "livemode": false, "email": email, "name": name,
            "balance": 0, "metadata": {},
        }))
    }

    /// A payment that failed: the session stays open.
    fn refuse(&mut self, mut session: Value, code: &str, message: &str) {
        if session["mode"] == "payment" {
            let known = form::text(&session, "/payment_intent").map(str::to_owned);
            let id = known.unwrap_or_else(|| self.id("pi"));
            let extra = json!({"metadata": session["metadata"], "customer": session["customer"]});
            let (amount, now) = (int(&session, "/amount_total"), self.now());
            let mut intent = payment_intent_object(&id, amount, str(&session, "/currency"), now, &extra);
            intent["last_payment_error"] = json!({"type": "card_error", "code": code, "message": message});
            let intent = self.put(intent);
            session["payment_intent"] = intent["id"].clone();
            self.emit("payment_intent.payment_failed", &intent, None);
        }
        self.put(session);
    }
}

/// A session with its amounts for a buyer's country and promotion code.
fn priced(mut session: Value, draft: &Draft, payment: &Payment) -> Value {
    if session["status"] != "open" {
        return session;
    }
    let subtotal: i64 = draft.lines.iter().map(|line| int(line, "/unit") * int(line, "/quantity")).sum();
    let allowed = session["allow_promotion_codes"] == true;
    let promoted = allowed && payment.promotion.trim().eq_ignore_ascii_case(PROMOTION.0);
    let discount = if promoted { share(subtotal, PROMOTION.1) } else { 0 };
    let taxed = session["automatic_tax"]["enabled"] == true;
    let tax = if taxed { share(subtotal - discount, tax_rate(&payment.country)) } else { 0 };
    session["amount_subtotal"] = json!(subtotal);
    session["amount_total"] = json!(subtotal - discount + tax);
    session["total_details"] = json!({"amount_discount": discount, "amount_shipping": 0, "amount_tax": tax});
    session
}

/// The portal's way to pay: another card for a subscription.
pub(crate) fn replace_card(state: &mut State, subscription: &str, card: &str) -> Result<(), Failure> {
    state.cards.insert(subscription.to_owned(), card.to_owned());
    let open: Vec<String> = state
        .all("invoice")
        .iter()
        .filter(|invoice| invoice["subscription"] == subscription && invoice["status"] == "open")
        .map(|invoice| str(invoice, "/id").to_owned())
        .collect();
    for invoice in open {
        state.retry(&invoice)?;
    }
    match card {
        billing::DECLINED => Err(billing::declined()),
        _ => Ok(()),
    }
}
