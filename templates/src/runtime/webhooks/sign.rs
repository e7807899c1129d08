//! Signs deliveries as a provider does: for tests of receivers, and for the command line.
//!
//! ```text
//! Signer::new(&SCHEME, HMAC_SHA256, "whsec_…")?.sign(&Unsigned::new(body, 1767225822))?
//!   →   Signed { headers: [("Stripe-Signature", "t=1767225822,v1=…")], body }
//! ```
//!
//! Where a scheme signs fields of the body, these are written into it; everywhere else the body stays as it is.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use super::content::{Filling, content};
use super::delivery::Delivery;
use super::keys::{KeyKind, SecretError, SigningKey, key_bytes, unarmoured};
use super::pointer::pick;
use super::refusal::Reason;
use super::scheme::{Algorithm, FieldLocation, Piece, Scheme, pieces};
use super::signature::{encode, first_name};
use super::time::written;

/// What is to be signed.
#[derive(Clone, Copy)]
pub struct Unsigned<'u> {
    /// The body.
    pub body: &'u [u8],
    /// When it is sent, in seconds since 1970.
    pub seconds: i64,
    /// The delivery's id, for schemes that send one.
    pub id: &'u str,
    /// The event's type, for schemes that send it in a header.
    pub event: Option<&'u str>,
    /// The method, for schemes that sign it.
    pub method: &'u str,
    /// The URL, for schemes that sign it.
    pub url: Option<&'u str>,
}

impl<'u> Unsigned<'u> {
    /// A POST of a body at a time.
    pub fn new(body: &'u [u8], seconds: i64) -> Self {
        Unsigned {
            body,
            seconds,
            id: "msg_1",
            event: None,
            method: "POST",
            url: None,
        }
    }
}

/// What is sent.
#[derive(Clone)]
pub struct Signed {
    /// The headers that the scheme adds.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Without body and headers, which may hold a token.
impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed")
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Without the body.
impl fmt::Debug for Unsigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsigned")
            .field("bytes", &self.body.len())
            .field("seconds", &self.seconds)
            .field("id", &self.id)
            .field("event", &self.event)
            .finish_non_exhaustive()
    }
}

/// Signs as a provider does.
pub struct Signer {
    scheme: Scheme,
    secret: Vec<u8>,
    key: Box<dyn SigningKey>,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.scheme.name)
    }
}

/// Why something cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignError {
    /// A part that is signed is not there.
    Content(Reason),
    /// The body must be JSON with these fields, and is not.
    Body(String),
    /// The key does not sign.
    Key(&'static str),
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignError::Content(reason) => write!(f, "cannot be signed: {reason}"),
            SignError::Body(why) => write!(f, "the body cannot be signed: {why}"),
            SignError::Key(why) => write!(f, "the key does not sign: {why}"),
        }
    }
}

impl std::error::Error for SignError {}

impl Signer {
    /// A signer with a secret, which is the private key for asymmetric schemes.
    pub fn new(scheme: &Scheme, kind: KeyKind, secret: &str) -> Result<Signer, SecretError> {
        match scheme.algorithm {
            Algorithm::Ed25519 | Algorithm::EcdsaP256 => {
                Signer::with(scheme, kind, Vec::new(), private(scheme, secret))
            }
            _ => {
                let bytes = key_bytes(&scheme.key, secret)
                    .map_err(|why| SecretError::new(&scheme.name, why))?;
                Signer::with(scheme, kind, bytes.clone(), Ok(bytes))
            }
        }
    }

    /// A signer for schemes with a certificate: what is signed as the secret, and the private key in PEM or base64.
    pub fn with_private_key(
        scheme: &Scheme,
        kind: KeyKind,
        secret: &str,
        key: &str,
    ) -> Result<Signer, SecretError> {
        Signer::with(
            scheme,
            kind,
            secret.as_bytes().to_vec(),
            private(scheme, key),
        )
    }

    fn with(
        scheme: &Scheme,
        kind: KeyKind,
        secret: Vec<u8>,
        key: Result<Vec<u8>, &'static str>,
    ) -> Result<Signer, SecretError> {
        let key = key
            .and_then(|key| (kind.signing)(&key))
            .map_err(|why| SecretError::new(&scheme.name, why))?;
        Ok(Signer {
            scheme: scheme.clone(),
            secret,
            key,
        })
    }

    /// Signs a delivery.
    pub fn sign(&self, unsigned: &Unsigned<'_>) -> Result<Signed, SignError> {
        let mut headers = self.plain_headers(unsigned)?;
        let timestamp = self
            .scheme
            .timestamp
            .as_ref()
            .map(|timestamp| written(unsigned.seconds, timestamp.unit));
        if let FieldLocation::Pointer(pointer) = &self.scheme.signature.place {
            let body = self.signed_fields(unsigned, &headers, pointer, timestamp.as_deref())?;
            return Ok(Signed { headers, body });
        }
        let body = self.stamped(unsigned, timestamp.as_deref())?;
        let signature = self.signature(unsigned, &headers, &body, &body, timestamp.as_deref())?;
        headers.push((
            place_header(&self.scheme.signature.place),
            self.items(signature, timestamp),
        ));
        Ok(Signed {
            headers,
            body: body.into_owned(),
        })
    }

    /// The headers beside the signature.
    fn plain_headers(&self, unsigned: &Unsigned<'_>) -> Result<Vec<(String, String)>, SignError> {
        let scheme = &self.scheme;
        let mut headers = Vec::new();
        if let Some((name, value)) = &scheme.agreed {
            headers.push((name.to_string(), value.trim_start_matches('?').to_owned()));
        }
        if let Some((name, domain)) = &scheme.certificate {
            headers.push((
                name.to_string(),
                format!("https://api.{domain}/certificate.pem"),
            ));
        }
        if let Some(timestamp) = &scheme.timestamp
            && let FieldLocation::Header(names) = &timestamp.place
        {
            headers.push((first_name(names), written(unsigned.seconds, timestamp.unit)));
        }
        if let Some(FieldLocation::Header(names)) = &scheme.id {
            headers.push((first_name(names), unsigned.id.to_owned()));
        }
        if let (Some(FieldLocation::Header(names)), Some(event)) = (&scheme.event, unsigned.event) {
            headers.push((first_name(names), event.to_owned()));
        }
        for piece in pieces(&scheme.content) {
            let piece =
                piece.map_err(|unknown| SignError::Content(Reason::Scheme(unknown.to_owned())))?;
            if let Piece::Header(name) = piece
                && !headers
                    .iter()
                    .any(|(there, _)| there.eq_ignore_ascii_case(name))
            {
                headers.push((name.to_owned(), unsigned.id.to_owned()));
            }
        }
        Ok(headers)
    }

    /// The value of the signature's header.
    fn items(&self, signature: String, timestamp: Option<String>) -> String {
        let signature = format!("{}{signature}", self.scheme.signature.prefix);
        let item = self
            .scheme
            .timestamp
            .as_ref()
            .and_then(|timestamp| match &timestamp.place {
                FieldLocation::Item(prefix) => Some(prefix),
                _ => None,
            });
        match (item, timestamp) {
            (Some(prefix), Some(time)) => format!(
                "{prefix}{time}{}{signature}",
                self.scheme.signature.separator
            ),
            _ => signature,
        }
    }

    /// The body with the timestamp, where the scheme wants it there.
    fn stamped<'u>(
        &self,
        unsigned: &Unsigned<'u>,
        timestamp: Option<&str>,
    ) -> Result<Cow<'u, [u8]>, SignError> {
        let place = self
            .scheme
            .timestamp
            .as_ref()
            .map(|timestamp| &timestamp.place);
        match (place, timestamp) {
            (Some(FieldLocation::Pointer(pointer)), Some(time)) => {
                self.stamped_at(unsigned.body, pointer, &Value::from(time).to_string(), time)
            }
            (Some(FieldLocation::Number(pointer)), Some(time)) => {
                self.stamped_at(unsigned.body, pointer, time, time)
            }
            _ => Ok(Cow::Borrowed(unsigned.body)),
        }
    }

    /// The time in the place of the one that is there, so that the other bytes stay as they are; added where there is none.
    fn stamped_at<'u>(
        &self,
        body: &[u8],
        pointer: &str,
        written: &str,
        time: &str,
    ) -> Result<Cow<'u, [u8]>, SignError> {
        if let Ok(Some(found)) = pick(body, pointer)
            && let Some(start) = offset(body, found.get())
            && let (Some(before), Some(behind)) =
                (body.get(..start), body.get(start + found.get().len()..))
        {
            return Ok(Cow::Owned([before, written.as_bytes(), behind].concat()));
        }
        let mut body = json(body)?;
        self.stamp(&mut body, time)?;
        Ok(Cow::Owned(body.to_string().into_bytes()))
    }

    fn stamp(&self, json: &mut Value, time: &str) -> Result<(), SignError> {
        match self
            .scheme
            .timestamp
            .as_ref()
            .map(|timestamp| &timestamp.place)
        {
            Some(FieldLocation::Pointer(pointer)) => put(json, pointer, Value::from(time)),
            Some(FieldLocation::Number(pointer)) => put(
                json,
                pointer,
                Value::from(time.parse::<i64>().unwrap_or_default()),
            ),
            _ => Ok(()),
        }
    }

    /// The body with a signature in it, or in each item of a batch.
    fn signed_fields(
        &self,
        unsigned: &Unsigned<'_>,
        headers: &[(String, String)],
        pointer: &str,
        timestamp: Option<&str>,
    ) -> Result<Vec<u8>, SignError> {
        let mut body = json(unsigned.body)?;
        let batch = self.scheme.batch.as_ref().filter(|batch| batch.signed);
        let parts: Vec<&mut Value> = match batch {
            None => vec![&mut body],
            Some(batch) => {
                let list = body.pointer_mut(&batch.list).and_then(Value::as_array_mut);
                let list =
                    list.ok_or_else(|| SignError::Body(format!("`{}` is no list", batch.list)))?;
                list.iter_mut()
                    .filter_map(|item| item.pointer_mut(&batch.item))
                    .collect()
            }
        };
        for part in parts {
            timestamp.map_or(Ok(()), |time| self.stamp(part, time))?;
            let text = part.to_string();
            let signature =
                self.signature(unsigned, headers, unsigned.body, text.as_bytes(), timestamp)?;
            put(
                part,
                pointer,
                Value::from(format!("{}{signature}", self.scheme.signature.prefix)),
            )?;
        }
        Ok(body.to_string().into_bytes())
    }

    fn signature(
        &self,
        unsigned: &Unsigned<'_>,
        headers: &[(String, String)],
        body: &[u8],
        json: &[u8],
        timestamp: Option<&str>,
    ) -> Result<String, SignError> {
        let headers = headers.to_vec();
        let delivery = Delivery::new(&headers, body).method(unsigned.method);
        let (id, url, secret) = (Some(unsigned.id), unsigned.url, &*self.secret);
        let parts = Filling {
            delivery,
            json,
            timestamp,
            id,
            url,
            secret,
        };
        let content = content(&self.scheme, &parts).map_err(SignError::Content)?;
        let signature = self.key.sign(&content).map_err(SignError::Key)?;
        Ok(encode(self.scheme.encoding, &signature))
    }
}

/// Where a part of a body begins in it.
fn offset(body: &[u8], part: &str) -> Option<usize> {
    (part.as_ptr() as usize).checked_sub(body.as_ptr() as usize)
}

fn place_header(place: &FieldLocation) -> String {
    match place {
        FieldLocation::Header(names)
        | FieldLocation::Item(names)
        | FieldLocation::Pointer(names)
        | FieldLocation::Number(names) => first_name(names),
    }
}

/// The bytes of a private key: PEM, or as the public one is written, maybe with another prefix.
fn private(scheme: &Scheme, text: &str) -> Result<Vec<u8>, &'static str> {
    if text.contains("-----BEGIN") {
        return unarmoured(text).ok_or("it is no PEM");
    }
    let bare = text
        .split_once('_')
        .filter(|_| !scheme.key.prefix.is_empty())
        .map_or(text, |(_, bare)| bare);
    let unprefixed = super::scheme::Key {
        prefix: Cow::Borrowed(""),
        ..scheme.key.clone()
    };
    match scheme.algorithm {
        Algorithm::RsaCertificate => unarmoured(text).ok_or("it is no base64"),
        _ => key_bytes(&unprefixed, bare),
    }
}

fn json(body: &[u8]) -> Result<Value, SignError> {
    serde_json::from_slice(body).map_err(|error| SignError::Body(error.to_string()))
}

/// Sets a field; objects on the way to it are made.
fn put(json: &mut Value, pointer: &str, value: Value) -> Result<(), SignError> {
    let mut at = json;
    for key in pointer.split('/').skip(1) {
        if at.is_null() {
            *at = Value::Object(serde_json::Map::new());
        }
        let object = at
            .as_object_mut()
            .ok_or_else(|| SignError::Body(format!("`{pointer}` is in no object")))?;
        at = object
            .entry(key.replace("~1", "/").replace("~0", "~"))
            .or_insert(Value::Null);
    }
    *at = value;
    Ok(())
}
