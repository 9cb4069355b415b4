use super::Platform;
use crate::model::object;
use crate::{Annotations, ClaimedDigest, Error, ErrorKind, MediaType, Text};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use oci_digest::{Digest, Verifier, VerifyReader};

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
        /// The digest of the content, as stated; see [`Descriptor::digest`].
        required "digest" => digest: ClaimedDigest,
        /// The size of the content in bytes, as stated; a negative one is a finding. See [`Descriptor::size`].
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

impl Descriptor {
    /// A descriptor of content with this digest and size in bytes. (What no document can state is cut to the largest size.)
    #[must_use]
    pub fn new(media_type: impl Into<MediaType>, digest: impl Into<ClaimedDigest>, size: u64) -> Self {
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        Self { media_type: media_type.into(), digest: digest.into(), size, ..Self::default() }
    }

    /// A descriptor of these bytes, with their sha256 digest.
    #[must_use]
    pub fn of(media_type: impl Into<MediaType>, content: &[u8]) -> Self {
        Self::new(media_type, Digest::sha256(content), content.len() as u64)
    }

    /// The digest, checked.
    ///
    /// # Errors
    /// [`ErrorKind::IllFormedDigest`] when the document states none.
    pub fn digest(&self) -> Result<Digest, Error> {
        Digest::try_from(&self.digest)
            .map_err(|error| Error::of_value(ErrorKind::IllFormedDigest, "/digest", error.to_string()))
    }

    /// The size in bytes, checked.
    ///
    /// # Errors
    /// [`ErrorKind::Size`] when the document states a negative one.
    pub fn size(&self) -> Result<u64, Error> {
        u64::try_from(self.size).map_err(|_| {
            let text = format!("found {}, expected a size that is not negative", self.size);
            Error::of_value(ErrorKind::Size, "/size", text)
        })
    }

    /// A verifier of the content: size first, then digest. For readers, writers and streams of `oci_digest`, too.
    ///
    /// ```
    /// use oci_spec_types::{Descriptor, MediaType};
    ///
    /// let layer = Descriptor::of(MediaType::OCI_LAYER, b"two pieces");
    /// let mut verifier = layer.verifier()?;
    /// verifier.update(b"two ")?;
    /// verifier.update(b"pieces")?;
    /// verifier.finish()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the document states no digest, or a negative size.
    pub fn verifier(&self) -> Result<Verifier, Error> {
        Ok(Verifier::new(&self.digest()?, Some(self.size()?)))
    }

    /// A reader that verifies the content as it is read: the end comes only when all of it was right.
    ///
    /// ```
    /// use oci_spec_types::{Descriptor, MediaType};
    /// use std::io::Read;
    ///
    /// let layer = Descriptor::of(MediaType::OCI_LAYER, b"content");
    /// let mut content = Vec::new();
    /// layer.verify_reader(&b"content"[..])?.read_to_end(&mut content)?;
    /// assert!(layer.verify_reader(&b"c0ntent"[..])?.read_to_end(&mut content).is_err());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Descriptor::verifier`].
    pub fn verify_reader<R>(&self, reader: R) -> Result<VerifyReader<R>, Error> {
        Ok(VerifyReader::with_verifier(reader, self.verifier()?))
    }

    /// Checks whole content. [`Descriptor::verifier`] tells found and expected digest as values.
    ///
    /// ```
    /// use oci_spec_types::{Descriptor, ErrorKind, MediaType};
    ///
    /// let layer = Descriptor::of(MediaType::OCI_LAYER, b"content");
    /// assert_eq!(layer.verify(b"content"), Ok(()));
    /// assert_eq!(layer.verify(b"c0ntent").unwrap_err().kind(), ErrorKind::Digest);
    /// assert_eq!(layer.verify(b"more content").unwrap_err().kind(), ErrorKind::Size);
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Size`] or [`ErrorKind::Digest`] when it has another size or digest; as [`Descriptor::verifier`].
    pub fn verify(&self, content: &[u8]) -> Result<(), Error> {
        let mut verifier = self.verifier()?;
        Ok(verifier.update(content).and_then(|()| verifier.finish())?)
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

    /// With another media type.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<MediaType>) -> Self {
        self.media_type = media_type.into();
        self
    }

    /// With one more annotation.
    #[must_use]
    pub fn with_annotation(mut self, key: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.annotations.insert(key, value);
        self
    }

    /// With more annotations.
    #[must_use]
    pub fn with_annotations<K: Into<Text>, V: Into<Text>>(mut self, more: impl IntoIterator<Item = (K, V)>) -> Self {
        self.annotations.extend(more);
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
        self.data = Some(BASE64_STANDARD.encode(content).into());
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
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    pub fn data_bytes(&self) -> Result<Option<Vec<u8>>, Error> {
        let Some(data) = &self.data else { return Ok(None) };
        let bytes = BASE64_STANDARD.decode(data.as_str()).map_err(|_| {
            let text = "found text that is not padded base64 of the standard alphabet (RFC 4648 section 4)";
            Error::of_value(ErrorKind::Base64, "/data", text)
        })?;
        self.verify(&bytes).map_err(|error| Error::of_value(error.kind(), "/data", error.text()))?;
        Ok(Some(bytes))
    }
}
