//! The module of types, and how a type is written where it is used.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, Item, Module, ident};
use crate::ir::{Constant, Format, Type, TypeDef, TypeId, TypeKind, Width};
use crate::settings::{
    ByteType, DateType, DecimalType, FloatType, IntegerType, PasswordType, UriType, UuidType,
};

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
            Type::Json => quote!(Json),
            Type::String => quote!(String),
            Type::Bool => quote!(bool),
            Type::Integer(width) => self.integer(*width),
            Type::Float { single: true } if self.settings.formats.float == FloatType::F32 => {
                quote!(f32)
            }
            Type::Float { .. } => quote!(f64),
            Type::Format(format) => {
                let name = ident(self.format(*format));
                quote!(#name)
            }
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
            other => self.ty(other).to_string(),
        }
    }

    fn integer(&self, width: Width) -> TokenStream {
        match (self.settings.formats.integers, width) {
            (_, Width::I128) => quote!(i128),
            (IntegerType::I64, _) | (IntegerType::Sized, Width::I64) => quote!(i64),
            (IntegerType::Sized, Width::I32) => quote!(i32),
            (IntegerType::Sized, Width::U32) => quote!(u32),
            (IntegerType::Sized, Width::U64) => quote!(u64),
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

    /// The Rust type of a format.
    fn format(&self, format: Format) -> &'static str {
        let formats = &self.settings.formats;
        match format {
            Format::DateTime if formats.date_time == DateType::Chrono => "DateTime",
            Format::Date if formats.date == DateType::Chrono => "NaiveDate",
            Format::Uuid if formats.uuid == UuidType::Uuid => "Uuid",
            Format::Byte if formats.byte == ByteType::Base64 => "Base64",
            Format::Uri if formats.uri == UriType::Url => "Url",
            Format::Password if formats.password == PasswordType::Secret => "Secret",
            Format::DecimalString | Format::DecimalNumber
                if formats.decimal == DecimalType::RustDecimal =>
            {
                "Decimal"
            }
            Format::DecimalNumber => "f64",
            Format::Binary => "File",
            _ => "String",
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
