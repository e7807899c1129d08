//! Objects: `object! { pub struct … }`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, Item, field_docs, ident, type_docs};
use crate::analyze::Usage;
use crate::ir::{Constant, Field, Object, Type, TypeDef, TypeId, TypeKind};

impl Emitter<'_> {
    pub(super) fn object(&self, id: TypeId, def: &TypeDef, object: &Object) -> Item {
        let flow = self.facts.usage(id);
        let name = ident(self.names.of(id));
        let docs = type_docs(def);
        let usages = self.flow_attribute(flow);
        let constants = object.constants.iter().map(|(wire, value)| {
            let value = constant(value);
            quote!(#[constant(#wire = #value)])
        });
        let fields = object
            .fields
            .iter()
            .zip(self.names.members(id))
            .filter(|(field, _)| travels(field, flow));
        let fields = fields.map(|(field, name)| self.field(id, field, name, flow));
        let additional = object.additional.as_ref().map(|ty| {
            let ty = self.ty(ty);
            quote!(#[additional(#ty)])
        });
        let item = quote! {
            #docs
            #usages
            #(#constants)*
            #additional
            pub struct #name {
                #(#fields,)*
            }
        };
        Item::Declared {
            with: "object",
            item,
        }
    }

    /// `#[flow(in, out)]`; nothing where it only comes in, as most types do. Tests make what is sent out of JSON and write what came in, so with them each type has both.
    pub(super) fn flow_attribute(&self, flow: Usage) -> TokenStream {
        match (flow.incoming, flow.out) {
            _ if self.settings.tests => quote!(#[flow(in, out)]),
            (true, true) => quote!(#[flow(in, out)]),
            (false, true) => quote!(#[flow(out)]),
            _ => TokenStream::new(),
        }
    }

    fn is_struct(&self, id: TypeId) -> bool {
        self.api
            .types
            .get(id)
            .is_some_and(|def| matches!(def.kind, TypeKind::Object(_)))
    }

    fn field(&self, owner: TypeId, field: &Field, name: &str, flow: Usage) -> TokenStream {
        let docs = field_docs(field.docs.as_deref(), field.deprecated);
        // What must contain itself could not exist, nor begin empty.
        let contains_itself = matches!(field.ty, Type::Named(id) if self.facts.is_boxed(owner, id) && self.is_struct(id));
        let required = is_required(field, flow) && !contains_itself;
        let wire = wire_attribute(&field.wire, name, required && field.nullable && flow.out);
        let ty = self.held_type(owner, &field.ty);
        let ty = match (required, field.nullable) {
            (true, false) => ty,
            (false, true) if flow.out => quote!(Nullable<#ty>),
            _ => quote!(Option<#ty>),
        };
        let name = ident(name);
        quote! {
            #docs
            #wire
            pub #name: #ty
        }
    }
}

/// What only answers have is not sent, and what only requests have does not come back.
fn travels(field: &Field, flow: Usage) -> bool {
    (!field.read_only || flow.incoming) && (!field.write_only || flow.out)
}

/// A field that must be there in one direction only is optional in a type that goes both ways.
fn is_required(field: &Field, flow: Usage) -> bool {
    field.required && !(field.read_only && flow.out) && !(field.write_only && flow.incoming)
}

/// `#[wire("type")]`, where the identifier does not say it.
fn wire_attribute(wire: &str, name: &str, null: bool) -> TokenStream {
    match (null, wire == name) {
        (true, _) => quote!(#[wire(#wire, null)]),
        (false, false) => quote!(#[wire(#wire)]),
        (false, true) => TokenStream::new(),
    }
}

fn constant(value: &Constant) -> TokenStream {
    match value {
        Constant::String(text) => quote!(#text),
        Constant::Integer(number) => {
            let number = proc_macro2::Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
        Constant::Bool(value) => quote!(#value),
    }
}
