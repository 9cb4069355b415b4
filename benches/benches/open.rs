//! Opening documents: this family beside oci-spec 0.10, in one run.
//!
//! `cargo bench -p oci-benches --bench open`. The input of each group is made here and the same for all.

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use oci_benches::documents;
use oci_spec::image as peer;
use oci_spec_types::{Document, LazyIndex, Limits, Model, ParseOptions, oci};
use std::hint::black_box;

/// A manifest of 12 layers: opened by the peer, typed, as a document, and with its digest.
fn manifest(criterion: &mut Criterion) {
    let bytes = Bytes::from(documents::manifest(12));
    let mut group = criterion.benchmark_group("manifest-12-layers");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("oci-spec", |b| {
        b.iter(|| serde_json::from_slice::<peer::ImageManifest>(black_box(&bytes)).expect("a manifest"));
    });
    group.bench_function("typed", |b| b.iter(|| oci::Manifest::parse(black_box(bytes.clone())).expect("a manifest")));
    group.bench_function("document", |b| b.iter(|| Document::parse(black_box(bytes.clone())).expect("a manifest")));
    group.bench_function("document+digest", |b| {
        b.iter(|| {
            Document::parse(black_box(bytes.clone())).and_then(|document| document.digest()).expect("a manifest")
        });
    });
    let spec = ParseOptions::spec();
    group.bench_function("document+digest+spec", |b| {
        b.iter(|| {
            let document = Document::parse_with(black_box(bytes.clone()), &spec).expect("a valid manifest");
            document.digest().expect("a digest")
        });
    });
    group.finish();
}

/// An image config of 12 layers with its history.
fn config(criterion: &mut Criterion) {
    let bytes = Bytes::from(documents::config(12));
    let mut group = criterion.benchmark_group("config-12-layers");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("oci-spec", |b| {
        b.iter(|| serde_json::from_slice::<peer::ImageConfiguration>(black_box(&bytes)).expect("a config"));
    });
    group.bench_function("typed", |b| b.iter(|| oci::ImageConfig::parse(black_box(bytes.clone())).expect("a config")));
    group.finish();
}

/// Indexes with platforms: a usual one with annotations, and one of 200,000 entries.
fn index(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("index");
    for (entries, annotated) in [(16, true), (200_000, false)] {
        let bytes = Bytes::from(documents::index(entries, annotated));
        let limits = Limits::default().with_max_document(64 << 20).with_max_descriptors(1 << 20);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        if entries > 1000 {
            group.sample_size(10);
        }
        group.bench_function(BenchmarkId::new("oci-spec", entries), |b| {
            b.iter(|| serde_json::from_slice::<peer::ImageIndex>(black_box(&bytes)).expect("an index"));
        });
        group.bench_function(BenchmarkId::new("typed", entries), |b| {
            b.iter(|| oci::Index::parse_with(black_box(bytes.clone()), &limits).expect("an index"));
        });
        group.bench_function(BenchmarkId::new("lazy, entry chosen", entries), |b| {
            b.iter(|| {
                let mut chosen = None;
                let index = LazyIndex::open_with(black_box(bytes.clone()), &limits, |at, entry| {
                    if entry.platform.as_ref().is_some_and(|p| p.os == "windows" && p.architecture == "amd64") {
                        chosen.get_or_insert(at);
                    }
                });
                index.expect("an index").entry(chosen.expect("an entry"))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, manifest, config, index);
criterion_main!(benches);
