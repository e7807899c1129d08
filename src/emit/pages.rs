//! Operations whose responses are pages: `.pages(PAGES, "/data")`, and what the calls give.
//!
//! The pagination of most lists of an API is declared once, as `const PAGES`; other lists have their own.

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use crate::ir::{Api, NextPage, Operation, Pages};

impl Emitter<'_> {
    /// `Paged<Customer>`, the third parameter of a call.
    pub(super) fn paged_type(&self, pages: &Pages) -> TokenStream {
        let item = self.ty(&pages.item);
        quote!(Paged<#item>)
    }

    /// `.pages(PAGES, "/data")`
    pub(super) fn paged(&self, pages: &Pages) -> TokenStream {
        let items = &pages.items;
        let how = if self.has_common_pages(pages) {
            quote!(PAGES)
        } else {
            how(pages)
        };
        quote!(.pages(#how, #items))
    }

    /// `const PAGES: Pages = Pages::last_id("starting_after", "/id").more("/has_more");`
    pub(super) fn pages_constant(&self) -> Option<TokenStream> {
        let how = how(self.common_pages?);
        Some(quote! {
            /// How most lists are paged.
            const PAGES: Pages = #how;
        })
    }

    pub(super) fn uses_common_pages(&self, operation: &Operation) -> bool {
        operation
            .pages
            .as_ref()
            .is_some_and(|pages| self.has_common_pages(pages))
    }

    fn has_common_pages(&self, pages: &Pages) -> bool {
        self.common_pages
            .is_some_and(|common| is_same_way(common, pages))
    }
}

/// The most frequent pagination; of two with as many lists, the first. A single list has its own.
pub(super) fn common(api: &Api) -> Option<&Pages> {
    let mut counts: Vec<(&Pages, usize)> = Vec::new();
    for pages in api
        .operations
        .iter()
        .filter_map(|operation| operation.pages.as_ref())
    {
        match counts
            .iter_mut()
            .find(|(known, _)| is_same_way(known, pages))
        {
            Some((_, count)) => *count += 1,
            None => counts.push((pages, 1)),
        }
    }
    let most = counts
        .iter()
        .map(|(_, count)| *count)
        .max()
        .filter(|most| *most > 1)?;
    counts
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(pages, _)| pages)
}

fn is_same_way(one: &Pages, other: &Pages) -> bool {
    one.next == other.next
        && one.more == other.more
        && one.done == other.done
        && one.total == other.total
}

fn how(pages: &Pages) -> TokenStream {
    let next = match &pages.next {
        NextPage::LastId {
            parameter,
            backwards,
            id,
        } => {
            let backwards = backwards
                .as_ref()
                .map(|parameter| quote!(.backwards(#parameter)));
            quote!(Pages::last_id(#parameter, #id) #backwards)
        }
        NextPage::Token {
            parameter,
            in_body: false,
            at,
        } => quote!(Pages::token(#parameter, #at)),
        NextPage::Token { parameter, at, .. } => quote!(Pages::token_in_body(#parameter, #at)),
        NextPage::Url { at, rel } => {
            let rel = rel.as_ref().map(|rel| quote!(.rel(#rel)));
            quote!(Pages::url(#at) #rel)
        }
        NextPage::Link { last } => {
            let last = last
                .as_ref()
                .map(|(name, value)| quote!(.last(#name, #value)));
            quote!(Pages::link() #last)
        }
        NextPage::Offset { parameter } => quote!(Pages::offset(#parameter)),
        NextPage::Number { parameter, first } => {
            let first = proc_macro2::Literal::u64_unsuffixed(*first);
            quote!(Pages::number(#parameter, #first))
        }
    };
    let more = pages.more.as_ref().map(|at| quote!(.more(#at)));
    let done = pages.done.as_ref().map(|at| quote!(.done(#at)));
    let total = pages.total.as_ref().map(|at| quote!(.total(#at)));
    quote!(#next #more #done #total)
}
