//! Docker distribution 2.8: schema 2 to schema 1 for old clients, and no other conversion.

use crate::dialect::{Dialect, Schema1Types, Text};
use crate::go::Form;
use crate::go::shapes::{containers_image as types, distribution, specs_go};
use crate::rules::{ConfigRule, ImageRules, Otherwise, Schema1Rules};
use crate::tools::containers_image;
use crate::{Format, Tool};

/// The Docker registry.
pub static DISTRIBUTION: Tool = Tool {
    id: "distribution 2.8.2",
    about: "the Docker registry up to 2.8, for clients that know schema 1 only",
    dialect: &DIALECT,
    images: Some(&IMAGES),
    schema1: Some(&Schema1Rules { counts_diff_ids: true, reads_again: false, ..containers_image::SCHEMA1_RULES }),
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
    schema1: Some(&SCHEMA1),
};
static SCHEMA1: Schema1Types = Schema1Types {
    manifest: &distribution::SCHEMA1,
    form: Form::INDENT3,
    config: &distribution::IMAGE_CONFIG,
    ..containers_image::SCHEMA1
};

static IMAGES: ImageRules = ImageRules {
    pairs: &[(Format::DockerV2S2, Format::DockerV2S1)],
    reading: containers_image::READING,
    layers: &[],
    other_layers: Otherwise::Refused,
    config: ConfigRule::Kept,
    normalises: false,
    images_only: false,
};
