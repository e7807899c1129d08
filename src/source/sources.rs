//! All files of one description, read before anything looks into them.
//!
//! ```text
//! api.yaml {$ref: "schemas/pet.yaml#/Pet"}   →   api.yaml, schemas/pet.yaml
//! ```
//!
//! Every relative file that a `$ref` names is read as well, and what it names in turn. A file that cannot be read is
//! remembered and only spoken of where something follows the reference: it may stand in an example.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use super::limits::{Budget, Limits};
use super::node::{FileId, Node, Place, Value};
use super::reading::Reading;
use super::text::Text;
use super::{json, toml, yaml};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};

/// Where a description comes from.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file, and what it refers to.
    Path(PathBuf),
    /// A text that is there already: standard input, a download. It refers to no other file.
    Text {
        /// What to call it: `<stdin>`.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

/// Files that were read.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    by_path: HashMap<PathBuf, Option<FileId>>,
}

#[derive(Debug)]
struct File {
    name: String,
    path: Option<PathBuf>,
    text: Text,
    root: Option<Node>,
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The file as the user named it.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Why a reference leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FollowError {
    /// It is on another host.
    Remote,
    /// Its file cannot be read.
    Unreadable(String),
    /// The file has nothing there.
    Missing,
}

impl Sources {
    /// Reads a description and every file that it refers to. `None` where the first file cannot be read.
    pub fn load(input: Input, limits: &Limits, diagnostics: &mut Diagnostics) -> Option<Sources> {
        let mut sources = Sources::default();
        let mut budget = Budget::of(limits);
        match input {
            Input::Text { name, bytes } => {
                sources.add(name, None, bytes, Format::Sniffed, &mut budget, diagnostics);
            }
            Input::Path(path) => {
                let bytes = match read_file(&path, limits) {
                    Ok(bytes) => bytes,
                    Err(diagnostic) => {
                        diagnostics.report(diagnostic);
                        return None;
                    }
                };
                let root = clean(&path);
                sources.by_path.insert(root.clone(), Some(FileId(0)));
                sources.add(path.display().to_string(), Some(root.clone()), bytes, Format::of(&path), &mut budget, diagnostics);
                sources.load_referenced(limits, &mut budget, diagnostics);
            }
        }
        sources.root()?;
        (!diagnostics.has_errors()).then_some(sources)
    }

    /// Reads a config file.
    pub fn load_toml(path: &Path, diagnostics: &mut Diagnostics) -> Option<Sources> {
        let limits = Limits::default();
        let mut sources = Sources::default();
        match read_file(path, &limits) {
            Ok(bytes) => sources.add(path.display().to_string(), Some(clean(path)), bytes, Format::Toml, &mut Budget::of(&limits), diagnostics),
            Err(diagnostic) => diagnostics.report(diagnostic),
        }
        sources.root()?;
        Some(sources)
    }

    fn add(
        &mut self,
        name: String,
        path: Option<PathBuf>,
        bytes: Vec<u8>,
        format: Format,
        budget: &mut Budget,
        diagnostics: &mut Diagnostics,
    ) {
        let id = FileId(self.files.len() as u32);
        let (text, fault) = Text::decode(bytes);
        let reading = match fault {
            Some(fault) => {
                let at = u32::try_from(fault.offset).unwrap_or(u32::MAX);
                let place = Place { file: id, start: at, end: at.saturating_add(1) };
                Reading { root: None, faults: vec![fault.diagnostic.at(place)] }
            }
            None => format.read(text.as_str(), id, budget),
        };
        reading.faults.into_iter().for_each(|fault| diagnostics.report(fault));
        self.files.push(File { name, path, text, root: reading.root });
    }

    /// Reads the files that the files read so far refer to, until there are no more.
    fn load_referenced(&mut self, limits: &Limits, budget: &mut Budget, diagnostics: &mut Diagnostics) {
        let mut next = 0;
        while let Some(file) = self.files.get(next) {
            let base = file.path.clone().unwrap_or_default();
            let mut wanted = Vec::new();
            file.root.iter().for_each(|root| referenced_files(root, &mut wanted));
            for name in wanted {
                self.load_one(&base, &name, limits, budget, diagnostics);
            }
            next += 1;
        }
    }

    fn load_one(&mut self, base: &Path, name: &str, limits: &Limits, budget: &mut Budget, diagnostics: &mut Diagnostics) {
        let path = clean(&base.parent().unwrap_or(Path::new("")).join(name));
        if self.by_path.contains_key(&path) || self.files.len() >= limits.files {
            return;
        }
        // What cannot be read may stand in an example, which nobody follows.
        let read = read_file(&path, limits).ok();
        self.by_path.insert(path.clone(), read.is_some().then_some(FileId(self.files.len() as u32)));
        if let Some(bytes) = read {
            self.add(path.display().to_string(), Some(path.clone()), bytes, Format::of(&path), budget, diagnostics);
        }
    }

    /// The tree of the first file.
    pub fn root(&self) -> Option<&Node> {
        self.files.first()?.root.as_ref()
    }

    /// What a JSON Reference points at (RFC 3986 and RFC 6901), seen from a file.
    pub fn follow(&self, reference: &str, from: FileId) -> Result<&Node, FollowError> {
        if reference.contains("://") || reference.starts_with("//") {
            return Err(FollowError::Remote);
        }
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let unreadable = || FollowError::Unreadable(file.to_owned());
        let file = self.file_of(file, from).ok_or_else(unreadable)?;
        let root = self.files.get(file.0 as usize).and_then(|file| file.root.as_ref()).ok_or_else(unreadable)?;
        pointed_at(root, &percent_decoded(fragment)).ok_or(FollowError::Missing)
    }

    fn file_of(&self, name: &str, from: FileId) -> Option<FileId> {
        if name.is_empty() {
            return Some(from);
        }
        let base = self.files.get(from.0 as usize)?.path.as_deref()?;
        let path = clean(&base.parent().unwrap_or(Path::new("")).join(percent_decoded(name)));
        self.by_path.get(&path).copied().flatten()
    }

    /// The files that were read from the disk.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter_map(|file| file.path.as_deref())
    }

    /// How many bytes were read.
    pub fn bytes(&self) -> usize {
        self.files.iter().map(|file| file.text.as_str().len()).sum()
    }

    /// The line and column where a place begins.
    pub fn position(&self, place: Place) -> Option<Position> {
        let file = self.files.get(place.file.0 as usize)?;
        let (line, column) = file.text.position(place.start as usize);
        Some(Position { file: file.name.clone(), line, column })
    }

    /// A line of a file, without its end.
    pub fn line(&self, file: FileId, line: usize) -> Option<&str> {
        self.files.get(file.0 as usize)?.text.line(line)
    }

    /// The JSON pointer of the innermost value that holds a place (RFC 6901).
    pub fn pointer(&self, place: Place) -> String {
        let mut pointer = String::new();
        let mut node = self.files.get(place.file.0 as usize).and_then(|file| file.root.as_ref());
        while let Some(current) = node {
            node = step_to(current, place).map(|(step, child)| {
                pointer.push('/');
                pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
                child
            });
        }
        pointer
    }
}

/// The key or index of the part that holds a place, and the part.
fn step_to(node: &Node, place: Place) -> Option<(String, &Node)> {
    let holds = |start: u32, end: u32| start <= place.start && place.start < end.max(start + 1) && place != node.place;
    match &node.value {
        Value::Object(object) => object
            .entries()
            .iter()
            .find(|entry| holds(entry.key_place.start, entry.node.place.end) && entry.node.place.file == place.file)
            .map(|entry| (entry.key.to_string(), &entry.node)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find(|(_, item)| holds(item.place.start, item.place.end))
            .map(|(index, item)| (index.to_string(), item)),
        _ => None,
    }
}

/// How a text is read.
#[derive(Clone, Copy)]
enum Format {
    Json,
    Toml,
    /// JSON where it begins like JSON, else YAML.
    Sniffed,
}

impl Format {
    fn of(path: &Path) -> Format {
        let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        if is_json { Format::Json } else { Format::Sniffed }
    }

    fn read(self, text: &str, file: FileId, budget: &mut Budget) -> Reading {
        match self {
            Format::Json => json::read(text, file, budget),
            Format::Toml => toml::read(text, file, budget),
            Format::Sniffed if text.trim_start().starts_with(['{', '[']) => json::read(text, file, budget),
            Format::Sniffed => yaml::read(text, file, budget),
        }
    }
}

fn read_file(path: &Path, limits: &Limits) -> Result<Vec<u8>, Diagnostic> {
    let unreadable = |error: std::io::Error| Diagnostic::error(Code::Unreadable, format!("cannot read {}: {error}", path.display()));
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > limits.file_bytes {
        let message = format!("{} has {size} bytes, more than the {} that a file may have", path.display(), limits.file_bytes);
        return Err(Diagnostic::error(Code::TooLarge, message));
    }
    std::fs::read(path).map_err(unreadable)
}

/// The file parts of all `$ref`s that name a relative file.
fn referenced_files(node: &Node, found: &mut Vec<String>) {
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| referenced_files(item, found)),
        Value::Object(object) => {
            for entry in object.entries() {
                match entry.node.as_str() {
                    Some(reference) if &*entry.key == "$ref" => found.extend(relative_file(reference)),
                    _ => referenced_files(&entry.node, found),
                }
            }
        }
        _ => {}
    }
}

fn relative_file(reference: &str) -> Option<String> {
    let file = percent_decoded(reference.split('#').next()?);
    let is_relative = !file.is_empty() && !file.contains("://") && !file.starts_with('/') && !file.contains('\0');
    is_relative.then_some(file)
}

/// A path without `.` and `..`, as far as that can be said without looking at the disk.
fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(cleaned.components().next_back(), Some(Component::Normal(_))) => {
                cleaned.pop();
            }
            other => cleaned.push(other),
        }
    }
    cleaned
}

fn pointed_at<'n>(root: &'n Node, pointer: &str) -> Option<&'n Node> {
    if pointer.is_empty() || pointer == "/" {
        return Some(root);
    }
    let steps = pointer.strip_prefix('/')?.split('/');
    steps.map(|step| step.replace("~1", "/").replace("~0", "~")).try_fold(root, |node, step| match &node.value {
        Value::Object(object) => object.get(&step),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
