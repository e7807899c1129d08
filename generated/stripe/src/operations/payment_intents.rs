//! A payment from start to finish.

use super::super::Client;
use super::super::params::RetrievePaymentIntentParams;
use super::super::runtime::*;
use super::super::types::{
    CancelPaymentIntentParams, ConfirmPaymentIntentParams, CreatePaymentIntentParams, PaymentIntent,
};

impl Client {
    /// Create a payment intent. `POST /v1/payment_intents`
    ///
    /// Begins a payment of a fixed amount. Set `confirm` to try to take the money at once.
    pub fn create_payment_intent(&self, body: &CreatePaymentIntentParams) -> Call<PaymentIntent> {
        self.call(Operation::new("POST", "/v1/payment_intents", json))
            .form(body)
    }

    /// Retrieve a payment intent. `GET /v1/payment_intents/{intent}`
    ///
    /// Looks up one payment intent. The client secret is needed when the call is made with a publishable key.
    pub fn retrieve_payment_intent(
        &self,
        intent: &str,
    ) -> Call<PaymentIntent, RetrievePaymentIntentParams> {
        self.call(Operation::new("GET", "/v1/payment_intents/{intent}", json))
            .path(intent)
    }

    /// Cancel a payment intent. `POST /v1/payment_intents/{intent}/cancel`
    ///
    /// Gives up a payment that has not gone through.
    pub fn cancel_payment_intent(
        &self,
        intent: &str,
        body: &CancelPaymentIntentParams,
    ) -> Call<PaymentIntent> {
        self.call(Operation::new(
            "POST",
            "/v1/payment_intents/{intent}/cancel",
            json,
        ))
        .path(intent)
        .form(body)
    }

    /// Confirm a payment intent. `POST /v1/payment_intents/{intent}/confirm`
    ///
    /// Tries to pay with the attached or given payment method.
    pub fn confirm_payment_intent(
        &self,
        intent: &str,
        body: &ConfirmPaymentIntentParams,
    ) -> Call<PaymentIntent> {
        self.call(Operation::new(
            "POST",
            "/v1/payment_intents/{intent}/confirm",
            json,
        ))
        .path(intent)
        .form(body)
    }
}
