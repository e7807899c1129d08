//! The front page of a client's documentation: a call, an error, pages and a webhook of this API.
//!
//! ```text
//! GET /domains/{domain_id} → Domain   →   let domain = client.retrieve_domain("domain_id").await?;
//! ```
//!
//! Each example compiles: a value that cannot be written in a few words is an argument of the function around it. Examples
//! are made of the names of the output and of words of our own. No text of a specification is part of one, because rustdoc
//! compiles it.

use fetchwright_runtime::webhooks::{Piece, pieces};

use super::Emitter;
use super::manifest::Manifest;
use super::operations::is_by_value;
use crate::ir::{BodyKind, Operation, ResponseBody, Type, TypeKind, Webhooks};
use crate::names::{OperationNames, snake};

/// An example of how the client is used.
#[derive(Debug)]
pub struct Example {
    /// What it shows.
    pub title: &'static str,
    /// The module of the operation that it calls.
    pub module: Option<String>,
    /// The function around it, up to its brace.
    pub head: String,
    /// The lines that a reader sees.
    pub lines: Vec<String>,
}

/// An operation as an example calls it.
struct Called<'a> {
    operation: &'a Operation,
    names: &'a OperationNames,
    /// The arguments between the parentheses.
    arguments: Vec<String>,
    /// The arguments of the function around it: name and type.
    given: Vec<(String, String)>,
    /// The types that it names, with their modules.
    imports: Vec<String>,
}

/// More values than a reader wants to see at once.
const MANY_VALUES: usize = 5;

/// What the longest line of an example holds.
const WIDTH: usize = 90;

impl Emitter<'_> {
    /// A call, an error, pages and a webhook, as far as the API has them.
    pub(super) fn examples(&self, manifest: &Manifest) -> Vec<Example> {
        let client = manifest.name.replace('-', "_");
        let called: Vec<Called> = self
            .api
            .operations
            .iter()
            .zip(&self.names.operations)
            .filter_map(|(operation, names)| self.called(operation, names, &client))
            .collect();
        let plain = called
            .iter()
            .min_by_key(|called| (called.operation.pages.is_some(), distance(called)));
        let paged = called
            .iter()
            .filter(|called| called.operation.pages.is_some())
            .min_by_key(|called| distance(called));
        let examples = [
            plain.map(|called| self.call_example(called, &client)),
            plain.map(|called| self.error_example(called, &client)),
            paged.map(|called| pages_example(called, &client)),
            self.api
                .webhooks
                .as_ref()
                .map(|webhooks| self.webhook_example(webhooks, &client)),
        ];
        examples.into_iter().flatten().collect()
    }

    fn called<'a>(
        &self,
        operation: &'a Operation,
        names: &'a OperationNames,
        client: &str,
    ) -> Option<Called<'a>> {
        let mut called = Called {
            operation,
            names,
            arguments: Vec::new(),
            given: Vec::new(),
            imports: Vec::new(),
        };
        for (parameter, name) in operation.path_parameters.iter().zip(&names.arguments) {
            self.value(name, &parameter.ty, client, &mut called);
        }
        if operation.parameters.iter().any(|it| it.required) {
            let name = names.parameters_type.as_deref()?;
            called
                .given
                .push(("params".to_owned(), format!("{client}::params::{name}")));
            called.arguments.push("&params".to_owned());
        }
        match operation
            .body
            .as_ref()
            .map(|body| (&body.kind, body.required))
        {
            None | Some((BodyKind::Nothing(_), _)) => {}
            Some((kind, required)) => {
                let chosen = match kind {
                    BodyKind::Text(media) => has_choice(media).then_some("text/plain"),
                    BodyKind::Bytes(media) => {
                        has_choice(media).then_some("application/octet-stream")
                    }
                    _ => None,
                };
                called
                    .arguments
                    .extend(chosen.map(|media| format!("\"{media}\"")));
                match kind {
                    _ if !required => called.arguments.push("None".to_owned()),
                    BodyKind::Json(ty, _) | BodyKind::Form(ty, _) | BodyKind::Multipart(ty, _) => {
                        self.value("body", ty, client, &mut called)
                    }
                    _ => called.arguments.push("\"content\"".to_owned()),
                }
            }
        }
        Some(called)
    }

    /// An argument: a literal, a struct with what it requires, or what the function around the example gets.
    fn value(&self, name: &str, ty: &Type, client: &str, called: &mut Called<'_>) {
        let name = name.trim_start_matches("r#");
        if let Some(literal) = self.literal(name, ty) {
            called.arguments.push(literal);
        } else if let Some((owner, text)) = self.struct_value(ty) {
            called.imports.push(format!("types::{owner}"));
            called.arguments.push(format!("&{text}"));
        } else {
            let name = format!("{name}_value");
            called.arguments.push(format!("&{name}"));
            called.given.push((name, self.full_type(ty, client)));
        }
    }

    /// A value of a few words.
    fn literal(&self, name: &str, ty: &Type) -> Option<String> {
        match ty {
            Type::Bool => Some("true".to_owned()),
            Type::Integer(_) => Some("1".to_owned()),
            Type::Float { .. } => Some("1.0".to_owned()),
            ty if self.is_text(ty) => Some(format!("\"{name}\"")),
            _ => None,
        }
    }

    /// A struct with what it requires, else with one text, and its name.
    fn struct_value(&self, ty: &Type) -> Option<(String, String)> {
        let Type::Named(id) = ty else {
            return None;
        };
        let TypeKind::Object(object) = &self.api.types.get(*id)?.kind else {
            return None;
        };
        let owner = self.names.of(*id);
        let required = self.required_fields(*id, object);
        if required.is_empty() {
            let field = self.optional_text(*id, object)?;
            let word = field.trim_start_matches("r#");
            let value = format!(
                "{owner} {{\n    {field}: Some(\"{word}\".to_owned()),\n    ..{owner}::default()\n}}"
            );
            return Some((owner.to_owned(), value));
        }
        let values = required.iter().map(|(field, name)| {
            let word = name.trim_start_matches("r#");
            match &field.ty {
                Type::List(inner) if **inner == Type::String => {
                    Some(format!("vec![\"{word}\".to_owned()]"))
                }
                ty if self.is_secret(ty) => Some(format!("\"{word}\"")),
                ty => self
                    .literal(word, ty)
                    .filter(|_| !self.is_text(ty) || self.is_converted(ty)),
            }
        });
        let values: Vec<String> = values.collect::<Option<_>>()?;
        (values.len() <= MANY_VALUES).then(|| {
            let value = format!("{owner}::new({})", values.join(", "));
            (owner.to_owned(), value)
        })
    }

    /// A type with the path of its module.
    fn full_type(&self, ty: &Type, client: &str) -> String {
        let of = |inner: &Type| self.full_type(inner, client);
        match ty {
            Type::List(inner) => format!("Vec<{}>", of(inner)),
            Type::Map(inner) => {
                format!("{client}::runtime::BTreeMap<String, {}>", of(inner))
            }
            Type::Optional(inner) => format!("Option<{}>", of(inner)),
            Type::Expandable(inner) => format!("{client}::runtime::Expandable<{}>", of(inner)),
            Type::Named(id) => format!("{client}::types::{}", self.names.of(*id)),
            ty if is_by_value(ty) || self.is_text(ty) => self.type_text(ty),
            ty => format!("{client}::runtime::{}", self.type_text(ty)),
        }
    }

    fn call_example(&self, called: &Called<'_>, client: &str) -> Example {
        let scheme = self.constructors().find(|(scheme, _)| !scheme.always);
        let auth = match &scheme {
            Some((scheme, name)) => format!("auth::{name}({})", super::auth::example(scheme)),
            None => "Auth::none()".to_owned(),
        };
        let module = if scheme.is_some() { "auth" } else { "Auth" };
        let mut lines = vec![format!("use {client}::{{Client, {module}}};")];
        lines.extend(imports(called, client));
        lines.push(String::new());
        lines.push(format!("let client = Client::new({auth});"));
        match self.response_name(called) {
            None => lines.extend(call("", called, ".await?;")),
            Some(name) => {
                lines.extend(call(&format!("let {name} = "), called, ".await?;"));
                lines.push(format!("println!(\"{{{name}:?}}\");"));
            }
        }
        let given = called.given.iter().map(argument).collect::<Vec<_>>();
        example("A call", called, &given, client, lines)
    }

    fn error_example(&self, called: &Called<'_>, client: &str) -> Example {
        let mut lines: Vec<String> = imports(called, client).collect();
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(call("match ", called, ".await {"));
        let (pattern, shown) = match self.response_name(called) {
            None => ("()".to_owned(), "println!(\"done\")".to_owned()),
            Some(name) => {
                let shown = format!("println!(\"{{{name}:?}}\")");
                (name, shown)
            }
        };
        lines.push(format!("    Ok({pattern}) => {shown},"));
        lines.push(
            "    Err(error) if error.is_retryable() => println!(\"later: {:?}\", error.retry_after()),"
                .to_owned(),
        );
        let typed = called
            .operation
            .errors
            .iter()
            .chain(&self.common_errors)
            .find_map(|(_, ty)| match ty {
                Type::Named(id) => Some(*id),
                _ => None,
            });
        lines.push("    Err(error) => {".to_owned());
        lines.push(
            "        eprintln!(\"{:?} {:?} {:?}\", error.status(), error.code(), error.message());"
                .to_owned(),
        );
        if let Some(id) = typed {
            let body = self.names.of(id);
            lines.extend([
                format!("        if let Ok(body) = error.body::<{client}::types::{body}>() {{"),
                "            eprintln!(\"{body:?}\");".to_owned(),
                "        }".to_owned(),
            ]);
        }
        lines.extend(["    }".to_owned(), "}".to_owned()]);
        example(
            "An error",
            called,
            &with_client(called, client),
            client,
            lines,
        )
    }

    /// What a response is called: by its type, if that is a short word.
    fn response_name(&self, called: &Called<'_>) -> Option<String> {
        let ty = match &called.operation.response_body {
            ResponseBody::Empty => return None,
            ResponseBody::Json(Type::Named(id)) | ResponseBody::ByStatus(id) => self.names.of(*id),
            _ => "Response",
        };
        let name = snake(ty);
        let is_taken = |name: &str| {
            ["client", "error", "auth", "params"].contains(&name)
                || called.given.iter().any(|(given, _)| given == name)
        };
        let is_word = name.len() <= 24 && !name.starts_with("r#") && !is_taken(&name);
        Some(if is_word { name } else { "response".to_owned() })
    }

    fn webhook_example(&self, webhooks: &Webhooks, client: &str) -> Example {
        let scheme = &webhooks.scheme;
        let mut head = vec![
            format!("headers: &dyn {client}::webhooks::Headers"),
            "body: &[u8]".to_owned(),
        ];
        let mut arguments = vec!["headers", "body"];
        if pieces(&scheme.content).any(|piece| matches!(piece, Ok(Piece::Url))) {
            arguments.push("\"https://example.com/webhooks\"");
        }
        if scheme.certificate.is_some() {
            head.push("certificate: &str".to_owned());
            arguments.push("certificate");
        }
        arguments.push("&secrets");
        let verify = format!("webhooks::verify({})?", arguments.join(", "));
        let event = self.names.events.first();
        let shown = |indent: &str, delivery: &str| match event {
            Some(event) => vec![
                format!("{indent}match {delivery}.into_inner() {{"),
                format!("{indent}    Event::{event}(event) => println!(\"{{event:?}}\"),"),
                format!("{indent}    other => println!(\"{{other:?}}\"),"),
                format!("{indent}}}"),
            ],
            None => vec![format!(
                "{indent}println!(\"{{}} bytes\", {delivery}.into_inner().len());"
            )],
        };
        let mut lines = vec![
            match event {
                Some(_) => format!("use {client}::webhooks::{{self, Event}};"),
                None => format!("use {client}::webhooks;"),
            },
            String::new(),
            "let secrets = webhooks::secrets([\"secret\"])?;".to_owned(),
        ];
        match scheme.batch.is_some() && event.is_some() {
            true => {
                lines.push(format!("for delivery in {verify} {{"));
                lines.extend(shown("    ", "delivery"));
                lines.push("}".to_owned());
            }
            false => {
                lines.push(format!("let delivery = {verify};"));
                lines.extend(shown("", "delivery"));
            }
        }
        Example {
            title: "A webhook",
            module: None,
            head: format!(
                "fn example({}) -> Result<(), Box<dyn std::error::Error>>",
                head.join(", ")
            ),
            lines,
        }
    }
}

fn pages_example(called: &Called<'_>, client: &str) -> Example {
    let mut lines: Vec<String> = imports(called, client).collect();
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.extend(call("let mut items = ", called, ".items();"));
    lines.extend([
        "while let Some(item) = items.next().await {".to_owned(),
        "    println!(\"{:?}\", item?);".to_owned(),
        "}".to_owned(),
    ]);
    example("Pages", called, &with_client(called, client), client, lines)
}

fn example(
    title: &'static str,
    called: &Called<'_>,
    given: &[String],
    client: &str,
    lines: Vec<String>,
) -> Example {
    Example {
        title,
        module: Some(called.names.module.clone()),
        head: format!(
            "async fn example({}) -> Result<(), {client}::Error>",
            given.join(", ")
        ),
        lines,
    }
}

fn argument((name, ty): &(String, String)) -> String {
    format!("{name}: {ty}")
}

/// The arguments of a function that gets the client.
fn with_client(called: &Called<'_>, client: &str) -> Vec<String> {
    std::iter::once(format!("client: {client}::Client"))
        .chain(called.given.iter().map(argument))
        .collect()
}

fn imports(called: &Called<'_>, client: &str) -> impl Iterator<Item = String> {
    called
        .imports
        .iter()
        .map(move |path| format!("use {client}::{path};"))
}

/// `let domain = client.retrieve_domain("domain_id").await?;`, in several lines where it is long.
fn call(start: &str, called: &Called<'_>, end: &str) -> Vec<String> {
    let Called {
        names, arguments, ..
    } = called;
    let one = format!(
        "{start}client.{}({}){end}",
        names.method,
        arguments.join(", ")
    );
    let is_short = one.lines().all(|line| line.len() <= WIDTH);
    if is_short {
        return one.lines().map(str::to_owned).collect();
    }
    let mut lines = vec![format!("{start}client")];
    let method = format!(".{}({})", names.method, arguments.join(", "));
    lines.extend(method.lines().map(|line| format!("    {line}")));
    match end.strip_suffix(" {") {
        Some(end) => lines.extend([format!("    {end}"), "{".to_owned()]),
        None => lines.push(format!("    {end}")),
    }
    lines
}

/// How far an operation is from what a reader wants to see first: a request for one thing, with little to give.
fn distance(called: &Called<'_>) -> impl Ord {
    let operation = called.operation;
    (
        operation.deprecated,
        called.given.len(),
        !matches!(operation.response_body, ResponseBody::Json(Type::Named(_))),
        operation.stream.is_some(),
        match operation.method.as_str() {
            "GET" => 0,
            "POST" => 1,
            _ => 2,
        },
        called.arguments.len().abs_diff(1),
    )
}

fn has_choice(media: &[String]) -> bool {
    !matches!(media, [only] if !only.contains('*'))
}
