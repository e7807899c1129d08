//! Unions and several success types: plain enums, and the tables that declare which variant JSON or a status represents.

use proc_macro2::TokenStream;
use quote::quote;

use super::tables::{Table, quoted};
use super::{Emitter, Item, ident, type_docs};
use crate::ir::{
    JsonKind, ResponseBody, ResponseVariant, Status, Type, TypeDef, TypeId, TypeKind, Union,
    VariantMatcher,
};

impl Emitter<'_> {
    pub(super) fn union(&self, id: TypeId, def: &TypeDef, union: &Union) -> Item {
        let name = ident(self.names.of(id));
        let docs = type_docs(def);
        let members = || union.variants.iter().zip(self.names.members(id));
        let variants = members().map(|(variant, name)| {
            let name = ident(name);
            let ty = self.variant_type(&variant.ty);
            quote!(#name(#ty))
        });
        let marks = members().map(|(variant, name)| format!("{name} = {}", mark(&variant.decide)));
        let head = format!("{name}: {}", self.directions(self.facts.usage(id)));
        let table = Table::new("union", head)
            .group("", marks.collect())
            .block("From", self.conversions(id, union));
        let more = self.derives.of(id);
        let item = quote! {
            #docs
            #[derive(Clone, Debug, PartialEq #(, #more)*)]
            pub enum #name {
                #(#variants,)*
                /// What fits no other variant, as it came.
                Other(Json),
            }
        };
        Item::Type { item, table }
    }

    /// `Card(Card)` for each variant whose type no other has.
    fn conversions(&self, id: TypeId, union: &Union) -> Vec<String> {
        let types: Vec<String> = union
            .variants
            .iter()
            .map(|variant| self.type_text(self.unaliased(&variant.ty)))
            .collect();
        let is_single = |ty: &String| types.iter().filter(|other| *other == ty).count() == 1;
        let pairs = types.iter().zip(self.names.members(id));
        pairs
            .filter(|(ty, _)| is_single(ty))
            .map(|(ty, name)| format!("{name}({ty})"))
            .collect()
    }

    /// What an alias represents.
    fn unaliased<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut ty = ty;
        // An alias of itself has no target; there are no more aliases than types.
        for _ in 0..self.api.types.0.len() {
            match ty {
                Type::Named(id) => match self.api.types.get(*id).map(|def| &def.kind) {
                    Some(TypeKind::Alias(inner)) => ty = inner,
                    _ => return ty,
                },
                _ => return ty,
            }
        }
        ty
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
        let members = || variants.iter().zip(self.names.members(id));
        let bodies = members().map(|(variant, name)| {
            let name = ident(name);
            let body = match &variant.response_body {
                ResponseBody::Json(ty) | ResponseBody::OptionalJson(ty) => {
                    let ty = self.ty(ty);
                    quote!((#ty))
                }
                ResponseBody::Text => quote!((String)),
                ResponseBody::Bytes => quote!((Bytes)),
                ResponseBody::Redirect => quote!((Redirect)),
                ResponseBody::Empty | ResponseBody::ByStatus(_) => TokenStream::new(),
            };
            quote!(#name #body)
        });
        let entries = members().map(|(variant, name)| {
            let status = status_number(variant.status);
            match &variant.response_body {
                ResponseBody::Empty | ResponseBody::ByStatus(_) => format!("{status} => {name}"),
                response_body => format!(
                    "{status} => {name}({})",
                    super::operations::decoder(response_body)
                ),
            }
        });
        let table = Table::new("responses", name.to_string()).group("", entries.collect());
        let item = quote! {
            #docs
            #[derive(Clone, Debug, PartialEq)]
            #[allow(clippy::large_enum_variant, reason = "a response is matched at once")]
            pub enum #name {
                #(#bodies,)*
                /// A success with a status that the specification does not have.
                Other(Response),
            }
        };
        Item::Type { item, table }
    }
}

/// A success or a redirect, or 2 or 3 for all that are not named; a variant is never anything else.
fn status_number(status: Status) -> u16 {
    match status {
        Status::Exact(status) => status,
        Status::Range(3) => 3,
        Status::Range(_) | Status::Default => 2,
    }
}

fn mark(decide: &VariantMatcher) -> String {
    let quoted_all = |texts: &[String]| {
        let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
        texts.join(", ")
    };
    match decide {
        VariantMatcher::Tag { field, values } => {
            format!("tag({}: {})", quoted(field), quoted_all(values))
        }
        VariantMatcher::Has(keys) => format!("has({})", quoted_all(keys)),
        VariantMatcher::Json(kind) => format!("json({})", json_kind(*kind)),
        VariantMatcher::Typed { field, kind } => {
            format!("typed({}: {})", quoted(field), json_kind(*kind))
        }
        VariantMatcher::Items(items) => format!("items({})", mark(items)),
        VariantMatcher::Values(values) => format!("values({})", mark(values)),
        VariantMatcher::Never => "never()".to_owned(),
    }
}

fn json_kind(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::String => "string",
        JsonKind::Integer => "integer",
        JsonKind::Number => "number",
        JsonKind::Boolean => "boolean",
        JsonKind::Array => "array",
        JsonKind::Object => "object",
    }
}
