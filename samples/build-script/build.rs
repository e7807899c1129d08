//! Writes the client into `$OUT_DIR/resend.rs`.

fn main() -> Result<(), fetchwright::Error> {
    fetchwright::Config::new("../../specs/resend.yaml")
        .name("resend")
        .include("tag:Emails")
        .generate()
}
