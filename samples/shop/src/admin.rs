//! Pages for the people of the shop: orders and refunds, revenue, mails, the inbox.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Form, FromRequestParts, Path, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use fetchwright_inbox::Inbox;
use serde::Deserialize;
use stripe::types::CreateRefundParams;

use crate::catalogue::{Money, money};
use crate::checkout::Order;
use crate::explain::Problem;
use crate::mail;
use crate::pages::{Failed, Frame, Page, Shared, User, show};
use crate::{Error, Shop};

/// So many days are in the chart.
const DAYS: i64 = 14;

/// The admin pages, with the inbox's dashboard.
pub fn router(shop: &Arc<Shop>, inbox: &Inbox) -> Router<Arc<Shop>> {
    Router::new()
        .route("/admin", get(overview))
        .route("/admin/orders/{id}/refund", post(refund))
        .route("/admin/mails", get(mails))
        .route("/admin/mails/retry", post(retry))
        .route("/admin/newsletter", post(newsletter))
        .nest_service("/admin/inbox", inbox.dashboard(|_| true))
        .route_layer(from_fn_with_state(Arc::clone(shop), only_admins))
}

async fn only_admins(State(shop): Shared, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match User::from_request_parts(&mut parts, &shop).await {
        Ok(user) if user.is_admin => next.run(Request::from_parts(parts, body)).await,
        Ok(_) => Failed(Problem::not_found()).into_response(),
        Err(response) => response,
    }
}

/// A day of the chart.
pub struct Day {
    pub date: String,
    pub amount: Money,
    /// Its height, of 100.
    pub height: i64,
}

#[derive(Template)]
#[template(path = "admin.html")]
struct Overview {
    frame: Frame,
    orders: Vec<Order>,
    days: Vec<Day>,
    subscriptions: i64,
}

async fn overview(State(shop): Shared, user: User) -> Page {
    let sql = "SELECT COUNT(*) FROM shop_subscriptions WHERE status IN ('active', 'trialing', 'past_due')";
    let subscriptions = shop.db.one(sql, []).await?.map_or(0, |mut row| row.int());
    let (orders, days) = (shop.orders(None).await?, revenue(&shop).await?);
    show(&Overview { frame: shop.frame(Some(user)), orders, days, subscriptions })
}

/// Revenue in euros per day, less what was given back.
async fn revenue(shop: &Shop) -> Result<Vec<Day>, Error> {
    let sql = "SELECT day, CAST(SUM(amount) AS BIGINT) FROM (\
               SELECT paid_at / 86400 AS day, total - refunded AS amount FROM shop_orders WHERE paid_at > 0 AND currency = 'eur' \
               UNION ALL SELECT paid_at / 86400, amount - refunded FROM shop_invoices WHERE currency = 'eur') AS sales \
               WHERE day > $1 GROUP BY day ORDER BY day";
    let today = crate::now() / 86_400;
    let rows = shop.db.query(sql, [(today - DAYS).into()]).await?;
    let sums: Vec<(i64, i64)> = rows.into_iter().map(|mut row| (row.int(), row.int())).collect();
    let most = sums.iter().map(|(_, sum)| *sum).max().unwrap_or(0).max(1);
    let day = |day: i64| {
        let sum = sums.iter().find(|(at, _)| *at == day).map_or(0, |(_, sum)| *sum);
        Day { date: date(day), amount: money(sum, "eur"), height: sum.max(0) * 100 / most }
    };
    Ok((today - DAYS + 1..=today).map(day).collect())
}

/// A day since 1970 as `2026-11-30` (Howard Hinnant's algorithm).
fn date(days: i64) -> String {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    format!("{:04}-{month:02}-{day:02}", year + era * 400 + i64::from(month <= 2))
}

/// How much to give back; nothing means all that is left.
#[derive(Deserialize)]
struct Refund {
    #[serde(default)]
    amount: String,
    /// What was given back when the page was shown: a second click asks for the same refund.
    #[serde(default)]
    refunded: i64,
}

async fn refund(State(shop): Shared, Path(id): Path<String>, Form(form): Form<Refund>) -> Page {
    let order = shop.order(&id).await?.filter(|order| !order.payment_intent.is_empty());
    let order = order.ok_or_else(|| Failed(Problem::not_found()))?;
    let amount = match form.amount.trim() {
        "" => order.total - form.refunded,
        text => cents(text).ok_or_else(|| wrong_amount(&order))?,
    };
    if amount <= 0 || amount > order.total - form.refunded {
        return Err(wrong_amount(&order));
    }
    let params = CreateRefundParams {
        amount: Some(amount),
        payment_intent: Some(order.payment_intent.clone()),
        ..Default::default()
    };
    let key = format!("refund/{id}/{}/{amount}", form.refunded);
    let refunded = shop.stripe.create_refund(Some(&params)).idempotency_key(&key).await;
    match refunded {
        Ok(_) => Ok(Redirect::to("/admin").into_response()),
        Err(error) if error.code() == Some("charge_already_refunded") => {
            Ok(Redirect::to("/admin").into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn wrong_amount(order: &Order) -> Failed {
    let text =
        format!("Between {} and {} can be given back.", order.money(1), order.money(order.refundable()));
    Failed(Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "This amount cannot be refunded",
        &text,
        ("/admin", "To the orders"),
    ))
}

/// `12.50` → 1250.
fn cents(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let digits =
        |text: &str| !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    let part = if part.len() == 1 { format!("{part}0") } else { part.to_owned() };
    if !digits(whole) || !digits(&part) || part.len() != 2 {
        return None;
    }
    Some(whole.parse::<i64>().ok()? * 100 + part.parse::<i64>().ok()?)
}

/// A mail of the outbox.
pub struct Mail {
    pub key: String,
    pub to: String,
    pub state: String,
    pub attempts: i64,
    pub error: String,
}

#[derive(Template)]
#[template(path = "mails.html")]
struct Mails {
    frame: Frame,
    mails: Vec<Mail>,
}

async fn mails(State(shop): Shared, user: User) -> Page {
    let sql = "SELECT key, recipient, state, attempts, error FROM shop_mails ORDER BY CASE state WHEN 'failed' THEN 0 WHEN 'queued' THEN 1 ELSE 2 END, created DESC, key LIMIT 200";
    let read = |mut row: crate::db::Row| Mail {
        key: row.text(),
        to: row.text(),
        state: row.text(),
        attempts: row.int(),
        error: row.text(),
    };
    let mails = shop.db.query(sql, []).await?.into_iter().map(read).collect();
    show(&Mails { frame: shop.frame(Some(user)), mails })
}

async fn retry(State(shop): Shared) -> Page {
    let sql = "UPDATE shop_mails SET state = 'queued', due = 0, attempts = 0 WHERE state = 'failed'";
    shop.db.change(vec![crate::db::change(sql, [])]).await?;
    Ok(Redirect::to("/admin/mails").into_response())
}

/// A newsletter.
#[derive(Deserialize)]
struct Newsletter {
    /// Its number: the same one is sent once.
    issue: String,
    subject: String,
    text: String,
}

async fn newsletter(State(shop): Shared, Form(form): Form<Newsletter>) -> Page {
    mail::newsletter(&shop, form.issue.trim(), &form.subject, &form.text).await?;
    Ok(Redirect::to("/admin/mails").into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        assert_eq!(["12.50", "12,5", "7", "0.05"].map(cents), [Some(1_250), Some(1_250), Some(700), Some(5)]);
        assert_eq!(["", "-1", "1.234", "1e3", "a", "1.", "99999999999"].map(cents), [None; 7]);
    }

    #[test]
    fn days_are_dates() {
        assert_eq!(
            [0, 59, 19_782, 20_787].map(date),
            ["1970-01-01", "1970-03-01", "2024-02-29", "2026-11-30"]
        );
    }
}
