//! Any bytes as an index: a conversion or an error. What comes out is an index, and the change can be explained.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oci_convert::explain::{Given, explain};
use oci_convert::{Format, Plan, Request, Source, tools};
use oci_spec_types::{Document, Kind, LazyIndex, Limits, MediaType, Model, Platform, oci};

fn kind_of(format: Format) -> Kind {
    if format == Format::Oci { Kind::OciIndex } else { Kind::DockerList }
}

fuzz_target!(|bytes: &[u8]| {
    let document = Document::parse(bytes.to_vec()).ok();
    // What is read lazily is what is read at once; a second list of entries is refused.
    let lazy = LazyIndex::open_with(bytes.to_vec(), &Limits::default(), |_, _| {});
    if let Ok(lazy) = &lazy {
        let whole = oci::Index::parse(bytes.to_vec()).expect("an index");
        assert_eq!(lazy.len(), whole.manifests.len());
        assert!(whole.manifests.iter().enumerate().all(|(at, entry)| lazy.entry(at).as_ref() == Some(entry)));
    }
    for media_type in [MediaType::OCI_INDEX, MediaType::DOCKER_LIST] {
        for tool in tools::ALL {
            for format in [Format::Oci, Format::DockerV2S2] {
                let request = Request::convert(format).as_tool(tool).index_alone().way_back();
                let request = request.default_platform(Platform::new("linux", "amd64"));
                let source = Source::new(bytes.to_vec(), media_type.clone());
                let Ok(converted) = request.plan(source).and_then(Plan::finish) else { continue };
                let _ = converted.report.to_string();
                let result = Document::parse_as(converted.bytes, kind_of(format)).expect("an index");
                assert_eq!(result.digest().ok().as_ref(), Some(converted.digest.digest()));
                if let Some(document) = &document {
                    let _ = explain(&Given::new(document, &result)).to_string();
                }
            }
        }
    }
});
