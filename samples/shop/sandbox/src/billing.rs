//! Subscriptions and invoices: proration, tax, credit, renewal and failed collection.
//!
//! ```text
//! basic 900 → pro 2900 after half of the period   →   invoice: −450, +1450, tax; amount_due
//! ```
//!
//! Invariants: an invoice's total is the sum of its lines and their tax. What is negative becomes the customer's credit, and the next
//! invoice uses it. An unpaid invoice makes the subscription `past_due`.

use serde_json::{Value, json};

use crate::form;
use crate::state::{Failure, State, int, str};

/// A period of a month.
const MONTH: i64 = 30 * 86_400;
/// A card that is declined.
pub(crate) const DECLINED: &str = "4000000000000002";
/// A card that pays once, and is declined when the subscription renews.
pub(crate) const FAILS_LATER: &str = "4000000000000341";

/// Hundredths of a percent that a country adds.
pub(crate) fn tax_rate(country: &str) -> i64 {
    match country {
        "DE" => 1900,
        "FR" | "AT" | "GB" => 2000,
        _ => 0,
    }
}

/// A share of an amount in hundredths of a percent, rounded half up.
pub(crate) fn share(amount: i64, rate: i64) -> i64 {
    (amount * rate + 5_000).div_euclid(10_000)
}

/// What is left of a price after a part of its period, rounded half up.
fn remaining(amount: i64, start: i64, end: i64, at: i64) -> i64 {
    let (whole, left) = ((end - start).max(1), (end - at).clamp(0, end - start));
    (2 * amount * left + whole).div_euclid(2 * whole)
}

impl State {
    /// Starts a subscription whose first payment is not made yet.
    pub(crate) fn start_subscription(&mut self, customer: &str, price: &Value, details: &Value) -> Value {
        let (id, now) = (self.id("sub"), self.now());
        let subscription = self.put(json!({
            "id": id, "object": "subscription", "automatic_tax": {"enabled": details["automatic_tax"]},
            "billing_cycle_anchor": now, "cancel_at_period_end": false, "collection_method": "charge_automatically",
            "created": now, "currency": price["currency"], "customer": customer, "livemode": false,
            "metadata": details["metadata"], "start_date": now, "status": "incomplete",
            "current_period_start": now, "current_period_end": now + MONTH,
            "items": {"object": "list", "has_more": false, "url": "/v1/subscription_items", "data": [{
                "id": self.id("si"), "object": "subscription_item", "created": now, "metadata": {}, "price": price,
                "quantity": 1, "subscription": id,
            }]},
        }));
        self.emit("customer.subscription.created", &subscription, None);
        subscription
    }

    /// Changes a subscription, and emits what has changed.
    pub(crate) fn change_subscription(
        &mut self,
        id: &str,
        changes: &[(&str, Value)],
    ) -> Result<Value, Failure> {
        let mut subscription = self.get("subscription", id)?;
        let mut previous = json!({});
        for (key, value) in changes {
            if subscription[*key] != *value {
                previous[*key] = subscription[*key].clone();
                subscription[*key] = value.clone();
            }
        }
        let subscription = self.put(subscription);
        self.emit("customer.subscription.updated", &subscription, Some(previous));
        Ok(subscription)
    }

    /// `POST /v1/subscriptions/{id}`.
    pub(crate) fn update_subscription(&mut self, id: &str, form: &Value) -> Result<Value, Failure> {
        let subscription = self.get("subscription", id)?;
        if subscription["status"] == "canceled" {
            let message = "A canceled subscription can only update its cancellation_details and metadata.";
            return Err(Failure::invalid("", "", message));
        }
        if let Some(at_end) = form::flag(form, "/cancel_at_period_end") {
            return self.change_subscription(id, &[("cancel_at_period_end", json!(at_end))]);
        }
        let Some(price) = form::text(form, "/items/0/price") else {
            return Ok(subscription);
        };
        let price = self.get("price", price)?;
        same_currency(&subscription, &price)?;
        let at = form::number(form, "/proration_date").unwrap_or_else(|| self.now());
        let invoice = self.proration(&subscription, &price, at);
        let paid = form::text(form, "/proration_behavior") != Some("always_invoice") || {
            let open = self.put_invoice(invoice);
            self.collect(open, self.card(id))?
        };
        if !paid && form::text(form, "/payment_behavior") == Some("error_if_incomplete") {
            return Err(declined());
        }
        let mut items = subscription["items"].clone();
        items["data"][0]["price"] = price;
        self.change_subscription(id, &[("items", items)])
    }

    /// `GET /v1/invoices/upcoming`: what a change would cost now. Nothing is stored.
    pub(crate) fn preview(&self, form: &Value) -> Result<Value, Failure> {
        let id = form::text(form, "/subscription").ok_or_else(|| Failure::missing("subscription"))?;
        let subscription = self.get("subscription", id)?;
        let price = form::text(form, "/subscription_items/0/price")
            .ok_or_else(|| Failure::missing("subscription_items[0][price]"))?;
        let price = self.get("price", price)?;
        same_currency(&subscription, &price)?;
        let at = form::number(form, "/subscription_proration_date").unwrap_or_else(|| self.now());
        Ok(self.proration(&subscription, &price, at))
    }

    /// The invoice of a change: the unused time of the old price against the same time of the new one.
    fn proration(&self, subscription: &Value, price: &Value, at: i64) -> Value {
        let old = &subscription["items"]["data"][0]["price"];
        let (start, end) = period(subscription);
        let line = |price: &Value, amount: i64, text: &str| {
            let name = str(price, "/nickname");
            json!({"amount": amount, "description": format!("{text} {name}"), "price": price, "proration": true, "start": at, "end": end})
        };
        let lines = [
            line(old, -remaining(int(old, "/unit_amount"), start, end, at), "Unused time on"),
            line(price, remaining(int(price, "/unit_amount"), start, end, at), "Remaining time on"),
        ];
        self.invoice(subscription, "subscription_update", &lines)
    }

    /// An invoice of lines, with tax and the customer's credit. It is not stored.
    pub(crate) fn invoice(&self, subscription: &Value, reason: &str, lines: &[Value]) -> Value {
        let now = self.now();
        let (start, end) = period(subscription);
        let currency = &subscription["currency"];
        let customer = self.objects.get(str(subscription, "/customer"));
        let balance = customer.map_or(0, |customer| int(customer, "/balance"));
        let country = customer.map_or("", |customer| str(customer, "/address/country"));
        let taxed = subscription["automatic_tax"]["enabled"] == true;
        let rate = if taxed { tax_rate(country) } else { 0 };
        let subtotal: i64 = lines.iter().map(|line| int(line, "/amount")).sum();
        let tax: i64 = lines.iter().map(|line| share(int(line, "/amount"), rate)).sum();
        let total = subtotal + tax;
        let due = (total + balance).max(0);
        let lines: Vec<Value> = lines
            .iter()
            .map(|line| json!({
                "id": self.id("il"), "object": "line_item", "amount": line["amount"], "currency": currency, "discountable": true,
                "livemode": false, "metadata": {}, "period": {"start": line["start"], "end": line["end"]},
                "description": line["description"], "price": line["price"], "proration": line["proration"],
                "quantity": 1, "type": "subscription", "subscription": subscription["id"],
            }))
            .collect();
        json!({
            "id": self.id("in"), "object": "invoice", "amount_due": due, "amount_paid": 0, "amount_remaining": due, "amount_shipping": 0,
            "attempt_count": 0, "attempted": false, "automatic_tax": {"enabled": taxed}, "billing_reason": reason,
            "collection_method": "charge_automatically", "created": now, "currency": currency, "default_tax_rates": [],
            "lines": {"object": "list", "has_more": false, "url": "/v1/invoices/lines", "data": lines}, "livemode": false,
            "period_start": start, "period_end": end, "post_payment_credit_notes_amount": 0, "pre_payment_credit_notes_amount": 0,
            "starting_balance": balance, "ending_balance": (total + balance).min(0), "status_transitions": {}, "subtotal": subtotal,
            "tax": tax, "total": total, "status": "draft", "paid": false, "customer": subscription["customer"],
            "subscription": subscription["id"], "number": format!("SANDBOX-{}", fastrand::u32(100_000..999_999)),
            "metadata": subscription["metadata"],
        })
    }

    pub(crate) fn put_invoice(&mut self, mut invoice: Value) -> Value {
        invoice["status"] = json!("open");
        let url = format!("{}/invoices/{}", self.url, str(&invoice, "/id"));
        invoice["hosted_invoice_url"] = json!(url);
        self.put(invoice)
    }

    /// Tries to collect an open invoice. It returns whether it is paid.
    pub(crate) fn collect(&mut self, mut invoice: Value, card: &str) -> Result<bool, Failure> {
        let (id, due) = (str(&invoice, "/id").to_owned(), int(&invoice, "/amount_due"));
        invoice["attempt_count"] = json!(int(&invoice, "/attempt_count") + 1);
        invoice["attempted"] = json!(true);
        let renews = ["subscription_cycle"].contains(&str(&invoice, "/billing_reason"));
        let refused = due > 0 && (card == DECLINED || (card == FAILS_LATER && renews));
        if refused {
            let invoice = self.put(invoice);
            self.emit("invoice.payment_failed", &invoice, None);
            return Ok(false);
        }
        let mut customer = self.get("customer", str(&invoice, "/customer"))?;
        customer["balance"] = invoice["ending_balance"].clone();
        self.put(customer);
        if due > 0 {
            let extra =
                json!({"metadata": invoice["metadata"], "customer": invoice["customer"], "invoice": id});
            let currency = str(&invoice, "/currency").to_owned();
            let intent = self.charge(None, due, &currency, &id, &extra);
            invoice["payment_intent"] = intent["id"].clone();
            invoice["charge"] = intent["latest_charge"].clone();
        }
        invoice["status"] = json!("paid");
        invoice["paid"] = json!(true);
        invoice["amount_paid"] = json!(due);
        invoice["amount_remaining"] = json!(0);
        invoice["status_transitions"] = json!({"paid_at": self.now()});
        let invoice = self.put(invoice);
        self.emit("invoice.paid", &invoice, None);
        Ok(true)
    }

    /// Begins the next period: an invoice for it, paid or not. A subscription that ends with its period ends.
    pub(crate) fn renew(&mut self, id: &str) -> Result<Value, Failure> {
        let subscription = self.get("subscription", id)?;
        if subscription["cancel_at_period_end"] == true {
            return self.cancel(id);
        }
        let (_, end) = period(&subscription);
        let mut next = subscription.clone();
        next["current_period_start"] = json!(end);
        next["current_period_end"] = json!(end + MONTH);
        let price = next["items"]["data"][0]["price"].clone();
        let line = json!({"amount": price["unit_amount"], "description": price["nickname"], "price": price, "proration": false, "start": end, "end": end + MONTH});
        let invoice = self.invoice(&next, "subscription_cycle", &[line]);
        let open = self.put_invoice(invoice.clone());
        let paid = self.collect(open, self.card(id))?;
        let status = if paid { "active" } else { "past_due" };
        self.change_subscription(
            id,
            &[
                ("current_period_start", json!(end)),
                ("current_period_end", json!(end + MONTH)),
                ("status", json!(status)),
                ("latest_invoice", invoice["id"].clone()),
            ],
        )
    }

    /// Tries an open invoice again, with the card that the subscription has now.
    pub(crate) fn retry(&mut self, invoice: &str) -> Result<bool, Failure> {
        let invoice = self.get("invoice", invoice)?;
        if invoice["status"] != "open" {
            return Ok(invoice["status"] == "paid");
        }
        let id = str(&invoice, "/subscription").to_owned();
        let paid = self.collect(invoice, self.card(&id))?;
        if paid {
            self.change_subscription(&id, &[("status", json!("active"))])?;
        }
        Ok(paid)
    }

    /// Ends a subscription now.
    pub(crate) fn cancel(&mut self, id: &str) -> Result<Value, Failure> {
        let mut subscription = self.get("subscription", id)?;
        subscription["status"] = json!("canceled");
        subscription["canceled_at"] = json!(self.now());
        subscription["ended_at"] = json!(self.now());
        let subscription = self.put(subscription);
        self.emit("customer.subscription.deleted", &subscription, None);
        Ok(subscription)
    }

    /// The card that pays a subscription.
    fn card(&self, subscription: &str) -> &'static str {
        match self.cards.get(subscription).map(String::as_str) {
            Some(DECLINED) => DECLINED,
            Some(FAILS_LATER) => FAILS_LATER,
            _ => "4242424242424242",
        }
    }
}

fn period(subscription: &Value) -> (i64, i64) {
    (int(subscription, "/current_period_start"), int(subscription, "/current_period_end"))
}

fn same_currency(subscription: &Value, price: &Value) -> Result<(), Failure> {
    if subscription["currency"] == price["currency"] {
        return Ok(());
    }
    let message = format!(
        "The price specified only supports `{}`. This doesn't match the expected currency: `{}`.",
        str(price, "/currency"),
        str(subscription, "/currency")
    );
    Err(Failure::invalid("", "items[0][price]", message))
}

pub(crate) fn declined() -> Failure {
    Failure {
        status: 402,
        kind: "card_error",
        code: "card_declined",
        message: "Your card was declined.".to_owned(),
        param: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_remains_of_a_price_is_rounded_half_up() {
        let day = 86_400;
        for (amount, days, left) in [
            (900, 0, 900),
            (900, 15, 450),
            (2900, 15, 1450),
            (999, 20, 333),
            (1000, 20, 333),
            (500, 30, 0),
            (500, 99, 0),
        ] {
            assert_eq!(remaining(amount, 0, 30 * day, days * day), left, "{amount} after {days} days");
        }
        assert_eq!(share(1000, 1900), 190);
        assert_eq!(share(-1000, 1900), -190);
        assert_eq!(share(50, 100), 1);
    }
}
