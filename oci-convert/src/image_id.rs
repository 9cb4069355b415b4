use crate::held::Reader;
use crate::notes::Notes;
use crate::steps::{family, read};
use crate::{Error, ErrorKind, Part, Source, Tool};
use oci_digest::ImageId;

impl Tool {
    /// The image ID that a manifest names, as the tool reads it: the digest of its config. (containers/image `ImageID`.)
    ///
    /// A schema 1 manifest names none: the digest of what [`Tool::schema1_config`] makes is its image ID.
    ///
    /// # Errors
    /// When the tool does not read such manifests or this one, it is larger than [`oci_spec_types::Limits::default`] says, it is schema 1, or it names a config that is not that of an image.
    ///
    /// ```
    /// use oci_convert::{ErrorKind, Source, tools};
    /// use oci_spec_types::MediaType;
    ///
    /// let artifact = r#"{"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.empty.v1+json"},"layers":[]}"#;
    /// let error = tools::CONTAINERS_IMAGE.image_id(&Source::new(artifact, MediaType::OCI_MANIFEST)).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::NonImageArtifact);
    /// ```
    pub fn image_id(&self, source: &Source) -> Result<ImageId, Error> {
        let image = read::image(source, self, &Reader::default(), &mut Notes::default())?;
        let Some(manifest) = image.manifest() else {
            let text = "a schema 1 manifest names no config; its image ID is that of the config made from it";
            return Err(Error::convert(ErrorKind::UnsupportedConversion, Part::Manifest, "", text));
        };
        if image.format == crate::Format::Oci {
            family::check_image(manifest, false)?;
        }
        let digest = manifest.config.digest.to_string();
        digest.parse().map(ImageId::new).map_err(|error| {
            Error::convert(ErrorKind::InvalidDigest, Part::Manifest, "/config/digest", error.to_string())
        })
    }
}
