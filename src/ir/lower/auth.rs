//! Credentials: which ones a client needs for the operations that were selected.
//!
//! ```text
//! security: [{key: []}, {hmac: []}], key: http bearer, hmac: http hmac   →   `key`, or nothing: `hmac` cannot be sent
//! no security schemes, a header parameter `Authorization`                →   any header `Authorization`, a token, a user
//! ```
//!
//! Invariant: a requirement names only schemes that a client has a constructor for.

use std::collections::BTreeSet;

use super::words;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::document::model::{
    Document, Location, Operation, Requirement, SecurityKind, SecurityScheme,
};
use crate::ir::{AuthKind, AuthScheme};
use crate::resolve::Selection;

/// The alternatives of an operation or of the API. A scheme that cannot be sent counts as met: whoever calls the operation
/// sends it in another way.
pub(super) fn requirements(
    document: &Document<'_>,
    alternatives: &[Requirement<'_>],
) -> Vec<Vec<String>> {
    let is_sent = |name: &&str| {
        document
            .security_schemes
            .iter()
            .any(|scheme| scheme.name == *name && kind_of(scheme).is_some())
    };
    let mut all: Vec<Vec<String>> = Vec::new();
    for schemes in alternatives {
        let names = schemes.iter().map(|required| required.name);
        let sent: Vec<String> = names.filter(is_sent).map(str::to_owned).collect();
        // Two that differ in their scopes are sent alike.
        if !all.contains(&sent) {
            all.push(sent);
        }
    }
    all
}

/// The schemes that operations use; where there are none to choose from, the usual ones.
pub(super) fn schemes(
    selection: &Selection<'_, '_>,
    diagnostics: &mut Diagnostics,
) -> Vec<AuthScheme> {
    let document = selection.document;
    let operations: Vec<&Operation<'_>> = selection.operations().collect();
    let used = used(document, &operations);
    let mut schemes = Vec::new();
    for scheme in &document.security_schemes {
        if used
            .as_ref()
            .is_some_and(|used| !used.contains(scheme.name))
        {
            continue;
        }
        match kind_of(scheme) {
            Some(kind) => schemes.push(AuthScheme {
                name: scheme.name.to_owned(),
                always: false,
                kind,
                description: scheme.description.map(str::to_owned),
            }),
            None => diagnostics.report(not_sent(scheme)),
        }
    }
    let parameter = operations
        .iter()
        .flat_map(|operation| &operation.protocol_headers)
        .find(|parameter| parameter.name.eq_ignore_ascii_case("authorization"));
    if let Some(parameter) = parameter.filter(|_| !schemes.iter().any(is_authorization)) {
        schemes.push(AuthScheme {
            name: "authorization".to_owned(),
            always: true,
            kind: AuthKind::ApiKey {
                location: crate::ir::Location::Header,
                name: "Authorization".to_owned(),
                prefix: None,
            },
            description: parameter.description.map(str::to_owned),
        });
    }
    if document.security_schemes.is_empty() && document.security.is_none() {
        schemes.extend(
            [
                ("bearer", AuthKind::Bearer),
                (
                    "basic",
                    AuthKind::Basic {
                        user: None,
                        password: None,
                    },
                ),
            ]
            .map(|(name, kind)| AuthScheme {
                name: name.to_owned(),
                always: true,
                kind,
                description: None,
            }),
        );
    }
    schemes
}

/// The names in the requirements of these operations; `None` where nothing is required anywhere, so that any may be used.
fn used<'s>(document: &Document<'s>, operations: &[&Operation<'s>]) -> Option<BTreeSet<&'s str>> {
    let of_operations = operations
        .iter()
        .filter_map(|operation| operation.security.as_ref());
    let has_default = operations
        .iter()
        .any(|operation| operation.security.is_none());
    let of_api = document.security.as_ref().filter(|_| has_default);
    let mut all = of_operations.chain(of_api).peekable();
    all.peek()?;
    let required = all.flatten().flatten();
    Some(required.map(|required| required.name).collect())
}

fn is_authorization(scheme: &AuthScheme) -> bool {
    match &scheme.kind {
        AuthKind::Bearer | AuthKind::Basic { .. } => true,
        AuthKind::ApiKey { name, .. } => name.eq_ignore_ascii_case("authorization"),
    }
}

fn kind_of(scheme: &SecurityScheme<'_>) -> Option<AuthKind> {
    match &scheme.kind {
        SecurityKind::ApiKey {
            location: Location::Path,
            ..
        }
        | SecurityKind::Other(_) => None,
        SecurityKind::ApiKey {
            location,
            name,
            prefix,
        } => Some(AuthKind::ApiKey {
            location: words::location(*location),
            name: (*name).to_owned(),
            prefix: prefix.map(str::to_owned),
        }),
        SecurityKind::Basic => Some(AuthKind::Basic {
            user: scheme.user.map(str::to_owned),
            password: scheme.password.map(str::to_owned),
        }),
        SecurityKind::Bearer | SecurityKind::OAuth2 { .. } => Some(AuthKind::Bearer),
    }
}

fn not_sent(scheme: &SecurityScheme<'_>) -> Diagnostic {
    let kind = match &scheme.kind {
        SecurityKind::Other(kind) => kind,
        _ => "apiKey in the path",
    };
    let message = format!(
        "security scheme `{}` of kind `{kind}` is not sent; its operations are called without it",
        scheme.name
    );
    let help = match kind {
        "mutualTLS" => "give the client a transport that has the certificate",
        "none" => "use `security: []` for an operation without credentials",
        _ => "set its header on the client or on the call",
    };
    Diagnostic::warning(Code::Unsupported, message)
        .at(scheme.span)
        .help(help)
}
