//! containerd: its converter (`ctr image convert`, nerdctl), and the documents that it makes of old ones when it pulls.

use crate::dialect::{Dialect, Text};
use crate::edit_types::{DOCKER_FOREIGN_LAYER, DOCKER_LAYER, LayerTypes, OCI_FOREIGN_LAYER, OCI_LAYER, Variants};
use crate::go::Form;
use crate::rules::{
    Children, ConfigEditRules, ConfigText, ConfigTypes, Counterpart, EntryRules, Head, ImageRules, IndexRules,
    LayerRules, Unsaid,
};
use crate::types::specs_go;
use crate::{Format, Tool};
use oci_spec_types::MediaType;

/// The converter: to OCI, or as it is, with layers decompressed or made anew by whoever asks.
///
/// Where layers have other diffIDs, or are of EROFS, its config gets them, or the feature, member by member.
///
/// A document is written again where something in it changes. Descriptors with Docker types lose their annotations where
/// they stay Docker's. What a descriptor embeds stays, also where the blob is another one.
pub static CONTAINERD: Tool = Tool {
    images: Some(&IMAGES),
    layers: Some(&LAYERS),
    indexes: Some(&INDEXES),
    entries: Some(&EntryRules { keeps_stale_data: true, nothing_is_null: true, ..EntryRules::NOTHING_ELSE }),
    configs: Some(&ConfigEditRules { text: ConfigText::Members, keeps_stale_data: true }),
    ..Tool::of("containerd 301026e (2.4.0-beta.0)", "ctr image convert, nerdctl image convert", &DIALECT)
};

/// What a pull makes of Docker manifests of which the config has no type: `remotes/docker` `ConvertManifest`.
pub static CONTAINERD_PULL: Tool = Tool {
    images: Some(&IMAGES_PULL),
    ..Tool::of(
        "containerd-pull 301026e (2.4.0-beta.0)",
        "containerd, pulling images whose config is typed application/octet-stream",
        &DIALECT_PULL,
    )
};

/// The types of the image-spec serve for Docker's documents, too.
static DIALECT: Dialect = specs_go::DIALECT;
static DIALECT_PULL: Dialect = Dialect { text: Text::Written(Form::INDENT3), ..DIALECT };

const IMAGES: ImageRules = ImageRules {
    pairs: &[(Format::DockerV2S2, Format::Oci), (Format::Oci, Format::Oci)],
    layers: &LAYER_PAIRS,
    head: Head::Stated,
    keeps_unchanged: true,
    normalises: true,
    drops_docker_annotations: true,
    ..ImageRules::NOTHING_ELSE
};
static IMAGES_PULL: ImageRules = ImageRules {
    pairs: &[(Format::DockerV2S2, Format::DockerV2S2)],
    layers: &[],
    config_types: ConfigTypes::Untyped,
    drops_docker_annotations: false,
    ..IMAGES
};

/// `ConvertDockerMediaTypeToOCI`: without zstd.
static LAYER_PAIRS: [Counterpart; 4] = [
    pair(MediaType::DOCKER_LAYER, MediaType::OCI_LAYER),
    pair(MediaType::DOCKER_LAYER_GZIP, MediaType::OCI_LAYER_GZIP),
    pair(MediaType::DOCKER_FOREIGN_LAYER, MediaType::OCI_FOREIGN_LAYER),
    pair(MediaType::DOCKER_FOREIGN_LAYER_GZIP, MediaType::OCI_FOREIGN_LAYER_GZIP),
];

const fn pair(docker: MediaType, oci: MediaType) -> Counterpart {
    Counterpart { docker, oci, to_docker: false }
}

static LAYERS: LayerRules =
    LayerRules { oci: EDITS, docker: EDITS, schema1: None, early_zstd: false, unsaid: Unsaid::Stale };

/// `uncompress`: Docker's zstd keeps its name.
const EDITS: LayerTypes = LayerTypes { sets: &VARIANTS, crypto: false, encryptable: &[] };
static VARIANTS: [&Variants; 5] =
    [&OCI_LAYER, &OCI_FOREIGN_LAYER, &DOCKER_LAYER, &DOCKER_FOREIGN_LAYER, &DOCKER_ZSTD_KEPT];
static DOCKER_ZSTD_KEPT: Variants = [Some(MediaType::DOCKER_LAYER_ZSTD), None, Some(MediaType::DOCKER_LAYER_ZSTD)];

static INDEXES: IndexRules = IndexRules {
    children: Children::Manifests,
    head: Head::Stated,
    keeps_unchanged: true,
    drops_docker_annotations: true,
    ..IndexRules::NOTHING_ELSE
};
