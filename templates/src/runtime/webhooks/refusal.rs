//! Why a delivery is refused: for the logs, never for the sender, and without any secret.

use std::borrow::Cow;
use std::fmt;

/// A delivery that is not taken.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub(super) scheme: Cow<'static, str>,
    pub(super) reason: Reason,
    pub(super) hint: Cow<'static, str>,
    /// Whether everything but the delivery's time is right.
    pub(super) only_the_time: bool,
}

impl Refusal {
    /// Why.
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// The status to respond with, and nothing else: 401 where the signature or its time is wrong, 413 for a body that
    /// is too large, 400 for everything else.
    pub fn status(&self) -> u16 {
        match self.reason {
            Reason::Mismatch(_)
            | Reason::TooOld { .. }
            | Reason::TooNew { .. }
            | Reason::Missing(_) => 401,
            Reason::BodyTooLarge { .. } => 413,
            _ => 400,
        }
    }
}

/// Why a delivery is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A header is not there.
    Missing(String),
    /// A header is there more than once.
    Repeated(String),
    /// A header is longer than any honest one.
    TooLong {
        /// Its name.
        header: String,
        /// Its length in bytes.
        bytes: usize,
    },
    /// A header, an item of it or a field of the body has a form that it cannot have.
    Malformed {
        /// What: a header's name, an item's name or a JSON pointer.
        what: String,
        /// Why.
        why: &'static str,
    },
    /// None of the signatures is of the kind that counts: `v1=`.
    NoSignature {
        /// Where signatures are.
        place: String,
        /// What one begins with.
        prefix: String,
    },
    /// More signatures than any provider sends.
    TooManySignatures(usize),
    /// The delivery, or its timestamp, is older than it may be.
    TooOld {
        /// Its age in seconds.
        seconds: u64,
        /// How old it may be.
        tolerance: u64,
    },
    /// It comes from further in the future than it may.
    TooNew {
        /// How far, in seconds.
        seconds: u64,
        /// How far it may.
        tolerance: u64,
    },
    /// The value of a header differs from the scheme.
    Disagreed {
        /// The header.
        header: String,
        /// The value that it must have.
        expected: String,
    },
    /// There is no body, and the provider always sends one.
    EmptyBody,
    /// The body is larger than it may be.
    BodyTooLarge {
        /// How many bytes it may have.
        limit: usize,
    },
    /// The body is not the JSON that the scheme signs fields of.
    NotJson(String),
    /// The scheme signs the URL, and none was given.
    UrlNeeded,
    /// The certificate is missing or is not trusted.
    Certificate(String),
    /// The scheme itself is invalid: its content has an unknown placeholder.
    Scheme(String),
    /// No signature fits.
    Mismatch(Cause),
}

/// Why no signature fits, as far as it can be found out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// Another secret or another body.
    Unknown,
    /// The body was changed on its way: it fits in another form.
    Body(&'static str),
    /// The secret was read in another form than it is meant.
    Secret(&'static str),
    /// The URL is another than the provider signed.
    Url(&'static str),
    /// A header was changed on its way: it fits in another form.
    Header(&'static str),
    /// What the delivery itself lets suspect; it cannot be proved, since the signed bytes are lost.
    Suspected(&'static str),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} delivery refused: {}", self.scheme, self.reason)?;
        match &self.reason {
            Reason::Mismatch(Cause::Unknown) if !self.hint.is_empty() => {
                write!(f, "; {}", self.hint)
            }
            Reason::TooOld { .. } | Reason::TooNew { .. } if self.only_the_time => {
                f.write_str("; the signature fits, so that only the time is wrong")
            }
            _ => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Missing(name) => {
                write!(
                    f,
                    "`{name}` is missing; does a proxy strip it, or did somebody else send this?"
                )
            }
            Reason::Repeated(name) => write!(f, "`{name}` is there more than once"),
            Reason::TooLong { header, bytes } => write!(f, "`{header}` has {bytes} bytes"),
            Reason::Malformed { what, why } => write!(f, "`{what}` {why}"),
            Reason::NoSignature { place, prefix } => {
                write!(f, "`{place}` has no signature that begins with `{prefix}`")
            }
            Reason::TooManySignatures(count) => {
                write!(f, "{count} signatures are more than any provider sends")
            }
            Reason::TooOld { seconds, tolerance } => write!(
                f,
                "it is {seconds} seconds old, and may be {tolerance}; is it a replay, did it wait in a queue, or is this \
                 clock ahead?"
            ),
            Reason::TooNew { seconds, tolerance } => {
                write!(
                    f,
                    "it comes from {seconds} seconds in the future, and may from {tolerance}; is this clock behind?"
                )
            }
            Reason::Disagreed { header, expected } => write!(f, "`{header}` must be `{expected}`"),
            Reason::EmptyBody => f.write_str("it has no body; did a parser read it before?"),
            Reason::BodyTooLarge { limit } => write!(f, "its body has more than {limit} bytes"),
            Reason::NotJson(why) => write!(f, "its body is not JSON: {why}"),
            Reason::UrlNeeded => f.write_str("its URL is signed, and none was given"),
            Reason::Certificate(why) => write!(f, "its certificate is not trusted: {why}"),
            Reason::Scheme(what) => {
                write!(
                    f,
                    "the scheme signs `{what}`, which is not a known placeholder"
                )
            }
            Reason::Mismatch(cause) => cause.fmt(f),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Unknown => {
                f.write_str("no signature fits: the secret is another one, or the body was changed")
            }
            Cause::Body(how) => write!(
                f,
                "the body was changed on its way: its signature fits {how}; take the raw bytes before any parser"
            ),
            Cause::Secret(how) => {
                write!(
                    f,
                    "the secret is read in another way than it is meant: the signature fits {how}"
                )
            }
            Cause::Url(how) => write!(
                f,
                "the URL is another one than was signed: the signature fits {how}"
            ),
            Cause::Header(how) => write!(
                f,
                "a header was changed on its way: the signature fits it {how}"
            ),
            Cause::Suspected(why) => write!(f, "no signature fits, and {why}"),
        }
    }
}
