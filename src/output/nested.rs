//! The runtime's files where they are in one file: what no longer fits into 100 columns there is broken as rustfmt does.
//!
//! ```text
//! @@ webhooks/verify
//! -    let found = signatures.iter().find(|signature| signature.is_of(key, &content));
//! +    let found = signatures
//! +        .iter()
//! +        .find(|signature| signature.is_of(key, &content));
//! ```
//!
//! The runtime is written by hand, and formatted where it is written; inside two or three modules its lines begin further
//! to the right. `nested.txt` holds the few places that rustfmt breaks otherwise there. It is written by
//! `FETCHWRIGHT_UPDATE=1 cargo test --test nested`, which otherwise checks it. A place that is not found is left as it
//! is: the text is the same Rust.

use fetchwright_runtime::vendor::RuntimeFile;

const PLACES: &str = include_str!("nested.txt");

/// The text of a file of a copy, without its indentation.
pub(super) fn text(file: &RuntimeFile, source: &str) -> String {
    let name = match file.folder {
        "" => file.module.to_owned(),
        folder => format!("{folder}/{}", file.module),
    };
    let mut rest: Vec<&str> = source.lines().collect();
    let mut out = Vec::new();
    for place in PLACES.split("@@ ").skip(1) {
        let Some((of, lines)) = place.split_once('\n') else {
            continue;
        };
        if of != name {
            continue;
        }
        let old: Vec<&str> = lines
            .lines()
            .filter_map(|line| line.strip_prefix('-'))
            .collect();
        let new = lines.lines().filter_map(|line| line.strip_prefix('+'));
        let found = rest
            .windows(old.len().max(1))
            .position(|lines| lines == old);
        if let Some(at) = found {
            let behind = rest.split_off(at + old.len());
            rest.truncate(at);
            out.append(&mut rest);
            out.extend(new);
            rest = behind;
        }
    }
    out.append(&mut rest);
    out.iter().map(|line| format!("{line}\n")).collect()
}
