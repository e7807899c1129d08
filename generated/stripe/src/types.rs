//! What is sent and what comes back.

use super::runtime::*;

object! {
    /// Fields of a new portal session.
    #[flow(out)]
    pub struct CreateBillingPortalSessionParams {
        /// Customer id.
        pub customer: String,
        /// Portal configuration id.
        pub configuration: Option<String>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
        /// Page the portal opens with, and what follows.
        pub flow_data: Option<PortalFlowParams>,
        /// Language of the page.
        pub locale: Option<Locale>,
        /// Connected account the money is meant for.
        pub on_behalf_of: Option<String>,
        /// Where the link back leads.
        pub return_url: Option<String>,
    }

    /// A page the portal opens with, and what follows.
    #[flow(out)]
    pub struct PortalFlowParams {
        /// Which page to open.
        #[wire("type")]
        pub r#type: PortalFlowType,
        /// What follows once it is done.
        pub after_completion: Option<PortalFlowParamsAfterCompletion>,
        /// The subscription to cancel.
        pub subscription_cancel: Option<PortalFlowParamsSubscriptionCancel>,
    }

    /// What follows once it is done.
    #[flow(out)]
    pub struct PortalFlowParamsAfterCompletion {
        #[wire("type")]
        pub r#type: PortalFlowAfterCompletionType,
        pub hosted_confirmation: Option<PortalFlowParamsAfterCompletionHostedConfirmation>,
        pub redirect: Option<PortalFlowParamsAfterCompletionRedirect>,
    }

    #[flow(out)]
    pub struct PortalFlowParamsAfterCompletionHostedConfirmation {
        pub custom_message: Option<String>,
    }

    #[flow(out)]
    pub struct PortalFlowParamsAfterCompletionRedirect {
        /// Where the customer comes back to.
        pub return_url: String,
    }

    /// The subscription to cancel.
    #[flow(out)]
    pub struct PortalFlowParamsSubscriptionCancel {
        /// The subscription.
        pub subscription: String,
    }

    /// A short-lived visit to the billing portal.
    #[constant("object" = "billing_portal.session")]
    pub struct BillingPortalSession {
        /// Unique id.
        pub id: String,
        /// Portal configuration id.
        pub configuration: String,
        /// Unix time of creation.
        pub created: i64,
        /// Customer id.
        pub customer: String,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// The link to send the customer to.
        pub url: String,
        /// Page the portal opens with.
        pub flow: Option<PortalFlow>,
        /// Language of the page.
        pub locale: Option<Locale>,
        /// Connected account the money is meant for.
        pub on_behalf_of: Option<String>,
        /// Where the link back leads.
        pub return_url: Option<String>,
    }

    /// A page the portal opens with.
    pub struct PortalFlow {
        /// What follows once it is done.
        pub after_completion: PortalFlowAfterCompletion,
        /// Which page is opened.
        #[wire("type")]
        pub r#type: PortalFlowType,
        /// The subscription to cancel.
        pub subscription_cancel: Option<PortalFlowSubscriptionCancel>,
    }

    /// What follows once the flow is done.
    pub struct PortalFlowAfterCompletion {
        #[wire("type")]
        pub r#type: PortalFlowAfterCompletionType,
        pub hosted_confirmation: Option<PortalFlowHostedConfirmation>,
        pub redirect: Option<PortalFlowRedirect>,
    }

    /// A confirmation page.
    pub struct PortalFlowHostedConfirmation {
        pub custom_message: Option<String>,
    }

    /// A link the customer is sent on to.
    pub struct PortalFlowRedirect {
        /// Where the customer comes back to.
        pub return_url: String,
    }

    /// The subscription to cancel.
    pub struct PortalFlowSubscriptionCancel {
        /// The subscription.
        pub subscription: String,
    }

    /// Body of every failed request.
    pub struct ErrorResponse {
        /// What went wrong.
        pub error: ApiError,
    }

    /// Details of a failed request.
    pub struct ApiError {
        /// Kind of error.
        #[wire("type")]
        pub r#type: ApiErrorType,
        /// Id of the charge that failed.
        pub charge: Option<String>,
        /// Machine-readable code, if there is one.
        pub code: Option<String>,
        /// Reason the bank gave for a decline.
        pub decline_code: Option<String>,
        /// Page that explains the code.
        pub doc_url: Option<String>,
        /// Readable text. Card errors can be shown to the buyer.
        pub message: Option<String>,
        /// The parameter at fault.
        pub param: Option<String>,
        /// The payment intent, for errors about one.
        pub payment_intent: Option<Box<PaymentIntent>>,
        /// The payment method, for errors about one.
        pub payment_method: Option<PaymentMethod>,
        /// Kind of payment method at fault.
        pub payment_method_type: Option<String>,
        /// Page of the request in the dashboard.
        pub request_log_url: Option<String>,
        /// The setup intent, for errors about one.
        pub setup_intent: Option<Box<SetupIntent>>,
    }

    /// A payment from start to finish.
    #[constant("object" = "payment_intent")]
    pub struct PaymentIntent {
        /// Unique id.
        pub id: String,
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// When authorized money is taken.
        pub capture_method: CaptureMethod,
        /// Whether confirmation may happen with a publishable key.
        pub confirmation_method: ConfirmationMethod,
        /// Unix time of creation.
        pub created: i64,
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Payment methods that may be used.
        pub payment_method_types: Vec<String>,
        /// Where the payment stands.
        pub status: PaymentIntentStatus,
        /// What can still be captured.
        pub amount_capturable: Option<i64>,
        /// What the amount is made of.
        pub amount_details: Option<PaymentIntentAmountDetails>,
        /// What has been collected.
        pub amount_received: Option<i64>,
        /// Fee kept by the platform.
        pub application_fee_amount: Option<i64>,
        /// Lets the account settings decide the payment methods.
        pub automatic_payment_methods: Option<PaymentIntentAutomaticPaymentMethods>,
        /// Unix time at which it was canceled.
        pub canceled_at: Option<i64>,
        /// Why it was canceled.
        pub cancellation_reason: Option<PaymentIntentCancellationReason>,
        /// Secret that lets the page of the buyer finish the payment. Do not log it.
        pub client_secret: Option<Secret>,
        /// The customer.
        pub customer: Option<Expandable<Json>>,
        /// Free text.
        pub description: Option<String>,
        /// The invoice.
        pub invoice: Option<Expandable<Invoice>>,
        /// Why the latest attempt failed.
        pub last_payment_error: Option<Box<ApiError>>,
        /// The newest charge.
        pub latest_charge: Option<Expandable<Charge>>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// What the customer still has to do.
        pub next_action: Option<PaymentIntentNextAction>,
        /// The payment method.
        pub payment_method: Option<Expandable<PaymentMethod>>,
        /// Where the receipt is sent.
        pub receipt_email: Option<String>,
        /// Whether the payment method is kept for later payments, and of which kind.
        pub setup_future_usage: Option<SetupFutureUsage>,
        /// Where the goods go.
        pub shipping: Option<Shipping>,
        /// Text on the bank statement.
        pub statement_descriptor: Option<String>,
        /// Text added to the statement descriptor of the account.
        pub statement_descriptor_suffix: Option<String>,
        /// Groups this payment with its transfers.
        pub transfer_group: Option<String>,
    }

    /// What the amount is made of.
    pub struct PaymentIntentAmountDetails {
        pub tip: Option<PaymentIntentTip>,
    }

    /// The tip in the amount.
    pub struct PaymentIntentTip {
        /// Amount in the smallest currency unit.
        pub amount: Option<i64>,
    }

    /// Whether the account settings decide the payment methods.
    pub struct PaymentIntentAutomaticPaymentMethods {
        /// Whether it is switched on.
        pub enabled: bool,
    }

    /// What a customer owes for a period or purchase.
    #[constant("object" = "invoice")]
    pub struct Invoice {
        /// What is left to collect by this invoice.
        pub amount_due: i64,
        /// What has been paid.
        pub amount_paid: i64,
        /// Due less paid.
        pub amount_remaining: i64,
        /// Sum of the shipping cost.
        pub amount_shipping: i64,
        /// Number of attempts to collect.
        pub attempt_count: i64,
        /// Whether collection has been tried.
        pub attempted: bool,
        /// Settings of automatic tax.
        pub automatic_tax: AutomaticTax,
        /// Whether invoices are charged automatically or sent out to be paid.
        pub collection_method: CollectionMethod,
        /// Unix time of creation.
        pub created: i64,
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// Tax rates for items without rates of their own.
        pub default_tax_rates: Vec<TaxRate>,
        /// What is billed.
        pub lines: InvoiceLines,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Unix time at which the billed usage ends.
        pub period_end: i64,
        /// Unix time at which the billed usage begins.
        pub period_start: i64,
        /// Credit notes after the payment.
        pub post_payment_credit_notes_amount: i64,
        /// Credit notes before the payment.
        pub pre_payment_credit_notes_amount: i64,
        /// Customer balance before the invoice.
        pub starting_balance: i64,
        /// When the state changed.
        pub status_transitions: InvoicesStatusTransitions,
        /// Sum before invoice discounts and exclusive tax.
        pub subtotal: i64,
        /// Sum after discounts and tax.
        pub total: i64,
        /// Country of your account.
        pub account_country: Option<String>,
        /// Name of your account.
        pub account_name: Option<String>,
        /// Fee kept by the platform.
        pub application_fee_amount: Option<i64>,
        /// Whether Stripe moves the invoice on and collects it by itself.
        pub auto_advance: Option<bool>,
        /// Why it was made.
        pub billing_reason: Option<InvoiceBillingReason>,
        /// The charge.
        pub charge: Option<Expandable<Charge>>,
        /// Extra lines on the invoice.
        pub custom_fields: Option<Vec<InvoiceSettingCustomField>>,
        /// The customer.
        pub customer: Option<Expandable<Json>>,
        /// Address of the customer.
        pub customer_address: Option<Address>,
        /// E-mail address of the customer.
        pub customer_email: Option<String>,
        /// Name of the customer.
        pub customer_name: Option<String>,
        /// Phone number of the customer.
        pub customer_phone: Option<String>,
        /// Where goods for the customer go.
        pub customer_shipping: Option<Shipping>,
        /// Tax status of the customer.
        pub customer_tax_exempt: Option<TaxExempt>,
        /// Tax ids of the customer.
        pub customer_tax_ids: Option<Vec<InvoiceTaxId>>,
        /// Payment method charged by default.
        pub default_payment_method: Option<Expandable<PaymentMethod>>,
        /// Free text.
        pub description: Option<String>,
        /// The discount.
        pub discount: Option<Discount>,
        /// Discounts that apply.
        pub discounts: Option<Vec<Expandable<Json>>>,
        /// Unix time at which payment is due.
        pub due_date: Option<i64>,
        /// Customer balance after the invoice.
        pub ending_balance: Option<i64>,
        /// Text at the foot of invoices.
        pub footer: Option<String>,
        /// Page where it can be seen and paid.
        pub hosted_invoice_url: Option<String>,
        /// Unique id. A preview has none.
        pub id: Option<String>,
        /// Link to the PDF file.
        pub invoice_pdf: Option<String>,
        /// Why the latest try to finalize it failed.
        pub last_finalization_error: Option<ApiError>,
        /// The newest revision.
        pub latest_revision: Option<Expandable<Invoice>>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// Unix time of the next attempt to collect.
        pub next_payment_attempt: Option<i64>,
        /// Number printed on the invoice.
        pub number: Option<String>,
        /// Whether it is paid, in whatever way. Newer API versions leave this field out, so it is not listed as required.
        pub paid: Option<bool>,
        /// Whether it was paid outside Stripe. Newer API versions leave this field out, so it is not listed as required.
        pub paid_out_of_band: Option<bool>,
        /// The payment intent.
        pub payment_intent: Option<Expandable<PaymentIntent>>,
        /// Number of the receipt.
        pub receipt_number: Option<String>,
        /// Cost of shipping.
        pub shipping_cost: Option<InvoiceShippingCost>,
        /// Where the goods go.
        pub shipping_details: Option<Shipping>,
        /// Text on the bank statement.
        pub statement_descriptor: Option<String>,
        /// Where the invoice stands.
        pub status: Option<InvoiceStatus>,
        /// The subscription.
        pub subscription: Option<Expandable<Subscription>>,
        /// Unix time the prorations were worked out for. Only in previews.
        pub subscription_proration_date: Option<i64>,
        /// Subtotal without tax.
        pub subtotal_excluding_tax: Option<i64>,
        /// Sum of the tax.
        pub tax: Option<i64>,
        /// The discounts, one by one.
        pub total_discount_amounts: Option<Vec<DiscountAmount>>,
        /// Total without tax.
        pub total_excluding_tax: Option<i64>,
        /// The tax, split by rate. Newer API versions leave this field out, so it is not listed as required.
        pub total_tax_amounts: Option<Vec<InvoiceTaxAmount>>,
        /// Unix time at which its webhooks were delivered.
        pub webhooks_delivered_at: Option<i64>,
    }

    /// Automatic tax on an invoice.
    pub struct AutomaticTax {
        /// Whether it is switched on.
        pub enabled: bool,
        /// How the latest calculation went.
        pub status: Option<Status>,
    }

    /// A tax rate of the account.
    #[constant("object" = "tax_rate")]
    pub struct TaxRate {
        /// Unique id.
        pub id: String,
        /// Whether it can still be used for new purchases.
        pub active: bool,
        /// Unix time of creation.
        pub created: i64,
        /// Name the buyer sees.
        pub display_name: String,
        /// Whether the price contains the tax.
        pub inclusive: bool,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Rate in percent.
        pub percentage: f64,
        /// Two-letter ISO country code.
        pub country: Option<String>,
        /// Free text.
        pub description: Option<String>,
        pub jurisdiction: Option<String>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// State, county or province.
        pub state: Option<String>,
        /// Kind of tax.
        pub tax_type: Option<TaxType>,
    }

    /// What is billed.
    #[constant("object" = "list")]
    pub struct InvoiceLines {
        /// The objects of this page.
        pub data: Vec<InvoiceLineItem>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    /// One line of an invoice.
    #[constant("object" = "line_item")]
    pub struct InvoiceLineItem {
        /// Unique id.
        pub id: String,
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// Whether discounts apply to the line.
        pub discountable: bool,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Your own key-value pairs.
        pub metadata: BTreeMap<String, String>,
        /// Time the line covers.
        pub period: InvoiceLineItemPeriod,
        /// Amount without tax.
        pub amount_excluding_tax: Option<i64>,
        /// Free text.
        pub description: Option<String>,
        /// The discounts, one by one.
        pub discount_amounts: Option<Vec<DiscountAmount>>,
        /// Discounts that apply.
        pub discounts: Option<Vec<Expandable<Discount>>>,
        /// Invoice item id.
        pub invoice_item: Option<String>,
        /// The price.
        pub price: Option<Price>,
        /// Whether the line is a proration. Newer API versions leave this field out, so it is not listed as required.
        pub proration: Option<bool>,
        /// More about a proration.
        pub proration_details: Option<InvoiceLineProrationDetails>,
        /// Number of units.
        pub quantity: Option<i64>,
        /// Subscription id.
        pub subscription: Option<String>,
        /// Subscription item id.
        pub subscription_item: Option<String>,
        /// The tax, split by rate.
        pub tax_amounts: Option<Vec<InvoiceTaxAmount>>,
        /// Tax rates that apply.
        pub tax_rates: Option<Vec<TaxRate>>,
        /// Whether it comes from a subscription or from an invoice item. Newer API versions leave this field out, so it is not listed as required.
        #[wire("type")]
        pub r#type: Option<InvoiceLineItemType>,
        /// Price of one unit without tax.
        pub unit_amount_excluding_tax: Option<String>,
    }

    /// Time a line covers.
    pub struct InvoiceLineItemPeriod {
        pub end: i64,
        pub start: i64,
    }

    /// What one discount takes off.
    pub struct DiscountAmount {
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// The discount.
        pub discount: Expandable<Json>,
    }

    /// A coupon in use.
    #[constant("object" = "discount")]
    pub struct Discount {
        /// Unique id.
        pub id: String,
        /// Unix time at which it begins.
        pub start: i64,
        /// Checkout session id it came from.
        pub checkout_session: Option<String>,
        /// The coupon. Newer API versions leave this field out, so it is not listed as required.
        pub coupon: Option<Coupon>,
        /// The customer.
        pub customer: Option<Expandable<Json>>,
        /// Unix time at which it ends.
        pub end: Option<i64>,
        /// The invoice.
        pub invoice: Option<String>,
        /// Invoice item id.
        pub invoice_item: Option<String>,
        /// The promotion code.
        pub promotion_code: Option<Expandable<PromotionCode>>,
        /// The subscription.
        pub subscription: Option<String>,
    }

    /// A reduction that can be applied to customers and subscriptions.
    #[constant("object" = "coupon")]
    pub struct Coupon {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// How long the discount lasts.
        pub duration: CouponDuration,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// How often it has been applied.
        pub times_redeemed: i64,
        /// Whether it can still be applied.
        pub valid: bool,
        /// Fixed amount taken off.
        pub amount_off: Option<i64>,
        /// Products it is limited to.
        pub applies_to: Option<CouponAppliesTo>,
        /// Three-letter ISO currency code in lower case.
        pub currency: Option<String>,
        /// Amounts in other currencies, by currency code.
        pub currency_options: Option<BTreeMap<String, CouponCurrencyOption>>,
        /// Months of a repeating discount.
        pub duration_in_months: Option<i64>,
        /// How often it can be applied in all.
        pub max_redemptions: Option<i64>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// Name.
        pub name: Option<String>,
        /// Percentage taken off.
        pub percent_off: Option<f64>,
        /// Unix time after which it can no longer be applied.
        pub redeem_by: Option<i64>,
    }
}

object! {
    /// Products a coupon is limited to.
    pub struct CouponAppliesTo {
        /// Product ids.
        pub products: Vec<String>,
    }

    /// Fixed reduction in another currency.
    pub struct CouponCurrencyOption {
        /// Fixed amount taken off.
        pub amount_off: i64,
    }

    /// A code buyers can type in to get a coupon.
    #[constant("object" = "promotion_code")]
    pub struct PromotionCode {
        /// Unique id.
        pub id: String,
        /// Whether it can still be used for new purchases.
        pub active: bool,
        /// What the buyer types in.
        pub code: String,
        /// Unix time of creation.
        pub created: i64,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Conditions for using the code.
        pub restrictions: PromotionCodeRestrictions,
        /// How often it has been used.
        pub times_redeemed: i64,
        /// The coupon. Newer API versions leave this field out, so it is not listed as required.
        pub coupon: Option<Coupon>,
        /// The customer.
        pub customer: Option<Expandable<Json>>,
        /// Unix time at which it expires.
        pub expires_at: Option<i64>,
        /// How often it can be used in all.
        pub max_redemptions: Option<i64>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
    }

    /// Conditions for using a code.
    pub struct PromotionCodeRestrictions {
        pub first_time_transaction: bool,
        /// Amounts in other currencies, by currency code.
        pub currency_options: Option<BTreeMap<String, PromotionCodeCurrencyOption>>,
        pub minimum_amount: Option<i64>,
        pub minimum_amount_currency: Option<String>,
    }

    /// Smallest purchase in another currency.
    pub struct PromotionCodeCurrencyOption {
        pub minimum_amount: i64,
    }

    /// How much a product costs and how often.
    #[constant("object" = "price")]
    pub struct Price {
        /// Unique id.
        pub id: String,
        /// Whether it can still be used for new purchases.
        pub active: bool,
        /// Whether the price is per unit or follows tiers.
        pub billing_scheme: BillingScheme,
        /// Unix time of creation.
        pub created: i64,
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Your own key-value pairs.
        pub metadata: BTreeMap<String, String>,
        /// The product the price belongs to.
        pub product: Expandable<Json>,
        /// Whether the price is charged once or again and again.
        #[wire("type")]
        pub r#type: PriceType,
        /// Amounts in other currencies, by currency code.
        pub currency_options: Option<BTreeMap<String, CurrencyOption>>,
        /// Lets the buyer choose the amount.
        pub custom_unit_amount: Option<CustomUnitAmount>,
        /// Your own key to find the price by.
        pub lookup_key: Option<String>,
        /// Label that buyers do not see.
        pub nickname: Option<String>,
        /// How often a recurring price is billed.
        pub recurring: Option<Recurring>,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// Steps of a tiered price.
        pub tiers: Option<Vec<PriceTier>>,
        /// Whether the whole quantity takes one tier or is split over the tiers.
        pub tiers_mode: Option<TiersMode>,
        /// How the quantity is divided and rounded before pricing.
        pub transform_quantity: Option<TransformQuantity>,
        /// Price of one unit in the smallest currency unit.
        pub unit_amount: Option<i64>,
        /// Price of one unit as a decimal string, for fractions of the smallest currency unit.
        pub unit_amount_decimal: Option<String>,
    }

    /// The price in another currency.
    pub struct CurrencyOption {
        /// Lets the buyer choose the amount.
        pub custom_unit_amount: Option<CustomUnitAmount>,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// Steps of a tiered price.
        pub tiers: Option<Vec<PriceTier>>,
        /// Price of one unit in the smallest currency unit.
        pub unit_amount: Option<i64>,
        /// Price of one unit as a decimal string, for fractions of the smallest currency unit.
        pub unit_amount_decimal: Option<String>,
    }

    /// Limits for an amount the buyer chooses.
    pub struct CustomUnitAmount {
        /// Upper limit.
        pub maximum: Option<i64>,
        /// Lower limit.
        pub minimum: Option<i64>,
        /// Amount suggested at first.
        pub preset: Option<i64>,
    }

    /// One step of a tiered price.
    pub struct PriceTier {
        /// Fixed amount of the tier.
        pub flat_amount: Option<i64>,
        /// Fixed amount of the tier as a decimal string.
        pub flat_amount_decimal: Option<String>,
        /// Price of one unit in the smallest currency unit.
        pub unit_amount: Option<i64>,
        /// Price of one unit as a decimal string, for fractions of the smallest currency unit.
        pub unit_amount_decimal: Option<String>,
        /// Last unit of the tier; `inf` for the top tier.
        pub up_to: Option<i64>,
    }

    /// How often a price is billed.
    pub struct Recurring {
        /// Unit of the billing period.
        pub interval: Interval,
        /// Number of intervals between two bills.
        pub interval_count: i64,
        /// Whether the quantity is fixed or measured.
        pub usage_type: UsageType,
        /// How measured usage is summed up.
        pub aggregate_usage: Option<AggregateUsage>,
    }

    /// How a quantity is divided and rounded.
    pub struct TransformQuantity {
        /// What the quantity is divided by.
        pub divide_by: i64,
        /// Which way the result is rounded.
        pub round: Round,
    }

    /// More about a proration line.
    pub struct InvoiceLineProrationDetails {
        pub credited_items: Option<InvoiceLineCreditedItems>,
    }

    /// Lines that a proration credits.
    pub struct InvoiceLineCreditedItems {
        /// The invoice.
        pub invoice: String,
        pub invoice_line_items: Vec<String>,
    }

    /// Tax at one rate.
    pub struct InvoiceTaxAmount {
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// Whether the price contains the tax.
        pub inclusive: bool,
        pub tax_rate: Expandable<TaxRate>,
    }

    /// When an invoice changed its state.
    pub struct InvoicesStatusTransitions {
        pub finalized_at: Option<i64>,
        pub marked_uncollectible_at: Option<i64>,
        pub paid_at: Option<i64>,
        pub voided_at: Option<i64>,
    }

    /// One attempt to take money.
    #[constant("object" = "charge")]
    pub struct Charge {
        /// Unique id.
        pub id: String,
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// What has been captured.
        pub amount_captured: i64,
        /// What has been returned.
        pub amount_refunded: i64,
        /// Who pays.
        pub billing_details: BillingDetails,
        /// Whether the money was taken and not only held.
        pub captured: bool,
        /// Unix time of creation.
        pub created: i64,
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// Whether the charge is disputed.
        pub disputed: bool,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Your own key-value pairs.
        pub metadata: BTreeMap<String, String>,
        /// Whether the charge went through or was authorized.
        pub paid: bool,
        /// True once the whole amount is returned.
        pub refunded: bool,
        /// How the charge ended.
        pub status: ChargeStatus,
        /// Effect on the account balance.
        pub balance_transaction: Option<Expandable<BalanceTransaction>>,
        /// The customer.
        pub customer: Option<Expandable<Json>>,
        /// Free text.
        pub description: Option<String>,
        /// Machine-readable reason of a failure.
        pub failure_code: Option<String>,
        /// Readable reason of a failure.
        pub failure_message: Option<String>,
        /// The invoice.
        pub invoice: Option<Expandable<Invoice>>,
        /// How the risk check and the bank decided.
        pub outcome: Option<ChargeOutcome>,
        /// The payment intent.
        pub payment_intent: Option<Expandable<PaymentIntent>>,
        /// Payment method id.
        pub payment_method: Option<String>,
        /// The payment method as it was at the time.
        pub payment_method_details: Option<ChargePaymentMethodDetails>,
        /// Where the receipt is sent.
        pub receipt_email: Option<String>,
        /// Number of the receipt.
        pub receipt_number: Option<String>,
        /// Page with the receipt.
        pub receipt_url: Option<String>,
        /// Its refunds, present when expanded.
        pub refunds: Option<ChargeRefunds>,
        /// Where the goods go.
        pub shipping: Option<Shipping>,
        /// Text on the bank statement.
        pub statement_descriptor: Option<String>,
        /// Text added to the statement descriptor of the account.
        pub statement_descriptor_suffix: Option<String>,
        /// Groups this payment with its transfers.
        pub transfer_group: Option<String>,
    }

    /// Who pays and from where.
    pub struct BillingDetails {
        /// Postal address.
        pub address: Option<Address>,
        /// E-mail address.
        pub email: Option<String>,
        /// Name.
        pub name: Option<String>,
        /// Phone number.
        pub phone: Option<String>,
    }

    /// A postal address.
    pub struct Address {
        /// City or town.
        pub city: Option<String>,
        /// Two-letter ISO country code.
        pub country: Option<String>,
        /// Street and number.
        pub line1: Option<String>,
        /// Flat, suite or unit.
        pub line2: Option<String>,
        /// Postal code.
        pub postal_code: Option<String>,
        /// State, county or province.
        pub state: Option<String>,
    }

    /// One movement of money in the account balance.
    #[constant("object" = "balance_transaction")]
    pub struct BalanceTransaction {
        /// Unique id.
        pub id: String,
        /// Gross amount; negative for outgoing money.
        pub amount: i64,
        /// Unix time at which the net amount becomes available.
        pub available_on: i64,
        /// Unix time of creation.
        pub created: i64,
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// Fees taken.
        pub fee: i64,
        /// The fees one by one.
        pub fee_details: Vec<Fee>,
        /// Amount less fees.
        pub net: i64,
        /// Category used in reports.
        pub reporting_category: String,
        /// Whether the money is available yet.
        pub status: String,
        /// Kind of movement.
        #[wire("type")]
        pub r#type: BalanceTransactionType,
        /// Free text.
        pub description: Option<String>,
        /// Rate of the conversion, if there was one.
        pub exchange_rate: Option<f64>,
    }

    /// One part of the fees.
    pub struct Fee {
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        #[wire("type")]
        pub r#type: String,
        pub application: Option<String>,
        /// Free text.
        pub description: Option<String>,
    }

    /// How the risk check and the bank decided.
    pub struct ChargeOutcome {
        /// Kind of outcome.
        #[wire("type")]
        pub r#type: String,
        /// Answer of the card network.
        pub network_status: Option<String>,
        /// More about the outcome.
        pub reason: Option<String>,
        /// Rating of the risk.
        pub risk_level: Option<String>,
        /// Rating of the risk from 0 to 100.
        pub risk_score: Option<i64>,
        /// Readable text for you, not for the buyer.
        pub seller_message: Option<String>,
    }

    /// The payment method at the time of the charge.
    pub struct ChargePaymentMethodDetails {
        /// Kind of payment method.
        #[wire("type")]
        pub r#type: String,
        /// Card details, for cards.
        pub card: Option<ChargeCardDetails>,
    }

    /// The card that was charged.
    pub struct ChargeCardDetails {
        /// Month of expiry.
        pub exp_month: i64,
        /// Year of expiry.
        pub exp_year: i64,
        /// Card brand.
        pub brand: Option<String>,
        /// Outcome of the address and security code checks.
        pub checks: Option<ChargeCardChecks>,
        /// Two-letter ISO country code.
        pub country: Option<String>,
        /// Same for the same card number.
        pub fingerprint: Option<String>,
        /// Credit, debit, prepaid or unknown.
        pub funding: Option<String>,
        /// Last four digits.
        pub last4: Option<String>,
        /// Card network.
        pub network: Option<String>,
    }

    /// Outcome of the card checks.
    pub struct ChargeCardChecks {
        /// Outcome of the check of the first address line.
        pub address_line1_check: Option<String>,
        /// Outcome of the check of the postal code.
        pub address_postal_code_check: Option<String>,
        /// Outcome of the check of the security code.
        pub cvc_check: Option<String>,
    }

    /// Its refunds, present when expanded.
    #[constant("object" = "list")]
    pub struct ChargeRefunds {
        /// The objects of this page.
        pub data: Vec<Refund>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    /// Money sent back.
    #[constant("object" = "refund")]
    pub struct Refund {
        /// Unique id.
        pub id: String,
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// Unix time of creation.
        pub created: i64,
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// Effect on the account balance.
        pub balance_transaction: Option<Expandable<BalanceTransaction>>,
        /// The charge.
        pub charge: Option<Expandable<Charge>>,
        /// Free text.
        pub description: Option<String>,
        /// Balance transaction that undoes a failed refund.
        pub failure_balance_transaction: Option<Expandable<BalanceTransaction>>,
        /// Why it failed.
        pub failure_reason: Option<String>,
        /// Address the instructions were sent to.
        pub instructions_email: Option<String>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// What the customer still has to do.
        pub next_action: Option<RefundNextAction>,
        /// The payment intent.
        pub payment_intent: Option<Expandable<PaymentIntent>>,
        /// Why the money was returned.
        pub reason: Option<RefundReason>,
        /// Number of the receipt.
        pub receipt_number: Option<String>,
        /// State, such as `pending`, `succeeded` or `failed`.
        pub status: Option<String>,
    }

    /// What the customer still has to do.
    pub struct RefundNextAction {
        #[wire("type")]
        pub r#type: String,
        pub display_details: Option<RefundDisplayDetails>,
    }

    /// Instructions sent to the customer.
    pub struct RefundDisplayDetails {
        pub email_sent: EmailSent,
        /// Unix time at which it expires.
        pub expires_at: i64,
    }

    /// An e-mail that was sent.
    pub struct EmailSent {
        pub email_sent_at: i64,
        pub email_sent_to: String,
    }

    /// Where goods go.
    pub struct Shipping {
        /// Postal address.
        pub address: Option<Address>,
        /// Company that delivers the goods.
        pub carrier: Option<String>,
        /// Name.
        pub name: Option<String>,
        /// Phone number.
        pub phone: Option<String>,
        /// Tracking number of the delivery.
        pub tracking_number: Option<String>,
    }

    /// An extra line on invoices.
    pub struct InvoiceSettingCustomField {
        /// Name.
        pub name: String,
        pub value: String,
    }

    /// A tax id printed on an invoice.
    pub struct InvoiceTaxId {
        /// Kind of tax id.
        #[wire("type")]
        pub r#type: CheckoutTaxIdType,
        /// The tax id.
        pub value: Option<String>,
    }

    /// A way to pay that can be kept.
    #[constant("object" = "payment_method")]
    pub struct PaymentMethod {
        /// Unique id.
        pub id: String,
        /// Who pays.
        pub billing_details: BillingDetails,
        /// Unix time of creation.
        pub created: i64,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Kind of payment method.
        #[wire("type")]
        pub r#type: PaymentMethodType,
        /// Card details, for cards.
        pub card: Option<PaymentMethodCard>,
        /// The customer.
        pub customer: Option<Expandable<Customer>>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
    }

    /// A stored card.
    pub struct PaymentMethodCard {
        /// Card brand.
        pub brand: String,
        /// Month of expiry.
        pub exp_month: i64,
        /// Year of expiry.
        pub exp_year: i64,
        /// Credit, debit, prepaid or unknown.
        pub funding: String,
        /// Last four digits.
        pub last4: String,
        /// Outcome of the address and security code checks.
        pub checks: Option<PaymentMethodCardChecks>,
        /// Two-letter ISO country code.
        pub country: Option<String>,
        /// Same for the same card number.
        pub fingerprint: Option<String>,
    }

    /// Outcome of the card checks.
    pub struct PaymentMethodCardChecks {
        /// Outcome of the check of the first address line.
        pub address_line1_check: Option<String>,
        /// Outcome of the check of the postal code.
        pub address_postal_code_check: Option<String>,
        /// Outcome of the check of the security code.
        pub cvc_check: Option<String>,
    }

    /// A person or company that buys.
    #[constant("object" = "customer")]
    pub struct Customer {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Postal address.
        pub address: Option<Address>,
        /// Negative means credit, positive means owed on the next invoice.
        pub balance: Option<i64>,
        /// Currency the customer is billed in.
        pub currency: Option<String>,
        /// Payment source charged by default.
        pub default_source: Option<String>,
        /// True if the latest charge of an invoice failed or is overdue.
        pub delinquent: Option<bool>,
        /// Free text.
        pub description: Option<String>,
        /// Discount on everything the customer buys.
        pub discount: Option<Discount>,
        /// E-mail address.
        pub email: Option<String>,
        /// Credit by currency code.
        pub invoice_credit_balance: Option<BTreeMap<String, i64>>,
        /// Prefix of invoice numbers.
        pub invoice_prefix: Option<String>,
        /// Defaults for invoices.
        pub invoice_settings: Option<CustomerInvoiceSettings>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// Name.
        pub name: Option<String>,
        /// Number the next invoice gets.
        pub next_invoice_sequence: Option<i64>,
        /// Phone number.
        pub phone: Option<String>,
        /// Languages of the customer in order of preference.
        pub preferred_locales: Option<Vec<String>>,
        /// Where the goods go.
        pub shipping: Option<Shipping>,
        /// Current subscriptions, present when expanded.
        pub subscriptions: Option<CustomerSubscriptions>,
        /// Tax details.
        pub tax: Option<CustomerTax>,
        /// Tax status of the customer.
        pub tax_exempt: Option<TaxExempt>,
        /// Tax ids, present when expanded.
        pub tax_ids: Option<CustomerTaxIds>,
    }

    /// Invoice defaults of a customer.
    pub struct CustomerInvoiceSettings {
        /// Extra lines on every invoice.
        pub custom_fields: Option<Vec<InvoiceSettingCustomField>>,
        /// Payment method charged by default.
        pub default_payment_method: Option<Expandable<PaymentMethod>>,
        /// Text at the foot of invoices.
        pub footer: Option<String>,
        /// How invoices look.
        pub rendering_options: Option<InvoiceRenderingOptions>,
    }

    /// How invoices look.
    pub struct InvoiceRenderingOptions {
        /// Whether line amounts are shown with tax.
        pub amount_tax_display: Option<String>,
    }

    /// Current subscriptions, present when expanded.
    #[constant("object" = "list")]
    pub struct CustomerSubscriptions {
        /// The objects of this page.
        pub data: Vec<Subscription>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    /// A recurring purchase.
    #[constant("object" = "subscription")]
    pub struct Subscription {
        /// Unique id.
        pub id: String,
        /// Settings of automatic tax.
        pub automatic_tax: SubscriptionAutomaticTax,
        /// Unix time that fixes the day of the billing period.
        pub billing_cycle_anchor: i64,
        /// Whether the subscription ends with the current period.
        pub cancel_at_period_end: bool,
        /// Whether invoices are charged automatically or sent out to be paid.
        pub collection_method: CollectionMethod,
        /// Unix time of creation.
        pub created: i64,
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// The customer.
        pub customer: Expandable<Json>,
        /// The prices subscribed to.
        pub items: SubscriptionItems,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Your own key-value pairs.
        pub metadata: BTreeMap<String, String>,
        /// Unix time at which it began.
        pub start_date: i64,
        /// Where the subscription stands.
        pub status: SubscriptionStatus,
        /// Share of each invoice kept by the platform.
        pub application_fee_percent: Option<f64>,
        /// Amounts or usage at which an extra invoice is made.
        pub billing_thresholds: Option<SubscriptionBillingThresholds>,
        /// Unix time at which the subscription ends.
        pub cancel_at: Option<i64>,
        /// Unix time at which the end was asked for.
        pub canceled_at: Option<i64>,
        /// Why the subscription was ended.
        pub cancellation_details: Option<CancellationDetails>,
        /// Unix time at which the paid period ends. Newer API versions leave this field out, so it is not listed as required.
        pub current_period_end: Option<i64>,
        /// Unix time at which the paid period began. Newer API versions leave this field out, so it is not listed as required.
        pub current_period_start: Option<i64>,
        /// Days a customer has to pay an invoice that is sent out.
        pub days_until_due: Option<i64>,
        /// Payment method charged by default.
        pub default_payment_method: Option<Expandable<PaymentMethod>>,
        /// Payment source charged by default.
        pub default_source: Option<String>,
        /// Tax rates for items without rates of their own.
        pub default_tax_rates: Option<Vec<TaxRate>>,
        /// Free text.
        pub description: Option<String>,
        /// The discount.
        pub discount: Option<Discount>,
        /// Unix time at which it ended.
        pub ended_at: Option<i64>,
        /// The most recent invoice.
        pub latest_invoice: Option<Expandable<Invoice>>,
        /// Unix time at which open invoice items are billed next.
        pub next_pending_invoice_item_invoice: Option<i64>,
        /// Set while collection is paused.
        pub pause_collection: Option<SubscriptionPauseCollection>,
        /// How invoices of the subscription are paid.
        pub payment_settings: Option<SubscriptionPaymentSettings>,
        /// How often open invoice items are billed between two periods.
        pub pending_invoice_item_interval: Option<SubscriptionPendingInvoiceItemInterval>,
        /// Setup intent that still needs the customer.
        pub pending_setup_intent: Option<Expandable<SetupIntent>>,
        /// Change that waits for a payment.
        pub pending_update: Option<SubscriptionPendingUpdate>,
        /// Subscription schedule id.
        pub schedule: Option<String>,
        /// Unix time at which the trial ends.
        pub trial_end: Option<i64>,
        /// What happens around the end of the trial.
        pub trial_settings: Option<SubscriptionTrialSettings>,
        /// Unix time at which the trial began.
        pub trial_start: Option<i64>,
    }

    /// Automatic tax on a subscription.
    pub struct SubscriptionAutomaticTax {
        /// Whether it is switched on.
        pub enabled: bool,
    }

    /// The prices subscribed to.
    #[constant("object" = "list")]
    pub struct SubscriptionItems {
        /// The objects of this page.
        pub data: Vec<SubscriptionItem>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    /// One price in a subscription.
    #[constant("object" = "subscription_item")]
    pub struct SubscriptionItem {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// Your own key-value pairs.
        pub metadata: BTreeMap<String, String>,
        /// The price.
        pub price: Price,
        /// The subscription.
        pub subscription: String,
        /// Amounts or usage at which an extra invoice is made.
        pub billing_thresholds: Option<SubscriptionItemBillingThresholds>,
        /// Number of units.
        pub quantity: Option<i64>,
        /// Tax rates that apply.
        pub tax_rates: Option<Vec<TaxRate>>,
    }

    /// Usage at which an extra invoice is made.
    pub struct SubscriptionItemBillingThresholds {
        /// Usage at which an extra invoice is made.
        pub usage_gte: Option<i64>,
    }

    /// Amount at which an extra invoice is made.
    pub struct SubscriptionBillingThresholds {
        /// Amount at which an extra invoice is made.
        pub amount_gte: Option<i64>,
        /// Whether the extra invoice starts a new period.
        pub reset_billing_cycle_anchor: Option<bool>,
    }

    /// Why a subscription ended.
    pub struct CancellationDetails {
        /// Words of the customer.
        pub comment: Option<String>,
        /// Reason picked from a list.
        pub feedback: Option<CancellationDetailsFeedback>,
        /// What ended the subscription.
        pub reason: Option<CancellationDetailsReason>,
    }

    /// How collection is paused.
    pub struct SubscriptionPauseCollection {
        /// What happens to invoices in the meantime.
        pub behavior: Behavior,
        /// Unix time at which collection resumes.
        pub resumes_at: Option<i64>,
    }

    /// How invoices of a subscription are paid.
    pub struct SubscriptionPaymentSettings {
        /// Payment methods that may be used.
        pub payment_method_types: Option<Vec<PaymentMethodTypesItem>>,
        /// Whether a working payment method becomes the default of the subscription.
        pub save_default_payment_method: Option<SaveDefaultPaymentMethod>,
    }
}

object! {
    /// How often open invoice items are billed.
    pub struct SubscriptionPendingInvoiceItemInterval {
        /// Unit of the billing period.
        pub interval: Interval,
        /// Number of intervals between two bills.
        pub interval_count: i64,
    }

    /// Saving a payment method for later.
    #[constant("object" = "setup_intent")]
    pub struct SetupIntent {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Payment methods that may be used.
        pub payment_method_types: Vec<String>,
        /// Where it stands.
        pub status: SetupIntentStatus,
        /// How the payment method will be used.
        pub usage: String,
        /// Why it was canceled.
        pub cancellation_reason: Option<SetupIntentCancellationReason>,
        /// Secret that lets the page of the customer finish the setup. Do not log it.
        pub client_secret: Option<Secret>,
        /// The customer.
        pub customer: Option<Expandable<Json>>,
        /// Free text.
        pub description: Option<String>,
        /// Why the latest attempt failed.
        pub last_setup_error: Option<Box<ApiError>>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// The payment method.
        pub payment_method: Option<Expandable<PaymentMethod>>,
    }

    /// A change that waits for a payment.
    pub struct SubscriptionPendingUpdate {
        /// Unix time at which it expires.
        pub expires_at: i64,
        /// Fixes the day of the billing period.
        pub billing_cycle_anchor: Option<i64>,
        pub subscription_items: Option<Vec<SubscriptionItem>>,
        /// Unix time at which the trial ends.
        pub trial_end: Option<i64>,
        /// Whether the trial length of the plan is used.
        pub trial_from_plan: Option<bool>,
    }

    /// Settings of a trial.
    pub struct SubscriptionTrialSettings {
        /// What happens when the trial ends.
        pub end_behavior: SubscriptionTrialEndBehavior,
    }

    /// What happens when a trial ends.
    pub struct SubscriptionTrialEndBehavior {
        /// What to do if there is no payment method when the trial ends.
        pub missing_payment_method: MissingPaymentMethod,
    }

    /// Tax state of a customer.
    pub struct CustomerTax {
        /// Whether tax can be calculated for the customer.
        pub automatic_tax: CustomerTaxAutomaticTax,
        /// IP address used to find the place of the customer.
        pub ip_address: Option<String>,
        /// Place used for the tax.
        pub location: Option<CustomerTaxLocation>,
    }

    /// Place used for the tax.
    pub struct CustomerTaxLocation {
        /// Two-letter ISO country code.
        pub country: String,
        /// What the place was derived from.
        pub source: CustomerTaxLocationSource,
        /// State, county or province.
        pub state: Option<String>,
    }
}

object! {
    /// Tax ids, present when expanded.
    #[constant("object" = "list")]
    pub struct CustomerTaxIds {
        /// The objects of this page.
        pub data: Vec<TaxId>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    /// A stored tax id.
    #[constant("object" = "tax_id")]
    pub struct TaxId {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Kind of tax id.
        #[wire("type")]
        pub r#type: CheckoutTaxIdType,
        /// The tax id.
        pub value: String,
        /// Two-letter ISO country code.
        pub country: Option<String>,
        /// The customer.
        pub customer: Option<Expandable<Customer>>,
        /// Outcome of the check.
        pub verification: Option<TaxIdVerification>,
    }
}

object! {
    /// Whether a tax id was found to be valid.
    pub struct TaxIdVerification {
        /// Outcome of the check.
        pub status: TaxIdVerificationStatus,
        pub verified_address: Option<String>,
        pub verified_name: Option<String>,
    }

    /// Shipping cost of an invoice.
    pub struct InvoiceShippingCost {
        /// Sum before discounts and tax.
        pub amount_subtotal: i64,
        /// Sum of the tax.
        pub amount_tax: i64,
        /// Sum after discounts and tax.
        pub amount_total: i64,
        /// The shipping rate.
        pub shipping_rate: Option<Expandable<ShippingRate>>,
        /// Taxes that apply.
        pub taxes: Option<Vec<LineItemsTaxAmount>>,
    }

    /// A price for delivery.
    #[constant("object" = "shipping_rate")]
    #[constant("type" = "fixed_amount")]
    pub struct ShippingRate {
        /// Unique id.
        pub id: String,
        /// Whether it can still be used for new purchases.
        pub active: bool,
        /// Unix time of creation.
        pub created: i64,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Your own key-value pairs.
        pub metadata: BTreeMap<String, String>,
        /// How long the delivery takes.
        pub delivery_estimate: Option<ShippingRateDeliveryEstimate>,
        /// Name the buyer sees.
        pub display_name: Option<String>,
        /// The price of the delivery.
        pub fixed_amount: Option<ShippingRateFixedAmount>,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// Tax code.
        pub tax_code: Option<Expandable<TaxCode>>,
    }

    /// How long the delivery takes.
    pub struct ShippingRateDeliveryEstimate {
        /// Upper limit.
        pub maximum: Option<ShippingRateDeliveryEstimateBound>,
        /// Lower limit.
        pub minimum: Option<ShippingRateDeliveryEstimateBound>,
    }

    /// One end of the estimate.
    pub struct ShippingRateDeliveryEstimateBound {
        pub unit: Unit,
        pub value: i64,
    }

    /// A delivery price that does not vary.
    pub struct ShippingRateFixedAmount {
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// Amounts in other currencies, by currency code.
        pub currency_options: Option<BTreeMap<String, ShippingRateCurrencyOption>>,
    }

    /// The delivery price in another currency.
    pub struct ShippingRateCurrencyOption {
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// Whether the amount already contains tax.
        pub tax_behavior: TaxBehavior,
    }

    /// Tells which tax rules a product falls under.
    #[constant("object" = "tax_code")]
    pub struct TaxCode {
        /// Unique id.
        pub id: String,
        /// Free text.
        pub description: String,
        /// Name.
        pub name: String,
    }

    /// Tax on a line at one rate.
    pub struct LineItemsTaxAmount {
        /// Amount in the smallest currency unit.
        pub amount: i64,
        pub rate: TaxRate,
    }

    /// What the customer still has to do.
    pub struct PaymentIntentNextAction {
        /// Which step is next.
        #[wire("type")]
        pub r#type: String,
        /// Where to send the customer.
        pub redirect_to_url: Option<PaymentIntentRedirectToUrl>,
        /// Data for a Stripe client library.
        pub use_stripe_sdk: Option<BTreeMap<String, Json>>,
    }

    /// Where to send the customer, and where they come back to.
    pub struct PaymentIntentRedirectToUrl {
        /// Where the customer comes back to.
        pub return_url: Option<String>,
        /// Page to open.
        pub url: Option<String>,
    }

    #[flow(out)]
    pub struct ListCheckoutSessionsCustomerDetails {
        /// E-mail address.
        pub email: String,
    }

    /// A page of checkout sessions.
    #[constant("object" = "list")]
    pub struct CheckoutSessionList {
        /// The objects of this page.
        pub data: Vec<CheckoutSession>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    /// A hosted payment page and its outcome.
    #[constant("object" = "checkout.session")]
    pub struct CheckoutSession {
        /// Unique id.
        pub id: String,
        /// Settings of automatic tax.
        pub automatic_tax: CheckoutAutomaticTax,
        /// Unix time of creation.
        pub created: i64,
        /// Extra fields on the page.
        pub custom_fields: Vec<CheckoutCustomField>,
        /// Extra text shown on the page.
        pub custom_text: CheckoutCustomText,
        /// Unix time at which it expires.
        pub expires_at: i64,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Whether the session takes one payment, starts a subscription or only saves a payment method.
        pub mode: Mode,
        /// Payment methods that may be used.
        pub payment_method_types: Vec<String>,
        /// Whether the money is there. Check it before delivering goods.
        pub payment_status: CheckoutSessionPaymentStatus,
        /// Delivery choices offered.
        pub shipping_options: Vec<CheckoutShippingOption>,
        /// Where the buyer goes after paying.
        pub success_url: String,
        /// What happens once the session has expired.
        pub after_expiration: Option<CheckoutAfterExpiration>,
        /// Whether buyers can type in a promotion code.
        pub allow_promotion_codes: Option<bool>,
        /// Sum before discounts and tax.
        pub amount_subtotal: Option<i64>,
        /// Sum after discounts and tax.
        pub amount_total: Option<i64>,
        /// Whether the billing address is always asked for.
        pub billing_address_collection: Option<BillingAddressCollection>,
        /// Where the buyer goes after giving up.
        pub cancel_url: Option<String>,
        /// Your own reference, such as a cart or order id.
        pub client_reference_id: Option<String>,
        /// Consents the buyer gave.
        pub consent: Option<CheckoutConsent>,
        /// Which consents are asked for.
        pub consent_collection: Option<CheckoutConsentCollection>,
        /// Three-letter ISO currency code in lower case.
        pub currency: Option<String>,
        /// Amounts before conversion, for sessions shown in another currency.
        pub currency_conversion: Option<CheckoutCurrencyConversion>,
        /// The customer.
        pub customer: Option<Expandable<Json>>,
        /// Whether a customer is always made.
        pub customer_creation: Option<CheckoutSessionCustomerCreation>,
        /// What the buyer entered.
        pub customer_details: Option<CheckoutCustomerDetails>,
        /// E-mail address filled in on the page.
        pub customer_email: Option<String>,
        /// The invoice.
        pub invoice: Option<Expandable<Invoice>>,
        /// Whether a one-time payment gets an invoice.
        pub invoice_creation: Option<CheckoutInvoiceCreation>,
        /// What is being bought, present when expanded.
        pub line_items: Option<CheckoutSessionLineItems>,
        /// Language of the page.
        pub locale: Option<CheckoutSessionLocale>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// The payment intent, in `payment` mode.
        pub payment_intent: Option<Expandable<PaymentIntent>>,
        /// Whether a payment method is asked for when nothing is due.
        pub payment_method_collection: Option<CheckoutSessionCustomerCreation>,
        /// Whether a phone number is asked for.
        pub phone_number_collection: Option<CheckoutPhoneNumberCollection>,
        /// The expired session this one continues.
        pub recovered_from: Option<String>,
        /// The setup intent, in `setup` mode.
        pub setup_intent: Option<Expandable<SetupIntent>>,
        /// Whether a shipping address is asked for.
        pub shipping_address_collection: Option<CheckoutShippingAddressCollection>,
        /// Cost of shipping.
        pub shipping_cost: Option<CheckoutShippingCost>,
        /// Where the goods go.
        pub shipping_details: Option<Shipping>,
        /// Where the session stands.
        pub status: Option<CheckoutSessionStatus>,
        /// Wording of the pay button.
        pub submit_type: Option<SubmitType>,
        /// The subscription, in `subscription` mode.
        pub subscription: Option<Expandable<Subscription>>,
        /// Whether businesses can enter a tax id.
        pub tax_id_collection: Option<CheckoutTaxIdCollection>,
        /// How the total is made up.
        pub total_details: Option<CheckoutTotalDetails>,
        /// Page to send the buyer to. Null once the session is no longer open.
        pub url: Option<String>,
    }

    /// Automatic tax in a session.
    pub struct CheckoutAutomaticTax {
        /// Whether it is switched on.
        pub enabled: bool,
        /// How the latest calculation went.
        pub status: Option<Status>,
    }

    /// An extra field and what was entered.
    pub struct CheckoutCustomField {
        /// Your own key of the field.
        pub key: String,
        /// Text shown to the buyer.
        pub label: CheckoutCustomFieldLabel,
        /// Whether it may be left empty.
        pub optional: bool,
        /// Kind of field.
        #[wire("type")]
        pub r#type: CheckoutCustomFieldType,
        pub dropdown: Option<CheckoutCustomFieldDropdown>,
        pub numeric: Option<CheckoutCustomFieldNumeric>,
        pub text: Option<CheckoutCustomFieldText>,
    }

    /// Label of an extra field.
    #[constant("type" = "custom")]
    pub struct CheckoutCustomFieldLabel {
        pub custom: Option<String>,
    }

    /// Choices of a dropdown field.
    pub struct CheckoutCustomFieldDropdown {
        /// Choices offered.
        pub options: Vec<CheckoutCustomFieldOption>,
        /// The choice of the buyer.
        pub value: Option<String>,
    }

    /// One choice of a dropdown.
    pub struct CheckoutCustomFieldOption {
        /// Text shown to the buyer.
        pub label: String,
        pub value: String,
    }

    /// Digits that were entered.
    pub struct CheckoutCustomFieldNumeric {
        /// What the buyer entered.
        pub value: Option<String>,
    }

    /// Text that was entered.
    pub struct CheckoutCustomFieldText {
        /// What the buyer entered.
        pub value: Option<String>,
    }

    /// Extra text on the page.
    pub struct CheckoutCustomText {
        pub shipping_address: Option<CheckoutCustomTextPosition>,
        pub submit: Option<CheckoutCustomTextPosition>,
    }

    /// Extra text at one place.
    pub struct CheckoutCustomTextPosition {
        /// The text.
        pub message: String,
    }

    /// One delivery choice.
    pub struct CheckoutShippingOption {
        /// Cost of the delivery.
        pub shipping_amount: i64,
        /// The shipping rate.
        pub shipping_rate: Expandable<ShippingRate>,
    }
}

object! {
    /// What happens once a session has expired.
    pub struct CheckoutAfterExpiration {
        /// Lets a buyer pick up an expired session.
        pub recovery: Option<CheckoutAfterExpirationRecovery>,
    }

    /// Lets a buyer pick up an expired session.
    pub struct CheckoutAfterExpirationRecovery {
        /// Whether buyers can type in a promotion code.
        pub allow_promotion_codes: bool,
        /// Whether it is switched on.
        pub enabled: bool,
        /// Unix time at which it expires.
        pub expires_at: Option<i64>,
        /// Page that opens a new session with the same contents.
        pub url: Option<String>,
    }

    /// Consents the buyer gave.
    pub struct CheckoutConsent {
        /// About promotional messages.
        pub promotions: Option<CheckoutConsentPromotions>,
        /// About the terms of service.
        pub terms_of_service: Option<CheckoutConsentTermsOfService>,
    }

    /// Consents a session asks for.
    pub struct CheckoutConsentCollection {
        /// About promotional messages.
        pub promotions: Option<Promotions>,
        /// About the terms of service.
        pub terms_of_service: Option<TermsOfService>,
    }

    /// Amounts before conversion to the currency of the buyer.
    pub struct CheckoutCurrencyConversion {
        /// Sum before discounts and tax.
        pub amount_subtotal: i64,
        /// Sum after discounts and tax.
        pub amount_total: i64,
        /// Rate of the conversion.
        pub fx_rate: String,
        /// Currency before the conversion.
        pub source_currency: String,
    }

    /// What the buyer entered.
    pub struct CheckoutCustomerDetails {
        /// Postal address.
        pub address: Option<Address>,
        /// E-mail address.
        pub email: Option<String>,
        /// Name.
        pub name: Option<String>,
        /// Phone number.
        pub phone: Option<String>,
        /// Tax status of the customer.
        pub tax_exempt: Option<TaxExempt>,
        /// Tax ids.
        pub tax_ids: Option<Vec<CheckoutTaxId>>,
    }

    /// A tax id the buyer entered.
    pub struct CheckoutTaxId {
        /// Kind of tax id.
        #[wire("type")]
        pub r#type: CheckoutTaxIdType,
        /// The tax id.
        pub value: Option<String>,
    }

    /// Invoice for a one-time payment.
    pub struct CheckoutInvoiceCreation {
        /// Whether it is switched on.
        pub enabled: bool,
        /// Contents of the invoice.
        pub invoice_data: CheckoutInvoiceSettings,
    }

    /// Contents of that invoice.
    pub struct CheckoutInvoiceSettings {
        /// Extra lines on the invoice.
        pub custom_fields: Option<Vec<InvoiceSettingCustomField>>,
        /// Free text.
        pub description: Option<String>,
        /// Text at the foot of invoices.
        pub footer: Option<String>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// How invoices look.
        pub rendering_options: Option<InvoiceRenderingOptions>,
    }

    /// What is being bought, present when expanded.
    #[constant("object" = "list")]
    pub struct CheckoutSessionLineItems {
        /// The objects of this page.
        pub data: Vec<CheckoutLineItem>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    /// One thing bought in a session.
    #[constant("object" = "item")]
    pub struct CheckoutLineItem {
        /// Unique id.
        pub id: String,
        /// Sum of the discounts.
        pub amount_discount: i64,
        /// Sum before discounts and tax.
        pub amount_subtotal: i64,
        /// Sum of the tax.
        pub amount_tax: i64,
        /// Sum after discounts and tax.
        pub amount_total: i64,
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// Free text.
        pub description: String,
        /// Discounts that apply.
        pub discounts: Option<Vec<LineItemsDiscountAmount>>,
        /// The price.
        pub price: Option<Price>,
        /// Number of units.
        pub quantity: Option<i64>,
        /// Taxes that apply.
        pub taxes: Option<Vec<LineItemsTaxAmount>>,
    }

    /// What one discount takes off a line.
    pub struct LineItemsDiscountAmount {
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// The discount.
        pub discount: Discount,
    }

    /// Whether a phone number is asked for.
    pub struct CheckoutPhoneNumberCollection {
        /// Whether it is switched on.
        pub enabled: bool,
    }

    /// Where goods can be sent to.
    pub struct CheckoutShippingAddressCollection {
        /// Two-letter ISO codes of the countries goods can be sent to.
        pub allowed_countries: Vec<AllowedCountriesItem>,
    }

    /// Shipping cost of a session.
    pub struct CheckoutShippingCost {
        /// Sum before discounts and tax.
        pub amount_subtotal: i64,
        /// Sum of the tax.
        pub amount_tax: i64,
        /// Sum after discounts and tax.
        pub amount_total: i64,
        /// The shipping rate.
        pub shipping_rate: Option<Expandable<ShippingRate>>,
        /// Taxes that apply.
        pub taxes: Option<Vec<LineItemsTaxAmount>>,
    }

    /// Whether businesses can enter a tax id.
    pub struct CheckoutTaxIdCollection {
        /// Whether it is switched on.
        pub enabled: bool,
    }

    /// How the total is made up.
    pub struct CheckoutTotalDetails {
        /// Sum of the discounts.
        pub amount_discount: i64,
        /// Sum of the tax.
        pub amount_tax: i64,
        /// Sum of the shipping cost.
        pub amount_shipping: Option<i64>,
        /// The parts one by one.
        pub breakdown: Option<CheckoutTotalDetailsBreakdown>,
    }

    /// Discounts and taxes one by one.
    pub struct CheckoutTotalDetailsBreakdown {
        /// Discounts that apply.
        pub discounts: Vec<LineItemsDiscountAmount>,
        /// Taxes that apply.
        pub taxes: Vec<LineItemsTaxAmount>,
    }

    /// Fields of a new checkout session.
    #[flow(out)]
    pub struct CreateCheckoutSessionParams {
        /// Where the buyer goes after paying. `{CHECKOUT_SESSION_ID}` in it is replaced by the session id.
        pub success_url: String,
        /// What happens once the session has expired.
        pub after_expiration: Option<CreateCheckoutSessionParamsAfterExpiration>,
        /// Whether buyers can type in a promotion code.
        pub allow_promotion_codes: Option<bool>,
        /// Settings of automatic tax.
        pub automatic_tax: Option<CreateCheckoutSessionParamsAutomaticTax>,
        /// Whether the billing address is always asked for.
        pub billing_address_collection: Option<BillingAddressCollection>,
        /// Where the buyer goes after giving up.
        pub cancel_url: Option<String>,
        /// Your own reference, such as a cart or order id.
        pub client_reference_id: Option<String>,
        /// Which consents are asked for.
        pub consent_collection: Option<CreateCheckoutSessionParamsConsentCollection>,
        /// Three-letter ISO currency code in lower case.
        pub currency: Option<String>,
        /// Extra fields on the page.
        pub custom_fields: Option<Vec<CheckoutCustomFieldParams>>,
        /// Extra text shown on the page.
        pub custom_text: Option<CreateCheckoutSessionParamsCustomText>,
        /// Id of the customer who buys.
        pub customer: Option<String>,
        /// Whether a customer is always made.
        pub customer_creation: Option<CheckoutSessionCustomerCreation>,
        /// E-mail address filled in on the page.
        pub customer_email: Option<String>,
        /// Which stored details of the customer the buyer may overwrite.
        pub customer_update: Option<CreateCheckoutSessionParamsCustomerUpdate>,
        /// Discounts that apply.
        pub discounts: Option<Vec<CheckoutDiscountParams>>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
        /// Unix time at which the session expires, from 30 minutes to 24 hours ahead.
        pub expires_at: Option<i64>,
        /// Whether a one-time payment gets an invoice.
        pub invoice_creation: Option<CheckoutInvoiceCreationParams>,
        /// What is being bought.
        pub line_items: Option<Vec<CheckoutLineItemParams>>,
        /// Language of the page.
        pub locale: Option<CheckoutSessionLocale>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// Whether the session takes one payment, starts a subscription or only saves a payment method.
        pub mode: Option<Mode>,
        /// Passed on to the payment intent, in `payment` mode.
        pub payment_intent_data: Option<CheckoutPaymentIntentDataParams>,
        /// Whether a payment method is asked for when nothing is due.
        pub payment_method_collection: Option<CheckoutSessionCustomerCreation>,
        /// Settings for single payment methods.
        pub payment_method_options: Option<CreateCheckoutSessionParamsPaymentMethodOptions>,
        /// Payment methods that may be used.
        pub payment_method_types: Option<Vec<CreateCheckoutSessionParamsPaymentMethodTypesItem>>,
        /// Whether a phone number is asked for.
        pub phone_number_collection: Option<CreateCheckoutSessionParamsAutomaticTax>,
        /// Passed on to the setup intent, in `setup` mode.
        pub setup_intent_data: Option<CheckoutSetupIntentDataParams>,
        /// Whether a shipping address is asked for.
        pub shipping_address_collection:
            Option<CreateCheckoutSessionParamsShippingAddressCollection>,
        /// Delivery choices offered.
        pub shipping_options: Option<Vec<CheckoutShippingOptionParams>>,
        /// Wording of the pay button.
        pub submit_type: Option<SubmitType>,
        /// Passed on to the subscription, in `subscription` mode.
        pub subscription_data: Option<CheckoutSubscriptionDataParams>,
        /// Whether businesses can enter a tax id.
        pub tax_id_collection: Option<CreateCheckoutSessionParamsAutomaticTax>,
    }

    /// What happens once the session has expired.
    #[flow(out)]
    pub struct CreateCheckoutSessionParamsAfterExpiration {
        /// Lets a buyer pick up an expired session.
        pub recovery: Option<CreateCheckoutSessionParamsAfterExpirationRecovery>,
    }

    /// Lets a buyer pick up an expired session.
    #[flow(out)]
    pub struct CreateCheckoutSessionParamsAfterExpirationRecovery {
        /// Whether it is switched on.
        pub enabled: bool,
        /// Whether buyers can type in a promotion code.
        pub allow_promotion_codes: Option<bool>,
    }

    /// Settings of automatic tax.
    #[flow(out)]
    pub struct CreateCheckoutSessionParamsAutomaticTax {
        /// Whether it is switched on.
        pub enabled: bool,
    }

    /// Which consents are asked for.
    #[flow(out)]
    pub struct CreateCheckoutSessionParamsConsentCollection {
        /// About promotional messages.
        pub promotions: Option<Promotions>,
        /// About the terms of service.
        pub terms_of_service: Option<TermsOfService>,
    }

    /// An extra field.
    #[flow(out)]
    pub struct CheckoutCustomFieldParams {
        /// Your own key of the field.
        pub key: String,
        /// Text shown to the buyer.
        pub label: CheckoutCustomFieldParamsLabel,
        #[wire("type")]
        pub r#type: CheckoutCustomFieldType,
        pub dropdown: Option<CheckoutCustomFieldParamsDropdown>,
        /// Whether it may be left empty.
        pub optional: Option<bool>,
    }

    /// Text shown to the buyer.
    #[flow(out)]
    #[constant("type" = "custom")]
    pub struct CheckoutCustomFieldParamsLabel {
        pub custom: String,
    }

    #[flow(out)]
    pub struct CheckoutCustomFieldParamsDropdown {
        /// Choices offered.
        pub options: Vec<CheckoutCustomFieldParamsDropdownOptionsItem>,
    }

    #[flow(out)]
    pub struct CheckoutCustomFieldParamsDropdownOptionsItem {
        /// Text shown to the buyer.
        pub label: String,
        pub value: String,
    }

    /// Extra text shown on the page.
    #[flow(out)]
    pub struct CreateCheckoutSessionParamsCustomText {
        pub shipping_address: Nullable<CreateCheckoutSessionParamsCustomTextShippingAddress>,
        pub submit: Nullable<CreateCheckoutSessionParamsCustomTextShippingAddress>,
    }

    #[flow(out)]
    pub struct CreateCheckoutSessionParamsCustomTextShippingAddress {
        /// The text.
        pub message: String,
    }

    /// Which stored details of the customer the buyer may overwrite.
    #[flow(out)]
    pub struct CreateCheckoutSessionParamsCustomerUpdate {
        /// Postal address.
        pub address: Option<CreateCheckoutSessionParamsCustomerUpdateAddress>,
        /// Name.
        pub name: Option<CreateCheckoutSessionParamsCustomerUpdateAddress>,
        /// Where the goods go.
        pub shipping: Option<CreateCheckoutSessionParamsCustomerUpdateAddress>,
    }

    /// A coupon or a promotion code. Name one of the two.
    #[flow(out)]
    pub struct CheckoutDiscountParams {
        /// The coupon.
        pub coupon: Option<String>,
        /// The promotion code.
        pub promotion_code: Option<String>,
    }

    /// Invoice for a one-time payment.
    #[flow(out)]
    pub struct CheckoutInvoiceCreationParams {
        /// Whether it is switched on.
        pub enabled: bool,
        /// Contents of the invoice.
        pub invoice_data: Option<CheckoutInvoiceCreationParamsInvoiceData>,
    }

    /// Contents of the invoice.
    #[flow(out)]
    pub struct CheckoutInvoiceCreationParamsInvoiceData {
        /// Your own tax ids on the invoice.
        pub account_tax_ids: Nullable<Vec<String>>,
        /// Extra lines on the invoice.
        pub custom_fields: Nullable<Vec<CustomFieldsItem>>,
        /// Free text.
        pub description: Option<String>,
        /// Text at the foot of invoices.
        pub footer: Option<String>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// How invoices look.
        pub rendering_options: Nullable<RenderingOptions>,
    }

    #[flow(out)]
    pub struct CustomFieldsItem {
        /// Name.
        pub name: String,
        pub value: String,
    }

    #[flow(out)]
    pub struct RenderingOptions {
        /// Whether line amounts are shown with tax.
        pub amount_tax_display: Option<RenderingOptionsAmountTaxDisplay>,
    }

    /// One thing to sell.
    #[flow(out)]
    pub struct CheckoutLineItemParams {
        /// Lets the buyer change the quantity.
        pub adjustable_quantity: Option<CheckoutLineItemParamsAdjustableQuantity>,
        /// Tax rate ids picked by the address of the buyer.
        pub dynamic_tax_rates: Option<Vec<String>>,
        /// Price id. Use this or `price_data`.
        pub price: Option<String>,
        /// A price made on the spot.
        pub price_data: Option<CheckoutPriceDataParams>,
        /// Number of units.
        pub quantity: Option<i64>,
        /// Tax rates that apply.
        pub tax_rates: Option<Vec<String>>,
    }

    /// Lets the buyer change the quantity.
    #[flow(out)]
    pub struct CheckoutLineItemParamsAdjustableQuantity {
        /// Whether it is switched on.
        pub enabled: bool,
        /// Upper limit.
        pub maximum: Option<i64>,
        /// Lower limit.
        pub minimum: Option<i64>,
    }

    /// A price made on the spot.
    #[flow(out)]
    pub struct CheckoutPriceDataParams {
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// Product id. Use this or `product_data`.
        pub product: Option<String>,
        /// A product made on the spot.
        pub product_data: Option<CheckoutProductDataParams>,
        /// How often a recurring price is billed.
        pub recurring: Option<RecurringIntervalParams>,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// Price of one unit in the smallest currency unit.
        pub unit_amount: Option<i64>,
        /// Price of one unit as a decimal string, for fractions of the smallest currency unit.
        pub unit_amount_decimal: Option<String>,
    }

    /// A product made on the spot.
    #[flow(out)]
    pub struct CheckoutProductDataParams {
        /// Name.
        pub name: String,
        /// Free text.
        pub description: Option<String>,
        /// Web addresses of pictures.
        pub images: Option<Vec<String>>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// Tax code.
        pub tax_code: Option<String>,
    }

    /// How often a price is billed.
    #[flow(out)]
    pub struct RecurringIntervalParams {
        /// Unit of the billing period.
        pub interval: Interval,
        /// Number of intervals between two bills.
        pub interval_count: Option<i64>,
    }

    /// Passed on to the payment intent.
    #[flow(out)]
    pub struct CheckoutPaymentIntentDataParams {
        /// Fee kept by the platform.
        pub application_fee_amount: Option<i64>,
        /// When authorized money is taken.
        pub capture_method: Option<CaptureMethod>,
        /// Free text.
        pub description: Option<String>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// Connected account the money is meant for.
        pub on_behalf_of: Option<String>,
        /// Where the receipt is sent.
        pub receipt_email: Option<String>,
        /// Whether the payment method is kept for later payments, and of which kind.
        pub setup_future_usage: Option<SetupFutureUsage>,
        /// Where the goods go.
        pub shipping: Option<CheckoutShippingParams>,
        /// Text on the bank statement.
        pub statement_descriptor: Option<String>,
        /// Text added to the statement descriptor of the account.
        pub statement_descriptor_suffix: Option<String>,
        /// Connected account to pay on to.
        pub transfer_data: Option<TransferDataParams>,
        /// Groups this payment with its transfers.
        pub transfer_group: Option<String>,
    }

    /// Where the goods go and who takes them there.
    #[flow(out)]
    pub struct CheckoutShippingParams {
        /// Postal address.
        pub address: CheckoutShippingAddressParams,
        /// Name.
        pub name: String,
        /// Company that delivers the goods.
        pub carrier: Option<String>,
        /// Phone number.
        pub phone: Option<String>,
        /// Tracking number of the delivery.
        pub tracking_number: Option<String>,
    }

    /// A postal address whose first line is required.
    #[flow(out)]
    pub struct CheckoutShippingAddressParams {
        /// Street and number.
        pub line1: String,
        /// City or town.
        pub city: Option<String>,
        /// Two-letter ISO country code.
        pub country: Option<String>,
        /// Flat, suite or unit.
        pub line2: Option<String>,
        /// Postal code.
        pub postal_code: Option<String>,
        /// State, county or province.
        pub state: Option<String>,
    }

    /// Connected account to pay on to.
    #[flow(out)]
    pub struct TransferDataParams {
        /// Connected account id.
        pub destination: String,
        /// Amount in the smallest currency unit.
        pub amount: Option<i64>,
    }

    /// Settings for single payment methods.
    #[flow(out)]
    pub struct CreateCheckoutSessionParamsPaymentMethodOptions {
        /// Card settings.
        pub card: Option<CreateCheckoutSessionParamsPaymentMethodOptionsCard>,
    }

    /// Card settings.
    #[flow(out)]
    pub struct CreateCheckoutSessionParamsPaymentMethodOptionsCard {
        pub installments: Option<CreateCheckoutSessionParamsPaymentMethodOptionsCardInstallments>,
        /// Whether the payment method is kept for later payments, and of which kind.
        pub setup_future_usage: Option<SetupFutureUsage>,
        pub statement_descriptor_suffix_kana: Option<String>,
        pub statement_descriptor_suffix_kanji: Option<String>,
    }
}

object! {
    #[flow(out)]
    pub struct CreateCheckoutSessionParamsPaymentMethodOptionsCardInstallments {
        /// Whether it is switched on.
        pub enabled: Option<bool>,
    }

    /// Passed on to the setup intent.
    #[flow(out)]
    pub struct CheckoutSetupIntentDataParams {
        /// Free text.
        pub description: Option<String>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// Connected account the money is meant for.
        pub on_behalf_of: Option<String>,
    }

    /// Whether a shipping address is asked for.
    #[flow(out)]
    pub struct CreateCheckoutSessionParamsShippingAddressCollection {
        /// Two-letter ISO codes of the countries goods can be sent to.
        pub allowed_countries: Vec<AllowedCountriesItem>,
    }

    /// One delivery choice.
    #[flow(out)]
    pub struct CheckoutShippingOptionParams {
        /// The shipping rate.
        pub shipping_rate: Option<String>,
        /// A delivery price made on the spot.
        pub shipping_rate_data: Option<CheckoutShippingRateDataParams>,
    }

    /// A delivery price made on the spot.
    #[flow(out)]
    pub struct CheckoutShippingRateDataParams {
        /// Name the buyer sees.
        pub display_name: String,
        /// How long the delivery takes.
        pub delivery_estimate: Option<CheckoutShippingRateDataParamsDeliveryEstimate>,
        /// The price of the delivery.
        pub fixed_amount: Option<CheckoutShippingRateDataParamsFixedAmount>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// Tax code.
        pub tax_code: Option<String>,
        #[wire("type")]
        pub r#type: Option<CheckoutShippingRateDataParamsType>,
    }

    /// How long the delivery takes.
    #[flow(out)]
    pub struct CheckoutShippingRateDataParamsDeliveryEstimate {
        /// Upper limit.
        pub maximum: Option<CheckoutShippingRateDataParamsDeliveryEstimateMaximum>,
        /// Lower limit.
        pub minimum: Option<CheckoutShippingRateDataParamsDeliveryEstimateMaximum>,
    }

    /// Upper limit.
    #[flow(out)]
    pub struct CheckoutShippingRateDataParamsDeliveryEstimateMaximum {
        pub unit: Unit,
        pub value: i64,
    }

    /// The price of the delivery.
    #[flow(out)]
    pub struct CheckoutShippingRateDataParamsFixedAmount {
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// Amounts in other currencies, by currency code.
        pub currency_options:
            Option<BTreeMap<String, CheckoutShippingRateDataParamsFixedAmountCurrencyOptionsValue>>,
    }

    #[flow(out)]
    pub struct CheckoutShippingRateDataParamsFixedAmountCurrencyOptionsValue {
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxBehavior>,
    }

    /// Passed on to the subscription.
    #[flow(out)]
    pub struct CheckoutSubscriptionDataParams {
        /// Share of each invoice kept by the platform.
        pub application_fee_percent: Option<f64>,
        /// Tax rates for items without rates of their own.
        pub default_tax_rates: Option<Vec<String>>,
        /// Free text.
        pub description: Option<String>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// Connected account the money is meant for.
        pub on_behalf_of: Option<String>,
        /// Connected account to pay on to.
        pub transfer_data: Option<SubscriptionTransferDataParams>,
        /// Unix time at which the trial ends.
        pub trial_end: Option<i64>,
        /// Length of the trial in days.
        pub trial_period_days: Option<i64>,
        /// What happens around the end of the trial.
        pub trial_settings: Option<CheckoutTrialSettingsParams>,
    }

    /// Connected account to pay on to.
    #[flow(out)]
    pub struct SubscriptionTransferDataParams {
        /// Connected account id.
        pub destination: String,
        /// Share of each invoice that is passed on.
        pub amount_percent: Option<f64>,
    }
}

object! {
    /// Settings of a trial.
    #[flow(out)]
    pub struct CheckoutTrialSettingsParams {
        /// What happens when the trial ends.
        pub end_behavior: EndBehavior,
    }

    /// What happens when the trial ends.
    #[flow(out)]
    pub struct EndBehavior {
        /// What to do if there is no payment method when the trial ends.
        pub missing_payment_method: MissingPaymentMethod,
    }

    /// Options for closing a session.
    #[flow(out)]
    pub struct ExpireCheckoutSessionParams {
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
    }

    /// A page of checkout line items.
    #[constant("object" = "list")]
    pub struct CheckoutLineItemList {
        /// The objects of this page.
        pub data: Vec<CheckoutLineItem>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    #[flow(out)]
    pub struct ListCustomersCreatedVariant1 {
        /// Later than this.
        pub gt: Option<i64>,
        /// At this time or later.
        pub gte: Option<i64>,
        /// Earlier than this.
        pub lt: Option<i64>,
        /// At this time or earlier.
        pub lte: Option<i64>,
    }

    /// A page of customers.
    #[constant("object" = "list")]
    pub struct CustomerList {
        /// The objects of this page.
        pub data: Vec<Customer>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    /// Fields of a new customer.
    #[flow(out)]
    pub struct CreateCustomerParams {
        /// Postal address.
        pub address: Nullable<AddressParams>,
        /// Negative means credit, positive means owed on the next invoice.
        pub balance: Option<i64>,
        /// Coupon id to apply.
        pub coupon: Option<String>,
        /// Free text.
        pub description: Option<String>,
        /// E-mail address.
        pub email: Option<String>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
        /// Prefix of invoice numbers.
        pub invoice_prefix: Option<String>,
        /// Defaults for invoices.
        pub invoice_settings: Option<CustomerInvoiceSettingsParams>,
        /// Your own key-value pairs.
        pub metadata: Nullable<BTreeMap<String, String>>,
        /// Name.
        pub name: Option<String>,
        /// Number the next invoice gets.
        pub next_invoice_sequence: Option<i64>,
        /// Id of a payment method to attach.
        pub payment_method: Option<String>,
        /// Phone number.
        pub phone: Option<String>,
        /// Languages of the customer in order of preference.
        pub preferred_locales: Option<Vec<String>>,
        /// Promotion code id to apply.
        pub promotion_code: Option<String>,
        /// Where the goods go.
        pub shipping: Nullable<CustomerShippingParams>,
        /// Payment source.
        pub source: Option<String>,
        /// Tax details.
        pub tax: Option<Tax>,
        /// Tax status of the customer.
        pub tax_exempt: Option<CreateCustomerParamsTaxExempt>,
        /// Tax ids of the customer.
        pub tax_id_data: Option<Vec<TaxIdParams>>,
    }

    /// A postal address.
    #[flow(out)]
    pub struct AddressParams {
        /// City or town.
        pub city: Option<String>,
        /// Two-letter ISO country code.
        pub country: Option<String>,
        /// Street and number.
        pub line1: Option<String>,
        /// Flat, suite or unit.
        pub line2: Option<String>,
        /// Postal code.
        pub postal_code: Option<String>,
        /// State, county or province.
        pub state: Option<String>,
    }

    /// Invoice defaults of a customer.
    #[flow(out)]
    pub struct CustomerInvoiceSettingsParams {
        /// Extra lines on every invoice.
        pub custom_fields: Nullable<Vec<CustomFieldsItem>>,
        /// Payment method charged by default.
        pub default_payment_method: Option<String>,
        /// Text at the foot of invoices.
        pub footer: Option<String>,
        /// How invoices look.
        pub rendering_options: Nullable<RenderingOptions>,
    }

    /// Where goods for the customer go.
    #[flow(out)]
    pub struct CustomerShippingParams {
        /// Postal address.
        pub address: AddressParams,
        /// Name.
        pub name: String,
        /// Phone number.
        pub phone: Option<String>,
    }

    /// Tax details.
    #[flow(out)]
    pub struct Tax {
        /// IP address used to find the place of the customer.
        pub ip_address: Nullable<String>,
    }

    /// A tax id.
    #[flow(out)]
    pub struct TaxIdParams {
        /// Kind of tax id.
        #[wire("type")]
        pub r#type: TaxIdParamsType,
        /// The tax id.
        pub value: String,
    }

    /// What is left of a deleted customer.
    #[constant("object" = "customer")]
    #[constant("deleted" = true)]
    pub struct DeletedCustomer {
        /// Unique id.
        pub id: String,
    }

    /// Fields of a customer to change.
    #[flow(out)]
    pub struct UpdateCustomerParams {
        /// Postal address.
        pub address: Nullable<AddressParams>,
        /// Negative means credit, positive means owed on the next invoice.
        pub balance: Option<i64>,
        /// Coupon id to apply.
        pub coupon: Option<String>,
        /// Payment source charged by default.
        pub default_source: Option<String>,
        /// Free text.
        pub description: Option<String>,
        /// E-mail address.
        pub email: Option<String>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
        /// Prefix of invoice numbers.
        pub invoice_prefix: Option<String>,
        /// Defaults for invoices.
        pub invoice_settings: Option<CustomerInvoiceSettingsParams>,
        /// Your own key-value pairs.
        pub metadata: Nullable<BTreeMap<String, String>>,
        /// Name.
        pub name: Option<String>,
        /// Number the next invoice gets.
        pub next_invoice_sequence: Option<i64>,
        /// Phone number.
        pub phone: Option<String>,
        /// Languages of the customer in order of preference.
        pub preferred_locales: Option<Vec<String>>,
        /// Promotion code id to apply.
        pub promotion_code: Option<String>,
        /// Where the goods go.
        pub shipping: Nullable<CustomerShippingParams>,
        /// Payment source.
        pub source: Option<String>,
        /// Tax details.
        pub tax: Option<Tax>,
        /// Tax status of the customer.
        pub tax_exempt: Option<CreateCustomerParamsTaxExempt>,
    }

    /// A page of events.
    #[constant("object" = "list")]
    pub struct EventList {
        /// The objects of this page.
        pub data: Vec<Event>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    /// A record of something that happened.
    #[constant("object" = "event")]
    pub struct Event {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// What the event is about.
        pub data: EventData,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Deliveries that have not been accepted yet.
        pub pending_webhooks: i64,
        /// What happened, such as `invoice.paid`.
        #[wire("type")]
        pub r#type: String,
        /// Connected account the event comes from.
        pub account: Option<String>,
        /// API version the object is written in.
        pub api_version: Option<String>,
        /// The API request that caused the event, if there was one.
        pub request: Option<EventRequest>,
    }

    /// What an event is about.
    pub struct EventData {
        /// The object as it was when the event happened.
        pub object: BTreeMap<String, Json>,
        /// Old values of the fields that changed. Only in update events.
        pub previous_attributes: Option<BTreeMap<String, Json>>,
    }
}

object! {
    /// The request that caused an event.
    pub struct EventRequest {
        /// Request id, null for events Stripe caused itself.
        pub id: Option<String>,
        /// Idempotency key of the request.
        pub idempotency_key: Option<String>,
    }

    #[flow(out)]
    pub struct PreviewUpcomingInvoiceCustomerDetails {
        /// Postal address.
        pub address: Option<PreviewUpcomingInvoiceCustomerDetailsAddress>,
        /// Where the goods go.
        pub shipping: Option<PreviewUpcomingInvoiceCustomerDetailsShipping>,
        /// Tax details.
        pub tax: Option<PreviewUpcomingInvoiceCustomerDetailsTax>,
        /// Tax status of the customer.
        pub tax_exempt: Option<CreateCustomerParamsTaxExempt>,
        /// Tax ids.
        pub tax_ids: Option<Vec<PreviewUpcomingInvoiceCustomerDetailsTaxIdsItem>>,
    }

    #[flow(out)]
    pub struct PreviewUpcomingInvoiceCustomerDetailsAddressVariant1 {
        /// City or town.
        pub city: Option<String>,
        /// Two-letter ISO country code.
        pub country: Option<String>,
        /// Street and number.
        pub line1: Option<String>,
        /// Flat, suite or unit.
        pub line2: Option<String>,
        /// Postal code.
        pub postal_code: Option<String>,
        /// State, county or province.
        pub state: Option<String>,
    }

    #[flow(out)]
    pub struct PreviewUpcomingInvoiceCustomerDetailsShippingVariant1 {
        /// Postal address.
        pub address: PreviewUpcomingInvoiceCustomerDetailsAddressVariant1,
        /// Name.
        pub name: String,
        /// Phone number.
        pub phone: Option<String>,
    }

    /// Tax details.
    #[flow(out)]
    pub struct PreviewUpcomingInvoiceCustomerDetailsTax {
        /// IP address used to find the place of the customer.
        pub ip_address: Option<PreviewUpcomingInvoiceDiscountsVariant2>,
    }

    #[flow(out)]
    pub struct PreviewUpcomingInvoiceCustomerDetailsTaxIdsItem {
        #[wire("type")]
        pub r#type: TaxIdParamsType,
        pub value: String,
    }

    #[flow(out)]
    pub struct DiscountsVariant1Item {
        /// The coupon.
        pub coupon: Option<String>,
        /// The discount.
        pub discount: Option<String>,
    }

    #[flow(out)]
    pub struct PreviewUpcomingInvoiceInvoiceItemsItem {
        /// Amount in the smallest currency unit.
        pub amount: Option<i64>,
        /// Three-letter ISO currency code in lower case.
        pub currency: Option<String>,
        /// Free text.
        pub description: Option<String>,
        pub discountable: Option<bool>,
        /// Discounts that apply.
        pub discounts: Option<Discounts>,
        pub invoiceitem: Option<String>,
        /// Your own key-value pairs.
        pub metadata: Option<ItemsItemMetadata>,
        pub period: Option<PreviewUpcomingInvoiceInvoiceItemsItemPeriod>,
        /// The price.
        pub price: Option<String>,
        /// A price made on the spot.
        pub price_data: Option<PreviewUpcomingInvoiceInvoiceItemsItemPriceData>,
        /// Number of units.
        pub quantity: Option<i64>,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// Tax code.
        pub tax_code: Option<PreviewUpcomingInvoiceDiscountsVariant2>,
        /// Tax rates that apply.
        pub tax_rates: Option<TaxRates>,
        /// Price of one unit in the smallest currency unit.
        pub unit_amount: Option<i64>,
        /// Price of one unit as a decimal string, for fractions of the smallest currency unit.
        pub unit_amount_decimal: Option<String>,
    }

    #[flow(out)]
    pub struct PreviewUpcomingInvoiceInvoiceItemsItemPeriod {
        pub end: i64,
        pub start: i64,
    }

    /// A price made on the spot.
    #[flow(out)]
    pub struct PreviewUpcomingInvoiceInvoiceItemsItemPriceData {
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// The product.
        pub product: String,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// Price of one unit in the smallest currency unit.
        pub unit_amount: Option<i64>,
        /// Price of one unit as a decimal string, for fractions of the smallest currency unit.
        pub unit_amount_decimal: Option<String>,
    }

    #[flow(out)]
    pub struct PreviewUpcomingInvoiceSubscriptionItemsItem {
        /// Amounts or usage at which an extra invoice is made.
        pub billing_thresholds:
            Option<PreviewUpcomingInvoiceSubscriptionItemsItemBillingThresholds>,
        pub clear_usage: Option<bool>,
        /// Whether to remove the item.
        pub deleted: Option<bool>,
        /// Unique id.
        pub id: Option<String>,
        /// Your own key-value pairs.
        pub metadata: Option<ItemsItemMetadata>,
        /// The price.
        pub price: Option<String>,
        /// A price made on the spot.
        pub price_data: Option<PreviewUpcomingInvoiceSubscriptionItemsItemPriceData>,
        /// Number of units.
        pub quantity: Option<i64>,
        /// Tax rates that apply.
        pub tax_rates: Option<TaxRates>,
    }
}

object! {
    #[flow(out)]
    pub struct SubscriptionItemParamsBillingThresholds {
        /// Usage at which an extra invoice is made.
        pub usage_gte: i64,
    }

    /// A price made on the spot.
    #[flow(out)]
    pub struct PreviewUpcomingInvoiceSubscriptionItemsItemPriceData {
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// The product.
        pub product: String,
        /// How often a recurring price is billed.
        pub recurring: CreateSubscriptionParamsPendingInvoiceItemInterval,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// Price of one unit in the smallest currency unit.
        pub unit_amount: Option<i64>,
        /// Price of one unit as a decimal string, for fractions of the smallest currency unit.
        pub unit_amount_decimal: Option<String>,
    }

    /// How often a recurring price is billed.
    #[flow(out)]
    pub struct CreateSubscriptionParamsPendingInvoiceItemInterval {
        /// Unit of the billing period.
        pub interval: Interval,
        /// Number of intervals between two bills.
        pub interval_count: Option<i64>,
    }

    /// Fields of a new payment intent.
    #[flow(out)]
    pub struct CreatePaymentIntentParams {
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// Fee kept by the platform.
        pub application_fee_amount: Option<i64>,
        /// Lets the account settings decide the payment methods.
        pub automatic_payment_methods: Option<CreateCheckoutSessionParamsAutomaticTax>,
        /// When authorized money is taken.
        pub capture_method: Option<CaptureMethod>,
        /// Whether to try to pay at once.
        pub confirm: Option<bool>,
        /// Whether confirmation may happen with a publishable key.
        pub confirmation_method: Option<ConfirmationMethod>,
        /// Customer id.
        pub customer: Option<String>,
        /// Free text.
        pub description: Option<String>,
        /// Whether to fail instead of asking the customer to act.
        pub error_on_requires_action: Option<bool>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
        /// Mandate id.
        pub mandate: Option<String>,
        /// How the customer agreed to a mandate.
        pub mandate_data: Option<MandateDataParams>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// Whether, and how, the customer is absent during the payment.
        pub off_session: Option<OffSession>,
        /// Connected account the money is meant for.
        pub on_behalf_of: Option<String>,
        /// Payment method id.
        pub payment_method: Option<String>,
        /// Settings for single payment methods.
        pub payment_method_options: Option<PaymentMethodOptions>,
        /// Payment methods that may be used.
        pub payment_method_types: Option<Vec<String>>,
        /// Where the receipt is sent.
        pub receipt_email: Option<String>,
        /// Where the customer comes back to.
        pub return_url: Option<String>,
        /// Whether the payment method is kept for later payments, and of which kind.
        pub setup_future_usage: Option<SetupFutureUsage>,
        /// Where the goods go.
        pub shipping: Option<ShippingParams>,
        /// Text on the bank statement.
        pub statement_descriptor: Option<String>,
        /// Text added to the statement descriptor of the account.
        pub statement_descriptor_suffix: Option<String>,
        /// Connected account to pay on to.
        pub transfer_data: Option<TransferDataParams>,
        /// Groups this payment with its transfers.
        pub transfer_group: Option<String>,
        /// Set when a Stripe client library handles the next step.
        pub use_stripe_sdk: Option<bool>,
    }

    /// How the customer agreed to a mandate.
    #[flow(out)]
    pub struct MandateDataParams {
        /// When and how the customer agreed.
        pub customer_acceptance: CustomerAcceptance,
    }

    /// When and how the customer agreed.
    #[flow(out)]
    pub struct CustomerAcceptance {
        #[wire("type")]
        pub r#type: CustomerAcceptanceType,
        pub accepted_at: Option<i64>,
        pub offline: Option<BTreeMap<String, Json>>,
        pub online: Option<CustomerAcceptanceOnline>,
    }

    #[flow(out)]
    pub struct CustomerAcceptanceOnline {
        /// IP address of the customer.
        pub ip_address: String,
        /// User agent of the browser.
        pub user_agent: String,
    }

    /// Settings for single payment methods.
    #[flow(out)]
    pub struct PaymentMethodOptions {
        /// Card settings.
        pub card: Nullable<PaymentMethodOptionsCard>,
    }
}

object! {
    #[flow(out)]
    pub struct PaymentMethodOptionsCard {
        /// When authorized money is taken.
        pub capture_method: Option<PaymentMethodOptionsCardCaptureMethod>,
        /// When to ask for 3D Secure.
        pub request_three_d_secure: Option<PaymentMethodOptionsCardRequestThreeDSecure>,
        /// Whether the payment method is kept for later payments, and of which kind.
        pub setup_future_usage: Option<PaymentMethodOptionsCardSetupFutureUsage>,
    }

    /// Where the goods go and who takes them there.
    #[flow(out)]
    pub struct ShippingParams {
        /// Postal address.
        pub address: AddressParams,
        /// Name.
        pub name: String,
        /// Company that delivers the goods.
        pub carrier: Option<String>,
        /// Phone number.
        pub phone: Option<String>,
        /// Tracking number of the delivery.
        pub tracking_number: Option<String>,
    }

    /// Why a payment is given up.
    #[flow(out)]
    pub struct CancelPaymentIntentParams {
        /// Why the payment is given up.
        pub cancellation_reason: Option<CancelPaymentIntentParamsCancellationReason>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
    }

    /// How to confirm a payment.
    #[flow(out)]
    pub struct ConfirmPaymentIntentParams {
        /// When authorized money is taken.
        pub capture_method: Option<CaptureMethod>,
        /// Secret that lets the page of the buyer finish the payment. Do not log it.
        pub client_secret: Option<Secret>,
        /// Whether to fail instead of asking the customer to act.
        pub error_on_requires_action: Option<bool>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
        /// Mandate id.
        pub mandate: Option<String>,
        /// How the customer agreed to a mandate.
        pub mandate_data: Option<ConfirmPaymentIntentParamsMandateData>,
        /// Whether, and how, the customer is absent during the payment.
        pub off_session: Option<OffSession>,
        /// Payment method id.
        pub payment_method: Option<String>,
        /// Settings for single payment methods.
        pub payment_method_options: Option<PaymentMethodOptions>,
        /// Payment methods that may be used.
        pub payment_method_types: Option<Vec<String>>,
        /// Where the receipt is sent.
        pub receipt_email: Nullable<String>,
        /// Where the customer comes back to.
        pub return_url: Option<String>,
        /// Whether the payment method is kept for later payments, and of which kind.
        pub setup_future_usage: Option<ConfirmPaymentIntentParamsSetupFutureUsage>,
        /// Where the goods go.
        pub shipping: Nullable<ShippingParams>,
        /// Set when a Stripe client library handles the next step.
        pub use_stripe_sdk: Option<bool>,
    }

    #[flow(out)]
    pub struct ConfirmPaymentIntentParamsMandateDataVariant1 {
        /// When and how the customer agreed.
        pub customer_acceptance: CustomerAcceptance,
    }

    #[flow(out)]
    pub struct ConfirmPaymentIntentParamsMandateDataVariant2 {
        /// When and how the customer agreed.
        pub customer_acceptance: ConfirmPaymentIntentParamsMandateDataVariant2CustomerAcceptance,
    }

    /// When and how the customer agreed.
    #[flow(out)]
    #[constant("type" = "online")]
    pub struct ConfirmPaymentIntentParamsMandateDataVariant2CustomerAcceptance {
        pub online: ConfirmPaymentIntentParamsMandateDataVariant2CustomerAcceptanceOnline,
    }
}

object! {
    #[flow(out)]
    pub struct ConfirmPaymentIntentParamsMandateDataVariant2CustomerAcceptanceOnline {
        /// IP address of the customer.
        pub ip_address: Option<String>,
        /// User agent of the browser.
        pub user_agent: Option<String>,
    }

    #[flow(out)]
    pub struct ListPricesRecurring {
        /// Unit of the billing period.
        pub interval: Option<Interval>,
        /// Whether the quantity is fixed or measured.
        pub usage_type: Option<UsageType>,
    }

    /// A page of prices.
    #[constant("object" = "list")]
    pub struct PriceList {
        /// The objects of this page.
        pub data: Vec<Price>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }
}

object! {
    /// Fields of a new price.
    #[flow(out)]
    pub struct CreatePriceParams {
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// Whether it can still be used for new purchases.
        pub active: Option<bool>,
        /// Whether the price is per unit or follows tiers.
        pub billing_scheme: Option<BillingScheme>,
        /// Amounts in other currencies, by currency code.
        pub currency_options: Option<BTreeMap<String, CurrencyOptionsValue>>,
        /// Lets the buyer choose the amount.
        pub custom_unit_amount: Option<CustomUnitAmountParams>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
        /// Your own key to find the price by.
        pub lookup_key: Option<String>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// Label that buyers do not see.
        pub nickname: Option<String>,
        /// Product id. Use this or `product_data`.
        pub product: Option<String>,
        /// A product made on the spot.
        pub product_data: Option<PriceProductDataParams>,
        /// How often a recurring price is billed.
        pub recurring: Option<PriceRecurringParams>,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// Steps of a tiered price.
        pub tiers: Option<Vec<PriceTierParams>>,
        /// Whether the whole quantity takes one tier or is split over the tiers.
        pub tiers_mode: Option<TiersMode>,
        /// Whether to take the lookup key from the price that has it now.
        pub transfer_lookup_key: Option<bool>,
        /// How the quantity is divided and rounded before pricing.
        pub transform_quantity: Option<CreatePriceParamsTransformQuantity>,
        /// Price of one unit in the smallest currency unit.
        pub unit_amount: Option<i64>,
        /// Price of one unit as a decimal string, for fractions of the smallest currency unit.
        pub unit_amount_decimal: Option<String>,
    }

    #[flow(out)]
    pub struct CurrencyOptionsValue {
        /// Lets the buyer choose the amount.
        pub custom_unit_amount: Option<CurrencyOptionsValueCustomUnitAmount>,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// Steps of a tiered price.
        pub tiers: Option<Vec<CurrencyOptionsValueTiersItem>>,
        /// Price of one unit in the smallest currency unit.
        pub unit_amount: Option<i64>,
        /// Price of one unit as a decimal string, for fractions of the smallest currency unit.
        pub unit_amount_decimal: Option<String>,
    }

    /// Lets the buyer choose the amount.
    #[flow(out)]
    pub struct CurrencyOptionsValueCustomUnitAmount {
        /// Whether it is switched on.
        pub enabled: bool,
        /// Upper limit.
        pub maximum: Option<i64>,
        /// Lower limit.
        pub minimum: Option<i64>,
        /// Amount suggested at first.
        pub preset: Option<i64>,
    }

    #[flow(out)]
    pub struct CurrencyOptionsValueTiersItem {
        /// Last unit of the tier; `inf` for the top tier.
        pub up_to: UpTo,
        /// Fixed amount of the tier.
        pub flat_amount: Option<i64>,
        /// Fixed amount of the tier as a decimal string.
        pub flat_amount_decimal: Option<String>,
        /// Price of one unit in the smallest currency unit.
        pub unit_amount: Option<i64>,
        /// Price of one unit as a decimal string, for fractions of the smallest currency unit.
        pub unit_amount_decimal: Option<String>,
    }

    /// Limits for an amount the buyer chooses.
    #[flow(out)]
    pub struct CustomUnitAmountParams {
        /// Whether it is switched on.
        pub enabled: bool,
        /// Upper limit.
        pub maximum: Option<i64>,
        /// Lower limit.
        pub minimum: Option<i64>,
        /// Amount suggested at first.
        pub preset: Option<i64>,
    }

    /// A product to make together with the price.
    #[flow(out)]
    pub struct PriceProductDataParams {
        /// Name.
        pub name: String,
        /// Whether it can still be used for new purchases.
        pub active: Option<bool>,
        /// Unique id.
        pub id: Option<String>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// Text on the bank statement.
        pub statement_descriptor: Option<String>,
        /// Tax code.
        pub tax_code: Option<String>,
        /// What one unit is called.
        pub unit_label: Option<String>,
    }

    /// How often a price is billed.
    #[flow(out)]
    pub struct PriceRecurringParams {
        /// Unit of the billing period.
        pub interval: Interval,
        /// How measured usage is summed up.
        pub aggregate_usage: Option<AggregateUsage>,
        /// Number of intervals between two bills.
        pub interval_count: Option<i64>,
        /// Whether the quantity is fixed or measured.
        pub usage_type: Option<UsageType>,
    }
}

object! {
    /// One step of a tiered price.
    #[flow(out)]
    pub struct PriceTierParams {
        /// Last unit of the tier; `inf` for the top tier.
        pub up_to: UpTo,
        /// Fixed amount of the tier.
        pub flat_amount: Option<i64>,
        /// Fixed amount of the tier as a decimal string.
        pub flat_amount_decimal: Option<String>,
        /// Price of one unit in the smallest currency unit.
        pub unit_amount: Option<i64>,
        /// Price of one unit as a decimal string, for fractions of the smallest currency unit.
        pub unit_amount_decimal: Option<String>,
    }

    /// How the quantity is divided and rounded before pricing.
    #[flow(out)]
    pub struct CreatePriceParamsTransformQuantity {
        /// What the quantity is divided by.
        pub divide_by: i64,
        /// Which way the result is rounded.
        pub round: Round,
    }

    /// A page of products.
    #[constant("object" = "list")]
    pub struct ProductList {
        /// The objects of this page.
        pub data: Vec<Product>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    /// Something that is sold.
    #[constant("object" = "product")]
    pub struct Product {
        /// Unique id.
        pub id: String,
        /// Whether it can still be used for new purchases.
        pub active: bool,
        /// Unix time of creation.
        pub created: i64,
        /// Web addresses of pictures.
        pub images: Vec<String>,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Your own key-value pairs.
        pub metadata: BTreeMap<String, String>,
        /// Name.
        pub name: String,
        /// Unix time of the latest change.
        pub updated: i64,
        /// Price used when none is named.
        pub default_price: Option<Expandable<Price>>,
        /// Free text.
        pub description: Option<String>,
        /// Size and weight for shipping.
        pub package_dimensions: Option<PackageDimensions>,
        /// Whether the product is sent physically.
        pub shippable: Option<bool>,
        /// Text on the bank statement.
        pub statement_descriptor: Option<String>,
        /// Tax code.
        pub tax_code: Option<Expandable<TaxCode>>,
        /// What one unit is called.
        pub unit_label: Option<String>,
        /// Web page of the product.
        pub url: Option<String>,
    }

    /// Size and weight of a product.
    pub struct PackageDimensions {
        /// Height in inches.
        pub height: f64,
        /// Length in inches.
        pub length: f64,
        /// Weight in ounces.
        pub weight: f64,
        /// Width in inches.
        pub width: f64,
    }

    /// Fields of a new product.
    #[flow(out)]
    pub struct CreateProductParams {
        /// Name.
        pub name: String,
        /// Whether it can still be used for new purchases.
        pub active: Option<bool>,
        /// A price to make together with the product.
        pub default_price_data: Option<ProductPriceDataParams>,
        /// Free text.
        pub description: Option<String>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
        /// Id of your own choice.
        pub id: Option<String>,
        /// Web addresses of pictures.
        pub images: Option<Vec<String>>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// Size and weight for shipping.
        pub package_dimensions: Option<PackageDimensionsParams>,
        /// Whether the product is sent physically.
        pub shippable: Option<bool>,
        /// Text on the bank statement.
        pub statement_descriptor: Option<String>,
        /// Tax code.
        pub tax_code: Option<String>,
        /// What one unit is called.
        pub unit_label: Option<String>,
        /// Web page of the product.
        pub url: Option<String>,
    }

    /// A price to make together with the product.
    #[flow(out)]
    pub struct ProductPriceDataParams {
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// Amounts in other currencies, by currency code.
        pub currency_options: Option<BTreeMap<String, CurrencyOptionsValue>>,
        /// How often a recurring price is billed.
        pub recurring: Option<RecurringIntervalParams>,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// Price of one unit in the smallest currency unit.
        pub unit_amount: Option<i64>,
        /// Price of one unit as a decimal string, for fractions of the smallest currency unit.
        pub unit_amount_decimal: Option<String>,
    }

    /// Size and weight of a product.
    #[flow(out)]
    pub struct PackageDimensionsParams {
        /// Height in inches.
        pub height: f64,
        /// Length in inches.
        pub length: f64,
        /// Weight in ounces.
        pub weight: f64,
        /// Width in inches.
        pub width: f64,
    }

    /// Fields of a product to change.
    #[flow(out)]
    pub struct UpdateProductParams {
        /// Whether it can still be used for new purchases.
        pub active: Option<bool>,
        /// Id of the price used when none is named.
        pub default_price: Option<String>,
        /// Free text.
        pub description: Option<String>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
        /// Web addresses of pictures.
        pub images: Nullable<Vec<String>>,
        /// Your own key-value pairs.
        pub metadata: Nullable<BTreeMap<String, String>>,
        /// Name.
        pub name: Option<String>,
        /// Size and weight for shipping.
        pub package_dimensions: Nullable<PackageDimensionsParams>,
        /// Whether the product is sent physically.
        pub shippable: Option<bool>,
        /// Text on the bank statement.
        pub statement_descriptor: Option<String>,
        /// Tax code.
        pub tax_code: Nullable<String>,
        /// What one unit is called.
        pub unit_label: Option<String>,
        /// Web page of the product.
        pub url: Nullable<String>,
    }

    /// A page of refunds.
    #[constant("object" = "list")]
    pub struct RefundList {
        /// The objects of this page.
        pub data: Vec<Refund>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    /// Fields of a new refund.
    #[flow(out)]
    pub struct CreateRefundParams {
        /// Amount to return. The whole rest if left out.
        pub amount: Option<i64>,
        /// Charge id.
        pub charge: Option<String>,
        /// Three-letter ISO currency code in lower case.
        pub currency: Option<String>,
        /// Customer whose balance is refunded.
        pub customer: Option<String>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
        /// Where to send refund instructions.
        pub instructions_email: Option<String>,
        /// Your own key-value pairs.
        pub metadata: Nullable<BTreeMap<String, String>>,
        /// Where the money is taken from.
        pub origin: Option<CreateRefundParamsOrigin>,
        /// Payment intent id.
        pub payment_intent: Option<String>,
        /// Why the money is returned.
        pub reason: Option<CreateRefundParamsReason>,
        /// Whether the platform fee is returned too.
        pub refund_application_fee: Option<bool>,
        /// Whether the transfer to the connected account is undone.
        pub reverse_transfer: Option<bool>,
    }

    /// A page of subscriptions.
    #[constant("object" = "list")]
    pub struct SubscriptionList {
        /// The objects of this page.
        pub data: Vec<Subscription>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    /// Fields of a new subscription.
    #[flow(out)]
    pub struct CreateSubscriptionParams {
        /// Id of the customer who subscribes.
        pub customer: String,
        /// One-time items billed with the next invoice.
        pub add_invoice_items: Option<Vec<InvoiceItemParams>>,
        /// Share of each invoice kept by the platform.
        pub application_fee_percent: Option<f64>,
        /// Settings of automatic tax.
        pub automatic_tax: Option<CreateCheckoutSessionParamsAutomaticTax>,
        /// Unix time in the past from which to bill.
        pub backdate_start_date: Option<i64>,
        /// Fixes the day of the billing period.
        pub billing_cycle_anchor: Option<i64>,
        /// Amounts or usage at which an extra invoice is made.
        pub billing_thresholds: Nullable<BillingThresholds>,
        /// Unix time at which the subscription ends.
        pub cancel_at: Option<i64>,
        /// Whether the subscription ends with the current period.
        pub cancel_at_period_end: Option<bool>,
        /// Whether invoices are charged automatically or sent out to be paid.
        pub collection_method: Option<CollectionMethod>,
        /// The coupon.
        pub coupon: Option<String>,
        /// Three-letter ISO currency code in lower case.
        pub currency: Option<String>,
        /// Days a customer has to pay an invoice that is sent out.
        pub days_until_due: Option<i64>,
        /// Payment method charged by default.
        pub default_payment_method: Option<String>,
        /// Payment source charged by default.
        pub default_source: Option<String>,
        /// Tax rates for items without rates of their own.
        pub default_tax_rates: Nullable<Vec<String>>,
        /// Free text.
        pub description: Option<String>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
        /// The prices to subscribe to, up to 20.
        pub items: Option<Vec<SubscriptionItemParams>>,
        /// Your own key-value pairs.
        pub metadata: Nullable<BTreeMap<String, String>>,
        /// Whether the customer is absent during the payment.
        pub off_session: Option<bool>,
        /// Connected account the money is meant for.
        pub on_behalf_of: Nullable<String>,
        /// What to do if the first payment of the change fails.
        pub payment_behavior: Option<PaymentBehavior>,
        /// How invoices of the subscription are paid.
        pub payment_settings: Option<SubscriptionPaymentSettingsParams>,
        /// How often open invoice items are billed between two periods.
        pub pending_invoice_item_interval:
            Nullable<CreateSubscriptionParamsPendingInvoiceItemInterval>,
        /// The promotion code.
        pub promotion_code: Option<String>,
        /// How a change within the period is billed.
        pub proration_behavior: Option<ProrationBehavior>,
        /// Connected account to pay on to.
        pub transfer_data: Option<SubscriptionTransferDataParams>,
        /// Unix time at which the trial ends, or `now`.
        pub trial_end: Option<TrialEnd>,
        /// Whether the trial length of the plan is used.
        pub trial_from_plan: Option<bool>,
        /// Length of the trial in days.
        pub trial_period_days: Option<i64>,
        /// What happens around the end of the trial.
        pub trial_settings: Option<TrialSettingsParams>,
    }

    /// A one-time item for the next invoice.
    #[flow(out)]
    pub struct InvoiceItemParams {
        /// The price.
        pub price: Option<String>,
        /// A price made on the spot.
        pub price_data: Option<OneTimePriceDataParams>,
        /// Number of units.
        pub quantity: Option<i64>,
        /// Tax rates that apply.
        pub tax_rates: Nullable<Vec<String>>,
    }

    /// A one-time price made on the spot.
    #[flow(out)]
    pub struct OneTimePriceDataParams {
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// The product.
        pub product: String,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// Price of one unit in the smallest currency unit.
        pub unit_amount: Option<i64>,
        /// Price of one unit as a decimal string, for fractions of the smallest currency unit.
        pub unit_amount_decimal: Option<String>,
    }

    #[flow(out)]
    pub struct BillingThresholds {
        /// Amount at which an extra invoice is made.
        pub amount_gte: Option<i64>,
        /// Whether the extra invoice starts a new period.
        pub reset_billing_cycle_anchor: Option<bool>,
    }

    /// A price to subscribe to.
    #[flow(out)]
    pub struct SubscriptionItemParams {
        /// Amounts or usage at which an extra invoice is made.
        pub billing_thresholds: Nullable<SubscriptionItemParamsBillingThresholds>,
        /// Your own key-value pairs.
        pub metadata: Option<BTreeMap<String, String>>,
        /// The price.
        pub price: Option<String>,
        /// A price made on the spot.
        pub price_data: Option<SubscriptionPriceDataParams>,
        /// Number of units.
        pub quantity: Option<i64>,
        /// Tax rates that apply.
        pub tax_rates: Nullable<Vec<String>>,
    }

    /// A recurring price made on the spot.
    #[flow(out)]
    pub struct SubscriptionPriceDataParams {
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// The product.
        pub product: String,
        /// How often a recurring price is billed.
        pub recurring: RecurringIntervalParams,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// Price of one unit in the smallest currency unit.
        pub unit_amount: Option<i64>,
        /// Price of one unit as a decimal string, for fractions of the smallest currency unit.
        pub unit_amount_decimal: Option<String>,
    }

    /// How invoices of a subscription are paid.
    #[flow(out)]
    pub struct SubscriptionPaymentSettingsParams {
        /// Settings for single payment methods.
        pub payment_method_options: Option<SubscriptionPaymentSettingsParamsPaymentMethodOptions>,
        /// Payment methods that may be used.
        pub payment_method_types: Nullable<Vec<PaymentMethodTypesItem>>,
        /// Whether a working payment method becomes the default of the subscription.
        pub save_default_payment_method: Option<SaveDefaultPaymentMethod>,
    }

    /// Settings for single payment methods.
    #[flow(out)]
    pub struct SubscriptionPaymentSettingsParamsPaymentMethodOptions {
        /// Card settings.
        pub card: Nullable<SubscriptionPaymentSettingsParamsPaymentMethodOptionsCard>,
    }

    #[flow(out)]
    pub struct SubscriptionPaymentSettingsParamsPaymentMethodOptionsCard {
        /// Card network.
        pub network: Option<SubscriptionPaymentSettingsParamsPaymentMethodOptionsCardNetwork>,
        /// When to ask for 3D Secure.
        pub request_three_d_secure: Option<PaymentMethodOptionsCardRequestThreeDSecure>,
    }

    /// Settings of a trial.
    #[flow(out)]
    pub struct TrialSettingsParams {
        /// What happens when the trial ends.
        pub end_behavior: EndBehavior,
    }

    /// Fields of a subscription to change.
    #[flow(out)]
    pub struct UpdateSubscriptionParams {
        /// One-time items billed with the next invoice.
        pub add_invoice_items: Option<Vec<InvoiceItemParams>>,
        /// Share of each invoice kept by the platform.
        pub application_fee_percent: Option<f64>,
        /// Settings of automatic tax.
        pub automatic_tax: Option<CreateCheckoutSessionParamsAutomaticTax>,
        /// Whether the billing period starts anew.
        pub billing_cycle_anchor: Option<UpdateSubscriptionParamsBillingCycleAnchor>,
        /// Amounts or usage at which an extra invoice is made.
        pub billing_thresholds: Nullable<BillingThresholds>,
        /// Unix time at which the subscription ends. An empty string unsets it.
        pub cancel_at: Nullable<i64>,
        /// Whether the subscription ends with the current period.
        pub cancel_at_period_end: Option<bool>,
        /// Why the subscription was ended.
        pub cancellation_details: Option<CancellationDetailsParams>,
        /// Whether invoices are charged automatically or sent out to be paid.
        pub collection_method: Option<CollectionMethod>,
        /// The coupon.
        pub coupon: Option<String>,
        /// Days a customer has to pay an invoice that is sent out.
        pub days_until_due: Option<i64>,
        /// Payment method charged by default.
        pub default_payment_method: Option<String>,
        /// Payment source charged by default.
        pub default_source: Option<String>,
        /// Tax rates for items without rates of their own.
        pub default_tax_rates: Nullable<Vec<String>>,
        /// Free text.
        pub description: Option<String>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
        /// Items to add, change or remove. Items that are not named stay.
        pub items: Option<Vec<SubscriptionItemUpdateParams>>,
        /// Your own key-value pairs.
        pub metadata: Nullable<BTreeMap<String, String>>,
        /// Whether the customer is absent during the payment.
        pub off_session: Option<bool>,
        /// Connected account the money is meant for.
        pub on_behalf_of: Nullable<String>,
        /// How to pause collection. An empty string resumes it.
        pub pause_collection: Nullable<PauseCollectionParams>,
        /// What to do if the first payment of the change fails.
        pub payment_behavior: Option<PaymentBehavior>,
        /// How invoices of the subscription are paid.
        pub payment_settings: Option<SubscriptionPaymentSettingsParams>,
        /// How often open invoice items are billed between two periods.
        pub pending_invoice_item_interval:
            Nullable<CreateSubscriptionParamsPendingInvoiceItemInterval>,
        /// The promotion code.
        pub promotion_code: Option<String>,
        /// How a change within the period is billed.
        pub proration_behavior: Option<ProrationBehavior>,
        /// Unix time the proration is worked out for. Use the value of the preview to get the same amount.
        pub proration_date: Option<i64>,
        /// Connected account to pay on to.
        pub transfer_data: Nullable<SubscriptionTransferDataParams>,
        /// Unix time at which the trial ends, or `now`.
        pub trial_end: Option<TrialEnd>,
        /// Whether the trial length of the plan is used.
        pub trial_from_plan: Option<bool>,
        /// What happens around the end of the trial.
        pub trial_settings: Option<TrialSettingsParams>,
    }

    /// Why a subscription is ended.
    #[flow(out)]
    pub struct CancellationDetailsParams {
        /// Words of the customer.
        pub comment: Option<String>,
        /// Reason picked from a list.
        pub feedback: Option<CancellationDetailsParamsFeedback>,
    }

    /// An item to add, change or remove.
    #[flow(out)]
    pub struct SubscriptionItemUpdateParams {
        /// Amounts or usage at which an extra invoice is made.
        pub billing_thresholds: Nullable<SubscriptionItemParamsBillingThresholds>,
        /// Whether to delete the recorded usage of a removed item.
        pub clear_usage: Option<bool>,
        /// Whether to remove the item.
        pub deleted: Option<bool>,
        /// Id of the subscription item to change.
        pub id: Option<String>,
        /// Your own key-value pairs.
        pub metadata: Nullable<BTreeMap<String, String>>,
        /// The price.
        pub price: Option<String>,
        /// A price made on the spot.
        pub price_data: Option<SubscriptionPriceDataParams>,
        /// Number of units.
        pub quantity: Option<i64>,
        /// Tax rates that apply.
        pub tax_rates: Nullable<Vec<String>>,
    }

    /// How to pause collection.
    #[flow(out)]
    pub struct PauseCollectionParams {
        /// What happens to invoices in the meantime.
        pub behavior: Behavior,
        /// Unix time at which collection resumes.
        pub resumes_at: Option<i64>,
    }

    /// Options for ending a subscription.
    #[flow(out)]
    pub struct CancelSubscriptionParams {
        /// Why the subscription was ended.
        pub cancellation_details: Option<CancellationDetailsParams>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
        /// Whether open usage and prorations are billed right away.
        pub invoice_now: Option<bool>,
        /// Whether unused time is credited.
        pub prorate: Option<bool>,
    }

    /// What to calculate tax for.
    #[flow(out)]
    pub struct CreateTaxCalculationParams {
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// Items to calculate tax for.
        pub line_items: Vec<TaxLineItemParams>,
        /// Customer id. Use this or `customer_details`.
        pub customer: Option<String>,
        /// Address and tax details of the customer.
        pub customer_details: Option<TaxCustomerDetailsParams>,
        /// Fields to return as full objects instead of ids.
        pub expand: Option<Vec<String>>,
        /// Cost of shipping.
        pub shipping_cost: Option<TaxShippingCostParams>,
        /// Unix time that decides which tax rules hold.
        pub tax_date: Option<i64>,
    }

    /// An item to calculate tax for.
    #[flow(out)]
    pub struct TaxLineItemParams {
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// Product id, for its tax code.
        pub product: Option<String>,
        /// Number of units.
        pub quantity: Option<i64>,
        /// Your own reference of the item.
        pub reference: Option<String>,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxCalculationLineItemTaxBehavior>,
        /// Tax code.
        pub tax_code: Option<String>,
    }

    /// Address and tax details of the customer.
    #[flow(out)]
    pub struct TaxCustomerDetailsParams {
        /// Postal address.
        pub address: Option<TaxCustomerDetailsParamsAddress>,
        /// Whether the address is for billing or for shipping.
        pub address_source: Option<AddressSource>,
        /// IP address used to find the place of the customer.
        pub ip_address: Option<String>,
        /// Tax ids.
        pub tax_ids: Option<Vec<TaxIdParams>>,
        /// Treats the customer as exempt or as reverse charge.
        pub taxability_override: Option<TaxabilityOverride>,
    }

    /// Postal address.
    #[flow(out)]
    pub struct TaxCustomerDetailsParamsAddress {
        /// Two-letter ISO country code.
        pub country: String,
        /// City or town.
        pub city: Option<String>,
        /// Street and number.
        pub line1: Option<String>,
        /// Flat, suite or unit.
        pub line2: Option<String>,
        /// Postal code.
        pub postal_code: Option<String>,
        /// State, county or province.
        pub state: Option<String>,
    }

    /// Shipping cost to calculate tax for.
    #[flow(out)]
    pub struct TaxShippingCostParams {
        /// Amount in the smallest currency unit.
        pub amount: Option<i64>,
        /// The shipping rate.
        pub shipping_rate: Option<String>,
        /// Whether the amount already contains tax.
        pub tax_behavior: Option<TaxCalculationLineItemTaxBehavior>,
        /// Tax code.
        pub tax_code: Option<String>,
    }

    /// Tax worked out for a set of items.
    #[constant("object" = "tax.calculation")]
    pub struct TaxCalculation {
        /// Sum with tax.
        pub amount_total: i64,
        /// Three-letter ISO currency code in lower case.
        pub currency: String,
        /// Address and tax details that were used.
        pub customer_details: TaxCustomerDetails,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Tax added on top of the prices.
        pub tax_amount_exclusive: i64,
        /// Tax already in the prices.
        pub tax_amount_inclusive: i64,
        /// The tax, split by rate.
        pub tax_breakdown: Vec<TaxBreakdown>,
        /// Unix time that decides which tax rules hold.
        pub tax_date: i64,
        /// Customer id.
        pub customer: Option<String>,
        /// Unix time until which the calculation can be used.
        pub expires_at: Option<i64>,
        /// Unique id.
        pub id: Option<String>,
        /// The items, present when expanded.
        pub line_items: Option<TaxCalculationLineItems>,
        /// Cost of shipping.
        pub shipping_cost: Option<TaxShippingCost>,
    }

    /// Address and tax details of the customer.
    pub struct TaxCustomerDetails {
        /// Tax ids.
        pub tax_ids: Vec<TaxCustomerTaxId>,
        /// Treats the customer as exempt or as reverse charge.
        pub taxability_override: TaxabilityOverride,
        /// Postal address.
        pub address: Option<TaxPostalAddress>,
        /// Whether the address is for billing or for shipping.
        pub address_source: Option<AddressSource>,
        /// IP address used to find the place of the customer.
        pub ip_address: Option<String>,
    }

    /// A tax id of the customer.
    pub struct TaxCustomerTaxId {
        /// Kind of tax id.
        #[wire("type")]
        pub r#type: CheckoutTaxIdType,
        /// The tax id.
        pub value: String,
    }

    /// The address tax is worked out for.
    pub struct TaxPostalAddress {
        /// Two-letter ISO country code.
        pub country: String,
        /// City or town.
        pub city: Option<String>,
        /// Street and number.
        pub line1: Option<String>,
        /// Flat, suite or unit.
        pub line2: Option<String>,
        /// Postal code.
        pub postal_code: Option<String>,
        /// State, county or province.
        pub state: Option<String>,
    }

    /// Tax at one rate.
    pub struct TaxBreakdown {
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// Whether the price contains the tax.
        pub inclusive: bool,
        pub tax_rate_details: TaxRateDetails,
        pub taxable_amount: i64,
    }

    /// A tax rate in a calculation.
    pub struct TaxRateDetails {
        pub percentage_decimal: String,
        /// Two-letter ISO country code.
        pub country: Option<String>,
        /// State, county or province.
        pub state: Option<String>,
        /// Kind of tax.
        pub tax_type: Option<TaxType>,
    }

    /// The items, present when expanded.
    #[constant("object" = "list")]
    pub struct TaxCalculationLineItems {
        /// The objects of this page.
        pub data: Vec<TaxCalculationLineItem>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    /// One item of a tax calculation.
    #[constant("object" = "tax.calculation_line_item")]
    pub struct TaxCalculationLineItem {
        /// Unique id.
        pub id: String,
        /// Amount of the item, with tax if the behaviour is inclusive.
        pub amount: i64,
        /// Sum of the tax.
        pub amount_tax: i64,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Number of units.
        pub quantity: i64,
        /// Whether the amount already contains tax.
        pub tax_behavior: TaxCalculationLineItemTaxBehavior,
        /// Tax code.
        pub tax_code: String,
        /// The product.
        pub product: Option<String>,
        /// Your own reference of the item.
        pub reference: Option<String>,
        /// The tax, split by rate.
        pub tax_breakdown: Option<Vec<TaxLineItemTaxBreakdown>>,
    }

    /// Tax on an item at one rate.
    pub struct TaxLineItemTaxBreakdown {
        /// Amount in the smallest currency unit.
        pub amount: i64,
        pub jurisdiction: TaxJurisdiction,
        pub sourcing: TaxLineItemTaxBreakdownSourcing,
        pub taxability_reason: TaxLineItemTaxBreakdownTaxabilityReason,
        pub taxable_amount: i64,
        pub tax_rate_details: Option<TaxLineItemRateDetails>,
    }

    /// A place that levies tax.
    pub struct TaxJurisdiction {
        /// Two-letter ISO country code.
        pub country: String,
        /// Name the buyer sees.
        pub display_name: String,
        pub level: TaxJurisdictionLevel,
        /// State, county or province.
        pub state: Option<String>,
    }

    /// A tax rate on an item.
    pub struct TaxLineItemRateDetails {
        /// Name the buyer sees.
        pub display_name: String,
        pub percentage_decimal: String,
        /// Kind of tax.
        pub tax_type: TaxType,
    }

    /// Shipping cost and its tax.
    pub struct TaxShippingCost {
        /// Amount in the smallest currency unit.
        pub amount: i64,
        /// Sum of the tax.
        pub amount_tax: i64,
        /// Whether the amount already contains tax.
        pub tax_behavior: TaxCalculationLineItemTaxBehavior,
        /// Tax code.
        pub tax_code: String,
        /// The shipping rate.
        pub shipping_rate: Option<String>,
    }

    /// A page of tax calculation line items.
    #[constant("object" = "list")]
    pub struct TaxCalculationLineItemList {
        /// The objects of this page.
        pub data: Vec<TaxCalculationLineItem>,
        /// True if there is another page.
        pub has_more: bool,
        /// Path of the list.
        pub url: String,
    }

    /// A charge was refunded in part or in full.
    #[constant("object" = "event")]
    #[constant("type" = "charge.refunded")]
    pub struct ChargeRefundedEvent {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// What the event is about.
        pub data: ChargeRefundedEventData,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Deliveries that have not been accepted yet.
        pub pending_webhooks: i64,
        /// Connected account the event comes from.
        pub account: Option<String>,
        /// API version the object is written in.
        pub api_version: Option<String>,
        /// The API request that caused the event, if there was one.
        pub request: Option<EventRequest>,
    }

    /// What the event is about.
    pub struct ChargeRefundedEventData {
        /// The object as it was when the event happened.
        pub object: Charge,
        /// Old values of the fields that changed. Only in update events.
        pub previous_attributes: Option<BTreeMap<String, Json>>,
    }

    /// A buyer finished a checkout session. The money may still be on its way if the payment method is slow.
    #[constant("object" = "event")]
    #[constant("type" = "checkout.session.completed")]
    pub struct CheckoutSessionCompletedEvent {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// What the event is about.
        pub data: CheckoutSessionCompletedEventData,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Deliveries that have not been accepted yet.
        pub pending_webhooks: i64,
        /// Connected account the event comes from.
        pub account: Option<String>,
        /// API version the object is written in.
        pub api_version: Option<String>,
        /// The API request that caused the event, if there was one.
        pub request: Option<EventRequest>,
    }

    /// What the event is about.
    pub struct CheckoutSessionCompletedEventData {
        /// The object as it was when the event happened.
        pub object: CheckoutSession,
        /// Old values of the fields that changed. Only in update events.
        pub previous_attributes: Option<BTreeMap<String, Json>>,
    }

    /// A checkout session was closed without being completed.
    #[constant("object" = "event")]
    #[constant("type" = "checkout.session.expired")]
    pub struct CheckoutSessionExpiredEvent {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// What the event is about.
        pub data: CheckoutSessionCompletedEventData,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Deliveries that have not been accepted yet.
        pub pending_webhooks: i64,
        /// Connected account the event comes from.
        pub account: Option<String>,
        /// API version the object is written in.
        pub api_version: Option<String>,
        /// The API request that caused the event, if there was one.
        pub request: Option<EventRequest>,
    }
}

object! {
    /// A subscription was started.
    #[constant("object" = "event")]
    #[constant("type" = "customer.subscription.created")]
    pub struct CustomerSubscriptionCreatedEvent {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// What the event is about.
        pub data: CustomerSubscriptionCreatedEventData,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Deliveries that have not been accepted yet.
        pub pending_webhooks: i64,
        /// Connected account the event comes from.
        pub account: Option<String>,
        /// API version the object is written in.
        pub api_version: Option<String>,
        /// The API request that caused the event, if there was one.
        pub request: Option<EventRequest>,
    }

    /// What the event is about.
    pub struct CustomerSubscriptionCreatedEventData {
        /// The object as it was when the event happened.
        pub object: Subscription,
        /// Old values of the fields that changed. Only in update events.
        pub previous_attributes: Option<BTreeMap<String, Json>>,
    }

    /// A subscription ended.
    #[constant("object" = "event")]
    #[constant("type" = "customer.subscription.deleted")]
    pub struct CustomerSubscriptionDeletedEvent {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// What the event is about.
        pub data: CustomerSubscriptionCreatedEventData,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Deliveries that have not been accepted yet.
        pub pending_webhooks: i64,
        /// Connected account the event comes from.
        pub account: Option<String>,
        /// API version the object is written in.
        pub api_version: Option<String>,
        /// The API request that caused the event, if there was one.
        pub request: Option<EventRequest>,
    }

    /// A subscription changed, for example its price or its state.
    #[constant("object" = "event")]
    #[constant("type" = "customer.subscription.updated")]
    pub struct CustomerSubscriptionUpdatedEvent {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// What the event is about.
        pub data: CustomerSubscriptionCreatedEventData,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Deliveries that have not been accepted yet.
        pub pending_webhooks: i64,
        /// Connected account the event comes from.
        pub account: Option<String>,
        /// API version the object is written in.
        pub api_version: Option<String>,
        /// The API request that caused the event, if there was one.
        pub request: Option<EventRequest>,
    }

    /// An invoice was paid or marked as paid.
    #[constant("object" = "event")]
    #[constant("type" = "invoice.paid")]
    pub struct InvoicePaidEvent {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// What the event is about.
        pub data: InvoicePaidEventData,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Deliveries that have not been accepted yet.
        pub pending_webhooks: i64,
        /// Connected account the event comes from.
        pub account: Option<String>,
        /// API version the object is written in.
        pub api_version: Option<String>,
        /// The API request that caused the event, if there was one.
        pub request: Option<EventRequest>,
    }

    /// What the event is about.
    pub struct InvoicePaidEventData {
        /// The object as it was when the event happened.
        pub object: Invoice,
        /// Old values of the fields that changed. Only in update events.
        pub previous_attributes: Option<BTreeMap<String, Json>>,
    }

    /// An attempt to collect an invoice failed.
    #[constant("object" = "event")]
    #[constant("type" = "invoice.payment_failed")]
    pub struct InvoicePaymentFailedEvent {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// What the event is about.
        pub data: InvoicePaidEventData,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Deliveries that have not been accepted yet.
        pub pending_webhooks: i64,
        /// Connected account the event comes from.
        pub account: Option<String>,
        /// API version the object is written in.
        pub api_version: Option<String>,
        /// The API request that caused the event, if there was one.
        pub request: Option<EventRequest>,
    }

    /// An attempt to pay failed.
    #[constant("object" = "event")]
    #[constant("type" = "payment_intent.payment_failed")]
    pub struct PaymentIntentPaymentFailedEvent {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// What the event is about.
        pub data: PaymentIntentPaymentFailedEventData,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Deliveries that have not been accepted yet.
        pub pending_webhooks: i64,
        /// Connected account the event comes from.
        pub account: Option<String>,
        /// API version the object is written in.
        pub api_version: Option<String>,
        /// The API request that caused the event, if there was one.
        pub request: Option<EventRequest>,
    }

    /// What the event is about.
    pub struct PaymentIntentPaymentFailedEventData {
        /// The object as it was when the event happened.
        pub object: PaymentIntent,
        /// Old values of the fields that changed. Only in update events.
        pub previous_attributes: Option<BTreeMap<String, Json>>,
    }

    /// A payment went through.
    #[constant("object" = "event")]
    #[constant("type" = "payment_intent.succeeded")]
    pub struct PaymentIntentSucceededEvent {
        /// Unique id.
        pub id: String,
        /// Unix time of creation.
        pub created: i64,
        /// What the event is about.
        pub data: PaymentIntentPaymentFailedEventData,
        /// True in live mode, false in test mode.
        pub livemode: bool,
        /// Deliveries that have not been accepted yet.
        pub pending_webhooks: i64,
        /// Connected account the event comes from.
        pub account: Option<String>,
        /// API version the object is written in.
        pub api_version: Option<String>,
        /// The API request that caused the event, if there was one.
        pub request: Option<EventRequest>,
    }
}

union! {
    #[flow(out)]
    pub enum ListCustomersCreated {
        #[json(integer)]
        Integer(i64),
        #[json(object)]
        Variant1(Box<ListCustomersCreatedVariant1>),
    }

    pub enum RetrieveCustomerResponse {
        #[has("created")]
        Customer(Box<Customer>),
        #[has("deleted")]
        DeletedCustomer(Box<DeletedCustomer>),
    }

    /// Postal address.
    #[flow(out)]
    pub enum PreviewUpcomingInvoiceCustomerDetailsAddress {
        #[json(string)]
        Variant2(PreviewUpcomingInvoiceDiscountsVariant2),
        #[json(object)]
        Variant1(Box<PreviewUpcomingInvoiceCustomerDetailsAddressVariant1>),
    }

    /// Where the goods go.
    #[flow(out)]
    pub enum PreviewUpcomingInvoiceCustomerDetailsShipping {
        #[json(string)]
        Variant2(PreviewUpcomingInvoiceDiscountsVariant2),
        #[json(object)]
        Variant1(Box<PreviewUpcomingInvoiceCustomerDetailsShippingVariant1>),
    }

    #[flow(out)]
    pub enum Discounts {
        #[json(array)]
        DiscountsVariant1ItemList(Vec<DiscountsVariant1Item>),
        #[json(string)]
        Variant2(PreviewUpcomingInvoiceDiscountsVariant2),
    }

    /// Your own key-value pairs.
    #[flow(out)]
    pub enum ItemsItemMetadata {
        #[json(string)]
        Variant2(PreviewUpcomingInvoiceDiscountsVariant2),
        #[json(object)]
        Map(BTreeMap<String, String>),
    }

    /// Tax rates that apply.
    #[flow(out)]
    pub enum TaxRates {
        #[json(array)]
        TextList(Vec<String>),
        #[json(string)]
        Variant2(PreviewUpcomingInvoiceDiscountsVariant2),
    }

    #[flow(out)]
    pub enum PreviewUpcomingInvoiceSubscriptionBillingCycleAnchor {
        #[json(string)]
        Variant1(UpdateSubscriptionParamsBillingCycleAnchor),
        #[json(integer)]
        Integer(i64),
    }

    #[flow(out)]
    pub enum PreviewUpcomingInvoiceSubscriptionCancelAt {
        #[json(integer)]
        Integer(i64),
        #[json(string)]
        Variant2(PreviewUpcomingInvoiceDiscountsVariant2),
    }

    /// Amounts or usage at which an extra invoice is made.
    #[flow(out)]
    pub enum PreviewUpcomingInvoiceSubscriptionItemsItemBillingThresholds {
        #[json(string)]
        Variant2(PreviewUpcomingInvoiceDiscountsVariant2),
        #[json(object)]
        Variant1(Box<SubscriptionItemParamsBillingThresholds>),
    }
}

union! {
    #[flow(out)]
    pub enum TrialEnd {
        #[json(string)]
        Variant1(PreviewUpcomingInvoiceSubscriptionResumeAt),
        #[json(integer)]
        Integer(i64),
    }

    /// Whether, and how, the customer is absent during the payment.
    #[flow(out)]
    pub enum OffSession {
        #[json(boolean)]
        Bool(bool),
        #[json(string)]
        Variant2(OffSessionVariant2),
    }

    /// How the customer agreed to a mandate.
    #[flow(out)]
    pub enum ConfirmPaymentIntentParamsMandateData {
        Variant1(Box<ConfirmPaymentIntentParamsMandateDataVariant1>),
        Variant2(Box<ConfirmPaymentIntentParamsMandateDataVariant2>),
    }

    /// Last unit of the tier; `inf` for the top tier.
    #[flow(out)]
    pub enum UpTo {
        #[json(string)]
        Variant1(UpToVariant1),
        #[json(integer)]
        Integer(i64),
    }
}

open_enum! {
    /// Which page to open.
    pub enum PortalFlowType {
        PaymentMethodUpdate = "payment_method_update",
        SubscriptionCancel = "subscription_cancel",
    }

    pub enum PortalFlowAfterCompletionType {
        HostedConfirmation = "hosted_confirmation",
        PortalHomepage = "portal_homepage",
        Redirect = "redirect",
    }

    /// Language of the page.
    pub enum Locale {
        Auto = "auto",
        Bg = "bg",
        Cs = "cs",
        Da = "da",
        De = "de",
        El = "el",
        En = "en",
        EnAu = "en-AU",
        EnCa = "en-CA",
        EnGb = "en-GB",
        EnIe = "en-IE",
        EnIn = "en-IN",
        EnNz = "en-NZ",
        EnSg = "en-SG",
        Es = "es",
        Es419 = "es-419",
        Et = "et",
        Fi = "fi",
        Fil = "fil",
        Fr = "fr",
        FrCa = "fr-CA",
        Hr = "hr",
        Hu = "hu",
        Id = "id",
        It = "it",
        Ja = "ja",
        Ko = "ko",
        Lt = "lt",
        Lv = "lv",
        Ms = "ms",
        Mt = "mt",
        Nb = "nb",
        Nl = "nl",
        Pl = "pl",
        Pt = "pt",
        PtBr = "pt-BR",
        Ro = "ro",
        Ru = "ru",
        Sk = "sk",
        Sl = "sl",
        Sv = "sv",
        Th = "th",
        Tr = "tr",
        Vi = "vi",
        Zh = "zh",
        ZhHk = "zh-HK",
        ZhTw = "zh-TW",
    }

    /// Kind of error.
    pub enum ApiErrorType {
        ApiError = "api_error",
        CardError = "card_error",
        IdempotencyError = "idempotency_error",
        InvalidRequestError = "invalid_request_error",
    }

    /// When authorized money is taken.
    pub enum CaptureMethod {
        Automatic = "automatic",
        AutomaticAsync = "automatic_async",
        Manual = "manual",
    }

    /// Whether confirmation may happen with a publishable key.
    pub enum ConfirmationMethod {
        Automatic = "automatic",
        Manual = "manual",
    }

    /// Where the payment stands.
    pub enum PaymentIntentStatus {
        Canceled = "canceled",
        Processing = "processing",
        RequiresAction = "requires_action",
        RequiresCapture = "requires_capture",
        RequiresConfirmation = "requires_confirmation",
        RequiresPaymentMethod = "requires_payment_method",
        Succeeded = "succeeded",
    }

    /// Why it was canceled.
    pub enum PaymentIntentCancellationReason {
        Abandoned = "abandoned",
        Automatic = "automatic",
        Duplicate = "duplicate",
        FailedInvoice = "failed_invoice",
        Fraudulent = "fraudulent",
        RequestedByCustomer = "requested_by_customer",
        VoidInvoice = "void_invoice",
    }

    /// How the latest calculation went.
    pub enum Status {
        Complete = "complete",
        Failed = "failed",
        RequiresLocationInputs = "requires_location_inputs",
    }

    /// Whether invoices are charged automatically or sent out to be paid.
    pub enum CollectionMethod {
        ChargeAutomatically = "charge_automatically",
        SendInvoice = "send_invoice",
    }

    /// Kind of tax.
    pub enum TaxType {
        Gst = "gst",
        Hst = "hst",
        Igst = "igst",
        Jct = "jct",
        LeaseTax = "lease_tax",
        Pst = "pst",
        Qst = "qst",
        Rst = "rst",
        SalesTax = "sales_tax",
        Vat = "vat",
    }

    /// How long the discount lasts.
    pub enum CouponDuration {
        Forever = "forever",
        Once = "once",
        Repeating = "repeating",
    }

    /// Whether the price is per unit or follows tiers.
    pub enum BillingScheme {
        PerUnit = "per_unit",
        Tiered = "tiered",
    }

    /// Whether the price is charged once or again and again.
    pub enum PriceType {
        OneTime = "one_time",
        Recurring = "recurring",
    }

    /// Whether the amount already contains tax.
    pub enum TaxBehavior {
        Exclusive = "exclusive",
        Inclusive = "inclusive",
        Unspecified = "unspecified",
    }

    /// Unit of the billing period.
    pub enum Interval {
        Day = "day",
        Month = "month",
        Week = "week",
        Year = "year",
    }
}

open_enum! {
    /// Whether the quantity is fixed or measured.
    pub enum UsageType {
        Licensed = "licensed",
        Metered = "metered",
    }

    /// How measured usage is summed up.
    pub enum AggregateUsage {
        LastDuringPeriod = "last_during_period",
        LastEver = "last_ever",
        Max = "max",
        Sum = "sum",
    }

    /// Whether the whole quantity takes one tier or is split over the tiers.
    pub enum TiersMode {
        Graduated = "graduated",
        Volume = "volume",
    }

    /// Which way the result is rounded.
    pub enum Round {
        Down = "down",
        Up = "up",
    }

    /// Whether it comes from a subscription or from an invoice item. Newer API versions leave this field out, so it is not listed as required.
    pub enum InvoiceLineItemType {
        Invoiceitem = "invoiceitem",
        Subscription = "subscription",
    }

    /// Why it was made.
    pub enum InvoiceBillingReason {
        AutomaticPendingInvoiceItemInvoice = "automatic_pending_invoice_item_invoice",
        Manual = "manual",
        QuoteAccept = "quote_accept",
        Subscription = "subscription",
        SubscriptionCreate = "subscription_create",
        SubscriptionCycle = "subscription_cycle",
        SubscriptionThreshold = "subscription_threshold",
        SubscriptionUpdate = "subscription_update",
        Upcoming = "upcoming",
    }

    /// How the charge ended.
    pub enum ChargeStatus {
        Failed = "failed",
        Pending = "pending",
        Succeeded = "succeeded",
    }

    /// Kind of movement.
    pub enum BalanceTransactionType {
        Adjustment = "adjustment",
        Advance = "advance",
        AdvanceFunding = "advance_funding",
        AnticipationRepayment = "anticipation_repayment",
        ApplicationFee = "application_fee",
        ApplicationFeeRefund = "application_fee_refund",
        Charge = "charge",
        ConnectCollectionTransfer = "connect_collection_transfer",
        Contribution = "contribution",
        IssuingAuthorizationHold = "issuing_authorization_hold",
        IssuingAuthorizationRelease = "issuing_authorization_release",
        IssuingDispute = "issuing_dispute",
        IssuingTransaction = "issuing_transaction",
        Payment = "payment",
        PaymentFailureRefund = "payment_failure_refund",
        PaymentRefund = "payment_refund",
        Payout = "payout",
        PayoutCancel = "payout_cancel",
        PayoutFailure = "payout_failure",
        Refund = "refund",
        RefundFailure = "refund_failure",
        ReserveTransaction = "reserve_transaction",
        ReservedFunds = "reserved_funds",
        StripeFee = "stripe_fee",
        StripeFxFee = "stripe_fx_fee",
        TaxFee = "tax_fee",
        Topup = "topup",
        TopupReversal = "topup_reversal",
        Transfer = "transfer",
        TransferCancel = "transfer_cancel",
        TransferFailure = "transfer_failure",
        TransferRefund = "transfer_refund",
    }

    /// Why the money was returned.
    pub enum RefundReason {
        Duplicate = "duplicate",
        ExpiredUncapturedCharge = "expired_uncaptured_charge",
        Fraudulent = "fraudulent",
        RequestedByCustomer = "requested_by_customer",
    }

    /// Tax status of the customer.
    pub enum TaxExempt {
        Exempt = "exempt",
        None = "none",
        Reverse = "reverse",
    }

    /// Kind of tax id.
    pub enum CheckoutTaxIdType {
        AeTrn = "ae_trn",
        AuAbn = "au_abn",
        AuArn = "au_arn",
        BgUic = "bg_uic",
        BrCnpj = "br_cnpj",
        BrCpf = "br_cpf",
        CaBn = "ca_bn",
        CaGstHst = "ca_gst_hst",
        CaPstBc = "ca_pst_bc",
        CaPstMb = "ca_pst_mb",
        CaPstSk = "ca_pst_sk",
        CaQst = "ca_qst",
        ChVat = "ch_vat",
        ClTin = "cl_tin",
        EgTin = "eg_tin",
        EsCif = "es_cif",
        EuOssVat = "eu_oss_vat",
        EuVat = "eu_vat",
        GbVat = "gb_vat",
        GeVat = "ge_vat",
        HkBr = "hk_br",
        HuTin = "hu_tin",
        IdNpwp = "id_npwp",
        IlVat = "il_vat",
        InGst = "in_gst",
        IsVat = "is_vat",
        JpCn = "jp_cn",
        JpRn = "jp_rn",
        JpTrn = "jp_trn",
        KePin = "ke_pin",
        KrBrn = "kr_brn",
        LiUid = "li_uid",
        MxRfc = "mx_rfc",
        MyFrp = "my_frp",
        MyItn = "my_itn",
        MySst = "my_sst",
        NoVat = "no_vat",
        NzGst = "nz_gst",
        PhTin = "ph_tin",
        RuInn = "ru_inn",
        RuKpp = "ru_kpp",
        SaVat = "sa_vat",
        SgGst = "sg_gst",
        SgUen = "sg_uen",
        SiTin = "si_tin",
        ThVat = "th_vat",
        TrTin = "tr_tin",
        TwVat = "tw_vat",
        UaVat = "ua_vat",
        Unknown = "unknown",
        UsEin = "us_ein",
        ZaVat = "za_vat",
    }

    /// Kind of payment method.
    pub enum PaymentMethodType {
        AcssDebit = "acss_debit",
        Affirm = "affirm",
        AfterpayClearpay = "afterpay_clearpay",
        Alipay = "alipay",
        AuBecsDebit = "au_becs_debit",
        BacsDebit = "bacs_debit",
        Bancontact = "bancontact",
        Blik = "blik",
        Boleto = "boleto",
        Card = "card",
        CardPresent = "card_present",
        Cashapp = "cashapp",
        CustomerBalance = "customer_balance",
        Eps = "eps",
        Fpx = "fpx",
        Giropay = "giropay",
        Grabpay = "grabpay",
        Ideal = "ideal",
        InteracPresent = "interac_present",
        Klarna = "klarna",
        Konbini = "konbini",
        Link = "link",
        Oxxo = "oxxo",
        P24 = "p24",
        Paynow = "paynow",
        Pix = "pix",
        Promptpay = "promptpay",
        SepaDebit = "sepa_debit",
        Sofort = "sofort",
        UsBankAccount = "us_bank_account",
        WechatPay = "wechat_pay",
    }

    /// Where the subscription stands.
    pub enum SubscriptionStatus {
        Active = "active",
        Canceled = "canceled",
        Incomplete = "incomplete",
        IncompleteExpired = "incomplete_expired",
        PastDue = "past_due",
        Paused = "paused",
        Trialing = "trialing",
        Unpaid = "unpaid",
    }

    /// Reason picked from a list.
    pub enum CancellationDetailsFeedback {
        CustomerService = "customer_service",
        LowQuality = "low_quality",
        MissingFeatures = "missing_features",
        OtherValue = "other",
        SwitchedService = "switched_service",
        TooComplex = "too_complex",
        TooExpensive = "too_expensive",
        Unused = "unused",
    }

    /// What ended the subscription.
    pub enum CancellationDetailsReason {
        CancellationRequested = "cancellation_requested",
        PaymentDisputed = "payment_disputed",
        PaymentFailed = "payment_failed",
    }

    /// What happens to invoices in the meantime.
    pub enum Behavior {
        KeepAsDraft = "keep_as_draft",
        MarkUncollectible = "mark_uncollectible",
        Void = "void",
    }

    pub enum PaymentMethodTypesItem {
        AchCreditTransfer = "ach_credit_transfer",
        AchDebit = "ach_debit",
        AcssDebit = "acss_debit",
        AuBecsDebit = "au_becs_debit",
        BacsDebit = "bacs_debit",
        Bancontact = "bancontact",
        Boleto = "boleto",
        Card = "card",
        Cashapp = "cashapp",
        CustomerBalance = "customer_balance",
        Fpx = "fpx",
        Giropay = "giropay",
        Grabpay = "grabpay",
        Ideal = "ideal",
        Konbini = "konbini",
        Link = "link",
        Paynow = "paynow",
        Promptpay = "promptpay",
        SepaDebit = "sepa_debit",
        Sofort = "sofort",
        UsBankAccount = "us_bank_account",
        WechatPay = "wechat_pay",
    }

    /// Whether a working payment method becomes the default of the subscription.
    pub enum SaveDefaultPaymentMethod {
        Off = "off",
        OnSubscription = "on_subscription",
    }

    /// Where it stands.
    pub enum SetupIntentStatus {
        Canceled = "canceled",
        Processing = "processing",
        RequiresAction = "requires_action",
        RequiresConfirmation = "requires_confirmation",
        RequiresPaymentMethod = "requires_payment_method",
        Succeeded = "succeeded",
    }

    /// Why it was canceled.
    pub enum SetupIntentCancellationReason {
        Abandoned = "abandoned",
        Duplicate = "duplicate",
        RequestedByCustomer = "requested_by_customer",
    }

    /// What to do if there is no payment method when the trial ends.
    pub enum MissingPaymentMethod {
        Cancel = "cancel",
        CreateInvoice = "create_invoice",
        Pause = "pause",
    }

    /// Whether tax can be calculated for the customer.
    pub enum CustomerTaxAutomaticTax {
        Failed = "failed",
        NotCollecting = "not_collecting",
        Supported = "supported",
        UnrecognizedLocation = "unrecognized_location",
    }

    /// What the place was derived from.
    pub enum CustomerTaxLocationSource {
        BillingAddress = "billing_address",
        IpAddress = "ip_address",
        PaymentMethod = "payment_method",
        ShippingDestination = "shipping_destination",
    }

    /// Outcome of the check.
    pub enum TaxIdVerificationStatus {
        Pending = "pending",
        Unavailable = "unavailable",
        Unverified = "unverified",
        Verified = "verified",
    }

    pub enum Unit {
        BusinessDay = "business_day",
        Day = "day",
        Hour = "hour",
        Month = "month",
        Week = "week",
    }

    /// Where the invoice stands.
    pub enum InvoiceStatus {
        Draft = "draft",
        Open = "open",
        Paid = "paid",
        Uncollectible = "uncollectible",
        Void = "void",
    }
}

open_enum! {
    /// Whether the payment method is kept for later payments, and of which kind.
    pub enum SetupFutureUsage {
        OffSession = "off_session",
        OnSession = "on_session",
    }

    /// Kind of field.
    pub enum CheckoutCustomFieldType {
        Dropdown = "dropdown",
        Numeric = "numeric",
        Text = "text",
    }

    /// Whether the session takes one payment, starts a subscription or only saves a payment method.
    pub enum Mode {
        Payment = "payment",
        Setup = "setup",
        Subscription = "subscription",
    }

    /// Whether the money is there. Check it before delivering goods.
    pub enum CheckoutSessionPaymentStatus {
        NoPaymentRequired = "no_payment_required",
        Paid = "paid",
        Unpaid = "unpaid",
    }

    /// Whether the billing address is always asked for.
    pub enum BillingAddressCollection {
        Auto = "auto",
        Required = "required",
    }

    /// About promotional messages.
    pub enum CheckoutConsentPromotions {
        OptIn = "opt_in",
        OptOut = "opt_out",
    }

    /// About the terms of service.
    pub enum CheckoutConsentTermsOfService {
        Accepted = "accepted",
    }

    /// About promotional messages.
    pub enum Promotions {
        Auto = "auto",
        None = "none",
    }

    /// About the terms of service.
    pub enum TermsOfService {
        None = "none",
        Required = "required",
    }

    /// Whether a customer is always made.
    pub enum CheckoutSessionCustomerCreation {
        Always = "always",
        IfRequired = "if_required",
    }

    /// Language of the page.
    pub enum CheckoutSessionLocale {
        Auto = "auto",
        Bg = "bg",
        Cs = "cs",
        Da = "da",
        De = "de",
        El = "el",
        En = "en",
        EnGb = "en-GB",
        Es = "es",
        Es419 = "es-419",
        Et = "et",
        Fi = "fi",
        Fil = "fil",
        Fr = "fr",
        FrCa = "fr-CA",
        Hr = "hr",
        Hu = "hu",
        Id = "id",
        It = "it",
        Ja = "ja",
        Ko = "ko",
        Lt = "lt",
        Lv = "lv",
        Ms = "ms",
        Mt = "mt",
        Nb = "nb",
        Nl = "nl",
        Pl = "pl",
        Pt = "pt",
        PtBr = "pt-BR",
        Ro = "ro",
        Ru = "ru",
        Sk = "sk",
        Sl = "sl",
        Sv = "sv",
        Th = "th",
        Tr = "tr",
        Vi = "vi",
        Zh = "zh",
        ZhHk = "zh-HK",
        ZhTw = "zh-TW",
    }

    pub enum AllowedCountriesItem {
        Ac = "AC",
        Ad = "AD",
        Ae = "AE",
        Af = "AF",
        Ag = "AG",
        Ai = "AI",
        Al = "AL",
        Am = "AM",
        Ao = "AO",
        Aq = "AQ",
        Ar = "AR",
        At = "AT",
        Au = "AU",
        Aw = "AW",
        Ax = "AX",
        Az = "AZ",
        Ba = "BA",
        Bb = "BB",
        Bd = "BD",
        Be = "BE",
        Bf = "BF",
        Bg = "BG",
        Bh = "BH",
        Bi = "BI",
        Bj = "BJ",
        Bl = "BL",
        Bm = "BM",
        Bn = "BN",
        Bo = "BO",
        Bq = "BQ",
        Br = "BR",
        Bs = "BS",
        Bt = "BT",
        Bv = "BV",
        Bw = "BW",
        By = "BY",
        Bz = "BZ",
        Ca = "CA",
        Cd = "CD",
        Cf = "CF",
        Cg = "CG",
        Ch = "CH",
        Ci = "CI",
        Ck = "CK",
        Cl = "CL",
        Cm = "CM",
        Cn = "CN",
        Co = "CO",
        Cr = "CR",
        Cv = "CV",
        Cw = "CW",
        Cy = "CY",
        Cz = "CZ",
        De = "DE",
        Dj = "DJ",
        Dk = "DK",
        Dm = "DM",
        Do = "DO",
        Dz = "DZ",
        Ec = "EC",
        Ee = "EE",
        Eg = "EG",
        Eh = "EH",
        Er = "ER",
        Es = "ES",
        Et = "ET",
        Fi = "FI",
        Fj = "FJ",
        Fk = "FK",
        Fo = "FO",
        Fr = "FR",
        Ga = "GA",
        Gb = "GB",
        Gd = "GD",
        Ge = "GE",
        Gf = "GF",
        Gg = "GG",
        Gh = "GH",
        Gi = "GI",
        Gl = "GL",
        Gm = "GM",
        Gn = "GN",
        Gp = "GP",
        Gq = "GQ",
        Gr = "GR",
        Gs = "GS",
        Gt = "GT",
        Gu = "GU",
        Gw = "GW",
        Gy = "GY",
        Hk = "HK",
        Hn = "HN",
        Hr = "HR",
        Ht = "HT",
        Hu = "HU",
        Id = "ID",
        Ie = "IE",
        Il = "IL",
        Im = "IM",
        In = "IN",
        Io = "IO",
        Iq = "IQ",
        Is = "IS",
        It = "IT",
        Je = "JE",
        Jm = "JM",
        Jo = "JO",
        Jp = "JP",
        Ke = "KE",
        Kg = "KG",
        Kh = "KH",
        Ki = "KI",
        Km = "KM",
        Kn = "KN",
        Kr = "KR",
        Kw = "KW",
        Ky = "KY",
        Kz = "KZ",
        La = "LA",
        Lb = "LB",
        Lc = "LC",
        Li = "LI",
        Lk = "LK",
        Lr = "LR",
        Ls = "LS",
        Lt = "LT",
        Lu = "LU",
        Lv = "LV",
        Ly = "LY",
        Ma = "MA",
        Mc = "MC",
        Md = "MD",
        Me = "ME",
        Mf = "MF",
        Mg = "MG",
        Mk = "MK",
        Ml = "ML",
        Mm = "MM",
        Mn = "MN",
        Mo = "MO",
        Mq = "MQ",
        Mr = "MR",
        Ms = "MS",
        Mt = "MT",
        Mu = "MU",
        Mv = "MV",
        Mw = "MW",
        Mx = "MX",
        My = "MY",
        Mz = "MZ",
        Na = "NA",
        Nc = "NC",
        Ne = "NE",
        Ng = "NG",
        Ni = "NI",
        Nl = "NL",
        No = "NO",
        Np = "NP",
        Nr = "NR",
        Nu = "NU",
        Nz = "NZ",
        Om = "OM",
        Pa = "PA",
        Pe = "PE",
        Pf = "PF",
        Pg = "PG",
        Ph = "PH",
        Pk = "PK",
        Pl = "PL",
        Pm = "PM",
        Pn = "PN",
        Pr = "PR",
        Ps = "PS",
        Pt = "PT",
        Py = "PY",
        Qa = "QA",
        Re = "RE",
        Ro = "RO",
        Rs = "RS",
        Ru = "RU",
        Rw = "RW",
        Sa = "SA",
        Sb = "SB",
        Sc = "SC",
        Se = "SE",
        Sg = "SG",
        Sh = "SH",
        Si = "SI",
        Sj = "SJ",
        Sk = "SK",
        Sl = "SL",
        Sm = "SM",
        Sn = "SN",
        So = "SO",
        Sr = "SR",
        Ss = "SS",
        St = "ST",
        Sv = "SV",
        Sx = "SX",
        Sz = "SZ",
        Ta = "TA",
        Tc = "TC",
        Td = "TD",
        Tf = "TF",
        Tg = "TG",
        Th = "TH",
        Tj = "TJ",
        Tk = "TK",
        Tl = "TL",
        Tm = "TM",
        Tn = "TN",
        To = "TO",
        Tr = "TR",
        Tt = "TT",
        Tv = "TV",
        Tw = "TW",
        Tz = "TZ",
        Ua = "UA",
        Ug = "UG",
        Us = "US",
        Uy = "UY",
        Uz = "UZ",
        Va = "VA",
        Vc = "VC",
        Ve = "VE",
        Vg = "VG",
        Vn = "VN",
        Vu = "VU",
        Wf = "WF",
        Ws = "WS",
        Xk = "XK",
        Ye = "YE",
        Yt = "YT",
        Za = "ZA",
        Zm = "ZM",
        Zw = "ZW",
        Zz = "ZZ",
    }

    /// Where the session stands.
    pub enum CheckoutSessionStatus {
        Complete = "complete",
        Expired = "expired",
        Open = "open",
    }

    /// Wording of the pay button.
    pub enum SubmitType {
        Auto = "auto",
        Book = "book",
        Donate = "donate",
        Pay = "pay",
    }

    /// Postal address.
    pub enum CreateCheckoutSessionParamsCustomerUpdateAddress {
        Auto = "auto",
        Never = "never",
    }

    /// Whether line amounts are shown with tax.
    pub enum RenderingOptionsAmountTaxDisplay {
        Empty = "",
        ExcludeTax = "exclude_tax",
        IncludeInclusiveTax = "include_inclusive_tax",
    }

    pub enum CreateCheckoutSessionParamsPaymentMethodTypesItem {
        AcssDebit = "acss_debit",
        Affirm = "affirm",
        AfterpayClearpay = "afterpay_clearpay",
        Alipay = "alipay",
        AuBecsDebit = "au_becs_debit",
        BacsDebit = "bacs_debit",
        Bancontact = "bancontact",
        Blik = "blik",
        Boleto = "boleto",
        Card = "card",
        Cashapp = "cashapp",
        CustomerBalance = "customer_balance",
        Eps = "eps",
        Fpx = "fpx",
        Giropay = "giropay",
        Grabpay = "grabpay",
        Ideal = "ideal",
        Klarna = "klarna",
        Konbini = "konbini",
        Link = "link",
        Oxxo = "oxxo",
        P24 = "p24",
        Paynow = "paynow",
        Pix = "pix",
        Promptpay = "promptpay",
        SepaDebit = "sepa_debit",
        Sofort = "sofort",
        UsBankAccount = "us_bank_account",
        WechatPay = "wechat_pay",
    }

    pub enum CheckoutShippingRateDataParamsType {
        FixedAmount = "fixed_amount",
    }

    /// Tax status of the customer.
    pub enum CreateCustomerParamsTaxExempt {
        Empty = "",
        Exempt = "exempt",
        None = "none",
        Reverse = "reverse",
    }

    /// Kind of tax id.
    pub enum TaxIdParamsType {
        AeTrn = "ae_trn",
        AuAbn = "au_abn",
        AuArn = "au_arn",
        BgUic = "bg_uic",
        BrCnpj = "br_cnpj",
        BrCpf = "br_cpf",
        CaBn = "ca_bn",
        CaGstHst = "ca_gst_hst",
        CaPstBc = "ca_pst_bc",
        CaPstMb = "ca_pst_mb",
        CaPstSk = "ca_pst_sk",
        CaQst = "ca_qst",
        ChVat = "ch_vat",
        ClTin = "cl_tin",
        EgTin = "eg_tin",
        EsCif = "es_cif",
        EuOssVat = "eu_oss_vat",
        EuVat = "eu_vat",
        GbVat = "gb_vat",
        GeVat = "ge_vat",
        HkBr = "hk_br",
        HuTin = "hu_tin",
        IdNpwp = "id_npwp",
        IlVat = "il_vat",
        InGst = "in_gst",
        IsVat = "is_vat",
        JpCn = "jp_cn",
        JpRn = "jp_rn",
        JpTrn = "jp_trn",
        KePin = "ke_pin",
        KrBrn = "kr_brn",
        LiUid = "li_uid",
        MxRfc = "mx_rfc",
        MyFrp = "my_frp",
        MyItn = "my_itn",
        MySst = "my_sst",
        NoVat = "no_vat",
        NzGst = "nz_gst",
        PhTin = "ph_tin",
        RuInn = "ru_inn",
        RuKpp = "ru_kpp",
        SaVat = "sa_vat",
        SgGst = "sg_gst",
        SgUen = "sg_uen",
        SiTin = "si_tin",
        ThVat = "th_vat",
        TrTin = "tr_tin",
        TwVat = "tw_vat",
        UaVat = "ua_vat",
        UsEin = "us_ein",
        ZaVat = "za_vat",
    }

    pub enum PreviewUpcomingInvoiceDiscountsVariant2 {
        Empty = "",
    }

    pub enum UpdateSubscriptionParamsBillingCycleAnchor {
        Now = "now",
        Unchanged = "unchanged",
    }

    pub enum ProrationBehavior {
        AlwaysInvoice = "always_invoice",
        CreateProrations = "create_prorations",
        None = "none",
    }

    pub enum PreviewUpcomingInvoiceSubscriptionResumeAt {
        Now = "now",
    }

    pub enum CustomerAcceptanceType {
        Offline = "offline",
        Online = "online",
    }

    pub enum OffSessionVariant2 {
        OneOff = "one_off",
        Recurring = "recurring",
    }

    /// When authorized money is taken.
    pub enum PaymentMethodOptionsCardCaptureMethod {
        Empty = "",
        Manual = "manual",
    }

    /// When to ask for 3D Secure.
    pub enum PaymentMethodOptionsCardRequestThreeDSecure {
        Any = "any",
        Automatic = "automatic",
    }

    /// Whether the payment method is kept for later payments, and of which kind.
    pub enum PaymentMethodOptionsCardSetupFutureUsage {
        Empty = "",
        None = "none",
        OffSession = "off_session",
        OnSession = "on_session",
    }

    /// Why the payment is given up.
    pub enum CancelPaymentIntentParamsCancellationReason {
        Abandoned = "abandoned",
        Duplicate = "duplicate",
        Fraudulent = "fraudulent",
        RequestedByCustomer = "requested_by_customer",
    }

    /// Whether the payment method is kept for later payments, and of which kind.
    pub enum ConfirmPaymentIntentParamsSetupFutureUsage {
        Empty = "",
        OffSession = "off_session",
        OnSession = "on_session",
    }

    pub enum UpToVariant1 {
        Inf = "inf",
    }

    /// Where the money is taken from.
    pub enum CreateRefundParamsOrigin {
        CustomerBalance = "customer_balance",
    }

    /// Why the money is returned.
    pub enum CreateRefundParamsReason {
        Duplicate = "duplicate",
        Fraudulent = "fraudulent",
        RequestedByCustomer = "requested_by_customer",
    }

    pub enum ListSubscriptionsStatus {
        Active = "active",
        All = "all",
        Canceled = "canceled",
        Ended = "ended",
        Incomplete = "incomplete",
        IncompleteExpired = "incomplete_expired",
        PastDue = "past_due",
        Paused = "paused",
        Trialing = "trialing",
        Unpaid = "unpaid",
    }

    /// What to do if the first payment of the change fails.
    pub enum PaymentBehavior {
        AllowIncomplete = "allow_incomplete",
        DefaultIncomplete = "default_incomplete",
        ErrorIfIncomplete = "error_if_incomplete",
        PendingIfIncomplete = "pending_if_incomplete",
    }

    /// Card network.
    pub enum SubscriptionPaymentSettingsParamsPaymentMethodOptionsCardNetwork {
        Amex = "amex",
        CartesBancaires = "cartes_bancaires",
        Diners = "diners",
        Discover = "discover",
        Interac = "interac",
        Jcb = "jcb",
        Mastercard = "mastercard",
        Unionpay = "unionpay",
        Unknown = "unknown",
        Visa = "visa",
    }

    /// Reason picked from a list.
    pub enum CancellationDetailsParamsFeedback {
        Empty = "",
        CustomerService = "customer_service",
        LowQuality = "low_quality",
        MissingFeatures = "missing_features",
        OtherValue = "other",
        SwitchedService = "switched_service",
        TooComplex = "too_complex",
        TooExpensive = "too_expensive",
        Unused = "unused",
    }

    /// Whether the amount already contains tax.
    pub enum TaxCalculationLineItemTaxBehavior {
        Exclusive = "exclusive",
        Inclusive = "inclusive",
    }

    /// Whether the address is for billing or for shipping.
    pub enum AddressSource {
        Billing = "billing",
        Shipping = "shipping",
    }
}

open_enum! {
    /// Treats the customer as exempt or as reverse charge.
    pub enum TaxabilityOverride {
        CustomerExempt = "customer_exempt",
        None = "none",
        ReverseCharge = "reverse_charge",
    }

    pub enum TaxJurisdictionLevel {
        City = "city",
        Country = "country",
        County = "county",
        District = "district",
        State = "state",
    }

    pub enum TaxLineItemTaxBreakdownSourcing {
        Destination = "destination",
        Origin = "origin",
    }

    pub enum TaxLineItemTaxBreakdownTaxabilityReason {
        CustomerExempt = "customer_exempt",
        NotCollecting = "not_collecting",
        NotSubjectToTax = "not_subject_to_tax",
        NotSupported = "not_supported",
        PortionProductExempt = "portion_product_exempt",
        PortionReducedRated = "portion_reduced_rated",
        PortionStandardRated = "portion_standard_rated",
        ProductExempt = "product_exempt",
        ProductExemptHoliday = "product_exempt_holiday",
        ProportionallyRated = "proportionally_rated",
        ReducedRated = "reduced_rated",
        ReverseCharge = "reverse_charge",
        StandardRated = "standard_rated",
        TaxableBasisReduced = "taxable_basis_reduced",
        ZeroRated = "zero_rated",
    }
}
