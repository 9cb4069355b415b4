//! Many messages at once, beside sha2, ring and aws-lc-rs one after the other.
//!
//! `cargo bench -p oci-benches --bench hash_many`

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use oci_benches::interleave::{Candidate, Clock, measure};
use oci_digest::{Algorithm, Hasher};
use sha2::Digest as _;

/// A set of messages: a name, how many, and the length of each by its index.
type Set = (&'static str, usize, fn(usize) -> usize);

const SETS: &[Set] = &[
    ("16 of 64 B", 16, |_| 64),
    ("16 of 1 KiB", 16, |_| 1 << 10),
    ("16 of 64 KiB", 16, |_| 64 << 10),
    ("17 of 64 KiB", 17, |_| 64 << 10),
    ("2 of 64 KiB", 2, |_| 64 << 10),
    ("2, a blob and its tar", 2, |at| [1 << 20, 2_700 << 10][at]),
    ("1000 of 2419 B", 1000, |_| 2419),
    // The sizes of layers: a few are large.
    ("100 of 1 KiB to 1 MiB", 100, |at| 1 << (10 + at * 7919 % 11)),
];

fn messages((_, count, length): Set) -> Vec<Vec<u8>> {
    (0..count).map(|at| (0..length(at)).map(|byte| (byte * 31 + at) as u8).collect()).collect()
}

/// A peer's name, the algorithm, and what it does with the messages.
type Peer = (&'static str, Algorithm, fn(&[Vec<u8>]) -> usize);

const PEERS: &[Peer] = &[
    ("at once", Algorithm::Sha256, |all| Algorithm::Sha256.digest_many(all).map_or(0, |digests| digests.len())),
    ("in turns", Algorithm::Sha256, in_turns),
    ("sha2", Algorithm::Sha256, |all| all.iter().map(|bytes| sha2::Sha256::digest(bytes).len()).sum()),
    ("ring", Algorithm::Sha256, |all| {
        all.iter().map(|bytes| ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().len()).sum()
    }),
    ("aws-lc-rs", Algorithm::Sha256, |all| {
        all.iter().map(|bytes| aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes).as_ref().len()).sum()
    }),
    ("at once", Algorithm::Sha512, |all| Algorithm::Sha512.digest_many(all).map_or(0, |digests| digests.len())),
    ("sha2", Algorithm::Sha512, |all| all.iter().map(|bytes| sha2::Sha512::digest(bytes).len()).sum()),
    ("ring", Algorithm::Sha512, |all| {
        all.iter().map(|bytes| ring::digest::digest(&ring::digest::SHA512, bytes).as_ref().len()).sum()
    }),
    ("aws-lc-rs", Algorithm::Sha512, |all| {
        all.iter().map(|bytes| aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA512, bytes).as_ref().len()).sum()
    }),
];

/// As streams: 16 KiB of each message a turn.
fn in_turns(all: &[Vec<u8>]) -> usize {
    const PIECE: usize = 16 << 10;
    let mut hashers: Vec<Hasher> = all.iter().map(|_| Hasher::sha256()).collect();
    let longest = all.iter().map(Vec::len).max().unwrap_or_default();
    for at in (0..longest).step_by(PIECE) {
        let pieces = all.iter().map(|bytes| bytes.get(at..bytes.len().min(at + PIECE)).unwrap_or_default());
        Hasher::update_many(&mut hashers.iter_mut().zip(pieces).collect::<Vec<_>>());
    }
    hashers.into_iter().map(|hasher| hasher.finalize().algorithm_str().len()).sum()
}

fn ratios() {
    for set in SETS {
        let all = messages(*set);
        let size: usize = all.iter().map(Vec::len).sum();
        // About 8 MiB a turn, for the clock.
        let times = ((8 << 20) / size).max(1);
        for algorithm in [Algorithm::Sha256, Algorithm::Sha512] {
            let peers = PEERS.iter().filter(|(_, own, _)| *own == algorithm);
            let mut candidates: Vec<_> = peers
                .map(|&(name, _, hash)| {
                    let all = &all;
                    Candidate::new(name, move || (0..times).map(|_| hash(black_box(all))).sum::<usize>())
                })
                .collect();
            let rounds = measure(21, &mut candidates);
            println!("{}, {}:", algorithm.as_str(), set.0);
            rounds.print(size * times);
            for peer in ["sha2", "ring", "aws-lc-rs"] {
                println!("  speed by that of {peer:10} {:.3}", 1.0 / rounds.ratio(Clock::Thread, "at once", &[peer]));
            }
        }
    }
}

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    if std::env::args().any(|arg| arg == "--bench") {
        ratios();
    }
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    for set in SETS {
        let all = messages(*set);
        let mut group = criterion.benchmark_group(format!("hash_many/{}", set.0));
        group.throughput(Throughput::Bytes(all.iter().map(|bytes| bytes.len() as u64).sum()));
        for (name, algorithm, hash) in PEERS {
            group.bench_function(BenchmarkId::new(algorithm.as_str(), name), |b| b.iter(|| hash(black_box(&all))));
        }
        group.finish();
    }
    criterion.final_summary();
}
