//! Sending statistics.

use super::super::Client;
use super::super::params::GetStatsParams;
use super::super::runtime::*;
use super::super::types::StatsEntry;

impl Client {
    /// Read the global statistics. `GET /v3/stats`
    ///
    /// Returns the counts of the whole account, one entry per day, week or month.
    pub fn get_stats(
        &self,
        params: &GetStatsParams,
    ) -> Call<Vec<StatsEntry>, (), Paged<StatsEntry>> {
        self.call(Operation::new("GET", "/v3/stats", json).pages(Pages::offset("offset"), ""))
            .params(params)
    }
}
