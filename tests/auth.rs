//! `fetchwright auth` from outside, against a server on this machine that plays the provider, and a test that plays the browser.
#![cfg(feature = "cli")]

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A provider that responds from a script: each response once, in order.
struct Provider {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Provider {
    fn start(replies: &[(u16, &str)]) -> Provider {
        let replies = replies.iter();
        let replies = replies.map(|(status, body)| (*status, (*body).to_owned()));
        let mut replies: VecDeque<(u16, String)> = replies.collect();
        Provider::responding(move |_| replies.pop_front().unwrap_or((500, String::new())))
    }

    fn responding(mut respond: impl FnMut(&str) -> (u16, String) + Send + 'static) -> Provider {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let request = request(&mut stream);
                let (status, body) = respond(&request);
                seen.lock().unwrap().push(request);
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                );
                stream
                    .write_all(format!("{head}{body}").as_bytes())
                    .unwrap();
            }
        });
        Provider { url, requests }
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// A request's first line and its body.
fn request(stream: &mut TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    format!("{} {}", first.trim(), String::from_utf8(body).unwrap())
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path =
            std::env::temp_dir().join(format!("fetchwright-auth-{}-{name}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// `fetchwright auth COMMAND` at a provider; its secret is in the environment.
    fn command(&self, provider: &Provider, command: &str, more: &[&str]) -> Command {
        let url = |path: &str| format!("{}{path}", provider.url);
        let mut run = Command::new(env!("CARGO_BIN_EXE_fetchwright"));
        run.args([
            "auth",
            command,
            "--provider",
            "google",
            "--client-id",
            "client",
        ])
        .args(["--client-secret", "env:SECRET"])
        .args([
            "--authorize-url",
            &url("/authorize"),
            "--token-url",
            &url("/token"),
        ])
        .args(["--device-url", &url("/device")])
        .args(more)
        .env("SECRET", "s3cret-of-the-client")
        .env("XDG_CONFIG_HOME", &self.0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
        run
    }

    fn tokens(&self) -> PathBuf {
        self.0.join("fetchwright/tokens/google.json")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

const TOKENS: &str = r#"{"access_token": "access-1", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "refresh-1", "scope": "a b"}"#;

/// The line of standard error that begins so.
fn line(reader: &mut impl BufRead, start: &str) -> String {
    let mut text = String::new();
    while reader.read_line(&mut text).unwrap() > 0 {
        if let Some(line) = text.lines().last().filter(|line| line.starts_with(start)) {
            return line.to_owned();
        }
    }
    panic!("no line begins with {start:?}: {text}");
}

/// The parameters of an authorization URL, which are escaped where they are read here.
fn parameter(url: &str, name: &str) -> String {
    let query = url.split_once('?').unwrap().1;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let found = pairs.find(|(key, _)| *key == name);
    let value = found.unwrap_or_else(|| panic!("no {name} in {url}")).1;
    value
        .replace("%3A", ":")
        .replace("%2F", "/")
        .replace("%20", " ")
}

/// What a browser does with a redirect: the response's status.
fn browse(redirect_uri: &str, query: &str) -> String {
    let rest = redirect_uri.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!("GET /{path}?{query} HTTP/1.1\r\nhost: {host}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert!(
        response.contains("referrer-policy: no-referrer")
            && response.contains("cache-control: no-store")
    );
    response.split(' ').nth(1).unwrap().to_owned()
}

/// The rest of what a command says, after its end.
fn end(mut child: Child, mut reader: impl Read) -> (i32, String) {
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    (child.wait().unwrap().code().unwrap(), text)
}

fn assert_no_secrets(text: &str) {
    for secret in ["access-1", "refresh-1", "s3cret", "the-code", "device-1"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn a_developer_signs_in_with_a_browser() {
    let provider = Provider::start(&[(200, TOKENS)]);
    let folder = Folder::new("browser");
    let mut command = folder.command(
        &provider,
        "login",
        &["--no-browser", "--scope", "a", "--scope", "b"],
    );
    let mut child = command.spawn().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let shown = line(&mut said, "sign in at ");
    let url = shown.strip_prefix("sign in at ").unwrap();
    assert!(
        url.starts_with(&format!("{}/authorize?", provider.url)),
        "{url}"
    );
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "client"),
        ("scope", "a b"),
        ("code_challenge_method", "S256"),
        // Of the provider file.
        ("access_type", "offline"),
    ] {
        assert_eq!(parameter(url, name), value);
    }
    let (redirect_uri, state) = (parameter(url, "redirect_uri"), parameter(url, "state"));
    assert!(
        redirect_uri.starts_with("http://127.0.0.1:"),
        "{redirect_uri}"
    );
    // Another page, and another sign-in: neither ends it.
    assert_eq!(browse(&format!("{redirect_uri}favicon.ico"), ""), "404");
    assert_eq!(browse(&redirect_uri, "code=other&state=other"), "400");
    assert!(provider.requests().is_empty());
    assert_eq!(
        browse(&redirect_uri, &format!("code=the-code&state={state}")),
        "200"
    );
    let (code, rest) = end(child, said);
    assert_eq!(code, 0, "{rest}");
    assert_no_secrets(&rest);
    let [sent] = &provider.requests()[..] else {
        panic!()
    };
    let form = sent.strip_prefix("POST /token HTTP/1.1 ").unwrap();
    let of = |name: &str| parameter(&format!("?{form}"), name);
    assert_eq!(
        (of("grant_type"), of("code"), of("redirect_uri")),
        (
            "authorization_code".to_owned(),
            "the-code".to_owned(),
            redirect_uri
        )
    );
    let hash = ring::digest::digest(&ring::digest::SHA256, of("code_verifier").as_bytes());
    assert_eq!(
        URL_SAFE_NO_PAD.encode(hash),
        parameter(url, "code_challenge")
    );
    let stored = std::fs::read_to_string(folder.tokens()).unwrap();
    assert!(
        stored.contains("access-1") && stored.contains("refresh-1"),
        "{stored}"
    );
    #[cfg(unix)]
    {
        let mode = std::fs::metadata(folder.tokens()).unwrap().permissions();
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777,
            0o600
        );
    }

    // A script has the token, and no request is sent for it.
    let output = folder.command(&provider, "token", &[]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "access-1\n");
    assert_eq!(provider.requests().len(), 1);
}

#[test]
fn a_refusal_is_an_error() {
    for (query, expected) in [
        ("error=access_denied", "the user did not agree"),
        (
            "error=invalid_scope&error_description=no+such+scope",
            "no such scope",
        ),
        ("", "it has no code"),
    ] {
        let provider = Provider::start(&[]);
        let folder = Folder::new("refused");
        let mut child = folder
            .command(&provider, "login", &["--no-browser"])
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let shown = line(&mut said, "sign in at ");
        let state = parameter(&shown, "state");
        assert_eq!(
            browse(
                &parameter(&shown, "redirect_uri"),
                &format!("{query}&state={state}")
            ),
            "200"
        );
        let (code, text) = end(child, said);
        assert_eq!(code, 1);
        assert!(text.contains(expected), "{text}");
        assert!(provider.requests().is_empty() && !folder.tokens().exists());
    }
}

#[test]
fn a_developer_signs_in_on_another_device() {
    let device = r#"{"device_code": "device-1", "user_code": "WDJB-MJHT", "verification_url": "https://login.example/device", "interval": 1, "expires_in": 60}"#;
    let expired = TOKENS.replace("3600", "0");
    let provider = Provider::start(&[
        (200, device),
        (428, r#"{"error": "authorization_pending"}"#),
        (200, &expired),
        (
            200,
            r#"{"access_token": "access-2", "expires_in": 3600, "refresh_token": "refresh-2"}"#,
        ),
        (400, r#"{"error": "invalid_grant"}"#),
    ]);
    let folder = Folder::new("device");
    let run = |command: &str, more: &[&str]| -> Output {
        folder.command(&provider, command, more).output().unwrap()
    };
    let output = run("login", &["--device"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("open https://login.example/device and enter WDJB-MJHT"),
        "{said}"
    );
    assert_no_secrets(&said);
    // It has ended, so it is renewed; and the new pair is stored.
    let output = run("token", &[]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "access-2\n");
    assert!(provider.requests()[3].contains("refresh_token=refresh-1"));
    let stored = std::fs::read_to_string(folder.tokens()).unwrap();
    assert!(
        stored.contains("refresh-2") && !stored.contains("refresh-1"),
        "{stored}"
    );
    std::fs::write(
        folder.tokens(),
        stored
            .replace("access-2", "")
            .replace("refresh-2", "refresh-3"),
    )
    .unwrap();
    let output = run("token", &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (
            output.status.code(),
            said.contains("fetchwright auth login")
        ),
        (Some(1), true),
        "{said}"
    );
}

/// Each refresh token is valid once, and a second use would end the family. Tokens end at once, so that each process renews.
#[test]
fn four_processes_lose_no_token_family() {
    let (mut issued, mut used) = (0, Vec::new());
    let provider = Provider::responding(move |request| {
        let token = parameter(
            &format!("?{}", request.rsplit(' ').next().unwrap()),
            "refresh_token",
        );
        if used.contains(&token) {
            return (400, r#"{"error": "invalid_grant"}"#.to_owned());
        }
        used.push(token);
        issued += 1;
        let body = format!(
            r#"{{"access_token": "a{issued}", "expires_in": 0, "refresh_token": "r{issued}"}}"#
        );
        (200, body)
    });
    let folder = Folder::new("rotation");
    std::fs::create_dir_all(folder.tokens().parent().unwrap()).unwrap();
    std::fs::write(
        folder.tokens(),
        r#"{"access_token": "", "refresh_token": "r0"}"#,
    )
    .unwrap();
    for _ in 0..3 {
        let processes: Vec<Child> = (0..4)
            .map(|_| folder.command(&provider, "token", &[]).spawn().unwrap())
            .collect();
        for process in processes {
            let output = process.wait_with_output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.success(), "{said}");
        }
    }
    assert_eq!(provider.requests().len(), 12, "each renewed once");
    let stored = std::fs::read_to_string(folder.tokens()).unwrap();
    assert!(
        stored.contains("r12"),
        "the newest is in the store: {stored}"
    );
}

#[test]
fn what_is_missing_is_said() {
    let folder = Folder::new("missing");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_fetchwright"))
            .args(["auth", "login", "--client-id", "c", "--no-browser"])
            .args(arguments)
            .env("XDG_CONFIG_HOME", &folder.0)
            .output()
            .unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    for (arguments, code, expected) in [
        (&["--store", "x.json"][..], 2, "--authorize-url"),
        (&["--provider", "gogle"], 2, "google"),
        (&["--provider", "resend"], 2, "nothing is known of OAuth"),
        (&["--provider", "okta"], 2, "--set domain=VALUE"),
        (
            &["--provider", "okta", "--set", "domain=evil.example/"],
            2,
            "no such variable has",
        ),
        (
            &[
                "--provider",
                "google",
                "--client-secret",
                "env:FETCHWRIGHT_NO_SUCH",
            ],
            1,
            "is not set",
        ),
        (
            &["--issuer", "http://login.example", "--store", "x.json"],
            1,
            "https",
        ),
        (
            &["--provider", "google", "--path", "callback"],
            2,
            "begins with /",
        ),
        (&["--provider", "figma", "--device"], 2, "--device-url"),
    ] {
        let (found, said) = run(arguments);
        assert_eq!(
            (found, said.contains(expected)),
            (code, true),
            "{arguments:?}: {said}"
        );
    }
}
