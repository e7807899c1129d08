//! What is sent and what comes back.

use super::runtime::*;

object! {
    /// One page of contacts.
    pub struct ContactList {
        /// The contacts.
        pub data: Option<Vec<ContactSummary>>,
        /// Whether another page follows.
        pub has_more: Option<bool>,
        /// Always `list`.
        pub object: Option<String>,
    }

    /// A contact in a list.
    pub struct ContactSummary {
        /// When the contact was added.
        pub created_at: Option<String>,
        /// E-mail address.
        pub email: Option<String>,
        /// Given name.
        pub first_name: Option<String>,
        /// Identifier of the contact.
        pub id: Option<String>,
        /// Family name.
        pub last_name: Option<String>,
        /// Whether the contact gets no broadcasts at all.
        pub unsubscribed: Option<bool>,
    }

    /// Why a request failed.
    pub struct ErrorValue {
        /// HTTP status.
        #[wire("statusCode")]
        pub status_code: i64,
        /// Code of the failure.
        pub name: ErrorName,
        /// Explanation for the developer.
        pub message: String,
    }

    /// A contact to add.
    #[flow(out)]
    pub struct CreateContactRequest {
        /// E-mail address.
        pub email: String,
        /// Audience to put the contact in; segments replace it.
        ///
        /// Deprecated.
        pub audience_id: Option<String>,
        /// Given name.
        pub first_name: Option<String>,
        /// Family name.
        pub last_name: Option<String>,
        /// Values of your own properties.
        pub properties: Option<BTreeMap<String, Json>>,
        /// Segments to put the contact in.
        pub segments: Option<Vec<String>>,
        /// Topics the contact chose.
        pub topics: Option<Vec<TopicChoice>>,
        /// Whether the contact gets no broadcasts at all.
        pub unsubscribed: Option<bool>,
    }

    /// What a contact chose for a topic.
    #[flow(out)]
    pub struct TopicChoice {
        /// Identifier of the topic.
        pub id: Option<String>,
        /// The choice.
        pub subscription: Option<TopicChoiceSubscription>,
    }

    /// The object a call was about.
    pub struct ObjectId {
        /// Identifier of the object.
        pub id: Option<String>,
        /// Kind of object.
        pub object: Option<String>,
    }

    /// A contact.
    pub struct Contact {
        /// When the contact was added.
        pub created_at: Option<String>,
        /// E-mail address.
        pub email: Option<String>,
        /// Given name.
        pub first_name: Option<String>,
        /// Identifier of the contact.
        pub id: Option<String>,
        /// Family name.
        pub last_name: Option<String>,
        /// Always `contact`.
        pub object: Option<String>,
        /// Values of your own properties.
        pub properties: Option<BTreeMap<String, Json>>,
        /// Whether the contact gets no broadcasts at all.
        pub unsubscribed: Option<bool>,
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
        /// Values of your own properties.
        pub properties: Option<BTreeMap<String, Json>>,
        /// Whether the contact gets no broadcasts at all.
        pub unsubscribed: Option<bool>,
    }

    /// The object a call removed.
    pub struct DeletedObject {
        /// Whether it is gone.
        pub deleted: Option<bool>,
        /// Identifier of the object.
        pub id: Option<String>,
        /// Kind of object.
        pub object: Option<String>,
    }

    /// One page of domains.
    pub struct DomainList {
        /// The domains.
        pub data: Option<Vec<DomainSummary>>,
        /// Whether another page follows.
        pub has_more: Option<bool>,
        /// Always `list`.
        pub object: Option<String>,
    }

    /// A domain in a list.
    pub struct DomainSummary {
        pub capabilities: Option<DomainCapabilities>,
        /// Whether clicks are tracked.
        pub click_tracking: Option<bool>,
        /// When it was added.
        pub created_at: Option<String>,
        /// Identifier of the domain.
        pub id: Option<String>,
        /// The domain.
        pub name: Option<String>,
        /// Whether opens are tracked.
        pub open_tracking: Option<bool>,
        /// Region it sends from.
        pub region: Option<String>,
        pub status: Option<DomainStatus>,
    }

    /// What a domain may be used for.
    #[flow(in, out)]
    pub struct DomainCapabilities {
        /// Receiving mail.
        pub receiving: Option<DomainCapabilitiesReceiving>,
        /// Sending mail.
        pub sending: Option<DomainCapabilitiesReceiving>,
    }

    /// A domain to add.
    #[flow(out)]
    pub struct CreateDomainRequest {
        /// The domain.
        pub name: String,
        pub capabilities: Option<DomainCapabilities>,
        /// Whether clicks are tracked.
        pub click_tracking: Option<bool>,
        /// Subdomain for the return path.
        pub custom_return_path: Option<String>,
        /// Whether opens are tracked.
        pub open_tracking: Option<bool>,
        /// Region to send from.
        ///
        /// Default: `"us-east-1"`.
        pub region: Option<Region>,
        /// Whether mail may go out without TLS.
        ///
        /// Default: `"opportunistic"`.
        pub tls: Option<CreateDomainRequestTls>,
        /// Subdomain for tracked links.
        pub tracking_subdomain: Option<String>,
    }

    /// A domain that was added.
    pub struct CreatedDomain {
        pub capabilities: Option<DomainCapabilities>,
        /// Whether clicks are tracked.
        pub click_tracking: Option<bool>,
        /// When it was added.
        pub created_at: Option<String>,
        /// Identifier of the domain.
        pub id: Option<String>,
        /// The domain.
        pub name: Option<String>,
        /// Whether opens are tracked.
        pub open_tracking: Option<bool>,
        /// DNS records to set.
        pub records: Option<Vec<DomainRecord>>,
        /// Region it sends from.
        pub region: Option<String>,
        pub status: Option<DomainStatus>,
        /// Subdomain for tracked links.
        pub tracking_subdomain: Option<String>,
    }

    /// A DNS record to set.
    pub struct DomainRecord {
        /// Name of the record.
        pub name: Option<String>,
        /// Priority of an MX record.
        pub priority: Option<i64>,
        /// Purpose of the record.
        pub record: Option<DomainRecordRecord>,
        /// Whether the record was found.
        pub status: Option<Status>,
        /// Time to live.
        pub ttl: Option<String>,
        /// Type of the record.
        #[wire("type")]
        pub r#type: Option<DomainDataRecordType>,
        /// Value of the record.
        pub value: Option<String>,
    }

    /// A domain.
    pub struct Domain {
        pub capabilities: Option<DomainCapabilities>,
        /// Whether clicks are tracked.
        pub click_tracking: Option<bool>,
        /// When it was added.
        pub created_at: Option<String>,
        /// Identifier of the domain.
        pub id: Option<String>,
        /// The domain.
        pub name: Option<String>,
        /// Always `domain`.
        pub object: Option<String>,
        /// Whether opens are tracked.
        pub open_tracking: Option<bool>,
        /// DNS records to set.
        pub records: Option<Vec<DomainRecord>>,
        /// Region it sends from.
        pub region: Option<String>,
        pub status: Option<DomainStatus>,
        /// Subdomain for tracked links.
        pub tracking_subdomain: Option<String>,
    }

    /// Settings to change.
    #[flow(out)]
    pub struct UpdateDomainRequest {
        pub capabilities: Option<DomainCapabilities>,
        /// Whether clicks are tracked.
        pub click_tracking: Option<bool>,
        /// Whether opens are tracked.
        pub open_tracking: Option<bool>,
        /// `opportunistic` or `enforced`.
        ///
        /// Default: `"opportunistic"`.
        pub tls: Option<String>,
        /// Subdomain for tracked links.
        pub tracking_subdomain: Option<String>,
    }

    /// One page of messages.
    pub struct EmailList {
        /// The messages.
        pub data: Option<Vec<Email>>,
        /// Whether another page follows.
        pub has_more: Option<bool>,
        /// Always `list`.
        pub object: Option<String>,
    }

    /// A message.
    pub struct Email {
        /// Hidden recipients of a copy.
        pub bcc: Option<Vec<String>>,
        /// Recipients of a copy.
        pub cc: Option<Vec<String>>,
        /// When the message was made.
        pub created_at: Option<String>,
        /// Sender.
        pub from: Option<String>,
        /// HTML body.
        pub html: Option<String>,
        /// Identifier of the message.
        pub id: Option<String>,
        /// The latest event.
        pub last_event: Option<EmailLastEvent>,
        /// Message-ID header of the message.
        pub message_id: Option<String>,
        /// Always `email`.
        pub object: Option<String>,
        /// Where replies go.
        pub reply_to: Option<Vec<String>>,
        /// Subject.
        pub subject: Option<String>,
        /// Plain text body.
        pub text: Option<String>,
        /// Recipients.
        pub to: Option<Vec<String>>,
    }

    /// A message to send.
    #[flow(out)]
    pub struct SendEmailRequest {
        /// Sender, as `address` or `Name <address>`.
        pub from: String,
        /// Recipients.
        pub to: Recipients,
        /// Subject.
        pub subject: String,
        /// Files to attach.
        pub attachments: Option<Vec<Attachment>>,
        /// Hidden recipients of a copy.
        pub bcc: Option<AddressList>,
        /// Recipients of a copy.
        pub cc: Option<AddressList>,
        /// Additional mail headers.
        pub headers: Option<BTreeMap<String, String>>,
        /// HTML body.
        pub html: Option<String>,
        /// Where replies go.
        pub reply_to: Option<AddressList>,
        /// When to send, in ISO 8601.
        pub scheduled_at: Option<String>,
        /// Labels that come back with the events.
        pub tags: Option<Vec<Tag>>,
        /// Published template, in place of `html` and `text`.
        pub template: Option<TemplateInput>,
        /// Plain text body.
        pub text: Option<String>,
        /// Topic of the message; contacts who opted out of it do not get the message.
        pub topic_id: Option<String>,
    }

    /// A file sent with a message, given by `content` or by `path`.
    #[flow(out)]
    pub struct Attachment {
        /// The file, in base64.
        pub content: Option<Base64>,
        /// Identifier by which the body refers to an inline image.
        pub content_id: Option<String>,
        /// Media type; taken from the name when left out.
        pub content_type: Option<String>,
        /// Name of the file.
        pub filename: Option<String>,
        /// URL to fetch the file from.
        pub path: Option<String>,
    }

    /// A label. Name and value take up to 256 ASCII letters, digits, underscores and dashes.
    #[flow(out)]
    pub struct Tag {
        /// Name of the label.
        pub name: Option<String>,
        /// Value of the label.
        pub value: Option<String>,
    }

    /// A template and its values.
    #[flow(out)]
    pub struct TemplateInput {
        /// Identifier of the template.
        pub id: String,
        /// Values by variable name.
        pub variables: Option<BTreeMap<String, TemplateInputVariablesValue>>,
    }

    /// A message that was taken.
    pub struct SentEmail {
        /// Identifier of the message.
        pub id: Option<String>,
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
        /// When the contact was added.
        pub created_at: DateTime,
        /// When the contact last changed.
        pub updated_at: DateTime,
        /// E-mail address.
        pub email: String,
        /// Whether the contact gets no broadcasts at all.
        pub unsubscribed: bool,
        /// Audience of the contact.
        pub audience_id: Option<String>,
        /// Given name.
        pub first_name: Option<String>,
        /// Family name.
        pub last_name: Option<String>,
        /// Segments of the contact.
        pub segment_ids: Option<Vec<String>>,
    }

    /// A contact was removed.
    #[constant("type" = "contact.deleted")]
    pub struct ContactDeletedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: ContactData,
    }

    /// A contact was changed.
    #[constant("type" = "contact.updated")]
    pub struct ContactUpdatedEvent {
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
        #[wire("type")]
        pub r#type: DomainDataRecordType,
        /// Time to live.
        pub ttl: String,
        /// Whether the record was found.
        pub status: Status,
        /// Priority of an MX record.
        pub priority: Option<i64>,
    }

    /// A domain was removed.
    #[constant("type" = "domain.deleted")]
    pub struct DomainDeletedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: DomainData,
    }

    /// A domain was changed.
    #[constant("type" = "domain.updated")]
    pub struct DomainUpdatedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: DomainData,
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
        pub bounce: Bounce,
        /// Broadcast the message belongs to.
        pub broadcast_id: Option<String>,
        /// Additional mail headers.
        pub headers: Option<Vec<EmailHeader>>,
        /// Labels by name.
        pub tags: Option<BTreeMap<String, String>>,
        /// Template the message was made from.
        pub template_id: Option<String>,
    }

    /// How a message bounced.
    pub struct Bounce {
        /// Answers of the receiving server.
        #[wire("diagnosticCode")]
        pub diagnostic_code: Vec<String>,
        /// Explanation.
        pub message: String,
        /// Finer class of the bounce.
        #[wire("subType")]
        pub sub_type: BounceSubType,
        /// Class of the bounce.
        #[wire("type")]
        pub r#type: BounceType,
    }

    /// A mail header.
    pub struct EmailHeader {
        /// Name of the header.
        pub name: String,
        /// Value of the header.
        pub value: String,
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
        pub click: Click,
        /// Broadcast the message belongs to.
        pub broadcast_id: Option<String>,
        /// Additional mail headers.
        pub headers: Option<Vec<EmailHeader>>,
        /// Labels by name.
        pub tags: Option<BTreeMap<String, String>>,
        /// Template the message was made from.
        pub template_id: Option<String>,
    }

    /// A click on a link.
    pub struct Click {
        /// IP address of the recipient.
        #[wire("ipAddress")]
        pub ip_address: String,
        /// The link.
        pub link: String,
        /// When it was clicked.
        pub timestamp: DateTime,
        /// Program of the recipient.
        #[wire("userAgent")]
        pub user_agent: String,
    }

    /// The recipient marked the message as spam.
    #[constant("type" = "email.complained")]
    pub struct EmailComplainedEvent {
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
        /// Additional mail headers.
        pub headers: Option<Vec<EmailHeader>>,
        /// Labels by name.
        pub tags: Option<BTreeMap<String, String>>,
        /// Template the message was made from.
        pub template_id: Option<String>,
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
        pub failed: Failure,
        /// Broadcast the message belongs to.
        pub broadcast_id: Option<String>,
        /// Additional mail headers.
        pub headers: Option<Vec<EmailHeader>>,
        /// Labels by name.
        pub tags: Option<BTreeMap<String, String>>,
        /// Template the message was made from.
        pub template_id: Option<String>,
    }

    /// Why a message failed.
    pub struct Failure {
        /// Code of the reason.
        pub reason: String,
    }

    /// The recipient opened the message.
    #[constant("type" = "email.opened")]
    pub struct EmailOpenedEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: OutboundEmailData,
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
        /// Inline or attached.
        pub content_disposition: Option<String>,
        /// Identifier by which the body refers to the file.
        pub content_id: Option<String>,
        /// Media type.
        pub content_type: Option<String>,
        /// Name of the file.
        pub filename: Option<String>,
    }

    /// The message waits for its time.
    #[constant("type" = "email.scheduled")]
    pub struct EmailScheduledEvent {
        /// When it happened.
        pub created_at: DateTime,
        pub data: OutboundEmailData,
    }

    /// The message went out.
    #[constant("type" = "email.sent")]
    pub struct EmailSentEvent {
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
        pub suppressed: Suppression,
        /// Broadcast the message belongs to.
        pub broadcast_id: Option<String>,
        /// Additional mail headers.
        pub headers: Option<Vec<EmailHeader>>,
        /// Labels by name.
        pub tags: Option<BTreeMap<String, String>>,
        /// Template the message was made from.
        pub template_id: Option<String>,
    }

    /// Why a message was held back.
    pub struct Suppression {
        /// Details of the suppression.
        #[wire("diagnosticCode")]
        pub diagnostic_code: Vec<String>,
        /// Explanation.
        pub message: String,
        /// What led to it.
        pub reason: SuppressionReason,
        /// Class of the suppression.
        #[wire("type")]
        pub r#type: SuppressionType,
    }
}

union! {
    /// One recipient or up to 50.
    #[flow(out)]
    pub enum Recipients {
        #[json(string)]
        Text(String),
        #[json(array)]
        TextList(Vec<String>),
    }

    /// One address or several.
    #[flow(out)]
    pub enum AddressList {
        #[json(string)]
        Text(String),
        #[json(array)]
        TextList(Vec<String>),
    }

    #[flow(out)]
    pub enum TemplateInputVariablesValue {
        #[json(string)]
        Text(String),
        #[json(number)]
        Number(f64),
    }
}

open_enum! {
    /// Code of the failure.
    pub enum ErrorName {
        InvalidIdempotencyKey = "invalid_idempotency_key",
        ValidationError = "validation_error",
        MissingApiKey = "missing_api_key",
        RestrictedApiKey = "restricted_api_key",
        InvalidApiKey = "invalid_api_key",
        NotFound = "not_found",
        MethodNotAllowed = "method_not_allowed",
        InvalidIdempotentRequest = "invalid_idempotent_request",
        ConcurrentIdempotentRequests = "concurrent_idempotent_requests",
        InvalidAttachment = "invalid_attachment",
        InvalidFromAddress = "invalid_from_address",
        InvalidAccess = "invalid_access",
        InvalidParameter = "invalid_parameter",
        InvalidRegion = "invalid_region",
        MissingRequiredField = "missing_required_field",
        MonthlyQuotaExceeded = "monthly_quota_exceeded",
        DailyQuotaExceeded = "daily_quota_exceeded",
        RateLimitExceeded = "rate_limit_exceeded",
        SecurityError = "security_error",
        ApplicationError = "application_error",
        InternalServerError = "internal_server_error",
    }

    /// The choice.
    pub enum TopicChoiceSubscription {
        OptIn = "opt_in",
        OptOut = "opt_out",
    }

    /// Receiving mail.
    pub enum DomainCapabilitiesReceiving {
        Enabled = "enabled",
        Disabled = "disabled",
    }

    /// How far the verification is.
    pub enum DomainStatus {
        Pending = "pending",
        Verified = "verified",
        Failed = "failed",
        NotStarted = "not_started",
        PartiallyVerified = "partially_verified",
        PartiallyFailed = "partially_failed",
    }

    /// Region to send from.
    pub enum Region {
        UsEast1 = "us-east-1",
        EuWest1 = "eu-west-1",
        SaEast1 = "sa-east-1",
        ApNortheast1 = "ap-northeast-1",
    }

    /// Whether mail may go out without TLS.
    pub enum CreateDomainRequestTls {
        Opportunistic = "opportunistic",
        Enforced = "enforced",
    }

    /// Purpose of the record.
    pub enum DomainRecordRecord {
        Spf = "SPF",
        Dkim = "DKIM",
        Receiving = "Receiving",
        Tracking = "Tracking",
        TrackingCaa = "TrackingCAA",
    }

    /// Whether the record was found.
    pub enum Status {
        Pending = "pending",
        Verified = "verified",
        Failed = "failed",
        TemporaryFailure = "temporary_failure",
        NotStarted = "not_started",
    }

    /// Type of the record.
    pub enum DomainDataRecordType {
        Mx = "MX",
        Txt = "TXT",
        Cname = "CNAME",
        Caa = "CAA",
    }

    /// The latest event.
    pub enum EmailLastEvent {
        Bounced = "bounced",
        Canceled = "canceled",
        Clicked = "clicked",
        Complained = "complained",
        Delivered = "delivered",
        DeliveryDelayed = "delivery_delayed",
        Failed = "failed",
        Opened = "opened",
        Queued = "queued",
        Scheduled = "scheduled",
        Sent = "sent",
        Suppressed = "suppressed",
    }

    /// Purpose of the record.
    pub enum DomainDataRecordRecord {
        Spf = "SPF",
        Dkim = "DKIM",
        ReceivingMx = "Receiving MX",
        Tracking = "Tracking",
        TrackingCaa = "TrackingCAA",
    }

    /// Finer class of the bounce.
    pub enum BounceSubType {
        Undetermined = "Undetermined",
        General = "General",
        NoEmail = "NoEmail",
        MailboxFull = "MailboxFull",
        MessageTooLarge = "MessageTooLarge",
        ContentRejected = "ContentRejected",
        AttachmentRejected = "AttachmentRejected",
    }

    /// Class of the bounce.
    pub enum BounceType {
        Undetermined = "Undetermined",
        Transient = "Transient",
        Permanent = "Permanent",
    }

    /// What led to it.
    pub enum SuppressionReason {
        PreviousBounce = "previous_bounce",
        PreviousComplaint = "previous_complaint",
    }

    /// Class of the suppression.
    pub enum SuppressionType {
        Suppressed = "Suppressed",
        OnAccountSuppressionList = "OnAccountSuppressionList",
    }
}
