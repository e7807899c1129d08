//! The list of what was written into a folder: `.fetchwright`, one line for each file.
//!
//! ```text
//! cbf29ce484222325  src/lib.rs
//! ```
//!
//! Invariant: a path on it stays inside of the folder, whoever wrote the list.

use std::collections::BTreeMap;
use std::path::Path;

use super::File;

/// The list's own name.
pub(super) const NAME: &str = ".fetchwright";

const HEADING: &str =
    "# Written by fetchwright: the files that it may replace or remove, with checksums.\n";

/// What was written, with its checksum; lists of older versions have none.
#[derive(Debug, Default)]
pub(super) struct List {
    checksums: BTreeMap<String, Option<u64>>,
}

impl List {
    /// Reads a folder's list; where there is none, nothing was written.
    pub fn of(folder: &Path) -> List {
        let text = std::fs::read_to_string(folder.join(NAME)).unwrap_or_default();
        let lines = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(entry);
        List {
            checksums: lines.filter(|(path, _)| is_inside(path)).collect(),
        }
    }

    /// The list for files that are about to be written.
    pub fn file(files: &[File]) -> File {
        let line = |file: &File| format!("{:016x}  {}\n", checksum(&file.contents), file.path);
        File {
            path: NAME.to_owned(),
            contents: HEADING.to_owned() + &files.iter().map(line).collect::<String>(),
        }
    }

    pub fn has(&self, path: &str) -> bool {
        self.checksums.contains_key(path)
    }

    /// Whether a file holds something else than what was written.
    pub fn is_edited(&self, path: &str, now: &str) -> bool {
        self.checksums
            .get(path)
            .copied()
            .flatten()
            .is_some_and(|written| written != checksum(now))
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.checksums.keys().map(String::as_str)
    }
}

fn entry(line: &str) -> (String, Option<u64>) {
    let checksum = line
        .split_once("  ")
        .filter(|(digits, _)| digits.len() == 16);
    match checksum.and_then(|(digits, path)| Some((u64::from_str_radix(digits, 16).ok()?, path))) {
        Some((checksum, path)) => (path.to_owned(), Some(checksum)),
        None => (line.to_owned(), None),
    }
}

/// Whether a path with `/` leads to a place inside of the folder, on every system.
pub(super) fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', ':', '\0'])
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// FNV-1a: tells an edit from what was written; it is no protection, and needs none. The line ends that git may have
/// changed do not count.
fn checksum(text: &str) -> u64 {
    let bytes = text.bytes().filter(|byte| *byte != b'\r');
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_they_are_written() {
        let list = List::file(&[File {
            path: "src/a b.rs".into(),
            contents: "x\n".into(),
        }]);
        let line = list.contents.lines().last().unwrap();
        let (path, written) = entry(line);
        assert_eq!(
            (path.as_str(), written),
            ("src/a b.rs", Some(checksum("x\r\n")))
        );
        assert_eq!(entry("src/lib.rs"), ("src/lib.rs".into(), None));
    }

    #[test]
    fn paths_that_leave_the_folder_are_seen() {
        for path in [
            "", "/etc/x", "../x", "a/../x", "a//b", "C:/x", "a\\..\\x", "./x", "a/",
        ] {
            assert!(!is_inside(path), "{path}");
        }
        assert!(is_inside("src/types/a.rs") && is_inside(".gitignore"));
    }
}
