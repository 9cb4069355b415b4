//! What a tool does when it composes documents: data.

use crate::Format;
use crate::go::Struct;
use crate::rules::Counterpart;
use oci_spec_types::{MediaType, Platform};

/// How a tool composes documents; what it does not compose is absent.
#[derive(Debug)]
pub(crate) struct ComposeRules {
    pub(crate) images: Option<ImageComposition>,
    pub(crate) indexes: Option<IndexComposition>,
}

/// How manifests are composed, and configs with them.
#[derive(Debug)]
pub(crate) struct ImageComposition {
    /// The formats that can be asked for, the default first.
    pub(crate) formats: &'static [Format],
    pub(crate) artifact: ArtifactRule,
    pub(crate) takes_subject: bool,
    /// Types of artifacts and configs must be spelt as media types.
    pub(crate) checks_media_types: bool,
    /// How an image config is made to fit its layers; `None`: image configs are named, never made.
    pub(crate) config: Option<ConfigFit>,
    pub(crate) no_layers: NoLayers,
    /// The annotation that says when, and is added where it is not there.
    pub(crate) created: Option<&'static str>,
    /// Which media types of layers, and of configs that are kept, stand for each other; others are kept.
    pub(crate) types: &'static [Counterpart],
    /// Starts of the names of annotations that layers lose; in Docker manifests they lose all, if there are any here.
    pub(crate) internal_annotations: &'static [&'static str],
    /// The descriptor of the document repeats its annotations and artifact type.
    pub(crate) descriptor_repeats: bool,
    /// The descriptor of a Docker manifest can have annotations.
    pub(crate) docker_descriptor_annotations: bool,
}

/// Where the type of an artifact goes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ArtifactRule {
    /// It is stated, and a config that is not given is the empty one. Without a type the config must have one.
    Stated,
    /// It is the media type of a config that is not given; this one where there is none.
    ConfigType(&'static str),
    /// The document is an artifact manifest, which has no config; of this type where none is given.
    Manifest(&'static str, &'static Struct),
}

/// What stands for layers where there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoLayers {
    /// `[]`
    Empty,
    /// `null`
    Null,
    /// One layer: the empty JSON object.
    EmptyBlob,
}

/// How an image config is made to fit its layers: its members stay as they are spelt, sorted; `rootfs` and `history` are
/// made. The descriptor of the manifest has the platform of the config, by its canonical names.
#[derive(Debug)]
pub(crate) struct ConfigFit {
    /// The comment of steps that are added for layers without one.
    pub(crate) comment: &'static str,
}

/// How indexes are composed.
#[derive(Debug)]
pub(crate) struct IndexComposition {
    pub(crate) format: FormatRule,
    pub(crate) order: EntryOrder,
    pub(crate) same: SameDigest,
    /// `null` stands for entries where none ever was put in.
    pub(crate) null_entries: bool,
    pub(crate) docker_annotations: DockerAnnotations,
    pub(crate) entries: EntryRule,
    /// One index without more is kept, to the byte; and one image, where that is asked for.
    pub(crate) keeps_single: bool,
}

/// How the format of an index is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormatRule {
    /// A Docker list if all entries have Docker types, else an OCI index; none can be asked for.
    AllDocker,
    /// An OCI index if the first entry is an OCI manifest, else a Docker list; none can be asked for.
    First,
    /// The one that is asked for, else the one that holds the most: OCI for annotations, artifact types, subjects, data; else
    /// Docker for CPU features; else OCI, but Docker without entries.
    Richest,
    /// The one that is asked for, else OCI.
    Asked,
}

/// What becomes of annotations that a Docker list is to be given, or its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DockerAnnotations {
    /// They stand there, as far as the types of the tool hold them.
    Kept,
    /// They are left out.
    Dropped,
    /// They are refused.
    Refused,
}

/// In which order entries stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryOrder {
    Given,
    ByDigest,
}

/// What becomes of an entry whose digest is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SameDigest {
    /// It stands twice.
    Kept,
    /// It replaces the earlier one, at the end.
    Last,
    /// It becomes one with the earlier one, at the first place: with the later platform and all annotations.
    Merged,
}

/// How the entry of an image is made.
#[derive(Debug)]
pub(crate) struct EntryRule {
    pub(crate) platform: PlatformRule,
    /// Entries without an operating system and an architecture are refused.
    pub(crate) platform_required: bool,
    /// Operating systems with their architectures that an entry may be given by hand; empty for any.
    pub(crate) known_platforms: &'static [(&'static str, &'static [&'static str])],
    /// The artifact type of a manifest is repeated in its entry, which gets no platform then.
    pub(crate) artifact_type: bool,
    /// What becomes of an index among the parts.
    pub(crate) nested: NestedRule,
    /// The `data` of the entries of another index is copied.
    pub(crate) copies_data: bool,
}

/// What of a config is the platform of its image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlatformRule {
    /// Everything; nothing where it names neither an operating system nor an architecture.
    Whole,
    /// Operating system, architecture and variant, by their canonical names; where there is no operating system, that of the
    /// host, which is taken to be Linux.
    CanonicalWithoutVersion,
}

/// What becomes of an index in an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NestedRule {
    /// An index among the parts is refused.
    Refused,
    /// Its entries are taken; an index among those is refused.
    FlatRefused,
    /// Its entries are taken, as they are.
    Flat,
}

/// What a table says of a media type of a layer in a format.
pub(crate) fn counterpart(table: &'static [Counterpart], media_type: &MediaType, to: Format) -> Option<MediaType> {
    let pair = |own: &&Counterpart| match to {
        Format::Oci => own.docker == *media_type,
        Format::DockerV2S2 | Format::DockerV2S1 => own.to_docker && own.oci == *media_type,
    };
    let found = table.iter().find(pair)?;
    Some(if to == Format::Oci { found.oci.clone() } else { found.docker.clone() })
}

/// Whether a platform names something.
pub(crate) fn is_named(platform: &Platform) -> bool {
    !platform.os.is_empty() && !platform.architecture.is_empty()
}
