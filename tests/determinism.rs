//! The same specification gives the same bytes, in every layout, in whatever order its keys come.

#[path = "../examples/corpus/order.rs"]
mod order;

use std::path::Path;

use fetchwright::config::Job;
use fetchwright::output::File;
use fetchwright::settings::{Layout, Settings};
use fetchwright::source::Input;

fn job(path: &Path, layout: Layout) -> Job {
    let settings = Settings {
        layout,
        ..Settings::default()
    };
    Job::new(Input::Path(path.to_owned()), settings)
}

fn generated(path: &Path, layout: Layout) -> Vec<File> {
    job(path, layout).run().files.unwrap()
}

fn each_spec(check: impl Fn(&Path)) {
    let specs = format!("{}/specs", env!("CARGO_MANIFEST_DIR"));
    for folder in [specs.clone(), format!("{specs}/features")] {
        let paths = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        paths
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "yaml")
            })
            .for_each(|path| check(&path));
    }
}

#[test]
fn twice_the_same_bytes() {
    each_spec(|path| {
        for layout in [Layout::Crate, Layout::Module, Layout::File] {
            assert_eq!(
                generated(path, layout),
                generated(path, layout),
                "{}",
                path.display()
            );
        }
    });
}

#[test]
fn the_order_of_keys_decides_nothing() {
    each_spec(|path| {
        let job = job(path, Layout::Crate);
        assert_eq!(
            order::difference(&job, &job.run()),
            None,
            "{}",
            path.display()
        );
    });
}

#[test]
fn where_the_specification_lies_does_not_show() {
    let here = format!("{}/specs/features/names.yaml", env!("CARGO_MANIFEST_DIR"));
    let folder =
        std::env::temp_dir().join(format!("fetchwright-determinism-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let there = folder.join("elsewhere.yaml");
    std::fs::copy(&here, &there).unwrap();
    assert_eq!(
        generated(here.as_ref(), Layout::Crate),
        generated(&there, Layout::Crate)
    );
    std::fs::remove_dir_all(folder).unwrap();
}
