//! Docker distribution 2.8: schema 2 to schema 1 for old clients, and no other conversion.

use crate::dialect::{Dialect, Schema1Types, Text};
use crate::go::Form;
use crate::rules::{ConfigTypes, Head, ImageRules, Otherwise, Reading, Schema1Rules};
use crate::steps::media_types::DOCKER_TYPES;
use crate::types::{distribution, docker, specs_go};
use crate::{Format, Tool};

/// The Docker registry.
pub static DISTRIBUTION: Tool = Tool {
    images: Some(&IMAGES),
    schema1: Some(&RULES),
    ..Tool::of("distribution 2.8.2", "the Docker registry up to 2.8, for clients that know schema 1 only", &DIALECT)
};

static DIALECT: Dialect = Dialect {
    text: Text::Written(Form::INDENT3),
    oci_manifest: &distribution::OCI_MANIFEST,
    docker_manifest: &distribution::SCHEMA2,
    docker_list: &distribution::LIST,
    schema1: Some(&SCHEMA1),
    ..specs_go::DIALECT
};
static SCHEMA1: Schema1Types = Schema1Types {
    manifest: &distribution::SCHEMA1,
    form: Form::INDENT3,
    config: &distribution::IMAGE_CONFIG,
    ..docker::SCHEMA1_TYPES
};

static RULES: Schema1Rules =
    Schema1Rules { checks: true, unknown_version_is_old: false, counts_diff_ids: true, reads_again: false };

static IMAGES: ImageRules = ImageRules {
    pairs: &[(Format::DockerV2S2, Format::DockerV2S1)],
    reading: Reading {
        unknown_is_schema1: true,
        docker_types: &DOCKER_TYPES,
        unambiguous: true,
        ..Reading::BY_MEDIA_TYPE
    },
    other_layers: Otherwise::Refused,
    config_types: ConfigTypes::All,
    head: Head::Forced,
    remakes_lists: true,
    ..ImageRules::NOTHING_ELSE
};
