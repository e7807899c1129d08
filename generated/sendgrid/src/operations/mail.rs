//! Sending mail.

use super::super::Client;
use super::super::runtime::*;
use super::super::types::Mail;

impl Client {
    /// Send a message. `POST /v3/mail/send`
    ///
    /// Queues one message for up to 1000 sets of recipients. Accepted does not mean delivered: the outcome arrives as events.
    pub fn send_mail(&self, body: &Mail) -> Call<()> {
        self.call(Operation::new("POST", "/v3/mail/send", empty))
            .json(body)
    }
}
