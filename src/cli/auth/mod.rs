//! `fetchwright auth`: signs a developer in, and gives scripts an access token.
//!
//! ```text
//! auth login   →   a browser, or a code for another device   →   tokens in a file that only its owner reads
//! auth token   →   the access token of that file, renewed if it ends
//! ```
//!
//! The protocol is that of the generated clients. Invariants: no token, code or secret is shown, except the access token by
//! `auth token`; the browser comes back to this machine alone, with PKCE and a state of its own.

mod arguments;
mod client;
mod redirect;

use std::process::{Command, Stdio};

use fetchwright_runtime::{FileStore, OAuth, TokenError, TokenErrorKind, TokenStore, Tokens};

pub(super) use arguments::AuthCommand;

use self::arguments::{LoginArguments, TokenArguments};
use self::client::Endpoints;
use self::redirect::Redirect;
use super::webhook::Failure;
use super::{print, say};

/// Runs one of the commands and gives the exit code.
pub(super) fn run(command: &AuthCommand) -> u8 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("cannot start: {error}")));
    let done = runtime.and_then(|runtime| match command {
        AuthCommand::Login(arguments) => runtime.block_on(login(arguments)),
        AuthCommand::Token(arguments) => runtime.block_on(token(arguments)),
    });
    done.map_or_else(Failure::shown, |()| 0)
}

fn failed(error: TokenError) -> Failure {
    let help = match error.kind() {
        TokenErrorKind::SignInAgain => "; run `fetchwright auth login`",
        TokenErrorKind::Refused => "; are client id, secret and redirect address as registered?",
        _ => "",
    };
    Failure::new(format!("{error}{help}"))
}

async fn login(arguments: &LoginArguments) -> Result<(), Failure> {
    let endpoints = Endpoints::of(&arguments.client)?;
    let (path, store) = client::store(&arguments.client)?;
    let scopes = match arguments.scope.is_empty() {
        true => &endpoints.scopes,
        false => &arguments.scope,
    };
    let tokens = match arguments.device {
        true => on_a_device(arguments, &endpoints, scopes).await?,
        false => in_a_browser(arguments, &endpoints, scopes).await?,
    };
    save(&store, &tokens).await?;
    say(&format!("signed in; the tokens are in {}", path.display()));
    if tokens.refresh_token.is_none() && tokens.renew_at.is_some() {
        say("the provider gave no refresh token: when the access token ends, sign in again");
    }
    Ok(())
}

async fn save(store: &FileStore, tokens: &Tokens) -> Result<(), Failure> {
    let cannot = |error| Failure::new(format!("cannot store the tokens: {error}"));
    let lock = store.lock().await.map_err(cannot)?;
    let saved = store.save(tokens).await.map_err(cannot);
    drop(lock);
    saved
}

async fn in_a_browser(
    arguments: &LoginArguments,
    endpoints: &Endpoints,
    scopes: &[String],
) -> Result<Tokens, Failure> {
    let code = endpoints.browser(&arguments.client).await?;
    let code = scopes.iter().fold(code, |code, scope| code.scope(scope));
    let redirect = Redirect::listen(arguments.port, &arguments.path).await?;
    let attempt = code.start(&redirect.uri).map_err(failed)?;
    say(&format!("sign in at {}", attempt.url));
    if !arguments.no_browser {
        open(&attempt.url);
    }
    let callback = redirect.wait(&attempt).await?;
    code.finish(attempt, &callback).await.map_err(failed)
}

async fn on_a_device(
    arguments: &LoginArguments,
    endpoints: &Endpoints,
    scopes: &[String],
) -> Result<Tokens, Failure> {
    let device = endpoints.device(&arguments.client)?;
    let device = scopes
        .iter()
        .fold(device, |device, scope| device.scope(scope));
    let attempt = device.start().await.map_err(failed)?;
    say(&format!(
        "open {} and enter {}",
        attempt.verification_uri, attempt.user_code
    ));
    device.finish(attempt).await.map_err(failed)
}

/// Opens a browser. Where there is none, the address is there to be copied.
fn open(url: &str) {
    let (program, arguments) = match std::env::consts::OS {
        "macos" => ("open", &[][..]),
        "windows" => ("rundll32", &["url.dll,FileProtocolHandler"][..]),
        _ => ("xdg-open", &[][..]),
    };
    let started = Command::new(program)
        .args(arguments)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    drop(started);
}

async fn token(arguments: &TokenArguments) -> Result<(), Failure> {
    let endpoints = Endpoints::of(&arguments.client)?;
    let (_, store) = client::store(&arguments.client)?;
    let request = match &arguments.client.issuer {
        Some(_) => endpoints.browser(&arguments.client).await?.token_request(),
        None => endpoints.request(&arguments.client)?,
    };
    let oauth = OAuth::builder(request).store(store).build();
    let token = oauth.access_token().await.map_err(failed)?;
    print(&format!("{}\n", token.expose()));
    Ok(())
}
