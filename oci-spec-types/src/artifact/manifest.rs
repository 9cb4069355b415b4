//! What a manifest is.

use super::kind::ArtifactKind;
use super::reason::Reason;
use crate::{Annotations, Descriptor, MediaType, Text};

/// What a manifest states about what it carries.
pub(super) struct Stated<'a> {
    pub(super) artifact_type: Option<&'a MediaType>,
    pub(super) config: Option<&'a MediaType>,
    pub(super) layers: &'a [Descriptor],
    pub(super) annotations: Option<&'a Annotations>,
}

/// What oras writes where the user gave no type.
const NO_TYPE: &str = "application/vnd.unknown.artifact.v1";
/// The annotation of the manifests that Flatpak writes.
pub(super) const FLATPAK: &str = "org.flatpak.ref";

impl Stated<'_> {
    fn config_type(&self) -> Option<&MediaType> {
        self.config.filter(|own| !own.is_empty())
    }

    /// The type that the manifest states for what it carries.
    pub(super) fn own_type(&self) -> Option<&MediaType> {
        self.artifact_type.filter(|own| !own.is_empty()).or_else(|| self.config_type())
    }

    pub(super) fn decide(&self) -> (ArtifactKind, Reason) {
        let config = self.config_type();
        let artifact_type = self.artifact_type.filter(|own| !own.is_empty());
        // The type of a config says no more here than it does there.
        let artifact_type = artifact_type.filter(|own| !own.is_config());
        if let Some((own, kind)) = artifact_type.and_then(|own| Some((own, own.artifact()?))) {
            return self.encrypted_or(kind, Reason::ArtifactType(own.clone()));
        }
        if let Some((own, kind)) = config.and_then(|own| Some((own, own.artifact()?))) {
            return self.encrypted_or(kind, Reason::Config(own.clone()));
        }
        if let Some(own) = artifact_type.filter(|own| **own != NO_TYPE) {
            return (ArtifactKind::Other, Reason::ArtifactType(own.clone()));
        }
        if let Some(found) = self.by_layers() {
            return found;
        }
        match (config, artifact_type) {
            (Some(own), None) if own.is_config() => self.image(own),
            (Some(own), Some(stated)) if own.matches(&MediaType::OCI_EMPTY) => {
                (ArtifactKind::Other, Reason::ArtifactType(stated.clone()))
            }
            (Some(own), _) => (ArtifactKind::Other, Reason::Config(own.clone())),
            (None, Some(stated)) => (ArtifactKind::Other, Reason::ArtifactType(stated.clone())),
            (None, None) => (ArtifactKind::Other, Reason::Nothing),
        }
    }

    /// What all layers are that have a use of their own; `None` where they do not agree.
    fn by_layers(&self) -> Option<(ArtifactKind, Reason)> {
        let first = &self.layers.first()?.media_type;
        let kind = first.artifact()?;
        let agree = self.layers.iter().all(|layer| layer.media_type.artifact() == Some(kind));
        agree.then(|| (kind, Reason::Layers(first.clone())))
    }

    /// A manifest with the config of an image.
    fn image(&self, config: &MediaType) -> (ArtifactKind, Reason) {
        match self.layers.first() {
            Some(first) if !self.layers.iter().any(|layer| layer.media_type.is_layer()) => {
                (ArtifactKind::Other, Reason::Layers(first.media_type.clone()))
            }
            _ if self.annotations.is_some_and(|all| all.contains_key(FLATPAK)) => {
                (ArtifactKind::Flatpak, Reason::Annotation(Text::from_static(FLATPAK)))
            }
            _ => self.encrypted_or(ArtifactKind::Image, Reason::Config(config.clone())),
        }
    }

    /// An image is an encrypted one if a layer is encrypted.
    fn encrypted_or(&self, kind: ArtifactKind, reason: Reason) -> (ArtifactKind, Reason) {
        let mut types = self.layers.iter().map(|layer| &layer.media_type);
        match types.find(|own| kind == ArtifactKind::Image && own.is_layer() && own.is_encrypted()) {
            Some(own) => (ArtifactKind::ImageEncrypted, Reason::EncryptedLayer(own.clone())),
            None => (kind, reason),
        }
    }
}
