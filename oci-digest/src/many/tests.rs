//! Every kernel that the processor has gives what the crate sha2 gives, whatever the lengths and cuts.

use super::kernel::{Kernel, plain};
use super::machine::Lanes;
use super::{Stream, run};
use crate::sha2_state::{SHA256, SHA512, State, Word, hash};
use crate::{Algorithm, Digest, Hasher};
use alloc::vec::Vec;
use proptest::prelude::*;

/// How many messages, how long, the shortest step, and how often: Miri takes a thousand times as long.
const MESSAGES: usize = if cfg!(miri) { 20 } else { 40 };
const LENGTH: usize = if cfg!(miri) { 200 } else { 700 };
const STEP: usize = if cfg!(miri) { 150 } else { 1 };
const CASES: u32 = if cfg!(miri) { 2 } else { 64 };

/// Lengths around the ends of blocks, and others.
fn messages() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let edges = prop::sample::select(alloc::vec![0_usize, 1, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 256]);
    let length = prop_oneof![2 => edges, 3 => 0_usize..LENGTH];
    let message = (length, any::<u64>())
        .prop_map(|(length, seed)| (0..length as u64).map(|at| (at.wrapping_mul(seed | 1) >> 13) as u8).collect());
    prop::collection::vec(message, 0..MESSAGES)
}

fn all_at_once<W: Lanes>(start: [W; 8], messages: &[Vec<u8>], kernels: &[Kernel<W>], step: usize) -> Vec<[W; 8]> {
    let mut states: Vec<State<W>> = messages.iter().map(|_| State::new(start)).collect();
    let longest = messages.iter().map(Vec::len).max().unwrap_or_default();
    for at in (0..longest).step_by(step) {
        let piece = |message: &Vec<u8>| message.get(at..message.len().min(at + step)).unwrap_or_default().to_vec();
        let pieces: Vec<Vec<u8>> = messages.iter().map(piece).collect();
        let mut streams: Vec<Stream<'_, W>> =
            states.iter_mut().zip(&pieces).map(|(state, bytes)| Stream::of_state(state, bytes)).collect();
        run(&mut streams, kernels);
    }
    states.into_iter().map(State::finish).collect()
}

fn check<W: Lanes + core::fmt::Debug + PartialEq>(
    start: [W; 8],
    messages: &[Vec<u8>],
    kernels: Vec<Kernel<W>>,
    step: usize,
) {
    let expected: Vec<[W; 8]> = messages.iter().map(|message| hash(start, message)).collect();
    for kernel in kernels {
        // Forced wherever it has its lanes.
        let got = all_at_once(start, messages, &[kernel, plain()], step);
        assert_eq!(got, expected, "{}", kernel.name);
    }
    assert_eq!(all_at_once(start, messages, W::kernels(), step), expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn every_kernel(messages in messages(), step in STEP..900) {
        #[cfg(all(feature = "simd", target_arch = "x86_64"))]
        let (narrow, wide) = super::x86::all();
        #[cfg(not(all(feature = "simd", target_arch = "x86_64")))]
        let (narrow, wide) = (alloc::vec![plain()], alloc::vec![plain()]);
        check(SHA256, &messages, narrow, step);
        check(SHA512, &messages, wide, step);
    }

    #[test]
    fn digests_of_many(messages in messages()) {
        for algorithm in [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512] {
            let one_by_one: Vec<Digest> = messages.iter().map(|message| algorithm.digest(message).unwrap()).collect();
            prop_assert_eq!(algorithm.digest_many(&messages).unwrap(), one_by_one);
        }
    }

    #[test]
    fn verdicts_of_many(messages in messages(), wrong in any::<prop::sample::Index>()) {
        let mut digests: Vec<Digest> = messages.iter().map(|message| match message.len() % 3 {
            0 => Digest::sha256(message),
            1 => Digest::sha384(message),
            _ => Digest::sha512(message),
        }).collect();
        if !digests.is_empty() {
            let at = wrong.index(digests.len());
            digests[at] = Digest::sha256(b"something else entirely");
        }
        let pairs: Vec<(&Digest, &Vec<u8>)> = digests.iter().zip(&messages).collect();
        for (result, (digest, message)) in Digest::verify_many(&pairs).into_iter().zip(pairs) {
            prop_assert_eq!(result, digest.verify(message));
        }
    }

    #[test]
    fn streams_in_turns(messages in messages(), step in 1_usize..300) {
        let mut hashers: Vec<Hasher> = messages.iter().map(|_| Hasher::sha256()).collect();
        for at in (0..700).step_by(step) {
            let pieces = messages.iter().map(|message| message.get(at..message.len().min(at + step)).unwrap_or_default());
            Hasher::update_many(&mut hashers.iter_mut().zip(pieces).collect::<Vec<_>>());
        }
        for (hasher, message) in hashers.into_iter().zip(&messages) {
            prop_assert_eq!(hasher.finalize(), Digest::sha256(message));
        }
    }
}

#[test]
fn compression_of_nothing_changes_nothing() {
    let mut state = SHA256;
    u32::compress(&mut state, &[]);
    assert_eq!(state, SHA256);
}

/// With more messages than lanes at the end, no lane is empty while another has work: three equal messages take as long as
/// one and a half.
#[cfg(feature = "std")]
#[test]
fn the_last_messages_share_the_lanes() {
    std::thread_local!(static TIME: core::cell::Cell<usize> = const { core::cell::Cell::new(0) });
    fn timed(states: &mut [[u32; 8]], blocks: &[&[[u8; 64]]]) {
        TIME.set(TIME.get() + blocks.first().map_or(0, |blocks| blocks.len()));
        (plain().run)(states, blocks);
    }
    let kernels = [Kernel { name: "two", width: 2, least: 2, run: timed }, Kernel { run: timed, ..plain() }];
    let time = |blocks: &[usize]| {
        let messages: Vec<Vec<u8>> = blocks.iter().map(|blocks| alloc::vec![7; blocks * 64]).collect();
        TIME.set(0);
        let states = all_at_once(SHA256, &messages, &kernels, 1 << 20);
        assert!(states.iter().zip(&messages).all(|(state, message)| *state == hash(SHA256, message)));
        TIME.get()
    };
    for (blocks, ideal) in [
        (&[1000, 1000, 1000][..], 1500),
        (&[1000, 600, 600], 1100),
        (&[1000, 100, 100], 1000),
        (&[1000; 7], 3500),
        (&[1000], 1000),
        (&[], 0),
    ] {
        let time = time(blocks);
        assert!((ideal..=ideal + 2 * super::TURN).contains(&time), "{blocks:?} took {time}, at best {ideal}");
    }
}
