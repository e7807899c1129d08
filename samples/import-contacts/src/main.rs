//! `import-contacts FILE`: FILE has an e-mail address in each line; `FILE.progress` is where it notes how far it came.

use import_contacts::{Error, Progress, import};
use sendgrid::runtime::Limits;
use sendgrid::{Client, auth};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let file = std::env::args()
        .nth(1)
        .ok_or("usage: import-contacts FILE")?;
    let key = std::env::var("SENDGRID_API_KEY").map_err(|_| "SENDGRID_API_KEY is not set")?;
    let contacts: Vec<String> = std::fs::read_to_string(&file)?
        .lines()
        .map(str::to_owned)
        .collect();
    let mut builder = Client::builder(auth::bearer(key)).limits(Limits::per_second(5));
    // To try it against a server of your own.
    if let Ok(server) = std::env::var("SENDGRID_URL") {
        builder = builder.base_url(server);
    }
    import(
        &builder.build(),
        &contacts,
        &Progress::new(format!("{file}.progress")),
    )
    .await?;
    println!("{} contacts are imported", contacts.len());
    Ok(())
}
