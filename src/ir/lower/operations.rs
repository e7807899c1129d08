//! Operations: parameters, one body, what comes back, and the errors.

use super::auth::requirements;
use super::exchange::{is_redirect, may_have_body, sent};
use super::oauth::needed_scopes;
use super::operation_names::OperationNames;
use super::schemas::docs;
use super::streams::framing;
use super::{Context, Lowering, policies, server, words};
use crate::document::model::{self, MediaType, Response, SchemaId, Status, Style};
use crate::ir::{
    self, Body, BodyKind, FormFormat, FormStyle, Location, Operation, Parameter, PartTypes,
    Position, ResponseBody, ResponseVariant, Type, TypeDef, TypeId, TypeKind, TypeSamples,
};
use crate::work::OPERATION;

impl<'s> Lowering<'_, 's> {
    pub(super) fn operations(&mut self) -> Vec<Operation> {
        let names = OperationNames::new(self.document, self.settings);
        let selected: Vec<&model::Operation<'s>> = self.selection.operations().collect();
        let work = &self.document.work;
        selected
            .into_iter()
            .take_while(|operation| work.spend(OPERATION, operation.span))
            .map(|operation| {
                names.report(operation, self.diagnostics);
                self.operation(operation, names.of(operation))
            })
            .collect()
    }

    fn operation(&mut self, operation: &model::Operation<'s>, name: String) -> Operation {
        let at = Context::new(&name);
        let (path_parameters, mut parameters) = self.parameters(operation, &at);
        let idempotency = &self.document.extension.policies.idempotency;
        let key = policies::key_parameter(&parameters, idempotency)
            .map(|parameter| parameter.wire.clone());
        let defaults = self.defaults(operation, &mut parameters, key.as_deref());
        let body = operation
            .body
            .as_ref()
            .and_then(|body| self.body(operation, body, &at));
        let response_body = self.response_body(operation, &at);
        let pages = self.pages(operation, &parameters, &response_body);
        let policies = policies::of_operation(
            operation,
            &parameters,
            idempotency,
            self.requires_key_in_body(operation, idempotency),
        );
        let stream = self.stream(operation, body.as_ref(), &at);
        Operation {
            id: operation.id.map(str::to_owned),
            method: operation.method.clone(),
            path: self.path(operation),
            tag: operation.tags.first().map(|tag| (*tag).to_owned()),
            summary: operation.summary.map(str::to_owned),
            description: operation.description.map(str::to_owned),
            deprecated: operation.deprecated,
            path_parameters,
            parameters,
            body,
            response_body,
            // A response that can come item by item is no page.
            pages: pages.filter(|_| stream.is_none()),
            stream,
            errors: self.errors(operation, &at),
            security: operation
                .security
                .as_ref()
                .map(|alternatives| requirements(self.document, alternatives)),
            scopes: operation
                .security
                .as_ref()
                .or(self.document.security.as_ref())
                .map(|alternatives| needed_scopes(self.document, alternatives))
                .unwrap_or_default(),
            server: self.own_server(operation),
            accept: self.accept(operation),
            content_type: self.declared_header(operation, "content-type"),
            defaults,
            policies,
            span: operation.span,
            samples: self
                .settings
                .tests
                .then(|| self.operation_samples(operation)),
            name,
        }
    }

    /// The template, beginning with a slash: else it would become part of the host's name.
    fn path(&self, operation: &model::Operation<'s>) -> String {
        let template = operation.template();
        let slash = if template.starts_with('/') { "" } else { "/" };
        format!("{slash}{template}")
    }

    /// An operation's own server. One that is relative stays so: it is at the host of the client.
    fn own_server(&self, operation: &model::Operation<'s>) -> Option<String> {
        let own = server(operation.servers.first()?).default_url();
        match own.as_str() {
            "" => None,
            // The root of the host, and not nothing beside the API's server.
            "/" => Some("/.".to_owned()),
            _ => Some(own),
        }
    }

    fn parameters(
        &mut self,
        operation: &model::Operation<'s>,
        at: &Context,
    ) -> (Vec<Parameter>, Vec<Parameter>) {
        let is_fixed = |parameter: &model::Parameter<'_>| {
            parameter.location == model::Location::Header && self.is_fixed_header(parameter.name)
        };
        let parameters = operation.parameters.iter();
        let free: Vec<_> = parameters
            .filter(|parameter| !is_fixed(parameter))
            .collect();
        let lowered: Vec<Parameter> = free
            .into_iter()
            .map(|parameter| self.parameter(parameter, at))
            .collect();
        lowered
            .into_iter()
            .partition(|parameter| parameter.location == Location::Path)
    }

    fn is_fixed_header(&self, name: &str) -> bool {
        let chosen = self.settings.headers.iter().map(|(name, _)| name.as_str());
        let known = self
            .document
            .extension
            .headers
            .iter()
            .map(|(name, _)| *name);
        chosen
            .chain(known)
            .any(|fixed| fixed.eq_ignore_ascii_case(name))
    }

    /// The headers that every request carries: those of the config, then those of the specification.
    pub(super) fn fixed_headers(&self) -> Vec<(String, String)> {
        let mut headers = self.settings.headers.clone();
        for (name, value) in &self.document.extension.headers {
            if !headers
                .iter()
                .any(|(known, _)| known.eq_ignore_ascii_case(name))
            {
                headers.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        headers
    }

    fn parameter(&mut self, parameter: &model::Parameter<'s>, at: &Context) -> Parameter {
        let ty = parameter.schema.map_or(Type::String, |schema| {
            self.type_of(schema, &at.child(parameter.name))
        });
        let is_raw = parameter
            .schema
            .is_some_and(|schema| self.is_raw(schema, &ty));
        self.typing_gaps.raw_properties += usize::from(is_raw);
        let ty = self.guarded(parameter.name, false, ty);
        let position = parameter
            .schema
            .and_then(|id| self.document.schema(id))
            .map(|schema| schema.node.span);
        let schema_docs = parameter
            .schema
            .and_then(|schema| self.schema(schema))
            .and_then(docs);
        Parameter {
            wire: parameter.name.to_owned(),
            location: words::location(parameter.location),
            style: parameter.style,
            explode: parameter.explode,
            allow_reserved: parameter.allow_reserved,
            required: parameter.required,
            json: parameter.json,
            ty,
            docs: parameter.description.map(str::to_owned).or(schema_docs),
            deprecated: parameter.deprecated,
            position: Position(Some(position.unwrap_or(parameter.span))),
        }
    }

    /// The one that a parameter `Content-Type` names, else the one that states most: JSON, a form, multipart, text, anything
    /// else as bytes.
    pub(super) fn chosen_media_type<'b>(
        &self,
        operation: &model::Operation<'s>,
        body: &'b model::Body<'s>,
    ) -> Option<&'b MediaType<'s>> {
        let declared = self.declared_header(operation, "content-type");
        let is_declared = |media: &&MediaType<'s>| {
            declared
                .as_ref()
                .is_some_and(|declared| essence(declared) == essence(media.name))
        };
        body.content.iter().find(is_declared).or_else(|| {
            body.content
                .iter()
                .min_by_key(|media| (self.body_rank(media), json_rank(media.name)))
        })
    }

    /// The body; `None` where it could hold nothing.
    fn body(
        &mut self,
        operation: &model::Operation<'s>,
        body: &model::Body<'s>,
        at: &Context,
    ) -> Option<Body> {
        let media = self.chosen_media_type(operation, body)?;
        // A parameter may declare more of the media type than the body does.
        let declared = self
            .declared_header(operation, "content-type")
            .filter(|declared| essence(declared) == essence(media.name));
        let name = declared.unwrap_or_else(|| sent(media.name));
        let kind = media_kind(media.name);
        let has_properties = matches!(
            kind,
            MediaKind::Json | MediaKind::Form | MediaKind::Multipart
        );
        if has_properties
            && media
                .schema
                .is_some_and(|schema| self.holds_nothing(schema))
        {
            let is_sent = body.required && kind != MediaKind::Multipart;
            let name = if name.contains('*') {
                "application/json".to_owned()
            } else {
                name
            };
            return is_sent.then_some(Body {
                required: true,
                kind: BodyKind::Nothing(name),
            });
        }
        let kind = match kind {
            MediaKind::Json | MediaKind::Text if self.is_bytes(media) => {
                BodyKind::Bytes(self.raw_media_types(body))
            }
            MediaKind::Json => {
                let custom =
                    (name != "application/json" && !name.contains('*')).then(|| name.clone());
                BodyKind::Json(self.media_type(media, at), custom)
            }
            MediaKind::Form => self.form(media, &name, at),
            MediaKind::Multipart => {
                let styles = media
                    .schema
                    .map(|schema| self.part_styles(schema, media))
                    .unwrap_or_default();
                BodyKind::Multipart(self.media_type(media, at), part_types(media, &name, styles))
            }
            MediaKind::Text => {
                let names = self.raw_media_types(body);
                let is_text = |name: &String| media_kind(name) == MediaKind::Text;
                if names.iter().all(is_text) {
                    BodyKind::Text(names)
                } else {
                    BodyKind::Bytes(names)
                }
            }
            MediaKind::Other => BodyKind::Bytes(self.raw_media_types(body)),
        };
        Some(Body {
            required: body.required || has_properties && self.requires_properties(media),
            kind,
        })
    }

    /// The media types whose content is no more than text or bytes, each once: the caller has what is sent, and knows what
    /// it is. A range represents any type, so that there is a choice, too.
    fn raw_media_types(&self, body: &model::Body<'s>) -> Vec<String> {
        let is_raw = |media: &&MediaType<'s>| match media_kind(media.name) {
            MediaKind::Text | MediaKind::Other => true,
            MediaKind::Json => self.is_bytes(media),
            MediaKind::Form | MediaKind::Multipart => false,
        };
        let mut names: Vec<String> = Vec::new();
        for media in body.content.iter().filter(is_raw) {
            let name = sent(media.name);
            if !names.contains(&name) && name.contains('/') {
                names.push(name);
            }
        }
        match names.as_slice() {
            [any] if any.starts_with("*/") || any == "application/*" => {
                vec!["application/octet-stream".to_owned()]
            }
            [] => vec!["application/octet-stream".to_owned()],
            _ => names,
        }
    }

    fn body_rank(&self, media: &MediaType<'s>) -> u8 {
        match media_kind(media.name) {
            MediaKind::Text if self.is_bytes(media) => 7,
            MediaKind::Json if self.is_bytes(media) => 8,
            MediaKind::Multipart if self.holds_file(media) => 0,
            MediaKind::Json if !media.name.contains('*') => 1,
            MediaKind::Form => 2,
            MediaKind::Multipart => 3,
            MediaKind::Json => 4,
            MediaKind::Text => 5,
            MediaKind::Other => 6,
        }
    }

    fn holds_file(&self, media: &MediaType<'s>) -> bool {
        let Some(schema) = media.schema else {
            return false;
        };
        self.merged(schema)
            .properties
            .iter()
            .any(|(_, property)| self.is_file(*property))
    }

    fn is_bytes(&self, media: &MediaType<'s>) -> bool {
        media.schema.is_some_and(|schema| self.is_file(schema))
    }

    fn is_file(&self, id: SchemaId) -> bool {
        self.schema(id)
            .is_some_and(|schema| schema.format == Some("binary"))
    }

    fn form(&mut self, media: &MediaType<'s>, name: &str, at: &Context) -> BodyKind {
        self.in_form = true;
        let ty = self.media_type(media, at);
        self.in_form = false;
        let styles = media
            .schema
            .map(|schema| self.form_styles(schema, media))
            .unwrap_or_default();
        let whole = (name != "application/x-www-form-urlencoded").then(|| name.to_owned());
        BodyKind::Form(ty, FormFormat { whole, styles })
    }

    /// Properties of a multipart body that have a style of their own (3.1, 4.8.15.1.2).
    fn part_styles(&self, schema: SchemaId, media: &MediaType<'s>) -> Vec<FormStyle> {
        let mut styles = Vec::new();
        for (name, property) in &self.merged(schema).properties {
            let items = self.schema(*property).and_then(|schema| schema.items);
            if self.is_file(*property) || items.is_some_and(|items| self.is_file(items)) {
                continue;
            }
            let encoding = media.encoding.iter().find(|encoding| {
                encoding.property == *name
                    && (encoding.style.is_some() || encoding.explode.is_some())
            });
            let Some(encoding) = encoding else { continue };
            let style = encoding.style.unwrap_or(Style::Form);
            styles.push(FormStyle {
                property: (*name).to_owned(),
                style,
                explode: encoding.explode.unwrap_or(style == Style::Form),
                json: false,
            });
        }
        styles
    }

    /// Properties that are not written with brackets: those with another style of their own, and arrays, to which OpenAPI 3.1,
    /// 4.8.14.4, gives the style form, exploded.
    fn form_styles(&self, schema: SchemaId, media: &MediaType<'s>) -> Vec<FormStyle> {
        let mut styles = Vec::new();
        for (name, property) in &self.merged(schema).properties {
            let is_array = self
                .schema(*property)
                .is_some_and(|schema| schema.items.is_some());
            let encoding = media
                .encoding
                .iter()
                .find(|encoding| encoding.property == *name);
            let given = encoding.and_then(|encoding| encoding.style);
            let style = given.unwrap_or(Style::Form);
            // 3.1, 4.8.15.1: `contentType` is ignored where `style` is given.
            let json = encoding
                .filter(|encoding| encoding.style.is_none())
                .and_then(|encoding| encoding.content_type)
                .is_some_and(|media| media_kind(media) == MediaKind::Json);
            if json || (is_array || given.is_some()) && style != Style::DeepObject {
                let explode = encoding
                    .and_then(|encoding| encoding.explode)
                    .unwrap_or(style == Style::Form);
                styles.push(FormStyle {
                    property: (*name).to_owned(),
                    style,
                    explode,
                    json,
                });
            }
        }
        styles
    }

    fn media_type(&mut self, media: &MediaType<'s>, at: &Context) -> Type {
        let Some(schema) = media.schema else {
            return Type::Json;
        };
        let ty = self.type_of(schema, at);
        self.typing_gaps.raw_bodies += usize::from(self.is_raw(schema, &ty));
        ty
    }

    fn response_body(&mut self, operation: &model::Operation<'s>, at: &Context) -> ResponseBody {
        let at = at.child("response");
        let mut variants: Vec<ResponseVariant> = Vec::new();
        for response in successes(&operation.responses) {
            let response_body = self.one_response_body(operation, response, &at);
            variants.push(ResponseVariant {
                status: words::status(response.status),
                response_body,
            });
        }
        // A status goes before the range that it is in (3.1, 4.8.16).
        variants.sort_by_key(|variant| variant.status);
        let mut distinct: Vec<ResponseBody> = Vec::new();
        for variant in &variants {
            if !distinct.contains(&variant.response_body) {
                distinct.push(variant.response_body.clone());
            }
        }
        match distinct.as_slice() {
            [] => ResponseBody::Empty,
            [one] => one.clone(),
            [ResponseBody::Json(Type::Optional(ty)), ResponseBody::Empty]
            | [ResponseBody::Empty, ResponseBody::Json(Type::Optional(ty))] => {
                ResponseBody::OptionalJson((**ty).clone())
            }
            [ResponseBody::Json(ty), ResponseBody::Empty]
            | [ResponseBody::Empty, ResponseBody::Json(ty)] => {
                ResponseBody::OptionalJson(ty.clone())
            }
            _ => ResponseBody::ByStatus(self.responses(variants, &at, operation)),
        }
    }

    fn responses(
        &mut self,
        variants: Vec<ResponseVariant>,
        at: &Context,
        operation: &model::Operation<'s>,
    ) -> TypeId {
        let id = TypeId(self.types.len() as u32);
        self.types.push(TypeDef {
            name: at.name_source(),
            docs: Some(format!(
                "The responses of `{} {}`, by status.",
                operation.method, operation.path
            )),
            deprecated: false,
            kind: TypeKind::Responses(variants),
            span: operation.span,
            samples: TypeSamples::default(),
        });
        id
    }

    /// The media type of a response that its type is made of.
    pub(super) fn chosen_response<'r>(
        &self,
        response: &'r Response<'s>,
    ) -> Option<&'r MediaType<'s>> {
        response
            .content
            .iter()
            .min_by_key(|media| (response_rank(media.name), json_rank(media.name)))
    }

    fn one_response_body(
        &mut self,
        operation: &model::Operation<'s>,
        response: &Response<'s>,
        at: &Context,
    ) -> ResponseBody {
        if is_redirect(response) {
            return ResponseBody::Redirect;
        }
        let chosen = self.chosen_response(response);
        let Some(media) = chosen.filter(|_| may_have_body(operation, response.status)) else {
            return ResponseBody::Empty;
        };
        match media_kind(media.name) {
            _ if self.is_bytes(media) => ResponseBody::Bytes,
            MediaKind::Json if media.schema.is_none() && media.name.contains('*') => {
                ResponseBody::Bytes
            }
            MediaKind::Json => ResponseBody::Json(self.json_body(media, at)),
            MediaKind::Text => ResponseBody::Text,
            MediaKind::Form | MediaKind::Multipart | MediaKind::Other => ResponseBody::Bytes,
        }
    }

    /// The type of a response in JSON, which may be null.
    fn json_body(&mut self, media: &MediaType<'s>, at: &Context) -> Type {
        let ty = self.media_type(media, at);
        let nullable = media.schema.is_some_and(|schema| self.nullable(schema)) && ty != Type::Json;
        if nullable {
            Type::Optional(Box::new(ty))
        } else {
            ty
        }
    }

    fn errors(
        &mut self,
        operation: &model::Operation<'s>,
        at: &Context,
    ) -> Vec<(ir::Status, Type)> {
        let at = at.step("error", "");
        let succeeded: Vec<Status> = successes(&operation.responses)
            .map(|response| response.status)
            .collect();
        let mut errors = Vec::new();
        for response in operation
            .responses
            .iter()
            .filter(|response| !succeeded.contains(&response.status))
        {
            let media = response
                .content
                .iter()
                .find(|media| media_kind(media.name) == MediaKind::Json);
            if let Some(schema) = media.and_then(|media| media.schema) {
                let status = words::status(response.status);
                let at = at.step(&format!("{status:?}"), error_word(status));
                let ty = self.type_of(schema, &at);
                self.typing_gaps.raw_bodies += usize::from(self.is_raw(schema, &ty));
                if ty != Type::Json {
                    errors.push((status, ty));
                }
            } else if response.content.iter().any(|media| media.schema.is_some()) {
                self.typing_gaps.untyped_errors += 1;
            }
        }
        errors
    }
}

/// What an error is called by its status (RFC 9110, section 15, and the registry of status codes).
fn error_word(status: ir::Status) -> &'static str {
    match status {
        ir::Status::Exact(400) => "bad request",
        ir::Status::Exact(401) => "unauthorized",
        ir::Status::Exact(402) => "payment required",
        ir::Status::Exact(403) => "forbidden",
        ir::Status::Exact(404) => "not found",
        ir::Status::Exact(405) => "method not allowed",
        ir::Status::Exact(406) => "not acceptable",
        ir::Status::Exact(408) => "request timeout",
        ir::Status::Exact(409) => "conflict",
        ir::Status::Exact(410) => "gone",
        ir::Status::Exact(411) => "length required",
        ir::Status::Exact(412) => "precondition failed",
        ir::Status::Exact(413) => "content too large",
        ir::Status::Exact(414) => "uri too long",
        ir::Status::Exact(415) => "unsupported media type",
        ir::Status::Exact(416) => "range not satisfiable",
        ir::Status::Exact(418) => "teapot",
        ir::Status::Exact(421) => "misdirected request",
        ir::Status::Exact(422) => "unprocessable content",
        ir::Status::Exact(423) => "locked",
        ir::Status::Exact(424) => "failed dependency",
        ir::Status::Exact(425) => "too early",
        ir::Status::Exact(426) => "upgrade required",
        ir::Status::Exact(428) => "precondition required",
        ir::Status::Exact(429) => "too many requests",
        ir::Status::Exact(431) => "header fields too large",
        ir::Status::Exact(451) => "unavailable for legal reasons",
        ir::Status::Exact(500) => "internal server error",
        ir::Status::Exact(501) => "not implemented",
        ir::Status::Exact(502) => "bad gateway",
        ir::Status::Exact(503) => "service unavailable",
        ir::Status::Exact(504) => "gateway timeout",
        ir::Status::Exact(507) => "insufficient storage",
        ir::Status::Exact(500..) | ir::Status::Range(5) => "server error",
        ir::Status::Exact(400..=499) | ir::Status::Range(4) => "client error",
        ir::Status::Exact(300..=399) | ir::Status::Range(3) => "redirect",
        ir::Status::Exact(_) | ir::Status::Range(_) | ir::Status::Default => "error",
    }
}

/// What `encoding` states about the parts; of several types that it allows, the first (3.1, 4.8.15.1). A style goes before a
/// type.
fn part_types(media: &MediaType<'_>, name: &str, styles: Vec<FormStyle>) -> PartTypes {
    let whole = (name != "multipart/form-data").then(|| name.to_owned());
    let has_style = |encoding: &model::Encoding<'_>| {
        styles
            .iter()
            .any(|style| style.property == encoding.property)
    };
    let typed = media
        .encoding
        .iter()
        .filter(|encoding| !has_style(encoding));
    let properties = typed.filter_map(|encoding| {
        let types = encoding.content_type?.split(',').map(essence);
        let concrete = types
            .into_iter()
            .find(|name| name.contains('/') && !name.contains('*'))?;
        Some((encoding.property.to_owned(), concrete))
    });
    let properties = properties.collect();
    PartTypes {
        whole,
        properties,
        styles,
    }
}

/// 2xx, and 3xx that declare where something is; where there is none, `default`.
pub(super) fn successes<'r, 's>(
    responses: &'r [Response<'s>],
) -> impl Iterator<Item = &'r Response<'s>> {
    let is_success = |response: &Response<'s>| {
        matches!(response.status, Status::Exact(200..=299) | Status::Range(2))
            || is_redirect(response)
    };
    let has_own = responses.iter().any(is_success);
    responses.iter().filter(move |response| match has_own {
        true => is_success(response),
        false => response.status == Status::Default,
    })
}

/// What a media type is to the generator.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum MediaKind {
    Json,
    Form,
    Multipart,
    Text,
    Other,
}

/// The type without its parameters, in lower case.
pub(super) fn essence(media: &str) -> String {
    media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

pub(super) fn media_kind(media: &str) -> MediaKind {
    match essence(media).as_str() {
        "application/x-www-form-urlencoded" => MediaKind::Form,
        stream if framing(stream).is_some() => MediaKind::Other,
        "multipart/form-data" | "multipart/mixed" | "multipart/related" => MediaKind::Multipart,
        "application/json" | "text/json" | "*/*" | "application/*" => MediaKind::Json,
        json if json.ends_with("+json") => MediaKind::Json,
        json if json.starts_with("application/json")
            || json.starts_with("application/vnd.") && json.ends_with("json") =>
        {
            MediaKind::Json
        }
        text if text.starts_with("text/")
            || text == "application/xml"
            || text.ends_with("+xml") =>
        {
            MediaKind::Text
        }
        _ => MediaKind::Other,
    }
}

/// `application/json` itself goes before the formats that are built on it, and of two ways to patch the one whose body is
/// like the resource (RFC 7396) before the list of steps (RFC 6902).
fn json_rank(media: &str) -> u8 {
    match &*essence(media) {
        "application/json" => 0,
        "application/merge-patch+json" => 1,
        "application/json-patch+json" => 3,
        _ => 2,
    }
}

fn response_rank(media: &str) -> u8 {
    match media_kind(media) {
        MediaKind::Json if !media.contains('*') => 0,
        MediaKind::Json => 1,
        MediaKind::Text => 2,
        _ => 3,
    }
}
