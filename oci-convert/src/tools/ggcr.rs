//! go-containerregistry (`pkg/v1/mutate`) and crane: no conversion, but edits, each of which writes manifest and config again.

mod types;

use crate::dialect::{Dialect, Text};
use crate::go::Form;
use crate::rules::{ConfigEditRules, ConfigEdits, ConfigText, EditRules, EntryRules, ImageRules, IndexRules};
use crate::{Format, Tool};

/// `mutate` and `crane`.
pub static GO_CONTAINERREGISTRY: Tool = Tool {
    images: Some(&IMAGES),
    indexes: Some(&INDEXES),
    entries: Some(&EntryRules { repeats: true, nothing_is_null: true, ..EntryRules::NOTHING_ELSE }),
    edits: Some(&EDITS),
    configs: Some(&ConfigEditRules { text: ConfigText::Typed, keeps_stale_data: false }),
    ..Tool::of("go-containerregistry 3f4ff3c (v0.21.9-11)", "crane, ko, kaniko", &DIALECT)
};

static DIALECT: Dialect = Dialect {
    text: Text::Written(Form::COMPACT),
    oci_manifest: &types::MANIFEST,
    docker_manifest: &types::MANIFEST,
    oci_index: &types::INDEX,
    docker_list: &types::INDEX,
    config: &types::CONFIG_FILE,
    schema1: None,
};

const PAIRS: &[(Format, Format)] = &[];

static IMAGES: ImageRules = ImageRules { pairs: PAIRS, ..ImageRules::NOTHING_ELSE };

static INDEXES: IndexRules = IndexRules::NOTHING_ELSE;

static EDITS: EditRules = EditRules { config: ConfigEdits::Always, drops_subject: true, ..EditRules::NOTHING_ELSE };
