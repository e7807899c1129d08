//! The content of an error, for each known shape of providers.

use super::*;
use crate as runtime;

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
        "HTML without a title",
        USUAL,
        502,
        "<html>Bad Gateway</html>",
        [None, None, None],
    ),
    (
        "HTML",
        USUAL,
        502,
        "<html><head><title>502 Bad\n Gateway</title></head><body><h1>x</h1></body></html>",
        [None, Some("502 Bad Gateway"), None],
    ),
    (
        "XML",
        USUAL,
        404,
        "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>No &quot;a&quot;</Message></Error>",
        [Some("NoSuchKey"), Some("No \"a\""), None],
    ),
    (
        "plain text",
        USUAL,
        503,
        "upstream connect error\n",
        [None, Some("upstream connect error"), None],
    ),
    (
        "a text of JSON",
        USUAL,
        404,
        r#""Not found""#,
        [None, Some("Not found"), None],
    ),
    (
        "JSON that breaks off",
        USUAL,
        500,
        r#"{"message":"x"#,
        [None, None, None],
    ),
    (
        "FastAPI",
        USUAL,
        422,
        r#"{"detail":[{"type":"missing","loc":["body","items",0,"name"],"msg":"Field required"}]}"#,
        [None, Some("Field required"), Some("body.items.0.name")],
    ),
    (
        "FastAPI, in short",
        USUAL,
        404,
        r#"{"detail":"Not Found"}"#,
        [None, Some("Not Found"), None],
    ),
    (
        "NestJS",
        USUAL,
        400,
        r#"{"statusCode":400,"message":["name must be a string","age must be positive"],"error":"Bad Request"}"#,
        [
            Some("Bad Request"),
            Some("name must be a string; age must be positive"),
            None,
        ],
    ),
    (
        "Salesforce: a list at the top",
        USUAL,
        400,
        r#"[{"message":"No such column","errorCode":"INVALID_FIELD","fields":[]}]"#,
        [Some("INVALID_FIELD"), Some("No such column"), None],
    ),
    (
        "Apigee",
        USUAL,
        401,
        r#"{"fault":{"faultstring":"Invalid ApiKey","detail":{"errorcode":"oauth.v2.InvalidApiKey"}}}"#,
        [Some("oauth.v2.InvalidApiKey"), Some("Invalid ApiKey"), None],
    ),
    (
        "Square",
        USUAL,
        401,
        r#"{"errors":[{"category":"AUTHENTICATION_ERROR","code":"UNAUTHORIZED","detail":"No access"}]}"#,
        [Some("UNAUTHORIZED"), Some("No access"), None],
    ),
    (
        "Clerk",
        USUAL,
        422,
        r#"{"errors":[{"message":"is missing","code":"form_param_missing","meta":{"param_name":"email"}}],"clerk_trace_id":"t"}"#,
        [
            Some("form_param_missing"),
            Some("is missing"),
            Some("email"),
        ],
    ),
    (
        "Klaviyo",
        USUAL,
        400,
        r#"{"errors":[{"id":"1","code":"invalid","title":"Invalid input.","detail":"The value is wrong","source":{"pointer":"/data"}}]}"#,
        [Some("invalid"), Some("The value is wrong"), Some("/data")],
    ),
    (
        "HubSpot",
        ErrorShape {
            code: &["/category"],
            ..USUAL
        },
        400,
        r#"{"status":"error","message":"Invalid input","category":"VALIDATION_ERROR","errors":[{"code":"INVALID_EMAIL","message":"x"}],"correlationId":"c"}"#,
        [Some("INVALID_EMAIL"), Some("Invalid input"), None],
    ),
    (
        "Intercom",
        USUAL,
        404,
        r#"{"type":"error.list","request_id":"r","errors":[{"code":"not_found","message":"Gone"}]}"#,
        [Some("not_found"), Some("Gone"), None],
    ),
    (
        "Okta",
        USUAL,
        400,
        r#"{"errorCode":"E0000001","errorSummary":"Api validation failed","errorId":"e","errorCauses":[{"errorSummary":"login: taken"}]}"#,
        [Some("E0000001"), Some("Api validation failed"), None],
    ),
    (
        "Xero",
        USUAL,
        400,
        r#"{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception","Elements":[{"ValidationErrors":[{"Message":"Email must be valid"}]}]}"#,
        [Some("10"), Some("A validation exception"), None],
    ),
    (
        "Coinbase",
        USUAL,
        400,
        r#"{"errorType":"invalid_request","errorMessage":"Bad address","correlationId":"c"}"#,
        [Some("invalid_request"), Some("Bad address"), None],
    ),
    (
        "Figma",
        USUAL,
        403,
        r#"{"status":403,"err":"Invalid token"}"#,
        [None, Some("Invalid token"), None],
    ),
    (
        "Qdrant",
        USUAL,
        404,
        r#"{"status":{"error":"Not found: Collection"},"time":0.1}"#,
        [None, Some("Not found: Collection"), None],
    ),
    (
        "Elastic",
        USUAL,
        404,
        r#"{"error":{"type":"index_not_found_exception","reason":"no such index"},"status":404}"#,
        [
            Some("index_not_found_exception"),
            Some("no such index"),
            None,
        ],
    ),
    (
        "half of a sign",
        USUAL,
        400,
        r#"{"code":"a","message":"\ud83d\ude00 \ud83d \\ud83d"}"#,
        [Some("a"), Some("😀 \u{fffd} \\ud83d"), None],
    ),
    ("nothing", USUAL, 503, "", [None, None, None]),
    (
        "another JSON",
        USUAL,
        500,
        r#"["a"]"#,
        [None, Some("a"), None],
    ),
    ("a number", USUAL, 500, "7", [None, None, None]),
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

#[tokio::test]
async fn a_request_id_is_found_in_the_body_too() {
    for (body, id) in [
        (r#"{"request_id":"a"}"#, "a"),
        (r#"{"error":{"request_id":"a"}}"#, "a"),
        (r#"{"debug_id":"b"}"#, "b"),
        (r#"{"correlationId":"c"}"#, "c"),
        (r#"{"errorId":"d"}"#, "d"),
        (r#"{"errors":[],"clerk_trace_id":"e"}"#, "e"),
        (r#"{"debugging_request_id":"f"}"#, "f"),
    ] {
        assert_eq!(
            error(USUAL, 400, body).await.request_id(),
            Some(id),
            "{body}"
        );
    }
    let asana = ErrorShape {
        request_id: &["/errors/0/phrase"],
        ..USUAL
    };
    let body = r#"{"errors":[{"message":"m","phrase":"6 sad squid"}]}"#;
    assert_eq!(
        error(asana, 400, body).await.request_id(),
        Some("6 sad squid")
    );
}

#[tokio::test]
async fn latin_1_is_read() {
    let respond = |_: http::Request<Body>| {
        let mut response = http::Response::new(Body::from(&b"{\"message\":\"Z\xfcrich\"}"[..]));
        *response.status_mut() = http::StatusCode::BAD_REQUEST;
        Ok(response)
    };
    static API: Api = Api::new("test", "https://api.example.com");
    let client: ClientInner = Builder::new(&API, Auth::none()).transport(respond).build();
    let call = Call::<_>::new(client, Operation::new("GET", "/", json::<Json>));
    assert_eq!(call.await.unwrap_err().message(), Some("Zürich"));
}

#[tokio::test]
async fn a_typed_body_is_there_or_has_a_reason() {
    async fn of(body: &'static str) -> Error {
        const ERRORS: ErrorTable = &[(400, runtime::error::<Customer>)];
        let operation = Operation::new("GET", "/", json::<Json>).errors(ERRORS);
        let call = Call::<_>::new(core(USUAL, 400, body), operation);
        call.await.unwrap_err()
    }
    let found = of(r#"{"id":"a"}"#).await;
    assert_eq!(found.body::<Customer>().unwrap().id, "a");
    assert_eq!(found.body::<String>(), Err(BodyError::OtherType));
    let unread = of(r#"{"id":"a","boss":{"id":[]}}"#).await;
    assert!(
        unread.body::<Customer>().is_ok(),
        "what is optional is left out"
    );
    let unread = of(r#"{"id":[]}"#).await;
    match unread.body::<Customer>() {
        Err(BodyError::Undecoded(error)) => assert_eq!(error.path(), "$.id"),
        other => panic!("{other:?}"),
    }
    assert_eq!(of("").await.body::<Customer>(), Err(BodyError::None));
}
