use oci_digest::Digest;

/// The blob that stands in schema 1 manifests for a step of the history that changed no file: the gzip of 1024 zero bytes,
/// an empty tar, as Go 1.7 and before wrote it.
///
/// Who pushes a schema 1 manifest must push this blob if the manifest names it.
///
/// ```
/// use oci_digest::Digest;
/// use oci_convert::{EMPTY_LAYER, EMPTY_LAYER_DIGEST};
///
/// assert_eq!(Digest::sha256(EMPTY_LAYER), EMPTY_LAYER_DIGEST);
/// ```
pub const EMPTY_LAYER: [u8; 32] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x09, 0x6e, 0x88, 0x00, 0xff, 0x62, 0x18, 0x05, 0xa3, 0x60, 0x14, 0x8c, 0x58, 0x00,
    0x08, 0x00, 0x00, 0xff, 0xff, 0x2e, 0xaf, 0xb5, 0xef, 0x00, 0x04, 0x00, 0x00,
];

/// The digest of [`EMPTY_LAYER`].
pub const EMPTY_LAYER_DIGEST: Digest =
    Digest::from_static_sha256("sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4");
