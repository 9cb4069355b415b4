//! Opening documents.

use bytes::Bytes;
use oci_client::config::ConfigFile;
use oci_client::manifest::{OciImageIndex, OciImageManifest};
use oci_spec::image as peer;
use oci_spec_types::{Document, LazyIndex, Limits, Model, ParseOptions, oci};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::documents;
use crate::suite::{Candidate, Cells, Row, Scale, Suite, Table, thousands};

/// Opening documents.
pub const OPEN: Suite = Suite {
    name: "open",
    title: "Opening documents",
    about: "From bytes to a document: as `Document` (which finds the kind and keeps the bytes), typed, and by the peers with \
            `serde_json::from_slice`. The peers drop the members that they do not know; here they are kept.",
    tables,
};

fn tables(scale: Scale) -> Vec<Table> {
    let table = |title, chart, rows_are, rows| Table { title, cells: Cells::Time, chart, rows_are, rows };
    let spec = ParseOptions::spec();
    let manifest = |layers: usize| {
        let bytes = Bytes::from(documents::manifest(layers));
        let spec = spec.clone();
        Row::new(format!("of {layers} layers"), layers, bytes.len(), move || {
            let mut all = vec![serde_peer::<peer::ImageManifest>("oci-spec", &bytes)];
            all.push(own("typed", &bytes, |bytes| oci::Manifest::parse(bytes).expect("a manifest")));
            all.push(own("Document", &bytes, |bytes| Document::parse(bytes).expect("a manifest")));
            all.push(own("with its digest", &bytes, |bytes| {
                let document = Document::parse(bytes).expect("a manifest");
                (document.digest().expect("a digest"), document)
            }));
            all.push(own("with findings of the spec, too", &bytes, move |bytes| {
                let document = Document::parse_with(bytes, &spec).expect("a valid manifest");
                (document.digest().expect("a digest"), document)
            }));
            all.push(serde_peer::<OciImageManifest>("oci-client", &bytes));
            all.push(serde_peer::<Value>("serde_json::Value", &bytes));
            all
        })
    };
    let config = |name: &'static str, bytes: Vec<u8>| {
        let bytes = Bytes::from(bytes);
        Row::new(name, 0, bytes.len(), move || {
            let mut all = vec![serde_peer::<peer::ImageConfiguration>("oci-spec", &bytes)];
            all.push(own("typed", &bytes, |bytes| oci::ImageConfig::parse(bytes).expect("a config")));
            all.push(own("Document", &bytes, |bytes| Document::parse(bytes).expect("a config")));
            all.push(serde_peer::<ConfigFile>("oci-client", &bytes));
            all.push(serde_peer::<Value>("serde_json::Value", &bytes));
            all
        })
    };
    let sizes = scale.pick(&[10, 1_000][..], &[10, 100, 1_000, 10_000, 200_000]);
    vec![
        table("manifests", None, "manifest", vec![manifest(3), manifest(12), manifest(100)]),
        table(
            "image configs of 12 layers",
            None,
            "config",
            vec![
                config("of BuildKit", documents::config(12)),
                config("of Docker's classic builder", documents::classic_config(12)),
            ],
        ),
        table("indexes", Some("entries of the index"), "entries", sizes.iter().map(|size| index(*size)).collect()),
    ]
}

fn index(entries: usize) -> Row {
    let bytes = Bytes::from(documents::index(entries, false));
    Row::new(thousands(entries), entries, bytes.len(), move || {
        let limits = limits();
        let options = ParseOptions::default().limits(limits);
        vec![
            serde_peer::<peer::ImageIndex>("oci-spec", &bytes),
            own("typed", &bytes, move |bytes| oci::Index::parse_with(bytes, &limits).expect("an index")),
            own("Document", &bytes, move |bytes| Document::parse_with(bytes, &options).expect("an index")),
            own("LazyIndex", &bytes, move |bytes| {
                let mut entries = 0;
                let index = LazyIndex::open_with(bytes, &limits, |_, _| entries += 1).expect("an index");
                (index, entries)
            }),
            serde_peer::<OciImageIndex>("oci-client", &bytes),
            serde_peer::<Value>("serde_json::Value", &bytes),
        ]
    })
}

/// Limits for indexes of the benchmarks.
pub(super) fn limits() -> Limits {
    Limits::default().with_max_document(64 << 20).with_max_descriptors(1 << 20)
}

/// Reads with serde.
pub(super) fn serde_peer<T: DeserializeOwned + 'static>(name: &'static str, bytes: &Bytes) -> Candidate {
    let bytes = bytes.clone();
    Candidate::peer(name, move || serde_json::from_slice::<T>(&bytes).expect("a document of this kind"))
}

fn own<T>(name: &'static str, bytes: &Bytes, open: impl Fn(Bytes) -> T + 'static) -> Candidate {
    let bytes = bytes.clone();
    Candidate::own(name, move || open(bytes.clone()))
}
