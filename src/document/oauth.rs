//! What a provider's OAuth 2.0 is like: `oauth` of `x-fetchwright`, typed.
//!
//! ```text
//! x-fetchwright:                            OAuthRules { authorize: Some("https://login.example/authorize"),
//!   oauth:                                    token: Some("https://login.example/token"),
//!     authorize: https://login.example/authorize  →   grants: [AuthorizationCode, RefreshToken],
//!     token: https://login.example/token              client_auth: [Body], … }
//!     grants: [authorization_code, refresh_token]
//!     client-auth: body
//! ```
//!
//! Only what a client needs is here; the keys for sign-ins are read by the library for them. `providers/README.md` describes
//! each.

use super::extension::Section;

/// How tokens are had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OAuthRules<'s> {
    /// `authorize`: the authorization endpoint.
    pub authorize: Option<&'s str>,
    /// `token`: the token endpoint.
    pub token: Option<&'s str>,
    /// `refresh`: the endpoint that renews tokens, where it is another one.
    pub refresh: Option<&'s str>,
    /// `device`: the device authorization endpoint.
    pub device: Option<&'s str>,
    /// `issuer`
    pub issuer: Option<&'s str>,
    /// `grants`: those that the provider has, in words of RFC 6749; empty: as the specification says.
    pub grants: Vec<&'s str>,
    /// `client-auth`: the ways in which a client proves itself, the best first.
    pub client_auth: Vec<&'s str>,
    /// `scope-separator`
    pub scope_separator: Option<&'s str>,
    /// `parameters` of the authorization URL.
    pub parameters: Vec<(&'s str, &'s str)>,
    /// `token-parameters`
    pub token_parameters: Vec<(&'s str, &'s str)>,
    /// `token-body: json`, which a client does not write.
    pub json_body: bool,
}

/// The grants that `grants` can name.
pub const GRANTS: &[&str] = &[
    "account_credentials",
    "authorization_code",
    "client_credentials",
    "device_code",
    "jwt_bearer",
    "refresh_token",
];

/// `oauth`
pub const OAUTH: Section = Section {
    name: "x-fetchwright: oauth",
    keys: &[
        "access-token",
        "authorize",
        "client-auth",
        "device",
        "discovery",
        "errors-with-success",
        "expires",
        "granted-scope-separator",
        "grants",
        "identity",
        "introspect",
        "issuer",
        "issuer-aliases",
        "jwks",
        "parameters",
        "pkce",
        "refresh",
        "response-mode",
        "revoke",
        "rotates-refresh-token",
        "scope-parameter",
        "scope-separator",
        "scopes",
        "sign-in",
        "token",
        "token-body",
        "token-headers",
        "token-parameters",
        "userinfo",
        "x-source",
    ],
};
