/// What a byte order mark at the beginning says of the encoding, as an error text; JSON texts have none (RFC 8259 section 8.1).
pub(crate) fn byte_order_mark(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] => Some("found UTF-16 with a byte order mark (bytes ff fe at offset 0), expected UTF-8"),
        [0xfe, 0xff, ..] => Some("found UTF-16 with a byte order mark (bytes fe ff at offset 0), expected UTF-8"),
        [0xef, 0xbb, 0xbf, ..] => {
            Some("found a byte order mark (bytes ef bb bf at offset 0), expected JSON text without one")
        }
        _ => None,
    }
}

/// The offset in the bytes that an offset in the text of [`lossy_as_go`] stands for.
pub(crate) fn offset_in(bytes: &[u8], in_text: usize) -> usize {
    let (mut text, mut at) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        if text + chunk.valid().len() > in_text {
            break;
        }
        text += chunk.valid().len();
        at += chunk.valid().len();
        for _ in chunk.invalid() {
            if text + char::REPLACEMENT_CHARACTER.len_utf8() > in_text {
                return at;
            }
            text += char::REPLACEMENT_CHARACTER.len_utf8();
            at += 1;
        }
    }
    (at + (in_text - text)).min(bytes.len())
}

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
