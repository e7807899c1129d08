//! Imports contacts into SendGrid: at most five requests a second, nothing lost, and an interrupted run goes on.
//!
//! The limit, the retries and the waiting are the client's. What is left to do here is to keep in mind how far it came.

use sendgrid::Client;
use sendgrid::types::{ContactInput, UpsertContactsRequest};
use tokio::task::JoinSet;

mod progress;

pub use progress::Progress;

/// How many contacts are on their way before the progress is noted; after an interruption no more than these are sent
/// once more, which changes nothing: the request is a PUT.
pub const CHUNK: usize = 50;

/// Any error.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Sends each contact, an e-mail address, in a request of its own, from where `progress` is.
///
/// # Errors
/// The first that the client could not help by trying again. What was done before is noted: call it again to go on.
pub async fn import(
    sendgrid: &Client,
    contacts: &[String],
    progress: &Progress,
) -> Result<(), Error> {
    let mut done = progress.read(contacts)?;
    while let Some(chunk) = contacts.get(done..).filter(|rest| !rest.is_empty()) {
        let chunk = &chunk[..chunk.len().min(CHUNK)];
        let mut calls = JoinSet::new();
        for email in chunk {
            let contact = ContactInput {
                email: Some(email.clone()),
                ..Default::default()
            };
            let request = UpsertContactsRequest::new(vec![contact]);
            calls.spawn(sendgrid.upsert_contacts(&request).into_future());
        }
        while let Some(call) = calls.join_next().await {
            call??;
        }
        done += chunk.len();
        progress.write(contacts, done)?;
    }
    Ok(())
}
