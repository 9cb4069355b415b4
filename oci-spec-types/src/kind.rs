use crate::MediaType;
use oci_digest::json::{self, Scanner, Walk};
use serde::Serialize;
use std::fmt;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// OCI image manifest.
    OciManifest,
    /// OCI image index.
    OciIndex,
    /// Docker v2 schema 2 manifest.
    DockerManifest,
    /// Docker manifest list.
    DockerList,
    /// Docker v2 schema 1 manifest without signatures.
    Schema1,
    /// Docker v2 schema 1 manifest with signatures.
    Schema1Signed,
    /// Image config, of either family.
    ImageConfig,
    /// OCI artifact manifest (withdrawn).
    ArtifactManifest,
    /// The file `oci-layout`.
    Layout,
    /// The file `manifest.json` of a `docker save` archive.
    DockerArchive,
    /// Legacy v1 image JSON.
    V1Image,
    /// An in-toto statement: what an attestation says.
    InTotoStatement,
    /// None of these.
    Unknown,
}

/// A row for each kind: its name for people, and the media type under which it travels.
static KINDS: [(Kind, &str, Option<MediaType>); 13] = [
    (Kind::OciManifest, "OCI image manifest", Some(MediaType::OCI_MANIFEST)),
    (Kind::OciIndex, "OCI image index", Some(MediaType::OCI_INDEX)),
    (Kind::DockerManifest, "Docker v2 schema 2 manifest", Some(MediaType::DOCKER_MANIFEST)),
    (Kind::DockerList, "Docker manifest list", Some(MediaType::DOCKER_LIST)),
    (Kind::Schema1, "Docker v2 schema 1 manifest", Some(MediaType::DOCKER_SCHEMA1)),
    (Kind::Schema1Signed, "Docker v2 schema 1 manifest, signed", Some(MediaType::DOCKER_SCHEMA1_SIGNED)),
    (Kind::ImageConfig, "image config", None),
    (Kind::ArtifactManifest, "OCI artifact manifest", Some(MediaType::OCI_ARTIFACT_MANIFEST)),
    (Kind::Layout, "OCI layout", Some(MediaType::OCI_LAYOUT)),
    (Kind::DockerArchive, "docker save manifest.json", None),
    (Kind::V1Image, "v1 image", None),
    (Kind::InTotoStatement, "in-toto statement", Some(MediaType::IN_TOTO)),
    (Kind::Unknown, "unknown document", None),
];

impl Kind {
    /// The kind of document that travels under a media type; `None` for types of other things.
    ///
    /// ```
    /// use oci_spec_types::{Kind, MediaType};
    ///
    /// assert_eq!(Kind::of_media_type(&MediaType::DOCKER_LIST), Some(Kind::DockerList));
    /// assert_eq!(Kind::of_media_type(&MediaType::OCI_LAYER), None);
    /// ```
    #[must_use]
    pub fn of_media_type(media_type: &MediaType) -> Option<Self> {
        if media_type.is_config() {
            // The config of a plugin says other things.
            return (!MediaType::DOCKER_PLUGIN_CONFIG.matches(media_type)).then_some(Self::ImageConfig);
        }
        KINDS.iter().find(|row| row.2.as_ref().is_some_and(|own| own.matches(media_type))).map(|row| row.0)
    }

    /// The media type under which documents of this kind travel; `None` where there is none, or more than one.
    #[must_use]
    pub fn media_type(self) -> Option<MediaType> {
        KINDS.iter().find(|row| row.0 == self).and_then(|row| row.2.clone())
    }

    /// Whether it is a manifest of one image or artifact.
    #[must_use]
    pub fn is_manifest(self) -> bool {
        self.media_type().is_some_and(|own| own.is_manifest())
    }

    /// Whether it is an index or a list.
    #[must_use]
    pub fn is_index(self) -> bool {
        matches!(self, Self::OciIndex | Self::DockerList)
    }

    /// The kind of a document, from its bytes alone.
    ///
    /// A stated `mediaType` of a manifest, list or index decides. Without one, members do: the rules of containers/image
    /// `GuessMIMEType` for manifests, and what only one kind has for everything else.
    ///
    /// # Errors
    /// When the text breaks the grammar before the kind is known.
    pub(crate) fn detect(text: &[u8], max_depth: u32) -> Result<Self, json::Error> {
        Self::detect_until(text, max_depth, false).map(|(kind, _)| kind)
    }

    /// The same, but the first media type that names a kind ends the search; whether one did. Another one may stand behind
    /// it.
    pub(crate) fn detect_early(text: &[u8], max_depth: u32) -> Result<(Self, bool), json::Error> {
        Self::detect_until(text, max_depth, true)
    }

    fn detect_until(text: &[u8], max_depth: u32, early: bool) -> Result<(Self, bool), json::Error> {
        let mut scanner = Scanner::new(text).with_max_depth(max_depth);
        match scanner.peek()? {
            json::Kind::Object => {}
            json::Kind::Array => return detect_archive(scanner).map(|kind| (kind, false)),
            _ => return Ok((Self::Unknown, false)),
        }
        let mut seen = Seen::default();
        let mut object = scanner.begin_object()?;
        while let Some(name) = scanner.member(&mut object)? {
            seen.member(name.decode_go().as_bytes(), &mut scanner)?;
            if let (true, Some(kind)) = (early, seen.stated) {
                return Ok((kind, true));
            }
        }
        Ok((seen.kind(), false))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(KINDS.iter().find(|row| row.0 == *self).map_or("unknown document", |row| row.1))
    }
}

/// Members that tell kinds apart. The order is that of the bits in [`Seen::names`].
const TELLING: &[&str] = &[
    "config",
    "layers",
    "manifests",
    "fsLayers",
    "history",
    "signatures",
    "rootfs",
    "imageLayoutVersion",
    "blobs",
    "v1Compatibility",
    "id",
    "layer_id",
    "container_config",
    "architecture",
    "os",
    "created",
    "artifactType",
    "predicateType",
];

/// What the members of a document have told so far.
#[derive(Default)]
struct Seen {
    /// Which of [`TELLING`] are there with a value that is not `null`.
    names: u32,
    schema_version: Option<i64>,
    /// The kind of manifest or index that the last media type names.
    stated: Option<Kind>,
    config_type: MediaType,
    manifests: bool,
    artifact: bool,
    statement: bool,
}

impl Seen {
    /// Takes the next member.
    fn member(&mut self, name: &[u8], scanner: &mut Scanner<'_>) -> Result<(), json::Error> {
        let kind = scanner.peek()?;
        match name {
            b"mediaType" if kind == json::Kind::String => {
                let stated = MediaType::from(&*scanner.string()?.decode_go());
                let kind = Kind::of_media_type(&stated);
                self.artifact = kind == Some(Kind::ArtifactManifest);
                self.stated = kind.filter(|kind| {
                    matches!(kind, Kind::OciManifest | Kind::OciIndex | Kind::DockerManifest | Kind::DockerList)
                });
                return Ok(());
            }
            b"schemaVersion" if kind == json::Kind::Number => {
                self.schema_version = scanner.number()?.to_i64().ok();
                return Ok(());
            }
            b"_type" if kind == json::Kind::String => {
                self.statement = scanner.string()?.decode_go().starts_with("https://in-toto.io/Statement");
                return Ok(());
            }
            _ => {}
        }
        let null = kind == json::Kind::Null;
        if let Some(at) = TELLING.iter().position(|telling| telling.as_bytes() == name).filter(|_| !null) {
            self.names |= 1 << at;
            match name {
                b"config" if kind == json::Kind::Object => {
                    self.config_type = media_type_in(scanner)?;
                    return Ok(());
                }
                b"manifests" if kind == json::Kind::Array => {
                    let value = scanner.skip()?;
                    self.manifests = value.iter().skip(1).find(|b| !b.is_ascii_whitespace()) != Some(&b']');
                    return Ok(());
                }
                _ => {}
            }
        }
        scanner.skip()?;
        Ok(())
    }

    fn has(&self, name: &str) -> bool {
        TELLING.iter().position(|telling| *telling == name).is_some_and(|at| self.names & 1 << at != 0)
    }

    /// What the members say where no media type does. The order is that of how much a member tells.
    fn kind(&self) -> Kind {
        let manifest = self.has("layers") || self.has("manifests") || !self.config_type.is_empty();
        if let Some(stated) = self.stated {
            return stated;
        }
        let schema1 = if self.has("signatures") { Kind::Schema1Signed } else { Kind::Schema1 };
        match self.schema_version {
            Some(1) => schema1,
            _ if self.artifact => Kind::ArtifactManifest,
            _ if self.has("fsLayers") && !manifest => schema1,
            _ if self.has("rootfs") && !manifest => Kind::ImageConfig,
            // Here containers/image asks for the type of the config first; an index with a config is an index all the same.
            Some(2) if self.manifests || (self.has("manifests") && !self.has("config")) => Kind::OciIndex,
            Some(2) if self.config_type == MediaType::OCI_CONFIG => Kind::OciManifest,
            Some(2) if self.config_type == MediaType::DOCKER_CONFIG => Kind::DockerManifest,
            Some(2) => Kind::OciManifest,
            _ if self.statement || self.has("predicateType") => Kind::InTotoStatement,
            _ if self.has("imageLayoutVersion") => Kind::Layout,
            _ if self.has("blobs") && self.has("artifactType") => Kind::ArtifactManifest,
            _ if self.has("manifests") => Kind::OciIndex,
            _ if self.has("layers") && self.config_type == MediaType::DOCKER_CONFIG => Kind::DockerManifest,
            _ if self.has("layers") => Kind::OciManifest,
            _ if self.has("id") || self.has("layer_id") || self.has("container_config") => Kind::V1Image,
            _ if self.has("architecture") && self.has("os") => Kind::ImageConfig,
            _ if self.has("created") => Kind::V1Image,
            _ => Kind::Unknown,
        }
    }
}

/// The `mediaType` of the descriptor that follows.
fn media_type_in(scanner: &mut Scanner<'_>) -> Result<MediaType, json::Error> {
    let mut found = MediaType::default();
    let mut object = scanner.begin_object()?;
    while let Some(name) = scanner.member(&mut object)? {
        if name.is("mediaType") && scanner.peek()? == json::Kind::String {
            found = MediaType::from(&*scanner.string()?.decode_go());
        } else {
            scanner.skip()?;
        }
    }
    Ok(found)
}

/// A list is the `manifest.json` of an archive if its first element is an object with `Config` or `Layers`.
fn detect_archive(mut scanner: Scanner<'_>) -> Result<Kind, json::Error> {
    let mut walk = Walk::new();
    while let Some(token) = walk.next(&mut scanner)? {
        if let json::Token::Name(name) = token
            && walk.depth() == 2
            && (name.is("Config") || name.is("Layers"))
        {
            return Ok(Kind::DockerArchive);
        }
    }
    Ok(Kind::Unknown)
}
