//! oras-go 19db72b (v2.6.0 and later): `pack.go`.

use crate::compose::rules::{ArtifactRule, ComposeRules, ImageComposition, NoLayers};
use crate::dialect::Dialect;
use crate::go::Shape;
use crate::go::shape::{always, go_struct, some};
use crate::types::specs_go;
use crate::{Format, Tool};
use oci_spec_types::{annotation, oci};

/// `PackManifest` with image-spec 1.1: an artifact type, and the empty descriptor where there is no config or no layer.
pub static ORAS_1_1: Tool = Tool { compose: Some(&RULES_1_1), ..tool("oras-go 19db72b (1.1)") };

/// `PackManifest` with image-spec 1.0: the type of the artifact is that of the config.
pub static ORAS_1_0: Tool = Tool { compose: Some(&RULES_1_0), ..tool("oras-go 19db72b (1.0)") };

/// `Pack` with `PackImageManifest`, of image-spec 1.1.0-rc2; deprecated.
pub static ORAS_PACK_IMAGE: Tool = Tool { compose: Some(&PACK_IMAGE), ..tool("oras-go 19db72b (pack-image)") };

/// `Pack`: an artifact manifest, which image-spec withdrew; deprecated.
pub static ORAS_PACK_ARTIFACT: Tool = Tool { compose: Some(&PACK_ARTIFACT), ..tool("oras-go 19db72b (pack-artifact)") };

const fn tool(id: &'static str) -> Tool {
    Tool::of(id, "oras, and programs that pack artifacts with oras-go", &DIALECT)
}

static DIALECT: Dialect = specs_go::DIALECT;

static RULES_1_1: ComposeRules = ComposeRules { images: Some(STATED), indexes: None };
static RULES_1_0: ComposeRules = ComposeRules {
    images: Some(ImageComposition { takes_subject: false, checks_media_types: true, ..AS_CONFIG }),
    indexes: None,
};
static PACK_IMAGE: ComposeRules = ComposeRules { images: Some(AS_CONFIG), indexes: None };
static PACK_ARTIFACT: ComposeRules = ComposeRules {
    images: Some(ImageComposition {
        artifact: ArtifactRule::Manifest("application/vnd.unknown.artifact.v1", &ARTIFACT),
        created: Some("org.opencontainers.artifact.created"),
        checks_media_types: false,
        no_layers: NoLayers::Empty,
        ..STATED
    }),
    indexes: None,
};

const STATED: ImageComposition = ImageComposition {
    formats: &[Format::Oci],
    artifact: ArtifactRule::Stated,
    takes_subject: true,
    checks_media_types: true,
    config: None,
    no_layers: NoLayers::EmptyBlob,
    created: Some(annotation::CREATED),
    types: &[],
    internal_annotations: &[],
    descriptor_repeats: true,
    docker_descriptor_annotations: false,
};
const AS_CONFIG: ImageComposition = ImageComposition {
    artifact: ArtifactRule::ConfigType("application/vnd.unknown.config.v1+json"),
    checks_media_types: false,
    no_layers: NoLayers::Empty,
    ..STATED
};

const DESCRIPTOR: Shape = Shape::Struct(&specs_go::DESCRIPTOR);

go_struct! {
    /// `spec.Artifact`: its own artifact manifest (`internal/spec/artifact.go`).
    ARTIFACT of oci::ArtifactManifest = "spec.Artifact", [
        always("mediaType", Shape::String),
        always("artifactType", Shape::String),
        some("blobs", Shape::Slice(&DESCRIPTOR)),
        some("subject", Shape::Pointer(&DESCRIPTOR)),
        some("annotations", Shape::STRING_MAP),
    ]
}
