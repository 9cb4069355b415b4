use crate::media_type::MediaType;
use crate::model::Model;
use crate::oci::Descriptor;
use crate::{docker, in_toto, oci};
use bytes::Bytes;

/// The bytes of a document, and the descriptor that names them: what is pushed, and what the next document states.
///
/// ```
/// use oci_spec_types::{MediaType, oci};
///
/// let config = oci::ImageConfig::new("linux", "arm64", oci::RootFs::default()).to_blob();
/// let manifest = oci::Manifest::new(config.descriptor, vec![]).to_blob();
/// let index = oci::Index::new(vec![manifest.descriptor.with_platform(oci::Platform::new("linux", "arm64"))]).to_blob();
/// assert_eq!(index.descriptor.media_type, MediaType::OCI_INDEX);
/// assert_eq!(index.descriptor.size, index.bytes.len() as i64);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// The bytes.
    pub bytes: Bytes,
    /// Their media type, sha256 digest and size.
    pub descriptor: Descriptor,
}

impl Blob {
    /// These bytes under a media type: a document in a style or layout of its own, or any other content.
    ///
    /// ```
    /// use oci_spec_types::{Blob, MediaType, Model, oci};
    ///
    /// let config = oci::ImageConfig::new("linux", "arm64", oci::RootFs::default());
    /// let blob = Blob::new(MediaType::DOCKER_CONFIG, config.to_json());
    /// assert_eq!(blob.descriptor.digest, config.to_blob().descriptor.digest);
    /// ```
    #[must_use]
    pub fn new(media_type: impl Into<MediaType>, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { descriptor: Descriptor::of(media_type, &bytes), bytes }
    }
}

macro_rules! documents {
    ($($Type:ty, $what:literal, |$model:ident| $media_type:expr;)*) => {$(
        impl $Type {
            /// The document as it is pushed: the bytes of [`Model::to_json`], and the descriptor that names them, of
            #[doc = $what]
            #[must_use]
            pub fn to_blob(&self) -> Blob {
                let $model = self;
                Blob::new($media_type, self.to_json())
            }
        }
    )*};
}

fn stated(media_type: &MediaType, otherwise: MediaType) -> MediaType {
    if media_type.is_empty() { otherwise } else { media_type.clone() }
}

documents! {
    oci::Manifest, "the stated media type, else [`MediaType::OCI_MANIFEST`].",
        |model| model.media_type.clone().unwrap_or(MediaType::OCI_MANIFEST);
    oci::Index, "the stated media type, else [`MediaType::OCI_INDEX`].",
        |model| model.media_type.clone().unwrap_or(MediaType::OCI_INDEX);
    oci::ImageConfig, "[`MediaType::OCI_CONFIG`]. (For Docker: [`Blob::new`] with [`MediaType::DOCKER_CONFIG`].)",
        |_model| MediaType::OCI_CONFIG;
    oci::ArtifactManifest, "the stated media type, else [`MediaType::OCI_ARTIFACT_MANIFEST`].",
        |model| stated(&model.media_type, MediaType::OCI_ARTIFACT_MANIFEST);
    docker::Manifest, "the stated media type, else [`MediaType::DOCKER_MANIFEST`].",
        |model| stated(&model.media_type, MediaType::DOCKER_MANIFEST);
    docker::ManifestList, "the stated media type, else [`MediaType::DOCKER_LIST`].",
        |model| stated(&model.media_type, MediaType::DOCKER_LIST);
    in_toto::Statement, "[`MediaType::IN_TOTO`].", |_model| MediaType::IN_TOTO;
}
