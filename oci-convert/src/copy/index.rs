//! The copy of an index with all its children: containers/image `copy/multiple.go`.

use super::{CopiedImage, Copy, destination};
use crate::steps::index;
use crate::{Converted, EntryEdit, Error, ErrorKind, Format, Part, Request, Source, plan};
use oci_spec_types::{ClaimedDigest, MediaType, Platform};

/// A copy of an index that has been begun: the children are copied next, in their order.
#[derive(Debug, Clone)]
pub struct IndexCopy {
    copy: Copy,
    source: Source,
    target: Format,
    children: Vec<(ClaimedDigest, MediaType)>,
}

impl IndexCopy {
    pub(super) fn new(copy: Copy, source: Source) -> Result<Self, Error> {
        let format = index::format_of(&source)?;
        let target = destination::index_format(&copy, format)?;
        let entries = plan::children(&source, &Request::edit().as_tool(copy.tool))?;
        let children = entries.into_iter().map(|entry| (entry.digest, entry.media_type)).collect();
        Ok(Self { copy, source, target, children })
    }

    /// The digests and media types of the children, in their order: each is copied with [`Copy::plan`].
    pub fn children(&self) -> impl ExactSizeIterator<Item = (&ClaimedDigest, &MediaType)> {
        self.children.iter().map(|(digest, media_type)| (digest, media_type))
    }

    /// The format of the result: an index of images in it.
    #[must_use]
    pub fn format(&self) -> Format {
        self.target
    }

    /// Makes the index, once the children are copied. `default_platform` is that of entries without one, where a Docker
    /// list must state it.
    ///
    /// An index of which nothing changed keeps its bytes.
    ///
    /// # Errors
    /// When there is not one image for each child, or the conversion of the index is not possible.
    pub fn finish(&self, copied: &[CopiedImage], default_platform: Option<Platform>) -> Result<Converted, Error> {
        if copied.len() != self.children.len() {
            let text =
                format!("found {} images, expected one for each of the {} children", copied.len(), self.children.len());
            return Err(Error::convert(ErrorKind::NotProvided, Part::Manifest, "/manifests", text));
        }
        let edits: Vec<EntryEdit> =
            self.children.iter().zip(copied).map(|((old, _), image)| edit(old, image)).collect();
        let request = Request::convert(self.target).as_tool(self.copy.tool).entries(edits);
        let mut request = request.index_alone().keep_alike();
        if let Some(platform) = default_platform {
            request = request.default_platform(platform);
        }
        let mut index = request.plan(self.source.clone())?.finish()?;
        let reports = copied.iter().filter_map(|image| image.converted.as_ref().map(|own| own.report.clone()));
        index.report.children = reports.collect();
        Ok(index)
    }
}

/// The entry of a child names its copy.
fn edit(old: &ClaimedDigest, image: &CopiedImage) -> EntryEdit {
    let size = i64::try_from(image.manifest.len()).unwrap_or(i64::MAX);
    EntryEdit::update(old.clone(), image.digest.digest(), size, image.media_type.clone())
        .compressed(image.compressions.clone())
}
