//! Where a secret comes from: the command line, the environment or a file, to its text.
//!
//! ```text
//! whsec_abc   →  whsec_abc        (seen by everyone who may list processes)
//! env:NAME    →  the variable's value
//! file:PATH   →  the file's text, without the line break at its end
//! ```
//!
//! Invariant: no secret is shown, not by `Debug` and not by an error.

use std::fmt;
use std::str::FromStr;

use super::Failure;

/// A secret as the command line names it.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::cli) enum Secret {
    /// Itself.
    Text(String),
    /// The name of a variable.
    Environment(String),
    /// The path of a file.
    File(String),
}

impl FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Secret, Self::Err> {
        Ok(match text.split_once(':') {
            Some(("env", name)) => Secret::Environment(name.to_owned()),
            Some(("file", path)) => Secret::File(path.to_owned()),
            _ => Secret::Text(text.to_owned()),
        })
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Secret::Text(_) => f.write_str("Text(…)"),
            Secret::Environment(name) => f.debug_tuple("Environment").field(name).finish(),
            Secret::File(path) => f.debug_tuple("File").field(path).finish(),
        }
    }
}

impl Secret {
    /// Its text. Fails where the variable or the file is not there, is not UTF-8, or is empty.
    pub(in crate::cli) fn read(&self) -> Result<String, Failure> {
        let text = match self {
            Secret::Text(text) => text.clone(),
            Secret::Environment(name) => std::env::var(name).map_err(|error| match error {
                std::env::VarError::NotPresent => {
                    Failure::new(format!("the variable {name} is not set"))
                }
                std::env::VarError::NotUnicode(_) => {
                    Failure::new(format!("the variable {name} is not UTF-8"))
                }
            })?,
            Secret::File(path) => std::fs::read_to_string(path).map_err(|error| {
                Failure::new(format!("cannot read the secret in {path}: {error}"))
            })?,
        };
        let text = match self {
            Secret::File(_) => text
                .strip_suffix('\n')
                .map_or(&*text, |text| text.strip_suffix('\r').unwrap_or(text)),
            _ => &text,
        };
        match text {
            "" => Err(Failure::new(format!(
                "the secret {} is empty",
                self.origin()
            ))),
            text => Ok(text.to_owned()),
        }
    }

    fn origin(&self) -> String {
        match self {
            Secret::Text(_) => "on the command line".to_owned(),
            Secret::Environment(name) => format!("in the variable {name}"),
            Secret::File(path) => format!("in {path}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let secret: Secret = "whsec_5ecret".parse().unwrap();
        assert_eq!(format!("{secret:?}"), "Text(…)");
        assert_eq!(secret.read().unwrap(), "whsec_5ecret");
    }

    #[test]
    fn a_missing_source_is_named() {
        let secret: Secret = "env:FETCHWRIGHT_NO_SUCH_VARIABLE".parse().unwrap();
        assert_eq!(
            secret.read().unwrap_err().to_string(),
            "the variable FETCHWRIGHT_NO_SUCH_VARIABLE is not set"
        );
        let secret: Secret = "file:/no/such/file".parse().unwrap();
        assert!(
            secret
                .read()
                .unwrap_err()
                .to_string()
                .starts_with("cannot read the secret in /no/such/file: ")
        );
    }

    #[test]
    fn an_empty_secret_is_refused() {
        let secret: Secret = "".parse().unwrap();
        assert_eq!(
            secret.read().unwrap_err().to_string(),
            "the secret on the command line is empty"
        );
    }
}
