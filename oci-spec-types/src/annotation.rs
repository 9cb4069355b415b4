//! The keys of annotations and labels that specifications and tools have agreed on.
//!
//! ```
//! use oci_spec_types::{annotation, oci};
//!
//! let index = oci::Index::default().with_annotation(annotation::REVISION, "0123abc");
//! assert_eq!(index.annotations.get(annotation::REVISION).unwrap(), "0123abc");
//! ```

macro_rules! keys {
    (all of $ALL:ident; $($(#[$meta:meta])* $NAME:ident = $key:literal;)*) => {
        keys! { $($(#[$meta])* $NAME = $key;)* }
        /// All of these keys.
        pub(crate) static $ALL: &[&str] = &[$($NAME),*];
    };
    ($($(#[$meta:meta])* $NAME:ident = $key:literal;)*) => {
        $($(#[$meta])* pub const $NAME: &str = $key;)*
    };
}

// image-spec annotations.md
keys! {
    all of DEFINED;
    /// When the image was built, as RFC 3339.
    CREATED = "org.opencontainers.image.created";
    /// Who is responsible for the image.
    AUTHORS = "org.opencontainers.image.authors";
    /// Where to find more information on the image.
    URL = "org.opencontainers.image.url";
    /// Where to find documentation on the image.
    DOCUMENTATION = "org.opencontainers.image.documentation";
    /// Where to find the source code that the image was built from.
    SOURCE = "org.opencontainers.image.source";
    /// The version of the packaged software.
    VERSION = "org.opencontainers.image.version";
    /// The revision of the source code.
    REVISION = "org.opencontainers.image.revision";
    /// Who distributes the image.
    VENDOR = "org.opencontainers.image.vendor";
    /// Under which licenses, as an SPDX expression.
    LICENSES = "org.opencontainers.image.licenses";
    /// The name of an entry: in the `index.json` of a layout, its tag.
    REF_NAME = "org.opencontainers.image.ref.name";
    /// A title for people; of a layer of an artifact, its file name.
    TITLE = "org.opencontainers.image.title";
    /// What the image is, for people.
    DESCRIPTION = "org.opencontainers.image.description";
    /// The digest of the image that this one is based on.
    BASE_DIGEST = "org.opencontainers.image.base.digest";
    /// The reference of the image that this one is based on.
    BASE_NAME = "org.opencontainers.image.base.name";
}

// BuildKit, containerd, containers/image
keys! {
    /// In an entry of an index, what it is of another entry: BuildKit's attestations have `attestation-manifest` (BuildKit
    /// `attestation-storage.md`).
    REFERENCE_TYPE = "vnd.docker.reference.type";
    /// The digest of the entry that is meant.
    REFERENCE_DIGEST = "vnd.docker.reference.digest";
    /// The whole reference of an entry in the `index.json` of a layout (containerd `images/annotations.go`).
    IMAGE_NAME = "io.containerd.image.name";
    /// The layers of an entry are compressed with zstd: `true` (containers/image).
    ZSTD = "io.github.containers.compression.zstd";
    /// The diffID of a layer, the digest of its uncompressed bytes (containerd `labels/labels.go`; nydus; BuildKit has it in its
    /// cache, and keeps it to itself).
    UNCOMPRESSED = "containerd.io/uncompressed";
}
