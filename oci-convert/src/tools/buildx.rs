//! `docker buildx imagetools create`: `util/imagetools/create.go`.

use crate::Tool;
use crate::compose::rules::{
    ComposeRules, DockerAnnotations, EntryOrder, EntryRule, FormatRule, IndexComposition, NestedRule, PlatformRule,
    SameDigest,
};
use crate::dialect::{Dialect, Text};
use crate::go::Form;
use crate::types::specs_go;

/// Indexes indented by two spaces, or the bytes of the only source.
pub static BUILDX_IMAGETOOLS: Tool = Tool {
    compose: Some(&ComposeRules { images: None, indexes: Some(INDEXES) }),
    ..Tool::of("buildx-imagetools 461836b", "docker buildx imagetools create", &DIALECT)
};

static DIALECT: Dialect = Dialect { text: Text::Written(Form::INDENT2), ..specs_go::DIALECT };

const INDEXES: IndexComposition = IndexComposition {
    format: FormatRule::AllDocker,
    order: EntryOrder::Given,
    same: SameDigest::Merged,
    null_entries: false,
    docker_annotations: DockerAnnotations::Dropped,
    entries: EntryRule {
        platform: PlatformRule::CanonicalWithoutVersion,
        platform_required: false,
        known_platforms: &[],
        artifact_type: false,
        nested: NestedRule::Flat,
        copies_data: true,
    },
    keeps_single: true,
};
