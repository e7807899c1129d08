//! How a parameter or a property of a form is written: OpenAPI's `style`, and which style of the runtime it is.
//!
//! ```text
//! style: pipeDelimited, explode: false   →   Style::PipeDelimited   →   pipe_delimited
//! ```

/// OpenAPI's `style`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words of OpenAPI")]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    /// `collectionFormat: tsv` of 2.0
    TabDelimited,
    DeepObject,
}

impl Style {
    /// The style of this name.
    pub fn parse(text: &str) -> Option<Style> {
        Some(match text {
            "simple" => Style::Simple,
            "label" => Style::Label,
            "matrix" => Style::Matrix,
            "form" => Style::Form,
            "spaceDelimited" => Style::SpaceDelimited,
            "pipeDelimited" => Style::PipeDelimited,
            "deepObject" => Style::DeepObject,
            _ => return None,
        })
    }

    /// The runtime's style of a query parameter, or of a property of a form.
    pub fn in_query(self, explode: bool) -> &'static str {
        match (self, explode) {
            (Style::Form, false) | (Style::Simple | Style::Label | Style::Matrix, false) => "form",
            (Style::DeepObject, _) => "deep_object",
            // OpenAPI 3.1, 4.8.12.2: exploded, the delimited styles are the same as form.
            (_, true) => "form_explode",
            (style, false) => style.delimiter().unwrap_or("form"),
        }
    }

    /// The runtime's style, for the styles that only lists have.
    pub fn delimiter(self) -> Option<&'static str> {
        match self {
            Style::SpaceDelimited => Some("space_delimited"),
            Style::PipeDelimited => Some("pipe_delimited"),
            Style::TabDelimited => Some("tab_delimited"),
            _ => None,
        }
    }

    /// The operator of RFC 6570 in a path's template.
    pub fn path_operator(self) -> &'static str {
        match self {
            Style::Label => ".",
            Style::Matrix => ";",
            _ => "",
        }
    }
}
