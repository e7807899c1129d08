//! JSON References and pointers, followed and as a `$ref` of a specification.
#![no_main]

use fetchwright::diagnostics::Diagnostics;
use fetchwright::samples::Json;
use fetchwright::source::{FileId, Sources};
use fetchwright_fuzz::{generate, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|reference: &str| {
    let quoted = Json::String(reference.to_owned());
    let description = format!(
        "{{\"openapi\":\"3.1.0\",\"info\":{{\"title\":\"T\",\"version\":\"1\"}},\"a~b\":{{\"c/d\":[1]}},\"paths\":{{\"/a\":{{\"get\":\
         {{\"parameters\":[{{\"$ref\":{quoted}}}],\"responses\":{{\"200\":{{\"description\":\"\",\"content\":{{\
         \"application/json\":{{\"schema\":{{\"$ref\":{quoted}}}}}}}}}}}}}}}}}}}"
    );
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(text("fuzz.json", description), &mut diagnostics);
    let _ = sources.follow(reference, FileId(0));
    generate(&sources, &mut diagnostics);
});
