//! Image volumes: what Kubernetes mounts of an image or artifact, layer by layer (KEP-4639).
//!
//! The runtime decides. containerd mounts what it would run: the layers that its config lists, stacked; blobs of other types
//! are passed over, and a config that does not list the layers is refused, such as the empty one of an artifact. CRI-O mounts
//! an artifact as files: each blob under the name that its annotations give it.
//!
//! Sources: containerd 301026e `internal/cri/server/container_image_mount.go`, `client/image.go`, `core/images/mediatypes.go`;
//! CRI-O `internal/ociartifact`.
//!
//! ```
//! use oci_spec_types::artifact::Artifact;
//! use oci_spec_types::volume::{self, Mounted, Runtime};
//! use oci_spec_types::{Descriptor, MediaType, oci};
//!
//! // What `oras push` makes of a file.
//! let blob = Descriptor::of(MediaType::OCI_LAYER_GZIP, b"weights")
//!     .with_annotation("org.opencontainers.image.title", "model.bin");
//! let model = oci::Manifest::new(Descriptor::empty(), vec![blob]).with_artifact_type("application/vnd.example.model");
//! let artifact = Artifact::of_manifest(&model);
//! let empty = oci::ImageConfig::default();
//!
//! let found = volume::mount(Runtime::CriO, &artifact, &model.layers, &empty)?;
//! assert_eq!(found, [Mounted::File { name: "model.bin".into() }]);
//!
//! let error = volume::mount(Runtime::Containerd, &artifact, &model.layers, &empty).unwrap_err();
//! assert_eq!(error.text(), "layers do not match: 1 in the manifest, 0 diffIDs in the config");
//! # Ok::<(), oci_spec_types::Error>(())
//! ```

use crate::annotation;
use crate::artifact::Artifact;
use crate::error::{Error, ErrorKind};
use crate::media_type::{EROFS_OF_CONTAINERD, LayerFormat};
use crate::oci::ImageConfig;
use crate::printable::printable;
use crate::{Descriptor, MediaType, Text};

/// Whose rules count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Runtime {
    /// containerd.
    Containerd,
    /// CRI-O.
    CriO,
}

/// What a layer, or another blob of a manifest, is in the volume.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mounted {
    /// The files of a tar archive, over those of the layers below.
    Tar,
    /// A file system, mounted as it is: EROFS, where the runtime's snapshotter mounts such.
    FileSystem,
    /// A file, which is the blob as it is.
    File {
        /// Its name, as the blob's annotations give it: whoever made the artifact chose it.
        name: Text,
    },
    /// Nothing: the runtime passes over blobs of this type.
    OtherType,
    /// Nothing: no annotation gives it a name.
    NoName,
}

/// Annotations that name a blob for CRI-O, the first counts.
static NAMES: [&str; 2] = [annotation::TITLE, "org.cnai.model.filepath"];

/// What is mounted of each layer of a manifest, in order. The config is the one that the manifest names, read as an image
/// config whatever it is: containerd looks for its diffIDs alone.
///
/// A volume may be empty: containerd mounts an empty directory for an artifact that has no blob of the type of a layer.
///
/// # Errors
/// When the runtime mounts nothing at all.
pub fn mount(
    runtime: Runtime,
    artifact: &Artifact,
    layers: &[Descriptor],
    config: &ImageConfig,
) -> Result<Vec<Mounted>, Error> {
    match runtime {
        Runtime::CriO if !artifact.kind.is_image() => Ok(layers.iter().map(file).collect()),
        // An image is unpacked as for a container; it takes no blobs beside its layers.
        Runtime::CriO => stack(layers, config, |_| true),
        Runtime::Containerd => stack(layers, config, is_containerd_layer),
    }
}

/// A blob as a file.
fn file(blob: &Descriptor) -> Mounted {
    let name = NAMES.iter().find_map(|name| blob.annotations.get(name).filter(|value| !value.is_empty()));
    name.map_or(Mounted::NoName, |name| Mounted::File { name: name.clone() })
}

/// Layers one over the other.
fn stack(layers: &[Descriptor], config: &ImageConfig, is_layer: fn(&MediaType) -> bool) -> Result<Vec<Mounted>, Error> {
    let count = layers.iter().filter(|layer| is_layer(&layer.media_type)).count();
    let diff_ids = config.rootfs.diff_ids.len();
    if count != diff_ids {
        let text = format!("layers do not match: {count} in the manifest, {diff_ids} diffIDs in the config");
        return Err(Error::of_value(ErrorKind::Layers, "", text));
    }
    let refused =
        |position: usize, text: String| Error::of_value(ErrorKind::Layers, format!("/layers/{position}"), text);
    let mounted = |(position, layer): (usize, &Descriptor)| {
        let media_type = &layer.media_type;
        match media_type.format() {
            _ if !is_layer(media_type) => Ok(Mounted::OtherType),
            LayerFormat::Tar if media_type.is_encrypted() => {
                let text = "found an encrypted layer, which the runtime unpacks only with its key";
                Err(refused(position, text.to_owned()))
            }
            LayerFormat::Tar => Ok(Mounted::Tar),
            LayerFormat::Erofs => Ok(Mounted::FileSystem),
            _ => {
                let media_type = printable(media_type.as_str()).longest(120);
                let text = format!("found a layer of type {media_type}, which the runtime does not unpack");
                Err(refused(position, text))
            }
        }
    };
    layers.iter().enumerate().map(mounted).collect()
}

/// containerd `images.IsLayerType`: of EROFS it knows its own type, not those of the draft.
fn is_containerd_layer(media_type: &MediaType) -> bool {
    let base = media_type.essence().split('+').next().unwrap_or_default();
    let erofs = matches!(media_type.format(), LayerFormat::Erofs | LayerFormat::ErofsChunkIndex);
    media_type.is_layer() && (!erofs || base.eq_ignore_ascii_case(EROFS_OF_CONTAINERD))
}
