//! The calendars that a user sees.

use super::super::Client;
use super::super::params::ListCalendarsParams;
use super::super::runtime::*;
use super::super::types::{CalendarList, CalendarListEntry};

impl Client {
    /// List the user's calendars. `GET /calendar/v3/users/me/calendarList`
    ///
    /// Returns the calendars on the user's list, page by page. The last page has no `nextPageToken`.
    pub fn list_calendars(
        &self,
    ) -> Call<CalendarList, ListCalendarsParams, Paged<CalendarListEntry>> {
        self.call(
            Operation::new("GET", "/calendar/v3/users/me/calendarList", json)
                .server("https://www.googleapis.com")
                .pages(Pages::token("pageToken", "/nextPageToken"), "/items"),
        )
    }
}
