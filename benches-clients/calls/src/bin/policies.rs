//! The call of the generated client with every policy on, and none with anything to do.

use std::hint::black_box;

use stripe::runtime::{Limits, Retry};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let calls::Arguments { url, list, count } = calls::arguments().ok_or("URL one|list COUNT")?;
    let stripe = stripe::Client::builder(stripe::auth::bearer("sk_test_1"))
        .base_url(url)
        .retry(Retry::default())
        .limits(Limits::per_second(1_000_000).concurrent(1000))
        .before(|_, _| Ok(()))
        .after(|_, _| ())
        .build();
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
