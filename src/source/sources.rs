//! All files that one specification is made of.
//!
//! Reading the root also reads every file that a `$ref` names, and theirs in turn, so that following a reference later
//! only looks up. A file that cannot be read is remembered, and reported when a reference to it is followed.
//!
//! Invariants: only files below the limits; no remote and no absolute reference is ever opened; each file is read once,
//! cycles between files are legal.

use super::limits::{Budget, Limits, Room};
use super::node::{FileId, Node, Span, Value};
use super::reading::Reading;
use super::reference::{self, FollowError};
use super::text::Text;
use super::{json, toml, yaml};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use std::collections::HashMap;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

/// Where a text comes from.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file; the files below its folder that it refers to are read too.
    Path(PathBuf),
    /// A file that may also refer to files below other folders.
    PathWithRoots {
        /// The file.
        path: PathBuf,
        /// The folders.
        roots: Vec<PathBuf>,
    },
    /// A text that was read already: from stdin, from a URL, from memory. It can refer to itself only.
    Text {
        /// What diagnostics call it: `<stdin>`.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// Several specifications of one API, for `join`.
    Several(Vec<Input>),
}

impl Input {
    /// The path of a file; of several, that of the first.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Input::Path(path) | Input::PathWithRoots { path, .. } => Some(path),
            Input::Text { .. } => None,
            Input::Several(inputs) => inputs.first()?.path(),
        }
    }

    /// One input, or several together.
    pub fn of(mut inputs: Vec<Input>) -> Input {
        match inputs.pop() {
            Some(only) if inputs.is_empty() => only,
            last => {
                inputs.extend(last);
                Input::Several(inputs)
            }
        }
    }

    /// The same; a `$ref` may also read files below a folder.
    #[must_use]
    pub fn with_root(self, root: PathBuf) -> Input {
        match self {
            Input::Path(path) => Input::PathWithRoots {
                path,
                roots: vec![root],
            },
            Input::PathWithRoots { path, mut roots } => {
                roots.push(root);
                Input::PathWithRoots { path, roots }
            }
            Input::Text { .. } => self,
            Input::Several(inputs) => {
                let inputs = inputs.into_iter();
                Input::Several(inputs.map(|input| input.with_root(root.clone())).collect())
            }
        }
    }

    /// The same with another file.
    pub fn with_path(&self, path: PathBuf) -> Input {
        match self {
            Input::PathWithRoots { roots, .. } => Input::PathWithRoots {
                path,
                roots: roots.clone(),
            },
            _ => Input::Path(path),
        }
    }

    /// The folders below which a `$ref` may read files, with all links followed.
    fn roots(&self) -> Vec<PathBuf> {
        let own = self.path().and_then(Path::parent);
        let others = match self {
            Input::PathWithRoots { roots, .. } => roots.as_slice(),
            _ => &[],
        };
        let roots = own.into_iter().chain(others.iter().map(PathBuf::as_path));
        roots
            .filter_map(|root| or_here(root).canonicalize().ok())
            .collect()
    }
}

/// The folder of a path without a folder is the current one.
fn or_here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    }
}

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON, or YAML where it is not: by the file's name and its first byte.
    Specification,
    /// TOML: a config.
    Config,
}

/// The files of a specification, read.
#[derive(Debug)]
pub struct Sources {
    files: Vec<File>,
    by_path: HashMap<PathBuf, FileId>,
    /// The folders below which a `$ref` may read files, without links; none until the first file is known.
    roots: Vec<PathBuf>,
    limits: Limits,
    budget: Budget,
    joined: Option<Joined>,
}

/// What became of several specifications that were joined to one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// Specifications.
    pub files: usize,
    /// Schemas that a file shares with one before it.
    pub shared: usize,
    /// Components that are named after their file, because another one has the name.
    pub renamed: usize,
}

/// One file.
#[derive(Debug)]
struct File {
    name: String,
    path: Option<PathBuf>,
    text: Text,
    root: Option<Node>,
    /// What the file parts of its references lead to.
    links: HashMap<Box<str>, Result<FileId, FollowError>>,
    /// Why it has no root.
    faults: Vec<Diagnostic>,
    /// Whether its values go into the specification's tree, where their references are the specification's.
    is_overlay: bool,
    /// The same, but references to files start at this one.
    is_joined: bool,
}

/// A place as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position<'s> {
    /// The file's name.
    pub file: &'s str,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl Sources {
    /// Reads a specification and every file it refers to; reports why it has no root where that fails.
    ///
    /// The result also serves to draw diagnostics, so there is one even where the root cannot be read.
    pub fn load(input: Input, diagnostics: &mut Diagnostics) -> Sources {
        Sources::load_within(input, Format::Specification, Limits::default(), diagnostics)
    }

    /// Reads a config.
    pub fn load_config(input: Input, diagnostics: &mut Diagnostics) -> Sources {
        Sources::load_within(input, Format::Config, Limits::default(), diagnostics)
    }

    /// Reads a text in a format within limits.
    pub fn load_within(
        input: Input,
        format: Format,
        limits: Limits,
        diagnostics: &mut Diagnostics,
    ) -> Sources {
        let budget = Budget::of(&limits);
        let mut sources = Sources {
            files: Vec::new(),
            by_path: HashMap::new(),
            roots: input.roots(),
            limits,
            budget,
            joined: None,
        };
        match sources.read_input(input, format) {
            Ok(_) if format == Format::Specification => sources.read_linked(0),
            Ok(_) => {}
            Err(diagnostic) => diagnostics.report(diagnostic),
        }
        for fault in sources
            .files
            .first()
            .into_iter()
            .flat_map(|root| &root.faults)
        {
            diagnostics.report(fault.clone());
        }
        sources
    }

    /// A document built in memory: nothing to read, and nothing that a place could show.
    pub fn from_node(name: impl Into<String>, root: Node) -> Sources {
        let limits = Limits::default();
        let file = File {
            root: Some(root),
            ..File::unread(name.into(), None)
        };
        Sources {
            files: vec![file],
            by_path: HashMap::new(),
            roots: Vec::new(),
            limits,
            budget: Budget::of(&limits),
            joined: None,
        }
    }

    /// Reads a further specification, which is to be joined to the first, and every file it refers to.
    pub fn read_joined(&mut self, input: Input, diagnostics: &mut Diagnostics) -> Option<FileId> {
        self.roots.extend(input.roots());
        let id = match self.read_input(input, Format::Specification) {
            Ok(id) => id,
            Err(diagnostic) => {
                diagnostics.report(diagnostic);
                return None;
            }
        };
        self.read_linked(id.0 as usize);
        let file = self.files.get_mut(id.0 as usize)?;
        file.is_joined = true;
        file.faults
            .iter()
            .for_each(|fault| diagnostics.report(fault.clone()));
        file.root.is_some().then_some(id)
    }

    /// Remembers how the specifications were joined.
    pub fn set_joined(&mut self, joined: Joined) {
        self.joined = Some(joined);
    }

    /// How several specifications were joined; `None`: there is one.
    pub fn joined(&self) -> Option<Joined> {
        self.joined
    }

    /// Reads a text whose values are to be put into the specification's tree; reports why it has no root where that fails.
    pub fn read_overlay(&mut self, input: Input, diagnostics: &mut Diagnostics) -> Option<FileId> {
        let id = match self.read_input(input, Format::Specification) {
            Ok(id) => id,
            Err(diagnostic) => {
                diagnostics.report(diagnostic);
                return None;
            }
        };
        let file = self.files.get_mut(id.0 as usize)?;
        file.is_overlay = true;
        file.faults
            .iter()
            .for_each(|fault| diagnostics.report(fault.clone()));
        file.root.is_some().then_some(id)
    }

    /// The root of a file; `None` where it could not be read.
    pub fn root_of(&self, file: FileId) -> Option<&Node> {
        self.file(file)?.root.as_ref()
    }

    /// Changes the specification's tree, within the limits of what may be added to it; `None` where there is none.
    pub fn change_root<T>(&mut self, change: impl FnOnce(&mut Node, &mut Room) -> T) -> Option<T> {
        let root = self.files.first_mut()?.root.as_mut()?;
        let mut room = Room::of(&self.budget);
        let changed = change(root, &mut room);
        self.budget.nodes = room.nodes();
        Some(changed)
    }

    /// Reads the files that a changed tree refers to and that were not read yet.
    pub fn read_new_links(&mut self) {
        let known = self.files.len();
        self.read_links_of(0);
        self.read_linked(known);
    }

    /// The root of the first file; `None` where it could not be read, which was reported.
    pub fn root(&self) -> Option<&Node> {
        self.files.first()?.root.as_ref()
    }

    /// What a file is called.
    pub fn name(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.name)
    }

    /// Every file that was read from the disk, in the order of reading.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter_map(|file| file.path.as_deref())
    }

    /// Bytes of all files together.
    pub fn bytes(&self) -> usize {
        self.files.iter().map(|file| file.text.as_str().len()).sum()
    }

    /// Line and column of a place's beginning.
    pub fn position(&self, span: Span) -> Position<'_> {
        let file = self.file(span.file);
        let (line, column) = file.map_or((1, 1), |file| file.text.position(span.start as usize));
        Position {
            file: self.name(span.file),
            line,
            column,
        }
    }

    /// The line in which a place begins, before and behind its beginning, without the line's end.
    pub fn line_around(&self, span: Span) -> (&str, &str) {
        self.file(span.file)
            .map_or(("", ""), |file| file.text.line_around(span.start as usize))
    }

    /// What is at a place.
    pub fn text(&self, span: Span) -> &str {
        let text = self.file(span.file).map_or("", |file| file.text.as_str());
        text.get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    /// Whether positions are named by JSON Pointers: in a specification, not in a config.
    pub fn has_pointers(&self, file: FileId) -> bool {
        let path = self.file(file).map_or("", |file| &file.name);
        !path.ends_with(".toml")
    }

    /// The JSON Pointer to the smallest value or key that holds a place. It searches; only for diagnostics.
    pub fn pointer(&self, span: Span) -> String {
        let mut pointer = String::new();
        let mut next = self.file(span.file).and_then(|file| file.root.as_ref());
        while let Some(node) = next {
            next = step_towards(node, span, &mut pointer);
        }
        pointer
    }

    /// What a JSON Reference that is in a file points at.
    pub fn follow(&self, reference: &str, from: FileId) -> Result<&Node, FollowError> {
        let parts = reference::split(reference);
        let is_of_root = self
            .file(from)
            .is_some_and(|file| file.is_overlay || file.is_joined && parts.file.is_empty());
        let from = if is_of_root { FileId(0) } else { from };
        let file = if parts.file.is_empty() {
            from
        } else {
            self.linked(parts.file, from)?
        };
        let missing = |last| FollowError::Missing {
            reference: reference.to_owned(),
            last,
        };
        let file = self.file(file).ok_or_else(|| missing(String::new()))?;
        let Some(root) = &file.root else {
            let fault = file.faults.first().cloned();
            return Err(fault.map_or_else(
                || missing(String::new()),
                |fault| FollowError::Broken(Box::new(fault)),
            ));
        };
        reference::find(root, parts.fragment).map_err(missing)
    }

    fn linked(&self, file_part: &str, from: FileId) -> Result<FileId, FollowError> {
        if let Some(linked) = self.file(from).and_then(|file| file.links.get(file_part)) {
            return linked.clone();
        }
        // Not the value of a `$ref` (a discriminator's mapping, state), so it was not read for its own sake.
        let path = self.path_of(file_part, from)?;
        let known = self.by_path.get(&path).copied();
        known.ok_or_else(|| unreadable(file_part, "no `$ref` names it, so it was not read"))
    }

    fn file(&self, file: FileId) -> Option<&File> {
        self.files.get(file.0 as usize)
    }

    fn read_input(&mut self, input: Input, format: Format) -> Result<FileId, Diagnostic> {
        let (name, path, bytes) = match input {
            Input::Text { name, bytes } => (name, None, bytes),
            Input::Several(_) => {
                let message = "one specification is expected here, not several";
                return Err(Diagnostic::error(Code::Unreadable, message));
            }
            Input::Path(path) | Input::PathWithRoots { path, .. } => {
                let name = path.display().to_string();
                let bytes = read_bytes(&path, self.limits.file_bytes);
                let bytes = bytes.map_err(|refusal| refusal.diagnostic(&name))?;
                (name, Some(path), bytes)
            }
        };
        if bytes.len() as u64 > self.limits.file_bytes {
            return Err(Refusal::TooLarge(self.limits.file_bytes).diagnostic(&name));
        }
        Ok(self.read(name, path, bytes, format))
    }

    /// Reads a file's bytes into a tree and keeps both.
    fn read(
        &mut self,
        name: String,
        path: Option<PathBuf>,
        bytes: Vec<u8>,
        format: Format,
    ) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        if let Some(path) = &path {
            self.by_path.insert(normal(path), id);
        }
        let (text, fault) = Text::decode(bytes);
        let reading = match fault {
            Some(fault) => {
                let span = super::builder::span_in(id, fault.offset, fault.offset + 1);
                Reading::of(Err(fault.diagnostic.at(span)), Vec::new())
            }
            None if !self.budget.spend_bytes(text.as_str().len() as u64) => {
                Reading::of(Err(too_much()), Vec::new())
            }
            None => read_text(text.as_str(), &name, id, format, &mut self.budget),
        };
        let unread = File::unread(name, path);
        self.files.push(File {
            text,
            root: reading.root,
            faults: reading.faults,
            ..unread
        });
        id
    }

    /// Reads what the files from a number on refer to, file by file, until nothing new comes.
    fn read_linked(&mut self, mut next: usize) {
        while next < self.files.len() {
            self.read_links_of(next);
            next += 1;
        }
    }

    fn read_links_of(&mut self, number: usize) {
        let Some(file) = self.files.get(number) else {
            return;
        };
        let mut file_parts = Vec::new();
        if let Some(root) = &file.root {
            collect_file_parts(root, &mut file_parts);
        }
        file_parts.sort_unstable();
        file_parts.dedup();
        file_parts.retain(|file_part| !file.links.contains_key(*file_part));
        let file_parts: Vec<Box<str>> = file_parts.into_iter().map(Box::from).collect();
        let from = FileId(u32::try_from(number).unwrap_or(u32::MAX));
        for file_part in file_parts {
            let linked = self.read_link(&file_part, from);
            if let Some(file) = self.files.get_mut(number) {
                file.links.insert(file_part, linked);
            }
        }
    }

    fn read_link(&mut self, file_part: &str, from: FileId) -> Result<FileId, FollowError> {
        let path = self.path_of(file_part, from)?;
        if let Some(known) = self.by_path.get(&path) {
            return Ok(*known);
        }
        if self.files.len() >= self.limits.files {
            return Err(unreadable(
                file_part,
                "the specification has more files than it may have",
            ));
        }
        if !self.is_below_roots(&path) {
            let reason = "it is outside of the folder of the first file, and of the folders that `--ref-root` or `ref-roots` name";
            return Err(unreadable(file_part, reason));
        }
        // Not a pipe or a device: reading one might never end.
        let is_file = std::fs::metadata(&path)
            .map_err(|error| unreadable(file_part, &error.to_string()))?
            .is_file();
        if !is_file {
            return Err(unreadable(file_part, "it is not a file"));
        }
        let bytes = read_bytes(&path, self.limits.file_bytes);
        let bytes = bytes.map_err(|refusal| unreadable(file_part, &refusal.to_string()))?;
        Ok(self.read(
            path.display().to_string(),
            Some(path),
            bytes,
            Format::Specification,
        ))
    }

    /// Whether a file is below a root, with every link followed. Whether a file outside exists is not looked at: the
    /// parents that are there decide.
    fn is_below_roots(&self, path: &Path) -> bool {
        let mut missing = Vec::new();
        let mut steps = path.ancestors();
        let existing = steps.by_ref().find_map(|step| {
            let real = or_here(step).canonicalize().ok();
            if real.is_none() {
                missing.extend(step.file_name());
            }
            real
        });
        let real = existing.map(|real| {
            missing
                .iter()
                .rev()
                .fold(real, |real, name| real.join(name))
        });
        real.is_some_and(|real| self.roots.iter().any(|root| real.starts_with(root)))
    }

    /// Whether diagnostics may show lines of a file. Of a file that a `$ref` names and that is no part of a specification,
    /// a stranger chose the name, and its text is nobody's business.
    pub fn shows_lines(&self, file: FileId) -> bool {
        let Some(read) = self.file(file) else {
            return false;
        };
        file.0 == 0 || read.is_overlay || read.is_joined || looks_like_specification(read)
    }

    /// The path that a file part means in a file.
    fn path_of(&self, file_part: &str, from: FileId) -> Result<PathBuf, FollowError> {
        if reference::is_remote(file_part) {
            return Err(FollowError::Remote {
                reference: file_part.to_owned(),
            });
        }
        let part = PathBuf::from(reference::percent_decoded(file_part));
        if part.has_root() || part.is_absolute() {
            return Err(unreadable(file_part, "only relative paths are followed"));
        }
        let Some(from) = self.file(from).and_then(|file| file.path.as_deref()) else {
            return Err(unreadable(
                file_part,
                "a specification that is not a file cannot refer to one",
            ));
        };
        Ok(normal(&from.parent().unwrap_or(Path::new("")).join(part)))
    }
}

impl File {
    fn unread(name: String, path: Option<PathBuf>) -> File {
        File {
            name,
            path,
            text: Text::default(),
            root: None,
            links: HashMap::new(),
            faults: Vec::new(),
            is_overlay: false,
            is_joined: false,
        }
    }
}

/// Whether a file has a name of a specification, and a key that only OpenAPI or JSON Schema has, at its root or in one of
/// the root's values.
fn looks_like_specification(file: &File) -> bool {
    const ENDINGS: &[&str] = &["json", "yaml", "yml"];
    const KEYS: &[&str] = &[
        "$ref",
        "openapi",
        "swagger",
        "overlay",
        "paths",
        "components",
        "definitions",
        "responses",
        "operationId",
        "additionalProperties",
        "allOf",
        "anyOf",
        "oneOf",
        "properties",
        "items",
        "enum",
        "schema",
    ];
    let extension = file.path.as_deref().and_then(Path::extension);
    let is_named = extension.is_some_and(|extension| {
        ENDINGS
            .iter()
            .any(|ending| extension.eq_ignore_ascii_case(ending))
    });
    let has_key = |node: &Node| {
        node.as_object().is_some_and(|object| {
            object
                .entries()
                .iter()
                .any(|entry| KEYS.contains(&&*entry.key))
        })
    };
    let values = |node: &Node| {
        node.as_object()
            .is_some_and(|object| object.entries().iter().any(|entry| has_key(&entry.node)))
    };
    is_named
        && file
            .root
            .as_ref()
            .is_some_and(|root| has_key(root) || values(root))
}

/// Why bytes were not read.
#[derive(Debug)]
enum Refusal {
    Io(std::io::Error),
    TooLarge(u64),
}

impl Refusal {
    fn diagnostic(&self, name: &str) -> Diagnostic {
        let code = if matches!(self, Refusal::Io(_)) {
            Code::Unreadable
        } else {
            Code::TooLarge
        };
        Diagnostic::error(code, format!("cannot read `{name}`: {self}"))
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refusal::Io(error) => error.fmt(formatter),
            Refusal::TooLarge(bytes) => {
                write!(formatter, "it is larger than {} MiB", bytes / (1024 * 1024))
            }
        }
    }
}

fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Refusal> {
    let file = std::fs::File::open(path).map_err(Refusal::Io)?;
    let expected = file
        .metadata()
        .map_or(0, |metadata| metadata.len().min(limit));
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0) + 1);
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(Refusal::Io)?;
    if bytes.len() as u64 > limit {
        Err(Refusal::TooLarge(limit))
    } else {
        Ok(bytes)
    }
}

fn too_much() -> Diagnostic {
    Diagnostic::error(
        Code::TooLarge,
        "the specification's files together are too large",
    )
}

fn unreadable(path: &str, reason: &str) -> FollowError {
    FollowError::Unreadable {
        path: path.to_owned(),
        reason: reason.to_owned(),
    }
}

fn read_text(text: &str, name: &str, file: FileId, format: Format, budget: &mut Budget) -> Reading {
    let name = name.to_ascii_lowercase();
    let like_json = text.trim_start().starts_with(['{', '[']);
    match format {
        Format::Config => toml::read(text, file, budget),
        Format::Specification if name.ends_with(".json") => json::read(text, file, budget),
        Format::Specification if like_json && name.ends_with(".yaml") | name.ends_with(".yml") => {
            either(text, file, budget)
        }
        Format::Specification if like_json => json::read(text, file, budget),
        Format::Specification => yaml::read(text, file, budget),
    }
}

/// JSON under a name of YAML, or YAML whose root is written in braces.
fn either(text: &str, file: FileId, budget: &mut Budget) -> Reading {
    let as_json = json::read(text, file, budget);
    let is_json = as_json
        .faults
        .iter()
        .all(|fault| fault.code != Code::Syntax);
    if is_json {
        as_json
    } else {
        yaml::read(text, file, budget)
    }
}

/// Every file part of a `$ref` in a tree. Recursive: a tree is never deeper than the limit.
fn collect_file_parts<'n>(node: &'n Node, parts: &mut Vec<&'n str>) {
    match &node.value {
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect_file_parts(item, parts)),
        Value::Object(object) => {
            for entry in object.entries() {
                match entry
                    .node
                    .as_str()
                    .filter(|_| &*entry.key == "$ref")
                    .map(reference::split)
                {
                    Some(split) if !split.file.is_empty() => parts.push(split.file),
                    _ => collect_file_parts(&entry.node, parts),
                }
            }
        }
        _ => {}
    }
}

/// The child that holds a place, its token added to the pointer.
fn step_towards<'n>(node: &'n Node, span: Span, pointer: &mut String) -> Option<&'n Node> {
    let holds =
        |outer: Span| outer.file == span.file && outer.start <= span.start && span.end <= outer.end;
    match &node.value {
        Value::Array(items) => {
            let (position, item) = items
                .iter()
                .enumerate()
                .find(|(_, item)| holds(item.span))?;
            *pointer += &format!("/{position}");
            Some(item)
        }
        Value::Object(object) => {
            let entry = object
                .entries()
                .iter()
                .find(|entry| holds(entry.key_span) || holds(entry.node.span))?;
            *pointer += &format!("/{}", reference::escaped(&entry.key));
            Some(&entry.node).filter(|_| !holds(entry.key_span))
        }
        _ => None,
    }
}

/// A path without `.` and, as far as can be seen, without `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(normal.components().next_back(), Some(Component::Normal(_))) =>
            {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

#[cfg(test)]
mod tests;
