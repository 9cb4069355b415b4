//! Signed Docker schema 1 manifests: the JSON web signatures of libtrust.
//!
//! A signed manifest is a *payload* (the manifest itself) with one more member, `signatures`, written into it before
//! the last `}`. The protected header of each signature says how to get the payload back: `formatLength` bytes of the
//! document, then `formatTail`. **The digest of a signed manifest is the digest of its payload, and only the payload is
//! ever to be read as a manifest**: what stands between the payload and the end of the document is covered by nothing.
//!
//! [`Jws::parse`] takes a document apart, [`Jws::new`] begins one, [`Jws::to_document`] writes it in the layout of
//! libtrust. That needs no cryptography and is always there. The feature `signatures` adds `Jws::verify`, `Jws::sign` and
//! `SigningKey`.
//!
//! # What a signature proves
//! The integrity of the payload, and nothing else. The key stands in the document and vouches for itself: whoever
//! changes a manifest can sign it again with a new key. A signature tells who signed only to those who knew the key before
//! (`Verification::signed_by`); the certificates of an `x5c` header are not checked against anything.
//! No registry or client of today relies on these signatures.
//!
//! # Two ways to read
//! The Go tools accept documents that are traps ([`Mode::Libtrust`] tells which), and panic on others. [`Mode::Strict`]
//! refuses both; what a tool answers about such a document is still needed to agree with its digests. Where the Go code
//! panics, both modes give an error.
//!
//! No crate: those of JOSE read tokens, and the payload of libtrust is no member of a token but the document around its
//! signatures, cut out as each of them says.
//!
//! Source: docker/libtrust `jsonsign.go`, `ec_key.go`, `rsa_key.go`, `util.go`; distribution `docs/spec/manifest-v2-1.md`.
//!
//! ```
//! use oci_spec_types::docker::jws::{Jws, JwsError, Mode};
//!
//! // "eyJm…" is {"formatLength":18,"formatTail":"fQ"}: 18 bytes, then "}".
//! let document = br#"{"schemaVersion":1,"signatures":[{"header":{"alg":"ES256"},"signature":"","protected":"eyJmb3JtYXRMZW5ndGgiOjE4LCJmb3JtYXRUYWlsIjoiZlEifQ"}]}"#;
//! let jws = Jws::parse(document, Mode::Strict)?;
//! assert_eq!(&jws.payload()[..], br#"{"schemaVersion":1}"#);
//!
//! // All documents with an empty list would have one digest: that of no bytes.
//! let trap = br#"{"schemaVersion":1,"signatures":[]}"#;
//! assert!(matches!(Jws::parse(trap, Mode::Strict), Err(JwsError::NoSignatures { .. })));
//! assert!(Jws::parse(trap, Mode::Libtrust)?.payload().is_empty());
//! # Ok::<(), JwsError>(())
//! ```

mod document;
mod error;
mod jwk;
mod key_id;
mod member;
mod mode;
mod protected;
mod public_key;
mod read;
mod time;
mod write;

#[cfg(feature = "signatures")]
mod algorithm;
#[cfg(feature = "signatures")]
mod certificate;
#[cfg(feature = "signatures")]
mod curves;
#[cfg(feature = "signatures")]
mod sign;
#[cfg(feature = "signatures")]
mod signing_key;
#[cfg(feature = "signatures")]
mod verify;

pub use document::{Jws, Signature, Uncovered};
pub use error::{JwsError, KeyFault};
pub use jwk::Jwk;
pub use key_id::KeyId;
pub use mode::Mode;
pub use public_key::{Curve, PublicKey};
pub use time::SigningTime;

#[cfg(feature = "signatures")]
pub use {
    algorithm::SignatureAlgorithm,
    signing_key::SigningKey,
    verify::{KeySource, MAX_SIGNATURES, Signer, Verification},
};

#[cfg(test)]
mod tests;
