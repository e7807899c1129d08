//! How far an import came, in a small file.
//!
//! ```text
//! 450 ada@example.com        the first 450 contacts are done; the last of them is ada@example.com
//! ```

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use crate::Error;

/// The file with the progress of an import.
#[derive(Clone, Debug)]
pub struct Progress {
    file: PathBuf,
}

impl Progress {
    /// In this file, which does not have to be there yet.
    pub fn new(file: impl Into<PathBuf>) -> Progress {
        Progress { file: file.into() }
    }

    /// How many contacts are done; none where there is no file.
    ///
    /// # Errors
    /// Where the file cannot be read, or was written for other contacts.
    pub fn read(&self, contacts: &[String]) -> Result<usize, Error> {
        let text = match fs::read_to_string(&self.file) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            text => text?,
        };
        let (count, last) = text
            .trim_end()
            .split_once(' ')
            .ok_or("the progress file is damaged")?;
        let count: usize = count.parse()?;
        match count.checked_sub(1).and_then(|index| contacts.get(index)) {
            Some(contact) if contact == last => Ok(count),
            _ => Err(format!("the contacts are not those of {}", self.file.display()).into()),
        }
    }

    /// Notes that so many are done. The file is written beside and then renamed: whenever it is interrupted, there is the
    /// old one or the new one.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write(&self, contacts: &[String], count: usize) -> Result<(), Error> {
        let Some(last) = count.checked_sub(1).and_then(|index| contacts.get(index)) else {
            return Ok(());
        };
        let beside = self.file.with_extension("new");
        let mut file = File::create(&beside)?;
        writeln!(file, "{count} {last}")?;
        file.sync_all()?;
        Ok(fs::rename(beside, &self.file)?)
    }
}
