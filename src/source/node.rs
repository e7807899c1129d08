//! The tree that every input becomes: JSON, YAML and TOML alike, each part with its place.

/// A file that was read. `Sources` gives its name and text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A range of bytes in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
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
    /// Where it stands.
    pub place: Place,
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
    /// An object in the order of its file.
    Object(Object),
}

/// The entries of an object, in order, each key once.
#[derive(Clone, Debug, Default)]
pub struct Object {
    entries: Vec<Entry>,
    /// Positions ordered by key; only for objects that are too long to be searched one by one.
    index: Option<Box<[u32]>>,
}

/// One entry of an object.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Box<str>,
    /// The key's place.
    pub key_place: Place,
    /// The value.
    pub node: Node,
}

/// Objects up to this length are searched from front to back.
const SEARCHED: usize = 16;

impl Object {
    /// Lookups find the first of two entries with the same key; readers report the second one before they come here.
    pub fn new(entries: Vec<Entry>) -> Self {
        let index = (entries.len() > SEARCHED).then(|| ordered_by_key(&entries).into_boxed_slice());
        Object { entries, index }
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
        match &self.index {
            Some(index) => self.position_in(index, key),
            None => self.entries.iter().position(|entry| &*entry.key == key),
        }
    }

    /// All entries in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The value at a position, to be changed.
    pub fn value_mut(&mut self, position: usize) -> Option<&mut Node> {
        self.entries.get_mut(position).map(|entry| &mut entry.node)
    }

    /// Changes which entries there are. The keys must still be there once each.
    pub fn change_entries(&mut self, change: impl FnOnce(&mut Vec<Entry>)) {
        change(&mut self.entries);
        *self = Object::new(std::mem::take(&mut self.entries));
    }

    /// Takes the entries out.
    pub(super) fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// The first position of `key` according to the index.
    fn position_in(&self, index: &[u32], key: &str) -> Option<usize> {
        let before = index.partition_point(|&position| self.key_at(position) < key);
        let position = *index.get(before)?;
        (self.key_at(position) == key).then_some(position as usize)
    }

    fn key_at(&self, position: u32) -> &str {
        self.entries.get(position as usize).map_or("", |entry| &entry.key)
    }
}

/// The entries' positions, ordered by key and then by position.
fn ordered_by_key(entries: &[Entry]) -> Vec<u32> {
    let mut keyed: Vec<(&str, u32)> =
        entries.iter().zip(0..).map(|(entry, position)| (&*entry.key, position)).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, position)| position).collect()
}

/// The positions of entries whose key stood before, each with the position of the first one.
pub(super) fn repeated_keys(entries: &[Entry]) -> Vec<(usize, usize)> {
    if entries.len() <= SEARCHED {
        return repeated_among_few(entries);
    }
    let order = ordered_by_key(entries);
    let mut repeated = Vec::new();
    let mut first: Option<(&str, usize)> = None;
    for position in order.into_iter().map(|position| position as usize) {
        let key = entries.get(position).map_or("", |entry| &*entry.key);
        match first {
            Some((earlier, at)) if earlier == key => repeated.push((at, position)),
            _ => first = Some((key, position)),
        }
    }
    repeated
}

fn repeated_among_few(entries: &[Entry]) -> Vec<(usize, usize)> {
    let mut repeated = Vec::new();
    for (position, entry) in entries.iter().enumerate() {
        if let Some(first) = entries.iter().take(position).position(|earlier| earlier.key == entry.key) {
            repeated.push((first, position));
        }
    }
    repeated
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
