use crate::coded_enum::coded_enum;
use oci_spec_types::Text;
use serde::{Serialize, Serializer};
use std::fmt;

/// Which document a JSON pointer points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The manifest, list or index.
    Manifest,
    /// The image config.
    Config,
    /// The v1 image in a `v1Compatibility` of the manifest: the place in `history`, from 0.
    V1Image(usize),
    /// An index among the parts of a composed one: the place among the parts, from 0.
    Member(usize),
    /// The blob of a layer.
    Layer,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Manifest => f.pad("manifest"),
            Self::Config => f.pad("config"),
            Self::V1Image(place) => f.pad(&format!("v1-image/{place}")),
            Self::Member(place) => f.pad(&format!("member/{place}")),
            Self::Layer => f.pad("layer"),
        }
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Something that the source says and the result does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Loss {
    /// The document of the source that said it.
    #[serde(rename = "document")]
    pub part: Part,
    /// The RFC 6901 pointer to it; empty for the whole document.
    pub pointer: String,
    /// The JSON text of it. Bytes that are not UTF-8 became U+FFFD.
    pub value: Text,
    /// Why it was lost.
    pub reason: LossReason,
}

impl Loss {
    /// A loss of a value whose JSON text is shared.
    pub(crate) fn of(part: Part, pointer: String, value: Text, reason: LossReason) -> Self {
        Self { part, pointer, value, reason }
    }

    /// A loss of `value`, which is JSON text.
    pub(crate) fn new(part: Part, pointer: impl Into<String>, value: &[u8], reason: LossReason) -> Self {
        Self { part, pointer: pointer.into(), value: String::from_utf8_lossy(value).into(), reason }
    }
}

coded_enum! {
    /// Why something was lost.
    pub enum LossReason {
        /// The tool whose bytes are made does not know the member.
        UnknownMember = "unknown-member", "unknown to the tool";
        /// The target format, as the tool writes it, has no place for it.
        NoPlace = "no-place", "target format has no place";
        /// A later member of the same name replaced it.
        Overwritten = "overwritten", "a later duplicate replaced it";
        /// Ports and volumes are sets: only the names count, not what they hold.
        SetMember = "set-member", "only the name counts";
        /// The edit of a layer or child replaced its descriptor.
        DescriptorReplaced = "descriptor-replaced", "an edit replaced the descriptor";
        /// The value is the zero value of its type, which the tool does not write.
        ZeroValue = "zero-value", "empty, not written";
        /// The tool writes the value otherwise: times to the nanosecond, text that is not UTF-8.
        Spelling = "spelling", "written otherwise";
        /// The caller asked for it.
        Asked = "asked", "asked for";
        /// An edit of something else lost it: the tool does not carry it over.
        NotCarried = "not-carried", "not carried over by the tool";
        /// The entry it belongs to was left out.
        EntryDropped = "entry-dropped", "its entry was left out";
    }
}

/// Something about the source or the result that is not as one would expect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Oddity {
    /// The document concerned.
    #[serde(rename = "document")]
    pub part: Part,
    /// The RFC 6901 pointer to the place; empty for the whole document.
    pub pointer: String,
    /// What is odd.
    pub code: OddityCode,
    /// More about it, for people; empty when the code says it all.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub detail: Text,
}

impl Oddity {
    /// An oddity at a place.
    pub(crate) fn new(part: Part, pointer: impl Into<String>, code: OddityCode, detail: impl Into<Text>) -> Self {
        Self { part, pointer: pointer.into(), code, detail: detail.into() }
    }
}

coded_enum! {
    /// What is odd.
    pub enum OddityCode {
        /// A member differs in case from the one it was read as.
        FoldedName = "folded-name", "name differs in case";
        /// A member stands more than once; the tool merges or replaces.
        DuplicateMember = "duplicate-member", "member stands more than once";
        /// `null`, which the tool reads as nothing.
        Null = "null", "null, read as nothing";
        /// Text that is not UTF-8, or lone surrogates: U+FFFD was read.
        BadText = "bad-text", "text is not UTF-8";
        /// The media type that was given is no manifest type: the tool reads the manifest as schema 1.
        ReadAsSchema1 = "read-as-schema1", "unknown media type, read as schema 1";
        /// A layer with urls: the registry may not have it.
        ForeignLayer = "foreign-layer", "foreign layer";
        /// The config blob is not of the size that the manifest says. The digest fits.
        ConfigSize = "config-size", "config is not of the stated size";
        /// The manifest and its config do not fit: Docker and containerd refuse such images, or unpack another one.
        ConfigMismatch = "config-mismatch", "manifest and config do not fit";
        /// A digest that is none.
        BadDigest = "bad-digest", "no well-formed digest";
        /// Fewer steps in the history have layers than there are layers.
        SurplusLayers = "surplus-layers", "more layers than the history has";
        /// The result is refused by the reader of the tool that writes it so.
        RefusedByOwnReader = "refused-by-own-reader", "the tool itself refuses to read the result";
        /// v1 IDs are those of the layers before they were edited.
        OldIds = "old-ids", "v1 IDs are those of the layers before the edit";
        /// Sizes or diffIDs of the layers were not given: 0 and "" were written.
        PlaceholderWritten = "placeholder-written", "not given, placeholder written";
        /// A media type that no table knows was kept.
        UnknownMediaType = "unknown-media-type", "unknown media type kept";
        /// Zstandard in a Docker manifest: few clients can read it.
        DockerZstd = "docker-zstd", "zstd in a Docker manifest";
        /// A member without a meaning in the target format was kept.
        KeptWithoutMeaning = "kept-without-meaning", "kept, has no meaning there";
        /// An entry of an index has no platform; the default was written.
        DefaultPlatform = "default-platform", "no platform, default written";
        /// A child, or a config, is of another family than the document that names it.
        MixedFamilies = "mixed-families", "named with a type of another family";
        /// Something names a digest that is not there any more.
        Dangling = "dangling", "names something that is gone";
        /// Something is still named by its digest before.
        OldDigest = "old-digest", "still named by its digest before";
        /// What is said inside of a blob does not follow: statements of an attestation are about the digest before.
        StaleStatement = "stale-statement", "says something about the digest before";
        /// Embedded data is not the content that the descriptor names.
        ForeignData = "foreign-data", "embedded data is not the content";
        /// A layer that was replaced keeps an annotation that is about its old blob: a table of contents, keys.
        StaleAnnotation = "stale-annotation", "an annotation is about the blob before";
        /// The image was written by an old Docker; its v1 image was read and written again.
        OldDocker = "old-docker", "made by Docker before 1.8.3, v1 image rewritten";
        /// Not all oddities or losses were listed.
        NotAllListed = "not-all-listed", "there are more than are listed";
    }
}
