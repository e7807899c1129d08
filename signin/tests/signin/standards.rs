//! The page of the standards names tests that exist.

use std::path::Path;

#[test]
fn every_demand_has_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("../docs/signin-standards.md")).unwrap();
    let rows: Vec<_> = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains("`"))
        .collect();
    assert!(rows.len() >= 50, "{}", rows.len());
    for row in rows {
        let named = row
            .trim_end_matches([' ', '|'])
            .rsplit('|')
            .next()
            .unwrap()
            .trim()
            .trim_matches('`');
        let (module, test) = named
            .split_once("::")
            .unwrap_or_else(|| panic!("no test: {row}"));
        let declared = |text: &str| text.contains(&format!("fn {test}()"));
        let files =
            ["src", "tests/signin"].map(|folder| root.join(folder).join(format!("{module}.rs")));
        assert!(
            files
                .iter()
                .any(|file| std::fs::read_to_string(file).is_ok_and(|text| declared(&text))),
            "{named}"
        );
    }
}
