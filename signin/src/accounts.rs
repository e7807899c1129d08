//! This site's accounts, as a sign-in needs them.
//!
//! ```text
//! identity  →  find_by_identity, find_by_email  →  linking::decide  →  create | link
//! ```
//!
//! The traits are for your own tables. `SqliteStore` and `PostgresStore` implement them with tables of their own.

use std::pin::Pin;

use crate::error::BoxError;
use crate::identity::Identity;
use crate::linking::Account;

/// Your accounts.
///
/// `find_by_email` receives an address in lower case (ASCII) and returns the accounts that have exactly this address in this form.
///
/// Accounts whose address nobody has confirmed lead to a conflict, so that nobody takes an account over by registering an address
/// before its owner does. Delete them after some days, or the owner cannot sign up.
pub trait Accounts: Send + Sync + 'static {
    /// The account that has an identity.
    fn find_by_identity(
        &self,
        provider: &str,
        subject: &str,
    ) -> impl Future<Output = Result<Option<Account>, BoxError>> + Send;
    /// The accounts that have an address.
    fn find_by_email(
        &self,
        address: &str,
    ) -> impl Future<Output = Result<Vec<Account>, BoxError>> + Send;
    /// Creates an account with its first identity and, if there is one, a verified address, and returns its id. `None` if the
    /// identity or the address was taken meanwhile: the decision is then made again. Unique constraints must ensure that.
    fn create(
        &self,
        identity: &Identity,
        address: Option<&str>,
    ) -> impl Future<Output = Result<Option<String>, BoxError>> + Send;
    /// Adds an identity to an account; false if it was taken meanwhile. It changes neither the account's address nor its name.
    fn link(
        &self,
        account: &str,
        identity: &Identity,
    ) -> impl Future<Output = Result<bool, BoxError>> + Send;
}

type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// [`Accounts`] behind a pointer.
pub(crate) trait AnyAccounts: Send + Sync {
    fn find_by_identity<'a>(
        &'a self,
        provider: &'a str,
        subject: &'a str,
    ) -> StoreFuture<'a, Option<Account>>;
    fn find_by_email<'a>(&'a self, address: &'a str) -> StoreFuture<'a, Vec<Account>>;
    fn create<'a>(
        &'a self,
        identity: &'a Identity,
        address: Option<&'a str>,
    ) -> StoreFuture<'a, Option<String>>;
    fn link<'a>(&'a self, account: &'a str, identity: &'a Identity) -> StoreFuture<'a, bool>;
}

impl<T: Accounts> AnyAccounts for T {
    fn find_by_identity<'a>(
        &'a self,
        provider: &'a str,
        subject: &'a str,
    ) -> StoreFuture<'a, Option<Account>> {
        Box::pin(Accounts::find_by_identity(self, provider, subject))
    }

    fn find_by_email<'a>(&'a self, address: &'a str) -> StoreFuture<'a, Vec<Account>> {
        Box::pin(Accounts::find_by_email(self, address))
    }

    fn create<'a>(
        &'a self,
        identity: &'a Identity,
        address: Option<&'a str>,
    ) -> StoreFuture<'a, Option<String>> {
        Box::pin(Accounts::create(self, identity, address))
    }

    fn link<'a>(&'a self, account: &'a str, identity: &'a Identity) -> StoreFuture<'a, bool> {
        Box::pin(Accounts::link(self, account, identity))
    }
}
