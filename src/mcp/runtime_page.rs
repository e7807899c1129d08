//! The client itself and types of the runtime as text: how code makes a client, and what its settings, errors and tokens are.
//!
//! ```text
//! type Client   →   a function that makes one, the credentials, the methods of its builder, sign-in with OAuth
//! type Limits   →   pub fn per_second(count: u32) -> Limits; // Never more than so many requests in any second.
//! ```
//!
//! It is read from the runtime's source, which is also what a copy is made of, so it cannot differ from the code.
//!
//! Invariant: rustfmt formats that source, so lines show where an item ends.

use std::fmt::Write as _;

use fetchwright_runtime::vendor::{self, RuntimeFile};

use super::catalogue::Catalogue;
use super::pages::{budget, capped, origin};
use super::quote;

/// Characters of a method's text.
const METHOD_TEXT: usize = 150;

/// Characters of a type's text.
const TYPE_TEXT: usize = 900;

/// The client, and how code makes one.
pub(super) fn client_page(catalogue: &Catalogue, depth: u64) -> String {
    let about = &catalogue.about;
    let mut text = format!("# {}::Client\n{}\n", about.root, origin(about, None));
    let servers: Vec<String> = catalogue
        .surface
        .servers
        .iter()
        .take(5)
        .map(|server| quote::quoted(server, 120))
        .collect();
    if !servers.is_empty() {
        let _ = writeln!(text, "Servers: {}", servers.join(", "));
    }
    let _ = write!(
        text,
        "\nSnippet, compiles as it is:\n```rust\n{}```\n",
        client_snippet(catalogue)
    );
    if about.features.contains("limits") {
        text.push_str("Each attempt waits for its turn within these limits; clones of a client share them. Where the provider's headers hold how many requests are left, calls slow down before it refuses one.\n");
    } else {
        let _ = writeln!(
            text,
            "No limits on requests yet: {}",
            turn_on(catalogue, "limits")
        );
    }
    text.push_str("\n## Credentials\n```rust\n");
    for (path, signature) in credentials(catalogue) {
        let _ = writeln!(text, "{path}{}", spaced(signature));
    }
    text.push_str("```\n");
    if let Some(code) = sign_in_snippet(catalogue) {
        let _ = write!(
            text,
            "\n## Sign-in of a user with a browser\n```rust\n{code}```\nBetween `start` and `finish` keep attempt.state, attempt.verifier and attempt.redirect_uri in the user's session, and redirect to attempt.url. To create accounts and sessions of your own application, use the library `fetchwright-signin`.\n"
        );
    }
    text.push_str("\n## Client::builder(auth)\n```rust\n");
    for file in vendor::FILES {
        push_methods(&mut text, catalogue, file, "Builder", "");
    }
    text.push_str("```\nMore by `type`: Limits, Retry, RetryBudget, Error, ErrorKind, Call.\n");
    capped(text, budget(depth))
}

/// A type of the runtime; `None` where it has no such type.
pub(super) fn runtime_page(catalogue: &Catalogue, named: &str, depth: u64) -> Option<String> {
    let name = named.trim().rsplit("::").next().unwrap_or(named);
    let is_name = !name.is_empty() && name.chars().all(|sign| sign.is_ascii_alphanumeric());
    if !is_name {
        return None;
    }
    let (file, at, start) = declared(name)?;
    let module = match file.folder {
        "" => "runtime".to_owned(),
        folder => folder.to_owned(),
    };
    let mut text = format!(
        "# {}::{module}::{name}\nPart of the runtime of client `{}`.\n",
        catalogue.about.root, catalogue.about.client
    );
    if !catalogue.about.features.contains(file.feature) {
        let _ = writeln!(
            text,
            "The client does not have it yet: {}",
            turn_on(catalogue, file.feature)
        );
    }
    let lines: Vec<&str> = file.source.lines().collect();
    let docs = docs_before(&lines, at, "");
    let _ = write!(text, "{}\n```rust\n", shortened(&docs, TYPE_TEXT) + "\n");
    push_declaration(&mut text, &lines, at, start);
    let noted = file.feature;
    for file in vendor::FILES {
        push_methods(&mut text, catalogue, file, name, noted);
    }
    text.push_str("```\n");
    Some(capped(text, budget(depth)))
}

/// The feature of the runtime that has a type.
pub(super) fn feature_with(named: &str) -> Option<&'static str> {
    let name = named.trim().rsplit("::").next().unwrap_or(named);
    declared(name).map(|(file, _, _)| file.feature)
}

/// Where the runtime declares a type: the file, the number of the line, the line.
fn declared(name: &str) -> Option<(&'static RuntimeFile, usize, &'static str)> {
    vendor::FILES.iter().find_map(|file| {
        let mut lines = file.source.lines().enumerate();
        let (at, line) = lines.find(|(_, line)| declares(line, name))?;
        Some((file, at, line))
    })
}

/// A function that makes a client.
pub fn client_snippet(catalogue: &Catalogue) -> String {
    let root = &catalogue.about.root;
    let (arguments, auth) = usual_credential(catalogue);
    let (limits, set) = match catalogue.about.features.contains("limits") {
        true => (
            "    let limits = runtime::Limits::per_second(5).concurrent(4);\n",
            "        .limits(limits)\n",
        ),
        false => ("", ""),
    };
    let mut modules = vec!["Client"];
    modules.extend(auth.starts_with("auth::").then_some("auth"));
    modules.extend((auth.contains("runtime::") || !limits.is_empty()).then_some("runtime"));
    format!(
        "use std::time::Duration;\n\nuse {root}::{{{}}};\n\nfn client({arguments}) -> Client {{\n{limits}    Client::builder({auth})\n        .timeout(Duration::from_secs(30))\n{set}        .build()\n}}\n",
        modules.join(", ")
    )
}

/// Functions that sign a user in, where the client has the grant.
pub fn sign_in_snippet(catalogue: &Catalogue) -> Option<String> {
    let root = &catalogue.about.root;
    let functions = &catalogue.surface.functions;
    functions
        .iter()
        .find(|(path, _)| path == "auth::authorization_code")?;
    Some(format!(
        "use {root}::{{Client, auth}};\n\
         use {root}::runtime::{{AuthorizationAttempt, AuthorizationCode, MemoryStore, OAuth, TokenError}};\n\n\
         // Add .scope(…) for what you want to read.\n\
         fn sign_in(client_id: &str, client_secret: &str) -> AuthorizationCode {{\n    auth::authorization_code(client_id).client_secret(client_secret)\n}}\n\n\
         fn start(code: &AuthorizationCode) -> Result<AuthorizationAttempt, TokenError> {{\n    code.start(\"https://example.com/callback\")\n}}\n\n\
         async fn finish(code: &AuthorizationCode, attempt: AuthorizationAttempt, callback_url: &str) -> Result<Client, TokenError> {{\n    \
         let tokens = code.finish(attempt, callback_url).await?;\n    \
         let oauth = OAuth::builder(code.token_request()).store(MemoryStore::new(tokens)).build();\n    \
         Ok(Client::builder(oauth.auth()).transport(oauth).build())\n}}\n"
    ))
}

/// The public functions of the client's module `auth`: path and signature.
fn credentials(catalogue: &Catalogue) -> impl Iterator<Item = (&str, &str)> {
    let functions = catalogue.surface.functions.iter();
    functions
        .filter(|(path, _)| path.starts_with("auth::"))
        .map(|(path, signature)| (path.as_str(), signature.as_str()))
}

/// The arguments of a function that makes a client, and the credential of them.
fn usual_credential(catalogue: &Catalogue) -> (String, String) {
    let is_bearer = |(path, _): &(&str, &str)| *path == "auth::bearer";
    let simple = |(path, signature): (&str, &str)| {
        let arguments = signature.strip_prefix('(')?.strip_suffix(")->Auth")?;
        let count = arguments.split(',').count();
        let is_text = |ty: &str| matches!(ty, "&str" | "impl Into<Secret>");
        let names = match arguments.split(',').all(is_text) {
            true if count == 1 => ["secret"].as_slice(),
            true if count == 2 => &["user", "password"],
            _ => return None,
        };
        let typed: Vec<String> = names.iter().map(|name| format!("{name}: &str")).collect();
        Some((typed.join(", "), format!("{path}({})", names.join(", "))))
    };
    let mut all: Vec<(&str, &str)> = credentials(catalogue).collect();
    all.sort_by_key(|credential| !is_bearer(credential));
    let none = || (String::new(), "runtime::Auth::none()".to_owned());
    all.into_iter().find_map(simple).unwrap_or_else(none)
}

/// The lines of the config that turn a feature of the runtime on.
fn turn_on(catalogue: &Catalogue, feature: &str) -> String {
    let asked = catalogue.about.asked_features.iter().copied();
    let list: Vec<String> = asked
        .chain([feature])
        .map(|name| format!("\"{name}\""))
        .collect();
    format!(
        "add these lines to fetchwright.toml, then run `fetchwright generate`.\n```toml\n[runtime]\nfeatures = [{}]\n```",
        list.join(", ")
    )
}

/// Whether a line begins the declaration of a public type.
fn declares(line: &str, name: &str) -> bool {
    let kinds = ["pub struct ", "pub enum ", "pub trait "];
    let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind));
    let rest = rest.and_then(|rest| rest.strip_prefix(name));
    rest.is_some_and(|rest| !rest.starts_with(|sign: char| sign.is_alphanumeric() || sign == '_'))
}

/// Its public fields, its variants, or the methods of a trait.
fn push_declaration(text: &mut String, lines: &[&str], at: usize, start: &str) {
    if start.ends_with(';') {
        let name = start.split(['(', ';']).next().unwrap_or(start);
        let _ = writeln!(text, "{name};");
        return;
    }
    let is_struct = start.starts_with("pub struct ");
    let known = text.len();
    let _ = writeln!(text, "{start}");
    let head = text.len();
    let inside = lines.iter().enumerate().skip(at + 1);
    for (at, line) in inside.take_while(|(_, line)| **line != "}") {
        let member = line.trim_start();
        let is_member = line.starts_with("    ")
            && !line.starts_with("     ")
            && !member.starts_with(['/', '#', '}'])
            && (!is_struct || member.starts_with("pub "));
        if is_member && !member.starts_with("pub(") {
            let docs = sentence(&docs_before(lines, at, "    "));
            let member = member.strip_suffix(" {").map(|head| format!("{head};"));
            let member = member.unwrap_or_else(|| line.trim_start().to_owned());
            let _ = writeln!(text, "    {member}{}", remark(&docs));
        }
    }
    if text.len() == head {
        text.truncate(known);
        let _ = writeln!(text, "{} /* no public fields */ }}", start);
        return;
    }
    text.push_str("}\n");
}

/// The public methods of a type that a file has.
fn push_methods(
    text: &mut String,
    catalogue: &Catalogue,
    file: &RuntimeFile,
    name: &str,
    noted: &str,
) {
    let lines: Vec<&str> = file.source.lines().collect();
    let mut is_inside = false;
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with("impl") {
            is_inside = is_impl_of(line, name);
        } else if *line == "}" {
            is_inside = false;
        }
        let is_method = ["    pub fn ", "    pub async fn ", "    pub const fn "]
            .iter()
            .any(|start| line.starts_with(start));
        let attributes = attributes_before(&lines, at);
        let is_hidden = attributes.iter().any(|line| line.contains("doc(hidden)"))
            // The generated client calls it.
            || (name == "Builder" && line.starts_with("    pub fn new("));
        if !is_inside || !is_method || is_hidden {
            continue;
        }
        let signature = signature(&lines, at);
        let docs = sentence(&docs_before(&lines, at, "    "));
        let condition = attributes.iter().find_map(|line| feature_of(line));
        let feature = condition.unwrap_or(file.feature);
        let off = match feature == noted || catalogue.about.features.contains(feature) {
            true => String::new(),
            false => format!("[feature `{feature}` of the runtime] "),
        };
        let _ = writeln!(text, "{signature};{}", remark(&format!("{off}{docs}")));
    }
}

fn remark(docs: &str) -> String {
    match docs.is_empty() {
        true => String::new(),
        false => format!(" // {docs}"),
    }
}

/// `impl<C: From<ClientInner>> Builder<C> {`, and not `impl fmt::Debug for Builder {`.
fn is_impl_of(line: &str, name: &str) -> bool {
    let head = line.trim_end_matches(" {");
    let subject = head.rsplit(' ').next().unwrap_or_default();
    let is_of_type = subject.split('<').next() == Some(name) || head.contains(&format!(" {name}<"));
    is_of_type && !head.contains(" for ")
}

/// `#[cfg(feature = "limits")]`   →   limits
fn feature_of(attribute: &str) -> Option<&str> {
    let (_, rest) = attribute.split_once("feature = \"")?;
    rest.split_once('"').map(|(feature, _)| feature)
}

/// The attributes directly before a line.
fn attributes_before<'l>(lines: &[&'l str], at: usize) -> Vec<&'l str> {
    let before = lines.iter().take(at).rev().map(|line| line.trim_start());
    before
        .take_while(|line| line.starts_with("#[") || line.starts_with("///"))
        .filter(|line| line.starts_with("#["))
        .collect()
}

/// The documentation before a line.
fn docs_before(lines: &[&str], at: usize, indent: &str) -> String {
    let start = format!("{indent}///");
    let before = lines.iter().take(at).rev();
    let mut docs: Vec<&str> = before
        .take_while(|line| line.starts_with(&start) || line.trim_start().starts_with("#["))
        .filter_map(|line| line.strip_prefix(start.as_str()))
        .map(str::trim)
        .filter(|line| !line.starts_with("```"))
        .collect();
    docs.reverse();
    docs.join("\n")
}

/// Its first sentence.
fn sentence(docs: &str) -> String {
    let first: Vec<&str> = docs.lines().take_while(|line| !line.is_empty()).collect();
    let text = plain(&first.join(" "));
    let text = text
        .split_once(". ")
        .map_or(text.as_str(), |(first, _)| first);
    shortened(text.trim_end_matches('.'), METHOD_TEXT)
}

/// Without the marks of links.
fn plain(docs: &str) -> String {
    let mut text = String::new();
    let mut rest = docs;
    while let Some((before, link)) = rest.split_once("](") {
        text.push_str(before);
        rest = link.split_once(')').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text.replace("[`", "`")
        .replace("`]", "`")
        .replace('`', "")
        .replace("**", "")
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => plain(text),
        Some((end, _)) => format!("{}…", plain(text.get(..end).unwrap_or_default().trim_end())),
    }
}

/// The declaration of a method in one line.
fn signature(lines: &[&str], at: usize) -> String {
    let mut text = String::new();
    for line in lines.iter().skip(at).take(12) {
        text.push_str(line.trim());
        if line.ends_with('{') {
            break;
        }
        text.push(' ');
    }
    text.trim_end_matches(['{', ' ', ','])
        .replace("( ", "(")
        .replace(", )", ")")
        .replace("(mut self", "(self")
}

/// `(impl Into<Secret>,&str)->Auth`   →   `(impl Into<Secret>, &str) -> Auth`
fn spaced(signature: &str) -> String {
    signature.replace(',', ", ").replace("->", " -> ")
}
