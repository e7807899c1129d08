//! The content of an error, for each known shape of providers.

use super::*;

/// An API with a shape of its own.
fn core(shape: ErrorShape, status: u16, body: &'static str) -> ClientInner {
    let api: &'static Api = Box::leak(Box::new(
        Api::new("test", "https://api.example.com").shape(shape),
    ));
    let transport = move |_: http::Request<Body>| {
        let mut response = http::Response::new(Body::from(body));
        *response.status_mut() = http::StatusCode::from_u16(status)?;
        Ok(response)
    };
    Builder::<ClientInner>::new(api, Auth::none())
        .retry(Retry::never())
        .transport(transport)
        .build()
}

async fn error(shape: ErrorShape, status: u16, body: &'static str) -> Error {
    let call = Call::<_>::new(
        core(shape, status, body),
        Operation::new("GET", "/v1/x", json::<Json>),
    );
    let error = call.await.unwrap_err();
    assert_eq!(
        error.raw_body(),
        body.as_bytes(),
        "the body is kept as it came"
    );
    assert_eq!(error.status().unwrap(), status);
    error
}

const USUAL: ErrorShape = ErrorShape::USUAL;

/// Status, body, and the expected code, message and param.
type Case = (
    &'static str,
    ErrorShape,
    u16,
    &'static str,
    [Option<&'static str>; 3],
);

/// Bodies as the providers document them.
const CASES: &[Case] = &[
    (
        "Stripe",
        USUAL,
        404,
        r#"{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such customer","param":"customer"}}"#,
        [
            Some("resource_missing"),
            Some("No such customer"),
            Some("customer"),
        ],
    ),
    (
        "Stripe, without a code",
        USUAL,
        500,
        r#"{"error":{"type":"api_error","message":"Sorry"}}"#,
        [Some("api_error"), Some("Sorry"), None],
    ),
    (
        "SendGrid",
        USUAL,
        400,
        r#"{"errors":[{"message":"does not match","field":"from.email","help":null},{"message":"b","field":null}]}"#,
        [None, Some("does not match"), Some("from.email")],
    ),
    (
        "Resend",
        USUAL,
        422,
        r#"{"statusCode":422,"name":"validation_error","message":"Invalid `to`"}"#,
        [Some("validation_error"), Some("Invalid `to`"), None],
    ),
    (
        "GitHub",
        ErrorShape {
            code: &["/errors/0/code"],
            ..USUAL
        },
        422,
        r#"{"message":"Validation Failed","errors":[{"resource":"Issue","field":"title","code":"missing_field"}],"documentation_url":"https://docs"}"#,
        [
            Some("missing_field"),
            Some("Validation Failed"),
            Some("title"),
        ],
    ),
    (
        "GitHub, in short",
        ErrorShape {
            code: &["/errors/0/code"],
            ..USUAL
        },
        422,
        r#"{"message":"Validation Failed","errors":["title is too long"]}"#,
        [None, Some("Validation Failed"), None],
    ),
    (
        "Google",
        ErrorShape {
            code: &["/error/status", "/error"],
            ..USUAL
        },
        403,
        r#"{"error":{"code":403,"message":"No access","status":"PERMISSION_DENIED","errors":[{"domain":"global","reason":"forbidden","message":"No"}]}}"#,
        [Some("PERMISSION_DENIED"), Some("No access"), None],
    ),
    (
        "OpenAI",
        ErrorShape {
            code: &["/error/code", "/error/type"],
            ..USUAL
        },
        400,
        r#"{"error":{"message":"Unknown model","type":"invalid_request_error","param":"model","code":null}}"#,
        [
            Some("invalid_request_error"),
            Some("Unknown model"),
            Some("model"),
        ],
    ),
    (
        "Twilio",
        USUAL,
        400,
        r#"{"code":21211,"message":"Invalid 'To'","more_info":"https://docs","status":400}"#,
        [Some("21211"), Some("Invalid 'To'"), None],
    ),
    (
        "Slack",
        ErrorShape {
            success: &["/ok"],
            ..USUAL
        },
        200,
        r#"{"ok":false,"error":"channel_not_found"}"#,
        [Some("channel_not_found"), Some("channel_not_found"), None],
    ),
    (
        "GraphQL",
        ErrorShape {
            failure: &["/errors"],
            code: &["/errors/0/type"],
            ..USUAL
        },
        200,
        r#"{"data":null,"errors":[{"type":"RATE_LIMITED","message":"API rate limit","path":["user"]}]}"#,
        [Some("RATE_LIMITED"), Some("API rate limit"), None],
    ),
    (
        "RFC 9457",
        USUAL,
        403,
        r#"{"type":"https://example.com/probs/out-of-credit","title":"No credit","detail":"Your balance is 30","instance":"/a"}"#,
        [
            Some("https://example.com/probs/out-of-credit"),
            Some("Your balance is 30"),
            None,
        ],
    ),
    (
        "RFC 9457, of no special type",
        USUAL,
        404,
        r#"{"type":"about:blank","title":"Not Found"}"#,
        [None, Some("Not Found"), None],
    ),
    (
        "RFC 6749",
        USUAL,
        400,
        r#"{"error":"invalid_grant","error_description":"The code is used"}"#,
        [Some("invalid_grant"), Some("The code is used"), None],
    ),
    (
        "GitHub's OAuth",
        ErrorShape {
            failure: &["/error"],
            ..USUAL
        },
        200,
        r#"{"error":"bad_verification_code","error_description":"The code is wrong","error_uri":"https://docs"}"#,
        [
            Some("bad_verification_code"),
            Some("The code is wrong"),
            None,
        ],
    ),
    (
        "HTML",
        USUAL,
        502,
        "<html>Bad Gateway</html>",
        [None, None, None],
    ),
    ("nothing", USUAL, 503, "", [None, None, None]),
    ("another JSON", USUAL, 500, r#"["a"]"#, [None, None, None]),
];

#[tokio::test]
async fn every_shape_states_its_code_message_and_param() {
    for (provider, shape, status, body, [code, message, param]) in CASES {
        let error = error(*shape, *status, body).await;
        assert_eq!(error.kind(), ErrorKind::Api, "{provider}");
        assert_eq!(
            (error.code(), error.message(), error.param()),
            (*code, *message, *param),
            "{provider}"
        );
    }
}

fn detail(code: Option<&str>, message: &str, field: Option<&str>) -> Detail {
    Detail {
        code: code.map(str::to_owned),
        message: Some(message.to_owned()),
        field: field.map(str::to_owned),
    }
}

#[tokio::test]
async fn several_errors_in_one_are_reported_one_by_one() {
    let list = r#"{"errors":[{"message":"a","field":"from.email"},{"message":"b","field":null},"c",{"code":"d","detail":"e","pointer":"/f"}]}"#;
    let error_of_list = error(USUAL, 400, list).await;
    let expected = [
        detail(None, "a", Some("from.email")),
        detail(None, "b", None),
        detail(None, "c", None),
        detail(Some("d"), "e", Some("/f")),
    ];
    assert_eq!(error_of_list.details(), expected);
    let by_field = error(
        USUAL,
        400,
        r#"{"title":"t","errors":{"name":["too long","too odd"],"age":"too old"}}"#,
    )
    .await;
    let expected = [
        detail(None, "too old", Some("age")),
        detail(None, "too long", Some("name")),
        detail(None, "too odd", Some("name")),
    ];
    assert_eq!(by_field.details(), expected);
    let own = ErrorShape {
        details: &["/faults"],
        detail_code: &["/no"],
        detail_message: &["/text"],
        ..USUAL
    };
    assert_eq!(
        error(own, 400, r#"{"faults":[{"no":7,"text":"x"}]}"#)
            .await
            .details(),
        [detail(Some("7"), "x", None)]
    );
}

#[tokio::test]
async fn success_that_has_nothing_of_failure_is_success() {
    let slack = ErrorShape {
        success: &["/ok"],
        failure: &["/errors", "/meta/error"],
        ..USUAL
    };
    let fine = [
        r#"{"ok":true}"#,
        "{}",
        "[]",
        r#"{"errors":[],"meta":{"error":""}}"#,
        r#"{"errors":null,"ok":"false"}"#,
    ];
    for body in fine {
        let call = Call::<_>::new(
            core(slack, 200, body),
            Operation::new("GET", "/", json::<Json>),
        );
        assert_eq!(call.await.unwrap().as_str(), body);
    }
    let failed = error(slack, 200, r#"{"ok":true,"meta":{"error":{"a":1}}}"#).await;
    assert_eq!(
        (failed.kind(), failed.status().unwrap().as_u16()),
        (ErrorKind::Api, 200)
    );
}

#[tokio::test]
async fn an_error_goes_where_errors_go() {
    fn fails(error: Error) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Err(error)?
    }
    let boxed = fails(error(USUAL, 404, r#"{"message":"gone"}"#).await).unwrap_err();
    assert_eq!(boxed.to_string(), "GET /v1/x: 404: gone");
    let error = boxed.downcast::<Error>().unwrap();
    assert_eq!(error.status().unwrap(), 404);
    assert!(std::error::Error::source(&*error).is_none());
}

#[tokio::test]
async fn a_body_too_large_for_an_error_is_kept_and_not_looked_into() {
    let body: &'static str = format!(r#"{{"message":"{}"}}"#, "x".repeat(1 << 20)).leak();
    assert_eq!(error(USUAL, 500, body).await.message(), None);
}
