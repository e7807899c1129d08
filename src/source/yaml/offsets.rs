//! Characters to bytes: the parser of YAML counts characters, a place counts bytes.

/// Every so many characters the byte offset is noted.
const STEP: usize = 64;

/// Finds the byte offset of a character by its number.
pub(super) struct Offsets<'t> {
    text: &'t str,
    /// The byte offset of every `STEP`th character; empty where all are ASCII, and the two counts are one.
    noted: Vec<usize>,
}

impl<'t> Offsets<'t> {
    pub fn of(text: &'t str) -> Self {
        let noted =
            if text.is_ascii() { Vec::new() } else { text.char_indices().step_by(STEP).map(|(at, _)| at).collect() };
        Offsets { text, noted }
    }

    /// The byte offset of a character; the text's end for one behind it.
    pub fn byte(&self, character: usize) -> usize {
        if self.noted.is_empty() {
            return character.min(self.text.len());
        }
        let Some(&near) = self.noted.get(character / STEP) else { return self.text.len() };
        let rest = self.text.get(near..).unwrap_or("");
        rest.char_indices().nth(character % STEP).map_or(self.text.len(), |(at, _)| near + at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_found() {
        let text = "aä€😀\n".repeat(50);
        let offsets = Offsets::of(&text);
        for (character, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(offsets.byte(character), byte);
        }
        assert_eq!(offsets.byte(250), text.len());
        assert_eq!(offsets.byte(9_999), text.len());
        assert_eq!(Offsets::of("abc").byte(2), 2);
    }
}
