//! A client that a build script wrote, used: sends an e-mail through the server that the first argument names.

mod resend {
    include!(concat!(env!("OUT_DIR"), "/resend.rs"));
}

use resend::types::SendEmailRequest;
use resend::{auth, Client};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), resend::Error> {
    let server = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "https://api.resend.com".to_owned());
    let key = std::env::var("RESEND_API_KEY").unwrap_or_default();
    let client = Client::builder(auth::bearer(key)).base_url(server).build();
    let email = SendEmailRequest {
        text: Some("How are you?".to_owned()),
        ..SendEmailRequest::new("Ada <ada@example.com>", "bob@example.com".to_owned(), "Hello")
    };
    println!("{:?}", client.send_email(&email).await?.id);
    Ok(())
}
