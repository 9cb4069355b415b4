//! Conversion between Docker and OCI image schemas, byte for byte, with a report of every digest that changes.
//!
//! A conversion goes in steps: [`Request::plan`] reads the document, [`Plan::needs`] says what else is needed,
//! [`Plan::provide`] takes it, [`Plan::finish`] gives the new document, the config and the [`Report`]. Nothing is fetched, and
//! nothing that was not provided is guessed.
//!
//! ```
//! use oci_convert::{Format, Request, Source, tools};
//! use oci_spec_types::MediaType;
//!
//! let manifest = r#"{"schemaVersion":2,
//!   "mediaType":"application/vnd.docker.distribution.manifest.v2+json",
//!   "config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":2,"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"},
//!   "layers":[]}"#;
//! let plan = Request::convert(Format::Oci)
//!     .as_tool(&tools::MINIMAL)
//!     .way_back()
//!     .plan(Source::new(manifest, MediaType::DOCKER_MANIFEST))?;
//! let converted = plan.finish()?;
//! let expected = manifest
//!     .replace("docker.distribution.manifest.v2", "oci.image.manifest.v1")
//!     .replace("docker.container.image", "oci.image.config");
//! assert_eq!(converted.bytes, expected);
//! assert!(converted.report.way_back.as_ref().is_some_and(|way_back| way_back.is_exact()));
//! # Ok::<(), oci_convert::Error>(())
//! ```
//!
//! # Whose bytes
//! A [`Tool`] is a value: [`tools`] lists them. Programs read and write through tables of their Go types: what such a type
//! does not hold is in the report's losses.
//!
//! # I want to …
//! - convert an image or an index: [`Request::convert`];
//! - edit a manifest, its config, its layers, an index or its entries: [`Request::edit`];
//! - compose images and indexes from parts, as oras, docker, podman, buildx and `BuildKit` do: [`compose`];
//! - make a manifest of an image in a `docker save` archive: [`compose::ImageParts::of_archive`];
//! - know what a tool would write for a document: [`Tool::rewrite`];
//! - know what a copy asks for, as skopeo copies: [`copy`];
//! - make referrers of the attestations in an index, and back: [`referrers`];
//! - name an image by digests of another algorithm, sha512 or sha256: [`rehash`];
//! - know why two digests differ: [`explain`];
//! - know all names of an image: [`identity`];
//! - know which pinned digests resolve in a mirror, and why the others do not: [`mirror`];
//! - compress a layer anew and know all its digests: `recompress`, with the feature of that name.
//!
//! # Scope
//! Manifests, configs, lists and indexes, and the streams of layers. No registry client, no storage. Errors are found before
//! anything is made: there is no partial result.

// What a document says must not end the program. Tests may.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable))]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice))]

mod blob_annotations;
mod by_digest;
mod cause;
mod causes;
mod coded_enum;
pub mod compose;
mod config_edit;
mod converted;
pub mod copy;
mod destination;
mod dialect;
mod edit_types;
mod empty_layer;
mod entry_edit;
mod error;
pub mod explain;
mod format;
mod go;
mod held;
pub mod identity;
mod image;
mod image_id;
mod in_place;
mod left_out;
mod loss;
mod manifest_edit;
pub mod mirror;
mod need;
mod notes;
mod plan;
#[cfg(feature = "recompress")]
#[cfg_attr(docsrs, doc(cfg(feature = "recompress")))]
pub mod recompress;
pub mod referrers;
pub mod rehash;
pub mod report;
mod request;
mod rewrite;
mod rules;
mod signed;
mod source;
mod steps;
mod text_layout;
mod tool;
pub mod tools;
mod types;
mod update;

pub use cause::Cause;
pub use causes::Causes;
pub use config_edit::ConfigEdit;
pub use converted::{Config, Converted};
pub use destination::Destination;
pub use empty_layer::{EMPTY_LAYER, EMPTY_LAYER_DIGEST};
pub use entry_edit::EntryEdit;
pub use error::{Error, ErrorKind, Stage};
pub use format::Format;
pub use loss::{Loss, LossReason, Oddity, OddityCode, Part};
pub use manifest_edit::ManifestEdit;
pub use need::{Need, Provided};
pub use plan::Plan;
pub use report::Report;
pub use request::Request;
pub use rewrite::Rewritten;
pub use source::Source;
pub use tool::Tool;
pub use update::{CompressionAlgorithm, CompressionEdit, CryptoEdit, LayerUpdate};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
