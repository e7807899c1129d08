//! English plurals to singulars: an element of `line_items` is a `line_item`.
//!
//! ```text
//! statuses → status      addresses → address      series → series      people → person
//! ```
//!
//! Only the last word of a name changes. A word that has no plural ending stays as it is.

/// Plurals that follow no rule.
const IRREGULAR: &[(&str, &str)] = &[
    ("analyses", "analysis"),
    ("aliases", "alias"),
    ("appendices", "appendix"),
    ("axes", "axis"),
    ("bases", "base"),
    ("biases", "bias"),
    ("buses", "bus"),
    ("caches", "cache"),
    ("canvases", "canvas"),
    ("children", "child"),
    ("cookies", "cookie"),
    ("crises", "crisis"),
    ("criteria", "criterion"),
    ("curves", "curve"),
    ("diagnoses", "diagnosis"),
    ("dies", "die"),
    ("emphases", "emphasis"),
    ("feet", "foot"),
    ("gases", "gas"),
    ("geese", "goose"),
    ("halves", "half"),
    ("hypotheses", "hypothesis"),
    ("indices", "index"),
    ("indexes", "index"),
    ("knives", "knife"),
    ("leaves", "leaf"),
    ("lenses", "lens"),
    ("lives", "life"),
    ("loaves", "loaf"),
    ("matrices", "matrix"),
    ("men", "man"),
    ("menus", "menu"),
    ("mice", "mouse"),
    ("movies", "movie"),
    ("oases", "oasis"),
    ("parentheses", "parenthesis"),
    ("people", "person"),
    ("pies", "pie"),
    ("quizzes", "quiz"),
    ("selves", "self"),
    ("shelves", "shelf"),
    ("shoes", "shoe"),
    ("synopses", "synopsis"),
    ("syntheses", "synthesis"),
    ("teeth", "tooth"),
    ("toes", "toe"),
    ("theses", "thesis"),
    ("ties", "tie"),
    ("vertices", "vertex"),
    ("viruses", "virus"),
    ("wolves", "wolf"),
    ("women", "woman"),
    ("zombies", "zombie"),
];

/// Words that end like a plural, or are one, and have no singular that people write.
const UNCHANGED: &[&str] = &[
    "access",
    "address",
    "alias",
    "always",
    "analytics",
    "aws",
    "basis",
    "bias",
    "bus",
    "business",
    "canvas",
    "chassis",
    "class",
    "cms",
    "compass",
    "corps",
    "css",
    "data",
    "diagnostics",
    "dns",
    "ethics",
    "gas",
    "gps",
    "graphics",
    "headquarters",
    "https",
    "ios",
    "is",
    "jws",
    "kubernetes",
    "lens",
    "logistics",
    "mass",
    "means",
    "media",
    "metadata",
    "metrics",
    "news",
    "os",
    "pass",
    "process",
    "progress",
    "rss",
    "saas",
    "sales",
    "series",
    "sms",
    "species",
    "ssas",
    "stats",
    "status",
    "success",
    "this",
    "tls",
    "tos",
    "virus",
    "vms",
    "whois",
    "wireless",
    "yes",
];

/// A name with its last word in the singular; words are in lower case and parted by `_`, a space or a hyphen.
pub(super) fn singular(name: &str) -> String {
    let start = name
        .rfind(['_', ' ', '-'])
        .map_or(0, |position| position + 1);
    let (before, last) = name.split_at(start);
    format!("{before}{}", singular_word(last))
}

/// Whether a name's last word is a plural.
pub(super) fn is_plural(name: &str) -> bool {
    singular(name) != name
}

fn singular_word(word: &str) -> String {
    if let Some((_, singular)) = IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        return (*singular).to_owned();
    }
    if UNCHANGED.contains(&word) || word.chars().count() < 3 {
        return word.to_owned();
    }
    let ends = |ending: &str| word.strip_suffix(ending);
    if let Some(stem) = ends("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    if let Some(stem) = ends("sses")
        .map(|stem| format!("{stem}ss"))
        .or_else(|| ends("shes").map(|stem| format!("{stem}sh")))
        .or_else(|| ends("tches").map(|stem| format!("{stem}tch")))
        .or_else(|| ends("rches").map(|stem| format!("{stem}rch")))
        .or_else(|| ends("nches").map(|stem| format!("{stem}nch")))
        .or_else(|| ends("aches").map(|stem| format!("{stem}ach")))
        .or_else(|| ends("xes").map(|stem| format!("{stem}x")))
        .or_else(|| ends("uses").and_then(latin))
        .or_else(|| ends("zzes").map(|stem| format!("{stem}zz")))
        .or_else(|| {
            ends("oes")
                .filter(|stem| stem.len() > 2)
                .map(|stem| format!("{stem}o"))
        })
    {
        return stem;
    }
    match ends("s") {
        Some(stem) if !stem.ends_with('s') && !stem.ends_with("u") && !stem.ends_with('i') => {
            stem.to_owned()
        }
        _ => word.to_owned(),
    }
}

/// `statuses` and `campuses` have a singular in `-us`; `houses`, `causes` and `excuses` have one in `-use`.
fn latin(stem: &str) -> Option<String> {
    let is_latin = [
        "stat", "camp", "vir", "bon", "cens", "corp", "foc", "radi", "surpl", "apparat",
    ]
    .iter()
    .any(|known| stem.ends_with(known));
    is_latin.then(|| format!("{stem}us"))
}

#[cfg(test)]
mod tests {
    use super::{is_plural, singular};

    #[test]
    fn plurals_lose_their_ending() {
        let cases = [
            ("line_items", "line_item"),
            ("statuses", "status"),
            ("addresses", "address"),
            ("batches", "batch"),
            ("searches", "search"),
            ("branches", "branch"),
            ("approaches", "approach"),
            ("caches", "cache"),
            ("boxes", "box"),
            ("tax_ids", "tax_id"),
            ("categories", "category"),
            ("policies", "policy"),
            ("movies", "movie"),
            ("people", "person"),
            ("children", "child"),
            ("indices", "index"),
            ("aliases", "alias"),
            ("invoices", "invoice"),
            ("purchases", "purchase"),
            ("responses", "response"),
            ("houses", "house"),
            ("causes", "cause"),
            ("heroes", "hero"),
            ("shoes", "shoe"),
            ("keys", "key"),
            ("processes", "process"),
            ("analyses", "analysis"),
            ("databases", "database"),
            ("messages", "message"),
            ("viruses", "virus"),
            ("quotes", "quote"),
            ("menus", "menu"),
            ("settings", "setting"),
            ("sizes", "size"),
            ("fees", "fee"),
            ("licenses", "license"),
        ];
        for (plural, expected) in cases {
            assert_eq!(singular(plural), expected, "{plural}");
            assert!(is_plural(plural), "{plural}");
        }
    }

    #[test]
    fn words_without_a_singular_stay() {
        let words = [
            "data", "series", "status", "address", "news", "access", "business", "gas", "analysis",
            "menu", "item", "media", "us", "id", "dns", "radius", "chassis", "",
        ];
        for word in words {
            assert_eq!(singular(word), word);
        }
    }
}
