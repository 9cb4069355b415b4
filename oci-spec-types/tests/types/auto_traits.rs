//! What may cross threads, and how large values are.

use oci_spec_types::{
    Annotations, ClaimedDigest, Descriptor, Document, Error, Extra, LazyIndex, MediaType, Platform, RawJson, Referrer,
    Text, View, docker, in_toto, oci,
};

fn shared<T: Send + Sync + Clone + Unpin + std::fmt::Debug + 'static>() {}

#[test]
fn documents_cross_threads() {
    shared::<Document>();
    shared::<View>();
    shared::<LazyIndex>();
    shared::<Referrer>();
    shared::<Error>();
    shared::<Extra>();
    shared::<Annotations>();
    shared::<RawJson>();
    shared::<oci::Manifest>();
    shared::<oci::Index>();
    shared::<oci::ImageConfig>();
    shared::<oci::ArtifactManifest>();
    shared::<oci::Layout>();
    shared::<docker::Manifest>();
    shared::<docker::ManifestList>();
    shared::<docker::Schema1>();
    shared::<docker::ArchiveEntry>();
    shared::<docker::V1Image>();
    shared::<in_toto::Statement>();
}

#[test]
fn values_stay_small() {
    const WORD: usize = size_of::<usize>();
    assert_eq!(size_of::<Error>(), WORD);
    assert_eq!(size_of::<Text>(), 4 * WORD);
    assert_eq!(size_of::<MediaType>(), 4 * WORD);
    assert_eq!(size_of::<Option<MediaType>>(), 4 * WORD);
    assert!(size_of::<ClaimedDigest>() <= 40);
    // Codes of one byte stand beside the words.
    assert!(size_of::<Extra>() <= 48 && (WORD < 8 || size_of::<Extra>() == 48));
    assert!(size_of::<Descriptor>() <= 256, "{}", size_of::<Descriptor>());
    assert!(size_of::<Platform>() <= 232, "{}", size_of::<Platform>());
    assert!(size_of::<View>() <= 40, "{}", size_of::<View>());
}

/// In a function that meets several errors `?` makes one of them, with the sentence that it had.
#[test]
fn every_error_converts() {
    fn converts<E: std::error::Error + Clone + Into<Error> + Into<std::io::Error>>() {}
    converts::<oci_spec_types::docker::jws::JwsError>();
    converts::<oci_spec_types::reference::ReferenceError>();
    let key_id = "A:B".parse::<oci_spec_types::docker::jws::KeyId>().unwrap_err();
    assert_eq!(key_id.offset(), 1);
    let reference = "a b".parse::<oci_spec_types::Reference>().unwrap_err();
    assert_eq!(Error::from(reference).offset(), 1);
}
