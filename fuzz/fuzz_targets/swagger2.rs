//! Swagger 2.0: read, brought into the form of 3.x, and generated.
#![no_main]

use fetchwright::diagnostics::Diagnostics;
use fetchwright::source::Sources;
use fetchwright_fuzz::{generate, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let description = [
        b"swagger: '2.0'\ninfo: {title: T, version: '1'}\n".as_slice(),
        bytes,
    ]
    .concat();
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(text("fuzz.yaml", description), &mut diagnostics);
    generate(&sources, &mut diagnostics);
});
