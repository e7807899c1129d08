//! How the pages of a list follow each other, as data.
//!
//! ```text
//! Pages::last_id("starting_after", "/id").more("/has_more")     Pages::link()     Pages::token("cursor", "/next")
//! ```

/// How the pages of a list follow each other. Places in a page are JSON pointers (RFC 6901).
#[derive(Clone, Copy, Debug)]
pub struct Pages {
    pub(super) next: Next,
    /// The boolean that is `true` if another page follows.
    pub(super) more: Option<&'static str>,
    /// The boolean that is `true` if no page follows.
    pub(super) done: Option<&'static str>,
    /// The total number of pages or items.
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

    /// The page contains a boolean that is `true` if another page follows.
    #[must_use]
    pub const fn more(mut self, at: &'static str) -> Pages {
        self.more = Some(at);
        self
    }

    /// The page contains a boolean that is `true` if no page follows.
    #[must_use]
    pub const fn done(mut self, at: &'static str) -> Pages {
        self.done = Some(at);
        self
    }

    /// The page contains the total number of pages, or, for an offset, of items.
    #[must_use]
    pub const fn total(mut self, at: &'static str) -> Pages {
        self.total = Some(at);
        self
    }
}
