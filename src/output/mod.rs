//! Source to files.
mod format;
mod layout;
/// A file of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the output folder, with `/`.
    pub path: String,
    /// Its text.
    pub contents: String,
}
/// x
pub fn lay_out(s: &crate::emit::Source, l: crate::settings::Layout, _d: &mut crate::diagnostics::Diagnostics) -> Option<Vec<File>> { layout::lay_out(s, l).ok() }
