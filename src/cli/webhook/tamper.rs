//! `--tamper`: a signed delivery to one that a receiver must refuse.
//!
//! ```text
//! body       {"amount":4200}            →  {"amount":4201}
//! signature  t=1767225822,v1=…c04a31f2  →  t=1767225822,v1=…d04a31f2
//! timestamp  t=1767225822,v1=…          →  t=1767222222,v1=…
//! ```

use fetchwright_runtime::webhooks::{FieldLocation, Piece, Scheme, pieces};
use http::HeaderValue;
use serde_json::Value;

use super::Failure;
use super::arguments::Tamper;
use super::delivery::Delivery;

/// Changes a part of a signed delivery. `earlier` is the same delivery, signed at another time.
pub(super) fn tamper(
    signed: Delivery,
    earlier: impl FnOnce() -> Result<Delivery, Failure>,
    scheme: &Scheme,
    part: Tamper,
) -> Result<Delivery, Failure> {
    match part {
        Tamper::Body => body(signed, scheme),
        Tamper::Signature => signature(signed, scheme),
        Tamper::Timestamp => timestamp(signed, earlier, scheme),
    }
}

fn body(signed: Delivery, scheme: &Scheme) -> Result<Delivery, Failure> {
    let signed_parts: Vec<Piece<'_>> = pieces(&scheme.content).flatten().collect();
    if signed_parts
        .iter()
        .any(|piece| matches!(piece, Piece::Body | Piece::Form | Piece::Crc32))
    {
        return Ok(Delivery {
            body: with_another_digit(signed.body),
            ..signed
        });
    }
    let mut changed = false;
    let delivery = in_each_event(signed, scheme, |event| {
        let time = scheme.timestamp.as_ref().map(|timestamp| &timestamp.place);
        let fields = signed_parts.iter().filter_map(|piece| match piece {
            Piece::Field(pointer) if !matches!(time, Some(FieldLocation::Pointer(time)) if time == pointer) => Some(*pointer),
            _ => None,
        });
        for pointer in fields {
            if let Some(Value::String(text)) = event.pointer_mut(pointer) {
                *text = String::from_utf8_lossy(&with_another_digit(text.as_bytes().to_vec()))
                    .into_owned();
                changed = true;
                return;
            }
        }
    })?;
    match changed {
        true => Ok(delivery),
        false => Err(Failure::usage(format!(
            "{} does not sign the body, so a change of it is not noticed",
            scheme.name
        ))),
    }
}

/// The last digit is another one, so that JSON stays JSON; or the last letter.
fn with_another_digit(mut body: Vec<u8>) -> Vec<u8> {
    let digit = body.iter().rposition(u8::is_ascii_digit);
    let at = digit.or_else(|| body.iter().rposition(u8::is_ascii_alphanumeric));
    match at.and_then(|at| body.get_mut(at)) {
        Some(byte) => *byte = another(*byte),
        None => body.push(b' '),
    }
    body
}

/// Another digit or letter, of the same kind in hexadecimal and in base64.
fn another(byte: u8) -> u8 {
    match byte {
        b'9' => b'0',
        b'0'..=b'8' => byte + 1,
        b'a' | b'A' => byte + 1,
        b'b'..=b'z' => b'a',
        b'B'..=b'Z' => b'A',
        other => other,
    }
}

/// How far from its end a signature is changed: the last signs of base64 hold bits that mean nothing.
const FROM_THE_END: usize = 8;

fn signature(mut signed: Delivery, scheme: &Scheme) -> Result<Delivery, Failure> {
    let name = match &scheme.signature.place {
        FieldLocation::Header(names) | FieldLocation::Item(names) => names
            .split(' ')
            .next()
            .unwrap_or_default()
            .replace("{n}", "1"),
        FieldLocation::Pointer(pointer) | FieldLocation::Number(pointer) => {
            return in_each_event(signed, scheme, |event| {
                if let Some(Value::String(text)) = event.pointer_mut(pointer) {
                    *text = with_another_sign(text);
                }
            });
        }
    };
    let value = signed
        .headers
        .get(&name)
        .and_then(|value| value.to_str().ok())
        .map(with_another_sign);
    if let (Some(value), Ok(name)) = (
        value.and_then(|value| HeaderValue::from_str(&value).ok()),
        name.parse::<http::HeaderName>(),
    ) {
        signed.headers.insert(name, value);
    }
    Ok(signed)
}

fn with_another_sign(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let last = bytes.len().saturating_sub(FROM_THE_END);
    let signs = |bytes: &[u8]| bytes.iter().rposition(u8::is_ascii_alphanumeric);
    let at = signs(bytes.get(..=last).unwrap_or(&bytes)).or_else(|| signs(&bytes));
    if let Some(byte) = at.and_then(|at| bytes.get_mut(at)) {
        *byte = another(*byte);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The delivery with the time of another one.
fn timestamp(
    mut signed: Delivery,
    earlier: impl FnOnce() -> Result<Delivery, Failure>,
    scheme: &Scheme,
) -> Result<Delivery, Failure> {
    let Some(timestamp) = &scheme.timestamp else {
        return Err(Failure::usage(format!(
            "{} sends no time, so there is none to change",
            scheme.name
        )));
    };
    let earlier = earlier()?;
    match &timestamp.place {
        FieldLocation::Header(names) => {
            let name = names.split(' ').next().unwrap_or_default();
            if let (Some(value), Ok(name)) =
                (earlier.headers.get(name), name.parse::<http::HeaderName>())
            {
                signed.headers.insert(name, value.clone());
            }
        }
        FieldLocation::Item(prefix) => {
            let FieldLocation::Header(name) = &scheme.signature.place else {
                return Ok(signed);
            };
            let items = |delivery: &Delivery| -> Vec<String> {
                let value = delivery
                    .headers
                    .get(&**name)
                    .and_then(|value| value.to_str().ok())
                    .unwrap_or_default();
                value
                    .split(&*scheme.signature.separator)
                    .map(str::to_owned)
                    .collect()
            };
            let time = items(&earlier)
                .into_iter()
                .find(|item| item.starts_with(&**prefix))
                .unwrap_or_default();
            let items: Vec<String> = items(&signed)
                .into_iter()
                .map(|item| {
                    if item.starts_with(&**prefix) {
                        time.clone()
                    } else {
                        item
                    }
                })
                .collect();
            let value = HeaderValue::from_str(&items.join(&scheme.signature.separator));
            if let (Ok(value), Ok(name)) = (value, name.parse::<http::HeaderName>()) {
                signed.headers.insert(name, value);
            }
        }
        FieldLocation::Pointer(pointer) | FieldLocation::Number(pointer) => {
            let earlier: Value = serde_json::from_slice(&earlier.body).unwrap_or_default();
            let time = earlier.pointer(pointer).cloned().unwrap_or_default();
            return in_each_event(signed, scheme, |event| {
                if let Some(field) = event.pointer_mut(pointer) {
                    *field = time.clone();
                }
            });
        }
    }
    Ok(signed)
}

/// Changes the body's JSON: each event that is signed by itself, or the whole.
fn in_each_event(
    signed: Delivery,
    scheme: &Scheme,
    mut change: impl FnMut(&mut Value),
) -> Result<Delivery, Failure> {
    let mut json: Value = serde_json::from_slice(&signed.body).map_err(|error| {
        Failure::new(format!(
            "the body is not JSON and cannot be changed: {error}"
        ))
    })?;
    match scheme.batch.as_ref().filter(|batch| batch.signed) {
        None => change(&mut json),
        Some(batch) => {
            let items = json.pointer_mut(&batch.list).and_then(Value::as_array_mut);
            items
                .into_iter()
                .flatten()
                .filter_map(|item| item.pointer_mut(&batch.item))
                .for_each(change);
        }
    }
    Ok(Delivery {
        body: json.to_string().into_bytes(),
        ..signed
    })
}
