//! Query, header and cookie parameters of the operations.

use super::runtime::*;
use super::types::{
    CollectionMethod, CreateCheckoutSessionParamsAutomaticTax, Discounts,
    ListCheckoutSessionsCustomerDetails, ListCustomersCreated, ListPricesRecurring,
    ListSubscriptionsStatus, PreviewUpcomingInvoiceCustomerDetails,
    PreviewUpcomingInvoiceInvoiceItemsItem, PreviewUpcomingInvoiceSubscriptionBillingCycleAnchor,
    PreviewUpcomingInvoiceSubscriptionCancelAt, PreviewUpcomingInvoiceSubscriptionItemsItem,
    PreviewUpcomingInvoiceSubscriptionResumeAt, PriceType, ProrationBehavior, TaxRates, TrialEnd,
};

params! {
    /// Parameters of [`list_checkout_sessions`](super::Client::list_checkout_sessions).
    pub struct ListCheckoutSessionsParams {
        /// Only objects of this customer id.
        pub customer: Option<String>,
        /// Only sessions whose buyer gave these details.
        #[query("customer_details", deep_object)]
        pub customer_details: Option<ListCheckoutSessionsCustomerDetails>,
        /// Id of the first object of the next page; the answer stops before it.
        pub ending_before: Option<String>,
        /// Fields to return as full objects instead of ids, for example `customer` or `data.customer` in a list.
        #[query("expand", deep_object)]
        pub expand: Option<Vec<String>>,
        /// How many objects to return, from 1 to 100. Stripe uses 10 when it is left out.
        pub limit: Option<i64>,
        /// Only objects of this payment intent id.
        pub payment_intent: Option<String>,
        /// Only sessions opened from this payment link.
        pub payment_link: Option<String>,
        /// Id of the last object of the previous page; the answer begins after it.
        pub starting_after: Option<String>,
        /// Only the session that made this subscription.
        pub subscription: Option<String>,
    }

    /// Parameters of [`retrieve_checkout_session`](super::Client::retrieve_checkout_session) and 6 other operations.
    pub struct ExpandParams {
        /// Fields to return as full objects instead of ids, for example `customer` or `data.customer` in a list.
        #[query("expand", deep_object)]
        pub expand: Option<Vec<String>>,
    }

    /// Parameters of [`list_checkout_session_line_items`](super::Client::list_checkout_session_line_items) and another operation.
    pub struct ListLineItemsParams {
        /// Id of the first object of the next page; the answer stops before it.
        pub ending_before: Option<String>,
        /// Fields to return as full objects instead of ids, for example `customer` or `data.customer` in a list.
        #[query("expand", deep_object)]
        pub expand: Option<Vec<String>>,
        /// How many objects to return, from 1 to 100. Stripe uses 10 when it is left out.
        pub limit: Option<i64>,
        /// Id of the last object of the previous page; the answer begins after it.
        pub starting_after: Option<String>,
    }

    /// Parameters of [`list_customers`](super::Client::list_customers).
    pub struct ListCustomersParams {
        /// Only objects created at this Unix time or within this range.
        #[query("created", deep_object)]
        pub created: Option<ListCustomersCreated>,
        /// Only customers with exactly this address. Upper and lower case matter.
        pub email: Option<String>,
        /// Id of the first object of the next page; the answer stops before it.
        pub ending_before: Option<String>,
        /// Fields to return as full objects instead of ids, for example `customer` or `data.customer` in a list.
        #[query("expand", deep_object)]
        pub expand: Option<Vec<String>>,
        /// How many objects to return, from 1 to 100. Stripe uses 10 when it is left out.
        pub limit: Option<i64>,
        /// Id of the last object of the previous page; the answer begins after it.
        pub starting_after: Option<String>,
        /// Only objects that belong to this test clock.
        pub test_clock: Option<String>,
    }

    /// Parameters of [`list_events`](super::Client::list_events).
    pub struct ListEventsParams {
        /// Only objects created at this Unix time or within this range.
        #[query("created", deep_object)]
        pub created: Option<ListCustomersCreated>,
        /// Only events delivered everywhere (`true`) or with a delivery still open (`false`).
        pub delivery_success: Option<bool>,
        /// Id of the first object of the next page; the answer stops before it.
        pub ending_before: Option<String>,
        /// Fields to return as full objects instead of ids, for example `customer` or `data.customer` in a list.
        #[query("expand", deep_object)]
        pub expand: Option<Vec<String>>,
        /// How many objects to return, from 1 to 100. Stripe uses 10 when it is left out.
        pub limit: Option<i64>,
        /// Id of the last object of the previous page; the answer begins after it.
        pub starting_after: Option<String>,
        /// Only events of this type; `*` at the end matches a group.
        #[query("type")]
        pub r#type: Option<String>,
        /// Only events of one of these types. Use this or `type`, not both.
        #[query("types", deep_object)]
        pub types: Option<Vec<String>>,
    }

    /// Parameters of [`preview_upcoming_invoice`](super::Client::preview_upcoming_invoice).
    pub struct PreviewUpcomingInvoiceParams {
        /// Whether tax is worked out for the preview.
        #[query("automatic_tax", deep_object)]
        pub automatic_tax: Option<CreateCheckoutSessionParamsAutomaticTax>,
        /// Coupon id to apply.
        pub coupon: Option<String>,
        /// Currency of the preview, the default currency of the customer if left out.
        pub currency: Option<String>,
        /// Id of the customer to bill.
        pub customer: Option<String>,
        /// Details of a customer who does not exist yet, or details to use in place of the stored ones.
        #[query("customer_details", deep_object)]
        pub customer_details: Option<PreviewUpcomingInvoiceCustomerDetails>,
        /// Discounts to apply. An empty string removes those that would apply.
        #[query("discounts", deep_object)]
        pub discounts: Option<Discounts>,
        /// Fields to return as full objects instead of ids, for example `customer` or `data.customer` in a list.
        #[query("expand", deep_object)]
        pub expand: Option<Vec<String>>,
        /// Invoice items to add or to change in the preview.
        #[query("invoice_items", deep_object)]
        pub invoice_items: Option<Vec<PreviewUpcomingInvoiceInvoiceItemsItem>>,
        /// Subscription schedule id to preview.
        pub schedule: Option<String>,
        /// Subscription id to preview.
        pub subscription: Option<String>,
        /// New anchor of the billing cycle: `now`, `unchanged` or a Unix time.
        #[query("subscription_billing_cycle_anchor", deep_object)]
        pub subscription_billing_cycle_anchor:
            Option<PreviewUpcomingInvoiceSubscriptionBillingCycleAnchor>,
        /// Unix time at which the subscription would end. An empty string unsets it.
        #[query("subscription_cancel_at", deep_object)]
        pub subscription_cancel_at: Option<PreviewUpcomingInvoiceSubscriptionCancelAt>,
        /// Whether the subscription would end with the current period.
        pub subscription_cancel_at_period_end: Option<bool>,
        /// Whether the subscription would end now.
        pub subscription_cancel_now: Option<bool>,
        /// Tax rate ids for items without rates of their own. An empty string unsets them.
        #[query("subscription_default_tax_rates", deep_object)]
        pub subscription_default_tax_rates: Option<TaxRates>,
        /// Items the subscription would have.
        #[query("subscription_items", deep_object)]
        pub subscription_items: Option<Vec<PreviewUpcomingInvoiceSubscriptionItemsItem>>,
        /// How a change within the period is billed.
        pub subscription_proration_behavior: Option<ProrationBehavior>,
        /// Unix time the proration is worked out for. Send the same value with the later update to get the same amount.
        pub subscription_proration_date: Option<i64>,
        /// When a paused subscription would resume.
        pub subscription_resume_at: Option<PreviewUpcomingInvoiceSubscriptionResumeAt>,
        /// Unix time at which a new subscription would start.
        pub subscription_start_date: Option<i64>,
        /// Unix time at which the trial would end, or `now`.
        #[query("subscription_trial_end", deep_object)]
        pub subscription_trial_end: Option<TrialEnd>,
        /// Whether the trial length of the plan is used.
        pub subscription_trial_from_plan: Option<bool>,
    }

    /// Parameters of [`retrieve_payment_intent`](super::Client::retrieve_payment_intent).
    pub struct RetrievePaymentIntentParams {
        /// Client secret of the payment intent, for calls made with a publishable key.
        pub client_secret: Option<Secret>,
        /// Fields to return as full objects instead of ids, for example `customer` or `data.customer` in a list.
        #[query("expand", deep_object)]
        pub expand: Option<Vec<String>>,
    }

    /// Parameters of [`list_prices`](super::Client::list_prices).
    pub struct ListPricesParams {
        /// Only active ones (`true`) or only archived ones (`false`).
        pub active: Option<bool>,
        /// Only objects created at this Unix time or within this range.
        #[query("created", deep_object)]
        pub created: Option<ListCustomersCreated>,
        /// Only prices in this currency.
        pub currency: Option<String>,
        /// Id of the first object of the next page; the answer stops before it.
        pub ending_before: Option<String>,
        /// Fields to return as full objects instead of ids, for example `customer` or `data.customer` in a list.
        #[query("expand", deep_object)]
        pub expand: Option<Vec<String>>,
        /// How many objects to return, from 1 to 100. Stripe uses 10 when it is left out.
        pub limit: Option<i64>,
        /// Only prices with one of these lookup keys.
        #[query("lookup_keys", deep_object)]
        pub lookup_keys: Option<Vec<String>>,
        /// Only prices of this product id.
        pub product: Option<String>,
        /// Only recurring prices with these properties.
        #[query("recurring", deep_object)]
        pub recurring: Option<ListPricesRecurring>,
        /// Id of the last object of the previous page; the answer begins after it.
        pub starting_after: Option<String>,
        /// Only prices of this kind.
        #[query("type")]
        pub r#type: Option<PriceType>,
    }

    /// Parameters of [`list_products`](super::Client::list_products).
    pub struct ListProductsParams {
        /// Only active ones (`true`) or only archived ones (`false`).
        pub active: Option<bool>,
        /// Only objects created at this Unix time or within this range.
        #[query("created", deep_object)]
        pub created: Option<ListCustomersCreated>,
        /// Id of the first object of the next page; the answer stops before it.
        pub ending_before: Option<String>,
        /// Fields to return as full objects instead of ids, for example `customer` or `data.customer` in a list.
        #[query("expand", deep_object)]
        pub expand: Option<Vec<String>>,
        /// Only the products with these ids.
        #[query("ids", deep_object)]
        pub ids: Option<Vec<String>>,
        /// How many objects to return, from 1 to 100. Stripe uses 10 when it is left out.
        pub limit: Option<i64>,
        /// Only physical products (`true`) or only others (`false`).
        pub shippable: Option<bool>,
        /// Id of the last object of the previous page; the answer begins after it.
        pub starting_after: Option<String>,
        /// Only products with this web address.
        pub url: Option<String>,
    }

    /// Parameters of [`list_refunds`](super::Client::list_refunds).
    pub struct ListRefundsParams {
        /// Only refunds of this charge id.
        pub charge: Option<String>,
        /// Only objects created at this Unix time or within this range.
        #[query("created", deep_object)]
        pub created: Option<ListCustomersCreated>,
        /// Id of the first object of the next page; the answer stops before it.
        pub ending_before: Option<String>,
        /// Fields to return as full objects instead of ids, for example `customer` or `data.customer` in a list.
        #[query("expand", deep_object)]
        pub expand: Option<Vec<String>>,
        /// How many objects to return, from 1 to 100. Stripe uses 10 when it is left out.
        pub limit: Option<i64>,
        /// Only objects of this payment intent id.
        pub payment_intent: Option<String>,
        /// Id of the last object of the previous page; the answer begins after it.
        pub starting_after: Option<String>,
    }

    /// Parameters of [`list_subscriptions`](super::Client::list_subscriptions).
    pub struct ListSubscriptionsParams {
        /// Only subscriptions collected in this way.
        pub collection_method: Option<CollectionMethod>,
        /// Only objects created at this Unix time or within this range.
        #[query("created", deep_object)]
        pub created: Option<ListCustomersCreated>,
        /// Only subscriptions whose period ends at this time or within this range.
        #[query("current_period_end", deep_object)]
        pub current_period_end: Option<ListCustomersCreated>,
        /// Only subscriptions whose period began at this time or within this range.
        #[query("current_period_start", deep_object)]
        pub current_period_start: Option<ListCustomersCreated>,
        /// Only objects of this customer id.
        pub customer: Option<String>,
        /// Id of the first object of the next page; the answer stops before it.
        pub ending_before: Option<String>,
        /// Fields to return as full objects instead of ids, for example `customer` or `data.customer` in a list.
        #[query("expand", deep_object)]
        pub expand: Option<Vec<String>>,
        /// How many objects to return, from 1 to 100. Stripe uses 10 when it is left out.
        pub limit: Option<i64>,
        /// Only subscriptions that contain this price id.
        pub price: Option<String>,
        /// Id of the last object of the previous page; the answer begins after it.
        pub starting_after: Option<String>,
        /// Only subscriptions in this state. `all` includes canceled ones and `ended` means canceled or never completed.
        pub status: Option<ListSubscriptionsStatus>,
        /// Only objects that belong to this test clock.
        pub test_clock: Option<String>,
    }
}
