//! What goes wrong in an inbox. No variant holds a database URL, a header or a body.

use std::fmt;

/// Any error, as handlers and verifiers return it: `?` converts every error type into it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// An inbox cannot do what was asked.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The database failed, or cannot be reached.
    Database(BoxError),
    /// A later version of this library has migrated the database. Deploy that version here too.
    NewerSchema {
        /// The version of the database's schema.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// So much waits for the database already that no more is accepted.
    Busy,
    /// The store no longer runs.
    Closed,
    /// The inbox is not set up for this: the text explains it.
    Settings(String),
    /// The lease of this attempt has ended, and another worker may run the event. Nothing was committed.
    LeaseLost,
}

impl Error {
    pub(crate) fn database(error: impl Into<BoxError>) -> Error {
        Error::Database(error.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Database(error) => write!(f, "the inbox's database: {}", with_sources(&**error)),
            Error::NewerSchema { found, known } => write!(
                f,
                "the inbox's database has schema {found}, and this program knows schemas up to {known}: \
                 a newer version of fetchwright-inbox has migrated it"
            ),
            Error::Busy => f.write_str("too many deliveries wait for the inbox's database"),
            Error::Closed => f.write_str("the inbox is closed"),
            Error::Settings(text) => f.write_str(text),
            Error::LeaseLost => f.write_str("the lease of this attempt has ended"),
        }
    }
}

impl std::error::Error for Error {}

/// `db error: ERROR: relation "x" does not exist`: drivers put the useful half into the source.
pub(crate) fn with_sources(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        let more = source.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        next = source.source();
    }
    text
}

#[cfg(feature = "sqlite")]
impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        Error::database(error)
    }
}

#[cfg(feature = "postgres")]
impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Error {
        Error::database(error)
    }
}
