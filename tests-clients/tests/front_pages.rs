//! The examples on the front pages of the sample clients, which this file compiles: `tests/documented.rs` takes them from the
//! clients. They are not run, because they call the providers.

#![allow(dead_code, reason = "they are only compiled")]

include!("front_pages/examples.in");
