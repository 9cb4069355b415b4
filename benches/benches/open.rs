//! Opening documents: this family beside oci-spec 0.10, in one run.
//!
//! `cargo bench -p oci-benches --bench open`. First the ratios, measured in turns; then criterion, for following one's own
//! changes. The input of each group is made here and the same for all.

use bytes::Bytes;
use criterion::{Criterion, Throughput};
use oci_benches::documents;
use oci_benches::interleave::{Candidate, Clock, measure};
use oci_spec::image as peer;
use oci_spec_types::{Document, LazyIndex, Limits, Model, ParseOptions, oci};
use std::hint::black_box;

/// The candidate that others are compared with.
const PEER: &str = "oci-spec";

/// One document, and what is done with it.
struct Group {
    name: &'static str,
    document: Bytes,
    candidates: Vec<(&'static str, Open)>,
}

type Open = Box<dyn Fn(Bytes)>;

impl Group {
    fn new(name: &'static str, document: Vec<u8>) -> Self {
        Self { name, document: document.into(), candidates: Vec::new() }
    }

    fn with<T>(mut self, name: &'static str, open: impl Fn(Bytes) -> T + 'static) -> Self {
        self.candidates.push((name, Box::new(move |bytes| drop(black_box(open(black_box(bytes)))))));
        self
    }

    /// How often a turn does the same, for the clock.
    fn times(&self) -> usize {
        ((4 << 20) / self.document.len()).max(1)
    }
}

/// A manifest of 12 layers: opened by the peer, typed, as a document, with its digest, with its findings.
fn manifest() -> Group {
    let spec = ParseOptions::spec();
    Group::new("manifest-12-layers", documents::manifest(12))
        .with(PEER, |bytes| serde_json::from_slice::<peer::ImageManifest>(&bytes).expect("a manifest"))
        .with("typed", |bytes| oci::Manifest::parse(bytes).expect("a manifest"))
        .with("document", |bytes| Document::parse(bytes).expect("a manifest"))
        .with("document+digest", |bytes| {
            let document = Document::parse(bytes).expect("a manifest");
            (document.digest().expect("a digest"), document)
        })
        .with("document+digest+spec", move |bytes| {
            let document = Document::parse_with(bytes, &spec).expect("a valid manifest");
            (document.digest().expect("a digest"), document)
        })
}

/// An image config of 12 layers with its history.
fn config() -> Group {
    Group::new("config-12-layers", documents::config(12))
        .with(PEER, |bytes| serde_json::from_slice::<peer::ImageConfiguration>(&bytes).expect("a config"))
        .with("typed", |bytes| oci::ImageConfig::parse(bytes).expect("a config"))
}

/// An index with platforms: read whole, and one entry of it chosen.
fn index(name: &'static str, entries: usize, annotated: bool) -> Group {
    let limits = Limits::default().with_max_document(64 << 20).with_max_descriptors(1 << 20);
    Group::new(name, documents::index(entries, annotated))
        .with(PEER, |bytes| serde_json::from_slice::<peer::ImageIndex>(&bytes).expect("an index"))
        .with("typed", move |bytes| oci::Index::parse_with(bytes, &limits).expect("an index"))
        .with("lazy, entry chosen", move |bytes| {
            let mut chosen = None;
            let index = LazyIndex::open_with(bytes, &limits, |at, entry| {
                if entry.platform.as_ref().is_some_and(|p| p.os == "windows" && p.architecture == "amd64") {
                    chosen.get_or_insert(at);
                }
            });
            index.expect("an index").entry(chosen.expect("an entry"))
        })
}

fn ratios(groups: &[Group]) {
    for group in groups {
        let times = group.times();
        let mut candidates: Vec<_> = group
            .candidates
            .iter()
            .map(|(name, open)| Candidate::new(name, || (0..times).for_each(|_| open(group.document.clone()))))
            .collect();
        let rounds = measure(if times > 1 { 51 } else { 11 }, &mut candidates);
        println!("{}, {} bytes, {times} times:", group.name, group.document.len());
        rounds.print(group.document.len() * times);
        for (name, _) in &group.candidates[1..] {
            println!("  {name:20} by {PEER}: {:.3}", rounds.ratio(Clock::Thread, name, &[PEER]));
        }
    }
}

fn main() {
    let benchmark = std::env::args().any(|arg| arg == "--bench");
    // `cargo test --benches` only wants to know that it runs.
    let many = if benchmark { 200_000 } else { 200 };
    let groups = [manifest(), config(), index("index-16", 16, true), index("index-200000", many, false)];
    if benchmark {
        ratios(&groups);
    }
    let mut criterion = Criterion::default().configure_from_args();
    for group in &groups {
        let mut bench = criterion.benchmark_group(group.name);
        bench.throughput(Throughput::Bytes(group.document.len() as u64));
        if group.times() == 1 {
            bench.sample_size(10);
        }
        for (name, open) in &group.candidates {
            bench.bench_function(*name, |b| b.iter(|| open(group.document.clone())));
        }
        bench.finish();
    }
    criterion.final_summary();
}
