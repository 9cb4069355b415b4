//! SHA-256 with the SHA extensions, several streams interleaved every four rounds: while one waits for its rounds, the
//! other's run.

#![expect(clippy::indexing_slicing, reason = "lanes, rounds and words are counted by constants")]

use core::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_alignr_epi8, _mm_set_epi64x, _mm_setzero_si128, _mm_sha256msg1_epu32,
    _mm_sha256msg2_epu32, _mm_sha256rnds2_epu32, _mm_shuffle_epi8, _mm_shuffle_epi32,
};

use bytemuck::cast;

use super::constants::K256;

type Block = [u8; 64];

/// Groups of four rounds, written out: in a loop the words would not stay in registers.
macro_rules! four_rounds {
    ($lanes:literal, $abef:ident, $cdgh:ident, $words:ident, [$($group:literal)*] $after:ident) => {
        $({
            const GROUP: usize = $group;
            let constants: __m128i = cast(K256[GROUP]);
            for lane in 0..$lanes {
                let sum = _mm_add_epi32($words[GROUP % 4][lane], constants);
                $cdgh[lane] = _mm_sha256rnds2_epu32($cdgh[lane], $abef[lane], sum);
                $abef[lane] = _mm_sha256rnds2_epu32($abef[lane], $cdgh[lane], _mm_shuffle_epi32::<0x0e>(sum));
            }
            four_rounds!(@ $after $lanes, $words, GROUP);
        })*
    };
    (@ schedule $lanes:literal, $words:ident, $group:ident) => {
        for lane in 0..$lanes {
            let newest = $words[$group % 4][lane];
            let middle = _mm_alignr_epi8::<4>(newest, $words[($group + 3) % 4][lane]);
            let oldest = _mm_sha256msg1_epu32($words[($group + 1) % 4][lane], $words[($group + 2) % 4][lane]);
            $words[($group + 1) % 4][lane] = _mm_sha256msg2_epu32(_mm_add_epi32(oldest, middle), newest);
        }
    };
    (@ last $lanes:literal, $words:ident, $group:ident) => {};
}

macro_rules! interleaved {
    ($(#[$meta:meta])* $name:ident, $call:ident, $features:literal, $lanes:literal) => {
        $(#[$meta])*
        #[allow(clippy::unreachable, reason = "the caller groups messages by the number of lanes")]
        pub(super) fn $name(states: &mut [[u32; 8]], blocks: &[&[Block]]) {
            let (Ok(states), Ok(blocks)) = (states.try_into(), blocks.try_into()) else {
                unreachable!("a kernel gets as many lanes as it has");
            };
            // SAFETY: the kernel is in the list only where the processor has these features (`Machine::detect`).
            #[expect(unsafe_code, reason = "a call of a function that needs features of the processor")]
            unsafe {
                $call(states, blocks);
            }
        }

        $(#[$meta])*
        #[target_feature(enable = $features)]
        fn $call(states: &mut [[u32; 8]; $lanes], blocks: &[&[Block]; $lanes]) {
            let big_endian = _mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203);
            let mut abef = [_mm_setzero_si128(); $lanes];
            let mut cdgh = abef;
            for lane in 0..$lanes {
                let [a, b, c, d, e, f, g, h] = states[lane];
                abef[lane] = cast([f, e, b, a]);
                cdgh[lane] = cast([h, g, d, c]);
            }
            // One length for all, so that it is checked once.
            let count = blocks.iter().map(|blocks| blocks.len()).min().unwrap_or_default();
            let mut lanes = *blocks;
            for blocks in &mut lanes {
                *blocks = &blocks[..count];
            }
            for at in 0..count {
                let before = (abef, cdgh);
                let mut words = [[_mm_setzero_si128(); $lanes]; 4];
                for lane in 0..$lanes {
                    let (quarters, _) = lanes[lane][at].as_chunks::<16>();
                    for (words, quarter) in words.iter_mut().zip(quarters) {
                        words[lane] = _mm_shuffle_epi8(cast(*quarter), big_endian);
                    }
                }
                four_rounds!($lanes, abef, cdgh, words, [0 1 2] last);
                // What comes next is computed from these words: those of the rounds, and the three groups before.
                four_rounds!($lanes, abef, cdgh, words, [3 4 5 6 7 8 9 10 11 12 13 14] schedule);
                four_rounds!($lanes, abef, cdgh, words, [15] last);
                for lane in 0..$lanes {
                    abef[lane] = _mm_add_epi32(abef[lane], before.0[lane]);
                    cdgh[lane] = _mm_add_epi32(cdgh[lane], before.1[lane]);
                }
            }
            for lane in 0..$lanes {
                let [f, e, b, a]: [u32; 4] = cast(abef[lane]);
                let [h, g, d, c]: [u32; 4] = cast(cdgh[lane]);
                states[lane] = [a, b, c, d, e, f, g, h];
            }
        }
    };
}

interleaved!(two, two_lanes, "sha,sse2,ssse3,sse4.1", 2);
interleaved!(
    /// Four lanes in 16 registers.
    #[cfg(test)]
    four, four_lanes, "sha,sse2,ssse3,sse4.1", 4
);
interleaved!(
    /// Four lanes in the 32 registers of AVX-512.
    four_vl, four_lanes_vl, "sha,sse2,ssse3,sse4.1,avx512f,avx512vl", 4
);
