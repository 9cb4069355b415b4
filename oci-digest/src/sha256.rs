//! SHA-256 of bytes that are all there: no buffer between them and the compression function, which small documents feel.

use sha2::block_api::compress256;

const BLOCK: usize = 64;

/// The first state: FIPS 180-4 section 5.3.3.
const START: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// The hash of these bytes.
pub(crate) fn hash(bytes: &[u8]) -> [u8; 32] {
    let mut state = START;
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    compress256(&mut state, blocks);
    // FIPS 180-4 section 5.1.1: one bit, zeros up to the end of a block, the length in bits as its last eight bytes.
    let mut tail = [[0; BLOCK]; 2];
    let used = if rest.len() + 1 + 8 <= BLOCK { 1 } else { 2 };
    let flat = tail.as_flattened_mut();
    flat[..rest.len()].copy_from_slice(rest);
    flat[rest.len()] = 0x80;
    flat[used * BLOCK - 8..used * BLOCK].copy_from_slice(&(8 * bytes.len() as u64).to_be_bytes());
    compress256(&mut state, &tail[..used]);
    let mut hash = [0; 32];
    for (bytes, word) in hash.as_chunks_mut::<4>().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    hash
}

#[cfg(test)]
mod tests {
    use sha2::Digest as _;

    #[test]
    fn every_length_of_the_last_block() {
        let bytes: [u8; 300] = core::array::from_fn(|i| i as u8);
        for len in 0..=bytes.len() {
            assert_eq!(
                super::hash(&bytes[..len]),
                <[u8; 32]>::from(sha2::Sha256::digest(&bytes[..len])),
                "{len} bytes"
            );
        }
    }
}
