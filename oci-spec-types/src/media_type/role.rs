use serde::Serialize;

/// What a document or blob of a media type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Role {
    /// A manifest of one image or artifact.
    Manifest,
    /// A list of manifests: OCI index or Docker manifest list.
    Index,
    /// The config of an image.
    Config,
    /// A layer of an image.
    Layer,
    /// Content of an artifact that is no image: the blob of a chart, a model, a signature, a WebAssembly component.
    Content,
    /// Anything else.
    Other,
}
