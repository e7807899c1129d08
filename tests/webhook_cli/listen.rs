//! `listen` and `replay`: what arrives is forwarded and kept byte for byte, whatever goes wrong.

use std::io::{Read, Write};

use crate::program::{Folder, Listening};
use crate::server::{Target, ok, post, send};

#[test]
fn a_delivery_is_forwarded_byte_for_byte_and_responded_with_the_targets_response() {
    let folder = Folder::new("forward");
    let target = Target::responding(|_| {
        "202 Accepted\r\ncontent-type: text/x-a\r\nx-own: 1\r\ncontent-length: 4\r\n\r\nbody"
            .to_owned()
    });
    let mut listening =
        Listening::start(&folder, &["--forward-to", &format!("{}/hooks", target.url)]);
    let body = b"{\"a\":\r\n 1}\0\xff";
    let response = post(
        &listening.address,
        "/in?x=1",
        &[
            ("X-Sign", "a"),
            ("x-sign", "b"),
            ("Proxy-Authorization", "no"),
        ],
        body,
    );
    assert!(
        response.starts_with("HTTP/1.1 202 Accepted\r\n"),
        "{response}"
    );
    assert!(
        response.contains("content-type: text/x-a\r\n") && response.ends_with("\r\n\r\nbody"),
        "{response}"
    );
    let got = target.next();
    assert_eq!(got.start, "POST /hooks?x=1 HTTP/1.1");
    assert_eq!(got.body, body);
    let signs: Vec<&str> = got
        .headers
        .iter()
        .filter(|(name, _)| name == "x-sign")
        .map(|(_, value)| &**value)
        .collect();
    assert_eq!(signs, ["a", "b"]);
    assert_eq!(got.header("proxy-authorization"), None);
    assert_eq!(
        got.header("host"),
        Some(target.url.trim_start_matches("http://"))
    );
    let line = listening.line();
    assert_eq!(
        (line["delivery"].as_u64(), line["bytes"].as_u64()),
        (Some(1), Some(body.len() as u64))
    );
    assert_eq!(
        (line["outcome"].as_str(), line["status"].as_u64()),
        (Some("unchecked"), Some(202))
    );
}

#[test]
fn a_handshake_gets_through() {
    let folder = Folder::new("handshake");
    let target = Target::responding(|request| {
        ok(request
            .start
            .split("challenge=")
            .nth(1)
            .unwrap()
            .split(' ')
            .next()
            .unwrap())
    });
    let listening = Listening::start(&folder, &["--forward-to", &target.url]);
    let request = "GET /meta?hub.mode=subscribe&hub.challenge=1158201444 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    let response = send(&listening.address, request.as_bytes());
    assert!(response.ends_with("\r\n\r\n1158201444"), "{response}");
    assert_eq!(
        target.next().start,
        "GET /meta?hub.mode=subscribe&hub.challenge=1158201444 HTTP/1.1"
    );
}

/// Asana's first delivery has a secret in a header, which the response must repeat; CloudEvents ask by `OPTIONS` whether the
/// receiver allows their origin (HTTP webhooks 1.0.2, section 4). A header of the target's connection stays behind.
#[test]
fn a_handshake_of_headers_gets_through() {
    let folder = Folder::new("header-handshake");
    let target = Target::responding(|request| match request.header("x-hook-secret") {
        Some(secret) => format!(
            "204 No Content\r\nX-Hook-Secret: {secret}\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n\
             connection: close, x-hop\r\nx-hop: 1\r\nkeep-alive: timeout=5\r\n\r\n"
        ),
        None => format!(
            "200 OK\r\nWebHook-Allowed-Origin: {}\r\nWebHook-Allowed-Rate: 120\r\nallow: POST\r\ncontent-length: 0\r\n\r\n",
            request.header("webhook-request-origin").unwrap()
        ),
    });
    let mut listening = Listening::start(&folder, &["--forward-to", &target.url]);
    let asana = post(
        &listening.address,
        "/asana",
        &[("X-Hook-Secret", "b537")],
        b"",
    );
    assert!(asana.starts_with("HTTP/1.1 204 "), "{asana}");
    for line in ["x-hook-secret: b537", "set-cookie: a=1", "set-cookie: b=2"] {
        assert!(asana.contains(&format!("{line}\r\n")), "{asana}");
    }
    assert!(
        !asana.contains("x-hop") && !asana.contains("keep-alive"),
        "{asana}"
    );
    let options = "OPTIONS /events HTTP/1.1\r\nhost: a\r\nWebHook-Request-Origin: events.example\r\nconnection: close\r\n\r\n";
    let events = send(&listening.address, options.as_bytes());
    assert!(events.starts_with("HTTP/1.1 200 OK\r\n"), "{events}");
    for line in [
        "webhook-allowed-origin: events.example",
        "webhook-allowed-rate: 120",
        "allow: POST",
    ] {
        assert!(events.contains(&format!("{line}\r\n")), "{events}");
    }
    assert_eq!(target.next().start, "POST /asana HTTP/1.1");
    assert_eq!(target.next().start, "OPTIONS /events HTTP/1.1");
    assert_eq!(listening.line()["status"], 204);
    assert_eq!(listening.line()["status"], 200);
}

#[test]
fn options_of_the_server_itself_are_no_delivery() {
    let folder = Folder::new("asterisk");
    let target = Target::new();
    let listening = Listening::start(&folder, &["--forward-to", &target.url]);
    let request = "OPTIONS * HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    let response = send(&listening.address, request.as_bytes());
    assert!(response.starts_with("HTTP/1.1 204 "), "{response}");
    assert!(
        response.contains("allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"),
        "{response}"
    );
    assert!(target.is_quiet());
}

#[test]
fn a_bare_port_is_one_of_this_machine() {
    let folder = Folder::new("port");
    let target = Target::new();
    let port = target.url.rsplit(':').next().unwrap();
    let mut listening = Listening::start(&folder, &["--forward-to", port, "--store", "kept.jsonl"]);
    post(&listening.address, "/in", &[], b"{}");
    assert_eq!(listening.line()["status"], 200);
    let got = target.next();
    assert_eq!(got.start, "POST /in HTTP/1.1");
    assert_eq!(got.header("host"), Some(&*format!("localhost:{port}")));
    folder
        .run(&[
            "replay",
            "1",
            "--store",
            "kept.jsonl",
            "--to",
            &format!(":{port}"),
        ])
        .expect(0);
    assert_eq!(target.next().start, "POST /in HTTP/1.1");
    folder
        .run(&["listen", "--forward-to", "70000"])
        .expect(2)
        .reports("error: `70000` is no port: ports are numbers from 1 to 65535");
}

#[test]
fn a_handshake_that_is_not_signed_is_no_refusal() {
    let folder = Folder::new("meta");
    let target = Target::new();
    let mut listening = Listening::start(
        &folder,
        &[
            "--forward-to",
            &target.url,
            "--scheme",
            "meta",
            "--secret",
            "the secret of this app",
        ],
    );
    let request = "GET /?hub.mode=subscribe&hub.challenge=17 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    send(&listening.address, request.as_bytes());
    assert_eq!(listening.line()["outcome"], "handshake");
    post(&listening.address, "/", &[], b"{}");
    let line = listening.line();
    assert_eq!(line["outcome"], "refused");
    assert!(
        line["reason"]
            .as_str()
            .unwrap()
            .contains("`X-Hub-Signature-256` is missing"),
        "{line}"
    );
}

#[test]
fn connections_that_are_left_open_take_up_no_room() {
    let folder = Folder::new("room");
    let target = Target::new();
    let listening = Listening::start(&folder, &["--forward-to", &target.url]);
    let mut open = Vec::new();
    for _ in 0..50 {
        let mut stream = std::net::TcpStream::connect(&listening.address).unwrap();
        // HTTP/1.1 would keep the connection for the next request.
        stream
            .write_all(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}")
            .unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
        open.push(stream);
    }
}

#[test]
fn a_dead_target_costs_the_delivery_and_not_the_server() {
    let folder = Folder::new("dead");
    // A port that was free a moment ago.
    let dead = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut listening = Listening::start(&folder, &["--forward-to", &dead.to_string()]);
    for _ in 0..2 {
        assert!(post(&listening.address, "/", &[], b"{}").starts_with("HTTP/1.1 502 "));
        let line = listening.line();
        assert_eq!(line["status"].as_u64(), None);
        assert_eq!(
            line["error"].as_str(),
            Some("nothing listens there (connection refused)")
        );
    }
}

#[test]
fn senders_that_misbehave_cost_only_themselves() {
    let folder = Folder::new("misbehave");
    let target = Target::new();
    let listening = Listening::start(&folder, &["--forward-to", &target.url]);
    let address = &listening.address;
    // Opened and left alone, for as long as the test runs.
    let _idle = std::net::TcpStream::connect(address).unwrap();
    assert!(send(address, b"\0\xff nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
    let many: String = (0..500)
        .map(|number| format!("x-{number}: 1\r\n"))
        .collect();
    assert!(
        send(address, format!("POST / HTTP/1.1\r\n{many}\r\n").as_bytes())
            .starts_with("HTTP/1.1 431 ")
    );
    let large = format!(
        "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        26 << 20
    );
    let large = [large.into_bytes(), vec![b'a'; 26 << 20]].concat();
    assert!(send(address, &large).starts_with("HTTP/1.1 413 "));
    assert!(target.is_quiet());
    assert!(post(address, "/", &[], b"{}").starts_with("HTTP/1.1 200 "));
    assert_eq!(target.next().body, b"{}");
}

#[test]
fn deliveries_come_several_at_once() {
    let folder = Folder::new("several");
    // Responses only when all are there, so that one at a time would wait for ever.
    let all = std::sync::Arc::new(std::sync::Barrier::new(8));
    let target = Target::responding(move |_| {
        all.wait();
        ok("ok")
    });
    let mut listening = Listening::start(
        &folder,
        &["--forward-to", &target.url, "--store", "kept.jsonl"],
    );
    let senders: Vec<_> = (0..8)
        .map(|number: u32| {
            let address = listening.address.clone();
            std::thread::spawn(move || post(&address, "/", &[], number.to_string().as_bytes()))
        })
        .collect();
    senders
        .into_iter()
        .for_each(|sender| assert!(sender.join().unwrap().starts_with("HTTP/1.1 200 ")));
    let mut numbers: Vec<u64> = (0..8)
        .map(|_| listening.line()["delivery"].as_u64().unwrap())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn what_is_kept_is_sent_again_byte_for_byte() {
    let folder = Folder::new("replay");
    let target = Target::new();
    let body = b"{\"id\":\"evt_1\",\r\n\"type\":\"a.b\"}\xff\0";
    {
        let mut listening = Listening::start(
            &folder,
            &["--forward-to", &target.url, "--store", "kept.jsonl"],
        );
        post(
            &listening.address,
            "/first?a=1",
            &[("X-Sign", "caf\u{e9}")],
            body,
        );
        listening.line();
        post(&listening.address, "/second", &[], b"2");
        listening.line();
    }
    let first = target.next();
    let second = target.next();
    folder
        .run(&["replay", "1", "--store", "kept.jsonl", "--to", &target.url])
        .expect(0);
    assert_eq!(target.next(), first);
    let ran = folder.run(&[
        "replay",
        "--last",
        "5",
        "--store",
        "kept.jsonl",
        "--to",
        &target.url,
        "--json",
    ]);
    assert_eq!(ran.expect(0).out.lines().count(), 2);
    assert_eq!([target.next(), target.next()], [first, second]);
    folder
        .run(&["replay", "3", "--store", "kept.jsonl", "--to", &target.url])
        .expect(1)
        .reports(
            "error: none of the 2 deliveries in kept.jsonl has the number or the event id `3`",
        );
}

#[test]
fn a_torn_store_is_read_and_written_on() {
    let folder = Folder::new("torn");
    let target = Target::new();
    let keep = |body: &[u8]| {
        let mut listening = Listening::start(
            &folder,
            &["--forward-to", &target.url, "--store", "kept.jsonl"],
        );
        post(&listening.address, "/", &[], body);
        listening.line();
        target.next();
    };
    keep(b"one");
    keep(b"two");
    let kept = std::fs::read(folder.path("kept.jsonl")).unwrap();
    folder.write("kept.jsonl", &kept[..kept.len() - 20]);
    keep(b"three");
    let ran = folder.run(&[
        "replay",
        "--last",
        "9",
        "--store",
        "kept.jsonl",
        "--to",
        &target.url,
    ]);
    ran.expect(0)
        .reports("warning: line 2 of kept.jsonl is torn or no delivery, and is left out");
    assert_eq!(
        [target.next().body, target.next().body],
        [b"one".to_vec(), b"three".to_vec()]
    );
}

#[test]
fn a_replay_that_is_not_taken_is_1() {
    let folder = Folder::new("refused");
    let target = Target::responding(|request| match request.body.as_slice() {
        b"bad" => "500 Oh\r\ncontent-length: 0\r\n\r\n".to_owned(),
        _ => ok("ok"),
    });
    {
        let mut listening = Listening::start(
            &folder,
            &["--forward-to", &target.url, "--store", "kept.jsonl"],
        );
        for body in ["bad", "good"] {
            post(&listening.address, "/", &[], body.as_bytes());
            listening.line();
        }
    }
    let replay =
        |id: &str| folder.run(&["replay", id, "--store", "kept.jsonl", "--to", &target.url]);
    replay("1").expect(1);
    replay("2").expect(0);
}

#[cfg(unix)]
#[test]
fn signals_end_it_cleanly() {
    let folder = Folder::new("signals");
    for signal in ["INT", "TERM"] {
        let target = Target::silent();
        let mut listening = Listening::start(&folder, &["--forward-to", &target.url]);
        // A connection that stays open does not keep it, and no delivery whose target never responds.
        let _idle = std::net::TcpStream::connect(&listening.address).unwrap();
        let address = listening.address.clone();
        std::thread::spawn(move || post(&address, "/", &[], b"{}"));
        target.next();
        assert_eq!(listening.signal(signal), Some(0), "{signal}");
    }
}

/// More connections than there is room for send nothing, or only the beginning of a request: a delivery gets through at once.
#[test]
fn half_open_connections_keep_no_delivery_out() {
    let folder = Folder::new("half-open");
    let target = Target::responding(|_| ok("taken"));
    let listening = Listening::start(&folder, &["--forward-to", &target.url]);
    let beginnings: [&[u8]; 4] = [
        b"",
        b"POST / HT",
        b"POST / HTTP/1.1\r\nhost: a\r\n",
        b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n{",
    ];
    let mut open = Vec::new();
    for round in 0..2 {
        for index in 0..40 {
            let mut stream = std::net::TcpStream::connect(&listening.address).unwrap();
            // A connection that was closed to make room refuses what follows.
            let _ = stream.write_all(beginnings[index % beginnings.len()]);
            open.push(stream);
        }
        let response = post(&listening.address, "/", &[], b"{}");
        assert!(response.ends_with("taken"), "{round}: {response}");
        assert_eq!(target.next().body, b"{}");
    }
}
