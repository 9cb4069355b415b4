//! Any bytes as an index: a conversion or an error. What comes out is an index, and the change can be explained.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oci_convert::explain::explain;
use oci_convert::index::{IndexConversion, IndexFormat};
use oci_convert::{Edition, Profile, Source};
use oci_spec_types::{Document, LazyIndex, Limits, MediaType, Model, Platform, oci};

const PROFILES: [Profile; 3] =
    [Profile::ContainersImage { edition: Edition::V1_1 }, Profile::CONTAINERS_IMAGE, Profile::Minimal];

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
        for profile in PROFILES {
            for format in [IndexFormat::Oci, IndexFormat::Docker] {
                let conversion = IndexConversion::to(format).profile(profile);
                let conversion = conversion.default_platform(Platform::new("linux", "amd64"));
                let source = Source::new(bytes.to_vec(), media_type.clone());
                let Ok(converted) = conversion.convert(source) else { continue };
                let result = Document::parse_as(converted.bytes, format.kind()).expect("an index");
                assert_eq!(result.digest().ok().as_ref(), Some(converted.digest.digest()));
                if let Some(document) = &document {
                    let _ = explain(document, &result).to_string();
                }
            }
        }
    }
});
