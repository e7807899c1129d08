//! The module of types, and how a type is written where it is used.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, Item, Module, ident};
use crate::formats::StringFormat;
use crate::ir::{Constant, Format, Type, TypeDef, TypeId, TypeKind, Width};
use crate::settings::{FloatType, IntegerType};

impl Emitter<'_> {
    /// All named types: objects, then unions, then what responses by status, then enums, each in the order in
    /// which they are met.
    pub(super) fn types_module(&self) -> Option<Module> {
        let mut items = vec![Item::Plain(quote! {
            use super::runtime::{self, *};
        })];
        let mut types: Vec<(TypeId, &TypeDef)> = self
            .api
            .types
            .iter()
            .filter(|(id, _)| self.is_used(*id))
            .collect();
        types.sort_by_key(|(_, def)| group(&def.kind));
        for (id, def) in types {
            items.push(self.type_item(id));
            if let TypeKind::Object(object) = &def.kind {
                items.extend(self.new_of(id, object));
            }
        }
        let docs = vec![" What is sent and what comes back.".to_owned()];
        (items.len() > 1).then(|| Module {
            path: vec!["types".to_owned()],
            docs,
            items,
        })
    }

    /// A type that nothing sends or receives is not written: a property of its owner was left out.
    pub(super) fn is_used(&self, id: TypeId) -> bool {
        let usage = self.facts.usage(id);
        usage.out || usage.incoming
    }

    fn type_item(&self, id: TypeId) -> Item {
        let Some(def) = self.api.types.get(id) else {
            return Item::Plain(TokenStream::new());
        };
        match &def.kind {
            TypeKind::Object(object) => self.object(id, def, object),
            TypeKind::Enum(values) => self.enumeration(id, def, values),
            TypeKind::Union(union) => self.union(id, def, union),
            TypeKind::Responses(variants) => self.responses(id, def, variants),
            TypeKind::Alias(ty) => {
                let name = ident(self.names.of(id));
                let ty = self.ty(ty);
                Item::Plain(quote!(pub type #name = #ty;))
            }
        }
    }

    /// A type where it is used, boxed where its owner contains itself.
    pub(super) fn held_type(&self, owner: TypeId, ty: &Type) -> TokenStream {
        let written = self.ty(ty);
        match ty {
            Type::Named(id) if self.facts.is_boxed(owner, *id) => quote!(Box<#written>),
            _ => written,
        }
    }

    /// A type where it is used.
    pub(super) fn ty(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::List(inner) => {
                let inner = self.ty(inner);
                quote!(Vec<#inner>)
            }
            Type::Map(inner) => {
                let inner = self.ty(inner);
                quote!(BTreeMap<String, #inner>)
            }
            Type::Optional(inner) => {
                let inner = self.ty(inner);
                quote!(Option<#inner>)
            }
            Type::Expandable(inner) => {
                let inner = self.ty(inner);
                quote!(Expandable<#inner>)
            }
            Type::Named(id) => {
                let name = ident(self.names.of(*id));
                quote!(#name)
            }
            leaf => {
                let name = ident(self.leaf(leaf));
                quote!(#name)
            }
        }
    }

    /// The name of a type that holds no other.
    pub(super) fn leaf(&self, ty: &Type) -> &str {
        match ty {
            Type::String => "String",
            Type::Bool => "bool",
            Type::Integer(width) => self.integer(*width),
            Type::Float { single: true } if self.settings.formats.float == FloatType::F32 => "f32",
            Type::Float { .. } => "f64",
            Type::Format(format) => self.format(*format),
            Type::Named(id) => self.names.of(*id),
            _ => "Json",
        }
    }

    /// A type where it is used, as text.
    pub(super) fn type_text(&self, ty: &Type) -> String {
        let named = |outer: &str, inner: &Type| format!("{outer}{}>", self.type_text(inner));
        match ty {
            Type::List(inner) => named("Vec<", inner),
            Type::Map(inner) => named("BTreeMap<String, ", inner),
            Type::Optional(inner) => named("Option<", inner),
            Type::Expandable(inner) => named("Expandable<", inner),
            leaf => self.leaf(leaf).to_owned(),
        }
    }

    fn integer(&self, width: Width) -> &'static str {
        match (self.settings.formats.integers, width) {
            (_, Width::I128) => "i128",
            (IntegerType::I64, _) | (IntegerType::Sized, Width::I64) => "i64",
            (IntegerType::Sized, Width::I32) => "i32",
            (IntegerType::Sized, Width::U32) => "u32",
            (IntegerType::Sized, Width::U64) => "u64",
        }
    }

    /// Whether a type is written as a string of any text.
    pub(super) fn is_text(&self, ty: &Type) -> bool {
        match ty {
            Type::String => true,
            Type::Format(format) => self.format(*format) == "String",
            _ => false,
        }
    }

    /// Whether a type is a text that nobody is shown.
    pub(super) fn is_secret(&self, ty: &Type) -> bool {
        matches!(ty, Type::Format(Format::Password))
            && self.settings.formats.is_typed(Format::Password)
    }

    /// The Rust type of a format.
    fn format(&self, format: Format) -> &'static str {
        let Some(row) = StringFormat::of(format) else {
            return "String";
        };
        match self.settings.formats.is_typed(format) {
            true => row.ty,
            false => row.plain_type(),
        }
    }
}

/// Types of one kind are together.
fn group(kind: &TypeKind) -> u8 {
    match kind {
        TypeKind::Object(_) => 0,
        TypeKind::Union(_) => 1,
        TypeKind::Responses(_) => 2,
        TypeKind::Enum(values)
            if values
                .values
                .iter()
                .any(|value| matches!(value.wire, Constant::Integer(_))) =>
        {
            4
        }
        TypeKind::Enum(_) => 3,
        TypeKind::Alias(_) => 5,
    }
}
