use crate::coded_enum::coded_enum;
use oci_spec_types::Text;
use serde::Serialize;

/// Whether converting the result back gives the original bytes: found out by doing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
#[non_exhaustive]
pub struct WayBack {
    /// Whether the manifest (list, index) would be the original one, to the byte.
    pub manifest: bool,
    /// Whether the config would be the original one, to the byte; `None` when one of the two has no config, or it was not
    /// given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<bool>,
    /// What prevents it; empty when nothing does.
    pub obstacles: Vec<Obstacle>,
}

impl WayBack {
    /// Whether everything would be as it was.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.manifest && self.config != Some(false)
    }
}

/// One thing that prevents the way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Obstacle {
    /// What it is.
    pub code: ObstacleCode,
    /// More about it, for people.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub detail: Text,
}

impl Obstacle {
    /// An obstacle.
    pub(crate) fn new(code: ObstacleCode, detail: impl Into<Text>) -> Self {
        Self { code, detail: detail.into() }
    }
}

coded_enum! {
    /// What prevents the way back.
    pub enum ObstacleCode {
        /// The source says things that the result does not: see the losses.
        Lost = "lost", "the result lacks what was lost";
        /// The source is not written as the tool writes it: other whitespace, escapes or order of members.
        Layout = "layout", "the source is not written as the tool writes";
        /// The result says things that the source does not, and the way back keeps them.
        Added = "added", "the result says more than the source";
        /// Blobs of layers are others, and compressing, encrypting or decrypting does not give the old ones.
        LayerBlobs = "layer-blobs", "layers are other blobs";
        /// Compressed bytes are only the same again with the same encoder, version and options.
        Encoder = "encoder", "needs the very same encoder";
        /// The signatures are gone, and the key is not ours.
        Signatures = "signatures", "signatures cannot be made again";
        /// The IDs in the source were not computed as this tool computes them.
        V1Ids = "v1-ids", "v1 IDs would be computed anew";
        /// Children of the index are gone or others.
        Children = "children", "other children";
        /// There is no such conversion, or it fails.
        Refused = "refused", "the tool refuses the way back";
    }
}
