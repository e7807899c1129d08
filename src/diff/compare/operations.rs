//! Calls, matched by method and path; a call that moved is found by its `operationId`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Comparison, Role, Subject};
use crate::diff::codes::Code;
use crate::diff::surface::{Body, Member, Operation};

impl<'c> Comparison<'c> {
    pub(super) fn operations(&mut self) {
        let new: BTreeMap<String, &'c Operation> = self
            .new
            .operations
            .iter()
            .map(|operation| (operation.key(), operation))
            .collect();
        let mut pairs: Vec<(&'c Operation, &'c Operation)> = Vec::new();
        let mut gone = Vec::new();
        let mut used = BTreeSet::new();
        for operation in &self.old.operations {
            match new.get(&operation.key()) {
                Some(other) => {
                    used.insert(other.key());
                    pairs.push((operation, other));
                }
                None => gone.push(operation),
            }
        }
        let mut added: Vec<&'c Operation> = self
            .new
            .operations
            .iter()
            .filter(|operation| !used.contains(&operation.key()))
            .collect();
        for operation in gone {
            let is_it = |other: &&Operation| {
                let same_id = operation.id.is_some() && operation.id == other.id;
                same_id || operation.rust == other.rust
            };
            match added.iter().position(is_it) {
                Some(at) => {
                    let other = added.remove(at);
                    self.moved(operation, other);
                    pairs.push((operation, other));
                }
                None => self.removed(operation),
            }
        }
        for (operation, other) in pairs {
            self.operation = Some(other);
            self.operation_pair(operation, other);
        }
        for operation in added {
            self.operation = Some(operation);
            let message = format!("`{}` is new", operation.request());
            let subject = Subject {
                rust: &method_path(operation),
                new: &operation.rust,
                after: operation.position,
                ..Subject::default()
            };
            self.report(Code::OperationAdded, message, &subject);
        }
        self.operation = None;
    }

    fn removed(&mut self, operation: &'c Operation) {
        self.operation = Some(operation);
        // What only this call used is gone with it.
        for ty in super::reached(self.old, operation) {
            self.gone(&ty.rust);
        }
        let message = format!("`{}` is gone", operation.request());
        let subject = Subject {
            rust: &method_path(operation),
            old: &operation.rust,
            before: operation.position,
            ..Subject::default()
        };
        self.report(Code::OperationRemoved, message, &subject);
    }

    fn moved(&mut self, old: &'c Operation, new: &'c Operation) {
        self.operation = Some(new);
        let message = format!("`{}` is `{}` now", old.request(), new.request());
        self.report(
            Code::OperationMoved,
            message,
            &of_operations(old, new, &method_path(old)),
        );
    }

    fn operation_pair(&mut self, old: &'c Operation, new: &'c Operation) {
        let path = method_path(old);
        let subject = of_operations(old, new, &path);
        if old.rust != new.rust {
            let message = format!("`{}` is called `{}`", old.rust, new.rust);
            self.report(Code::MethodRenamed, message, &subject);
        }
        if new.deprecated && !old.deprecated {
            let message = format!("`{}` is deprecated", new.request());
            self.report(Code::OperationDeprecated, message, &subject);
        }
        let features = &self.new.features;
        if old.module != new.module && features.contains(&old.module) {
            let message = format!("it is behind the feature `{}`", new.module);
            let subject = Subject {
                old: &old.module,
                new: &new.module,
                ..of_operations(old, new, &path)
            };
            self.report(Code::FeatureMoved, message, &subject);
        }
        self.path_parameters(old, new);
        self.parameters(old, new);
        self.body(old, new);
        self.content_type(old, new);
        self.responses(old, new);
        self.security(old, new);
        self.scopes(old, new);
        self.policies(old, new);
        if old.server != new.server {
            let none = "the API's server".to_owned();
            let (before, after) = (
                old.server.as_ref().unwrap_or(&none),
                new.server.as_ref().unwrap_or(&none),
            );
            let message = format!("requests go to {after} and no longer to {before}");
            let subject = Subject {
                old: before,
                new: after,
                ..of_operations(old, new, &path)
            };
            self.report(Code::ServerChanged, message, &subject);
        }
    }

    fn path_parameters(&mut self, old: &'c Operation, new: &'c Operation) {
        let path = method_path(old);
        let (left, right) = (&old.path_parameters, &new.path_parameters);
        let same_place = old.key() == new.key();
        let pairs: Vec<(&'c Member, &'c Member)> = match same_place {
            true => left.iter().zip(right).collect(),
            false => left
                .iter()
                .filter_map(|member| {
                    let other = right.iter().find(|other| other.wire == member.wire)?;
                    Some((member, other))
                })
                .collect(),
        };
        for (member, other) in &pairs {
            self.parameter_pair(&path, member, other);
        }
        let types = |members: &[Member]| {
            let types: Vec<String> = members.iter().map(|member| member.ty.clone()).collect();
            types
        };
        let names = |members: &[Member]| {
            let names: Vec<&str> = members.iter().map(|member| member.wire.as_str()).collect();
            names.join(", ")
        };
        if !same_place && names(left) != names(right) {
            let code = match types(left) == types(right) {
                true => Code::ArgumentsReordered,
                false => Code::SignatureChanged,
            };
            let arguments = names(right).replace("path ", "");
            let message = format!("the path's parameters are ({arguments})");
            let subject = Subject {
                new: &arguments,
                ..of_operations(old, new, &path)
            };
            self.report(code, message, &subject);
        }
    }

    /// A parameter of the path, which is an argument.
    fn parameter_pair(&mut self, path: &str, old: &'c Member, new: &'c Member) {
        let subject = Subject {
            rust: path,
            old: &old.ty,
            new: &new.ty,
            before: old.position,
            after: new.position,
        };
        let is_same = self.pair(&old.ty, &new.ty, Role::Request);
        if !is_same {
            let message = format!("`{}` is `{}` and was `{}`", new.rust, new.ty, old.ty);
            self.report(Code::ParameterType, message, &subject);
        } else if old.style != new.style {
            let message = format!("`{}` is written as {}", new.rust, new.style);
            self.report(Code::ParameterStyle, message, &subject);
        }
        self.limits_of_types(
            path,
            &new.wire,
            (&old.limits, &new.limits),
            is_same,
            (old.position, new.position),
        );
    }

    /// Query, header and cookie parameters.
    fn parameters(&mut self, old: &'c Operation, new: &'c Operation) {
        match (&old.parameters_type, &new.parameters_type) {
            (Some(before), Some(after)) => {
                self.types(before, after, Role::Parameters);
            }
            (None, Some(after)) => {
                let members = self.new.named(after).map_or(&[][..], |ty| &ty.members);
                for member in members {
                    let code = match member.required {
                        true => Code::RequiredParameterAdded,
                        false => Code::ParameterAdded,
                    };
                    let message = format!("there is a parameter `{}`", member.wire);
                    let subject = Subject {
                        rust: &format!("params::{after}"),
                        new: &member.rust,
                        after: member.position,
                        before: old.position,
                        ..Subject::default()
                    };
                    self.report(code, message, &subject);
                }
            }
            (Some(before), None) => {
                self.gone(before);
                let members = self.old.named(before).map_or(&[][..], |ty| &ty.members);
                for member in members {
                    let message = format!("the parameter `{}` is gone", member.wire);
                    let subject = Subject {
                        rust: &format!("params::{before}::{}", member.rust),
                        old: &member.rust,
                        before: member.position,
                        after: new.position,
                        ..Subject::default()
                    };
                    self.report(Code::ParameterRemoved, message, &subject);
                }
            }
            (None, None) => {}
        }
    }

    fn body(&mut self, old: &'c Operation, new: &'c Operation) {
        let path = method_path(old);
        let subject = of_operations(old, new, &path);
        let given =
            |operation: &'c Operation| operation.body.as_ref().filter(|body| !body.ty.is_empty());
        match (given(old), given(new)) {
            (None, Some(body)) if body.required => {
                let message = format!("a request body is required: `{}`", body.ty);
                self.report(Code::RequiredBodyAdded, message, &subject);
            }
            (None, Some(body)) => {
                let message = format!("there may be a request body: `{}`", body.ty);
                self.report(Code::BodyAdded, message, &subject);
            }
            (Some(body), None) => {
                self.gone(&body.ty);
                let message = "there is no request body any more".to_owned();
                self.report(Code::BodyRemoved, message, &subject);
            }
            (Some(before), Some(after)) => self.body_pair(old, new, before, after),
            (None, None) => {}
        }
        if let (Some(before), Some(after)) = (&old.body, &new.body)
            && before.media != after.media
        {
            let message = format!("the body is {} and was {}", after.media, before.media);
            self.report(Code::MediaType, message, &subject);
        }
    }

    fn body_pair(
        &mut self,
        old: &'c Operation,
        new: &'c Operation,
        before: &'c Body,
        after: &'c Body,
    ) {
        let path = method_path(old);
        let bare = |body: &'c Body| {
            let ty = body
                .ty
                .strip_prefix("Option<")
                .and_then(|ty| ty.strip_suffix('>'));
            ty.unwrap_or(&body.ty)
        };
        let subject = Subject {
            old: bare(before),
            new: bare(after),
            ..of_operations(old, new, &path)
        };
        match (before.required, after.required) {
            (false, true) => {
                let message = "the request body is required".to_owned();
                self.report(Code::BodyRequired, message, &subject);
            }
            (true, false) => {
                let message = "the request body may be left out".to_owned();
                self.report(Code::BodyOptional, message, &subject);
            }
            _ => {}
        }
        let is_same = self.pair(bare(before), bare(after), Role::Request);
        if !is_same {
            let message = format!(
                "the request body is `{}` and was `{}`",
                bare(after),
                bare(before)
            );
            self.report(Code::BodyType, message, &subject);
        }
        self.limits_of_types(
            &path,
            "the body",
            (&before.limits, &after.limits),
            is_same,
            (old.position, new.position),
        );
    }

    /// The media type is an argument where there is a choice.
    fn content_type(&mut self, old: &'c Operation, new: &'c Operation) {
        let is_chosen = |operation: &Operation| {
            operation
                .arguments
                .iter()
                .any(|(name, _)| name == "content_type")
        };
        if old.body.is_some() && new.body.is_some() && is_chosen(old) != is_chosen(new) {
            let message = match is_chosen(new) {
                true => "the media type of the body is an argument now",
                false => "the media type of the body is no argument any more",
            };
            let path = method_path(old);
            let subject = Subject {
                new: "content_type: &str",
                ..of_operations(old, new, &path)
            };
            self.report(Code::SignatureChanged, message.to_owned(), &subject);
        }
    }

    fn responses(&mut self, old: &'c Operation, new: &'c Operation) {
        let path = method_path(old);
        let subject = Subject {
            old: &old.result,
            new: &new.result,
            ..of_operations(old, new, &path)
        };
        if !self.pair(&old.result, &new.result, Role::Response) {
            let code = match old.result.as_str() {
                "()" => Code::ResponseAdded,
                _ => Code::ResponseType,
            };
            let message = format!("the response is `{}` and was `{}`", new.result, old.result);
            self.report(code, message, &subject);
        }
        match (&old.items, &new.items) {
            (Some(before), Some(after)) => {
                let is_same = self.pair(before, after, Role::Response);
                if let (Some(before), Some(after)) = (way(old), way(new))
                    && before != after
                {
                    let message = format!("its items come {after} and came {before}");
                    self.report(Code::SignatureChanged, message, &subject);
                } else if !is_same {
                    let message = format!("an item of the list is `{after}` and was `{before}`");
                    self.report(Code::SignatureChanged, message, &subject);
                }
            }
            (Some(_), None) => {
                let message = "its pages cannot be followed any more".to_owned();
                self.report(Code::PaginationRemoved, message, &subject);
            }
            (None, Some(_)) => {
                let message = "its pages can be followed".to_owned();
                self.report(Code::PaginationAdded, message, &subject);
            }
            (None, None) => {}
        }
        self.errors(old, new);
    }

    fn errors(&mut self, old: &'c Operation, new: &'c Operation) {
        let path = method_path(old);
        let find = |operation: &'c Operation, status: &str| {
            let mut errors = operation.errors.iter();
            errors
                .find(|(known, _)| known == status)
                .map(|(_, ty)| ty.as_str())
        };
        for (status, before) in &old.errors {
            let after = find(new, status);
            let subject = Subject {
                old: before,
                new: after.unwrap_or_default(),
                ..of_operations(old, new, &path)
            };
            match after {
                None => {
                    self.gone(before);
                    let message = format!("the error {status} is not described any more");
                    self.report(Code::ErrorRemoved, message, &subject);
                }
                Some(after) => {
                    if !self.pair(before, after, Role::Error) {
                        let message = format!("the error {status} is `{after}` and was `{before}`");
                        self.report(Code::ErrorType, message, &subject);
                    }
                }
            }
        }
        for (status, after) in &new.errors {
            if find(old, status).is_none() {
                let message = format!("the error {status} is described as `{after}`");
                let subject = Subject {
                    new: after,
                    ..of_operations(old, new, &path)
                };
                self.report(Code::ErrorAdded, message, &subject);
            }
        }
    }

    fn security(&mut self, old: &'c Operation, new: &'c Operation) {
        let path = method_path(old);
        let nothing = vec![Vec::new()];
        let (before, after) = (
            old.security.as_ref().unwrap_or(&nothing),
            new.security.as_ref().unwrap_or(&nothing),
        );
        let nothing_needed = |alternatives: &[Vec<String>]| {
            alternatives.is_empty() || alternatives.iter().any(Vec::is_empty)
        };
        let suffices = |given: &Vec<String>, wanted: &[Vec<String>]| {
            nothing_needed(wanted)
                || wanted
                    .iter()
                    .any(|wanted| wanted.iter().all(|scheme| given.contains(scheme)))
        };
        let given: Vec<Vec<String>> = match before.is_empty() {
            true => nothing.clone(),
            false => before.clone(),
        };
        let subject = of_operations(old, new, &path);
        let refused: Vec<&Vec<String>> = given
            .iter()
            .filter(|given| !suffices(given, after))
            .collect();
        let is_more = |wanted: &Vec<String>| !suffices(wanted, before);
        if !refused.is_empty() {
            let refused = refused.iter().map(|schemes| schemes_text(schemes));
            let refused: Vec<String> = refused.collect();
            let message = format!(
                "{} no longer suffices; it takes {}",
                refused.join(" or "),
                alternatives_text(after)
            );
            self.report(Code::SecurityChanged, message, &subject);
        } else if after.iter().any(is_more) || nothing_needed(after) != nothing_needed(before) {
            let message = format!("it takes {}", alternatives_text(after));
            self.report(Code::SecurityRelaxed, message, &subject);
        }
    }
}

/// `Client::create_pet`
pub(super) fn method_path(operation: &Operation) -> String {
    format!("Client::{}", operation.rust)
}

pub(super) fn of_operations<'t>(
    old: &'t Operation,
    new: &'t Operation,
    path: &'t str,
) -> Subject<'t> {
    Subject {
        rust: path,
        old: &old.rust,
        new: &new.rust,
        before: old.position,
        after: new.position,
    }
}

/// How the items of an operation come: its call has other methods.
fn way(operation: &Operation) -> Option<&'static str> {
    let (name, _) = operation
        .policies
        .iter()
        .find(|(name, _)| matches!(name.as_str(), "pages" | "stream"))?;
    Some(match name.as_str() {
        "pages" => "in pages",
        _ => "as a stream",
    })
}

fn schemes_text(schemes: &[String]) -> String {
    match schemes {
        [] => "no credential".to_owned(),
        schemes => format!("`{}`", schemes.join("` and `")),
    }
}

fn alternatives_text(alternatives: &[Vec<String>]) -> String {
    match alternatives {
        [] => "no credential".to_owned(),
        alternatives => {
            let each: Vec<String> = alternatives
                .iter()
                .map(|schemes| schemes_text(schemes))
                .collect();
            each.join(" or ")
        }
    }
}
