use super::{Lossy, Lost};
use crate::error::{Error, ErrorKind};
use crate::model::{Object, Writer, members_of};
use crate::oci::{Command, ContainerConfig, History, ImageConfig, RootFs};
use crate::{Annotations, ClaimedDigest, Descriptor, MediaType, Platform, RawJson, Set, Style, Text, docker, oci};
use oci_digest::json::push_segment;
use oci_spec::image as peer;
use std::collections::HashMap;
use std::fmt;

/// Collects what is lost, and knows where it stands.
#[derive(Default)]
struct Losses {
    lost: Vec<Lost>,
    pointer: String,
}

impl Losses {
    /// Runs a conversion of the member with this name, or the element with this number.
    fn at<T>(&mut self, segment: &str, convert: impl FnOnce(&mut Self) -> T) -> T {
        let len = self.pointer.len();
        push_segment(&mut self.pointer, segment);
        let converted = convert(self);
        self.pointer.truncate(len);
        converted
    }

    fn list<T, U>(
        &mut self,
        name: &str,
        items: &[T],
        mut convert: impl FnMut(&mut Self, &T) -> Result<U, Error>,
    ) -> Result<Vec<U>, Error> {
        self.at(name, |losses| {
            let each = |(at, item): (usize, &T)| losses.at(&at.to_string(), |losses| convert(losses, item));
            items.iter().enumerate().map(each).collect()
        })
    }

    fn lose(&mut self, value: RawJson) {
        self.lost.push(Lost { pointer: self.pointer.clone(), value });
    }

    fn lose_text(&mut self, text: &Text) {
        self.lose(raw(Writer::value(text, Style::default())));
    }

    /// Loses the members of an object that the other crate does not know: all but these.
    fn others<T: Object>(&mut self, object: &T, kept: &[&str]) {
        for (index, name) in T::MEMBERS.iter().enumerate() {
            let index = index as u8;
            if !kept.contains(name) && !object.lacks(index) {
                self.at(name, |losses| losses.lose(raw(Writer::member(object, index))));
            }
        }
        for (name, value) in object.extra().iter() {
            self.at(name, |losses| losses.lose(value.clone()));
        }
    }

    fn error(&self, found: impl fmt::Display, expected: &str) -> Error {
        Error::of_value(ErrorKind::Interop, &*self.pointer, format!("found {found}, expected {expected}"))
    }

    /// A map keeps one value a key: the last one, as Go does.
    fn map(&mut self, name: &str, map: &Annotations) -> HashMap<String, String> {
        self.at(name, |losses| {
            let mut converted: HashMap<String, String> = HashMap::with_capacity(map.len());
            for (key, value) in map {
                if let Some(earlier) = converted.insert(key.to_string(), value.to_string()) {
                    losses.at(key, |losses| losses.lose_text(&earlier.into()));
                }
            }
            converted
        })
    }

    /// A set keeps the keys, without what is said about them.
    fn set(&mut self, name: &str, set: &Set) -> Vec<String> {
        self.at(name, |losses| {
            for (key, value) in set.as_map() {
                if !matches!(value.as_str(), "{}" | "null") {
                    losses.at(key, |losses| losses.lose(value.clone()));
                }
            }
            set.iter().map(str::to_owned).collect()
        })
    }

    /// A command is always a list of words.
    fn command(&mut self, name: &str, command: &Command) -> Vec<String> {
        if let Command::Text(text) = command {
            self.at(name, |losses| losses.lose_text(text));
        }
        strings(command.words())
    }
}

/// Text that a writer wrote.
fn raw(text: Vec<u8>) -> RawJson {
    RawJson::checked(String::from_utf8(text).unwrap_or_default().into())
}

fn strings(texts: &[Text]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

fn string(text: &Option<Text>) -> Option<String> {
    text.as_ref().map(ToString::to_string)
}

fn listed(texts: &[Text]) -> Option<Vec<String>> {
    (!texts.is_empty()).then(|| strings(texts))
}

fn mapped(losses: &mut Losses, map: &Annotations) -> Option<HashMap<String, String>> {
    (!map.is_empty()).then(|| losses.map("annotations", map))
}

fn media_type(media_type: &MediaType) -> peer::MediaType {
    media_type.as_str().into()
}

fn digest(losses: &mut Losses, digest: &ClaimedDigest) -> Result<peer::Digest, Error> {
    losses.at("digest", |losses| {
        let wrong = || losses.error(format!("{:?}", digest.to_string()), "a digest");
        // Both crates read the same grammar, save that the other one fixes the length of sha384 too.
        digest.valid().ok_or_else(wrong)?.to_string().parse().map_err(|_| wrong())
    })
}

fn version(losses: &mut Losses, version: i64) -> Result<u32, Error> {
    losses.at("schemaVersion", |losses| {
        u32::try_from(version).map_err(|_| losses.error(version.to_string(), "a version from 0 to 4294967295"))
    })
}

fn platform(losses: &mut Losses, from: &Platform) -> peer::Platform {
    losses.others(from, Platform::MEMBERS);
    let mut to = peer::Platform::default();
    to.set_architecture(from.architecture.as_str().into());
    to.set_os(from.os.as_str().into());
    to.set_os_version(string(&from.os_version));
    to.set_os_features(listed(&from.os_features));
    to.set_variant(string(&from.variant));
    to.set_features(listed(&from.features));
    to
}

fn descriptor(losses: &mut Losses, from: &Descriptor) -> Result<peer::Descriptor, Error> {
    losses.others(from, Descriptor::MEMBERS);
    let size = losses.at("size", |losses| {
        u64::try_from(from.size).map_err(|_| losses.error(from.size.to_string(), "a size that is not negative"))
    })?;
    let digest = digest(losses, &from.digest)?;
    let mut to = peer::Descriptor::new(media_type(&from.media_type), size, digest);
    to.set_urls(listed(&from.urls));
    to.set_annotations(mapped(losses, &from.annotations));
    to.set_data(string(&from.data));
    to.set_platform(from.platform.as_ref().map(|own| losses.at("platform", |losses| platform(losses, own))));
    to.set_artifact_type(from.artifact_type.as_ref().map(media_type));
    Ok(to)
}

fn subject(losses: &mut Losses, from: &Option<Box<Descriptor>>) -> Result<Option<peer::Descriptor>, Error> {
    from.as_ref().map(|own| losses.at("subject", |losses| descriptor(losses, own))).transpose()
}

/// What both manifests have.
fn manifest(
    losses: &mut Losses,
    schema_version: i64,
    stated: Option<&MediaType>,
    config: &Descriptor,
    layers: &[Descriptor],
) -> Result<peer::ImageManifest, Error> {
    let version = version(losses, schema_version)?;
    let config = losses.at("config", |losses| descriptor(losses, config))?;
    let layers = losses.list("layers", layers, descriptor)?;
    let built = peer::ImageManifestBuilder::default().schema_version(version).config(config).layers(layers).build();
    let mut to = built.map_err(|error| losses.error(error.to_string(), "a manifest"))?;
    to.set_media_type(stated.map(media_type));
    Ok(to)
}

/// What index and list have.
fn index(
    losses: &mut Losses,
    schema_version: i64,
    stated: Option<&MediaType>,
    manifests: &[Descriptor],
) -> Result<peer::ImageIndex, Error> {
    let mut to = peer::ImageIndex::default();
    to.set_schema_version(version(losses, schema_version)?);
    to.set_media_type(stated.map(media_type));
    to.set_manifests(losses.list("manifests", manifests, descriptor)?);
    Ok(to)
}

fn container_config(losses: &mut Losses, from: &ContainerConfig) -> peer::Config {
    const KEPT: [&str; 9] = members_of::<ContainerConfig, 9>([
        "User",
        "ExposedPorts",
        "Env",
        "Entrypoint",
        "Cmd",
        "Volumes",
        "WorkingDir",
        "Labels",
        "StopSignal",
    ]);
    losses.others(from, &KEPT);
    let mut to = peer::Config::default();
    to.set_user(string(&from.user));
    to.set_exposed_ports(from.exposed_ports.as_ref().map(|set| losses.set("ExposedPorts", set)));
    to.set_env(from.env.as_deref().map(strings));
    to.set_entrypoint(from.entrypoint.as_ref().map(|words| losses.command("Entrypoint", words)));
    to.set_cmd(from.cmd.as_ref().map(|words| losses.command("Cmd", words)));
    to.set_volumes(from.volumes.as_ref().map(|set| losses.set("Volumes", set)));
    to.set_working_dir(string(&from.working_dir));
    to.set_labels(from.labels.as_ref().map(|map| losses.map("Labels", map)));
    to.set_stop_signal(string(&from.stop_signal));
    to
}

fn rootfs(losses: &mut Losses, from: &RootFs) -> peer::RootFs {
    losses.others(from, RootFs::MEMBERS);
    let mut to = peer::RootFs::default();
    to.set_typ(from.kind.to_string());
    to.set_diff_ids(from.diff_ids.iter().map(ToString::to_string).collect());
    to
}

fn history(losses: &mut Losses, from: &History) -> peer::History {
    losses.others(from, History::MEMBERS);
    let mut to = peer::History::default();
    to.set_created(string(&from.created));
    to.set_created_by(string(&from.created_by));
    to.set_author(string(&from.author));
    to.set_comment(string(&from.comment));
    to.set_empty_layer(from.empty_layer.then_some(true));
    to
}

fn image_config(losses: &mut Losses, from: &ImageConfig) -> Result<peer::ImageConfiguration, Error> {
    const KEPT: [&str; 10] = members_of::<ImageConfig, 10>([
        "created",
        "author",
        "architecture",
        "os",
        "os.version",
        "os.features",
        "variant",
        "config",
        "rootfs",
        "history",
    ]);
    losses.others(from, &KEPT);
    let mut to = peer::ImageConfiguration::default();
    to.set_created(string(&from.created));
    to.set_author(string(&from.author));
    to.set_architecture(from.architecture.as_str().into());
    to.set_os(from.os.as_str().into());
    to.set_os_version(string(&from.os_version));
    to.set_os_features(from.os_features.as_deref().map(strings));
    to.set_variant(string(&from.variant));
    to.set_config(from.config.as_ref().map(|own| losses.at("config", |losses| container_config(losses, own))));
    to.set_rootfs(losses.at("rootfs", |losses| rootfs(losses, &from.rootfs)));
    let steps = from.history.as_ref();
    to.set_history(
        steps.map(|steps| losses.list("history", steps, |losses, step| Ok(history(losses, step)))).transpose()?,
    );
    Ok(to)
}

/// Runs a conversion and hands out what it lost.
fn collect<T>(convert: impl FnOnce(&mut Losses) -> Result<T, Error>) -> Result<Lossy<T>, Error> {
    let mut losses = Losses::default();
    let value = convert(&mut losses)?;
    Ok(Lossy { value, lost: losses.lost })
}

macro_rules! to_peer {
    ($($Own:ty => $Peer:ty, $because:literal, |$losses:ident, $from:ident| $convert:expr;)*) => {
        $(
            #[doc = concat!("Fails ", $because, ".")]
            impl TryFrom<&$Own> for Lossy<$Peer> {
                type Error = Error;

                fn try_from($from: &$Own) -> Result<Self, Error> {
                    collect(|$losses| $convert)
                }
            }
        )*
    };
}

to_peer! {
    Platform => peer::Platform, "never", |losses, from| Ok(platform(losses, from));
    Descriptor => peer::Descriptor, "where the digest is none or the size is negative", |losses, from| {
        descriptor(losses, from)
    };
    oci::Manifest => peer::ImageManifest, "where one of its descriptors cannot be converted", |losses, from| {
        losses.others(from, oci::Manifest::MEMBERS);
        let mut to = manifest(losses, from.schema_version, from.media_type.as_ref(), &from.config, &from.layers)?;
        to.set_artifact_type(from.artifact_type.as_ref().map(media_type));
        to.set_subject(subject(losses, &from.subject)?);
        to.set_annotations(mapped(losses, &from.annotations));
        Ok(to)
    };
    docker::Manifest => peer::ImageManifest, "where one of its descriptors cannot be converted", |losses, from| {
        losses.others(from, docker::Manifest::MEMBERS);
        manifest(losses, from.schema_version, Some(&from.media_type), &from.config, &from.layers)
    };
    oci::Index => peer::ImageIndex, "where one of its descriptors cannot be converted", |losses, from| {
        losses.others(from, oci::Index::MEMBERS);
        let mut to = index(losses, from.schema_version, from.media_type.as_ref(), &from.manifests)?;
        to.set_artifact_type(from.artifact_type.as_ref().map(media_type));
        to.set_subject(subject(losses, &from.subject)?);
        to.set_annotations(mapped(losses, &from.annotations));
        Ok(to)
    };
    docker::ManifestList => peer::ImageIndex, "where one of its descriptors cannot be converted", |losses, from| {
        losses.others(from, docker::ManifestList::MEMBERS);
        index(losses, from.schema_version, Some(&from.media_type), &from.manifests)
    };
    oci::ArtifactManifest => peer::ArtifactManifest, "where one of its descriptors cannot be converted", |losses, from| {
        losses.others(from, oci::ArtifactManifest::MEMBERS);
        if from.media_type != MediaType::OCI_ARTIFACT_MANIFEST {
            losses.at("mediaType", |losses| losses.lose_text(&Text::from(from.media_type.as_str())));
        }
        let blobs = losses.list("blobs", &from.blobs, descriptor)?;
        let built = peer::ArtifactManifestBuilder::default().artifact_type(media_type(&from.artifact_type)).build();
        let mut to = built.map_err(|error| losses.error(error.to_string(), "an artifact manifest"))?;
        to.set_blobs(blobs);
        to.set_subject(subject(losses, &from.subject)?);
        to.set_annotations(mapped(losses, &from.annotations));
        Ok(to)
    };
    ImageConfig => peer::ImageConfiguration, "never", |losses, from| image_config(losses, from);
    oci::Layout => peer::OciLayout, "never", |losses, from| {
        losses.others(from, oci::Layout::MEMBERS);
        let built = peer::OciLayoutBuilder::default().image_layout_version(from.image_layout_version.to_string()).build();
        built.map_err(|error| losses.error(error.to_string(), "a layout"))
    };
}
