//! `fetchwright init`: a specification's path to a config that explains every key.
//!
//! ```text
//! fetchwright init ../specs/my-api.yaml   →   fetchwright.toml: [client.my_api] spec = "../specs/my-api.yaml" …
//! ```
//!
//! Invariants: an existing config is never overwritten; the path stays as it was given; each key that is commented out is a
//! valid example, so that removing `# ` is all it takes.

use std::path::Path;

use super::arguments::InitArguments;
use super::{FAILED, say};
use crate::names::snake;

const FILE: &str = "fetchwright.toml";

/// Writes the config, if there is none, and reports what it contains.
pub(super) fn run(arguments: &InitArguments) -> u8 {
    let spec = arguments.spec.as_deref().unwrap_or(Path::new("api.yaml"));
    let name = client_name(spec);
    let written = std::fs::File::create_new(FILE)
        .and_then(|mut file| std::io::Write::write_all(&mut file, config(spec, &name).as_bytes()));
    match written {
        Ok(()) => {
            report(spec, &name);
            0
        }
        Err(error) => {
            say(&format!("error: cannot write {FILE}: {error}"));
            FAILED
        }
    }
}

fn report(spec: &Path, name: &str) {
    say(&format!("wrote {FILE} with the client `{name}`:"));
    let is_there = match spec.is_file() {
        true => "",
        false => "  (there is no such file yet)",
    };
    say(&format!("  specification  {}{is_there}", spec.display()));
    say(&format!("  output         src/{name}, a module"));
    say("  the other keys are there as comments");
    say("next: fetchwright generate");
}

/// The file's name as a bare key of TOML.
fn client_name(spec: &Path) -> String {
    let stem = spec.file_stem().unwrap_or_default().to_string_lossy();
    let name: String = snake(&stem)
        .trim_start_matches("r#")
        .chars()
        .filter(|sign| sign.is_ascii_alphanumeric() || *sign == '_')
        .collect();
    match name.trim_matches('_').is_empty() {
        true => "api".to_owned(),
        false => name,
    }
}

/// A path as a string of TOML, with `/` on every system.
fn toml_path(path: &Path) -> String {
    let separated = match cfg!(windows) {
        true => path.to_string_lossy().replace('\\', "/"),
        false => path.to_string_lossy().into_owned(),
    };
    let escaped = separated.chars().map(|sign| match sign {
        '"' | '\\' => format!("\\{sign}"),
        sign if sign.is_control() => format!("\\u{:04x}", u32::from(sign)),
        sign => sign.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

fn config(spec: &Path, name: &str) -> String {
    let spec = toml_path(spec);
    format!(
        r#"# What `fetchwright generate` writes. Paths are relative to this file; there may be many clients.
# docs/config.md describes every key. The examples are commented out.

[client.{name}]
# The OpenAPI specification: 2.0, 3.0, 3.1 or 3.2, JSON or YAML.
spec = {spec}
# The folder to write to.
out = "src/{name}"
# "crate" builds by itself, "module" is a folder to drop into a crate, "file" is for include!.
layout = "module"

# The name in `User-Agent`, of the crate and of the file, if it is not that of this table.
# name = "{name}"
# Where `fetchwright update` downloads the specification.
# source = "https://example.com/openapi.yaml"
# OpenAPI Overlays to apply, in this order.
# overlays = ["overlay.yaml"]
# Folders below which a `$ref` may read files, beside that of `spec`.
# ref-roots = ["schemas"]
# The provider whose facts apply, if the servers do not tell; false: none.
# provider = "stripe"

# Which operations: an operationId, "METHOD /path", a path with * and **, "tag:NAME", "event:NAME" or "schema:NAME". All,
# without a selection.
# include = ["POST /v1/customers", "tag:Refunds"]
# exclude = ["/v1/test_helpers/**"]

# Headers that every request carries.
# headers = {{ "Acme-Version" = "2026-10-28" }}
# The signature scheme of the API's webhooks, in place of the specification's.
# webhooks = "standard-webhooks"
# Names in queries and forms keep their brackets: created[gte]=1.
# raw-brackets = true
# The client works on wasm32-unknown-unknown too.
# wasm = true

# Every warning is an error.
# strict = true
# A crate gets tests that call every operation.
# tests = true
# "both": every type can be read and written. "used": as the operations use it.
# serde = "both"
# Traits that types derive beside the usual ones.
# derives = ["Eq", "Hash"]

# Which Rust type a format becomes. The first is the default.
# [client.{name}.formats]
# date-time = "chrono"    # or "string"
# date = "chrono"         # or "string"
# uuid = "uuid"           # or "string"
# byte = "base64"         # or "string"
# integers = "sized"      # or "i64" for all
# float = "f64"           # or "f32"
# decimal = "plain"       # or "rust_decimal"
# uri = "string"          # or "url"
# password = "secret"     # or "string"

# The `[package]` section of a crate's Cargo.toml.
# [client.{name}.package]
# version = "0.1.0"
# edition = "2024"
# license = "MIT"
# publish = false

# Other names: for methods by operationId or "METHOD /path", for types by component, for fields and variants by their type.
# [client.{name}.names.operations]
# "POST /v1/customers" = "create_customer"
# [client.{name}.names.types]
# customer = "Customer"
# [client.{name}.names.fields]
# "Customer.created" = "created_at"
# [client.{name}.names.variants]
# "TaxExempt.none" = "Taxable"

# What all clients have in common: a copy of it, or a dependency.
# [runtime]
# mode = "vendored"       # or "crate", with version = "0.1", path or git
# out = "src/fetchwright_runtime"
# layout = "module"
# module = "{root}::fetchwright_runtime"
# features = ["limits", "hooks"]
"#,
        root = "crate"
    )
}
