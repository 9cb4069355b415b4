use crate::error::{Error, ErrorKind};
use crate::oci::{
    ArtifactManifest, Command, ContainerConfig, History, ImageConfig, Index, Layout, Manifest, Platform, RootFs,
};
use crate::{Annotations, ClaimedDigest, Descriptor, MediaType, Set, Text};
use oci_spec::image as peer;
use std::collections::HashMap;

/// Keys sorted, because the other crate does not keep their order.
fn map(map: Option<&HashMap<String, String>>) -> Annotations {
    let mut map: Annotations = map.into_iter().flatten().collect();
    map.sort();
    map
}

fn set(keys: &[String]) -> Set {
    keys.iter().collect()
}

fn texts(texts: &[String]) -> Vec<Text> {
    texts.iter().map(Text::from).collect()
}

fn list(list: &Option<Vec<String>>) -> Vec<Text> {
    list.as_deref().map(texts).unwrap_or_default()
}

fn text(text: &Option<String>) -> Option<Text> {
    text.as_ref().map(Text::from)
}

fn media_type(media_type: &peer::MediaType) -> MediaType {
    media_type.as_ref().into()
}

fn optional(stated: &Option<peer::MediaType>) -> Option<MediaType> {
    stated.as_ref().map(media_type)
}

/// Puts the place of a part before the pointer of its error.
fn at(segment: String) -> impl Fn(Error) -> Error {
    move |error| Error::of_value(error.kind(), format!("/{segment}{}", error.pointer()), error.text())
}

fn descriptors(name: &str, from: &[peer::Descriptor]) -> Result<Vec<Descriptor>, Error> {
    let each = |(index, own)| Descriptor::try_from(own).map_err(at(format!("{name}/{index}")));
    from.iter().enumerate().map(each).collect()
}

fn subject(from: &Option<peer::Descriptor>) -> Result<Option<Box<Descriptor>>, Error> {
    from.as_ref().map(|own| Descriptor::try_from(own).map(Box::new).map_err(at("subject".to_owned()))).transpose()
}

impl From<&peer::Platform> for Platform {
    fn from(from: &peer::Platform) -> Self {
        Self {
            architecture: from.architecture().to_string().into(),
            os: from.os().to_string().into(),
            os_version: text(from.os_version()),
            os_features: list(from.os_features()),
            variant: text(from.variant()),
            features: list(from.features()),
            ..Self::default()
        }
    }
}

/// Fails where the size is above `i64::MAX`.
impl TryFrom<&peer::Descriptor> for Descriptor {
    type Error = Error;

    fn try_from(from: &peer::Descriptor) -> Result<Self, Error> {
        i64::try_from(from.size()).map_err(|_| {
            let text = format!("found {}, expected a size of at most 9223372036854775807 bytes", from.size());
            Error::of_value(ErrorKind::Interop, "/size", text)
        })?;
        Ok(Self {
            urls: list(from.urls()),
            annotations: map(from.annotations().as_ref()),
            data: text(from.data()),
            platform: from.platform().as_ref().map(|own| Box::new(own.into())),
            artifact_type: optional(from.artifact_type()),
            ..Self::new(media_type(from.media_type()), ClaimedDigest::from(from.digest().as_ref()), from.size())
        })
    }
}

/// Fails where a size is above `i64::MAX`.
impl TryFrom<&peer::ImageManifest> for Manifest {
    type Error = Error;

    fn try_from(from: &peer::ImageManifest) -> Result<Self, Error> {
        Ok(Self {
            schema_version: from.schema_version().into(),
            media_type: optional(from.media_type()),
            artifact_type: optional(from.artifact_type()),
            config: Descriptor::try_from(from.config()).map_err(at("config".to_owned()))?,
            layers: descriptors("layers", from.layers())?,
            subject: subject(from.subject())?,
            annotations: map(from.annotations().as_ref()),
            ..Self::default()
        })
    }
}

/// Fails where a size is above `i64::MAX`.
impl TryFrom<&peer::ImageIndex> for Index {
    type Error = Error;

    fn try_from(from: &peer::ImageIndex) -> Result<Self, Error> {
        Ok(Self {
            schema_version: from.schema_version().into(),
            media_type: optional(from.media_type()),
            artifact_type: optional(from.artifact_type()),
            manifests: descriptors("manifests", from.manifests())?,
            subject: subject(from.subject())?,
            annotations: map(from.annotations().as_ref()),
            ..Self::default()
        })
    }
}

/// Fails where a size is above `i64::MAX`.
impl TryFrom<&peer::ArtifactManifest> for ArtifactManifest {
    type Error = Error;

    fn try_from(from: &peer::ArtifactManifest) -> Result<Self, Error> {
        Ok(Self {
            media_type: media_type(from.media_type()),
            artifact_type: media_type(from.artifact_type()),
            blobs: descriptors("blobs", from.blobs())?,
            subject: subject(from.subject())?,
            annotations: map(from.annotations().as_ref()),
            ..Self::default()
        })
    }
}

impl From<&peer::Config> for ContainerConfig {
    fn from(from: &peer::Config) -> Self {
        let command = |words: &Option<Vec<String>>| words.as_deref().map(|words| Command::Words(texts(words)));
        Self {
            user: text(from.user()),
            exposed_ports: from.exposed_ports().as_deref().map(set),
            env: from.env().as_deref().map(texts),
            entrypoint: command(from.entrypoint()),
            cmd: command(from.cmd()),
            volumes: from.volumes().as_deref().map(set),
            working_dir: text(from.working_dir()),
            labels: from.labels().as_ref().map(|labels| map(Some(labels))),
            stop_signal: text(from.stop_signal()),
            ..Self::default()
        }
    }
}

impl From<&peer::RootFs> for RootFs {
    fn from(from: &peer::RootFs) -> Self {
        let diff_ids = from.diff_ids().iter().map(|id| ClaimedDigest::from(id.as_str())).collect();
        Self { kind: from.typ().into(), diff_ids, ..Self::default() }
    }
}

impl From<&peer::History> for History {
    fn from(from: &peer::History) -> Self {
        Self {
            created: text(from.created()),
            created_by: text(from.created_by()),
            author: text(from.author()),
            comment: text(from.comment()),
            empty_layer: from.empty_layer().unwrap_or(false),
            ..Self::default()
        }
    }
}

impl From<&peer::ImageConfiguration> for ImageConfig {
    fn from(from: &peer::ImageConfiguration) -> Self {
        Self {
            created: text(from.created()),
            author: text(from.author()),
            os_version: text(from.os_version()),
            os_features: from.os_features().as_deref().map(texts),
            variant: text(from.variant()),
            config: from.config().as_ref().map(|own| Box::new(own.into())),
            history: from.history().as_ref().map(|steps| steps.iter().map(History::from).collect()),
            ..Self::new(from.os().to_string(), from.architecture().to_string(), from.rootfs().into())
        }
    }
}

impl From<&peer::OciLayout> for Layout {
    fn from(from: &peer::OciLayout) -> Self {
        Self { image_layout_version: from.image_layout_version().into(), ..Self::default() }
    }
}
