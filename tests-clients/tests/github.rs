//! GitHub over the wire.

#![recursion_limit = "256"]

use client_tests::{CANARY, Server, TestResponse, Wanted};
use github::params::*;
use github::runtime::{ErrorKind, Nullable, Retry};
use github::types::*;
use github::{Client, auth};
use serde_json::{Value, json};

const AGENT: &str = "github";
const VERSION: &str = "2022-11-28";

async fn start(response: TestResponse) -> (Server, Client) {
    let server = Server::start([response]).await.unwrap();
    let client = Client::builder(auth::bearer(CANARY))
        .base_url(server.url())
        .retry(Retry::never())
        .build();
    (server, client)
}

async fn response(json: &Value) -> (Server, Client) {
    start(TestResponse::json(200, json.to_string())).await
}

fn wanted(line: &str) -> Wanted {
    Wanted::new(AGENT, line)
        .bearer()
        .replace("accept", "application/vnd.github+json")
        .header("x-github-api-version", VERSION)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// An object with the same text under many names: GitHub's objects are full of addresses.
fn with_urls(mut object: Value, names: &[&str]) -> Value {
    for name in names {
        object[name] = json!(format!("https://api.github.com/{name}"));
    }
    object
}

fn user(login: &str) -> Value {
    let names = [
        "avatar_url",
        "events_url",
        "followers_url",
        "following_url",
        "gists_url",
        "html_url",
        "organizations_url",
        "received_events_url",
        "repos_url",
        "starred_url",
        "subscriptions_url",
        "url",
    ];
    let user = json!({
        "login": login, "id": 1, "node_id": "MDQ6VXNlcjE=", "gravatar_id": "", "type": "User", "site_admin": false,
    });
    with_urls(user, &names)
}

fn public_user() -> Value {
    let mut user = user("octocat");
    let more = json!({
        "name": "monalisa octocat", "company": null, "blog": "https://github.com/blog", "location": "San Francisco",
        "email": null, "hireable": false, "bio": null, "twitter_username": "monatheoctocat", "public_repos": 2,
        "public_gists": 1, "followers": 20, "following": 0, "created_at": "2008-01-14T04:33:35Z",
        "updated_at": "2008-01-14T04:33:35Z",
    });
    user.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    user
}

fn private_user() -> Value {
    let mut user = public_user();
    let more = json!({
        "private_gists": 81, "total_private_repos": 100, "owned_private_repos": 100, "disk_usage": 10000,
        "collaborators": 8, "two_factor_authentication": true,
        "plan": { "name": "Medium", "space": 400, "private_repos": 20, "collaborators": 0 },
    });
    user.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    user
}

fn issue() -> Value {
    let issue = json!({
        "id": 1, "node_id": "MDU6SXNzdWUx", "number": 1347, "state": "open", "title": "Found a bug",
        "body": "I'm having a problem with this.", "user": user("octocat"), "labels": [
            "bare", { "id": 208045946, "node_id": "x", "url": "u", "name": "bug", "description": null, "color": "f29513", "default": true },
        ],
        "assignee": null, "assignees": [user("hubot")], "milestone": null, "locked": true,
        "active_lock_reason": "too heated", "comments": 0,
        "pull_request": { "url": "p", "html_url": "h", "diff_url": "d", "patch_url": "a", "merged_at": null },
        "closed_at": null, "created_at": "2011-04-22T13:33:48Z", "updated_at": "2011-04-22T13:33:48+02:00",
        "closed_by": null, "author_association": "COLLABORATOR", "state_reason": null,
        "reactions": { "url": "r", "total_count": 3, "+1": 2, "-1": 1, "laugh": 0, "confused": 0, "heart": 0, "hooray": 0, "rocket": 0, "eyes": 0 },
    });
    with_urls(
        issue,
        &[
            "url",
            "repository_url",
            "labels_url",
            "comments_url",
            "events_url",
            "html_url",
        ],
    )
}

fn comment() -> Value {
    let comment = json!({
        "id": 1, "node_id": "c", "body": "Me too", "user": null, "author_association": "FIRST_TIMER",
        "created_at": "2011-04-14T16:00:49Z", "updated_at": "2011-04-14T16:00:49Z",
    });
    with_urls(comment, &["url", "html_url", "issue_url"])
}

fn repository() -> Value {
    let names = [
        "archive_url",
        "clone_url",
        "events_url",
        "git_url",
        "hooks_url",
        "html_url",
        "issues_url",
        "languages_url",
        "pulls_url",
        "releases_url",
        "ssh_url",
        "svn_url",
        "tags_url",
        "url",
    ];
    let repository = json!({
        "id": 1296269, "node_id": "MDEw", "name": "Hello-World", "full_name": "octocat/Hello-World",
        "owner": user("octocat"), "private": false, "description": "This your first repo!", "fork": false,
        "mirror_url": null, "homepage": null, "language": null, "forks_count": 9, "forks": 9, "stargazers_count": 80,
        "watchers_count": 80, "watchers": 80, "size": 108, "default_branch": "master", "open_issues_count": 0,
        "open_issues": 0, "is_template": false, "topics": ["octocat", "api"], "has_issues": true, "has_projects": true,
        "has_wiki": true, "has_pages": false, "has_downloads": true, "has_discussions": false, "archived": false,
        "disabled": false, "visibility": "public", "pushed_at": "2011-01-26T19:06:43Z",
        "created_at": "2011-01-26T19:01:12Z", "updated_at": "2011-01-26T19:14:43Z",
        "permissions": { "admin": false, "push": false, "pull": true }, "network_count": 9, "subscribers_count": 42,
        "license": { "key": "mit", "name": "MIT License", "spdx_id": "MIT", "url": null, "node_id": "m" },
        "squash_merge_commit_title": "SOMETHING_NEW",
    });
    with_urls(repository, &names)
}

fn release() -> Value {
    let release = json!({
        "id": 1, "node_id": "r", "tag_name": "v1.0.0", "target_commitish": "master", "name": null, "body": "Notes",
        "draft": false, "prerelease": false, "created_at": "2013-02-27T19:35:32Z", "published_at": null,
        "author": user("octocat"), "assets": [{
            "url": "u", "browser_download_url": "b", "id": 1, "node_id": "a", "name": "example.zip", "label": null,
            "state": "uploaded", "content_type": "application/zip", "size": 1024, "download_count": 42,
            "created_at": "2013-02-27T19:35:32Z", "updated_at": "2013-02-27T19:35:32Z", "uploader": null,
        }],
        "tarball_url": null, "zipball_url": null,
    });
    with_urls(release, &["url", "html_url", "assets_url", "upload_url"])
}

#[tokio::test]
async fn the_signed_in_user_is_a_private_one() {
    let (server, client) = response(&private_user()).await;
    let user = client.get_authenticated_user().await.unwrap();
    assert_eq!(server.request(0), wanted("GET /user"));
    let GetAuthenticatedUserResponse::Private(user) = user else {
        panic!("{user:?}")
    };
    assert_eq!(user.login, "octocat");
    assert!(user.two_factor_authentication);
    assert_eq!(user.plan.unwrap().name, "Medium");
    assert_eq!(user.created_at.timestamp(), 1_200_285_215);
    assert_eq!(user.company, None);
}

#[tokio::test]
async fn the_version_may_be_a_header_of_the_client() {
    let server = Server::start([TestResponse::json(200, private_user().to_string())])
        .await
        .unwrap();
    let builder = Client::builder(auth::bearer(CANARY)).base_url(server.url());
    let builder = builder
        .header("X-GitHub-Api-Version", "2026-03-10")
        .header("User-Agent", "my-app");
    builder.build().get_authenticated_user().await.unwrap();
    let wanted = wanted("GET /user")
        .replace("user-agent", "my-app")
        .replace("x-github-api-version", "2026-03-10");
    assert_eq!(server.request(0), wanted);
}

#[tokio::test]
async fn a_header_of_the_call_wins_over_the_clients() {
    let server = Server::start([TestResponse::json(200, private_user().to_string())])
        .await
        .unwrap();
    let builder = Client::builder(auth::bearer(CANARY)).base_url(server.url());
    let client = builder.header("x-github-api-version", "2021-01-01").build();
    let call = client.get_authenticated_user();
    call.header("x-github-api-version", "2026-03-10")
        .await
        .unwrap();
    assert_eq!(
        server.request(0),
        wanted("GET /user").replace("x-github-api-version", "2026-03-10")
    );
}

#[tokio::test]
async fn a_patch_tells_absent_from_null_from_a_value() {
    let responses = [(); 4].map(|()| TestResponse::json(200, private_user().to_string()));
    let server = Server::start(responses).await.unwrap();
    let client = Client::builder(auth::bearer(CANARY))
        .base_url(server.url())
        .retry(Retry::never())
        .build();
    let mut body = UpdateAuthenticatedUserRequest {
        name: some("Mona"),
        hireable: Some(true),
        ..Default::default()
    };
    client.update_authenticated_user(Some(&body)).await.unwrap();
    body.twitter_username = Nullable::Null;
    client.update_authenticated_user(Some(&body)).await.unwrap();
    body.twitter_username = some("mona").unwrap().into();
    client.update_authenticated_user(Some(&body)).await.unwrap();
    client
        .update_authenticated_user(Some(&UpdateAuthenticatedUserRequest::default()))
        .await
        .unwrap();
    let line = "PATCH /user";
    assert_eq!(
        server.request(0),
        wanted(line).json(r#"{"hireable":true,"name":"Mona"}"#)
    );
    assert_eq!(
        server.request(1),
        wanted(line).json(r#"{"hireable":true,"name":"Mona","twitter_username":null}"#)
    );
    let third = r#"{"hireable":true,"name":"Mona","twitter_username":"mona"}"#;
    assert_eq!(server.request(2), wanted(line).json(third));
    assert_eq!(server.request(3), wanted(line).json("{}"));
}

#[tokio::test]
async fn an_issue_is_changed_with_each_of_the_three_states() {
    let (server, client) = response(&issue()).await;
    let body = UpdateIssueRequest {
        title: Nullable::Value(Title::Text("New".to_owned())),
        assignee: Nullable::Absent,
        assignees: Some(Vec::new()),
        body: Nullable::Null,
        milestone: Nullable::Null,
        state: Some(State::Closed),
        state_reason: UpdateIssueRequestStateReason::NotPlanned.into(),
        ..Default::default()
    };
    let issue = client
        .update_issue("octocat", "Hello-World", 1347, Some(&body))
        .await
        .unwrap();
    let body = r#"{"assignees":[],"body":null,"milestone":null,"state":"closed","state_reason":"not_planned","title":"New"}"#;
    assert_eq!(
        server.request(0),
        wanted("PATCH /repos/octocat/Hello-World/issues/1347").json(body)
    );
    assert_eq!(issue.number, 1347);
}

#[tokio::test]
async fn a_body_that_may_be_left_out_is_left_out() {
    let (server, client) = response(&issue()).await;
    client.update_issue("o", "r", 1, None).await.unwrap();
    let mut request = server.request(0);
    request
        .headers
        .retain(|(name, value)| (name.as_str(), value.as_str()) != ("content-length", "0"));
    assert_eq!(request, wanted("PATCH /repos/o/r/issues/1"));
}

#[tokio::test]
async fn an_issue_is_read() {
    let (server, client) = response(&issue()).await;
    let issue = client
        .get_issue("octocat", "Hello-World", 1347)
        .await
        .unwrap();
    let line = "GET /repos/octocat/Hello-World/issues/1347";
    assert_eq!(server.request(0), wanted(line));
    assert_eq!(issue.title, "Found a bug");
    assert_eq!(issue.author_association, AuthorAssociation::Collaborator);
    assert_eq!(issue.user.unwrap().login, "octocat");
    assert_eq!(issue.assignees.unwrap()[0].login, "hubot");
    assert!(issue.assignee.is_none() && issue.closed_at.is_none());
    assert_eq!(issue.updated_at.to_rfc3339(), "2011-04-22T11:33:48+00:00");
    let reactions = issue.reactions.unwrap();
    assert_eq!(
        (reactions.plus_1, reactions.minus_1, reactions.total_count),
        (2, 1, 3)
    );
    assert_eq!(issue.pull_request.unwrap().diff_url.as_deref(), Some("d"));
    let IssueLabel::Text(text) = &issue.labels[0] else {
        panic!("{:?}", issue.labels)
    };
    assert_eq!(text, "bare");
    let IssueLabel::Object(label) = &issue.labels[1] else {
        panic!("{:?}", issue.labels)
    };
    assert_eq!(label.name.as_deref(), Some("bug"));
    assert_eq!(label.default, Some(true));
}

#[tokio::test]
async fn an_issue_is_made() {
    let (server, client) = start(TestResponse::json(201, issue().to_string())).await;
    let label = LabelObject {
        name: some("bug"),
        color: Nullable::Null,
        ..Default::default()
    };
    let body = CreateIssueRequest {
        body: some("ä\t\u{1}"),
        assignees: Some(vec!["octocat".to_owned()]),
        milestone: MilestoneParams::Integer(1).into(),
        labels: Some(vec![
            Label::Text("help".to_owned()),
            Label::Object(label.into()),
        ]),
        ..CreateIssueRequest::new(Title::Text("Found a bug".to_owned()))
    };
    let issue = client
        .create_issue("octocat", "Hello-World", &body)
        .await
        .unwrap();
    let body = r#"{"title":"Found a bug","assignees":["octocat"],"body":"ä\t\u0001","labels":["help",{"color":null,"name":"bug"}],"milestone":1}"#;
    assert_eq!(
        server.request(0),
        wanted("POST /repos/octocat/Hello-World/issues").json(body)
    );
    assert_eq!(issue.id, 1);
}

#[tokio::test]
async fn issues_are_listed_with_every_filter() {
    let (server, client) = response(&json!([issue()])).await;
    let params = ListIssuesForRepositoryParams {
        milestone: some("*"),
        state: Some(ListIssuesForRepositoryState::All),
        assignee: some("none"),
        creator: some("dependabot[bot]"),
        mentioned: some("hubot"),
        labels: some("bug,ui,@high"),
        sort: Some(ListIssuesForRepositorySort::Updated),
        direction: Some(Direction::Asc),
        since: Some("2024-02-29T12:30:00+02:00".parse().unwrap()),
        per_page: Some(100),
        page: Some(2),
    };
    let issues = client
        .list_issues_for_repository("octocat", "Hello-World")
        .with(&params)
        .await
        .unwrap();
    let line = "GET /repos/octocat/Hello-World/issues?milestone=%2A&state=all&assignee=none&creator=dependabot%5Bbot%5D&mentioned=hubot&labels=bug%2Cui%2C%40high&sort=updated&direction=asc&since=2024-02-29T10%3A30%3A00Z&per_page=100&page=2";
    assert_eq!(server.request(0), wanted(line));
    assert_eq!(issues.len(), 1);
}

#[tokio::test]
async fn the_link_to_the_next_page_is_in_the_raw_response() {
    let link = r#"<https://api.github.com/repositories/1/issues?page=2>; rel="next", <https://api.github.com/repositories/1/issues?page=9>; rel="last""#;
    let (server, client) =
        start(TestResponse::json(200, json!([issue()]).to_string()).header("Link", link)).await;
    let params = ListIssuesForRepositoryParams {
        page: Some(1),
        ..Default::default()
    };
    let response = client
        .list_issues_for_repository("o", "r")
        .with(&params)
        .send_raw()
        .await
        .unwrap();
    assert_eq!(server.request(0), wanted("GET /repos/o/r/issues?page=1"));
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["link"], link);
    let issues: Vec<Issue> = github::runtime::from_json(response.body()).unwrap();
    assert_eq!(issues[0].number, 1347);
}

#[tokio::test]
async fn comments_are_listed_and_made() {
    let responses = [
        TestResponse::json(200, json!([comment()]).to_string()),
        TestResponse::json(201, comment().to_string()),
    ];
    let server = Server::start(responses).await.unwrap();
    let client = Client::builder(auth::bearer(CANARY))
        .base_url(server.url())
        .retry(Retry::never())
        .build();
    let params = ListIssueCommentsParams {
        per_page: Some(1),
        ..Default::default()
    };
    let comments = client
        .list_issue_comments("o", "r", 7)
        .with(&params)
        .await
        .unwrap();
    assert_eq!(
        comments[0].author_association,
        AuthorAssociation::FirstTimer
    );
    let body = CreateIssueCommentRequest {
        body: "Me \"too\"".to_owned(),
    };
    let made = client
        .create_issue_comment("o", "r", 7, &body)
        .await
        .unwrap();
    assert_eq!(made.body.as_deref(), Some("Me too"));
    assert_eq!(
        server.request(0),
        wanted("GET /repos/o/r/issues/7/comments?per_page=1")
    );
    let body = r#"{"body":"Me \"too\""}"#;
    assert_eq!(
        server.request(1),
        wanted("POST /repos/o/r/issues/7/comments").json(body)
    );
}

#[tokio::test]
async fn a_repository_is_read() {
    let mut full = repository();
    full["parent"] = repository();
    full["security_and_analysis"] = json!({ "secret_scanning": { "status": "enabled" } });
    let (server, client) = response(&full).await;
    let repository = client
        .get_repository("octocat", "Hello-World")
        .await
        .unwrap();
    assert_eq!(server.request(0), wanted("GET /repos/octocat/Hello-World"));
    assert_eq!(repository.full_name, "octocat/Hello-World");
    assert_eq!(repository.license.unwrap().spdx_id.as_deref(), Some("MIT"));
    assert_eq!(repository.parent.unwrap().stargazers_count, 80);
    let title = repository.squash_merge_commit_title.unwrap();
    assert_eq!(
        title,
        SquashMergeCommitTitle::Other("SOMETHING_NEW".to_owned())
    );
    let scanning = repository
        .security_and_analysis
        .unwrap()
        .secret_scanning
        .unwrap();
    assert_eq!(
        scanning.status,
        Some(SecurityAndAnalysisValueStatus::Enabled)
    );
}

#[tokio::test]
async fn repositories_are_listed() {
    let list = TestResponse::json(200, json!([repository()]).to_string());
    let server = Server::start([list.clone(), list]).await.unwrap();
    let client = Client::builder(auth::bearer(CANARY))
        .base_url(server.url())
        .retry(Retry::never())
        .build();
    let params = ListRepositoriesForAuthenticatedUserParams {
        visibility: Some(ListRepositoriesForAuthenticatedUserVisibility::Private),
        affiliation: some("owner,collaborator"),
        sort: Some(Sort::FullName),
        before: Some("2024-01-01T00:00:00.5Z".parse().unwrap()),
        ..Default::default()
    };
    let mine = client
        .list_repositories_for_authenticated_user()
        .with(&params)
        .await
        .unwrap();
    assert_eq!(mine[0].topics.as_deref().unwrap(), ["octocat", "api"]);
    let params = ListRepositoriesForUserParams {
        r#type: Some(ListRepositoriesForUserType::Member),
        ..Default::default()
    };
    let theirs = client
        .list_repositories_for_user("octocat")
        .with(&params)
        .await
        .unwrap();
    assert_eq!(theirs[0].permissions.as_ref().unwrap().pull, Some(true));
    let line = "GET /user/repos?visibility=private&affiliation=owner%2Ccollaborator&sort=full_name&before=2024-01-01T00%3A00%3A00.500Z";
    assert_eq!(server.request(0), wanted(line));
    assert_eq!(
        server.request(1),
        wanted("GET /users/octocat/repos?type=member")
    );
}

#[tokio::test]
async fn releases_and_addresses() {
    let server = Server::start([
        TestResponse::json(200, json!([release()]).to_string()),
        TestResponse::json(200, release().to_string()),
        TestResponse::json(
            200,
            r#"[{"email":"a@b.c","primary":true,"verified":true,"visibility":null}]"#,
        ),
    ])
    .await
    .unwrap();
    let client = Client::builder(auth::bearer(CANARY))
        .base_url(server.url())
        .retry(Retry::never())
        .build();
    let params = PerPagePageParams {
        per_page: Some(5),
        page: Some(1),
    };
    let releases = client.list_releases("o", "r").with(&params).await.unwrap();
    assert_eq!(releases[0].assets[0].state, ReleaseAssetState::Uploaded);
    let latest = client.get_latest_release("o", "r").await.unwrap();
    assert_eq!((latest.tag_name.as_str(), latest.name), ("v1.0.0", None));
    let emails = client.list_emails_for_authenticated_user().await.unwrap();
    assert!(emails[0].primary && emails[0].visibility.is_none());
    let first = wanted("GET /repos/o/r/releases?per_page=5&page=1");
    assert_eq!(server.request(0), first);
    assert_eq!(server.request(1), wanted("GET /repos/o/r/releases/latest"));
    assert_eq!(server.request(2), wanted("GET /user/emails"));
}

#[tokio::test]
async fn a_404_has_its_typed_body() {
    let body = r#"{"message":"Not Found","documentation_url":"https://docs.github.com/rest","status":"404"}"#;
    let (_server, client) =
        start(TestResponse::json(404, body).header("X-GitHub-Request-Id", "C0DE:1")).await;
    let error = client.get_issue("o", "r", 1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(error.code(), None);
    assert_eq!(error.message(), Some("Not Found"));
    assert_eq!(error.request_id(), Some("C0DE:1"));
    let line = "GET /repos/{owner}/{repo}/issues/{issue_number}: 404: Not Found (request C0DE:1)";
    assert_eq!(error.to_string(), line);
    let typed = error.body::<BasicError>().unwrap();
    assert_eq!(typed.status.as_deref(), Some("404"));
    assert_eq!(
        typed.documentation_url.as_deref(),
        Some("https://docs.github.com/rest")
    );
    assert!(error.body::<ValidationError>().is_err());
}

#[tokio::test]
async fn a_422_has_its_typed_body() {
    let body = r#"{"message":"Validation Failed","errors":[{"resource":"Issue","field":"title","code":"missing_field"},{"code":"custom","message":"m","value":["a"]},{"code":"invalid","value":null},{"code":"invalid","value":true}],"documentation_url":"https://docs.github.com/rest"}"#;
    let (_server, client) = start(TestResponse::json(422, body)).await;
    let error = client
        .create_issue("o", "r", &CreateIssueRequest::new("Found a bug".to_owned()))
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("missing_field"));
    assert_eq!(error.message(), Some("Validation Failed"));
    assert_eq!(
        error.to_string(),
        "POST /repos/{owner}/{repo}/issues: 422 missing_field: Validation Failed"
    );
    let errors = error
        .body::<ValidationError>()
        .unwrap()
        .errors
        .as_deref()
        .unwrap();
    assert_eq!(errors[0].field.as_deref(), Some("title"));
    assert_eq!(errors[0].resource.as_deref(), Some("Issue"));
    let Some(ValidationErrorErrorValue::TextList(values)) = &errors[1].value else {
        panic!("{errors:?}")
    };
    assert_eq!(values[0], "a");
    assert!(errors[2].value.is_none());
    let Some(ValidationErrorErrorValue::Other(json)) = &errors[3].value else {
        panic!("{errors:?}")
    };
    assert_eq!(json.as_str(), "true");
}

#[tokio::test]
async fn a_status_that_is_not_described_has_no_typed_body() {
    let (_server, client) = start(TestResponse::json(418, r#"{"message":"I'm a teapot"}"#)).await;
    let error = client.get_issue("o", "r", 1).await.unwrap_err();
    assert_eq!(error.message(), Some("I'm a teapot"));
    assert!(error.body::<BasicError>().is_err());
}

#[tokio::test]
async fn a_503_has_its_own_type() {
    let (_server, client) = start(TestResponse::json(
        503,
        r#"{"code":"unavailable","message":"Later"}"#,
    ))
    .await;
    let error = client
        .create_issue("o", "r", &CreateIssueRequest::new("Found a bug".to_owned()))
        .await
        .unwrap_err();
    assert_eq!(
        error
            .body::<ServiceUnavailableError>()
            .unwrap()
            .code
            .as_deref(),
        Some("unavailable")
    );
}
