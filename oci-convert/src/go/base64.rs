//! Base64 as Go's `base64.StdEncoding` decodes it.

use ::base64::Engine;
use ::base64::alphabet::STANDARD;
use ::base64::engine::{GeneralPurpose, GeneralPurposeConfig};

/// Unused bits of the last character need not be zero; there is padding.
const GO: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

/// Decodes; line breaks are skipped anywhere. `None` when the text has another character, or is not padded.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let text: Vec<u8> = text.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    GO.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn decodes_like_go() {
        for (text, bytes) in [
            ("", Some(&b""[..])),
            ("e30=", Some(b"{}")),
            ("e\r30\n=\r\n", Some(b"{}")),
            ("e31=", Some(b"{}")),
            ("QQ==", Some(b"A")),
            ("QQ=\n=", Some(b"A")),
            ("QUJD", Some(b"ABC")),
            ("QUJDRA==", Some(b"ABCD")),
            ("e30", None),
            ("QQ=", None),
            ("QQ===", None),
            ("Q===", None),
            ("====", None),
            ("QQ==QQ==", None),
            ("e30=e", None),
            ("e3 0=", None),
            ("e_0=", None),
            ("Q", None),
        ] {
            assert_eq!(decode(text.as_bytes()).as_deref(), bytes, "{text:?}");
        }
    }
}
