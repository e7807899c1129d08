//! Sends the addresses of all accounts to SendGrid, at most five requests in any second. Interrupted, it goes on where it was.
//!
//! ```sh
//! SENDGRID_API_KEY=… DATABASE=shop.db cargo run --example contacts
//! ```

use std::io::Write;
use std::time::Duration;

use import_contacts::Progress;
use sendgrid::runtime::Limits;
use shop::db::Db;

#[tokio::main]
async fn main() -> Result<(), shop::Error> {
    let variable = |name: &str| std::env::var(name).map_err(|_| format!("{name} is not set"));
    let db = Db::open(&variable("DATABASE")?).await?;
    let sql = "SELECT email FROM signin_account WHERE email IS NOT NULL \
               AND email NOT IN (SELECT address FROM shop_suppressed) ORDER BY created_at, id";
    let contacts: Vec<String> = db.query(sql, []).await?.into_iter().map(|mut row| row.text()).collect();
    let mut client = sendgrid::Client::builder(sendgrid::auth::bearer(variable("SENDGRID_API_KEY")?));
    if let Ok(server) = std::env::var("SENDGRID_URL") {
        client = client.base_url(server);
    }
    let client = client.limits(Limits::per_second(5)).build();
    let progress = Progress::new("contacts.progress");
    let bar = tokio::spawn(show(progress.clone(), contacts.clone()));
    let done = import_contacts::import(&client, &contacts, &progress).await;
    bar.abort();
    draw(progress.read(&contacts)?, contacts.len());
    println!();
    done
}

/// Draws the progress until the task ends.
async fn show(progress: Progress, contacts: Vec<String>) {
    loop {
        draw(progress.read(&contacts).unwrap_or(0), contacts.len());
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

fn draw(done: usize, all: usize) {
    let full = done * 40 / all.max(1);
    print!("\r[{}{}] {done} of {all}", "#".repeat(full), "·".repeat(40 - full));
    _ = std::io::stdout().flush();
}
