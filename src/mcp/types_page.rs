//! Types as Rust with what a server checks, within a budget of bytes.
//!
//! ```text
//! pub struct SendEmailRequest { // types::SendEmailRequest, new(from, to, subject)
//!     pub from: String, // required
//! ```

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::catalogue::Catalogue;
use super::quote;
use crate::diff::{Kind, Member, Type};

/// Characters of a member's text.
const MEMBER_TEXT: usize = 90;

/// A type as Rust, in at most about so many bytes.
pub(super) fn definition(catalogue: &Catalogue, ty: &Type, most: usize, with_docs: bool) -> String {
    let facts = catalogue.types.get(&ty.rust);
    let mut lines: Vec<String> = Vec::new();
    let mut required: Vec<&Member> = ty.members.iter().filter(|member| member.required).collect();
    let is_struct = matches!(ty.kind, Kind::Object | Kind::Parameters);
    let others = ty.members.iter().filter(|member| !member.required);
    required.extend(others);
    for member in required {
        let docs = facts
            .and_then(|facts| facts.members.get(&member.rust))
            .filter(|_| with_docs);
        lines.push(member_line(member, ty.kind, docs.map(String::as_str)));
    }
    if let Some(additional) = ty.additional.as_deref().filter(|_| is_struct) {
        lines.push(format!(
            "pub additional: {}, // any other property",
            spaced(additional)
        ));
    }
    let head = match ty.kind {
        Kind::Object | Kind::Parameters => format!(
            "pub struct {} {{ // {}{}",
            ty.rust,
            ty.path(),
            constructor(ty)
        ),
        Kind::Enum => format!(
            "pub enum {} {{ // {}; open: Other(…) keeps unknown values",
            ty.rust,
            ty.path()
        ),
        Kind::Union => format!(
            "pub enum {} {{ // {}; decided by the condition beside each variant",
            ty.rust,
            ty.path()
        ),
        Kind::Responses => format!("pub enum {} {{ // {}; by status", ty.rust, ty.path()),
        Kind::Alias => {
            let target = ty
                .members
                .first()
                .map(|member| spaced(&member.ty))
                .unwrap_or_default();
            return format!("pub type {} = {target}; // {}\n", ty.rust, ty.path());
        }
    };
    let mut text = format!("{head}\n");
    let mut left = lines.into_iter();
    let mut rest = 0;
    for line in left.by_ref() {
        if text.len() + line.len() + 8 > most && text.len() > head.len() + 1 {
            rest = 1 + left.len();
            break;
        }
        let _ = writeln!(text, "    {line}");
    }
    if rest > 0 {
        let _ = writeln!(
            text,
            "    // and {rest} more: ask `type` for {} with a greater depth",
            ty.rust
        );
    }
    text.push_str("}\n");
    text
}

fn constructor(ty: &Type) -> String {
    match &ty.constructor {
        Some(fields) => {
            let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            format!("; {}::new({})", ty.rust, names.join(", "))
        }
        None if ty.traits.iter().any(|known| known == "Default") => "; Default".to_owned(),
        None => String::new(),
    }
}

fn member_line(member: &Member, kind: Kind, docs: Option<&str>) -> String {
    let mut line = match kind {
        Kind::Object | Kind::Parameters => format!("pub {}: {},", member.rust, spaced(&member.ty)),
        _ if member.ty.is_empty() => format!("{},", member.rust),
        _ => format!("{}({}),", member.rust, spaced(&member.ty)),
    };
    let mut remarks: Vec<String> = Vec::new();
    let plain = member.rust.trim_start_matches("r#");
    if member.required && matches!(kind, Kind::Object | Kind::Parameters) {
        remarks.push("required".to_owned());
    }
    if member.deprecated {
        remarks.push("deprecated".to_owned());
    }
    let wire = member
        .wire
        .rsplit_once(' ')
        .map_or(member.wire.as_str(), |(_, name)| name);
    let place = member.wire.split_once(' ').map_or("", |(place, _)| place);
    if !wire.is_empty() && wire != plain && kind != Kind::Union {
        remarks.push(quote::quoted(wire, 60));
    }
    if kind == Kind::Parameters && !matches!(place, "query" | "") {
        remarks.push(quote::line(place, 12));
    }
    if kind == Kind::Union && !member.style.is_empty() {
        remarks.push(quote::line(&member.style, 80));
    }
    let is_constraint =
        |keyword: &str| !matches!(keyword.rsplit('.').next(), Some("type" | "enum" | "format"));
    let limits = member
        .limits
        .iter()
        .filter(|(keyword, _)| is_constraint(keyword));
    let limits: Vec<String> = limits
        .take(4)
        .map(|(keyword, value)| quote::line(&format!("{keyword} {value}"), 40))
        .collect();
    remarks.extend(limits);
    if let Some(docs) = docs {
        remarks.push(quote::quoted(docs, MEMBER_TEXT));
    }
    if !remarks.is_empty() {
        line.push_str(" // ");
        line.push_str(&remarks.join("; "));
    }
    line
}

/// The named types that a type holds, in the order of their names.
pub(super) fn held<'c>(catalogue: &'c Catalogue, ty: &Type) -> Vec<&'c Type> {
    let members = ty.members.iter().map(|member| member.ty.as_str());
    let texts = members.chain(ty.additional.as_deref());
    let names: BTreeSet<&str> = texts.flat_map(names_in).collect();
    let found = names.into_iter().filter(|name| *name != ty.rust);
    found
        .filter_map(|name| catalogue.surface.named(name))
        .collect()
}

/// The words of a type's text.
pub(super) fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !sign.is_alphanumeric() && sign != '_')
        .filter(|word| !word.is_empty())
}

/// `BTreeMap<String,Json>`   →   `BTreeMap<String, Json>`
pub(super) fn spaced(ty: &str) -> String {
    ty.replace(',', ", ")
}
