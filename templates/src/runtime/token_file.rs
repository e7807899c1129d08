//! Tokens in a file that only its owner can read, shared by programs of one machine.
//!
//! ```text
//! tokens.json        mode 0600, replaced as a whole
//! tokens.json.lock   there while one program renews
//! ```

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::auth::Secret;
use super::boxed::{BoxError, BoxFuture};
use super::token_request::Tokens;
use super::token_store::{StoreLock, TokenStore};

/// A program that holds the lock for longer has ended without giving it back.
const STALE: Duration = Duration::from_secs(90);
/// How often the lock is tried.
const PAUSE: Duration = Duration::from_millis(20);

/// Tokens in a file.
#[derive(Clone, Debug)]
pub struct FileStore(PathBuf);

impl FileStore {
    /// In this file, which need not be there.
    pub fn new(path: impl Into<PathBuf>) -> FileStore {
        FileStore(path.into())
    }

    fn beside(&self, end: &str) -> PathBuf {
        let mut name = self.0.clone().into_os_string();
        name.push(end);
        PathBuf::from(name)
    }

    fn read(&self) -> Result<Option<Tokens>, BoxError> {
        let text = match fs::read(&self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let value: Value = serde_json::from_slice(&text)?;
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let scopes = value.get("scopes").and_then(Value::as_array);
        let scopes = scopes.into_iter().flatten().filter_map(Value::as_str);
        Ok(Some(Tokens {
            access_token: text("access_token").unwrap_or_default().into(),
            renew_at: value.get("renew_at").and_then(Value::as_u64),
            refresh_token: text("refresh_token").map(Secret::from),
            scopes: scopes.map(str::to_owned).collect(),
        }))
    }

    /// Replaces the file in one step: a reader sees the old tokens or the new ones.
    fn write(&self, tokens: &Tokens) -> Result<(), BoxError> {
        let value = json!({
            "access_token": tokens.access_token.expose(),
            "renew_at": tokens.renew_at,
            "refresh_token": tokens.refresh_token.as_ref().map(Secret::expose),
            "scopes": tokens.scopes,
        });
        let new = self.beside(&format!(".{}.new", std::process::id()));
        let written = private(&new).and_then(|mut file| {
            file.write_all(value.to_string().as_bytes())?;
            file.sync_all()?;
            fs::rename(&new, &self.0)
        });
        if written.is_err() {
            // What is left would hold tokens.
            let _ = fs::remove_file(&new);
        }
        Ok(written?)
    }
}

/// A new file that only its owner can read.
fn private(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl TokenStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, BoxError>> {
        Box::pin(std::future::ready(self.read()))
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(std::future::ready(self.write(tokens)))
    }

    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, BoxError>> {
        Box::pin(async move {
            let path = self.beside(".lock");
            loop {
                match private_new(&path) {
                    Ok(_) => return Ok(StoreLock::new(Locked(path))),
                    Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                        return Err(error.into());
                    }
                    Err(_) => {}
                }
                let age = fs::metadata(&path).and_then(|it| it.modified());
                if age.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > STALE)) {
                    let _ = fs::remove_file(&path);
                }
                tokio::time::sleep(PAUSE).await;
            }
        })
    }
}

fn private_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

struct Locked(PathBuf);

impl Drop for Locked {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
