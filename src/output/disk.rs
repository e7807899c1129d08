//! Files to a folder: what changed is written, what is no longer there is removed, all of it or nothing.
//!
//! A folder of a crate or a module has a list of what was written into it, `.fetchwright`. What is not on the list and
//! would be overwritten is foreign, and stops everything. New contents are written beside their places first and then
//! renamed over them; if anything fails on the way, what was renamed is put back.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::File;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};

/// The list of what was written into a folder.
const LIST: &str = ".fetchwright";

/// A folder for output, as it is on the disk.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    /// Whether it is shared with others' files, so that it has no list: the one file of `--layout file`.
    is_shared: bool,
}

/// What is to be done to a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files to write, with what they hold now.
    pub written: Vec<(File, Option<String>)>,
    /// Files to remove, with what they hold now.
    pub removed: Vec<(String, String)>,
}

impl Changes {
    /// Whether the folder is as it should be.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }
}

impl Folder {
    /// A folder that belongs to one client.
    pub fn owned(path: impl Into<PathBuf>) -> Folder {
        Folder { path: path.into(), is_shared: false }
    }

    /// A folder in which one file is the client's.
    pub fn shared(path: impl Into<PathBuf>) -> Folder {
        Folder { path: path.into(), is_shared: true }
    }

    /// Compares what should be there with what is. `None` where the folder holds what is not ours.
    pub fn changes(&self, files: &[File], diagnostics: &mut Diagnostics) -> Option<Changes> {
        let listed = self.listed();
        let mut foreign = Vec::new();
        let mut changes = Changes::default();
        for file in self.with_list(files) {
            let now = std::fs::read(self.path.join(&file.path))
                .ok()
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            if now.is_some() && !self.is_shared && !listed.contains(&file.path) && file.path != LIST {
                foreign.push(file.path.clone());
            }
            if now.as_ref() != Some(&file.contents) {
                changes.written.push((file, now));
            }
        }
        if !foreign.is_empty() {
            let message =
                format!("{} holds files that fetchwright did not write: {}", self.path.display(), foreign.join(", "));
            diagnostics
                .report(Diagnostic::error(Code::ForeignFiles, message).help("choose another folder, or remove them"));
            return None;
        }
        let wanted: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        for path in listed.iter().filter(|path| !wanted.contains(path.as_str())) {
            if let Ok(now) = std::fs::read_to_string(self.path.join(path)) {
                changes.removed.push((path.clone(), now));
            }
        }
        Some(changes)
    }

    /// Makes the changes, all or none.
    pub fn apply(&self, changes: &Changes, diagnostics: &mut Diagnostics) -> bool {
        match self.try_apply(changes) {
            Ok(()) => true,
            Err((path, error)) => {
                let message = format!("cannot write {}: {error}; nothing was changed", path.display());
                diagnostics.report(Diagnostic::error(Code::Unwritable, message));
                false
            }
        }
    }

    fn try_apply(&self, changes: &Changes) -> Result<(), (PathBuf, io::Error)> {
        let mut undo = Undo::default();
        let staged = self.stage(changes, &mut undo);
        let done = staged.and_then(|staged| self.move_in(staged, changes, &mut undo));
        match done {
            Ok(()) => {
                undo.forget();
                self.remove_empty_folders(changes);
                Ok(())
            }
            Err(error) => {
                undo.run();
                Err(error)
            }
        }
    }

    /// Writes new contents beside their places.
    fn stage(&self, changes: &Changes, undo: &mut Undo) -> Result<Vec<(PathBuf, PathBuf)>, (PathBuf, io::Error)> {
        let mut staged = Vec::with_capacity(changes.written.len());
        for (file, _) in &changes.written {
            let place = self.path.join(&file.path);
            let parent = place.parent().unwrap_or(&self.path);
            undo.create_folders(parent).map_err(|error| (parent.to_owned(), error))?;
            if place.is_dir() {
                return Err((place, io::Error::new(io::ErrorKind::IsADirectory, "a folder is in its place")));
            }
            let beside = beside(&place, "new");
            undo.created.push(beside.clone());
            std::fs::write(&beside, &file.contents).map_err(|error| (place.clone(), error))?;
            staged.push((beside, place));
        }
        Ok(staged)
    }

    /// Renames what was staged into place, keeping what was there until all is done.
    fn move_in(
        &self,
        staged: Vec<(PathBuf, PathBuf)>,
        changes: &Changes,
        undo: &mut Undo,
    ) -> Result<(), (PathBuf, io::Error)> {
        for (path, _) in &changes.removed {
            undo.set_aside(&self.path.join(path)).map_err(|error| (self.path.join(path), error))?;
        }
        for (beside, place) in staged {
            undo.set_aside(&place).map_err(|error| (place.clone(), error))?;
            std::fs::rename(&beside, &place).map_err(|error| (place.clone(), error))?;
            undo.created.push(place);
        }
        Ok(())
    }

    fn remove_empty_folders(&self, changes: &Changes) {
        for (path, _) in &changes.removed {
            let parents = Path::new(path).ancestors().skip(1).filter(|parent| !parent.as_os_str().is_empty());
            // Only an empty folder can be removed this way; any other stays.
            parents.for_each(|parent| drop(std::fs::remove_dir(self.path.join(parent))));
        }
    }

    fn listed(&self) -> BTreeSet<String> {
        let list = std::fs::read_to_string(self.path.join(LIST)).unwrap_or_default();
        let is_inside =
            |line: &&str| !line.starts_with('#') && !line.starts_with('/') && !line.split('/').any(|part| part == "..");
        list.lines().filter(is_inside).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// The files and the list of them.
    fn with_list(&self, files: &[File]) -> Vec<File> {
        let mut files = files.to_vec();
        if !self.is_shared {
            let mut contents = String::from("# Written by fetchwright: the files that it may replace or remove.\n");
            files.iter().for_each(|file| contents.push_str(&format!("{}\n", file.path)));
            files.push(File { path: LIST.to_owned(), contents });
        }
        files
    }
}

fn beside(place: &Path, ending: &str) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!(".{name}.fetchwright-{ending}"))
}

/// How to get back to what was there before.
#[derive(Default)]
struct Undo {
    created: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    aside: Vec<(PathBuf, PathBuf)>,
}

impl Undo {
    fn create_folders(&mut self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
        self.folders.extend(missing.into_iter().rev().map(Path::to_owned));
        std::fs::create_dir_all(folder)
    }

    fn set_aside(&mut self, place: &Path) -> io::Result<()> {
        if place.exists() {
            let aside = beside(place, "old");
            std::fs::rename(place, &aside)?;
            self.aside.push((aside, place.to_owned()));
        }
        Ok(())
    }

    fn run(self) {
        self.created.iter().for_each(|path| drop(std::fs::remove_file(path)));
        self.aside.iter().rev().for_each(|(aside, place)| drop(std::fs::rename(aside, place)));
        self.folders.iter().rev().for_each(|folder| drop(std::fs::remove_dir(folder)));
    }

    fn forget(self) {
        self.aside.iter().for_each(|(aside, _)| drop(std::fs::remove_file(aside)));
    }
}

#[cfg(test)]
mod tests {
    use super::{Diagnostics, File, Folder};

    fn temporary(name: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("fetchwright-disk-{}-{name}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        path
    }

    fn file(path: &str, contents: &str) -> File {
        File { path: path.to_owned(), contents: contents.to_owned() }
    }

    fn write(folder: &Folder, files: &[File]) -> Result<(), String> {
        let mut diagnostics = Diagnostics::default();
        let done =
            folder.changes(files, &mut diagnostics).is_some_and(|changes| folder.apply(&changes, &mut diagnostics));
        if done { Ok(()) } else { Err(diagnostics.all().iter().map(|found| found.message.clone()).collect()) }
    }

    #[test]
    fn what_is_gone_is_removed_and_what_stays_is_not_touched() {
        let path = temporary("stale");
        let folder = Folder::owned(&path);
        write(&folder, &[file("a.rs", "1"), file("sub/b.rs", "2")]).unwrap();
        write(&folder, &[file("a.rs", "1")]).unwrap();
        assert!(!path.join("sub").exists());
        let changes = folder.changes(&[file("a.rs", "1")], &mut Diagnostics::default()).unwrap();
        assert!(changes.is_empty());
        std::fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn foreign_files_stop_everything() {
        let path = temporary("foreign");
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("lib.rs"), "mine").unwrap();
        let error = write(&Folder::owned(&path), &[file("lib.rs", "theirs"), file("b.rs", "")]).unwrap_err();
        assert!(error.contains("lib.rs"), "{error}");
        assert_eq!(std::fs::read_dir(&path).unwrap().count(), 1);
        std::fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn a_failure_leaves_what_was_there() {
        let path = temporary("failure");
        let folder = Folder::owned(&path);
        write(&folder, &[file("a.rs", "old"), file("gone.rs", "x")]).unwrap();
        std::fs::create_dir_all(path.join("z.rs/in_the_way")).unwrap();
        let error = write(&folder, &[file("a.rs", "new"), file("z.rs", "")]).unwrap_err();
        assert!(error.contains("z.rs"), "{error}");
        assert_eq!(std::fs::read_to_string(path.join("a.rs")).unwrap(), "old");
        assert!(path.join("gone.rs").exists());
        assert!(
            !std::fs::read_dir(&path).unwrap().any(|entry| entry
                .unwrap()
                .file_name()
                .to_string_lossy()
                .contains("fetchwright-"))
        );
        std::fs::remove_dir_all(path).unwrap();
    }
}
