//! Sign-in from outside: a browser and an app against the handler, a provider that is played in the test, independent providers, and a
//! real browser. Without `FETCHWRIGHT_POSTGRES`, node, python or chromium the tests that need them report that they are skipped.

mod apps;
mod attacks;
mod browser;
mod failures;
mod independent;
mod linking;
mod net;
mod sessions;
mod site;
mod standards;
mod stores;
mod web;
