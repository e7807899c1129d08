//! The record of what happened in the account.

use super::super::params::{ExpandParams, ListEventsParams};
use super::super::runtime::*;
use super::super::types::{Event, EventList};
use super::super::{Client, PAGES};

impl Client {
    /// List events. `GET /v1/events`
    ///
    /// Returns recent events, newest first. Stripe keeps them for 30 days.
    pub fn list_events(&self) -> Call<EventList, ListEventsParams, Paged<Event>> {
        self.call(Operation::new("GET", "/v1/events", json).pages(PAGES, "/data"))
    }

    /// Retrieve an event. `GET /v1/events/{id}`
    ///
    /// Looks up one event by the id that came with its webhook delivery.
    pub fn retrieve_event(&self, id: &str) -> Call<Event, ExpandParams> {
        self.call(Operation::new("GET", "/v1/events/{id}", json))
            .path(id)
    }
}
