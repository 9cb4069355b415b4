//! What opencontainers/go-digest accepts as a digest, with its three algorithms.

use super::error::ReferenceErrorKind;

struct Known {
    name: &'static [u8],
    digits: usize,
    expected_length: &'static str,
}

const KNOWN: [Known; 3] = [
    Known { name: b"sha256", digits: 64, expected_length: "64 hex digits (sha256)" },
    Known { name: b"sha384", digits: 96, expected_length: "96 hex digits (sha384)" },
    Known { name: b"sha512", digits: 128, expected_length: "128 hex digits (sha512)" },
];

/// A digest that is not accepted: the class, the place in its text, what was expected.
pub(super) type Refusal = (ReferenceErrorKind, usize, &'static str);

/// Checks a digest as Go does: algorithm, then length, then characters.
pub(super) fn check(text: &[u8]) -> Result<(), Refusal> {
    const FORMAT: &str = "a digest: an algorithm in lower case, `:`, and its digits";
    let mut parts = text.splitn(2, |&b| b == b':');
    let (Some(algorithm @ [_, ..]), Some(encoded @ [_, ..])) = (parts.next(), parts.next()) else {
        return Err((ReferenceErrorKind::DigestFormat, 0, FORMAT));
    };
    let Some(known) = KNOWN.iter().find(|known| known.name == algorithm) else {
        return Err(match unfit(algorithm, encoded) {
            Some(at) => (ReferenceErrorKind::DigestFormat, at, FORMAT),
            None => (ReferenceErrorKind::DigestUnsupported, 0, "sha256, sha384 or sha512"),
        });
    };
    let start = algorithm.len() + 1;
    if encoded.len() != known.digits {
        return Err((ReferenceErrorKind::DigestLength, start + encoded.len().min(known.digits), known.expected_length));
    }
    match encoded.iter().position(|b| !matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        Some(at) => Err((ReferenceErrorKind::DigestFormat, start + at, "a hex digit in lower case")),
        None => Ok(()),
    }
}

/// The place where a digest of an unknown algorithm leaves the grammar of go-digest.
fn unfit(algorithm: &[u8], encoded: &[u8]) -> Option<usize> {
    let mut in_part = false;
    for (at, byte) in algorithm.iter().enumerate() {
        in_part = match byte {
            b'a'..=b'z' | b'0'..=b'9' => true,
            b'+' | b'.' | b'_' | b'-' if in_part => false,
            _ => return Some(at),
        };
    }
    if !in_part {
        return Some(algorithm.len());
    }
    let odd = encoded.iter().position(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'=' | b'_' | b'-'));
    odd.map(|at| algorithm.len() + 1 + at)
}
