//! Recurring purchases.

use super::super::params::{ExpandParams, ListSubscriptionsParams};
use super::super::runtime::*;
use super::super::types::{
    CancelSubscriptionParams, CreateSubscriptionParams, Subscription, SubscriptionList,
    UpdateSubscriptionParams,
};
use super::super::{Client, PAGES};

impl Client {
    /// List subscriptions. `GET /v1/subscriptions`
    ///
    /// Returns subscriptions one page at a time. Canceled ones are left out unless `status` asks for them.
    pub fn list_subscriptions(
        &self,
    ) -> Call<SubscriptionList, ListSubscriptionsParams, Paged<Subscription>> {
        self.call(Operation::new("GET", "/v1/subscriptions", json).pages(PAGES, "/data"))
    }

    /// Create a subscription. `POST /v1/subscriptions`
    ///
    /// Subscribes a customer to one or more recurring prices.
    pub fn create_subscription(&self, body: &CreateSubscriptionParams) -> Call<Subscription> {
        self.call(Operation::new("POST", "/v1/subscriptions", json))
            .form(body)
    }

    /// Retrieve a subscription. `GET /v1/subscriptions/{subscription_exposed_id}`
    ///
    /// Looks up one subscription.
    pub fn retrieve_subscription(
        &self,
        subscription_exposed_id: &str,
    ) -> Call<Subscription, ExpandParams> {
        self.call(Operation::new(
            "GET",
            "/v1/subscriptions/{subscription_exposed_id}",
            json,
        ))
        .path(subscription_exposed_id)
    }

    /// Update a subscription. `POST /v1/subscriptions/{subscription_exposed_id}`
    ///
    /// Changes a subscription. `proration_behavior` and `proration_date` decide how a change within the period is billed.
    pub fn update_subscription(
        &self,
        subscription_exposed_id: &str,
        body: &UpdateSubscriptionParams,
    ) -> Call<Subscription> {
        self.call(Operation::new(
            "POST",
            "/v1/subscriptions/{subscription_exposed_id}",
            json,
        ))
        .path(subscription_exposed_id)
        .form(body)
    }

    /// Cancel a subscription. `DELETE /v1/subscriptions/{subscription_exposed_id}`
    ///
    /// Ends a subscription immediately. To end it later, update it with `cancel_at_period_end`.
    pub fn cancel_subscription(
        &self,
        subscription_exposed_id: &str,
        body: &CancelSubscriptionParams,
    ) -> Call<Subscription> {
        self.call(Operation::new(
            "DELETE",
            "/v1/subscriptions/{subscription_exposed_id}",
            json,
        ))
        .path(subscription_exposed_id)
        .form(body)
    }
}
