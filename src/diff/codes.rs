//! The kinds of changes: how bad each is for code, what it does to requests, and what to do about it.
//!
//! Severity and wire effect follow from the code alone, so that a report, the docs and an accept file mean the same by it.
//! `severity` speaks of code that is compiled against the new client; `wire` of the program that runs with the old one.

/// What becomes of code that uses a client, once the client is generated anew. The worst is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// It compiles and means the same.
    None,
    /// It compiles, and there is more to use.
    Added,
    /// It compiles with a warning.
    Deprecated,
    /// It does not compile.
    DoesNotCompile,
    /// It compiles and means something else.
    OtherMeaning,
    /// It compiles, and the server refuses its requests.
    Fails,
}

/// What becomes of a program that runs with the old client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Wire {
    /// Nothing.
    None,
    /// It depends on what it sends and reads.
    MayBreak,
    /// Requests are refused, or responses cannot be read.
    Breaks,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Severity; 6] = [
        Severity::Fails,
        Severity::OtherMeaning,
        Severity::DoesNotCompile,
        Severity::Deprecated,
        Severity::Added,
        Severity::None,
    ];

    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Fails => "fails",
            Severity::OtherMeaning => "meaning",
            Severity::DoesNotCompile => "compile",
            Severity::Deprecated => "deprecated",
            Severity::Added => "added",
            Severity::None => "none",
        }
    }

    /// The same in words.
    pub fn words(self) -> &'static str {
        match self {
            Severity::Fails => "compiles, but fails",
            Severity::OtherMeaning => "compiles with another meaning",
            Severity::DoesNotCompile => "does not compile",
            Severity::Deprecated => "deprecated",
            Severity::Added => "added",
            Severity::None => "no change of code",
        }
    }
}

impl Wire {
    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Wire::None => "none",
            Wire::MayBreak => "may-break",
            Wire::Breaks => "breaks",
        }
    }
}

macro_rules! codes {
    ($($name:ident = $text:literal, $severity:ident, $wire:ident, $what:literal, $example:literal, $remedy:literal;)*) => {
        /// The kind of a change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $what] $name,)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The stable name: `operation-removed`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// What becomes of code.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }

            /// What becomes of a program that runs.
            pub fn wire(self) -> Wire {
                match self { $(Code::$name => Wire::$wire,)* }
            }

            /// What changed, in a sentence.
            pub fn what(self) -> &'static str {
                match self { $(Code::$name => $what,)* }
            }

            /// Code that it affects, with `{rust}`, `{type}`, `{old}` and `{new}` for the names.
            pub(super) fn example(self) -> &'static str {
                match self { $(Code::$name => $example,)* }
            }

            /// What to do, with the same names and `{client}`.
            pub(super) fn remedy(self) -> &'static str {
                match self { $(Code::$name => $remedy,)* }
            }
        }
    };
}

codes! {
    // Operations.
    OperationRemoved = "operation-removed", DoesNotCompile, Breaks,
        "An operation is gone.", "client.{old}(…)",
        "Remove the call, or stay with the old version for as long as the server serves it.";
    OperationAdded = "operation-added", Added, None,
        "There is a new operation.", "client.{new}(…)", "Nothing to do.";
    OperationMoved = "operation-moved", None, Breaks,
        "An operation has another method or path, and the same `operationId`.", "client.{old}(…)",
        "Generate the client and deploy it: code stays as it is.";
    MethodRenamed = "method-renamed", DoesNotCompile, None,
        "The client's method has another name, because the `operationId` changed.", "client.{old}(…)",
        "Keep the name in the config: `[client.{client}.names.operations]` `\"{at}\" = \"{old}\"`.";
    ArgumentsReordered = "arguments-reordered", OtherMeaning, None,
        "The arguments of a method have the same types and another order.", "client.{old}(…)",
        "Put the arguments into the new order: {new}.";
    SignatureChanged = "signature-changed", DoesNotCompile, None,
        "An argument or the result of a method has another Rust type.", "client.{rust}(…)",
        "Change the call to the new types: {new}.";
    OperationDeprecated = "operation-deprecated", Deprecated, None,
        "An operation is deprecated.", "client.{old}(…)", "Look for the operation that replaces it.";
    FeatureRemoved = "feature-removed", DoesNotCompile, None,
        "A Cargo feature of the crate is gone, because a tag was renamed or removed.",
        "features = [\"{old}\"]", "Name the new feature in `Cargo.toml`, or use the default features.";
    FeatureMoved = "feature-moved", DoesNotCompile, None,
        "A method is behind another Cargo feature, because the operation's first tag changed.",
        "features = [\"{old}\"]   client.{rust}(…)",
        "Add the feature `{new}` in `Cargo.toml`, or use the default features.";
    PaginationRemoved = "pagination-removed", DoesNotCompile, None,
        "The pages of a list cannot be followed any more.", "client.{rust}(…).items()",
        "Ask for each page yourself, or describe the pages with `x-fetchwright` in an overlay.";
    PaginationAdded = "pagination-added", Added, None,
        "The pages of a list can be followed.", "client.{rust}(…).items()", "Nothing to do.";
    ServerChanged = "server-changed", OtherMeaning, MayBreak,
        "Requests go to another server.", "Client::new(auth)",
        "Check that your credentials are for the new server, or keep the old one: `Client::builder(auth).base_url(\"{old}\")`.";
    HeaderChanged = "header-changed", OtherMeaning, None,
        "A header that every request carries has another value: often the version of the API.", "Client::new(auth)",
        "Keep the old value in the config: `[client.{client}]` `headers = { \"{rust}\" = \"{old}\" }`.";

    // What calls do on their own.
    PaginationChanged = "pagination-changed", None, Breaks,
        "The pages of a list, or the items of a stream, follow each other in another way.", "client.{rust}(…).items()",
        "Generate the client and deploy it: code stays as it is.";
    AcceptChanged = "accept-changed", None, MayBreak,
        "A response has another media type, which the client asks for with `Accept`.", "client.{rust}(…)",
        "Generate the client and deploy it: code stays as it is.";
    IdempotencyRemoved = "idempotency-removed", OtherMeaning, MayBreak,
        "Calls carry no idempotency key any more: they are not sent again after a failure, and a call that is repeated acts twice.",
        "client.{rust}(…).idempotency_key(…)",
        "Before the code repeats a call, check whether the one before had an effect.";
    IdempotencyAdded = "idempotency-added", Added, None,
        "Calls carry an idempotency key: they are sent again after a failure.",
        "client.{rust}(…).idempotency_key(…)", "Nothing to do.";
    IdempotencyHeader = "idempotency-header-changed", None, MayBreak,
        "The idempotency key of a call is in another header.", "client.{rust}(…).idempotency_key(…)",
        "Generate the client and deploy it: code stays as it is.";
    RetryChanged = "retry-changed", OtherMeaning, None,
        "Other failures than before are sent again.", "client.…(…).await",
        "Check whether the calls may be repeated; `Builder::retry` of the client and `retry` of a call replace the rule.";
    RateLimitChanged = "rate-limit-changed", None, MayBreak,
        "The server reports its rate limit in another way: the old client is refused more often.", "Client::new(auth)",
        "Generate the client and deploy it: code stays as it is.";
    ErrorShapeChanged = "error-shape-changed", OtherMeaning, MayBreak,
        "A part of an error is in another place of the response.", "{rust}",
        "Check the branches that depend on it: the values may be others too.";

    // Credentials.
    SecurityChanged = "security-changed", Fails, Breaks,
        "An operation needs credentials that were not needed before.", "client.{rust}(…)",
        "Give the client the credential: `Client::new(auth::…)`; several are joined with `.and(…)`.";
    SecurityRelaxed = "security-relaxed", Added, None,
        "An operation takes another credential as well, or none.", "client.{rust}(…)", "Nothing to do.";
    ScopesChanged = "scopes-changed", Fails, Breaks,
        "A token needs scopes that were not needed before.", "client.{rust}(…)",
        "Ask for the scopes {new} when the token is requested; users agree again.";
    ScopesRelaxed = "scopes-relaxed", Added, None,
        "A token needs fewer scopes, or others suffice too.", "client.{rust}(…)", "Nothing to do.";
    TokenEndpointChanged = "token-endpoint-changed", OtherMeaning, MayBreak,
        "Access tokens are requested from another URL.", "auth::…(client_id, …)",
        "Check that the URL is the provider's: it receives the client's secret.";
    CredentialMoved = "credential-moved", None, Breaks,
        "A credential is sent in another place.", "auth::…(secret)",
        "Generate the client and deploy it: code stays as it is.";
    FunctionRemoved = "function-removed", DoesNotCompile, None,
        "A public function is gone or has another signature: a credential or a server.", "{old}(…)",
        "Use one of the functions that are there now.";
    FunctionAdded = "function-added", Added, None,
        "There is a new public function: a credential or a server.", "{new}(…)", "Nothing to do.";

    // Parameters.
    RequiredParameterAdded = "required-parameter-added", DoesNotCompile, Breaks,
        "There is a new required parameter, which is an argument.", "{type}::new(…)",
        "Give a value for `{new}`.";
    ParameterAdded = "parameter-added", Added, None,
        "There is a new optional parameter.", "{type} { {new}: …, ..Default::default() }", "Nothing to do.";
    ParameterRemoved = "parameter-removed", DoesNotCompile, MayBreak,
        "A parameter is gone.", "{type} { {old}: …, .. }", "Remove the field.";
    ParameterRequired = "parameter-became-required", DoesNotCompile, Breaks,
        "An optional parameter is required.", "{type} { {old}: Some(…), .. }", "Give a value without `Some`.";
    ParameterOptional = "parameter-became-optional", DoesNotCompile, None,
        "A required parameter is optional.", "{type} { {old}: …, .. }", "Wrap the value in `Some`.";
    ParameterType = "parameter-type-changed", DoesNotCompile, MayBreak,
        "A parameter has another Rust type.", "{rust}", "Give a value of the type `{new}`.";
    ParameterStyle = "parameter-style-changed", None, Breaks,
        "A parameter is written in another way.", "{rust}",
        "Generate the client and deploy it: code stays as it is.";

    // Request bodies.
    RequiredBodyAdded = "required-body-added", DoesNotCompile, Breaks,
        "An operation has a request body now, and requires it.", "client.{rust}(…)", "Give the body as the last argument.";
    BodyAdded = "body-added", DoesNotCompile, None,
        "An operation has an optional request body now, which is an argument.", "client.{rust}(…)",
        "Give `None` as the last argument.";
    BodyRemoved = "body-removed", DoesNotCompile, MayBreak,
        "An operation has no request body any more.", "client.{rust}(…, &body)", "Remove the last argument.";
    BodyRequired = "body-became-required", DoesNotCompile, Breaks,
        "An optional request body is required.", "client.{rust}(None)", "Give a body, without `Some`.";
    BodyOptional = "body-became-optional", DoesNotCompile, None,
        "A required request body is optional.", "client.{rust}(&body)", "Wrap the body in `Some`.";
    BodyType = "body-type-changed", DoesNotCompile, MayBreak,
        "A request body has another Rust type.", "client.{rust}(&body)", "Give a value of the type `{new}`.";
    MediaType = "media-type-changed", None, Breaks,
        "A request body is written in another way.", "client.{rust}(&body)",
        "Generate the client and deploy it: code stays as it is.";

    // What requests hold.
    RequiredRequestFieldAdded = "required-request-field-added", DoesNotCompile, Breaks,
        "There is a new required property in a request, which is an argument of `new`.", "{type}::new(…)",
        "Give a value for `{new}`.";
    RequestFieldAdded = "request-field-added", Added, None,
        "There is a new optional property in a request.", "{type} { {new}: …, ..Default::default() }", "Nothing to do.";
    RequestFieldRemoved = "request-field-removed", DoesNotCompile, MayBreak,
        "A property of a request is gone.", "{type} { {old}: …, .. }", "Remove the field.";
    RequestFieldRequired = "request-field-became-required", DoesNotCompile, Breaks,
        "An optional property of a request is required.", "{type} { {old}: Some(…), .. }",
        "Give a value without `Some`: it is an argument of `new`.";
    RequestFieldOptional = "request-field-became-optional", DoesNotCompile, None,
        "A required property of a request is optional.", "{type} { {old}: …, .. }", "Wrap the value in `Some`.";
    RequestFieldNullable = "request-field-became-nullable", DoesNotCompile, None,
        "A property of a request may be null.", "{type} { {old}: …, .. }",
        "Wrap the value in the new type `{new}`.";
    RequestFieldNotNullable = "request-field-became-not-nullable", DoesNotCompile, Breaks,
        "A property of a request may not be null any more.", "{type} { {old}: …, .. }",
        "Give a value of the type `{new}`.";
    RequestFieldType = "request-field-type-changed", DoesNotCompile, MayBreak,
        "A property of a request has another Rust type.", "{rust}", "Give a value of the type `{new}`.";
    RequestValueRemoved = "request-value-removed", DoesNotCompile, Breaks,
        "A value may not be sent any more.", "{type}::{old}", "Send another value.";
    RequestValueAdded = "request-value-added", Added, None,
        "There is a new value to send.", "{type}::{new}", "Nothing to do.";
    RequestVariantRemoved = "request-variant-removed", DoesNotCompile, Breaks,
        "One of the types that may be sent is gone.", "{type}::{old}(…)", "Send another variant.";
    RequestVariantAdded = "request-variant-added", Added, None,
        "There is another type to send.", "{type}::{new}(…)", "Nothing to do.";
    LimitTightened = "limit-tightened", Fails, Breaks,
        "A server refuses values that it took before.", "{rust}",
        "Check the values against the new limit before they are sent.";
    LimitLoosened = "limit-loosened", Added, None,
        "A server takes values that it refused before.", "{rust}", "Nothing to do.";
    PatternChanged = "pattern-changed", Fails, MayBreak,
        "A server checks another pattern or format; some values that it took may be refused.", "{rust}",
        "Check the values against the new pattern or format.";
    DefaultChanged = "default-changed", OtherMeaning, Breaks,
        "A server assumes another value where none is sent.", "{rust}: None",
        "Send the old value where it is meant.";
    ConstantChanged = "constant-changed", None, Breaks,
        "A property that has only one value has another one, or is new.", "{rust}",
        "Generate the client and deploy it: the value is sent without code.";

    // What responses hold.
    ResponseType = "response-type-changed", DoesNotCompile, Breaks,
        "A response has another Rust type.", "let response: {old} = client.{rust}(…).await?;",
        "Read the type `{new}`.";
    ResponseAdded = "response-added", DoesNotCompile, None,
        "An operation that gave nothing gives a body.", "let () = client.{rust}(…).await?;",
        "Ignore the value, or read it.";
    ResponseRequiredFieldRemoved = "response-required-field-removed", DoesNotCompile, Breaks,
        "A property that every response had is gone: the old client cannot read the response.", "value.{old}",
        "Remove what reads the field, and deploy before the server changes.";
    ResponseFieldRemoved = "response-field-removed", DoesNotCompile, MayBreak,
        "An optional property of a response is gone: the old client reads `None`.", "value.{old}",
        "Remove what reads the field.";
    ResponseFieldAdded = "response-field-added", Added, None,
        "There is a new property in a response.", "value.{new}", "Nothing to do.";
    ResponseFieldOptional = "response-field-became-optional", DoesNotCompile, Breaks,
        "A property that every response had may be absent: the old client cannot read the response then.", "value.{old}",
        "Handle `None`, and deploy before the server changes.";
    ResponseFieldRequired = "response-field-became-required", DoesNotCompile, None,
        "A property is always there.", "value.{old}", "Remove what handles `None`.";
    ResponseFieldNullable = "response-field-became-nullable", DoesNotCompile, Breaks,
        "A property that every response had may be null: the old client cannot read the response then.", "value.{old}",
        "Handle `None`, and deploy before the server changes.";
    ResponseFieldNotNullable = "response-field-became-not-nullable", DoesNotCompile, None,
        "A property is never null.", "value.{old}", "Remove what handles `None`.";
    ResponseFieldType = "response-field-type-changed", DoesNotCompile, MayBreak,
        "A property of a response has another Rust type.", "value.{old}", "Read the type `{new}`.";
    ResponseValueRemoved = "response-value-removed", DoesNotCompile, None,
        "A value does not come any more.", "{type}::{old} => …", "Remove the arm of the `match`.";
    ResponseValueAdded = "response-value-added", Added, None,
        "There is a new value in responses; the old client reads it as `Other`.", "{type}::{new} => …",
        "Handle the new variant where the code handled `Other`.";
    ResponseVariantRemoved = "response-variant-removed", DoesNotCompile, None,
        "One of the types of a response does not come any more.", "{type}::{old}(value) => …",
        "Remove the arm of the `match`.";
    ResponseVariantAdded = "response-variant-added", Added, None,
        "There is another type of response; the old client reads it as `Other`.", "{type}::{new}(value) => …",
        "Handle the new variant where the code handled `Other`.";
    ErrorType = "error-type-changed", OtherMeaning, MayBreak,
        "The body of an error has another type: code that reads the old one finds nothing.", "error.body()",
        "Read the type `{new}`.";
    ErrorRemoved = "error-removed", OtherMeaning, None,
        "An error is not described any more: a branch for it may never be taken.", "error.status()",
        "Check whether the server still sends it.";
    ErrorAdded = "error-added", Added, None,
        "Another error is described.", "error.status()", "Nothing to do.";

    // Both ways.
    DiscriminatorChanged = "discriminator-changed", None, Breaks,
        "A variant is recognised in another way: the old client reads or sends another one.", "{rust}",
        "Generate the client and deploy it: code stays as it is.";
    FieldDeprecated = "field-deprecated", Deprecated, None,
        "A property or a parameter is deprecated.", "{type}.{old}", "Look for what replaces it.";

    // Webhooks.
    EventRemoved = "event-removed", DoesNotCompile, None,
        "An event is not sent any more.", "Event::{old}(event) => …", "Remove the arm of the `match`.";
    EventAdded = "event-added", Added, None,
        "There is a new event; the old client reads it as `Other`.", "Event::{new}(event) => …",
        "Handle the event, or leave it to `Other`.";
    EventType = "event-type-changed", DoesNotCompile, MayBreak,
        "An event holds another Rust type.", "Event::{rust}(event) => …", "Read the type `{new}`.";
    WebhookSchemeChanged = "webhook-scheme-changed", Fails, Breaks,
        "Webhooks are signed in another way: deliveries are refused.", "webhooks::verify(…)",
        "Check that the secrets are those of the new scheme, generate the client and deploy it.";

    // Names.
    TypeRenamed = "type-renamed", DoesNotCompile, None,
        "A type has another name.", "types::{old}",
        "Keep the name in the config: `[client.{client}.names.types]` `\"{new}\" = \"{old}\"`.";
    TypeSplit = "type-split", DoesNotCompile, None,
        "A place has another type, and the old one is still used elsewhere.", "let value: types::{old} = …",
        "Use `{new}` here.";
    TypeRemoved = "type-removed", DoesNotCompile, None,
        "A type is removed and not replaced.", "types::{old}", "Remove what names the type.";
    FieldRenamed = "field-renamed", DoesNotCompile, None,
        "A field has another name in Rust and the same in requests and responses.", "{type}.{old}",
        "Use the name `{new}`.";
    VariantRenamed = "variant-renamed", DoesNotCompile, None,
        "A variant has another name in Rust and the same value.", "{type}::{old}", "Use the name `{new}`.";
    ConstructorReordered = "constructor-reordered", OtherMeaning, None,
        "The arguments of `new` have the same types, and mean something else.", "{type}::new({old})",
        "Put the arguments into the new order: `{type}::new({new})`.";
    ConstructorChanged = "constructor-changed", DoesNotCompile, None,
        "The arguments of `new` changed, or there is no `new` any more.", "{type}::new({old})",
        "Call `{type}::new({new})`.";
    TraitRemoved = "trait-removed", DoesNotCompile, None,
        "A type has no longer a trait: it is sent or received no more, or has required fields now.",
        "{type}: {old}", "Make the value in another way, or generate with the trait in the config.";
}
