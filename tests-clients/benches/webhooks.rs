//! What verification costs beside the HMAC that it cannot do without, in one run:
//!
//! ```sh
//! cargo bench --manifest-path tests-clients/Cargo.toml --bench webhooks
//! ```
//!
//! Each figure is the least of many rounds, in which the things compared take turns, so that other load hits them alike.

use std::hint::black_box;
use std::time::{Duration, Instant};

use ring::hmac;
use stripe::webhooks::{Delivery, Event, Secrets, Unsigned, secrets, signer};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NOW: i64 = 1_767_225_822;
const ROUNDS: usize = 400;
const CALLS: u32 = 200;

/// The time of one call.
fn round(work: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    (0..CALLS).for_each(|_| work());
    start.elapsed() / CALLS
}

/// The least time of each, in turns.
fn least<const N: usize>(mut works: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut least = [Duration::MAX; N];
    for _ in 0..ROUNDS {
        for (least, work) in least.iter_mut().zip(&mut works) {
            *least = (*least).min(round(work));
        }
    }
    least
}

/// What nothing that verifies can leave out: the HMAC of what is signed, and the signature from hexadecimal digits.
fn floor(key: &hmac::Key, signature: &str, body: &[u8]) -> bool {
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0) as u8;
    let mut decoded = [0u8; 32];
    for (byte, pair) in decoded.iter_mut().zip(signature.as_bytes().chunks(2)) {
        *byte = digit(pair[0]) << 4 | digit(pair[1]);
    }
    let mut context = hmac::Context::with_key(key);
    context.update(NOW.to_string().as_bytes());
    context.update(b".");
    context.update(body);
    context.sign().as_ref() == decoded
}

fn event(name: &str, padding: usize) -> String {
    let filled = "x".repeat(padding);
    format!(
        r#"{{"id":"evt_1","object":"event","type":"{name}","created":{NOW},"data":{{"object":{{"note":"{filled}"}}}}}}"#
    )
}

fn measure(secrets: &Secrets, body: &str) -> [Duration; 3] {
    let signed = signer(SECRET)
        .unwrap()
        .sign(&Unsigned::new(body.as_bytes(), NOW))
        .unwrap();
    let signature = signed.headers[0].1.rsplit_once("v1=").unwrap().1.to_owned();
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let delivery = Delivery::new(&signed.headers, &signed.body).at(NOW);
    assert!(floor(&key, &signature, &signed.body));
    least([
        &mut || {
            black_box(floor(&key, &signature, black_box(&signed.body)));
        },
        &mut || drop(black_box(secrets.verify(black_box(&delivery)).unwrap())),
        &mut || {
            drop(black_box(
                secrets.receive::<Event>(black_box(&delivery)).unwrap(),
            ))
        },
    ])
}

fn main() {
    let secrets = secrets([SECRET]).unwrap();
    for (name, padding) in [("4 KiB", 4000), ("small", 100)] {
        let body = event("unknown.kind", padding);
        let [floor, verify, receive] = measure(&secrets, &body);
        let ratio = |time: Duration| time.as_secs_f64() / floor.as_secs_f64();
        println!("{name}, {} bytes: HMAC and hex {floor:?}", body.len());
        println!(
            "  verified             {verify:?}, {:.2} of it",
            ratio(verify)
        );
        println!(
            "  verified and decoded {receive:?}, {:.2} of it, {:.0} events a second and core",
            ratio(receive),
            1.0 / receive.as_secs_f64()
        );
    }
}
