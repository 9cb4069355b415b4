//! The least change: no program's bytes.

use crate::compose::rules::{ArtifactRule, ComposeRules, ImageComposition, NoLayers};
use crate::dialect::{Dialect, Schema1Types, Text};
use crate::edit_types::LayerTypes;
use crate::rules::{
    ConfigEditRules, ConfigText, ConfigTypes, CopyRules, Counterpart, EditRules, EntryRules, Head, ImageRules,
    IndexRules, LayerRules, Otherwise, Reading, Schema1Rules, Unsaid,
};
use crate::steps::media_types::OCI_LAYERS;
use crate::types::docker;
use crate::{Format, Tool};
use oci_spec_types::MediaType;

/// The least change: config and image ID stay, and so do annotations, zstd and unknown members.
///
/// Media types are replaced in the text of the manifest; nothing else of it changes, whitespace and member order included.
/// Docker has no zstd among its documented types: the one that `BuildKit` and containers/image read is used. From and to
/// schema 1 it does as containers/image.
pub static MINIMAL: Tool = Tool {
    images: Some(&IMAGES),
    schema1: Some(&SCHEMA1_RULES),
    layers: Some(&LAYERS),
    indexes: Some(&INDEXES),
    entries: Some(&EntryRules { marks_zstd: true, ..EntryRules::NOTHING_ELSE }),
    edits: Some(&EDITS),
    configs: Some(&ConfigEditRules { text: ConfigText::Typed, keeps_stale_data: false }),
    copies: Some(&CopyRules::DOCKER_FIRST),
    compose: Some(&ComposeRules { images: Some(COMPOSED), indexes: None }),
    ..Tool::of("minimal", "no program: the least change, in the text as it stands", &DIALECT)
};

static DIALECT: Dialect = Dialect { text: Text::InPlace, schema1: Some(&SCHEMA1), ..docker::DIALECT };
static SCHEMA1: Schema1Types = docker::SCHEMA1_TYPES;
static SCHEMA1_RULES: Schema1Rules =
    Schema1Rules { checks: true, unknown_version_is_old: false, counts_diff_ids: false, reads_again: true };

/// Those of containers/image, and to the format that is there: what does not fit it is made to.
static PAIRS: [(Format, Format); 9] = [
    (Format::DockerV2S2, Format::Oci),
    (Format::Oci, Format::DockerV2S2),
    (Format::Oci, Format::Oci),
    (Format::DockerV2S2, Format::DockerV2S2),
    (Format::DockerV2S2, Format::DockerV2S1),
    (Format::Oci, Format::DockerV2S1),
    (Format::DockerV2S1, Format::DockerV2S2),
    (Format::DockerV2S1, Format::Oci),
    (Format::DockerV2S1, Format::DockerV2S1),
];

static IMAGES: ImageRules = ImageRules {
    pairs: &PAIRS,
    reading: Reading { unknown_is_schema1: true, unambiguous: true, ..Reading::BY_MEDIA_TYPE },
    layers: TYPES.split_at(1).1,
    other_layers: Otherwise::KeptInOci,
    encrypted: &OCI_LAYERS,
    config_types: ConfigTypes::All,
    head: Head::Forced,
    remakes_lists: true,
    normalises: true,
    images_only: true,
    ..ImageRules::NOTHING_ELSE
};

/// The config, then layers.
static TYPES: [Counterpart; 6] = [
    pair(MediaType::DOCKER_CONFIG, MediaType::OCI_CONFIG),
    pair(MediaType::DOCKER_LAYER_GZIP, MediaType::OCI_LAYER_GZIP),
    pair(MediaType::DOCKER_LAYER, MediaType::OCI_LAYER),
    pair(MediaType::DOCKER_FOREIGN_LAYER, MediaType::OCI_FOREIGN_LAYER),
    pair(MediaType::DOCKER_FOREIGN_LAYER_GZIP, MediaType::OCI_FOREIGN_LAYER_GZIP),
    pair(MediaType::DOCKER_LAYER_ZSTD, MediaType::OCI_LAYER_ZSTD),
];

const fn pair(docker: MediaType, oci: MediaType) -> Counterpart {
    Counterpart { docker, oci, to_docker: true }
}

/// Parts as they are, in the types of the format.
const COMPOSED: ImageComposition = ImageComposition {
    formats: &[Format::Oci, Format::DockerV2S2],
    artifact: ArtifactRule::Stated,
    takes_subject: true,
    checks_media_types: false,
    config: None,
    no_layers: NoLayers::Empty,
    created: None,
    types: &TYPES,
    internal_annotations: &[],
    descriptor_repeats: false,
    docker_descriptor_annotations: false,
};

static LAYERS: LayerRules = LayerRules {
    oci: LayerTypes::OCI_ENCRYPTED,
    docker: LayerTypes::DOCKER_ZSTD,
    schema1: Some(LayerTypes::SCHEMA1),
    early_zstd: true,
    unsaid: Unsaid::Kept,
};

static INDEXES: IndexRules = IndexRules { remakes_lists: true, follows_attestations: true, ..IndexRules::NOTHING_ELSE };

static EDITS: EditRules = EditRules { distributable: &DISTRIBUTABLE, ..EditRules::NOTHING_ELSE };

static DISTRIBUTABLE: [(MediaType, MediaType); 6] = [
    (MediaType::DOCKER_FOREIGN_LAYER, MediaType::DOCKER_LAYER),
    (MediaType::DOCKER_FOREIGN_LAYER_GZIP, MediaType::DOCKER_LAYER_GZIP),
    (MediaType::DOCKER_FOREIGN_LAYER_ZSTD, MediaType::DOCKER_LAYER_ZSTD),
    (MediaType::OCI_FOREIGN_LAYER, MediaType::OCI_LAYER),
    (MediaType::OCI_FOREIGN_LAYER_GZIP, MediaType::OCI_LAYER_GZIP),
    (MediaType::OCI_FOREIGN_LAYER_ZSTD, MediaType::OCI_LAYER_ZSTD),
];
