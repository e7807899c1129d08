# One command for each thing: `just` lists them. Each is one line that works without just, too.

# Lists the commands.
default:
    @just --list

# What has to hold before a change lands, or only some steps of it.
ci *steps:
    .ci/run {{steps}}

# All tests, those of the clients too.
test:
    .ci/run tests

# What is written for each feature, as snapshots; `just review` shows what differs.
features:
    cargo test --test features

# Differences in snapshots, one by one (cargo install cargo-insta).
review:
    cargo insta review

# Runs the sample clients against servers on this machine.
clients:
    cargo test --manifest-path tests-clients/Cargo.toml

# Writes the sample clients again.
generate:
    cargo run --release -- generate

# What a stage gives: document, resolve, ir, analyze, names or output.
print stage spec:
    cargo run --release -- generate {{spec}} --print {{stage}}

# Lists again where rustfmt breaks lines of the runtime otherwise inside modules: after a change of the runtime.
nested:
    FETCHWRIGHT_UPDATE=1 cargo test --test nested

# Compares the output with rustfmt on real specifications.
rustfmt:
    cargo test --release --test rustfmt -- --ignored --nocapture

# Measures real specifications, and checks that their clients compile.
corpus folder *flags:
    cargo run --release --example corpus -- {{folder}} {{flags}}

# A second run, and reversed keys, give the same bytes.
twice folder:
    cargo run --release --example corpus -- {{folder}} --no-check --twice --reversed

# Reads and writes values of every type of real specifications.
round-trips folder:
    cargo run --release --example corpus -- {{folder}} --no-check --round-trips

# Plots cost against size.
plot folder:
    cargo run --release --example corpus -- {{folder}} --no-check --plot docs/corpus.svg

# Checks each feature of a client alone.
each-feature spec:
    cargo run --release --example corpus -- {{spec}} --each-feature

# Nothing more is lost of real specifications.
baseline folder:
    cargo run --release --example corpus -- {{folder}} --no-check --baseline tests/corpus-baseline.tsv

# Validates the values that are made for real specifications.
samples:
    cargo test --test samples -- --ignored --nocapture

# Exchanges webhooks with the providers' own libraries.
signers:
    tests/real-signers/run

# Compiles a client for wasm, and calls it from node.
wasm:
    tests/wasm/run

# Fuzzes the readers, ten minutes in all; needs no nightly compiler.
fuzz:
    fuzz/run

# The first steps of a user.
quickstart:
    cargo run --example quickstart

# Formats all code.
format:
    cargo fmt --all

# The sample shop against its sandbox, on both databases, in a browser, and with customers while everything goes wrong.
shop customers='100':
    samples/shop/ci {{customers}}
