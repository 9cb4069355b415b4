//! Any bytes as an index: a conversion or an error. What comes out is an index, and the change can be explained.

use super::picked::tool_for;
use super::shown::{check_converted, check_report};
use oci_convert::explain::{Given, explain};
use oci_convert::{Format, Plan, Request, Source};
use oci_spec_types::{Document, LazyIndex, Limits, MediaType, Model, Platform, oci};

pub(super) fn body(bytes: &[u8]) {
    let document = Document::parse(bytes.to_vec()).ok();
    // What is read lazily is what is read at once; a second list of entries is refused.
    let lazy = LazyIndex::open_with(bytes.to_vec(), &Limits::default(), |_, _| {});
    if let Ok(lazy) = &lazy {
        let whole = oci::Index::parse(bytes.to_vec()).expect("an index");
        assert_eq!(lazy.len(), whole.manifests.len());
        assert!(whole.manifests.iter().enumerate().all(|(at, entry)| lazy.entry(at).as_ref() == Some(entry)));
    }
    for media_type in [MediaType::OCI_INDEX, MediaType::DOCKER_LIST] {
        for format in [Format::Oci, Format::DockerV2S2] {
            let request = Request::convert(format).as_tool(tool_for(bytes)).index_alone().way_back();
            let request = request.default_platform(Platform::new("linux", "amd64"));
            let source = Source::new(bytes.to_vec(), media_type.clone());
            let Ok(converted) = request.plan(source).and_then(Plan::finish) else { continue };
            let result = check_converted(&converted, bytes);
            if let (Some(document), Some(result)) = (&document, result) {
                check_report(&explain(&Given::new(document, &result)));
            }
        }
    }
}
