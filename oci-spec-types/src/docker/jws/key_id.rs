//! The names that libtrust gives to keys.

use core::fmt;
use core::str::FromStr;

use crate::error::{Error, ErrorKind};
use oci_digest::Digest;

/// RFC 4648 section 6.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The id of a key: the first 240 bits of the sha256 of its `SubjectPublicKeyInfo` (DER), as libtrust `KeyID` writes it.
///
/// The text is base32 in 12 groups of 4. It orders like its text, which is the order of signatures in a document.
///
/// ```
/// use oci_spec_types::docker::jws::KeyId;
///
/// let text = "Q3ZE:RPLV:YRWL:CJGY:3YUV:CVRB:KOZN:DPRO:QZKD:B7KB:4FJ5:XUDM";
/// assert_eq!(text.parse::<KeyId>()?.to_string(), text);
/// assert!("Q3ZE".parse::<KeyId>().is_err());
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
// The text and not the 30 bytes: base32 puts digits after letters, ASCII before them, and the order is that of the text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; LETTERS]);

/// 240 bits, 5 a letter.
const LETTERS: usize = 48;

impl KeyId {
    /// The id of the key with this `SubjectPublicKeyInfo`.
    pub(super) fn of_der(der: &[u8]) -> Self {
        Self::from_hash(Digest::sha256(der).as_sha256().map_or(&[], |hash| hash))
    }

    /// The id whose first 30 bytes of sha256 are these.
    #[expect(clippy::indexing_slicing, reason = "five bits are an index of 32 letters")]
    fn from_hash(hash: &[u8]) -> Self {
        let mut letters = [b'A'; LETTERS];
        for (at, letter) in letters.iter_mut().enumerate() {
            let (byte, bit) = (at * 5 / 8, at * 5 % 8);
            let pair = [byte, byte + 1].map(|at| u16::from(hash.get(at).copied().unwrap_or(0)));
            let window = pair[0] << 8 | pair[1];
            *letter = ALPHABET[usize::from(window >> (11 - bit) & 0x1f)];
        }
        Self(letters)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(LETTERS + LETTERS / 4);
        for (at, &letter) in self.0.iter().enumerate() {
            if at > 0 && at % 4 == 0 {
                text.push(':');
            }
            text.push(char::from(letter));
        }
        f.pad(&text)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl FromStr for KeyId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = |offset| {
            let text = format!("byte {offset}: a key id is 12 groups of 4 letters A-Z2-7 joined by ':'");
            Error::new(ErrorKind::Signatures, offset, String::new(), text)
        };
        let mut letters = [0; LETTERS];
        let mut places = letters.iter_mut();
        let bytes = text.as_bytes();
        let length = LETTERS + LETTERS / 4 - 1;
        for offset in 0..length {
            let fits = match bytes.get(offset) {
                Some(b':') => offset % 5 == 4,
                Some(letter) if offset % 5 < 4 && ALPHABET.contains(letter) => {
                    places.next().map(|place| *place = *letter).is_some()
                }
                _ => false,
            };
            if !fits {
                return Err(error(offset));
            }
        }
        if bytes.len() > length { Err(error(length)) } else { Ok(Self(letters)) }
    }
}

#[cfg(test)]
mod tests;
