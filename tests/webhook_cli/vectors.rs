//! Signed deliveries whose outcome the providers' own libraries decided, given to `webhook verify`.

use base64::Engine as _;
use serde_json::Value;

use crate::program::{Folder, Ran};

fn verify(folder: &Folder, scheme: &str, case: &Value) -> Option<Ran> {
    let text = |key: &str| case[key].as_str().unwrap_or_default().to_owned();
    let mut arguments = vec![
        "verify".to_owned(),
        "--accept-future".into(),
        "--body".into(),
        "-".into(),
    ];
    let now = case["now_unix"].to_string();
    for (option, value) in [
        ("--scheme", scheme.to_owned()),
        ("--secret", "file:secret".to_owned()),
        ("--now", now),
        ("--method", text("method")),
        ("--url", text("url")),
    ] {
        arguments.extend([option.to_owned(), value]);
    }
    for (name, value) in case["headers"].as_object().unwrap() {
        arguments.extend([
            "--header".to_owned(),
            format!("{name}: {}", value.as_str().unwrap()),
        ]);
    }
    folder.write("secret", text("secret") + "\n");
    for (option, key) in [("--cert", "cert_pem"), ("--cert-ca", "ca_pem")] {
        if case[key].is_string() {
            folder.write(key, text(key));
            arguments.extend([option.to_owned(), key.to_owned()]);
        }
    }
    // No shell and no system can hand over such an argument.
    if arguments.iter().any(|argument| argument.contains('\0')) {
        return None;
    }
    let body = base64::engine::general_purpose::STANDARD
        .decode(text("body_base64"))
        .unwrap();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    Some(folder.run_with(&arguments, &body))
}

#[test]
fn every_case_ends_as_with_the_official_library() {
    let folder = Folder::new("vectors");
    let (mut tried, mut wrong) = (0, Vec::new());
    for entry in std::fs::read_dir(format!("{}/tests/vectors", env!("CARGO_MANIFEST_DIR"))).unwrap()
    {
        let path = entry.unwrap().path();
        let scheme = path.file_stem().unwrap().to_str().unwrap();
        if scheme == "known_answers" {
            continue;
        }
        let file: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for case in file["cases"].as_array().unwrap() {
            let expected = case["recommended"]
                .as_str()
                .or(case["expect"].as_str())
                .unwrap();
            let wanted = match expected {
                "valid" => 0,
                "invalid" => 1,
                _ => continue,
            };
            let Some(ran) = verify(&folder, scheme, case) else {
                continue;
            };
            tried += 1;
            let reports = if wanted == 0 {
                ran.out.starts_with("valid: ")
            } else {
                ran.err.contains(" delivery refused: ")
            };
            if ran.code != wanted || !reports {
                wrong.push(format!("{scheme} {}: {expected}, {ran:?}", case["name"]));
            }
        }
    }
    println!("{tried} cases");
    assert!(tried > 540, "only {tried} cases");
    assert!(
        wrong.is_empty(),
        "{} of {tried}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
