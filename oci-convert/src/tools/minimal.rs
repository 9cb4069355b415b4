//! The least change: no program's bytes.

use crate::dialect::{Dialect, Text};
use crate::go::shapes::{containers_image as types, specs_go};
use crate::rules::{ConfigRule, Counterpart, EntryRules, ImageRules, IndexRules, LayerRules, Otherwise, Reading};
use crate::tools::containers_image;
use crate::{Format, Tool};
use oci_spec_types::MediaType;

/// The least change: config and image ID stay, and so do annotations, zstd and unknown members.
///
/// Media types are replaced in the text of the manifest; nothing else of it changes, whitespace and member order included.
/// Docker has no zstd among its documented types: the one that `BuildKit` and containers/image read is used. From and to
/// schema 1 it does as containers/image.
pub static MINIMAL: Tool = Tool {
    id: "minimal",
    about: "no program: the least change, in the text as it stands",
    dialect: &DIALECT,
    images: Some(&IMAGES),
    schema1: Some(&containers_image::SCHEMA1_RULES),
    layers: Some(&LAYERS),
    indexes: Some(&INDEXES),
    entries: Some(&EntryRules { marks_zstd: true }),
    compose: None,
};

static DIALECT: Dialect = Dialect {
    text: Text::InPlace,
    oci_manifest: &specs_go::MANIFEST,
    docker_manifest: &types::MANIFEST,
    oci_index: &specs_go::INDEX,
    docker_list: &types::LIST,
    config: &specs_go::IMAGE,
    schema1: Some(&containers_image::SCHEMA1),
};

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
    normalises: true,
    reading: Reading { docker_types: &[], ..containers_image::READING },
    layers: &LAYER_PAIRS,
    other_layers: Otherwise::KeptInOci,
    config: ConfigRule::Kept,
    ..containers_image::IMAGES
};

static LAYER_PAIRS: [Counterpart; 5] = [
    pair(MediaType::DOCKER_LAYER_GZIP, MediaType::OCI_LAYER_GZIP),
    pair(MediaType::DOCKER_LAYER, MediaType::OCI_LAYER),
    pair(MediaType::DOCKER_FOREIGN_LAYER, MediaType::OCI_FOREIGN_LAYER),
    pair(MediaType::DOCKER_FOREIGN_LAYER_GZIP, MediaType::OCI_FOREIGN_LAYER_GZIP),
    pair(MediaType::DOCKER_LAYER_ZSTD, MediaType::OCI_LAYER_ZSTD),
];

const fn pair(docker: MediaType, oci: MediaType) -> Counterpart {
    Counterpart { docker, oci, to_docker: true }
}

static LAYERS: LayerRules =
    LayerRules { docker: containers_image::DOCKER_ZSTD_EDITS, merges: true, ..containers_image::LAYERS };

static INDEXES: IndexRules =
    IndexRules { states_defaults: false, forces_docker_head: false, follows_attestations: true };
