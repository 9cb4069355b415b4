//! Container digests: parse, compute, verify, stream, layers (blob digest and diffID in one pass), canonical JSON.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod algorithm;
pub mod canonical;
mod digest;
mod encoded;
mod hasher;
mod hex;
#[cfg(feature = "std")]
mod io;
pub mod json;
#[cfg(feature = "layer")]
#[cfg_attr(docsrs, doc(cfg(feature = "layer")))]
pub mod layer;
mod parse;
mod role;
#[cfg(feature = "serde")]
mod serde_impls;
#[cfg(feature = "stream")]
mod stream;
mod v1_id;
mod verify;

pub use algorithm::{Algorithm, OtherAlgorithm, UnsupportedAlgorithm};
pub use digest::Digest;
pub use encoded::{Encoded, PathDisplay, Short};
pub use hasher::{Hasher, MultiHasher};
#[cfg(feature = "std")]
#[cfg_attr(docsrs, doc(cfg(feature = "std")))]
pub use io::{HashIo, VerifyReader, VerifyWriter};
pub use parse::{Found, ParseError, ParseErrorKind};
pub use role::{ChainId, DiffId, ImageId, LayerDigest, ManifestDigest, chain_ids_of_text};
#[cfg(feature = "stream")]
#[cfg_attr(docsrs, doc(cfg(feature = "stream")))]
pub use stream::{StreamError, VerifyStream};
pub use v1_id::V1Id;
pub use verify::{Verifier, VerifyError, verify_data};
