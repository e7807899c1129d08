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
        pub region: Option<Region>,
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
        pub sending: Option<DomainCapabilitiesReceiving>,
        /// Receiving mail.
        pub receiving: Option<DomainCapabilitiesReceiving>,
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
        #[wire("type")] pub r#type: Option<DomainDataRecordType>,
        /// Time to live.
        pub ttl: Option<String>,
        /// Whether the record was found.
        pub status: Option<Status>,
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

    /// The message went out.
    #[constant("type" = "email.sent")]
    pub struct EmailSentEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: OutboundEmailData,
    }

    /// The message an event is about.
    pub struct OutboundEmailData {
        /// Identifier of the message.
        pub email_id: String,
        /// When the message was made.
        pub created_at: DateTime,
        /// Sender.
        pub from: String,
        /// Recipients.
        pub to: Vec<String>,
        /// Subject.
        pub subject: String,
        /// Broadcast the message belongs to.
        pub broadcast_id: Option<String>,
        /// Template the message was made from.
        pub template_id: Option<String>,
        /// Labels by name.
        pub tags: Option<BTreeMap<String, String>>,
        /// Additional mail headers.
        pub headers: Option<Vec<EmailHeader>>,
    }

    /// A mail header.
    pub struct EmailHeader {
        /// Name of the header.
        pub name: String,
        /// Value of the header.
        pub value: String,
    }

    /// The receiving server took the message.
    #[constant("type" = "email.delivered")]
    pub struct EmailDeliveredEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: OutboundEmailData,
    }

    /// Delivery was put off for now.
    #[constant("type" = "email.delivery_delayed")]
    pub struct EmailDeliveryDelayedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: OutboundEmailData,
    }

    /// The receiving server refused the message.
    #[constant("type" = "email.bounced")]
    pub struct EmailBouncedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: BouncedEmailData,
    }

    /// The message and how it bounced.
    pub struct BouncedEmailData {
        /// Identifier of the message.
        pub email_id: String,
        /// When the message was made.
        pub created_at: DateTime,
        /// Sender.
        pub from: String,
        /// Recipients.
        pub to: Vec<String>,
        /// Subject.
        pub subject: String,
        /// Broadcast the message belongs to.
        pub broadcast_id: Option<String>,
        /// Template the message was made from.
        pub template_id: Option<String>,
        /// Labels by name.
        pub tags: Option<BTreeMap<String, String>>,
        /// Additional mail headers.
        pub headers: Option<Vec<EmailHeader>>,
        pub bounce: Bounce,
    }

    /// How a message bounced.
    pub struct Bounce {
        /// Answers of the receiving server.
        #[wire("diagnosticCode")] pub diagnostic_code: Vec<String>,
        /// Explanation.
        pub message: String,
        /// Finer class of the bounce.
        #[wire("subType")] pub sub_type: BounceSubType,
        /// Class of the bounce.
        #[wire("type")] pub r#type: BounceType,
    }

    /// The recipient marked the message as spam.
    #[constant("type" = "email.complained")]
    pub struct EmailComplainedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: OutboundEmailData,
    }

    /// The recipient opened the message.
    #[constant("type" = "email.opened")]
    pub struct EmailOpenedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: OutboundEmailData,
    }

    /// The recipient clicked a link.
    #[constant("type" = "email.clicked")]
    pub struct EmailClickedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: ClickedEmailData,
    }

    /// The message and the click.
    pub struct ClickedEmailData {
        /// Identifier of the message.
        pub email_id: String,
        /// When the message was made.
        pub created_at: DateTime,
        /// Sender.
        pub from: String,
        /// Recipients.
        pub to: Vec<String>,
        /// Subject.
        pub subject: String,
        /// Broadcast the message belongs to.
        pub broadcast_id: Option<String>,
        /// Template the message was made from.
        pub template_id: Option<String>,
        /// Labels by name.
        pub tags: Option<BTreeMap<String, String>>,
        /// Additional mail headers.
        pub headers: Option<Vec<EmailHeader>>,
        pub click: Click,
    }

    /// A click on a link.
    pub struct Click {
        /// IP address of the recipient.
        #[wire("ipAddress")] pub ip_address: String,
        /// The link.
        pub link: String,
        /// When it was clicked.
        pub timestamp: DateTime,
        /// Program of the recipient.
        #[wire("userAgent")] pub user_agent: String,
    }

    /// The message could not be sent.
    #[constant("type" = "email.failed")]
    pub struct EmailFailedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: FailedEmailData,
    }

    /// The message and why it failed.
    pub struct FailedEmailData {
        /// Identifier of the message.
        pub email_id: String,
        /// When the message was made.
        pub created_at: DateTime,
        /// Sender.
        pub from: String,
        /// Recipients.
        pub to: Vec<String>,
        /// Subject.
        pub subject: String,
        /// Broadcast the message belongs to.
        pub broadcast_id: Option<String>,
        /// Template the message was made from.
        pub template_id: Option<String>,
        /// Labels by name.
        pub tags: Option<BTreeMap<String, String>>,
        /// Additional mail headers.
        pub headers: Option<Vec<EmailHeader>>,
        pub failed: Failure,
    }

    /// Why a message failed.
    pub struct Failure {
        /// Code of the reason.
        pub reason: String,
    }

    /// The message waits for its time.
    #[constant("type" = "email.scheduled")]
    pub struct EmailScheduledEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: OutboundEmailData,
    }

    /// The message was held back because the recipient is suppressed.
    #[constant("type" = "email.suppressed")]
    pub struct EmailSuppressedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: SuppressedEmailData,
    }

    /// The message and why it was held back.
    pub struct SuppressedEmailData {
        /// Identifier of the message.
        pub email_id: String,
        /// When the message was made.
        pub created_at: DateTime,
        /// Sender.
        pub from: String,
        /// Recipients.
        pub to: Vec<String>,
        /// Subject.
        pub subject: String,
        /// Broadcast the message belongs to.
        pub broadcast_id: Option<String>,
        /// Template the message was made from.
        pub template_id: Option<String>,
        /// Labels by name.
        pub tags: Option<BTreeMap<String, String>>,
        /// Additional mail headers.
        pub headers: Option<Vec<EmailHeader>>,
        pub suppressed: Suppression,
    }

    /// Why a message was held back.
    pub struct Suppression {
        /// Details of the suppression.
        #[wire("diagnosticCode")] pub diagnostic_code: Vec<String>,
        /// Explanation.
        pub message: String,
        /// What led to it.
        pub reason: SuppressionReason,
        /// Class of the suppression.
        #[wire("type")] pub r#type: SuppressionType,
    }

    /// A message came in.
    #[constant("type" = "email.received")]
    pub struct EmailReceivedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: ReceivedEmailData,
    }

    /// A message that came in. Bodies and files are fetched separately.
    pub struct ReceivedEmailData {
        /// Identifier of the message.
        pub email_id: String,
        /// When it came in.
        pub created_at: DateTime,
        /// Sender.
        pub from: String,
        /// Recipients.
        pub to: Vec<String>,
        /// Subject.
        pub subject: String,
        /// Message-ID header of the message.
        pub message_id: String,
        /// Hidden recipients of a copy.
        pub bcc: Vec<String>,
        /// Recipients of a copy.
        pub cc: Vec<String>,
        /// Files of the message.
        pub attachments: Vec<ReceivedAttachment>,
    }

    /// A file of a message that came in.
    pub struct ReceivedAttachment {
        /// Identifier of the file.
        pub id: String,
        /// Name of the file.
        pub filename: Option<String>,
        /// Media type.
        pub content_type: Option<String>,
        /// Inline or attached.
        pub content_disposition: Option<String>,
        /// Identifier by which the body refers to the file.
        pub content_id: Option<String>,
    }

    /// A contact was added.
    #[constant("type" = "contact.created")]
    pub struct ContactCreatedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: ContactData,
    }

    /// The contact an event is about.
    pub struct ContactData {
        /// Identifier of the contact.
        pub id: String,
        /// Audience of the contact.
        pub audience_id: Option<String>,
        /// Segments of the contact.
        pub segment_ids: Option<Vec<String>>,
        /// When the contact was added.
        pub created_at: DateTime,
        /// When the contact last changed.
        pub updated_at: DateTime,
        /// E-mail address.
        pub email: String,
        /// Given name.
        pub first_name: Option<String>,
        /// Family name.
        pub last_name: Option<String>,
        /// Whether the contact gets no broadcasts at all.
        pub unsubscribed: bool,
    }

    /// A contact was changed.
    #[constant("type" = "contact.updated")]
    pub struct ContactUpdatedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: ContactData,
    }

    /// A contact was removed.
    #[constant("type" = "contact.deleted")]
    pub struct ContactDeletedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: ContactData,
    }

    /// A domain was added.
    #[constant("type" = "domain.created")]
    pub struct DomainCreatedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: DomainData,
    }

    /// The domain an event is about.
    pub struct DomainData {
        /// Identifier of the domain.
        pub id: String,
        /// The domain.
        pub name: String,
        pub status: DomainStatus,
        /// When it was added.
        pub created_at: DateTime,
        /// Region it sends from.
        pub region: Region,
        /// DNS records to set.
        pub records: Vec<DomainDataRecord>,
    }
}

object! {
    /// A DNS record in an event.
    pub struct DomainDataRecord {
        /// Purpose of the record.
        pub record: DomainDataRecordRecord,
        /// Name of the record.
        pub name: String,
        /// Value of the record.
        pub value: String,
        /// Type of the record.
        #[wire("type")] pub r#type: DomainDataRecordType,
        /// Time to live.
        pub ttl: String,
        /// Whether the record was found.
        pub status: Status,
        /// Priority of an MX record.
        pub priority: Option<i64>,
    }

    /// A domain was changed.
    #[constant("type" = "domain.updated")]
    pub struct DomainUpdatedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: DomainData,
    }

    /// A domain was removed.
    #[constant("type" = "domain.deleted")]
    pub struct DomainDeletedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: DomainData,
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
    pub enum Region {
        UsEast1 = "us-east-1", EuWest1 = "eu-west-1", SaEast1 = "sa-east-1",
        ApNortheast1 = "ap-northeast-1",
    }

    /// Whether mail may go out without TLS.
    pub enum CreateDomainRequestTls { Opportunistic = "opportunistic", Enforced = "enforced" }

    /// Sending mail.
    pub enum DomainCapabilitiesReceiving { Enabled = "enabled", Disabled = "disabled" }

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
    pub enum DomainDataRecordType { Mx = "MX", Txt = "TXT", Cname = "CNAME", Caa = "CAA" }

    /// Whether the record was found.
    pub enum Status {
        Pending = "pending", Verified = "verified", Failed = "failed",
        TemporaryFailure = "temporary_failure", NotStarted = "not_started",
    }

    /// The choice.
    pub enum TopicChoiceSubscription { OptIn = "opt_in", OptOut = "opt_out" }

    /// Finer class of the bounce.
    pub enum BounceSubType {
        Undetermined = "Undetermined", General = "General", NoEmail = "NoEmail",
        MailboxFull = "MailboxFull", MessageTooLarge = "MessageTooLarge",
        ContentRejected = "ContentRejected", AttachmentRejected = "AttachmentRejected",
    }

    /// Class of the bounce.
    pub enum BounceType {
        Undetermined = "Undetermined", Transient = "Transient", Permanent = "Permanent",
    }

    /// What led to it.
    pub enum SuppressionReason {
        PreviousBounce = "previous_bounce", PreviousComplaint = "previous_complaint",
    }

    /// Class of the suppression.
    pub enum SuppressionType {
        Suppressed = "Suppressed", OnAccountSuppressionList = "OnAccountSuppressionList",
    }

    /// Purpose of the record.
    pub enum DomainDataRecordRecord {
        Spf = "SPF", Dkim = "DKIM", ReceivingMx = "Receiving MX", Tracking = "Tracking",
        TrackingCaa = "TrackingCAA",
    }
}
