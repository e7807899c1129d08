//! What is sent and what comes back.

use super::runtime::*;

object! {
    /// A page of the user's calendars.
    pub struct CalendarList {
        /// Version of the list.
        pub etag: Option<String>,
        /// The calendars of this page.
        pub items: Option<Vec<CalendarListEntry>>,
        /// Asks for the next page; absent on the last one.
        #[wire("nextPageToken")]
        pub next_page_token: Option<String>,
    }

    /// A calendar on the user's list.
    pub struct CalendarListEntry {
        /// Identifier of the calendar.
        pub id: String,
        /// What the user may do with it.
        #[wire("accessRole")]
        pub access_role: Option<CalendarListEntryAccessRole>,
        /// Whether it is the user's main calendar.
        pub primary: Option<bool>,
        /// Its title.
        pub summary: Option<String>,
        /// Its time zone, as the IANA database names it.
        #[wire("timeZone")]
        pub time_zone: Option<String>,
    }

    /// Error as RFC 6749 writes it.
    pub struct OAuthError {
        /// Error code, for instance `invalid_request`, `invalid_token` or `invalid_grant`.
        pub error: String,
        /// Explanation for the developer.
        pub error_description: Option<String>,
        /// Page about the error.
        pub error_uri: Option<String>,
    }

    /// Error as Google APIs write it.
    pub struct ApiError {
        pub error: ApiStatus,
    }

    /// What went wrong.
    pub struct ApiStatus {
        /// HTTP status.
        pub code: i64,
        /// Explanation for the developer.
        pub message: String,
        /// Further facts, one object per kind.
        pub details: Option<Vec<ApiErrorDetail>>,
        /// The older list of causes.
        pub errors: Option<Vec<ApiErrorCause>>,
        /// Canonical code, for instance `UNAUTHENTICATED` or `PERMISSION_DENIED`.
        pub status: Option<String>,
    }

    /// One detail; its members depend on its type.
    #[additional(Json)]
    pub struct ApiErrorDetail {
        /// Type URL of the detail.
        #[wire("@type")]
        pub r#type: Option<String>,
    }

    /// One cause in the older form.
    pub struct ApiErrorCause {
        /// Area the reason belongs to.
        pub domain: Option<String>,
        /// Explanation for the developer.
        pub message: Option<String>,
        /// Code of the cause.
        pub reason: Option<String>,
    }

    /// Contents of an access token or an ID token. Every value arrives as a string, numbers and booleans too.
    pub struct TokenInfo {
        /// Client id the token was issued for. Compare it with your own.
        pub aud: String,
        /// `online` or `offline`. Access tokens only.
        pub access_type: Option<String>,
        /// Signature algorithm of the ID token.
        pub alg: Option<String>,
        /// Hash that ties the ID token to its access token.
        pub at_hash: Option<String>,
        /// Client id of the party that asked for the token.
        pub azp: Option<String>,
        /// E-mail address of the account.
        pub email: Option<String>,
        /// `true` when the address was verified.
        pub email_verified: Option<String>,
        /// Expiry in seconds since 1970.
        pub exp: Option<String>,
        /// Seconds left until expiry. Access tokens only.
        pub expires_in: Option<String>,
        /// Family name.
        pub family_name: Option<String>,
        /// Given name.
        pub given_name: Option<String>,
        /// Workspace domain of the account.
        pub hd: Option<String>,
        /// Time of issue in seconds since 1970. ID tokens only.
        pub iat: Option<String>,
        /// Issuer. ID tokens only.
        pub iss: Option<String>,
        /// Identifier of the key that signed the ID token.
        pub kid: Option<String>,
        /// Language of the user as a BCP 47 tag.
        pub locale: Option<String>,
        /// Full name for display.
        pub name: Option<String>,
        /// The nonce of the authorization request.
        pub nonce: Option<String>,
        /// URL of the profile picture.
        pub picture: Option<String>,
        /// Granted scopes, separated by spaces. Access tokens only.
        pub scope: Option<String>,
        /// Stable identifier of the account.
        pub sub: Option<String>,
        /// Kind of token, from its header.
        pub typ: Option<String>,
    }

    /// Claims about a user. Which ones are present depends on the granted scopes.
    pub struct UserInfo {
        /// Stable identifier of the account, unique and never reused.
        pub sub: String,
        /// E-mail address; may change.
        pub email: Option<String>,
        /// Whether the address was verified.
        pub email_verified: Option<bool>,
        /// Family name.
        pub family_name: Option<String>,
        /// Given name.
        pub given_name: Option<String>,
        /// Workspace domain; only present for accounts that an organisation manages.
        pub hd: Option<String>,
        /// Language of the user as a BCP 47 tag.
        pub locale: Option<String>,
        /// Full name for display.
        pub name: Option<String>,
        /// URL of the profile picture.
        pub picture: Option<String>,
    }
}

union! {
    /// Either of the two error shapes.
    pub enum ErrorValue {
        #[typed("error" = string)]
        OAuthError(Box<OAuthError>),
        #[typed("error" = object)]
        ApiError(Box<ApiError>),
    }
}

open_enum! {
    /// What the user may do with it.
    pub enum CalendarListEntryAccessRole {
        FreeBusyReader = "freeBusyReader",
        Reader = "reader",
        Writer = "writer",
        Owner = "owner",
    }
}
