//! A delivery and the secrets of its endpoint to what is verified.
//!
//! ```text
//! let secrets = Secrets::new(&SCHEME, HMAC_SHA256, ["whsec_…"])?;
//! let verified = secrets.verify(&Delivery::new(&headers, &body))?;   // Verified<&[u8]>, or a Refusal with the reason
//! ```
//!
//! Invariants: [`Verified`] is made here and in `events`, after a signature fitted; secrets and signatures are compared
//! in constant time; work is bounded by the body's size, and by so many signatures, secrets and forms of the URL.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::content::{Content, Filling, content};
use super::delivery::Delivery;
use super::diagnosis::explained;
use super::form::url_forms;
use super::keys::Attempt;
use super::pointer::{pick, pick_text};
use super::refusal::{Cause, Reason, Refusal};
use super::scheme::{Batch, FieldLocation, Scheme, Timestamp};
use super::secrets::{Secret, Secrets, Verified};
use super::signature::{any_header, field, header, items, place_name, signature_texts, signatures};
use super::time::{check, milliseconds};

/// So many items of a batch that are signed one by one are looked at.
const MOST_ITEMS: usize = 1000;

impl Secrets {
    /// Verifies a delivery; what comes out is its body.
    pub fn verify<'d>(&self, delivery: &Delivery<'d>) -> Result<Verified<&'d [u8]>, Refusal> {
        self.fitting(delivery)
            .map_err(|reason| self.refusal(delivery, reason))
    }

    /// What tells this event from others, for deduplication; `None` where there is nothing, or in a batch.
    pub fn id<'d>(&self, delivery: &Delivery<'d>) -> Option<Cow<'d, str>> {
        read_place(delivery, self.scheme.id.as_ref()?)
    }

    /// The event's type: `checkout.session.completed`, `issues.opened`; `None` where there is none, or in a batch.
    pub fn event<'d>(&self, delivery: &Delivery<'d>) -> Option<Cow<'d, str>> {
        let event = read_place(delivery, self.scheme.event.as_ref()?)?;
        match self
            .scheme
            .action
            .as_ref()
            .and_then(|place| read_place(delivery, place))
        {
            Some(action) => Some(Cow::Owned(format!("{event}.{action}"))),
            None => Some(event),
        }
    }

    /// What was found, with what is mostly the reason for it.
    fn refusal(&self, delivery: &Delivery<'_>, reason: Reason) -> Refusal {
        let only_the_time = self.fits_at_its_own_time(delivery, &reason);
        Refusal {
            scheme: self.scheme.name.clone(),
            reason: explained(self, delivery, reason),
            hint: self.scheme.hint.clone(),
            only_the_time,
        }
    }

    /// Whether only the time is wrong: then a clock is, or the delivery is a replay.
    fn fits_at_its_own_time(&self, delivery: &Delivery<'_>, reason: &Reason) -> bool {
        let off = |seconds: &u64| i64::try_from(*seconds).unwrap_or(i64::MAX);
        let now = match reason {
            Reason::TooOld { seconds, .. } => delivery.now().saturating_sub(off(seconds)),
            Reason::TooNew { seconds, .. } => delivery.now().saturating_add(off(seconds)),
            _ => return false,
        };
        self.fitting(&delivery.at(now)).is_ok()
    }

    /// Whether a signature fits.
    pub(super) fn fitting<'d>(
        &self,
        delivery: &Delivery<'d>,
    ) -> Result<Verified<&'d [u8]>, Reason> {
        if delivery.body.is_empty() && !self.scheme.empty_body {
            return Err(Reason::EmptyBody);
        }
        agreed(&self.scheme, delivery)?;
        match self.scheme.batch.as_ref().filter(|batch| batch.signed) {
            None => self.fitting_part(delivery, delivery.body),
            Some(batch) => self.fitting_items(delivery, batch),
        }
    }

    /// Every item of a batch must be signed, and there must be one.
    fn fitting_items<'d>(
        &self,
        delivery: &Delivery<'d>,
        batch: &Batch,
    ) -> Result<Verified<&'d [u8]>, Reason> {
        let mut last = None;
        for item in batch_items(delivery.body, batch)? {
            last = Some(self.fitting_part(delivery, item.get().as_bytes())?);
        }
        last.ok_or(Reason::Missing(batch.list.to_string()))
    }

    /// Whether a signature fits a body, or an item of it that is signed by itself.
    fn fitting_part<'d>(
        &self,
        delivery: &Delivery<'d>,
        json: &'d [u8],
    ) -> Result<Verified<&'d [u8]>, Reason> {
        let texts = signature_texts(&self.scheme, delivery, json)?;
        let candidates = signatures(&self.scheme, &texts)?;
        let timestamp = self.timestamp(delivery, json, &texts)?;
        let sent = self.fresh(delivery, timestamp.as_deref())?;
        let id = match &self.scheme.id {
            Some(FieldLocation::Header(names)) => any_header(delivery, names)?,
            _ => None,
        };
        let urls = delivery
            .url
            .map(|url| url_forms(url, self.scheme.url))
            .unwrap_or_default();
        for (position, secret) in self.secrets.iter().enumerate() {
            for url in urls
                .iter()
                .map(|url| Some(&**url))
                .chain(urls.is_empty().then_some(None))
            {
                let timestamp = timestamp.as_deref();
                let parts = Filling {
                    delivery: *delivery,
                    json,
                    timestamp,
                    id,
                    url,
                    secret: &secret.bytes,
                };
                if self.fits(
                    secret,
                    &content(&self.scheme, &parts)?,
                    &candidates,
                    delivery,
                )? {
                    return Ok(Verified {
                        value: delivery.body,
                        secret: position,
                        sent,
                        id: None,
                    });
                }
            }
        }
        Err(Reason::Mismatch(Cause::Unknown))
    }

    fn fits(
        &self,
        secret: &Secret,
        content: &Content<'_>,
        candidates: &[super::signature::Signature],
        delivery: &Delivery<'_>,
    ) -> Result<bool, Reason> {
        secret.key.fits(&Attempt {
            content,
            candidates,
            delivery,
            pem: delivery.certificate,
            certificate: self.scheme.certificate.as_ref(),
            roots: self.roots.as_deref(),
        })
    }

    /// The timestamp as it was sent; `None` where the scheme has none.
    fn timestamp<'t>(
        &self,
        delivery: &Delivery<'t>,
        json: &'t [u8],
        texts: &'t [Cow<'_, str>],
    ) -> Result<Option<Cow<'t, str>>, Reason> {
        let Some(Timestamp { place, .. }) = &self.scheme.timestamp else {
            return Ok(None);
        };
        let found = match place {
            FieldLocation::Header(names) => any_header(delivery, names)?.map(Cow::Borrowed),
            FieldLocation::Item(prefix) => self.item(prefix, texts)?.map(Cow::Borrowed),
            FieldLocation::Pointer(pointer) => field(json, pointer)?,
            FieldLocation::Number(pointer) => number(json, pointer)?,
        };
        found
            .map(Some)
            .ok_or_else(|| Reason::Missing(place_name(place)))
    }

    /// An item of the signature's header. Two of them would leave open which one is signed.
    fn item<'t>(&self, prefix: &str, texts: &'t [Cow<'_, str>]) -> Result<Option<&'t str>, Reason> {
        let all = texts
            .iter()
            .flat_map(|text| items(&self.scheme.signature, text));
        let mut fitting = all.filter_map(|item| item.strip_prefix(prefix));
        match (fitting.next(), fitting.next()) {
            (_, Some(_)) => Err(Reason::Repeated(prefix.to_owned())),
            (found, None) => Ok(found),
        }
    }

    /// When a delivery was sent, in seconds, if that is fresh.
    fn fresh(
        &self,
        delivery: &Delivery<'_>,
        timestamp: Option<&str>,
    ) -> Result<Option<i64>, Reason> {
        let (Some(text), Some(Timestamp { place, unit, .. })) = (timestamp, &self.scheme.timestamp)
        else {
            return Ok(None);
        };
        let malformed = || Reason::Malformed {
            what: place_name(place),
            why: "is no time as the provider writes it",
        };
        let sent = milliseconds(text, *unit).ok_or_else(malformed)?;
        if self.freshness.past.is_some() || self.freshness.future.is_some() {
            check(sent, delivery.now(), self.freshness)?;
        }
        Ok(Some(sent.div_euclid(1000)))
    }
}

/// Whether the header with the name of the algorithm has the value that the scheme requires.
fn agreed(scheme: &Scheme, delivery: &Delivery<'_>) -> Result<(), Reason> {
    let Some((name, value)) = &scheme.agreed else {
        return Ok(());
    };
    let expected = value.strip_prefix('?').unwrap_or(value);
    let disagreed = || Reason::Disagreed {
        header: name.to_string(),
        expected: expected.to_owned(),
    };
    match header(delivery, name)? {
        None if value.starts_with('?') => Ok(()),
        None => Err(Reason::Missing(name.to_string())),
        Some(found) if found.eq_ignore_ascii_case(expected) => Ok(()),
        Some(_) => Err(disagreed()),
    }
}

/// A field that is a number, as it is written.
fn number<'j>(json: &'j [u8], pointer: &str) -> Result<Option<Cow<'j, str>>, Reason> {
    let found = pick(json, pointer).map_err(|error| Reason::NotJson(error.to_string()))?;
    match found.map(RawValue::get) {
        Some(number) if number.starts_with(|first: char| first.is_ascii_digit()) => {
            Ok(Some(Cow::Borrowed(number)))
        }
        Some(_) => Err(Reason::Malformed {
            what: pointer.to_owned(),
            why: "is no number",
        }),
        None => Ok(None),
    }
}

/// The events of a batch.
pub(super) fn batch_items<'j>(body: &'j [u8], batch: &Batch) -> Result<Vec<&'j RawValue>, Reason> {
    let not_json = |error: serde_json::Error| Reason::NotJson(error.to_string());
    let Some(list) = pick(body, &batch.list).map_err(not_json)? else {
        return Ok(Vec::new());
    };
    let items: Vec<&RawValue> = serde_json::from_str(list.get()).map_err(not_json)?;
    if items.len() > MOST_ITEMS {
        return Err(Reason::Malformed {
            what: batch.list.to_string(),
            why: "holds more events than any provider sends",
        });
    }
    let event =
        |item: &'j RawValue| match pick(item.get().as_bytes(), &batch.item).map_err(not_json)? {
            Some(event) => Ok(event),
            // What is not signed by itself costs only itself: it is no event that could be read.
            None if !batch.signed => Ok(item),
            None => Err(Reason::Missing(batch.item.to_string())),
        };
    items.into_iter().map(event).collect()
}

fn read_place<'d>(delivery: &Delivery<'d>, place: &FieldLocation) -> Option<Cow<'d, str>> {
    match place {
        FieldLocation::Header(names) => any_header(delivery, names).ok()?.map(Cow::Borrowed),
        FieldLocation::Pointer(pointer) | FieldLocation::Number(pointer) => {
            pick_text(delivery.body, pointer).ok()?
        }
        FieldLocation::Item(_) => None,
    }
}
