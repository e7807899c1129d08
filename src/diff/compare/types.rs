//! Compares two types at the same position: their fields, variants and values.

use super::{Comparison, Role, Subject};
use crate::diff::codes::Code;
use crate::diff::surface::{Kind, Member, Type};
use crate::diff::types_text::unwrapped;

/// The codes of what fields have in common, by the way they go.
struct FieldCodes {
    required_added: Code,
    added: Code,
    removed: Code,
    required_removed: Code,
    required: Code,
    optional: Code,
    nullable: Code,
    not_nullable: Code,
    ty: Code,
}

const PARAMETERS: FieldCodes = FieldCodes {
    required_added: Code::RequiredParameterAdded,
    added: Code::ParameterAdded,
    removed: Code::ParameterRemoved,
    required_removed: Code::ParameterRemoved,
    required: Code::ParameterRequired,
    optional: Code::ParameterOptional,
    nullable: Code::ParameterType,
    not_nullable: Code::ParameterType,
    ty: Code::ParameterType,
};

const REQUEST: FieldCodes = FieldCodes {
    required_added: Code::RequiredRequestFieldAdded,
    added: Code::RequestFieldAdded,
    removed: Code::RequestFieldRemoved,
    required_removed: Code::RequestFieldRemoved,
    required: Code::RequestFieldRequired,
    optional: Code::RequestFieldOptional,
    nullable: Code::RequestFieldNullable,
    not_nullable: Code::RequestFieldNotNullable,
    ty: Code::RequestFieldType,
};

const RESPONSE: FieldCodes = FieldCodes {
    required_added: Code::ResponseFieldAdded,
    added: Code::ResponseFieldAdded,
    removed: Code::ResponseFieldRemoved,
    required_removed: Code::ResponseRequiredFieldRemoved,
    required: Code::ResponseFieldRequired,
    optional: Code::ResponseFieldOptional,
    nullable: Code::ResponseFieldNullable,
    not_nullable: Code::ResponseFieldNotNullable,
    ty: Code::ResponseFieldType,
};

impl Role {
    fn codes(self) -> &'static FieldCodes {
        match self {
            Role::Parameters => &PARAMETERS,
            Role::Request => &REQUEST,
            Role::Response | Role::Error => &RESPONSE,
        }
    }

    fn is_sent(self) -> bool {
        matches!(self, Role::Parameters | Role::Request)
    }

    /// The way of what is inside.
    fn inside(self) -> Role {
        match self {
            Role::Parameters => Role::Request,
            other => other,
        }
    }
}

impl<'c> Comparison<'c> {
    /// Compares two named types, once for each way they go.
    pub(super) fn types(&mut self, old: &'c str, new: &'c str, role: Role) {
        let (old_surface, new_surface) = (self.old, self.new);
        let (Some(left), Some(right)) = (old_surface.named(old), new_surface.named(new)) else {
            return;
        };
        let is_new = self
            .matched
            .entry(&left.rust)
            .or_default()
            .insert(&right.rust);
        if is_new && left.rust != right.rust {
            self.renamed(left, right);
        }
        if !self.seen.insert((&left.rust, &right.rust, role)) {
            return;
        }
        if left.kind != right.kind {
            let message = format!(
                "`{}` is {} and was {}",
                right.rust,
                words(right.kind),
                words(left.kind)
            );
            let subject = subject_of(left, right);
            let path = left.path();
            self.report(
                role.codes().ty,
                message,
                &Subject {
                    rust: &path,
                    ..subject
                },
            );
            return;
        }
        match left.kind {
            Kind::Object | Kind::Parameters => self.objects(left, right, role),
            Kind::Enum => self.enums(left, right, role),
            Kind::Union => self.unions(left, right, role),
            Kind::Responses => self.variants(left, right, role),
            Kind::Alias => self.aliases(left, right, role),
        }
        self.traits(left, right);
    }

    fn renamed(&mut self, old: &'c Type, new: &'c Type) {
        let (code, message) = match self.new.named(&old.rust) {
            None => (
                Code::TypeRenamed,
                format!("`{}` is called `{}`", old.rust, new.rust),
            ),
            Some(_) => (
                Code::TypeSplit,
                format!("`{}` replaces `{}`", new.rust, old.rust),
            ),
        };
        let subject = Subject {
            rust: &old.path(),
            ..subject_of(old, new)
        };
        self.report(code, message, &subject);
    }

    fn aliases(&mut self, old: &'c Type, new: &'c Type, role: Role) {
        let (Some(left), Some(right)) = (old.members.first(), new.members.first()) else {
            return;
        };
        if !self.pair(&left.ty, &right.ty, role) {
            let message = format!("`{}` is `{}` and was `{}`", new.rust, right.ty, left.ty);
            let subject = Subject {
                rust: &old.path(),
                old: &left.ty,
                new: &right.ty,
                ..subject_of(old, new)
            };
            self.report(role.codes().ty, message, &subject);
        }
    }

    /// A trait that code may ask for.
    fn traits(&mut self, old: &Type, new: &Type) {
        for name in &old.traits {
            if !new.traits.contains(name) {
                let message = format!("`{}` is not `{name}` any more", new.rust);
                let subject = Subject {
                    rust: &old.path(),
                    old: name,
                    ..subject_of(old, new)
                };
                self.report(Code::TraitRemoved, message, &subject);
            }
        }
    }

    fn objects(&mut self, old: &'c Type, new: &'c Type, role: Role) {
        let travels = |member: &&Member| match role.is_sent() {
            true => !member.read_only,
            false => !member.write_only,
        };
        let find = |ty: &'c Type, wire: &str| ty.members.iter().find(|member| member.wire == wire);
        for member in old.members.iter().filter(travels) {
            match find(new, &member.wire) {
                Some(other) => self.fields(old, new, member, other, role),
                None => self.field_removed(old, new, member, role),
            }
        }
        for member in new.members.iter().filter(travels) {
            if find(old, &member.wire).is_none() {
                self.field_added(old, new, member, role);
            }
        }
        self.constants(old, new, role);
        self.additional(old, new, role);
        self.constructor(old, new);
    }

    fn field_removed(&mut self, old: &'c Type, new: &'c Type, member: &'c Member, role: Role) {
        let codes = role.codes();
        let code = match member.required && !member.nullable {
            true => codes.required_removed,
            false => codes.removed,
        };
        let constant = new.constants.iter().find(|(wire, _)| *wire == member.wire);
        let message = match constant {
            Some((_, value)) => format!("`{}` is always `{value}`, and no field", member.wire),
            None => format!("`{}` is gone", member.wire),
        };
        self.gone(&member.ty);
        let subject = Subject {
            rust: &field_path(old, member),
            old: &member.rust,
            before: member.position.or(old.position),
            after: new.position,
            ..Subject::default()
        };
        self.report(code, message, &subject);
    }

    fn field_added(&mut self, old: &'c Type, new: &'c Type, member: &'c Member, role: Role) {
        let codes = role.codes();
        let was_constant = old.constants.iter().any(|(wire, _)| *wire == member.wire);
        // Null is sent where nothing is given.
        let must_be_given =
            member.required && !member.nullable && !member.ty.starts_with("Option<");
        let code = match must_be_given {
            true => codes.required_added,
            false => codes.added,
        };
        let message = match (was_constant, member.required) {
            (true, _) => format!("`{}` has other values, and is a field", member.wire),
            (false, true) => format!("there is `{}`, which is required", member.wire),
            (false, false) => format!("there is `{}`", member.wire),
        };
        let subject = Subject {
            rust: &new.path(),
            new: &member.rust,
            before: old.position,
            after: member.position.or(new.position),
            ..Subject::default()
        };
        let path = field_path(new, member);
        self.report(
            code,
            message,
            &Subject {
                rust: &path,
                ..subject
            },
        );
    }

    fn fields(
        &mut self,
        old: &'c Type,
        new: &'c Type,
        left: &'c Member,
        right: &'c Member,
        role: Role,
    ) {
        let path = field_path(old, left);
        let subject = Subject {
            rust: &path,
            old: &left.rust,
            new: &right.ty,
            before: left.position.or(old.position),
            after: right.position.or(new.position),
        };
        if left.rust != right.rust {
            let message = format!("the field of `{}` is called `{}`", left.wire, right.rust);
            let subject = Subject {
                new: &right.rust,
                ..subject
            };
            self.report(Code::FieldRenamed, message, &subject);
        }
        if right.deprecated && !left.deprecated {
            let message = format!("`{}` is deprecated", right.wire);
            self.report(Code::FieldDeprecated, message, &subject);
        }
        let is_same = self.pair(&left.ty, &right.ty, role.inside());
        if !is_same {
            let code = self.field_code(left, right, role);
            let message = match code == role.codes().ty {
                true => format!("`{}` is `{}` and was `{}`", left.wire, right.ty, left.ty),
                false => format!("`{}` {}", left.wire, presence(right)),
            };
            self.report(code, message, &subject);
        }
        if role.is_sent() {
            if left.style != right.style {
                let message = format!("`{}` is written as {}", right.wire, right.style);
                self.report(Code::ParameterStyle, message, &subject);
            }
            self.limits_of_types(
                &path,
                &right.wire,
                (&left.limits, &right.limits),
                is_same,
                (subject.before, subject.after),
            );
        }
    }

    /// What the difference between two types of a field is about.
    fn field_code(&mut self, old: &'c Member, new: &'c Member, role: Role) -> Code {
        let codes = role.codes();
        if !self.pair(unwrapped(&old.ty), unwrapped(&new.ty), role.inside()) {
            return codes.ty;
        }
        match ((old.required, new.required), (old.nullable, new.nullable)) {
            ((false, true), _) => codes.required,
            ((true, false), _) => codes.optional,
            (_, (false, true)) => codes.nullable,
            (_, (true, false)) => codes.not_nullable,
            _ => codes.ty,
        }
    }

    /// What has one value only is sent by the client itself.
    fn constants(&mut self, old: &'c Type, new: &'c Type, role: Role) {
        let find = |ty: &'c Type, wire: &str| {
            let mut constants = ty.constants.iter();
            constants
                .find(|(known, _)| known == wire)
                .map(|(_, value)| value.as_str())
        };
        for (wire, value) in &new.constants {
            let before = find(old, wire);
            let was_field = old.members.iter().any(|member| member.wire == *wire);
            if before == Some(value) || was_field || (before.is_none() && !role.is_sent()) {
                continue;
            }
            let message = match before {
                Some(before) => format!("`{wire}` is always `{value}` and was `{before}`"),
                None => format!("there is `{wire}`, which is always `{value}`"),
            };
            let subject = Subject {
                rust: &old.path(),
                old: before.unwrap_or_default(),
                new: value,
                ..subject_of(old, new)
            };
            self.report(Code::ConstantChanged, message, &subject);
        }
    }

    fn additional(&mut self, old: &'c Type, new: &'c Type, role: Role) {
        let codes = role.codes();
        let path = format!("{}::additional", old.path());
        let subject = Subject {
            rust: &path,
            old: "additional",
            new: "additional",
            ..subject_of(old, new)
        };
        match (&old.additional, &new.additional) {
            (Some(before), Some(after)) => {
                if !self.pair(before, after, role.inside()) {
                    let message =
                        format!("what comes beside the fields is `{after}` and was `{before}`");
                    self.report(
                        codes.ty,
                        message,
                        &Subject {
                            new: after,
                            ..subject
                        },
                    );
                }
            }
            (Some(_), None) => {
                let message =
                    "other keys than those of the fields are not kept any more".to_owned();
                self.report(codes.removed, message, &subject);
            }
            (None, Some(_)) => {
                let message = "other keys than those of the fields are kept".to_owned();
                self.report(codes.added, message, &subject);
            }
            (None, None) => {}
        }
    }

    /// `new`: what takes the same types may mean something else.
    fn constructor(&mut self, old: &'c Type, new: &'c Type) {
        let Some(before) = &old.constructor else {
            return;
        };
        let names = |arguments: &[(String, String)]| {
            let names: Vec<&str> = arguments.iter().map(|(name, _)| name.as_str()).collect();
            names.join(", ")
        };
        let types = |arguments: &[(String, String)]| {
            let types: Vec<String> = arguments.iter().map(|(_, ty)| ty.clone()).collect();
            types
        };
        let empty = Vec::new();
        let after = new.constructor.as_ref().unwrap_or(&empty);
        let has_other_names = names(before) != names(after);
        let has_same_types = new.constructor.is_some() && types(before) == types(after);
        let code = match (has_other_names, has_same_types) {
            (false, _) => return,
            (true, true) => Code::ConstructorReordered,
            (true, false) => Code::ConstructorChanged,
        };
        let has_same_arguments = {
            let sorted = |arguments: &[(String, String)]| {
                let mut names: Vec<String> =
                    arguments.iter().map(|(name, _)| name.clone()).collect();
                names.sort();
                names
            };
            sorted(before) == sorted(after)
        };
        // What was added or removed is reported as that.
        if code == Code::ConstructorChanged && !has_same_arguments {
            return;
        }
        let message = match new.constructor {
            Some(_) => format!(
                "`new` takes ({}) and took ({})",
                names(after),
                names(before)
            ),
            None => "there is no `new` any more".to_owned(),
        };
        let subject = Subject {
            rust: &old.path(),
            old: &names(before),
            new: &names(after),
            ..subject_of(old, new)
        };
        self.report(code, message, &subject);
    }

    fn enums(&mut self, old: &'c Type, new: &'c Type, role: Role) {
        let (removed, added) = match role.is_sent() {
            true => (Code::RequestValueRemoved, Code::RequestValueAdded),
            false => (Code::ResponseValueRemoved, Code::ResponseValueAdded),
        };
        self.members(old, new, removed, added, |left, right| {
            left.wire == right.wire
        });
    }

    fn unions(&mut self, old: &'c Type, new: &'c Type, role: Role) {
        let (removed, added) = match role.is_sent() {
            true => (Code::RequestVariantRemoved, Code::RequestVariantAdded),
            false => (Code::ResponseVariantRemoved, Code::ResponseVariantAdded),
        };
        let pairs = self.members(old, new, removed, added, |left, right| {
            left.rust == right.rust || left.ty == right.ty
        });
        for (left, right) in pairs {
            if left.style != right.style {
                let message = format!(
                    "`{}` is recognised by `{}` and was by `{}`",
                    right.rust, right.style, left.style
                );
                let subject = Subject {
                    rust: &field_path(old, left),
                    old: &left.rust,
                    new: &right.rust,
                    ..subject_of(old, new)
                };
                self.report(Code::DiscriminatorChanged, message, &subject);
            }
            self.payload(old, new, left, right, role);
        }
    }

    fn variants(&mut self, old: &'c Type, new: &'c Type, role: Role) {
        let pairs = self.members(
            old,
            new,
            Code::ResponseVariantRemoved,
            Code::ResponseVariantAdded,
            |left, right| left.wire == right.wire,
        );
        for (left, right) in pairs {
            self.payload(old, new, left, right, role);
        }
    }

    fn payload(
        &mut self,
        old: &'c Type,
        new: &'c Type,
        left: &'c Member,
        right: &'c Member,
        role: Role,
    ) {
        if !self.pair(&left.ty, &right.ty, role) {
            let message = format!(
                "`{}` holds `{}` and held `{}`",
                right.rust, right.ty, left.ty
            );
            let subject = Subject {
                rust: &field_path(old, left),
                old: &left.rust,
                new: &right.ty,
                ..subject_of(old, new)
            };
            self.report(role.codes().ty, message, &subject);
        }
    }

    /// Matches the members of two enums, and reports what has no partner or another name.
    fn members(
        &mut self,
        old: &'c Type,
        new: &'c Type,
        removed: Code,
        added: Code,
        is_it: impl Fn(&Member, &Member) -> bool,
    ) -> Vec<(&'c Member, &'c Member)> {
        let mut pairs: Vec<(&'c Member, &'c Member)> = Vec::new();
        for member in &old.members {
            // The one of the same name before others.
            let candidates = || new.members.iter().filter(|other| is_it(member, other));
            let best = candidates()
                .find(|other| other.rust == member.rust)
                .or_else(|| {
                    candidates()
                        .find(|other| !old.members.iter().any(|known| known.rust == other.rust))
                });
            match best {
                Some(other) => pairs.push((member, other)),
                None => {
                    self.gone(&member.ty);
                    let subject = Subject {
                        rust: &field_path(old, member),
                        old: &member.rust,
                        ..subject_of(old, new)
                    };
                    self.report(removed, format!("`{}` is gone", member.wire), &subject);
                }
            }
        }
        for member in &new.members {
            if !pairs.iter().any(|(_, other)| other.rust == member.rust) {
                let subject = Subject {
                    rust: &new.path(),
                    new: &member.rust,
                    ..subject_of(old, new)
                };
                let path = field_path(new, member);
                self.report(
                    added,
                    format!("there is `{}`", member.wire),
                    &Subject {
                        rust: &path,
                        ..subject
                    },
                );
            }
        }
        for (left, right) in &pairs {
            if left.rust != right.rust {
                let message = format!("`{}` is the variant `{}`", left.wire, right.rust);
                let subject = Subject {
                    rust: &field_path(old, left),
                    old: &left.rust,
                    new: &right.rust,
                    ..subject_of(old, new)
                };
                self.report(Code::VariantRenamed, message, &subject);
            }
        }
        pairs
    }
}

/// `types::Pet::name`
fn field_path(ty: &Type, member: &Member) -> String {
    format!("{}::{}", ty.path(), member.rust)
}

fn subject_of<'t>(old: &'t Type, new: &'t Type) -> Subject<'t> {
    Subject {
        rust: &old.rust,
        old: &old.rust,
        new: &new.rust,
        before: old.position,
        after: new.position,
    }
}

fn presence(member: &Member) -> &'static str {
    match (member.required, member.nullable) {
        (true, false) => "is required",
        (true, true) => "is required, and may be null",
        (false, true) => "may be absent or null",
        (false, false) => "may be absent",
    }
}

fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Object => "an object",
        Kind::Parameters => "parameters",
        Kind::Enum => "a set of values",
        Kind::Union => "one of several types",
        Kind::Responses => "several responses",
        Kind::Alias => "another name for a type",
    }
}
