//! Choosing an entry: beside reading the same index with oci-spec 0.10 and with this family, in turns.
//!
//! `cargo bench -p oci-benches --bench select`. First the ratios; then criterion, for following one's own changes.

use bytes::Bytes;
use criterion::{Criterion, Throughput};
use oci_benches::documents;
use oci_benches::interleave::{Candidate, Clock, measure};
use oci_platform::{Keep, Platform, Policy, Selector, compare_policies};
use oci_spec::image as peer;
use oci_spec_types::{LazyIndex, Limits, oci};
use std::hint::black_box;

/// The candidate that others are compared with.
const PEER: &str = "oci-spec from_slice";

type Run = Box<dyn Fn()>;

/// What is done with an index of this many entries.
fn candidates(entries: usize) -> Vec<(&'static str, Run)> {
    let limits = Limits::default().with_max_document(64 << 20).with_max_descriptors(1 << 20);
    let bytes = Bytes::from(documents::index(entries, false));
    let index = oci::Index::parse_with(bytes.clone(), &limits).expect("an index");
    let run = |run: Box<dyn Fn(&[oci_spec_types::Descriptor])>| -> Run {
        let manifests = index.manifests.clone();
        Box::new(move || run(black_box(&manifests)))
    };
    let found = Selector::new(Platform::new("linux", "riscv64"));
    let none = Selector::new(Platform::new("linux", "mips64le"));
    let asked = |policy| found.clone().policy(policy);
    let (read, typed, lazy) = (bytes.clone(), bytes.clone(), bytes);
    let (run_policy, crane, pass) = (asked(Policy::DOCKER_RUN), none.clone().policy(Policy::CRANE), found.clone());
    let (rank, explain, filter) = (found.clone(), found.clone(), found.clone());
    vec![
        (PEER, Box::new(move || drop(black_box(serde_json::from_slice::<peer::ImageIndex>(&read).expect("an index"))))),
        ("typed", Box::new(move || drop(black_box(oci::Index::parse_with(typed.clone(), &limits).expect("an index"))))),
        ("select, found", run(Box::new(move |list| drop(black_box(found.select(list).expect("an entry")))))),
        ("select, none", run(Box::new(move |list| drop(black_box(none.select(list).expect_err("no entry")))))),
        (
            "select as docker-run",
            run(Box::new(move |list| drop(black_box(run_policy.select(list).expect("an entry"))))),
        ),
        (
            "select as crane, none",
            run(Box::new(move |list| drop(black_box(crane.select(list).expect_err("no entry"))))),
        ),
        (
            "lazy, selected in one pass",
            Box::new(move || {
                let mut pass = pass.pass().expect("a platform");
                let index =
                    LazyIndex::open_with(lazy.clone(), &limits, |_, entry| pass.offer(entry)).expect("an index");
                drop(black_box(index.entry(pass.finish().expect("an entry"))));
            }),
        ),
        ("rank", run(Box::new(move |list| drop(black_box(rank.rank(list)))))),
        ("explain", run(Box::new(move |list| drop(black_box(explain.explain(list)))))),
        ("filter", run(Box::new(move |list| drop(black_box(filter.filter(list, Keep::Best)))))),
        (
            "compare_policies",
            run(Box::new(move |list| drop(black_box(compare_policies(list, &Platform::new("linux", "riscv64")))))),
        ),
    ]
}

fn main() {
    let benchmark = std::env::args().any(|arg| arg == "--bench");
    // `cargo test --benches` only wants to know that it runs.
    let sizes: &[usize] = if benchmark { &[10, 1_000, 200_000] } else { &[10] };
    let groups: Vec<_> = sizes.iter().map(|size| (*size, candidates(*size))).collect();
    if benchmark {
        for (size, group) in &groups {
            let times = (20_000 / size).max(1);
            let mut all: Vec<_> =
                group.iter().map(|(name, run)| Candidate::new(name, || (0..times).for_each(|_| run()))).collect();
            let rounds = measure(if times > 1 { 31 } else { 7 }, &mut all);
            println!("index of {size} entries, {times} times:");
            for (name, _) in &group[1..] {
                println!("  {name:28} by {PEER}: {:.3}", rounds.ratio(Clock::Thread, name, &[PEER]));
            }
        }
    }
    let mut criterion = Criterion::default().configure_from_args();
    for (size, group) in groups.iter().filter(|(size, _)| *size <= 1_000) {
        let mut bench = criterion.benchmark_group(format!("select-{size}"));
        bench.throughput(Throughput::Elements(*size as u64));
        for (name, run) in group {
            bench.bench_function(*name, |b| b.iter(run));
        }
        bench.finish();
    }
    criterion.final_summary();
}
