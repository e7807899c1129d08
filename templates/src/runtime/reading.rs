//! The state of reading a text: depth, strictness, and the deviations from the specification.
//!
//! ```text
//! {"id": 17, "owner": []}   →   id: "17", owner: None, and two notes: `$.id` is read liberally, `$.owner` cannot be read
//! ```
//!
//! serde passes only a deserializer to a value, so this state belongs to the thread that reads. A text is read
//! once where it is as it should be. Where something cannot be read, it is read again, each optional field by itself, so
//! that one that cannot be read costs only itself.
//!
//! Objects, lists and maps count their depth here, because each variant of a union is read by a deserializer of its own,
//! which counts anew.

use std::cell::{Cell, RefCell};

use serde::de::Error;
use tracing::{debug, warn};

use super::redact::string_end;

/// So many objects, lists and maps may contain each other; as many as serde_json allows.
const DEEPEST: usize = 127;

/// So deep a union looks at once how deep its text is, and not again at every union in it.
#[cfg(feature = "unions")]
const SUSPICIOUS: usize = 8;

/// The maximum number of reported places of one text; further ones are counted.
const MOST_NOTES: usize = 20;

#[derive(Default)]
struct State {
    depth: Cell<usize>,
    /// Whether the text is known to be no deeper than it may.
    measured: Cell<bool>,
    strict: Cell<bool>,
    careful: Cell<bool>,
    /// Whether a value was read that is not as it should be.
    drifted: Cell<bool>,
    too_deep: Cell<bool>,
}

thread_local! {
    static STATE: State = const { State {
        depth: Cell::new(0),
        measured: Cell::new(false),
        strict: Cell::new(false),
        careful: Cell::new(false),
        drifted: Cell::new(false),
        too_deep: Cell::new(false),
    } };
    /// The innermost error of a text within the text.
    static FAILED: RefCell<Option<Failure>> = const { RefCell::new(None) };
    /// What a client that reads has to tell.
    static KEPT: RefCell<Option<Vec<Drift>>> = const { RefCell::new(None) };
    static NOTES: RefCell<Notes> = const { RefCell::new(Notes { places: Vec::new(), more: 0 }) };
}

/// An error at its byte, by address: a text that is read within another one is a part of it.
pub(super) struct Failure {
    address: usize,
    /// A copy of the value, where only that was at hand.
    copy: Option<String>,
    pub(super) message: String,
}

impl Failure {
    /// Which byte of a text it is at; none where it is of another text.
    pub(super) fn place_in(&self, text: &str) -> Option<usize> {
        match &self.copy {
            Some(copy) => text.find(copy.as_str()),
            None => place_in(text, self.address),
        }
    }
}

/// What was not as it should be.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) places: Vec<Note>,
    pub(super) more: usize,
}

/// A value that was not as it should be.
pub(super) struct Note {
    address: usize,
    /// Why it could not be read; none where it was read liberally.
    pub(super) unread: Option<String>,
}

impl Note {
    /// Which byte of a text it is at.
    pub(super) fn place_in(&self, text: &str) -> Option<usize> {
        place_in(text, self.address)
    }
}

fn place_in(text: &str, address: usize) -> Option<usize> {
    let place = address.checked_sub(text.as_ptr() as usize)?;
    (place <= text.len()).then_some(place)
}

/// A value that was not as it should be, for logs.
#[derive(Debug)]
pub(super) struct Drift {
    /// Where it is.
    pub(super) path: String,
    /// The type that was read.
    pub(super) expected: &'static str,
    /// Why it could not be read; none where it was read liberally.
    pub(super) unread: Option<String>,
    /// The number of further places in the same text.
    pub(super) more: usize,
}

/// How a text was read.
pub(super) struct Outcome {
    pub(super) drifted: bool,
    pub(super) too_deep: bool,
    pub(super) failed: Option<Failure>,
    pub(super) notes: Notes,
}

/// Reads a text that is no part of another one; carefully, if an optional value that cannot be read is to cost only itself.
pub(super) fn text<T>(careful: bool, read: impl FnOnce() -> T) -> (T, Outcome) {
    STATE.with(|state| {
        let outer = [
            state.careful.replace(careful),
            state.drifted.replace(false),
            state.too_deep.replace(false),
            state.measured.replace(false),
        ];
        let depth = state.depth.replace(0);
        FAILED.take();
        let notes = NOTES.take();
        let value = read();
        let [was_careful, drifted, too_deep, measured] = outer;
        state.careful.set(was_careful);
        state.measured.set(measured);
        state.depth.set(depth);
        let outcome = Outcome {
            drifted: state.drifted.replace(drifted),
            too_deep: state.too_deep.replace(too_deep),
            failed: FAILED.take(),
            notes: NOTES.replace(notes),
        };
        (value, outcome)
    })
}

/// Reads strictly or liberally, as the client requires, and collects deviations for the client's log.
pub(super) fn for_client<T>(strict: bool, read: impl FnOnce() -> T) -> (T, Vec<Drift>) {
    let before = STATE.with(|state| state.strict.replace(strict));
    let outer = KEPT.replace(Some(Vec::new()));
    let value = read();
    STATE.with(|state| state.strict.set(before));
    (value, KEPT.replace(outer).unwrap_or_default())
}

/// Tells what was not as it should be: the client that reads, else the log.
pub(super) fn tell(drift: Drift) {
    KEPT.with_borrow_mut(|kept| match kept {
        Some(kept) => kept.push(drift),
        None => log(&drift, &drift.path),
    });
}

/// A value that deviates from the specification: an unreadable one is a warning. Its path is without secrets.
pub(super) fn log(drift: &Drift, path: &str) {
    let (json_type, more) = (drift.expected, drift.more);
    match &drift.unread {
        Some(reason) => warn!(
            json.path = path,
            json.type = json_type,
            reason,
            more,
            "left out an optional value that cannot be read"
        ),
        None => debug!(
            json.path = path,
            json.type = json_type,
            more,
            "read a value that is not of its type"
        ),
    }
}

/// Whether values that deviate from the specification are errors.
pub(super) fn is_strict() -> bool {
    STATE.with(|state| state.strict.get())
}

/// Whether optional values are read each by itself.
pub(super) fn is_careful() -> bool {
    STATE.with(|state| state.careful.get())
}

/// A value is not of its type and can be understood; false where nothing but its type is read.
#[cold]
pub(super) fn liberally() -> bool {
    STATE.with(|state| {
        let liberal = !state.strict.get();
        if liberal {
            state.drifted.set(true);
        }
        liberal
    })
}

/// An object, list or map that is being read; it ends when this is dropped.
pub(super) struct Level;

impl Drop for Level {
    fn drop(&mut self) {
        STATE.with(|state| state.depth.set(state.depth.get().saturating_sub(1)));
    }
}

/// Begins an object, a list or a map.
#[inline]
pub(super) fn enter<E: Error>() -> Result<Level, E> {
    let depth = STATE.with(|state| state.depth.replace(state.depth.get() + 1));
    let level = Level;
    match depth < DEEPEST {
        true => Ok(level),
        false => Err(too_deep()),
    }
}

#[cold]
fn too_deep<E: Error>() -> E {
    STATE.with(|state| state.too_deep.set(true));
    E::custom(format_args!(
        "more than {DEEPEST} objects and lists contain each other"
    ))
}

/// An error if raw JSON is nested too deeply at its place. It may be a copy.
pub(super) fn measure<E: Error>(json: &str) -> Result<(), E> {
    let left = DEEPEST.saturating_sub(STATE.with(|state| state.depth.get()));
    // Each level takes two brackets.
    if json.len() <= 2 * left || !is_deeper(json, left) {
        return Ok(());
    }
    let error: E = too_deep();
    fail(json, Some(json.to_owned()), 0, error.to_string());
    Err(error)
}

/// Reads a variant of a union, whose text is a part of the text. Deep inside, an error before it is read, if it is too deep:
/// else each union on the way would read all of it.
#[cfg(feature = "unions")]
pub(super) fn variant<T, E: Error>(
    json: &str,
    read: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let measured = STATE.with(|state| state.measured.get());
    if measured || STATE.with(|state| state.depth.get()) < SUSPICIOUS {
        return read();
    }
    measure(json)?;
    STATE.with(|state| state.measured.set(true));
    let value = read();
    STATE.with(|state| state.measured.set(false));
    value
}

/// Whether more than so many brackets are open at once.
fn is_deeper(json: &str, most: usize) -> bool {
    let bytes = json.as_bytes();
    let (mut position, mut depth) = (0, 0_usize);
    while let Some(byte) = bytes.get(position) {
        match byte {
            b'"' => position = string_end(bytes, position + 1),
            b'{' | b'[' if depth == most => return true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        position += 1;
    }
    false
}

/// The error of a text that is read by itself and is a part of another one. The innermost one's place is kept, since
/// serde_json's errors have no place for it.
pub(super) fn within<E: Error>(
    place: &str,
    at: usize,
    message: String,
    variant: Option<&str>,
) -> E {
    fail(place, None, at, message);
    E::custom(FAILED.with_borrow_mut(|failed| {
        let message = failed.as_mut().map(|failed| &mut failed.message);
        if let (Some(message), Some(variant)) = (message, variant) {
            *message = format!("{variant}: {message}");
        }
        failed
            .as_ref()
            .map(|failed| failed.message.clone())
            .unwrap_or_default()
    }))
}

/// Keeps the place of an error, unless one within it is kept.
fn fail(place: &str, copy: Option<String>, at: usize, message: String) {
    FAILED.with_borrow_mut(|failed| {
        failed.get_or_insert_with(|| Failure {
            address: place.as_ptr() as usize + at,
            copy,
            message,
        });
    });
}

/// Notes that an optional value cannot be read; false where that is an error of the whole text.
#[cold]
pub(super) fn leave_out(json: &str, error: &serde_json::Error) -> bool {
    if STATE.with(|state| state.too_deep.get()) {
        return false;
    }
    let failure = FAILED.take();
    let message = failure.map_or_else(|| error.to_string(), |failure| failure.message);
    note(json, Some(why(&message)));
    true
}

/// Notes that a value was read liberally, if one in it was.
pub(super) fn note_liberal(json: &str) {
    if is_careful() && STATE.with(|state| state.drifted.replace(false)) {
        note(json, None);
    }
}

fn note(json: &str, unread: Option<String>) {
    NOTES.with_borrow_mut(|notes| {
        let address = json.as_ptr() as usize;
        match notes.places.len() < MOST_NOTES {
            true => notes.places.push(Note { address, unread }),
            false => notes.more += 1,
        }
    });
}

/// The message of an error without the value, which may be a secret.
fn why(message: &str) -> String {
    let message = match message.rsplit_once(" at line ") {
        Some((message, _)) => message,
        None => message,
    };
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None if message.starts_with("missing field ") => message.to_owned(),
        None => "it does not match the specification".to_owned(),
    }
}

/// The error of a variant of a union or of a field, whose JSON is read by itself. It is reported with the place in the whole
/// JSON.
pub(super) fn error_within<E: Error>(
    json: &str,
    variant: Option<&str>,
    error: &serde_json::Error,
) -> E {
    let at = offset(json, error.line(), error.column());
    within(json, at, message_of(error), variant)
}

/// The message of an error, without its place.
pub(super) fn message_of(error: &serde_json::Error) -> String {
    let mut message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    if message.ends_with(&place) {
        message.truncate(message.len() - place.len());
    }
    message
}

/// How many bytes serde_json had read at a line and column: lines count from 1, columns are bytes of the line.
pub(super) fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    (before + column).min(text.len())
}
