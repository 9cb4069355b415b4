//! Lower-case hexadecimal: the only spelling that the registered algorithms allow.

/// Value of an ASCII byte as a lower-case hex digit; `0xff` where it is none.
const VALUES: [u8; 256] = {
    let mut table = [0xff; 256];
    let mut i = 0;
    while i < 16 {
        table[DIGITS[i] as usize] = i as u8;
        i += 1;
    }
    table
};

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The two digits of every byte.
const PAIRS: [[u8; 2]; 256] = {
    let mut table = [[0; 2]; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = [DIGITS[i >> 4], DIGITS[i & 15]];
        i += 1;
    }
    table
};

/// Whether a byte is one of `0-9a-f`.
pub(crate) const fn is_digit(byte: u8) -> bool {
    VALUES[byte as usize] != 0xff
}

/// Decodes 64 digits; `None` where any of them is no lower-case hex digit.
pub(crate) const fn decode32(text: &[u8; 64]) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    let mut seen = 0;
    let mut i = 0;
    while i < 32 {
        let high = VALUES[text[2 * i] as usize];
        let low = VALUES[text[2 * i + 1] as usize];
        seen |= high | low;
        out[i] = high << 4 | (low & 15);
        i += 1;
    }
    // Valid digits never set the high bits: one test for all of them.
    if seen & 0xf0 == 0 { Some(out) } else { None }
}

/// Decodes into `out`; `false` where the length differs or a digit is wrong.
pub(crate) fn decode(text: &[u8], out: &mut [u8]) -> bool {
    let mut seen = u8::from(text.len() != 2 * out.len());
    seen <<= 4;
    for (pair, byte) in text.chunks_exact(2).zip(out.iter_mut()) {
        let (high, low) = (VALUES[pair[0] as usize], VALUES[pair[1] as usize]);
        seen |= high | low;
        *byte = high << 4 | (low & 15);
    }
    seen & 0xf0 == 0
}

/// Encodes as many bytes as `out` has room for pairs of digits.
pub(crate) fn encode(bytes: &[u8], out: &mut [u8]) {
    for (pair, byte) in out.chunks_exact_mut(2).zip(bytes) {
        pair.copy_from_slice(&PAIRS[*byte as usize]);
    }
}

/// The digits of a 32 byte hash.
pub(crate) fn encode32(bytes: &[u8; 32]) -> [u8; 64] {
    let mut out = [0; 64];
    encode(bytes, &mut out);
    out
}

/// A buffer that this crate filled with ASCII, as text.
pub(crate) fn ascii(bytes: &[u8]) -> &str {
    core::str::from_utf8(bytes).unwrap_or_default()
}
