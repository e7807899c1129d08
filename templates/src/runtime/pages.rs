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

use super::boxed::BoxFuture;
use super::call::Call;
use super::client::ClientInner;
use super::decode::{DecodeError, read_json};
use super::draft::RequestDraft;
use super::engine;
use super::error::Error;
use super::operation::Operation;
use super::page::Page;
use super::page_requests::PageRequests;
use super::page_rules::Pages;
use super::response::Response;
use super::values::Decode;

/// The additional methods of a [`Call`] whose response is a page: [`Call::items`] and [`Call::pages`].
///
/// Each page is a call like any other, with its own time, attempts and limits, and is asked for when the items before it
/// were taken. The call's options apply to every page.
pub struct Paged<I> {
    pages: Pages,
    items: &'static str,
    read: fn(&str) -> Result<Vec<I>, DecodeError>,
}

impl<T> Operation<T> {
    /// Its responses are pages, with their items at this place.
    pub const fn pages<I: for<'de> Decode<'de>>(
        self,
        pages: Pages,
        items: &'static str,
    ) -> Operation<T, Paged<I>> {
        Operation {
            operation_data: self.operation_data,
            decode: self.decode,
            other: Paged {
                pages,
                items,
                read: |json| read_json(json.as_bytes()),
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
        let decoded = engine::decoded(&page.core.0.settings, || (self.decode)(&page.response));
        Poll::Ready(Some(decoded.map_err(|error| {
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
        if outcome.as_ref().is_err_and(|error| requests.is_end(error)) {
            return Poll::Ready(None);
        }
        Poll::Ready(Some(outcome.map(|response| {
            let page = requests.arrived(response);
            *self = Fetching::Waiting(requests);
            page
        })))
    }
}
