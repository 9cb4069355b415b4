use crate::model::object;
use crate::oci::Command;
use crate::{ClaimedDigest, Error, Model, Text};

object! {
    /// A Docker v2 schema 1 manifest (distribution docs/spec/manifest-v2-1.md): layers newest first, the history as v1
    /// images in strings.
    ///
    /// A signed manifest is read from its payload only: what stands outside of it is covered by no digest. The members
    /// that stand there, `signatures` first of all, are kept in `extra`.
    pub struct Schema1 as "schema1" {
        /// Name of the repository.
        required "name" => name: Text,
        /// Tag.
        required "tag" => tag: Text,
        /// CPU architecture.
        required "architecture" => architecture: Text,
        /// The layers, newest first.
        required "fsLayers" => fs_layers: Vec<FsLayer>,
        /// The v1 image of each layer, newest first.
        required "history" => history: Vec<Schema1History>,
        /// Always 1.
        required "schemaVersion" => schema_version: i64 = 1,
    }
}

object! {
    /// A layer of a schema 1 manifest.
    pub struct FsLayer as "fs-layer" {
        /// The digest of the compressed layer.
        required "blobSum" => blob_sum: ClaimedDigest,
    }
}

object! {
    /// The v1 image of a layer of a schema 1 manifest.
    pub struct Schema1History as "schema1-history" {
        /// The v1 image as JSON text in a string; see [`Schema1History::image`].
        required "v1Compatibility" => v1_compatibility: Text,
    }
}

object! {
    /// The members of a v1 image that a schema 1 manifest needs (containers/image `Schema1V1Compatibility`).
    pub struct V1Compatibility as "v1-compatibility" {
        /// The v1 ID.
        required "id" => id: Text,
        /// The v1 ID of the parent.
        optional "parent" => parent: Option<Text>,
        /// Comment.
        optional "comment" => comment: Option<Text>,
        /// When the layer was made, as RFC 3339.
        required "created" => created: Text,
        /// The command that made the layer.
        optional "container_config" => container_config: Option<Box<V1Command>>,
        /// Who made it.
        optional "author" => author: Option<Text>,
        /// Whether the layer holds nothing and stands for a step that changed no file.
        optional "throwaway" => throw_away: bool,
    }
}

object! {
    /// The command of a v1 image.
    pub struct V1Command as "v1-command" {
        /// The words of the command.
        optional "Cmd" => cmd: Option<Command>,
    }
}

impl Schema1History {
    /// The v1 image of this layer.
    ///
    /// # Errors
    /// When the string holds no such JSON.
    pub fn image(&self) -> Result<V1Compatibility, Error> {
        V1Compatibility::parse(self.v1_compatibility.clone().into_bytes())
    }
}
