//! The layer pass on a tar of real files, beside bare decompression and bare hashing.
//!
//! First the ratios, measured in turns; then criterion, for following one's own changes. The size of the tar is
//! 200 MiB, or as many as `LAYER_MIB` says.

use std::hint::black_box;
use std::io::{Read, Write};

use criterion::{Criterion, Throughput};
use oci_benches::interleave::{Candidate, Clock, measure};
use oci_benches::tar::real_tar;
use oci_digest::layer::{LayerDigests, LayerHasher};
use sha2::{Digest as _, Sha256};

const BUFFER: usize = 1 << 20;
/// A blob comes in pieces of this size.
const PIECE: usize = 256 << 10;

struct Layer {
    tar: Vec<u8>,
    gzip: Vec<u8>,
    zstd: Vec<u8>,
}

impl Layer {
    fn new(size: usize) -> Self {
        let tar = real_tar(size);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        gzip.write_all(&tar).expect("compressing in memory");
        let gzip = gzip.finish().expect("compressing in memory");
        let zstd = zstd::encode_all(&tar[..], 3).expect("compressing in memory");
        Self { tar, gzip, zstd }
    }
}

fn serial(blob: &[u8]) -> LayerDigests {
    LayerHasher::new().digest_all([blob]).expect("a layer")
}

fn threaded(blob: &[u8]) -> LayerDigests {
    LayerHasher::new().on_two_threads().digest_all(blob.chunks(PIECE)).expect("a layer")
}

/// Decompresses, and does nothing with it.
fn drain(mut reader: impl Read, buffer: &mut [u8]) -> usize {
    let mut total = 0;
    loop {
        match reader.read(buffer).expect("a layer") {
            0 => return total,
            n => total += black_box(&buffer[..n]).len(),
        }
    }
}

fn gunzip(blob: &[u8], buffer: &mut [u8]) -> usize {
    drain(flate2::bufread::MultiGzDecoder::new(blob), buffer)
}

fn unzstd(blob: &[u8], buffer: &mut [u8]) -> usize {
    drain(zstd::Decoder::with_buffer(blob).expect("a decoder"), buffer)
}

fn ratios(layer: &Layer, rounds: usize) {
    let Layer { tar, gzip, zstd } = layer;
    type Kind<'a> = (&'a str, &'a [u8], fn(&[u8], &mut [u8]) -> usize);
    let kinds: [Kind<'_>; 2] = [("gzip", gzip, gunzip), ("zstd", zstd, unzstd)];
    for (kind, blob, decompress) in kinds {
        let mut buffer = vec![0; BUFFER];
        let mut candidates = [
            Candidate::new("decompress", || decompress(blob, &mut buffer)),
            Candidate::new("sha256 of the blob", || Sha256::digest(blob)),
            Candidate::new("sha256 of the tar", || Sha256::digest(tar)),
            Candidate::new("pass", || serial(blob)),
            Candidate::new("pass, two threads", || threaded(blob)),
        ];
        let rounds = measure(rounds, &mut candidates);
        println!("{kind}, {} -> {} MB:", blob.len() / 1_000_000, tar.len() / 1_000_000);
        rounds.print(tar.len());
        let parts = ["decompress", "sha256 of the blob", "sha256 of the tar"];
        println!("  pass by the sum of its three parts: {:.3}", rounds.ratio(Clock::Thread, "pass", &parts));
        let ratio = |clock| rounds.ratio(clock, "pass, two threads", &parts[..1]);
        let (wall, thread) = (ratio(Clock::Wall), ratio(Clock::Thread));
        println!("  two threads by bare decompression: {wall:.3} on the wall, {thread:.3} of the first thread");
    }
    let mut candidates =
        [Candidate::new("sha256 of the tar", || Sha256::digest(tar)), Candidate::new("pass", || serial(tar))];
    let rounds = measure(rounds, &mut candidates);
    println!("plain tar, {} MB:", tar.len() / 1_000_000);
    rounds.print(tar.len());
    println!("  pass by one hash: {:.3}", rounds.ratio(Clock::Thread, "pass", &["sha256 of the tar"]));
}

fn main() {
    let benchmark = std::env::args().any(|arg| arg == "--bench");
    let mib = std::env::var("LAYER_MIB").ok().and_then(|mib| mib.parse().ok());
    // `cargo test --benches` only wants to know that it runs.
    let layer = Layer::new(mib.unwrap_or(if benchmark { 200 } else { 4 }) << 20);
    if benchmark {
        ratios(&layer, 11);
    }
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut buffer = vec![0; BUFFER];
    for (kind, blob) in [("tar", &layer.tar), ("gzip", &layer.gzip), ("zstd", &layer.zstd)] {
        let mut group = criterion.benchmark_group(format!("layer_pass/{kind}"));
        group.throughput(Throughput::Bytes(layer.tar.len() as u64));
        match kind {
            "gzip" => drop(group.bench_function("decompress", |b| b.iter(|| gunzip(blob, &mut buffer)))),
            "zstd" => drop(group.bench_function("decompress", |b| b.iter(|| unzstd(blob, &mut buffer)))),
            _ => drop(group.bench_function("sha256", |b| b.iter(|| Sha256::digest(blob)))),
        }
        group.bench_function("serial", |b| b.iter(|| serial(blob)));
        group.bench_function("threaded", |b| b.iter(|| threaded(blob)));
        group.finish();
    }
    criterion.final_summary();
}
