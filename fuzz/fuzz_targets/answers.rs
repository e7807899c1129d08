//! Responses in pieces: events and lines cut anywhere give the same items, and a traversal from page to page ends on its server.
#![no_main]

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use fetchwright_runtime::{
    Api, Auth, Body, Builder, Bytes, Call, ClientInner, Json, Operation, Paged, Pages, ServerEvent,
    Streamed, bytes, event_item, json,
};
use futures_core::Stream;
use http::{Request, Response};
use libfuzzer_sys::fuzz_target;

static API: Api = Api::new("fuzz", "https://api.example.com/base");

fuzz_target!(|input: &[u8]| {
    let Some((cut, text)) = input.split_first() else {
        return;
    };
    let cut = usize::from(*cut) % 7 + 1;
    for lines in [false, true] {
        assert_eq!(
            items(text, text.len().max(1), lines),
            items(text, cut, lines)
        );
    }
    pages(text);
});

fn client(respond: impl Fn(Request<Body>) -> Response<Body> + Send + Sync + 'static) -> ClientInner {
    Builder::new(&API, Auth::none())
        .transport(move |request| Ok(respond(request)))
        .build()
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build()
                .unwrap()
        })
        .block_on(work)
}

/// Chunks of one size.
struct Chunks(Bytes, usize);

impl Stream for Chunks {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let size = self.1.min(self.0.len());
        Poll::Ready((size > 0).then(|| Ok(self.0.split_to(size))))
    }
}

fn items(text: &[u8], size: usize, lines: bool) -> Vec<ServerEvent> {
    let text = Bytes::copy_from_slice(text);
    let core = client(move |_| Response::new(Body::from_stream(Chunks(text.clone(), size), None)));
    let operation = Operation::new("GET", "/", bytes);
    let operation = if lines {
        operation.lines(event_item)
    } else {
        operation.events(event_item)
    };
    let call: Call<Bytes, (), Streamed<ServerEvent>> = Call::new(core, operation);
    let mut stream = call.stream();
    let mut found = Vec::new();
    while let Some(item) = wait(stream.next()) {
        let Ok(item) = item else { break };
        found.push(item);
    }
    found
}

/// The same text as the body and the `Link` of every page.
fn pages(text: &[u8]) {
    let ways = [
        Pages::last_id("after", "/id")
            .backwards("before")
            .more("/has_more"),
        Pages::token("page", "/next"),
        Pages::url("/next"),
        Pages::link(),
        Pages::offset("offset"),
        Pages::number("page", 1),
    ];
    for pages in ways {
        let asked = Arc::new(AtomicUsize::new(0));
        let (counted, body) = (asked.clone(), Bytes::copy_from_slice(text));
        let core = client(move |request| {
            counted.fetch_add(1, Ordering::Relaxed);
            assert_eq!(request.uri().host(), Some("api.example.com"));
            let mut response = Response::new(Body::from(body.clone()));
            if let Ok(link) = http::HeaderValue::from_bytes(&body) {
                response.headers_mut().insert("link", link);
            }
            response
        });
        let call: Call<Json, (), Paged<Json>> =
            Call::new(core, Operation::new("GET", "/", json).pages(pages, "/data"));
        let mut items = call.items();
        while let Some(Ok(_)) = wait(items.next()) {}
        // The same page again is a circle.
        assert!(asked.load(Ordering::Relaxed) <= 3, "{pages:?}");
    }
}
