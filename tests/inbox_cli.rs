//! `fetchwright inbox` on a SQLite file.
#![cfg(feature = "inbox")]

use std::process::{Command, Output};

use fetchwright_inbox::{Event, Inbox, Outcome, State, raw};

fn fetchwright(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fetchwright"));
    command
        .arg("inbox")
        .args(arguments)
        .env_remove("DATABASE_URL")
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    let all = [&*output.stdout, &*output.stderr].concat();
    String::from_utf8(all).unwrap()
}

#[test]
fn dead_letters_are_listed_shown_and_replayed() {
    let folder = std::env::temp_dir().join(format!("fetchwright-inbox-cli-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("shop.db");
    let database = format!("--database={}", file.display());

    let missing = fetchwright(&["stats", &database]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(
        text(&missing).contains("there is no inbox"),
        "{}",
        text(&missing)
    );
    assert!(!file.exists(), "a wrong path made a database");

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let inbox = Inbox::sqlite(&file)
            .source("shop", |_, _| Ok(Event::new("evt_1", "paid").into()))
            .on("shop", "paid", raw, |_, _| async {
                Ok(Outcome::Dead("a bug".to_owned()))
            });
        let inbox = inbox.open().await.unwrap();
        let response = inbox
            .receive("shop", &http::HeaderMap::new(), "{\"n\":1}".into())
            .await;
        assert_eq!(response.status(), 200);
        let dead = async {
            while inbox.show(1).await.unwrap().unwrap().summary.state != State::Dead {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        inbox.run(dead).await.unwrap();
        inbox.stats().await.unwrap();
    });

    for (arguments, code, expected) in [
        (
            vec!["list", "--state", "dead"],
            0,
            "paid  evt_1  attempts 1  a bug",
        ),
        (vec!["list", "--state", "done"], 0, ""),
        (
            vec!["list", "--state", "wrong"],
            2,
            "the states are waiting, running",
        ),
        (vec!["show", "1"], 0, "{\"n\":1}"),
        (vec!["show", "1"], 0, "attempt 1 at"),
        (vec!["show", "2"], 1, "there is no delivery 2"),
        (vec!["stats"], 0, "shop          dead            1\n"),
        (vec!["replay"], 2, "a filter such as --state dead"),
        (
            vec!["replay", "1", "--state", "dead"],
            2,
            "exclude each other",
        ),
        (
            vec!["replay", "--state", "dead", "--dry-run"],
            0,
            "1 deliveries would be replayed",
        ),
        (
            vec!["replay", "--state", "dead"],
            0,
            "1 deliveries wait to be handled again",
        ),
        (vec!["list"], 0, "waiting"),
        (vec!["replay", "2"], 1, "cannot be replayed"),
    ] {
        let output = fetchwright(&[&arguments[..], &[&database]].concat());
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            text(&output)
        );
        assert!(
            text(&output).contains(expected),
            "{arguments:?}: {}",
            text(&output)
        );
    }
    let nothing = fetchwright(&["stats"]);
    assert_eq!(nothing.status.code(), Some(2), "{}", text(&nothing));
    std::fs::remove_dir_all(folder).unwrap();
}
