use crate::model::object;
use crate::{Annotations, Descriptor, Error, Limits, Map, Style, Text};
use bytes::Bytes;

object! {
    /// One image of the `manifest.json` in a `docker save` archive (moby `image/tarexport`).
    pub struct ArchiveEntry as "archive-entry" {
        /// Path of the config in the archive.
        required "Config" => config: Text,
        /// References of the image.
        required "RepoTags" => repo_tags: Option<Vec<Text>>,
        /// Paths of the layers in the archive, base first.
        required "Layers" => layers: Vec<Text>,
        /// v1 ID of the parent.
        optional "Parent" => parent: Option<Text>,
        /// Where foreign layers come from, by diffID.
        optional "LayerSources" => layer_sources: Option<Map<Descriptor>>,
        /// Annotations, written by some tools.
        optional "Annotations" => annotations: Annotations,
    }
}

impl ArchiveEntry {
    /// Reads the whole file: a list of images.
    ///
    /// # Errors
    /// When the bytes are no such list, or a limit is exceeded.
    pub fn parse_all(bytes: impl Into<Bytes>, limits: &Limits) -> Result<Vec<Self>, Error> {
        let text = crate::model::text_of(bytes.into(), limits)?;
        crate::model::parse_value(&text, limits)
    }

    /// Writes the whole file in a style.
    #[must_use]
    pub fn write_all(entries: &[Self], style: Style) -> Vec<u8> {
        crate::model::Writer::list(entries, style)
    }
}
