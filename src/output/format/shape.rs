//! How much room there is, and how much a text takes.
//!
//! ```text
//! |··········let url = Url {          indent 4: where the lines that follow begin
//! |    |·····|------------|           offset 6: what already is on the line; width: what may still be written
//! ```

use unicode_width::UnicodeWidthStr;

/// `max_width`.
pub(super) const MAX_WIDTH: usize = 100;
/// `tab_spaces`.
pub(in crate::output) const TAB: usize = 4;

/// Where a text begins and how wide it may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// How much may be written on the line.
    pub(super) width: usize,
    /// Where the lines that follow begin.
    pub(super) indent: usize,
    /// What is on the line already, without the indentation.
    pub(super) offset: usize,
}

impl Shape {
    /// A line of its own.
    pub(super) fn indented(indent: usize) -> Shape {
        Shape {
            width: MAX_WIDTH.saturating_sub(indent),
            indent,
            offset: 0,
        }
    }

    /// Behind some text. `None` where it takes all the room.
    pub(super) fn behind(self, width: usize) -> Option<Shape> {
        let shape = self.before(width)?;
        Some(Shape {
            offset: self.offset + width,
            ..shape
        })
    }

    /// With room for some text that follows.
    pub(super) fn before(self, width: usize) -> Option<Shape> {
        let width = self.width.checked_sub(width)?;
        Some(Shape { width, ..self })
    }

    /// A block inside, with the same width.
    pub(super) fn block(self) -> Shape {
        Shape {
            indent: self.indent + TAB,
            offset: 0,
            ..self
        }
    }

    /// All of the line.
    pub(super) fn whole(self) -> Shape {
        Shape {
            width: MAX_WIDTH.saturating_sub(self.indent),
            ..self
        }
    }

    /// What must still fit behind it.
    pub(super) fn reserved(self) -> usize {
        MAX_WIDTH.saturating_sub(self.indent + self.offset + self.width)
    }
}

/// A line break with its indentation.
pub(super) fn newline(indent: usize) -> String {
    format!("\n{:indent$}", "")
}

/// The columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The columns of its first line.
pub(super) fn first_width(text: &str) -> usize {
    width(text.split('\n').next().unwrap_or_default())
}

/// The columns of its last line.
pub(super) fn last_width(text: &str) -> usize {
    width(text.rsplit('\n').next().unwrap_or_default())
}

/// Whether a text fits where it is to be.
pub(super) fn fits(text: &str, shape: Shape) -> bool {
    if first_width(text) > shape.width {
        return false;
    }
    let mut others = text.split('\n').skip(1).peekable();
    if others.peek().is_none() {
        return true;
    }
    others.all(|line| width(line) <= MAX_WIDTH)
        && last_width(text) <= shape.indent + shape.offset + shape.width
}
