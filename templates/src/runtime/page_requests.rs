//! From a page to the request of the next one.
//!
//! ```text
//! GET /v1/customers?limit=2   →   {data: [{id: a}, {id: b}], has_more: true}   →   GET /v1/customers?limit=2&starting_after=b
//! ```
//!
//! Invariants: a page is never asked for twice; a request never leaves the server's origin.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use http::StatusCode;

use super::client::ClientInner;
use super::decode::DecodeError;
use super::draft::RequestDraft;
use super::encode;
use super::engine::{self, Reading};
use super::error::{Error, ErrorKind};
use super::form_value::FormValue;
use super::links::{self, LinkLocation, Target};
use super::outlines;
use super::page::Page;
use super::page_rules::{Next, Pages};
use super::pointer;
use super::repeat;
use super::request;
use super::response::Response;

/// The default maximum number of pages of a stream.
const USUAL_BOUND: usize = 10_000;

/// What asks for the next page.
#[derive(Hash)]
enum Ask {
    Parameter(&'static str, String),
    Body(&'static str, String),
    At(Target),
}

/// The request of the next page, and what was seen on the way to it.
pub(super) struct PageRequests {
    core: ClientInner,
    draft: RequestDraft,
    pages: Pages,
    items: &'static str,
    backwards: bool,
    /// Whether there is a next page, or why it cannot be asked for.
    pub(super) next: Result<bool, Error>,
    count: usize,
    bound: Option<usize>,
    /// The offset or the number of the page at hand.
    position: u64,
    /// What asked for the pages so far.
    seen: HashSet<u64>,
    /// The items of the page before.
    last: Option<u64>,
}

impl PageRequests {
    pub(super) fn start(
        core: ClientInner,
        draft: RequestDraft,
        pages: Pages,
        items: &'static str,
    ) -> PageRequests {
        let asked = |name| encode::value_in(&draft.parts.query, name);
        let (backwards, position) = match pages.next {
            Next::LastId {
                backwards: Some(parameter),
                ..
            } => (asked(parameter).is_some(), 0),
            Next::Offset { parameter } => (
                false,
                asked(parameter)
                    .and_then(|text| text.parse().ok())
                    .unwrap_or(0),
            ),
            Next::Number { parameter, first } => (
                false,
                asked(parameter)
                    .and_then(|text| text.parse().ok())
                    .unwrap_or(first),
            ),
            _ => (false, 0),
        };
        let (count, bound, seen, last) = (0, None, HashSet::new(), None);
        PageRequests {
            core,
            draft,
            pages,
            items,
            backwards,
            next: Ok(true),
            count,
            bound,
            position,
            seen,
            last,
        }
    }

    pub(super) fn bound(&mut self, pages: usize) {
        self.bound = Some(pages);
        if pages == 0 {
            self.next = Ok(false);
        }
    }

    pub(super) async fn fetch(mut self: Box<Self>) -> (Box<PageRequests>, Result<Response, Error>) {
        let outcome = engine::send(&self.core, &mut self.draft, Reading::Whole).await;
        (self, outcome.map(|received| received.response))
    }

    /// Whether an error only means that the list has ended: after the last numbered page some servers respond with 404.
    pub(super) fn is_end(&self, error: &Error) -> bool {
        let is_numbered = matches!(self.pages.next, Next::Number { .. });
        is_numbered && self.count > 0 && error.status() == Some(StatusCode::NOT_FOUND)
    }

    pub(super) fn arrived(&mut self, response: Response) -> Page {
        self.count += 1;
        let page = Page {
            core: self.core.clone(),
            label: self.draft.label.clone(),
            response,
            items: self.items,
            backwards: self.backwards,
        };
        self.next = self.follow(&page.response);
        page
    }

    /// Turns the request into that of the next page, where there is one.
    fn follow(&mut self, response: &Response) -> Result<bool, Error> {
        if self.bound.is_some_and(|bound| self.count >= bound) {
            return Ok(false);
        }
        let found = self.find_next(response).map_err(|error| {
            engine::undecoded(
                &self.core,
                self.draft.label.clone(),
                response.clone(),
                error,
            )
        })?;
        let Some(ask) = found else { return Ok(false) };
        let mut hasher = DefaultHasher::new();
        ask.hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            return Err(
                self.lost("the pages go in a circle: what asks for the next one was sent before")
            );
        }
        if self.bound.is_none() && self.count >= USUAL_BOUND {
            return Err(self.lost("there was no end after 10,000 pages; `max_pages` allows more"));
        }
        self.ask(ask)?;
        Ok(true)
    }

    fn find_next(&mut self, response: &Response) -> Result<Option<Ask>, DecodeError> {
        let body = &response.body;
        if response.status == StatusCode::NO_CONTENT {
            return Ok(None);
        }
        if let Some(at) = self.pages.more
            && pointer::find(body, at)? == Some("false")
        {
            return Ok(None);
        }
        if let Some(at) = self.pages.done
            && pointer::find(body, at)? == Some("true")
        {
            return Ok(None);
        }
        Ok(match self.pages.next {
            Next::LastId {
                parameter,
                backwards,
                id,
            } => {
                let list = outlines::list(body, self.items)?;
                let edge = if self.backwards {
                    list.first
                } else {
                    list.last
                };
                let parameter = backwards.filter(|_| self.backwards).unwrap_or(parameter);
                let id = edge
                    .map(|item| pointer::find(item.as_bytes(), id))
                    .transpose()?
                    .flatten();
                id.and_then(outlines::scalar)
                    .map(|id| Ask::Parameter(parameter, id))
            }
            Next::Token {
                parameter,
                in_body,
                at,
            } => pointer::find(body, at)?
                .and_then(outlines::scalar)
                .map(|token| match in_body {
                    true => Ask::Body(parameter, token),
                    false => Ask::Parameter(parameter, token),
                }),
            Next::Url { at, rel } => {
                let found = pointer::find(body, at)?;
                let url = match rel {
                    Some(rel) => found.and_then(|list| links::href(list, rel)),
                    None => found.and_then(outlines::scalar),
                };
                url.map(|url| Ask::At(Target::of(&url)))
            }
            Next::Link { last } => {
                links::next(&response.headers, last).map(|url| Ask::At(Target::of(&url)))
            }
            Next::Offset { parameter } => {
                let list = outlines::list(body, self.items)?;
                let total = self.total(body)?;
                self.moves_on(&list, list.count)
                    .filter(|offset| total.is_none_or(|total| *offset < total))
                    .map(|offset| Ask::Parameter(parameter, offset.to_string()))
            }
            Next::Number { parameter, first } => {
                let list = outlines::list(body, self.items)?;
                let pages = self.total(body)?;
                self.moves_on(&list, 1)
                    .filter(|number| pages.is_none_or(|pages| number.saturating_sub(first) < pages))
                    .map(|number| Ask::Parameter(parameter, number.to_string()))
            }
        })
    }

    /// The total number of pages or items, as the page contains it.
    fn total(&self, body: &[u8]) -> Result<Option<u64>, DecodeError> {
        let Some(at) = self.pages.total else {
            return Ok(None);
        };
        let found = pointer::find(body, at)?.and_then(outlines::scalar);
        Ok(found.and_then(|number| number.parse().ok()))
    }

    /// The next position; none behind an empty page, and the same one where a provider sends its last page for ever.
    fn moves_on(&mut self, list: &outlines::List<'_>, by: u64) -> Option<u64> {
        if list.count == 0 {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        list.text.hash(&mut hasher);
        let now = hasher.finish();
        if self.last.replace(now) != Some(now) {
            self.position = self.position.saturating_add(by);
        }
        Some(self.position)
    }

    fn ask(&mut self, ask: Ask) -> Result<(), Error> {
        // The key of one page would get the same page again.
        let key = repeat::key_header(self.core.0.settings.api, &self.draft.operation_data);
        self.draft
            .parts
            .headers
            .retain(|(name, _)| !name.eq_ignore_ascii_case(key));
        match ask {
            Ask::Parameter(name, value) => encode::set(&mut self.draft.parts.query, name, &value),
            Ask::Body(pointer, value) => {
                let body = self.draft.body.whole();
                let changed = body.and_then(|body| with_text(body, pointer, value));
                let Some(body) = changed else {
                    return Err(self.lost("the request body cannot take the token of a page"));
                };
                self.draft.body = body.into();
            }
            Ask::At(target) => {
                let server = request::server(&self.core.0.settings, &self.draft);
                let target = target.at(&server).map_err(|reason| self.lost(reason))?;
                match target {
                    LinkLocation::Here(query) => self.draft.parts.query = query,
                    LinkLocation::Path(target) => {
                        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
                        self.draft.target = Some(path.to_owned());
                        self.draft.parts.query = query.to_owned();
                    }
                }
            }
        }
        Ok(())
    }

    fn lost(&self, reason: &str) -> Error {
        self.draft.label.error(ErrorKind::Pages, reason)
    }
}

/// A JSON body with a text at a pointer through objects; what is missing on the way is added.
fn with_text(body: &[u8], pointer: &str, text: String) -> Option<Vec<u8>> {
    let mut whole: FormValue = serde_json::from_slice(body).ok()?;
    let mut target = &mut whole;
    for step in pointer.split('/').skip(1) {
        let name = step.replace("~1", "/").replace("~0", "~");
        if matches!(target, FormValue::Null) {
            *target = FormValue::Map(Vec::new());
        }
        let FormValue::Map(entries) = target else {
            return None;
        };
        let known = entries.iter().position(|(key, _)| *key == name);
        let position = known.unwrap_or_else(|| {
            entries.push((name, FormValue::Null));
            entries.len() - 1
        });
        target = &mut entries.get_mut(position)?.1;
    }
    *target = FormValue::Text(text);
    serde_json::to_vec(&whole).ok()
}
