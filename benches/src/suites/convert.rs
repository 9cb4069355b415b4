//! Conversions.

use bytes::Bytes;
use oci_convert::explain::{Given, explain};
use oci_convert::{Converted, Destination, EntryEdit, Format, Need, Plan, Request, Source, tools};
use oci_digest::Digest;
use oci_spec::image as peer;
use oci_spec_types::{Document, MediaType, Model, ParseOptions, Platform, oci};

use super::open::{limits, serde_peer};
use crate::documents;
use crate::suite::{Candidate, Cells, Row, Scale, Suite, Table, thousands};

/// Conversions.
pub const CONVERT: Suite = Suite {
    name: "convert",
    title: "Conversions",
    about: "As containers/image writes, with the report of every digest and loss, beside the time in which oci-spec reads the \
            same documents (`serde_json::from_slice` of manifest and config, or of the index).",
    tables,
};

fn tables(scale: Scale) -> Vec<Table> {
    let table = |title, chart, rows_are, rows| Table { title, cells: Cells::Time, chart, rows_are, rows };
    let image = |name: &'static str, layers, config| schema2(format!("{layers} layers, {name} config"), layers, config);
    let classic = |layers| image("classic", layers, documents::classic_config(layers));
    let buildkit = |layers| image("BuildKit", layers, documents::config(layers));
    let sizes = scale.pick(&[10, 100][..], &[10, 100, 1_000, 10_000, 100_000]);
    vec![
        table("images", None, "image", vec![classic(12), buildkit(12), classic(100), buildkit(100)]),
        table("indexes", Some("entries of the index"), "entries", sizes.iter().map(|size| index(*size)).collect()),
    ]
}

/// An image that is converted.
#[derive(Clone)]
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

    fn convert(&self, request: &Request) -> Converted {
        let source = Source::new(self.manifest.clone(), self.media_type.clone());
        let mut plan = request.plan(source).expect("an image");
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

/// Conversions of an image between Docker v2s2 and the others.
fn schema2(name: String, layers: usize, config: Vec<u8>) -> Row {
    let docker = Image::docker(layers, config);
    Row::new(name, layers, docker.manifest.len() + docker.config.len(), move || {
        let convert = Request::convert;
        let (oci, schema1) = (docker.converted(&convert(Format::Oci)), docker.converted(&convert(Format::DockerV2S1)));
        let own = |name, image: &Image, request: Request| {
            let image = image.clone();
            Candidate::own(name, move || image.convert(&request))
        };
        let (read, opened) = (docker.clone(), docker.clone());
        vec![
            Candidate::peer("oci-spec reads both", move || {
                let manifest: peer::ImageManifest = serde_json::from_slice(&read.manifest).expect("a manifest");
                let config: peer::ImageConfiguration = serde_json::from_slice(&read.config).expect("a config");
                (manifest, config)
            }),
            Candidate::own("opened", move || {
                [opened.manifest.clone(), opened.config.clone()]
                    .map(|bytes| Document::parse(bytes).expect("a document"))
            }),
            own("v2s2 to OCI", &docker, convert(Format::Oci)),
            own("and the way back", &docker, convert(Format::Oci).way_back()),
            own("all as Go reads", &docker, convert(Format::Oci).always_as_go()),
            own("minimal", &docker, convert(Format::Oci).as_tool(&tools::MINIMAL)),
            own("OCI to v2s2", &oci, convert(Format::DockerV2S2)),
            own("v2s2 to v2s1", &docker, convert(Format::DockerV2S1)),
            own("v2s1 to v2s2", &schema1, convert(Format::DockerV2S2)),
            explained(&docker, &oci),
        ]
    })
}

/// Why the digests of two images differ: every tool is tried, both ways.
fn explained(a: &Image, b: &Image) -> Candidate {
    let configs = [a.config.clone(), b.config.clone()];
    let [a, b] = [a, b].map(|image| Document::parse(image.manifest.clone()).expect("a manifest"));
    Candidate::own("explained", move || explain(&Given { configs: &configs, ..Given::new(&a, &b) }))
}

/// Conversions and edits of an index.
fn index(entries: usize) -> Row {
    let bytes = Bytes::from(documents::index(entries, false));
    Row::new(thousands(entries), entries, bytes.len(), move || {
        let limits = limits();
        let convert = |name, bytes: &Bytes, media_type: MediaType, request: Request| {
            let (source, request) = (Source::new(bytes.clone(), media_type), request.limits(limits));
            Candidate::own(name, move || request.plan(source.clone()).and_then(Plan::finish).expect("an index"))
        };
        let list = Request::convert(Format::DockerV2S2).index_alone().limits(limits);
        let list = list.plan(Source::new(bytes.clone(), MediaType::OCI_INDEX)).and_then(Plan::finish);
        let list = list.expect("a list").bytes;
        let updates = |index: &oci::Index| -> Vec<EntryEdit> {
            let update = |entry: &oci_spec_types::Descriptor| {
                let digest = Digest::sha256(entry.digest.to_string());
                EntryEdit::update(entry.digest.clone(), digest, entry.size, entry.media_type.clone())
            };
            index.manifests.iter().map(update).collect()
        };
        let updates = updates(&oci::Index::parse_with(bytes.clone(), &limits).expect("an index"));
        let (opened, options) = (bytes.clone(), ParseOptions::default().limits(limits));
        let to_list = Request::convert(Format::DockerV2S2).index_alone();
        vec![
            serde_peer::<peer::ImageIndex>("oci-spec reads it", &bytes),
            Candidate::own("opened", move || Document::parse_with(opened.clone(), &options).expect("an index")),
            convert("list to index", &list, MediaType::DOCKER_LIST, Request::convert(Format::Oci).index_alone()),
            convert(
                "index to list",
                &bytes,
                MediaType::OCI_INDEX,
                to_list.default_platform(Platform::new("linux", "amd64")),
            ),
            convert("every entry updated", &bytes, MediaType::OCI_INDEX, Request::edit().entries(updates)),
        ]
    })
}
