//! Files that other endpoints work with.

use super::super::Client;
use super::super::params::ListFilesParams;
use super::super::runtime::*;
use super::super::types::{CreateFileRequest, FileList, FileObject};

impl Client {
    /// List files. `GET /files`
    pub fn list_files(&self) -> Call<FileList, ListFilesParams, Paged<FileObject>> {
        self.call(
            Operation::new("GET", "/files", json).pages(
                Pages::last_id("after", "/id")
                    .backwards("before")
                    .more("/has_more"),
                "/data",
            ),
        )
    }

    /// Upload a file. `POST /files`
    pub fn create_file(&self, body: &CreateFileRequest) -> Call<FileObject> {
        self.call(Operation::new("POST", "/files", json))
            .multipart(body)
    }

    /// Read the content of a file. `GET /files/{file_id}/content`
    pub fn download_file(&self, file_id: &str) -> Call<Bytes> {
        self.call(Operation::new("GET", "/files/{file_id}/content", bytes))
            .path(file_id)
    }
}
