use super::*;
use sha2::Digest as _;

#[test]
fn every_length_of_the_last_block() {
    let bytes: [u8; 600] = core::array::from_fn(|i| i as u8);
    for len in 0..=bytes.len() {
        let bytes = &bytes[..len];
        assert_eq!(to_bytes(&hash(SHA256, bytes)), <[u8; 32]>::from(sha2::Sha256::digest(bytes)), "{len} bytes");
        assert_eq!(to_bytes(&hash(SHA384, bytes)), <[u8; 48]>::from(sha2::Sha384::digest(bytes)), "{len} bytes");
        assert_eq!(to_bytes(&hash(SHA512, bytes)), <[u8; 64]>::from(sha2::Sha512::digest(bytes)), "{len} bytes");
    }
}

#[test]
fn every_cut() {
    let bytes: [u8; 300] = core::array::from_fn(|i| i as u8);
    for step in 1..=bytes.len() {
        let mut state = State::new(SHA512);
        let mut small = State::new(SHA256);
        for piece in bytes.chunks(step) {
            state.update(piece);
            small.update(piece);
        }
        assert_eq!(state.finish(), hash(SHA512, &bytes), "{step}");
        assert_eq!(small.finish(), hash(SHA256, &bytes), "{step}");
    }
}
