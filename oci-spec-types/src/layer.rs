//! What a layer is, beyond its media type: what its annotations say of its format, of its diffID, and of the table of
//! contents by which its files can be fetched one by one.
//!
//! ```
//! use oci_digest::Digest;
//! use oci_spec_types::layer::{self, LayerFormat};
//! use oci_spec_types::{Descriptor, MediaType};
//!
//! let toc = Digest::sha256(b"the table");
//! let lazy = Descriptor::of(MediaType::OCI_LAYER_GZIP, b"a layer").with_annotation(layer::STARGZ_TOC, toc.to_string());
//! assert_eq!(layer::format(&lazy), LayerFormat::EStargz);
//! assert_eq!(layer::toc_digest(&lazy)?.unwrap(), toc);
//!
//! let erofs = Descriptor::of("application/vnd.erofs.layer.v1", b"a file system");
//! assert_eq!(layer::format(&erofs), LayerFormat::Erofs);
//! assert_eq!(layer::stated_diff_id(&erofs).unwrap(), erofs.digest); // not compressed
//! # Ok::<(), oci_digest::toc::TocError>(())
//! ```

mod join;

pub use join::{LayerRow, join};

pub use crate::annotation::UNCOMPRESSED;
pub use crate::media_type::LayerFormat;

use crate::{ClaimedDigest, Compression, Descriptor, DiffIdOf, Text};
use oci_digest::toc::{Toc, TocError, TocErrorKind, TocKind};

/// The annotation of an EROFS layer with the digest of the uncompressed file system (draft erofs-image-spec, section 2.3).
pub const EROFS_UNCOMPRESSED: &str = "org.erofs.uncompressed-digest";
/// The annotation with the digest of the table of contents of an eStargz layer (stargz-snapshotter).
pub const STARGZ_TOC: &str = "containerd.io/snapshot/stargz/toc.digest";
/// The annotation with the digest of the table of contents of a zstd:chunked layer (containers/storage).
pub const CHUNKED_TOC: &str = "io.github.containers.zstd-chunked.manifest-checksum";
/// The annotation that says where the table of contents of a zstd:chunked layer is.
pub const CHUNKED_POSITION: &str = "io.github.containers.zstd-chunked.manifest-position";
/// The annotation that says where the tar-split of a zstd:chunked layer is.
pub const CHUNKED_TAR_SPLIT: &str = "io.github.containers.zstd-chunked.tarsplit-position";
/// The annotation of the layer with the metadata of a nydus image.
pub const NYDUS_BOOTSTRAP: &str = "containerd.io/snapshot/nydus-bootstrap";

/// How the content of a layer is laid out, as its media type and annotations say. An encrypted layer is what it is after
/// decryption.
#[must_use]
pub fn format(layer: &Descriptor) -> LayerFormat {
    let has = |name: &str| layer.annotations.contains_key(name);
    match layer.media_type.format() {
        LayerFormat::Tar if has(NYDUS_BOOTSTRAP) => LayerFormat::NydusBootstrap,
        LayerFormat::Tar if has(STARGZ_TOC) && !has(CHUNKED_TOC) => LayerFormat::EStargz,
        LayerFormat::Tar if has(CHUNKED_TOC) && !has(STARGZ_TOC) => LayerFormat::ZstdChunked,
        format => format,
    }
}

/// The diffID of a layer as its descriptor alone tells it: its own digest where the bytes of the blob are what a diffID is
/// of, else the digest that an annotation states. `None` where neither is so; that of an encrypted layer is of other bytes.
///
/// An annotation is a claim as any other: the bytes of the layer prove it. That of an EROFS layer counts before what the
/// config lists (draft erofs-image-spec, section 5.2).
///
/// ```
/// use oci_digest::Digest;
/// use oci_spec_types::layer::{EROFS_UNCOMPRESSED, stated_diff_id};
/// use oci_spec_types::{Descriptor, MediaType};
///
/// let content = Digest::sha256(b"a file system");
/// let erofs = Descriptor::of("application/vnd.erofs+zstd", b"compressed")
///     .with_annotation(EROFS_UNCOMPRESSED, content.to_string());
/// assert_eq!(stated_diff_id(&erofs).unwrap(), content);
/// assert_eq!(stated_diff_id(&Descriptor::of(MediaType::OCI_LAYER_GZIP, b"compressed")), None);
/// ```
#[must_use]
pub fn stated_diff_id(layer: &Descriptor) -> Option<ClaimedDigest> {
    let media_type = &layer.media_type;
    let annotated = |name: &str| layer.annotations.get(name).map(|text: &Text| ClaimedDigest::from(text.clone()));
    let own = match media_type.diff_id() {
        _ if media_type.is_encrypted() => false,
        DiffIdOf::Blob => true,
        DiffIdOf::Uncompressed => media_type.compression() == Some(Compression::None),
        DiffIdOf::Nothing => false,
    };
    if own {
        return Some(layer.digest.clone());
    }
    let stated = [EROFS_UNCOMPRESSED, UNCOMPRESSED].into_iter().find_map(annotated);
    stated.filter(|digest| digest.valid().is_some())
}

/// The digest of the table of contents that a layer's annotations state; `None` where they state none.
///
/// # Errors
/// When they state that of an eStargz layer and that of a zstd:chunked layer, which no layer is both (containers/storage
/// refuses such a layer, too), or no digest.
///
/// ```
/// use oci_digest::Digest;
/// use oci_digest::toc::TocErrorKind;
/// use oci_spec_types::layer::{CHUNKED_TOC, STARGZ_TOC, toc_digest};
/// use oci_spec_types::{Descriptor, MediaType};
///
/// let toc = Digest::sha256(b"a table").to_string();
/// let layer = Descriptor::of(MediaType::OCI_LAYER_GZIP, b"a layer");
/// assert_eq!(toc_digest(&layer), Ok(None));
/// let both = layer.with_annotation(STARGZ_TOC, &*toc).with_annotation(CHUNKED_TOC, &*toc);
/// assert_eq!(toc_digest(&both).unwrap_err().kind(), TocErrorKind::Contradiction);
/// ```
pub fn toc_digest(layer: &Descriptor) -> Result<Option<oci_digest::Digest>, TocError> {
    let stated = |name: &str| layer.annotations.get(name);
    let (name, text) = match (stated(STARGZ_TOC), stated(CHUNKED_TOC)) {
        (None, None) => return Ok(None),
        (Some(text), None) => (STARGZ_TOC, text),
        (None, Some(text)) => (CHUNKED_TOC, text),
        (Some(_), Some(_)) => {
            let text = format!("the layer has the annotations {STARGZ_TOC} and {CHUNKED_TOC}, expected one of them");
            return Err(TocError::new(TocErrorKind::Contradiction, text));
        }
    };
    match text.parse() {
        Ok(digest) => Ok(Some(digest)),
        Err(error) => Err(TocError::new(TocErrorKind::Malformed, format!("annotation {name}: {error}"))),
    }
}

/// Where the table of contents of a layer is: as its annotations say (zstd:chunked alone has such), as the last bytes of
/// its blob say ([`oci_digest::toc::TAIL_LEN`] of them), if they are given, and that both say the same.
///
/// # Errors
/// As [`toc_digest`]; and when the place is not inside of the blob, is spelt otherwise, or the two sources differ: in the
/// place, or in whose table it is.
///
/// ```
/// use oci_spec_types::layer::{CHUNKED_POSITION, CHUNKED_TOC, locate_toc};
/// use oci_spec_types::{Descriptor, MediaType};
///
/// let digest = oci_digest::Digest::sha256(b"a table").to_string();
/// let layer = Descriptor { size: 667, ..Descriptor::of(MediaType::OCI_LAYER_ZSTD, b"") }
///     .with_annotation(CHUNKED_TOC, digest)
///     .with_annotation(CHUNKED_POSITION, "488:79:78:1");
/// assert_eq!(locate_toc(&layer, None)?.unwrap().offset, 488);
/// assert!(locate_toc(&Descriptor { size: 500, ..layer }, None).is_err());
/// # Ok::<(), oci_digest::toc::TocError>(())
/// ```
pub fn locate_toc(layer: &Descriptor, tail: Option<&[u8]>) -> Result<Option<Toc>, TocError> {
    toc_digest(layer)?;
    let size = u64::try_from(layer.size).unwrap_or(0);
    let stated = match layer.annotations.get(CHUNKED_POSITION) {
        Some(position) => {
            let tar_split = layer.annotations.get(CHUNKED_TAR_SPLIT).map(|text| &**text);
            Some(Toc::of_position(position, tar_split)?.inside(size)?)
        }
        None => None,
    };
    let found = tail.map(|tail| Toc::of_tail(tail, size)).transpose()?.flatten();
    let is_other = match (found, format(layer)) {
        (Some(found), LayerFormat::EStargz) => found.kind != TocKind::EStargz,
        (Some(found), LayerFormat::ZstdChunked) => found.kind != TocKind::ZstdChunked,
        _ => false,
    };
    match (stated, found) {
        (_, Some(found)) if is_other => {
            let text = format!("found {found}, expected that of the annotations");
            Err(TocError::new(TocErrorKind::Contradiction, text))
        }
        (Some(stated), Some(found)) => stated.and(found).map(Some),
        (stated, found) => Ok(stated.or(found)),
    }
}
