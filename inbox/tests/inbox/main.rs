//! The inbox from outside, on both databases. Without `FETCHWRIGHT_POSTGRES` (a URL of a server on which databases may be
//! created) the half on Postgres reports that it is skipped.

mod faults;
mod handling;
mod intake;
mod lanes;
mod operation;
mod place;
mod readme;
mod recovery;
mod spans;
mod stores;
mod web;
