//! containers/image (`go.podman.io/image`): skopeo, podman, buildah.

mod guess;
mod types;

use crate::dialect::{Dialect, Schema1Types, Text};
use crate::edit_types::LayerTypes;
use crate::go::Form;
use crate::rules::{
    ConfigRule, ConfigTypes, CopyRules, Counterpart, EntryRules, Head, ImageRules, IndexRules, LayerRules, Otherwise,
    Reading, Schema1Rules, Unsaid,
};
use crate::steps::media_types::{DOCKER_TYPES, OCI_LAYERS};
use crate::types::{docker, specs_go};
use crate::{Format, Tool};
use oci_spec_types::MediaType;

/// The default: the main branch of 2026, where an empty `config` of a config is left out.
pub static CONTAINERS_IMAGE: Tool = of_2026("containers-image 5.39.3-0.20260427", "skopeo, podman, buildah", &DIALECT);

/// The same code built with image-spec 1.1.1, which released skopeo up to 1.21 has: `config` of a config is always written.
pub static CONTAINERS_IMAGE_1_1: Tool =
    of_2026("containers-image 523e87c (image-spec 1.1.1)", "skopeo up to 1.21, podman, buildah", &DIALECT_1_1);

const fn of_2026(name: &'static str, users: &'static str, dialect: &'static Dialect) -> Tool {
    Tool {
        images: Some(&IMAGES),
        schema1: Some(&SCHEMA1_RULES),
        layers: Some(&LAYERS),
        indexes: Some(&INDEXES),
        entries: Some(&EntryRules { marks_zstd: true, keeps_stale_data: true, ..EntryRules::NOTHING_ELSE }),
        copies: Some(&COPIES),
        ..Tool::of(name, users, dialect)
    }
}

/// 5.23.1 as Debian 12 builds it, with image-spec 1.1.0-rc2 and Go 1.19.8.
pub static CONTAINERS_IMAGE_5_23: Tool = Tool {
    images: Some(&IMAGES_5_23),
    schema1: Some(&SCHEMA1_RULES),
    // It does not look at the compression of what becomes schema 1.
    layers: Some(&LayerRules { schema1: Some(LayerTypes::ANY_SCHEMA1), early_zstd: false, ..LAYERS }),
    indexes: Some(&INDEXES_5_23),
    entries: Some(&EntryRules::NOTHING_ELSE),
    copies: Some(&COPIES_5_23),
    ..Tool::of("containers-image 5.23.1 (Debian 12)", "skopeo 1.9.3", &DIALECT_5_23)
};

/// As Go wrote before 1.22.
const OLD_TEXT: Form = Form { short_b_f: false, ..Form::COMPACT };

static DIALECT: Dialect = Dialect { schema1: Some(&SCHEMA1), ..docker::DIALECT };
static DIALECT_1_1: Dialect = Dialect { config: &specs_go::IMAGE_1_1, ..DIALECT };
static DIALECT_5_23: Dialect = Dialect {
    text: Text::Written(OLD_TEXT),
    oci_manifest: &specs_go::MANIFEST_RC2,
    oci_index: &types::INDEX_5_23,
    config: &specs_go::IMAGE_RC2,
    schema1: Some(&SCHEMA1_5_23),
    ..DIALECT
};

static SCHEMA1: Schema1Types = docker::SCHEMA1_TYPES;
static SCHEMA1_5_23: Schema1Types = Schema1Types {
    form: OLD_TEXT,
    text: OLD_TEXT,
    config: &types::IMAGE_5_23,
    v1_image: &types::V1_IMAGE_5_23,
    ..SCHEMA1
};

const PAIRS: [(Format, Format); 7] = [
    (Format::DockerV2S2, Format::Oci),
    (Format::Oci, Format::DockerV2S2),
    (Format::DockerV2S2, Format::DockerV2S1),
    (Format::Oci, Format::DockerV2S1),
    (Format::DockerV2S1, Format::DockerV2S2),
    (Format::DockerV2S1, Format::Oci),
    // Asking for the format that is there already is refused; but schema 1 stays schema 1, signed or not.
    (Format::DockerV2S1, Format::DockerV2S1),
];
const READING: Reading = Reading {
    unknown_is_schema1: true,
    docker_types: &DOCKER_TYPES,
    unambiguous: true,
    guess: Some(guess::media_type),
};
const SCHEMA1_RULES: Schema1Rules =
    Schema1Rules { checks: true, unknown_version_is_old: false, counts_diff_ids: false, reads_again: true };

const IMAGES: ImageRules = ImageRules {
    pairs: &PAIRS,
    reading: READING,
    layers: &LAYER_PAIRS,
    other_layers: Otherwise::Refused,
    encrypted: &OCI_LAYERS,
    config: ConfigRule::Rewritten,
    config_types: ConfigTypes::All,
    head: Head::Forced,
    remakes_lists: true,
    images_only: true,
    ..ImageRules::NOTHING_ELSE
};
const IMAGES_5_23: ImageRules = ImageRules {
    reading: Reading { docker_types: DOCKER_TYPES.split_at(DOCKER_TYPES.len() - 1).0, ..READING },
    layers: LAYER_PAIRS.split_at(LAYER_PAIRS.len() - 1).0,
    encrypted: OCI_LAYERS.split_at(3).0,
    ..IMAGES
};

const fn pair(docker: MediaType, oci: MediaType, to_docker: bool) -> Counterpart {
    Counterpart { docker, oci, to_docker }
}

/// `manifestSchema2ToOCI1` and back; the last one is younger than 5.23.
static LAYER_PAIRS: [Counterpart; 5] = [
    pair(MediaType::DOCKER_LAYER_GZIP, MediaType::OCI_LAYER_GZIP, true),
    pair(MediaType::DOCKER_LAYER, MediaType::OCI_LAYER, true),
    pair(MediaType::DOCKER_FOREIGN_LAYER, MediaType::OCI_FOREIGN_LAYER, true),
    pair(MediaType::DOCKER_FOREIGN_LAYER_GZIP, MediaType::OCI_FOREIGN_LAYER_GZIP, true),
    pair(MediaType::DOCKER_LAYER_ZSTD, MediaType::OCI_LAYER_ZSTD, false),
];

const LAYERS: LayerRules = LayerRules {
    oci: LayerTypes::OCI_ENCRYPTED,
    docker: LayerTypes::DOCKER,
    schema1: Some(LayerTypes::SCHEMA1),
    early_zstd: true,
    unsaid: Unsaid::Dropped,
};

static COPIES: CopyRules = CopyRules::DOCKER_FIRST;
static COPIES_5_23: CopyRules =
    CopyRules { holds: None, adds_variants: false, strips: false, ..CopyRules::DOCKER_FIRST };

const INDEXES: IndexRules = IndexRules {
    remakes_lists: true,
    states_defaults: true,
    forced_heads: &[Format::DockerV2S2],
    ..IndexRules::NOTHING_ELSE
};
/// 5.23 copies an OCI index from parts, and not all of them.
static INDEXES_5_23: IndexRules =
    IndexRules { oci_read: Some(&specs_go::INDEX_RC2), forced_heads: &[Format::DockerV2S2, Format::Oci], ..INDEXES };
