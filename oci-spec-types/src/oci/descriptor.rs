use super::Platform;
use crate::model::object;
use crate::{Annotations, ClaimedDigest, MediaType, Text};
use oci_digest::{Digest, VerifyError};

object! {
    /// A content descriptor: what a blob is, its digest, its size (image-spec descriptor.md).
    ///
    /// Docker's documents use the same struct; their writers put `size` before `digest`.
    ///
    /// ```
    /// use oci_digest::Digest;
    /// use oci_spec_types::{MediaType, oci::Descriptor};
    ///
    /// let layer = Descriptor::new(MediaType::OCI_LAYER_GZIP, Digest::sha256(b"layer"), 5)
    ///     .with_annotation("org.opencontainers.image.title", "layer.tar.gz");
    /// assert_eq!(layer.annotations.len(), 1);
    /// ```
    pub struct Descriptor as "descriptor" {
        /// The media type of the content.
        required "mediaType" => media_type: MediaType,
        /// The digest of the content.
        required "digest" => digest: ClaimedDigest,
        /// The size of the content in bytes; documents may state a negative one, which is a finding.
        required "size" => size: i64,
        /// Where the content may be fetched from. Never follow these without being asked to (CVE-2020-15157).
        optional "urls" => urls: Vec<Text>,
        /// Annotations of this reference.
        optional "annotations" => annotations: Annotations,
        /// The content itself, as standard base64; see [`Descriptor::data_bytes`].
        optional "data" => data: Option<Text>,
        /// The platform that the content runs on, in the entries of an index.
        optional "platform" => platform: Option<Box<Platform>>,
        /// The type of the artifact that the content is.
        optional "artifactType" => artifact_type: Option<MediaType>,
    }
}

/// Why the `data` of a descriptor is not the content that the descriptor promises.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// It is no padded base64 of the standard alphabet (RFC 4648 section 4).
    #[error("data is not padded base64 of the standard alphabet")]
    Base64,
    /// The descriptor's own digest is none, or its size is negative.
    #[error("data cannot be checked: the descriptor has no usable digest and size")]
    Descriptor,
    /// The decoded bytes have another size or digest.
    #[error("data is not the content: {0}")]
    Content(VerifyError),
}

impl Descriptor {
    /// A descriptor of content with this digest and size in bytes.
    #[must_use]
    pub fn new(media_type: impl Into<MediaType>, digest: impl Into<ClaimedDigest>, size: i64) -> Self {
        Self { media_type: media_type.into(), digest: digest.into(), size, ..Self::default() }
    }

    /// A descriptor of these bytes, with their sha256 digest.
    #[must_use]
    pub fn of(media_type: impl Into<MediaType>, content: &[u8]) -> Self {
        Self::new(media_type, Digest::sha256(content), i64::try_from(content.len()).unwrap_or(i64::MAX))
    }

    /// The descriptor of the empty JSON object `{}`: the config of an artifact that needs none
    /// (image-spec manifest.md, "Guidance for an empty descriptor").
    ///
    /// ```
    /// use oci_spec_types::oci::Descriptor;
    ///
    /// let digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    /// assert_eq!(Descriptor::empty().digest.to_string(), digest);
    /// ```
    #[must_use]
    pub fn empty() -> Self {
        Self { data: Some(Text::from_static("e30=")), ..Self::of(MediaType::OCI_EMPTY, b"{}") }
    }

    /// With one more annotation.
    #[must_use]
    pub fn with_annotation(mut self, key: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.annotations.insert(key, value);
        self
    }

    /// With the platform that the content runs on.
    #[must_use]
    pub fn with_platform(mut self, platform: Platform) -> Self {
        self.platform = Some(Box::new(platform));
        self
    }

    /// With the type of the artifact that the content is.
    #[must_use]
    pub fn with_artifact_type(mut self, artifact_type: impl Into<MediaType>) -> Self {
        self.artifact_type = Some(artifact_type.into());
        self
    }

    /// With one more place to fetch the content from.
    #[must_use]
    pub fn with_url(mut self, url: impl Into<Text>) -> Self {
        self.urls.push(url.into());
        self
    }

    /// With the content itself embedded. (image-spec: never add it to a descriptor that others point at by digest.)
    #[must_use]
    pub fn with_data(mut self, content: &[u8]) -> Self {
        use base64ct::Encoding;
        self.data = Some(base64ct::Base64::encode_string(content).into());
        self
    }

    /// The embedded content, decoded and checked against the descriptor's size and digest; `None` without `data`.
    ///
    /// # Errors
    /// When the data is not strict base64, or not the content that the descriptor promises.
    ///
    /// ```
    /// use oci_spec_types::oci::Descriptor;
    ///
    /// assert_eq!(Descriptor::empty().data_bytes()?.unwrap(), b"{}");
    /// # Ok::<(), oci_spec_types::oci::DataError>(())
    /// ```
    pub fn data_bytes(&self) -> Result<Option<Vec<u8>>, DataError> {
        use base64ct::Encoding;
        let Some(data) = &self.data else { return Ok(None) };
        let bytes = base64ct::Base64::decode_vec(data).map_err(|_| DataError::Base64)?;
        let (Some(digest), Ok(size)) = (self.digest.valid(), u64::try_from(self.size)) else {
            return Err(DataError::Descriptor);
        };
        oci_digest::verify_data(&bytes, digest, size).map_err(DataError::Content)?;
        Ok(Some(bytes))
    }
}
