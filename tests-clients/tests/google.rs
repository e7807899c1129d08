//! Google sign-in over the wire.

use client_tests::{CANARY, Server, TestResponse, Wanted};
use google::params::GetTokenInfoParams;
use google::runtime::{ErrorKind, Retry, from_json};
use google::types::{ApiError, OAuthError};
use google::{Auth, Client, auth};

const AGENT: &str = "google";

async fn start(response: TestResponse) -> (Server, Client) {
    let server = Server::start([response]).await.unwrap();
    let client = Client::builder(auth::bearer(CANARY))
        .base_url(server.url())
        .retry(Retry::never())
        .build();
    (server, client)
}

#[tokio::test]
async fn userinfo_gives_the_claims() {
    let (server, client) = start(TestResponse::json(
        200,
        r#"{
          "sub": "110169484474386276334",
          "name": "Ada Lovelace",
          "given_name": "Ada",
          "family_name": "Lovelace",
          "picture": "https://lh3.googleusercontent.com/a/photo=s96-c",
          "email": "ada@example.com",
          "email_verified": true,
          "locale": "en",
          "hd": "example.com",
          "zoneinfo": "a claim that the specification does not have"
        }"#,
    ))
    .await;
    let user = client.get_user_info().await.unwrap();
    assert_eq!(
        server.request(0),
        Wanted::new(AGENT, "GET /v1/userinfo").bearer()
    );
    assert_eq!(user.sub, "110169484474386276334");
    assert_eq!(user.name.as_deref(), Some("Ada Lovelace"));
    assert_eq!(user.given_name.as_deref(), Some("Ada"));
    assert_eq!(user.family_name.as_deref(), Some("Lovelace"));
    assert_eq!(
        user.picture.as_deref(),
        Some("https://lh3.googleusercontent.com/a/photo=s96-c")
    );
    assert_eq!(user.email.as_deref(), Some("ada@example.com"));
    assert_eq!(user.email_verified, Some(true));
    assert_eq!(user.locale.as_deref(), Some("en"));
    assert_eq!(user.hd.as_deref(), Some("example.com"));
}

#[tokio::test]
async fn tokeninfo_of_an_access_token_sends_it_in_the_query_and_no_credentials() {
    let (server, client) = start(TestResponse::json(
        200,
        r#"{
          "azp": "407408718192.apps.googleusercontent.com",
          "aud": "407408718192.apps.googleusercontent.com",
          "sub": "110169484474386276334",
          "scope": "openid https://www.googleapis.com/auth/userinfo.email",
          "exp": "1704067200",
          "expires_in": "3598",
          "email": "ada@example.com",
          "email_verified": "true",
          "access_type": "online"
        }"#,
    ))
    .await;
    let params = GetTokenInfoParams {
        access_token: Some("ya29.a0Af/+=&?é".to_owned()),
        ..Default::default()
    };
    let info = client.get_token_info().with(&params).await.unwrap();
    let line = "GET /tokeninfo?access_token=ya29.a0Af%2F%2B%3D%26%3F%C3%A9";
    assert_eq!(server.request(0), Wanted::new(AGENT, line));
    assert_eq!(info.aud, "407408718192.apps.googleusercontent.com");
    assert_eq!(
        info.azp.as_deref(),
        Some("407408718192.apps.googleusercontent.com")
    );
    assert_eq!(
        info.scope.as_deref(),
        Some("openid https://www.googleapis.com/auth/userinfo.email")
    );
    assert_eq!(info.exp.as_deref(), Some("1704067200"));
    assert_eq!(info.expires_in.as_deref(), Some("3598"));
    assert_eq!(info.email_verified.as_deref(), Some("true"));
    assert_eq!(info.access_type.as_deref(), Some("online"));
    assert_eq!(info.iss, None);
}

#[tokio::test]
async fn tokeninfo_of_an_id_token() {
    let (server, client) = start(TestResponse::json(
        200,
        r#"{"iss":"https://accounts.google.com","aud":"app","sub":"110","iat":"1433978353","exp":"1433981953",
            "at_hash":"x","nonce":"n","name":"Ada","alg":"RS256","kid":"k1","typ":"JWT"}"#,
    ))
    .await;
    let params = GetTokenInfoParams {
        id_token: Some("eyJhbGciOi.eyJpc3Mi.c2ln-_".to_owned()),
        ..Default::default()
    };
    let info = client.get_token_info().with(&params).await.unwrap();
    assert_eq!(
        server.request(0),
        Wanted::new(AGENT, "GET /tokeninfo?id_token=eyJhbGciOi.eyJpc3Mi.c2ln-_")
    );
    assert_eq!(info.iss.as_deref(), Some("https://accounts.google.com"));
    assert_eq!(info.iat.as_deref(), Some("1433978353"));
    assert_eq!(info.at_hash.as_deref(), Some("x"));
    assert_eq!(info.nonce.as_deref(), Some("n"));
    assert_eq!(info.kid.as_deref(), Some("k1"));
}

#[tokio::test]
async fn tokeninfo_needs_no_credentials() {
    let server = Server::start([TestResponse::json(200, r#"{"aud":"app"}"#)])
        .await
        .unwrap();
    let client = Client::builder(Auth::none())
        .base_url(server.url())
        .retry(Retry::never())
        .build();
    let info = client.get_token_info().await.unwrap();
    assert_eq!(server.request(0), Wanted::new(AGENT, "GET /tokeninfo"));
    assert_eq!(info.aud, "app");
}

#[tokio::test]
async fn an_error_as_rfc_6749_writes_it() {
    let body = r#"{"error":"invalid_token","error_description":"Invalid Value"}"#;
    let (server, client) = start(TestResponse::json(400, body)).await;
    let params = GetTokenInfoParams {
        access_token: Some(CANARY.to_owned()),
        ..Default::default()
    };
    let error = client.get_token_info().with(&params).await.unwrap_err();
    assert_eq!(
        server.request(0),
        Wanted::new(AGENT, "GET /tokeninfo?access_token=sk_test_canary")
    );
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(error.code(), Some("invalid_token"));
    assert_eq!(error.message(), Some("Invalid Value"));
    assert_eq!(error.request_id(), None);
    assert_eq!(error.raw_body(), body.as_bytes());
    assert_eq!(
        error.to_string(),
        "GET /tokeninfo: 400 invalid_token: Invalid Value"
    );
    let typed = error.body::<OAuthError>().unwrap();
    assert_eq!(typed.error, "invalid_token");
    assert_eq!(typed.error_description.as_deref(), Some("Invalid Value"));
    assert_eq!(typed.error_uri, None);
}

#[tokio::test]
async fn an_error_as_google_apis_write_it() {
    let body = r#"{"error":{"code":401,"message":"Request had invalid authentication credentials.","errors":[{"domain":"global","reason":"authError","message":"Invalid Credentials"}],"status":"UNAUTHENTICATED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"ACCESS_TOKEN_EXPIRED"}]}}"#;
    let (server, client) = start(TestResponse::json(401, body)).await;
    let error = client.get_user_info().await.unwrap_err();
    assert_eq!(
        server.request(0),
        Wanted::new(AGENT, "GET /v1/userinfo").bearer()
    );
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(error.raw_body(), body.as_bytes());
    let ApiError { error: status } = from_json(error.raw_body()).unwrap();
    assert_eq!(status.code, 401);
    assert_eq!(status.status.as_deref(), Some("UNAUTHENTICATED"));
    let causes = status.errors.as_deref().unwrap();
    assert_eq!(causes[0].reason.as_deref(), Some("authError"));
    let details = status.details.as_deref().unwrap();
    assert_eq!(
        details[0].r#type.as_deref(),
        Some("type.googleapis.com/google.rpc.ErrorInfo")
    );
    assert_eq!(
        details[0].additional["reason"].as_str(),
        r#""ACCESS_TOKEN_EXPIRED""#
    );
}

#[tokio::test]
async fn the_other_error_shape_of_userinfo() {
    let body = r#"{"error":"invalid_request","error_description":"Invalid Credentials"}"#;
    let (_server, client) = start(TestResponse::json(401, body)).await;
    let error = client.get_user_info().await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_request"));
    assert_eq!(error.message(), Some("Invalid Credentials"));
    let typed: OAuthError = from_json(error.raw_body()).unwrap();
    assert_eq!(typed.error, "invalid_request");
}
