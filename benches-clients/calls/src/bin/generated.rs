//! The call of the generated client as it comes.

use std::hint::black_box;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let calls::Arguments { url, list, count } = calls::arguments().ok_or("URL one|list COUNT")?;
    let stripe = stripe::Client::builder(stripe::auth::bearer("sk_test_1")).base_url(url).build();
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        for _ in 0..count {
            if list {
                black_box(stripe.list_products().await?);
            } else {
                black_box(stripe.retrieve_product("prod_1").await?);
            }
        }
        Ok(())
    })
}
