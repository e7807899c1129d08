//! Expressions and statements.
//!
//! Each function gives a text that fits into a shape, or nothing where none does.

use quote::ToTokens;
use syn::{
    Block, Expr, ExprClosure, ExprStruct, FieldValue, Lit, Local, Member, Pat, ReturnType, Stmt,
};

use super::Printer;
use super::lists::{ARGUMENTS, ARRAY, Entry, LastComma, Style};
use super::shape::{MAX_WIDTH, Shape, TAB, fits, last_width, newline, width};

/// `struct_lit_width`.
const STRUCT_WIDTH: usize = 18;
/// A text that is longer is the reason why nothing fits.
const LONG: usize = 80;
/// The width of what represents it.
const SHORT: usize = 30;
/// For private use, and so in no text that is shown.
const MARK: char = '\u{F8FF}';

impl Printer {
    pub(super) fn expr(&self, expr: &Expr, shape: Shape) -> Option<String> {
        match expr {
            Expr::Array(array) => {
                let entries: Vec<Entry> = array.elems.iter().map(Entry::Expr).collect();
                self.list("", &entries, ARRAY, shape)
            }
            Expr::Async(block) => {
                let mover = if block.capture.is_some() { "move " } else { "" };
                let text = self.block(&block.block, shape)?;
                Some(format!("async {mover}{text}"))
            }
            Expr::Await(_) | Expr::Field(_) | Expr::MethodCall(_) | Expr::Try(_) => {
                self.chain(expr, shape)
            }
            Expr::Block(block) if block.label.is_none() => self.block(&block.block, shape),
            Expr::Call(call) => {
                let name = self.expr(&call.func, shape)?;
                let entries: Vec<Entry> = call.args.iter().map(Entry::Expr).collect();
                self.list(&name, &entries, ARGUMENTS, shape)
            }
            Expr::Closure(closure) => self.closure(closure, shape),
            Expr::Group(group) => self.expr(&group.expr, shape),
            Expr::Lit(literal) => Some(self.literal(&literal.lit)),
            Expr::Macro(call) => self.macro_call(&call.mac, shape),
            Expr::Paren(inner) => {
                let text = self.expr(&inner.expr, shape.behind(1)?.before(1)?)?;
                Some(format!("({text})"))
            }
            Expr::Path(path) => self.expr_path(path.qself.as_ref(), &path.path, shape),
            Expr::Reference(inner) => {
                let mark = if inner.mutability.is_some() {
                    "&mut "
                } else {
                    "&"
                };
                self.prefixed(mark, &inner.expr, shape)
            }
            Expr::Return(inner) => match &inner.expr {
                Some(value) => self.prefixed("return ", value, shape),
                None => Some("return".to_owned()),
            },
            Expr::Struct(literal) => self.struct_literal(literal, shape),
            Expr::Tuple(tuple) => {
                let entries: Vec<Entry> = tuple.elems.iter().map(Entry::Expr).collect();
                self.list("", &entries, tuple_style(entries.len()), shape)
            }
            Expr::Unary(inner) => {
                let mark = inner.op.to_token_stream().to_string();
                self.prefixed(&mark, &inner.expr, shape)
            }
            other => self.unknown("expression", other),
        }
    }

    fn prefixed(&self, mark: &str, expr: &Expr, shape: Shape) -> Option<String> {
        let text = self.expr(expr, shape.behind(mark.len())?)?;
        Some(format!("{mark}{text}"))
    }

    pub(super) fn literal(&self, literal: &Lit) -> String {
        let text = literal.to_token_stream().to_string();
        let mut long_texts = self.long_texts.borrow_mut();
        match long_texts.as_mut().filter(|_| text.len() > LONG) {
            Some(texts) => {
                texts.push(text);
                placeholder(texts.len() - 1)
            }
            None => text,
        }
    }

    /// `Url { scheme, host: "x", ..BASE }`
    fn struct_literal(&self, literal: &ExprStruct, shape: Shape) -> Option<String> {
        let path = self.expr_path(literal.qself.as_ref(), &literal.path, shape.before(2)?)?;
        let rest = literal.rest.as_deref();
        if literal.fields.is_empty() && rest.is_none() {
            return Some(format!("{path} {{}}"));
        }
        let one_line = shape.width.checked_sub(path.len() + 5);
        let one_line = one_line.map_or(0, |width| width.min(STRUCT_WIDTH));
        let inside = shape.block().whole();
        let mut texts = Vec::new();
        for field in &literal.fields {
            texts.push(self.field_value(field, inside.before(1)?)?);
        }
        if let Some(rest) = rest {
            let text = self.expr(rest, inside.behind(2)?)?;
            texts.push(format!("..{text}"));
        }
        let flat = texts.join(", ");
        if width(&flat) <= one_line && !flat.contains('\n') {
            return Some(format!("{path} {{ {flat} }}"));
        }
        let (inner, outer) = (newline(inside.indent), newline(shape.indent));
        let lines = texts.join(&format!(",{inner}"));
        let comma = if rest.is_some() { "" } else { "," };
        Some(format!("{path} {{{inner}{lines}{comma}{outer}}}"))
    }

    fn field_value(&self, field: &FieldValue, shape: Shape) -> Option<String> {
        let name = member(&field.member);
        if field.colon_token.is_none() {
            return Some(name);
        }
        match shape
            .behind(name.len() + 2)
            .and_then(|shape| self.expr(&field.expr, shape))
        {
            Some(text) if text == name && !matches!(field.expr, Expr::Lit(_)) => Some(name),
            Some(text) => Some(format!("{name}: {text}")),
            None => {
                let inside = Shape::indented(shape.indent + TAB);
                let text = self.expr(&field.expr, inside)?;
                Some(format!("{name}:{}{text}", newline(inside.indent)))
            }
        }
    }

    /// `lhs = rhs`, on the same line or on the next.
    pub(super) fn assigned(
        &self,
        left: &str,
        shape: Shape,
        right: impl Fn(Shape) -> Option<String>,
    ) -> Option<String> {
        let used =
            last_width(left).saturating_sub(if left.contains('\n') { shape.indent } else { 0 });
        let here = shape.behind(used + 1).unwrap_or(Shape {
            width: 0,
            offset: shape.offset + used + 1,
            ..shape
        });
        let first = right(here);
        if let Some(text) = &first
            && !text.contains('\n')
            && width(text) <= here.width
        {
            return Some(format!("{left} {text}"));
        }
        let below = Shape::indented(shape.indent + TAB).before(here.reserved())?;
        let second = right(below);
        let on_next = |text: &str| format!("{left}{}{text}", newline(below.indent));
        match (first, second) {
            (Some(first), Some(second)) if fits(&second, below) => {
                if prefers_next_line(&first, &second) {
                    Some(on_next(&second))
                } else {
                    Some(format!("{left} {first}"))
                }
            }
            (Some(first), _) => Some(format!("{left} {first}")),
            (None, Some(second)) => Some(on_next(&second)),
            (None, None) => None,
        }
    }

    /// The whole of a block with braces.
    pub(super) fn block(&self, block: &Block, shape: Shape) -> Option<String> {
        if block.stmts.is_empty() {
            return (shape.width >= 2).then(|| "{}".to_owned());
        }
        let lines = self.block_lines(block, shape.indent);
        if lines.matches('\n').count() <= 2
            && let [Stmt::Expr(expr, None)] = block.stmts.as_slice()
            && let Some(text) = self.expr(expr, shape)
        {
            let flat = format!("{{ {text} }}");
            if flat.len() <= shape.width && !flat.contains('\n') {
                return Some(flat);
            }
        }
        Some(lines)
    }

    /// A block whose statements have lines of their own.
    pub(super) fn block_lines(&self, block: &Block, indent: usize) -> String {
        let inside = indent + TAB;
        let mut out = String::from("{");
        for statement in &block.stmts {
            out.push_str(&newline(inside));
            out.push_str(&self.statement(statement, inside));
        }
        out.push_str(&newline(indent));
        out.push('}');
        out
    }

    fn statement(&self, statement: &Stmt, indent: usize) -> String {
        let text = self.fitting_statement(statement, indent);
        let text =
            text.or_else(|| self.with_short_texts(|| self.fitting_statement(statement, indent)));
        text.unwrap_or_else(|| super::tokens::flat(statement.to_token_stream()))
    }

    fn fitting_statement(&self, statement: &Stmt, indent: usize) -> Option<String> {
        let shape = Shape::indented(indent);
        match statement {
            Stmt::Local(local) => self.local(local, shape),
            Stmt::Expr(expr, None) => self.with_attributes(expr, shape, ""),
            Stmt::Expr(expr, Some(_)) => self.with_attributes(expr, shape, ";"),
            Stmt::Macro(call) => {
                let end = if call.semi_token.is_some() { ";" } else { "" };
                let text = self.macro_call(&call.mac, shape.before(end.len())?)?;
                Some(text + end)
            }
            Stmt::Item(item) => Some(self.item(item, indent)),
        }
    }

    /// Formats as if no text were long. What rustfmt cannot make fit, because of a long text, it leaves as it is: so this
    /// is only for the reader.
    pub(super) fn with_short_texts(&self, write: impl Fn() -> Option<String>) -> Option<String> {
        let before = self.long_texts.replace(Some(Vec::new()));
        let text = write();
        let texts = self.long_texts.replace(before).unwrap_or_default();
        let mut text = text?;
        for (index, long) in texts.iter().enumerate() {
            text = text.replace(&placeholder(index), long);
        }
        // Without a line that is too wide, rustfmt would have found another way.
        text.lines()
            .any(|line| width(line) > MAX_WIDTH)
            .then_some(text)
    }

    fn with_attributes(&self, expr: &Expr, shape: Shape, end: &str) -> Option<String> {
        let attributes = self.attributes(attributes(expr), shape.indent);
        let text = self.expr(expr, shape.before(end.len())?)?;
        Some(format!("{attributes}{text}{end}"))
    }

    fn local(&self, local: &Local, shape: Shape) -> Option<String> {
        let attributes = self.attributes(&local.attrs, shape.indent);
        let left = format!("let {}", self.pattern(&local.pat, shape)?);
        let Some(init) = &local.init else {
            return Some(format!("{attributes}{left};"));
        };
        if init.diverge.is_some() {
            return self.unknown("let", local);
        }
        let text = self.assigned(&format!("{left} ="), shape.before(1)?, |shape| {
            self.expr(&init.expr, shape)
        })?;
        Some(format!("{attributes}{text};"))
    }

    pub(super) fn pattern(&self, pattern: &Pat, shape: Shape) -> Option<String> {
        match pattern {
            Pat::Type(typed) => {
                let name = self.pattern(&typed.pat, shape)?;
                let ty = self.ty(&typed.ty, shape.behind(name.len() + 2)?)?;
                Some(format!("{name}: {ty}"))
            }
            other => Some(super::tokens::flat(other.to_token_stream())),
        }
    }

    fn closure(&self, closure: &ExprClosure, shape: Shape) -> Option<String> {
        let prefix = self.closure_prefix(closure, shape)?;
        let body_shape = shape.behind(prefix.len() + 1)?;
        match &*closure.body {
            Expr::Block(block) if block.block.stmts.is_empty() => Some(format!("{prefix} {{}}")),
            Expr::Block(block) => {
                let flat = matches!(closure.output, ReturnType::Default)
                    .then(|| self.closure_expr(inner(&closure.body), &prefix, body_shape))
                    .flatten();
                flat.or_else(|| {
                    let text = self.block(&block.block, body_shape)?;
                    Some(format!("{prefix} {text}"))
                })
            }
            body => self
                .closure_expr(body, &prefix, body_shape)
                .or_else(|| Some(self.closure_block(body, &prefix, body_shape))),
        }
    }

    /// A closure that is the last argument.
    pub(super) fn last_closure(&self, closure: &ExprClosure, shape: Shape) -> Option<String> {
        self.closure(closure, shape)
    }

    fn closure_prefix(&self, closure: &ExprClosure, shape: Shape) -> Option<String> {
        let mut out = String::new();
        if closure.asyncness.is_some() {
            out.push_str("async ");
        }
        if closure.capture.is_some() {
            out.push_str("move ");
        }
        let inputs: Option<Vec<String>> = closure
            .inputs
            .iter()
            .map(|input| self.pattern(input, shape))
            .collect();
        let inputs = inputs?.join(", ");
        let output = match &closure.output {
            ReturnType::Default => String::new(),
            ReturnType::Type(_, ty) => format!(" -> {}", self.ty(ty, shape)?),
        };
        // rustfmt leaves room for the bars and a brace; inputs in several lines are not written.
        let room = shape.width.checked_sub(out.len() + 5 + output.len())?;
        if width(&inputs) > room {
            return None;
        }
        out.push_str(&format!("|{inputs}|{output}"));
        Some(out)
    }

    /// `|x| value`, which may go on below for some values only.
    fn closure_expr(&self, body: &Expr, prefix: &str, shape: Shape) -> Option<String> {
        let text = self.expr(body, shape)?;
        let goes_on = matches!(
            body,
            Expr::Async(_) | Expr::Block(_) | Expr::Match(_) | Expr::Struct(_)
        );
        (goes_on || !text.contains('\n')).then(|| format!("{prefix} {text}"))
    }

    /// `|x| { value }`, where the value does not fit behind it.
    fn closure_block(&self, body: &Expr, prefix: &str, shape: Shape) -> String {
        let inside = Shape::indented(shape.indent + TAB);
        let text = self.expr(body, inside);
        let text = text.or_else(|| self.with_short_texts(|| self.expr(body, inside)));
        let text = text.unwrap_or_else(|| super::tokens::flat(body.to_token_stream()));
        let (inner, outer) = (newline(inside.indent), newline(shape.indent));
        format!("{prefix} {{{inner}{text}{outer}}}")
    }
}

/// What represents a long text: no text of a specification holds this character.
fn placeholder(index: usize) -> String {
    format!("{MARK}{index:width$}{MARK}", width = SHORT - 2)
}

/// What a block of one expression holds.
fn inner(expr: &Expr) -> &Expr {
    if let Expr::Block(block) = expr
        && let [Stmt::Expr(only, None)] = block.block.stmts.as_slice()
    {
        return inner(only);
    }
    expr
}

fn tuple_style(entries: usize) -> Style {
    let comma = if entries == 1 {
        LastComma::Always
    } else {
        LastComma::Vertical
    };
    Style { comma, ..ARGUMENTS }
}

fn member(member: &Member) -> String {
    match member {
        Member::Named(name) => name.to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

fn attributes(expr: &Expr) -> &[syn::Attribute] {
    match expr {
        Expr::Await(expr) => &expr.attrs,
        Expr::Call(expr) => &expr.attrs,
        Expr::MethodCall(expr) => &expr.attrs,
        Expr::Try(expr) => &expr.attrs,
        _ => &[],
    }
}

/// Whether the next line is the better place for what does not fit behind `=`.
fn prefers_next_line(here: &str, below: &str) -> bool {
    let lines = |text: &str| text.matches('\n').count();
    let opens =
        |text: &str, sign: char| text.split('\n').next().unwrap_or_default().ends_with(sign);
    lines(below) == 0
        || lines(here) > lines(below) + 1
        || ['(', '{', '[']
            .iter()
            .any(|sign| opens(here, *sign) && !opens(below, *sign))
}
