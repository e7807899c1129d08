//! What a coding agent asks about the project's clients: plain data of one run of the pipeline, as bounded text, over MCP.
//!
//! ```text
//! find "send mail"  →  POST /emails, Client::send_email      operation "POST /emails"  →  signature, snippet, types, errors
//! ```
//!
//! | file | takes → gives |
//! | --- | --- |
//! | `catalogue.rs` | a run of the pipeline → [`Catalogue`]: what the client is, next to the specification's text about it |
//! | `find.rs`, `words.rs` | words of a user → operations, types and events, the best first |
//! | `snippet.rs` | an operation or event → Rust that compiles as it is |
//! | `pages.rs`, `types_page.rs` | an operation, a type, an event → text of a bounded size |
//! | `runtime_page.rs` | the runtime's source → how code makes a client; the runtime's types |
//! | `quote.rs` | text of a specification → text that can neither close a fence nor pose as ours |
//! | `project.rs` | a config or specifications → catalogues, read again when a file changed |
//! | `calls.rs` | a tool and its arguments → text |
//! | `server.rs` | MCP over standard input and output → the above |
//!
//! Invariants: nothing is written, nothing comes from the network, and no file outside of the project is read; a result comes
//! from the run that also gives the generated code; every result is bounded.

mod calls;
mod catalogue;
mod find;
mod pages;
mod project;
mod quote;
mod runtime_page;
mod server;
mod snippet;
#[cfg(test)]
mod tests;
mod types_page;
mod words;

pub use calls::{Arguments, Tool, call};
pub use catalogue::{About, Catalogue};
pub use find::{Entry, Index};
pub use project::{OldVersion, Project};
pub use runtime_page::{client_snippet, sign_in_snippet};
pub use server::{Server, serve};
pub use snippet::{of_event as event_snippet, of_operation as operation_snippet};
