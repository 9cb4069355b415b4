//! Whether a value stands in a document as Go would write it again: checks of its JSON text.

use oci_digest::json::Scanner;
use oci_spec_types::calendar::{Civil, offset};

/// A time as `time.RFC3339Nano` writes it.
pub(super) fn time(text: &[u8]) -> bool {
    matches!(text.strip_prefix(b"\""), Some([text @ .., b'"']) if is_time(text))
}

/// The same of what stands between the quotes.
pub(super) fn is_time(text: &[u8]) -> bool {
    matches!(Civil::read(text), Some((Civil { letter: b'T', second: ..60, .. }, rest)) if zone(fraction(rest)))
}

/// What follows a fraction of up to nine digits without a zero at its end; the text itself where there is none.
fn fraction(text: &[u8]) -> &[u8] {
    let Some(rest) = text.strip_prefix(b".") else { return text };
    let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match rest.split_at(len) {
        (digits, zone) if (1..=9).contains(&len) && digits.last() != Some(&b'0') => zone,
        _ => text,
    }
}

/// `Z`, or an offset of less than a day that is not zero.
fn zone(text: &[u8]) -> bool {
    text == b"Z" || matches!(offset(text), Some((_, hours @ 0..24, minutes @ 0..60)) if hours + minutes > 0)
}

/// Padded base64 without line breaks, its unused bits zero.
pub(super) fn bytes(text: &[u8]) -> bool {
    use ::base64::Engine;
    use ::base64::prelude::BASE64_STANDARD;
    let Some([text @ .., b'"']) = text.strip_prefix(b"\"") else { return false };
    BASE64_STANDARD.decode(text).is_ok()
}

/// A digest of go-containerregistry: sha256 in lower-case hex.
pub(super) fn hash(text: &[u8]) -> bool {
    Scanner::new(text).sha256().is_some()
}

/// A list of such digests.
pub(super) fn hashes(text: &[u8]) -> bool {
    let mut scanner = Scanner::new(text);
    let Ok(mut array) = scanner.begin_array() else { return false };
    while let Ok(more) = scanner.element(&mut array) {
        if !more {
            return true;
        }
        if scanner.sha256().is_none() {
            return false;
        }
    }
    false
}

/// A list, and not the text that Docker reads as a list of one.
pub(super) fn list(text: &[u8]) -> bool {
    text.starts_with(b"[")
}

/// Names of a set, each with an empty object.
pub(super) fn set(text: &[u8]) -> bool {
    let mut scanner = Scanner::new(text);
    let Ok(mut object) = scanner.begin_object() else { return false };
    loop {
        match scanner.member(&mut object) {
            Ok(None) => return true,
            Ok(Some(_)) if scanner.skip().is_ok_and(|value| value == b"{}") => {}
            _ => return false,
        }
    }
}
