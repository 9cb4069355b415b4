use crate::ledger::Ledger;
use crate::{Error, ErrorKind, Format, Part, Profile, Source, parse, schema2};
use oci_digest::ImageId;

/// The image ID that a manifest names: the digest of its config (containers/image `ImageID`).
///
/// A schema 1 manifest names none: the digest of what [`crate::schema1_config`] makes is its image ID.
///
/// # Errors
/// When the manifest can not be read, is schema 1, or names a config that is not that of an image.
///
/// ```
/// use oci_convert::{ErrorKind, Source, image_id};
/// use oci_spec_types::MediaType;
///
/// let artifact = r#"{"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.empty.v1+json"},"layers":[]}"#;
/// let error = image_id(&Source::new(artifact, MediaType::OCI_MANIFEST)).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::NonImageArtifact);
/// ```
pub fn image_id(source: &Source) -> Result<ImageId, Error> {
    let image = parse::parse(source, Profile::CONTAINERS_IMAGE, &mut Ledger::default())?;
    match image.format {
        Format::Oci => schema2::check_image(&image.manifest)?,
        Format::DockerV2S2 => {}
        Format::DockerV2S1 => {
            let text = "a schema 1 manifest names no config; its image ID is that of the config made from it";
            return Err(Error::convert(ErrorKind::UnsupportedConversion, Part::Manifest, "", text));
        }
    }
    let digest = image.manifest.get("config").get("digest").as_str();
    digest
        .parse()
        .map(ImageId::new)
        .map_err(|error| Error::convert(ErrorKind::InvalidDigest, Part::Manifest, "/config/digest", error.to_string()))
}
