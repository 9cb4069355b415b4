//! Conversion between Docker and OCI image schemas, byte for byte, with a report of every digest that changes.
//!
//! A conversion goes in steps: [`Conversion::plan`] reads the manifest, [`Plan::needs`] says what else is needed,
//! `provide_…` takes it, [`Plan::finish`] gives the manifest, the config and the [`Report`]. Nothing is fetched, and nothing
//! that was not provided is guessed.
//!
//! ```
//! use oci_convert::{Conversion, Format, Profile, Source};
//! use oci_spec_types::MediaType;
//!
//! let manifest = r#"{"schemaVersion":2,
//!   "mediaType":"application/vnd.docker.distribution.manifest.v2+json",
//!   "config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":2,"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"},
//!   "layers":[]}"#;
//! let plan = Conversion::to(Format::Oci)
//!     .profile(Profile::Minimal)
//!     .plan(Source::new(manifest, MediaType::DOCKER_MANIFEST))?;
//! let converted = plan.finish()?;
//! let expected = manifest
//!     .replace("docker.distribution.manifest.v2", "oci.image.manifest.v1")
//!     .replace("docker.container.image", "oci.image.config");
//! assert_eq!(converted.manifest, expected);
//! assert!(converted.report.way_back.as_ref().is_some_and(|way_back| way_back.is_exact()));
//! # Ok::<(), oci_convert::Error>(())
//! ```
//!
//! # Whose bytes
//! | profile | whose bytes | what it loses |
//! |---|---|---|
//! | [`Profile::ContainersImage`] | skopeo, podman, buildah, built with one [`Edition`] of the image-spec | what their Go types do not hold |
//! | [`Profile::Distribution`] | the Docker registry up to 2.8: schema 2 to schema 1 | what schema 1 has no place for |
//! | [`Profile::Minimal`] | nobody's: only media types change, in the text as it stands | between Docker v2s2 and OCI nothing |
//!
//! The profiles of tools read and write through tables of their Go types ([`go`]): what such a type does not
//! hold is in the report's losses.
//!
//! # Scope
//! Manifests, configs, lists and indexes, and the streams of layers. No registry client, no storage. Errors are found before
//! anything is made: there is no partial result.

mod account;
mod cause;
mod codes;
mod conversion;
mod convert;
mod converted;
pub mod copy;
mod destination;
mod empty_layer;
mod error;
pub mod explain;
mod format;
pub mod go;
mod guess;
mod image;
mod image_id;
pub mod index;
mod job;
mod layers;
mod layout;
mod ledger;
mod loss;
mod minimal;
mod parse;
mod plan;
mod profile;
#[cfg(feature = "recompress")]
#[cfg_attr(docsrs, doc(cfg(feature = "recompress")))]
pub mod recompress;
pub mod report;
mod schema1;
mod schema2;
mod source;
mod unwritten;
mod update;

pub use cause::Cause;
pub use conversion::Conversion;
pub use converted::{Blob, Config, Converted};
pub use destination::Destination;
pub use empty_layer::{EMPTY_LAYER, EMPTY_LAYER_DIGEST};
pub use error::{Error, ErrorKind, Stage};
pub use format::Format;
pub use guess::{guess_digest, guess_media_type};
pub use image_id::image_id;
pub use loss::{Loss, LossReason, Oddity, OddityCode, Part};
pub use plan::{MAX_DOCUMENT, Need, Plan};
pub use profile::{Edition, Profile};
pub use report::Report;
pub use schema1::{ConfigMaker, schema1_config};
pub use source::Source;
pub use update::{Algorithm, CompressionEdit, CryptoEdit, LayerUpdate};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
