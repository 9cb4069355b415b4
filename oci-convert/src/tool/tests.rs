//! A tool without entries has no operation, and is never served by the rules of another one.

use super::Tool;
use crate::compose::{Compose, ImageParts, IndexParts};
use crate::copy::{Capabilities, CopyRequest};
use crate::{ConfigEdit, EntryEdit, ErrorKind, Format, LayerUpdate, ManifestEdit, Request, Source, tools};
use oci_digest::Digest;
use oci_spec_types::{Descriptor, MediaType, Model, oci};

static NOTHING: Tool = Tool::of("nothing 1", "a tool without entries", tools::MOBY.dialect);

#[test]
fn a_tool_without_entries_does_nothing() {
    let layer = Descriptor::of(MediaType::OCI_LAYER_GZIP, b"layer");
    let manifest = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, b"{}"), vec![layer]);
    let index = oci::Index::new(vec![Descriptor::of(MediaType::OCI_MANIFEST, &manifest.to_json())]);
    let image = Source::new(manifest.to_json(), MediaType::OCI_MANIFEST);
    let index = Source::new(index.to_json(), MediaType::OCI_INDEX);
    let digest = Digest::sha256(b"other");
    let images = [
        Request::convert(Format::DockerV2S2),
        Request::convert(Format::DockerV2S1),
        Request::convert(Format::Oci),
        Request::edit().layers([LayerUpdate::new(digest.clone(), 5)]),
        Request::edit().edits([ManifestEdit::annotate("a", "b")]),
        Request::edit().config_edits([ConfigEdit::label("a", "b")]),
    ];
    let indexes = [
        Request::convert(Format::DockerV2S2).index_alone(),
        Request::convert(Format::DockerV2S2),
        Request::edit().entries([EntryEdit::Remove(digest.into())]),
    ];
    let images = images.into_iter().map(|request| (request, &image));
    for (request, source) in images.chain(indexes.into_iter().map(|request| (request, &index))) {
        let done = request.as_tool(&NOTHING).plan(source.clone()).and_then(crate::Plan::finish);
        assert_eq!(done.unwrap_err().kind(), ErrorKind::UnsupportedConversion);
    }
    let copy = CopyRequest::to(Capabilities::registry()).as_tool(&NOTHING);
    assert_eq!(copy.plan(image, &[None]).unwrap_err().kind(), ErrorKind::UnsupportedConversion);
    assert_eq!(copy.index(index).unwrap_err().kind(), ErrorKind::UnsupportedConversion);
    for compose in [Compose::image(ImageParts::default()), Compose::index(IndexParts::default())] {
        assert_eq!(compose.as_tool(&NOTHING).make().unwrap_err().kind(), ErrorKind::UnsupportedConversion);
    }
}
