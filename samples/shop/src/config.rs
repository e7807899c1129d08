//! The environment → settings. Without keys, a sandbox on this machine plays the providers.
//!
//! ```text
//! (nothing)                                     the sandbox in this process, and a database that is gone afterwards
//! SANDBOX_URL=http://127.0.0.1:4242             a sandbox that runs elsewhere
//! STRIPE_API_KEY=… RESEND_API_KEY=… …           the providers themselves; every missing variable is named
//! ```

use fetchwright_signin::{Provider, github, google};
use shop_sandbox::{
    CLIENT_ID, CLIENT_SECRET, RESEND_KEY, RESEND_WEBHOOK_SECRET, STRIPE_KEY, STRIPE_WEBHOOK_SECRET, Sandbox,
    Settings,
};

use crate::Error;

/// A provider's address (none is its own), key and webhook secret.
#[derive(Clone)]
pub struct Api {
    pub url: Option<String>,
    pub key: String,
    pub webhook_secret: String,
}

/// How the shop runs.
pub struct Config {
    /// As people see it.
    pub url: String,
    /// Where it listens.
    pub address: String,
    /// A file, or a URL of Postgres.
    pub database: String,
    pub session_key: String,
    pub stripe: Api,
    pub resend: Api,
    pub providers: Vec<Provider>,
    /// Addresses of people who see the admin pages.
    pub admins: Vec<String>,
    /// The sender of mails.
    pub sender: String,
    /// The sandbox, if it runs in this process.
    pub sandbox: Option<Sandbox>,
    /// Where the sandbox is, if there is one.
    pub sandbox_url: Option<String>,
}

/// A variable that is not empty.
fn var(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

impl Config {
    /// Reads the environment, and starts the sandbox if it is needed.
    pub async fn from_env() -> Result<Config, Error> {
        let address = var("SHOP_ADDRESS").unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let url = var("SHOP_URL")
            .unwrap_or_else(|| format!("http://{}", address.replace("127.0.0.1", "localhost")));
        let has_keys = ["STRIPE_API_KEY", "RESEND_API_KEY"].iter().any(|name| var(name).is_some());
        if has_keys {
            return Config::with_keys(url, address);
        }
        if let Some(sandbox) = var("SANDBOX_URL") {
            return Config::with_sandbox(url, address, sandbox, None);
        }
        let settings = Settings {
            address: var("SANDBOX_ADDRESS").unwrap_or_else(|| "127.0.0.1:3001".to_owned()).parse()?,
            ..Settings::default()
        };
        let sandbox = Sandbox::start(settings).await?;
        sandbox.send_events_to(&format!("http://{address}"));
        Config::with_sandbox(url, address, sandbox.url(), Some(sandbox))
    }

    /// The providers themselves.
    fn with_keys(url: String, address: String) -> Result<Config, Error> {
        let needed = [
            "STRIPE_API_KEY",
            "STRIPE_WEBHOOK_SECRET",
            "RESEND_API_KEY",
            "RESEND_WEBHOOK_SECRET",
            "SESSION_KEY",
            "MAIL_FROM",
        ];
        let missing: Vec<&str> = needed.into_iter().filter(|name| var(name).is_none()).collect();
        if !missing.is_empty() {
            return Err(format!("these variables are not set: {}", missing.join(", ")).into());
        }
        let get = |name: &str| var(name).unwrap_or_default();
        let providers: Vec<Provider> = ["google", "github"]
            .into_iter()
            .filter(|name| var(&format!("{}_CLIENT_ID", name.to_uppercase())).is_some())
            .map(Provider::from_env)
            .collect::<Result<_, _>>()?;
        Ok(Config {
            url,
            address,
            database: var("DATABASE").unwrap_or_else(|| "shop.db".to_owned()),
            session_key: get("SESSION_KEY"),
            stripe: Api {
                url: var("STRIPE_URL"),
                key: get("STRIPE_API_KEY"),
                webhook_secret: get("STRIPE_WEBHOOK_SECRET"),
            },
            resend: Api {
                url: var("RESEND_URL"),
                key: get("RESEND_API_KEY"),
                webhook_secret: get("RESEND_WEBHOOK_SECRET"),
            },
            providers,
            admins: get("SHOP_ADMINS").split(',').map(|address| address.trim().to_owned()).collect(),
            sender: get("MAIL_FROM"),
            sandbox: None,
            sandbox_url: None,
        })
    }

    /// Everything is played at this address.
    pub fn with_sandbox(
        url: String,
        address: String,
        at: String,
        sandbox: Option<Sandbox>,
    ) -> Result<Config, Error> {
        let forgotten = std::env::temp_dir().join(format!("shop-{}.db", std::process::id()));
        let api = |key: &str, secret: &str| Api {
            url: Some(at.clone()),
            key: key.to_owned(),
            webhook_secret: secret.to_owned(),
        };
        let providers = vec![
            google(CLIENT_ID, CLIENT_SECRET)
                .authorize_url(format!("{at}/google/authorize"))
                .token_url(format!("{at}/google/token"))
                .userinfo_url(format!("{at}/google/user")),
            github(CLIENT_ID, CLIENT_SECRET)
                .authorize_url(format!("{at}/github/authorize"))
                .token_url(format!("{at}/github/token"))
                .userinfo_url(format!("{at}/github/user"))
                .emails_url(format!("{at}/github/user/emails")),
        ];
        Ok(Config {
            url,
            address,
            database: var("DATABASE").unwrap_or_else(|| forgotten.display().to_string()),
            session_key: var("SESSION_KEY")
                .unwrap_or_else(|| "only for the sandbox, where nothing is real".to_owned()),
            stripe: api(STRIPE_KEY, STRIPE_WEBHOOK_SECRET),
            resend: api(RESEND_KEY, RESEND_WEBHOOK_SECRET),
            providers,
            admins: vec!["ada@gmail.com".to_owned()],
            sender: "Coffee shop <shop@example.com>".to_owned(),
            sandbox,
            sandbox_url: Some(at),
        })
    }
}
