//! The text of a query to a [`Query`] (RFC 9535, appendix A).

use super::{Condition, Operand, Operator, Query, Segment, Selector};

/// What is wrong with a query, and at which of its characters, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::overlay) struct SyntaxError {
    pub at: usize,
    pub message: String,
}

/// Filters, parentheses and functions within each other.
const DEEP: usize = 32;
/// The largest integer that every implementation of JSON keeps (RFC 7493, 2.2).
const LARGEST: i64 = (1 << 53) - 1;

/// Reads a query.
pub(in crate::overlay) fn parse(text: &str) -> Result<Query, SyntaxError> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
    };
    if !parser.take('$') {
        return parser.fail("a query begins with `$`");
    }
    let segments = parser.segments()?;
    if parser.at < text.len() {
        return parser.fail("nothing that a query may go on with");
    }
    Ok(Query {
        from_root: true,
        segments,
    })
}

struct Parser<'t> {
    text: &'t str,
    /// Offset of the next character.
    at: usize,
    depth: usize,
}

type Parsed<T> = Result<T, SyntaxError>;

impl<'t> Parser<'t> {
    fn fail<T>(&self, message: &str) -> Parsed<T> {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        Err(SyntaxError {
            at: before.chars().count() + 1,
            message: message.to_owned(),
        })
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn take_text(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    fn demand(&mut self, wanted: char) -> Parsed<()> {
        if self.take(wanted) {
            Ok(())
        } else {
            self.fail(&format!("`{wanted}` is missing"))
        }
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEEP {
            return self.fail("the query is nested too deeply");
        }
        self.depth += 1;
        let parsed = inner(self);
        self.depth -= 1;
        parsed
    }

    fn segments(&mut self) -> Parsed<Vec<Segment>> {
        let mut segments = Vec::new();
        loop {
            let before = self.at;
            self.blank();
            match self.segment()? {
                Some(segment) => segments.push(segment),
                None => {
                    // Blanks belong to the query only where a segment follows them.
                    self.at = before;
                    return Ok(segments);
                }
            }
        }
    }

    fn segment(&mut self) -> Parsed<Option<Segment>> {
        let is_deep = self.take_text("..");
        if !is_deep && self.peek() == Some('.') {
            self.at += 1;
            let selectors = vec![self.short()?];
            return Ok(Some(Segment { is_deep, selectors }));
        }
        if self.peek() == Some('[') {
            let selectors = self.deeper(Self::bracketed)?;
            return Ok(Some(Segment { is_deep, selectors }));
        }
        if is_deep {
            let selectors = vec![self.short()?];
            return Ok(Some(Segment { is_deep, selectors }));
        }
        Ok(None)
    }

    /// What follows a dot.
    fn short(&mut self) -> Parsed<Selector> {
        if self.take('*') {
            return Ok(Selector::Wildcard);
        }
        let is_first = |sign: char| sign.is_ascii_alphabetic() || sign == '_' || !sign.is_ascii();
        let rest = self.rest();
        let is_name = |sign: char| is_first(sign) || sign.is_ascii_digit() || sign == '-';
        let end = rest.find(|sign| !is_name(sign)).unwrap_or(rest.len());
        match rest.get(..end) {
            Some(name) if name.starts_with(is_first) => {
                self.at += end;
                Ok(Selector::Name(name.to_owned()))
            }
            _ => self.fail("a name or `*` is missing"),
        }
    }

    fn bracketed(&mut self) -> Parsed<Vec<Selector>> {
        self.demand('[')?;
        let mut selectors = Vec::new();
        loop {
            self.blank();
            selectors.push(self.selector()?);
            self.blank();
            if !self.take(',') {
                break;
            }
        }
        self.demand(']')?;
        Ok(selectors)
    }

    fn selector(&mut self) -> Parsed<Selector> {
        match self.peek() {
            Some('\'' | '"') => Ok(Selector::Name(self.quoted()?)),
            Some('*') => {
                self.at += 1;
                Ok(Selector::Wildcard)
            }
            Some('?') => {
                self.at += 1;
                self.blank();
                Ok(Selector::Filter(self.condition()?))
            }
            Some('-' | ':' | '0'..='9') => self.index_or_slice(),
            _ => self.fail("a name in quotes, an index, a slice, `*` or a filter is missing"),
        }
    }

    fn index_or_slice(&mut self) -> Parsed<Selector> {
        let start = self.integer()?;
        self.blank();
        if !self.take(':') {
            return match start {
                Some(index) => Ok(Selector::Index(index)),
                None => self.fail("an index is missing"),
            };
        }
        self.blank();
        let end = self.integer()?;
        self.blank();
        let mut step = None;
        if self.take(':') {
            self.blank();
            step = self.integer()?;
        }
        Ok(Selector::Slice {
            start,
            end,
            step: step.unwrap_or(1),
        })
    }

    fn integer(&mut self) -> Parsed<Option<i64>> {
        let rest = self.rest();
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        let sign = rest.len() - digits.len();
        if count == 0 {
            return if sign == 0 {
                Ok(None)
            } else {
                self.fail("digits are missing")
            };
        }
        let text = rest.get(..sign + count).unwrap_or_default();
        if text.starts_with("-0") || (text.starts_with('0') && count > 1) {
            return self.fail("an integer does not begin with 0");
        }
        match text
            .parse::<i64>()
            .ok()
            .filter(|number| number.abs() <= LARGEST)
        {
            Some(number) => {
                self.at += sign + count;
                Ok(Some(number))
            }
            None => self.fail("the integer is too large"),
        }
    }

    fn quoted(&mut self) -> Parsed<String> {
        let Some(quote) = self.next() else {
            return self.fail("a text is missing");
        };
        let mut text = String::new();
        loop {
            match self.next() {
                None => return self.fail("the text has no end"),
                Some(sign) if sign == quote => return Ok(text),
                Some('\\') => text.push(self.escape(quote)?),
                Some(sign) if sign < ' ' => {
                    return self.fail("a control character must be escaped");
                }
                Some(sign) => text.push(sign),
            }
        }
    }

    fn escape(&mut self, quote: char) -> Parsed<char> {
        match self.next() {
            Some('b') => Ok('\u{8}'),
            Some('f') => Ok('\u{c}'),
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some(sign @ ('/' | '\\')) => Ok(sign),
            Some(sign) if sign == quote => Ok(sign),
            Some('u') => self.unicode(),
            _ => self.fail("this escape is not known"),
        }
    }

    fn unicode(&mut self) -> Parsed<char> {
        let high = self.four_digits()?;
        let code = match high {
            0xD800..=0xDBFF if self.take_text("\\u") => {
                let low = self.four_digits()?;
                // UTF-16: two surrogates are one character.
                if (0xDC00..=0xDFFF).contains(&low) {
                    0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
                } else {
                    high
                }
            }
            _ => high,
        };
        char::from_u32(code).map_or_else(|| self.fail("half of a character"), Ok)
    }

    fn four_digits(&mut self) -> Parsed<u32> {
        let digits = self
            .rest()
            .get(..4)
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(code) => {
                self.at += 4;
                Ok(code)
            }
            None => self.fail("four hexadecimal digits are missing"),
        }
    }

    fn condition(&mut self) -> Parsed<Condition> {
        self.deeper(|parser| {
            let mut any = vec![parser.conjunction()?];
            while parser.operator("||") {
                any.push(parser.conjunction()?);
            }
            Ok(one_or(any, Condition::Or))
        })
    }

    fn conjunction(&mut self) -> Parsed<Condition> {
        let mut all = vec![self.basic()?];
        while self.operator("&&") {
            all.push(self.basic()?);
        }
        Ok(one_or(all, Condition::And))
    }

    /// Takes an operator and the blanks around it.
    fn operator(&mut self, operator: &str) -> bool {
        let before = self.at;
        self.blank();
        let found = self.take_text(operator);
        if found {
            self.blank();
        } else {
            self.at = before;
        }
        found
    }

    fn basic(&mut self) -> Parsed<Condition> {
        if self.take('!') {
            self.blank();
            let inner = if self.peek() == Some('(') {
                self.in_parentheses()?
            } else {
                self.test()?
            };
            return Ok(Condition::Not(Box::new(inner)));
        }
        if self.peek() == Some('(') {
            self.in_parentheses()
        } else {
            self.comparison_or_test()
        }
    }

    fn in_parentheses(&mut self) -> Parsed<Condition> {
        self.demand('(')?;
        self.blank();
        let inner = self.condition()?;
        self.blank();
        self.demand(')')?;
        Ok(inner)
    }

    fn test(&mut self) -> Parsed<Condition> {
        match self.peek() {
            Some('$' | '@') => Ok(Condition::Exists(self.query()?)),
            _ => match self.matches()? {
                Some(condition) => Ok(condition),
                None => self.fail("`@`, `$`, `match` or `search` is missing"),
            },
        }
    }

    fn comparison_or_test(&mut self) -> Parsed<Condition> {
        if let Some(condition) = self.matches()? {
            return Ok(condition);
        }
        let begin = self.at;
        let left = if matches!(self.peek(), Some('$' | '@')) {
            let query = self.query()?;
            if self.comparison().is_none() {
                return Ok(Condition::Exists(query));
            }
            self.single(query, begin)?
        } else {
            self.operand()?
        };
        let Some((operator, length)) = self.comparison() else {
            return self.fail("a comparison is missing");
        };
        self.blank();
        self.at += length;
        self.blank();
        Ok(Condition::Compare(left, operator, self.operand()?))
    }

    /// The operator that follows, and its length.
    fn comparison(&self) -> Option<(Operator, usize)> {
        let rest = self.rest().trim_start_matches([' ', '\t', '\n', '\r']);
        let known = [
            ("==", Operator::Equal),
            ("!=", Operator::NotEqual),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        known
            .into_iter()
            .find(|(text, _)| rest.starts_with(text))
            .map(|(text, operator)| (operator, text.len()))
    }

    fn query(&mut self) -> Parsed<Query> {
        let from_root = self.next() == Some('$');
        Ok(Query {
            from_root,
            segments: self.segments()?,
        })
    }

    fn single(&self, query: Query, begin: usize) -> Parsed<Operand> {
        if query.is_single() {
            return Ok(Operand::Single(query));
        }
        Parser { at: begin, ..*self }.fail("only a query for one node can be compared")
    }

    fn operand(&mut self) -> Parsed<Operand> {
        let begin = self.at;
        match self.peek() {
            Some('\'' | '"') => Ok(Operand::Text(self.quoted()?)),
            Some('-' | '0'..='9') => self.number(),
            Some('$' | '@') => {
                let query = self.query()?;
                self.single(query, begin)
            }
            _ if self.take_text("true") => Ok(Operand::Bool(true)),
            _ if self.take_text("false") => Ok(Operand::Bool(false)),
            _ if self.take_text("null") => Ok(Operand::Null),
            _ if self.take_text("length(") => self.deeper(|parser| {
                Ok(Operand::Length(Box::new(
                    parser.last_argument(Self::operand)?,
                )))
            }),
            _ if self.take_text("count(") => {
                self.deeper(|parser| Ok(Operand::Count(parser.last_argument(Self::nodes)?)))
            }
            _ if self.take_text("value(") => {
                self.deeper(|parser| Ok(Operand::Value(parser.last_argument(Self::nodes)?)))
            }
            _ => self.fail("a value, a query or a function is missing"),
        }
    }

    fn nodes(&mut self) -> Parsed<Query> {
        if matches!(self.peek(), Some('$' | '@')) {
            self.query()
        } else {
            self.fail("a query is missing")
        }
    }

    fn last_argument<T>(&mut self, argument: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.blank();
        let argument = argument(self)?;
        self.blank();
        self.demand(')')?;
        Ok(argument)
    }

    fn matches(&mut self) -> Parsed<Option<Condition>> {
        let whole = self.take_text("match(");
        if !whole && !self.take_text("search(") {
            return Ok(None);
        }
        self.blank();
        let text = self.operand()?;
        self.blank();
        self.demand(',')?;
        let pattern = self.last_argument(Self::operand)?;
        Ok(Some(Condition::Matches {
            whole,
            text,
            pattern,
        }))
    }

    fn number(&mut self) -> Parsed<Operand> {
        let rest = self.rest();
        let end = rest
            .find(|sign: char| !(sign.is_ascii_digit() || "+-.eE".contains(sign)))
            .unwrap_or(rest.len());
        let text = rest.get(..end).unwrap_or_default();
        if !is_json_number(text) {
            return self.fail("this is no number");
        }
        self.at += end;
        Ok(Operand::Number(text.to_owned()))
    }
}

/// RFC 8259, 6.
fn is_json_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent
            .is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

fn one_or(mut conditions: Vec<Condition>, many: fn(Vec<Condition>) -> Condition) -> Condition {
    match (conditions.len(), conditions.pop()) {
        (1, Some(one)) => one,
        (_, last) => {
            conditions.extend(last);
            many(conditions)
        }
    }
}
