//! Lower case as Go's `strings.ToLower`: one character for one, by the simple mappings of Unicode.

/// Whether lower-casing changes the text. Bytes that are not UTF-8 count as changed.
pub(super) fn changes(text: &[u8]) -> bool {
    first_change(text).is_some()
}

/// The offset of the first character that lower-casing changes.
pub(super) fn first_change(text: &[u8]) -> Option<usize> {
    if text.is_ascii() {
        return text.iter().position(u8::is_ascii_uppercase);
    }
    let mut at = 0;
    for chunk in text.utf8_chunks() {
        if let Some((place, _)) = chunk.valid().char_indices().find(|&(_, c)| lower(c) != c) {
            return Some(at + place);
        }
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            return Some(at);
        }
    }
    None
}

/// Stands for every character that is not ASCII even in lower case.
const OTHER: u8 = 0xff;

/// The characters of the text in lower case, each with its offset in the text. The grammar is ASCII, so one byte a
/// character will do.
pub(super) fn folded(text: &[u8]) -> impl Iterator<Item = (usize, u8)> {
    let mut at = 0;
    text.utf8_chunks().flat_map(move |chunk| {
        let start = at;
        at += chunk.valid().len() + chunk.invalid().len();
        let valid = chunk.valid().char_indices().map(move |(place, c)| (start + place, ascii(lower(c))));
        valid.chain((!chunk.invalid().is_empty()).then_some((start + chunk.valid().len(), OTHER)))
    })
}

fn ascii(c: char) -> u8 {
    u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or(OTHER)
}

/// U+0130 is the one character that `to_lowercase` makes two of.
fn lower(c: char) -> char {
    match c {
        '\u{130}' => 'i',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}
