//! The library as text: which files a client needs, what they depend on, and how they read in a copy.
//!
//! ```text
//! {"client", "pages"}   →   body.rs, call.rs, …, pages.rs, with what other features bring left out
//! ```
//!
//! A build script compiles only this module: it holds text and needs no other crate.

mod copy;

use std::collections::BTreeSet;

/// The version of this library.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A file of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuntimeFile {
    /// Its folder, and the module that exports it; empty: the runtime's root.
    pub folder: &'static str,
    /// The module's name: the file's without its ending.
    pub module: &'static str,
    /// The feature of this crate that brings it.
    pub feature: &'static str,
    /// Where it is compiled.
    pub target: Target,
    /// Its text in this crate; [`text`](RuntimeFile::text) is that of a copy.
    pub source: &'static str,
    /// The crates that it uses.
    pub dependencies: &'static [&'static str],
}

/// Where a file of a client is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// Everywhere.
    Any,
    /// On machines that run programs by themselves.
    Native,
    /// Where wasm runs in a host: a browser, node.
    Wasm,
}

/// A feature of this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its name.
    pub name: &'static str,
    /// The features that it needs.
    pub needs: &'static [&'static str],
    /// What it brings.
    pub brings: &'static str,
}

/// A crate that a client depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The crate.
    pub name: &'static str,
    /// The versions.
    pub version: &'static str,
    /// Its features.
    pub features: &'static [&'static str],
    /// The feature of the client that brings it; `None`: it is always there.
    pub optional: Option<&'static str>,
    /// Whether its default features are on.
    pub default_features: bool,
    /// The features of the client that this form of it is for: of several the last whose features are all there counts.
    pub with: &'static [&'static str],
    /// Why it is there.
    pub why: &'static str,
}

/// Every feature. A client has those that its operations and types use, and those that its user asks for.
pub const FEATURES: &[Feature] = &[
    feature("client", &[], "calls, retries, errors, logs"),
    feature(
        "axum",
        &["webhook-handlers"],
        "verified events as arguments of axum's handlers",
    ),
    feature("base64", &["client"], "`format: byte`"),
    feature("blocking", &["client"], "calls without async"),
    feature(
        "bytes",
        &["incoming"],
        "bodies and `Stream`s of bytes, each made of the other",
    ),
    feature(
        "certificates",
        &["client"],
        "other root certificates, and client certificates",
    ),
    feature("dates", &["client"], "`format: date-time` and `date`"),
    feature(
        "decimals",
        &["client"],
        "`format: decimal` as a number of its own",
    ),
    feature(
        "expandable",
        &["client"],
        "references that a request can ask to expand",
    ),
    feature("forms", &["client"], "bodies that are forms"),
    feature("hooks", &["client"], "code of the user around each attempt"),
    feature("incoming", &["client"], "responses whose body still comes"),
    feature("integer-enums", &["client"], "enums of integers"),
    feature(
        "limit-headers",
        &["client"],
        "the remaining requests in response headers",
    ),
    feature(
        "limits",
        &["limit-headers"],
        "how many requests are sent in a time, and at once",
    ),
    feature(
        "log-bodies",
        &["client"],
        "bodies in logs, without their secrets",
    ),
    feature(
        "multipart",
        &["bytes"],
        "files, and bodies of several parts",
    ),
    feature("nullable", &["client"], "fields that may be absent or null"),
    feature(
        "oauth",
        &["client"],
        "access tokens that are fetched, shared and renewed",
    ),
    feature(
        "oauth-code",
        &["oauth"],
        "users who sign in with a browser: authorization code with PKCE",
    ),
    feature(
        "oauth-discovery",
        &["oauth-code"],
        "endpoints that an OpenID provider names itself",
    ),
    feature(
        "oauth-device",
        &["oauth"],
        "users who sign in on another device: device code",
    ),
    feature(
        "oauth-jwt",
        &["oauth"],
        "service accounts that sign their requests for tokens: JWT bearer",
    ),
    feature("pages", &["pointers"], "lists that come page by page"),
    feature("params", &["client"], "query, header and cookie parameters"),
    feature("pointers", &["client"], "parts of JSON by their place"),
    feature(
        "proxies",
        &["client"],
        "proxies, by the environment or by hand",
    ),
    feature("redirects", &["client"], "redirects as results"),
    feature(
        "responses",
        &["client"],
        "operations with several success types",
    ),
    feature(
        "streams",
        &["incoming", "pointers"],
        "responses that come item by item",
    ),
    feature(
        "system-roots",
        &["certificates"],
        "the roots that the system trusts",
    ),
    feature(
        "testing",
        &["client"],
        "a clock whose time a test holds in its hand",
    ),
    feature("tower", &["client"], "any `tower::Service` as a transport"),
    feature("unions", &["client"], "values of one of several types"),
    feature("urls", &["client"], "`format: uri` as a type of its own"),
    feature("uuids", &["client"], "`format: uuid`"),
    feature("webhooks", &[], "deliveries of webhooks, verified"),
    feature(
        "webhook-events",
        &["client", "webhooks"],
        "deliveries as typed events",
    ),
    feature(
        "webhook-handlers",
        &["webhook-events"],
        "handlers of events, and endpoints for them",
    ),
    feature(
        "webhook-signing",
        &["webhooks"],
        "deliveries signed as the provider does, for tests",
    ),
    feature(
        "webhooks-certificate",
        &["webhooks"],
        "webhooks signed with RSA and a certificate",
    ),
    feature(
        "webhooks-digest",
        &["webhooks"],
        "webhooks signed with a plain hash",
    ),
    feature(
        "webhooks-ecdsa",
        &["webhooks"],
        "webhooks signed with ECDSA",
    ),
    feature(
        "webhooks-ed25519",
        &["webhooks"],
        "webhooks signed with Ed25519",
    ),
    feature("webhooks-hmac", &["webhooks"], "webhooks signed with HMAC"),
    feature(
        "webhooks-token",
        &["webhooks"],
        "webhooks that come with a token",
    ),
];

/// Features that stay features where the copy is a crate: what only some builds of it need.
pub const OPTIONAL: &[&str] = &["axum", "blocking", "testing"];

const fn feature(
    name: &'static str,
    needs: &'static [&'static str],
    brings: &'static str,
) -> Feature {
    Feature {
        name,
        needs,
        brings,
    }
}

/// A feature by its name.
pub fn find_feature(name: &str) -> Option<&'static Feature> {
    FEATURES.iter().find(|feature| feature.name == name)
}

/// Features with all that they need.
pub fn with_needs(features: impl IntoIterator<Item = &'static str>) -> BTreeSet<&'static str> {
    let mut all = BTreeSet::new();
    let mut left: Vec<&'static str> = features.into_iter().collect();
    while let Some(name) = left.pop() {
        if all.insert(name) {
            left.extend(
                find_feature(name)
                    .into_iter()
                    .flat_map(|feature| feature.needs),
            );
        }
    }
    all
}

macro_rules! files {
    ($($($folder:literal)? $module:ident $feature:literal [$($dependency:literal),*] $(on $target:ident)?,)*) => {
        /// Every file, in the order in which the modules are declared.
        pub const FILES: &[RuntimeFile] = &[$(RuntimeFile {
            folder: concat!($($folder)?),
            module: stringify!($module),
            feature: $feature,
            target: match &[$(Target::$target)?] as &[Target] {
                [target, ..] => *target,
                [] => Target::Any,
            },
            source: include_str!(concat!("runtime/", $($folder, "/",)? stringify!($module), ".rs")),
            dependencies: &[$($dependency),*],
        }),*];
    };
}

files! {
    object "client" ["serde"],
    enumeration "client" ["serde"],
    params "params" ["serde"],
    union "unions" ["serde", "serde_json"],
    responses "responses" [],
    attempt "client" [],
    auth "client" ["base64", "percent-encoding", "serde", "subtle"],
    blocking "blocking" ["tokio"] on Native,
    body "client" ["bytes", "http-body"],
    boxed "client" [],
    budget "client" [],
    arguments "client" ["bytes", "http", "serde"],
    call "client" ["bytes", "http", "serde", "serde_json"],
    client "client" [],
    connections "client" [],
    system_roots "system-roots" ["rustls", "rustls-native-certs"] on Native,
    certificates "certificates" ["rustls", "rustls-pki-types", "webpki-roots"] on Native,
    proxied "proxies" ["http", "hyper", "hyper-rustls", "hyper-util", "rustls", "tower-service"] on Native,
    clock "client" [],
    allowance "limit-headers" ["http"],
    delays "client" ["http", "httpdate"],
    draft "client" [],
    idempotency "client" [],
    retry "client" ["http"],
    decode "client" ["serde", "serde_json"],
    encode "client" ["percent-encoding"],
    engine "client" ["bytes", "http", "tracing"],
    error "client" ["http"],
    error_shape "client" ["http", "serde_json"],
    hooks "hooks" ["http"],
    hooked "hooks" ["http"],
    hyper_transport "client" ["http", "hyper", "hyper-rustls", "hyper-util", "rustls", "tokio", "tower-service"] on Native,
    fetch_transport "client" ["bytes", "http", "http-body", "js-sys", "tokio", "wasm-bindgen", "wasm-bindgen-futures"] on Wasm,
    host "client" ["js-sys", "wasm-bindgen"] on Wasm,
    host_clock "client" ["js-sys", "tokio", "wasm-bindgen", "wasm-bindgen-futures"] on Wasm,
    json "client" ["serde", "serde_json"],
    nullable "nullable" ["serde"],
    expandable "expandable" ["serde", "serde_json"],
    oauth "oauth" ["http", "tokio"],
    authorization_code "oauth-code" ["base64", "ring"] on Native,
    device_code "oauth-device" ["serde_json"],
    discovery "oauth-discovery" ["http", "serde_json"] on Native,
    jwt_bearer "oauth-jwt" ["serde_json"] on Native,
    jwt_signer "oauth-jwt" ["base64", "ring", "rustls-pki-types", "serde_json"] on Native,
    challenge "oauth" ["http"],
    token_endpoint "oauth" ["bytes", "http"],
    token_error "oauth" ["http"],
    token_file "oauth" ["serde_json", "tokio"] on Native,
    token_request "oauth" ["base64", "http", "percent-encoding", "serde_json"],
    token_store "oauth" [],
    label "client" [],
    logs "client" ["http", "tracing"],
    logged_bodies "log-bodies" ["bytes", "tracing"],
    limits "limits" ["bytes", "http", "http-body", "tokio"],
    window "limits" [],
    operation "client" ["bytes", "serde", "serde_json"],
    reading "client" ["serde", "serde_json"],
    plain "client" ["serde_json"],
    redact "client" [],
    repeat "client" [],
    request "client" ["bytes", "http"],
    response "client" ["bytes", "http", "serde"],
    server_urls "client" [],
    settings "client" ["http"],
    system_clock "client" ["tokio"] on Native,
    tower "tower" ["bytes", "http", "http-body", "tower-service"],
    transport "client" ["http"],
    transport_errors "client" [],
    virtual_clock "testing" [],
    redirect "redirects" ["http"],
    incoming "incoming" ["bytes"],
    byte_streams "bytes" ["bytes", "futures-core", "http", "http-body"],
    percent "client" ["percent-encoding"],
    pointer "pointers" ["serde", "serde_json"],
    frames "streams" ["bytes"],
    streamed "streams" ["bytes", "futures-core", "http", "serde", "serde_json"],
    links "pages" ["http", "serde_json"],
    outlines "pages" ["serde", "serde_json"],
    page "pages" ["http"],
    page_rules "pages" [],
    pages "pages" ["futures-core", "serde"],
    page_requests "pages" ["http", "serde_json"],
    multipart "multipart" ["base64", "bytes", "http-body", "serde"],
    follow "client" ["http"],
    form_value "client" ["serde", "serde_json"],
    values "client" ["serde", "serde_json"],
    base64_bytes "base64" ["base64", "serde"],
    dates "dates" ["chrono", "serde"],
    uuids "uuids" ["uuid"],
    urls "urls" ["serde", "url"],
    decimals "decimals" ["rust_decimal"],
    "webhooks" events "webhook-events" ["serde"] on Native,
    "webhooks" dispatch "webhook-handlers" ["bytes", "http"] on Native,
    "webhooks" service "webhook-handlers" ["bytes", "http", "http-body", "tower-service"] on Native,
    "webhooks" extractor "axum" ["axum-core", "http"] on Native,
    "webhooks" content "webhooks" ["ring"] on Native,
    "webhooks" delivery "webhooks" ["http"] on Native,
    "webhooks" diagnosis "webhooks" ["serde_json"] on Native,
    "webhooks" form "webhooks" ["percent-encoding"] on Native,
    "webhooks" handshake "webhooks" ["ring", "serde_json", "subtle"] on Native,
    "webhooks" keys "webhooks" ["base64"] on Native,
    "webhooks" pointer "webhooks" ["serde", "serde_json"] on Native,
    "webhooks" refusal "webhooks" [] on Native,
    "webhooks" secrets "webhooks" ["tracing"] on Native,
    "webhooks" scheme "webhooks" [] on Native,
    "webhooks" sign "webhook-signing" ["serde_json"] on Native,
    "webhooks" signature "webhooks" ["base64"] on Native,
    "webhooks" time "webhooks" [] on Native,
    "webhooks" verify "webhooks" ["serde_json"] on Native,
    "webhooks" hmac "webhooks-hmac" ["ring", "subtle"] on Native,
    "webhooks" digest "webhooks-digest" ["ring", "subtle"] on Native,
    "webhooks" token "webhooks-token" ["subtle"] on Native,
    "webhooks" ed25519 "webhooks-ed25519" ["ring"] on Native,
    "webhooks" ecdsa "webhooks-ecdsa" ["ring"] on Native,
    "webhooks" certificate "webhooks-certificate" ["ring", "rustls-pki-types", "rustls-webpki", "webpki-roots"] on Native,
}

/// Every crate that a file may use.
pub const DEPENDENCIES: &[Dependency] = &[
    Dependency {
        optional: Some("axum"),
        ..dependency(
            "axum-core",
            "0.5",
            "verified events as arguments of axum's handlers",
        )
    },
    dependency(
        "base64",
        "0.22",
        "base64 for basic authentication, files and `format: byte`",
    ),
    dependency("bytes", "1", "bodies that are shared and not copied"),
    Dependency {
        default_features: false,
        features: &["alloc", "serde"],
        ..dependency("chrono", "0.4", "dates and times")
    },
    Dependency {
        default_features: false,
        ..dependency("futures-core", "0.3", "the trait of streams")
    },
    dependency("http", "1", "the types of HTTP that all transports share"),
    dependency(
        "http-body",
        "1",
        "the trait of bodies that all transports share",
    ),
    Dependency {
        default_features: false,
        features: &["client", "http1"],
        ..dependency(
            "hyper",
            "1",
            "its errors tell whether a request was written",
        )
    },
    Dependency {
        default_features: false,
        features: &["http1", "ring", "tls12", "webpki-roots"],
        ..dependency(
            "hyper-rustls",
            "0.27",
            "TLS; ring builds in a tenth of the time of aws-lc",
        )
    },
    Dependency {
        default_features: false,
        features: &["client-legacy", "http1", "tokio"],
        ..dependency(
            "hyper-util",
            "0.1",
            "the HTTP client with its pool of connections",
        )
    },
    Dependency {
        default_features: false,
        features: &["client-legacy", "client-proxy", "http1", "tokio"],
        with: &["proxies"],
        ..dependency(
            "hyper-util",
            "0.1",
            "the HTTP client with its pool of connections, and proxies as curl knows them",
        )
    },
    dependency(
        "httpdate",
        "1",
        "the dates of `Retry-After`, in the three forms that HTTP has; it depends on nothing",
    ),
    dependency(
        "js-sys",
        "0.3",
        "what the host of wasm gives, by name: `fetch`, timers, the time",
    ),
    dependency("percent-encoding", "2", "URLs and forms"),
    dependency(
        "ring",
        "0.17",
        "signatures of webhooks, challenges of sign-ins; rustls brings it anyway",
    ),
    Dependency {
        default_features: false,
        features: &["serde", "std"],
        ..dependency("rust_decimal", "1", "decimal numbers")
    },
    Dependency {
        default_features: false,
        features: &["ring", "std", "tls12"],
        ..dependency(
            "rustls",
            "0.23",
            "names the TLS provider, so that no global one is needed",
        )
    },
    dependency(
        "rustls-native-certs",
        "0.8",
        "the root certificates that the system trusts",
    ),
    Dependency {
        default_features: false,
        features: &["std"],
        ..dependency("rustls-pki-types", "1", "certificates and keys in PEM")
    },
    Dependency {
        default_features: false,
        features: &["ring", "std"],
        ..dependency(
            "rustls-webpki",
            "0.103",
            "certificates of webhooks, verified",
        )
    },
    dependency("serde", "1", "reading and writing, without its derive"),
    Dependency {
        features: &["raw_value"],
        ..dependency("serde_json", "1", "JSON, and raw JSON for what is open")
    },
    Dependency {
        default_features: false,
        ..dependency(
            "subtle",
            "2",
            "secrets and signatures, compared in constant time",
        )
    },
    Dependency {
        default_features: false,
        features: &["rt", "sync", "time"],
        ..dependency(
            "tokio",
            "1",
            "timeouts, and the queue of calls that wait for a turn",
        )
    },
    dependency(
        "tower-service",
        "0.3",
        "the trait of services: any serves as transport",
    ),
    Dependency {
        default_features: false,
        features: &["std"],
        ..dependency("tracing", "0.1", "logs; hyper-util depends on it already")
    },
    dependency("url", "2", "URLs as a type"),
    Dependency {
        features: &["serde"],
        ..dependency("uuid", "1", "UUIDs")
    },
    dependency("wasm-bindgen", "0.2", "values of the host of wasm"),
    dependency(
        "wasm-bindgen-futures",
        "0.4",
        "promises of the host of wasm as futures, and its tasks",
    ),
    dependency(
        "webpki-roots",
        "1",
        "Mozilla's roots, beside others and for certificates of webhooks",
    ),
];

const fn dependency(name: &'static str, version: &'static str, why: &'static str) -> Dependency {
    Dependency {
        name,
        version,
        features: &[],
        optional: None,
        default_features: true,
        with: &[],
        why,
    }
}

/// The crates of these files with the features that a client has.
pub fn dependencies_of(files: &[RuntimeFile], features: &BTreeSet<&str>) -> Vec<Dependency> {
    let used: BTreeSet<&str> = files
        .iter()
        .flat_map(|file| file.dependencies)
        .copied()
        .collect();
    let mut found: Vec<Dependency> = Vec::new();
    for dependency in DEPENDENCIES {
        let is_meant = dependency.with.iter().all(|name| features.contains(name));
        if !used.contains(dependency.name) || !is_meant {
            continue;
        }
        found.pop_if(|before| before.name == dependency.name);
        found.push(*dependency);
    }
    found
}

/// What a client's test `wire` is made with; it is the module `trial` beside the calls that are written for the client.
pub const WIRE: &str = include_str!("client_tests/wire.rs");

/// What a client's test `round_trips` is made with; it is the module `trial` beside the types of the client.
pub const ROUND_TRIPS: &str = include_str!("client_tests/round_trips.rs");
