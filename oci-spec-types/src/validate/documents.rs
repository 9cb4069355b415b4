//! The documents: their members, types and rules as tables.

use super::descriptor::{
    self, BLOB_ROLE, CONFIG_ROLE, DATA, DIGEST, DOCKER_CONFIG_ROLE, DOCKER_ENTRY_ROLE, DOCKER_LAYER_ROLE,
};
use super::descriptor::{ENTRY_ROLE, LAYER_ROLE, MEDIA_TYPE, SUBJECT_ROLE};
use super::facts::Count;
use super::finish::{self, ARCHITECTURE, OS, VARIANT};
use super::part::Part;
use super::rule::Rule;
use super::schema::{Integer, Key, List, Map, Member, Object, Text, Value};
use super::schema1;
use crate::media_type::spelt;
use crate::oci::{Descriptor, Platform};
use crate::{docker, oci};

const fn text(name: &'static str, rule: Rule) -> Member {
    Member::optional(name, rule, Value::Text(Text::Any, rule))
}

const fn version(number: i64, rule: Rule) -> Member {
    Member::optional("schemaVersion", rule, Value::Integer(Integer::Is(number))).must(rule)
}

const fn media_type(expected: &'static str, rule: Rule) -> Member {
    Member::optional("mediaType", rule, Value::Text(Text::Is(expected), rule))
}

const fn texts(rule: Rule) -> List {
    List { item: Value::Text(Text::Any, rule), rule, empty: None, count: None }
}

const fn annotations(rule: Rule) -> Member {
    Member::optional("annotations", rule, Value::Map(&ANNOTATIONS))
}

const fn any(name: &'static str, rule: Rule, remark: &'static str) -> Member {
    Member::optional(name, rule, Value::Remark(rule, remark))
}

static ANNOTATIONS: Map =
    Map { key: Key::Annotation, value: Value::Text(Text::Any, Rule::Ann01), rule: Rule::Ann01, unique: Rule::Ann02 };

// Descriptors: image-spec descriptor.md.

static URLS: List = List { item: Value::Text(Text::Url, Rule::Dsc07), rule: Rule::Dsc06, empty: None, count: None };

const DESCRIPTOR_MEDIA_TYPE: Member =
    Member::optional("mediaType", Rule::Dsc01, Value::Text(Text::MediaType, Rule::Dsc02))
        .must(Rule::Dsc01)
        .keep(MEDIA_TYPE);
const DESCRIPTOR_DIGEST: Member =
    Member::optional("digest", Rule::Dsc03, Value::Text(Text::Digest, Rule::Dsc03)).must(Rule::Dsc01).keep(DIGEST);
const DESCRIPTOR_SIZE: Member = Member::optional("size", Rule::Dsc04, Value::Integer(Integer::Size)).must(Rule::Dsc01);
const DESCRIPTOR_URLS: Member = Member::optional("urls", Rule::Dsc06, Value::List(&URLS));
const DESCRIPTOR_DATA: Member = Member::optional("data", Rule::Dsc09, Value::Text(Text::Any, Rule::Dsc09)).keep(DATA);
const DESCRIPTOR_ARTIFACT_TYPE: Member =
    Member::optional("artifactType", Rule::Dsc11, Value::Text(Text::MediaType, Rule::Dsc11));

pub(super) static DESCRIPTOR: Object = Object::new(
    Rule::Dsc01,
    &[
        DESCRIPTOR_MEDIA_TYPE,
        DESCRIPTOR_DIGEST,
        DESCRIPTOR_SIZE,
        annotations(Rule::Ann01),
        Member::optional("platform", Rule::Idx06, Value::Object(&PLATFORM)),
        DESCRIPTOR_ARTIFACT_TYPE,
        DESCRIPTOR_URLS,
        DESCRIPTOR_DATA,
    ],
)
.finish(descriptor::finish)
.of::<Descriptor>();

/// The descriptor of a blob: a platform has no meaning there, but readers that are typed want an object.
pub(super) static BLOB: Object = Object::new(
    Rule::Dsc01,
    &[
        DESCRIPTOR_MEDIA_TYPE,
        DESCRIPTOR_DIGEST,
        DESCRIPTOR_SIZE,
        annotations(Rule::Ann01),
        Member::optional("platform", Rule::Idx06, Value::AnyObject),
        DESCRIPTOR_ARTIFACT_TYPE,
        DESCRIPTOR_URLS,
        DESCRIPTOR_DATA,
    ],
)
.finish(descriptor::finish)
.of::<Descriptor>();

/// An entry of a Docker list: its platform is required (manifest-v2-2.md:79).
static DOCKER_ENTRY: Object = Object::new(
    Rule::Dsc01,
    &[
        DESCRIPTOR_MEDIA_TYPE,
        DESCRIPTOR_DIGEST,
        DESCRIPTOR_SIZE,
        Member::optional("platform", Rule::Dli04, Value::Object(&DOCKER_PLATFORM))
            .needed(Rule::Dli04, Part::NoPlatform),
        annotations(Rule::Ann01),
        DESCRIPTOR_ARTIFACT_TYPE,
        DESCRIPTOR_URLS,
        DESCRIPTOR_DATA,
    ],
)
.finish(descriptor::finish)
.of::<Descriptor>();

// Platforms: image-spec image-index.md, distribution manifest-v2-2.md.

static OS_FEATURES: List =
    List { item: Value::Text(Text::OsFeature, Rule::Idx10), rule: Rule::Idx10, empty: None, count: None };
static DOCKER_FEATURES: List = texts(Rule::Dli04);
pub(super) static PLATFORM: Object = Object::new(
    Rule::Idx06,
    &[
        Member::optional("architecture", Rule::Idx07, Value::Text(Text::Architecture, Rule::Idx07))
            .must(Rule::Idx07)
            .keep(ARCHITECTURE),
        Member::optional("os", Rule::Idx08, Value::Text(Text::Os, Rule::Idx08)).must(Rule::Idx08).keep(OS),
        text("variant", Rule::Idx11).keep(VARIANT),
        text("os.version", Rule::Idx09),
        Member::optional("os.features", Rule::Idx10, Value::List(&OS_FEATURES)),
        any("features", Rule::Idx13, "found the property features, which is reserved"),
    ],
)
.finish(finish::platform)
.of::<Platform>();

static DOCKER_PLATFORM: Object = Object::new(
    Rule::Dli04,
    &[
        Member::optional("architecture", Rule::Dli04, Value::Text(Text::Architecture, Rule::Dli04))
            .must(Rule::Dli04)
            .keep(ARCHITECTURE),
        Member::optional("os", Rule::Dli04, Value::Text(Text::Os, Rule::Dli04)).must(Rule::Dli04).keep(OS),
        text("variant", Rule::Idx11).keep(VARIANT),
        text("os.version", Rule::Idx09),
        Member::optional("os.features", Rule::Idx10, Value::List(&OS_FEATURES)),
        Member::optional("features", Rule::Dli04, Value::List(&DOCKER_FEATURES)),
    ],
)
.finish(finish::platform)
.of::<Platform>();

// Manifests: image-spec manifest.md.

static LAYERS: List = List {
    item: Value::Descriptor(&BLOB, &LAYER_ROLE),
    rule: Rule::Man06,
    empty: Some((Rule::Man07, Part::Whole)),
    count: Some(Count::Layers),
};

pub(super) static MANIFEST: Object = Object::new(
    Rule::Man05,
    &[
        version(2, Rule::Man01),
        media_type(spelt::OCI_MANIFEST, Rule::Man03).must(Rule::Man02),
        Member::optional("config", Rule::Man05, Value::Descriptor(&BLOB, &CONFIG_ROLE)).must(Rule::Man05),
        Member::optional("layers", Rule::Man06, Value::List(&LAYERS)).must(Rule::Man06),
        annotations(Rule::Ann01),
        Member::optional("artifactType", Rule::Man04, Value::Text(Text::MediaType, Rule::Man04)),
        Member::optional("subject", Rule::Man10, Value::Descriptor(&DESCRIPTOR, &SUBJECT_ROLE)),
    ],
)
.foreign(&["manifests", "blobs", "fsLayers", "history"], Part::Whole)
.finish(finish::manifest)
.of::<oci::Manifest>();

// Indexes: image-spec image-index.md.

static ENTRIES: List =
    List { item: Value::Descriptor(&DESCRIPTOR, &ENTRY_ROLE), rule: Rule::Idx04, empty: None, count: None };

pub(super) static INDEX: Object = Object::new(
    Rule::Idx04,
    &[
        version(2, Rule::Idx01),
        media_type(spelt::OCI_INDEX, Rule::Idx03).must(Rule::Idx02),
        Member::optional("manifests", Rule::Idx04, Value::List(&ENTRIES)).must(Rule::Idx04),
        annotations(Rule::Ann01),
        Member::optional("artifactType", Rule::Idx14, Value::Text(Text::MediaType, Rule::Idx14)),
        Member::optional("subject", Rule::Idx15, Value::Descriptor(&DESCRIPTOR, &SUBJECT_ROLE)),
    ],
)
.foreign(&["config", "layers", "blobs", "fsLayers", "history"], Part::Whole)
.of::<oci::Index>();

// Artifact manifests: image-spec artifact.md, withdrawn before 1.1.

static BLOBS: List = List { item: Value::Descriptor(&BLOB, &BLOB_ROLE), rule: Rule::Art04, empty: None, count: None };

pub(super) static ARTIFACT_MANIFEST: Object = Object::new(
    Rule::Art01,
    &[
        media_type(spelt::OCI_ARTIFACT_MANIFEST, Rule::Art01).must(Rule::Art01),
        Member::optional("artifactType", Rule::Art03, Value::Text(Text::MediaType, Rule::Art03)).must(Rule::Art02),
        Member::optional("blobs", Rule::Art04, Value::List(&BLOBS)),
        annotations(Rule::Ann01),
        Member::optional("subject", Rule::Art05, Value::Descriptor(&DESCRIPTOR, &SUBJECT_ROLE)),
    ],
)
.foreign(&["config", "layers", "manifests", "fsLayers", "history"], Part::Whole)
.of::<oci::ArtifactManifest>();

// Image configs: image-spec config.md.

static DIFF_IDS: List =
    List { item: Value::Text(Text::Digest, Rule::Cfg06), rule: Rule::Cfg06, empty: None, count: Some(Count::DiffIds) };

static ROOTFS: Object = Object::new(
    Rule::Cfg03,
    &[
        Member::optional("type", Rule::Cfg04, Value::Text(Text::Is("layers"), Rule::Cfg04)).must(Rule::Cfg04),
        Member::optional("diff_ids", Rule::Cfg05, Value::List(&DIFF_IDS)).must(Rule::Cfg05),
    ],
)
.of::<oci::RootFs>();

static HISTORY: List =
    List { item: Value::Object(&HISTORY_ENTRY), rule: Rule::Cfg09, empty: None, count: Some(Count::History) };

pub(super) static HISTORY_ENTRY: Object = Object::new(
    Rule::Cfg09,
    &[
        Member::optional("created", Rule::Cfg08, Value::Text(Text::Timestamp, Rule::Cfg08)),
        text("created_by", Rule::Cfg09),
        Member::optional("empty_layer", Rule::Cfg09, Value::Bool),
        text("comment", Rule::Cfg09),
        text("author", Rule::Cfg09),
    ],
)
.finish(finish::history_entry)
.of::<oci::History>();

static ENV: List = List { item: Value::Text(Text::Env, Rule::Cfg14), rule: Rule::Cfg14, empty: None, count: None };
static COMMAND: List = texts(Rule::Cfg15);
static CONFIG_OS_FEATURES: List = texts(Rule::Cfg02);
static NOTHING: Object = Object::new(Rule::Cfg13, &[]);
static PORTS: Map = Map { key: Key::Port, value: Value::Object(&NOTHING), rule: Rule::Cfg13, unique: Rule::Jsn04 };
static VOLUMES: Map = Map { key: Key::Any, value: Value::Object(&NOTHING), rule: Rule::Cfg13, unique: Rule::Jsn04 };
static LABELS: Map =
    Map { key: Key::Any, value: Value::Text(Text::Any, Rule::Cfg16), rule: Rule::Cfg16, unique: Rule::Ann02 };

/// Healthcheck is reserved: only its type is known.
static HEALTHCHECK: Object = Object::new(Rule::Cfg18, &[])
    .tools(&["Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"])
    .of::<oci::HealthConfig>();

/// What Docker writes into the config of a container (moby `container.Config`).
const DOCKER_CONTAINER: &[&str] = &[
    "Hostname",
    "Domainname",
    "AttachStdin",
    "AttachStdout",
    "AttachStderr",
    "Tty",
    "OpenStdin",
    "StdinOnce",
    "Image",
    "NetworkDisabled",
    "MacAddress",
    "OnBuild",
    "StopTimeout",
    "Shell",
];

/// What Docker writes into an image config (moby `image.V1Image`).
const DOCKER_IMAGE: &[&str] = &["id", "parent", "comment", "container", "container_config", "docker_version", "Size"];

pub(super) static CONTAINER_CONFIG: Object = Object::new(
    Rule::Cfg12,
    &[
        Member::optional("Env", Rule::Cfg14, Value::List(&ENV)),
        Member::optional("Entrypoint", Rule::Cfg15, Value::List(&COMMAND)),
        Member::optional("Cmd", Rule::Cfg15, Value::List(&COMMAND)),
        text("WorkingDir", Rule::Cfg12),
        text("User", Rule::Cfg12),
        Member::optional("Labels", Rule::Cfg16, Value::Map(&LABELS)),
        Member::optional("ExposedPorts", Rule::Cfg13, Value::Map(&PORTS)),
        Member::optional("Volumes", Rule::Cfg13, Value::Map(&VOLUMES)),
        Member::optional("StopSignal", Rule::Cfg17, Value::Text(Text::Signal, Rule::Cfg17)),
        Member::optional("ArgsEscaped", Rule::Cfg18, Value::Bool),
        Member::optional("Memory", Rule::Cfg18, Value::Integer(Integer::Any)),
        Member::optional("MemorySwap", Rule::Cfg18, Value::Integer(Integer::Any)),
        Member::optional("CpuShares", Rule::Cfg18, Value::Integer(Integer::Any)),
        Member::optional("Healthcheck", Rule::Cfg18, Value::Object(&HEALTHCHECK)),
    ],
)
.tools(DOCKER_CONTAINER)
.finish(finish::container_config)
.of::<oci::ContainerConfig>();

pub(super) static CONFIG: Object = Object::new(
    Rule::Cfg01,
    &[
        Member::optional("created", Rule::Cfg07, Value::Text(Text::Timestamp, Rule::Tim01)),
        Member::optional("architecture", Rule::Cfg01, Value::Text(Text::Architecture, Rule::Cfg01)).must(Rule::Cfg01),
        Member::optional("os", Rule::Cfg02, Value::Text(Text::Os, Rule::Cfg02)).must(Rule::Cfg02),
        Member::optional("config", Rule::Cfg12, Value::Object(&CONTAINER_CONFIG)),
        Member::optional("rootfs", Rule::Cfg03, Value::Object(&ROOTFS)).must(Rule::Cfg03),
        Member::optional("history", Rule::Cfg09, Value::List(&HISTORY)),
        text("author", Rule::Cfg07),
        text("variant", Rule::Cfg02),
        text("os.version", Rule::Cfg02),
        Member::optional("os.features", Rule::Cfg02, Value::List(&CONFIG_OS_FEATURES)),
    ],
)
.tools(DOCKER_IMAGE)
.foreign(&["layers", "manifests", "fsLayers"], Part::OtherMember)
.finish(finish::config)
.of::<oci::ImageConfig>();

// The layout file: image-spec image-layout.md.

pub(super) static LAYOUT: Object = Object::new(
    Rule::Lyt02,
    &[Member::optional("imageLayoutVersion", Rule::Lyt02, Value::Text(Text::Is("1.0.0"), Rule::Lyt02))
        .must(Rule::Lyt02)],
)
.of::<oci::Layout>();

// Docker v2 schema 2: distribution manifest-v2-2.md.

static DOCKER_LAYERS: List = List {
    item: Value::Descriptor(&BLOB, &DOCKER_LAYER_ROLE),
    rule: Rule::D2204,
    empty: Some((Rule::D2204, Part::EmptyList)),
    count: Some(Count::Layers),
};

pub(super) static DOCKER_MANIFEST: Object = Object::new(
    Rule::D2204,
    &[
        version(2, Rule::D2201),
        media_type(spelt::DOCKER_MANIFEST, Rule::D2202).must(Rule::D2202),
        Member::optional("config", Rule::D2203, Value::Descriptor(&BLOB, &DOCKER_CONFIG_ROLE)).must(Rule::D2203),
        Member::optional("layers", Rule::D2204, Value::List(&DOCKER_LAYERS)).must(Rule::D2204),
        any("annotations", Rule::D2206, "found the property annotations, which only OCI manifests have"),
        any("subject", Rule::D2206, "found the property subject, which only OCI manifests have"),
        any("artifactType", Rule::D2206, "found the property artifactType, which only OCI manifests have"),
    ],
)
.foreign(&["manifests", "fsLayers", "history"], Part::Whole)
.of::<docker::Manifest>();

static DOCKER_ENTRIES: List = List {
    item: Value::Descriptor(&DOCKER_ENTRY, &DOCKER_ENTRY_ROLE),
    rule: Rule::Dli03,
    empty: Some((Rule::Dli03, Part::EmptyList)),
    count: None,
};

pub(super) static DOCKER_LIST: Object = Object::new(
    Rule::Dli03,
    &[
        version(2, Rule::Dli01),
        media_type(spelt::DOCKER_LIST, Rule::Dli02).must(Rule::Dli02),
        Member::optional("manifests", Rule::Dli03, Value::List(&DOCKER_ENTRIES)).must(Rule::Dli03),
        any("annotations", Rule::D2206, "found the property annotations, which only OCI indexes have"),
        any("subject", Rule::D2206, "found the property subject, which only OCI indexes have"),
    ],
)
.foreign(&["config", "layers", "fsLayers", "history"], Part::Whole)
.of::<docker::ManifestList>();

// Docker v2 schema 1: distribution manifest-v2-1.md.

static FS_LAYERS: List = List {
    item: Value::Object(&FS_LAYER),
    rule: Rule::D2102,
    empty: Some((Rule::D2103, Part::Whole)),
    count: Some(Count::FsLayers),
};

static FS_LAYER: Object = Object::new(
    Rule::D2102,
    &[Member::optional("blobSum", Rule::D2102, Value::Text(Text::Sha256, Rule::D2102)).must(Rule::D2102)],
)
.of::<docker::FsLayer>();

static V1_HISTORY: List = List {
    item: Value::Object(&V1_ENTRY),
    rule: Rule::D2104,
    empty: Some((Rule::D2103, Part::Whole)),
    count: Some(Count::History),
};

static V1_ENTRY: Object = Object::new(
    Rule::D2104,
    &[Member::optional("v1Compatibility", Rule::D2104, Value::Text(Text::V1Compatibility, Rule::D2104))
        .must(Rule::D2104)],
)
.of::<docker::Schema1History>();

/// The text of a `v1Compatibility`: no rule speaks of its members, but for the chain of ids. Only there tools know `throwaway`.
pub(super) static V1_IMAGE: Object =
    Object::new(Rule::D2104, &[Member::optional("throwaway", Rule::D2104, Value::Any)])
        .tools(&[
            "id",
            "parent",
            "comment",
            "created",
            "container",
            "container_config",
            "docker_version",
            "author",
            "config",
            "architecture",
            "variant",
            "os",
            "Size",
        ])
        .of::<docker::V1Image>();

pub(super) static SCHEMA1: Object = Object::new(
    Rule::D2101,
    &[
        version(1, Rule::D2101),
        text("name", Rule::D2106),
        text("tag", Rule::D2106),
        text("architecture", Rule::D2106),
        Member::optional("fsLayers", Rule::D2103, Value::List(&FS_LAYERS)).must(Rule::D2103),
        Member::optional("history", Rule::D2103, Value::List(&V1_HISTORY)).must(Rule::D2103),
        Member::optional("signatures", Rule::D2107, Value::Any),
    ],
)
.foreign(&["config", "layers", "manifests"], Part::Whole)
.finish(schema1::finish)
.of::<docker::Schema1>();
