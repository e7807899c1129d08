//! Folders to specifications.

use std::path::{Path, PathBuf};

/// Every specification at a path: the file itself, or the files of a folder that begin one.
pub fn find(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_file() {
        return found.push(path.to_owned());
    }
    let mut entries: Vec<PathBuf> = std::fs::read_dir(path)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            find(&entry, found);
        } else if begins_a_specification(&entry) {
            found.push(entry);
        }
    }
}

fn begins_a_specification(path: &Path) -> bool {
    let known = path
        .extension()
        .is_some_and(|ending| ending == "json" || ending == "yaml" || ending == "yml");
    let text = if known {
        std::fs::read_to_string(path).unwrap_or_default()
    } else {
        String::new()
    };
    // Some begin with a byte order mark.
    let text = text.trim_start_matches('\u{feff}');
    let json = text.trim_start().starts_with('{')
        && (text.contains("\"openapi\"") || text.contains("\"swagger\""));
    json || text
        .lines()
        .any(|line| line.starts_with("openapi:") || line.starts_with("swagger:"))
}

/// The last folder and the file: `apis-guru/stripe.com.json`.
pub fn name(spec: &Path) -> String {
    let last: Vec<_> = spec
        .components()
        .rev()
        .take(2)
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    last.into_iter().rev().collect::<Vec<_>>().join("/")
}

/// A name that cargo takes.
pub fn crate_name(name: &str) -> String {
    name.replace(|sign: char| !sign.is_ascii_alphanumeric(), "-")
        .to_lowercase()
}
