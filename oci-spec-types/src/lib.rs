//! Typed documents of Docker and OCI images, with the bytes and every unknown member kept.
//!
//! A digest is a digest of bytes. A library that reads a manifest into structs and writes it back changes the bytes, and
//! with them the digest: another member order, a dropped member, an escape less. This crate keeps the bytes beside the
//! typed view, and everything the view does not know as raw text in its place, so that what was not edited is written
//! back as it was.
//!
//! ```
//! use oci_spec_types::{Document, View};
//!
//! let bytes = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],"x":1.0}"#;
//! let document = Document::parse(&bytes[..])?;
//! assert_eq!(document.digest().unwrap().to_string(), oci_digest::Digest::sha256(bytes).to_string());
//! let View::OciIndex(index) = document.view() else { panic!("an index") };
//! assert!(index.manifests.is_empty());
//! assert_eq!(index.extra.get("x").unwrap().as_str(), "1.0");
//! # Ok::<(), oci_spec_types::Error>(())
//! ```
//!
//! Reading what strangers wrote, as a registry or a puller does: what the tools of the field write is accepted; what has two
//! meanings, is of another kind, lacks required members or has an ill-formed digest is an error.
//!
//! ```
//! use oci_spec_types::{Document, Kind, ParseOptions};
//!
//! let gate = ParseOptions::gate().kind(Kind::OciManifest);
//! let index = br#"{"schemaVersion":2,"manifests":[]}"#;
//! assert!(Document::parse_with(&index[..], &gate).is_err());
//! ```
//!
//! - [`Document`]: bytes in, kind found, bytes kept, typed [`View`], digest.
//! - [`oci`], [`docker`]: the models, plain structs with public members.
//! - [`Model`]: reading and writing one of them; [`WriterLayout`] says what a writer holds, [`Style`] how its text is laid out.
//! - [`validate`]: findings, and which of them are errors ([`ParseOptions`]); [`differential`]: what parsers read differently.
//! - [`LazyIndex`]: indexes with very many entries, read one by one.
//! - [`artifact`]: what a document carries, an image, a chart, a signature, and how that is known.
//! - [`layer`]: what annotations say of a layer, and the layers of an image joined with its history, one row each.
//! - [`volume`]: what Kubernetes mounts of an image or artifact.
//! - [`pair`]: whether a manifest and a config can be of one image.
//! - [`distribution`]: error bodies, tag lists, responses of the referrers API.
//! - [`attestation`], [`in_toto`], [`Referrer`]: documents about other documents.
//! - [`tag`]: tags that go with a digest, `sha256-….sig` and others, and back.
//! - [`closure`]: what belongs to an image, whether it is complete, what may be deleted.
//! - [`Reference`]: image references, and how each tool reads them ([`mod@reference`]).
//! - [`printable`]: text from documents, fit for a terminal.
//! - [`MediaType`], [`Annotations`], [`ClaimedDigest`], [`RawJson`], [`Text`]: the values that models are made of.
//!
//! # Scope
//! No I/O: bytes in, bytes out. Choosing a platform is `oci-platform`'s, converting between schemas `oci-convert`'s.

// What a document says must not end the program. Tests may.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable))]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice))]

mod accept;
mod ambiguity;
pub mod annotation;
pub mod artifact;
pub mod attestation;
#[doc(hidden)]
pub mod base64;
mod blob;
#[doc(hidden)]
pub mod calendar;
mod claimed_digest;
pub mod closure;
mod detect;
pub mod differential;
pub mod distribution;
pub mod docker;
mod document;
mod error;
mod extra;
mod finding;
mod fold;
pub mod in_toto;
#[cfg(feature = "oci-spec-0_10")]
#[cfg_attr(docsrs, doc(cfg(feature = "oci-spec-0_10")))]
pub mod interop;
mod json_writer;
mod kind;
pub mod layer;
mod lazy_index;
mod limits;
mod map;
mod meaning;
mod media_type;
mod model;
pub mod oci;
pub mod pair;
mod parse_options;
mod printable;
mod raw;
pub mod reference;
mod referrer;
mod set;
#[cfg(feature = "proptest")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest")))]
pub mod strategies;
mod style;
pub mod tag;
mod text;
#[cfg(any(feature = "time", feature = "chrono"))]
mod times;
mod tree;
mod utf8;
pub mod validate;
mod view;
pub mod volume;

pub use accept::Accept;
pub use blob::Blob;
pub use claimed_digest::ClaimedDigest;
pub use document::Document;
pub use error::{Error, ErrorKind};
pub use extra::Extra;
pub use finding::Finding;
pub use fold::folds_to;
pub use kind::Kind;
pub use lazy_index::{EntryPlatform, EntryRef, LazyIndex};
pub use limits::Limits;
pub use map::{Annotations, Map};
pub use media_type::{DiffIdOf, Family, KnownType, MediaType, Role};
pub use model::{LayoutRow, LeftOut, Model, ModelReading, Omit, Place, WhyLeftOut, WriterLayout};
pub use oci::{Descriptor, Platform};
pub use oci_digest::Compression;
pub use parse_options::ParseOptions;
pub use printable::{Printable, printable};
pub use raw::RawJson;
pub use reference::Reference;
pub use referrer::Referrer;
pub use set::Set;
pub use style::{Style, Whitespace};
pub use tag::referrers_tag;
pub use text::Text;
pub use view::View;

/// The example of the README is a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
