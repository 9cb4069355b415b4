use crate::Part;
use crate::coded_enum::coded_enum;
use oci_spec_types::printable;
use std::fmt::{self, Write};

/// A conversion that failed: the place, what was found there, and what was expected. Nothing is converted in part.
///
/// ```
/// use oci_convert::{ErrorKind, Format, Request, Source};
/// use oci_spec_types::MediaType;
///
/// let index = Source::new(&br#"{"schemaVersion":2,"manifests":[]}"#[..], MediaType::OCI_MANIFEST);
/// let error = Request::convert(Format::DockerV2S2).plan(index).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::AmbiguousManifest);
/// assert_eq!(error.pointer(), "/manifests");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    stage: Stage,
    part: Part,
    pointer: String,
    text: String,
}

coded_enum! {
    /// When it went wrong.
    pub enum Stage {
        /// The source could not be read.
        Parse = "parse", "reading the source";
        /// Something that the plan needs was not provided, or does not fit.
        Provide = "provide", "providing what is needed";
        /// The conversion, or an edit of a layer, is not possible.
        Convert = "convert", "converting";
        /// An edit of an index is not possible.
        Edit = "edit", "editing the index";
        /// A document cannot be composed of the parts.
        Compose = "compose", "composing";
    }
}

coded_enum! {
    /// What went wrong. The codes are stable.
    pub enum ErrorKind {
        // Reading.
        /// Not JSON, or a member of the wrong type.
        InvalidJson = "invalid-json", "invalid JSON";
        /// A time that is none of RFC 3339.
        InvalidTime = "invalid-time", "invalid time";
        /// The document is larger than the limit.
        TooLarge = "too-large", "document too large";
        /// Members of two formats in one document.
        AmbiguousManifest = "ambiguous-manifest", "ambiguous manifest";
        /// A media type that the format does not have.
        UnknownMediaType = "unknown-media-type", "unknown media type";
        /// Not schema version 1.
        UnsupportedSchemaVersion = "unsupported-schema-version", "unsupported schema version";
        /// A schema 1 manifest whose history and layers are not equally many.
        HistoryLayerCountMismatch = "history-layer-count-mismatch", "history and layers do not match";
        /// A schema 1 manifest without layers.
        NoLayers = "no-layers", "no layers";
        /// A `v1Compatibility` that cannot be read.
        InvalidV1Compatibility = "invalid-v1-compatibility", "invalid v1 image";
        /// A v1 ID that is not 64 hex digits.
        InvalidV1Id = "invalid-v1-id", "invalid v1 ID";
        /// The parents of a schema 1 manifest do not form a chain.
        InvalidParentId = "invalid-parent-id", "invalid parent ID";
        /// A v1 ID stands in two places.
        DuplicateV1Id = "duplicate-v1-id", "v1 ID appears twice";
        /// The signatures of a schema 1 manifest do not lead to a payload.
        InvalidSignatures = "invalid-signatures", "invalid signatures";

        // What the conversion needs.
        /// Something that the plan needs was not provided.
        NotProvided = "not-provided", "not provided";
        /// The config is needed and was not provided.
        ConfigRequired = "config-required", "the config is needed";
        /// The config is not the one that the manifest names.
        ConfigDigestMismatch = "config-digest-mismatch", "not the config of the manifest";
        /// Not one diffID for each layer.
        DiffIdCountMismatch = "diff-id-count-mismatch", "diffIDs and layers do not match";
        /// Not one size for each layer.
        LayerSizeCountMismatch = "layer-size-count-mismatch", "sizes and layers do not match";
        /// Not one edit for each layer.
        LayerUpdateCountMismatch = "layer-update-count-mismatch", "layer edits and layers do not match";
        /// A text that is no image reference.
        InvalidReference = "invalid-reference", "invalid reference";

        // What is not possible.
        /// There is no conversion between these formats, or the tool does not have it.
        UnsupportedConversion = "unsupported-conversion", "unsupported conversion";
        /// The manifest is not one of an image.
        NonImageArtifact = "non-image-artifact", "not an image";
        /// The target format has no zstd layers.
        ZstdNotRepresentable = "zstd-not-representable", "zstd not possible in the target format";
        /// The target format has no artifact types.
        ArtifactTypeNotRepresentable = "artifact-type-not-representable", "artifact type not possible in the target format";
        /// The format has no subject, or the tool does not compose one into such a document.
        SubjectNotRepresentable = "subject-not-representable", "subject not possible in the format";
        /// The target format has no encrypted layers.
        EncryptedNotRepresentable = "encrypted-not-representable", "encryption not possible in the target format";
        /// The config has no history.
        NoHistory = "no-history", "no history";
        /// The history needs more layers than there are.
        HistoryNeedsMoreLayers = "history-needs-more-layers", "history needs more layers";
        /// A digest that is none, or of an algorithm that the tool does not know.
        InvalidDigest = "invalid-digest", "invalid digest";
        /// The config has not one diffID for each layer.
        ConfigLayerCountMismatch = "config-layer-count-mismatch", "diffIDs of the config and layers do not match";
        /// The manifest must not change, and the copy changes it.
        ManifestFixed = "manifest-fixed", "the manifest must not change";

        // Edits of layers.
        /// The format does not have this compression.
        LayerCompressionIncompatible = "layer-compression-incompatible", "compression not possible in the format";
        /// The compression of a layer of this media type cannot be changed.
        CompressionChangeUnsupportedMediaType = "compression-change-unsupported-media-type",
            "compression of such a layer cannot be changed";
        /// No compression operation.
        InvalidCompressionOperation = "invalid-compression-operation", "invalid compression operation";
        /// The format does not have encryption.
        CryptoNotSupported = "crypto-not-supported", "encryption not possible in the format";
        /// A layer that cannot be encrypted: it is already, or is no layer.
        NotEncryptable = "not-encryptable", "cannot be encrypted";
        /// A layer that cannot be decrypted: it is not encrypted.
        NotEncrypted = "not-encrypted", "not encrypted";

        // Edits of indexes.
        /// There is no such entry in the index.
        InstanceNotFound = "instance-not-found", "no such entry";
        /// There is no entry at this place of the index.
        InvalidIndex = "invalid-index", "no entry at this place";
        /// A size below zero.
        InvalidSize = "invalid-size", "invalid size";
        /// The entry needs a platform.
        PlatformRequired = "platform-required", "platform required";

        // Composing.
        /// An artifact without a type.
        MissingArtifactType = "missing-artifact-type", "artifact type missing";
        /// A text that is no media type.
        InvalidMediaType = "invalid-media-type", "invalid media type";
        /// Something that only OCI documents have.
        RequiresOci = "requires-oci", "only possible in OCI documents";
        /// Annotations of something that cannot have them.
        AnnotationLevelUnsupported = "annotation-level-unsupported", "annotations not possible there";
        /// An image that names no platform.
        MissingPlatform = "missing-platform", "no platform";
        /// Nothing is there for the platforms that were asked for.
        NoMatchingPlatform = "no-matching-platform", "no such platform";
        /// A platform that the tool does not know.
        UnknownPlatform = "unknown-platform", "unknown platform";
        /// An index among the parts of an index, or among its entries.
        NestedIndex = "nested-index", "index in an index";

        // The rest.
        /// The result cannot be written: a time that the tool does not write.
        NotWritable = "not-writable", "cannot be written";
        /// The result could not be signed.
        NotSignable = "not-signable", "cannot be signed";
        /// A layer was not compressed anew: what `recompress` refuses.
        Recompression = "recompression", "recompression failed";
    }
}

impl Error {
    pub(crate) fn new(
        kind: ErrorKind,
        stage: Stage,
        part: Part,
        pointer: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self(Box::new(Inner { kind, stage, part, pointer: pointer.into(), text: text.into() }))
    }

    /// The source cannot be read.
    pub(crate) fn parse(kind: ErrorKind, part: Part, pointer: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(kind, Stage::Parse, part, pointer, text)
    }

    /// The conversion is not possible.
    pub(crate) fn convert(kind: ErrorKind, part: Part, pointer: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(kind, Stage::Convert, part, pointer, text)
    }

    /// The same error with what explains it.
    pub(crate) fn because(mut self, why: impl fmt::Display) -> Self {
        self.0.text = format!("{} ({why})", self.0.text);
        self
    }

    /// The same error, met at another stage.
    pub(crate) fn at_stage(mut self, stage: Stage) -> Self {
        self.0.stage = stage;
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// When it went wrong.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.0.stage
    }

    /// The document concerned.
    #[must_use]
    pub fn part(&self) -> Part {
        self.0.part
    }

    /// The RFC 6901 pointer to the place concerned; empty for the whole document.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.0.pointer
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.kind, self.0.part)?;
        if !self.0.pointer.is_empty() {
            write!(f, " {}", printable(&self.0.pointer).from_both_ends())?;
        }
        write!(f, ": {}", Sentence(&self.0.text))
    }
}

/// A sentence that quotes documents: of one that is too long, the beginning and the end. What no terminal shows is escaped;
/// quotes and backslashes are so already where they were quoted.
struct Sentence<'a>(&'a str);

impl Sentence<'_> {
    /// In characters; the end is as long as the quotation's explanation may be.
    const BEGINNING: usize = 400;
    const END: usize = 200;
}

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = match self.0.char_indices().nth(Self::BEGINNING) {
            Some((beginning, _)) if self.0.chars().nth(Self::BEGINNING + Self::END).is_some() => {
                let end = self.0.char_indices().nth_back(Self::END - 1).map_or(beginning, |(at, _)| at);
                [self.0.get(..beginning), Some("…"), self.0.get(end..)]
            }
            _ => [Some(self.0), None, None],
        };
        for c in parts.into_iter().flatten().flat_map(str::chars) {
            match c {
                '\\' | '\'' | '"' => f.write_char(c)?,
                c => write!(f, "{}", c.escape_debug())?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        Self::new(std::io::ErrorKind::InvalidData, error)
    }
}

#[cfg(test)]
mod tests;
