//! Many customers while everything goes wrong: the shop's books must still be the sandbox's ledger.
//!
//! ```sh
//! cargo run --release --example chaos -- --customers 1000
//! ```
//!
//! The shop runs as a process of its own, which is killed every few seconds. Every event is doubled, shuffled and delayed. 5 % of the calls to
//! Stripe and Resend fail: before they are processed, after, or with a broken connection. Half of the buyers never come back from the
//! payment page. At the end it compares, to the cent, orders with charges, refunds with refunds, invoices with charges, and mails with
//! what must have been sent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use fetchwright_inbox::{Inbox, State};
use shop::Error;
use shop::db::Db;
use shop_sandbox::{Faults, Sandbox, Settings};

#[path = "../tests/shop/person.rs"]
mod person;

use person::{CARD, FAILS_LATER, Person};

/// So many customers shop at once.
const TOGETHER: usize = 12;
/// A killed process lives for so long at most, in milliseconds.
const LIFE: std::ops::Range<u64> = 600..3_000;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let customers = argument("--customers").and_then(|it| it.parse().ok()).unwrap_or(100);
    let folder = std::env::temp_dir().join(format!("shop-chaos-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let database = argument("--database").unwrap_or_else(|| folder.join("shop.db").display().to_string());
    let sandbox = Sandbox::start(Settings::default()).await?;
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    sandbox.send_events_to(&format!("http://127.0.0.1:{port}"));
    let faults = Faults { calls: 0.05, mails: 0.05, copies: 1, delay: Duration::from_secs(2) };
    sandbox.set_faults(faults);
    let process = Process { program: program()?, port, database: database.clone(), sandbox: sandbox.url() };

    let begun = Instant::now();
    let stop = Arc::new(AtomicBool::new(false));
    let killer = tokio::spawn(process.keep_killing(Arc::clone(&stop)));
    let url = format!("http://localhost:{port}");
    let buyers = shop_together(&url, customers).await;
    for subscription in sandbox.objects("subscription") {
        sandbox.renew(subscription["id"].as_str().unwrap_or_default())?;
    }
    let refunds = refund_some(&url, &database).await?;
    println!("{buyers} customers and {refunds} refunds are done after {} s", begun.elapsed().as_secs());
    stop.store(true, Ordering::Relaxed);
    let (mut last, kills) = killer.await??;
    settle(&sandbox, &database).await?;
    last.kill()?;
    last.wait()?;
    println!(
        "the process was killed {kills} times; everything is settled after {} s",
        begun.elapsed().as_secs()
    );
    compare(&sandbox, &Db::open(&database).await?).await?;
    Ok(std::fs::remove_dir_all(&folder)?)
}

fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|it| it != name).nth(1)
}

/// The shop's own program, beside this one's folder.
fn program() -> Result<PathBuf, Error> {
    let examples = std::env::current_exe()?;
    let found = examples.parent().and_then(Path::parent).map(|it| it.join("shop"));
    let found = found.filter(|it| it.exists());
    found.ok_or_else(|| "build the shop first: cargo build, with the same profile".into())
}

/// The shop as a process of its own.
struct Process {
    program: PathBuf,
    port: u16,
    database: String,
    sandbox: String,
}

impl Process {
    fn start(&self) -> std::io::Result<Child> {
        Command::new(&self.program)
            .env("SHOP_ADDRESS", format!("127.0.0.1:{}", self.port))
            .env("SANDBOX_URL", &self.sandbox)
            .env("DATABASE", &self.database)
            .env("RUST_LOG", std::env::var("RUST_LOG").unwrap_or_else(|_| "off".to_owned()))
            .stdout(Stdio::null())
            .spawn()
    }

    /// Starts it and kills it, again and again. It returns the last one, which lives, and how often one was killed.
    async fn keep_killing(self, stop: Arc<AtomicBool>) -> std::io::Result<(Child, usize)> {
        let mut kills = 0;
        loop {
            let mut child = self.start()?;
            tokio::time::sleep(Duration::from_millis(fastrand::u64(LIFE))).await;
            if stop.load(Ordering::Relaxed) {
                return Ok((child, kills));
            }
            child.kill()?;
            child.wait()?;
            kills += 1;
        }
    }
}

/// All customers, some at once. It returns how many.
async fn shop_together(url: &str, customers: usize) -> usize {
    let turns = Arc::new(tokio::sync::Semaphore::new(TOGETHER));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..customers {
        let (turns, url) = (Arc::clone(&turns), url.to_owned());
        tasks.spawn(async move {
            let _turn = turns.acquire().await;
            customer(&url, number).await;
        });
    }
    tasks.join_all().await.len()
}

async fn customer(url: &str, number: usize) {
    let mut person = Person::new(url, &format!("customer{number}@example.com"));
    person.is_patient = true;
    person.sign_in(if number.is_multiple_of(2) { "google" } else { "github" }).await;
    if number.is_multiple_of(3) {
        let card = if number.is_multiple_of(9) { FAILS_LATER } else { CARD };
        let page = person.post("/subscribe", "plan=home&currency=eur").await.location;
        let paid = person.pay(&page, card).await;
        comes_back(&mut person, number, &paid.location).await;
        if number.is_multiple_of(6) {
            change_plan(&mut person).await;
        }
    }
    if number % 3 != 1 {
        let products = &["beans", "cups", "moka"][..1 + number % 3];
        let page = person.checkout(products, "eur").await;
        let paid = person.pay(&page, CARD).await;
        comes_back(&mut person, number, &paid.location).await;
    }
}

/// Half of the buyers close the window.
async fn comes_back(person: &mut Person, number: usize, page: &str) {
    if number % 4 < 2 {
        person.get(page).await.has("Thank you!");
    }
}

async fn change_plan(person: &mut Person) {
    for _ in 0..200 {
        let page = person.get("/subscription/change?plan=office").await;
        let at = page.body.split("name=\"at\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let Some(at) = at else {
            // The subscription is not there yet: its event is on its way.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        person.post("/subscription/change", &format!("plan=office&at={at}")).await;
        return;
    }
}

/// Every tenth order gets a part back, and every twentieth all.
async fn refund_some(url: &str, database: &str) -> Result<usize, Error> {
    let mut ada = Person::new(url, "ada@gmail.com");
    ada.is_patient = true;
    ada.sign_in("google").await;
    let db = Db::open(database).await?;
    let mut orders =
        db.query("SELECT id, total FROM shop_orders WHERE state = 'paid' ORDER BY id", []).await?;
    let mut refunds = 0;
    for (at, order) in orders.iter_mut().enumerate().filter(|(at, _)| at % 10 == 0) {
        let refund = format!("/admin/orders/{}/refund", order.text());
        ada.post(&refund, "amount=5.00&refunded=0").await;
        if at % 20 == 0 {
            ada.post(&refund, "refunded=500").await;
        }
        refunds += 1;
    }
    Ok(refunds)
}

/// Waits until nothing is on its way any more.
async fn settle(sandbox: &Sandbox, database: &str) -> Result<(), Error> {
    sandbox.set_faults(Faults::default());
    let db = Db::open(database).await?;
    let inbox = match database.starts_with("postgres") {
        true => Inbox::postgres(database),
        false => Inbox::sqlite(database),
    };
    let inbox = inbox.existing().open().await?;
    loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let stats = inbox.stats().await?;
        if let Some((source, _)) = stats.unfinished.keys().find(|(_, state)| *state == State::Dead) {
            return Err(format!("there are dead letters of {source}").into());
        }
        let handled = stats.unfinished.keys().all(|(_, state)| *state == State::NoHandler);
        let mails = db.one("SELECT COUNT(*) FROM shop_mails WHERE state = 'queued'", []).await?;
        if handled && sandbox.undelivered() == 0 && mails.is_some_and(|mut row| row.int() == 0) {
            return Ok(());
        }
    }
}

/// Two accounts of one thing must be equal.
fn same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    shop: &BTreeMap<String, T>,
    ledger: &BTreeMap<String, T>,
) -> Result<(), Error> {
    if shop == ledger {
        println!("{what}: {} of the shop are those of the sandbox", shop.len());
        return Ok(());
    }
    let keys: BTreeSet<&String> = shop.keys().chain(ledger.keys()).collect();
    let wrong = keys.into_iter().find(|key| shop.get(*key) != ledger.get(*key));
    let key = wrong.map_or("", |key| key.as_str());
    Err(format!("{what}: {key} is {:?} in the shop and {:?} in the sandbox", shop.get(key), ledger.get(key))
        .into())
}

/// Compares the shop's books with the sandbox's ledger.
async fn compare(sandbox: &Sandbox, db: &Db) -> Result<(), Error> {
    let mut charges: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for entry in sandbox.ledger() {
        let (paid, back) = charges.entry(entry.reference).or_default();
        *if entry.kind == "charge" { paid } else { back } += entry.amount;
    }
    let sql = "SELECT id, total, refunded FROM shop_orders WHERE state <> 'cart' \
               UNION ALL SELECT id, amount, refunded FROM shop_invoices WHERE amount > 0";
    let rows = db.query(sql, []).await?;
    let books: BTreeMap<String, (i64, i64)> =
        rows.into_iter().map(|mut row| (row.text(), (row.int(), row.int()))).collect();
    same("orders and invoices, paid and refunded to the cent", &books, &charges)?;

    let rows = db.query("SELECT id, plan, status FROM shop_subscriptions", []).await?;
    let known: BTreeMap<String, (String, String)> =
        rows.into_iter().map(|mut row| (row.text(), (row.text(), row.text()))).collect();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let played = sandbox.objects("subscription").into_iter().map(|it| {
        let key = text(&it["items"]["data"][0]["price"]["lookup_key"]);
        let plan = shop::catalogue::plan_of(&key).map_or(key.clone(), |plan| plan.id.to_owned());
        (text(&it["id"]), (plan, text(&it["status"])))
    });
    same("subscriptions", &known, &played.collect())?;

    let mut mails: BTreeMap<String, usize> = BTreeMap::new();
    for mail in sandbox.mails() {
        *mails.entry(mail.key.unwrap_or_default()).or_default() += 1;
    }
    let queued = db.query("SELECT key FROM shop_mails WHERE state = 'sent'", []).await?;
    let queued: BTreeMap<String, usize> = queued.into_iter().map(|mut row| (row.text(), 1)).collect();
    same("mails, each sent once", &queued, &mails)?;
    let receipts: BTreeMap<String, usize> = books
        .keys()
        .map(|id| (if id.starts_with("o_") { format!("receipt/{id}") } else { format!("invoice/{id}") }, 1))
        .collect();
    let wanted = |key: &String| key.starts_with("receipt/") || key.starts_with("invoice/");
    mails.retain(|key, _| wanted(key));
    same("receipts, one for each payment", &receipts, &mails)
}
