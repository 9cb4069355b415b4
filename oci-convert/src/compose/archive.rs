//! The image of a `docker save` archive as parts.

use super::composed::refused;
use super::parts::{ConfigPart, ImageParts, LayerPart};
use crate::{Error, ErrorKind, Part};
use bytes::Bytes;
use oci_digest::{Compression, Digest};
use oci_spec_types::{ClaimedDigest, Descriptor, MediaType, Model, Text, docker, oci};

/// A layer of a `docker save` archive as it was read: what one pass over the file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveLayer {
    /// The digest of the file.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// How it is compressed: as its bytes say, for an archive does not say it.
    pub compression: Compression,
}

impl ImageParts {
    /// The parts of one image of a `docker save` archive: its entry in `manifest.json`, its config, and its layers in the
    /// order of the entry. What [`Compose`](super::Compose) makes of them has that config, byte for byte, and so that image
    /// ID.
    ///
    /// The manifest that the image had in a registry is not in such an archive: layers that were compressed there are tars
    /// here, with other digests. A layer for which the entry names a source (`LayerSources`: a foreign layer) is described
    /// as its source is. A file that the archive names by its digest must have it; of a layer that is not compressed the
    /// config knows the digest, too.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidJson`] when the config cannot be read; [`ErrorKind::ConfigLayerCountMismatch`] when entry, config
    /// and layers are not equally many; [`ErrorKind::ConfigDigestMismatch`] and [`ErrorKind::InvalidDigest`] when a file is
    /// not the one that is named; [`ErrorKind::UnknownMediaType`] for a compression that no layer type has.
    ///
    /// ```
    /// use oci_convert::compose::{ArchiveLayer, Compose, ImageParts};
    /// use oci_convert::{Format, tools};
    /// use oci_digest::{Compression, Digest};
    /// use oci_spec_types::docker::ArchiveEntry;
    /// use oci_spec_types::{Document, MediaType, View};
    ///
    /// let layer = Digest::sha256(b"a tar");
    /// let config = format!(r#"{{"os":"linux","architecture":"amd64","rootfs":{{"type":"layers","diff_ids":["{layer}"]}}}}"#);
    /// let archive = format!(
    ///     r#"[{{"Config":"{}.json","RepoTags":["app:1"],"Layers":["{}/layer.tar"]}}]"#,
    ///     &*Digest::sha256(&config).encoded(),
    ///     &*layer.encoded(),
    /// );
    /// let document = Document::parse(archive.into_bytes())?;
    /// let View::DockerArchive(entries) = document.view() else { panic!("an archive") };
    /// let layers = [ArchiveLayer { digest: layer, size: 5, compression: Compression::None }];
    ///
    /// let parts = ImageParts::of_archive(&entries[0], config, &layers)?;
    /// let image = Compose::image(parts.clone()).as_tool(&tools::MINIMAL).format(Format::Oci).make()?;
    /// let View::OciManifest(manifest) = Document::parse(image.bytes)?.into_view() else { panic!("a manifest") };
    /// assert_eq!(manifest.layers[0].media_type, MediaType::OCI_LAYER);
    ///
    /// let image = Compose::image(parts).as_tool(&tools::MINIMAL).format(Format::DockerV2S2).make()?;
    /// assert_eq!(image.descriptor.media_type, MediaType::DOCKER_MANIFEST);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_archive(
        entry: &docker::ArchiveEntry,
        config: impl Into<Bytes>,
        layers: &[ArchiveLayer],
    ) -> Result<Self, Error> {
        let bytes = config.into();
        let model = oci::ImageConfig::parse(bytes.clone())
            .map_err(|error| refused(ErrorKind::InvalidJson, Part::Config, error.pointer(), error.text()))?;
        let diff_ids = &model.rootfs.diff_ids;
        if entry.layers.len() != layers.len() || diff_ids.len() != layers.len() {
            let text = format!(
                "found {} layers, {} in the entry of the archive and {} diffIDs in the config",
                layers.len(),
                entry.layers.len(),
                diff_ids.len()
            );
            return Err(refused(ErrorKind::ConfigLayerCountMismatch, Part::Config, "/rootfs/diff_ids", text));
        }
        if let Some(named) = digest_in(&entry.config)
            && named.verify(&bytes).is_err()
        {
            let text = format!("found a config with the digest {}, expected {named}", Digest::sha256(&bytes));
            return Err(refused(ErrorKind::ConfigDigestMismatch, Part::Config, "", text));
        }
        let layers = layers.iter().zip(&entry.layers).zip(diff_ids).enumerate();
        let part = |(at, ((layer, path), diff_id)): (usize, ((&ArchiveLayer, &Text), &ClaimedDigest))| {
            let source = entry.layer_sources.as_ref().and_then(|sources| sources.get(diff_id.as_str()));
            let descriptor = match source {
                Some(source) => source.clone(),
                None => described(at, layer, path, diff_id)?,
            };
            Ok(LayerPart { descriptor, diff_id: Some(diff_id.clone()), ..LayerPart::default() })
        };
        let layers = layers.map(part).collect::<Result<_, Error>>()?;
        Ok(Self { config: ConfigPart::Kept(MediaType::OCI_CONFIG, bytes), layers, ..Self::default() })
    }
}

/// The layer as a manifest describes it, in the types of the image-spec.
fn described(at: usize, layer: &ArchiveLayer, path: &str, diff_id: &ClaimedDigest) -> Result<Descriptor, Error> {
    let pointer = format!("/layers/{at}");
    // The folder of a layer in older archives is named by a v1 ID, which looks like a digest and is none.
    let named = if path.starts_with("blobs/") { digest_in(path) } else { None };
    let tar = (layer.compression == Compression::None).then(|| diff_id.valid()).flatten();
    for expected in [named, tar].into_iter().flatten() {
        let comparable = expected.algorithm_str() == layer.digest.algorithm_str();
        if comparable && expected != layer.digest {
            let text = format!("found a layer with the digest {}, expected {expected}", layer.digest);
            return Err(refused(ErrorKind::InvalidDigest, Part::Manifest, pointer, text));
        }
    }
    let media_type = match layer.compression {
        Compression::None => MediaType::OCI_LAYER,
        Compression::Gzip => MediaType::OCI_LAYER_GZIP,
        Compression::Zstd => MediaType::OCI_LAYER_ZSTD,
        other => {
            let text = format!("found a layer compressed by {other}, expected tar, gzip or zstd");
            return Err(refused(ErrorKind::UnknownMediaType, Part::Manifest, pointer, text));
        }
    };
    Ok(Descriptor::new(media_type, layer.digest.clone(), layer.size))
}

/// The digest by which the archive names a file: `HEX.json` (Docker), `sha256:HEX` (crane), `blobs/sha256/HEX` (Docker from
/// 25.0 on).
fn digest_in(path: &str) -> Option<Digest> {
    if let Some((algorithm, hex)) = path.strip_prefix("blobs/").and_then(|rest| rest.split_once('/')) {
        return format!("{algorithm}:{hex}").parse().ok();
    }
    path.parse().ok().or_else(|| format!("sha256:{}", path.strip_suffix(".json")?).parse().ok())
}
