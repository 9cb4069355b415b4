use serde::Serialize;
use std::fmt;

/// What a document carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ArtifactKind {
    /// An image, or its config.
    Image,
    /// An image with encrypted layers (ocicrypt).
    ImageEncrypted,
    /// An application of Flatpak, in an image.
    Flatpak,
    /// Statements about another document: in-toto, as BuildKit and cosign store them.
    Attestation,
    /// Signatures of another document: of notation, or of cosign before its bundles.
    Signature,
    /// A Sigstore bundle: a signature or an attestation with what verifies it.
    SigstoreBundle,
    /// A list of what another document consists of.
    Sbom,
    /// A Helm chart.
    Chart,
    /// A model: of ModelPack, KitOps, Docker or Ollama.
    Model,
    /// A WebAssembly module or component.
    Wasm,
    /// A build cache of BuildKit.
    BuildCache,
    /// A SOCI index: places in the layers of an image.
    SociIndex,
    /// Images, one for each platform.
    IndexOfImages,
    /// Artifacts that are no images.
    IndexOfArtifacts,
    /// The documents about another one: the answer of the referrers API.
    Referrers,
    /// The content of an OCI layout: its `index.json` or `oci-layout`.
    Layout,
    /// Anything else.
    Other,
}

/// A row for each kind: its code, and its name for people.
static KINDS: [(ArtifactKind, &str, &str); 17] = [
    (ArtifactKind::Image, "image", "image"),
    (ArtifactKind::ImageEncrypted, "image-encrypted", "encrypted image"),
    (ArtifactKind::Flatpak, "flatpak", "Flatpak image"),
    (ArtifactKind::Attestation, "attestation", "attestation"),
    (ArtifactKind::Signature, "signature", "signature"),
    (ArtifactKind::SigstoreBundle, "sigstore-bundle", "Sigstore bundle"),
    (ArtifactKind::Sbom, "sbom", "SBOM"),
    (ArtifactKind::Chart, "chart", "Helm chart"),
    (ArtifactKind::Model, "model", "model"),
    (ArtifactKind::Wasm, "wasm", "WebAssembly artifact"),
    (ArtifactKind::BuildCache, "build-cache", "build cache"),
    (ArtifactKind::SociIndex, "soci-index", "SOCI index"),
    (ArtifactKind::IndexOfImages, "index-of-images", "index of images"),
    (ArtifactKind::IndexOfArtifacts, "index-of-artifacts", "index of artifacts"),
    (ArtifactKind::Referrers, "referrers", "list of referrers"),
    (ArtifactKind::Layout, "layout", "OCI layout"),
    (ArtifactKind::Other, "other", "artifact"),
];

impl ArtifactKind {
    fn row(self) -> &'static (Self, &'static str, &'static str) {
        let [kinds @ .., other] = &KINDS;
        kinds.iter().find(|row| row.0 == self).unwrap_or(other)
    }

    /// The stable code: what stands in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().1
    }

    /// Whether it is one image: something with a root file system that a container can run from.
    ///
    /// ```
    /// use oci_spec_types::artifact::ArtifactKind;
    ///
    /// assert!(ArtifactKind::ImageEncrypted.is_image());
    /// assert!(!ArtifactKind::Model.is_image() && !ArtifactKind::IndexOfImages.is_image());
    /// ```
    #[must_use]
    pub fn is_image(self) -> bool {
        matches!(self, Self::Image | Self::ImageEncrypted | Self::Flatpak)
    }
}

/// The name for people, without an article.
impl fmt::Display for ArtifactKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.row().2)
    }
}
