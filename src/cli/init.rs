//! `fetchwright init`

use std::path::Path;

use super::arguments::InitArguments;
use super::{FAILED, progress, say};
use crate::names::snake;

const FILE: &str = "fetchwright.toml";

/// Writes a config that explains itself, if there is none.
pub(super) fn run(arguments: &InitArguments) -> u8 {
    let spec = arguments.spec.as_deref().unwrap_or(Path::new("api.yaml"));
    let written = std::fs::File::create_new(FILE)
        .and_then(|mut file| std::io::Write::write_all(&mut file, config(spec).as_bytes()));
    match written {
        Ok(()) => {
            progress(&format!("wrote {FILE}; run `fetchwright generate` next"));
            0
        }
        Err(error) => {
            say(&format!("error: cannot write {FILE}: {error}"));
            FAILED
        }
    }
}

fn config(spec: &Path) -> String {
    let stem = spec
        .file_stem()
        .map(|stem| snake(&stem.to_string_lossy()))
        .unwrap_or_default();
    let name = stem.trim_start_matches("r#");
    let spec = spec.display().to_string().replace('\\', "/");
    format!(
        r#"# What `fetchwright generate` writes. Paths are relative to this file; there may be many clients.

[client.{name}]
# The OpenAPI description: 2.0, 3.0, 3.1 or 3.2, JSON or YAML.
spec = "{spec}"
# The folder to write to.
out = "src/{name}"
# "crate" builds by itself, "module" is a folder to drop into a crate, "file" is for include!.
layout = "module"

# Which operations: an operationId, "METHOD /path", a path with * and **, "tag:NAME" or
# "event:NAME". Default: all.
# include = ["POST /v1/customers", "tag:Refunds"]
# exclude = ["/v1/test_helpers/**"]

# Every warning is an error.
# strict = true

# The Rust type of each format. These are the defaults.
# [client.{name}.formats]
# date-time = "chrono"    # or "string"
# date = "chrono"         # or "string"
# uuid = "uuid"           # or "string"
# byte = "base64"         # or "string"
# integers = "sized"      # or "i64" for all
# float = "f64"           # or "f32"
# decimal = "plain"       # or "rust_decimal"
# uri = "string"          # or "url"

# Other names for methods, by operationId or "METHOD /path", and for types, by component.
# [client.{name}.names.operations]
# "POST /v1/customers" = "create_customer"
# [client.{name}.names.types]
# customer = "Customer"
"#
    )
}
