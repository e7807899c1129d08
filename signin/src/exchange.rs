//! From a code to an identity: discovery, the token endpoint, the ID token, the profile.
//!
//! ```text
//! discovery ──► endpoints       code + verifier ──► tokens ──► ID token: iss, aud, exp, nonce ──► identity
//!                                                        └──► profile and addresses           ──► identity
//! ```
//!
//! Invariants: a code is sent once, whatever the response. An error of the token endpoint is logged with the provider's own `error` and
//! `error_description`, and both stay there. The ID token comes straight from the token endpoint over TLS, which vouches for it (OpenID
//! Connect Core 3.1.3.7); its algorithm must be a signature all the same. The profile must be that of the ID token's user.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderValue, Request, header};
use serde::Deserialize;
use serde_json::Value;

use crate::error::Failure;
use crate::identity::{Identity, from_claims, primary_address};
use crate::provider::{Checked, Credential, is_secure};
use crate::remote::{Http, ProviderResponse};
use crate::secret::{Secret, decode, equal};

/// Clocks of two machines differ by so many seconds at most.
const SKEW: u64 = 60;
/// A discovery document is read again after so many seconds.
const DISCOVERY_LIFETIME: u64 = 3600;
/// Signatures of ID tokens. `none` and HMAC are not among them.
const ID_TOKEN_ALGORITHMS: &[&str] = &[
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    "Ed25519",
];
/// So much of a provider's text is logged.
const LONGEST_TEXT: usize = 300;

/// Where a provider is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Endpoints {
    pub(crate) authorize: String,
    pub(crate) token: String,
    pub(crate) userinfo: Option<String>,
    pub(crate) issuer: Option<String>,
    /// The provider always sends `iss` (RFC 9207).
    pub(crate) sends_issuer: bool,
    /// How to prove this site at the token endpoint, if discovery tells it.
    client_auth: Option<Vec<String>>,
    /// The provider does not know PKCE.
    pub(crate) pkce: bool,
}

/// Discovery documents, read at most once an hour.
#[derive(Default)]
pub(crate) struct Discovered(Mutex<HashMap<String, (u64, Endpoints)>>);

impl Discovered {
    pub(crate) async fn endpoints(
        &self,
        http: &Http,
        provider: &Checked,
        now: u64,
    ) -> Result<Endpoints, Failure> {
        let facts = &provider.facts;
        let pkce = facts.pkce.as_deref() != Some("none");
        if let (Some(authorize), Some(token)) = (&facts.authorize, &facts.token) {
            return Ok(Endpoints {
                authorize: authorize.clone(),
                token: token.clone(),
                userinfo: facts.userinfo.clone(),
                issuer: facts.issuer.clone(),
                sends_issuer: false,
                client_auth: None,
                pkce,
            });
        }
        let url = facts
            .discovery
            .as_deref()
            .ok_or_else(|| Failure::internal("the provider has no addresses"))?;
        let known = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&provider.id)
            .cloned();
        if let Some((_, endpoints)) = known.filter(|(until, _)| *until > now) {
            return Ok(endpoints);
        }
        let document = http.get(&provider.id, "discovery", url, None).await?;
        let endpoints = read_discovery(provider, &document, pkce)?;
        let entry = (now.saturating_add(DISCOVERY_LIFETIME), endpoints.clone());
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(provider.id.clone(), entry);
        Ok(endpoints)
    }
}

fn read_discovery(provider: &Checked, document: &Value, pkce: bool) -> Result<Endpoints, Failure> {
    let wrong = |what: &str| {
        tracing::error!(
            provider = provider.id,
            what,
            "the discovery document is wrong"
        );
        Failure::ProviderDown
    };
    let text = |key: &str| document.get(key).and_then(Value::as_str);
    let url = |key: &str| text(key).filter(|url| is_secure(url)).map(str::to_owned);
    let issuer = text("issuer").ok_or_else(|| wrong("issuer"))?;
    // OpenID Connect Discovery 4.3: otherwise one provider could speak for another one.
    if provider
        .facts
        .issuer
        .as_deref()
        .is_some_and(|expected| expected != issuer)
    {
        return Err(wrong("issuer"));
    }
    let methods = document
        .get("token_endpoint_auth_methods_supported")
        .and_then(Value::as_array);
    let methods = methods.map(|methods| {
        methods
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    });
    Ok(Endpoints {
        authorize: provider
            .facts
            .authorize
            .clone()
            .or_else(|| url("authorization_endpoint"))
            .ok_or_else(|| wrong("authorization_endpoint"))?,
        token: provider
            .facts
            .token
            .clone()
            .or_else(|| url("token_endpoint"))
            .ok_or_else(|| wrong("token_endpoint"))?,
        userinfo: provider
            .facts
            .userinfo
            .clone()
            .or_else(|| url("userinfo_endpoint")),
        issuer: Some(issuer.to_owned()),
        sends_issuer: document.get("authorization_response_iss_parameter_supported")
            == Some(&Value::Bool(true)),
        client_auth: methods,
        pkce,
    })
}

/// A code, and what belongs to it.
pub(crate) struct Code<'c> {
    pub(crate) code: &'c str,
    pub(crate) verifier: &'c str,
    pub(crate) redirect_uri: &'c str,
    pub(crate) nonce: &'c str,
}

/// What the token endpoint gave. It is used for the profile and then dropped.
struct Issued {
    access_token: Secret,
    id_token: Option<Secret>,
}

/// Exchanges a code, and reads who the user is.
pub(crate) async fn identify(
    http: &Http,
    provider: &Checked,
    endpoints: &Endpoints,
    code: &Code<'_>,
    now: u64,
) -> Result<Identity, Failure> {
    let request = token_request(provider, endpoints, code, now)?;
    let received = http.send(&provider.id, "token", request).await?;
    let issued = read_tokens(&provider.id, &received)?;
    let mut identity = None;
    if provider.facts.is_openid() {
        let token = issued
            .id_token
            .as_ref()
            .ok_or(Failure::IdToken("there is none"))?;
        let claims = check_id_token(provider, endpoints, token.expose(), code.nonce, now)?;
        identity = Some(
            from_claims(&provider.id, &provider.facts, &claims).ok_or(Failure::IdToken("sub"))?,
        );
    }
    let complete = identity
        .as_ref()
        .is_some_and(|identity| identity.address.is_some());
    if let (false, Some(url)) = (complete, &endpoints.userinfo) {
        let profile = http
            .get(
                &provider.id,
                "userinfo",
                url,
                Some(issued.access_token.expose()),
            )
            .await?;
        let shown = from_claims(&provider.id, &provider.facts, &profile)
            .ok_or(Failure::Profile("it has no id"))?;
        // OpenID Connect Core 5.3.2: otherwise a profile of somebody else could be put in its place.
        if identity
            .as_ref()
            .is_some_and(|identity| identity.subject != shown.subject)
        {
            return Err(Failure::Profile("it is another user's"));
        }
        identity = Some(shown);
    }
    let mut identity = identity.ok_or(Failure::Profile("there is none"))?;
    if let Some(url) = &provider.facts.identity.emails {
        let list = http
            .get(
                &provider.id,
                "emails",
                url,
                Some(issued.access_token.expose()),
            )
            .await?;
        identity.address = primary_address(&provider.facts, &list);
    }
    Ok(identity)
}

fn token_request(
    provider: &Checked,
    endpoints: &Endpoints,
    code: &Code<'_>,
    now: u64,
) -> Result<Request<Bytes>, Failure> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", code.code)
        .append_pair("redirect_uri", code.redirect_uri);
    if endpoints.pkce {
        form.append_pair("code_verifier", code.verifier);
    }
    let mut request = Request::post(&endpoints.token)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in &provider.facts.token_headers {
        request = request.header(name, value);
    }
    match provider.secret(now)? {
        Some(secret) if uses_basic(provider, endpoints) => {
            // RFC 6749 2.3.1: both are encoded as a form before they become a header.
            let encode =
                |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let pair = STANDARD.encode(format!(
                "{}:{}",
                encode(&provider.client_id),
                encode(secret.expose())
            ));
            let mut value =
                HeaderValue::try_from(format!("Basic {pair}")).map_err(Failure::internal)?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        Some(secret) => {
            form.append_pair("client_id", &provider.client_id)
                .append_pair("client_secret", secret.expose());
        }
        None => {
            form.append_pair("client_id", &provider.client_id);
        }
    }
    request
        .body(Bytes::from(form.finish()))
        .map_err(Failure::internal)
}

/// Basic is what every server must know (RFC 6749 2.3.1); data or discovery may override it.
fn uses_basic(provider: &Checked, endpoints: &Endpoints) -> bool {
    if matches!(provider.credential, Credential::Apple { .. }) {
        return false;
    }
    let methods = endpoints
        .client_auth
        .as_ref()
        .unwrap_or(&provider.facts.client_auth);
    let at = |names: [&str; 2]| {
        methods
            .iter()
            .position(|method| names.contains(&method.as_str()))
    };
    match (
        at(["basic", "client_secret_basic"]),
        at(["body", "client_secret_post"]),
    ) {
        // The facts list the best first. In a discovery document the order has no meaning, and basic is the standard's default.
        (Some(basic), Some(body)) => endpoints.client_auth.is_some() || basic < body,
        (None, Some(_)) => false,
        (_, None) => true,
    }
}

#[derive(Default, Deserialize)]
struct TokenResponse {
    error: Option<Value>,
    error_description: Option<Value>,
    access_token: Option<String>,
    token_type: Option<String>,
    id_token: Option<String>,
}

/// Tokens, or a typed error. An `error` counts whatever the status: GitHub sends it with 200.
fn read_tokens(provider: &str, received: &ProviderResponse) -> Result<Issued, Failure> {
    let status = received.status.as_u16();
    let response = parse(received);
    if let Some(error) = response
        .as_ref()
        .and_then(|response| response.error.as_ref())
    {
        let description = response
            .as_ref()
            .and_then(|response| response.error_description.as_ref());
        let error = clean(error);
        let description = description.map(clean).unwrap_or_default();
        tracing::warn!(
            provider,
            status,
            error,
            error_description = description,
            "the provider refused the code"
        );
        return Err(match error.as_str() {
            "invalid_client"
            | "unauthorized_client"
            | "incorrect_client_credentials"
            | "bad_client_secret"
            | "invalid_client_id" => Failure::ClientRefused,
            "redirect_uri_mismatch" | "bad_redirect_uri" => Failure::ClientRefused,
            "server_error" | "temporarily_unavailable" | "slow_down" => Failure::ProviderDown,
            _ if received.status.is_server_error() || status == 429 => Failure::ProviderDown,
            _ => Failure::CodeRefused,
        });
    }
    let tokens = response.filter(|_| received.status.is_success());
    let bearer = |response: &TokenResponse| {
        response
            .token_type
            .as_deref()
            .is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"))
    };
    let token = tokens
        .filter(bearer)
        .and_then(|response| Some((response.access_token?, response.id_token)));
    match token.filter(|(access_token, _)| !access_token.is_empty()) {
        Some((access_token, id_token)) => Ok(Issued {
            access_token: access_token.into(),
            id_token: id_token.map(Secret::from),
        }),
        None => {
            tracing::warn!(
                provider,
                status,
                media_type = received.media_type,
                "the token endpoint responded with something else than a bearer token"
            );
            Err(match received.status.as_u16() {
                401 | 403 => Failure::ClientRefused,
                _ => Failure::ProviderDown,
            })
        }
    }
}

/// JSON, or a form, which GitHub sends by default.
fn parse(received: &ProviderResponse) -> Option<TokenResponse> {
    if let Ok(response) = serde_json::from_slice(&received.body) {
        return Some(response);
    }
    if received.media_type != "application/x-www-form-urlencoded" {
        return None;
    }
    let mut response = TokenResponse::default();
    for (name, value) in form_urlencoded::parse(&received.body) {
        let value = value.into_owned();
        match &*name {
            "error" => response.error = Some(Value::String(value)),
            "error_description" => response.error_description = Some(Value::String(value)),
            "access_token" => response.access_token = Some(value),
            "token_type" => response.token_type = Some(value),
            "id_token" => response.id_token = Some(value),
            _ => {}
        }
    }
    Some(response)
}

/// Text of a provider for the log: on one line, and not too long.
pub(crate) fn clean(text: &Value) -> String {
    let text = text
        .as_str()
        .map_or_else(|| text.to_string(), str::to_owned);
    text.chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .take(LONGEST_TEXT)
        .collect()
}

/// The claims of an ID token that is for this attempt.
fn check_id_token(
    provider: &Checked,
    endpoints: &Endpoints,
    token: &str,
    nonce: &str,
    now: u64,
) -> Result<Value, Failure> {
    let refuse = |claim: &'static str| {
        tracing::warn!(provider = provider.id, claim, "the ID token is refused");
        Failure::IdToken(claim)
    };
    let mut parts = token.split('.');
    let (Some(header), Some(claims), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(refuse("its form"));
    };
    let json =
        |part: &str| decode(part).and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let (Some(header), Some(claims)) = (json(header), json(claims)) else {
        return Err(refuse("its form"));
    };
    let text = |claim: &str| claims.get(claim).and_then(Value::as_str);
    if !header
        .get("alg")
        .and_then(Value::as_str)
        .is_some_and(|alg| ID_TOKEN_ALGORITHMS.contains(&alg))
    {
        return Err(refuse("alg"));
    }
    let issuer = endpoints
        .issuer
        .as_deref()
        .unwrap_or_default()
        .replace("{tenantid}", text("tid").unwrap_or_default());
    let aliases = &provider.facts.issuer_aliases;
    if !text("iss").is_some_and(|iss| iss == issuer || aliases.iter().any(|alias| alias == iss)) {
        return Err(refuse("iss"));
    }
    let client = Some(provider.client_id.as_str());
    let for_this_site = match claims.get("aud") {
        Some(Value::Array(audiences)) => {
            let named = audiences.iter().any(|audience| audience.as_str() == client);
            named && (audiences.len() == 1 || text("azp") == client)
        }
        Some(audience) => audience.as_str() == client,
        None => false,
    };
    if !for_this_site || text("azp").is_some_and(|azp| Some(azp) != client) {
        return Err(refuse("aud"));
    }
    let time = |claim: &str| {
        claims
            .get(claim)
            .and_then(Value::as_f64)
            .map(|time| time as u64)
    };
    if time("exp").is_none_or(|exp| exp.saturating_add(SKEW) <= now) {
        return Err(refuse("exp"));
    }
    if time("iat").is_none_or(|iat| iat > now.saturating_add(SKEW))
        || time("nbf").is_some_and(|nbf| nbf > now.saturating_add(SKEW))
    {
        return Err(refuse("iat"));
    }
    if !text("nonce").is_some_and(|sent| equal(sent, nonce)) {
        return Err(refuse("nonce"));
    }
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use http::StatusCode;
    use serde_json::json;

    use super::*;
    use crate::provider::{Provider, github, google, microsoft};
    use crate::secret::encode;

    fn response(status: u16, media_type: &str, body: &str) -> ProviderResponse {
        ProviderResponse {
            status: StatusCode::from_u16(status).unwrap(),
            media_type: media_type.to_owned(),
            body: Bytes::from(body.to_owned()),
        }
    }

    #[test]
    fn token_responses() {
        let json = "application/json";
        let form = "application/x-www-form-urlencoded";
        for (status, media_type, body, expected) in [
            (
                200,
                json,
                r#"{"access_token":"a","token_type":"Bearer","expires_in":3600}"#,
                "ok",
            ),
            (
                200,
                json,
                r#"{"access_token":"a","token_type":"bearer","unknown":{"x":[1]}}"#,
                "ok",
            ),
            (200, json, r#"{"access_token":"a"}"#, "ok"),
            (
                200,
                form,
                "access_token=a&scope=user%3Aemail&token_type=bearer",
                "ok",
            ),
            (
                200,
                json,
                r#"{"access_token":"a","token_type":"mac"}"#,
                "provider_down",
            ),
            (200, json, r#"{"access_token":""}"#, "provider_down"),
            (200, json, r#"{"access_token":7}"#, "provider_down"),
            (200, json, "", "provider_down"),
            (200, "text/html", "<h1>Sign in</h1>", "provider_down"),
            (200, "text/html", "access_token=a", "provider_down"),
            (
                200,
                json,
                r#"{"error":"bad_verification_code","error_description":"x"}"#,
                "code_refused",
            ),
            (
                200,
                form,
                "error=incorrect_client_credentials&error_description=x",
                "client_refused",
            ),
            (
                200,
                json,
                r#"{"ok":false,"error":"invalid_code"}"#,
                "code_refused",
            ),
            (
                200,
                json,
                r#"{"error":{"code":7},"access_token":"a"}"#,
                "code_refused",
            ),
            (400, json, r#"{"error":"invalid_grant"}"#, "code_refused"),
            (401, json, r#"{"error":"invalid_client"}"#, "client_refused"),
            (
                400,
                json,
                r#"{"error":"redirect_uri_mismatch"}"#,
                "client_refused",
            ),
            (401, "text/plain", "no", "client_refused"),
            (
                400,
                json,
                r#"{"error":"temporarily_unavailable"}"#,
                "provider_down",
            ),
            (429, json, r#"{"error":"rate_limited"}"#, "provider_down"),
            (500, "text/html", "<h1>Error</h1>", "provider_down"),
            (503, json, r#"{"error":"x"}"#, "provider_down"),
            (302, "text/html", "", "provider_down"),
        ] {
            let result = read_tokens("x", &response(status, media_type, body));
            let code = result.as_ref().map_or_else(Failure::code, |issued| {
                assert_eq!(issued.access_token.expose(), "a");
                "ok"
            });
            assert_eq!(code, expected, "{status} {media_type} {body}");
        }
    }

    fn endpoints(provider: &Checked) -> Endpoints {
        Endpoints {
            authorize: String::new(),
            token: "https://provider.example/token".to_owned(),
            userinfo: None,
            issuer: provider.facts.issuer.clone(),
            sends_issuer: false,
            client_auth: None,
            pkce: true,
        }
    }

    fn token(header: &Value, claims: &Value) -> String {
        format!(
            "{}.{}.{}",
            encode(header.to_string().as_bytes()),
            encode(claims.to_string().as_bytes()),
            encode(b"signature")
        )
    }

    fn check(provider: Provider, change: impl Fn(&mut Value, &mut Value)) -> &'static str {
        let provider = provider.check().unwrap();
        let mut header = json!({"alg": "RS256"});
        let mut claims = json!({
            "iss": "https://accounts.google.com", "aud": "client", "sub": "1", "exp": 1_300, "iat": 1_000, "nonce": "nonce",
        });
        change(&mut header, &mut claims);
        match check_id_token(
            &provider,
            &endpoints(&provider),
            &token(&header, &claims),
            "nonce",
            1_000,
        ) {
            Ok(_) => "ok",
            Err(Failure::IdToken(claim)) => claim,
            Err(failure) => failure.code(),
        }
    }

    #[test]
    fn id_tokens() {
        let google = || google("client", "secret");
        let claim = |name: &'static str, value: Value| {
            check(google(), move |_, claims| claims[name] = value.clone())
        };
        assert_eq!(check(google(), |_, _| {}), "ok");
        assert_eq!(
            claim("iss", json!("accounts.google.com")),
            "ok",
            "Google's other issuer"
        );
        for issuer in [
            json!("https://evil.example"),
            json!("https://accounts.google.com/"),
            json!(null),
            json!(["https://accounts.google.com"]),
        ] {
            assert_eq!(claim("iss", issuer), "iss");
        }
        assert_eq!(claim("aud", json!(["client"])), "ok");
        for audience in [
            json!("other"),
            json!(["other"]),
            json!(["client", "other"]),
            json!(null),
            json!([]),
        ] {
            assert_eq!(claim("aud", audience.clone()), "aud", "{audience}");
        }
        assert_eq!(claim("azp", json!("other")), "aud");
        assert_eq!(
            check(google(), |_, claims| {
                claims["aud"] = json!(["client", "other"]);
                claims["azp"] = json!("client");
            }),
            "ok"
        );
        for (exp, expected) in [
            (json!(941), "ok"),
            (json!(940), "exp"),
            (json!("1300"), "exp"),
            (json!(null), "exp"),
            (json!(1300.5), "ok"),
        ] {
            assert_eq!(claim("exp", exp.clone()), expected, "{exp}");
        }
        for (iat, expected) in [
            (json!(1_060), "ok"),
            (json!(1_061), "iat"),
            (json!(null), "iat"),
        ] {
            assert_eq!(claim("iat", iat), expected);
        }
        for nonce in [json!("other"), json!(null), json!("")] {
            assert_eq!(claim("nonce", nonce), "nonce");
        }
        for algorithm in ["none", "None", "HS256", "", "rs256"] {
            assert_eq!(
                check(google(), |header, _| header["alg"] = json!(algorithm)),
                "alg"
            );
        }
        let provider = google().check().unwrap();
        for token in ["", "a.b", "a.b.c", "e30.e30.e30.e30", "..", "e30.bm8.x"] {
            assert!(
                check_id_token(&provider, &endpoints(&provider), token, "nonce", 1_000).is_err(),
                "{token}"
            );
        }
    }

    #[test]
    fn microsoft_s_issuer_contains_the_tenant() {
        let check = |tenant: Value, issuer: &'static str| {
            check(microsoft("common", "client", "secret"), move |_, claims| {
                claims["iss"] = json!(issuer);
                claims["tid"] = tenant.clone();
            })
        };
        assert_eq!(
            check(json!("t1"), "https://login.microsoftonline.com/t1/v2.0"),
            "ok"
        );
        assert_eq!(
            check(json!("t2"), "https://login.microsoftonline.com/t1/v2.0"),
            "iss"
        );
        assert_eq!(
            check(json!(null), "https://login.microsoftonline.com/t1/v2.0"),
            "iss"
        );
        assert_eq!(
            check(
                json!("t1"),
                "https://login.microsoftonline.com/{tenantid}/v2.0"
            ),
            "iss"
        );
    }

    #[test]
    fn the_secret_is_in_the_header_or_in_the_body() {
        let code = Code {
            code: "c",
            verifier: "v",
            redirect_uri: "https://shop.example/cb",
            nonce: "n",
        };
        let request = |provider: &Checked, endpoints: &Endpoints| {
            token_request(provider, endpoints, &code, 0).unwrap()
        };
        let provider = github("id", "a&b").check().unwrap();
        let sent = request(&provider, &endpoints(&provider));
        assert_eq!(sent.headers()["accept"], "application/json");
        assert_eq!(
            sent.body(),
            "grant_type=authorization_code&code=c&redirect_uri=https%3A%2F%2Fshop.example%2Fcb&code_verifier=v&client_id=id&client_secret=a%26b"
        );
        let provider = Provider::openid("x", "https://x.example", "i:d", "s +")
            .check()
            .unwrap();
        let sent = request(&provider, &endpoints(&provider));
        assert_eq!(
            sent.headers()["authorization"],
            format!("Basic {}", STANDARD.encode("i%3Ad:s+%2B"))
        );
        assert!(
            !format!("{sent:?}").contains("Basic"),
            "the header is marked as sensitive"
        );
        let post = Endpoints {
            client_auth: Some(vec!["client_secret_post".to_owned()]),
            pkce: false,
            ..endpoints(&provider)
        };
        let sent = request(&provider, &post);
        assert!(!sent.headers().contains_key("authorization"));
        assert!(
            sent.body()
                .ends_with(b"client_id=i%3Ad&client_secret=s+%2B")
        );
        assert!(!String::from_utf8_lossy(sent.body()).contains("code_verifier"));
        let provider = Provider::openid("x", "https://x.example", "id", "")
            .without_secret()
            .check()
            .unwrap();
        let sent = request(&provider, &endpoints(&provider));
        assert!(
            !sent.headers().contains_key("authorization") && sent.body().ends_with(b"client_id=id")
        );
    }

    #[test]
    fn discovery_documents() {
        let provider = Provider::openid("x", "https://x.example", "i", "s")
            .check()
            .unwrap();
        let document = json!({
            "issuer": "https://x.example", "authorization_endpoint": "https://x.example/a", "token_endpoint": "https://x.example/t",
            "userinfo_endpoint": "https://x.example/u", "authorization_response_iss_parameter_supported": true,
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        });
        let endpoints = read_discovery(&provider, &document, true).unwrap();
        assert_eq!(
            (endpoints.authorize.as_str(), endpoints.token.as_str()),
            ("https://x.example/a", "https://x.example/t")
        );
        assert!(endpoints.sends_issuer);
        for (key, value) in [
            ("issuer", json!("https://x.example/")),
            ("issuer", json!("https://evil.example")),
            ("issuer", json!(null)),
            ("authorization_endpoint", json!("http://x.example/a")),
            ("token_endpoint", json!("javascript:alert(1)")),
            ("token_endpoint", json!(7)),
        ] {
            let mut document = document.clone();
            document[key] = value.clone();
            assert!(
                read_discovery(&provider, &document, true).is_err(),
                "{key}: {value}"
            );
        }
    }

    #[test]
    fn a_provider_s_text_is_one_short_line() {
        assert_eq!(clean(&json!("a\r\nb\u{1b}[31m")), "a  b [31m");
        assert_eq!(clean(&json!("x".repeat(1_000))).len(), LONGEST_TEXT);
        assert_eq!(clean(&json!({"a": 1})), "{\"a\":1}");
    }
}
