/// The text with U+FFFD for each byte that is not part of well-formed UTF-8, as Go decodes it.
///
/// (`String::from_utf8_lossy` gives one U+FFFD for several bytes.)
pub(crate) fn lossy_as_go(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    text
}
