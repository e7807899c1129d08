//! The names of operations. One whose `operationId` only repeats method and path is named as a person would name it.
//!
//! ```text
//! GetCustomers            GET    /v1/customers                   → list_customers
//! GetCustomersCustomer    GET    /v1/customers/{customer}        → retrieve_customer
//! PostCheckoutSessions    POST   /v1/checkout/sessions           → create_checkout_session
//! PostCustomersCustomer   POST   /v1/customers/{customer}        → update_customer
//! PostRefundsRefundCancel POST   /v1/refunds/{refund}/cancel     → cancel_refund
//! PUT_mail-settings-x     PUT    /mail_settings/x                → replace_mail_setting_x
//! ```
//!
//! The rule. The last segment of the path decides:
//!
//! 1. a parameter: one item. `GET` retrieves it, `POST` and `PATCH` update, `PUT` replaces, `DELETE` deletes it
//! 2. a verb, in `POST` and `PUT` always, in `GET` where it reads (`search`, `download`): that action
//! 3. a plural, or what has items below it: a collection. `GET` lists it, `POST` creates an item
//! 4. else one thing: `GET` retrieves it; `POST` updates it where `GET` can read it, and creates it otherwise
//!
//! What stands before it qualifies the name; a segment before a parameter is in the singular. Versions, `api` and a
//! file's ending are no part of a name.
//!
//! An id repeats method and path if it is made of the method's word and the words of the path, with or without its
//! parameters. People write `getUsers` as well, so the ids of a description are replaced only where at least half of those
//! that tell are such: those of `POST` and `PUT`, and those of paths with parameters. Operations without an id are named by
//! the rule always. `x-fetchwright: names` says of a provider whose framework makes the ids that they name nothing, or which
//! parts of them do not. All names are decided for the whole specification, so that a selection has those of the whole. Of two
//! operations that want one name, the shorter path gets it; the other keeps its id, else the words of method and path.

use std::collections::{HashMap, HashSet};

use heck::ToSnakeCase;

use super::singular::{is_plural, singular};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::document::model::{Document, Operation};
use crate::settings::{OperationNaming, Settings};

/// The words that each operation is named by, by its method and path.
#[derive(Debug, Default)]
pub(super) struct OperationNames {
    names: HashMap<(String, String), String>,
    /// Ids that another operation has the name of.
    given_way: HashSet<(String, String)>,
}

impl OperationNames {
    /// Names all operations of a description.
    pub fn new(document: &Document<'_>, settings: &Settings) -> OperationNames {
        let paths: HashSet<(&str, &str)> = document
            .operations
            .iter()
            .map(|operation| (operation.method.as_str(), operation.path))
            .collect();
        let collections: HashSet<String> = document
            .operations
            .iter()
            .filter_map(|operation| operation.path.trim_end_matches('/').rsplit_once('/'))
            .filter(|(_, last)| last.contains('{'))
            .map(|(before, _)| before.to_owned())
            .collect();
        let api = Paths { paths, collections };
        let derive_ids = match settings.operation_naming {
            OperationNaming::Auto => ids_are_derived(document),
            OperationNaming::OperationId => false,
            OperationNaming::MethodAndPath => true,
        };
        let mut asking: Vec<&Operation<'_>> = document.operations.iter().collect();
        asking.sort_by_key(|operation| {
            let is_named = chosen(operation, settings).is_some();
            (
                !is_named,
                operation.path.len(),
                operation.path,
                &operation.method,
            )
        });
        let rules = &document.extension.names;
        let is_kept = |operation: &Operation<'_>| match settings.operation_naming {
            OperationNaming::MethodAndPath => false,
            OperationNaming::Auto if rules.ignores_ids => false,
            _ => operation
                .id
                .is_some_and(|id| !derive_ids || !repeats(id, &operation.method, operation.path)),
        };
        let mut names = HashMap::new();
        let mut given_way = HashSet::new();
        let mut taken: HashSet<String> = HashSet::new();
        let mut add = |operation: &Operation<'_>, candidates: Vec<String>| -> bool {
            let free = candidates
                .iter()
                .find(|name| !taken.contains(&name.to_snake_case()));
            let name = free.or(candidates.last()).cloned().unwrap_or_default();
            taken.insert(name.to_snake_case());
            let gives_way = candidates.first() != Some(&name);
            names.insert((operation.method.clone(), operation.path.to_owned()), name);
            gives_way
        };
        let line = |operation: &Operation<'_>| format!("{} {}", operation.method, operation.path);
        for operation in &asking {
            if let Some(name) = chosen(operation, settings) {
                add(operation, vec![name.to_owned(), line(operation)]);
            } else if let Some(id) = operation.id.filter(|_| is_kept(operation))
                && add(
                    operation,
                    vec![stripped(id, &rules.strip), id.to_owned(), line(operation)],
                )
            {
                given_way.insert((operation.method.clone(), operation.path.to_owned()));
            }
        }
        // An item goes before what is the only one: `/accounts/{account}` before `/account`.
        asking.sort_by_key(|operation| !operation.path.trim_end_matches('/').ends_with('}'));
        for operation in asking {
            if chosen(operation, settings).is_none() && !is_kept(operation) {
                let derived = api.derived(&operation.method, operation.path);
                let id = operation.id.map(str::to_owned);
                let candidates = derived.into_iter().chain(id).chain([line(operation)]);
                add(operation, candidates.collect());
            }
        }
        OperationNames { names, given_way }
    }

    /// Reports an operation whose name another one has.
    pub fn report(&self, operation: &Operation<'_>, diagnostics: &mut Diagnostics) {
        let key = (operation.method.clone(), operation.path.to_owned());
        let (Some(id), true) = (operation.id, self.given_way.contains(&key)) else {
            return;
        };
        let message = format!(
            "the method name `{}` is taken; `{} {}` is called `{}`",
            id.to_snake_case(),
            operation.method,
            operation.path,
            self.of(operation).to_snake_case()
        );
        diagnostics.report(
            Diagnostic::warning(Code::Renamed, message)
                .at(operation.span)
                .help("choose a name under `names.operations` in the config"),
        );
    }

    /// The words of an operation's name; method and path for one that the description does not have.
    pub fn of(&self, operation: &Operation<'_>) -> String {
        let key = (operation.method.clone(), operation.path.to_owned());
        let known = self.names.get(&key).cloned();
        known.unwrap_or_else(|| match operation.id {
            Some(id) => id.to_owned(),
            None => format!("{} {}", operation.method, operation.path),
        })
    }
}

/// The config's name for an operation.
fn chosen<'n>(operation: &Operation<'_>, settings: &'n Settings) -> Option<&'n str> {
    let line = format!("{} {}", operation.method, operation.path);
    let mut names = settings.operation_names.iter();
    names
        .find(|(key, _)| Some(key.as_str()) == operation.id || *key == line)
        .map(|(_, name)| name.as_str())
}

/// An id without what the rules strip: of `v1.endpoint.get` the beginning `v1.*`, of `RolesController_list` the end
/// `*Controller` of a part.
fn stripped(id: &str, rules: &[&str]) -> String {
    let beginnings = rules.iter().filter_map(|rule| rule.strip_suffix('*'));
    let start = beginnings.filter_map(|start| id.strip_prefix(start));
    let rest = start.min_by_key(|rest| rest.len()).unwrap_or(id);
    let ends: Vec<&str> = rules
        .iter()
        .filter_map(|rule| rule.strip_prefix('*'))
        .collect();
    let mut kept = String::with_capacity(rest.len());
    for part in rest.split_inclusive(|sign: char| !sign.is_alphanumeric()) {
        let word = part.trim_end_matches(|sign: char| !sign.is_alphanumeric());
        let behind = part.get(word.len()..).unwrap_or_default();
        let cut = ends.iter().find_map(|end| word.strip_suffix(end));
        kept.push_str(cut.unwrap_or(word));
        kept.push_str(behind);
    }
    match kept.chars().any(char::is_alphanumeric) {
        true => kept,
        false => id.to_owned(),
    }
}

/// Whether the ids of a description are made from methods and paths: at least half of those that tell.
fn ids_are_derived(document: &Document<'_>) -> bool {
    let telling = document.operations.iter().filter_map(|operation| {
        let tells =
            matches!(operation.method.as_str(), "POST" | "PUT") || operation.path.contains('{');
        operation
            .id
            .filter(|_| tells)
            .map(|id| repeats(id, &operation.method, operation.path))
    });
    let (all, repeating) = telling.fold((0_usize, 0_usize), |(all, repeating), repeats| {
        (all + 1, repeating + usize::from(repeats))
    });
    repeating > 0 && repeating * 2 >= all
}

/// Whether an id is made of the method's word and those of the path.
fn repeats(id: &str, method: &str, path: &str) -> bool {
    let id = letters(id);
    let method = method.to_ascii_lowercase();
    let rest = [id.strip_prefix(&method), id.strip_suffix(&method)];
    rest.into_iter().flatten().any(|rest| covers(rest, path))
}

/// Whether a text is what the segments of a path give, in order, each version and each parameter or not.
fn covers(text: &str, path: &str) -> bool {
    let mut reached: HashSet<usize> = HashSet::from([0]);
    let mut some_words = false;
    for segment in segments(path) {
        let own = letters(segment);
        let mut next = HashSet::new();
        let is_parameter = segment.contains('{');
        some_words |= !is_parameter && !is_version(segment);
        if is_parameter || is_version(segment) {
            next.extend(&reached);
        }
        let by = format!("by{own}");
        let mut spellings = vec![own.as_str()];
        if is_parameter {
            spellings.extend([by.as_str(), "id", "byid"]);
        }
        for at in &reached {
            let rest = text.get(*at..).unwrap_or_default();
            next.extend(
                spellings
                    .iter()
                    .filter(|spelling| rest.starts_with(**spelling))
                    .map(|spelling| at + spelling.len()),
            );
        }
        reached = next;
    }
    some_words && reached.contains(&text.len())
}

/// Letters and digits in lower case.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|sign| sign.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// `v1`, `2010-04-01`, `api`: which interface it is, and not what it is about.
fn is_version(segment: &str) -> bool {
    let number = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
    let is_number = number.starts_with(|sign: char| sign.is_ascii_digit())
        && number
            .chars()
            .all(|sign| sign.is_ascii_digit() || matches!(sign, '.' | '-' | '_'));
    is_number || matches!(segment, "api" | "rest" | "public")
}

/// The paths of an API.
struct Paths<'p> {
    /// With their methods.
    paths: HashSet<(&'p str, &'p str)>,
    /// Those that have items below them.
    collections: HashSet<String>,
}

/// A part of a path that names something.
struct Noun {
    words: String,
    /// Whether a parameter follows.
    one: bool,
}

impl Paths<'_> {
    /// The name that a person would choose; none where the path has no words.
    fn derived(&self, method: &str, path: &str) -> Option<String> {
        let is_item = segments(path).last().is_some_and(|last| last.contains('{'));
        let is_readable = || self.paths.contains(&("GET", path));
        let mut before = nouns(path);
        let last = before.pop()?.words;
        if is_item {
            return Some(joined(plain_verb(method), &before, &singular(&last)));
        }
        if let Some((verb, object)) = action(method, &last)
            && (method == "GET" || !is_readable())
        {
            return Some(joined(verb, &before, object));
        }
        let is_collection =
            is_listed(&last) || self.collections.contains(path.trim_end_matches('/'));
        Some(match (method, is_collection) {
            ("GET", true) => joined("list", &before, &last),
            ("POST", true) => joined("create", &before, &singular(&last)),
            ("POST", false) if !is_readable() => joined("create", &before, &last),
            _ => joined(plain_verb(method), &before, &last),
        })
    }
}

/// The words of a path, with `invoices/upcoming` as an `upcoming_invoice`.
fn nouns(path: &str) -> Vec<Noun> {
    let mut nouns: Vec<Noun> = Vec::new();
    for segment in segments(path) {
        if segment.contains('{') {
            if let Some(noun) = nouns.last_mut() {
                noun.one = true;
            }
            continue;
        }
        let name = segment
            .split_once('.')
            .map_or(segment, |(name, ending)| match ending {
                "json" | "xml" => name,
                _ => segment,
            });
        let words = name.to_snake_case();
        if is_version(segment) && nouns.is_empty() || words.is_empty() {
            continue;
        }
        match nouns.last_mut() {
            Some(noun) if !noun.one && ADJECTIVES.contains(&words.as_str()) => {
                noun.words = format!("{words}_{}", singular(&noun.words));
            }
            _ => nouns.push(Noun { words, one: false }),
        }
    }
    nouns
}

/// A verb, what stands before, and what it is done to. A word that the next part repeats is said once: `issues/{issue}/issue_comments`
/// are `issue_comments`.
fn joined(verb: &str, before: &[Noun], last: &str) -> String {
    let mut name = verb.to_owned();
    let before = before.iter().map(|noun| match noun.one {
        true => singular(&noun.words),
        false => noun.words.clone(),
    });
    let mut previous = String::new();
    for part in before.chain([last.to_owned()]) {
        let word = previous.rsplit('_').next().unwrap_or_default();
        let rest = part
            .strip_prefix(word)
            .and_then(|rest| rest.strip_prefix('_'))
            .filter(|_| !word.is_empty());
        let said = rest.unwrap_or(&part);
        if !said.is_empty() {
            name = format!("{name}_{said}");
        }
        previous = part;
    }
    name
}

fn plain_verb(method: &str) -> &'static str {
    match method {
        "GET" => "retrieve",
        "POST" | "PATCH" => "update",
        "PUT" => "replace",
        "DELETE" => "delete",
        "HEAD" => "check",
        "OPTIONS" => "options",
        "QUERY" => "query",
        _ => "trace",
    }
}

/// The verb that a segment begins with, and what stands behind it.
fn action<'w>(method: &str, words: &'w str) -> Option<(&'w str, &'w str)> {
    let (verb, object) = words.split_once('_').unwrap_or((words, ""));
    let is_action = match method {
        "GET" => READING.contains(&verb) && object.is_empty(),
        "POST" | "PUT" | "QUERY" => {
            VERBS.contains(&verb)
                || NOUNS_TOO.contains(&verb)
                    && (object.is_empty() || WITH_OBJECT.contains(&verb) && !is_listed(object))
        }
        _ => false,
    };
    is_action.then_some((verb, object))
}

/// Whether a word is the name of a list: a plural, but for those that name one thing.
fn is_listed(words: &str) -> bool {
    let last = words.rsplit('_').next().unwrap_or(words);
    is_plural(words) && !ONE_THING.contains(&last)
}

/// Plurals that name one thing.
const ONE_THING: &[&str] = &[
    "capabilities",
    "credentials",
    "defaults",
    "details",
    "insights",
    "limits",
    "metrics",
    "options",
    "permissions",
    "preferences",
    "restrictions",
    "settings",
    "statistics",
    "terms",
    "totals",
];

/// What is said of the thing before it.
const ADJECTIVES: &[&str] = &[
    "active", "archived", "current", "default", "latest", "pending", "upcoming",
];

/// What is done to read something.
const READING: &[&str] = &[
    "check", "compare", "count", "download", "export", "find", "lookup", "preview", "search",
    "validate", "verify",
];

/// Verbs that are nothing else.
const VERBS: &[&str] = &[
    "abort",
    "accept",
    "acknowledge",
    "activate",
    "add",
    "advance",
    "answer",
    "append",
    "apply",
    "approve",
    "assign",
    "attach",
    "authenticate",
    "authorize",
    "autocomplete",
    "ban",
    "begin",
    "block",
    "calculate",
    "cancel",
    "capture",
    "categorize",
    "clear",
    "close",
    "complete",
    "confirm",
    "connect",
    "convert",
    "create",
    "deactivate",
    "decline",
    "decrease",
    "decrypt",
    "delete",
    "deliver",
    "deny",
    "deploy",
    "detach",
    "disable",
    "disconnect",
    "dismiss",
    "duplicate",
    "edit",
    "enable",
    "encrypt",
    "erase",
    "evaluate",
    "exchange",
    "execute",
    "expire",
    "fail",
    "finalize",
    "find",
    "finish",
    "fire",
    "follow",
    "generate",
    "get",
    "hide",
    "ignore",
    "increase",
    "increment",
    "initialize",
    "initiate",
    "install",
    "invalidate",
    "invoke",
    "join",
    "kick",
    "launch",
    "leave",
    "like",
    "list",
    "lookup",
    "mark",
    "merge",
    "migrate",
    "modify",
    "mute",
    "notify",
    "open",
    "parse",
    "pause",
    "pay",
    "pin",
    "ping",
    "populate",
    "prepare",
    "process",
    "promote",
    "provision",
    "publish",
    "reactivate",
    "read",
    "rebuild",
    "receive",
    "redact",
    "redeem",
    "refresh",
    "regenerate",
    "register",
    "reject",
    "release",
    "reload",
    "remove",
    "rename",
    "renew",
    "reopen",
    "reorder",
    "replace",
    "reply",
    "resend",
    "reserve",
    "resolve",
    "respond",
    "restart",
    "restore",
    "restrict",
    "resume",
    "retire",
    "retrieve",
    "retry",
    "revert",
    "revoke",
    "rollback",
    "rotate",
    "save",
    "select",
    "send",
    "settle",
    "sign",
    "simulate",
    "skip",
    "start",
    "stop",
    "submit",
    "subscribe",
    "succeed",
    "suspend",
    "terminate",
    "track",
    "transform",
    "translate",
    "trigger",
    "unarchive",
    "unassign",
    "unban",
    "unblock",
    "unfollow",
    "uninstall",
    "unlink",
    "unlock",
    "unpause",
    "unpin",
    "unpublish",
    "unregister",
    "unsubscribe",
    "update",
    "upgrade",
    "upload",
    "validate",
    "verify",
    "void",
    "withdraw",
];

/// Verbs that are nouns as well: actions where they stand alone.
const NOUNS_TOO: &[&str] = &[
    "archive", "bind", "call", "charge", "check", "clone", "commit", "compare", "copy", "count",
    "dispatch", "download", "estimate", "export", "fork", "forward", "freeze", "fund", "import",
    "invite", "link", "lock", "login", "logout", "move", "post", "present", "preview", "query",
    "rank", "reboot", "recharge", "recover", "refund", "rerun", "reset", "return", "reverse",
    "review", "run", "scan", "schedule", "search", "set", "share", "ship", "sort", "star", "swap",
    "switch", "sync", "test", "transfer", "undo", "watch",
];

/// Those of them that are actions with an object too: `set_display`.
const WITH_OBJECT: &[&str] = &[
    "copy", "export", "forward", "fund", "import", "invite", "move", "present", "refund", "reset",
    "set",
];

#[cfg(test)]
mod tests {
    use super::{Paths, repeats};
    use std::collections::HashSet;

    #[test]
    fn a_name_is_what_a_person_would_choose() {
        let cases = [
            ("GET", "/v1/customers", "list_customers"),
            ("POST", "/v1/customers", "create_customer"),
            ("GET", "/v1/customers/{customer}", "retrieve_customer"),
            ("POST", "/v1/customers/{customer}", "update_customer"),
            ("PATCH", "/people/{id}", "update_person"),
            ("PUT", "/people/{id}", "replace_person"),
            ("DELETE", "/v1/addresses/{id}", "delete_address"),
            ("POST", "/v1/checkout/sessions", "create_checkout_session"),
            (
                "POST",
                "/v1/subscriptions/{subscription_exposed_id}",
                "update_subscription",
            ),
            ("POST", "/v1/refunds/{refund}/cancel", "cancel_refund"),
            ("POST", "/v1/charges/{charge}/refund", "refund_charge"),
            (
                "POST",
                "/v1/charges/{charge}/dispute",
                "update_charge_dispute",
            ),
            (
                "GET",
                "/v1/charges/{charge}/dispute",
                "retrieve_charge_dispute",
            ),
            (
                "POST",
                "/v1/charges/{charge}/dispute/close",
                "close_charge_dispute",
            ),
            (
                "POST",
                "/v1/invoices/{invoice}/mark_uncollectible",
                "mark_invoice_uncollectible",
            ),
            (
                "POST",
                "/v1/payment_intents/{intent}/verify_microdeposits",
                "verify_payment_intent_microdeposits",
            ),
            ("GET", "/v1/charges/search", "search_charges"),
            ("GET", "/v1/invoices/upcoming", "retrieve_upcoming_invoice"),
            (
                "GET",
                "/v1/invoices/upcoming/lines",
                "list_upcoming_invoice_lines",
            ),
            (
                "POST",
                "/v1/terminal/readers/{reader}/set_reader_display",
                "set_terminal_reader_display",
            ),
            ("GET", "/v1/balance", "retrieve_balance"),
            ("GET", "/v1/tax/settings", "retrieve_tax_settings"),
            ("POST", "/v1/tax/settings", "update_tax_settings"),
            (
                "GET",
                "/v1/customers/{customer}/balance_transactions",
                "list_customer_balance_transactions",
            ),
            (
                "GET",
                "/v1/issues/{issue}/issue_comments",
                "list_issue_comments",
            ),
            ("POST", "/v3/mail/send", "send_mail"),
            ("PUT", "/issues/{number}/lock", "lock_issue"),
            (
                "GET",
                "/mostviewed/{section}/{period}.json",
                "retrieve_mostviewed",
            ),
            ("GET", "/api/v2/search", "search"),
        ];
        let paths: HashSet<(&str, &str)> = cases
            .iter()
            .map(|(method, path, _)| (*method, *path))
            .collect();
        let api = Paths {
            paths,
            collections: HashSet::new(),
        };
        for (method, path, name) in cases {
            assert_eq!(
                api.derived(method, path).as_deref(),
                Some(name),
                "{method} {path}"
            );
        }
        assert_eq!(api.derived("GET", "/"), None);
        assert_eq!(api.derived("GET", "/{id}"), None);
    }

    #[test]
    fn an_id_repeats_its_method_and_path() {
        let cases = [
            (
                "PostCheckoutSessions",
                "POST",
                "/v1/checkout/sessions",
                true,
            ),
            (
                "GetCustomersCustomer",
                "GET",
                "/v1/customers/{customer}",
                true,
            ),
            (
                "PostSubscriptionsSubscriptionExposedId",
                "POST",
                "/v1/subscriptions/{subscription_exposed_id}",
                true,
            ),
            (
                "GET_mail_settings-bounce_purge",
                "GET",
                "/mail_settings/bounce_purge",
                true,
            ),
            (
                "DELETE_asm-groups-group_id",
                "DELETE",
                "/asm/groups/{group_id}",
                true,
            ),
            (
                "patchListsIdMembersId",
                "PATCH",
                "/lists/{list_id}/members/{subscriber_hash}",
                true,
            ),
            ("getUsersById", "GET", "/users/{id}", true),
            ("users_post", "POST", "/users", true),
            ("getUser", "GET", "/users/{id}", false),
            ("createUser", "POST", "/users", false),
            ("getUserName", "GET", "/users/{id}/name", false),
            ("get", "GET", "/{id}", false),
        ];
        for (id, method, path, expected) in cases {
            assert_eq!(repeats(id, method, path), expected, "{id} {method} {path}");
        }
    }
}
