//! Base64 as Go reads it, and as JOSE and libtrust write and read it.

use crate::docker::jws::Mode;
use ::base64::alphabet::{STANDARD, URL_SAFE};
use ::base64::engine::{Engine, GeneralPurpose, GeneralPurposeConfig};
use ::base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// Go does not look at the unused bits of the last character.
const AS_GO: GeneralPurposeConfig = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
const GO: GeneralPurpose = GeneralPurpose::new(&STANDARD, AS_GO);
const GO_URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, AS_GO);

/// base64url without padding: the encoding of every binary member of a signature.
pub(crate) fn encode_url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of base64url text, or `None`.
///
/// [`Mode::Strict`] wants the one spelling that [`encode_url`] gives.
/// [`Mode::Libtrust`] reads what libtrust `joseBase64UrlDecode` reads: line breaks and whitespace anywhere,
/// padding or not, and whatever the unused bits of the last character are.
pub(crate) fn decode_url(text: &str, mode: Mode) -> Option<Vec<u8>> {
    match mode {
        Mode::Strict => BASE64_URL_SAFE_NO_PAD.decode(text).ok(),
        Mode::Libtrust => {
            let mut text: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b' ')).collect();
            // Padding is completed by the length before Go's decoder skips carriage returns.
            match text.len() % 4 {
                0 => {}
                2 => text.extend_from_slice(b"=="),
                3 => text.push(b'='),
                _ => return None,
            }
            text.retain(|&byte| byte != b'\r');
            GO_URL.decode(text).ok()
        }
    }
}

/// The bytes of padded base64 as Go's `base64.StdEncoding` reads it: line breaks are skipped anywhere, unused bits of the last
/// character need not be zero. `None` when the text has another character, or is not padded.
#[must_use]
pub fn decode_as_go(text: &[u8]) -> Option<Vec<u8>> {
    let text: Vec<u8> = text.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    GO.decode(text).ok()
}

#[cfg(test)]
mod tests;
