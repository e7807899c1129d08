//! No specification causes more work than its size allows: hostile ones below 5 MB take at most 5 CPU seconds and 500 MB, or
//! end with an error that names a place. CPU time and memory are those that the operating system counted.
//!
//! A build without optimisation is slower and is given more CPU seconds; the work that is counted is the same.

#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// CPU seconds and bytes that a command may take.
const SECONDS: f64 = if cfg!(debug_assertions) { 60.0 } else { 5.0 };
const BYTES: u64 = 500_000_000;

/// The cost and the output of a command.
struct Outcome {
    code: i32,
    seconds: f64,
    bytes: u64,
    reported: String,
}

fn run(arguments: &[&str]) -> Outcome {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fetchwright"))
        .args(arguments)
        .env("LIMITS_SECRET", "whsec_c2VjcmV0c2VjcmV0")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (pid, mut stderr) = (child.id(), child.stderr.take().unwrap());
    let reported = std::thread::spawn(move || {
        let mut reported = Vec::new();
        std::io::Read::read_to_end(&mut stderr, &mut reported).unwrap();
        String::from_utf8_lossy(&reported).into_owned()
    });
    let mut bytes = 0;
    // A process that ended keeps its CPU time until it is waited for.
    let seconds = loop {
        let (state, seconds) = stat(pid);
        if state == 'Z' {
            break seconds;
        }
        bytes = peak(pid).max(bytes);
        if seconds > SECONDS * 2.0 || bytes > BYTES * 2 {
            child.kill().unwrap();
            break seconds;
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    let code = child.wait().unwrap().code().unwrap_or(-1);
    Outcome {
        code,
        seconds,
        bytes,
        reported: reported.join().unwrap(),
    }
}

/// The state of a process, and its CPU seconds (proc(5), `/proc/pid/stat`).
fn stat(pid: u32) -> (char, f64) {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    let ticks = |index: usize| fields[index].parse::<f64>().unwrap();
    (
        fields[0].chars().next().unwrap(),
        (ticks(11) + ticks(12)) / 100.0,
    )
}

/// The most memory that a process had.
fn peak(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}

/// Checks every command for a specification.
fn check(name: &str, spec: &str) {
    assert!(spec.len() < 5_000_000, "{name}: {} bytes", spec.len());
    let folder =
        std::env::temp_dir().join(format!("fetchwright-limits-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path: PathBuf = folder.join("api.json");
    std::fs::write(&path, spec).unwrap();
    let (spec, out) = (path.to_str().unwrap(), folder.join("out"));
    let out = out.to_str().unwrap();
    let commands: [&[&str]; 4] = [
        &["generate", spec, "-o", out],
        &["generate", spec, "-o", out, "--tests"],
        &["inspect", spec],
        &[
            "webhook",
            "trigger",
            "made",
            "--spec",
            spec,
            "--to",
            "http://127.0.0.1:9",
            "--scheme",
            "stripe",
            "--secret",
            "env:LIMITS_SECRET",
        ],
    ];
    for command in commands {
        let Outcome {
            code,
            seconds,
            bytes,
            reported,
        } = run(command);
        println!(
            "{name} {:?}: exit {code}, {seconds} s, {} MB",
            command.first(),
            bytes / 1_000_000
        );
        assert!(
            seconds <= SECONDS,
            "{name} {command:?}: {seconds} CPU seconds"
        );
        assert!(bytes <= BYTES, "{name} {command:?}: {bytes} bytes");
        let is_generation = command.first() == Some(&"generate");
        if is_generation && code != 0 {
            assert!(
                code == 1
                    && reported.contains("error[too-large]")
                    && reported.contains("api.json:"),
                "{name} {command:?}: {code} {reported:.2000}"
            );
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// A specification whose one operation returns `response`, and whose one webhook sends it.
fn spec(response: &str, schemas: &str) -> String {
    format!(
        r#"{{"openapi":"3.1.0","info":{{"title":"X","version":"1"}},"servers":[{{"url":"https://api.example.com"}}],
"paths":{{"/x":{{"get":{{"operationId":"getX","responses":{{"200":{{"description":"ok","content":{{"application/json":{{"schema":{response}}}}}}}}}}}}}}},
"webhooks":{{"made":{{"post":{{"requestBody":{{"content":{{"application/json":{{"schema":{response}}}}}}},"responses":{{"200":{{"description":"ok"}}}}}}}}}},
"components":{{"schemas":{{{schemas}}}}}}}"#
    )
}

fn reference(name: impl std::fmt::Display) -> String {
    format!(r##"{{"$ref":"#/components/schemas/{name}"}}"##)
}

/// The parts of a list, with commas between them.
fn list(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().join(",")
}

#[test]
fn each_schema_includes_the_next_and_all_are_variants() {
    let count = 2_500;
    let mut schemas = list(count, |at| {
        format!(
            r#""S{at}":{{"allOf":[{}],"properties":{{"p{at}":{{"type":"string"}}}}}}"#,
            reference(format!("S{}", at + 1))
        )
    });
    write!(
        schemas,
        r#","S{count}":{{"type":"object","properties":{{"z":{{"type":"string"}}}}}}"#
    )
    .unwrap();
    let variants = list(count, |at| reference(format!("S{at}")));
    check(
        "all-of",
        &spec(&format!(r#"{{"oneOf":[{variants}]}}"#), &schemas),
    );
}

#[test]
fn an_enum_of_very_many_values() {
    let values = list(250_000, |at| format!(r#""v{at}""#));
    check(
        "enum",
        &spec(
            &reference("E"),
            &format!(r#""E":{{"type":"string","enum":[{values}]}}"#),
        ),
    );
}

#[test]
fn each_reference_leads_to_the_next_and_each_is_a_property() {
    let count = 35_000;
    let mut schemas = list(count, |at| {
        format!(r#""T{at}":{}"#, reference(format!("T{}", at + 1)))
    });
    write!(schemas, r#","T{count}":{{"type":"string"}}"#).unwrap();
    let properties = list(count, |at| {
        format!(r#""p{at}":{}"#, reference(format!("T{at}")))
    });
    check(
        "references",
        &spec(
            &format!(r#"{{"type":"object","properties":{{{properties}}}}}"#),
            &schemas,
        ),
    );
}

#[test]
fn a_pattern_that_nearly_matches_everywhere() {
    let pattern = "b".repeat(250_000);
    let schema = format!(
        r#"{{"type":"string","pattern":"{pattern}","example":"{}c"}}"#,
        "b".repeat(249_999)
    );
    let response = format!(
        r#"{{"type":"object","properties":{{"p":{}}}}}"#,
        reference("P")
    );
    check("pattern", &spec(&response, &format!(r#""P":{schema}"#)));
}

/// Each schema is tried twice for each time that the one before it is tried.
#[test]
fn values_of_variants_of_variants() {
    let schemas = list(40, |at| {
        let next = reference(format!("V{}", at + 1));
        format!(r#""V{at}":{{"oneOf":[{next},{{"allOf":[{next}]}}],"not":{next}}}"#)
    });
    check(
        "variants",
        &spec(
            &reference("V0"),
            &format!(
                r#"{schemas},"V40":{{"type":"object","properties":{{"a":{{"type":"string"}}}}}}"#
            ),
        ),
    );
}

#[test]
fn very_many_properties_and_operations() {
    let properties = list(60_000, |at| {
        format!(r#""property_{at}":{{"type":"string"}}"#)
    });
    check(
        "properties",
        &spec(
            &format!(r#"{{"type":"object","required":["x"],"properties":{{{properties}}}}}"#),
            "",
        ),
    );
    let operations = list(30_000, |at| {
        format!(
            r#""/x{at}/{{id}}":{{"get":{{"tags":["tag{at}"],"parameters":[{{"name":"id","in":"path","required":true}}],"responses":{{"204":{{"description":""}}}}}}}}"#
        )
    });
    let text = format!(
        r#"{{"openapi":"3.1.0","info":{{"title":"X","version":"1"}},"servers":[{{"url":"https://a.test"}}],"paths":{{{operations}}}}}"#
    );
    check("operations", &text);
}

#[test]
fn text_that_looks_like_the_beginning_of_everything() {
    for (name, part) in [
        ("angles", "<a "),
        ("ticks", "`"),
        ("brackets", "[a]("),
        ("markers", "> - 1. "),
    ] {
        let text = part.repeat(4_000_000 / part.len() / 4);
        check(
            name,
            &spec(
                &format!(
                    r#"{{"type":"object","description":"{text}","properties":{{"a":{{"type":"string"}}}}}}"#
                ),
                "",
            ),
        );
    }
}
