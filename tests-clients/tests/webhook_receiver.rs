//! Receivers that are written with the clients, fed by `fetchwright webhook`: what it triggers arrives as typed events, and
//! what it changes is refused.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::routing::post;
use stripe::webhooks::{Event, Incoming, Secrets};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The command line as it is in the repository, built once.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--bin", "fetchwright"])
            .current_dir(ROOT)
            .status();
        assert!(built.unwrap().success());
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| Path::new(ROOT).join("target"), PathBuf::from);
        target.join("debug/fetchwright")
    })
}

/// Runs `fetchwright webhook` in the repository.
fn webhook(arguments: &[&str]) -> Output {
    Command::new(program())
        .arg("webhook")
        .args(arguments)
        .current_dir(ROOT)
        .output()
        .unwrap()
}

/// Triggers an event; the output if the exit code is not 0.
fn trigger(event: &str, spec: &str, to: &str, more: &[&str]) {
    let fixed = ["trigger", event, "--spec", spec, "--to", to];
    let ran = webhook(&[&fixed, more].concat());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        ran.status.success(),
        "{event}: {}{}",
        text(&ran.stdout),
        text(&ran.stderr)
    );
}

/// What a receiver has seen.
type Seen<T> = Arc<Mutex<Vec<T>>>;

#[derive(Clone)]
struct Shop {
    secrets: Arc<Secrets>,
    seen: Seen<Event>,
}

impl FromRef<Shop> for Arc<Secrets> {
    fn from_ref(shop: &Shop) -> Self {
        Arc::clone(&shop.secrets)
    }
}

async fn take(State(shop): State<Shop>, Incoming(event): Incoming<Event>) -> StatusCode {
    shop.seen.lock().unwrap().push(event.into_inner());
    StatusCode::NO_CONTENT
}

async fn serve(router: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

async fn blocking(run: impl FnOnce() + Send + 'static) {
    tokio::task::spawn_blocking(run).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn stripes_events_arrive_typed_and_what_is_changed_is_refused() {
    let shop = Shop {
        secrets: Arc::new(stripe::webhooks::secrets([SECRET]).unwrap()),
        seen: Seen::default(),
    };
    let router = Router::new()
        .route("/webhooks", post(take))
        .with_state(shop.clone());
    let to = format!("http://{}/webhooks", serve(router).await);
    blocking(move || {
        let secret = ["--secret", SECRET];
        let set = [
            "--set",
            "data.object.amount_total=4200",
            "--set",
            "data.object.metadata.order=\"6735\"",
        ];
        trigger(
            "checkout.session.completed",
            "specs/stripe.yaml",
            &to,
            &[&secret[..], &set].concat(),
        );
        trigger("charge.refunded", "specs/stripe.yaml", &to, &secret);
        for part in ["body", "signature", "timestamp"] {
            trigger(
                "charge.refunded",
                "specs/stripe.yaml",
                &to,
                &[&secret[..], &["--tamper", part]].concat(),
            );
        }
    })
    .await;
    let seen = shop.seen.lock().unwrap();
    let [
        Event::CheckoutSessionCompleted(completed),
        Event::ChargeRefunded(refunded),
    ] = seen.as_slice()
    else {
        panic!("{seen:?}");
    };
    assert_eq!(completed.data.object.amount_total, Some(4200));
    assert_eq!(
        completed.data.object.metadata.as_ref().unwrap()["order"],
        "6735"
    );
    assert!(completed.id.starts_with("evt_") && completed.id != refunded.id);
}

/// An endpoint of a client that notes the names of its events.
macro_rules! endpoint {
    ($client:ident, $seen:expr, $secret:expr) => {{
        let seen: Seen<String> = Arc::clone($seen);
        $client::webhooks::Handlers::<$client::webhooks::Event>::new()
            .otherwise(move |event| {
                use $client::webhooks::EventSet;
                seen.lock()
                    .unwrap()
                    .push(format!("{} {}", stringify!($client), event.name()));
                Box::pin(async { Ok(()) })
            })
            .endpoint($client::webhooks::secrets([$secret]).unwrap())
    }};
}

fn key(name: &str) -> String {
    std::fs::read_to_string(format!(
        "{}/../tests/keys/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_providers_are_behind_one_path() {
    let seen = Seen::default();
    let providers = stripe::webhooks::Providers::new()
        .provider("stripe", endpoint!(stripe, &seen, SECRET))
        .provider("resend", endpoint!(resend, &seen, SECRET))
        .provider("github", endpoint!(github, &seen, SECRET))
        .provider(
            "sendgrid",
            endpoint!(sendgrid, &seen, key("p256.public.pem")),
        );
    let service = stripe::webhooks::EndpointService::new(providers.endpoint(), 1 << 20);
    let to = format!(
        "http://{}/webhooks",
        serve(Router::new().fallback_service(service)).await
    );
    blocking(move || {
        let private = "file:tests/keys/p256.private.pem";
        for (provider, events, secret) in [
            (
                "stripe",
                &["invoice.paid", "customer.subscription.deleted"][..],
                SECRET,
            ),
            ("resend", &["email.sent", "email.bounced"], SECRET),
            (
                "github",
                &["ping", "push", "issues.opened", "pull_request.closed"],
                SECRET,
            ),
            ("sendgrid", &["events"], private),
        ] {
            let (spec, to) = (format!("specs/{provider}.yaml"), format!("{to}/{provider}"));
            events
                .iter()
                .for_each(|event| trigger(event, &spec, &to, &["--secret", secret]));
            trigger(
                events[0],
                &spec,
                &to,
                &["--secret", secret, "--tamper", "body"],
            );
            trigger(
                events[0],
                &spec,
                &to,
                &["--secret", secret, "--tamper", "signature"],
            );
        }
    })
    .await;
    let wanted = [
        "stripe invoice.paid",
        "stripe customer.subscription.deleted",
        "resend email.sent",
        "resend email.bounced",
        "github ping",
        "github push",
        "github issues.opened",
        "github pull_request.closed",
        "sendgrid processed",
    ];
    assert_eq!(*seen.lock().unwrap(), wanted);
}

/// Every event of the specifications arrives as its own variant, and not as an unknown one.
#[tokio::test(flavor = "multi_thread")]
async fn every_event_of_a_specification_is_typed() {
    let shop = Shop {
        secrets: Arc::new(stripe::webhooks::secrets([SECRET]).unwrap()),
        seen: Seen::default(),
    };
    let router = Router::new()
        .route("/webhooks", post(take))
        .with_state(shop.clone());
    let to = format!("http://{}/webhooks", serve(router).await);
    blocking(move || {
        let listed =
            String::from_utf8(webhook(&["events", "--spec", "specs/stripe.yaml"]).stdout).unwrap();
        let names: Vec<&str> = listed
            .lines()
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        let fixed = [
            "--spec",
            "specs/stripe.yaml",
            "--to",
            &to,
            "--secret",
            SECRET,
        ];
        assert!(
            webhook(&[&["trigger"], &names[..], &fixed].concat())
                .status
                .success()
        );
    })
    .await;
    let seen = shop.seen.lock().unwrap();
    assert!(seen.len() >= 10, "{}", seen.len());
    assert!(
        !seen.iter().any(|event| matches!(event, Event::Other(_))),
        "{seen:?}"
    );
}
