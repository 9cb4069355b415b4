//! Docker up to 20.10: the config of a schema 1 image that it pulled, and no conversion.

use crate::Tool;
use crate::dialect::{Dialect, Schema1Types};
use crate::go::shape::{always, some};
use crate::go::{Shape, Struct};
use crate::rules::Schema1Rules;
use crate::types::docker::{HEALTH_CONFIG_OF_MOBY, container_config, v1_image};
use crate::types::{distribution, docker};

/// `image/v1/imagev1.go` `MakeConfigFromV1Config`: see [`Tool::schema1_config`].
pub static MOBY: Tool =
    Tool { schema1: Some(&RULES), ..Tool::of("moby 20.10.8", "docker pull of schema 1 images, up to 20.10", &DIALECT) };

static DIALECT: Dialect = Dialect {
    oci_manifest: &distribution::OCI_MANIFEST,
    docker_list: &distribution::LIST,
    schema1: Some(&TYPES),
    ..docker::DIALECT
};
static TYPES: Schema1Types =
    Schema1Types { manifest: &distribution::SCHEMA1, v1_image: &V1_IMAGE, ..docker::SCHEMA1_TYPES };

static RULES: Schema1Rules =
    Schema1Rules { checks: false, unknown_version_is_old: true, counts_diff_ids: false, reads_again: true };

/// `container.Config` (`api/types/container/config.go`)
static CONFIG: Struct = container_config!("container.Config", HEALTH_CONFIG_OF_MOBY);

/// `image.V1Image` (`image/image.go`)
static V1_IMAGE: Struct = v1_image!("image.V1Image", [some("parent", Shape::String)], CONFIG, []);
