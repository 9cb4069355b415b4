/// What the first bytes say of another encoding than that of JSON, as an error text: a byte order mark (JSON texts have none,
/// RFC 8259 section 8.1), or a zero before or after the first character, which is of ASCII (RFC 4627 section 3).
pub(crate) fn other_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] => Some("found UTF-16 with a byte order mark (bytes ff fe at offset 0), expected UTF-8"),
        [0xfe, 0xff, ..] => Some("found UTF-16 with a byte order mark (bytes fe ff at offset 0), expected UTF-8"),
        [0xef, 0xbb, 0xbf, ..] => {
            Some("found a byte order mark (bytes ef bb bf at offset 0), expected JSON text without one")
        }
        [0, 0, 0, 1..=0x7f, ..] | [1..=0x7f, 0, 0, 0, ..] => Some("found UTF-32, expected UTF-8"),
        [0, 1..=0x7f, ..] => Some("found UTF-16 without a byte order mark (byte 00 at offset 0), expected UTF-8"),
        [1..=0x7f, 0, ..] => Some("found UTF-16 without a byte order mark (byte 00 at offset 1), expected UTF-8"),
        _ => None,
    }
}

/// Whether the text begins with a byte order mark.
pub(crate) fn has_byte_order_mark(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0xef, 0xbb, 0xbf, ..])
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
