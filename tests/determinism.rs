//! The same description gives the same bytes, in every layout.

use fetchwright::config::Job;
use fetchwright::output::File;
use fetchwright::settings::{Layout, Settings};
use fetchwright::source::Input;

fn generated(path: &std::path::Path, layout: Layout) -> Vec<File> {
    let settings = Settings { layout, ..Settings::default() };
    Job::new(Input::Path(path.to_owned()), settings).run().files.unwrap()
}

#[test]
fn twice_the_same_bytes() {
    let specs = format!("{}/specs", env!("CARGO_MANIFEST_DIR"));
    for folder in [specs.clone(), format!("{specs}/features")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                for layout in [Layout::Crate, Layout::Module, Layout::File] {
                    assert_eq!(generated(&path, layout), generated(&path, layout), "{}", path.display());
                }
            }
        }
    }
}

#[test]
fn where_the_description_lies_does_not_show() {
    let here = format!("{}/specs/features/names.yaml", env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::temp_dir().join(format!("fetchwright-determinism-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let there = folder.join("elsewhere.yaml");
    std::fs::copy(&here, &there).unwrap();
    assert_eq!(generated(here.as_ref(), Layout::Crate), generated(&there, Layout::Crate));
    std::fs::remove_dir_all(folder).unwrap();
}
