use super::{K256, K512};
use crate::sha2_state::{SHA256, SHA512, Word};

/// The operations on arrays, as the rounds ask for them.
macro_rules! plain {
    ($name:ident, $word:ty, $lanes:literal) => {
        mod $name {
            type V = [$word; $lanes];

            pub(super) fn load(row: &V) -> V {
                *row
            }

            pub(super) fn store(vector: V) -> V {
                vector
            }

            pub(super) fn splat(word: $word) -> V {
                [word; $lanes]
            }

            pub(super) fn add(a: V, b: V) -> V {
                core::array::from_fn(|i| a[i].wrapping_add(b[i]))
            }

            pub(super) fn ror<const BITS: i32>(a: V) -> V {
                a.map(|word| word.rotate_right(BITS as u32))
            }

            pub(super) fn shr<const BITS: u32>(a: V) -> V {
                a.map(|word| word >> BITS)
            }

            pub(super) fn xor(a: V, b: V, c: V) -> V {
                core::array::from_fn(|i| a[i] ^ b[i] ^ c[i])
            }

            pub(super) fn choose(a: V, b: V, c: V) -> V {
                core::array::from_fn(|i| (a[i] & b[i]) ^ (!a[i] & c[i]))
            }

            pub(super) fn majority(a: V, b: V, c: V) -> V {
                core::array::from_fn(|i| (a[i] & b[i]) ^ (a[i] & c[i]) ^ (b[i] & c[i]))
            }
        }
    };
}

plain!(plain_32, u32, 16);
plain!(plain_64, u64, 8);

lanes! { sha256_plain: plain_32, u32, 16, 64, K256, [2 13 22] [6 11 25] [7 18 3] [17 19 10] }
lanes! { sha512_plain: plain_64, u64, 8, 128, K512, [28 34 39] [14 18 41] [1 8 7] [19 61 6] }

/// Three blocks for each lane, all different.
fn blocks<const BLOCK: usize, const LANES: usize>() -> [[[u8; BLOCK]; 3]; LANES] {
    core::array::from_fn(|lane| {
        core::array::from_fn(|block| core::array::from_fn(|at| (at * 7 + block * 31 + lane * 101) as u8))
    })
}

#[test]
fn the_rounds_are_those_of_sha2() {
    let narrow = blocks::<64, 16>();
    let mut states = [SHA256; 16];
    sha256_plain(&mut states, &core::array::from_fn(|lane| &narrow[lane][..]));
    for (state, blocks) in states.iter().zip(&narrow) {
        let mut expected = SHA256;
        u32::compress(&mut expected, blocks);
        assert_eq!(*state, expected);
    }
    let wide = blocks::<128, 8>();
    let mut states = [SHA512; 8];
    sha512_plain(&mut states, &core::array::from_fn(|lane| &wide[lane][..]));
    for (state, blocks) in states.iter().zip(&wide) {
        let mut expected = SHA512;
        u64::compress(&mut expected, blocks);
        assert_eq!(*state, expected);
    }
}

#[test]
fn the_tables_of_three_inputs() {
    let table =
        |of: fn(u8, u8, u8) -> u8| (0..8_u8).fold(0, |table, i| table | ((of(i >> 2 & 1, i >> 1 & 1, i & 1) & 1) << i));
    assert_eq!(table(|a, b, c| a ^ b ^ c), 0x96);
    assert_eq!(table(|a, b, c| (a & b) ^ (!a & c)), 0xca);
    assert_eq!(table(|a, b, c| (a & b) ^ (a & c) ^ (b & c)), 0xe8);
}
