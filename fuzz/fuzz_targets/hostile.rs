//! Specifications of hostile parts: whatever names, texts and schemas are combined, what is written is Rust.
#![no_main]

use fetchwright::config::Job;
use fetchwright::settings::{Layout, Settings};
use fetchwright_fuzz::text;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

/// Names of operations, tags, schemas, properties, parameters and values of enums.
const NAMES: [&str; 40] = [
    "",
    " ",
    "_",
    "__",
    "self",
    "Self",
    "crate",
    "super",
    "type",
    "async",
    "gen",
    "r#type",
    "main",
    "std",
    "core",
    "Other",
    "Option",
    "String",
    "Vec",
    "Result",
    "Error",
    "Client",
    "Json",
    "Call",
    "1",
    "+1",
    "-1",
    "a b",
    "a-b",
    "a_b",
    "aB",
    "AB",
    "日本",
    "é",
    "🚀",
    "\u{202e}x",
    "\u{200b}",
    "\"",
    "*/",
    "{0}",
];

/// Texts of docs.
const TEXTS: [&str; 16] = [
    "",
    "```\nlet x = 1;\n```",
    "    let x = 1;",
    "-     code",
    ">     code",
    "1.     code",
    "*/ fn main() {}",
    "\"#",
    "<script>",
    "[a]: http://x",
    "\\",
    "\u{202e}",
    "\0",
    "{}",
    "a\n===\nb",
    "//! x",
];

struct Parts<'a>(&'a [u8]);

impl Parts<'_> {
    fn byte(&mut self) -> usize {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        usize::from(*first)
    }

    fn name(&mut self) -> String {
        let first = NAMES[self.byte() % NAMES.len()];
        // Two make names that no list has.
        match self.byte() % 4 {
            0 => format!("{first}{}", NAMES[self.byte() % NAMES.len()]),
            _ => first.to_owned(),
        }
    }

    fn text(&mut self) -> &'static str {
        TEXTS[self.byte() % TEXTS.len()]
    }

    fn schema(&mut self, depth: usize) -> Value {
        let kind = if depth == 0 {
            self.byte() % 9
        } else {
            self.byte() % 18
        };
        let description = self.text();
        match kind {
            0 => json!({"type": "string", "description": description}),
            1 => json!({"type": "integer", "enum": [1, 1.0, 1e3, -1, u64::MAX, self.byte()]}),
            2 => json!({"type": "string", "enum": [self.name(), self.name(), self.name(), null]}),
            3 => json!({"type": ["string", "integer", "null"], "default": description}),
            4 => json!({"const": self.name()}),
            5 => json!({"type": "string", "format": self.format(), "default": description}),
            6 => json!({"type": "number", "maximum": 1e300, "const": 3000000000_u64}),
            7 => {
                json!({"$ref": format!("#/components/schemas/{}", self.name()), "required": [self.name()]})
            }
            8 => json!(self.byte() % 2 == 0),
            9 => json!({"type": "array", "items": self.schema(depth - 1)}),
            10 => {
                json!({"type": "array", "prefixItems": [self.schema(depth - 1)], "items": self.schema(depth - 1)})
            }
            11 => json!({"type": "object", "additionalProperties": self.schema(depth - 1)}),
            12 => {
                json!({"oneOf": [self.schema(depth - 1), self.schema(depth - 1), self.schema(depth - 1)],
                "discriminator": {"propertyName": self.name()}})
            }
            13 => {
                json!({"anyOf": [self.schema(depth - 1), self.schema(depth - 1), self.schema(depth - 1)]})
            }
            14 => {
                json!({"allOf": [self.schema(depth - 1), self.schema(depth - 1)], "nullable": true})
            }
            15 => {
                json!({"not": self.schema(depth - 1), "$defs": {self.name(): self.schema(depth - 1)}})
            }
            _ => {
                let names = [self.name(), self.name(), self.name()];
                json!({"type": "object", "title": self.name(), "description": description, "required": [names[0], self.name()],
                    "properties": {&names[0]: self.schema(depth - 1), &names[1]: self.schema(depth - 1), &names[2]: self.schema(0)}})
            }
        }
    }

    fn format(&mut self) -> &'static str {
        [
            "date-time",
            "date",
            "uuid",
            "uri",
            "byte",
            "binary",
            "password",
            "decimal",
            "int64",
            "x",
        ][self.byte() % 10]
    }

    fn operation(&mut self) -> Value {
        let content = [
            "application/json",
            "multipart/form-data",
            "application/x-www-form-urlencoded",
            "text/plain",
            "*/*",
        ];
        let location = ["query", "header", "cookie", "path"];
        json!({
            "operationId": self.name(), "summary": self.text(), "description": self.text(), "tags": [self.name()],
            "parameters": [
                {"name": self.name(), "in": location[self.byte() % 4], "required": self.byte() % 2 == 0, "schema": self.schema(1)},
                {"name": self.name(), "in": location[self.byte() % 4], "description": self.text(), "schema": self.schema(1)},
            ],
            "requestBody": {"content": {content[self.byte() % 5]: {"schema": self.schema(2)}}},
            "responses": {
                "200": {"description": self.text(), "content": {content[self.byte() % 5]: {"schema": self.schema(2)}}},
                "4XX": {"description": "", "content": {"application/json": {"schema": self.schema(2)}}},
            },
        })
    }
}

fuzz_target!(|input: &[u8]| {
    let mut parts = Parts(input);
    let layout = [Layout::Crate, Layout::Module, Layout::File][parts.byte() % 3];
    let specification = json!({
        "openapi": if parts.byte() % 2 == 0 { "3.1.0" } else { "3.0.3" },
        "info": {"title": parts.name(), "version": parts.name(), "description": parts.text()},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {
            format!("/{}/{{{}}}", parts.name(), parts.name()): {"get": parts.operation(), "post": parts.operation()},
            format!("/{}", parts.name()): {"put": parts.operation()},
        },
        "components": {
            "schemas": {parts.name(): parts.schema(3), parts.name(): parts.schema(3), parts.name(): parts.schema(3)},
            "securitySchemes": {parts.name(): {"type": "apiKey", "in": "header", "name": parts.name(), "description": parts.text()}},
        },
    });
    let settings = Settings {
        tests: true,
        layout,
        ..Settings::default()
    };
    let outcome = Job::new(text("hostile.json", specification.to_string()), settings).run();
    for file in outcome.files.unwrap_or_default() {
        if file.path.ends_with(".rs") {
            let parsed = syn::parse_file(&file.contents);
            assert!(
                parsed.is_ok(),
                "{}: {:?}\n{specification}",
                file.path,
                parsed.err()
            );
        }
        let hidden = |sign: char| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}');
        assert!(
            !file.contents.contains(hidden),
            "{}: an invisible character\n{specification}",
            file.path
        );
    }
});
