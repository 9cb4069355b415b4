//! `podman manifest` and `buildah manifest`: go.podman.io/common `pkg/manifests`, `libimage/manifests`.

use crate::Tool;
use crate::compose::rules::{
    ComposeRules, DockerAnnotations, EntryOrder, EntryRule, FormatRule, IndexComposition, NestedRule, PlatformRule,
    SameDigest,
};
use crate::dialect::Dialect;
use crate::types::docker;

/// The list that is stored; a push copies it as [`super::CONTAINERS_IMAGE`] does.
///
/// Entries of an index that name no platform are composed from their images, as all others.
pub static PODMAN_MANIFEST: Tool = Tool {
    compose: Some(&ComposeRules { images: None, indexes: Some(INDEXES) }),
    ..Tool::of("podman-manifest 0.67.2-0.20260515", "podman manifest, buildah manifest", &DIALECT)
};

static DIALECT: Dialect = docker::DIALECT;

const INDEXES: IndexComposition = IndexComposition {
    format: FormatRule::Richest,
    order: EntryOrder::Given,
    same: SameDigest::Last,
    null_entries: true,
    docker_annotations: DockerAnnotations::Kept,
    entries: EntryRule {
        platform: PlatformRule::Whole,
        platform_required: false,
        known_platforms: &[],
        artifact_type: true,
        nested: NestedRule::FlatRefused,
        copies_data: false,
    },
    keeps_single: false,
};
