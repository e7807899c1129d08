//! Where tokens are kept between calls, and between programs.
//!
//! ```text
//! load → renew → save → use       a new pair is stored before it is used: a server may have voided the one before
//! ```

use std::any::Any;
use std::sync::{Mutex, PoisonError};

use super::boxed::{BoxError, BoxFuture};
use super::token_request::Tokens;

/// Keeps the tokens of one user.
pub trait TokenStore: Send + Sync + 'static {
    /// The tokens, if there are any.
    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, BoxError>>;

    /// Replaces the tokens. They are durable when this returns.
    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), BoxError>>;

    /// Keeps other programs from renewing the same tokens until the value is dropped. A store of one program needs none.
    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, BoxError>> {
        Box::pin(std::future::ready(Ok(StoreLock::none())))
    }
}

/// While it lives, nobody else renews.
pub struct StoreLock {
    _guard: Option<Box<dyn Any + Send>>,
}

impl StoreLock {
    /// Nothing that has to be given back.
    pub fn none() -> StoreLock {
        StoreLock { _guard: None }
    }

    /// What gives the lock back when it is dropped.
    pub fn new(guard: impl Any + Send) -> StoreLock {
        StoreLock {
            _guard: Some(Box::new(guard)),
        }
    }
}

/// Tokens in memory.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<Option<Tokens>>);

impl MemoryStore {
    /// With these tokens.
    pub fn new(tokens: Tokens) -> MemoryStore {
        MemoryStore(Mutex::new(Some(tokens)))
    }
}

impl TokenStore for MemoryStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, BoxError>> {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Box::pin(std::future::ready(Ok(tokens.clone())))
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), BoxError>> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(tokens.clone());
        Box::pin(std::future::ready(Ok(())))
    }
}
