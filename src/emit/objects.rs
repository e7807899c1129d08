//! Objects: a plain struct, and the table that states how it is read and written.

use proc_macro2::TokenStream;
use quote::quote;

use super::tables::{Table, quoted};
use super::{Emitter, Item, field_docs, ident, type_docs};
use crate::analyze::Usage;
use crate::ir::{Constant, Field, Object, Type, TypeDef, TypeId, TypeKind};
use crate::settings::Directions;

/// How a field is read and written; a group of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    /// It must be there.
    Required,
    /// It may be absent or null, and is sent as null.
    Nullable,
    /// It may be absent or null, and is not sent then.
    Optional,
}

impl Emitter<'_> {
    pub(super) fn object(&self, id: TypeId, def: &TypeDef, object: &Object) -> Item {
        let usage = self.facts.usage(id);
        let name = ident(self.names.of(id));
        let docs = type_docs(def);
        let fields: Vec<(&Field, &str, Presence)> = object
            .fields
            .iter()
            .zip(self.names.members(id))
            .filter(|(field, _)| travels(field, usage))
            .map(|(field, name)| (field, name.as_str(), self.presence(id, field, usage)))
            .collect();
        let members = fields
            .iter()
            .map(|(field, name, _)| self.field(id, field, name, usage));
        let additional = object.additional.as_ref().map(|ty| self.ty(ty));
        let additional_field = additional.as_ref().map(|ty| {
            quote! {
                /// What comes beside the fields.
                pub additional: BTreeMap<String, #ty>,
            }
        });
        let has_required = fields.iter().any(|(_, _, it)| *it == Presence::Required);
        let default = (!has_required).then(|| quote!(Default,));
        let more = self.derives.of(id);
        let item = quote! {
            #docs
            #[derive(Clone, Debug, #default PartialEq #(, #more)*)]
            pub struct #name {
                #(#members,)*
                #additional_field
            }
        };
        let group = |wanted: Presence| {
            fields
                .iter()
                .filter(|(_, _, presence)| *presence == wanted)
                .map(|(field, name, _)| match field.wire == *name {
                    true => (*name).to_owned(),
                    false => format!("{name} = {}", quoted(&field.wire)),
                })
                .collect()
        };
        let constants = object
            .constants
            .iter()
            .map(|(wire, value)| format!("{} = {}", quoted(wire), constant(value)));
        let table = Table::new("object", format!("{name}: {}", self.directions(usage)))
            .group("required", group(Presence::Required))
            .group("nullable", group(Presence::Nullable))
            .group("optional", group(Presence::Optional))
            .group("constant", constants.collect())
            .group(
                "additional",
                object
                    .additional
                    .iter()
                    .map(|ty| self.type_text(ty))
                    .collect(),
            );
        Item::Type { item, table }
    }

    /// `new`, with an argument for each required field of what is sent. Responses have none: they are read, and a test
    /// reads them from JSON, where the names of the fields are next to their values.
    pub(super) fn new_of(&self, id: TypeId, object: &Object) -> Option<Item> {
        let sent = self.travelling_fields(id, object).count();
        let required = self.required_fields(id, object);
        if required.is_empty() || !self.facts.usage(id).out {
            return None;
        }
        let is_whole = required.len() == sent && object.additional.is_none();
        let rest = (!is_whole).then(|| quote!(..Self::empty()));
        let arguments: Vec<_> = required
            .iter()
            .map(|(field, name)| (name.as_str(), &field.ty, self.held_type(id, &field.ty)))
            .collect();
        Some(self.new_with(self.names.of(id), &arguments, rest))
    }

    fn travelling_fields<'f>(
        &'f self,
        id: TypeId,
        object: &'f Object,
    ) -> impl Iterator<Item = (&'f Field, &'f String)> {
        let flow = self.facts.usage(id);
        let fields = object.fields.iter().zip(self.names.members(id));
        fields.filter(move |(field, _)| travels(field, flow))
    }

    /// The fields that must be there, with their names.
    pub(super) fn required_fields<'f>(
        &'f self,
        id: TypeId,
        object: &'f Object,
    ) -> Vec<(&'f Field, &'f String)> {
        let flow = self.facts.usage(id);
        self.travelling_fields(id, object)
            .filter(|(field, _)| self.presence(id, field, flow) == Presence::Required)
            .collect()
    }

    /// The first field that is a text or absent.
    pub(super) fn optional_text<'f>(&'f self, id: TypeId, object: &'f Object) -> Option<&'f str> {
        let flow = self.facts.usage(id);
        self.travelling_fields(id, object)
            .find(|(field, _)| {
                field.ty == Type::String
                    && !field.nullable
                    && self.presence(id, field, flow) == Presence::Optional
            })
            .map(|(_, name)| name.as_str())
    }

    /// `new`, with an argument for each field, and what the other fields hold.
    pub(super) fn new_with(
        &self,
        owner: &str,
        fields: &[(&str, &Type, TokenStream)],
        rest: Option<TokenStream>,
    ) -> Item {
        let owner = ident(owner);
        let arguments = fields.iter().map(|(name, ty, written)| {
            let name = ident(name);
            match self.is_converted(ty) {
                true => quote!(#name: impl Into<#written>),
                false => quote!(#name: #written),
            }
        });
        let values = fields.iter().map(|(name, ty, _)| {
            let name = ident(name);
            match self.is_converted(ty) {
                true => quote!(#name: #name.into()),
                false => quote!(#name),
            }
        });
        let expect = (fields.len() > super::operations::MANY_ARGUMENTS + 1).then(
            || quote!(#[expect(clippy::too_many_arguments, reason = "the API requires them")]),
        );
        let docs = super::docs::own(&[" With what is required.".to_owned()]);
        Item::Plain(quote! {
            impl #owner {
                #docs
                #expect
                pub fn new(#(#arguments),*) -> Self {
                    #owner { #(#values,)* #rest }
                }
            }
        })
    }

    /// Whether an argument is anything that becomes the type: a text, a variant of a union.
    pub(super) fn is_converted(&self, ty: &Type) -> bool {
        let is_union = |id: &TypeId| {
            self.api
                .types
                .get(*id)
                .is_some_and(|def| matches!(def.kind, TypeKind::Union(_)))
        };
        self.is_text(ty) || self.is_secret(ty) || matches!(ty, Type::Named(id) if is_union(id))
    }

    /// The traits that a type has.
    pub(super) fn directions(&self, usage: Usage) -> &'static str {
        match (usage.incoming, usage.out) {
            _ if self.has_both_directions() => "Deserialize + Serialize",
            (true, true) => "Deserialize + Serialize",
            (false, true) => "Serialize",
            _ => "Deserialize",
        }
    }

    /// Whether every type is read and written: tests make what is sent out of JSON and write what came in.
    fn has_both_directions(&self) -> bool {
        self.settings.tests || self.settings.directions == Directions::Both
    }

    fn presence(&self, owner: TypeId, field: &Field, usage: Usage) -> Presence {
        if !self.is_required_field(owner, field, usage) {
            Presence::Optional
        } else if field.nullable || self.is_open(&field.ty) {
            // What is only read is the same whether or not null is written.
            if usage.out || self.has_both_directions() || !field.nullable {
                Presence::Nullable
            } else {
                Presence::Optional
            }
        } else {
            Presence::Required
        }
    }

    /// Whether it must be there. What must contain itself could not exist, nor begin empty.
    fn is_required_field(&self, owner: TypeId, field: &Field, usage: Usage) -> bool {
        let contains_itself = matches!(field.ty, Type::Named(id) if self.facts.is_boxed(owner, id) && self.is_struct(id));
        is_required(field, usage) && !contains_itself
    }

    /// Whether null is a value of the type itself.
    fn is_open(&self, ty: &Type) -> bool {
        match ty {
            Type::Json | Type::Optional(_) => true,
            Type::Named(id) => match self.api.types.get(*id).map(|def| &def.kind) {
                Some(TypeKind::Alias(ty)) => self.is_open(ty),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a field of an object can be absent, null or a value.
    pub(super) fn has_nullable_field(&self, id: TypeId, object: &Object) -> bool {
        let usage = self.facts.usage(id);
        let mut fields = object.fields.iter().filter(|field| travels(field, usage));
        usage.out && fields.any(|field| field.nullable)
    }

    fn is_struct(&self, id: TypeId) -> bool {
        self.api
            .types
            .get(id)
            .is_some_and(|def| matches!(def.kind, TypeKind::Object(_)))
    }

    fn field(&self, owner: TypeId, field: &Field, name: &str, usage: Usage) -> TokenStream {
        let docs = field_docs(field.docs.as_deref(), field.deprecated);
        let ty = self.held_type(owner, &field.ty);
        let ty = match (self.is_required_field(owner, field, usage), field.nullable) {
            (true, false) => ty,
            (false, true) if usage.out => quote!(Nullable<#ty>),
            _ => quote!(Option<#ty>),
        };
        let name = ident(name);
        quote! {
            #docs
            pub #name: #ty
        }
    }
}

/// What only responses have is not sent, and what only requests have does not come back.
fn travels(field: &Field, usage: Usage) -> bool {
    (!field.read_only || usage.incoming) && (!field.write_only || usage.out)
}

/// A field that must be there in one direction only is optional in a type that goes both ways.
fn is_required(field: &Field, usage: Usage) -> bool {
    field.required && !(field.read_only && usage.out) && !(field.write_only && usage.incoming)
}

fn constant(value: &Constant) -> String {
    match value {
        Constant::String(text) => quoted(text),
        // Without a suffix it would have 32 bits.
        Constant::Integer(number) if i32::try_from(*number).is_ok() => number.to_string(),
        Constant::Integer(number) if i64::try_from(*number).is_ok() => format!("{number}_i64"),
        Constant::Integer(number) => format!("{number}_i128"),
        Constant::Bool(value) => value.to_string(),
    }
}
