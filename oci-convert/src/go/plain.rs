//! Whether a value stands in a document as Go would write it again: checks of its JSON text.

use oci_digest::json::Scanner;
use oci_spec_types::calendar::days_in;

/// A time as `time.RFC3339Nano` writes it.
pub(super) fn time(text: &[u8]) -> bool {
    let Some([text @ .., b'"']) = text.strip_prefix(b"\"") else { return false };
    let Some((date, rest)) = text.split_at_checked(19) else { return false };
    let digits = |range: std::ops::Range<usize>| {
        let part = date.get(range)?;
        part.iter()
            .all(u8::is_ascii_digit)
            .then(|| part.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
    };
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let numbers = [digits(0..4), digits(5..7), digits(8..10), digits(11..13), digits(14..16), digits(17..19)];
    let [Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second)] = numbers else { return false };
    marks.iter().all(|(at, mark)| date.get(*at) == Some(mark))
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && (hour < 24 && minute < 60 && second < 60)
        && zone(fraction(rest))
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
    match text {
        b"Z" => true,
        [b'+' | b'-', h1 @ b'0'..=b'2', h2 @ b'0'..=b'9', b':', m1 @ b'0'..=b'5', m2 @ b'0'..=b'9'] => {
            (*h1 < b'2' || *h2 < b'4') && [h1, h2, m1, m2].iter().any(|digit| **digit != b'0')
        }
        _ => false,
    }
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
