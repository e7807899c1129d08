//! Types, paths and what is in angles.

use quote::ToTokens;
use syn::{
    AngleBracketedGenericArguments, GenericArgument, GenericParam, Generics, Path, PathArguments,
    QSelf, ReturnType, Type, TypeParamBound,
};

use super::Printer;
use super::lists::{ARGUMENTS, Entry, GENERICS, LastComma, Style};
use super::shape::{Shape, last_width};

impl Printer {
    pub(super) fn ty(&self, ty: &Type, shape: Shape) -> Option<String> {
        match ty {
            Type::Array(array) => {
                let inner = self.ty(&array.elem, shape.behind(1)?)?;
                let len = self.expr(&array.len, shape)?;
                Some(format!("[{inner}; {len}]"))
            }
            Type::FnPtr(pointer) => {
                let inputs: Option<Vec<String>> = pointer
                    .inputs
                    .iter()
                    .map(|input| self.ty(&input.ty, shape))
                    .collect();
                let output = self.output(&pointer.output, shape)?;
                let text = format!("fn({}){output}", inputs?.join(", "));
                (last_width(&text) <= shape.width).then_some(text)
            }
            Type::Group(group) => self.ty(&group.elem, shape),
            Type::ImplTrait(inner) => {
                let bounds = self.bounds(inner.bounds.iter(), shape)?;
                Some(format!("impl {bounds}"))
            }
            Type::Infer(_) => Some("_".to_owned()),
            Type::Path(path) => self.type_path(path.qself.as_ref(), &path.path, shape),
            Type::Reference(reference) => {
                let mut mark = String::from("&");
                if let Some(lifetime) = &reference.lifetime {
                    mark.push_str(&format!("{lifetime} "));
                }
                if reference.mutability.is_some() {
                    mark.push_str("mut ");
                }
                let text = self.ty(&reference.elem, shape.behind(mark.len())?)?;
                Some(mark + &text)
            }
            Type::Slice(slice) => {
                let shape = shape.behind(1)?.before(3)?;
                Some(format!("[{}]", self.ty(&slice.elem, shape)?))
            }
            Type::TraitObject(object) => {
                let bounds = self.bounds(object.bounds.iter(), shape.behind(4)?)?;
                Some(format!("dyn {bounds}"))
            }
            Type::Tuple(tuple) => {
                let entries: Vec<Entry> = tuple.elems.iter().map(Entry::Type).collect();
                let comma = if entries.len() == 1 {
                    LastComma::Always
                } else {
                    LastComma::Vertical
                };
                self.list("", &entries, Style { comma, ..ARGUMENTS }, shape)
            }
            other => self.unknown("type", other),
        }
    }

    /// ` -> Type`, or nothing.
    pub(super) fn output(&self, output: &ReturnType, shape: Shape) -> Option<String> {
        match output {
            ReturnType::Default => Some(String::new()),
            ReturnType::Type(_, ty) => {
                let text = self.ty(ty, shape.behind(4).unwrap_or(shape))?;
                Some(format!(" -> {text}"))
            }
        }
    }

    fn bounds<'b>(
        &self,
        bounds: impl Iterator<Item = &'b TypeParamBound>,
        shape: Shape,
    ) -> Option<String> {
        let texts: Option<Vec<String>> = bounds.map(|bound| self.bound(bound, shape)).collect();
        Some(texts?.join(" + "))
    }

    fn bound(&self, bound: &TypeParamBound, shape: Shape) -> Option<String> {
        match bound {
            TypeParamBound::Lifetime(lifetime) => Some(lifetime.to_string()),
            TypeParamBound::Trait(bound) if bound.lifetimes.is_none() => {
                let path = self.type_path(None, &bound.path, shape)?;
                let maybe = if bound.maybe.is_some() { "?" } else { "" };
                Some(format!("{maybe}{path}"))
            }
            other => Some(super::tokens::flat(other.to_token_stream())),
        }
    }

    pub(super) fn type_path(
        &self,
        qself: Option<&QSelf>,
        path: &Path,
        shape: Shape,
    ) -> Option<String> {
        self.path(qself, path, "", shape)
    }

    pub(super) fn expr_path(
        &self,
        qself: Option<&QSelf>,
        path: &Path,
        shape: Shape,
    ) -> Option<String> {
        self.path(qself, path, "::", shape)
    }

    fn path(
        &self,
        qself: Option<&QSelf>,
        path: &Path,
        turbofish: &str,
        shape: Shape,
    ) -> Option<String> {
        if let Some(qself) = qself {
            return self.qualified_path(qself, path, shape);
        }
        let mut out = String::new();
        if path.leading_colon.is_some() {
            out.push_str("::");
        }
        for (index, segment) in path.segments.iter().enumerate() {
            if index > 0 {
                out.push_str("::");
            }
            out.push_str(&segment.ident.to_string());
            let behind = shape.behind(last_width(&out))?;
            match &segment.arguments {
                PathArguments::None => {}
                PathArguments::AngleBracketed(arguments) => {
                    if !arguments.args.is_empty() {
                        out.push_str(turbofish);
                    }
                    out.push_str(&self.angles(arguments, behind)?);
                }
                PathArguments::Parenthesized(arguments) => {
                    let inputs: Option<Vec<String>> = arguments
                        .inputs
                        .iter()
                        .map(|input| self.ty(&input.ty, behind))
                        .collect();
                    let output = self.output(&arguments.output, behind)?;
                    out.push_str(&format!("({}){output}", inputs?.join(", ")));
                }
            }
        }
        Some(out)
    }

    /// `<T as Trait>::Name`
    fn qualified_path(&self, qself: &QSelf, path: &Path, shape: Shape) -> Option<String> {
        let ty = self.ty(&qself.ty, shape)?;
        let segments: Vec<String> = path
            .segments
            .iter()
            .map(|segment| super::tokens::flat(segment.to_token_stream()))
            .collect();
        let (of, rest) = segments.split_at_checked(qself.position)?;
        let of = if of.is_empty() {
            String::new()
        } else {
            format!(" as {}", of.join("::"))
        };
        Some(format!("<{ty}{of}>::{}", rest.join("::")))
    }

    fn angles(&self, arguments: &AngleBracketedGenericArguments, shape: Shape) -> Option<String> {
        let entries: Vec<Entry> = arguments.args.iter().map(Entry::Argument).collect();
        if entries.is_empty() {
            return Some(String::new());
        }
        self.list("", &entries, GENERICS, shape)
    }

    pub(super) fn argument(&self, argument: &GenericArgument, shape: Shape) -> Option<String> {
        match argument {
            GenericArgument::Lifetime(lifetime) => Some(lifetime.to_string()),
            GenericArgument::Type(ty) => self.ty(ty, shape),
            GenericArgument::Const(expr) => self.expr(expr, shape),
            GenericArgument::AssocType(assoc) => {
                let left = format!("{} = ", assoc.ident);
                let ty = self.ty(&assoc.ty, shape.behind(left.len())?)?;
                Some(left + &ty)
            }
            other => self.unknown("argument of a type", other),
        }
    }

    pub(super) fn parameter(&self, parameter: &GenericParam, shape: Shape) -> Option<String> {
        match parameter {
            GenericParam::Type(parameter) if parameter.default.is_none() => {
                let name = parameter.ident.to_string();
                if parameter.bounds.is_empty() {
                    return Some(name);
                }
                let bounds = self.bounds(parameter.bounds.iter(), shape)?;
                Some(format!("{name}: {bounds}"))
            }
            GenericParam::Lifetime(parameter) if parameter.bounds.is_empty() => {
                Some(parameter.lifetime.to_string())
            }
            other => Some(super::tokens::flat(other.to_token_stream())),
        }
    }

    /// A name with its parameters: `fn name<'a, T: Into<X>>`.
    pub(super) fn generics(&self, name: &str, generics: &Generics, shape: Shape) -> Option<String> {
        if let Some(clause) = &generics.where_clause {
            return self.unknown("where", clause);
        }
        let entries: Vec<Entry> = generics.params.iter().map(Entry::Parameter).collect();
        if entries.is_empty() {
            return Some(name.to_owned());
        }
        self.list(name, &entries, GENERICS, shape)
    }
}
