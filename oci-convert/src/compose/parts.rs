//! What documents are composed of: plain data.

use crate::Source;
use bytes::Bytes;
use oci_spec_types::{Annotations, ClaimedDigest, Descriptor, MediaType, Platform, RawJson, Text};

/// The parts of an image or an artifact.
///
/// ```
/// use oci_convert::compose::{Compose, ConfigPart, ImageParts};
/// use oci_convert::tools;
/// use oci_spec_types::{Descriptor, MediaType};
///
/// let parts = ImageParts {
///     artifact_type: Some(MediaType::from("application/vnd.example+json")),
///     layers: vec![Descriptor::of(MediaType::from("text/plain"), b"hello").into()],
///     now: Some("2026-01-02T03:04:05Z".into()),
///     ..ImageParts::default()
/// };
/// let composed = Compose::image(parts).as_tool(&tools::ORAS_1_1).make()?;
/// assert!(composed.bytes.starts_with(br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType""#));
/// # Ok::<(), oci_convert::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ImageParts {
    /// The type of the artifact; `None` for an image.
    pub artifact_type: Option<MediaType>,
    /// The config.
    pub config: ConfigPart,
    /// Annotations of the config's descriptor, where the tool makes the config.
    pub config_annotations: Annotations,
    /// The layers, base first.
    pub layers: Vec<LayerPart>,
    /// The manifest that this one is about.
    pub subject: Option<Descriptor>,
    /// Annotations of the manifest.
    pub annotations: Annotations,
    /// Annotations of the descriptor that leads to the manifest.
    pub descriptor_annotations: Annotations,
    /// The platform, where it is another one than the config says, or should not be looked for there.
    pub platform: Option<Platform>,
    /// The time now, RFC 3339, for tools that state when they composed.
    pub now: Option<Text>,
    /// The latest time that the config states, RFC 3339 (`SOURCE_DATE_EPOCH`): later ones become this one.
    pub latest: Option<Text>,
    /// Members that the config is given, instead of those that it has.
    pub config_members: Vec<(Text, RawJson)>,
}

/// The config of an image.
#[derive(Debug, Clone, Default)]
pub enum ConfigPart {
    /// There is none: the tool may make one.
    #[default]
    Missing,
    /// One that is there already.
    Named(Descriptor),
    /// An image config, which the tool makes fit the layers.
    Image(Bytes),
    /// Bytes with their media type, kept as they are.
    Kept(MediaType, Bytes),
}

/// A layer, and what the config says of it.
#[derive(Debug, Clone, Default)]
pub struct LayerPart {
    /// The layer.
    pub descriptor: Descriptor,
    /// The digest of its uncompressed bytes.
    pub diff_id: Option<ClaimedDigest>,
    /// When it was made, RFC 3339, for a step of the history that is added.
    pub created: Option<Text>,
    /// How it was made, for a step of the history that is added.
    pub created_by: Text,
}

impl From<Descriptor> for LayerPart {
    /// A layer of which only the descriptor is known.
    fn from(descriptor: Descriptor) -> Self {
        Self { descriptor, ..Self::default() }
    }
}

/// The parts of an index or list.
#[derive(Debug, Clone, Default)]
pub struct IndexParts {
    /// What the entries are made of, in order.
    pub members: Vec<Member>,
    /// Entries were there and were removed: some tools write `[]` then, and `null` where there never was one.
    pub emptied: bool,
    /// The type of the artifact; `None` for an image.
    pub artifact_type: Option<MediaType>,
    /// The manifest that the index is about.
    pub subject: Option<Descriptor>,
    /// Annotations of the index.
    pub annotations: Annotations,
    /// Annotations of the descriptor that leads to the index.
    pub descriptor_annotations: Annotations,
    /// Annotations that entries are given.
    pub entry_annotations: Vec<EntryAnnotation>,
    /// Only entries for these platforms are taken, with their attestations, and those without a platform; empty for all.
    pub platforms: Vec<oci_platform::Platform>,
    /// A single image may stay an image.
    pub may_stay_image: bool,
}

/// An annotation for entries of an index.
#[derive(Debug, Clone)]
pub struct EntryAnnotation {
    /// Only for entries of exactly this platform, as they spell it; `None` for all entries.
    pub platform: Option<oci_platform::Platform>,
    /// The name.
    pub name: Text,
    /// The value.
    pub value: Text,
}

/// What an entry of an index is made of, or several.
#[derive(Debug, Clone)]
pub enum Member {
    /// The entry itself.
    Entry(Descriptor),
    /// An image or artifact.
    Image(ImageMember),
    /// Another index: its entries.
    Index(Source),
}

/// An image or artifact that becomes an entry of an index.
#[derive(Debug, Clone)]
pub struct ImageMember {
    /// The manifest.
    pub manifest: Source,
    /// The config, which names the platform.
    pub config: Option<Bytes>,
    /// The entry as far as it is known; what it does not say is added. `None`: media type, digest and size of the manifest.
    pub entry: Option<Descriptor>,
}
