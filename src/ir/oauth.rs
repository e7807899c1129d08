//! How a client gets access tokens: what the specification's `oauth2` and `openIdConnect` schemes and the provider file declare.

/// OAuth 2.0 of an API.
#[derive(Clone, Debug, PartialEq)]
pub struct OAuth {
    /// Whether an operation of the client takes it by the specification. Otherwise it is known of the provider, whose API takes
    /// other credentials too.
    pub is_declared: bool,
    /// Sets of endpoints; nearly always one.
    pub endpoints: Vec<OAuthEndpoints>,
    /// The scopes, by name, each once.
    pub scopes: Vec<OAuthScope>,
    /// Whether the client proves itself in the body of a token request, and not with Basic.
    pub in_body: bool,
    /// The separator of scopes in an authorization URL; `None` for a space.
    pub scope_separator: Option<String>,
    /// Fixed parameters of the authorization URL.
    pub parameters: Vec<(String, String)>,
    /// Fixed parameters of a token request.
    pub token_parameters: Vec<(String, String)>,
    /// The issuer of the tokens, as in a redirect.
    pub issuer: Option<String>,
}

impl OAuth {
    /// Whether a client gets tokens: the specification declares how, or the user asks for it by a feature of the runtime.
    pub fn is_used(&self, runtime_features: &[&str]) -> bool {
        let is_oauth = |feature: &&str| feature.starts_with("oauth");
        self.is_declared || runtime_features.iter().any(is_oauth)
    }
}

/// Where tokens come from. A URL may have `{variables}`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OAuthEndpoints {
    /// The key of the security scheme; empty: the provider file's.
    pub scheme: String,
    /// The token endpoint for the program itself.
    pub client_credentials: Option<String>,
    /// The token endpoint for users.
    pub user: Option<String>,
    /// The endpoint that renews tokens of users, where it is another one.
    pub refresh: Option<String>,
    /// The authorization endpoint.
    pub authorization: Option<String>,
    /// The device authorization endpoint.
    pub device: Option<String>,
    /// The discovery document of an OpenID provider, which names all of them.
    pub discovery: Option<String>,
    /// The token endpoint for service accounts that sign a JWT with a key of the provider's.
    pub service_account: Option<String>,
}

/// A scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthScope {
    /// As it is sent.
    pub wire: String,
    /// What it allows.
    pub docs: Option<String>,
}
