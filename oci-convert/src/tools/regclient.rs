//! regclient (`regctl image mod`): documents are changed where something in them changes, and configs stay.

mod types;

use crate::dialect::{Dialect, Text};
use crate::edit_types::LayerTypes;
use crate::go::Form;
use crate::rules::{
    Children, ConfigEditRules, ConfigEdits, ConfigText, Counterpart, EditRules, EntryRules, ImageRules, IndexRules,
    LayerRules, Unsaid,
};
use crate::{Format, Tool};
use oci_spec_types::MediaType;

/// `regctl image mod`.
pub static REGCLIENT: Tool = Tool {
    images: Some(&IMAGES),
    layers: Some(&LAYERS),
    indexes: Some(&INDEXES),
    entries: Some(&EntryRules::NOTHING_ELSE),
    edits: Some(&EDITS),
    configs: Some(&ConfigEditRules { text: ConfigText::Typed, keeps_stale_data: false }),
    ..Tool::of("regclient 725072f (2026-07-01)", "regctl, regsync, regbot", &DIALECT)
};

static DIALECT: Dialect = Dialect {
    text: Text::Written(Form::COMPACT),
    oci_manifest: &types::OCI_MANIFEST,
    docker_manifest: &types::DOCKER_MANIFEST,
    oci_index: &types::OCI_INDEX,
    docker_list: &types::DOCKER_LIST,
    config: &types::IMAGE,
    schema1: None,
};

static IMAGES: ImageRules = ImageRules {
    pairs: &[
        (Format::DockerV2S2, Format::Oci),
        (Format::Oci, Format::DockerV2S2),
        (Format::Oci, Format::Oci),
        (Format::DockerV2S2, Format::DockerV2S2),
    ],
    layers: &LAYER_PAIRS,
    keeps_unchanged: true,
    refuses_artifact_types: true,
    normalises: true,
    ..ImageRules::NOTHING_ELSE
};

/// `WithManifestToOCI`, `WithManifestToDocker`: other layers pass as they are.
static LAYER_PAIRS: [Counterpart; 4] = [
    pair(MediaType::DOCKER_LAYER, MediaType::OCI_LAYER),
    pair(MediaType::DOCKER_LAYER_GZIP, MediaType::OCI_LAYER_GZIP),
    pair(MediaType::DOCKER_LAYER_ZSTD, MediaType::OCI_LAYER_ZSTD),
    pair(MediaType::DOCKER_FOREIGN_LAYER_GZIP, MediaType::OCI_FOREIGN_LAYER_GZIP),
];

const fn pair(docker: MediaType, oci: MediaType) -> Counterpart {
    Counterpart { docker, oci, to_docker: true }
}

static LAYERS: LayerRules = LayerRules {
    oci: LayerTypes::OCI,
    docker: LayerTypes::DOCKER_ZSTD,
    schema1: None,
    early_zstd: false,
    unsaid: Unsaid::KeptWithAnnotations,
};

static INDEXES: IndexRules =
    IndexRules { children: Children::Manifests, keeps_unchanged: true, ..IndexRules::NOTHING_ELSE };

static EDITS: EditRules = EditRules {
    config: ConfigEdits::WithLayers,
    old_config_type: true,
    drops_subject: false,
    states_type: true,
    distributable: &DISTRIBUTABLE,
    keeps_data_of_artifacts: true,
    embeds_index_in_entries: true,
};

static DISTRIBUTABLE: [(MediaType, MediaType); 4] = [
    (MediaType::DOCKER_FOREIGN_LAYER_GZIP, MediaType::DOCKER_LAYER_GZIP),
    (MediaType::OCI_FOREIGN_LAYER, MediaType::OCI_LAYER),
    (MediaType::OCI_FOREIGN_LAYER_GZIP, MediaType::OCI_LAYER_GZIP),
    (MediaType::OCI_FOREIGN_LAYER_ZSTD, MediaType::OCI_LAYER_ZSTD),
];
