//! Subscriptions: begin, preview a change, change, cancel, resume.
//!
//! ```text
//! Stripe's subscription, read again ──► shop_subscriptions, unless a later reading is there
//! ```
//!
//! Invariants: of an account's subscriptions the best one counts (active before past due before incomplete before ended), so that a given-up
//! attempt takes nothing away. The amount of a preview is the amount that is charged, because both name the same second.

use std::collections::BTreeMap;

use stripe::params::PreviewUpcomingInvoiceParams;
use stripe::types::{
    AutomaticTaxParams, CheckoutLineItemParams, CheckoutSessionStatus, CheckoutSubscriptionDataParams,
    CreateCheckoutSessionParams, Invoice, Mode, PaymentBehavior, PreviewUpcomingInvoiceSubscriptionItem,
    ProrationBehavior, SubscriptionItemUpdateParams, UpdateSubscriptionParams,
};

use crate::catalogue::{self, Money, Plan, lookup_key, money};
use crate::checkout::Next;
use crate::db::{Change, change};
use crate::mail::{Letter, queue};
use crate::pages::User;
use crate::{Error, Shop, millis};

/// A subscription as the shop knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscription {
    pub id: String,
    pub item: String,
    pub plan: String,
    pub status: String,
    pub currency: String,
    pub amount: i64,
    pub period_end: i64,
    pub ends: bool,
}

impl Subscription {
    /// Its price.
    pub fn price(&self) -> Money {
        money(self.amount, &self.currency)
    }

    /// Its plan's name.
    pub fn plan_name(&self) -> &str {
        catalogue::plan(&self.plan).map_or(self.plan.as_str(), |plan| plan.name)
    }

    /// Whether it delivers.
    pub fn is_live(&self) -> bool {
        ["active", "trialing", "past_due"].contains(&self.status.as_str())
    }
}

/// What a change costs now.
pub struct Preview {
    pub plan: &'static Plan,
    pub lines: Vec<(String, Money)>,
    pub tax: Money,
    pub due: Money,
    /// What is left as credit, if anything.
    pub credit: Option<Money>,
    /// The second for which it was calculated.
    pub at: i64,
}

impl Shop {
    /// The subscription of an account that counts.
    pub async fn subscription(&self, account: &str) -> Result<Option<Subscription>, Error> {
        let sql = "SELECT id, item, plan, status, currency, amount, period_end, ends FROM shop_subscriptions WHERE account = $1 \
                   ORDER BY CASE status WHEN 'active' THEN 0 WHEN 'trialing' THEN 0 WHEN 'past_due' THEN 1 WHEN 'unpaid' THEN 2 \
                   WHEN 'incomplete' THEN 3 ELSE 4 END, created DESC, id LIMIT 1";
        Ok(self.db.one(sql, [account.into()]).await?.map(|mut row| Subscription {
            id: row.text(),
            item: row.text(),
            plan: row.text(),
            status: row.text(),
            currency: row.text(),
            amount: row.int(),
            period_end: row.int(),
            ends: row.int() != 0,
        }))
    }

    /// Reads a subscription at Stripe, and what follows from it.
    pub async fn read_subscription(&self, id: &str) -> Result<Vec<Change>, Error> {
        let read_at = millis();
        let subscription = self.stripe.retrieve_subscription(id).await?;
        let Some(account) = subscription.metadata.get("account") else {
            // Somebody has made it by hand, for something else.
            return Ok(Vec::new());
        };
        let item = subscription.items.data.first().ok_or("the subscription has no item")?;
        let plan = item.price.lookup_key.as_deref().and_then(catalogue::plan_of);
        let plan = plan.map_or(item.price.id.as_str(), |plan| plan.id);
        let sql = "INSERT INTO shop_subscriptions (id, account, item, plan, status, currency, amount, period_end, ends, created, read_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO UPDATE SET item = excluded.item, \
                   plan = excluded.plan, status = excluded.status, currency = excluded.currency, amount = excluded.amount, \
                   period_end = excluded.period_end, ends = excluded.ends, read_at = excluded.read_at \
                   WHERE shop_subscriptions.read_at <= excluded.read_at AND shop_subscriptions.status NOT IN ('canceled', 'incomplete_expired')";
        Ok(vec![change(
            sql,
            [
                id.into(),
                account.into(),
                (&item.id).into(),
                plan.into(),
                subscription.status.as_str().into(),
                (&subscription.currency).into(),
                item.price.unit_amount.unwrap_or(0).into(),
                subscription.current_period_end.unwrap_or(0).into(),
                i64::from(subscription.cancel_at_period_end).into(),
                subscription.created.into(),
                read_at.into(),
            ],
        )])
    }

    /// Reads it, and stores what follows.
    async fn refresh(&self, id: &str) -> Result<(), Error> {
        self.db.change(self.read_subscription(id).await?).await.map(drop)
    }

    /// The payment page of a new subscription: the one that is open, or a new one.
    pub async fn subscribe(&self, user: &User, plan: &Plan, currency: &str) -> Result<Next, Error> {
        let key = lookup_key(plan.id, currency);
        let price = self.prices.get(&key).ok_or("this plan has no price")?;
        for _ in 0..2 {
            let sql = "SELECT price, revision, session FROM shop_subscribing WHERE account = $1";
            let known = self.db.one(sql, [(&user.account).into()]).await?;
            let (known, revision, session) =
                known.map_or_else(Default::default, |mut row| (row.text(), row.int(), row.text()));
            if session.is_empty() || known != *price {
                if !session.is_empty() {
                    // It ends as it must: paid sessions are found by their event.
                    _ = self.stripe.expire_checkout_session(&session, None).await;
                }
                return self.new_subscription(user, price, revision + 1).await;
            }
            let found = self.stripe.retrieve_checkout_session(&session).await?;
            match (found.status, found.url) {
                (Some(CheckoutSessionStatus::Open), Some(url)) => return Ok(Next::Pay(url)),
                (Some(CheckoutSessionStatus::Complete), _)
                    if self.subscription(&user.account).await?.is_none() =>
                {
                    return Ok(Next::Paid(session));
                }
                _ => {
                    let sql = "UPDATE shop_subscribing SET session = '' WHERE account = $1 AND session = $2";
                    self.db.change(vec![change(sql, [(&user.account).into(), session.into()])]).await?;
                }
            }
        }
        Err("the payment page cannot be opened".into())
    }

    async fn new_subscription(&self, user: &User, price: &str, revision: i64) -> Result<Next, Error> {
        let about = BTreeMap::from([("account".to_owned(), user.account.clone())]);
        let params = CreateCheckoutSessionParams {
            mode: Some(Mode::Subscription),
            line_items: Some(vec![CheckoutLineItemParams {
                price: Some(price.to_owned()),
                quantity: Some(1),
                ..Default::default()
            }]),
            subscription_data: Some(CheckoutSubscriptionDataParams {
                metadata: Some(about.clone()),
                ..Default::default()
            }),
            metadata: Some(about),
            ..self.session(user, "/subscription?left=1").await?
        };
        let key = format!("subscribe/{}/{revision}", user.account);
        let session = self.stripe.create_checkout_session(&params).idempotency_key(&key).await?;
        let sql = "INSERT INTO shop_subscribing (account, price, revision, session) VALUES ($1, $2, $3, $4) ON CONFLICT (account) \
                   DO UPDATE SET price = excluded.price, revision = excluded.revision, session = excluded.session \
                   WHERE shop_subscribing.revision < excluded.revision";
        self.db
            .change(vec![change(
                sql,
                [(&user.account).into(), price.into(), revision.into(), (&session.id).into()],
            )])
            .await?;
        Ok(session.url.map_or(Next::Paid(session.id), Next::Pay))
    }

    /// What a change to a plan costs now.
    pub async fn preview(
        &self,
        subscription: &Subscription,
        plan: &'static Plan,
        at: i64,
    ) -> Result<Preview, Error> {
        let price = self.price(subscription, plan)?;
        let item = PreviewUpcomingInvoiceSubscriptionItem {
            id: Some(subscription.item.clone()),
            price: Some(price),
            ..Default::default()
        };
        let params = PreviewUpcomingInvoiceParams {
            automatic_tax: Some(AutomaticTaxParams::new(true)),
            subscription: Some(subscription.id.clone()),
            subscription_items: Some(vec![item]),
            subscription_proration_behavior: Some("always_invoice".into()),
            subscription_proration_date: Some(at),
            ..Default::default()
        };
        let invoice = self.stripe.preview_upcoming_invoice().with(&params).await?;
        let write = |amount: i64| money(amount, &invoice.currency);
        let credit = invoice.ending_balance.filter(|balance| *balance < 0);
        let lines = invoice
            .lines
            .data
            .iter()
            .map(|line| (line.description.clone().unwrap_or_default(), write(line.amount)));
        Ok(Preview {
            plan,
            lines: lines.collect(),
            tax: write(invoice.tax.unwrap_or(0)),
            due: write(invoice.amount_due),
            credit: credit.map(|balance| write(-balance)),
            at,
        })
    }

    fn price(&self, subscription: &Subscription, plan: &Plan) -> Result<String, Error> {
        let price = self.prices.get(&lookup_key(plan.id, &subscription.currency));
        price.cloned().ok_or_else(|| "this plan has no price in the currency of the subscription".into())
    }

    /// Changes the plan for the amount of a preview. A declined card changes nothing.
    pub async fn change_plan(&self, subscription: &Subscription, plan: &Plan, at: i64) -> Result<(), Error> {
        let item = SubscriptionItemUpdateParams {
            id: Some(subscription.item.clone()),
            price: Some(self.price(subscription, plan)?),
            ..Default::default()
        };
        let params = UpdateSubscriptionParams {
            items: Some(vec![item]),
            payment_behavior: Some(PaymentBehavior::ErrorIfIncomplete),
            proration_behavior: Some(ProrationBehavior::AlwaysInvoice),
            proration_date: Some(at),
            ..Default::default()
        };
        let key = format!("change/{}/{}/{at}", subscription.id, plan.id);
        self.stripe.update_subscription(&subscription.id, Some(&params)).idempotency_key(&key).await?;
        self.refresh(&subscription.id).await
    }

    /// Lets a subscription end with its period, or go on.
    pub async fn set_ends(&self, subscription: &Subscription, ends: bool) -> Result<(), Error> {
        let params = UpdateSubscriptionParams { cancel_at_period_end: Some(ends), ..Default::default() };
        self.stripe.update_subscription(&subscription.id, Some(&params)).await?;
        self.refresh(&subscription.id).await
    }

    /// The mail about a changed plan. The event's id is its key: one change, one mail.
    pub async fn plan_changed(&self, subscription: &str, event: &str) -> Result<Vec<Change>, Error> {
        let subscription = self.stripe.retrieve_subscription(subscription).await?;
        let (Some(account), Some(item)) =
            (subscription.metadata.get("account"), subscription.items.data.first())
        else {
            return Ok(Vec::new());
        };
        let name = item
            .price
            .lookup_key
            .as_deref()
            .and_then(catalogue::plan_of)
            .map_or("another plan", |plan| plan.name);
        let amount = money(item.price.unit_amount.unwrap_or(0), &subscription.currency);
        let letter = Letter {
            subject: format!("Your subscription is now {name}"),
            text: format!(
                "From now on your subscription is {name}, for {amount} a month plus tax. You find the invoice of the change in your billing portal."
            ),
            ..Letter::default()
        };
        Ok(vec![queue(&format!("plan/{event}"), &self.email(account).await?, &letter, &self.url)?])
    }

    /// What follows from a paid invoice.
    pub async fn invoice_paid(&self, invoice: &Invoice) -> Result<Vec<Change>, Error> {
        let Some((id, account)) = self.payer(invoice).await? else {
            return Ok(Vec::new());
        };
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let subscription = invoice.subscription.as_ref().and_then(|it| it.id()).unwrap_or_default();
        let intent = invoice.payment_intent.as_ref().and_then(|it| it.id()).unwrap_or_default();
        let paid_at = invoice.status_transitions.paid_at.unwrap_or(invoice.created);
        let sql = "INSERT INTO shop_invoices (id, account, subscription, payment_intent, number, url, amount, currency, paid_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING";
        let values = [
            (&id).into(),
            (&account).into(),
            subscription.into(),
            intent.into(),
            text(&invoice.number).into(),
            text(&invoice.hosted_invoice_url).into(),
            invoice.amount_paid.into(),
            (&invoice.currency).into(),
            paid_at.into(),
        ];
        let mut changes = vec![change(sql, values)];
        if invoice.amount_paid > 0 {
            let amount = money(invoice.amount_paid, &invoice.currency);
            let letter = Letter {
                subject: format!("Your payment of {amount}"),
                text: format!("We have received {amount} for invoice {}. Thank you!", text(&invoice.number)),
                ..Letter::default()
            };
            changes.push(queue(&format!("invoice/{id}"), &self.email(&account).await?, &letter, &self.url)?);
        }
        Ok(changes)
    }

    /// What follows from an invoice that could not be collected: one mail for each attempt, unless it is paid by now.
    pub async fn invoice_failed(&self, invoice: &Invoice) -> Result<Vec<Change>, Error> {
        let Some((id, account)) = self.payer(invoice).await? else {
            return Ok(Vec::new());
        };
        if self.db.one("SELECT id FROM shop_invoices WHERE id = $1", [(&id).into()]).await?.is_some() {
            return Ok(Vec::new());
        }
        let amount = money(invoice.amount_due, &invoice.currency);
        let letter = Letter {
            subject: "Your payment did not work".to_owned(),
            text: format!(
                "We could not collect {amount} for your subscription (attempt {}). Please store another card; until then your subscription is kept.",
                invoice.attempt_count
            ),
            link: Some(("Store another card", "/subscription")),
            ..Letter::default()
        };
        let key = format!("dunning/{id}/{}", invoice.attempt_count);
        Ok(vec![queue(&key, &self.email(&account).await?, &letter, &self.url)?])
    }

    /// The invoice's id and the account that pays it, if it is the shop's.
    async fn payer(&self, invoice: &Invoice) -> Result<Option<(String, String)>, Error> {
        let (Some(id), Some(customer)) = (&invoice.id, invoice.customer.as_ref().and_then(|it| it.id()))
        else {
            return Ok(None);
        };
        let row =
            self.db.one("SELECT account FROM shop_customers WHERE customer = $1", [customer.into()]).await?;
        Ok(row.map(|mut row| (id.clone(), row.text())))
    }
}
