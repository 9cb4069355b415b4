//! Digests of container images: parse, compute and verify them, at once or as the bytes come. Both digests of a layer
//! are computed in one pass; JSON is written in canonical forms.
//!
//! ```
//! use oci_digest::{Digest, Verifier};
//!
//! let digest: Digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a".parse()?;
//! let mut verifier = Verifier::new(&digest, Some(2));
//! verifier.update(b"{")?; // content comes in pieces, the way it was downloaded
//! verifier.update(b"}")?;
//! verifier.finish()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # I want to …
//! - parse, print, compute or check a digest: [`Digest`]. An unknown [`Algorithm`] is a value: it parses, compares and
//!   round-trips, and is never reported as verified;
//! - keep the digests of an image apart: [five types](#the-five-digests-of-an-image), and [`V1Id`] of Docker schema 1;
//! - hash bytes that come in pieces: [`Hasher`], [`MultiHasher`]. A clone is a checkpoint;
//! - verify bytes that come in pieces: [`Verifier`], `VerifyReader`, `VerifyWriter`, `VerifyStream`. Size first, then
//!   digest; wrong content never passes as right;
//! - hash or verify many messages at once, faster than one by one: slices ([`Digest::sha256_many`],
//!   [`Digest::verify_many`]), streams ([`Hasher::update_many`], [`Verifier::update_many`]), stores (`verify_readers`);
//! - know layer digest and diffID of a layer in one pass: `layer`; find its table of contents: [`toc`];
//! - write JSON in the forms of Go, OLPC and RFC 8785: [`canonical`]. For making documents, not for naming them;
//! - read JSON with the place of everything: [`json`].
//!
//! # Scope
//! This crate reads no files and talks to no registry: bytes come from the caller. Documents (manifests, indexes,
//! configs) are the business of `oci-spec-types`.
//!
//! # The five digests of an image
//!
//! All look alike, and none can stand for another; so each has a type.
//!
//! ## 1. Manifest digest
//!
//! Names a manifest or an index: what `image@sha256:…` says, and what a registry serves it under. It is the digest of
//! the document's bytes *as they came*. Parsing and printing again makes another document with another digest.
//!
//! ```
//! use oci_digest::ManifestDigest;
//!
//! let received = br#"{"schemaVersion":2, "mediaType":"application/vnd.oci.image.index.v1+json", "manifests":[]}"#;
//! let expected: ManifestDigest = "sha256:ccaf046e15acfeb214f94b0007a0b2a02746264553e0ffe2d9c6e289fb438b7d".parse()?;
//! assert_eq!(ManifestDigest::of(received), expected);
//! # Ok::<(), oci_digest::ParseError>(())
//! ```
//!
//! ## 2. Image ID
//!
//! Names the image config, which a manifest points to, and which lists the diffIDs: two manifests with the same image
//! ID unpack to the same files, however they are compressed. Again the bytes as they came.
//!
//! ```
//! use oci_digest::ImageId;
//!
//! let config = br#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
//! assert_eq!(ImageId::of_config(config).digest().short().to_string(), "sha256:c5b1d63604f2");
//! ```
//!
//! ## 3. Layer digest
//!
//! Names the blob of a layer as a registry serves it, compressed or not. Compressing the same files again, with
//! another tool or another version of it, makes another layer digest.
//!
//! ```
//! use oci_digest::{Digest, LayerDigest};
//!
//! let blob = b"a blob as it was downloaded";
//! let descriptor: Digest = "sha256:b6504510163e864387484e1185cabe53e1b94ce5289324175abff176ec7c9711".parse()?;
//! assert!(descriptor.verify(blob).is_ok());
//! assert_eq!(LayerDigest::of_blob(blob), LayerDigest::new(descriptor));
//! # Ok::<(), oci_digest::ParseError>(())
//! ```
//!
//! ## 4. diffID
//!
//! Names what the blob of a layer decompresses to: all of it, bytes after the end of the tar archive included. It
//! survives every compression. The pass of `layer` finds it together with the layer digest.
//!
#![cfg_attr(feature = "layer", doc = "```")]
#![cfg_attr(not(feature = "layer"), doc = "```text")]
//! use oci_digest::{DiffId, layer::LayerHasher};
//!
//! let tar = [0; 1024]; // an empty tar
//! let layer = LayerHasher::new().digest_all([&tar])?; // not compressed: both digests are the same
//! assert_eq!(layer.diff_id, DiffId::of_tar(&tar));
//! assert_eq!(layer.diff_id.digest(), layer.digest.digest());
//! # Ok::<(), oci_digest::layer::LayerError>(())
//! ```
//!
//! ## 5. chainID
//!
//! Names a stack of layers, applied in order: what a snapshotter or a layer store calls the file system that results.
//!
//! ```
//! use oci_digest::{ChainId, DiffId};
//!
//! let layers = [DiffId::of_tar(b"base"), DiffId::of_tar(b"top")];
//! let chains = ChainId::all(&layers);
//! assert_eq!(chains[0].digest(), layers[0].digest()); // one layer: its diffID
//! assert_eq!(ChainId::of(&layers), Some(chains[1].clone()));
//! assert_eq!(chains[1].digest().short().to_string(), "sha256:e987e43608b8");
//! ```
//!
//! # Features
//!
//! | feature | default | what |
//! |---|---|---|
//! | `std` | yes | adapters over `std::io` |
//! | `serde` | yes | digests as strings; canonical JSON of serde values |
//! | `layer` | yes | the layer pass, with gzip |
//! | `zstd` | yes | the layer pass reads zstd (the zstd library, which needs a C compiler) |
//! | `threads` | no | the layer pass on two threads |
//! | `blake3` | no | computes and verifies blake3 |
//! | `simd` | yes | many messages at once with SHA-NI and AVX-512 (the only `unsafe` in the crate) |
//! | `stream` | no | `VerifyStream` over `futures_core::Stream` |
//! | `tokio` | no | `VerifyReader` and `LayerReader` over `tokio::io::AsyncRead` |
//! | `futures-io` | no | `VerifyReader` and `LayerReader` over `futures_io::AsyncRead` |
//!
//! Without `std` the crate needs `alloc` only.
#![no_std]
// What a document says must not end the program. Tests may.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable))]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice))]
#![cfg_attr(not(feature = "simd"), forbid(unsafe_code))]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod algorithm;
#[cfg(any(feature = "tokio", feature = "futures-io"))]
mod async_io;
pub mod canonical;
mod compression;
mod digest;
mod encoded;
mod error;
mod hasher;
mod hex;
#[cfg(feature = "std")]
mod io;
pub mod json;
#[cfg(feature = "layer")]
#[cfg_attr(docsrs, doc(cfg(feature = "layer")))]
pub mod layer;
mod many;
mod parse;
mod role;
#[cfg(feature = "serde")]
mod serde_impls;
mod sha2_state;
#[cfg(feature = "stream")]
mod stream;
pub mod toc;
mod v1_id;
mod verify;
mod verify_error;

pub use algorithm::{Algorithm, OtherAlgorithm, UnsupportedAlgorithm};
pub use compression::Compression;
pub use digest::Digest;
pub use encoded::{Encoded, PathDisplay, Short};
pub use error::Error;
pub use hasher::{Hasher, MultiHasher};
#[cfg(feature = "std")]
#[cfg_attr(docsrs, doc(cfg(feature = "std")))]
pub use io::{HashIo, VerifyReader, VerifyWriter};
#[cfg(feature = "std")]
#[cfg_attr(docsrs, doc(cfg(feature = "std")))]
pub use many::{VerifyReaders, verify_readers};
pub use parse::{Found, ParseError, ParseErrorKind};
pub use role::{ChainId, DiffId, ImageId, LayerDigest, ManifestDigest, chain_ids_of_text};
#[cfg(feature = "stream")]
#[cfg_attr(docsrs, doc(cfg(feature = "stream")))]
pub use stream::{StreamError, VerifyStream};
pub use v1_id::V1Id;
pub use verify::{Verifier, verify_data};
pub use verify_error::VerifyError;

/// The examples of the README.
#[cfg(all(doctest, feature = "layer"))]
#[doc = include_str!("../README.md")]
struct Readme;
