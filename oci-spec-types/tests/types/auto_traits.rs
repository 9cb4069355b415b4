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
    assert_eq!(size_of::<Error>(), 8);
    assert_eq!(size_of::<Text>(), 32);
    assert_eq!(size_of::<MediaType>(), 32);
    assert_eq!(size_of::<Option<MediaType>>(), 32);
    assert!(size_of::<ClaimedDigest>() <= 40);
    assert_eq!(size_of::<Extra>(), 48);
    assert!(size_of::<Descriptor>() <= 256, "{}", size_of::<Descriptor>());
    assert!(size_of::<Platform>() <= 232, "{}", size_of::<Platform>());
    assert!(size_of::<View>() <= 40, "{}", size_of::<View>());
}
