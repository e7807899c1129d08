//! Unions and several success types: `union! { pub enum … }`, `responses! { pub enum … }`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Emitter, Item, ident, type_docs};
use crate::ir::{
    JsonKind, Reply, ResponseVariant, Status, Type, TypeDef, TypeId, TypeKind, Union,
    VariantMatcher,
};

impl Emitter<'_> {
    pub(super) fn union(&self, id: TypeId, def: &TypeDef, union: &Union) -> Item {
        let name = ident(self.names.of(id));
        let docs = type_docs(def);
        let flow = self.flow_attribute(self.facts.usage(id));
        let variants = union
            .variants
            .iter()
            .zip(self.names.members(id))
            .map(|(variant, name)| {
                let name = ident(name);
                let decide = decide_attribute(&variant.decide);
                let ty = self.variant_type(&variant.ty);
                quote!(#decide #name(#ty))
            });
        let item = quote! {
            #docs
            #flow
            pub enum #name {
                #(#variants,)*
            }
        };
        Item::Declared {
            with: "union",
            item,
        }
    }

    /// An object is boxed, so that a union is as small as its smallest variant.
    fn variant_type(&self, ty: &Type) -> TokenStream {
        let written = self.ty(ty);
        let is_enum = |id: &TypeId| {
            self.api
                .types
                .get(*id)
                .is_some_and(|def| matches!(def.kind, TypeKind::Enum(_)))
        };
        match ty {
            Type::Named(id) if !is_enum(id) => quote!(Box<#written>),
            _ => written,
        }
    }

    pub(super) fn responses(
        &self,
        id: TypeId,
        def: &TypeDef,
        variants: &[ResponseVariant],
    ) -> Item {
        let name = ident(self.names.of(id));
        let docs = type_docs(def);
        let variants = variants
            .iter()
            .zip(self.names.members(id))
            .map(|(variant, name)| {
                let name = ident(name);
                let status = status_number(variant.status);
                let body = match &variant.reply {
                    Reply::Json(ty) | Reply::OptionalJson(ty) => {
                        let ty = self.ty(ty);
                        quote!((#ty))
                    }
                    Reply::Text => quote!((String)),
                    Reply::Bytes => quote!((Bytes)),
                    Reply::Redirect => quote!((Redirect)),
                    Reply::Empty | Reply::ByStatus(_) => TokenStream::new(),
                };
                let decoder = super::operations::decoder(&variant.reply);
                quote!(#[status(#status, #decoder)] #name #body)
            });
        let item = quote! {
            #docs
            pub enum #name {
                #(#variants,)*
            }
        };
        Item::Declared {
            with: "responses",
            item,
        }
    }
}

/// A success or a redirect, or 2 or 3 for all that are not named; a variant is never anything else.
fn status_number(status: Status) -> Literal {
    match status {
        Status::Exact(status) => Literal::u16_unsuffixed(status),
        Status::Range(3) => Literal::u16_unsuffixed(3),
        Status::Range(_) | Status::Default => Literal::u16_unsuffixed(2),
    }
}

fn decide_attribute(decide: &VariantMatcher) -> TokenStream {
    match decide {
        VariantMatcher::Tag { field, values } => quote!(#[tag(#field = #(#values),*)]),
        VariantMatcher::Has(keys) => quote!(#[has(#(#keys),*)]),
        VariantMatcher::Json(kind) => {
            let kind = json_kind(*kind);
            quote!(#[json(#kind)])
        }
        VariantMatcher::Typed { field, kind } => {
            let kind = json_kind(*kind);
            quote!(#[typed(#field = #kind)])
        }
        VariantMatcher::Never => TokenStream::new(),
    }
}

fn json_kind(kind: JsonKind) -> proc_macro2::Ident {
    ident(match kind {
        JsonKind::String => "string",
        JsonKind::Integer => "integer",
        JsonKind::Number => "number",
        JsonKind::Boolean => "boolean",
        JsonKind::Array => "array",
        JsonKind::Object => "object",
    })
}
