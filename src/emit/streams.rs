//! Operations whose responses can come item by item: `.events(json_item)`, and what the calls give.

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use crate::ir::{Framing, Streaming};

impl Emitter<'_> {
    /// `Streamed<Chunk>`, the third parameter of a call.
    pub(super) fn streamed_type(&self, stream: &Streaming) -> TokenStream {
        match &stream.item {
            Some(item) => {
                let item = self.ty(item);
                quote!(Streamed<#item>)
            }
            None => quote!(Streamed<ServerEvent>),
        }
    }
}

/// `.events(json_item).asked_by("stream")`
pub(super) fn streamed(stream: &Streaming) -> TokenStream {
    let read = if stream.item.is_some() {
        quote!(json_item)
    } else {
        quote!(event_item)
    };
    let asked_by = stream
        .asked_by
        .as_ref()
        .map(|property| quote!(.asked_by(#property)));
    match stream.framing {
        Framing::Events => quote!(.events(#read) #asked_by),
        Framing::Lines => quote!(.lines(#read) #asked_by),
    }
}
