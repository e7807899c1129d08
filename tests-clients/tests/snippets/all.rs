// Written by tests/mcp.rs; do not edit.

mod github_get_repository {
    use github::{Client, Error, types};

    async fn call_get_repository(client: &Client, owner: &str, repo: &str) -> Result<types::FullRepository, Error> {
        client
            .get_repository(owner, repo)
            .await
    }
}

mod github_list_issues_for_repository {
    use github::{Client, Error, params, types};

    async fn call_list_issues_for_repository(client: &Client, owner: &str, repo: &str) -> Result<(), Error> {
        let mut items = client
            .list_issues_for_repository(owner, repo)
            .with(&params::ListIssuesForRepositoryParams { milestone: Some("milestone".to_owned()), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::Issue = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod github_create_issue {
    use github::{Client, Error, types};

    async fn call_create_issue(client: &Client, owner: &str, repo: &str) -> Result<types::Issue, Error> {
        let body = types::CreateIssueRequest::new(types::Title::Text("title".to_owned()));
        client
            .create_issue(owner, repo, &body)
            .await
    }
}

mod github_get_issue {
    use github::{Client, Error, types};

    async fn call_get_issue(client: &Client, owner: &str, repo: &str, issue_number: i64) -> Result<types::Issue, Error> {
        client
            .get_issue(owner, repo, issue_number)
            .await
    }
}

mod github_update_issue {
    use github::{Client, Error, types};

    async fn call_update_issue(client: &Client, owner: &str, repo: &str, issue_number: i64) -> Result<types::Issue, Error> {
        let body = types::UpdateIssueRequest::default();
        client
            .update_issue(owner, repo, issue_number, Some(&body))
            .await
    }
}

mod github_list_issue_comments {
    use github::{Client, Error, types};

    async fn call_list_issue_comments(client: &Client, owner: &str, repo: &str, issue_number: i64) -> Result<(), Error> {
        let mut items = client
            .list_issue_comments(owner, repo, issue_number)
            .items();
        while let Some(item) = items.next().await {
            let item: types::IssueComment = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod github_create_issue_comment {
    use github::{Client, Error, types};

    async fn call_create_issue_comment(client: &Client, owner: &str, repo: &str, issue_number: i64) -> Result<types::IssueComment, Error> {
        let body = types::CreateIssueCommentRequest::new("body");
        client
            .create_issue_comment(owner, repo, issue_number, &body)
            .await
    }
}

mod github_list_releases {
    use github::{Client, Error, params, types};

    async fn call_list_releases(client: &Client, owner: &str, repo: &str) -> Result<(), Error> {
        let mut items = client
            .list_releases(owner, repo)
            .with(&params::PerPagePageParams { per_page: Some(1), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::Release = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod github_get_latest_release {
    use github::{Client, Error, types};

    async fn call_get_latest_release(client: &Client, owner: &str, repo: &str) -> Result<types::Release, Error> {
        client
            .get_latest_release(owner, repo)
            .await
    }
}

mod github_get_authenticated_user {
    use github::{Client, Error, types};

    async fn call_get_authenticated_user(client: &Client) -> Result<types::GetAuthenticatedUserResponse, Error> {
        client
            .get_authenticated_user()
            .await
    }
}

mod github_update_authenticated_user {
    use github::{Client, Error, types};

    async fn call_update_authenticated_user(client: &Client) -> Result<types::PrivateUser, Error> {
        let body = types::UpdateAuthenticatedUserRequest::default();
        client
            .update_authenticated_user(Some(&body))
            .await
    }
}

mod github_list_emails_for_authenticated_user {
    use github::{Client, Error, params, types};

    async fn call_list_emails_for_authenticated_user(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_emails_for_authenticated_user()
            .with(&params::PerPagePageParams { per_page: Some(1), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::Email = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod github_list_repositories_for_authenticated_user {
    use github::{Client, Error, params, types};

    async fn call_list_repositories_for_authenticated_user(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_repositories_for_authenticated_user()
            .with(&params::ListRepositoriesForAuthenticatedUserParams { visibility: Some(types::ListRepositoriesForAuthenticatedUserVisibility::All), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::Repository = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod github_list_repositories_for_user {
    use github::{Client, Error, params, types};

    async fn call_list_repositories_for_user(client: &Client, username: &str) -> Result<(), Error> {
        let mut items = client
            .list_repositories_for_user(username)
            .with(&params::ListRepositoriesForUserParams { r#type: Some(types::ListRepositoriesForUserType::All), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::MinimalRepository = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod github_event_issues_opened {
    use github::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::IssuesOpened(event) = event {
            println!("{event:?}");
        }
    }
}

mod github_event_ping {
    use github::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::Ping(event) = event {
            println!("{event:?}");
        }
    }
}

mod github_event_pull_request_closed {
    use github::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::PullRequestClosed(event) = event {
            println!("{event:?}");
        }
    }
}

mod github_event_pull_request_opened {
    use github::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::PullRequestOpened(event) = event {
            println!("{event:?}");
        }
    }
}

mod github_event_push {
    use github::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::Push(event) = event {
            println!("{event:?}");
        }
    }
}

mod github_client {
    use std::time::Duration;

    use github::{Client, auth, runtime};

    fn client(secret: &str) -> Client {
        let limits = runtime::Limits::per_second(5).concurrent(4);
        Client::builder(auth::bearer(secret))
            .timeout(Duration::from_secs(30))
            .limits(limits)
            .build()
    }
}

mod google_list_calendars {
    use google::{Client, Error, params, types};

    async fn call_list_calendars(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_calendars()
            .with(&params::ListCalendarsParams { max_results: Some(1), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::CalendarListEntry = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod google_get_token_info {
    use google::{Client, Error, params, types};

    async fn call_get_token_info(client: &Client) -> Result<types::TokenInfo, Error> {
        client
            .get_token_info()
            .with(&params::GetTokenInfoParams { access_token: Some("access_token".to_owned()), ..Default::default() })
            .await
    }
}

mod google_get_user_info {
    use google::{Client, Error, types};

    async fn call_get_user_info(client: &Client) -> Result<types::UserInfo, Error> {
        client
            .get_user_info()
            .await
    }
}

mod google_client {
    use std::time::Duration;

    use google::{Client, auth, runtime};

    fn client(secret: &str) -> Client {
        let limits = runtime::Limits::per_second(5).concurrent(4);
        Client::builder(auth::bearer(secret))
            .timeout(Duration::from_secs(30))
            .limits(limits)
            .build()
    }
}

mod google_sign_in {
    use google::{Client, auth};
    use google::runtime::{AuthorizationAttempt, AuthorizationCode, MemoryStore, OAuth, TokenError};

    // Add .scope(…) for what you want to read.
    fn sign_in(client_id: &str, client_secret: &str) -> AuthorizationCode {
        auth::authorization_code(client_id).client_secret(client_secret)
    }

    fn start(code: &AuthorizationCode) -> Result<AuthorizationAttempt, TokenError> {
        code.start("https://example.com/callback")
    }

    async fn finish(code: &AuthorizationCode, attempt: AuthorizationAttempt, callback_url: &str) -> Result<Client, TokenError> {
        let tokens = code.finish(attempt, callback_url).await?;
        let oauth = OAuth::builder(code.token_request()).store(MemoryStore::new(tokens)).build();
        Ok(Client::builder(oauth.auth()).transport(oauth).build())
    }
}

mod openai_create_chat_completion {
    use openai::{Client, Error, types};

    async fn call_create_chat_completion(client: &Client) -> Result<(), Error> {
        let body = types::CreateChatCompletionRequest::new("model", vec![types::ChatMessage::new(types::Role::Developer)]);
        let mut items = client
            .create_chat_completion(&body)
            .stream();
        while let Some(item) = items.next().await {
            let item: types::ChatCompletionChunk = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod openai_list_files {
    use openai::{Client, Error, params, types};

    async fn call_list_files(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_files()
            .with(&params::ListFilesParams { purpose: Some("purpose".to_owned()), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::FileObject = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod openai_create_file {
    use openai::{Client, Error, runtime, types};

    async fn call_create_file(client: &Client, file: runtime::File) -> Result<types::FileObject, Error> {
        let body = types::CreateFileRequest::new(file, types::FilePurpose::Assistants);
        client
            .create_file(&body)
            .await
    }
}

mod openai_download_file {
    use openai::{Client, Error, runtime};

    async fn call_download_file(client: &Client, file_id: &str) -> Result<runtime::Bytes, Error> {
        client
            .download_file(file_id)
            .await
    }
}

mod openai_client {
    use std::time::Duration;

    use openai::{Client, auth, runtime};

    fn client(secret: &str) -> Client {
        let limits = runtime::Limits::per_second(5).concurrent(4);
        Client::builder(auth::bearer(secret))
            .timeout(Duration::from_secs(30))
            .limits(limits)
            .build()
    }
}

mod resend_list_contacts {
    use resend::{Client, Error, params, types};

    async fn call_list_contacts(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_contacts()
            .with(&params::ListContactsParams { segment_id: Some("segment_id".to_owned()), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::ContactSummary = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod resend_create_contact {
    use resend::{Client, Error, types};

    async fn call_create_contact(client: &Client) -> Result<types::ObjectId, Error> {
        let body = types::CreateContactRequest::new("email");
        client
            .create_contact(&body)
            .await
    }
}

mod resend_get_contact {
    use resend::{Client, Error, types};

    async fn call_get_contact(client: &Client, id: &str) -> Result<types::Contact, Error> {
        client
            .get_contact(id)
            .await
    }
}

mod resend_update_contact {
    use resend::{Client, Error, types};

    async fn call_update_contact(client: &Client, id: &str) -> Result<types::ObjectId, Error> {
        let body = types::UpdateContactRequest::default();
        client
            .update_contact(id, &body)
            .await
    }
}

mod resend_delete_contact {
    use resend::{Client, Error, types};

    async fn call_delete_contact(client: &Client, id: &str) -> Result<types::DeletedObject, Error> {
        client
            .delete_contact(id)
            .await
    }
}

mod resend_list_domains {
    use resend::{Client, Error, params, types};

    async fn call_list_domains(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_domains()
            .with(&params::ListParams { limit: Some(1), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::DomainSummary = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod resend_create_domain {
    use resend::{Client, Error, types};

    async fn call_create_domain(client: &Client) -> Result<types::CreatedDomain, Error> {
        let body = types::CreateDomainRequest::new("name");
        client
            .create_domain(&body)
            .await
    }
}

mod resend_get_domain {
    use resend::{Client, Error, types};

    async fn call_get_domain(client: &Client, domain_id: &str) -> Result<types::Domain, Error> {
        client
            .get_domain(domain_id)
            .await
    }
}

mod resend_update_domain {
    use resend::{Client, Error, types};

    async fn call_update_domain(client: &Client, domain_id: &str) -> Result<types::ObjectId, Error> {
        let body = types::UpdateDomainRequest::default();
        client
            .update_domain(domain_id, &body)
            .await
    }
}

mod resend_delete_domain {
    use resend::{Client, Error, types};

    async fn call_delete_domain(client: &Client, domain_id: &str) -> Result<types::DeletedObject, Error> {
        client
            .delete_domain(domain_id)
            .await
    }
}

mod resend_verify_domain {
    use resend::{Client, Error, types};

    async fn call_verify_domain(client: &Client, domain_id: &str) -> Result<types::ObjectId, Error> {
        client
            .verify_domain(domain_id)
            .await
    }
}

mod resend_list_emails {
    use resend::{Client, Error, params, types};

    async fn call_list_emails(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_emails()
            .with(&params::ListParams { limit: Some(1), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::Email = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod resend_send_email {
    use resend::{Client, Error, types};

    async fn call_send_email(client: &Client) -> Result<types::SentEmail, Error> {
        let body = types::SendEmailRequest::new("from", types::Recipients::Text("to".to_owned()), "subject");
        client
            .send_email(&body)
            .idempotency_key("one key for each intent")
            .await
    }
}

mod resend_send_batch {
    use resend::{Client, Error, types};

    async fn call_send_batch(client: &Client) -> Result<types::SentBatch, Error> {
        let body = [types::SendEmailRequest::new("from", types::Recipients::Text("to".to_owned()), "subject")];
        client
            .send_batch(&body)
            .idempotency_key("one key for each intent")
            .await
    }
}

mod resend_get_email {
    use resend::{Client, Error, types};

    async fn call_get_email(client: &Client, email_id: &str) -> Result<types::Email, Error> {
        client
            .get_email(email_id)
            .await
    }
}

mod resend_update_email {
    use resend::{Client, Error, types};

    async fn call_update_email(client: &Client, email_id: &str) -> Result<types::ObjectId, Error> {
        let body = types::UpdateEmailRequest::default();
        client
            .update_email(email_id, &body)
            .await
    }
}

mod resend_cancel_email {
    use resend::{Client, Error, types};

    async fn call_cancel_email(client: &Client, email_id: &str) -> Result<types::Email, Error> {
        client
            .cancel_email(email_id)
            .await
    }
}

mod resend_event_contact_created {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::ContactCreated(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_contact_deleted {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::ContactDeleted(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_contact_updated {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::ContactUpdated(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_domain_created {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::DomainCreated(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_domain_deleted {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::DomainDeleted(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_domain_updated {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::DomainUpdated(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_email_bounced {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::EmailBounced(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_email_clicked {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::EmailClicked(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_email_complained {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::EmailComplained(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_email_delivered {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::EmailDelivered(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_email_delivery_delayed {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::EmailDeliveryDelayed(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_email_failed {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::EmailFailed(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_email_opened {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::EmailOpened(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_email_received {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::EmailReceived(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_email_scheduled {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::EmailScheduled(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_email_sent {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::EmailSent(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_event_email_suppressed {
    use resend::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::EmailSuppressed(event) = event {
            println!("{event:?}");
        }
    }
}

mod resend_client {
    use std::time::Duration;

    use resend::{Client, auth, runtime};

    fn client(secret: &str) -> Client {
        let limits = runtime::Limits::per_second(5).concurrent(4);
        Client::builder(auth::bearer(secret))
            .timeout(Duration::from_secs(30))
            .limits(limits)
            .build()
    }
}

mod sendgrid_send_mail {
    use sendgrid::{Client, Error, types};

    async fn call_send_mail(client: &Client) -> Result<(), Error> {
        let body = types::Mail::new(vec![types::Personalization::new(vec![types::EmailAddress::new("email")])], types::EmailAddress::new("email"));
        client
            .send_mail(&body)
            .await
    }
}

mod sendgrid_upsert_contacts {
    use sendgrid::{Client, Error, types};

    async fn call_upsert_contacts(client: &Client) -> Result<types::Job, Error> {
        let body = types::UpsertContactsRequest::new(vec![types::ContactInput::default()]);
        client
            .upsert_contacts(&body)
            .await
    }
}

mod sendgrid_get_contact_import {
    use sendgrid::{Client, Error, types};

    async fn call_get_contact_import(client: &Client, id: &str) -> Result<types::ContactImport, Error> {
        client
            .get_contact_import(id)
            .await
    }
}

mod sendgrid_list_lists {
    use sendgrid::{Client, Error, params, types};

    async fn call_list_lists(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_lists()
            .with(&params::ListListsParams { page_size: Some(1), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::List = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod sendgrid_create_list {
    use sendgrid::{Client, Error, types};

    async fn call_create_list(client: &Client) -> Result<types::List, Error> {
        let body = types::CreateListRequest::new("name");
        client
            .create_list(&body)
            .await
    }
}

mod sendgrid_get_list {
    use sendgrid::{Client, Error, params, types};

    async fn call_get_list(client: &Client, id: &str) -> Result<types::ListDetail, Error> {
        client
            .get_list(id)
            .with(&params::GetListParams { contact_sample: Some(true) })
            .await
    }
}

mod sendgrid_delete_list {
    use sendgrid::{Client, Error, params, types};

    async fn call_delete_list(client: &Client, id: &str) -> Result<Option<types::Job>, Error> {
        client
            .delete_list(id)
            .with(&params::DeleteListParams { delete_contacts: Some(true) })
            .await
    }
}

mod sendgrid_get_stats {
    use sendgrid::{Client, Error, params, types};

    async fn call_get_stats(client: &Client) -> Result<(), Error> {
        let params = params::GetStatsParams::new("start_date");
        let mut items = client
            .get_stats(&params)
            .items();
        while let Some(item) = items.next().await {
            let item: types::StatsEntry = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod sendgrid_list_templates {
    use sendgrid::{Client, Error, params, types};

    async fn call_list_templates(client: &Client) -> Result<(), Error> {
        let params = params::ListTemplatesParams::new(1);
        let mut items = client
            .list_templates(&params)
            .items();
        while let Some(item) = items.next().await {
            let item: types::Template = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod sendgrid_event_processed {
    use sendgrid::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        for verified in verify(headers, body, secrets)? {
            take(verified.into_inner());
        }
        Ok(())
    }

    fn take(event: Event) {
        if let Event::Processed(event) = event {
            println!("{event:?}");
        }
    }
}

mod sendgrid_event_dropped {
    use sendgrid::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        for verified in verify(headers, body, secrets)? {
            take(verified.into_inner());
        }
        Ok(())
    }

    fn take(event: Event) {
        if let Event::Dropped(event) = event {
            println!("{event:?}");
        }
    }
}

mod sendgrid_event_delivered {
    use sendgrid::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        for verified in verify(headers, body, secrets)? {
            take(verified.into_inner());
        }
        Ok(())
    }

    fn take(event: Event) {
        if let Event::Delivered(event) = event {
            println!("{event:?}");
        }
    }
}

mod sendgrid_event_deferred {
    use sendgrid::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        for verified in verify(headers, body, secrets)? {
            take(verified.into_inner());
        }
        Ok(())
    }

    fn take(event: Event) {
        if let Event::Deferred(event) = event {
            println!("{event:?}");
        }
    }
}

mod sendgrid_event_bounce {
    use sendgrid::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        for verified in verify(headers, body, secrets)? {
            take(verified.into_inner());
        }
        Ok(())
    }

    fn take(event: Event) {
        if let Event::Bounce(event) = event {
            println!("{event:?}");
        }
    }
}

mod sendgrid_event_open {
    use sendgrid::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        for verified in verify(headers, body, secrets)? {
            take(verified.into_inner());
        }
        Ok(())
    }

    fn take(event: Event) {
        if let Event::Open(event) = event {
            println!("{event:?}");
        }
    }
}

mod sendgrid_event_click {
    use sendgrid::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        for verified in verify(headers, body, secrets)? {
            take(verified.into_inner());
        }
        Ok(())
    }

    fn take(event: Event) {
        if let Event::Click(event) = event {
            println!("{event:?}");
        }
    }
}

mod sendgrid_event_spamreport {
    use sendgrid::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        for verified in verify(headers, body, secrets)? {
            take(verified.into_inner());
        }
        Ok(())
    }

    fn take(event: Event) {
        if let Event::Spamreport(event) = event {
            println!("{event:?}");
        }
    }
}

mod sendgrid_event_unsubscribe {
    use sendgrid::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        for verified in verify(headers, body, secrets)? {
            take(verified.into_inner());
        }
        Ok(())
    }

    fn take(event: Event) {
        if let Event::Unsubscribe(event) = event {
            println!("{event:?}");
        }
    }
}

mod sendgrid_event_group_unsubscribe {
    use sendgrid::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        for verified in verify(headers, body, secrets)? {
            take(verified.into_inner());
        }
        Ok(())
    }

    fn take(event: Event) {
        if let Event::GroupUnsubscribe(event) = event {
            println!("{event:?}");
        }
    }
}

mod sendgrid_event_group_resubscribe {
    use sendgrid::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        for verified in verify(headers, body, secrets)? {
            take(verified.into_inner());
        }
        Ok(())
    }

    fn take(event: Event) {
        if let Event::GroupResubscribe(event) = event {
            println!("{event:?}");
        }
    }
}

mod sendgrid_event_account_status_change {
    use sendgrid::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        for verified in verify(headers, body, secrets)? {
            take(verified.into_inner());
        }
        Ok(())
    }

    fn take(event: Event) {
        if let Event::AccountStatusChange(event) = event {
            println!("{event:?}");
        }
    }
}

mod sendgrid_client {
    use std::time::Duration;

    use sendgrid::{Client, auth, runtime};

    fn client(secret: &str) -> Client {
        let limits = runtime::Limits::per_second(5).concurrent(4);
        Client::builder(auth::bearer(secret))
            .timeout(Duration::from_secs(30))
            .limits(limits)
            .build()
    }
}

mod stripe_create_billing_portal_session {
    use stripe::{Client, Error, types};

    async fn call_create_billing_portal_session(client: &Client) -> Result<types::BillingPortalSession, Error> {
        let body = types::CreateBillingPortalSessionParams::new("customer");
        client
            .create_billing_portal_session(&body)
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_list_checkout_sessions {
    use stripe::{Client, Error, params, types};

    async fn call_list_checkout_sessions(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_checkout_sessions()
            .with(&params::ListCheckoutSessionsParams { customer: Some("customer".to_owned()), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::CheckoutSession = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod stripe_create_checkout_session {
    use stripe::{Client, Error, types};

    async fn call_create_checkout_session(client: &Client) -> Result<types::CheckoutSession, Error> {
        let body = types::CreateCheckoutSessionParams::new("success_url");
        client
            .create_checkout_session(&body)
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_retrieve_checkout_session {
    use stripe::{Client, Error, params, types};

    async fn call_retrieve_checkout_session(client: &Client, session: &str) -> Result<types::CheckoutSession, Error> {
        client
            .retrieve_checkout_session(session)
            .with(&params::ExpandParams { expand: Some(vec!["expand".to_owned()]) })
            .await
    }
}

mod stripe_expire_checkout_session {
    use stripe::{Client, Error, types};

    async fn call_expire_checkout_session(client: &Client, session: &str) -> Result<types::CheckoutSession, Error> {
        let body = types::ExpireCheckoutSessionParams::default();
        client
            .expire_checkout_session(session, Some(&body))
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_list_checkout_session_line_items {
    use stripe::{Client, Error, params, types};

    async fn call_list_checkout_session_line_items(client: &Client, session: &str) -> Result<(), Error> {
        let mut items = client
            .list_checkout_session_line_items(session)
            .with(&params::ListLineItemsParams { ending_before: Some("ending_before".to_owned()), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::CheckoutLineItem = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod stripe_list_customers {
    use stripe::{Client, Error, params, types};

    async fn call_list_customers(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_customers()
            .with(&params::ListCustomersParams { created: Some(types::Created::Integer(1)), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::Customer = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod stripe_create_customer {
    use stripe::{Client, Error, types};

    async fn call_create_customer(client: &Client) -> Result<types::Customer, Error> {
        let body = types::CreateCustomerParams::default();
        client
            .create_customer(Some(&body))
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_retrieve_customer {
    use stripe::{Client, Error, params, types};

    async fn call_retrieve_customer(client: &Client, customer: &str) -> Result<types::RetrieveCustomerResponse, Error> {
        client
            .retrieve_customer(customer)
            .with(&params::ExpandParams { expand: Some(vec!["expand".to_owned()]) })
            .await
    }
}

mod stripe_update_customer {
    use stripe::{Client, Error, types};

    async fn call_update_customer(client: &Client, customer: &str) -> Result<types::Customer, Error> {
        let body = types::UpdateCustomerParams::default();
        client
            .update_customer(customer, Some(&body))
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_delete_customer {
    use stripe::{Client, Error, types};

    async fn call_delete_customer(client: &Client, customer: &str) -> Result<types::DeletedCustomer, Error> {
        client
            .delete_customer(customer)
            .await
    }
}

mod stripe_list_events {
    use stripe::{Client, Error, params, types};

    async fn call_list_events(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_events()
            .with(&params::ListEventsParams { created: Some(types::Created::Integer(1)), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::Event = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod stripe_retrieve_event {
    use stripe::{Client, Error, params, types};

    async fn call_retrieve_event(client: &Client, id: &str) -> Result<types::Event, Error> {
        client
            .retrieve_event(id)
            .with(&params::ExpandParams { expand: Some(vec!["expand".to_owned()]) })
            .await
    }
}

mod stripe_preview_upcoming_invoice {
    use stripe::{Client, Error, params, types};

    async fn call_preview_upcoming_invoice(client: &Client) -> Result<types::Invoice, Error> {
        client
            .preview_upcoming_invoice()
            .with(&params::PreviewUpcomingInvoiceParams { automatic_tax: Some(types::AutomaticTaxParams::new(true)), ..Default::default() })
            .await
    }
}

mod stripe_create_payment_intent {
    use stripe::{Client, Error, types};

    async fn call_create_payment_intent(client: &Client) -> Result<types::PaymentIntent, Error> {
        let body = types::CreatePaymentIntentParams::new(1, "currency");
        client
            .create_payment_intent(&body)
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_retrieve_payment_intent {
    use stripe::{Client, Error, params, types};

    async fn call_retrieve_payment_intent(client: &Client, intent: &str) -> Result<types::PaymentIntent, Error> {
        client
            .retrieve_payment_intent(intent)
            .with(&params::RetrievePaymentIntentParams { client_secret: Some("client_secret".into()), ..Default::default() })
            .await
    }
}

mod stripe_cancel_payment_intent {
    use stripe::{Client, Error, types};

    async fn call_cancel_payment_intent(client: &Client, intent: &str) -> Result<types::PaymentIntent, Error> {
        let body = types::CancelPaymentIntentParams::default();
        client
            .cancel_payment_intent(intent, Some(&body))
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_confirm_payment_intent {
    use stripe::{Client, Error, types};

    async fn call_confirm_payment_intent(client: &Client, intent: &str) -> Result<types::PaymentIntent, Error> {
        let body = types::ConfirmPaymentIntentParams::default();
        client
            .confirm_payment_intent(intent, Some(&body))
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_list_prices {
    use stripe::{Client, Error, params, types};

    async fn call_list_prices(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_prices()
            .with(&params::ListPricesParams { active: Some(true), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::Price = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod stripe_create_price {
    use stripe::{Client, Error, types};

    async fn call_create_price(client: &Client) -> Result<types::Price, Error> {
        let body = types::CreatePriceParams::new("currency");
        client
            .create_price(&body)
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_retrieve_price {
    use stripe::{Client, Error, params, types};

    async fn call_retrieve_price(client: &Client, price: &str) -> Result<types::Price, Error> {
        client
            .retrieve_price(price)
            .with(&params::ExpandParams { expand: Some(vec!["expand".to_owned()]) })
            .await
    }
}

mod stripe_list_products {
    use stripe::{Client, Error, params, types};

    async fn call_list_products(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_products()
            .with(&params::ListProductsParams { active: Some(true), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::Product = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod stripe_create_product {
    use stripe::{Client, Error, types};

    async fn call_create_product(client: &Client) -> Result<types::Product, Error> {
        let body = types::CreateProductParams::new("name");
        client
            .create_product(&body)
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_retrieve_product {
    use stripe::{Client, Error, params, types};

    async fn call_retrieve_product(client: &Client, id: &str) -> Result<types::Product, Error> {
        client
            .retrieve_product(id)
            .with(&params::ExpandParams { expand: Some(vec!["expand".to_owned()]) })
            .await
    }
}

mod stripe_update_product {
    use stripe::{Client, Error, types};

    async fn call_update_product(client: &Client, id: &str) -> Result<types::Product, Error> {
        let body = types::UpdateProductParams::default();
        client
            .update_product(id, Some(&body))
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_list_refunds {
    use stripe::{Client, Error, params, types};

    async fn call_list_refunds(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_refunds()
            .with(&params::ListRefundsParams { charge: Some("charge".to_owned()), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::Refund = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod stripe_create_refund {
    use stripe::{Client, Error, types};

    async fn call_create_refund(client: &Client) -> Result<types::Refund, Error> {
        let body = types::CreateRefundParams::default();
        client
            .create_refund(Some(&body))
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_retrieve_refund {
    use stripe::{Client, Error, params, types};

    async fn call_retrieve_refund(client: &Client, refund: &str) -> Result<types::Refund, Error> {
        client
            .retrieve_refund(refund)
            .with(&params::ExpandParams { expand: Some(vec!["expand".to_owned()]) })
            .await
    }
}

mod stripe_list_subscriptions {
    use stripe::{Client, Error, params, types};

    async fn call_list_subscriptions(client: &Client) -> Result<(), Error> {
        let mut items = client
            .list_subscriptions()
            .with(&params::ListSubscriptionsParams { collection_method: Some(types::CollectionMethod::ChargeAutomatically), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::Subscription = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod stripe_create_subscription {
    use stripe::{Client, Error, types};

    async fn call_create_subscription(client: &Client) -> Result<types::Subscription, Error> {
        let body = types::CreateSubscriptionParams::new("customer");
        client
            .create_subscription(&body)
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_retrieve_subscription {
    use stripe::{Client, Error, params, types};

    async fn call_retrieve_subscription(client: &Client, subscription_exposed_id: &str) -> Result<types::Subscription, Error> {
        client
            .retrieve_subscription(subscription_exposed_id)
            .with(&params::ExpandParams { expand: Some(vec!["expand".to_owned()]) })
            .await
    }
}

mod stripe_update_subscription {
    use stripe::{Client, Error, types};

    async fn call_update_subscription(client: &Client, subscription_exposed_id: &str) -> Result<types::Subscription, Error> {
        let body = types::UpdateSubscriptionParams::default();
        client
            .update_subscription(subscription_exposed_id, Some(&body))
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_cancel_subscription {
    use stripe::{Client, Error, types};

    async fn call_cancel_subscription(client: &Client, subscription_exposed_id: &str) -> Result<types::Subscription, Error> {
        let body = types::CancelSubscriptionParams::default();
        client
            .cancel_subscription(subscription_exposed_id, Some(&body))
            .await
    }
}

mod stripe_create_tax_calculation {
    use stripe::{Client, Error, types};

    async fn call_create_tax_calculation(client: &Client) -> Result<types::TaxCalculation, Error> {
        let body = types::CreateTaxCalculationParams::new("currency", vec![types::TaxLineItemParams::new(1)]);
        client
            .create_tax_calculation(&body)
            .idempotency_key("one key for each intent")
            .await
    }
}

mod stripe_list_tax_calculation_line_items {
    use stripe::{Client, Error, params, types};

    async fn call_list_tax_calculation_line_items(client: &Client, calculation: &str) -> Result<(), Error> {
        let mut items = client
            .list_tax_calculation_line_items(calculation)
            .with(&params::ListLineItemsParams { ending_before: Some("ending_before".to_owned()), ..Default::default() })
            .items();
        while let Some(item) = items.next().await {
            let item: types::TaxCalculationLineItem = item?;
            println!("{item:?}");
        }
        Ok(())
    }
}

mod stripe_event_charge_refunded {
    use stripe::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::ChargeRefunded(event) = event {
            println!("{event:?}");
        }
    }
}

mod stripe_event_checkout_session_completed {
    use stripe::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::CheckoutSessionCompleted(event) = event {
            println!("{event:?}");
        }
    }
}

mod stripe_event_checkout_session_expired {
    use stripe::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::CheckoutSessionExpired(event) = event {
            println!("{event:?}");
        }
    }
}

mod stripe_event_customer_subscription_created {
    use stripe::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::CustomerSubscriptionCreated(event) = event {
            println!("{event:?}");
        }
    }
}

mod stripe_event_customer_subscription_deleted {
    use stripe::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::CustomerSubscriptionDeleted(event) = event {
            println!("{event:?}");
        }
    }
}

mod stripe_event_customer_subscription_updated {
    use stripe::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::CustomerSubscriptionUpdated(event) = event {
            println!("{event:?}");
        }
    }
}

mod stripe_event_invoice_paid {
    use stripe::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::InvoicePaid(event) = event {
            println!("{event:?}");
        }
    }
}

mod stripe_event_invoice_payment_failed {
    use stripe::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::InvoicePaymentFailed(event) = event {
            println!("{event:?}");
        }
    }
}

mod stripe_event_payment_intent_payment_failed {
    use stripe::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::PaymentIntentPaymentFailed(event) = event {
            println!("{event:?}");
        }
    }
}

mod stripe_event_payment_intent_succeeded {
    use stripe::webhooks::{Event, Headers, NotAnEvent, Secrets, verify};

    // `body` is the raw bytes of the request, before any parser; `secrets` comes from `webhooks::secrets([…])`.
    fn receive(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<(), NotAnEvent> {
        take(verify(headers, body, secrets)?.into_inner());
        Ok(())
    }

    fn take(event: Event) {
        if let Event::PaymentIntentSucceeded(event) = event {
            println!("{event:?}");
        }
    }
}

mod stripe_client {
    use std::time::Duration;

    use stripe::{Client, auth, runtime};

    fn client(secret: &str) -> Client {
        let limits = runtime::Limits::per_second(5).concurrent(4);
        Client::builder(auth::bearer(secret))
            .timeout(Duration::from_secs(30))
            .limits(limits)
            .build()
    }
}
