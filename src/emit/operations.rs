//! Operations: a module per tag, with a method of a few lines and its documentation.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::tables::{Table, quoted};
use super::{Emitter, Item, Module, doc_attributes, docs, field_docs, ident, policies};
use crate::ir::{
    Api, BodyKind, FormFormat, FormStyle, Location, Operation, Parameter, PartTypes, ResponseBody,
    Status, Type, TypeId, TypeKind,
};
use crate::names::{OperationNames, pascal};

/// More arguments than clippy takes without a word; a path has as many parameters as its provider likes.
pub(super) const MANY_ARGUMENTS: usize = 6;

impl Emitter<'_> {
    /// The operations of each module, in the order in which the modules are first used.
    pub(super) fn operations_by_module(&self) -> Vec<(&str, Vec<(&Operation, &OperationNames)>)> {
        let mut modules: Vec<(&str, Vec<_>)> = Vec::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (operation, names) in self.api.operations.iter().zip(&self.names.operations) {
            let place = *places.entry(&names.module).or_insert_with(|| {
                modules.push((&names.module, Vec::new()));
                modules.len() - 1
            });
            if let Some((_, members)) = modules.get_mut(place) {
                members.push((operation, names));
            }
        }
        modules
    }

    /// A module for each tag.
    pub(super) fn operation_modules(&self) -> Vec<Module> {
        // Where a tag is declared twice, the first has its text.
        let tags: BTreeMap<&str, &str> = self
            .api
            .tags
            .iter()
            .rev()
            .filter_map(|(name, text)| Some((name.as_str(), text.as_deref()?)))
            .collect();
        self.operations_by_module()
            .into_iter()
            .map(|(module, members)| self.operation_module(module, &members, &tags))
            .collect()
    }

    fn operation_module(
        &self,
        module: &str,
        operations: &[(&Operation, &OperationNames)],
        tags: &BTreeMap<&str, &str>,
    ) -> Module {
        let tag = operations
            .first()
            .and_then(|(operation, _)| operation.tag.as_deref());
        let described = tag.and_then(|tag| tags.get(tag));
        let docs = match (described, tag) {
            (Some(text), _) => docs::lines(text),
            (None, Some(tag)) => docs::lines(&format!("Operations of {tag}.")),
            (None, None) => docs::lines(&format!("Operations of `{module}`.")),
        };
        let methods = operations
            .iter()
            .map(|(operation, names)| self.method(operation, names));
        let types = self.imported(
            quote!(super::super::types),
            self.types_of_operations(operations),
        );
        let params = operations
            .iter()
            .filter_map(|(_, names)| names.parameters_type.as_deref())
            .collect();
        let params = import(quote!(super::super::params), params);
        let with_pages = operations
            .iter()
            .any(|(operation, _)| self.uses_common_pages(operation));
        let client = if with_pages {
            quote!({Client, PAGES})
        } else {
            quote!(Client)
        };
        let items = vec![Item::Plain(quote! {
            use super::super::#client;
            #params
            use super::super::runtime::*;
            #types

            impl Client {
                #(#methods)*
            }
        })];
        Module {
            path: vec!["operations".to_owned(), module.to_owned()],
            docs,
            items,
        }
    }

    /// The types that the methods of these operations mention.
    fn types_of_operations(&self, operations: &[(&Operation, &OperationNames)]) -> Vec<TypeId> {
        let mut found = Vec::new();
        for (operation, _) in operations {
            operation.mentions_in_signature(&mut |id| found.push(id));
            for (_, ty) in self.own_errors(operation) {
                ty.mentions(&mut |id| found.push(id));
            }
        }
        found
    }

    /// `use super::types::{Customer, Mode};`: one by one, so that they win over what the runtime exports.
    pub(super) fn imported(&self, module: TokenStream, types: Vec<TypeId>) -> Option<TokenStream> {
        import(
            module,
            types.into_iter().map(|id| self.names.of(id)).collect(),
        )
    }

    fn method(&self, operation: &Operation, names: &OperationNames) -> TokenStream {
        let docs = method_docs(operation, &names.method, self.error_bodies(operation));
        let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
        let name = ident(&names.method);
        let response_body = self.response_type(&operation.response_body);
        let description = self.description(operation);
        let parameters_type = names.parameters_type.as_deref().map(ident);
        let with_required = operation
            .parameters
            .iter()
            .any(|parameter| parameter.required);
        let optional = parameters_type.as_ref().filter(|_| !with_required);
        let paged = operation.pages.as_ref().map(|pages| self.paged_type(pages));
        let other = paged.or_else(|| {
            operation
                .stream
                .as_ref()
                .map(|stream| self.streamed_type(stream))
        });
        let call = match (optional, other) {
            (Some(optional), Some(other)) => quote!(Call<#response_body, #optional, #other>),
            (None, Some(other)) => quote!(Call<#response_body, (), #other>),
            (Some(optional), None) => quote!(Call<#response_body, #optional>),
            (None, None) => quote!(Call<#response_body>),
        };
        let paths = operation.path_parameters.iter().zip(&names.arguments);
        let path_arguments = paths
            .clone()
            .map(|(parameter, name)| self.path_argument(parameter, name));
        let path_values = paths
            .clone()
            .map(|(parameter, name)| path_value(parameter, name));
        let params_argument = with_required.then(|| quote!(params: &#parameters_type));
        let params_value = with_required.then(|| quote!(.params(params)));
        let (body_arguments, body_value) = self.body(operation);
        let arguments: Vec<TokenStream> = path_arguments
            .chain(params_argument)
            .chain(body_arguments)
            .collect();
        let expect = (arguments.len() > MANY_ARGUMENTS)
            .then(|| quote!(#[expect(clippy::too_many_arguments, reason = "the path has them")]));
        let is_complex = operation
            .pages
            .as_ref()
            .is_some_and(|pages| is_nameless(&pages.item));
        let allow = is_complex
            .then(|| quote!(#[allow(clippy::type_complexity, reason = "items that the specification gives no name")]));
        quote! {
            #docs
            #deprecated
            #expect
            #allow
            pub fn #name(&self, #(#arguments),*) -> #call {
                self.call(#description) #(#path_values)* #params_value #body_value
            }
        }
    }

    /// `Operation::new("GET", "/v1/customers/{customer}", json)` and what this operation has of its own.
    fn description(&self, operation: &Operation) -> TokenStream {
        let method = &operation.method;
        let path = template(operation);
        let decoder = decoder(&operation.response_body);
        let server = operation.server.as_ref().map(|url| quote!(.server(#url)));
        let security = operation
            .security
            .as_ref()
            .filter(|own| Some(*own) != self.api.security.as_ref())
            .map(|own| {
                let alternatives = security(own);
                quote!(.security(#alternatives))
            });
        let scopes: Vec<String> = operation.scopes.iter().map(|set| set.join(" ")).collect();
        let scopes = (self.oauth().is_some() && !scopes.is_empty())
            .then(|| quote!(.scopes(&[#(#scopes),*])));
        let errors = self
            .error_table(&self.own_errors(operation))
            .map(|table| quote!(.errors(#table)));
        let pages = operation.pages.as_ref().map(|pages| self.paged(pages));
        let stream = operation
            .stream
            .as_ref()
            .map(|stream| self.streamed(stream));
        let policies = policies::of_operation(&operation.policies);
        let headers = headers(operation);
        let redirects = self
            .has_redirects(&operation.response_body)
            .then(|| quote!(.redirects()));
        let new = match (&operation.response_body, operation.accept.as_deref()) {
            (ResponseBody::Empty, Some("*/*")) => quote!(Operation::empty(#method, #path)),
            _ => quote!(Operation::new(#method, #path, #decoder)),
        };
        quote!(#new #server #security #scopes #headers #redirects #errors #policies #pages #stream)
    }

    fn has_redirects(&self, response_body: &ResponseBody) -> bool {
        let variants = |id: &TypeId| match self.api.types.get(*id).map(|def| &def.kind) {
            Some(TypeKind::Responses(variants)) => variants.as_slice(),
            _ => &[],
        };
        match response_body {
            ResponseBody::Redirect => true,
            ResponseBody::ByStatus(id) => variants(id)
                .iter()
                .any(|variant| variant.response_body == ResponseBody::Redirect),
            _ => false,
        }
    }

    /// The operation's errors that are not what most operations have for that status.
    fn own_errors(&self, operation: &Operation) -> Vec<(Status, Type)> {
        operation
            .errors
            .iter()
            .filter(|error| !self.common_errors.contains(error))
            .cloned()
            .collect()
    }

    /// "Error bodies: `NotFound` (404), `Problem` (4XX, 5XX)." A single type has no statuses.
    fn error_bodies(&self, operation: &Operation) -> Option<String> {
        let mut bodies: Vec<(String, Vec<String>)> = Vec::new();
        for (status, ty) in &operation.errors {
            let (ty, status) = (self.ty(ty).to_string().replace(' ', ""), status.to_string());
            match bodies.iter_mut().find(|(known, _)| *known == ty) {
                Some((_, statuses)) => statuses.push(status),
                None => bodies.push((ty, vec![status])),
            }
        }
        match &bodies[..] {
            [] => None,
            [(ty, _)] => Some(format!("Error body: `{ty}`.")),
            _ => {
                let rows = bodies
                    .iter()
                    .map(|(ty, statuses)| format!("`{ty}` ({})", statuses.join(", ")));
                let rows: Vec<String> = rows.collect();
                Some(format!("Error bodies: {}.", rows.join(", ")))
            }
        }
    }

    /// `&[(404, error::<NotFound>)]`
    pub(super) fn error_table(&self, errors: &[(Status, Type)]) -> Option<TokenStream> {
        let rows = errors.iter().map(|(status, ty)| {
            let status = match status {
                Status::Exact(status) => {
                    let status = proc_macro2::Literal::u16_unsuffixed(*status);
                    quote!(#status)
                }
                Status::Range(digit) => {
                    let digit = proc_macro2::Literal::u16_unsuffixed(u16::from(*digit));
                    quote!(#digit)
                }
                Status::Default => quote!(DEFAULT),
            };
            let ty = self.ty(ty);
            quote!((#status, error::<#ty>))
        });
        (!errors.is_empty()).then(|| quote!(&[#(#rows),*]))
    }

    pub(super) fn response_type(&self, response_body: &ResponseBody) -> TokenStream {
        match response_body {
            ResponseBody::Empty => quote!(()),
            ResponseBody::Json(ty) => self.ty(ty),
            ResponseBody::OptionalJson(ty) => {
                let ty = self.ty(ty);
                quote!(Option<#ty>)
            }
            ResponseBody::Text => quote!(String),
            ResponseBody::Bytes => quote!(Bytes),
            ResponseBody::Redirect => quote!(Redirect),
            ResponseBody::ByStatus(id) => {
                let name = ident(self.names.of(*id));
                quote!(#name)
            }
        }
    }

    fn path_argument(&self, parameter: &Parameter, name: &str) -> TokenStream {
        let name = ident(name);
        let ty = self.argument_type(&parameter.ty);
        quote!(#name: #ty)
    }

    fn argument_type(&self, ty: &Type) -> TokenStream {
        let written = self.ty(ty);
        match ty {
            _ if self.is_text(ty) => quote!(&str),
            ty if is_by_value(ty) => written,
            Type::List(inner) => {
                let inner = self.ty(inner);
                quote!(&[#inner])
            }
            _ => quote!(&#written),
        }
    }

    /// The arguments for the body, and how the call takes it.
    fn body(&self, operation: &Operation) -> (Vec<TokenStream>, Option<TokenStream>) {
        let Some(body) = &operation.body else {
            return (Vec::new(), None);
        };
        let mut arguments = Vec::new();
        let (ty, value) = match &body.kind {
            BodyKind::Json(ty, media) => {
                let argument = self.argument_type(ty);
                let body = if is_by_value(ty) {
                    quote!(&body)
                } else {
                    quote!(body)
                };
                match media {
                    None => (argument, quote!(.json(#body))),
                    Some(media) => (argument, quote!(.json_as(#media, #body))),
                }
            }
            BodyKind::Form(ty, format) => (self.argument_type(ty), form(format)),
            BodyKind::Multipart(ty, types) => (self.argument_type(ty), multipart(types)),
            BodyKind::Text(names) => {
                let media = media_type(names, &mut arguments);
                (quote!(&str), quote!(.text(#media, body)))
            }
            BodyKind::Bytes(names) => {
                let media = media_type(names, &mut arguments);
                let ty = match body.required {
                    true => quote!(impl Into<Body>),
                    false => quote!(Body),
                };
                (ty, quote!(.body(#media, body)))
            }
            BodyKind::Nothing(media) => return (Vec::new(), Some(nothing(media))),
        };
        match body.required {
            true => {
                arguments.push(quote!(body: #ty));
                (arguments, Some(value))
            }
            false => {
                arguments.push(quote!(body: Option<#ty>));
                (arguments, Some(optional(value)))
            }
        }
    }

    /// The structs of query, header and cookie parameters; operations with the same ones share a struct.
    pub(super) fn params_module(&self) -> Option<Module> {
        let mut uses: Vec<(&Operation, &OperationNames, usize)> = Vec::new();
        for (operation, names) in self.api.operations.iter().zip(&self.names.operations) {
            match uses
                .iter_mut()
                .find(|(_, known, _)| known.parameters_type == names.parameters_type)
            {
                _ if operation.parameters.is_empty() => {}
                Some((_, _, others)) => *others += 1,
                None => uses.push((operation, names, 0)),
            }
        }
        let mut mentioned = Vec::new();
        for parameter in uses
            .iter()
            .flat_map(|(operation, _, _)| &operation.parameters)
        {
            parameter.ty.mentions(&mut |id| mentioned.push(id));
        }
        let types = self.imported(quote!(super::types), mentioned);
        let mut items = vec![Item::Plain(quote! {
            use super::runtime::{self, *};
            #types
        })];
        for (operation, names, others) in &uses {
            items.push(self.parameters_type(operation, names, *others));
            items.extend(self.new_of_parameters(operation, names));
        }
        let docs = vec![" Query, header and cookie parameters of the operations.".to_owned()];
        (!uses.is_empty()).then(|| Module {
            path: vec!["params".to_owned()],
            docs,
            items,
        })
    }

    fn parameters_type(
        &self,
        operation: &Operation,
        names: &OperationNames,
        others: usize,
    ) -> Item {
        let name = names.parameters_type.as_deref().map(ident);
        let method = names.method.trim_start_matches("r#");
        let more = match others {
            0 => String::new(),
            1 => " and another operation".to_owned(),
            more => format!(" and {more} other operations"),
        };
        let docs = docs::own(&[format!(
            " Parameters of [`{method}`](super::Client::{method}){more}."
        )]);
        let parameters = || operation.parameters.iter().zip(&names.fields);
        let fields = parameters().map(|(parameter, name)| self.parameter(parameter, name));
        let entries = parameters().map(|(parameter, name)| match self.place(parameter, name) {
            Some(place) => format!("{name} = {place}"),
            None => name.clone(),
        });
        let head = names.parameters_type.clone().unwrap_or_default();
        let table = Table::new("params", head).group("", entries.collect());
        let has_required = operation.parameters.iter().any(|it| it.required);
        let default = (!has_required).then(|| quote!(Default,));
        let more = self
            .derives
            .of_parameters(names.parameters_type.as_deref().unwrap_or_default());
        let item = quote! {
            #docs
            #[derive(Clone, Debug, #default PartialEq #(, #more)*)]
            pub struct #name {
                #(#fields,)*
            }
        };
        Item::Type { item, table }
    }

    /// `new`, with an argument for each required parameter.
    fn new_of_parameters(&self, operation: &Operation, names: &OperationNames) -> Option<Item> {
        let (required, optional): (Vec<_>, Vec<_>) = operation
            .parameters
            .iter()
            .zip(&names.fields)
            .partition(|(parameter, _)| parameter.required);
        let arguments: Vec<_> = required
            .iter()
            .map(|(parameter, name)| (name.as_str(), &parameter.ty, self.ty(&parameter.ty)))
            .collect();
        let rest = optional.iter().map(|(_, name)| {
            let name = ident(name);
            quote!(#name: None)
        });
        let owner = names.parameters_type.as_deref()?;
        (!required.is_empty()).then(|| self.new_with(owner, &arguments, Some(quote!(#(#rest),*))))
    }

    fn parameter(&self, parameter: &Parameter, name: &str) -> TokenStream {
        let docs = field_docs(parameter.docs.as_deref(), parameter.deprecated);
        let ty = self.ty(&parameter.ty);
        let ty = if parameter.required {
            ty
        } else {
            quote!(Option<#ty>)
        };
        let name = ident(name);
        quote! {
            #docs
            pub #name: #ty
        }
    }

    /// `query("created", deep_object)`; nothing where it is a query parameter of its own name in the default style.
    fn place(&self, parameter: &Parameter, name: &str) -> Option<String> {
        let wire = quoted(&parameter.wire);
        let reserved = if parameter.allow_reserved {
            ", reserved"
        } else {
            ""
        };
        Some(match (parameter.location, parameter.json) {
            (Location::Header, true) => format!("header({wire}, json)"),
            (Location::Cookie, true) => format!("cookie({wire}, json)"),
            (_, true) => format!("query({wire}, json{reserved})"),
            (Location::Header, false) if parameter.explode && self.is_object(&parameter.ty) => {
                format!("header({wire}, explode)")
            }
            (Location::Header, false) => match parameter.style.delimiter() {
                Some(style) => format!("header({wire}, {style})"),
                None => format!("header({wire})"),
            },
            (Location::Cookie, false) => format!("cookie({wire})"),
            (Location::Query | Location::Path, false) => {
                let style = parameter.style.in_query(parameter.explode);
                match (style, reserved, parameter.wire == name) {
                    ("form_explode", "", true) => return None,
                    ("form_explode", "", false) => format!("query({wire})"),
                    (style, _, _) => format!("query({wire}, {style}{reserved})"),
                }
            }
        })
    }

    fn is_object(&self, ty: &Type) -> bool {
        let is_object = |id: &TypeId| {
            self.api
                .types
                .get(*id)
                .is_some_and(|def| matches!(def.kind, TypeKind::Object(_)))
        };
        matches!(ty, Type::Map(_)) || matches!(ty, Type::Named(id) if is_object(id))
    }
}

/// For each status the body that most operations have.
pub(super) fn common_errors(api: &Api) -> Vec<(Status, Type)> {
    let mut counts: Vec<((Status, Type), usize)> = Vec::new();
    for error in api
        .operations
        .iter()
        .flat_map(|operation| &operation.errors)
        // A declared redirect is a result of the operation, so it is not followed.
        .filter(|(status, _)| !matches!(status, Status::Exact(300..=399) | Status::Range(3)))
    {
        match counts.iter_mut().find(|(known, _)| known == error) {
            Some((_, count)) => *count += 1,
            None => counts.push((error.clone(), 1)),
        }
    }
    let mut common: Vec<((Status, Type), usize)> = Vec::new();
    for (error, count) in counts {
        match common.iter_mut().find(|(known, _)| known.0 == error.0) {
            Some(known) if known.1 < count => *known = (error, count),
            Some(_) => {}
            None => common.push((error, count)),
        }
    }
    common.sort_by_key(|((status, _), _)| *status);
    common.into_iter().map(|(error, _)| error).collect()
}

/// Whether a type is a list or a map, which may be null.
fn is_nameless(ty: &Type) -> bool {
    match ty {
        Type::Optional(inner) => is_nameless(inner),
        ty => matches!(ty, Type::Map(_) | Type::List(_)),
    }
}

fn import(module: TokenStream, names: BTreeSet<&str>) -> Option<TokenStream> {
    let mut names: Vec<_> = names.into_iter().map(ident).collect();
    match names.len() {
        0 => None,
        1 => names.pop().map(|name| quote!(use #module::#name;)),
        _ => Some(quote!(use #module::{#(#names),*};)),
    }
}

/// `.path(id)`, or `.path_as(Style::Json, filter)`.
fn path_value(parameter: &Parameter, name: &str) -> TokenStream {
    let name = ident(name);
    let style = match parameter.style.delimiter() {
        _ if parameter.json => Some("json"),
        style => style,
    };
    match style {
        Some(style) => {
            let style = ident(&pascal(style));
            quote!(.path_as(Style::#style, #name))
        }
        None => quote!(.path(#name)),
    }
}

/// `.accept("text/csv").defaults(&[ParameterDefault::Header("version", "2")])`
fn headers(operation: &Operation) -> TokenStream {
    let accept = operation
        .accept
        .as_ref()
        .filter(|accept| operation.response_body != ResponseBody::Empty || *accept != "*/*")
        .map(|accept| quote!(.accept(#accept)));
    // A body brings its own.
    let content_type = operation
        .content_type
        .as_ref()
        .filter(|_| operation.body.as_ref().is_none_or(|body| !body.required))
        .map(|media| quote!(.content_type(#media)));
    let defaults = operation.defaults.iter().map(|default| {
        let wire = &default.wire;
        match (&default.value, default.location) {
            (None, _) => quote!(ParameterDefault::Required(#wire)),
            (Some(value), Location::Header) => quote!(ParameterDefault::Header(#wire, #value)),
            (Some(value), Location::Cookie) => quote!(ParameterDefault::Cookie(#wire, #value)),
            (Some(value), _) => quote!(ParameterDefault::Query(#wire, #value)),
        }
    });
    let defaults = (!operation.defaults.is_empty()).then(|| quote!(.defaults(&[#(#defaults),*])));
    quote!(#accept #content_type #defaults)
}

/// The media type of a body: an argument where there is a choice.
fn media_type(names: &[String], arguments: &mut Vec<TokenStream>) -> TokenStream {
    match names {
        [only] if !only.contains('*') => quote!(#only),
        _ => {
            arguments.push(quote!(content_type: &str));
            quote!(content_type)
        }
    }
}

/// A body without anything in it.
fn nothing(media: &str) -> TokenStream {
    match media.starts_with("application/x-www-form-urlencoded") {
        true => quote!(.body(#media, "")),
        false => quote!(.body(#media, "{}")),
    }
}

/// How a call takes a form.
fn form(format: &FormFormat) -> TokenStream {
    let styles = format.styles.iter().map(form_style);
    match &format.whole {
        Some(media) => quote!(.form_as(#media, body, &[#(#styles),*])),
        None if format.styles.is_empty() => quote!(.form(body)),
        None => quote!(.form_with(body, &[#(#styles),*])),
    }
}

/// `.json(body)` for a body that may be left out.
fn optional(value: TokenStream) -> TokenStream {
    quote!(.maybe(body, |call, body| call #value))
}

/// How a call takes a body of several parts.
fn multipart(types: &PartTypes) -> TokenStream {
    if *types == PartTypes::default() {
        return quote!(.multipart(body));
    }
    let whole = types.whole.as_deref().unwrap_or("multipart/form-data");
    let properties = types
        .properties
        .iter()
        .map(|(property, media)| quote!((#property, #media)));
    let styles = types.styles.iter().map(form_style);
    quote!(.multipart_as(#whole, &[#(#properties),*], &[#(#styles),*], body))
}

fn form_style(style: &FormStyle) -> TokenStream {
    let property = &style.property;
    let name = if style.json {
        "json"
    } else {
        style.style.in_query(style.explode)
    };
    let name = ident(&pascal(name));
    quote!((#property, Style::#name))
}

/// Numbers and truth values are passed as they are.
pub(super) fn is_by_value(ty: &Type) -> bool {
    matches!(ty, Type::Bool | Type::Integer(_) | Type::Float { .. })
}

/// The function that makes the response of a response.
pub(super) fn decoder(response_body: &ResponseBody) -> TokenStream {
    match response_body {
        ResponseBody::Empty => quote!(empty),
        ResponseBody::Json(_) => quote!(json),
        ResponseBody::OptionalJson(_) => quote!(optional_json),
        ResponseBody::Text => quote!(text),
        ResponseBody::Bytes => quote!(bytes),
        ResponseBody::Redirect => quote!(redirect),
        ResponseBody::ByStatus(_) => quote!(by_status),
    }
}

/// `&[&["bearerAuth"], &["basic"]]`
pub(super) fn security(alternatives: &[Vec<String>]) -> TokenStream {
    let alternatives = alternatives.iter().map(|schemes| quote!(&[#(#schemes),*]));
    quote!(&[#(#alternatives),*])
}

/// The path as a URL takes it, with the operators of RFC 6570 for styles other than simple.
fn template(operation: &Operation) -> String {
    let mut path = escaped(&operation.path);
    for parameter in &operation.path_parameters {
        let operator = parameter.style.path_operator();
        let explode = if parameter.explode { "*" } else { "" };
        if !(operator.is_empty() && explode.is_empty()) {
            let expression = format!("{{{operator}{}{explode}}}", parameter.wire);
            path = path.replace(&format!("{{{}}}", parameter.wire), &expression);
        }
    }
    path
}

/// What no URL holds is escaped outside of the braces (RFC 3986, section 2): `/<upload_url>`.
fn escaped(path: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(path.len());
    for sign in path.chars() {
        inside = sign == '{' || (inside && sign != '}');
        match sign {
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '|' if !inside => {
                out.push_str(&format!("%{:02X}", u32::from(sign)))
            }
            other if !inside && !other.is_ascii() => {
                let mut bytes = [0; 4];
                other
                    .encode_utf8(&mut bytes)
                    .bytes()
                    .for_each(|byte| out.push_str(&format!("%{byte:02X}")));
            }
            other => out.push(other),
        }
    }
    out
}

/// What it does, the request that it sends, and the types of its error bodies.
fn method_docs(operation: &Operation, method: &str, error_bodies: Option<String>) -> TokenStream {
    let id = operation
        .id
        .as_deref()
        .filter(|id| crate::names::snake(id) != method)
        .map(|id| format!(", operation id `{id}`"));
    let request = format!(
        "`{} {}`{}",
        operation.method,
        operation.path,
        id.unwrap_or_default()
    );
    let summary = operation
        .summary
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let description = operation
        .description
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let mut text = match (summary, description) {
        (Some(summary), Some(description)) if same_words(summary, description) => {
            format!("{description} {request}")
        }
        (Some(summary), Some(description)) => {
            format!("{} {request}\n\n{description}", sentence(summary))
        }
        (Some(text), None) | (None, Some(text)) if !text.contains('\n') => {
            format!("{} {request}", sentence(text))
        }
        (Some(text), None) | (None, Some(text)) => format!("{request}\n\n{text}"),
        (None, None) => request,
    };
    if let Some(BodyKind::Text(names) | BodyKind::Bytes(names)) =
        operation.body.as_ref().map(|body| &body.kind)
        && (names.len() > 1 || names.iter().any(|name| name.contains('*')))
    {
        text.push_str(&format!(
            "\n\n`content_type` is one of `{}`.",
            names.join("`, `")
        ));
    }
    if let Some(scopes) = needed_scopes(&operation.scopes) {
        text.push_str(&format!("\n\n{scopes}"));
    }
    if let Some(bodies) = error_bodies {
        text.push_str(&format!("\n\n{bodies}"));
    }
    doc_attributes(Some(&text))
}

/// Which scopes a token needs: "Needs the scope `a`", "Needs the scopes `a` and `b`, or `c`".
fn needed_scopes(alternatives: &[Vec<String>]) -> Option<String> {
    let sets: Vec<String> = alternatives
        .iter()
        .map(|scopes| format!("`{}`", scopes.join("` and `")))
        .collect();
    let count: usize = alternatives.iter().map(Vec::len).sum();
    match (count, sets.len()) {
        (0, _) => None,
        (1, _) => Some(format!("Needs the scope {}.", sets.concat())),
        (_, 1) => Some(format!("Needs the scopes {}.", sets.concat())),
        _ => Some(format!("Needs a scope: {}.", sets.join(", or "))),
    }
}

fn same_words(summary: &str, description: &str) -> bool {
    !description.contains('\n')
        && summary
            .trim_end_matches('.')
            .eq_ignore_ascii_case(description.trim_end_matches('.'))
}

fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?', ':', '>']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

#[cfg(test)]
mod tests {
    use super::{Type, is_nameless};

    #[test]
    fn an_item_that_may_be_null_is_as_complex_as_one_that_may_not() {
        let map = || Type::Map(Box::new(Type::String));
        assert!(is_nameless(&map()) && is_nameless(&Type::Optional(Box::new(map()))));
        assert!(!is_nameless(&Type::Optional(Box::new(Type::String))));
    }
}
