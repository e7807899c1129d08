//! The path of a new user: the README's program, as a process, to its first handled event.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::place::Place;
use crate::web::{exchange, request, status};

const README: &str = include_str!("../../README.md");
const PROGRAM: &str = include_str!("../../examples/first.rs");

#[test]
fn the_readme_has_the_program_and_what_it_needs() {
    assert!(
        README.contains(&format!("```rust\n{PROGRAM}```")),
        "examples/first.rs and the README differ"
    );
    let manifest = include_str!("../../Cargo.toml");
    for (command, dependency) in [
        (
            "rusqlite@0.40 --features bundled",
            "rusqlite = { version = \"0.40\"",
        ),
        (
            "cargo add axum tokio --features tokio/full",
            "axum = { version = \"0.8\"",
        ),
    ] {
        assert!(
            README.contains(command) && manifest.contains(dependency),
            "{command}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_event_is_handled_once() {
    // Examples are built with the tests, in a folder beside theirs.
    let tests = std::env::current_exe().unwrap();
    let program = tests
        .parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("examples/first");
    if !program.exists() {
        return eprintln!("skipped: only tests were built, and not the examples");
    }
    let Place::Sqlite(path) = Place::sqlite() else {
        return;
    };
    let folder = path.parent().unwrap();
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("ADDRESS", "127.0.0.1:0")
        .stdout(Stdio::piped());
    let mut running = command.spawn().unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let listening = lines.next().unwrap();
    let port = listening.rsplit_once(':').unwrap().1.parse().unwrap();
    let delivery = |id: &str, order: &str, token: &str| {
        let body = format!("{{\"id\": \"{id}\", \"order\": \"{order}\"}}");
        request(
            "POST",
            "/webhooks/shop",
            &format!("x-token: {token}\r\n"),
            &body,
        )
    };
    let right = "secret of this example";
    for (id, order, token, expected) in [
        ("evt_1", "o_1", right, 200),
        ("evt_1", "o_1", right, 200),
        ("evt_2", "o_2", "wrong", 401),
        ("evt_3", "o_3", right, 200),
    ] {
        let response = exchange(port, &delivery(id, order, token)).await;
        assert_eq!(status(&response), expected, "{id}: {response}");
    }
    let mut handled: Vec<String> = lines.by_ref().take(2).collect();
    handled.sort();
    assert_eq!(handled, ["order o_1 is paid", "order o_3 is paid"]);
    let rows = || {
        let connection = rusqlite::Connection::open(folder.join("shop.db")).unwrap();
        let sql = "SELECT group_concat(order_id) FROM (SELECT order_id FROM paid ORDER BY 1)";
        connection
            .query_row(sql, [], |row| row.get::<_, Option<String>>(0))
            .unwrap()
            .unwrap_or_default()
    };
    while rows() != "o_1,o_3" {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let _ = running.kill();
    let _ = running.wait();
    Place::Sqlite(path.clone()).remove();
}
