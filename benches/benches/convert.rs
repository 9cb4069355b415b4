//! Conversions beside oci-spec's reading of the same documents, and beside opening them, in one run.
//!
//! `cargo bench -p oci-benches --bench convert`. Ratios of processor time, medians of rounds measured in turns, and
//! allocations, counted.

use bytes::Bytes;
use oci_benches::documents;
use oci_benches::interleave::{Candidate, Clock, measure};
use oci_convert::{Converted, Destination, EntryEdit, Format, Need, Plan, Request, Source, tools};
use oci_digest::Digest;
use oci_spec::image as peer;
use oci_spec_types::{Document, Limits, MediaType, Model, ParseOptions, Platform, oci};
use std::hint::black_box;

const PEER: &str = "oci-spec";
const OPENING: &str = "opening";

/// An image that is converted.
struct Image {
    manifest: Bytes,
    media_type: MediaType,
    config: Bytes,
}

impl Image {
    /// As the engine wrote it, with this config.
    fn docker(layers: usize, config: Vec<u8>) -> Self {
        let manifest = documents::docker_manifest(layers, &config);
        Self { manifest: manifest.into(), media_type: MediaType::DOCKER_MANIFEST, config: config.into() }
    }

    fn source(&self) -> Source {
        Source::new(self.manifest.clone(), self.media_type.clone())
    }

    fn convert(&self, request: &Request) -> Converted {
        let mut plan = request.plan(self.source()).expect("an image");
        for need in plan.needs() {
            let provided = match &need {
                Need::Config { .. } => plan.provide(&need, self.config.clone()),
                Need::Name { .. } => plan.provide(&need, Destination::new("library/test", "latest")),
                Need::DiffIds { layers, .. } => plan.provide(&need, layers.clone()),
                Need::LayerSizes { layers, .. } => plan.provide(&need, vec![1_i64; layers.len()]),
                need => panic!("{need}"),
            };
            provided.expect("what was asked for");
        }
        plan.finish().expect("an image")
    }

    /// What the conversion makes.
    fn converted(&self, request: &Request) -> Self {
        let converted = self.convert(request);
        let config = converted.config.and_then(|config| config.bytes).unwrap_or_default();
        Self { manifest: converted.bytes, media_type: converted.media_type, config }
    }
}

fn ratios(name: &str, rounds: usize, times: usize, candidates: Vec<(&'static str, Box<dyn Fn()>)>) {
    println!("{name}:");
    let counts: Vec<u64> =
        candidates.iter().map(|(_, run)| allocation_counter::measure(|| run()).count_total).collect();
    let mut measured: Vec<Candidate<'_>> =
        candidates.iter().map(|(name, run)| Candidate::new(name, move || (0..times).for_each(|_| run()))).collect();
    let measured = measure(rounds, &mut measured);
    for ((name, _), count) in candidates.iter().zip(counts) {
        let by = |by: &str| match candidates.iter().any(|(own, _)| *own == by) {
            true => format!("{:6.2}", measured.ratio(Clock::Thread, name, &[by])),
            false => "     -".to_owned(),
        };
        println!("  {name:26} {} of {PEER}, {} of {OPENING}; {count} allocations", by(PEER), by(OPENING));
    }
}

fn candidate<T>(name: &'static str, run: impl Fn() -> T + 'static) -> (&'static str, Box<dyn Fn()>) {
    (name, Box::new(move || drop(black_box(run()))))
}

/// Conversions of an image between Docker v2s2 and OCI.
fn schema2(name: &str, docker: Image, quick: bool) {
    let (rounds, times) = if quick { (1, 1) } else { (301, ((1 << 17) / docker.config.len()).max(1)) };
    let oci = docker.converted(&Request::convert(Format::Oci));
    let both = |image: &Image| (image.manifest.clone(), image.config.clone());
    let (first, second) = (both(&docker), both(&docker));
    let own = |image: &Image, request: Request| {
        let image = Image {
            manifest: image.manifest.clone(),
            media_type: image.media_type.clone(),
            config: image.config.clone(),
        };
        move || image.convert(&request)
    };
    let to_oci = || Request::convert(Format::Oci);
    let to_docker = || Request::convert(Format::DockerV2S2);
    ratios(
        name,
        rounds,
        times,
        vec![
            candidate(PEER, move || {
                let manifest: peer::ImageManifest = serde_json::from_slice(&first.0).expect("a manifest");
                let config: peer::ImageConfiguration = serde_json::from_slice(&first.1).expect("a config");
                (manifest, config)
            }),
            candidate(OPENING, move || {
                (
                    Document::parse(second.0.clone()).expect("a manifest"),
                    Document::parse(second.1.clone()).expect("a config"),
                )
            }),
            candidate("v2s2 -> OCI", own(&docker, to_oci())),
            candidate("v2s2 -> OCI, way back", own(&docker, to_oci().way_back())),
            candidate("v2s2 -> OCI, as Go reads", own(&docker, to_oci().always_as_go())),
            candidate("v2s2 -> OCI, minimal", own(&docker, to_oci().as_tool(&tools::MINIMAL))),
            candidate("OCI -> v2s2", own(&oci, to_docker())),
            candidate("OCI -> v2s2, way back", own(&oci, to_docker().way_back())),
            candidate("v2s2 -> v2s1", own(&docker, Request::convert(Format::DockerV2S1))),
            candidate("v2s1 -> v2s2", {
                let schema1 = docker.converted(&Request::convert(Format::DockerV2S1));
                own(&schema1, to_docker())
            }),
        ],
    );
}

/// Conversions and edits of an index.
fn index(entries: usize, quick: bool) {
    let limits = Limits::default().with_max_document(64 << 20).with_max_descriptors(1 << 20);
    let text = Bytes::from(documents::index(entries, false));
    let list = Request::convert(Format::DockerV2S2).index_alone().limits(limits);
    let list = list.plan(Source::new(text.clone(), MediaType::OCI_INDEX)).and_then(Plan::finish).expect("a list").bytes;
    let (rounds, times) = if quick { (1, 1) } else { (51, ((1 << 20) / text.len()).max(1)) };
    let index = oci::Index::parse_with(text.clone(), &limits).expect("an index");
    let updates: Vec<EntryEdit> = index
        .manifests
        .iter()
        .map(|entry| {
            let digest = Digest::sha256(entry.digest.to_string());
            EntryEdit::update(entry.digest.clone(), digest, entry.size, entry.media_type.clone())
        })
        .collect();
    let removals: Vec<EntryEdit> =
        index.manifests.iter().map(|entry| EntryEdit::Remove(entry.digest.clone())).collect();
    let deletions: Vec<EntryEdit> = (0..entries).map(|_| EntryEdit::Delete { position: 0 }).collect();
    let convert = |bytes: &Bytes, media_type: MediaType, request: Request| {
        let (source, request) = (Source::new(bytes.clone(), media_type), request.limits(limits));
        move || request.plan(source.clone()).and_then(Plan::finish).expect("an index")
    };
    let edit = |edits: Vec<EntryEdit>| convert(&text, MediaType::OCI_INDEX, Request::edit().entries(edits));
    let platform = || Platform::new("linux", "amd64");
    let (first, second) = (text.clone(), text.clone());
    let options = ParseOptions::default().limits(limits);
    ratios(
        &format!("index of {entries} entries, {} bytes", text.len()),
        rounds,
        times,
        vec![
            candidate(PEER, move || serde_json::from_slice::<peer::ImageIndex>(&first).expect("an index")),
            candidate(OPENING, move || Document::parse_with(second.clone(), &options).expect("an index")),
            candidate(
                "list -> index",
                convert(&list, MediaType::DOCKER_LIST, Request::convert(Format::Oci).index_alone()),
            ),
            candidate(
                "index -> list",
                convert(
                    &text,
                    MediaType::OCI_INDEX,
                    Request::convert(Format::DockerV2S2).index_alone().default_platform(platform()),
                ),
            ),
            candidate("every entry updated", edit(updates)),
            candidate("every entry removed", edit(removals)),
            candidate("deleted one by one", edit(deletions)),
        ],
    );
}

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    let quick = !std::env::args().any(|arg| arg == "--bench");
    for layers in [12, 100] {
        schema2(
            &format!("{layers} layers, classic config"),
            Image::docker(layers, documents::classic_config(layers)),
            quick,
        );
        schema2(&format!("{layers} layers, BuildKit config"), Image::docker(layers, documents::config(layers)), quick);
    }
    for entries in if quick { vec![10] } else { vec![10, 1_000, 10_000] } {
        index(entries, quick);
    }
}
