//! Docker up to 20.10: the config of a schema 1 image that it pulled, and no conversion.

use crate::Tool;
use crate::dialect::{Dialect, Schema1Types, Text};
use crate::go::Form;
use crate::go::shapes::{containers_image as types, distribution, moby, specs_go};
use crate::rules::Schema1Rules;
use crate::tools::containers_image;

/// `image/v1/imagev1.go` `MakeConfigFromV1Config`: see [`crate::schema1_config`].
pub static MOBY: Tool = Tool {
    id: "moby 20.10.8",
    about: "docker pull of schema 1 images, up to 20.10",
    dialect: &DIALECT,
    images: None,
    schema1: Some(&RULES),
    layers: None,
    indexes: None,
    entries: None,
    compose: None,
};

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
    Schema1Types { manifest: &distribution::SCHEMA1, v1_image: &moby::V1_IMAGE, ..containers_image::SCHEMA1 };

static RULES: Schema1Rules =
    Schema1Rules { checks: false, unknown_version_is_old: true, ..containers_image::SCHEMA1_RULES };
