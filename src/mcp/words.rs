//! Words: texts to words, words to stems, and which words mean nearly the same.
//!
//! ```text
//! "createCheckout_session"   →   create, checkout, session        transcriptions   →   transcript
//! ```

/// What an operation does with what its path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Create,
    List,
    Read,
    Update,
    Delete,
}

/// What a question wants done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A verb that is known.
    Action(Action),
    /// Something is to be changed: a verb of the provider's own.
    Change,
    /// Something is to be looked at.
    Look,
    /// Nothing in particular.
    Nothing,
}

/// What a question wants done, by its first words.
pub(super) fn wanted(words: &[String]) -> Wanted {
    let Some(first) = words.first() else {
        return Wanted::Nothing;
    };
    if QUESTIONS.contains(&first.as_str()) {
        return Wanted::Look;
    }
    let Some(first) = words.iter().find(|word| !is_common(word)) else {
        return Wanted::Nothing;
    };
    match action(first) {
        Some(action) => Wanted::Action(action),
        None if words.len() == 1 => Wanted::Nothing,
        None if first.ends_with('s') && !first.ends_with("ss") => Wanted::Look,
        None => Wanted::Change,
    }
}

const QUESTIONS: &[&str] = &[
    "who", "what", "which", "how", "is", "are", "does", "did", "when", "where", "whether", "has",
];

/// The words of a text in lower case: at spaces, punctuation, and where the case changes.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for sign in text.chars() {
        let is_start = sign.is_uppercase() && before.is_lowercase();
        if (!sign.is_alphanumeric() || is_start) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if sign.is_alphanumeric() {
            word.extend(sign.to_lowercase());
        }
        before = sign;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Phrases whose words mean something else together.
pub(super) fn phrases(question: &str) -> String {
    let mut text = format!(" {} ", split(question).join(" "));
    for (phrase, meaning) in PHRASES {
        text = text.replace(&format!(" {phrase} "), &format!(" {meaning} "));
    }
    text
}

const PHRASES: &[(&str, &str)] = &[
    ("who am i logged in as", "get authenticated user"),
    ("who am i", "get authenticated user"),
    ("signed in user", "authenticated user"),
    ("logged in user", "authenticated user"),
    ("current user", "authenticated user"),
    ("my repositories", "repositories authenticated user"),
    ("pay out", "payout"),
    ("sign up", "signup"),
    ("sign in", "signin"),
    ("log in", "login"),
    ("set up", "create"),
    ("turn on", "update enable"),
    ("turn off", "update disable"),
    ("how many", "get count"),
    ("how much", "get cost"),
    ("text to speech", "create speech"),
    ("speech to text", "create transcription"),
    ("look up", "get"),
    ("find out", "get"),
    ("hang up", "hangup"),
    ("all at once", "batch"),
    ("many at once", "batch"),
    ("at once", "batch"),
    ("in bulk", "batch"),
];

/// Whether a word has no meaning for a search.
pub(super) fn is_common(word: &str) -> bool {
    word.len() < 2 || COMMON.contains(&word)
}

const COMMON: &[&str] = &[
    "an",
    "the",
    "of",
    "to",
    "for",
    "in",
    "on",
    "at",
    "by",
    "with",
    "from",
    "and",
    "or",
    "is",
    "are",
    "be",
    "it",
    "its",
    "my",
    "our",
    "your",
    "their",
    "me",
    "we",
    "you",
    "he",
    "they",
    "this",
    "that",
    "these",
    "which",
    "what",
    "who",
    "how",
    "do",
    "does",
    "did",
    "can",
    "could",
    "should",
    "would",
    "will",
    "want",
    "need",
    "have",
    "has",
    "am",
    "as",
    "if",
    "into",
    "was",
    "were",
    "not",
    "without",
    "within",
    "before",
    "after",
    "when",
    "where",
    "there",
    "some",
    "any",
    "using",
    "use",
    "via",
    "about",
    "able",
    "given",
    "specified",
    "api",
    "existing",
    "new",
    "through",
    "whether",
    "someone",
    "left",
];

/// What a verb asks for.
pub(super) fn action(word: &str) -> Option<Action> {
    let of = |verbs: &[&str]| verbs.contains(&word);
    match () {
        () if of(CREATE) => Some(Action::Create),
        () if of(LIST) => Some(Action::List),
        () if of(READ) => Some(Action::Read),
        () if of(UPDATE) => Some(Action::Update),
        () if of(DELETE) => Some(Action::Delete),
        () => None,
    }
}

const CREATE: &[&str] = &[
    "create",
    "add",
    "make",
    "open",
    "start",
    "register",
    "insert",
    "issue",
    "generate",
    "build",
    "put",
    "accept",
    "send",
    "post",
    "publish",
    "upload",
    "invite",
    "submit",
    "run",
    "import",
    "export",
    "trigger",
    "schedule",
    "save",
    "store",
    "subscribe",
    "attach",
    "onboard",
];
const LIST: &[&str] = &["list", "search", "browse", "enumerate", "query"];
const READ: &[&str] = &[
    "get", "read", "retrieve", "show", "see", "view", "check", "fetch", "download", "find", "look",
    "preview", "inspect",
];
const UPDATE: &[&str] = &[
    "update",
    "change",
    "edit",
    "modify",
    "set",
    "rename",
    "patch",
    "replace",
    "move",
    "enable",
    "disable",
    "respond",
    "upgrade",
    "downgrade",
    "close",
    "reschedule",
    "unsubscribe",
    "configure",
    "adjust",
];
const DELETE: &[&str] = &[
    "delete", "cancel", "stop", "remove", "destroy", "revoke", "drop", "erase", "clear",
];

/// What a request does, by its method and path.
pub(super) fn does(method: &str, segments: &[&str]) -> Option<Action> {
    let ends_with_parameter = segments
        .last()
        .is_some_and(|segment| segment.starts_with('{'));
    match method {
        "GET" if ends_with_parameter => Some(Action::Read),
        "GET"
            if segments
                .last()
                .is_some_and(|segment| segment.ends_with('s')) =>
        {
            Some(Action::List)
        }
        "GET" | "HEAD" => Some(Action::Read),
        "POST" if ends_with_parameter => Some(Action::Update),
        "POST" => Some(Action::Create),
        "PUT" | "PATCH" => Some(Action::Update),
        "DELETE" => Some(Action::Delete),
        _ => None,
    }
}

/// Words that are used for a word, and how sure that is.
pub(super) fn synonyms(word: &str) -> impl Iterator<Item = (&'static str, f32)> + '_ {
    let both = SYNONYMS
        .iter()
        .filter_map(move |(left, right, sure)| match word {
            word if word == *left => Some((*right, *sure)),
            word if word == *right => Some((*left, *sure)),
            _ => None,
        });
    let one_way = MEANINGS
        .iter()
        .filter(move |(known, _, _)| word == *known)
        .map(|(_, meaning, sure)| (*meaning, *sure));
    both.chain(one_way)
}

/// Synonyms.
const SYNONYMS: &[(&str, &str, f32)] = &[
    ("delete", "remove", 0.95),
    ("email", "mail", 0.9),
    ("emails", "mail", 0.9),
    ("repository", "repo", 1.0),
    ("repositories", "repos", 1.0),
    ("organization", "org", 1.0),
    ("organisation", "organization", 1.0),
    ("organization", "orgs", 1.0),
    ("copy", "duplicate", 0.95),
    ("create", "add", 0.6),
    ("get", "retrieve", 0.9),
    ("update", "edit", 0.9),
    ("update", "modify", 0.9),
    ("update", "change", 0.9),
    ("picture", "image", 0.9),
    ("photo", "image", 0.9),
    ("voice", "speech", 0.6),
    ("statistics", "stats", 1.0),
    ("unsubscribe", "suppression", 0.7),
    ("unsubscribed", "suppression", 0.7),
    ("application", "app", 0.9),
    ("token", "key", 0.4),
    ("authenticate", "authenticated", 0.8),
];

/// The first may mean the second.
const MEANINGS: &[(&str, &str, f32)] = &[
    ("next", "upcoming", 0.8),
    ("preview", "upcoming", 0.8),
    ("stop", "cancel", 0.9),
    ("transactional", "send", 0.5),
    ("newsletter", "contact", 0.7),
    ("newsletter", "broadcast", 0.7),
    ("block", "suppression", 0.7),
    ("requests", "rate", 0.5),
    ("requests", "limit", 0.5),
    ("close", "update", 0.7),
    ("approve", "review", 0.7),
    ("bought", "item", 0.7),
    ("incoming", "received", 0.9),
    ("incoming", "receiving", 0.9),
    ("inbound", "received", 0.7),
];

/// The part of a word that its forms share.
pub(super) fn stem(word: &str) -> String {
    let mut stem = word.to_owned();
    if let Some(rest) = stem.strip_suffix("ies").filter(|rest| rest.len() > 2) {
        stem = format!("{rest}y");
    } else if let Some(rest) = ["sses", "shes", "ches", "xes"]
        .iter()
        .find(|end| stem.ends_with(**end))
        .and_then(|_| stem.strip_suffix("es"))
    {
        stem = rest.to_owned();
    } else if let Some(rest) = stem
        .strip_suffix('s')
        .filter(|rest| rest.len() > 2 && !rest.ends_with(['s', 'u', 'i']))
    {
        stem = rest.to_owned();
    }
    for end in ["ing", "ed"] {
        if let Some(rest) = stem.strip_suffix(end).filter(|rest| rest.len() > 3) {
            let mut signs = rest.chars().rev();
            let doubled = signs.next() == signs.next() && !rest.ends_with(['l', 's', 'z']);
            stem = match doubled {
                true => rest.chars().take(rest.chars().count() - 1).collect(),
                false => rest.to_owned(),
            };
            break;
        }
    }
    match stem.strip_suffix('e').filter(|rest| rest.len() > 2) {
        Some(rest) => rest.to_owned(),
        None => stem,
    }
}

/// How sure it is that two different stems mean the same: they begin alike, or one is misspelled.
pub(super) fn likeness(wanted: &str, known: &str, is_known: bool) -> Option<f32> {
    if wanted == known {
        return None;
    }
    let (short, long) = match wanted.len() < known.len() {
        true => (wanted, known),
        false => (known, wanted),
    };
    let common = wanted
        .chars()
        .zip(known.chars())
        .take_while(|(left, right)| left == right)
        .count();
    let lengths = (short.chars().count(), long.chars().count());
    if common >= 5 && common + 1 >= lengths.0 || common >= 6 && common * 10 >= lengths.1 * 6 {
        return Some(0.8);
    }
    if !is_known && lengths.0 >= 4 && lengths.1 - lengths.0 <= 2 {
        let allowed = if lengths.0 >= 8 { 2 } else { 1 };
        let misspelled = distance(wanted, known, allowed)?;
        return Some(0.85 - 0.1 * misspelled as f32);
    }
    None
}

/// The number of signs to change, insert, leave out or swap with their neighbour, up to a limit.
fn distance(left: &str, right: &str, limit: usize) -> Option<usize> {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, sign) in left.iter().enumerate() {
        let mut next = vec![at + 1];
        for (other_at, other) in right.iter().enumerate() {
            let get = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let replaced = get(&row, other_at) + usize::from(sign != other);
            let mut best = replaced
                .min(get(&row, other_at + 1) + 1)
                .min(get(&next, other_at) + 1);
            let swapped = at > 0
                && other_at > 0
                && left.get(at - 1) == Some(other)
                && right.get(other_at - 1) == Some(sign);
            if swapped {
                best = best.min(get(&before, other_at - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().filter(|found| *found <= limit)
}
