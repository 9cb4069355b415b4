//! Choosing an entry.

use std::rc::Rc;

use bytes::Bytes;
use oci_platform::{Keep, Platform, Policy, Selector, compare_policies};
use oci_spec::image as peer;
use oci_spec_types::{Descriptor, LazyIndex, Model, oci};

use super::open::{limits, serde_peer};
use crate::documents;
use crate::suite::{Candidate, Cells, Row, Scale, Suite, Table, thousands};

/// Choosing an entry of an index.
pub const SELECT: Suite = Suite {
    name: "select",
    title: "Choosing an entry",
    about: "What the commands do with an index that was read already, beside the time in which oci-spec reads it. The last \
            platform of the index is wanted; *none*: one that it does not have.",
    tables,
};

fn tables(scale: Scale) -> Vec<Table> {
    let sizes = scale.pick(&[10, 1_000][..], &[10, 100, 1_000, 10_000, 200_000]);
    let table = |title, candidates: fn(&Index) -> Vec<Candidate>| Table {
        title,
        cells: Cells::Time,
        chart: Some("entries of the index"),
        rows_are: "entries",
        rows: sizes.iter().map(|size| row(*size, candidates)).collect(),
    };
    vec![table("one entry", choose), table("every entry", all)]
}

/// An index as text and typed.
struct Index {
    bytes: Bytes,
    entries: Rc<Vec<Descriptor>>,
}

fn row(entries: usize, candidates: fn(&Index) -> Vec<Candidate>) -> Row {
    let bytes = Bytes::from(documents::index(entries, false));
    Row::new(thousands(entries), entries, bytes.len(), move || {
        let entries = oci::Index::parse_with(bytes.clone(), &limits()).expect("an index").manifests;
        candidates(&Index { bytes, entries: Rc::new(entries) })
    })
}

fn wanted() -> Platform {
    Platform::new("linux", "riscv64")
}

impl Index {
    fn own<T>(&self, name: &'static str, run: impl Fn(&[Descriptor]) -> T + 'static) -> Candidate {
        let entries = self.entries.clone();
        Candidate::own(name, move || run(&entries))
    }

    fn select(&self, name: &'static str, policy: Policy, wanted: Platform) -> Candidate {
        let selector = Selector::new(wanted).policy(policy);
        self.own(name, move |entries| selector.select(entries).map(|choice| choice.index))
    }
}

fn choose(index: &Index) -> Vec<Candidate> {
    let none = || Platform::new("linux", "mips64le");
    let (lazy, selector) = (index.bytes.clone(), Selector::new(wanted()));
    vec![
        serde_peer::<peer::ImageIndex>("oci-spec reads it", &index.bytes),
        index.select("containerd", Policy::CONTAINERD, wanted()),
        index.select("docker run", Policy::DOCKER_RUN, wanted()),
        index.select("podman", Policy::PODMAN, wanted()),
        index.select("containerd, none", Policy::CONTAINERD, none()),
        index.select("crane, none", Policy::CRANE, none()),
        Candidate::own("read lazily and chosen", move || {
            let mut pass = selector.pass().expect("a platform");
            let index = LazyIndex::open_with(lazy.clone(), &limits(), |_, entry| pass.offer(entry)).expect("an index");
            index.entry(pass.finish().expect("an entry"))
        }),
    ]
}

fn all(index: &Index) -> Vec<Candidate> {
    let selector = || Selector::new(wanted());
    let (rank, explain, filter, level) = (selector(), selector(), selector(), selector());
    let level =
        Selector::for_each([Platform::new("linux", "amd64").with_variant("v2147483648"), level.wanted()[0].clone()]);
    vec![
        serde_peer::<peer::ImageIndex>("oci-spec reads it", &index.bytes),
        index.own("rank", move |entries| rank.rank(entries)),
        index.own("rank, two platforms", move |entries| level.rank(entries)),
        index.own("explain", move |entries| explain.explain(entries)),
        index.own("filter", move |entries| filter.filter(entries, Keep::Best)),
        index.own("compare, all commands", |entries| compare_policies(entries, &wanted())),
    ]
}
