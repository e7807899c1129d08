//! What becomes of texts, and that rustdoc finds no code, HTML or image in any.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use super::lines;

fn docs(text: &str) -> String {
    lines(text).join("\n")
}

#[test]
fn html_becomes_markdown() {
    assert_eq!(
        docs("<p>See <a href=\"https://x.test/a\">the docs</a>, [Foo] or Vec<T></p>"),
        " See [the docs](https://x.test/a), \\[Foo\\] or Vec\\<T>"
    );
    assert_eq!(docs("<ul><li>one<li>two</ul>"), " * one\n * two");
}

#[test]
fn code_is_never_compiled() {
    assert_eq!(
        docs("```\nfn main() {}\n```"),
        " ```text\n fn main() {}\n ```"
    );
    assert_eq!(docs("```json\n{}"), " ```text\n {}\n ```");
    assert_eq!(docs("Like\n\n    indented()"), " Like\n\n indented()");
}

#[test]
fn links_that_are_none_are_text() {
    assert_eq!(
        docs("a [b](/docs/c) [d] https://e.test/f."),
        " a b \\[d\\] <https://e.test/f>."
    );
    assert_eq!(docs("`[x]` and ` alone"), " `[x]` and \\` alone");
}

#[test]
fn a_line_behind_a_list_is_a_paragraph() {
    assert_eq!(docs("- one\ntwo"), " - one\n\n two");
}

#[test]
fn hidden_characters_are_dropped() {
    assert_eq!(docs("a\u{202E}b\u{0}c"), " abc");
}

/// What rustdoc and clippy read docs with.
fn all_options() -> [Options; 2] {
    let extended = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    [Options::empty(), extended]
}

/// What must not be found in docs: code that is compiled, HTML, images, links that rustdoc resolves or to other than the web.
fn faults(text: &str) -> Vec<String> {
    let lines = lines(text);
    let shown: Vec<&str> = lines
        .iter()
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    let shown = shown.join("\n");
    let mut faults = Vec::new();
    if lines
        .iter()
        .any(|line| line.contains('\n') || !(line.is_empty() || line.starts_with(' ')))
    {
        faults.push(format!("lines: {lines:?}"));
    }
    for options in all_options() {
        let mut resolved = Vec::new();
        let callback = |link: pulldown_cmark::BrokenLink<'_>| {
            resolved.push(format!("link: {}", link.reference));
            None
        };
        let events = Parser::new_with_broken_link_callback(&shown, options, Some(callback));
        let found: Vec<String> = events.filter_map(|event| fault(&event)).collect();
        faults.extend(found);
        faults.append(&mut resolved);
    }
    faults
        .into_iter()
        .map(|fault| format!("{fault} in:\n{shown}"))
        .collect()
}

fn fault(event: &Event<'_>) -> Option<String> {
    let is_web = |address: &str| {
        ["https://", "http://", "mailto:"]
            .iter()
            .any(|start| address.starts_with(start))
    };
    let is_fault = match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => &**language != "text",
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => true,
        Event::Start(Tag::HtmlBlock | Tag::Image { .. })
        | Event::Html(_)
        | Event::InlineHtml(_) => true,
        Event::Start(Tag::Link { dest_url, .. }) => !is_web(dest_url),
        Event::Start(Tag::FootnoteDefinition(_)) | Event::FootnoteReference(_) => true,
        _ => false,
    };
    is_fault.then(|| format!("{event:?}"))
}

/// The block and inline constructs of CommonMark 0.31 and of its extensions that rustdoc reads, and parts of them.
const PIECES: &[&str] = &[
    "-",
    "*",
    "+",
    "1.",
    "9)",
    "1234567890.",
    ">",
    ">>",
    " ",
    "  ",
    "    ",
    "     ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "#",
    "# ",
    "####### ",
    "===",
    "---",
    "***",
    "___",
    "* * *",
    "=",
    "```",
    "````",
    "`````",
    "~~~",
    "~~~~",
    "```rust",
    "~~~rust\n",
    "``` rust no_run\n",
    "`",
    "``",
    "\\",
    "\\`",
    "\\\\",
    "\\<",
    "<",
    ">",
    "</",
    "<b>",
    "</b>",
    "<script>",
    "<script>alert(1)</script>",
    "<img src=x>",
    "<!--",
    "-->",
    "<?",
    "?>",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE x>",
    "<a href=\"",
    "<a href='https://x.test/'>",
    "</a>",
    "<code>",
    "</code>",
    "<pre>",
    "</pre>",
    "<li>",
    "<p>",
    "<details>",
    "[",
    "]",
    "(",
    ")",
    "![",
    "[x]",
    "[x]: https://x.test/y",
    "[x](https://x.test)",
    "[     code](/x)",
    "[~~~rust](x)",
    "[- x](y)",
    "[^1]",
    "[^1]: note",
    "[ ]",
    "https://x.test/a",
    "<https://x.test>",
    "javascript:x",
    "(javascript:x)",
    "|",
    "| a | b |",
    "|---|---|",
    ":-:|",
    "| `a | <b>` |",
    "&lt;b&gt;",
    "&#60;b&#62;",
    "&#96;",
    "&amp;",
    "\u{a0}",
    "\u{2028}",
    "\u{85}",
    "\u{b}",
    "\u{c}",
    "\u{202e}",
    "\u{200b}",
    "\u{feff}",
    "code();",
    "std::process::exit(7);",
    "fn main() {}",
    "word",
    "_",
    "__",
    "**",
    "~~",
    "~",
    "!",
    "\"",
    "'",
    "...",
    "@",
    "{",
    "}",
    "\u{e9}",
    "$",
];

#[test]
fn three_constructs_in_a_row_never_become_code_or_html() {
    for (index, first) in PIECES.iter().enumerate() {
        for second in PIECES {
            let third = PIECES[(index * 7 + second.len() * 13) % PIECES.len()];
            for text in [
                format!("{first}{second}    code();"),
                format!("- x\n\n{first}{second}\n      code();\n"),
                format!("a\n{first} {second}{third}<b>\n    code();"),
                format!("| a | b |\n|---|---|\n| {first}{second} | `<i>{third}"),
            ] {
                let found = faults(&text);
                assert!(found.is_empty(), "{text:?}: {found:#?}");
            }
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 4_000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_text_becomes_code_or_html(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..24)) {
        let text = pieces.concat();
        let found = faults(&text);
        proptest::prop_assert!(found.is_empty(), "{text:?}: {found:#?}");
    }
}

#[test]
fn code_behind_markers_is_text() {
    assert_eq!(docs("steps\n\n-     code();"), " steps\n\n - code();");
    assert_eq!(
        docs(">     code();\n\n1.     not code"),
        " > code();\n\n 1. not code"
    );
    assert_eq!(
        docs("- ~~~rust\n  code();\n  ~~~"),
        " ```text\n code();\n ```"
    );
    assert_eq!(docs("[     code()](/x)"), " code()");
    assert_eq!(docs("[~~~rust](x)"), " \\~~~rust");
}

#[test]
fn html_never_becomes_an_element() {
    assert_eq!(docs("\\`<script>`"), " \\`\\<script>\\`");
    assert_eq!(docs("Use `<br>` or `Vec<T>`."), " Use `<br>` or `Vec<T>`.");
    assert_eq!(
        docs("| a | b |\n|---|---|\n| `x | <b>` |"),
        " | a | b |\n |---|---|\n | x \\| \\<b\\> |"
    );
    assert_eq!(
        docs("![x](https://e.test/pixel)"),
        " \\![x](https://e.test/pixel)"
    );
    assert_eq!(
        docs("\\![x](https://e.test/pixel) \\\\![x](https://e.test/pixel)"),
        " \\![x](https://e.test/pixel) \\\\\\![x](https://e.test/pixel)"
    );
}

#[test]
fn a_fence_is_longer_than_what_is_in_it() {
    assert_eq!(
        docs("~~~~\n```\nfn main() {}\n```\n~~~~\nafter"),
        " ````text\n ```\n fn main() {}\n ```\n ````\n\n after"
    );
    assert_eq!(
        docs("  ```json\n  {\n    \"a\": 1\n  }\n  ```"),
        " ```text\n {\n   \"a\": 1\n }\n ```"
    );
}

#[test]
fn long_texts_take_linear_work() {
    for part in [
        "<", "`", "[", "``x`", "[x](", "> ", "- ", "\\", "<a", "|", "```\n", "<b",
    ] {
        let text = format!("{}\nend", part.repeat(400_000 / part.len()));
        assert!(
            lines(&text).iter().any(|line| line.ends_with("end")),
            "{part}"
        );
    }
}
