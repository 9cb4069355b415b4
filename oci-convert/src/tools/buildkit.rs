//! BuildKit's image exporter: `exporter/containerimage/writer.go`.

use crate::compose::rules::{
    ArtifactRule, ComposeRules, ConfigFit, DockerAnnotations, EntryOrder, EntryRule, FormatRule, ImageComposition,
    IndexComposition, NestedRule, NoLayers, PlatformRule, SameDigest,
};
use crate::dialect::{Dialect, Text};
use crate::go::Form;
use crate::rules::Counterpart;
use crate::types::specs_go;
use crate::{Format, Tool};
use oci_spec_types::{MediaType, annotation};

/// Images, attestation manifests and indexes, each indented by two spaces; configs with their members sorted.
pub static BUILDKIT: Tool = Tool {
    compose: Some(&ComposeRules { images: Some(IMAGES), indexes: Some(INDEXES) }),
    ..Tool::of("buildkit 73ed682", "docker buildx build, BuildKit's image exporter", &DIALECT)
};

static DIALECT: Dialect =
    Dialect { text: Text::Written(Form::INDENT2), config: &specs_go::IMAGE_1_1, ..specs_go::DIALECT };

const IMAGES: ImageComposition = ImageComposition {
    formats: &[Format::Oci, Format::DockerV2S2],
    artifact: ArtifactRule::Stated,
    takes_subject: true,
    checks_media_types: false,
    config: Some(ConfigFit { comment: "buildkit.exporter.image.v0" }),
    no_layers: NoLayers::Null,
    created: None,
    types: &LAYER_PAIRS,
    internal_annotations: &[annotation::UNCOMPRESSED, "buildkit/createdat", "containerd.io/distribution.source."],
    descriptor_repeats: false,
    docker_descriptor_annotations: false,
};

/// `util/compression/compression.go`, `toDockerLayerType` and `toOCILayerType`.
static LAYER_PAIRS: [Counterpart; 5] = [
    pair(MediaType::DOCKER_LAYER_GZIP, MediaType::OCI_LAYER_GZIP),
    pair(MediaType::DOCKER_LAYER, MediaType::OCI_LAYER),
    pair(MediaType::DOCKER_LAYER_ZSTD, MediaType::OCI_LAYER_ZSTD),
    pair(MediaType::DOCKER_FOREIGN_LAYER, MediaType::OCI_FOREIGN_LAYER),
    pair(MediaType::DOCKER_FOREIGN_LAYER_GZIP, MediaType::OCI_FOREIGN_LAYER_GZIP),
];

const fn pair(docker: MediaType, oci: MediaType) -> Counterpart {
    Counterpart { docker, oci, to_docker: true }
}

const INDEXES: IndexComposition = IndexComposition {
    format: FormatRule::Asked,
    order: EntryOrder::Given,
    same: SameDigest::Kept,
    null_entries: true,
    docker_annotations: DockerAnnotations::Refused,
    entries: EntryRule {
        platform: PlatformRule::Whole,
        platform_required: false,
        known_platforms: &[],
        artifact_type: false,
        nested: NestedRule::Flat,
        copies_data: true,
    },
    keeps_single: false,
};
