//! The kind of a document, from its bytes alone.

use crate::model::{self, Model};
use crate::raw::member_of;
use crate::{Kind, MediaType, docker, oci};
use oci_digest::Digest;
use oci_digest::json::{self, Scanner};
use std::borrow::Cow;

/// What the bytes say that a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    /// Its media type says so: the model has to fit. Otherwise members suggest it.
    pub(crate) stated: bool,
    /// The search ended at the first media type; members after it were not looked at.
    pub(crate) early: bool,
}

/// The kind of a document.
///
/// A stated `mediaType` of a manifest, list or index decides. Without one, members do: the rules of containers/image
/// `GuessMIMEType` for manifests, and what only one kind has for everything else.
///
/// # Errors
/// When the text breaks the grammar before the kind is known.
pub(crate) fn detect(text: &[u8], max_depth: u32) -> Result<Found, json::JsonError> {
    detect_until(text, max_depth, false)
}

/// The same, but the first media type that names a kind ends the search.
pub(crate) fn detect_early(text: &[u8], max_depth: u32) -> Result<Found, json::JsonError> {
    detect_until(text, max_depth, true)
}

fn detect_until(text: &[u8], max_depth: u32, early: bool) -> Result<Found, json::JsonError> {
    let guess = |kind| Found { kind, stated: false, early: false };
    let mut scanner = Scanner::new(text).with_max_depth(max_depth);
    match scanner.peek()? {
        json::ValueKind::Object => {}
        json::ValueKind::Array => return first_element(scanner.skip()?).map(|first| guess(of_list(first))),
        _ => return Ok(guess(Kind::Unknown)),
    }
    let mut telling = Telling::default();
    let mut object = scanner.begin_object()?;
    while let Some(name) = scanner.member(&mut object)? {
        let value = scanner.skip()?;
        let name = name.decode_go();
        telling.take(&name, value);
        if early
            && name == "mediaType"
            && let Some(kind) = telling.stated()
        {
            return Ok(Found { kind, stated: true, early });
        }
    }
    Ok(telling.found())
}

/// Whether a document in which no kind was found may be of this one all the same: no member tells against it.
pub(crate) fn may_be(text: &[u8], kind: Kind) -> bool {
    const IMAGE: [&str; 4] = model::members_of::<docker::V1Image, 4>(["id", "parent", "created", "container_config"]);
    const ARTIFACT: [&str; 3] = model::members_of::<oci::ArtifactManifest, 3>(["artifactType", "blobs", "subject"]);
    let has_any = |names: &[&str]| names.iter().any(|name| member_of(text, name).is_some());
    match kind {
        Kind::V1Image => has_any(&IMAGE),
        Kind::ArtifactManifest => has_any(&ARTIFACT),
        // An archive without images.
        Kind::DockerArchive => first_element(text).is_ok_and(|first| first.is_none()),
        _ => false,
    }
}

/// Whether a text begins as image configs do, and as documents of other kinds hardly ever do.
pub(crate) fn begins_as_config(text: &[u8]) -> bool {
    const FIRST: [&str; 4] = model::members_of::<oci::ImageConfig, 4>(["created", "author", "architecture", "os"]);
    let mut scanner = Scanner::new(text);
    let first = scanner.begin_object().and_then(|mut object| scanner.member(&mut object));
    first.is_ok_and(|name| name.is_some_and(|name| FIRST.iter().any(|own| name.is(own))))
}

/// Whether a model, read from a text in which no member stood twice, is what [`detect`] finds in it: it says what makes it an
/// image config, and nothing that speaks of another kind.
pub(crate) fn is_config(config: &oci::ImageConfig) -> bool {
    let is_described = config.config.as_ref().is_some_and(|config| config.extra.get("mediaType").is_some());
    let others = config.extra.iter().any(|(name, _)| NAMES.contains(&name));
    config.rootfs.kind == "layers" && !is_described && !others
}

/// Members that tell kinds apart, and where [`Telling::values`] keeps them.
const NAMES: &[&str] = &[
    "mediaType",
    "schemaVersion",
    "config",
    "layers",
    "manifests",
    "fsLayers",
    "history",
    "signatures",
    "rootfs",
    "imageLayoutVersion",
    "blobs",
    "artifactType",
    "id",
    "parent",
    "created",
    "container_config",
    "_type",
    "digest",
    "size",
];

/// The values of the telling members, the last one where a name stands twice; a media type outlives a `null`, as in Go.
#[derive(Default)]
struct Telling<'a> {
    values: [Option<&'a [u8]>; NAMES.len()],
    /// Whether there are members that an index does not have.
    others: bool,
}

impl<'a> Telling<'a> {
    fn take(&mut self, name: &str, value: &'a [u8]) {
        if let Some((_, own)) = NAMES.iter().zip(&mut self.values).find(|(own, _)| **own == name) {
            let said = own.filter(|_| value == b"null" && name == "mediaType");
            *own = said.or(Some(value));
        }
        self.others |= !oci::Index::MEMBERS.contains(&name);
    }

    fn value(&self, name: &str) -> Option<&'a [u8]> {
        NAMES.iter().zip(&self.values).find(|(own, _)| **own == name).and_then(|(_, value)| *value)
    }

    /// Whether the member is there, be it as `null`.
    fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// Whether the member is there with a value.
    fn says(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| value != b"null")
    }

    /// Whether the member is a list, or the `null` that Go writes for an empty one.
    fn is_list(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| value.starts_with(b"[") || value == b"null")
    }

    fn is_object(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| value.starts_with(b"{"))
    }

    fn is_text(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| value.starts_with(b"\""))
    }

    fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        self.value(name).and_then(text_of)
    }

    /// The kind of manifest or index that the media type names.
    fn stated(&self) -> Option<Kind> {
        let kind = Kind::of_media_type(&MediaType::from(&*self.text("mediaType")?))?;
        let decides = kind.is_index() || matches!(kind, Kind::OciManifest | Kind::DockerManifest);
        (decides || kind == Kind::ArtifactManifest).then_some(kind)
    }

    fn found(&self) -> Found {
        let early = false;
        if self.is_descriptor() {
            return Found { kind: Kind::Descriptor, stated: false, early };
        }
        match self.stated() {
            Some(kind) => Found { kind, stated: true, early },
            None => Found { kind: self.suggested(), stated: false, early },
        }
    }

    /// A descriptor by itself has the media type of what it points at.
    fn is_descriptor(&self) -> bool {
        let described = self.is_text("mediaType") && self.is_text("digest") && self.says("size");
        described && !["config", "layers", "manifests", "blobs", "fsLayers"].iter().any(|name| self.has(name))
    }

    /// What the members say where no media type does. The order is that of how much a member tells.
    fn suggested(&self) -> Kind {
        let config_type = self.value("config").and_then(|config| member_of(config, "mediaType")).and_then(text_of);
        let config_type = MediaType::from(&*config_type.unwrap_or_default());
        let is_manifest = self.says("layers") || self.says("manifests") || !config_type.is_empty();
        let version = self.value("schemaVersion").and_then(integer);
        let schema1 = if self.says("signatures") { Kind::Schema1Signed } else { Kind::Schema1 };
        let manifest =
            if config_type.matches(&MediaType::DOCKER_CONFIG) { Kind::DockerManifest } else { Kind::OciManifest };
        match version {
            _ if self.says("fsLayers") && !is_manifest => schema1,
            Some(1) if ["fsLayers", "history", "signatures"].iter().any(|name| self.has(name)) => schema1,
            _ if self.is_rootfs() && !is_manifest => Kind::ImageConfig,
            // Here containers/image asks for the type of the config first; an index with a config is an index all the same.
            Some(2) if self.has("manifests") && (self.has_entries() || !self.says("config")) => Kind::OciIndex,
            Some(2) if self.has("config") || self.has("layers") => manifest,
            _ if self.is_statement() => Kind::InTotoStatement,
            _ if self.is_text("imageLayoutVersion") => Kind::Layout,
            _ if self.is_list("blobs") && self.is_text("artifactType") => Kind::ArtifactManifest,
            // Without that version many documents have such members: the entries have to look like descriptors.
            _ if self.is_list("manifests") && self.are_descriptors("manifests") && !self.is_foreign() => Kind::OciIndex,
            _ if self.is_list("layers") && self.are_descriptors("layers") && self.is_object("config") => manifest,
            _ if self.is_v1_image() => Kind::V1Image,
            _ => Kind::Unknown,
        }
    }

    fn has_entries(&self) -> bool {
        self.value("manifests").is_some_and(|list| first_element(list).is_ok_and(|first| first.is_some()))
    }

    /// Whether the first element, if there is one, has what makes a descriptor.
    fn are_descriptors(&self, name: &str) -> bool {
        let first = self.value(name).and_then(|list| first_element(list).ok().flatten());
        first.is_none_or(|first| {
            let text = |name| member_of(first, name).and_then(text_of);
            let is_typed = text("mediaType").is_some_and(|own| own.contains('/'));
            let is_digest = || text("digest").is_some_and(|own| Digest::parse_bytes(own.as_bytes()).is_ok());
            member_of(first, "size").is_some() && (is_typed || is_digest())
        })
    }

    /// Whether it is of a version that no index has, with members that none has: a list of somebody else.
    fn is_foreign(&self) -> bool {
        self.others && self.has("schemaVersion") && self.value("schemaVersion").and_then(integer) != Some(2)
    }

    /// Whether `rootfs` is that of an image; other tools have one of another `type`.
    fn is_rootfs(&self) -> bool {
        let Some(rootfs) = self.value("rootfs").filter(|value| value.starts_with(b"{")) else { return false };
        match member_of(rootfs, "type").and_then(text_of) {
            Some(kind) => kind == "layers",
            None => member_of(rootfs, "diff_ids").is_some(),
        }
    }

    fn is_statement(&self) -> bool {
        self.text("_type").is_some_and(|kind| kind.starts_with("https://in-toto.io/Statement"))
    }

    fn is_v1_image(&self) -> bool {
        let is_id = |id: Cow<'_, str>| id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        let has_id = self.text("id").is_some_and(is_id);
        self.is_object("container_config") || (has_id && (self.has("parent") || self.has("created")))
    }
}

/// A list is the `manifest.json` of an archive if its first element names a config and layers.
fn of_list(first: Option<&[u8]>) -> Kind {
    let Some(first) = first else { return Kind::Unknown };
    let named = member_of(first, "Config").and_then(text_of).is_some() && member_of(first, "Layers").is_some();
    if named { Kind::DockerArchive } else { Kind::Unknown }
}

fn text_of(value: &[u8]) -> Option<Cow<'_, str>> {
    Scanner::new(value).string().ok().map(|text| text.decode_go())
}

fn integer(value: &[u8]) -> Option<i64> {
    Scanner::new(value).integer().ok()
}

/// The first element of a list that was read before.
fn first_element(list: &[u8]) -> Result<Option<&[u8]>, json::JsonError> {
    let mut scanner = Scanner::new(list).with_max_depth(u32::MAX);
    if list == b"null" {
        return Ok(None);
    }
    let mut elements = scanner.begin_array()?;
    if !scanner.element(&mut elements)? {
        return Ok(None);
    }
    scanner.skip().map(Some)
}
