//! Strategies for property tests: every model, and documents as bytes (feature `proptest`).
//!
//! - A strategy named after a model makes valid ones, such as a careful writer would write: digests fit the grammar,
//!   annotations are sorted, unknown members are compact JSON.
//! - [`document`] makes the bytes of valid documents of all kinds, in all styles.
//! - [`odd_document`] makes documents that no careful writer writes and that every reader has to bear: members in any
//!   order, `null` and empty values, unknown members at every level, numbers in unusual spellings, members that stand
//!   twice.
//!
//! ```
//! use oci_spec_types::{Model, oci, strategies};
//! use proptest::prelude::*;
//!
//! proptest!(ProptestConfig::with_cases(16), |(manifest in strategies::oci_manifest())| {
//!     let bytes = manifest.to_json();
//!     prop_assert_eq!(oci::Manifest::parse(bytes).unwrap(), manifest);
//! });
//! ```

mod config;
mod documents;
mod models;
mod text;
mod tree;
mod values;

pub use config::{container_config, history, image_config, v1_image};
pub use documents::{document, document_of, odd_document, odd_document_of};
pub use models::{
    archive_entry, artifact_manifest, descriptor, docker_list, docker_manifest, layout, oci_index, oci_manifest,
    platform, schema1, statement,
};
pub use text::text;
pub use values::{annotations, digest, media_type, raw_json, style, timestamp};
