//! The outbox of mails.
//!
//! ```text
//! transaction: order is paid, mail "receipt/o_1" is queued ──► run ──► Resend, with the key "receipt/o_1" ──► sent
//! ```
//!
//! Invariants: a key is queued once. A mail that is sent again after a crash has the same key and the same bytes, so that Resend sends it
//! once. An address that bounced or complained gets no further mail. A failure never touches the purchase.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use resend::types::{Attachment, SendEmailRequest};

use crate::catalogue::Money;
use crate::checkout::Order;
use crate::db::{Change, change};
use crate::{Error, Shop, now};

/// So often the outbox is looked at.
const PAUSE: Duration = Duration::from_millis(200);
/// So many mails are in one request of a newsletter, which is what Resend allows.
pub const BATCH: usize = 100;
/// After so many attempts a person looks at it.
const MOST_ATTEMPTS: i64 = 30;

/// What a mail says.
#[derive(Default)]
pub struct Letter {
    pub subject: String,
    pub text: String,
    pub rows: Vec<(String, Money)>,
    /// A button: its text, and a path of the shop.
    pub link: Option<(&'static str, &'static str)>,
    /// An attachment: its name and its content.
    pub attachment: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'l> {
    letter: &'l Letter,
    url: &'l str,
}

#[derive(Template)]
#[template(path = "mail.txt")]
struct Text<'l> {
    letter: &'l Letter,
    url: &'l str,
}

#[derive(Template)]
#[template(path = "invoice.html")]
struct Invoice<'o> {
    order: &'o Order,
    email: &'o str,
}

impl Letter {
    /// As plain text, and as HTML.
    pub fn render(&self, url: &str) -> Result<(String, String), askama::Error> {
        Ok((Text { letter: self, url }.render()?, Html { letter: self, url }.render()?))
    }
}

/// Queues a mail under a key, once.
pub fn queue(key: &str, to: &str, letter: &Letter, url: &str) -> Result<Change, Error> {
    let (text, html) = letter.render(url)?;
    let (attachment, file) = letter.attachment.clone().unwrap_or_default();
    let sql = "INSERT INTO shop_mails (key, recipient, subject, text, html, attachment, file, created) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (key) DO NOTHING";
    let values = [
        key.into(),
        to.into(),
        (&letter.subject).into(),
        text.into(),
        html.into(),
        attachment.into(),
        file.into(),
        now().into(),
    ];
    Ok(change(sql, values))
}

/// The receipt of an order, with its invoice attached.
pub fn receipt(order: &Order, email: &str, url: &str) -> Result<Change, Error> {
    let mut rows: Vec<(String, Money)> = order
        .lines
        .iter()
        .map(|line| (format!("{} × {}", line.quantity, line.name), order.money(line.quantity * line.unit)))
        .collect();
    if order.discount > 0 {
        rows.push(("Discount".to_owned(), order.money(-order.discount)));
    }
    rows.push(("Tax".to_owned(), order.money(order.tax)));
    rows.push(("Total".to_owned(), order.money(order.total)));
    let invoice = Invoice { order, email }.render()?;
    let letter = Letter {
        subject: format!("Your order {}", order.id),
        text: "Thank you for your order! Your payment has arrived, and we pack your parcel. The invoice is attached.".to_owned(),
        rows,
        link: Some(("Your orders", "/orders")),
        attachment: Some((format!("invoice-{}.html", order.id), invoice)),
    };
    queue(&format!("receipt/{}", order.id), email, &letter, url)
}

/// Queues a newsletter for everybody who has an account and gets mail, in batches. The second time, nothing happens.
pub async fn newsletter(shop: &Shop, issue: &str, subject: &str, text: &str) -> Result<usize, Error> {
    let sql = "SELECT id, email FROM signin_account WHERE email IS NOT NULL AND email NOT IN (SELECT address FROM shop_suppressed) ORDER BY id";
    let people = shop.db.query(sql, []).await?;
    let letter = Letter { subject: subject.to_owned(), text: text.to_owned(), ..Letter::default() };
    let (text, html) = letter.render(&shop.url)?;
    let sql = "INSERT INTO shop_mails (key, batch, recipient, subject, text, html, created) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (key) DO NOTHING";
    let count = people.len();
    let mut changes = Vec::new();
    for (at, mut person) in people.into_iter().enumerate() {
        let (account, email) = (person.text(), person.text());
        let batch = format!("newsletter/{issue}/{}", at / BATCH);
        let key = format!("newsletter/{issue}/{account}");
        changes.push(change(
            sql,
            [
                key.into(),
                batch.into(),
                email.into(),
                subject.into(),
                (&text).into(),
                (&html).into(),
                now().into(),
            ],
        ));
    }
    shop.db.change(changes).await?;
    Ok(count)
}

/// A mail that waits.
struct Queued {
    key: String,
    batch: String,
    attempts: i64,
    request: SendEmailRequest,
}

/// Sends what is due, until the task ends.
pub async fn run(shop: Arc<Shop>) {
    loop {
        match send_due(&shop).await {
            Ok(0) => tokio::time::sleep(PAUSE).await,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the outbox cannot be read");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// Sends what is due now, and returns how many mails were tried.
pub async fn send_due(shop: &Shop) -> Result<usize, Error> {
    let suppress = "UPDATE shop_mails SET state = 'suppressed' WHERE state = 'queued' AND (batch = '' OR attempts = 0) AND recipient IN (SELECT address FROM shop_suppressed)";
    shop.db.change(vec![change(suppress, [])]).await?;
    // One batch at a time, and whole: its bytes must be the same in every attempt.
    let sql = "SELECT key, batch, attempts, recipient, subject, text, html, attachment, file FROM shop_mails \
               WHERE state = 'queued' AND due <= $1 AND (batch = '' OR batch = \
               (SELECT MIN(batch) FROM shop_mails WHERE state = 'queued' AND due <= $1 AND batch <> '')) \
               ORDER BY batch DESC, due, created, key LIMIT 200";
    let rows = shop.db.query(sql, [now().into()]).await?;
    let tried = rows.len();
    let mut batches: BTreeMap<String, Vec<Queued>> = BTreeMap::new();
    for mut row in rows {
        let mut mail = Queued {
            key: row.text(),
            batch: row.text(),
            attempts: row.int(),
            request: SendEmailRequest::new(&shop.sender, row.text(), row.text()),
        };
        mail.request.text = Some(row.text());
        mail.request.html = Some(row.text());
        let (name, file) = (row.text(), row.text());
        if !name.is_empty() {
            mail.request.attachments = Some(vec![Attachment {
                filename: Some(name),
                content: Some(file.into_bytes().into()),
                ..Default::default()
            }]);
        }
        match mail.batch.is_empty() {
            true => batches.entry(mail.key.clone()).or_default().push(mail),
            false => batches.entry(mail.batch.clone()).or_default().push(mail),
        }
    }
    for (key, mails) in batches {
        let sent = match &mails[..] {
            [mail] if mail.batch.is_empty() => {
                shop.resend.send_email(&mail.request).idempotency_key(&key).await.map(drop)
            }
            mails => {
                let requests: Vec<SendEmailRequest> = mails.iter().map(|mail| mail.request.clone()).collect();
                shop.resend.send_batch(&requests).idempotency_key(&key).await.map(drop)
            }
        };
        let ends = mails.iter().map(|mail| end(mail, &sent)).collect();
        shop.db.change(ends).await?;
    }
    Ok(tried)
}

/// What becomes of a mail after an attempt.
fn end(mail: &Queued, sent: &Result<(), resend::Error>) -> Change {
    let Err(error) = sent else {
        return change(
            "UPDATE shop_mails SET state = 'sent', error = '', attempts = attempts + 1 WHERE key = $1",
            [(&mail.key).into()],
        );
    };
    tracing::warn!(key = mail.key, %error, "a mail is not sent");
    // 1, 2, 4, … seconds, up to an hour; Resend may say itself how long to wait.
    let backoff = 1_i64 << mail.attempts.clamp(0, 12);
    let wait = error
        .retry_after()
        .map_or(0, |wait| i64::try_from(wait.as_secs()).unwrap_or(0))
        .max(backoff.min(3_600));
    let refused = error.kind() == resend::ErrorKind::Api && !error.is_retryable();
    let state = if !refused && mail.attempts < MOST_ATTEMPTS { "queued" } else { "failed" };
    let sql = "UPDATE shop_mails SET state = $2, error = $3, attempts = attempts + 1, due = $4 WHERE key = $1 AND state = 'queued'";
    change(sql, [(&mail.key).into(), state.into(), error.to_string().into(), (now() + wait).into()])
}

impl Shop {
    /// The address of an account.
    pub async fn email(&self, account: &str) -> Result<String, Error> {
        let row = self.db.one("SELECT email FROM signin_account WHERE id = $1", [account.into()]).await?;
        Ok(row.map(|mut row| row.text()).unwrap_or_default())
    }
}
