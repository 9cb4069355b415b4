//! What a tool does in each operation: data, one struct an operation.

use crate::edit_types::LayerTypes;
use crate::go::Struct;
use crate::{CompressionAlgorithm, Format};
use oci_spec_types::MediaType;

/// How images are read and converted.
#[derive(Debug)]
pub(crate) struct ImageRules {
    /// Which conversions there are, from and to.
    pub(crate) pairs: &'static [(Format, Format)],
    pub(crate) reading: Reading,
    /// Which media types of layers stand for each other.
    pub(crate) layers: &'static [Counterpart],
    /// What becomes of layers of other types.
    pub(crate) other_layers: Otherwise,
    /// Layers that are told to be encrypted on the way to Docker where that is what they are; others are unknown then.
    pub(crate) encrypted: &'static [MediaType],
    /// What becomes of the config on the way to OCI.
    pub(crate) config: ConfigRule,
    /// Which configs get the media type of the target format.
    pub(crate) config_types: ConfigTypes,
    /// When the manifest gets the schema version and media type of the target format.
    pub(crate) head: Head,
    /// Lists are made anew: `null` becomes an empty list.
    pub(crate) remakes_lists: bool,
    /// A manifest in which nothing changes keeps its bytes.
    pub(crate) keeps_unchanged: bool,
    /// Without a conversion, descriptors with Docker types lose their annotations.
    pub(crate) drops_docker_annotations: bool,
    /// Manifests with an artifact type are refused on the way to Docker.
    pub(crate) refuses_artifact_types: bool,
    /// Types of the target family are kept where they stand already, and a conversion to the format that is there makes
    /// the rest fit. Otherwise they are refused.
    pub(crate) normalises: bool,
    /// Manifests whose config is not that of an image are refused on the way from OCI.
    pub(crate) images_only: bool,
}

impl ImageRules {
    /// Nothing is converted, and nothing follows but what is asked for.
    pub(crate) const NOTHING_ELSE: Self = Self {
        pairs: &[],
        reading: Reading::BY_MEDIA_TYPE,
        layers: &[],
        other_layers: Otherwise::Kept,
        encrypted: &[],
        config: ConfigRule::Kept,
        config_types: ConfigTypes::Counterparts,
        head: Head::OnConversion,
        remakes_lists: false,
        keeps_unchanged: false,
        drops_docker_annotations: false,
        refuses_artifact_types: false,
        normalises: false,
        images_only: false,
    };
}

/// What a manifest is taken for from its bytes alone.
pub(crate) type Guess = fn(&[u8]) -> Option<MediaType>;

/// How manifests are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// Manifests of unknown media types are read as schema 1.
    pub(crate) unknown_is_schema1: bool,
    /// The media types that a Docker manifest and its layers may have; empty for any.
    pub(crate) docker_types: &'static [MediaType],
    /// Members that only other formats have are refused.
    pub(crate) unambiguous: bool,
    /// Whether a manifest is signed is guessed so.
    pub(crate) guess: Option<Guess>,
}

impl Reading {
    /// By its media type, whatever else is in it.
    pub(crate) const BY_MEDIA_TYPE: Self =
        Self { unknown_is_schema1: false, docker_types: &[], unambiguous: false, guess: None };
}

/// Two media types that stand for each other.
#[derive(Debug)]
pub(crate) struct Counterpart {
    pub(crate) docker: MediaType,
    pub(crate) oci: MediaType,
    /// Whether the tool also goes from OCI to Docker.
    pub(crate) to_docker: bool,
}

/// What becomes of something that no table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Otherwise {
    /// It is refused.
    Refused,
    /// It is refused on the way to Docker, else kept.
    KeptInOci,
    /// It is kept.
    Kept,
}

/// Which configs get the media type of the target format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConfigTypes {
    /// All.
    All,
    /// Those that have the type of an image config of the other family.
    Counterparts,
    /// Those that are typed as any bytes, `application/octet-stream`.
    Untyped,
}

/// When a document gets the schema version and media type of the target format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Head {
    /// Always.
    Forced,
    /// When it had another format.
    OnConversion,
    /// When it had another format, and states a media type.
    Stated,
}

/// What becomes of a config.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConfigRule {
    /// It is read into the types of the tool and written again.
    Rewritten,
    /// It stays, to the byte.
    Kept,
}

/// How schema 1 manifests are made, and configs from them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schema1Rules {
    /// A manifest is checked before a config is made of it.
    pub(crate) checks: bool,
    /// A v1 image without a version is taken for one of a Docker before 1.8.3.
    pub(crate) unknown_version_is_old: bool,
    /// The config must have a diffID for each layer, and an old Windows base layer is named as the parent of the first step.
    pub(crate) counts_diff_ids: bool,
    /// What was made is read again, and refused where the tool's own reader refuses it.
    pub(crate) reads_again: bool,
}

/// How layers are edited.
#[derive(Debug)]
pub(crate) struct LayerRules {
    pub(crate) oci: LayerTypes,
    pub(crate) docker: LayerTypes,
    pub(crate) schema1: Option<LayerTypes>,
    /// zstd layers of an image that becomes a Docker one are edited before the conversion, which could not have them.
    pub(crate) early_zstd: bool,
    /// What becomes of what an edit does not say of a layer.
    pub(crate) unsaid: Unsaid,
}

/// What becomes of what an edit does not say of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unsaid {
    /// It goes: the descriptor is made of the edit alone.
    Dropped,
    /// It stays, except what belongs to the old blob.
    Kept,
    /// The same, but for annotations, which all stay.
    KeptWithAnnotations,
    /// It stays, also where it belongs to the old blob.
    Stale,
}

/// How manifests and indexes themselves are edited.
#[derive(Debug)]
pub(crate) struct EditRules {
    /// Which edits make the config be read into the types of the tool and written again.
    pub(crate) config: ConfigEdits,
    /// A config that is written again has the media type that it had in the source, also in a manifest of the other family.
    pub(crate) old_config_type: bool,
    /// Every edit drops the subject that was there.
    pub(crate) drops_subject: bool,
    /// A document in which an edit changed something states its media type; annotations do not count.
    pub(crate) states_type: bool,
    /// Media types of layers that are fetched from urls, and of the layers that they become.
    pub(crate) distributable: &'static [(MediaType, MediaType)],
    /// Configs that are not those of images keep their data as it is.
    pub(crate) keeps_data_of_artifacts: bool,
    /// The data of an entry of an index is the text of the index itself; entries have it after every operation.
    pub(crate) embeds_index_in_entries: bool,
}

impl EditRules {
    /// Nothing follows from an edit but what it says.
    pub(crate) const NOTHING_ELSE: Self = Self {
        config: ConfigEdits::Kept,
        old_config_type: false,
        drops_subject: false,
        states_type: false,
        distributable: &[],
        keeps_data_of_artifacts: false,
        embeds_index_in_entries: false,
    };
}

/// How configs are edited.
#[derive(Debug)]
pub(crate) struct ConfigEditRules {
    pub(crate) text: ConfigText,
    /// What a manifest embeds of its config stays where another one is written, which it is not the content of.
    pub(crate) keeps_stale_data: bool,
}

/// How an edited config is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConfigText {
    /// It is read into the types of the tool and written again.
    Typed,
    /// Its members are sorted, and each that no edit concerns keeps its text. The diffIDs and the features of the operating system
    /// are edited, nothing else.
    Members,
}

/// Which edits make the config be written again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConfigEdits {
    /// None.
    Kept,
    /// Edits of the layers, and of their data.
    WithLayers,
    /// All.
    Always,
}

/// How indexes and lists are converted.
#[derive(Debug)]
pub(crate) struct IndexRules {
    /// When the index gets the schema version and media type of the target format.
    pub(crate) head: Head,
    /// Without a conversion, entries with Docker types lose their annotations.
    pub(crate) drops_docker_annotations: bool,
    /// Which children are converted with the index.
    pub(crate) children: Children,
    /// Lists are made anew: `null` becomes an empty list.
    pub(crate) remakes_lists: bool,
    /// An index that says the same as before keeps its bytes.
    pub(crate) keeps_unchanged: bool,
    /// Members that the document does not state are added as they are read.
    pub(crate) states_defaults: bool,
    /// The formats whose indexes get their own schema version and media type whenever they are written.
    pub(crate) forced_heads: &'static [Format],
    /// As what an OCI index is read, where it is another type than the one that is written.
    pub(crate) oci_read: Option<&'static Struct>,
    /// Annotations of attestations follow the image that they are about.
    pub(crate) follows_attestations: bool,
}

impl IndexRules {
    /// Nothing is converted, and nothing follows but what is asked for.
    pub(crate) const NOTHING_ELSE: Self = Self {
        head: Head::Forced,
        drops_docker_annotations: false,
        children: Children::Images,
        remakes_lists: false,
        keeps_unchanged: false,
        states_defaults: false,
        forced_heads: &[],
        oci_read: None,
        follows_attestations: false,
    };
}

/// Which children are converted with an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Children {
    /// Images of another format.
    Images,
    /// All manifests: attestations and artifacts too, and those that have the format already.
    Manifests,
}

/// How entries of indexes are edited.
#[derive(Debug)]
pub(crate) struct EntryRules {
    /// Entries with zstd layers are annotated.
    pub(crate) marks_zstd: bool,
    /// Embedded data stays when an entry names another manifest, which it is not the content of.
    pub(crate) keeps_stale_data: bool,
    /// Entries are added although another one has their digest.
    pub(crate) repeats: bool,
    /// An index of which all entries were removed has `null` in their place.
    pub(crate) nothing_is_null: bool,
}

impl EntryRules {
    /// Nothing follows from an edit but what it says.
    pub(crate) const NOTHING_ELSE: Self =
        Self { marks_zstd: false, keeps_stale_data: false, repeats: false, nothing_is_null: false };
}

/// How images and indexes are copied.
#[derive(Debug)]
pub(crate) struct CopyRules {
    /// Formats that are tried before the others that a destination takes, after that of the source.
    pub(crate) preferred: &'static [MediaType],
    /// Formats that are tried where a destination takes everything, best first.
    pub(crate) formats: &'static [MediaType],
    /// Which formats can hold layers of a compression that is asked for: no row for those that none can. Where there is no
    /// table, it is not looked at.
    pub(crate) holds: Option<&'static [(CompressionAlgorithm, &'static [MediaType])]>,
    /// Images with another compression can be added to an index.
    pub(crate) adds_variants: bool,
    /// Entries of images that are not copied can go.
    pub(crate) strips: bool,
}

impl CopyRules {
    /// Docker's formats first, and zstd in OCI alone.
    pub(crate) const DOCKER_FIRST: Self = Self {
        preferred: &PREFERRED,
        formats: &MANIFESTS,
        holds: Some(&[
            (CompressionAlgorithm::Gzip, &MANIFESTS),
            (CompressionAlgorithm::Zstd, &ZSTD_MANIFESTS),
            (CompressionAlgorithm::ZstdChunked, &ZSTD_MANIFESTS),
        ]),
        adds_variants: true,
        strips: true,
    };
}

static PREFERRED: [MediaType; 2] = [MediaType::DOCKER_MANIFEST, MediaType::DOCKER_SCHEMA1_SIGNED];
static MANIFESTS: [MediaType; 4] =
    [MediaType::OCI_MANIFEST, MediaType::DOCKER_MANIFEST, MediaType::DOCKER_SCHEMA1_SIGNED, MediaType::DOCKER_SCHEMA1];
static ZSTD_MANIFESTS: [MediaType; 1] = [MediaType::OCI_MANIFEST];
