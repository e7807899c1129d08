//! `cargo run`: the shop at <http://localhost:3000>.

use shop::config::Config;

#[tokio::main]
async fn main() -> Result<(), shop::Error> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).init();
    let config = Config::from_env().await?;
    let listener = tokio::net::TcpListener::bind(&config.address).await?;
    println!("The shop is at {}", config.url);
    if let Some(sandbox) = &config.sandbox_url {
        println!(
            "The sandbox that plays Stripe, Resend, Google and GitHub is at {sandbox}. Nothing is real."
        );
    }
    // It lives as long as the process.
    let _sandbox = config.sandbox.clone();
    let running = shop::open(config, |inbox| inbox).await?;
    let router = running.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await });
    shop::work(&running, async { tokio::signal::ctrl_c().await.unwrap_or(()) }).await
}
