//! Surfaces to the text of a lock file, and back.
//!
//! ```text
//! {"fetchwright-lock":1,"clients":[
//! {"client":"shop",…,"operations":[
//! {"method":"GET","path":"/orders",…},
//! …
//! ```
//!
//! It is JSON with a line for each operation, type and field, so that a review shows what changed. What is empty or false is
//! left out. Positions are not kept: a comparison with a lock file has those of the new version only.

use crate::diagnostics::draw::quoted;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::diff::surface::{Body, Credential, Kind, Limits, Member, Operation, Surface, Type};
use crate::source::{Input, Node, Sources};

/// The form of the file; another number is not read.
const FORM: &str = "1";

/// The names of kinds.
const KINDS: [(Kind, &str); 6] = [
    (Kind::Object, "object"),
    (Kind::Parameters, "parameters"),
    (Kind::Enum, "enum"),
    (Kind::Union, "union"),
    (Kind::Responses, "responses"),
    (Kind::Alias, "alias"),
];

/// The text of a lock file.
pub fn write(surfaces: &[Surface]) -> String {
    let clients = surfaces.iter().map(surface).collect();
    let text = Record::new()
        .raw("fetchwright-lock", FORM)
        .lines("clients", clients)
        .end();
    text + "\n"
}

/// The surfaces of a lock file; what is wrong with it is reported.
pub fn read(input: Input, diagnostics: &mut Diagnostics) -> Option<Vec<Surface>> {
    let sources = Sources::load(input, diagnostics);
    let root = sources.root()?;
    let form = root.get("fetchwright-lock").and_then(Node::as_i64);
    if form.map(|form| form.to_string()).as_deref() != Some(FORM) {
        let message = "this is no lock file of this version of fetchwright";
        diagnostics.report(
            Diagnostic::error(Code::Config, message)
                .at(root.span)
                .help("delete it, so that the next build writes it anew, and compare both versions with `fetchwright diff`"),
        );
        return None;
    }
    Some(nodes(root, "clients").iter().map(surface_of).collect())
}

/// An object that is being written.
struct Record(String);

impl Record {
    fn new() -> Record {
        Record("{".to_owned())
    }

    fn raw(mut self, key: &str, value: &str) -> Record {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&quoted(Some(key)));
        self.0.push(':');
        self.0.push_str(value);
        self
    }

    fn text(self, key: &str, value: &str) -> Record {
        match value.is_empty() {
            true => self,
            false => self.raw(key, &quoted(Some(value))),
        }
    }

    /// The same where an empty text is not the same as none.
    fn option(self, key: &str, value: Option<&str>) -> Record {
        match value {
            Some(value) => self.raw(key, &quoted(Some(value))),
            None => self,
        }
    }

    fn flag(self, key: &str, value: bool) -> Record {
        if value { self.raw(key, "true") } else { self }
    }

    fn texts(self, key: &str, values: &[String]) -> Record {
        if values.is_empty() {
            return self;
        }
        let list = list(values);
        self.raw(key, &list)
    }

    /// `[["a","b"],…]`
    fn pairs(self, key: &str, pairs: &[(String, String)]) -> Record {
        if pairs.is_empty() {
            return self;
        }
        let pairs: Vec<String> = pairs.iter().map(pair).collect();
        self.raw(key, &format!("[{}]", pairs.join(",")))
    }

    /// A line for each of several records.
    fn lines(self, key: &str, records: Vec<String>) -> Record {
        if records.is_empty() {
            return self;
        }
        self.raw(key, &format!("[\n{}]", records.join(",\n")))
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

fn list(values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| quoted(Some(value))).collect();
    format!("[{}]", values.join(","))
}

fn pair((first, second): &(String, String)) -> String {
    format!("[{},{}]", quoted(Some(first)), quoted(Some(second)))
}

fn surface(surface: &Surface) -> String {
    let credentials = surface.credentials.iter().map(|credential| {
        Record::new()
            .text("wire", &credential.wire)
            .text("place", &credential.place)
            .end()
    });
    Record::new()
        .text("client", &surface.client)
        .texts("servers", &surface.servers)
        .texts("server-names", &surface.server_names)
        .pairs("policies", &surface.policies)
        .pairs("headers", &surface.headers)
        .texts("features", &surface.features)
        .option("webhook-scheme", surface.webhook_scheme.as_deref())
        .lines("credentials", credentials.collect())
        .lines("functions", surface.functions.iter().map(pair).collect())
        .lines("scopes", surface.scopes.iter().map(member).collect())
        .lines("events", surface.events.iter().map(member).collect())
        .lines(
            "operations",
            surface.operations.iter().map(operation).collect(),
        )
        .lines("types", surface.types.iter().map(named_type).collect())
        .end()
}

fn operation(operation: &Operation) -> String {
    let security = operation.security.as_ref().map(|alternatives| {
        let alternatives: Vec<String> = alternatives.iter().map(|schemes| list(schemes)).collect();
        format!("[{}]", alternatives.join(","))
    });
    let mut record = Record::new()
        .text("method", &operation.method)
        .text("path", &operation.path)
        .option("id", operation.id.as_deref())
        .text("rust", &operation.rust)
        .text("module", &operation.module)
        .pairs("arguments", &operation.arguments)
        .text("result", &operation.result)
        .option("items", operation.items.as_deref())
        .option("parameters", operation.parameters_type.as_deref())
        .lines(
            "path-parameters",
            operation.path_parameters.iter().map(member).collect(),
        );
    if let Some(body) = &operation.body {
        let body = Record::new()
            .text("type", &body.ty)
            .flag("required", body.required)
            .text("media", &body.media)
            .pairs("limits", &body.limits)
            .end();
        record = record.raw("body", &body);
    }
    record = record.pairs("errors", &operation.errors);
    if let Some(security) = security {
        record = record.raw("security", &security);
    }
    if !operation.scopes.is_empty() {
        let scopes = operation.scopes.iter().map(|(scheme, scopes)| {
            let scheme = quoted(Some(scheme));
            format!("[{scheme},{}]", list(scopes))
        });
        let scopes: Vec<String> = scopes.collect();
        record = record.raw("scopes", &format!("[{}]", scopes.join(",")));
    }
    record
        .pairs("policies", &operation.policies)
        .option("server", operation.server.as_deref())
        .flag("deprecated", operation.deprecated)
        .end()
}

fn named_type(ty: &Type) -> String {
    let kind = KINDS.iter().find(|(kind, _)| *kind == ty.kind);
    let mut record = Record::new()
        .text("rust", &ty.rust)
        .text("module", &ty.module)
        .text("kind", kind.map_or("object", |(_, name)| name))
        .option("component", ty.component.as_deref())
        .texts("traits", &ty.traits);
    if let Some(arguments) = &ty.constructor {
        let arguments: Vec<String> = arguments.iter().map(pair).collect();
        record = record.raw("new", &format!("[{}]", arguments.join(",")));
    }
    record
        .pairs("constants", &ty.constants)
        .option("additional", ty.additional.as_deref())
        .lines("members", ty.members.iter().map(member).collect())
        .end()
}

fn member(member: &Member) -> String {
    Record::new()
        .text("wire", &member.wire)
        .text("rust", &member.rust)
        .text("type", &member.ty)
        .flag("required", member.required)
        .flag("nullable", member.nullable)
        .flag("read-only", member.read_only)
        .flag("write-only", member.write_only)
        .flag("deprecated", member.deprecated)
        .text("style", &member.style)
        .pairs("limits", &member.limits)
        .end()
}

fn nodes<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).and_then(Node::as_array).unwrap_or_default()
}

fn text_of(node: &Node, key: &str) -> String {
    option_of(node, key).unwrap_or_default()
}

fn option_of(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::as_str).map(str::to_owned)
}

fn flag_of(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool).unwrap_or(false)
}

fn texts(nodes: &[Node]) -> Vec<String> {
    let texts = nodes.iter().filter_map(Node::as_str);
    texts.map(str::to_owned).collect()
}

fn pairs(nodes: &[Node]) -> Vec<(String, String)> {
    let pairs = nodes.iter().filter_map(|node| match node.as_array() {
        Some([first, second]) => Some((first.as_str()?.to_owned(), second.as_str()?.to_owned())),
        _ => None,
    });
    pairs.collect()
}

/// `[["login",["read","write"]],…]`
fn scopes_of(nodes: &[Node]) -> Vec<(String, Vec<String>)> {
    let scopes = nodes.iter().filter_map(|node| match node.as_array() {
        Some([scheme, scopes]) => Some((
            scheme.as_str()?.to_owned(),
            texts(scopes.as_array().unwrap_or_default()),
        )),
        _ => None,
    });
    scopes.collect()
}

fn surface_of(node: &Node) -> Surface {
    let mut types: Vec<Type> = nodes(node, "types").iter().map(type_of).collect();
    // A merge of two branches may leave them in another order.
    types.sort_by(|left, right| left.rust.cmp(&right.rust));
    types.dedup_by(|later, first| later.rust == first.rust);
    Surface {
        client: text_of(node, "client"),
        operations: nodes(node, "operations").iter().map(operation_of).collect(),
        types,
        events: nodes(node, "events").iter().map(member_of).collect(),
        webhook_scheme: option_of(node, "webhook-scheme"),
        credentials: nodes(node, "credentials")
            .iter()
            .map(|credential| Credential {
                wire: text_of(credential, "wire"),
                place: text_of(credential, "place"),
            })
            .collect(),
        servers: texts(nodes(node, "servers")),
        server_names: texts(nodes(node, "server-names")),
        scopes: nodes(node, "scopes").iter().map(member_of).collect(),
        policies: pairs(nodes(node, "policies")),
        headers: pairs(nodes(node, "headers")),
        functions: pairs(nodes(node, "functions")),
        features: texts(nodes(node, "features")),
    }
}

fn operation_of(node: &Node) -> Operation {
    Operation {
        method: text_of(node, "method"),
        path: text_of(node, "path"),
        id: option_of(node, "id"),
        rust: text_of(node, "rust"),
        module: text_of(node, "module"),
        arguments: pairs(nodes(node, "arguments")),
        result: text_of(node, "result"),
        items: option_of(node, "items"),
        parameters_type: option_of(node, "parameters"),
        path_parameters: nodes(node, "path-parameters")
            .iter()
            .map(member_of)
            .collect(),
        body: node.get("body").map(|body| Body {
            ty: text_of(body, "type"),
            required: flag_of(body, "required"),
            media: text_of(body, "media"),
            limits: limits_of(body),
        }),
        errors: pairs(nodes(node, "errors")),
        security: node
            .get("security")
            .and_then(Node::as_array)
            .map(|alternatives| {
                let schemes = |node: &Node| texts(node.as_array().unwrap_or_default());
                alternatives.iter().map(schemes).collect()
            }),
        scopes: scopes_of(nodes(node, "scopes")),
        policies: pairs(nodes(node, "policies")),
        server: option_of(node, "server"),
        deprecated: flag_of(node, "deprecated"),
        position: None,
    }
}

fn type_of(node: &Node) -> Type {
    let kind = text_of(node, "kind");
    let kind = KINDS.iter().find(|(_, name)| *name == kind);
    Type {
        rust: text_of(node, "rust"),
        module: text_of(node, "module"),
        kind: kind.map(|(kind, _)| *kind).unwrap_or_default(),
        component: option_of(node, "component"),
        traits: texts(nodes(node, "traits")),
        constructor: node.get("new").and_then(Node::as_array).map(pairs),
        members: nodes(node, "members").iter().map(member_of).collect(),
        constants: pairs(nodes(node, "constants")),
        additional: option_of(node, "additional"),
        position: None,
    }
}

fn member_of(node: &Node) -> Member {
    Member {
        wire: text_of(node, "wire"),
        rust: text_of(node, "rust"),
        ty: text_of(node, "type"),
        required: flag_of(node, "required"),
        nullable: flag_of(node, "nullable"),
        read_only: flag_of(node, "read-only"),
        write_only: flag_of(node, "write-only"),
        deprecated: flag_of(node, "deprecated"),
        style: text_of(node, "style"),
        limits: limits_of(node),
        position: None,
    }
}

fn limits_of(node: &Node) -> Limits {
    pairs(nodes(node, "limits"))
}
