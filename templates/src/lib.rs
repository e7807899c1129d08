//! The runtime of the clients that fetchwright writes: real Rust, tested here, copied byte for byte.
//!
//! Without features this crate is only the text of its own files ([`FILES`]) and what they depend on
//! ([`DEPENDENCIES`]); the feature `compiled` compiles them as [`runtime`], for the tests.

/// A file of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuntimeFile {
    /// The folder that it stands in, and the module that exports it; empty: the runtime's own.
    pub folder: &'static str,
    /// The module's name: the file's without its ending.
    pub module: &'static str,
    /// The feature of the client that brings it; `None`: it is always there.
    pub feature: Option<&'static str>,
    /// Where it is compiled.
    pub target: Target,
    /// Its text.
    pub source: &'static str,
    /// Why a client has it.
    pub part: Part,
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

/// When a client has a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Always.
    Core,
    /// It has unions.
    Unions,
    /// It has operations with several success types.
    Responses,
    /// It has operations that return redirects.
    Redirects,
    /// It has lists that come page by page.
    Pages,
    /// It has answers that come item by item.
    Streams,
    /// It sends or receives bytes that no type is made of.
    ByteStreams,
    /// It reads answers while they come.
    Incoming,
    /// It looks for parts of JSON by their place.
    Pointers,
    /// It sends files.
    Multipart,
    /// It has bytes as base64.
    Base64,
    /// It has dates.
    Dates,
    /// It has UUIDs.
    Uuids,
    /// It has URLs as a type of their own.
    Urls,
    /// It has decimal numbers as a type of their own.
    Decimals,
    /// It verifies webhooks.
    Webhooks,
    /// Its webhooks hold events that are described.
    WebhookEvents,
    /// Its webhooks are signed with HMAC.
    WebhookHmac,
    /// Its webhooks are signed with a plain hash.
    WebhookDigest,
    /// Its webhooks come with a token.
    WebhookToken,
    /// Its webhooks are signed with Ed25519.
    WebhookEd25519,
    /// Its webhooks are signed with ECDSA.
    WebhookEcdsa,
    /// Its webhooks are signed with RSA and a certificate.
    WebhookCertificate,
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
    /// Why it is there.
    pub why: &'static str,
}

macro_rules! files {
    ($($($folder:literal)? $module:ident $part:ident [$($dependency:literal),*] $(if $feature:literal)? $(on $target:ident)?,)*) => {
        /// Every file, in the order in which the modules are declared: macros come before what uses them.
        pub const FILES: &[RuntimeFile] = &[$(RuntimeFile {
            folder: concat!($($folder)?),
            module: stringify!($module),
            feature: match &[$($feature)?] as &[&'static str] {
                [feature, ..] => Some(feature),
                [] => None,
            },
            target: match &[$(Target::$target)?] as &[Target] {
                [target, ..] => *target,
                [] => Target::Any,
            },
            source: include_str!(concat!("runtime/", $($folder, "/",)? stringify!($module), ".rs")),
            part: Part::$part,
            dependencies: &[$($dependency),*],
        }),*];
    };
}

files! {
    object Core ["serde"],
    enumeration Core ["serde"],
    params Core ["serde"],
    union Unions ["serde", "serde_json"],
    responses Responses [],
    attempt Core [],
    auth Core ["base64", "percent-encoding", "serde", "subtle"],
    blocking Core ["tokio"] if "blocking" on Native,
    body Core ["bytes", "http-body"],
    boxed Core [],
    budget Core [],
    call Core ["bytes", "http", "serde", "serde_json"],
    client Core ["http"],
    clock Core [],
    delays Core ["http", "httpdate"],
    idempotency Core [],
    retry Core ["http"],
    decode Core ["serde", "serde_json"],
    draft Core [],
    encode Core ["percent-encoding"],
    engine Core ["bytes", "http", "tracing"],
    error Core ["http"],
    error_shape Core ["http", "serde_json"],
    hooks Core ["http"],
    hyper_transport Core ["http", "hyper", "hyper-rustls", "hyper-util", "rustls", "tokio", "tower-service"] on Native,
    fetch_transport Core ["bytes", "http", "http-body", "js-sys", "tokio", "wasm-bindgen", "wasm-bindgen-futures"] on Wasm,
    host Core ["js-sys", "wasm-bindgen"] on Wasm,
    host_clock Core ["js-sys", "tokio", "wasm-bindgen", "wasm-bindgen-futures"] on Wasm,
    json Core ["serde", "serde_json"],
    logs Core ["bytes", "http", "tracing"],
    label Core [],
    limits Core ["bytes", "http", "http-body", "tokio"],
    window Core [],
    operation Core ["bytes", "http", "serde", "serde_json"],
    reading Core ["serde", "serde_json"],
    redact Core [],
    repeat Core [],
    request Core ["bytes", "http"],
    response Core ["bytes", "http"],
    settings Core ["http"],
    server_urls Core [],
    system_clock Core ["tokio"] on Native,
    tower Core ["bytes", "http", "http-body", "tower-service"],
    transport Core ["http"],
    virtual_clock Core [],
    redirect Redirects ["http"],
    incoming Incoming ["bytes"],
    byte_streams ByteStreams ["bytes", "futures-core", "http", "http-body"],
    pointer Pointers ["serde", "serde_json"],
    frames Streams ["bytes"],
    streamed Streams ["bytes", "futures-core", "http", "serde", "serde_json"],
    links Pages ["http", "serde_json"],
    outlines Pages ["serde", "serde_json"],
    page Pages ["http"],
    page_rules Pages [],
    pages Pages ["futures-core", "serde"],
    page_requests Pages ["http", "serde_json"],
    multipart Multipart ["base64", "bytes", "http-body", "serde"],
    form_value Core ["serde", "serde_json"],
    values Core ["serde", "serde_json"],
    base64_bytes Base64 ["base64", "serde"],
    dates Dates ["chrono", "serde"],
    uuids Uuids ["uuid"],
    urls Urls ["serde", "url"],
    decimals Decimals ["rust_decimal"],
    "webhooks" events WebhookEvents ["serde"] on Native,
    "webhooks" dispatch WebhookEvents ["bytes", "http"] on Native,
    "webhooks" service WebhookEvents ["bytes", "http", "http-body", "tower-service"] on Native,
    "webhooks" extractor WebhookEvents ["axum-core", "http"] if "axum" on Native,
    "webhooks" content Webhooks ["ring"] on Native,
    "webhooks" delivery Webhooks ["http"] on Native,
    "webhooks" diagnosis Webhooks [] on Native,
    "webhooks" form Webhooks ["percent-encoding"] on Native,
    "webhooks" handshake Webhooks ["ring", "serde_json", "subtle"] on Native,
    "webhooks" keys Webhooks ["base64"] on Native,
    "webhooks" pointer Webhooks ["serde", "serde_json"] on Native,
    "webhooks" refusal Webhooks [] on Native,
    "webhooks" secrets Webhooks [] on Native,
    "webhooks" scheme Webhooks [] on Native,
    "webhooks" sign Webhooks ["serde_json"] on Native,
    "webhooks" signature Webhooks ["base64"] on Native,
    "webhooks" time Webhooks [] on Native,
    "webhooks" verify Webhooks ["serde_json"] on Native,
    "webhooks" hmac WebhookHmac ["ring", "subtle"] on Native,
    "webhooks" digest WebhookDigest ["ring", "subtle"] on Native,
    "webhooks" token WebhookToken ["subtle"] on Native,
    "webhooks" ed25519 WebhookEd25519 ["ring"] on Native,
    "webhooks" ecdsa WebhookEcdsa ["ring"] on Native,
    "webhooks" certificate WebhookCertificate ["ring", "rustls-pki-types", "rustls-webpki", "webpki-roots"] on Native,
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
        ..dependency("hyper", "1", "its errors say whether a request was written")
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
        "signatures of webhooks; rustls brings it anyway",
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
    Dependency {
        default_features: false,
        features: &["std"],
        ..dependency("rustls-pki-types", "1", "certificates of webhooks in PEM")
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
        "Mozilla's roots, for certificates of webhooks",
    ),
];

const fn dependency(name: &'static str, version: &'static str, why: &'static str) -> Dependency {
    Dependency {
        name,
        version,
        features: &[],
        optional: None,
        default_features: true,
        why,
    }
}

/// What a client's test `wire` is made with; it is the module `trial` beside the calls that are written for the client.
pub const WIRE: &str = include_str!("client_tests/wire.rs");

/// What a client's test `round_trips` is made with; it is the module `trial` beside the types of the client.
pub const ROUND_TRIPS: &str = include_str!("client_tests/round_trips.rs");

/// How the generator reads relative servers too.
#[cfg(not(feature = "compiled"))]
#[path = "runtime/server_urls.rs"]
pub mod server_urls;
#[cfg(feature = "compiled")]
pub use runtime::server_urls;

#[cfg(feature = "compiled")]
pub mod runtime;
#[cfg(feature = "compiled")]
pub use runtime::webhooks;

/// Webhooks alone, without the HTTP runtime: the data of schemes, and with the feature `webhooks` what verifies and signs.
#[cfg(not(feature = "compiled"))]
#[path = "runtime/webhooks/mod.rs"]
pub mod webhooks;
