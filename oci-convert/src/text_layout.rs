//! How the text of a document is laid out.

use oci_digest::json;

/// Whether JSON text is as `json.Marshal` lays it out: no whitespace between values, and the escapes of Go.
pub(crate) fn is_compact(text: &[u8]) -> bool {
    // Without one of these bytes there is nothing that compacting would change.
    if !text.iter().any(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b'<' | b'>' | b'&' | 0xe2)) {
        return true;
    }
    let mut compact = Vec::with_capacity(text.len());
    json::compact(&mut compact, text, true);
    compact == text
}
