//! Names that become files, folders or packages: every system can store them, and cargo and rustc accept them.
//!
//! ```text
//! "Con"   →   con_operations          a device of Windows
//! "aaa…"  →   aaa…_9ae16a3b           at most 100 bytes, different for different names
//! "serde" →   serde-client            a package has no name of its own dependencies
//! ```
//!
//! Invariants: the name is ASCII; with an extension and the suffix of a temporary file it is below 200 bytes; it is none of
//! Windows' reserved names (Win32, "Naming Files, Paths, and Namespaces").

use super::snake;

/// Bytes of a name; what is added to it (`.rs`, `.fetchwright-new`) stays far below 200.
const LONGEST: usize = 100;

/// What Windows keeps for devices, whatever the extension.
const DEVICES: &[&str] = &["aux", "con", "conin", "conout", "nul", "prn"];

/// Names that a package cannot have besides its dependencies: crates that every crate can name, and cargo's own folders.
const PACKAGES: &[&str] = &[
    "alloc",
    "build",
    "core",
    "deps",
    "empty",
    "examples",
    "incremental",
    "proc-macro",
    "self",
    "std",
    "test",
    "unnamed",
];

/// The module of a tag.
pub fn module(tag: &str) -> String {
    let name = snake(&ascii(tag));
    let name = match name.strip_prefix("r#") {
        Some(keyword) => format!("{keyword}_operations"),
        None if is_device(&name) => format!("{name}_operations"),
        None => name,
    };
    shortened(name, '_')
}

/// The package of a client, which `is_dependency` must not name.
pub fn package(title: &str, is_dependency: impl Fn(&str) -> bool) -> String {
    let name = snake(&ascii(title));
    let (keyword, name) = match name.strip_prefix("r#") {
        Some(name) => (true, name),
        None => (false, name.as_str()),
    };
    let name = name.trim_matches('_').replace('_', "-");
    let is_taken =
        keyword || is_device(&name) || PACKAGES.contains(&&*name) || is_dependency(&name);
    let name = match name.chars().next() {
        None => "client".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("api-{name}"),
        Some(_) if is_taken => format!("{name}-client"),
        Some(_) => name,
    };
    shortened(name, '-')
}

fn ascii(text: &str) -> String {
    text.chars()
        .map(|sign| if sign.is_ascii() { sign } else { ' ' })
        .collect()
}

fn is_device(name: &str) -> bool {
    let numbered = |device: &str| {
        let number = name.strip_prefix(device).unwrap_or_default();
        matches!(number.as_bytes(), [b'0'..=b'9'])
    };
    DEVICES.contains(&name) || numbered("com") || numbered("lpt")
}

/// A long name ends with a checksum of all of it, so that two that begin alike stay different.
fn shortened(name: String, separator: char) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    let checksum = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let kept = name.get(..LONGEST - 9).unwrap_or_default();
    format!(
        "{}{separator}{checksum:08x}",
        kept.trim_end_matches(separator)
    )
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, module, package};

    #[test]
    fn a_module_can_be_a_file_on_every_system() {
        for (tag, expected) in [
            ("Charges", "charges"),
            ("type", "type_operations"),
            ("CON", "con_operations"),
            ("Com1", "com1_operations"),
            ("com1", "com1_operations"),
            ("lpt9", "lpt9_operations"),
            ("com10", "com10"),
            ("a/../b", "a_b"),
            ("\u{202e}nul", "nul_operations"),
        ] {
            assert_eq!(module(tag), expected, "{tag}");
        }
        let (one, other) = (module(&"a".repeat(10_000)), module(&"a".repeat(10_001)));
        assert!(one.len() <= LONGEST && other.len() <= LONGEST && one != other);
    }

    #[test]
    fn a_package_is_none_that_it_depends_on() {
        let is_dependency = |name: &str| name == "serde";
        for (title, expected) in [
            ("Train Travel API", "train-travel-api"),
            ("", "empty-client"),
            ("1Password", "api-1password"),
            ("std", "std-client"),
            ("fn", "fn-client"),
            ("self", "self-value"),
            ("Serde", "serde-client"),
            ("con", "con-client"),
        ] {
            assert_eq!(package(title, is_dependency), expected, "{title}");
        }
        assert!(package(&"word ".repeat(2_000), is_dependency).len() <= LONGEST);
    }
}
