//! What is written for each feature of OpenAPI: one small specification, one snapshot to review.

use fetchwright::config::Job;
use fetchwright::settings::{Layout, Settings};
use fetchwright::source::Input;

/// What was found, and the files that are the client's own, one after the other. What every client has alike, its docs
/// and its `struct Client`, is shown for `objects` only.
fn emitted(feature: &str) -> String {
    let path = format!(
        "{}/specs/features/{feature}.yaml",
        env!("CARGO_MANIFEST_DIR")
    );
    let settings = Settings {
        layout: Layout::Module,
        ..Settings::default()
    };
    let outcome = Job::new(Input::Path(path.into()), settings).run();
    let mut text: String = outcome
        .diagnostics
        .all()
        .iter()
        .map(|found| {
            format!(
                "// {:?} {}: {}\n",
                found.severity,
                found.code.as_str(),
                found.message
            )
        })
        .collect();
    let files = outcome.files.unwrap_or_default();
    let own = files
        .iter()
        .filter(|file| !file.path.starts_with("runtime/"));
    for file in own {
        let shared = if file.path == "mod.rs" && feature != "objects" {
            file.contents.find("static API")
        } else {
            None
        };
        let shown = file.contents.get(shared.unwrap_or(0)..).unwrap_or_default();
        text.push_str(&format!("// ---- {}\n{shown}\n", file.path));
    }
    text
}

macro_rules! features {
    ($($test:ident $feature:literal,)*) => {
        const ALL: &[&str] = &[$($feature),*];

        $(#[test]
        fn $test() {
            insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!($feature, emitted($feature));
            });
        })*
    };
}

features! {
    access "access",
    additional_properties "additional-properties",
    all_of "all-of",
    all_of_same_property "all-of-same-property",
    any_of_json_types "any-of-json-types",
    beside_references "beside-references",
    bodies "bodies",
    bodies_on_the_wire "bodies-on-the-wire",
    constants "const",
    defaults_and_formats "defaults-and-formats",
    deprecated_and_docs "deprecated-and-docs",
    dynamic_references "dynamic-references",
    errors "errors",
    errors_with_success "errors-with-success",
    hostile_text "hostile-text",
    inline_schemas "inline-schemas",
    keywords_beside_ref "keywords-beside-ref",
    multipart "multipart",
    names "names",
    names_for_clippy "names-for-clippy",
    names_of_the_runtime "names-of-the-runtime",
    nullable_3_0 "nullable-3-0",
    nullable_3_1 "nullable-3-1",
    oauth "oauth",
    objects "objects",
    objects_with_variants "objects-with-variants",
    one_of_constant "one-of-constant",
    one_of_discriminator "one-of-discriminator",
    one_of_nullable_tag "one-of-nullable-tag",
    one_of_required_key "one-of-required-key",
    open_enums "open-enums",
    open_id "open-id",
    pages "pages",
    parameters "parameters",
    parameters_on_the_wire "parameters-on-the-wire",
    policies "policies",
    policies_in_bodies "policies-in-bodies",
    properties_that_decide "properties-that-decide",
    protocol_headers "protocol-headers",
    read_write_only "read-write-only",
    recursive_types "recursive-types",
    relative_servers "relative-servers",
    responses "responses",
    responses_on_the_wire "responses-on-the-wire",
    secrets "secrets",
    security "security",
    security_kinds "security-kinds",
    servers_with_variables "servers-with-variables",
    shared_shapes "shared-shapes",
    streams "streams",
    subtypes "subtypes",
    swagger_2 "swagger-2",
    swagger_2_collections "swagger-2-collections",
    tags_like_crates "tags-like-crates",
    tuples_and_wide_integers "tuples-and-wide-integers",
    type_arrays "type-arrays",
    unions_of_lists "unions-of-lists",
    version_3_2 "version-3-2",
    webhook_batches "webhook-batches",
    webhook_urls "webhook-urls",
    webhooks "webhooks",
    webhooks_are_no_calls "webhooks-are-no-calls",
}

#[test]
fn every_specification_has_a_snapshot() {
    let folder = format!("{}/specs/features", env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    assert_eq!(names, ALL);
}

/// The first server of a client whose specification was read from a URL.
fn server_at(url: &str, specification: &str) -> String {
    let input = Input::Text {
        name: url.to_owned(),
        bytes: specification.as_bytes().to_vec(),
    };
    let settings = Settings {
        layout: Layout::Module,
        ..Settings::default()
    };
    let files = Job::new(input, settings).run().files.unwrap();
    let root = files.iter().find(|file| file.path == "mod.rs").unwrap();
    let (_, behind) = root.contents.split_once("Api::new(").unwrap();
    behind.split('"').nth(3).unwrap().to_owned()
}

#[test]
fn a_relative_server_is_at_the_url_of_the_specification() {
    let paths = "paths: {/a: {get: {operationId: a, responses: {'204': {description: Done.}}}}}";
    let of_3 = |server: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nservers: [{{url: '{server}'}}]\n{paths}"
        )
    };
    let url = "https://docs.example.com:8443/specs/v3/openapi.yaml";
    for (server, resolved) in [
        ("/v3", "https://docs.example.com:8443/v3"),
        ("v3", "https://docs.example.com:8443/specs/v3/v3"),
        ("../api", "https://docs.example.com:8443/specs/api"),
        ("//api.example.com/v3", "https://api.example.com/v3"),
        ("https://api.example.com", "https://api.example.com"),
    ] {
        assert_eq!(server_at(url, &of_3(server)), resolved, "{server}");
    }
    let of_2 =
        |keys: &str| format!("swagger: '2.0'\ninfo: {{title: T, version: '1'}}\n{keys}\n{paths}");
    for (keys, resolved) in [
        ("basePath: v9/", "https://docs.example.com:8443/v9"),
        ("schemes: [http]", "http://docs.example.com:8443"),
        (
            "host: api.example.com\nbasePath: /v1",
            "https://api.example.com/v1",
        ),
        (
            "host: '127.0.0.1:8080'\nschemes: [ws, http, https]",
            "http://127.0.0.1:8080",
        ),
    ] {
        assert_eq!(server_at(url, &of_2(keys)), resolved, "{keys}");
    }
}
