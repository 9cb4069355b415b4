//! Lower-case hexadecimal: the only spelling that the registered algorithms allow.
//!
//! Written here, because digests are decoded in constants, too, and eight digits at a time; `base16ct` does neither.

#![expect(
    clippy::indexing_slicing,
    reason = "tables have a value for every byte or half of one; loops count to the length"
)]

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

/// Decodes 64 digits, eight at a time; `None` where any of them is no lower-case hex digit.
#[inline(always)]
pub(crate) const fn decode32(text: &[u8; 64]) -> Option<[u8; 32]> {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    let mut out = [0; 32];
    let mut wrong = 0;
    let mut i = 0;
    while i < 8 {
        let t = 8 * i;
        let word = u64::from_le_bytes([
            text[t],
            text[t + 1],
            text[t + 2],
            text[t + 3],
            text[t + 4],
            text[t + 5],
            text[t + 6],
            text[t + 7],
        ]);
        // Letters are the ones with bit 6; no addition here carries into the next byte.
        let value = (word & (EACH * 0x0f)) + 9 * (word >> 6 & EACH);
        let letter = (value + EACH * 6) >> 4 & EACH;
        // What these values are spelt like must be what stands there; 'g' and up give values above 15.
        wrong |= (value + EACH * b'0' as u64 + 39 * letter) ^ word;
        wrong |= value & (EACH * 0xf0);
        let pairs = (value << 4 | value >> 8) & 0x00ff_00ff_00ff_00ff;
        let pairs = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff;
        let bytes = ((pairs | pairs >> 16) as u32).to_le_bytes();
        out[4 * i] = bytes[0];
        out[4 * i + 1] = bytes[1];
        out[4 * i + 2] = bytes[2];
        out[4 * i + 3] = bytes[3];
        i += 1;
    }
    if wrong == 0 { Some(out) } else { None }
}

/// Decodes into `out`; `false` where the length differs or a digit is wrong.
pub(crate) fn decode(text: &[u8], out: &mut [u8]) -> bool {
    let mut seen = u8::from(text.len() != 2 * out.len());
    seen <<= 4;
    for ([high, low], byte) in text.as_chunks().0.iter().zip(out.iter_mut()) {
        let (high, low) = (VALUES[*high as usize], VALUES[*low as usize]);
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
