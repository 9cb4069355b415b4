/// The number of leading bytes that are neither `"`, `\` nor a control character: eight at a time.
#[inline]
pub(super) fn plain_prefix(bytes: &[u8]) -> usize {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    // Bytes after the first hit may be flagged wrongly: only the lowest flag is used.
    let (words, rest) = bytes.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // With its second bit turned, a quote is next to the control characters, and all of them are below 0x21.
        let quote_or_control = (word ^ each(2)).wrapping_sub(each(0x21));
        let backslash = (word ^ each(b'\\')).wrapping_sub(each(1));
        let hits = (quote_or_control | backslash) & !word & each(0x80);
        if hits != 0 {
            return at * 8 + hits.trailing_zeros() as usize / 8;
        }
    }
    bytes.len() - rest.len() + rest.iter().take_while(|&&b| b >= 0x20 && b != b'"' && b != b'\\').count()
}
