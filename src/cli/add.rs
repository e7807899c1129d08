//! `fetchwright add`: a provider's own specification, a client in the config, and the client.
//!
//! ```text
//! $ fetchwright add stripe --include 'POST /v1/checkout/sessions'
//! specs/stripe.json: 6.1 MB from https://raw.githubusercontent.com/stripe/openapi/master/openapi/spec3.json
//! fetchwright.toml: [client.stripe]
//! src/stripe: …
//! ```
//!
//! Invariants: a file that exists is never overwritten; the config gets text behind its end and keeps all else; without
//! a specification the config stays as it was.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::arguments::{AddArguments, MessageFormat};
use super::{FAILED, download, generate, print, show};
use crate::config::{Config, Outcome};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::names::snake;
use crate::providers::{self, Provider};
use crate::source::{Input, Node};

pub(super) fn run(arguments: &AddArguments) -> u8 {
    match add(arguments) {
        Ok(code) => code,
        Err(diagnostic) => {
            let mut outcome = Outcome::default();
            outcome.diagnostics.report(diagnostic);
            show(&outcome, MessageFormat::Human);
            FAILED
        }
    }
}

fn add(arguments: &AddArguments) -> Result<u8, Diagnostic> {
    let provider = Provider::named(&arguments.provider)
        .ok_or_else(|| providers::unknown(&arguments.provider))?;
    let name = arguments
        .name
        .clone()
        .unwrap_or_else(|| snake(provider.name));
    refuse_known_client(&arguments.config, &name)?;
    let url = match &arguments.spec {
        Some(spec) => spec.clone(),
        None => published(provider)?,
    };
    let base = arguments.config.parent().unwrap_or(Path::new(""));
    let spec = specification(&url, provider, base)?;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("src").join(&name));
    let section = section(&name, provider, &url, &spec, &out, arguments);
    append(&arguments.config, &section)?;
    print(&format!(
        "{}: [client.{name}]\n",
        arguments.config.display()
    ));
    let (code, example) = generate::client(&arguments.config, &name);
    if code == 0 {
        print(&start(&name, provider, &out, &example));
    } else {
        print(&format!(
            "the client could not be written; change [client.{name}] in {} and run `fetchwright generate`\n",
            arguments.config.display()
        ));
    }
    Ok(code)
}

/// The first lines of a program, where a module of this name is in the usual place, and where others keep the credentials.
fn start(name: &str, provider: &Provider, out: &Path, example: &[String]) -> String {
    let path = out.strip_prefix("src").ok();
    let is_usual = path.is_some_and(|path| path == Path::new(name));
    let module = match is_usual {
        true => format!("mod {name};\n\n"),
        false => String::new(),
    };
    let variables = match environment(provider) {
        names if names.is_empty() => String::new(),
        names => format!(
            "the provider's own tools read the credentials from {}\n",
            names.join(" and ")
        ),
    };
    let lines = module.lines().chain(example.iter().map(String::as_str));
    let program = lines.fold(String::new(), |text, line| match line {
        "" => text + "\n",
        line => text + "  " + line + "\n",
    });
    format!("a first call:\n{program}{variables}")
}

/// The environment variables of the provider's credentials.
fn environment(provider: &Provider) -> Vec<String> {
    let file = provider.read(&mut Diagnostics::default());
    let facts = file.root().and_then(|root| root.get("x-fetchwright"));
    let credentials = facts.and_then(|facts| facts.get("credentials")?.as_object());
    let entries = credentials.map_or(&[][..], |credentials| credentials.entries());
    let mut names: Vec<String> = entries
        .iter()
        .filter_map(|entry| entry.node.get("env")?.as_str().map(str::to_owned))
        .collect();
    names.dedup();
    names
}

/// A second client of one name would replace the first.
fn refuse_known_client(config: &Path, name: &str) -> Result<(), Diagnostic> {
    if !config.exists() {
        return Ok(());
    }
    let config_file = Config::from_file(config).map_err(|error| {
        let found = error.outcome().diagnostics.all().first().cloned();
        found.unwrap_or_else(|| {
            Diagnostic::error(Code::Config, format!("cannot read {}", config.display()))
        })
    })?;
    let mut jobs = config_file.jobs().iter();
    match jobs.any(|job| job.settings.name.as_deref() == Some(name)) {
        true => {
            let message = format!("{} already has a client `{name}`", config.display());
            let help = format!(
                "add operations to its `include`, run `fetchwright update {name}` for a newer specification, or choose another name with --name"
            );
            Err(Diagnostic::error(Code::Config, message).help(help))
        }
        false => Ok(()),
    }
}

/// The URL of the specification that the provider publishes.
fn published(provider: &Provider) -> Result<String, Diagnostic> {
    let file = provider.read(&mut Diagnostics::default());
    let about = file
        .root()
        .and_then(|root| root.get("x-fetchwright")?.get("provider"));
    let specifications = about
        .and_then(|about| about.get("specifications"))
        .and_then(Node::as_array)
        .unwrap_or_default();
    let urls: Vec<&str> = specifications
        .iter()
        .filter_map(|specification| specification.get("url")?.as_str())
        .collect();
    let by_file = format!("with a file: fetchwright add {} --spec FILE", provider.name);
    match urls.as_slice() {
        [url] => Ok((*url).to_owned()),
        [] => {
            let message = format!("{} publishes no OpenAPI specification", provider.name);
            Err(Diagnostic::error(Code::Config, message).help(by_file))
        }
        [first, ..] => {
            let message = format!(
                "{} publishes {} specifications; choose one",
                provider.name,
                urls.len()
            );
            let help = format!(
                "for example: fetchwright add {} --spec {first}\n`fetchwright providers {}` lists all",
                provider.name, provider.name
            );
            Err(Diagnostic::error(Code::Config, message).help(help))
        }
    }
}

/// The path of the specification, which is downloaded and stored unless it is a file already.
fn specification(url: &str, provider: &Provider, base: &Path) -> Result<PathBuf, Diagnostic> {
    let is_remote = url.starts_with("http://") || url.starts_with("https://");
    if !is_remote {
        let path = PathBuf::from(url);
        return match path.is_file() {
            true => Ok(path),
            false => {
                let message = format!("there is no file {}", path.display());
                Err(Diagnostic::error(Code::Unreadable, message))
            }
        };
    }
    let ending = match url.rsplit_once('.') {
        Some((_, "yaml" | "yml")) => "yaml",
        _ => "json",
    };
    let path = base
        .join("specs")
        .join(format!("{}.{ending}", provider.name));
    if path.exists() {
        let message = format!("{} exists, and is not overwritten", path.display());
        let help = format!(
            "use it: fetchwright add {} --spec {}",
            provider.name,
            path.display()
        );
        return Err(Diagnostic::error(Code::Unwritable, message).help(help));
    }
    let Input::Text { name, bytes } =
        download::input(url).map_err(|error| offline(error, provider))?
    else {
        return Err(Diagnostic::error(
            Code::Unreadable,
            format!("{url} is not a URL"),
        ));
    };
    store(&path, &bytes)?;
    print(&format!(
        "{}: {:.1} MB from {name}\n",
        path.display(),
        bytes.len() as f64 / 1e6
    ));
    Ok(path)
}

/// A download that failed can be made by other means.
fn offline(error: Diagnostic, provider: &Provider) -> Diagnostic {
    error.help(format!(
        "download the specification by other means, and name the file: fetchwright add {} --spec FILE",
        provider.name
    ))
}

fn store(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let stored = std::fs::create_dir_all(folder)
        .and_then(|()| File::create_new(path))
        .and_then(|mut file| file.write_all(bytes));
    stored.map_err(|error| {
        Diagnostic::error(
            Code::Unwritable,
            format!("cannot write {}: {error}", path.display()),
        )
    })
}

/// The client's section of the config.
fn section(
    name: &str,
    provider: &Provider,
    url: &str,
    spec: &Path,
    out: &Path,
    arguments: &AddArguments,
) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let path = |path: &Path| text(&path.display().to_string().replace('\\', "/"));
    let relative = arguments
        .config
        .parent()
        .and_then(|base| spec.strip_prefix(base).ok())
        .unwrap_or(spec);
    let mut section = format!("[client.{name}]\nspec = {}\n", path(relative));
    if url.contains("://") {
        section += &format!("source = {}\n", text(url));
    }
    section += &format!(
        "provider = {}\nout = {}\nlayout = \"module\"\n",
        text(provider.name),
        path(out)
    );
    if !arguments.include.is_empty() {
        let selectors: Vec<String> = arguments.include.iter().map(|one| text(one)).collect();
        section += &format!("include = [{}]\n", selectors.join(", "));
    }
    section
}

/// Puts text behind the end of the config, which may not exist yet.
fn append(config: &Path, section: &str) -> Result<(), Diagnostic> {
    let known = std::fs::read_to_string(config).unwrap_or_default();
    let gap = match known.is_empty() {
        true => "",
        false if known.ends_with('\n') => "\n",
        false => "\n\n",
    };
    let appended = File::options()
        .create(true)
        .append(true)
        .open(config)
        .and_then(|mut file| file.write_all(format!("{gap}{section}").as_bytes()));
    appended.map_err(|error| {
        let message = format!("cannot write {}: {error}", config.display());
        Diagnostic::error(Code::Unwritable, message)
    })
}
