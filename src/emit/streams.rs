//! Operations whose responses can come item by item: `.events(json_item)`, and what the calls give.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use crate::ir::{Framing, Streaming, Type, TypeId, TypeKind};

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

    /// `.events(json_item).asked_by("stream")`
    pub(super) fn streamed(&self, stream: &Streaming) -> TokenStream {
        let read = if stream.item.is_some() {
            quote!(json_item)
        } else {
            quote!(event_item)
        };
        let asked_by = stream
            .asked_by
            .as_ref()
            .map(|property| quote!(.asked_by(#property)));
        let has_error = stream
            .item
            .as_ref()
            .is_some_and(|item| self.has_error_property(item, &mut BTreeSet::new()));
        let with_error = has_error.then(|| quote!(.with_error_property()));
        match stream.framing {
            Framing::Events => quote!(.events(#read) #asked_by #with_error),
            Framing::Lines => quote!(.lines(#read) #asked_by #with_error),
        }
    }

    /// Whether an object of the type may have a property `error`, which is then no error in place of an item.
    fn has_error_property(&self, ty: &Type, seen: &mut BTreeSet<TypeId>) -> bool {
        let Type::Named(id) = ty else { return false };
        // A union may be within itself.
        if !seen.insert(*id) {
            return false;
        }
        match self.api.types.get(*id).map(|def| &def.kind) {
            Some(TypeKind::Object(object)) => {
                object.fields.iter().any(|field| field.wire == "error")
                    || object.constants.iter().any(|(name, _)| name == "error")
            }
            Some(TypeKind::Union(union)) => union
                .variants
                .iter()
                .any(|variant| self.has_error_property(&variant.ty, seen)),
            Some(TypeKind::Alias(ty)) => self.has_error_property(ty, seen),
            _ => false,
        }
    }
}
