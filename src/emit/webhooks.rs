//! What the provider sends: its scheme as a `static`, its events, and `verify`.
//!
//! ```text
//! Webhooks { scheme: stripe, events: ["charge.refunded": ChargeRefundedEvent] }
//!   →   pub static SCHEME: Scheme = …;
//!       pub enum Event { ChargeRefunded(Box<types::ChargeRefundedEvent>), Other(UnknownEvent) }
//!       event_set! { Event { ChargeRefunded(types::ChargeRefundedEvent) = "charge.refunded" } }
//!       pub fn verify(headers: &dyn Headers, body: &[u8], secrets: &Secrets) -> Result<Verified<Event>, NotAnEvent>
//! ```
//!
//! An API's types are written with their module here, so that they take no name from the runtime.

use fetchwright_runtime::webhooks::{
    Algorithm, Batch, Encoding, FieldLocation, Handshake, Key, KeyForm, Piece, Scheme, Signatures,
    TimeUnit, Timestamp, UrlForm, pieces,
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::tables::{Table, quoted};
use super::{Emitter, Item, Module, doc_attributes, docs, ident};
use crate::ir::{Type, Webhooks};

impl Emitter<'_> {
    /// The module of webhooks.
    pub(super) fn webhooks_module(&self) -> Option<Module> {
        let webhooks = self.api.webhooks.as_ref()?;
        let mut items = vec![
            self.webhook_imports(webhooks),
            Item::Plain(scheme_static(&webhooks.scheme)),
        ];
        items.extend(self.event_enum(webhooks));
        let signs = self.settings.runtime_features.contains(&"webhook-signing");
        items.push(Item::Plain(functions(webhooks, signs)));
        let mut docs = vec![" What the provider sends: verified, and as typed events.".to_owned()];
        if !webhooks.others.is_empty() {
            docs.push(String::new());
            docs.extend(docs::lines(&other_schemes(webhooks)));
        }
        Some(Module {
            path: vec!["webhooks".to_owned()],
            docs,
            items,
        })
    }

    fn webhook_imports(&self, webhooks: &Webhooks) -> Item {
        let types = webhooks
            .events
            .iter()
            .any(|event| mentions_types(&event.ty))
            .then(|| {
                quote!(
                    use super::types;
                )
            });
        let runtime = (!webhooks.events.is_empty()).then(|| {
            quote!(
                use super::runtime;
                use super::runtime::event_set;
            )
        });
        Item::Plain(quote! {
            #runtime
            #types
            pub use super::runtime::webhooks::*;
        })
    }

    fn event_enum(&self, webhooks: &Webhooks) -> Option<Item> {
        let events = || webhooks.events.iter().zip(&self.names.events);
        let variants = events().map(|(event, name)| {
            let docs = doc_attributes(event.docs.as_deref());
            let (name, payload) = (ident(name), self.qualified(&event.ty));
            quote!(#docs #name(Box<#payload>))
        });
        let entries = events().map(|(event, name)| {
            let at = match event.object.as_str() {
                "" => String::new(),
                object => format!(" at {}", quoted(object)),
            };
            let payload = self.qualified_text(&event.ty);
            format!("{name}({payload}) = {}{at}", quoted(&event.wire))
        });
        let table = Table::new("event_set", "Event".to_owned()).group("", entries.collect());
        let item = quote! {
            /// What the provider sends.
            #[derive(Clone, Debug, PartialEq)]
            pub enum Event {
                #(#variants,)*
                /// An event that the specification does not have.
                Other(UnknownEvent),
            }
        };
        (!webhooks.events.is_empty()).then_some(Item::Type { item, table })
    }

    /// A type with its module, as text.
    fn qualified_text(&self, ty: &Type) -> String {
        match ty {
            Type::Named(id) => format!("types::{}", self.names.of(*id)),
            Type::List(inner) => format!("Vec<{}>", self.qualified_text(inner)),
            Type::Map(inner) => {
                format!("runtime::BTreeMap<String, {}>", self.qualified_text(inner))
            }
            Type::String => "String".to_owned(),
            _ => "runtime::Json".to_owned(),
        }
    }

    /// A type with its module.
    fn qualified(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Named(id) => {
                let name = ident(self.names.of(*id));
                quote!(types::#name)
            }
            Type::List(inner) => {
                let inner = self.qualified(inner);
                quote!(Vec<#inner>)
            }
            Type::Map(inner) => {
                let inner = self.qualified(inner);
                quote!(runtime::BTreeMap<String, #inner>)
            }
            Type::String => quote!(String),
            // Nothing else is the body of an event; what is there is kept.
            _ => quote!(runtime::Json),
        }
    }

    /// What verifies webhooks, and the one algorithm that these need.
    pub(super) fn add_webhook_parts(&self, parts: &mut Vec<&'static str>) {
        let Some(webhooks) = &self.api.webhooks else {
            return;
        };
        parts.push(key_kind(webhooks.scheme.algorithm).0);
        if !webhooks.events.is_empty() {
            parts.push("webhook-events");
        }
        webhooks
            .events
            .iter()
            .for_each(|event| self.add_parts(&event.ty, parts));
    }
}

fn mentions_types(ty: &Type) -> bool {
    let mut found = false;
    ty.mentions(&mut |_| found = true);
    found
}

/// The part of the runtime that an algorithm is in, and its constant.
fn key_kind(algorithm: Algorithm) -> (&'static str, &'static str) {
    match algorithm {
        Algorithm::HmacSha1 => ("webhooks-hmac", "HMAC_SHA1"),
        Algorithm::HmacSha256 => ("webhooks-hmac", "HMAC_SHA256"),
        Algorithm::HmacSha512 => ("webhooks-hmac", "HMAC_SHA512"),
        Algorithm::Sha256 => ("webhooks-digest", "SHA256_OF_SECRET"),
        Algorithm::Ed25519 => ("webhooks-ed25519", "ED25519_KEYS"),
        Algorithm::EcdsaP256 => ("webhooks-ecdsa", "ECDSA_P256"),
        Algorithm::RsaCertificate => ("webhooks-certificate", "RSA_CERTIFICATE"),
        Algorithm::Token => ("webhooks-token", "TOKEN"),
    }
}

/// `verify`, with a parameter for each thing beside headers and body that the scheme signs.
fn verify(webhooks: &Webhooks) -> TokenStream {
    let scheme = &webhooks.scheme;
    // Without events the body is given back, and lives no longer than what it was verified with.
    let borrowed = webhooks.events.is_empty().then(|| quote! { 'b });
    let (mut parameters, mut calls, mut docs) =
        (TokenStream::new(), TokenStream::new(), Vec::new());
    if pieces(&scheme.content).any(|piece| matches!(piece, Ok(Piece::Url))) {
        parameters.extend(quote! { url: &#borrowed str, });
        calls.extend(quote! { .url(url) });
        docs.push(" `url` is the one that the provider calls: behind a proxy that is not what the server sees.");
    }
    if scheme.certificate.is_some() {
        parameters.extend(quote! { certificate: &#borrowed str, });
        calls.extend(quote! { .certificate(certificate) });
        docs.push(" `certificate` is the certificate at the URL in the delivery, in PEM, with its chain up to the root.");
    }
    let docs = docs::own(&docs);
    let delivery = quote! { &Delivery::new(headers, body)#calls };
    match (webhooks.events.is_empty(), &scheme.batch) {
        (true, _) => quote! {
            /// Verifies a delivery; what comes out is its body.
            #docs
            pub fn verify<'b>(
                headers: &'b dyn Headers,
                body: &'b [u8],
                #parameters
                secrets: &Secrets,
            ) -> Result<Verified<&'b [u8]>, Refusal> {
                secrets.verify(#delivery)
            }
        },
        (false, None) => quote! {
            /// Verifies a delivery and reads its event. `body` is the raw bytes, before any parser.
            #docs
            pub fn verify(
                headers: &dyn Headers,
                body: &[u8],
                #parameters
                secrets: &Secrets,
            ) -> Result<Verified<Event>, NotAnEvent> {
                secrets.receive(#delivery)
            }
        },
        (false, Some(_)) => quote! {
            /// Verifies a delivery and reads its events. `body` is the raw bytes, before any parser.
            #docs
            pub fn verify(
                headers: &dyn Headers,
                body: &[u8],
                #parameters
                secrets: &Secrets,
            ) -> Result<Vec<Verified<Event>>, NotAnEvent> {
                secrets.receive_all(#delivery)
            }
        },
    }
}

/// `secrets`, `verify`, and `signer` for who asks for the part of the runtime that signs.
fn functions(webhooks: &Webhooks, signs: bool) -> TokenStream {
    let keys = ident(key_kind(webhooks.scheme.algorithm).1);
    let verify = verify(webhooks);
    let signer = signs.then(|| match webhooks.scheme.algorithm {
        Algorithm::RsaCertificate => quote! {
            /// Signs as the provider does, for tests: with a private key in PEM.
            pub fn signer(secret: &str, private_key: &str) -> Result<Signer, SecretError> {
                Signer::with_private_key(&SCHEME, #keys, secret, private_key)
            }
        },
        _ => quote! {
            /// Signs as the provider does, for tests.
            pub fn signer(secret: &str) -> Result<Signer, SecretError> {
                Signer::new(&SCHEME, #keys, secret)
            }
        },
    });
    quote! {
        /// The secrets of an endpoint; one that fits is enough, so that they can be rotated.
        pub fn secrets<S: AsRef<str>>(secrets: impl IntoIterator<Item = S>) -> Result<Secrets, SecretError> {
            Secrets::new(&SCHEME, #keys, secrets)
        }
        #verify
        #signer
    }
}

/// What else the provider signs, and how a client of that is made.
fn other_schemes(webhooks: &Webhooks) -> String {
    let listed: Vec<String> = webhooks
        .others
        .iter()
        .map(|(purpose, scheme)| format!("`{scheme}` ({purpose})"))
        .collect();
    format!(
        "The provider has further schemes: {}. `webhooks` in the config of a client chooses one.",
        listed.join(", ")
    )
}

fn scheme_static(scheme: &Scheme) -> TokenStream {
    let docs = doc_attributes(Some(&format!("How {} signs its webhooks.", scheme.name)));
    let (name, content, hint) = (
        text(&scheme.name),
        text(&scheme.content),
        text(&scheme.hint),
    );
    let signature = signature(&scheme.signature);
    let algorithm = ident(&format!("{:?}", scheme.algorithm));
    let encoding = encoding(scheme.encoding);
    let key = key(&scheme.key);
    let timestamp = option(scheme.timestamp.as_ref(), timestamp);
    let (id, event) = (
        option(scheme.id.as_ref(), place),
        option(scheme.event.as_ref(), place),
    );
    let action = option(scheme.action.as_ref(), place);
    let batch = option(scheme.batch.as_ref(), batch);
    let url = url_form(scheme.url);
    let body_hash = option(scheme.body_hash.as_deref(), text);
    let agreed = option(scheme.agreed.as_ref(), pair);
    let certificate = option(scheme.certificate.as_ref(), pair);
    let empty_body = scheme.empty_body;
    let [first, second] = &scheme.handshakes;
    let (first, second) = (
        option(first.as_ref(), handshake),
        option(second.as_ref(), handshake),
    );
    quote! {
        #docs
        pub static SCHEME: Scheme = Scheme {
            name: #name,
            signature: #signature,
            content: #content,
            algorithm: Algorithm::#algorithm,
            encoding: #encoding,
            key: #key,
            timestamp: #timestamp,
            id: #id,
            event: #event,
            action: #action,
            batch: #batch,
            url: #url,
            body_hash: #body_hash,
            agreed: #agreed,
            certificate: #certificate,
            empty_body: #empty_body,
            handshakes: [#first, #second],
            hint: #hint,
        };
    }
}

fn text(text: &str) -> TokenStream {
    quote!(literal(#text))
}

fn option<T: ?Sized>(value: Option<&T>, written: fn(&T) -> TokenStream) -> TokenStream {
    match value.map(written) {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

fn pair(
    pair: &(
        std::borrow::Cow<'static, str>,
        std::borrow::Cow<'static, str>,
    ),
) -> TokenStream {
    let (first, second) = (text(&pair.0), text(&pair.1));
    quote!((#first, #second))
}

fn signature(signature: &Signatures) -> TokenStream {
    let place = place(&signature.place);
    let (separator, prefix) = (text(&signature.separator), text(&signature.prefix));
    quote!(Signatures { place: #place, separator: #separator, prefix: #prefix })
}

fn place(place: &FieldLocation) -> TokenStream {
    let (variant, written) = match place {
        FieldLocation::Header(names) => (ident("Header"), text(names)),
        FieldLocation::Item(prefix) => (ident("Item"), text(prefix)),
        FieldLocation::Pointer(pointer) => (ident("Pointer"), text(pointer)),
        FieldLocation::Number(pointer) => (ident("Number"), text(pointer)),
    };
    quote!(FieldLocation::#variant(#written))
}

fn encoding(encoding: Encoding) -> TokenStream {
    let variant = ident(&format!("{encoding:?}"));
    quote!(Encoding::#variant)
}

fn url_form(form: UrlForm) -> TokenStream {
    let variant = ident(&format!("{form:?}"));
    quote!(UrlForm::#variant)
}

fn key(Key { form, prefix }: &Key) -> TokenStream {
    let form: &KeyForm = form;
    let (variant, prefix) = (ident(&format!("{form:?}")), text(prefix));
    quote!(Key { form: KeyForm::#variant, prefix: #prefix })
}

fn timestamp(timestamp: &Timestamp) -> TokenStream {
    let place = place(&timestamp.place);
    let unit: TimeUnit = timestamp.unit;
    let unit = ident(&format!("{unit:?}"));
    let tolerance = option(timestamp.tolerance.as_ref(), |seconds| {
        let seconds = Literal::u32_unsuffixed(*seconds);
        quote!(#seconds)
    });
    let future = timestamp.future;
    quote!(Timestamp { place: #place, unit: TimeUnit::#unit, tolerance: #tolerance, future: #future })
}

fn batch(batch: &Batch) -> TokenStream {
    let (list, item, signed) = (text(&batch.list), text(&batch.item), batch.signed);
    quote!(Batch { list: #list, item: #item, signed: #signed })
}

fn handshake(handshake: &Handshake) -> TokenStream {
    match handshake {
        Handshake::Echo {
            field,
            value,
            response,
        } => {
            let (field, value, response) = (text(field), text(value), text(response));
            quote!(Handshake::Echo { field: #field, value: #value, response: #response })
        }
        Handshake::Sign {
            field,
            value,
            response,
            keys,
        } => {
            let (field, value, response, keys) =
                (text(field), text(value), text(response), pair(keys));
            quote!(Handshake::Sign { field: #field, value: #value, response: #response, keys: #keys })
        }
        Handshake::Fixed {
            field,
            value,
            status,
            body,
        } => {
            let (field, value, body) = (text(field), text(value), text(body));
            let status = Literal::u16_unsuffixed(*status);
            quote!(Handshake::Fixed { field: #field, value: #value, status: #status, body: #body })
        }
        Handshake::Query { token, response } => {
            let (token, response) = (text(token), text(response));
            quote!(Handshake::Query { token: #token, response: #response })
        }
    }
}
