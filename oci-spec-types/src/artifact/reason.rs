use crate::printable::printable;
use crate::{Kind, MediaType, Text};
use serde::Serialize;
use std::fmt;

/// By what it is known what a document is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "by", content = "found")]
#[non_exhaustive]
pub enum Reason {
    /// The kind of the document, which has one use.
    Document(Kind),
    /// Its `artifactType`.
    ArtifactType(MediaType),
    /// The media type of its config, and no layer speaks against it.
    Config(MediaType),
    /// The media types of its layers, or of its blobs: this is that of the first.
    Layers(MediaType),
    /// An encrypted layer, which has this type.
    EncryptedLayer(MediaType),
    /// An annotation with this name, its own or that of an entry.
    Annotation(Text),
    /// The media type of an entry of the index.
    Entry(MediaType),
    /// The first entry of the index that states a platform, and no `artifactType`: this one, from 0.
    Platform(usize),
    /// Each entry of the index states an `artifactType`: this is the first.
    EntryTypes(MediaType),
    /// There is no member that would tell.
    Nothing,
}

/// A clause about the document: "its config is …".
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let type_of = |own: &MediaType| printable(own.as_str()).longest(120).to_string();
        match self {
            Self::Document(kind) => write!(f, "it is of the kind \"{kind}\""),
            Self::ArtifactType(own) => write!(f, "its artifactType is {}", type_of(own)),
            Self::Config(own) => write!(f, "its config is {}", type_of(own)),
            Self::Layers(own) => write!(f, "its layers are {}", type_of(own)),
            Self::EncryptedLayer(own) => write!(f, "a layer is {}", type_of(own)),
            Self::Annotation(name) => write!(f, "the annotation {}", printable(name).longest(120)),
            Self::Entry(own) => write!(f, "an entry is {}", type_of(own)),
            Self::Platform(at) => write!(f, "entry {at} states a platform"),
            Self::EntryTypes(own) => write!(f, "its entries state an artifactType, such as {}", type_of(own)),
            Self::Nothing => f.write_str("no member tells"),
        }
    }
}
