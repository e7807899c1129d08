//! `fetchwright mcp`: arguments to a server on standard input and output.

use super::arguments::McpArguments;
use super::{FAILED, download, say, usage};
use crate::config::Job;
use crate::mcp::{Project, Server, serve};
use crate::source::Input;

pub(super) fn run(arguments: &McpArguments) -> u8 {
    let is_file = |path: &std::path::PathBuf| {
        let text = path.to_string_lossy();
        text != "-" && !text.starts_with("http://") && !text.starts_with("https://")
    };
    if let Some(other) = arguments.spec.iter().find(|path| !is_file(path)) {
        let other = other.display();
        return usage(&format!(
            "`{other}` is no file; this server reads only files: fetchwright mcp specs/api.yaml"
        ));
    }
    let project = match arguments.spec.is_empty() {
        true => Project::of_config(arguments.config.clone(), committed),
        false => Project::of_specifications(arguments.spec.clone(), committed),
    };
    match serve(Server::new(project)) {
        Ok(()) => 0,
        Err(error) => {
            say(&format!("error: {error}"));
            FAILED
        }
    }
}

/// The specification as the last commit has it.
fn committed(job: &Job) -> Result<Input, String> {
    committed_input(&job.input)
}

fn committed_input(input: &Input) -> Result<Input, String> {
    if let Input::Several(inputs) = input {
        let each: Result<Vec<Input>, String> = inputs.iter().map(committed_input).collect();
        return each.map(Input::Several);
    }
    let path = input.path().map(|path| path.display().to_string());
    let path = path.unwrap_or_default();
    download::version(&format!("git:HEAD:{path}")).map_err(|wrong| wrong.message)
}
