//! Base64 as Go's `base64.StdEncoding` decodes it.

/// Decodes; line breaks are skipped anywhere, unused bits of the last character need not be zero. `None` when the text
/// has another character, or is not padded.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut group, mut taken, mut padding) = (0u32, 0, 0);
    for &byte in text {
        if matches!(byte, b'\r' | b'\n') {
            continue;
        }
        if padding > 0 || byte == b'=' {
            // Padding completes a group that has two or three characters, and nothing follows it.
            if byte != b'=' || taken + padding < 2 || taken + padding > 3 {
                return None;
            }
            padding += 1;
            continue;
        }
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        group = group << 6 | u32::from(six);
        taken += 1;
        if taken == 4 {
            out.extend_from_slice(&group.to_be_bytes()[1..]);
            (group, taken) = (0, 0);
        }
    }
    match (taken, padding) {
        (0, 0) => {}
        (2, 2) => out.push((group >> 4) as u8),
        (3, 1) => out.extend_from_slice(&((group >> 2) as u16).to_be_bytes()),
        _ => return None,
    }
    Some(out)
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
