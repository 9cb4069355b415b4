//! Sizes and auto traits that users rely on.

use std::mem::size_of;

use oci_digest::{Algorithm, ChainId, DiffId, Digest, Hasher, ParseError, V1Id, Verifier, VerifyError};

#[test]
fn digests_are_small() {
    assert!(size_of::<Digest>() <= 40);
    assert_eq!(size_of::<Option<Digest>>(), size_of::<Digest>());
    assert_eq!(size_of::<Option<DiffId>>(), size_of::<Digest>());
    assert_eq!(size_of::<V1Id>(), 32);
}

#[test]
fn everything_crosses_threads() {
    fn check<T: Send + Sync + Unpin + 'static>() {}
    check::<Algorithm>();
    check::<Digest>();
    check::<ChainId>();
    check::<Hasher>();
    check::<Verifier>();
    check::<ParseError>();
    check::<VerifyError>();
}

#[test]
fn display_pads_and_short_is_short() {
    let digest = Digest::sha256(b"");
    assert_eq!(format!("{digest:>73}"), format!("  {digest}"));
    assert_eq!(digest.short().to_string(), "sha256:e3b0c44298fc");
    let tiny: Digest = "a:b".parse().unwrap();
    assert_eq!(tiny.short().to_string(), "a:b");
    assert_eq!(format!("{tiny:?}"), "Digest(a:b)");
}

#[test]
fn hex_needs_room() {
    let digest = Digest::sha512(b"");
    assert_eq!(digest.to_hex(&mut [0; 127]), None);
    assert_eq!(digest.to_hex(&mut [0; 200]), Some(&*digest.encoded()));
}

/// In a function that meets several errors `?` makes one of them, with the sentence that it had.
#[test]
#[cfg(feature = "std")]
fn every_error_converts() {
    fn converts<E: std::error::Error + Into<oci_digest::Error> + Into<std::io::Error>>() {}
    converts::<ParseError>();
    converts::<VerifyError>();
    converts::<oci_digest::UnsupportedAlgorithm>();
    converts::<oci_digest::json::JsonError>();
    converts::<oci_digest::toc::TocError>();
    #[cfg(feature = "layer")]
    converts::<oci_digest::layer::LayerError>();
    let toc = oci_digest::toc::TocError::new(oci_digest::toc::TocErrorKind::Outside, "elsewhere");
    assert_eq!(oci_digest::Error::from(toc).to_string(), "elsewhere");
}
