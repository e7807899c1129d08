//! The tree that every input becomes: JSON, YAML and TOML alike, each part with its place.

/// A file that was read. `Sources` gives its name and text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A range of bytes in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its position.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// The JSON data model; numbers keep their text, because a spec may hold integers beyond 64 bits.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number as a JSON number's text.
    Number(Box<str>),
    /// A string, unescaped.
    String(Box<str>),
    /// An array.
    Array(Vec<Node>),
    /// An object.
    Object(Object),
}

/// The entries of an object, in the order of their keys' bytes, each key once.
///
/// The keys of a JSON object have no order (RFC 8259, section 4), so nothing may follow from the one that a file has.
#[derive(Clone, Debug, Default)]
pub struct Object {
    entries: Vec<Entry>,
}

/// One entry of an object.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Box<str>,
    /// The key's place.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

impl Object {
    /// Of several entries with one key the first stays.
    pub fn new(entries: Vec<Entry>) -> Self {
        Object::unique(entries, |_| ())
    }

    /// The same, and returns which entries have a key that was before.
    pub(super) fn unique(mut entries: Vec<Entry>, mut repeated: impl FnMut(&Entry)) -> Self {
        entries.sort_by(|left, right| left.key.cmp(&right.key));
        entries.dedup_by(|later, first| {
            let is_repeated = later.key == first.key;
            if is_repeated {
                repeated(later);
            }
            is_repeated
        });
        Object { entries }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(self.position(key)?)
    }

    /// The position of a key among the entries.
    pub fn position(&self, key: &str) -> Option<usize> {
        let position = self.entries.partition_point(|entry| &*entry.key < key);
        self.entries
            .get(position)
            .is_some_and(|entry| &*entry.key == key)
            .then_some(position)
    }

    /// All entries in the order of their keys.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The value at a position, to be changed.
    pub fn value_mut(&mut self, position: usize) -> Option<&mut Node> {
        self.entries.get_mut(position).map(|entry| &mut entry.node)
    }

    /// Changes which entries there are.
    pub fn change_entries(&mut self, change: impl FnOnce(&mut Vec<Entry>)) {
        change(&mut self.entries);
        *self = Object::new(std::mem::take(&mut self.entries));
    }

    /// Takes the entries out.
    pub(super) fn into_entries(self) -> Vec<Entry> {
        self.entries
    }
}

impl Node {
    /// The value under `key`, where this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// The object, where it is one.
    pub fn as_object(&self) -> Option<&Object> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The items, where it is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The text, where it is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, where it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The number, where it is an integer of 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.value {
            Value::Number(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The number, where it is a whole one of at most 128 bits: `1.0` and `1e3` are (JSON Schema 2020-12, 6.1.1).
    pub fn as_integer(&self) -> Option<i128> {
        let Value::Number(text) = &self.value else {
            return None;
        };
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
            None => (&**text, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let zeros = usize::try_from(exponent)
            .ok()?
            .checked_sub(fraction.len())
            .filter(|zeros| *zeros < 40)?;
        format!("{whole}{fraction}{}", "0".repeat(zeros))
            .parse()
            .ok()
    }

    /// What it is, in words for a diagnostic.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }
}
