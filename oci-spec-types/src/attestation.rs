//! Attestations and signatures: what is said about an image, where that is stored, and in which form.
//!
//! [`Claim`] reads what a blob says: an in-toto statement, a DSSE envelope, a Sigstore bundle, a simple signature.
//! [`predicates`] lists the statements of a manifest, [`reference()`] tells which image an entry of an index is about.
//! What lies in a registry about an image is found by [`crate::closure`].
//!
//! # In an index
//! BuildKit's attestations are manifests in an index that say something about another entry of it (BuildKit
//! `docs/attestations/attestation-storage.md`).
//!
//! An attestation manifest is an image manifest whose layers are in-toto statements. Its entry in the index has the
//! platform `unknown/unknown`, so that clients which know nothing of attestations do not choose it, and two annotations:
//! of what kind it is, and the digest of the manifest that it is about.

mod claim;
mod envelope;

pub use claim::{Claim, ClaimForm};
pub use envelope::{Bundle, Critical, Envelope, MessageDigest, MessageSignature, SignedImage, SimpleSigning};

use crate::annotation::{REFERENCE_DIGEST, REFERENCE_TYPE};
use crate::artifact::ArtifactKind;
use crate::{ClaimedDigest, Descriptor, Text, oci};
use oci_digest::Digest;

/// The annotation of a layer that holds the predicate type of its statement.
pub const PREDICATE_TYPE: &str = "in-toto.io/predicate-type";
/// The kind of all entries that BuildKit writes.
pub const KIND_ATTESTATION: &str = "attestation-manifest";

/// What an entry of an index says about another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryReference {
    /// Of what kind it is, as the entry states it; [`KIND_ATTESTATION`] for BuildKit's attestations.
    pub kind: Text,
    /// The manifest that it is about; empty where the entry does not say.
    pub about: ClaimedDigest,
}

impl EntryReference {
    /// Whether it is an attestation, and no other kind of reference.
    #[must_use]
    pub fn is_attestation(&self) -> bool {
        self.kind == KIND_ATTESTATION
    }
}

/// A statement in an attestation manifest: a layer and the type of what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Predicate<'a> {
    /// The predicate type, as an annotation of the layer or the manifest states it; `None` where none does.
    pub predicate_type: Option<&'a Text>,
    /// The layer: its content is what [`Claim::read`] reads.
    pub layer: &'a Descriptor,
}

/// What an entry of an index says about another one; `None` for the entry of an image.
///
/// ```
/// use oci_digest::Digest;
/// use oci_spec_types::{Descriptor, MediaType, annotation, attestation};
///
/// let image = Digest::sha256(b"image");
/// let entry = Descriptor::of(MediaType::OCI_MANIFEST, b"attestation")
///     .with_annotation(annotation::REFERENCE_TYPE, attestation::KIND_ATTESTATION)
///     .with_annotation(annotation::REFERENCE_DIGEST, image.to_string());
/// assert_eq!(attestation::reference(&entry).unwrap().about, image);
/// ```
#[must_use]
pub fn reference(entry: &Descriptor) -> Option<EntryReference> {
    let kind = entry.annotations.get(REFERENCE_TYPE)?.clone();
    let about = entry.annotations.get(REFERENCE_DIGEST).cloned().unwrap_or_default().into();
    Some(EntryReference { kind, about })
}

/// The attestations about the manifest with this digest among the entries of an index.
pub fn attestations_of<'a>(entries: &'a [Descriptor], image: &'a Digest) -> impl Iterator<Item = &'a Descriptor> {
    entries
        .iter()
        .filter(move |entry| reference(entry).is_some_and(|found| found.is_attestation() && found.about.is(image)))
}

/// The annotation of a manifest that holds the predicate type of its Sigstore bundle (cosign `specs/BUNDLE_SPEC.md`).
pub const BUNDLE_PREDICATE_TYPE: &str = "dev.sigstore.bundle.predicateType";
/// The annotation of a layer that holds the predicate type of its DSSE envelope (cosign `specs/ATTESTATION_SPEC.md`).
pub const ENVELOPE_PREDICATE_TYPE: &str = "predicateType";

/// The annotations of a layer that hold the predicate type of its statement, by who wrote it.
static PREDICATE_TYPES: [&str; 3] = [PREDICATE_TYPE, ENVELOPE_PREDICATE_TYPE, BUNDLE_PREDICATE_TYPE];

/// The statements of an attestation manifest: its layers that are in-toto statements, DSSE envelopes or Sigstore bundles.
/// [`Claim::read`] reads each of them.
///
/// ```
/// use oci_spec_types::{Descriptor, MediaType, annotation, attestation, oci};
///
/// let layer = Descriptor::of(MediaType::IN_TOTO, b"{}")
///     .with_annotation(attestation::PREDICATE_TYPE, "https://spdx.dev/Document");
/// let manifest = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, b"{}"), vec![layer]);
/// let found = attestation::predicates(&manifest).next().unwrap();
/// assert_eq!(found.predicate_type.unwrap(), "https://spdx.dev/Document");
/// ```
pub fn predicates(manifest: &oci::Manifest) -> impl Iterator<Item = Predicate<'_>> {
    manifest.layers.iter().filter_map(|layer| {
        let of_manifest = match layer.media_type.artifact()? {
            ArtifactKind::Attestation => None,
            ArtifactKind::SigstoreBundle => manifest.annotations.get(BUNDLE_PREDICATE_TYPE),
            _ => return None,
        };
        let own = PREDICATE_TYPES.iter().find_map(|key| layer.annotations.get(key));
        Some(Predicate { predicate_type: own.or(of_manifest), layer })
    })
}
