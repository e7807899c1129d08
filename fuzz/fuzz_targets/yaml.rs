//! The YAML reader: no panic, and places that are in the text.
#![no_main]

use fetchwright::diagnostics::Diagnostics;
use fetchwright::source::Sources;
use fetchwright_fuzz::text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(text("fuzz.yaml", bytes), &mut diagnostics);
    for found in diagnostics.all() {
        if let Some(span) = found.span {
            let _ = (sources.position(span).line, sources.text(span).len());
        }
    }
});
