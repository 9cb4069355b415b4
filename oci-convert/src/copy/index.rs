//! The copy of an index with all its children: containers/image `copy/multiple.go`.

use super::{CopiedImage, Copy, destination};
use crate::index::{ConvertedIndex, IndexConversion, IndexEdit, IndexFormat};
use crate::{Error, ErrorKind, Part, Source};
use oci_spec_types::{MediaType, Platform, Text};

/// A copy of an index that has been begun: the children are copied next, in their order.
#[derive(Debug, Clone)]
pub struct IndexCopy {
    copy: Copy,
    source: Source,
    target: IndexFormat,
    children: Vec<(Text, MediaType)>,
}

impl IndexCopy {
    pub(super) fn new(copy: Copy, source: Source) -> Result<Self, Error> {
        let Some(format) = IndexFormat::of_media_type(&source.media_type) else {
            let text = format!("{:?} is no list of manifests", source.media_type.as_str());
            return Err(Error::parse(ErrorKind::UnsupportedConversion, Part::Manifest, "", text));
        };
        let target = destination::index_format(&copy, format)?;
        let children = crate::index::children(&source, copy.profile)?;
        Ok(Self { copy, source, target, children })
    }

    /// The digests and media types of the children, in their order: each is copied with [`Copy::plan`].
    pub fn children(&self) -> impl ExactSizeIterator<Item = (&Text, &MediaType)> {
        self.children.iter().map(|(digest, media_type)| (digest, media_type))
    }

    /// The format of the result.
    #[must_use]
    pub fn format(&self) -> IndexFormat {
        self.target
    }

    /// Makes the index, once the children are copied. `default_platform` is that of entries without one, where a Docker
    /// list must state it.
    ///
    /// An index of which nothing changed keeps its bytes.
    ///
    /// # Errors
    /// When there is not one image for each child, or the conversion of the index is not possible.
    pub fn finish(&self, copied: &[CopiedImage], default_platform: Option<Platform>) -> Result<ConvertedIndex, Error> {
        if copied.len() != self.children.len() {
            let text =
                format!("found {} images, expected one for each of the {} children", copied.len(), self.children.len());
            return Err(Error::convert(ErrorKind::NotProvided, Part::Manifest, "/manifests", text));
        }
        let edits: Vec<IndexEdit> =
            self.children.iter().zip(copied).map(|((old, _), image)| edit(old, image)).collect();
        let mut conversion = IndexConversion::to(self.target).profile(self.copy.profile).edits(edits).keep_alike();
        if let Some(platform) = default_platform {
            conversion = conversion.default_platform(platform);
        }
        let mut index = conversion.convert(self.source.clone())?;
        let reports = copied.iter().filter_map(|image| image.converted.as_ref().map(|own| own.report.clone()));
        index.report.children = reports.collect();
        Ok(index)
    }
}

/// The entry of a child names its copy.
fn edit(old: &Text, image: &CopiedImage) -> IndexEdit {
    let size = i64::try_from(image.manifest.len()).unwrap_or(i64::MAX);
    IndexEdit::update(old.clone(), image.digest.to_string(), size, image.media_type.clone())
        .compressed(image.compressions.clone())
}
