//! `pattern`: a text that a regular expression matches, and whether it matches one.
//!
//! ```text
//! ^[A-Z]{2}-\d+$  →  AA-0, AA-00, …
//! ```
//!
//! Patterns are ECMA-262's and not anchored (JSON Schema 2020-12, Validation, 6.3.3). What `regex-syntax` cannot read
//! (look-around, back-references) matches nothing here.

use std::cell::Cell;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// A pattern that was understood.
pub(super) struct Pattern {
    hir: Hir,
    /// Steps that were made, also for reading it.
    steps: Cell<u64>,
}

/// What is given up after; a pattern of a specification is hostile too.
const STEPS: u32 = 20_000;

/// How often the repeated parts of a pattern are written to reach a length.
const MORE: usize = 64;

impl Pattern {
    pub(super) fn parse(text: &str) -> Option<Pattern> {
        // In ECMA-262 `\d` and `\w` are ASCII, and `\/` is a slash.
        let mut parser = ParserBuilder::new()
            .unicode(false)
            .utf8(false)
            .nest_limit(50)
            .build();
        let hir = parser.parse(&text.replace("\\/", "/")).ok()?;
        let steps = Cell::new(10 * text.len() as u64);
        Some(Pattern { hir, steps })
    }

    /// Steps that were made so far.
    pub(super) fn steps(&self) -> u64 {
        self.steps.get()
    }

    fn count(&self, left: u32, also: usize) {
        let made = u64::from(STEPS - left) + also as u64;
        self.steps.set(self.steps.get() + made);
    }

    /// A text between two lengths, in characters, where one is found by writing repeated parts more often.
    pub(super) fn sample(&self, min: usize, max: usize) -> Option<String> {
        (0..MORE).find_map(|more| {
            let mut text = String::new();
            let mut left = STEPS;
            let written = write(&self.hir, more, &mut left, &mut text);
            self.count(left, 0);
            written?;
            let length = text.chars().count();
            (min..=max)
                .contains(&length)
                .then_some(text)
                .filter(|text| self.matches(text))
        })
    }

    /// Whether it matches anywhere in a text; a search that takes too long is taken for a match.
    pub(super) fn matches(&self, text: &str) -> bool {
        let signs: Vec<char> = text.chars().collect();
        let search = Search {
            signs: &signs,
            steps: Cell::new(STEPS),
        };
        let found = (0..=signs.len()).any(|start| search.step(&self.hir, start, &mut |_| true));
        self.count(search.steps.get(), signs.len());
        found || search.steps.get() == 0
    }
}

/// Writes the shortest text, with repeated parts `more` times more often; `None` where it would be too long.
fn write(part: &Hir, more: usize, left: &mut u32, out: &mut String) -> Option<()> {
    *left = left.checked_sub(1)?;
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => {
            *left = left.checked_sub(u32::try_from(literal.0.len()).ok()?)?;
            out.push_str(std::str::from_utf8(&literal.0).ok()?);
        }
        HirKind::Class(class) => out.push(sign_of(class)?),
        HirKind::Repetition(repetition) => {
            let wanted = repetition.min.saturating_add(u32::try_from(more).ok()?);
            for _ in 0..wanted.min(repetition.max.unwrap_or(u32::MAX)) {
                write(&repetition.sub, more, left, out)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, more, left, out)?,
        HirKind::Concat(parts) => parts
            .iter()
            .try_for_each(|part| write(part, more, left, out))?,
        HirKind::Alternation(parts) => write(parts.first()?, more, left, out)?,
    }
    Some(())
}

/// A letter or digit before any other sign.
fn sign_of(class: &Class) -> Option<char> {
    const LIKED: [char; 6] = ['a', 'A', '0', '1', '-', '_'];
    LIKED
        .into_iter()
        .chain('!'..='~')
        .find(|sign| contains(class, *sign))
        .or_else(|| match class {
            Class::Unicode(class) => class.ranges().first().map(|range| range.start()),
            Class::Bytes(class) => class
                .ranges()
                .first()
                .map(|range| char::from(range.start())),
        })
}

fn contains(class: &Class, sign: char) -> bool {
    match class {
        Class::Unicode(class) => class
            .ranges()
            .iter()
            .any(|range| (range.start()..=range.end()).contains(&sign)),
        // Signs beyond ASCII are what a negated class of bytes allows.
        Class::Bytes(class) => {
            let byte = u8::try_from(sign).unwrap_or(u8::MAX);
            class
                .ranges()
                .iter()
                .any(|range| (range.start()..=range.end()).contains(&byte))
        }
    }
}

/// A search with backtracking and a bound.
struct Search<'t> {
    signs: &'t [char],
    steps: Cell<u32>,
}

impl Search<'_> {
    /// Matches `part` at `at`, and then whatever `rest` asks for.
    fn step(&self, part: &Hir, at: usize, rest: &mut dyn FnMut(usize) -> bool) -> bool {
        let Some(left) = self.steps.get().checked_sub(1) else {
            return false;
        };
        self.steps.set(left);
        match part.kind() {
            HirKind::Empty => rest(at),
            HirKind::Look(look) => self.looks(*look, at) && rest(at),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).unwrap_or_default();
                // Each character that is compared is a step, too.
                let compared = u32::try_from(text.len()).unwrap_or(u32::MAX);
                self.steps.set(left.saturating_sub(compared));
                let fits = text
                    .chars()
                    .enumerate()
                    .all(|(offset, sign)| self.signs.get(at + offset) == Some(&sign));
                fits && rest(at + text.chars().count())
            }
            HirKind::Class(class) => {
                self.signs
                    .get(at)
                    .is_some_and(|sign| contains(class, *sign))
                    && rest(at + 1)
            }
            HirKind::Repetition(repetition) => {
                self.repeat(&repetition.sub, repetition.min, repetition.max, at, rest)
            }
            HirKind::Capture(capture) => self.step(&capture.sub, at, rest),
            HirKind::Concat(parts) => self.all(parts, at, rest),
            HirKind::Alternation(parts) => parts.iter().any(|part| self.step(part, at, rest)),
        }
    }

    fn all(&self, parts: &[Hir], at: usize, rest: &mut dyn FnMut(usize) -> bool) -> bool {
        match parts.split_first() {
            None => rest(at),
            Some((first, others)) => self.step(first, at, &mut |next| self.all(others, next, rest)),
        }
    }

    fn repeat(
        &self,
        part: &Hir,
        min: u32,
        max: Option<u32>,
        at: usize,
        rest: &mut dyn FnMut(usize) -> bool,
    ) -> bool {
        let may_repeat = max != Some(0);
        let less = max.map(|max| max.saturating_sub(1));
        // A repetition that takes nothing would never end.
        let longer = may_repeat
            && self.step(part, at, &mut |next| {
                (next > at || min > 0) && self.repeat(part, min.saturating_sub(1), less, next, rest)
            });
        longer || (min == 0 && rest(at))
    }

    fn looks(&self, look: Look, at: usize) -> bool {
        let is_word = |at: usize| {
            self.signs
                .get(at)
                .is_some_and(|sign| sign.is_ascii_alphanumeric() || *sign == '_')
        };
        let boundary = || (at > 0 && is_word(at - 1)) != is_word(at);
        match look {
            Look::Start | Look::StartLF | Look::StartCRLF => at == 0,
            Look::End | Look::EndLF | Look::EndCRLF => at == self.signs.len(),
            Look::WordAscii | Look::WordUnicode => boundary(),
            Look::WordAsciiNegate | Look::WordUnicodeNegate => !boundary(),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn samples_match_their_own_pattern() {
        let cases = [
            ("^[A-Z]{2}-\\d+$", 0, 40, "AA-0"),
            ("^\\d{3}-(foo|bar)?[^x]$", 0, 40, "000-a"),
            ("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", 3, 5, "aaa"),
            ("^https?:\\/\\/.+$", 0, 40, "http://a"),
            ("\\w+@\\w+\\.com", 10, 12, "aaa@aaa.com"),
        ];
        for (pattern, min, max, wanted) in cases {
            assert_eq!(
                Pattern::parse(pattern).unwrap().sample(min, max).as_deref(),
                Some(wanted),
                "{pattern}"
            );
        }
    }

    #[test]
    fn a_pattern_that_takes_too_long_or_is_not_understood_ends() {
        assert!(Pattern::parse("(?=a)b").is_none());
        let slow = Pattern::parse("^(a+)+$").unwrap();
        assert!(slow.matches(&"a".repeat(40)));
        assert!(!Pattern::parse("^a$").unwrap().matches("ba"));
        assert!(Pattern::parse("^(a{999}){999}$").is_none_or(|huge| huge.sample(0, 10).is_none()));
    }
}
