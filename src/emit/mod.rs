//! Plain data to Rust source: one module of the output per concern, as items that `output` formats and lays out.
//!
//! ```text
//! Operation { GET /v1/customers/{customer} → Customer }
//!   →   pub fn retrieve_customer(&self, customer: &str) -> Call<Customer> { … }
//! ```
//!
//! Invariants: it reads the ir, the facts and the names, never OpenAPI; every text of the specification is escaped by
//! going through a literal or through `docs`; what would be the same for every operation is in the runtime.

mod auth;
mod client;
mod derives;
mod docs;
mod enums;
mod front_page;
mod manifest;
mod oauth;
mod objects;
mod operations;
mod pages;
mod policies;
mod streams;
mod tables;
mod types;
mod unions;
mod webhooks;
mod wire_tests;

use proc_macro2::TokenStream;
use quote::format_ident;

use crate::analyze::Facts;
use crate::diagnostics::Diagnostics;
use crate::ir::{Api, Pages, Status, Type, TypeDef};
use crate::names::Names;
use crate::settings::Settings;

use derives::Derives;
use docs::{attributes as doc_attributes, with_deprecation as field_docs};
pub use front_page::Example;
pub use manifest::{
    Copied, Manifest, condition, copied, dependency_tables, feature_lines, optional_feature,
};
pub use tables::Table;

/// The source of a client, not yet laid out in files.
#[derive(Debug)]
pub struct Source {
    /// What the client's documentation opens with.
    pub docs: Vec<String>,
    /// How the client is used, behind that.
    pub examples: Vec<Example>,
    /// What the documentation closes with.
    pub notes: Vec<String>,
    /// The root's own items and the modules below it.
    pub root: Vec<Item>,
    /// The modules, in the order in which they are declared.
    pub modules: Vec<Module>,
    /// The tests of a crate: each a folder with these modules, of which `main` declares the others.
    pub tests: Vec<Module>,
    /// What the output needs: its crate's name and version, its dependencies and runtime files.
    pub manifest: Manifest,
    /// Whether all names are written in ASCII.
    pub is_ascii: bool,
}

/// A module of the output.
#[derive(Debug)]
pub struct Module {
    /// Its path from the root: `["operations", "customers"]`.
    pub path: Vec<String>,
    /// What it holds, as doc lines.
    pub docs: Vec<String>,
    /// Its items.
    pub items: Vec<Item>,
}

/// An item of a module.
#[derive(Debug)]
pub enum Item {
    /// Items of plain Rust.
    Plain(TokenStream),
    /// A type and its table, a call of a macro of the runtime.
    Type {
        /// The type.
        item: TokenStream,
        /// What is next to it.
        table: Table,
    },
}

/// Writes the client.
pub fn emit(
    api: &Api,
    facts: &Facts,
    names: &Names,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Source {
    let mut cx = Emitter {
        api,
        facts,
        names,
        settings,
        common_pages: pages::common(api),
        common_errors: operations::common_errors(api),
        derives: Derives::default(),
    };
    cx.derives = derives::derives(&cx, settings, diagnostics);
    let mut modules: Vec<Module> = cx.types_module().into_iter().collect();
    modules.extend(cx.params_module());
    modules.extend(cx.auth_module());
    modules.extend(cx.operation_modules());
    modules.extend(cx.webhooks_module());
    let manifest = manifest::manifest(&cx);
    Source {
        docs: cx.client_docs(),
        examples: cx.examples(&manifest),
        notes: cx.client_notes(&manifest),
        root: cx.client_items(&manifest),
        modules,
        tests: cx.tests(&manifest),
        manifest,
        is_ascii: names.are_ascii(),
    }
}

/// What every part of the output is written from.
struct Emitter<'a> {
    api: &'a Api,
    facts: &'a Facts,
    names: &'a Names,
    settings: &'a Settings,
    /// How most lists of the API are paged.
    common_pages: Option<&'a Pages>,
    /// For each status the body that most operations have.
    common_errors: Vec<(Status, Type)>,
    /// What types derive beside the usual.
    derives: Derives,
}

/// An identifier, raw if it is marked as raw.
fn ident(name: &str) -> proc_macro2::Ident {
    match name.strip_prefix("r#") {
        Some(raw) => format_ident!("r#{}", raw),
        None => format_ident!("{}", name),
    }
}

/// A type's doc attributes.
fn type_docs(def: &TypeDef) -> TokenStream {
    field_docs(def.docs.as_deref(), def.deprecated)
}
