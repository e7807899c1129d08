//! Files to a folder: what changed is written, what is no longer there is removed, all of it or nothing.
//!
//! A folder of a crate or a module has a list of what was written into it, `.fetchwright`, each file with a checksum.
//! What is not on the list and would be overwritten is foreign, and stops everything; what was edited since is
//! overwritten with a warning. New contents are written beside their places first and then
//! renamed over them; if anything fails on the way, what was renamed is put back.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::File;
use super::list::{self, List};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};

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
        Folder {
            path: path.into(),
            is_shared: false,
        }
    }

    /// A folder in which one file is the client's.
    pub fn shared(path: impl Into<PathBuf>) -> Folder {
        Folder {
            path: path.into(),
            is_shared: true,
        }
    }

    /// Compares what should be there with what is. `None` where the folder holds what is not ours.
    pub fn changes(&self, files: &[File], diagnostics: &mut Diagnostics) -> Option<Changes> {
        let list = if self.is_shared {
            List::default()
        } else {
            List::of(&self.path)
        };
        let found = Found::of(self, self.with_list(files), &list);
        if let Some(refusal) = self.refusal(&found) {
            diagnostics.report(refusal);
            return None;
        }
        if !found.edited.is_empty() {
            diagnostics.report(self.overwritten(&found.edited));
        }
        let wanted: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let mut changes = Changes {
            written: found.differing,
            removed: Vec::new(),
        };
        for path in list
            .paths()
            .filter(|path| !wanted.contains(path) && self.is_reached(path))
        {
            if let Ok(now) = std::fs::read_to_string(self.path.join(path)) {
                changes.removed.push((path.to_owned(), now));
            }
        }
        Some(changes)
    }

    /// Why nothing can be written.
    fn refusal(&self, found: &Found) -> Option<Diagnostic> {
        let folder = self.path.display();
        if !found.outside.is_empty() {
            let message = format!(
                "these files would not be inside of {folder}: {}",
                found.outside.join(", ")
            );
            return Some(
                Diagnostic::error(Code::Unwritable, message)
                    .help("replace links in the folder with folders"),
            );
        }
        if !found.foreign.is_empty() {
            let message = format!(
                "{folder} holds files that fetchwright did not write: {}",
                named(&found.foreign)
            );
            return Some(
                Diagnostic::error(Code::ForeignFiles, message)
                    .help("choose another folder, or remove them"),
            );
        }
        None
    }

    fn overwritten(&self, edited: &[String]) -> Diagnostic {
        let message = format!(
            "files in {} were edited, which is lost: {}",
            self.path.display(),
            edited.join(", ")
        );
        Diagnostic::warning(Code::ForeignFiles, message)
            .help("generated files are written anew each time; use the config, or code beside them")
    }

    /// Whether a path leads to its place without a link that leads elsewhere.
    fn is_reached(&self, path: &str) -> bool {
        let parents = Path::new(path)
            .ancestors()
            .skip(1)
            .filter(|parent| !parent.as_os_str().is_empty());
        list::is_inside(path)
            && !parents
                .into_iter()
                .any(|parent| self.path.join(parent).is_symlink())
    }

    /// Makes the changes, all or none.
    pub fn apply(&self, changes: &Changes, diagnostics: &mut Diagnostics) -> bool {
        match self.try_apply(changes) {
            Ok(()) => true,
            Err((path, error)) => {
                let message = format!(
                    "cannot write {}: {error}; nothing was changed",
                    path.display()
                );
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
    fn stage(
        &self,
        changes: &Changes,
        undo: &mut Undo,
    ) -> Result<Vec<(PathBuf, PathBuf)>, (PathBuf, io::Error)> {
        let mut staged = Vec::with_capacity(changes.written.len());
        for (file, _) in &changes.written {
            let span = self.path.join(&file.path);
            let parent = span.parent().unwrap_or(&self.path);
            undo.create_folders(parent)
                .map_err(|error| (parent.to_owned(), error))?;
            if span.is_dir() {
                return Err((
                    span,
                    io::Error::new(io::ErrorKind::IsADirectory, "a folder is in its place"),
                ));
            }
            let beside = beside(&span, "new");
            undo.created.push(beside.clone());
            std::fs::write(&beside, &file.contents).map_err(|error| (span.clone(), error))?;
            staged.push((beside, span));
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
            undo.set_aside(&self.path.join(path))
                .map_err(|error| (self.path.join(path), error))?;
        }
        for (beside, span) in staged {
            undo.set_aside(&span)
                .map_err(|error| (span.clone(), error))?;
            std::fs::rename(&beside, &span).map_err(|error| (span.clone(), error))?;
            undo.created.push(span);
        }
        Ok(())
    }

    fn remove_empty_folders(&self, changes: &Changes) {
        for (path, _) in &changes.removed {
            let parents = Path::new(path)
                .ancestors()
                .skip(1)
                .filter(|parent| !parent.as_os_str().is_empty());
            // Only an empty folder can be removed this way; any other stays.
            parents.for_each(|parent| drop(std::fs::remove_dir(self.path.join(parent))));
        }
    }

    /// The files and the list of them.
    fn with_list(&self, files: &[File]) -> Vec<File> {
        let list = (!self.is_shared).then(|| List::file(files));
        files.iter().cloned().chain(list).collect()
    }
}

/// The first few of many.
fn named(paths: &[String]) -> String {
    const FEW: usize = 5;
    let first = paths
        .iter()
        .take(FEW)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    if paths.len() > FEW {
        format!("{first}, and {} more", paths.len() - FEW)
    } else {
        first
    }
}

/// What stands where files are to be written.
#[derive(Default)]
struct Found {
    /// Files that differ, with what they hold now.
    differing: Vec<(File, Option<String>)>,
    /// Files that fetchwright did not write.
    foreign: Vec<String>,
    /// Files that were edited since it wrote them, and would be written anew.
    edited: Vec<String>,
    /// Files that would be written outside of the folder.
    outside: Vec<String>,
}

impl Found {
    fn of(folder: &Folder, files: Vec<File>, list: &List) -> Found {
        let mut found = Found::default();
        for file in files {
            found.look(folder, file, list);
        }
        found
    }

    fn look(&mut self, folder: &Folder, file: File, list: &List) {
        if !folder.is_reached(&file.path) {
            self.outside.push(file.path);
            return;
        }
        let bytes = std::fs::read(folder.path.join(&file.path)).ok();
        let now = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        if now.as_ref() == Some(&file.contents) && (folder.is_shared || list.has(&file.path)) {
            return;
        }
        if let Some(now) = &now
            && !folder.is_shared
            && file.path != list::NAME
        {
            if !list.has(&file.path) {
                self.foreign.push(file.path.clone());
            } else if list.is_edited(&file.path, now) {
                self.edited.push(file.path.clone());
            }
        }
        if now.as_ref() != Some(&file.contents) {
            self.differing.push((file, now));
        }
    }
}

fn beside(span: &Path, ending: &str) -> PathBuf {
    let name = span.file_name().unwrap_or_default().to_string_lossy();
    span.with_file_name(format!(".{name}.fetchwright-{ending}"))
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
        let missing: Vec<&Path> = folder
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
            .collect();
        self.folders
            .extend(missing.into_iter().rev().map(Path::to_owned));
        std::fs::create_dir_all(folder)
    }

    fn set_aside(&mut self, span: &Path) -> io::Result<()> {
        if span.exists() || span.is_symlink() {
            let aside = beside(span, "old");
            std::fs::rename(span, &aside)?;
            self.aside.push((aside, span.to_owned()));
        }
        Ok(())
    }

    fn run(self) {
        self.created
            .iter()
            .for_each(|path| drop(std::fs::remove_file(path)));
        self.aside
            .iter()
            .rev()
            .for_each(|(aside, span)| drop(std::fs::rename(aside, span)));
        self.folders
            .iter()
            .rev()
            .for_each(|folder| drop(std::fs::remove_dir(folder)));
    }

    fn forget(self) {
        self.aside
            .iter()
            .for_each(|(aside, _)| drop(std::fs::remove_file(aside)));
    }
}

#[cfg(test)]
mod tests {
    use super::{Diagnostics, File, Folder};

    fn temporary(name: &str) -> std::path::PathBuf {
        let path =
            std::env::temp_dir().join(format!("fetchwright-disk-{}-{name}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        path
    }

    fn file(path: &str, contents: &str) -> File {
        File {
            path: path.to_owned(),
            contents: contents.to_owned(),
        }
    }

    fn write(folder: &Folder, files: &[File]) -> Result<(), String> {
        let mut diagnostics = Diagnostics::default();
        let done = folder
            .changes(files, &mut diagnostics)
            .is_some_and(|changes| folder.apply(&changes, &mut diagnostics));
        if done {
            Ok(())
        } else {
            Err(diagnostics
                .all()
                .iter()
                .map(|found| found.message.clone())
                .collect())
        }
    }

    #[test]
    fn what_is_gone_is_removed_and_what_stays_is_not_touched() {
        let path = temporary("stale");
        let folder = Folder::owned(&path);
        write(&folder, &[file("a.rs", "1"), file("sub/b.rs", "2")]).unwrap();
        write(&folder, &[file("a.rs", "1")]).unwrap();
        assert!(!path.join("sub").exists());
        let changes = folder
            .changes(&[file("a.rs", "1")], &mut Diagnostics::default())
            .unwrap();
        assert!(changes.is_empty());
        std::fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn foreign_files_stop_everything() {
        let path = temporary("foreign");
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("lib.rs"), "mine").unwrap();
        let error = write(
            &Folder::owned(&path),
            &[file("lib.rs", "theirs"), file("b.rs", "")],
        )
        .unwrap_err();
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
        assert!(!std::fs::read_dir(&path).unwrap().any(|entry| {
            entry
                .unwrap()
                .file_name()
                .to_string_lossy()
                .contains("fetchwright-")
        }));
        std::fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn what_was_edited_is_written_anew_and_said() {
        let path = temporary("edited");
        let folder = Folder::owned(&path);
        write(&folder, &[file("a.rs", "1\n"), file("b.rs", "2\n")]).unwrap();
        std::fs::write(path.join("a.rs"), "mine\n").unwrap();
        std::fs::write(path.join("b.rs"), "2\r\n").unwrap();
        let mut diagnostics = Diagnostics::default();
        let changes = folder
            .changes(
                &[file("a.rs", "1\n"), file("b.rs", "2\n")],
                &mut diagnostics,
            )
            .unwrap();
        assert_eq!(changes.written.len(), 2);
        assert_eq!(diagnostics.all().len(), 1);
        assert!(
            diagnostics.all()[0].message.ends_with("lost: a.rs"),
            "{}",
            diagnostics.all()[0].message
        );
        assert!(!diagnostics.has_errors());
        std::fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn nothing_is_written_outside_of_the_folder() {
        let path = temporary("outside");
        for bad in ["../x.rs", "/tmp/x.rs", "a/../../x.rs", ""] {
            let error = write(&Folder::owned(&path), &[file(bad, "")]).unwrap_err();
            assert!(error.contains("inside"), "{error}");
        }
        assert!(!path.exists());
    }

    #[test]
    fn a_list_that_names_foreign_places_removes_nothing() {
        let path = temporary("list");
        std::fs::create_dir_all(path.join("out")).unwrap();
        std::fs::write(path.join("precious"), "x").unwrap();
        std::fs::write(
            path.join("out/.fetchwright"),
            "../precious\n0000000000000000  ../precious\n",
        )
        .unwrap();
        write(&Folder::owned(path.join("out")), &[file("a.rs", "")]).unwrap();
        assert!(path.join("precious").exists());
        std::fs::remove_dir_all(path).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let path = temporary("links");
        std::fs::create_dir_all(path.join("elsewhere")).unwrap();
        std::fs::create_dir_all(path.join("out")).unwrap();
        std::os::unix::fs::symlink(path.join("elsewhere"), path.join("out/src")).unwrap();
        let error = write(&Folder::owned(path.join("out")), &[file("src/a.rs", "")]).unwrap_err();
        assert!(error.contains("src/a.rs"), "{error}");
        assert_eq!(
            std::fs::read_dir(path.join("elsewhere")).unwrap().count(),
            0
        );
        std::fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn a_file_in_place_of_the_folder_is_said() {
        let path = temporary("file");
        std::fs::write(&path, "mine").unwrap();
        let error = write(&Folder::owned(&path), &[file("a.rs", "")]).unwrap_err();
        assert!(error.contains("nothing was changed"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
        std::fs::remove_file(path).unwrap();
    }
}
