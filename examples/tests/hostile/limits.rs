//! No document within the default limits costs more than 64 MB while it is parsed, nor more than 128 MB while it is converted
//! and its report rendered. `cargo test --release -p oci-examples --test hostile limits -- --nocapture --include-ignored`
//! prints what each costs.

use crate::shapes::{SHAPES, Shape, shape};
use allocation_counter::measure;
use oci_convert::explain::{Given, explain};
use oci_convert::{Destination, Format, Need, Request, Source, Tool, tools};
use oci_spec_types::validate::locate;
use oci_spec_types::{
    Descriptor, Document, ErrorKind, Kind, LazyIndex, Limits, MediaType, Model, ParseOptions, docker,
};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

const PARSED: u64 = 64_000_000;
const CONVERTED: u64 = 128_000_000;

/// The most bytes that are allocated at once while something is done, and how long that takes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Cost(u64, Duration);

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:6.1} MB {:5} ms", self.0 as f64 / 1e6, self.1.as_millis())
    }
}

fn cost<T>(run: impl FnOnce() -> T) -> Cost {
    let begun = Instant::now();
    let info = measure(|| drop(black_box(run())));
    Cost(info.bytes_max, begun.elapsed())
}

fn parse(shape: &Shape, text: &str) -> Result<Document, oci_spec_types::Error> {
    Document::parse_as(text.to_owned(), shape.kind)
}

#[test]
fn parsing_costs_little() {
    let limits = Limits::default();
    for shape in SHAPES {
        let allowed = shape.allowed(&limits);
        let text = shape.of(allowed);
        assert!(parse(shape, &text).is_ok(), "{}: {allowed} pieces: {:?}", shape.name, parse(shape, &text).err());
        let parsed = cost(|| parse(shape, &text));
        println!("{:32} {allowed:8} in {:7} bytes: {parsed}", shape.name, text.len());
        assert!(parsed.0 <= PARSED, "{}: {parsed}", shape.name);
        if allowed < shape.fitting(&limits) {
            let more = shape.of(allowed + 100);
            assert_eq!(parse(shape, &more).unwrap_err().kind(), ErrorKind::Limit, "{}", shape.name);
        }
    }
}

/// At the edge of the limits, and beyond them in the largest document.
#[test]
#[ignore = "takes long in a build that is not optimised"]
fn nothing_else_costs_much() {
    let limits = Limits::default();
    for shape in SHAPES {
        for pieces in BTreeSet::from([shape.allowed(&limits), shape.fitting(&limits)]) {
            let text = shape.of(pieces);
            let parsed = cost(|| parse(shape, &text));
            let (found, converted) = (cost(|| findings(shape, &text)), converted(shape.kind, &text));
            println!("{:32} {pieces:8} parsed {parsed}, findings {found}, converted {converted}", shape.name);
            assert!(parsed.0 <= PARSED, "{}: parsed: {parsed}", shape.name);
            assert!(found.0 <= CONVERTED, "{}: findings: {found}", shape.name);
            assert!(converted.0 <= CONVERTED, "{}: converted: {converted}", shape.name);
        }
    }
}

fn findings(shape: &Shape, text: &str) -> Option<String> {
    let findings = parse(shape, text).ok()?.findings();
    Some(locate(&findings, text.as_bytes()).iter().map(ToString::to_string).collect())
}

/// Of the conversions that are tried the one that costs most, with its report as text and JSON.
fn converted(kind: Kind, text: &str) -> Cost {
    let image;
    let (manifest, media_type, config) = match kind {
        Kind::ImageConfig => {
            let own = Descriptor::of(MediaType::DOCKER_CONFIG, text.as_bytes());
            image = String::from_utf8(docker::Manifest::new(own, Vec::new()).to_json()).unwrap();
            (&*image, MediaType::DOCKER_MANIFEST, text)
        }
        _ => (text, kind.media_type().unwrap_or_default(), "{}"),
    };
    let tools: [&Tool; 3] = [&tools::CONTAINERS_IMAGE, &tools::MINIMAL, &tools::GO_CONTAINERREGISTRY];
    let formats = [Format::Oci, Format::DockerV2S2, Format::DockerV2S1];
    let all = tools.into_iter().flat_map(|tool| formats.map(|format| (tool, format)));
    all.map(|(tool, format)| cost(|| convert(manifest, &media_type, config, tool, format))).max().unwrap_or_default()
}

fn convert(
    manifest: &str,
    media_type: &MediaType,
    config: &str,
    tool: &'static Tool,
    format: Format,
) -> Option<[String; 2]> {
    let mut request = Request::convert(format).as_tool(tool).way_back();
    if media_type.is_index() {
        request = request.index_alone();
    }
    let mut plan = request.plan(Source::new(manifest.to_owned(), media_type.clone())).ok()?;
    plan.accept_placeholders();
    for need in plan.needs() {
        let _ = match &need {
            Need::Name { .. } => plan.provide(&need, Destination::new("a/b", "c")),
            _ => plan.provide(&need, config.as_bytes().to_vec()),
        };
    }
    let converted = plan.finish().ok()?;
    Some([converted.report.to_string(), serde_json::to_string(&converted.report).unwrap()])
}

/// Two documents explained, each at the edge: what is said of them.
#[test]
#[ignore = "takes long in a build that is not optimised"]
fn explaining_costs_little() {
    for name in ["entries", "layers", "annotations"] {
        let shape = shape(name);
        let pieces = shape.allowed(&Limits::default());
        // One piece less: something is to be explained.
        let [a, b] = [pieces, pieces - 1].map(|pieces| parse(shape, &shape.of(pieces)).unwrap());
        let explained = cost(|| explain(&Given::new(&a, &b)).to_string());
        println!("{name:32} explained {explained}");
        assert!(explained.0 <= CONVERTED, "{name}: {explained}");
    }
}

/// An index that is opened lazily costs eight bytes an entry, and what is around the entries.
#[test]
fn a_lazy_index_costs_less() {
    let shape = shape("entries that say nothing");
    let text = bytes::Bytes::from(shape.of(shape.allowed(&Limits::default())));
    let opened = cost(|| LazyIndex::open(text.clone(), &Limits::default()));
    assert!(opened.0 < 1_000_000, "{opened}");
}

/// Nesting costs no memory that matters: a document as deep as it may be, with its findings.
#[test]
fn nesting_costs_little() {
    let depth = Limits::default().max_depth as usize;
    // The document is a container itself.
    let [deepest, deeper] = [depth - 1, depth].map(|lists| {
        let (begin, end) = ("[".repeat(lists), "]".repeat(lists));
        format!(r#"{{"manifests":[],"x":{begin}{end}}}"#)
    });
    let nested = cost(|| Document::parse_as(deepest.clone(), Kind::OciIndex).unwrap().findings());
    println!("{depth} containers: {nested}");
    assert!(nested.0 < 1_000_000, "{nested}");
    assert!(Document::parse_as(deeper, Kind::OciIndex).is_err());
}

/// Whatever a limit is set to, the next one is refused, and the error says which limit it was.
#[test]
fn every_limit_is_named() {
    let base = Limits::default();
    let table = [
        (base.with_max_document(10), r#"{"manifests":[]}"#, "at most 10"),
        (base.with_max_depth(1), r#"{"x":[[]]}"#, ""),
        (base.with_max_descriptors(1), r#"{"manifests":[{},{}]}"#, "max_descriptors"),
        (base.with_max_map_entries(1), r#"{"annotations":{"a":"","b":""}}"#, "max_map_entries"),
        (base.with_max_elements(2), r#"{"manifests":[{}],"annotations":{"a":"","b":""}}"#, "max_elements"),
        (base.with_max_elements(2), r#"{"x":0,"y":0,"z":0}"#, "max_elements"),
    ];
    for (limits, text, named) in table {
        let options = ParseOptions::default().limits(limits).kind(Kind::OciIndex);
        let error = Document::parse_with(text, &options).unwrap_err();
        assert!(error.to_string().contains(named), "{text}: {error}");
        assert!(Document::parse_as(text, Kind::OciIndex).is_ok());
    }
}
