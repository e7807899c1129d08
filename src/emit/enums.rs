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
        let integers = || {
            values.values.iter().filter_map(|value| match value.wire {
                Constant::Integer(number) => Some(number),
                _ => None,
            })
        };
        let is_wide = integers().any(|number| i64::try_from(number).is_err());
        let (with, copy, other) = match integers().next() {
            Some(_) if is_wide => ("integer_enum", Some(quote!(Copy,)), quote!(i128)),
            Some(_) => ("integer_enum", Some(quote!(Copy,)), quote!(i64)),
            None => ("open_enum", None, quote!(String)),
        };
        let head = match is_wide {
            true => format!("{name}: i128"),
            false => name.to_string(),
        };
        let table = Table::new(with, head).group("", entries.collect());
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
