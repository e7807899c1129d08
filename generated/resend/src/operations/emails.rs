//! Sending mail and following it up.

use super::super::params::{IdempotencyKeyParams, ListParams};
use super::super::runtime::*;
use super::super::types::{
    Email, EmailList, ObjectId, SendEmailRequest, SentBatch, SentEmail, UpdateEmailRequest,
};
use super::super::{Client, PAGES};

impl Client {
    /// List emails. `GET /emails`
    ///
    /// Pages through the sent messages.
    pub fn list_emails(&self) -> Call<EmailList, ListParams, Paged<Email>> {
        self.call(Operation::new("GET", "/emails", json).pages(PAGES, "/data"))
    }

    /// Send an email. `POST /emails`
    ///
    /// Sends one message now, or later with `scheduled_at`.
    pub fn send_email(&self, body: &SendEmailRequest) -> Call<SentEmail, IdempotencyKeyParams> {
        self.call(Operation::new("POST", "/emails", json))
            .json(body)
    }

    /// Send several emails. `POST /emails/batch`
    ///
    /// Sends up to 100 messages in one call.
    pub fn send_batch(&self, body: &[SendEmailRequest]) -> Call<SentBatch, IdempotencyKeyParams> {
        self.call(Operation::new("POST", "/emails/batch", json))
            .json(body)
    }

    /// Read an email. `GET /emails/{email_id}`
    ///
    /// Returns a message with its latest event.
    pub fn get_email(&self, email_id: &str) -> Call<Email> {
        self.call(Operation::new("GET", "/emails/{email_id}", json))
            .path(email_id)
    }

    /// Reschedule an email. `PATCH /emails/{email_id}`
    ///
    /// Moves a scheduled message to another time.
    pub fn update_email(&self, email_id: &str, body: &UpdateEmailRequest) -> Call<ObjectId> {
        self.call(Operation::new("PATCH", "/emails/{email_id}", json))
            .path(email_id)
            .json(body)
    }

    /// Cancel an email. `POST /emails/{email_id}/cancel`
    ///
    /// Stops a scheduled message.
    pub fn cancel_email(&self, email_id: &str) -> Call<Email> {
        self.call(Operation::new("POST", "/emails/{email_id}/cancel", json).keyed(false))
            .path(email_id)
    }
}
