//! Where one-time codes and refresh tokens are kept: the trait, and a store in memory for one process.
//!
//! ```text
//! sign-in ──► family ──► code (60 s, once)   ──► refresh token ──► refresh token ──► …
//!                        a second use of any of them ──► the family is revoked
//! ```
//!
//! Invariants: a store sees only SHA-256 hashes. Taking a code and rotating a refresh token are atomic: of two callers one wins. A
//! revoked family stays revoked.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::BoxError;

/// One sign-in, and all tokens that go back to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Random.
    pub id: String,
    /// The account's id.
    pub user: String,
    /// In seconds since 1970.
    pub signed_in_at: u64,
}

/// What becomes of a one-time code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was not used before.
    First {
        /// The sign-in.
        family: Family,
        /// The challenge that the app sent at the start.
        challenge: String,
    },
    /// It was used before: the family's id.
    Again(String),
    /// It never existed, has expired, or its family is revoked.
    Unknown,
}

/// What becomes of a refresh token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// It was not used before, and the next one is stored.
    Rotated(Family),
    /// It was used before, at this time. The next one is not stored.
    Reused(Family, u64),
    /// It never existed, has expired, or its family is revoked.
    Unknown,
}

/// Keeps one-time codes and refresh tokens, by their hashes. Times are seconds since 1970.
pub trait Tokens: Send + Sync + 'static {
    /// Stores a new family.
    fn start(&self, family: &Family) -> impl Future<Output = Result<(), BoxError>> + Send;
    /// Stores a one-time code of a family.
    fn insert_code(
        &self,
        hash: &str,
        family: &str,
        challenge: &str,
        expires: u64,
    ) -> impl Future<Output = Result<(), BoxError>> + Send;
    /// Uses a one-time code up.
    fn take_code(
        &self,
        hash: &str,
        now: u64,
    ) -> impl Future<Output = Result<Taken, BoxError>> + Send;
    /// Stores the first refresh token of a family. It does nothing for a revoked one.
    fn insert_refresh(
        &self,
        hash: &str,
        family: &str,
        expires: u64,
    ) -> impl Future<Output = Result<(), BoxError>> + Send;
    /// Uses a refresh token up and stores the next one of its family.
    fn rotate(
        &self,
        hash: &str,
        next: &str,
        expires: u64,
        now: u64,
    ) -> impl Future<Output = Result<Rotation, BoxError>> + Send;
    /// Makes all tokens of a family useless.
    fn revoke_family(&self, family: &str) -> impl Future<Output = Result<(), BoxError>> + Send;
    /// Makes all tokens of a user useless: "sign out everywhere".
    fn revoke_user(&self, user: &str) -> impl Future<Output = Result<(), BoxError>> + Send;
    /// Removes what has expired, and families without tokens.
    fn remove_expired(&self, now: u64) -> impl Future<Output = Result<(), BoxError>> + Send;
}

pub(crate) type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// [`Tokens`] behind a pointer.
pub(crate) trait AnyTokens: Send + Sync {
    fn start<'a>(&'a self, family: &'a Family) -> StoreFuture<'a, ()>;
    fn insert_code<'a>(
        &'a self,
        hash: &'a str,
        family: &'a str,
        challenge: &'a str,
        expires: u64,
    ) -> StoreFuture<'a, ()>;
    fn take_code<'a>(&'a self, hash: &'a str, now: u64) -> StoreFuture<'a, Taken>;
    fn insert_refresh<'a>(
        &'a self,
        hash: &'a str,
        family: &'a str,
        expires: u64,
    ) -> StoreFuture<'a, ()>;
    fn rotate<'a>(
        &'a self,
        hash: &'a str,
        next: &'a str,
        expires: u64,
        now: u64,
    ) -> StoreFuture<'a, Rotation>;
    fn revoke_family<'a>(&'a self, family: &'a str) -> StoreFuture<'a, ()>;
    fn revoke_user<'a>(&'a self, user: &'a str) -> StoreFuture<'a, ()>;
    fn remove_expired(&self, now: u64) -> StoreFuture<'_, ()>;
}

impl<T: Tokens> AnyTokens for T {
    fn start<'a>(&'a self, family: &'a Family) -> StoreFuture<'a, ()> {
        Box::pin(Tokens::start(self, family))
    }

    fn insert_code<'a>(
        &'a self,
        hash: &'a str,
        family: &'a str,
        challenge: &'a str,
        expires: u64,
    ) -> StoreFuture<'a, ()> {
        Box::pin(Tokens::insert_code(self, hash, family, challenge, expires))
    }

    fn take_code<'a>(&'a self, hash: &'a str, now: u64) -> StoreFuture<'a, Taken> {
        Box::pin(Tokens::take_code(self, hash, now))
    }

    fn insert_refresh<'a>(
        &'a self,
        hash: &'a str,
        family: &'a str,
        expires: u64,
    ) -> StoreFuture<'a, ()> {
        Box::pin(Tokens::insert_refresh(self, hash, family, expires))
    }

    fn rotate<'a>(
        &'a self,
        hash: &'a str,
        next: &'a str,
        expires: u64,
        now: u64,
    ) -> StoreFuture<'a, Rotation> {
        Box::pin(Tokens::rotate(self, hash, next, expires, now))
    }

    fn revoke_family<'a>(&'a self, family: &'a str) -> StoreFuture<'a, ()> {
        Box::pin(Tokens::revoke_family(self, family))
    }

    fn revoke_user<'a>(&'a self, user: &'a str) -> StoreFuture<'a, ()> {
        Box::pin(Tokens::revoke_user(self, user))
    }

    fn remove_expired(&self, now: u64) -> StoreFuture<'_, ()> {
        Box::pin(Tokens::remove_expired(self, now))
    }
}

/// Tokens in the memory of this process: a restart signs everybody out when the session token expires.
#[derive(Clone, Default)]
pub struct MemoryTokens(Arc<Mutex<Memory>>);

#[derive(Default)]
struct Memory {
    families: HashMap<String, (Family, bool)>,
    codes: HashMap<String, Code>,
    refreshes: HashMap<String, Refresh>,
}

struct Code {
    family: String,
    challenge: String,
    expires: u64,
    used: bool,
}

struct Refresh {
    family: String,
    expires: u64,
    used_at: Option<u64>,
}

impl Memory {
    fn family(&self, id: &str) -> Option<Family> {
        self.families
            .get(id)
            .filter(|(_, revoked)| !revoked)
            .map(|(family, _)| family.clone())
    }
}

impl MemoryTokens {
    fn with<T>(&self, work: impl FnOnce(&mut Memory) -> T) -> Result<T, BoxError> {
        Ok(work(
            &mut self.0.lock().unwrap_or_else(PoisonError::into_inner),
        ))
    }
}

impl Tokens for MemoryTokens {
    async fn start(&self, family: &Family) -> Result<(), BoxError> {
        self.with(|it| {
            drop(
                it.families
                    .insert(family.id.clone(), (family.clone(), false)),
            )
        })
    }

    async fn insert_code(
        &self,
        hash: &str,
        family: &str,
        challenge: &str,
        expires: u64,
    ) -> Result<(), BoxError> {
        let code = Code {
            family: family.to_owned(),
            challenge: challenge.to_owned(),
            expires,
            used: false,
        };
        self.with(|it| drop(it.codes.insert(hash.to_owned(), code)))
    }

    async fn take_code(&self, hash: &str, now: u64) -> Result<Taken, BoxError> {
        self.with(|it| {
            let Some(code) = it.codes.get_mut(hash).filter(|code| code.expires > now) else {
                return Taken::Unknown;
            };
            if std::mem::replace(&mut code.used, true) {
                return Taken::Again(code.family.clone());
            }
            let (id, challenge) = (code.family.clone(), code.challenge.clone());
            it.family(&id)
                .map_or(Taken::Unknown, |family| Taken::First { family, challenge })
        })
    }

    async fn insert_refresh(&self, hash: &str, family: &str, expires: u64) -> Result<(), BoxError> {
        self.with(|it| {
            if it.family(family).is_some() {
                it.refreshes.insert(
                    hash.to_owned(),
                    Refresh {
                        family: family.to_owned(),
                        expires,
                        used_at: None,
                    },
                );
            }
        })
    }

    async fn rotate(
        &self,
        hash: &str,
        next: &str,
        expires: u64,
        now: u64,
    ) -> Result<Rotation, BoxError> {
        self.with(|it| {
            let Some(refresh) = it
                .refreshes
                .get(hash)
                .filter(|refresh| refresh.expires > now)
            else {
                return Rotation::Unknown;
            };
            let Some(family) = it.family(&refresh.family) else {
                return Rotation::Unknown;
            };
            if let Some(used_at) = refresh.used_at {
                return Rotation::Reused(family, used_at);
            }
            if let Some(refresh) = it.refreshes.get_mut(hash) {
                refresh.used_at = Some(now);
            }
            it.refreshes.insert(
                next.to_owned(),
                Refresh {
                    family: family.id.clone(),
                    expires,
                    used_at: None,
                },
            );
            Rotation::Rotated(family)
        })
    }

    async fn revoke_family(&self, family: &str) -> Result<(), BoxError> {
        self.with(|it| {
            if let Some((_, revoked)) = it.families.get_mut(family) {
                *revoked = true;
            }
        })
    }

    async fn revoke_user(&self, user: &str) -> Result<(), BoxError> {
        self.with(|it| {
            for (_, revoked) in it
                .families
                .values_mut()
                .filter(|(family, _)| family.user == user)
            {
                *revoked = true;
            }
        })
    }

    async fn remove_expired(&self, now: u64) -> Result<(), BoxError> {
        self.with(|it| {
            it.codes.retain(|_, code| code.expires > now);
            it.refreshes.retain(|_, refresh| refresh.expires > now);
            let used: std::collections::HashSet<&String> = it
                .codes
                .values()
                .map(|code| &code.family)
                .chain(it.refreshes.values().map(|refresh| &refresh.family))
                .collect();
            it.families.retain(|id, (family, _)| {
                used.contains(id) || family.signed_in_at.saturating_add(60) > now
            });
        })
    }
}
