//! What a payment means for the shop's books: one function, called by the page and by the event.
//!
//! ```text
//! session id → read it at Stripe → Fulfilment { payment: Paid, changes: [order is paid, receipt is queued] }
//! ```
//!
//! Invariants: the browser's word counts for nothing, the session is read at Stripe. The changes may run twice, in any order, at once: a
//! cart becomes an order once, and a receipt has one key. What does not fit (amount, currency, a second payment) is not delivered; a
//! person looks at it.

use stripe::types::{Charge, CheckoutSession, CheckoutSessionPaymentStatus, CheckoutSessionStatus};

use crate::catalogue::money;
use crate::checkout::Order;
use crate::db::{Change, change};
use crate::mail::{Letter, receipt};
use crate::{Error, Shop, now};

/// What a session says about the payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payment {
    /// The money is there.
    Paid,
    /// The buyer is done, and the money is on its way (bank debits).
    OnItsWay,
    /// The payment page is still open, at this address.
    Open(String),
    /// The payment page has expired.
    Expired,
    /// Paid, but not as the shop expects: a person looks at it.
    Review,
}

/// A session, and what it changes.
pub struct Fulfilment {
    pub payment: Payment,
    /// The account that bought.
    pub account: String,
    /// The order, for a purchase; none for a subscription.
    pub order: Option<String>,
    pub changes: Vec<Change>,
}

/// The order of a session is not in the database (yet).
#[derive(Debug)]
pub struct UnknownOrder;

impl std::fmt::Display for UnknownOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the order of this session is not there yet")
    }
}

impl std::error::Error for UnknownOrder {}

impl Shop {
    /// Fulfils what a session pays, in a transaction of its own.
    pub async fn fulfil(&self, session: &str) -> Result<Fulfilment, Error> {
        let mut fulfilment = self.read_session(session).await?;
        self.db.change(std::mem::take(&mut fulfilment.changes)).await?;
        Ok(fulfilment)
    }

    /// Reads a session at Stripe, and what follows from it.
    pub async fn read_session(&self, id: &str) -> Result<Fulfilment, Error> {
        let session = self.stripe.retrieve_checkout_session(id).await?;
        let about = |key: &str| session.metadata.as_ref().and_then(|it| it.get(key)).cloned();
        let account = about("account").unwrap_or_default();
        let payment = payment(&session);
        if let (Payment::Paid, Some(subscription)) =
            (&payment, session.subscription.as_ref().and_then(|it| it.id()))
        {
            let changes = self.read_subscription(&subscription).await?;
            return Ok(Fulfilment { payment, account, order: None, changes });
        }
        let Some(order) = about("order") else {
            return Ok(Fulfilment { payment, account, order: None, changes: Vec::new() });
        };
        let order = self.order(&order).await?.ok_or(UnknownOrder)?;
        let email = self.email(&order.account).await?;
        let (payment, changes) = settle(&order, &session, payment, &email, &self.url)?;
        Ok(Fulfilment { payment, account, order: Some(order.id), changes })
    }

    /// What follows from a charge that was given back, in part or in whole. `None`: its order is not paid yet.
    pub async fn refunded(&self, charge: &Charge) -> Result<Option<Vec<Change>>, Error> {
        let Some(intent) = charge.payment_intent.as_ref().and_then(|it| it.id()) else {
            return Ok(Some(Vec::new()));
        };
        let sql = "SELECT account, id FROM shop_orders WHERE payment_intent = $1 \
                   UNION ALL SELECT account, number FROM shop_invoices WHERE payment_intent = $1";
        let Some(mut row) = self.db.one(sql, [(&intent).into()]).await? else {
            return Ok(None);
        };
        let (account, what) = (row.text(), row.text());
        let email = self.email(&account).await?;
        let sum = charge.amount_refunded;
        let order = "UPDATE shop_orders SET refunded = $2 WHERE payment_intent = $1 AND refunded < $2";
        let invoice = "UPDATE shop_invoices SET refunded = $2 WHERE payment_intent = $1 AND refunded < $2";
        let letter = Letter {
            subject: format!("Your refund for {what}"),
            text: format!(
                "We have given back {} of {}. It arrives on your card within some days.",
                money(sum, &charge.currency),
                money(charge.amount, &charge.currency)
            ),
            ..Letter::default()
        };
        // A sum that is smaller than what is known already is old news.
        let current = "SELECT id FROM shop_orders WHERE payment_intent = $1 AND refunded >= $2 \
                       UNION ALL SELECT id FROM shop_invoices WHERE payment_intent = $1 AND refunded >= $2";
        let is_news = self.db.query(current, [(&intent).into(), sum.into()]).await?.is_empty();
        let mut changes = vec![
            change(order, [(&intent).into(), sum.into()]),
            change(invoice, [(&intent).into(), sum.into()]),
        ];
        if is_news {
            let insert = "INSERT INTO shop_mails (key, recipient, subject, text, html, created) SELECT $1, $2, $3, $4, $5, $6 \
                          WHERE EXISTS (SELECT 1 FROM shop_orders WHERE payment_intent = $7 AND refunded = $8) \
                          OR EXISTS (SELECT 1 FROM shop_invoices WHERE payment_intent = $7 AND refunded = $8) ON CONFLICT (key) DO NOTHING";
            let (text, html) = letter.render(&self.url)?;
            let key = format!("refund/{}/{sum}", charge.id);
            let values = [
                key.into(),
                email.into(),
                letter.subject.into(),
                text.into(),
                html.into(),
                now().into(),
                intent.into(),
                sum.into(),
            ];
            changes.push(change(insert, values));
        }
        Ok(Some(changes))
    }
}

/// What a session says about its payment.
fn payment(session: &CheckoutSession) -> Payment {
    match (&session.status, &session.payment_status) {
        (Some(CheckoutSessionStatus::Expired), _) => Payment::Expired,
        (_, CheckoutSessionPaymentStatus::Paid | CheckoutSessionPaymentStatus::NoPaymentRequired) => {
            Payment::Paid
        }
        (Some(CheckoutSessionStatus::Complete), _) => Payment::OnItsWay,
        _ => Payment::Open(session.url.clone().unwrap_or_default()),
    }
}

/// What a session means for its order. It reads nothing and writes nothing.
pub fn settle(
    order: &Order,
    session: &CheckoutSession,
    payment: Payment,
    email: &str,
    url: &str,
) -> Result<(Payment, Vec<Change>), Error> {
    let id = || (&order.id).into();
    let session_id = || (&session.id).into();
    if payment == Payment::Expired {
        let sql = "UPDATE shop_orders SET revision = revision + 1, session = '' WHERE id = $1 AND session = $2 AND state = 'cart'";
        return Ok((payment, vec![change(sql, [id(), session_id()])]));
    }
    if payment != Payment::Paid {
        return Ok((payment, Vec::new()));
    }
    let (total, currency) = (session.amount_total.unwrap_or(0), session.currency.clone().unwrap_or_default());
    let intent = session.payment_intent.as_ref().and_then(|it| it.id()).unwrap_or_default();
    let wrong = if order.state != "cart" && order.session != session.id {
        Some(format!("paid a second time: {} in session {}", money(total, &currency), session.id))
    } else if order.state == "cart"
        && (session.amount_subtotal != Some(order.subtotal()) || currency != order.currency)
    {
        let expected = order.money(order.subtotal());
        let found = money(session.amount_subtotal.unwrap_or(0), &currency);
        Some(format!(
            "expected {expected} before tax and discount, and {found} is paid in session {}",
            session.id
        ))
    } else {
        None
    };
    if let Some(note) = wrong {
        let state = if order.state == "cart" { "review" } else { &order.state };
        let sql = "UPDATE shop_orders SET note = $2, state = $3, payment_intent = CASE WHEN payment_intent = '' THEN $4 ELSE payment_intent END WHERE id = $1";
        return Ok((Payment::Review, vec![change(sql, [id(), note.into(), state.into(), intent.into()])]));
    }
    let details = session.total_details.as_ref();
    let (discount, tax) = details.map_or((0, 0), |it| (it.amount_discount, it.amount_tax));
    let paid_at = if order.state == "cart" { now() } else { order.paid_at };
    let paid = "UPDATE shop_orders SET state = 'paid', session = $2, payment_intent = $3, discount = $4, tax = $5, total = $6, paid_at = $7 \
                WHERE id = $1 AND state = 'cart'";
    let bought = Order { state: "paid".to_owned(), discount, tax, total, paid_at, ..order.clone() };
    let changes = vec![
        change(
            paid,
            [id(), session_id(), intent.into(), discount.into(), tax.into(), total.into(), paid_at.into()],
        ),
        receipt(&bought, email, url)?,
    ];
    Ok((Payment::Paid, changes))
}
