//! TLS, proxies and connections that the server closed, against servers that others wrote: nginx and tinyproxy. A test whose
//! program is not installed reports that it was skipped.

use std::io::{BufRead, BufReader};
use std::net::TcpListener as Listener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::sockets::{row, shown};
use super::*;

static API: Api = Api::new("test", "http://127.0.0.1:1");

/// A password that no message may show.
pub(super) const CANARY: &str = "pw_canary";

/// A folder that is gone with its test.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> Folder {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("fetchwright-networks-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    pub(super) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// An authority, and certificates of it for `localhost` and for a client.
    pub(super) fn certificates(&self) -> bool {
        let subjects = [
            ("ca", "/CN=test root"),
            ("server", "/CN=localhost"),
            ("client", "/CN=me"),
        ];
        let extensions = [
            ("ca", "basicConstraints=critical,CA:TRUE\n"),
            ("server", "subjectAltName=DNS:localhost\n"),
            ("client", "extendedKeyUsage=clientAuth\n"),
        ];
        for (name, text) in extensions {
            self.write(&format!("{name}.ext"), text);
        }
        subjects.iter().all(|(name, subject)| {
            let request = format!(
                "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {name}.key -out {name}.csr -subj"
            );
            let signed_by = match *name {
                "ca" => "-signkey ca.key".to_owned(),
                _ => "-CA ca.pem -CAkey ca.key -CAcreateserial".to_owned(),
            };
            let sign = format!(
                "x509 -req -in {name}.csr -days 2 -out {name}.pem -extfile {name}.ext {signed_by}"
            );
            self.openssl(request.split(' ').chain([*subject])) && self.openssl(sign.split(' '))
        })
    }

    fn openssl<'a>(&self, arguments: impl Iterator<Item = &'a str>) -> bool {
        let mut command = Command::new("openssl");
        let command = command.args(arguments).current_dir(&self.0);
        let output = command.stdout(Stdio::null()).stderr(Stdio::null());
        output.status().is_ok_and(|status| status.success())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A program that runs as long as its test.
pub(super) struct Program(Child);

impl Program {
    /// Starts it and waits for it to listen; `None` where it is not installed.
    pub(super) async fn start(command: &mut Command, port: u16) -> Option<Program> {
        let name = command.get_program().to_string_lossy().into_owned();
        let silent = command.stdout(Stdio::null()).stderr(Stdio::null());
        let Ok(child) = silent.stdin(Stdio::null()).spawn() else {
            eprintln!("skipped: {name} is not installed");
            return None;
        };
        let program = Program(child);
        for _ in 0..600 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .is_ok()
            {
                return Some(program);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{name} does not listen");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(super) fn free_port() -> u16 {
    Listener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// nginx with TLS, and whatever a server of it has further.
pub(super) async fn nginx(folder: &Folder, further: &str) -> Option<(Program, u16)> {
    let json = "default_type application/json; return 200 '{\"n\":7}';";
    nginx_that(folder, "ssl", further, json).await
}

/// The same with how it listens and what it responds.
pub(super) async fn nginx_that(
    folder: &Folder,
    listen: &str,
    further: &str,
    responds: &str,
) -> Option<(Program, u16)> {
    if !folder.certificates() {
        eprintln!("skipped: openssl is not installed");
        return None;
    }
    let port = free_port();
    let root = folder.0.display();
    // One process: the workers of a master that is killed go on.
    let config = format!(
        "daemon off; master_process off; pid {root}/pid; error_log {root}/log; events {{}}\n\
         http {{ access_log off; client_body_temp_path {root}/a; proxy_temp_path {root}/b; fastcgi_temp_path {root}/c;\n\
         uwsgi_temp_path {root}/d; scgi_temp_path {root}/e;\n\
         server {{ listen 127.0.0.1:{port} {listen}; ssl_certificate {root}/server.pem; ssl_certificate_key {root}/server.key;\n\
         {further} location / {{ {responds} }} }} }}"
    );
    let config = folder.write("nginx.conf", &config);
    let mut command = Command::new("nginx");
    command.arg("-p").arg(&folder.0).arg("-c").arg(config);
    command.arg("-e").arg(folder.path("log"));
    Some((Program::start(&mut command, port).await?, port))
}

/// tinyproxy that wants a name and a password.
pub(super) async fn tinyproxy(folder: &Folder) -> Option<(Program, u16)> {
    let port = free_port();
    let config = format!(
        "Port {port}\nListen 127.0.0.1\nTimeout 60\nBasicAuth me {CANARY}\nLogFile \"{}\"\n",
        folder.path("proxy.log").display()
    );
    let config = folder.write("tinyproxy.conf", &config);
    let mut command = Command::new("tinyproxy");
    command.arg("-d").arg("-c").arg(config);
    Some((Program::start(&mut command, port).await?, port))
}

pub(super) fn client(url: &str) -> Builder<ClientInner> {
    Builder::new(&API, Auth::none()).base_url(url).no_proxy()
}

async fn call(client: Builder<ClientInner>) -> Result<Json, Error> {
    let operation = Operation::new("GET", "/", json::<Json>);
    Call::<Json>::new(client.build(), operation).await
}

/// An error in the words of the page; its text never has the password, and has these words.
fn refused(outcome: Result<Json, Error>, words: &str) -> String {
    let error = outcome.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains(words), "{text}");
    assert!(!text.contains(CANARY), "{text}");
    shown(&error)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_trusted_by_the_roots_that_one_gives() {
    let folder = Folder::new();
    let Some((_nginx, port)) = nginx(&folder, "").await else {
        return;
    };
    let url = format!("https://localhost:{port}");
    let found = call(client(&url).root_certificates(folder.read("ca.pem"))).await;
    assert_eq!(found.unwrap().as_str(), r#"{"n":7}"#);
    row(
        "TLS: an authority that is not trusted",
        &refused(call(client(&url)).await, "root_certificates"),
    );
    let other = format!("https://127.0.0.1:{port}");
    let trusting = client(&other).root_certificates(folder.read("ca.pem"));
    row(
        "TLS: a certificate of another host",
        &refused(call(trusting).await, "another host"),
    );
    let broken = client(&url).root_certificates("no PEM");
    row(
        "root certificates that are no PEM",
        &refused(call(broken).await, "no certificate in PEM"),
    );
    // By the environment, in a process of its own.
    let file = folder.path("ca.pem");
    assert_eq!(in_process(&url, &[("SSL_CERT_FILE", &file)]), r#"{"n":7}"#);
    assert_eq!(
        in_process(&url, &[("SSL_CERT_DIR", &folder.0)]),
        r#"{"n":7}"#
    );
    let missing = in_process(&url, &[("SSL_CERT_FILE", Path::new("/nowhere.pem"))]);
    assert!(missing.contains("/nowhere.pem"), "{missing}");
}

#[tokio::test]
async fn a_server_that_asks_for_a_certificate_gets_one() {
    let folder = Folder::new();
    let wants = format!(
        "ssl_client_certificate {}; ssl_verify_client on;",
        folder.path("ca.pem").display()
    );
    let Some((_nginx, port)) = nginx(&folder, &wants).await else {
        return;
    };
    let url = format!("https://localhost:{port}");
    let trusting = || client(&url).root_certificates(folder.read("ca.pem"));
    let known = trusting().client_certificate(folder.read("client.pem"), folder.read("client.key"));
    assert!(!format!("{:?}", known.settings.connections).contains("PRIVATE"));
    assert_eq!(call(known).await.unwrap().as_str(), r#"{"n":7}"#);
    // nginx accepts the connection and reports it in HTTP.
    let error = call(trusting()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    assert!(
        error
            .message()
            .unwrap()
            .contains("No required SSL certificate"),
        "{error}"
    );
    row("a client certificate is missing (nginx)", &shown(&error));
    let keyless = trusting().client_certificate(folder.read("client.pem"), "no key");
    refused(call(keyless).await, "no private key in PEM");
}

#[tokio::test]
async fn a_server_without_tls_is_distinguished() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let response = b"HTTP/1.1 400 Bad Request\r\n\r\n";
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, response).await;
            let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
        }
    });
    row(
        "TLS with a port that speaks HTTP",
        &refused(call(client(&url)).await, "does not speak TLS"),
    );
    server.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_go_through_a_proxy_with_its_credentials() {
    let folder = Folder::new();
    let Some((_proxy, proxy)) = tinyproxy(&folder).await else {
        return;
    };
    let Some((_nginx, port)) = nginx(&folder, "").await else {
        return;
    };
    let plain = plain_server().await;
    let right = format!("http://me:{CANARY}@127.0.0.1:{proxy}");
    let secure = format!("https://localhost:{port}");
    let through = |url: &str, proxy: &str| {
        client(url)
            .root_certificates(folder.read("ca.pem"))
            .proxy(proxy)
    };
    for url in [&plain, &secure] {
        let found = call(through(url, &right)).await.unwrap();
        assert_eq!(found.as_str(), r#"{"n":7}"#, "{url}");
    }
    let log = String::from_utf8(folder.read("proxy.log")).unwrap();
    assert!(log.contains(&format!("CONNECT localhost:{port}")), "{log}");
    assert!(log.contains(&format!("GET {plain}/")), "{log}");
    let wrong = format!("http://127.0.0.1:{proxy}");
    row(
        "a proxy that wants credentials, for https",
        &refused(call(through(&secure, &wrong)).await, "407"),
    );
    row(
        "a proxy that wants credentials, for http",
        &refused(call(through(&plain, &wrong)).await, "407"),
    );
    let dead = format!("http://me:{CANARY}@127.0.0.1:{}", free_port());
    let error = refused(
        call(through(&secure, &dead).retry(Retry::never())).await,
        "nothing was sent",
    );
    row("a proxy that nobody runs", &error);
    row(
        "a proxy of a scheme that is not known",
        &refused(
            call(through(&secure, "socks5://127.0.0.1:1")).await,
            "socks5",
        ),
    );
    // By the environment, in a process of its own.
    let roots = folder.path("ca.pem");
    let right = Path::new(&right);
    let dead = Path::new(&dead);
    let env = |name, value| [("SSL_CERT_FILE", roots.as_path()), (name, value)];
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        assert_eq!(
            in_process(&secure, &env(name, right)),
            r#"{"n":7}"#,
            "{name}"
        );
        let failed = in_process(&secure, &env(name, dead));
        assert!(
            failed.contains("nothing was sent") && !failed.contains(CANARY),
            "{failed}"
        );
    }
    for name in ["HTTP_PROXY", "http_proxy"] {
        assert_eq!(
            in_process(&secure, &env(name, dead)),
            r#"{"n":7}"#,
            "{name}"
        );
        assert_eq!(
            in_process(&plain, &env(name, right)),
            r#"{"n":7}"#,
            "{name}"
        );
    }
    for hosts in [
        "localhost",
        ".localhost",
        "a.example, localhost",
        "a.example localhost",
        "*",
    ] {
        let env = [
            ("SSL_CERT_FILE", roots.as_path()),
            ("HTTPS_PROXY", dead),
            ("NO_PROXY", Path::new(hosts)),
        ];
        assert_eq!(in_process(&secure, &env), r#"{"n":7}"#, "{hosts}");
    }
}

/// A server of HTTP whose URL is given.
async fn plain_server() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let response =
                    b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 7\r\n\r\n{\"n\":7}";
                let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, response).await;
                let _ = tokio::io::AsyncWriteExt::shutdown(&mut stream).await;
                let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
            });
        }
    });
    url
}

const VARIABLES: [&str; 11] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUEST_METHOD",
];

/// What a call gives in a process with these variables and no others of their kind.
fn in_process(url: &str, variables: &[(&str, &Path)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let test = "runtime::tests::networks::a_call_with_the_environments_proxy";
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    for name in VARIABLES {
        command.env_remove(name);
    }
    command.env("FETCHWRIGHT_TEST_URL", url);
    command.envs(variables.iter().copied());
    let output = command.output().unwrap().stdout;
    let mut lines = BufReader::new(&*output).lines().map_while(Result::ok);
    let line = lines.find_map(|line| Some(line.split_once("outcome: ")?.1.to_owned()));
    line.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output)))
}

#[tokio::test]
#[ignore = "run in a process of its own"]
async fn a_call_with_the_environments_proxy() {
    let url = std::env::var("FETCHWRIGHT_TEST_URL").unwrap();
    let client = Builder::new(&API, Auth::none())
        .base_url(url)
        .retry(Retry::never());
    match call(client).await {
        Ok(found) => println!("outcome: {}", found.as_str()),
        Err(error) => println!("outcome: {error} {error:?}"),
    }
}

/// A server that serves one request of each connection, and closes it when the second has come.
async fn forgetful() -> (String, Arc<AtomicUsize>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let count = requests.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let count = count.clone();
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer).await;
                count.fetch_add(1, Ordering::SeqCst);
                let response = b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{\"n\":7}";
                let _ = stream.write_all(response).await;
                if stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {
                    count.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    (url, requests)
}

#[tokio::test]
async fn a_connection_that_the_server_closed_is_no_attempt() {
    let (url, requests) = forgetful().await;
    let client = client(&url).retry(Retry::never()).build();
    for round in 1..=4_usize {
        let operation = Operation::new("GET", "/", json::<Json>);
        let found = Call::<Json>::new(client.clone(), operation).await;
        assert_eq!(found.unwrap().as_str(), r#"{"n":7}"#);
        // From the second on, one is lost and one is sent again.
        assert_eq!(requests.load(Ordering::SeqCst), 2 * round - 1);
    }
    // A POST may have been done, so it is not sent again.
    let operation = Operation::new("POST", "/", json::<Json>);
    let error = Call::<Json>::new(client.clone(), operation)
        .await
        .unwrap_err();
    assert!(error.was_sent() && error.is_retryable(), "{error}");
    row(
        "closes a connection of the pool when a POST comes",
        &shown(&error),
    );
    assert_eq!(requests.load(Ordering::SeqCst), 8);
}

/// What reqwest and a stack of tower's layers give of a refused connection.
#[tokio::test]
async fn a_refused_connection_was_not_sent_by_any_library() {
    #[derive(Debug)]
    struct Layer(std::io::Error);
    impl std::fmt::Display for Layer {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("error sending request")
        }
    }
    impl std::error::Error for Layer {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }
    for (kind, is_sent) in [
        (std::io::ErrorKind::ConnectionRefused, false),
        (std::io::ErrorKind::ConnectionReset, true),
    ] {
        let transport = move |_: http::Request<Body>| Err(Layer(kind.into()).into());
        let client = Builder::<ClientInner>::new(&API, Auth::none())
            .retry(Retry::never())
            .transport(transport)
            .build();
        let operation = Operation::new("POST", "/", json::<Json>);
        let error = Call::<Json>::new(client, operation).await.unwrap_err();
        assert_eq!(error.was_sent(), is_sent, "{kind:?}");
    }
}
