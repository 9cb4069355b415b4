//! Docker up to 20.10: the config of a schema 1 image that it pulled, and no conversion.

use crate::Tool;
use crate::dialect::{Dialect, Schema1Types, Text};
use crate::go::Form;
use crate::go::shapes::{containers_image as types, distribution, moby, specs_go};
use crate::rules::Schema1Rules;

/// `image/v1/imagev1.go` `MakeConfigFromV1Config`: see [`crate::schema1_config`].
pub static MOBY: Tool =
    Tool { schema1: Some(&RULES), ..Tool::of("moby 20.10.8", "docker pull of schema 1 images, up to 20.10", &DIALECT) };

static DIALECT: Dialect = Dialect {
    text: Text::Written(Form::COMPACT),
    oci_manifest: &distribution::OCI_MANIFEST,
    docker_manifest: &types::MANIFEST,
    oci_index: &specs_go::INDEX,
    docker_list: &distribution::LIST,
    config: &specs_go::IMAGE,
    schema1: Some(&TYPES),
};
static TYPES: Schema1Types =
    Schema1Types { manifest: &distribution::SCHEMA1, v1_image: &moby::V1_IMAGE, ..Schema1Types::OF_DOCKER };

static RULES: Schema1Rules =
    Schema1Rules { checks: false, unknown_version_is_old: true, counts_diff_ids: false, reads_again: true };
