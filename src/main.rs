//! The command line.

fn main() -> std::process::ExitCode {
    fetchwright::cli::main()
}
