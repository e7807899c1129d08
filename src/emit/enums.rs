//! Open enums: a plain enum, and the table of its values.

use quote::quote;

use super::tables::{Table, quoted};
use super::{Emitter, Item, ident, type_docs};
use crate::ir::{Constant, Enum, TypeDef, TypeId};

impl Emitter<'_> {
    pub(super) fn enumeration(&self, id: TypeId, def: &TypeDef, values: &Enum) -> Item {
        let name = ident(self.names.of(id));
        let docs = type_docs(def);
        let members = || values.values.iter().zip(self.names.members(id));
        let variants = members().map(|(value, variant)| {
            let docs = super::doc_attributes(value.docs.as_deref());
            let variant = ident(variant);
            quote!(#docs #variant)
        });
        let entries = members().map(|(value, variant)| {
            let wire = match &value.wire {
                Constant::Integer(number) => number.to_string(),
                Constant::String(text) => quoted(text),
                Constant::Bool(value) => value.to_string(),
            };
            format!("{variant} = {wire}")
        });
        let integers = values
            .values
            .iter()
            .any(|value| matches!(value.wire, Constant::Integer(_)));
        let (with, copy, other) = match integers {
            true => ("integer_enum", Some(quote!(Copy,)), quote!(i64)),
            false => ("open_enum", None, quote!(String)),
        };
        let table = Table::new(with, name.to_string()).group("", entries.collect());
        let more = self.derives.of(id);
        let item = quote! {
            #docs
            #[derive(Clone, #copy Debug, PartialEq, Eq, PartialOrd, Ord, Hash #(, #more)*)]
            pub enum #name {
                #(#variants,)*
                /// Any other value.
                Other(#other),
            }
        };
        Item::Type { item, table }
    }
}
