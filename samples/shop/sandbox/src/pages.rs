//! What people see of the providers: the payment page, the bank's question, the portal, the mailbox.
//!
//! No page needs JavaScript.

use axum::body::Body;
use axum::extract::{Form, Path, Query, State as Extract};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::{Value, json};

use crate::Sandbox;
use crate::billing::{DECLINED, FAILS_LATER};
use crate::checkout::{ASKS, Paid, Payment, replace_card};
use crate::state::{Failure, State, int, str};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f6f9fc;color:#1a1f36}main{max-width:30rem;margin:2rem auto;padding:1.5rem;background:#fff;border:1px solid #d8dee8;border-radius:.5rem;overflow-wrap:anywhere}h1{font-size:1.4rem;margin-top:0}label{display:block;margin:.4rem 0}input[type=email],input[type=text],select{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem;border:1px solid #5b6478;border-radius:.3rem}button{font:inherit;width:100%;padding:.6rem;margin:.4rem 0;border:0;border-radius:.3rem;background:#3d38c9;color:#fff;cursor:pointer}button.quiet{background:#fff;color:#3d38c9;border:1px solid #3d38c9}table{width:100%;border-collapse:collapse}td,th{text-align:left;padding:.3rem 0;border-bottom:1px solid #d8dee8}td:last-child{text-align:right}.wrong{background:#fde8e8;color:#8a1212;padding:.6rem;border-radius:.3rem}a{color:#3d38c9}.note{background:#fff5d6;padding:.5rem 1rem;text-align:center}fieldset{border:1px solid #d8dee8;border-radius:.3rem}";

/// Text as HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A page.
pub(crate) fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{0}</title><style>{STYLE}</style></head><body><div class=\"note\" role=\"note\">Sandbox: nothing here is real.</div><main><h1>{0}</h1>{body}</main></body></html>",
        escape(title)
    )
}

/// `12.50 EUR`.
fn money(amount: i64, currency: &str) -> String {
    let sign = if amount < 0 { "−" } else { "" };
    let amount = amount.unsigned_abs();
    format!("{sign}{}.{:02} {}", amount / 100, amount % 100, currency.to_uppercase())
}

fn failed(failure: &Failure) -> Response<Body> {
    let status = StatusCode::from_u16(failure.status).unwrap_or(StatusCode::BAD_REQUEST);
    (status, Html(page("This does not work", &format!("<p>{}</p>", escape(&failure.message)))))
        .into_response()
}

/// `GET /pay/{session}`.
pub(crate) async fn checkout(
    Extract(sandbox): Extract<Sandbox>,
    Path(id): Path<String>,
    Query(payment): Query<Payment>,
) -> Response<Body> {
    show(&mut sandbox.lock(), &id, &payment, None)
}

/// `POST /pay/{session}`.
pub(crate) async fn pay(
    Extract(sandbox): Extract<Sandbox>,
    Path(id): Path<String>,
    Form(payment): Form<Payment>,
) -> Response<Body> {
    let mut state = sandbox.lock();
    match state.pay(&id, &payment) {
        Err(failure) => failed(&failure),
        Ok(Paid::Done(to)) => Redirect::to(&to).into_response(),
        Ok(Paid::Refused(why)) => show(&mut state, &id, &payment, Some(why)),
        Ok(Paid::Asks) => Html(page("Your bank asks", &bank(&payment))).into_response(),
    }
}

fn bank(payment: &Payment) -> String {
    let hidden: String = [
        ("email", &payment.email),
        ("card", &payment.card),
        ("country", &payment.country),
        ("promotion", &payment.promotion),
    ]
    .iter()
    .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value)))
    .collect();
    format!(
        "<p>Is it you who pays?</p><form method=\"post\">{hidden}<button name=\"bank\" value=\"approve\">Yes, confirm</button><button class=\"quiet\" name=\"bank\" value=\"reject\">No</button></form>"
    )
}

fn show(state: &mut State, id: &str, payment: &Payment, wrong: Option<&str>) -> Response<Body> {
    let (session, lines) = match state.offer(id, payment) {
        Ok(found) => found,
        Err(failure) => return failed(&failure),
    };
    let cancel = str(&session, "/cancel_url");
    match str(&session, "/status") {
        "expired" => {
            let body = format!(
                "<p>This payment page has expired. You were not charged.</p><p><a href=\"{}\">Back to the shop</a></p>",
                escape(cancel)
            );
            return (StatusCode::GONE, Html(page("This page has expired", &body))).into_response();
        }
        "complete" => {
            let to = str(&session, "/success_url").replace("{CHECKOUT_SESSION_ID}", id);
            let body = format!(
                "<p>This is paid already.</p><p><a href=\"{}\">Back to the shop</a></p>",
                escape(&to)
            );
            return Html(page("Paid", &body)).into_response();
        }
        _ => {}
    }
    let currency = str(&session, "/currency");
    let mut rows: String = lines
        .iter()
        .map(|line| {
            row(
                &format!("{} × {}", int(line, "/quantity"), str(line, "/name")),
                int(line, "/unit") * int(line, "/quantity"),
                currency,
            )
        })
        .collect();
    let discount = int(&session, "/total_details/amount_discount");
    if discount > 0 {
        rows += &row("Discount", -discount, currency);
    }
    if session["automatic_tax"]["enabled"] == true {
        rows += &row("Tax", int(&session, "/total_details/amount_tax"), currency);
    }
    rows += &row("Total", int(&session, "/amount_total"), currency);
    let wrong = wrong.map_or(String::new(), |why| format!("<p class=\"wrong\" role=\"alert\">{why}</p>"));
    let known = [str(&session, "/customer_email"), &payment.email]
        .into_iter()
        .find(|it| !it.is_empty())
        .unwrap_or_default()
        .to_owned();
    let email = match session["customer"].is_null() {
        true => format!(
            "<label for=\"email\">E-mail</label><input id=\"email\" type=\"email\" name=\"email\" value=\"{}\" autocomplete=\"email\" required>",
            escape(&known)
        ),
        false => String::new(),
    };
    let cards = options(
        &[
            ("4242424242424242", "4242 … 4242: pays"),
            (ASKS, "4000 … 3155: the bank asks"),
            (DECLINED, "4000 … 0002: is declined"),
            (FAILS_LATER, "4000 … 0341: pays once, fails at renewal"),
        ],
        &payment.card,
    );
    let countries = options(
        &[
            ("US", "United States (no tax)"),
            ("DE", "Germany (19 %)"),
            ("FR", "France (20 %)"),
            ("GB", "United Kingdom (20 %)"),
        ],
        &payment.country,
    );
    let promotion = match session["allow_promotion_codes"] == true {
        true => format!(
            "<label for=\"promotion\">Promotion code (WELCOME10)</label><input id=\"promotion\" type=\"text\" name=\"promotion\" value=\"{}\">",
            escape(&payment.promotion)
        ),
        false => String::new(),
    };
    let body = format!(
        "{wrong}<table><caption>Your order</caption>{rows}</table><form method=\"post\">{email}<label for=\"card\">Card</label><select id=\"card\" name=\"card\">{cards}</select>\
         <label for=\"country\">Country</label><select id=\"country\" name=\"country\">{countries}</select>{promotion}\
         <button>Pay</button></form><form method=\"get\"><input type=\"hidden\" name=\"country\" value=\"DE\"><button class=\"quiet\">Show the total for Germany</button></form><p><a href=\"{}\">Cancel, and go back to the shop</a></p>",
        escape(cancel)
    );
    Html(page("Pay", &body)).into_response()
}

fn row(text: &str, amount: i64, currency: &str) -> String {
    format!("<tr><td>{}</td><td>{}</td></tr>", escape(text), money(amount, currency))
}

fn options(options: &[(&str, &str)], chosen: &str) -> String {
    options
        .iter()
        .map(|(value, text)| {
            format!(
                "<option value=\"{value}\"{}>{text}</option>",
                if *value == chosen { " selected" } else { "" }
            )
        })
        .collect()
}

/// `GET /portal/{session}`.
pub(crate) async fn portal(Extract(sandbox): Extract<Sandbox>, Path(id): Path<String>) -> Response<Body> {
    let state = sandbox.lock();
    let session = match state.get("billing_portal.session", &id) {
        Ok(session) => session,
        Err(failure) => return failed(&failure),
    };
    let subscriptions: String = state
        .all("subscription")
        .iter()
        .filter(|it| it["customer"] == session["customer"] && it["status"] != "canceled")
        .map(subscription_form)
        .collect();
    let invoices: String = state
        .all("invoice")
        .iter()
        .filter(|it| it["customer"] == session["customer"])
        .map(|it| {
            format!(
                "<tr><td>{} ({})</td><td>{}</td></tr>",
                str(it, "/number"),
                str(it, "/status"),
                money(int(it, "/amount_due"), str(it, "/currency"))
            )
        })
        .collect();
    let back = escape(str(&session, "/return_url"));
    let body = format!(
        "{subscriptions}<table><caption>Invoices</caption>{invoices}</table><p><a href=\"{back}\">Back to the shop</a></p>"
    );
    Html(page("Billing portal", &body)).into_response()
}

fn subscription_form(subscription: &Value) -> String {
    let name = escape(str(subscription, "/items/data/0/price/nickname"));
    let change = match subscription["cancel_at_period_end"] == true {
        true => "<button name=\"do\" value=\"resume\">Keep the subscription</button>",
        false => {
            "<button class=\"quiet\" name=\"do\" value=\"cancel\">Cancel at the end of the period</button>"
        }
    };
    format!(
        "<h2>{name}</h2><p>State: {}</p><form method=\"post\"><input type=\"hidden\" name=\"subscription\" value=\"{}\"><button name=\"do\" value=\"card\">Use another card, which pays</button>{change}</form>",
        escape(str(subscription, "/status")),
        escape(str(subscription, "/id"))
    )
}

/// What the portal's buttons send.
#[derive(serde::Deserialize)]
pub(crate) struct Change {
    subscription: String,
    r#do: String,
}

/// `POST /portal/{session}`.
pub(crate) async fn change(
    Extract(sandbox): Extract<Sandbox>,
    Path(id): Path<String>,
    Form(change): Form<Change>,
) -> Response<Body> {
    let mut state = sandbox.lock();
    let done = match change.r#do.as_str() {
        "card" => replace_card(&mut state, &change.subscription, "4242424242424242"),
        kind => state
            .change_subscription(&change.subscription, &[("cancel_at_period_end", json!(kind == "cancel"))])
            .map(drop),
    };
    match done {
        Ok(()) => Redirect::to(&format!("/portal/{id}")).into_response(),
        Err(failure) => failed(&failure),
    }
}

/// `GET /mailbox`.
pub(crate) async fn mailbox(Extract(sandbox): Extract<Sandbox>) -> Html<String> {
    let state = sandbox.lock();
    let mails: String = state
        .mails
        .iter()
        .rev()
        .take(200)
        .map(|mail| {
            format!(
                "<tr><td><a href=\"/mailbox/{}\">{}</a></td><td>{}</td></tr>",
                escape(&mail.id),
                escape(&mail.subject),
                escape(&mail.to.join(", "))
            )
        })
        .collect();
    let body =
        if mails.is_empty() { "<p>No mail yet.</p>".to_owned() } else { format!("<table>{mails}</table>") };
    Html(page("Mailbox", &body))
}

/// `GET /mailbox/{id}`.
pub(crate) async fn mail(Extract(sandbox): Extract<Sandbox>, Path(id): Path<String>) -> Response<Body> {
    let state = sandbox.lock();
    let Some(mail) = state.mails.iter().find(|mail| mail.id == id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let attachments: String = mail
        .attachments
        .iter()
        .map(|(name, content)| format!("<li>{} ({} bytes in base64)</li>", escape(name), content.len()))
        .collect();
    let body = format!(
        "<p>To: {}<br>From: {}</p><iframe title=\"The mail\" sandbox srcdoc=\"{}\" style=\"width:100%;height:24rem;border:1px solid #d8dee8\"></iframe><ul>{attachments}</ul><details><summary>As plain text</summary><pre style=\"white-space:pre-wrap\">{}</pre></details><p><a href=\"/mailbox\">All mails</a></p>",
        escape(&mail.to.join(", ")),
        escape(&mail.from),
        escape(&mail.html),
        escape(&mail.text)
    );
    Html(page(&mail.subject, &body)).into_response()
}

/// `GET /`.
pub(crate) async fn home(Extract(sandbox): Extract<Sandbox>) -> Html<String> {
    let state = sandbox.lock();
    let subscriptions: String = state
        .all("subscription")
        .iter()
        .filter(|it| it["status"] != "canceled")
        .map(|it| format!("<form method=\"post\" action=\"/renew\"><input type=\"hidden\" name=\"subscription\" value=\"{0}\"><button class=\"quiet\">A month passes for {0} ({1})</button></form>", escape(str(it, "/id")), escape(str(it, "/status"))))
        .collect();
    let paid: i64 = state
        .ledger
        .iter()
        .map(|entry| if entry.kind == "charge" { entry.amount } else { -entry.amount })
        .sum();
    let body = format!(
        "<ul><li><a href=\"/mailbox\">Mailbox</a>: {} mails</li><li>{} events</li><li>Money in the ledger: {}</li></ul><h2>Subscriptions</h2>{subscriptions}",
        state.mails.len(),
        state.events.len(),
        money(paid, "")
    );
    Html(page("The sandbox", &body))
}

/// What the button on the first page sends.
#[derive(serde::Deserialize)]
pub(crate) struct Renewal {
    subscription: String,
}

/// `POST /renew`.
pub(crate) async fn renew(Extract(sandbox): Extract<Sandbox>, Form(form): Form<Renewal>) -> Response<Body> {
    match sandbox.lock().renew(&form.subscription) {
        Ok(_) => Redirect::to("/").into_response(),
        Err(failure) => failed(&failure),
    }
}
