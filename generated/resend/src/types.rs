//! What is sent and what comes back.

use super::runtime::*;

object! {
    /// A message to send.
    #[flow(out)]
    pub struct SendEmailRequest {
        /// Sender, as `address` or `Name <address>`.
        pub from: String,
        /// Recipients.
        pub to: Recipients,
        /// Subject.
        pub subject: String,
        /// Hidden recipients of a copy.
        pub bcc: Option<AddressList>,
        /// Recipients of a copy.
        pub cc: Option<AddressList>,
        /// Where replies go.
        pub reply_to: Option<AddressList>,
        /// HTML body.
        pub html: Option<String>,
        /// Plain text body.
        pub text: Option<String>,
        /// Published template, in place of `html` and `text`.
        pub template: Option<TemplateInput>,
        /// Additional mail headers.
        pub headers: Option<BTreeMap<String, String>>,
        /// When to send, in ISO 8601.
        pub scheduled_at: Option<String>,
        /// Files to attach.
        pub attachments: Option<Vec<Attachment>>,
        /// Labels that come back with the events.
        pub tags: Option<Vec<Tag>>,
        /// Topic of the message; contacts who opted out of it do not get the message.
        pub topic_id: Option<String>,
    }

    /// A template and its values.
    #[flow(out)]
    pub struct TemplateInput {
        /// Identifier of the template.
        pub id: String,
        /// Values by variable name.
        pub variables: Option<BTreeMap<String, TemplateInputVariablesValue>>,
    }

    /// A file sent with a message, given by `content` or by `path`.
    #[flow(out)]
    pub struct Attachment {
        /// The file, in base64.
        pub content: Option<Base64>,
        /// Name of the file.
        pub filename: Option<String>,
        /// URL to fetch the file from.
        pub path: Option<String>,
        /// Media type; taken from the name when left out.
        pub content_type: Option<String>,
        /// Identifier by which the body refers to an inline image.
        pub content_id: Option<String>,
    }

    /// A label. Name and value take up to 256 ASCII letters, digits, underscores and dashes.
    #[flow(out)]
    pub struct Tag {
        /// Name of the label.
        pub name: Option<String>,
        /// Value of the label.
        pub value: Option<String>,
    }

    /// A message that was taken.
    pub struct SentEmail {
        /// Identifier of the message.
        pub id: Option<String>,
    }

    /// Why a request failed.
    pub struct ErrorValue {
        /// HTTP status.
        #[wire("statusCode")] pub status_code: i64,
        /// Code of the failure.
        pub name: ErrorName,
        /// Explanation for the developer.
        pub message: String,
    }

    /// One page of messages.
    pub struct EmailList {
        /// Always `list`.
        pub object: Option<String>,
        /// Whether another page follows.
        pub has_more: Option<bool>,
        /// The messages.
        pub data: Option<Vec<Email>>,
    }

    /// A message.
    pub struct Email {
        /// Always `email`.
        pub object: Option<String>,
        /// Identifier of the message.
        pub id: Option<String>,
        /// Message-ID header of the message.
        pub message_id: Option<String>,
        /// Recipients.
        pub to: Option<Vec<String>>,
        /// Sender.
        pub from: Option<String>,
        /// When the message was made.
        pub created_at: Option<String>,
        /// Subject.
        pub subject: Option<String>,
        /// HTML body.
        pub html: Option<String>,
        /// Plain text body.
        pub text: Option<String>,
        /// Hidden recipients of a copy.
        pub bcc: Option<Vec<String>>,
        /// Recipients of a copy.
        pub cc: Option<Vec<String>>,
        /// Where replies go.
        pub reply_to: Option<Vec<String>>,
        /// The latest event.
        pub last_event: Option<EmailLastEvent>,
    }

    /// Messages that were taken.
    pub struct SentBatch {
        /// The messages.
        pub data: Option<Vec<SentEmail>>,
    }

    /// A new time for a message.
    #[flow(out)]
    pub struct UpdateEmailRequest {
        /// When to send, in ISO 8601.
        pub scheduled_at: Option<String>,
    }

    /// The object a call was about.
    pub struct ObjectId {
        /// Kind of object.
        pub object: Option<String>,
        /// Identifier of the object.
        pub id: Option<String>,
    }

    /// A domain to add.
    #[flow(out)]
    pub struct CreateDomainRequest {
        /// The domain.
        pub name: String,
        /// Region to send from.
        ///
        /// Default: `"us-east-1"`.
        pub region: Option<CreateDomainRequestRegion>,
        /// Subdomain for the return path.
        pub custom_return_path: Option<String>,
        /// Whether opens are tracked.
        pub open_tracking: Option<bool>,
        /// Whether clicks are tracked.
        pub click_tracking: Option<bool>,
        /// Whether mail may go out without TLS.
        ///
        /// Default: `"opportunistic"`.
        pub tls: Option<CreateDomainRequestTls>,
        pub capabilities: Option<DomainCapabilities>,
        /// Subdomain for tracked links.
        pub tracking_subdomain: Option<String>,
    }

    /// What a domain may be used for.
    #[flow(in, out)]
    pub struct DomainCapabilities {
        /// Sending mail.
        pub sending: Option<DomainCapabilitiesSending>,
        /// Receiving mail.
        pub receiving: Option<DomainCapabilitiesSending>,
    }

    /// A domain that was added.
    pub struct CreatedDomain {
        /// Identifier of the domain.
        pub id: Option<String>,
        /// The domain.
        pub name: Option<String>,
        /// When it was added.
        pub created_at: Option<String>,
        pub status: Option<DomainStatus>,
        pub capabilities: Option<DomainCapabilities>,
        /// DNS records to set.
        pub records: Option<Vec<DomainRecord>>,
        /// Region it sends from.
        pub region: Option<String>,
        /// Whether opens are tracked.
        pub open_tracking: Option<bool>,
        /// Whether clicks are tracked.
        pub click_tracking: Option<bool>,
        /// Subdomain for tracked links.
        pub tracking_subdomain: Option<String>,
    }

    /// A DNS record to set.
    pub struct DomainRecord {
        /// Purpose of the record.
        pub record: Option<DomainRecordRecord>,
        /// Name of the record.
        pub name: Option<String>,
        /// Type of the record.
        #[wire("type")] pub r#type: Option<DomainRecordType>,
        /// Time to live.
        pub ttl: Option<String>,
        /// Whether the record was found.
        pub status: Option<DomainRecordStatus>,
        /// Value of the record.
        pub value: Option<String>,
        /// Priority of an MX record.
        pub priority: Option<i64>,
    }

    /// One page of domains.
    pub struct DomainList {
        /// Always `list`.
        pub object: Option<String>,
        /// Whether another page follows.
        pub has_more: Option<bool>,
        /// The domains.
        pub data: Option<Vec<DomainSummary>>,
    }

    /// A domain in a list.
    pub struct DomainSummary {
        /// Identifier of the domain.
        pub id: Option<String>,
        /// The domain.
        pub name: Option<String>,
        pub status: Option<DomainStatus>,
        /// When it was added.
        pub created_at: Option<String>,
        /// Region it sends from.
        pub region: Option<String>,
        /// Whether opens are tracked.
        pub open_tracking: Option<bool>,
        /// Whether clicks are tracked.
        pub click_tracking: Option<bool>,
        pub capabilities: Option<DomainCapabilities>,
    }

    /// A domain.
    pub struct Domain {
        /// Always `domain`.
        pub object: Option<String>,
        /// Identifier of the domain.
        pub id: Option<String>,
        /// The domain.
        pub name: Option<String>,
        pub status: Option<DomainStatus>,
        /// When it was added.
        pub created_at: Option<String>,
        /// Region it sends from.
        pub region: Option<String>,
        /// Whether opens are tracked.
        pub open_tracking: Option<bool>,
        /// Whether clicks are tracked.
        pub click_tracking: Option<bool>,
        /// Subdomain for tracked links.
        pub tracking_subdomain: Option<String>,
        pub capabilities: Option<DomainCapabilities>,
        /// DNS records to set.
        pub records: Option<Vec<DomainRecord>>,
    }

    /// Settings to change.
    #[flow(out)]
    pub struct UpdateDomainRequest {
        /// Whether opens are tracked.
        pub open_tracking: Option<bool>,
        /// Whether clicks are tracked.
        pub click_tracking: Option<bool>,
        /// `opportunistic` or `enforced`.
        ///
        /// Default: `"opportunistic"`.
        pub tls: Option<String>,
        pub capabilities: Option<DomainCapabilities>,
        /// Subdomain for tracked links.
        pub tracking_subdomain: Option<String>,
    }

    /// The object a call removed.
    pub struct DeletedObject {
        /// Kind of object.
        pub object: Option<String>,
        /// Identifier of the object.
        pub id: Option<String>,
        /// Whether it is gone.
        pub deleted: Option<bool>,
    }

    /// A contact to add.
    #[flow(out)]
    pub struct CreateContactRequest {
        /// E-mail address.
        pub email: String,
        /// Given name.
        pub first_name: Option<String>,
        /// Family name.
        pub last_name: Option<String>,
        /// Whether the contact gets no broadcasts at all.
        pub unsubscribed: Option<bool>,
        /// Values of your own properties.
        pub properties: Option<BTreeMap<String, Json>>,
        /// Segments to put the contact in.
        pub segments: Option<Vec<String>>,
        /// Topics the contact chose.
        pub topics: Option<Vec<TopicChoice>>,
        /// Audience to put the contact in; segments replace it.
        ///
        /// Deprecated.
        pub audience_id: Option<String>,
    }

    /// What a contact chose for a topic.
    #[flow(out)]
    pub struct TopicChoice {
        /// Identifier of the topic.
        pub id: Option<String>,
        /// The choice.
        pub subscription: Option<TopicChoiceSubscription>,
    }

    /// One page of contacts.
    pub struct ContactList {
        /// Always `list`.
        pub object: Option<String>,
        /// Whether another page follows.
        pub has_more: Option<bool>,
        /// The contacts.
        pub data: Option<Vec<ContactSummary>>,
    }

    /// A contact in a list.
    pub struct ContactSummary {
        /// Identifier of the contact.
        pub id: Option<String>,
        /// E-mail address.
        pub email: Option<String>,
        /// Given name.
        pub first_name: Option<String>,
        /// Family name.
        pub last_name: Option<String>,
        /// When the contact was added.
        pub created_at: Option<String>,
        /// Whether the contact gets no broadcasts at all.
        pub unsubscribed: Option<bool>,
    }

    /// A contact.
    pub struct Contact {
        /// Always `contact`.
        pub object: Option<String>,
        /// Identifier of the contact.
        pub id: Option<String>,
        /// E-mail address.
        pub email: Option<String>,
        /// Given name.
        pub first_name: Option<String>,
        /// Family name.
        pub last_name: Option<String>,
        /// When the contact was added.
        pub created_at: Option<String>,
        /// Whether the contact gets no broadcasts at all.
        pub unsubscribed: Option<bool>,
        /// Values of your own properties.
        pub properties: Option<BTreeMap<String, Json>>,
    }

    /// Fields to change.
    #[flow(out)]
    pub struct UpdateContactRequest {
        /// E-mail address.
        pub email: Option<String>,
        /// Given name.
        pub first_name: Option<String>,
        /// Family name.
        pub last_name: Option<String>,
        /// Whether the contact gets no broadcasts at all.
        pub unsubscribed: Option<bool>,
        /// Values of your own properties.
        pub properties: Option<BTreeMap<String, Json>>,
    }
}

union! {
    /// One recipient or up to 50.
    #[flow(out)]
    pub enum Recipients {
        #[json(string)] Text(String),
        #[json(array)] TextList(Vec<String>),
    }

    /// One address or several.
    #[flow(out)]
    pub enum AddressList {
        #[json(string)] Text(String),
        #[json(array)] TextList(Vec<String>),
    }

    #[flow(out)]
    pub enum TemplateInputVariablesValue {
        #[json(string)] Text(String),
        #[json(number)] Number(f64),
    }
}

open_enum! {
    /// Code of the failure.
    pub enum ErrorName {
        InvalidIdempotencyKey = "invalid_idempotency_key", ValidationError = "validation_error",
        MissingApiKey = "missing_api_key", RestrictedApiKey = "restricted_api_key",
        InvalidApiKey = "invalid_api_key", NotFound = "not_found",
        MethodNotAllowed = "method_not_allowed",
        InvalidIdempotentRequest = "invalid_idempotent_request",
        ConcurrentIdempotentRequests = "concurrent_idempotent_requests",
        InvalidAttachment = "invalid_attachment", InvalidFromAddress = "invalid_from_address",
        InvalidAccess = "invalid_access", InvalidParameter = "invalid_parameter",
        InvalidRegion = "invalid_region", MissingRequiredField = "missing_required_field",
        MonthlyQuotaExceeded = "monthly_quota_exceeded", DailyQuotaExceeded = "daily_quota_exceeded",
        RateLimitExceeded = "rate_limit_exceeded", SecurityError = "security_error",
        ApplicationError = "application_error", InternalServerError = "internal_server_error",
    }

    /// The latest event.
    pub enum EmailLastEvent {
        Bounced = "bounced", Canceled = "canceled", Clicked = "clicked", Complained = "complained",
        Delivered = "delivered", DeliveryDelayed = "delivery_delayed", Failed = "failed",
        Opened = "opened", Queued = "queued", Scheduled = "scheduled", Sent = "sent",
        Suppressed = "suppressed",
    }

    /// Region to send from.
    pub enum CreateDomainRequestRegion {
        UsEast1 = "us-east-1", EuWest1 = "eu-west-1", SaEast1 = "sa-east-1",
        ApNortheast1 = "ap-northeast-1",
    }

    /// Whether mail may go out without TLS.
    pub enum CreateDomainRequestTls { Opportunistic = "opportunistic", Enforced = "enforced" }

    /// Sending mail.
    pub enum DomainCapabilitiesSending { Enabled = "enabled", Disabled = "disabled" }

    /// How far the verification is.
    pub enum DomainStatus {
        Pending = "pending", Verified = "verified", Failed = "failed", NotStarted = "not_started",
        PartiallyVerified = "partially_verified", PartiallyFailed = "partially_failed",
    }

    /// Purpose of the record.
    pub enum DomainRecordRecord {
        Spf = "SPF", Dkim = "DKIM", Receiving = "Receiving", Tracking = "Tracking",
        TrackingCaa = "TrackingCAA",
    }

    /// Type of the record.
    pub enum DomainRecordType { Mx = "MX", Txt = "TXT", Cname = "CNAME", Caa = "CAA" }

    /// Whether the record was found.
    pub enum DomainRecordStatus {
        Pending = "pending", Verified = "verified", Failed = "failed",
        TemporaryFailure = "temporary_failure", NotStarted = "not_started",
    }

    /// The choice.
    pub enum TopicChoiceSubscription { OptIn = "opt_in", OptOut = "opt_out" }
}
