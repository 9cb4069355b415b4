//! Hashing throughput of every algorithm, beside plain sha2, ring and aws-lc-rs.
//!
//! First the ratios, measured in turns; then criterion, for following one's own changes.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use oci_benches::interleave::{Candidate, Clock, measure};
use oci_digest::{Algorithm, Digest};
use sha2::Digest as _;

const SIZES: [(usize, &str); 3] = [(1 << 10, "1 KiB"), (64 << 10, "64 KiB"), (64 << 20, "64 MiB")];

/// A peer's name, the algorithm, and what it does with the bytes.
type Peer = (&'static str, &'static str, fn(&[u8]) -> usize);

const PEERS: &[Peer] = &[
    ("sha256", "oci-digest", |bytes| digest(&Algorithm::Sha256, bytes)),
    ("sha256", "sha2", |bytes| sha2::Sha256::digest(bytes).len()),
    ("sha256", "ring", |bytes| ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().len()),
    ("sha256", "aws-lc-rs", |bytes| aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes).as_ref().len()),
    ("sha384", "oci-digest", |bytes| digest(&Algorithm::Sha384, bytes)),
    ("sha384", "sha2", |bytes| sha2::Sha384::digest(bytes).len()),
    ("sha384", "ring", |bytes| ring::digest::digest(&ring::digest::SHA384, bytes).as_ref().len()),
    ("sha384", "aws-lc-rs", |bytes| aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA384, bytes).as_ref().len()),
    ("sha512", "oci-digest", |bytes| digest(&Algorithm::Sha512, bytes)),
    ("sha512", "sha2", |bytes| sha2::Sha512::digest(bytes).len()),
    ("sha512", "ring", |bytes| ring::digest::digest(&ring::digest::SHA512, bytes).as_ref().len()),
    ("sha512", "aws-lc-rs", |bytes| aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA512, bytes).as_ref().len()),
    ("blake3", "oci-digest", |bytes| digest(&Algorithm::Blake3, bytes)),
];

fn digest(algorithm: &Algorithm, bytes: &[u8]) -> usize {
    algorithm.digest(bytes).as_ref().map_or(0, |digest: &Digest| black_box(digest).algorithm_str().len())
}

fn bytes(size: usize) -> Vec<u8> {
    (0..size).map(|i| (i % 251) as u8).collect()
}

fn ratios() {
    for (size, label) in SIZES {
        let data = bytes(size);
        // About 16 MiB a turn, for the clock.
        let times = ((16 << 20) / size).max(1);
        for algorithm in ["sha256", "sha384", "sha512", "blake3"] {
            let peers = PEERS.iter().filter(|(own, ..)| *own == algorithm);
            let mut candidates: Vec<_> = peers
                .map(|&(_, name, hash)| {
                    let data = &data;
                    Candidate::new(name, move || (0..times).map(|_| hash(black_box(data))).sum::<usize>())
                })
                .collect();
            let rounds = measure(21, &mut candidates);
            println!("{algorithm}, {label}:");
            rounds.print(size * times);
            for peer in ["sha2", "ring", "aws-lc-rs"].iter().filter(|_| algorithm != "blake3") {
                println!(
                    "  speed by that of {peer:15} {:.3}",
                    1.0 / rounds.ratio(Clock::Thread, "oci-digest", &[peer])
                );
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
    for (size, label) in SIZES {
        let data = bytes(size);
        let mut group = criterion.benchmark_group(format!("hashing/{label}"));
        group.throughput(Throughput::Bytes(size as u64));
        for (algorithm, name, hash) in PEERS {
            group.bench_function(BenchmarkId::new(*algorithm, name), |b| b.iter(|| hash(black_box(&data))));
        }
        group.finish();
    }
    criterion.final_summary();
}
