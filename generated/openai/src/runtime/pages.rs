//! Lists that come page by page: as a stream of items, or of pages.
//!
//! ```text
//! let mut customers = client.list_customers().with(&params).items();
//! while let Some(customer) = customers.next().await {
//!     println!("{}", customer?.id);
//! }
//! ```
//!
//! Each page is a call like any other, with its own time, attempts and limits. It is asked for when the items before it
//! were taken, and never sooner. An error ends the stream. So does a provider whose pages go in a circle or never end,
//! with an error of [`ErrorKind::Pages`], and one that sends the reader to another server: that one would get the credentials.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use http::StatusCode;
use serde::de::DeserializeOwned;

use super::call::{Call, RequestDraft, Response};
use super::client::ClientInner;
use super::decode::{DecodeError, from_json};
use super::engine::{self, OperationLabel};
use super::error::Error;
use super::operation::Operation;
use super::page_requests::PageRequests;
use super::pointer;
use super::transport::BoxFuture;

/// How the pages of a list follow each other. Places in a page are JSON pointers (RFC 6901).
#[derive(Clone, Copy, Debug)]
pub struct Pages {
    pub(super) next: Next,
    /// Where the page says whether another one follows.
    pub(super) more: Option<&'static str>,
    /// Where the page says `true` if none follows.
    pub(super) done: Option<&'static str>,
    /// Where the page says how many pages or items there are.
    pub(super) total: Option<&'static str>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Next {
    LastId {
        parameter: &'static str,
        backwards: Option<&'static str>,
        id: &'static str,
    },
    Token {
        parameter: &'static str,
        in_body: bool,
        at: &'static str,
    },
    Url {
        at: &'static str,
        rel: Option<&'static str>,
    },
    Link {
        last: Option<(&'static str, &'static str)>,
    },
    Offset {
        parameter: &'static str,
    },
    Number {
        parameter: &'static str,
        first: u64,
    },
}

impl Pages {
    const fn new(next: Next) -> Pages {
        Pages {
            next,
            more: None,
            done: None,
            total: None,
        }
    }

    /// `parameter` takes the id of the last item, which an item holds at `id`.
    pub const fn last_id(parameter: &'static str, id: &'static str) -> Pages {
        Pages::new(Next::LastId {
            parameter,
            backwards: None,
            id,
        })
    }

    /// The other direction: a call with this parameter reads from its end to its beginning.
    #[must_use]
    pub const fn backwards(mut self, parameter: &'static str) -> Pages {
        if let Next::LastId { backwards, .. } = &mut self.next {
            *backwards = Some(parameter);
        }
        self
    }

    /// `parameter` takes the token that the page holds.
    pub const fn token(parameter: &'static str, at: &'static str) -> Pages {
        Pages::new(Next::Token {
            parameter,
            in_body: false,
            at,
        })
    }

    /// The request body takes the token at this JSON pointer.
    pub const fn token_in_body(parameter: &'static str, at: &'static str) -> Pages {
        Pages::new(Next::Token {
            parameter,
            in_body: true,
            at,
        })
    }

    /// The page holds the URL of the next one.
    pub const fn url(at: &'static str) -> Pages {
        Pages::new(Next::Url { at, rel: None })
    }

    /// The page holds a list of links; the URL is the `href` of the one with this `rel`.
    #[must_use]
    pub const fn rel(mut self, name: &'static str) -> Pages {
        if let Next::Url { rel, .. } = &mut self.next {
            *rel = Some(name);
        }
        self
    }

    /// The header `Link` names the URL of the next one (RFC 8288).
    pub const fn link() -> Pages {
        Pages::new(Next::Link { last: None })
    }

    /// A link with this parameter ends the list, although it names a URL.
    #[must_use]
    pub const fn last(mut self, name: &'static str, value: &'static str) -> Pages {
        if let Next::Link { last } = &mut self.next {
            *last = Some((name, value));
        }
        self
    }

    /// `parameter` takes the number of items before the page.
    pub const fn offset(parameter: &'static str) -> Pages {
        Pages::new(Next::Offset { parameter })
    }

    /// `parameter` takes the page's number.
    pub const fn number(parameter: &'static str, first: u64) -> Pages {
        Pages::new(Next::Number { parameter, first })
    }

    /// The page says whether another one follows.
    #[must_use]
    pub const fn more(mut self, at: &'static str) -> Pages {
        self.more = Some(at);
        self
    }

    /// The page says `true` if no other one follows.
    #[must_use]
    pub const fn done(mut self, at: &'static str) -> Pages {
        self.done = Some(at);
        self
    }

    /// The page says how many pages there are, or, for an offset, how many items.
    #[must_use]
    pub const fn total(mut self, at: &'static str) -> Pages {
        self.total = Some(at);
        self
    }
}

/// What a [`Call`] has whose answer is a page: [`Call::items`] and [`Call::pages`].
///
/// Each page is a call like any other, with its own time, attempts and limits, and is asked for when the items before it
/// were taken. What the call says holds for every page.
pub struct Paged<I> {
    pages: Pages,
    items: &'static str,
    read: fn(&str) -> Result<Vec<I>, DecodeError>,
}

impl<T> Operation<T> {
    /// Its answers are pages, with their items at this place.
    pub const fn pages<I: DeserializeOwned>(
        self,
        pages: Pages,
        items: &'static str,
    ) -> Operation<T, Paged<I>> {
        Operation {
            description: self.description,
            decode: self.decode,
            other: Paged {
                pages,
                items,
                read: |json| from_json(json.as_bytes()),
            },
        }
    }
}

impl<T, P, I> Call<T, P, Paged<I>> {
    /// All items, this call's page and those behind it, as a `Stream`.
    pub fn items(self) -> Items<I> {
        let pages = Fetching::start(self.core, self.draft, &self.other);
        Items {
            pages,
            read: self.other.read,
            ready: Vec::new().into_iter(),
        }
    }

    /// This call's page and those behind it, as a `Stream`.
    pub fn pages(self) -> PageStream<T> {
        PageStream {
            pages: Fetching::start(self.core, self.draft, &self.other),
            decode: self.decode,
        }
    }
}

/// The items of a list, page after page: [`Call::items`]. It is a `Stream`, and can be read without a crate for these:
/// `while let Some(item) = items.next().await { … }`.
///
/// An error ends it; a list that goes in a circle, has no end, or leads to another server is one of [`ErrorKind::Pages`].
///
/// [`ErrorKind::Pages`]: super::error::ErrorKind::Pages
#[must_use = "nothing is asked for until an item is"]
pub struct Items<I> {
    pages: Fetching,
    read: fn(&str) -> Result<Vec<I>, DecodeError>,
    ready: std::vec::IntoIter<I>,
}

impl<I> Items<I> {
    /// Ends after so many pages, without an error. Without this, a stream that has read 10,000 pages and sees no end is an
    /// error.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.pages.bound(pages);
        self
    }

    /// The next item; `None` at the end, and after an error.
    pub async fn next(&mut self) -> Option<Result<I, Error>> {
        std::future::poll_fn(|cx| self.poll(cx)).await
    }

    /// All items at once.
    ///
    /// # Errors
    /// The first error of any page; the items before it are lost.
    pub async fn to_vec(mut self) -> Result<Vec<I>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        loop {
            if let Some(item) = self.ready.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            let page = match ready!(self.pages.poll(cx)) {
                Some(Ok(page)) => page,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            match page.items(self.read) {
                Ok(items) => self.ready = items.into_iter(),
                Err(error) => {
                    self.pages = Fetching::Ended;
                    return Poll::Ready(Some(Err(page.undecoded(error))));
                }
            }
        }
    }
}

/// The pages of a list: [`Call::pages`]. It is a `Stream`, and can be read without a crate for these.
#[must_use = "nothing is asked for until a page is"]
pub struct PageStream<T> {
    pages: Fetching,
    decode: fn(&Response) -> Result<T, DecodeError>,
}

impl<T> PageStream<T> {
    /// Ends after so many pages, without an error. Without this, a stream that has read 10,000 pages and sees no end is an
    /// error.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.pages.bound(pages);
        self
    }

    /// The next page; `None` at the end, and after an error.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let page = match ready!(self.pages.poll(cx)) {
            Some(Ok(page)) => page,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        };
        Poll::Ready(Some((self.decode)(&page.response).map_err(|error| {
            self.pages = Fetching::Ended;
            page.undecoded(error)
        })))
    }
}

impl<I> Unpin for Items<I> {}

impl<I> Stream for Items<I> {
    type Item = Result<I, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<T> Stream for PageStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<I> fmt::Debug for Items<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("ready", &self.ready.len())
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for PageStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageStream").finish_non_exhaustive()
    }
}

/// A page as it came.
pub(super) struct Page {
    pub(super) core: ClientInner,
    pub(super) label: OperationLabel,
    pub(super) response: Response,
    pub(super) items: &'static str,
    pub(super) backwards: bool,
}

impl Page {
    fn items<I>(
        &self,
        read: fn(&str) -> Result<Vec<I>, DecodeError>,
    ) -> Result<Vec<I>, DecodeError> {
        if self.response.status == StatusCode::NO_CONTENT {
            return Ok(Vec::new());
        }
        // Where a page is empty, some providers leave its list out.
        let Some(list) =
            pointer::find(&self.response.body, self.items)?.filter(|list| *list != "null")
        else {
            return Ok(Vec::new());
        };
        let mut items = read(list).map_err(|error| error.below(self.items))?;
        if self.backwards {
            items.reverse();
        }
        Ok(items)
    }

    fn undecoded(self, error: DecodeError) -> Error {
        engine::undecoded(&self.core, self.label, self.response, error)
    }
}

/// The requests from page to page, and the page that is under way.
enum Fetching {
    Waiting(Box<PageRequests>),
    Sent(BoxFuture<'static, (Box<PageRequests>, Result<Response, Error>)>),
    Ended,
}

impl Fetching {
    fn start<I>(core: ClientInner, draft: RequestDraft, paged: &Paged<I>) -> Fetching {
        Fetching::Waiting(Box::new(PageRequests::start(
            core,
            draft,
            paged.pages,
            paged.items,
        )))
    }

    fn bound(&mut self, pages: usize) {
        if let Fetching::Waiting(requests) = self {
            requests.bound(pages);
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Page, Error>>> {
        if let Fetching::Waiting(requests) = self {
            let next = std::mem::replace(&mut requests.next, Ok(false));
            let Fetching::Waiting(requests) = std::mem::replace(self, Fetching::Ended) else {
                return Poll::Ready(None);
            };
            match next {
                Ok(true) => *self = Fetching::Sent(Box::pin(requests.fetch())),
                Ok(false) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
        let Fetching::Sent(fetch) = self else {
            return Poll::Ready(None);
        };
        let (mut requests, outcome) = ready!(fetch.as_mut().poll(cx));
        *self = Fetching::Ended;
        Poll::Ready(Some(outcome.map(|response| {
            let page = requests.arrived(response);
            *self = Fetching::Waiting(requests);
            page
        })))
    }
}
