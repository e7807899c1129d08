//! Makes a customer at Stripe with a generated client of this one operation.

mod stripe;

use stripe::types::CreateCustomerParams;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "https://api.stripe.com".to_owned());
    let stripe = stripe::Client::builder(stripe::auth::bearer("sk_test_1")).base_url(url).build();
    let body = CreateCustomerParams { email: Some("a@example.com".to_owned()), ..Default::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let customer = runtime.block_on(stripe.create_customer(Some(&body)).into_future())?;
    println!("{} {:?} {}", customer.id, customer.email, customer.created);
    Ok(())
}
