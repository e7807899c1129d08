//! The shop against the sandbox: what people do, and what providers do to it.

mod browser;
mod events;
mod mails;
mod parcels;
mod person;
mod purchases;
mod subscriptions;
mod world;
