//! Referrers: manifests with a `subject`, and how registries list them (distribution-spec, "Listing Referrers").

use crate::{Annotations, Descriptor, Document, Error, MediaType, View};

/// A manifest that is about another one: what a registry, or a client of one without the referrers API, has to know.
///
/// ```
/// use oci_spec_types::{Descriptor, Document, MediaType, Model, Referrer, oci};
///
/// let image = Descriptor::of(MediaType::OCI_MANIFEST, b"image");
/// let sbom = oci::Manifest::new(Descriptor::empty(), vec![Descriptor::of("text/spdx", b"sbom")])
///     .with_artifact_type("application/spdx+json")
///     .with_subject(image.clone());
/// let document = Document::parse(sbom.to_json())?;
/// let referrer = Referrer::of(&document)?.unwrap();
/// assert_eq!(referrer.subject, image);
/// assert_eq!(referrer.entry.artifact_type.unwrap(), "application/spdx+json");
/// assert_eq!(referrer.entry.digest, document.digest()?);
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referrer {
    /// The manifest that it is about.
    pub subject: Descriptor,
    /// The entry that stands for it in the list of the subject's referrers.
    pub entry: Descriptor,
}

impl Referrer {
    /// What a document refers to, and how it is listed; `None` for a document without a `subject`.
    ///
    /// The entry has the manifest's media type, digest, size and annotations. Its `artifactType` is that of the manifest;
    /// an image manifest without one is listed under the media type of its config, an index under none.
    ///
    /// # Errors
    /// When the document has no digest.
    pub fn of(document: &Document) -> Result<Option<Self>, Error> {
        let (subject, annotations) = match document.view() {
            View::OciManifest(manifest) => (&manifest.subject, &manifest.annotations),
            View::OciIndex(index) => (&index.subject, &index.annotations),
            View::ArtifactManifest(artifact) => (&artifact.subject, &artifact.annotations),
            _ => return Ok(None),
        };
        let Some(subject) = subject else { return Ok(None) };
        let media_type = document.media_type().unwrap_or_default();
        let size = document.bytes().len() as u64;
        let entry = Descriptor {
            artifact_type: artifact_type_of(document).cloned(),
            annotations: Annotations::clone(annotations),
            ..Descriptor::new(media_type, document.digest()?, size)
        };
        Ok(Some(Self { subject: subject.as_ref().clone(), entry }))
    }
}

/// The type under which a document is listed: its own, or for an image manifest without one that of its config.
pub(crate) fn artifact_type_of(document: &Document) -> Option<&MediaType> {
    let (own, fallback) = match document.view() {
        View::OciManifest(manifest) => (manifest.artifact_type.as_ref(), Some(&manifest.config.media_type)),
        View::OciIndex(index) => (index.artifact_type.as_ref(), None),
        View::ArtifactManifest(artifact) => (Some(&artifact.artifact_type), None),
        _ => (None, None),
    };
    let is_stated = |kind: &&MediaType| !kind.is_empty();
    own.filter(is_stated).or(fallback.filter(is_stated))
}
