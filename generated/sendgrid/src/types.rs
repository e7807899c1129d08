//! What is sent and what comes back.

use super::runtime::*;

object! {
    /// A message.
    #[flow(out)]
    pub struct Mail {
        /// One entry per envelope; each gets its own copy.
        pub personalizations: Vec<Personalization>,
        /// The sender; must be verified.
        pub from: EmailAddress,
        pub asm: Option<UnsubscribeOptions>,
        /// Files to attach.
        pub attachments: Option<Vec<Attachment>>,
        /// Batch to put the message in, so that it can be paused or cancelled.
        pub batch_id: Option<String>,
        /// Names to group statistics by.
        pub categories: Option<Vec<String>>,
        /// Bodies of the message, plain text first. May be left out with a template.
        pub content: Option<Vec<Content>>,
        /// Values that come back with every event. At most 10000 bytes.
        pub custom_args: Option<BTreeMap<String, String>>,
        /// Additional mail headers.
        pub headers: Option<BTreeMap<String, String>>,
        /// IP pool to send from.
        pub ip_pool_name: Option<String>,
        pub mail_settings: Option<MailSettings>,
        /// Where replies go. Not together with `reply_to_list`.
        pub reply_to: Option<EmailAddress>,
        /// Several addresses for replies.
        pub reply_to_list: Option<Vec<EmailAddress>>,
        /// When to send, in seconds since 1970; at most 72 hours ahead.
        pub send_at: Option<i64>,
        /// Subject, unless a personalization or the template sets one.
        pub subject: Option<String>,
        /// Template to use; ids of dynamic templates start with `d-`.
        pub template_id: Option<String>,
        pub tracking_settings: Option<TrackingSettings>,
    }

    /// Recipients of one copy, and what differs for them.
    #[flow(out)]
    pub struct Personalization {
        /// Recipients.
        pub to: Vec<EmailAddress>,
        /// Hidden recipients of a copy.
        pub bcc: Option<Vec<EmailAddress>>,
        /// Recipients of a copy.
        pub cc: Option<Vec<EmailAddress>>,
        /// Values that come back with the events of this copy.
        pub custom_args: Option<BTreeMap<String, String>>,
        /// Any JSON data for a dynamic template.
        pub dynamic_template_data: Option<BTreeMap<String, Json>>,
        /// Sender of this copy; same domain as the sender of the message.
        pub from: Option<EmailAddress>,
        /// Additional mail headers of this copy.
        pub headers: Option<BTreeMap<String, String>>,
        /// When to send this copy, in seconds since 1970.
        pub send_at: Option<i64>,
        /// Subject of this copy.
        pub subject: Option<String>,
        /// Values for the tags of a legacy template. Not for dynamic templates.
        pub substitutions: Option<BTreeMap<String, String>>,
    }

    /// An address, with a name to show beside it.
    #[flow(out)]
    pub struct EmailAddress {
        /// The address.
        pub email: String,
        /// The name shown.
        pub name: Option<String>,
    }

    /// Which unsubscribe group the message belongs to.
    #[flow(out)]
    pub struct UnsubscribeOptions {
        /// The unsubscribe group.
        pub group_id: i64,
        /// Groups shown on the preferences page.
        pub groups_to_display: Option<Vec<i64>>,
    }

    /// A file sent with a message.
    #[flow(out)]
    pub struct Attachment {
        /// The file, in base64.
        pub content: Base64,
        /// Name of the file.
        pub filename: String,
        /// Identifier by which the body refers to an inline image.
        pub content_id: Option<String>,
        /// Shown within the body or offered for download.
        ///
        /// Default: `"attachment"`.
        pub disposition: Option<AttachmentDisposition>,
        /// Media type of the file.
        #[wire("type")]
        pub r#type: Option<String>,
    }

    /// One body of a message.
    #[flow(out)]
    pub struct Content {
        /// Media type, such as `text/plain` or `text/html`.
        #[wire("type")]
        pub r#type: String,
        /// The body itself.
        pub value: String,
    }

    /// How the message is handled.
    #[flow(out)]
    pub struct MailSettings {
        /// Ignore the bounce list.
        pub bypass_bounce_management: Option<Toggle>,
        /// Ignore every suppression. Not together with the other bypasses.
        pub bypass_list_management: Option<Toggle>,
        /// Ignore the spam report list.
        pub bypass_spam_management: Option<Toggle>,
        /// Ignore the global unsubscribe list.
        pub bypass_unsubscribe_management: Option<Toggle>,
        pub footer: Option<Footer>,
        /// Check the request and send nothing.
        pub sandbox_mode: Option<Toggle>,
    }

    /// A setting that is on or off.
    #[flow(out)]
    pub struct Toggle {
        /// Whether it is on.
        pub enable: Option<bool>,
    }

    /// Text put below every body.
    #[flow(out)]
    pub struct Footer {
        /// Whether it is on.
        pub enable: Option<bool>,
        /// Footer of the HTML body.
        pub html: Option<String>,
        /// Footer of the plain text body.
        pub text: Option<String>,
    }

    /// What is tracked.
    #[flow(out)]
    pub struct TrackingSettings {
        pub click_tracking: Option<ClickTracking>,
        pub ganalytics: Option<GoogleAnalytics>,
        pub open_tracking: Option<OpenTracking>,
        pub subscription_tracking: Option<SubscriptionTracking>,
    }

    /// Tracking of clicked links.
    #[flow(out)]
    pub struct ClickTracking {
        /// Whether it is on.
        pub enable: Option<bool>,
        /// Whether links in plain text bodies are tracked too.
        pub enable_text: Option<bool>,
    }

    /// Campaign parameters added to links.
    #[flow(out)]
    pub struct GoogleAnalytics {
        /// Whether it is on.
        pub enable: Option<bool>,
        /// Name of the campaign.
        pub utm_campaign: Option<String>,
        /// What tells similar links apart.
        pub utm_content: Option<String>,
        /// Marketing medium.
        pub utm_medium: Option<String>,
        /// Where the visitor comes from.
        pub utm_source: Option<String>,
        /// Paid keywords.
        pub utm_term: Option<String>,
    }

    /// Tracking of opened messages with an invisible image.
    #[flow(out)]
    pub struct OpenTracking {
        /// Whether it is on.
        pub enable: Option<bool>,
        /// Tag in the body that the image replaces.
        pub substitution_tag: Option<String>,
    }

    /// Unsubscribe link below the message.
    #[flow(out)]
    pub struct SubscriptionTracking {
        /// Whether it is on.
        pub enable: Option<bool>,
        /// Text with the link, for the HTML body.
        pub html: Option<String>,
        /// Tag in the body that the link replaces.
        pub substitution_tag: Option<String>,
        /// Text with the link, for the plain text body.
        pub text: Option<String>,
    }

    /// Why a request failed.
    pub struct ErrorResponse {
        /// One entry per problem.
        pub errors: Option<Vec<ErrorValue>>,
        /// Identifier of the failure.
        pub id: Option<String>,
    }

    /// One problem.
    pub struct ErrorValue {
        /// Identifier of the problem.
        pub error_id: Option<String>,
        /// Field of the request at fault.
        pub field: Option<String>,
        /// Hint or link; its type varies.
        pub help: Option<Json>,
        /// Explanation for the developer.
        pub message: Option<String>,
        /// Parameter at fault.
        pub parameter: Option<String>,
    }

    /// Contacts to add or update.
    #[flow(out)]
    pub struct UpsertContactsRequest {
        /// The contacts.
        pub contacts: Vec<ContactInput>,
        /// Lists to put every contact on.
        pub list_ids: Option<Vec<Uuid>>,
    }

    /// A contact to add or update. Fields left out keep their value.
    #[flow(out)]
    pub struct ContactInput {
        /// First line of the address.
        pub address_line_1: Option<String>,
        /// Second line of the address.
        pub address_line_2: Option<String>,
        /// Further e-mail addresses.
        pub alternate_emails: Option<Vec<String>>,
        /// Identifier of somebody not yet known.
        pub anonymous_id: Option<String>,
        /// City.
        pub city: Option<String>,
        /// Country, by name or short form.
        pub country: Option<String>,
        /// Values of your own fields, by field id such as `w1`.
        pub custom_fields: Option<BTreeMap<String, Json>>,
        /// Main e-mail address; stored in lower case.
        pub email: Option<String>,
        /// Your own identifier.
        pub external_id: Option<String>,
        /// Given name.
        pub first_name: Option<String>,
        /// Family name.
        pub last_name: Option<String>,
        /// Phone number that identifies the contact.
        pub phone_number_id: Option<String>,
        /// Postal code.
        pub postal_code: Option<String>,
        /// State, province or region.
        pub state_province_region: Option<String>,
    }

    /// A background job.
    pub struct Job {
        /// Identifier of the job.
        pub job_id: Option<String>,
    }

    /// A job that changes contacts.
    pub struct ContactImport {
        /// When the job ended, in ISO 8601.
        pub finished_at: Option<String>,
        /// Identifier of the job.
        pub id: Option<String>,
        /// What the job does.
        pub job_type: Option<ContactImportJobType>,
        pub results: Option<ContactImportResults>,
        /// When the job was made, in ISO 8601.
        pub started_at: Option<String>,
        /// State of the job.
        pub status: Option<ContactImportStatus>,
    }

    /// Counts of a job.
    pub struct ContactImportResults {
        /// Contacts added.
        pub created_count: Option<i64>,
        /// Contacts deleted.
        pub deleted_count: Option<i64>,
        /// Contacts refused.
        pub errored_count: Option<i64>,
        /// Where to download the reasons.
        pub errors_url: Option<String>,
        /// Contacts in the job.
        pub requested_count: Option<i64>,
        /// Contacts changed.
        pub updated_count: Option<i64>,
    }

    /// One page of lists.
    pub struct ListPage {
        #[wire("_metadata")]
        pub metadata: Option<PageMetadata>,
        /// The lists.
        pub result: Option<Vec<List>>,
    }

    /// Links to the pages around this one.
    pub struct PageMetadata {
        /// Number of items in all.
        pub count: Option<i64>,
        /// Page after; absent on the last.
        pub next: Option<String>,
        /// Page before; absent on the first.
        pub prev: Option<String>,
        /// This page.
        #[wire("self")]
        pub self_value: Option<String>,
    }

    /// A marketing list.
    pub struct List {
        #[wire("_metadata")]
        pub metadata: Option<SelfMetadata>,
        /// Contacts on the list.
        pub contact_count: Option<i64>,
        /// Identifier of the list.
        pub id: Option<String>,
        /// Name of the list.
        pub name: Option<String>,
    }

    /// Link to the object itself.
    pub struct SelfMetadata {
        /// The link.
        #[wire("self")]
        pub self_value: Option<String>,
    }

    /// A list to be made.
    #[flow(out)]
    pub struct CreateListRequest {
        /// Name of the list.
        pub name: String,
    }

    /// A marketing list, with a sample of contacts when asked for.
    pub struct ListDetail {
        #[wire("_metadata")]
        pub metadata: Option<SelfMetadata>,
        /// Contacts on the list.
        pub contact_count: Option<i64>,
        pub contact_sample: Option<Contact>,
        /// Identifier of the list.
        pub id: Option<String>,
        /// Name of the list.
        pub name: Option<String>,
    }

    /// A marketing contact.
    pub struct Contact {
        /// Identifier of the contact.
        pub id: Uuid,
        /// Lists the contact is on.
        pub list_ids: Vec<Uuid>,
        /// When the contact was added.
        pub created_at: DateTime,
        /// When the contact last changed.
        pub updated_at: DateTime,
        #[wire("_metadata")]
        pub metadata: Option<SelfMetadata>,
        /// First line of the address.
        pub address_line_1: Option<String>,
        /// Second line of the address.
        pub address_line_2: Option<String>,
        /// Further e-mail addresses.
        pub alternate_emails: Option<Vec<String>>,
        /// Identifier of somebody not yet known.
        pub anonymous_id: Option<String>,
        /// City.
        pub city: Option<String>,
        /// Country.
        pub country: Option<String>,
        /// Values of your own fields.
        pub custom_fields: Option<BTreeMap<String, Json>>,
        /// Main e-mail address.
        pub email: Option<String>,
        /// Your own identifier.
        pub external_id: Option<String>,
        /// Facebook identifier.
        pub facebook: Option<String>,
        /// Given name.
        pub first_name: Option<String>,
        /// Family name.
        pub last_name: Option<String>,
        /// LINE identifier.
        pub line: Option<String>,
        /// Phone number.
        pub phone_number: Option<String>,
        /// Phone number that identifies the contact.
        pub phone_number_id: Option<String>,
        /// Postal code.
        pub postal_code: Option<String>,
        /// Segments the contact falls in.
        pub segment_ids: Option<Vec<Uuid>>,
        /// State, province or region.
        pub state_province_region: Option<String>,
        /// Name to show.
        pub unique_name: Option<String>,
        /// WhatsApp identifier.
        pub whatsapp: Option<String>,
    }
}

object! {
    /// Counts of one period.
    pub struct StatsEntry {
        /// First day of the period.
        pub date: String,
        /// The counts.
        pub stats: Vec<Stats>,
    }

    /// One group of counts.
    pub struct Stats {
        pub metrics: Option<StatsMetrics>,
    }

    /// The counts by kind.
    pub struct StatsMetrics {
        /// Messages the receiving server blocked.
        pub blocks: Option<i64>,
        /// Not sent because of an earlier bounce.
        pub bounce_drops: Option<i64>,
        /// Messages refused for good.
        pub bounces: Option<i64>,
        /// Clicks on links.
        pub clicks: Option<i64>,
        /// Messages put off by the receiving server.
        pub deferred: Option<i64>,
        /// Messages the receiving server took.
        pub delivered: Option<i64>,
        /// Addresses that are not valid.
        pub invalid_emails: Option<i64>,
        /// Times opened.
        pub opens: Option<i64>,
        /// Messages handled.
        pub processed: Option<i64>,
        /// Messages asked for.
        pub requests: Option<i64>,
        /// Not sent because of an earlier spam report.
        pub spam_report_drops: Option<i64>,
        /// Messages marked as spam.
        pub spam_reports: Option<i64>,
        /// Recipients who clicked.
        pub unique_clicks: Option<i64>,
        /// Recipients who opened.
        pub unique_opens: Option<i64>,
        /// Not sent because the recipient had unsubscribed.
        pub unsubscribe_drops: Option<i64>,
        /// Recipients who unsubscribed.
        pub unsubscribes: Option<i64>,
    }
}

object! {
    /// One page of templates.
    pub struct TemplatePage {
        #[wire("_metadata")]
        pub metadata: Option<PageMetadata>,
        /// The templates.
        pub result: Option<Vec<Template>>,
    }

    /// A template with its versions.
    pub struct Template {
        /// Identifier of the template.
        pub id: Uuid,
        /// Name of the template.
        pub name: String,
        /// Kind of template.
        pub generation: TemplateGeneration,
        /// When it last changed, written `YYYY-MM-DD hh:mm:ss`.
        pub updated_at: String,
        /// Versions of the template.
        pub versions: Option<Vec<TemplateVersion>>,
    }

    /// One version of a template.
    pub struct TemplateVersion {
        /// 1 for the version in use.
        pub active: Option<TemplateVersionActive>,
        /// Editor it was made with.
        pub editor: Option<TemplateVersionEditor>,
        /// Whether the plain text is made from the HTML.
        ///
        /// Default: `true`.
        pub generate_plain_content: Option<bool>,
        /// HTML body.
        pub html_content: Option<String>,
        /// Identifier of the version.
        pub id: Option<Uuid>,
        /// Name of the version.
        pub name: Option<String>,
        /// Plain text body.
        pub plain_content: Option<String>,
        /// Subject line.
        pub subject: Option<String>,
        /// The template it belongs to.
        pub template_id: Option<String>,
        /// Picture of the version.
        pub thumbnail_url: Option<String>,
        /// When it last changed.
        pub updated_at: Option<String>,
    }

    /// One event. Which members are present depends on its kind; your custom args and unique args stand beside them.
    #[additional(Json)]
    pub struct Event {
        /// Kind of event.
        pub event: EventEvent,
        /// When it happened, in seconds since 1970.
        pub timestamp: i64,
        /// Identifier of the event; the same one may arrive twice.
        pub sg_event_id: String,
        /// Unsubscribe group.
        pub asm_group_id: Option<i64>,
        /// Number of the attempt, as text.
        pub attempt: Option<String>,
        /// Class of the bounce.
        pub bounce_classification: Option<String>,
        /// Category of the message, or several.
        pub category: Option<EventCategory>,
        /// Address of the recipient.
        pub email: Option<String>,
        /// IP address the event came from or was sent over.
        pub ip: Option<String>,
        pub pool: Option<IpPool>,
        /// Why the message bounced or was dropped.
        pub reason: Option<String>,
        /// Answer of the receiving server.
        pub response: Option<String>,
        /// Whether a mail program, not a person, opened the message.
        pub sg_machine_open: Option<bool>,
        /// Identifier of the message.
        pub sg_message_id: Option<String>,
        /// Message-ID header of the message.
        #[wire("smtp-id")]
        pub smtp_id: Option<String>,
        /// Enhanced SMTP status, such as `5.0.0`.
        pub status: Option<String>,
        /// Finer kind, such as `bounce` or `blocked`.
        #[wire("type")]
        pub r#type: Option<String>,
        /// The link that was clicked.
        pub url: Option<String>,
        pub url_offset: Option<UrlOffset>,
        /// Program the recipient used.
        pub useragent: Option<String>,
    }

    /// IP pool the message was sent from.
    pub struct IpPool {
        /// Identifier of the pool.
        pub id: Option<i64>,
        /// Name of the pool.
        pub name: Option<String>,
    }

    /// Which of several links was clicked.
    pub struct UrlOffset {
        /// Position of the link, from 0.
        pub index: Option<i64>,
        /// Body the link is in, `html` or `text`.
        #[wire("type")]
        pub r#type: Option<String>,
    }
}

union! {
    /// Category of the message, or several.
    pub enum EventCategory {
        #[json(string)]
        Text(String),
        #[json(array)]
        TextList(Vec<String>),
    }
}

open_enum! {
    /// Shown within the body or offered for download.
    pub enum AttachmentDisposition {
        Inline = "inline",
        Attachment = "attachment",
    }

    /// What the job does.
    pub enum ContactImportJobType {
        Upsert = "upsert",
        Delete = "delete",
    }

    /// State of the job.
    pub enum ContactImportStatus {
        Pending = "pending",
        Completed = "completed",
        Errored = "errored",
        Failed = "failed",
    }

    pub enum GetStatsAggregatedBy {
        Day = "day",
        Week = "week",
        Month = "month",
    }

    pub enum ListTemplatesGenerations {
        Legacy = "legacy",
        Dynamic = "dynamic",
        LegacyDynamic = "legacy,dynamic",
    }

    /// Kind of template.
    pub enum TemplateGeneration {
        Legacy = "legacy",
        Dynamic = "dynamic",
    }

    /// Editor it was made with.
    pub enum TemplateVersionEditor {
        Code = "code",
        Design = "design",
    }

    /// Kind of event.
    pub enum EventEvent {
        Processed = "processed",
        Dropped = "dropped",
        Delivered = "delivered",
        Deferred = "deferred",
        Bounce = "bounce",
        Open = "open",
        Click = "click",
        Spamreport = "spamreport",
        Unsubscribe = "unsubscribe",
        GroupUnsubscribe = "group_unsubscribe",
        GroupResubscribe = "group_resubscribe",
        AccountStatusChange = "account_status_change",
    }
}

integer_enum! {
    /// 1 for the version in use.
    pub enum TemplateVersionActive {
        Value0 = 0,
        Value1 = 1,
    }
}
