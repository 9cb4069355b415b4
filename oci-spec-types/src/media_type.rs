mod known;
mod role;

pub(crate) use known::EROFS_OF_CONTAINERD;
pub use known::{DiffIdOf, LayerFormat};
pub use role::Role;

use crate::Text;
use crate::artifact::ArtifactKind;
use known::{Known, by_prefix};
use oci_digest::Compression;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A media type as a document or header spells it.
///
/// An open type: what is not in the table of known types is a value like any other. Equality, order and hash are those of
/// the text, however the value was made; [`MediaType::matches`] compares as RFC 6838 says (case does not matter,
/// parameters are left out). What a type *is* is looked up without case and parameters: [`MediaType::known`] to match on one
/// of the known types, [`MediaType::role`] and [`MediaType::compression`] for those of everybody.
///
/// ```
/// use oci_spec_types::{Compression, KnownType, MediaType, Role};
///
/// let layer = MediaType::from("application/vnd.oci.image.layer.v1.tar+gzip");
/// assert_eq!(layer, MediaType::OCI_LAYER_GZIP);
/// assert!(matches!(layer.known(), Some(KnownType::OciLayerGzip | KnownType::DockerLayerGzip)));
/// assert_eq!(layer.role(), Role::Layer);
/// assert_eq!(layer.compression(), Some(Compression::Gzip));
/// assert_eq!(layer.docker_counterpart(), Some(MediaType::DOCKER_LAYER_GZIP));
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaType(Text);

/// Whose media type it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Family {
    /// `application/vnd.oci.…`
    Oci,
    /// `application/vnd.docker.…`
    Docker,
    /// Anything else.
    Other,
}

macro_rules! known {
    ($($(#[$meta:meta])* $ident:ident $Variant:ident = $name:literal, $role:ident, $compression:expr, $distributable:literal;)*) => {
        impl MediaType {
            $($(#[$meta])* pub const $ident: MediaType = MediaType(Text::from_static($name));)*
        }

        /// A media type of the table of known ones, to match on: see [`MediaType::known`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum KnownType {
            $($(#[$meta])* $Variant,)*
        }

        impl From<KnownType> for MediaType {
            fn from(known: KnownType) -> Self {
                match known {
                    $(KnownType::$Variant => Self::$ident,)*
                }
            }
        }

        /// What the rows of the table are called.
        static TYPES: &[KnownType] = &[$(KnownType::$Variant),*];

        static KNOWN: &[Known] = &[$(Known {
            name: $name,
            role: Role::$role,
            compression: $compression,
            distributable: $distributable,
            format: if matches!(Role::$role, Role::Layer) { LayerFormat::Tar } else { LayerFormat::Unknown },
            diff_id: if matches!(Role::$role, Role::Layer) { DiffIdOf::Uncompressed } else { DiffIdOf::Nothing },
            artifact: None,
        }),*];

        /// The texts of the known media types, for tables of text.
        pub(crate) mod spelt {
            $(#[allow(dead_code)] pub(crate) const $ident: &str = $name;)*
        }
    };
}

const NONE: Option<Compression> = Some(Compression::None);
const GZIP: Option<Compression> = Some(Compression::Gzip);
const ZSTD: Option<Compression> = Some(Compression::Zstd);

known! {
    /// OCI layer, gzip (image-spec media-types.md).
    OCI_LAYER_GZIP OciLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip", Layer, GZIP, true;
    /// Docker layer, gzip (distribution manifest-v2-2.md).
    DOCKER_LAYER_GZIP DockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip", Layer, GZIP, true;
    /// OCI image manifest.
    OCI_MANIFEST OciManifest = "application/vnd.oci.image.manifest.v1+json", Manifest, None, true;
    /// OCI image config.
    OCI_CONFIG OciConfig = "application/vnd.oci.image.config.v1+json", Config, None, true;
    /// OCI image index.
    OCI_INDEX OciIndex = "application/vnd.oci.image.index.v1+json", Index, None, true;
    /// OCI layer, zstd.
    OCI_LAYER_ZSTD OciLayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd", Layer, ZSTD, true;
    /// OCI layer, not compressed.
    OCI_LAYER OciLayer = "application/vnd.oci.image.layer.v1.tar", Layer, NONE, true;
    /// Docker v2 schema 2 manifest.
    DOCKER_MANIFEST DockerManifest = "application/vnd.docker.distribution.manifest.v2+json", Manifest, None, true;
    /// Docker manifest list.
    DOCKER_LIST DockerList = "application/vnd.docker.distribution.manifest.list.v2+json", Index, None, true;
    /// Docker image config.
    DOCKER_CONFIG DockerConfig = "application/vnd.docker.container.image.v1+json", Config, None, true;
    /// Docker layer, not compressed.
    DOCKER_LAYER DockerLayer = "application/vnd.docker.image.rootfs.diff.tar", Layer, NONE, true;
    /// Docker layer, zstd (BuildKit, containers/image).
    DOCKER_LAYER_ZSTD DockerLayerZstd = "application/vnd.docker.image.rootfs.diff.tar.zstd", Layer, ZSTD, true;
    /// Docker foreign layer, not compressed: fetched from its urls, never pushed.
    DOCKER_FOREIGN_LAYER DockerForeignLayer = "application/vnd.docker.image.rootfs.foreign.diff.tar", Layer, NONE, false;
    /// Docker foreign layer, gzip.
    DOCKER_FOREIGN_LAYER_GZIP DockerForeignLayerGzip = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", Layer, GZIP, false;
    /// Docker foreign layer, zstd.
    DOCKER_FOREIGN_LAYER_ZSTD DockerForeignLayerZstd = "application/vnd.docker.image.rootfs.foreign.diff.tar.zstd", Layer, ZSTD, false;
    /// OCI non-distributable layer, not compressed (deprecated).
    OCI_FOREIGN_LAYER OciForeignLayer = "application/vnd.oci.image.layer.nondistributable.v1.tar", Layer, NONE, false;
    /// OCI non-distributable layer, gzip (deprecated).
    OCI_FOREIGN_LAYER_GZIP OciForeignLayerGzip = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", Layer, GZIP, false;
    /// OCI non-distributable layer, zstd (deprecated).
    OCI_FOREIGN_LAYER_ZSTD OciForeignLayerZstd = "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd", Layer, ZSTD, false;
    /// Docker v2 schema 1, not signed.
    DOCKER_SCHEMA1 DockerSchema1 = "application/vnd.docker.distribution.manifest.v1+json", Manifest, None, true;
    /// Docker v2 schema 1, signed.
    DOCKER_SCHEMA1_SIGNED DockerSchema1Signed = "application/vnd.docker.distribution.manifest.v1+prettyjws", Manifest, None, true;
    /// OCI artifact manifest (withdrawn before image-spec 1.1).
    OCI_ARTIFACT_MANIFEST OciArtifactManifest = "application/vnd.oci.artifact.manifest.v1+json", Manifest, None, true;
    /// OCI empty JSON: the two bytes `{}`.
    OCI_EMPTY OciEmpty = "application/vnd.oci.empty.v1+json", Other, None, true;
    /// The content descriptor itself.
    OCI_DESCRIPTOR OciDescriptor = "application/vnd.oci.descriptor.v1+json", Other, None, true;
    /// The `oci-layout` file.
    OCI_LAYOUT OciLayout = "application/vnd.oci.layout.header.v1+json", Other, None, true;
    /// Docker plugin config: what it says is not what image configs say.
    DOCKER_PLUGIN_CONFIG DockerPluginConfig = "application/vnd.docker.plugin.v1+json", Other, None, true;
    /// An in-toto statement: the layers of a BuildKit attestation manifest.
    IN_TOTO InToto = "application/vnd.in-toto+json", Other, None, true;
}

/// Which Docker type stands for which OCI type. Both directions read this table.
static COUNTERPARTS: [(MediaType, MediaType); 9] = [
    (MediaType::OCI_MANIFEST, MediaType::DOCKER_MANIFEST),
    (MediaType::OCI_INDEX, MediaType::DOCKER_LIST),
    (MediaType::OCI_CONFIG, MediaType::DOCKER_CONFIG),
    (MediaType::OCI_LAYER, MediaType::DOCKER_LAYER),
    (MediaType::OCI_LAYER_GZIP, MediaType::DOCKER_LAYER_GZIP),
    (MediaType::OCI_LAYER_ZSTD, MediaType::DOCKER_LAYER_ZSTD),
    (MediaType::OCI_FOREIGN_LAYER, MediaType::DOCKER_FOREIGN_LAYER),
    (MediaType::OCI_FOREIGN_LAYER_GZIP, MediaType::DOCKER_FOREIGN_LAYER_GZIP),
    (MediaType::OCI_FOREIGN_LAYER_ZSTD, MediaType::DOCKER_FOREIGN_LAYER_ZSTD),
];

/// What ocicrypt appends to the type of an encrypted layer.
const ENCRYPTED: &str = "+encrypted";

impl MediaType {
    /// The manifest types that a client which reads everything sends in `Accept`, best first.
    #[must_use]
    pub fn accepted_manifests() -> &'static [Self] {
        static ACCEPTED: [MediaType; 6] = [
            MediaType::OCI_INDEX,
            MediaType::OCI_MANIFEST,
            MediaType::DOCKER_LIST,
            MediaType::DOCKER_MANIFEST,
            MediaType::DOCKER_SCHEMA1_SIGNED,
            MediaType::DOCKER_SCHEMA1,
        ];
        &ACCEPTED
    }

    /// A media type with this text, which is not checked.
    #[must_use]
    pub const fn from_static(text: &'static str) -> Self {
        Self(Text::from_static(text))
    }

    /// The value of an `Accept` header for [`MediaType::accepted_manifests`].
    ///
    /// ```
    /// use oci_spec_types::MediaType;
    ///
    /// assert!(MediaType::accept_header().starts_with("application/vnd.oci.image.index.v1+json, "));
    /// ```
    #[must_use]
    pub fn accept_header() -> String {
        let types: Vec<&str> = Self::accepted_manifests().iter().map(Self::as_str).collect();
        types.join(", ")
    }

    /// The text as it is spelt.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The type and subtype without parameters and whitespace, case as spelt.
    #[must_use]
    pub fn essence(&self) -> &str {
        let text = self.0.as_str();
        let essence = text.find(';').and_then(|end| text.get(..end)).unwrap_or(text);
        // Hardly any has whitespace.
        match essence.as_bytes() {
            [b' ' | b'\t', ..] | [.., b' ' | b'\t'] => essence.trim_matches([' ', '\t']),
            _ => essence,
        }
    }

    /// Whether both name the same type: case does not matter (RFC 6838 section 4.2), parameters are left out.
    ///
    /// ```
    /// use oci_spec_types::MediaType;
    ///
    /// let header = MediaType::from("Application/Vnd.OCI.image.index.v1+json; charset=utf-8");
    /// assert!(header.matches(&MediaType::OCI_INDEX));
    /// assert_ne!(header, MediaType::OCI_INDEX);
    /// ```
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.essence().eq_ignore_ascii_case(other.essence())
    }

    /// The parameter of this name, quotes removed.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.0.split(';').skip(1).find_map(|parameter| {
            let (own, value) = parameter.split_once('=')?;
            own.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
        })
    }

    /// The structured syntax suffix: what stands after the last `+` (RFC 6838 section 4.2.8).
    #[must_use]
    pub fn suffix(&self) -> Option<&str> {
        let (_, subtype) = self.essence().split_once('/')?;
        subtype.rsplit_once('+').map(|(_, suffix)| suffix).filter(|suffix| !suffix.is_empty())
    }

    /// The known type that this is, to match on: case and parameters do not matter.
    ///
    /// ```
    /// use oci_spec_types::{KnownType, MediaType};
    ///
    /// let what = match MediaType::from("application/vnd.oci.image.layer.v1.tar+gzip").known() {
    ///     Some(KnownType::OciIndex | KnownType::DockerList) => "several platforms",
    ///     Some(KnownType::OciLayerGzip | KnownType::DockerLayerGzip) => "gzip",
    ///     Some(_) => "something else",
    ///     None => "nothing that the table has",
    /// };
    /// assert_eq!(what, "gzip");
    /// ```
    #[must_use]
    pub fn known(&self) -> Option<KnownType> {
        let name = self.essence();
        let at = KNOWN.iter().position(|known| known.name.eq_ignore_ascii_case(name))?;
        TYPES.get(at).copied()
    }

    /// Whether the table of known types says what it is.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.row().is_some()
    }

    /// What a document or blob of this type is: from the table, where case, parameters, `+encrypted` and the suffix of a
    /// compression do not matter.
    ///
    /// ```
    /// use oci_spec_types::{MediaType, Role};
    ///
    /// let role = |text: &str| MediaType::from(text).role();
    /// assert_eq!(role("application/vnd.docker.image.rootfs.diff.tar+gzip"), Role::Layer);
    /// assert_eq!(role("application/vnd.oci.image.layer.v1.tar+GZIP+encrypted"), Role::Layer);
    /// assert_eq!(role("application/vnd.oci.image.layer.nydus.blob.v1"), Role::Layer);
    /// assert_eq!(role("application/vnd.erofs.layer.v1+zstd"), Role::Layer);
    /// assert_eq!(role("application/vnd.cncf.helm.chart.content.v1.tar+gzip"), Role::Content);
    /// assert_eq!(role("application/octet-stream"), Role::Other);
    /// ```
    #[must_use]
    pub fn role(&self) -> Role {
        self.row().map_or(Role::Other, |known| known.role)
    }

    /// Whether it is a manifest of one image or artifact.
    #[must_use]
    pub fn is_manifest(&self) -> bool {
        self.role() == Role::Manifest
    }

    /// Whether it is an OCI index or a Docker manifest list.
    #[must_use]
    pub fn is_index(&self) -> bool {
        self.role() == Role::Index
    }

    /// Whether it is the config of an image.
    #[must_use]
    pub fn is_config(&self) -> bool {
        self.role() == Role::Config
    }

    /// Whether it is a layer of an image.
    #[must_use]
    pub fn is_layer(&self) -> bool {
        self.role() == Role::Layer
    }

    /// Whose type it is.
    #[must_use]
    pub fn family(&self) -> Family {
        family(self.essence())
    }

    /// How the bytes are compressed: from the suffix, else from the table; `None` when the type does not say.
    ///
    /// For an encrypted layer it is the compression below the encryption; [`MediaType::blob_compression`] is that of the blob.
    ///
    /// ```
    /// use oci_spec_types::{Compression, MediaType};
    ///
    /// let of = |text: &str| MediaType::from(text).compression();
    /// assert_eq!(of("application/vnd.oci.image.layer.v1.tar+GZIP; x=y"), Some(Compression::Gzip));
    /// assert_eq!(of("application/vnd.docker.image.rootfs.foreign.diff.tar.zstd"), Some(Compression::Zstd));
    /// assert_eq!(of("application/vnd.oci.image.layer.v1.tar+zstd+encrypted"), Some(Compression::Zstd));
    /// assert_eq!(of("application/vnd.oci.image.layer.v1.tar+xz"), Some(Compression::Xz));
    /// assert_eq!(of("application/vnd.oci.image.layer.v1.tar"), Some(Compression::None));
    /// assert_eq!(of("application/octet-stream"), None);
    /// ```
    #[must_use]
    pub fn compression(&self) -> Option<Compression> {
        match without_encryption(self.essence()).rsplit_once('+') {
            Some((_, suffix)) => Compression::of_suffix(suffix),
            None => self.row().and_then(|known| known.compression),
        }
    }

    /// How the blob itself is compressed: as [`MediaType::compression`], but `None` for an encrypted layer, whose blob begins
    /// like nothing that the type tells of. This is what a reader of the blob declares.
    ///
    /// ```
    /// use oci_spec_types::{Compression, MediaType};
    ///
    /// let of = |text: &str| MediaType::from(text).blob_compression();
    /// assert_eq!(of("application/vnd.oci.image.layer.v1.tar+gzip"), Some(Compression::Gzip));
    /// assert_eq!(of("application/vnd.oci.image.layer.v1.tar+gzip+encrypted"), None);
    /// ```
    #[must_use]
    pub fn blob_compression(&self) -> Option<Compression> {
        if self.is_encrypted() { None } else { self.compression() }
    }

    /// What a document carries that states this type as its `artifactType` or as that of its config, or whose layers are all
    /// of such types; `None` for types that say nothing of it, those of images among them.
    ///
    /// ```
    /// use oci_spec_types::MediaType;
    /// use oci_spec_types::artifact::ArtifactKind;
    ///
    /// let of = |text: &str| MediaType::from(text).artifact();
    /// assert_eq!(of("application/vnd.docker.ai.gguf.v3"), Some(ArtifactKind::Model));
    /// assert_eq!(of("application/vnd.dev.sigstore.bundle+json;version=0.2"), Some(ArtifactKind::SigstoreBundle));
    /// assert_eq!(of("application/vnd.oci.image.layer.v1.tar"), None);
    /// ```
    #[must_use]
    pub fn artifact(&self) -> Option<ArtifactKind> {
        by_prefix(without_encryption(self.essence())).and_then(|known| known.artifact)
    }

    /// What a diffID that a config lists for such a blob is the digest of.
    ///
    /// Of a layer, its bytes after decompression; a layer that is not compressed has its own digest as diffID, be it a tar
    /// or a file system such as EROFS. Data blobs of nydus have theirs, too, whatever is compressed inside of them.
    ///
    /// ```
    /// use oci_spec_types::{DiffIdOf, MediaType};
    ///
    /// let of = |text: &str| MediaType::from(text).diff_id();
    /// assert_eq!(of("application/vnd.erofs+zstd"), DiffIdOf::Uncompressed);
    /// assert_eq!(of("application/vnd.oci.image.layer.nydus.blob.v1"), DiffIdOf::Blob);
    /// assert_eq!(of("application/vnd.cncf.helm.chart.content.v1.tar+gzip"), DiffIdOf::Nothing);
    /// ```
    #[must_use]
    pub fn diff_id(&self) -> DiffIdOf {
        self.row().map_or(DiffIdOf::Nothing, |known| known.diff_id)
    }

    /// How the content of such a blob is laid out after decompression (and decryption); what annotations add is
    /// [`crate::layer::format`]'s.
    ///
    /// ```
    /// use oci_spec_types::MediaType;
    /// use oci_spec_types::layer::LayerFormat;
    ///
    /// assert_eq!(MediaType::OCI_LAYER_ZSTD.format(), LayerFormat::Tar);
    /// assert_eq!(MediaType::from("application/vnd.erofs+zstd").format(), LayerFormat::Erofs);
    /// assert_eq!(MediaType::from("application/wasm").format(), LayerFormat::Content);
    /// ```
    #[must_use]
    pub fn format(&self) -> LayerFormat {
        self.row().map_or(LayerFormat::Unknown, |known| known.format)
    }

    /// Whether registries may be asked to store it: `false` for foreign and non-distributable layers.
    #[must_use]
    pub fn is_distributable(&self) -> bool {
        is_distributable(self.essence())
    }

    /// Whether it is an encrypted layer: the type ends in `+encrypted` (ocicrypt).
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        without_encryption(self.essence()).len() < self.essence().len()
    }

    /// The type of the Docker family that stands for this OCI type.
    #[must_use]
    pub fn docker_counterpart(&self) -> Option<Self> {
        COUNTERPARTS.iter().find(|(oci, _)| oci.matches(self)).map(|(_, docker)| docker.clone())
    }

    /// The type of the OCI family that stands for this Docker type.
    #[must_use]
    pub fn oci_counterpart(&self) -> Option<Self> {
        COUNTERPARTS.iter().find(|(_, docker)| docker.matches(self)).map(|(oci, _)| oci.clone())
    }

    fn row(&self) -> Option<&'static Known> {
        row(self.essence())
    }

    /// The constant with this text, which costs nothing to clone.
    pub(crate) fn interned(text: &str) -> Option<Self> {
        let known = KNOWN.iter().find(|known| known.name == text)?;
        Some(Self::from_static(known.name))
    }
}

/// The row of a type, spelt without parameters.
fn row(name: &str) -> Option<&'static Known> {
    let exact = |name: &str| KNOWN.iter().find(|known| known.name.eq_ignore_ascii_case(name));
    if let Some(known) = exact(name) {
        return Some(known);
    }
    let plain = without_encryption(name);
    // `+gzip` after the type of a layer, be it one that is not spelt so (containerd reads the Docker types like that).
    let base = plain.rsplit_once('+').map_or(plain, |(base, _)| base);
    let layer = |name| exact(name).filter(|known| known.role == Role::Layer);
    layer(plain).or_else(|| layer(base)).or_else(|| by_prefix(plain))
}

/// [`MediaType::is_distributable`] of a text.
pub(crate) fn is_distributable(name: &str) -> bool {
    row(name).is_none_or(|known| known.distributable)
}

/// [`MediaType::family`] of a text.
pub(crate) fn family(name: &str) -> Family {
    let starts = |with: &str| name.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    if starts("application/vnd.oci.") {
        Family::Oci
    } else if starts("application/vnd.docker.") {
        Family::Docker
    } else {
        Family::Other
    }
}

/// The text without what ocicrypt appends to it.
fn without_encryption(essence: &str) -> &str {
    let at = essence.len().saturating_sub(ENCRYPTED.len());
    match essence.split_at_checked(at) {
        Some((text, end)) if end.eq_ignore_ascii_case(ENCRYPTED) => text,
        _ => essence,
    }
}

impl AsRef<str> for MediaType {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for MediaType {
    fn from(text: &str) -> Self {
        Self::interned(text).unwrap_or_else(|| Self(text.into()))
    }
}

impl From<String> for MediaType {
    fn from(text: String) -> Self {
        Self::interned(&text).unwrap_or_else(|| Self(text.into()))
    }
}

impl From<Text> for MediaType {
    fn from(text: Text) -> Self {
        Self(text)
    }
}

impl From<MediaType> for Text {
    fn from(media_type: MediaType) -> Self {
        media_type.0
    }
}

impl PartialEq<str> for MediaType {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for MediaType {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Debug for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for MediaType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for MediaType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::deserialize(deserializer).map(Self)
    }
}
