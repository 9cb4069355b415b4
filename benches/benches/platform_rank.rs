//! Ordering, choosing and explaining indexes of growing size: the time an entry must not grow with the index.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use oci_platform::{Candidate, Entry, Fallback, Host, Platform, Policy, Selector};
use std::hint::black_box;

const ARCHITECTURES: &[&str] = &["amd64", "arm64", "arm", "386", "ppc64le", "riscv64", "s390x"];

/// Entries of mixed platforms, a third of them amd64 levels, with an attestation after every fourth.
fn index(size: usize) -> Vec<Candidate> {
    (0..size)
        .map(|n| match n % 5 {
            4 => Candidate::new(Platform::new("unknown", "unknown"))
                .with_annotation("vnd.docker.reference.type", "attestation-manifest")
                .with_annotation("vnd.docker.reference.digest", format!("sha256:{:064x}", n - 1)),
            0 | 2 => Candidate::new(Platform::new("linux", "amd64").with_variant(format!("v{}", 1 + n * 7919 % size))),
            _ => Candidate::new(Platform::new("linux", ARCHITECTURES[n % ARCHITECTURES.len()])),
        })
        .enumerate()
        .map(|(n, entry)| entry.with_digest(format!("sha256:{n:064x}")))
        .collect()
}

fn rank(c: &mut Criterion) {
    let wanted = Platform::new("linux", "amd64").with_variant("v2147483648");
    let mut group = c.benchmark_group("platform_rank");
    for size in [100, 1_000, 10_000] {
        let entries = index(size);
        group.throughput(Throughput::Elements(size as u64));
        for policy in [Policy::CONTAINERD, Policy::PODMAN, Policy::CRANE, Policy::REGCTL] {
            let selector = Selector::new(wanted.clone()).policy(policy);
            group.bench_with_input(BenchmarkId::new(policy.name(), size), &entries, |b, entries| {
                b.iter(|| selector.rank(black_box(entries)));
            });
        }
        let selector = Selector::new(wanted.clone());
        group.bench_with_input(BenchmarkId::new("explain", size), &entries, |b, entries| {
            b.iter(|| selector.explain(black_box(entries)));
        });
    }
    group.finish();
}

fn one(c: &mut Criterion) {
    let host = Host::default();
    let entry = Candidate::new(Platform::new("linux", "arm64"));
    c.bench_function("platform/parse", |b| b.iter(|| black_box("linux/arm64/v8").parse::<Platform>()));
    c.bench_function("platform/normalise", |b| {
        let platform = Platform::new("linux", "aarch64").with_variant("v8");
        b.iter(|| black_box(&platform).normalized(&host));
    });
    c.bench_function("platform/huge fallback", |b| {
        let wanted = Platform::new("linux", "amd64").with_variant("v2147483648");
        b.iter(|| Fallback::containerd(black_box(&wanted), &host).len());
    });
    c.bench_function("platform/look", |b| b.iter(|| black_box(&entry).platform()));
}

criterion_group!(benches, rank, one);
criterion_main!(benches);
