//! What belongs to no call: credentials, servers, headers, features and webhooks.

use super::{Comparison, Role, Subject};
use crate::diff::codes::Code;
use crate::diff::surface::{Member, Surface};

impl<'c> Comparison<'c> {
    pub(super) fn client(&mut self) {
        self.operation = None;
        self.functions();
        self.credentials();
        self.scope_names();
        self.api_policies();
        self.features();
        self.servers();
        self.headers();
        self.webhooks();
    }

    fn functions(&mut self) {
        let find = |functions: &'c [(String, String)], path: &str| {
            let mut functions = functions.iter();
            functions
                .find(|(known, _)| known == path)
                .map(|(_, signature)| signature.as_str())
        };
        for (path, signature) in &self.old.functions {
            let now = find(&self.new.functions, path);
            if now == Some(signature) {
                continue;
            }
            let message = match now {
                Some(now) => format!("`{path}` is `{now}` and was `{signature}`"),
                None => format!("`{path}` is gone"),
            };
            let subject = Subject {
                rust: path,
                old: path,
                new: now.unwrap_or_default(),
                ..Subject::default()
            };
            self.report(Code::FunctionRemoved, message, &subject);
        }
        for (path, _) in &self.new.functions {
            if find(&self.old.functions, path).is_none() {
                let subject = Subject {
                    rust: path,
                    new: path,
                    ..Subject::default()
                };
                self.report(Code::FunctionAdded, format!("`{path}` is new"), &subject);
            }
        }
    }

    fn credentials(&mut self) {
        for credential in &self.old.credentials {
            let now = self
                .new
                .credentials
                .iter()
                .find(|other| other.wire == credential.wire);
            if let Some(now) = now.filter(|now| now.place != credential.place) {
                let message = format!(
                    "`{}` is sent as {} and was {}",
                    now.wire, now.place, credential.place
                );
                let subject = Subject {
                    rust: &format!("auth {}", credential.wire),
                    old: &credential.place,
                    new: &now.place,
                    ..Subject::default()
                };
                self.report(Code::CredentialMoved, message, &subject);
            }
        }
    }

    fn features(&mut self) {
        for feature in &self.old.features {
            if !self.new.features.contains(feature) {
                let subject = Subject {
                    rust: &format!("feature {feature}"),
                    old: feature,
                    ..Subject::default()
                };
                let message = format!("the feature `{feature}` is gone");
                self.report(Code::FeatureRemoved, message, &subject);
            }
        }
    }

    /// `auth::Scope`
    fn scope_names(&mut self) {
        let find =
            |scopes: &'c [Member], wire: &str| scopes.iter().find(|scope| scope.wire == wire);
        let path = |scope: &Member| format!("auth::Scope::{}", scope.rust);
        for scope in &self.old.scopes {
            let now = find(&self.new.scopes, &scope.wire);
            let (code, message) = match now {
                None => (
                    Code::RequestValueRemoved,
                    format!("`{}` is gone", scope.wire),
                ),
                Some(now) if now.rust != scope.rust => (
                    Code::VariantRenamed,
                    format!("`{}` is the variant `{}`", scope.wire, now.rust),
                ),
                Some(_) => continue,
            };
            let subject = Subject {
                rust: &path(scope),
                old: &scope.rust,
                new: now.map_or("", |now| &now.rust),
                ..Subject::default()
            };
            self.report(code, message, &subject);
        }
        for scope in &self.new.scopes {
            if find(&self.old.scopes, &scope.wire).is_none() {
                let subject = Subject {
                    rust: &path(scope),
                    new: &scope.rust,
                    ..Subject::default()
                };
                let message = format!("there is `{}`", scope.wire);
                self.report(Code::RequestValueAdded, message, &subject);
            }
        }
    }

    fn servers(&mut self) {
        let none = String::new();
        let before = self.old.servers.first().unwrap_or(&none);
        let after = self.new.servers.first().unwrap_or(&none);
        if before != after {
            let message = format!("requests go to `{after}` and no longer to `{before}`");
            let subject = Subject {
                rust: "Client",
                old: before,
                new: after,
                ..Subject::default()
            };
            self.report(Code::ServerChanged, message, &subject);
        }
        self.named_servers();
    }

    /// The functions of servers beside the default: `servers::sandbox`.
    fn named_servers(&mut self) {
        let named = |surface: &'c Surface| surface.server_names.iter().zip(&surface.servers);
        for (name, before) in named(self.old).skip(1) {
            let now = named(self.new).find(|(known, _)| *known == name);
            let Some((_, after)) = now.filter(|(_, after)| *after != before) else {
                continue;
            };
            let message = format!("`{name}` is `{after}` and was `{before}`");
            let subject = Subject {
                rust: &format!("servers::{name}"),
                old: before,
                new: after,
                ..Subject::default()
            };
            self.report(Code::ServerChanged, message, &subject);
        }
    }

    fn headers(&mut self) {
        let value = |headers: &'c [(String, String)], name: &str| {
            let mut headers = headers.iter();
            headers
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.as_str())
        };
        let names = self.old.headers.iter().chain(&self.new.headers);
        let mut names: Vec<&String> = names.map(|(name, _)| name).collect();
        names.sort();
        names.dedup();
        for name in names {
            let (before, after) = (
                value(&self.old.headers, name),
                value(&self.new.headers, name),
            );
            if before != after {
                let declared = |value: Option<&str>| {
                    value.map_or("nothing".to_owned(), |value| format!("`{value}`"))
                };
                let message = format!(
                    "`{name}` is {} and was {}",
                    declared(after),
                    declared(before)
                );
                let subject = Subject {
                    rust: name,
                    old: before.unwrap_or_default(),
                    new: after.unwrap_or_default(),
                    ..Subject::default()
                };
                self.report(Code::HeaderChanged, message, &subject);
            }
        }
    }

    fn webhooks(&mut self) {
        if self.old.webhook_scheme.is_some()
            && self.new.webhook_scheme.is_some()
            && self.old.webhook_scheme != self.new.webhook_scheme
        {
            let subject = Subject {
                rust: "webhooks::SCHEME",
                ..Subject::default()
            };
            let message = "webhooks are signed in another way".to_owned();
            self.report(Code::WebhookSchemeChanged, message, &subject);
        }
        for event in &self.old.events {
            let now = self
                .new
                .events
                .iter()
                .find(|other| other.wire == event.wire);
            let path = format!("webhooks::Event::{}", event.rust);
            let Some(now) = now else {
                self.gone(&event.ty);
                let subject = Subject {
                    rust: &path,
                    old: &event.rust,
                    ..Subject::default()
                };
                self.report(
                    Code::EventRemoved,
                    format!("`{}` is not sent any more", event.wire),
                    &subject,
                );
                continue;
            };
            let is_same = self.pair(&event.ty, &now.ty, Role::Response);
            let subject = Subject {
                rust: &path,
                old: &event.ty,
                new: &now.ty,
                ..Subject::default()
            };
            if !is_same {
                let message = format!(
                    "`{}` holds `{}` and held `{}`",
                    event.wire, now.ty, event.ty
                );
                self.report(Code::EventType, message, &subject);
            }
            if event.rust != now.rust {
                let message = format!("`{}` is the variant `{}`", event.wire, now.rust);
                let subject = Subject {
                    rust: "webhooks::Event",
                    old: &event.rust,
                    new: &now.rust,
                    ..Subject::default()
                };
                self.report(Code::VariantRenamed, message, &subject);
            }
        }
        for event in &self.new.events {
            if !self.old.events.iter().any(|other| other.wire == event.wire) {
                let subject = Subject {
                    rust: &format!("webhooks::Event::{}", event.rust),
                    new: &event.rust,
                    ..Subject::default()
                };
                self.report(
                    Code::EventAdded,
                    format!("`{}` is new", event.wire),
                    &subject,
                );
            }
        }
    }
}
