//! 10,000 contacts in virtual time, through a SendGrid that fails now and then.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response};
use import_contacts::{CHUNK, Progress, import};
use sendgrid::runtime::{Body, BoxError, Limits, VirtualClock};
use sendgrid::{Client, auth};

const CONTACTS: usize = 10_000;

/// What came to SendGrid: when, and each contact that it took, how often.
#[derive(Default)]
struct Log {
    times: Vec<Duration>,
    taken: HashMap<String, usize>,
}

/// A SendGrid that plays a script of faults, and breaks down for good after so many requests.
struct SendGrid {
    clock: VirtualClock,
    log: Arc<Mutex<Log>>,
    breaks_after: usize,
}

impl SendGrid {
    fn answer(&self, request: &Request<Body>) -> Result<Response<Body>, BoxError> {
        assert_eq!(
            (request.method().as_str(), request.uri().path()),
            ("PUT", "/v3/marketing/contacts")
        );
        let mut log = self.log.lock().unwrap();
        log.times.push(self.clock.elapsed());
        let number = log.times.len();
        if number > self.breaks_after {
            return Err("SendGrid is gone".into());
        }
        let answer =
            |status, text: &'static str| Response::builder().status(status).body(Body::from(text));
        match number {
            // Too many, says another program's use of the same account.
            n if n % 997 == 0 => {
                let answer = Response::builder().status(429).header("retry-after", "3");
                Ok(answer.body(Body::from(
                    r#"{"errors":[{"field":null,"message":"too many requests"}]}"#,
                ))?)
            }
            n if n % 101 == 0 => Ok(answer(500, "<html>")?),
            n if n % 211 == 0 => Err("connection reset".into()),
            n => {
                let body: serde_json::Value =
                    serde_json::from_slice(request.body().whole().unwrap())?;
                let email = body["contacts"][0]["email"].as_str().unwrap();
                *log.taken.entry(email.to_owned()).or_default() += 1;
                // The answer to some is lost on the way, so that they come once more.
                if n % 307 == 0 {
                    Err("connection reset".into())
                } else {
                    Ok(answer(202, r#"{"job_id":"j"}"#)?)
                }
            }
        }
    }
}

struct Run {
    clock: VirtualClock,
    log: Arc<Mutex<Log>>,
    client: Client,
}

fn start(breaks_after: usize) -> Run {
    let clock = VirtualClock::new(1);
    let log = Arc::new(Mutex::new(Log::default()));
    let sendgrid = SendGrid {
        clock: clock.clone(),
        log: log.clone(),
        breaks_after,
    };
    let client = Client::builder(auth::bearer("SG.test"))
        .limits(Limits::per_second(5))
        .clock(clock.clone())
        .transport(move |request: Request<Body>| sendgrid.answer(&request))
        .build();
    Run { clock, log, client }
}

fn contacts() -> Vec<String> {
    (0..CONTACTS)
        .map(|number| format!("contact{number}@example.com"))
        .collect()
}

/// A progress file of this test, not there yet.
fn progress(name: &str) -> (Progress, PathBuf) {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.progress"));
    let _ = std::fs::remove_file(&file);
    (Progress::new(&file), file)
}

/// In no second, whenever it begins, are there more than five.
fn assert_never_more_than_five_in_a_second(times: &[Duration]) {
    for pair in times.windows(6) {
        assert!(
            pair[5] - pair[0] >= Duration::from_secs(1),
            "six from {:?} to {:?}",
            pair[0],
            pair[5]
        );
    }
}

#[tokio::test]
async fn nothing_is_lost_and_never_more_than_five_in_a_second() {
    let run = start(usize::MAX);
    let (progress, file) = progress("whole");
    import(&run.client, &contacts(), &progress).await.unwrap();
    let log = run.log.lock().unwrap();
    assert_eq!(log.taken.len(), CONTACTS);
    assert_never_more_than_five_in_a_second(&log.times);
    // About as fast as the limit allows: 10,000 contacts, and what had to be repeated.
    let least = Duration::from_secs(log.times.len() as u64 / 5 - 1);
    assert!(
        run.clock.elapsed() >= least && run.clock.elapsed() < least.mul_f64(1.2),
        "{:?}",
        run.clock.elapsed()
    );
    assert!(
        log.times.len() < CONTACTS + CONTACTS / 25,
        "{} requests",
        log.times.len()
    );
    assert_eq!(
        std::fs::read_to_string(file).unwrap(),
        "10000 contact9999@example.com\n"
    );
}

#[tokio::test]
async fn an_interrupted_import_goes_on() {
    let (contacts, (progress, _)) = (contacts(), progress("interrupted"));
    let first = start(4_321);
    import(&first.client, &contacts, &progress)
        .await
        .unwrap_err();
    let done = progress.read(&contacts).unwrap();
    assert!(done > 4_000 && done < 4_321, "{done}");

    let second = start(usize::MAX);
    import(&second.client, &contacts, &progress).await.unwrap();
    let (first, second) = (first.log.lock().unwrap(), second.log.lock().unwrap());
    assert!(
        contacts
            .iter()
            .all(|contact| first.taken.contains_key(contact) || second.taken.contains_key(contact))
    );
    let twice = contacts.iter().filter(|contact| {
        first.taken.contains_key(*contact) && second.taken.contains_key(*contact)
    });
    assert!(twice.count() <= CHUNK, "no more than what was on its way");
    assert_never_more_than_five_in_a_second(&first.times);
    assert_never_more_than_five_in_a_second(&second.times);
}

#[tokio::test]
async fn progress_of_other_contacts_is_refused() {
    let (progress, file) = progress("other");
    let run = start(usize::MAX);
    import(&run.client, &contacts()[..60], &progress)
        .await
        .unwrap();
    let error = import(&run.client, &contacts()[1..], &progress)
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the contacts are not those of "),
        "{error}"
    );
    std::fs::write(&file, "half a line").unwrap();
    assert!(import(&run.client, &contacts(), &progress).await.is_err());
}
