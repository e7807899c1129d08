//! A scheme's node to a [`Scheme`].
//!
//! A key that is not known or a value that nothing represents is reported, and then there is no scheme.

use std::borrow::Cow;

use fetchwright_runtime::webhooks::{
    Algorithm, Batch, Encoding, FieldLocation, Handshake, Key, KeyForm, Scheme, Signatures, Text,
    TimeUnit, Timestamp, UrlForm, pieces,
};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::source::{Entry, Node, Value};

/// The algorithms by their names.
const ALGORITHMS: &[(&str, Algorithm)] = &[
    ("hmac-sha1", Algorithm::HmacSha1),
    ("hmac-sha256", Algorithm::HmacSha256),
    ("hmac-sha512", Algorithm::HmacSha512),
    ("sha256", Algorithm::Sha256),
    ("ed25519", Algorithm::Ed25519),
    ("ecdsa-p256", Algorithm::EcdsaP256),
    ("rsa-certificate", Algorithm::RsaCertificate),
    ("token", Algorithm::Token),
];

/// The encodings by their names.
const ENCODINGS: &[(&str, Encoding)] = &[
    ("hex", Encoding::Hex),
    ("any-hex", Encoding::AnyHex),
    ("base64", Encoding::Base64),
    ("plain", Encoding::Plain),
];

/// The forms of secrets by their names.
const KEY_FORMS: &[(&str, KeyForm)] = &[
    ("text", KeyForm::Text),
    ("hex", KeyForm::Hex),
    ("base64", KeyForm::Base64),
    ("base64-if-prefixed", KeyForm::Base64IfPrefixed),
];

/// The units of times by their names.
const UNITS: &[(&str, TimeUnit)] = &[
    ("seconds", TimeUnit::Seconds),
    ("milliseconds", TimeUnit::Milliseconds),
    ("rfc3339", TimeUnit::Rfc3339),
];

/// The forms of URLs by their names.
const URL_FORMS: &[(&str, UrlForm)] = &[
    ("exact", UrlForm::Exact),
    ("ports", UrlForm::Ports),
    ("decoded", UrlForm::Decoded),
];

/// Reads a scheme.
pub(super) fn scheme(node: &Node, name: &str, diagnostics: &mut Diagnostics) -> Option<Scheme> {
    let mut reader = SchemeReader {
        diagnostics,
        whole: true,
    };
    let mut scheme = reader.base(node)?;
    scheme.name = owned(name);
    for entry in reader.entries(node) {
        reader.set(&mut scheme, entry);
    }
    reader.complete(&scheme, node);
    reader.whole.then_some(scheme)
}

/// A scheme that states nothing yet.
fn empty() -> Scheme {
    Scheme {
        name: owned(""),
        signature: Signatures {
            place: FieldLocation::Header(owned("")),
            separator: owned(""),
            prefix: owned(""),
        },
        content: owned("{body}"),
        algorithm: Algorithm::HmacSha256,
        encoding: Encoding::Hex,
        key: Key {
            form: KeyForm::Text,
            prefix: owned(""),
        },
        timestamp: None,
        id: None,
        event: None,
        action: None,
        batch: None,
        url: UrlForm::Exact,
        body_hash: None,
        agreed: None,
        certificate: None,
        empty_body: true,
        handshakes: [None, None],
        hint: owned(""),
    }
}

fn owned(text: &str) -> Text {
    Cow::Owned(text.to_owned())
}

/// A pointer, or the names of headers.
fn place(text: &str) -> FieldLocation {
    if text.starts_with('/') {
        FieldLocation::Pointer(owned(text))
    } else {
        FieldLocation::Header(owned(text))
    }
}

struct SchemeReader<'d> {
    diagnostics: &'d mut Diagnostics,
    /// Whether nothing was wrong so far.
    whole: bool,
}

impl SchemeReader<'_> {
    /// What `like` names, or an empty scheme.
    fn base(&mut self, node: &Node) -> Option<Scheme> {
        let Some(like) = node.get("like") else {
            return Some(empty());
        };
        let found = like.as_str().and_then(super::built_in);
        if found.is_none() {
            self.wrong(like, "`like` names no built-in scheme");
        }
        found
    }

    fn set(&mut self, scheme: &mut Scheme, entry: &Entry) {
        let node = &entry.node;
        match &*entry.key {
            "name" | "like" | "also" => {}
            "signature" => scheme.signature = self.signature(node),
            "content" => scheme.content = self.content(node),
            "algorithm" => self.choose(node, ALGORITHMS, &mut scheme.algorithm),
            "encoding" => self.choose(node, ENCODINGS, &mut scheme.encoding),
            "secret" => scheme.key = self.key(node),
            "timestamp" => scheme.timestamp = self.timestamp(node),
            "id" => scheme.id = Some(place(&self.text(node))),
            "event" => scheme.event = Some(place(&self.text(node))),
            "action" => scheme.action = Some(place(&self.text(node))),
            "batch" => scheme.batch = Some(self.batch(node)),
            "url" => self.choose(node, URL_FORMS, &mut scheme.url),
            "body-hash" => scheme.body_hash = Some(self.text(node)),
            "agreed" => scheme.agreed = Some(self.pair(node, "header", "value")),
            "certificate" => scheme.certificate = Some(self.pair(node, "header", "domain")),
            "empty-body" => scheme.empty_body = self.flag(node),
            "handshakes" => self.handshakes(node, &mut scheme.handshakes),
            "hint" => scheme.hint = self.text(node),
            _ => self.unknown(
                entry,
                &[
                    "action",
                    "agreed",
                    "algorithm",
                    "also",
                    "batch",
                    "body-hash",
                    "certificate",
                    "content",
                    "empty-body",
                    "encoding",
                    "event",
                    "handshakes",
                    "hint",
                    "id",
                    "like",
                    "name",
                    "secret",
                    "signature",
                    "timestamp",
                    "url",
                ],
            ),
        }
    }

    /// What a scheme cannot be without.
    fn complete(&mut self, scheme: &Scheme, node: &Node) {
        let nowhere =
            matches!(&scheme.signature.place, FieldLocation::Header(names) if names.is_empty());
        if nowhere && self.whole {
            self.wrong(node, "the signature scheme has no `signature`");
        }
        let is_used = |wanted: &str| scheme.content.contains(wanted);
        if is_used("{timestamp}") && scheme.timestamp.is_none() {
            self.wrong(
                node,
                "the signature scheme signs `{timestamp}` and has no `timestamp`",
            );
        }
        if is_used("{id}") && !matches!(scheme.id, Some(FieldLocation::Header(_))) {
            self.wrong(
                node,
                "the signature scheme signs `{id}` and names no header for it",
            );
        }
        if scheme.algorithm == Algorithm::RsaCertificate && scheme.certificate.is_none() {
            self.wrong(
                node,
                "the signature scheme uses a certificate and has no `certificate`",
            );
        }
    }

    fn signature(&mut self, node: &Node) -> Signatures {
        let mut signature = Signatures {
            place: FieldLocation::Header(owned("")),
            separator: owned(""),
            prefix: owned(""),
        };
        for entry in self.entries(node) {
            let text = self.text(&entry.node);
            match &*entry.key {
                "header" => signature.place = FieldLocation::Header(text),
                "field" => signature.place = FieldLocation::Pointer(text),
                "separator" => signature.separator = text,
                "prefix" => signature.prefix = text,
                _ => self.unknown(entry, &["field", "header", "prefix", "separator"]),
            }
        }
        signature
    }

    fn content(&mut self, node: &Node) -> Text {
        let text = self.text(node);
        if let Some(unknown) = pieces(&text).find_map(Result::err) {
            let message =
                format!("`{{{unknown}}}` is not a known placeholder of the signed content");
            self.wrong(node, &message);
        }
        text
    }

    fn key(&mut self, node: &Node) -> Key {
        let mut key = Key {
            form: KeyForm::Text,
            prefix: owned(""),
        };
        for entry in self.entries(node) {
            match &*entry.key {
                "form" => self.choose(&entry.node, KEY_FORMS, &mut key.form),
                "prefix" => key.prefix = self.text(&entry.node),
                _ => self.unknown(entry, &["form", "prefix"]),
            }
        }
        key
    }

    fn timestamp(&mut self, node: &Node) -> Option<Timestamp> {
        let mut place = None;
        let (mut unit, mut tolerance, mut future) = (TimeUnit::Seconds, None, false);
        for entry in self.entries(node) {
            let node = &entry.node;
            match &*entry.key {
                "header" => place = Some(FieldLocation::Header(self.text(node))),
                "item" => place = Some(FieldLocation::Item(self.text(node))),
                "field" => place = Some(FieldLocation::Pointer(self.text(node))),
                "number" => place = Some(FieldLocation::Number(self.text(node))),
                "unit" => self.choose(node, UNITS, &mut unit),
                "tolerance" => tolerance = self.seconds(node),
                "future" => future = self.flag(node),
                _ => self.unknown(
                    entry,
                    &[
                        "field",
                        "future",
                        "header",
                        "item",
                        "number",
                        "tolerance",
                        "unit",
                    ],
                ),
            }
        }
        if place.is_none() {
            self.wrong(node, "the timestamp has no location");
        }
        Some(Timestamp {
            place: place?,
            unit,
            tolerance,
            future,
        })
    }

    fn batch(&mut self, node: &Node) -> Batch {
        let mut batch = Batch {
            list: owned(""),
            item: owned(""),
            signed: false,
        };
        for entry in self.entries(node) {
            match &*entry.key {
                "list" => batch.list = self.text(&entry.node),
                "item" => batch.item = self.text(&entry.node),
                "signed" => batch.signed = self.flag(&entry.node),
                _ => self.unknown(entry, &["item", "list", "signed"]),
            }
        }
        batch
    }

    fn handshakes(&mut self, node: &Node, handshakes: &mut [Option<Handshake>; 2]) {
        let items = node.as_array().unwrap_or_default();
        if items.is_empty() || items.len() > handshakes.len() {
            self.wrong(node, "`handshakes` is a list of one or two");
        }
        for (slot, item) in handshakes.iter_mut().zip(items) {
            *slot = self.handshake(item);
        }
    }

    /// Which one it is shows in its keys.
    fn handshake(&mut self, node: &Node) -> Option<Handshake> {
        const KNOWN: &[&str] = &[
            "body", "echo", "field", "keys", "sign", "status", "token", "value",
        ];
        for entry in self.entries(node) {
            if !KNOWN.contains(&&*entry.key) {
                self.unknown(entry, KNOWN);
            }
        }
        if let (Some(token), Some(echo)) = (node.get("token"), node.get("echo")) {
            return Some(Handshake::Query {
                token: self.text(token),
                response: self.text(echo),
            });
        }
        let (Some(field), Some(value)) = (node.get("field"), node.get("value")) else {
            self.wrong(
                node,
                "a handshake has `field` and `value`, or `token` and `echo`",
            );
            return None;
        };
        let (field, value) = (self.text(field), self.text(value));
        match (node.get("echo"), node.get("sign"), node.get("status")) {
            (Some(echo), None, None) => Some(Handshake::Echo {
                field,
                value,
                response: self.text(echo),
            }),
            (None, Some(sign), None) => {
                let response = self.text(sign);
                let keys = node
                    .get("keys")
                    .map(|keys| self.pair(keys, "text", "signature"));
                keys.map(|keys| Handshake::Sign {
                    field,
                    value,
                    response,
                    keys,
                })
            }
            (None, None, Some(status)) => {
                let status = status
                    .as_i64()
                    .and_then(|status| u16::try_from(status).ok())
                    .unwrap_or(200);
                let body = node
                    .get("body")
                    .map(|body| self.text(body))
                    .unwrap_or_default();
                Some(Handshake::Fixed {
                    field,
                    value,
                    status,
                    body,
                })
            }
            _ => {
                self.wrong(node, "a handshake has one of `echo`, `sign` and `status`");
                None
            }
        }
    }

    fn pair(&mut self, node: &Node, first: &str, second: &str) -> (Text, Text) {
        let mut pair = (owned(""), owned(""));
        for entry in self.entries(node) {
            match &*entry.key {
                key if key == first => pair.0 = self.text(&entry.node),
                key if key == second => pair.1 = self.text(&entry.node),
                _ => self.unknown(entry, &[first, second]),
            }
        }
        if pair.0.is_empty() || pair.1.is_empty() {
            self.wrong(node, &format!("`{first}` and `{second}` are needed here"));
        }
        pair
    }

    fn entries<'n>(&mut self, node: &'n Node) -> &'n [Entry] {
        match node.as_object() {
            Some(object) => object.entries(),
            None => {
                self.wrong(node, "an object is expected in a signature scheme");
                &[]
            }
        }
    }

    fn text(&mut self, node: &Node) -> Text {
        match &node.value {
            Value::String(text) | Value::Number(text) => owned(text),
            _ => {
                self.wrong(node, "a string is expected in a signature scheme");
                owned("")
            }
        }
    }

    fn flag(&mut self, node: &Node) -> bool {
        node.as_bool().unwrap_or_else(|| {
            self.wrong(node, "`true` or `false` is expected in a signature scheme");
            false
        })
    }

    fn seconds(&mut self, node: &Node) -> Option<u32> {
        let seconds = node
            .as_i64()
            .and_then(|seconds| u32::try_from(seconds).ok());
        if seconds.is_none() {
            self.wrong(
                node,
                "a number of seconds is expected in a signature scheme",
            );
        }
        seconds
    }

    fn choose<T: Copy>(&mut self, node: &Node, choices: &[(&str, T)], chosen: &mut T) {
        match node
            .as_str()
            .and_then(|text| choices.iter().find(|(name, _)| *name == text))
        {
            Some((_, choice)) => *chosen = *choice,
            None => {
                let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
                self.wrong(
                    node,
                    &format!(
                        "one of `{}` is expected in a signature scheme",
                        names.join("`, `")
                    ),
                );
            }
        }
    }

    fn wrong(&mut self, node: &Node, message: &str) {
        self.whole = false;
        self.diagnostics
            .report(Diagnostic::warning(Code::Extension, message).at(node.span));
    }

    fn unknown(&mut self, entry: &Entry, known: &[&str]) {
        self.whole = false;
        let near = nearest(&entry.key, known.iter().map(|name| (*name).to_owned()));
        let help = match near.first() {
            Some(near) => format!("did you mean {near}?"),
            None => format!("known are `{}`", known.join("`, `")),
        };
        let message = format!("`{}` is not known in a signature scheme", entry.key);
        self.diagnostics.report(
            Diagnostic::warning(Code::Extension, message)
                .at(entry.key_span)
                .help(help),
        );
    }
}
