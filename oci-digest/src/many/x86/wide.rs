//! SHA-2 with one message a lane: SHA-256 in 16 lanes of 32 bits, SHA-512 in 8 lanes of 64.
//!
//! The rounds are one macro over a module of operations: AVX-512's, and in tests plain arrays, which run everywhere.

#![expect(clippy::indexing_slicing, reason = "lanes, rounds and words are counted by constants")]

use super::constants::{K256, K512};

/// A kernel. `$ops` has a vector type and its operations; the numbers are the rotations and shifts of the sigmas (FIPS
/// 180-4 section 4.1): of `a`, of `e`, of a near and of a far word of the schedule.
macro_rules! lanes {
    (
        $(#[$meta:meta])* $name:ident: $ops:ident, $word:ty, $lanes:literal, $block:literal, $constants:ident,
        [$a0:literal $a1:literal $a2:literal] [$e0:literal $e1:literal $e2:literal]
        [$s0:literal $s1:literal $s2:literal] [$t0:literal $t1:literal $t2:literal]
    ) => {
        $(#[$meta])*
        fn $name(states: &mut [[$word; 8]; $lanes], blocks: &[&[[u8; $block]]; $lanes]) {
            let count = blocks.iter().map(|blocks| blocks.len()).min().unwrap_or_default();
            let mut rows: [[$word; $lanes]; 16] = [[0; $lanes]; 16];
            for (lane, state) in states.iter().enumerate() {
                for (row, word) in rows.iter_mut().zip(state) {
                    row[lane] = *word;
                }
            }
            let mut state = [$ops::load(&rows[0]); 8];
            for (vector, row) in state.iter_mut().zip(&rows) {
                *vector = $ops::load(row);
            }
            for at in 0..count {
                for (lane, blocks) in blocks.iter().enumerate() {
                    let (words, _) = blocks[at].as_chunks();
                    for (row, word) in rows.iter_mut().zip(words) {
                        row[lane] = <$word>::from_be_bytes(*word);
                    }
                }
                let mut w = [state[0]; 16];
                for (vector, row) in w.iter_mut().zip(&rows) {
                    *vector = $ops::load(row);
                }
                let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
                for (chunk, constants) in $constants.chunks_exact(4).enumerate() {
                    for t in 0..16 {
                        if chunk > 0 {
                            let (near, far) = (w[(t + 1) % 16], w[(t + 14) % 16]);
                            let low = $ops::xor($ops::ror::<$s0>(near), $ops::ror::<$s1>(near), $ops::shr::<$s2>(near));
                            let high = $ops::xor($ops::ror::<$t0>(far), $ops::ror::<$t1>(far), $ops::shr::<$t2>(far));
                            w[t] = $ops::add($ops::add(w[t], low), $ops::add(w[(t + 9) % 16], high));
                        }
                        let round = $ops::add(w[t], $ops::splat(constants[t / 4][t % 4]));
                        let sigma = $ops::xor($ops::ror::<$e0>(e), $ops::ror::<$e1>(e), $ops::ror::<$e2>(e));
                        let first = $ops::add($ops::add(h, round), $ops::add(sigma, $ops::choose(e, f, g)));
                        let sigma = $ops::xor($ops::ror::<$a0>(a), $ops::ror::<$a1>(a), $ops::ror::<$a2>(a));
                        let second = $ops::add(sigma, $ops::majority(a, b, c));
                        (h, g, f, e) = (g, f, e, $ops::add(d, first));
                        (d, c, b, a) = (c, b, a, $ops::add(first, second));
                    }
                }
                for (vector, new) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
                    *vector = $ops::add(*vector, new);
                }
            }
            for (vector, row) in state.iter().zip(&mut rows) {
                *row = $ops::store(*vector);
            }
            for (lane, state) in states.iter_mut().enumerate() {
                for (word, row) in state.iter_mut().zip(&rows) {
                    *word = row[lane];
                }
            }
        }
    };
}

lanes! {
    #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
    sha256_lanes: avx512_32, u32, 16, 64, K256, [2 13 22] [6 11 25] [7 18 3] [17 19 10]
}

lanes! {
    #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
    sha512_lanes: avx512_64, u64, 8, 128, K512, [28 34 39] [14 18 41] [1 8 7] [19 61 6]
}

macro_rules! padded {
    ($name:ident, $call:ident, $word:ty, $lanes:literal, $block:literal) => {
        /// Lanes that are missing work on the blocks of the first one, for nothing.
        pub(super) fn $name(states: &mut [[$word; 8]], blocks: &[&[[u8; $block]]]) {
            let Some(first) = blocks.first() else { return };
            let mut all = [[0; 8]; $lanes];
            let mut lanes = [*first; $lanes];
            for ((all, state), (lane, blocks)) in all.iter_mut().zip(&*states).zip(lanes.iter_mut().zip(blocks)) {
                (*all, *lane) = (*state, *blocks);
            }
            // SAFETY: the kernel is in the list only where the processor has these features (`Machine::detect`).
            #[expect(unsafe_code, reason = "a call of a function that needs features of the processor")]
            unsafe {
                $call(&mut all, &lanes);
            }
            states.iter_mut().zip(all).for_each(|(state, new)| *state = new);
        }
    };
}

padded!(sha256, sha256_lanes, u32, 16, 64);
padded!(sha512, sha512_lanes, u64, 8, 128);

/// The operations on vectors of AVX-512.
macro_rules! avx512 {
    (
        $name:ident, $word:ty, $signed:ty, $lanes:literal,
        $add:ident, $ror:ident, $shr:ident, $splat:ident, $logic:ident
    ) => {
        mod $name {
            use core::arch::x86_64::{__m512i, $add, $logic, $ror, $shr, $splat};

            type V = __m512i;

            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
            pub(super) fn load(row: &[$word; $lanes]) -> V {
                bytemuck::cast(*row)
            }

            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
            pub(super) fn store(vector: V) -> [$word; $lanes] {
                bytemuck::cast(vector)
            }

            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
            pub(super) fn splat(word: $word) -> V {
                $splat(word as $signed)
            }

            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
            pub(super) fn add(a: V, b: V) -> V {
                $add(a, b)
            }

            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
            pub(super) fn ror<const BITS: i32>(a: V) -> V {
                $ror::<BITS>(a)
            }

            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
            pub(super) fn shr<const BITS: u32>(a: V) -> V {
                $shr::<BITS>(a)
            }

            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
            pub(super) fn xor(a: V, b: V, c: V) -> V {
                logic::<0x96>(a, b, c)
            }

            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
            pub(super) fn choose(a: V, b: V, c: V) -> V {
                logic::<0xca>(a, b, c)
            }

            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
            pub(super) fn majority(a: V, b: V, c: V) -> V {
                logic::<0xe8>(a, b, c)
            }

            /// By a table of three inputs: `a` is bit 2 of the index, `b` bit 1, `c` bit 0.
            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
            fn logic<const TABLE: i32>(a: V, b: V, c: V) -> V {
                if cfg!(miri) {
                    // It does not have the instruction.
                    let [a, b, c]: [[$word; $lanes]; 3] = [a, b, c].map(bytemuck::cast);
                    let is = |word: $word, bit: i32| if bit & 1 == 1 { word } else { !word };
                    let entries = || (0..8).filter(|i| TABLE >> i & 1 == 1);
                    let by_table = |at: usize| {
                        entries().fold(0, |sum, i| sum | (is(a[at], i >> 2) & is(b[at], i >> 1) & is(c[at], i)))
                    };
                    return bytemuck::cast(core::array::from_fn::<$word, $lanes, _>(by_table));
                }
                $logic::<TABLE>(a, b, c)
            }
        }
    };
}

avx512!(
    avx512_32,
    u32,
    i32,
    16,
    _mm512_add_epi32,
    _mm512_ror_epi32,
    _mm512_srli_epi32,
    _mm512_set1_epi32,
    _mm512_ternarylogic_epi32
);
avx512!(
    avx512_64,
    u64,
    i64,
    8,
    _mm512_add_epi64,
    _mm512_ror_epi64,
    _mm512_srli_epi64,
    _mm512_set1_epi64,
    _mm512_ternarylogic_epi64
);

#[cfg(test)]
mod tests;
