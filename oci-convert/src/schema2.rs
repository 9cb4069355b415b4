//! Between Docker v2 schema 2 and OCI: containers/image `internal/image/docker_schema2.go`, `internal/image/oci.go`.

use crate::go::{Form, Struct, Value, shapes::containers_image as tables};
use crate::image::Image;
use crate::ledger::{Ledger, write};
use crate::{CryptoEdit, Edition, Error, ErrorKind, Format, LayerUpdate, LossReason, Part, Stage, layers, unwritten};
use oci_digest::Digest;
use oci_spec_types::{MediaType, Text};

/// Which layer type becomes which, and whether containers/image goes both ways.
struct Pair {
    docker: MediaType,
    oci: MediaType,
    to_docker: bool,
}

const fn pair(docker: MediaType, oci: MediaType, to_docker: bool) -> Pair {
    Pair { docker, oci, to_docker }
}

static LAYERS: [Pair; 5] = [
    pair(MediaType::DOCKER_LAYER_GZIP, MediaType::OCI_LAYER_GZIP, true),
    pair(MediaType::DOCKER_LAYER, MediaType::OCI_LAYER, true),
    pair(MediaType::DOCKER_LAYER_ZSTD, MediaType::OCI_LAYER_ZSTD, false),
    pair(MediaType::DOCKER_FOREIGN_LAYER, MediaType::OCI_FOREIGN_LAYER, true),
    pair(MediaType::DOCKER_FOREIGN_LAYER_GZIP, MediaType::OCI_FOREIGN_LAYER_GZIP, true),
];

/// The OCI type of a Docker layer.
pub(crate) fn layer_to_oci(docker: &str) -> Result<MediaType, ErrorKind> {
    let pair = LAYERS.iter().find(|pair| pair.docker == *docker);
    pair.map(|pair| pair.oci.clone()).ok_or(ErrorKind::UnknownMediaType)
}

/// The Docker type of an OCI layer. `zstd`: with the type that no document of Docker names.
pub(crate) fn layer_to_docker(oci: &str, zstd: bool) -> Result<MediaType, ErrorKind> {
    if let Some(pair) = LAYERS.iter().find(|pair| pair.oci == *oci && (pair.to_docker || zstd)) {
        return Ok(pair.docker.clone());
    }
    let is = |oci: &str| LAYERS.iter().any(|pair| pair.oci == *oci) || MediaType::OCI_FOREIGN_LAYER_ZSTD == *oci;
    Err(match oci.strip_suffix("+encrypted") {
        Some(layer) if is(layer) => ErrorKind::EncryptedNotRepresentable,
        None if is(oci) => ErrorKind::ZstdNotRepresentable,
        _ => ErrorKind::UnknownMediaType,
    })
}

/// A layer that the target format can not have.
pub(crate) fn refused(kind: ErrorKind, media_type: &str, at: usize, target: Format) -> Error {
    let text = format!("found {media_type:?}, which has no counterpart in the {target}");
    Error::convert(kind, Part::Manifest, format!("/layers/{at}/mediaType"), text)
}

/// Converts Docker v2s2 to OCI. `part` is the document of the source that the config comes from.
pub(crate) fn to_oci(
    image: &mut Image,
    edition: Edition,
    config: &[u8],
    part: Part,
    ledger: &mut Ledger,
) -> Result<(), Error> {
    let read = ledger.read(Stage::Convert, part, config, edition.image())?;
    let written = write(part, &read, &Form::COMPACT)?;
    unwritten::note(part, config, &written, ledger);
    let old = image.manifest.get("config");
    ledger.lose_value(Part::Manifest, "/config/urls", old.get("urls"), LossReason::DescriptorReplaced);
    let config = edition.descriptor().with([
        ("mediaType", MediaType::OCI_CONFIG.as_str().into()),
        ("digest", Digest::sha256(&written).to_string().into()),
        ("size", size(written.len())),
    ]);
    let layers = map_layers(image, edition.descriptor(), ledger, |old, at| {
        layer_to_oci(old).map_err(|kind| refused(kind, old, at, Format::Oci))
    })?;
    image.manifest = edition.manifest().with([
        ("schemaVersion", 2.into()),
        ("mediaType", MediaType::OCI_MANIFEST.as_str().into()),
        ("config", config),
        ("layers", layers),
    ]);
    image.format = Format::Oci;
    image.config = Some(written);
    Ok(())
}

/// Converts OCI to Docker v2s2; the config stays.
pub(crate) fn to_docker(image: &mut Image, ledger: &mut Ledger) -> Result<(), Error> {
    for member in ["artifactType", "subject", "annotations"] {
        ledger.lose_value(Part::Manifest, format!("/{member}"), image.manifest.get(member), LossReason::NoPlace);
    }
    let config = ledger.cast(Part::Manifest, "/config", image.manifest.get("config"), &tables::DESCRIPTOR);
    let layers = map_layers(image, &tables::DESCRIPTOR, ledger, |old, at| {
        layer_to_docker(old, false).map_err(|kind| refused(kind, old, at, Format::DockerV2S2))
    })?;
    image.manifest = tables::MANIFEST.with([
        ("schemaVersion", 2.into()),
        ("mediaType", MediaType::DOCKER_MANIFEST.as_str().into()),
        ("config", config.with("mediaType", MediaType::DOCKER_CONFIG.as_str())),
        ("layers", layers),
    ]);
    image.format = Format::DockerV2S2;
    Ok(())
}

fn map_layers(
    image: &mut Image,
    table: &'static Struct,
    ledger: &mut Ledger,
    media_type: impl Fn(&str, usize) -> Result<MediaType, Error>,
) -> Result<Value, Error> {
    let mut layers = Vec::new();
    for (at, layer) in image.manifest.get("layers").list().iter().enumerate() {
        let media_type = media_type(layer.get("mediaType").as_str(), at)?;
        let layer = ledger.cast(Part::Manifest, &format!("/layers/{at}"), layer, table);
        layers.push(layer.with("mediaType", media_type.as_str()));
    }
    let types: Vec<MediaType> = layers.iter().map(|layer| layer.get("mediaType").as_str().into()).collect();
    for (link, media_type) in image.current_mut().zip(types) {
        if let Some(blob) = &mut link.after {
            blob.media_type = media_type;
        }
    }
    Ok(layers.into())
}

/// An OCI manifest whose config is not that of an image can not be converted
/// (containers/image `NewNonImageArtifactError`).
pub(crate) fn check_image(manifest: &Value) -> Result<(), Error> {
    let media_type = manifest.get("config").get("mediaType").as_str();
    if MediaType::OCI_CONFIG == *media_type {
        return Ok(());
    }
    let artifact_type = manifest.get("artifactType").as_str();
    let text = if MediaType::DOCKER_CONFIG == *media_type {
        "found a Docker config in an OCI manifest".to_owned()
    } else if artifact_type.is_empty() {
        format!("found a config of type {media_type:?}, expected an OCI image config")
    } else {
        format!("found an artifact of type {artifact_type:?}, expected an image")
    };
    Err(Error::convert(ErrorKind::NonImageArtifact, Part::Manifest, "/config/mediaType", text))
}

/// Edits of an OCI image that must come before its conversion, because Docker has neither zstd nor encryption: they are
/// applied here, and what is left of the updates is returned (containers/image `layerEditsOfOCIOnlyFeatures`).
///
/// What is applied keeps digest, size, urls and annotations: those come with the updates that are left. Tools of the first
/// edition knew this for encryption only.
pub(crate) fn edit_before_docker(
    image: &mut Image,
    edition: Edition,
    updates: &[LayerUpdate],
    ledger: &mut Ledger,
) -> Result<Vec<LayerUpdate>, Error> {
    layers::check_count(updates, image.layer_count())?;
    let mut early = Vec::new();
    let mut late = updates.to_vec();
    let mut needed = false;
    for (layer, late) in image.manifest.get("layers").list().iter().zip(&mut late) {
        let mut edit = unchanged(layer);
        if late.crypto == CryptoEdit::Decrypt {
            needed = true;
            edit.crypto = std::mem::take(&mut late.crypto);
        }
        let media_type = layer.get("mediaType").as_str();
        let zstd = [MediaType::OCI_LAYER_ZSTD, MediaType::OCI_FOREIGN_LAYER_ZSTD].iter().any(|own| *own == *media_type);
        if zstd && edition != Edition::V1_0 {
            needed = true;
            edit.compression = std::mem::take(&mut late.compression);
            edit.algorithm = late.algorithm.take();
        }
        early.push(edit);
    }
    if needed {
        // What is left does not say any more what was done to the blobs.
        for (link, update) in image.current_mut().zip(updates) {
            if link.before.as_ref().is_some_and(|blob| blob.digest != update.digest) {
                link.causes.extend(layers::causes(update));
            }
        }
        layers::apply(image, &early, ledger)?;
    }
    Ok(late)
}

/// An update that leaves a layer as it is.
fn unchanged(layer: &Value) -> LayerUpdate {
    let mut update = LayerUpdate::new(layer.get("digest").as_str(), layer.get("size").as_i64());
    update.urls = layer.get("urls").iter_strs().map(Text::from).collect();
    for (key, value) in layer.get("annotations").as_map().into_iter().flatten() {
        update.annotations.insert(key.as_str(), value.as_str());
    }
    update
}

/// The size of something in memory.
pub(crate) fn size(len: usize) -> Value {
    i64::try_from(len).unwrap_or(i64::MAX).into()
}
