//! The shop against the sandbox: what people do, and what providers do to it.

mod events;
mod mails;
mod purchases;
mod subscriptions;
mod world;
