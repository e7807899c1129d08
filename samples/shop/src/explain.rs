//! Errors of providers → what the buyer should know and do.

use axum::http::StatusCode;
use stripe::ErrorKind;

use crate::Error;
use crate::fulfil::UnknownOrder;

/// A page that explains what did not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub status: StatusCode,
    pub title: String,
    pub text: String,
    /// Where to go on: a path and what it is.
    pub next: (&'static str, &'static str),
}

impl Problem {
    /// A problem with a way on.
    pub fn new(status: StatusCode, title: &str, text: &str, next: (&'static str, &'static str)) -> Problem {
        Problem { status, title: title.to_owned(), text: text.to_owned(), next }
    }

    /// There is no such thing, or it is somebody else's.
    pub fn not_found() -> Problem {
        Problem::new(
            StatusCode::NOT_FOUND,
            "This page does not exist",
            "It may belong to another account.",
            ("/", "To the shop"),
        )
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        if error.is::<UnknownOrder>() {
            return Problem::not_found();
        }
        match error.downcast_ref::<stripe::Error>() {
            Some(stripe) => explain(stripe),
            None => {
                tracing::error!(%error, "a page failed");
                Problem::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Something went wrong on our side",
                    "Nothing was charged because of this. Your cart is kept; please try again.",
                    ("/cart", "To the cart"),
                )
            }
        }
    }
}

/// What an error of Stripe means for a buyer.
pub fn explain(error: &stripe::Error) -> Problem {
    tracing::warn!(error = %error, request = error.request_id(), "Stripe refuses");
    let message = error.message().unwrap_or_default();
    if error.code() == Some("card_declined") || error.status() == Some(StatusCode::PAYMENT_REQUIRED) {
        return Problem::new(
            StatusCode::PAYMENT_REQUIRED,
            "Your card was declined",
            "Your bank did not accept the payment, and nothing has changed. Store another card in the billing portal, then try again.",
            ("/subscription", "To the subscription"),
        );
    }
    if message.contains("combine currencies") || message.contains("expected currency") {
        let other = crate::catalogue::CURRENCIES
            .iter()
            .find(|it| message.contains(&format!("currency {it}")) || message.contains(&format!(": `{it}`")));
        let other = other.map_or_else(|| "another currency".to_owned(), |it| it.to_uppercase());
        return Problem::new(
            StatusCode::CONFLICT,
            &format!("Please pay in {other}"),
            &format!(
                "Your subscription is billed in {other}, and one account pays in one currency. Choose {other} for this purchase; your cart is kept."
            ),
            ("/", "Choose the currency"),
        );
    }
    match error.kind() {
        ErrorKind::Api => Problem::new(
            StatusCode::BAD_GATEWAY,
            "The payment page cannot be opened",
            "Our payment provider refused the request. You were not charged, and your cart is kept. We have been told.",
            ("/cart", "To the cart"),
        ),
        _ => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Our payment provider does not respond",
            "If you have paid, your order is safe: we will confirm it by mail. Otherwise you were not charged, and your cart is kept.",
            ("/cart", "To the cart"),
        ),
    }
}
