//! Items: types, functions, constants, modules.

use quote::ToTokens;
use syn::{
    Attribute, Field, Fields, FieldsNamed, FnArg, ImplItem, ImplItemFn, Item, ItemEnum, ItemImpl,
    ItemMod, ItemStruct, ReceiverKind, ReturnType, Signature, Type, Variant, Visibility,
};

use super::Printer;
use super::lists::{ARGUMENTS, Entry};
use super::shape::{MAX_WIDTH, Shape, TAB, last_width, newline, width};

/// `struct_variant_width`.
const VARIANT_WIDTH: usize = 35;

impl Printer {
    /// An item with its attributes.
    pub(super) fn item(&self, item: &Item, indent: usize) -> String {
        let attributes = self.attributes(attributes(item), indent);
        let text = match item {
            Item::Const(item) => {
                let left = format!("{}const {}", visibility(&item.vis), item.ident);
                self.constant(&left, &item.ty, &item.expr, indent)
            }
            Item::Enum(item) => self.enumeration(item, indent),
            Item::ExternCrate(item) => {
                let rename = item.rename.as_ref();
                let rename = rename.map_or_else(String::new, |(_, name)| format!(" as {name}"));
                Some(format!("extern crate {}{rename};", item.ident))
            }
            Item::Fn(item) => {
                let head = format!("{}{}", visibility(&item.vis), qualifiers(&item.sig));
                self.function(&head, &item.sig, &item.block, indent)
            }
            Item::Impl(item) => self.implementation(item, indent),
            Item::Macro(item) => self.macro_item(item, indent),
            Item::Mod(item) => Some(self.module(item, indent)),
            Item::Static(item) => {
                let left = format!("{}static {}", visibility(&item.vis), item.ident);
                self.constant(&left, &item.ty, &item.expr, indent)
            }
            Item::Struct(item) => self.structure(item, indent),
            Item::Type(item) => {
                let left = format!("{}type {} =", visibility(&item.vis), item.ident);
                let shape = Shape::indented(indent).before(1);
                let text = shape.and_then(|shape| {
                    self.assigned(&left, shape, |shape| self.ty(&item.ty, shape))
                });
                text.map(|text| text + ";")
            }
            Item::Use(item) => {
                let head = format!("{}use ", visibility(&item.vis));
                let shape = Shape::indented(indent).behind(head.len());
                let shape = shape.and_then(|shape| shape.before(1));
                shape.map(|shape| format!("{head}{};", self.import(&item.tree, shape)))
            }
            other => self.unknown("item", other),
        };
        let text = text.or_else(|| self.unknown("item", item));
        format!("{attributes}{}", text.unwrap_or_default())
    }

    fn module(&self, item: &ItemMod, indent: usize) -> String {
        let head = format!("{}mod {}", visibility(&item.vis), item.ident);
        match &item.content {
            Some((_, items)) if items.is_empty() => format!("{head} {{}}"),
            Some((_, items)) => {
                let inside = self.items(items, indent + TAB);
                format!("{head} {{\n{inside}{:indent$}}}", "")
            }
            None => format!("{head};"),
        }
    }

    fn constant(&self, left: &str, ty: &Type, value: &syn::Expr, indent: usize) -> Option<String> {
        let shape = Shape::indented(indent);
        let ty = self.ty(ty, shape.behind(left.len() + 4)?)?;
        let left = format!("{left}: {ty} =");
        let text = self.assigned(&left, shape.before(1)?, |shape| self.expr(value, shape));
        let text = text.or_else(|| {
            self.with_short_texts(|| {
                let shape = shape.before(1)?;
                self.assigned(&left, shape, |shape| self.expr(value, shape))
            })
        });
        let flat = || format!("{left} {}", super::tokens::flat(value.to_token_stream()));
        Some(text.unwrap_or_else(flat) + ";")
    }

    fn structure(&self, item: &ItemStruct, indent: usize) -> Option<String> {
        let head = format!("{}struct {}", visibility(&item.vis), item.ident);
        let shape = Shape::indented(indent);
        let head = self.generics(&head, &item.generics, shape.before(2)?)?;
        match &item.fields {
            Fields::Unit => Some(format!("{head};")),
            Fields::Unnamed(fields) => {
                let entries: Vec<Entry> = fields.unnamed.iter().map(Entry::Field).collect();
                let text = self.list(&head, &entries, ARGUMENTS, shape.before(1)?)?;
                Some(text + ";")
            }
            Fields::Named(fields) if fields.named.is_empty() => Some(format!("{head} {{}}")),
            Fields::Named(fields) => self.fields(&head, fields, indent),
        }
    }

    fn fields(&self, head: &str, fields: &FieldsNamed, indent: usize) -> Option<String> {
        let inside = Shape::indented(indent + TAB);
        let mut out = format!("{head}{}{{", brace_space(head, indent));
        for field in &fields.named {
            out.push_str(&newline(inside.indent));
            let text = inside
                .before(1)
                .and_then(|inside| self.field(field, inside));
            // Where a type fits nowhere, rustfmt leaves all of it as it is.
            let text = text.unwrap_or_else(|| {
                let attributes = self.attributes(&field.attrs, inside.indent);
                let name = field
                    .ident
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string);
                let ty = super::tokens::flat(field.ty.to_token_stream());
                format!("{attributes}{}{name}: {ty}", visibility(&field.vis))
            });
            out.push_str(&text);
            out.push(',');
        }
        out.push_str(&newline(indent));
        out.push('}');
        Some(out)
    }

    /// `pub name: Type`, with its attributes.
    pub(super) fn field(&self, field: &Field, shape: Shape) -> Option<String> {
        let attributes = self.attributes(&field.attrs, shape.indent);
        let head = visibility(&field.vis);
        let Some(name) = &field.ident else {
            let text = self.ty(&field.ty, shape.behind(head.len())?)?;
            return Some(format!("{attributes}{head}{text}"));
        };
        let head = format!("{head}{name}:");
        let flat = shape
            .behind(head.len() + 1)
            .and_then(|shape| self.ty(&field.ty, shape))
            .filter(|text| !text.contains('\n'));
        if let Some(ty) = flat {
            return Some(format!("{attributes}{head} {ty}"));
        }
        let text = self.assigned(&head, shape, |shape| self.ty(&field.ty, shape))?;
        Some(format!("{attributes}{text}"))
    }

    fn enumeration(&self, item: &ItemEnum, indent: usize) -> Option<String> {
        let head = format!("{}enum {}", visibility(&item.vis), item.ident);
        let head = self.generics(&head, &item.generics, Shape::indented(indent))?;
        if item.variants.is_empty() {
            return Some(format!("{head} {{}}"));
        }
        let inside = indent + TAB;
        let texts = |limit| -> Option<Vec<String>> {
            let variants = item.variants.iter();
            variants
                .map(|variant| {
                    let flat = || super::tokens::flat(variant.to_token_stream());
                    Some(self.variant(variant, inside, limit).unwrap_or_else(flat))
                })
                .collect()
        };
        let mut variants = texts(VARIANT_WIDTH)?;
        // Where one takes several lines, all do that hold fields.
        let in_lines = |text: &String| text.contains('\n');
        if variants.iter().any(in_lines) && !variants.iter().all(in_lines) {
            variants = texts(0)?;
        }
        let mut out = format!("{head}{}{{", brace_space(&head, indent));
        for variant in variants {
            out.push_str(&newline(inside));
            out.push_str(&variant);
            out.push(',');
        }
        out.push_str(&newline(indent));
        out.push('}');
        Some(out)
    }

    fn variant(&self, variant: &Variant, indent: usize, limit: usize) -> Option<String> {
        let attributes = self.attributes(&variant.attrs, indent);
        let name = variant.ident.to_string();
        let shape = Shape::indented(indent).before(1)?;
        let body = match &variant.fields {
            Fields::Unit => name,
            Fields::Unnamed(fields) => {
                let entries: Vec<Entry> = fields.unnamed.iter().map(Entry::Field).collect();
                self.list(&name, &entries, ARGUMENTS, shape)?
            }
            Fields::Named(fields) => {
                let flat: Option<Vec<String>> = fields
                    .named
                    .iter()
                    .map(|field| self.field(field, shape))
                    .collect();
                let flat = flat?.join(", ");
                if flat.contains('\n') || flat.len() > limit {
                    self.fields(&name, fields, indent)?
                } else {
                    format!("{name} {{ {flat} }}")
                }
            }
        };
        let body = match &variant.discriminant {
            None => body,
            Some((_, value)) => {
                self.assigned(&format!("{body} ="), shape, |shape| self.expr(value, shape))?
            }
        };
        Some(format!("{attributes}{body}"))
    }

    fn implementation(&self, item: &ItemImpl, indent: usize) -> Option<String> {
        let shape = Shape::indented(indent);
        let mut head = self.generics("impl", &item.generics, shape)?;
        let mut overhead = 2;
        let mut before = " ";
        if let Some((path, _)) = &item.trait_ {
            let path = self.type_path(None, path, shape)?;
            head = format!("{head} {path}");
            overhead += " for".len();
            before = " for ";
        }
        let used = indent + last_width(&head) + overhead + 1;
        let room = Shape {
            width: MAX_WIDTH.saturating_sub(used),
            ..shape
        };
        let ty = self.ty(&item.self_ty, room);
        let fits = |ty: &String| !ty.contains('\n') && used + width(ty) <= MAX_WIDTH + indent;
        match ty.filter(fits) {
            Some(ty) => head = format!("{head}{before}{ty}"),
            None => {
                let ty = self.ty(&item.self_ty, Shape::indented(indent + TAB))?;
                let below = newline(indent + TAB);
                head = format!("{head}{below}{}{ty}", before.trim_start());
            }
        }
        let space = if head.contains('\n') {
            newline(indent)
        } else {
            " ".to_owned()
        };
        if item.items.is_empty() {
            return Some(format!("{head}{space}{{}}"));
        }
        let inside = indent + TAB;
        let mut texts = Vec::new();
        for member in &item.items {
            texts.push(self.member(member, inside)?);
        }
        let mut out = format!("{head}{space}{{");
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                out.push('\n');
            }
            out.push_str(&newline(inside));
            out.push_str(text);
        }
        out.push_str(&newline(indent));
        out.push('}');
        Some(out)
    }

    fn member(&self, member: &ImplItem, indent: usize) -> Option<String> {
        match member {
            ImplItem::Fn(ImplItemFn {
                attrs,
                vis,
                sig,
                block,
                ..
            }) => {
                let attributes = self.attributes(attrs, indent);
                let head = format!("{}{}", visibility(vis), qualifiers(sig));
                let text = self.function(&head, sig, block, indent)?;
                Some(format!("{attributes}{text}"))
            }
            ImplItem::Const(item) => {
                let attributes = self.attributes(&item.attrs, indent);
                let left = format!("{}const {}", visibility(&item.vis), item.ident);
                let text = self.constant(&left, &item.ty, &item.expr, indent)?;
                Some(format!("{attributes}{text}"))
            }
            ImplItem::Type(item) => {
                let left = format!("type {} =", item.ident);
                let shape = Shape::indented(indent).before(1)?;
                let text = self.assigned(&left, shape, |shape| self.ty(&item.ty, shape))?;
                Some(text + ";")
            }
            other => self.unknown("member", other),
        }
    }

    fn function(
        &self,
        head: &str,
        signature: &Signature,
        block: &syn::Block,
        indent: usize,
    ) -> Option<String> {
        let (head, brace_below) = self.signature(head, signature, indent)?;
        let body = if block.stmts.is_empty() {
            "{}".to_owned()
        } else {
            self.block_lines(block, indent)
        };
        let space = if brace_below {
            newline(indent)
        } else {
            " ".to_owned()
        };
        Some(format!("{head}{space}{body}"))
    }

    /// The head of a function, and whether its brace is on the next line.
    fn signature(
        &self,
        head: &str,
        signature: &Signature,
        indent: usize,
    ) -> Option<(String, bool)> {
        let shape = Shape::indented(indent);
        let name = format!("{}", signature.ident);
        let room = Shape {
            width: shape.width.saturating_sub(head.len() + 4),
            offset: head.len(),
            ..shape
        };
        let named = self.generics(&name, &signature.generics, room)?;
        let mut out = format!("{head}{named}");
        let returned = |shape: Shape| match &signature.output {
            ReturnType::Default => Some(String::new()),
            ReturnType::Type(_, ty) => {
                let inner = Shape {
                    width: shape.width.saturating_sub(3),
                    ..shape
                };
                self.ty(ty, inner).map(|ty| format!("-> {ty}"))
            }
        };
        let ret = returned(shape).or_else(|| match &signature.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => {
                Some(format!("-> {}", super::tokens::flat(ty.to_token_stream())))
            }
        })?;
        let in_lines = ret.contains('\n');
        let ret_len = if in_lines { 0 } else { ret.len() };
        let budget = if out.contains('\n') || in_lines {
            0
        } else {
            let overhead = if ret_len == 0 { 2 } else { 3 };
            MAX_WIDTH.saturating_sub(indent + out.len() + ret_len + overhead + 2)
        };
        let mut inputs = Vec::new();
        for input in &signature.inputs {
            inputs.push(self.input(input, Shape::indented(indent + TAB).before(1)?)?);
        }
        let flat = inputs.join(", ");
        let in_block = !inputs.is_empty() && (flat.contains('\n') || width(&flat) > budget);
        if in_block {
            let inside = newline(indent + TAB);
            let lines: String = inputs
                .iter()
                .map(|input| format!("{inside}{input},"))
                .collect();
            out.push_str(&format!("({lines}{})", newline(indent)));
        } else {
            out.push_str(&format!("({flat})"));
        }
        // rustfmt counts the indentation twice where the head has several lines.
        let brace_below = |out: &str| last_width(out) + 2 > shape.width;
        if ret.is_empty() {
            let below = brace_below(&out);
            return Some((out, below));
        }
        let below = !in_block
            && !inputs.is_empty()
            && (out.contains('\n') || in_lines || out.len() + indent + ret_len + 3 > MAX_WIDTH);
        if below {
            out.push_str(&newline(indent));
            out.push_str(&returned(shape).unwrap_or(ret));
        } else if in_lines {
            out.push(' ');
            let room = shape.behind(last_width(&out)).unwrap_or(shape);
            out.push_str(&returned(room).unwrap_or(ret));
        } else {
            out.push(' ');
            out.push_str(&ret);
        }
        let below = brace_below(&out);
        Some((out, below))
    }

    fn input(&self, input: &FnArg, shape: Shape) -> Option<String> {
        match input {
            FnArg::Typed(typed) => {
                let name = self.pattern(&typed.pat, shape)?;
                let room = shape.behind(name.len() + 2);
                let ty = room.and_then(|room| self.ty(&typed.ty, room));
                let ty = ty.unwrap_or_else(|| super::tokens::flat(typed.ty.to_token_stream()));
                Some(format!("{name}: {ty}"))
            }
            FnArg::Receiver(receiver) => match &receiver.kind {
                ReceiverKind::Value => Some("self".to_owned()),
                ReceiverKind::Reference(_, None, None) => Some("&self".to_owned()),
                ReceiverKind::Reference(_, None, Some(_)) => Some("&mut self".to_owned()),
                _ => Some(super::tokens::flat(receiver.to_token_stream())),
            },
        }
    }
}

/// What precedes the brace of a type: a line break where its name takes the line.
fn brace_space(head: &str, indent: usize) -> String {
    if last_width(head) + 2 > MAX_WIDTH {
        newline(indent)
    } else {
        " ".to_owned()
    }
}

/// `const async fn `
fn qualifiers(signature: &Signature) -> String {
    let constness = if signature.constness.is_some() {
        "const "
    } else {
        ""
    };
    let asyncness = if signature.asyncness.is_some() {
        "async "
    } else {
        ""
    };
    format!("{constness}{asyncness}fn ")
}

pub(super) fn visibility(visibility: &Visibility) -> String {
    match visibility {
        Visibility::Inherited => String::new(),
        Visibility::Public(_) => "pub ".to_owned(),
        Visibility::Restricted(restricted) => {
            let within = if restricted.in_token.is_some() {
                "in "
            } else {
                ""
            };
            let path = super::tokens::flat(restricted.path.to_token_stream());
            format!("pub({within}{path}) ")
        }
    }
}

/// The attributes of an item.
pub(super) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
