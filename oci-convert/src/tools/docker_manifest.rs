//! `docker manifest create`, `annotate`, `push` of the Docker CLI.

use crate::Tool;
use crate::compose::rules::{
    ComposeRules, DockerAnnotations, EntryOrder, EntryRule, FormatRule, IndexComposition, NestedRule, PlatformRule,
    SameDigest,
};
use crate::dialect::{Dialect, Text};
use crate::go::shape::{always, go_struct, some};
use crate::go::{Field, Form, Shape};
use crate::types::{docker, specs_go};
use oci_spec_types::{Descriptor, oci};

/// The list that `docker manifest push` pushes: entries sorted as the CLI stores them, by digest within a repository. Entries
/// that are given, and not made of an image, are those that were annotated.
pub static DOCKER_MANIFEST: Tool = Tool {
    compose: Some(&ComposeRules { images: None, indexes: Some(INDEXES) }),
    ..Tool::of("docker-manifest 28.2.2", "docker manifest create, push", &DIALECT)
};

static DIALECT: Dialect =
    Dialect { text: Text::Written(Form::INDENT3), oci_index: &LIST, docker_list: &LIST, ..specs_go::DIALECT };

const INDEXES: IndexComposition = IndexComposition {
    format: FormatRule::First,
    order: EntryOrder::ByDigest,
    same: SameDigest::Last,
    null_entries: false,
    docker_annotations: DockerAnnotations::Kept,
    entries: EntryRule {
        platform: PlatformRule::Whole,
        platform_required: true,
        known_platforms: &KNOWN,
        artifact_type: false,
        nested: NestedRule::Refused,
        copies_data: false,
    },
    keeps_single: false,
};

/// `validOSArches`, which `docker manifest annotate` checks.
static KNOWN: [(&str, &[&str]); 9] = [
    ("darwin", &["386", "amd64", "arm", "arm64"]),
    ("dragonfly", &["amd64"]),
    ("freebsd", &["386", "amd64", "arm"]),
    ("linux", &["386", "amd64", "arm", "arm64", "ppc64le", "mips64", "mips64le", "riscv64", "s390x"]),
    ("netbsd", &["386", "amd64", "arm"]),
    ("openbsd", &["386", "amd64", "arm"]),
    ("plan9", &["386", "amd64"]),
    ("solaris", &["amd64"]),
    ("windows", &["386", "amd64"]),
];

const SCHEMA_VERSION: Field = always("schemaVersion", Shape::Int);
const MEDIA_TYPE: Field = some("mediaType", Shape::String);

go_struct! {
    /// `manifestlist.ManifestDescriptor`: of its members the CLI sets only these (`cli/command/manifest`).
    LIST_ENTRY of Descriptor = "manifestlist.ManifestDescriptor", [
        MEDIA_TYPE,
        some("size", Shape::Int),
        some("digest", Shape::String),
        always("platform", Shape::Struct(&docker::PLATFORM)),
    ]
}

go_struct! {
    /// `manifestlist.ManifestList`: Docker lists and OCI indexes alike.
    LIST of oci::Index = "manifestlist.ManifestList", [SCHEMA_VERSION, MEDIA_TYPE, always("manifests", Shape::Slice(&Shape::Struct(&LIST_ENTRY)))]
}
