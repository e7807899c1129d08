//! What the fuzz targets have in common: a whole generation of what was read.

use fetchwright::diagnostics::{Code, Diagnostics};
use fetchwright::settings::Settings;
use fetchwright::source::{Input, Sources};

/// Text of a file that is called so.
pub fn text(name: &str, bytes: impl Into<Vec<u8>>) -> Input {
    Input::Text {
        name: name.to_owned(),
        bytes: bytes.into(),
    }
}

/// Generates a client with its tests. What is written must be Rust, whatever was read.
pub fn generate(sources: &Sources, diagnostics: &mut Diagnostics) {
    let settings = Settings {
        tests: true,
        ..Settings::default()
    };
    fetchwright::pipeline::generate(sources, &settings, diagnostics, &mut |_| {});
    let defect = diagnostics
        .all()
        .iter()
        .find(|found| found.code == Code::Defect);
    assert!(defect.is_none(), "{defect:?}");
}
