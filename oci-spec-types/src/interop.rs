//! Conversion from and to the types of the crate `oci-spec` 0.10 (feature `oci-spec-0_10`).
//!
//! From `oci-spec` nothing is lost: its types hold less than those of this crate. Only sizes above `i64::MAX` are errors.
//!
//! To `oci-spec` much may be lost: unknown members, Docker's members of configs, a platform's place among them. So that
//! direction gives a [`Lossy`]: the value, and everything that it does not hold, as JSON pointer and raw text.
//!
//! ```
//! use oci_spec::image::ImageManifest;
//! use oci_spec_types::{Descriptor, MediaType, interop::Lossy, oci};
//!
//! let mut manifest = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, b"{}"), vec![]);
//! manifest.config.extra.insert("x", "1.50".parse()?);
//! let converted = Lossy::<ImageManifest>::try_from(&manifest)?;
//! assert_eq!(converted.value.config().size(), 2);
//! assert_eq!(converted.lost[0].pointer, "/config/x");
//! assert_eq!(converted.lost[0].value.as_str(), "1.50");
//!
//! let back = oci::Manifest::try_from(&converted.value)?;
//! assert!(back.config.extra.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod from_peer;
mod to_peer;

use crate::RawJson;

/// A value of `oci-spec`, and what it does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lossy<T> {
    /// The value.
    pub value: T,
    /// What was lost on the way, in the order of the model.
    pub lost: Vec<Lost>,
}

/// A part of a document that a conversion lost.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lost {
    /// Where it stands: an RFC 6901 pointer.
    pub pointer: String,
    /// What stands there.
    pub value: RawJson,
}
