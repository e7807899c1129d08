//! What a build script or a config file asks for, done: read, generate, write.
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), fetchwright::Error> {
//!     fetchwright::Config::new("stripe.yaml").include("POST /v1/checkout/sessions").generate()
//! }
//! ```
//!
//! A build script writes one file, `$OUT_DIR/NAME.rs`, by default. Cargo watches the files that were read. An
//! error's text is made to be read in cargo's output.

mod build_script;
mod counts;
mod dependencies;
mod file;
mod job;
mod lock;
mod runtime;

pub use build_script::{Config, Error, OnBreaking};
pub use counts::{Counts, counted};
pub use job::{Job, Outcome};
pub use lock::{ACCEPT, Breaking, Lock};
pub use runtime::SharedRuntime;
