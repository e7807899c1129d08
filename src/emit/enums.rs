//! Open enums: `open_enum! { pub enum … }`.

use quote::quote;

use super::{Emitter, Item, ident, type_docs};
use crate::ir::{Constant, Enum, TypeDef, TypeId};

impl Emitter<'_> {
    pub(super) fn enumeration(&self, id: TypeId, def: &TypeDef, values: &Enum) -> Item {
        let name = ident(self.names.of(id));
        let docs = type_docs(def);
        let variants = values
            .values
            .iter()
            .zip(self.names.members(id))
            .map(|(value, variant)| {
                let docs = super::doc_attributes(value.docs.as_deref());
                let variant = ident(variant);
                let wire = match &value.wire {
                    Constant::Integer(number) => {
                        let number = proc_macro2::Literal::i64_unsuffixed(*number);
                        quote!(#number)
                    }
                    Constant::String(text) => quote!(#text),
                    Constant::Bool(value) => quote!(#value),
                };
                quote!(#docs #variant = #wire)
            });
        let item = quote! {
            #docs
            pub enum #name {
                #(#variants,)*
            }
        };
        let integers = values
            .values
            .iter()
            .any(|value| matches!(value.wire, Constant::Integer(_)));
        Item::Declared {
            with: if integers {
                "integer_enum"
            } else {
                "open_enum"
            },
            item,
        }
    }
}
