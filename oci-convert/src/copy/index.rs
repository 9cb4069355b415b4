//! The copy of an index with its children: containers/image `copy/multiple.go`.

use super::destination;
use super::instances::{self, InstanceOperation, InstanceStep};
use super::plan::CopiedImage;
use super::request::CopyRequest;
use crate::steps::index;
use crate::{Converted, EntryEdit, Error, ErrorKind, Format, Part, Request, Source, Tool, plan};
use oci_spec_types::{Descriptor, Platform};

/// A copy of an index that has been begun: the children are copied next, in the order of the steps.
#[derive(Debug, Clone)]
pub struct IndexCopy {
    copy: CopyRequest,
    source: Source,
    target: Format,
    entries: Vec<Descriptor>,
    steps: Vec<InstanceStep>,
}

impl IndexCopy {
    pub(super) fn new(copy: CopyRequest, source: Source) -> Result<Self, Error> {
        let format = index::format_of(&source)?;
        let target = destination::index_format(&copy, format)?;
        let entries = plan::children(&source, &copy.reading(Request::edit()))?;
        let steps = instances::steps(&copy, format, &entries)?;
        Ok(Self { copy, source, target, entries, steps })
    }

    /// What is done to each child: first to last, variants after the image that they are made of.
    #[must_use]
    pub fn steps(&self) -> &[InstanceStep] {
        &self.steps
    }

    /// The steps that copy an image, each with the request for it: [`CopyRequest::plan`] goes on.
    pub fn copies(&self) -> impl Iterator<Item = (&InstanceStep, CopyRequest)> {
        self.steps.iter().filter(|step| step.is_copied()).map(|step| {
            let mut request = self.copy.clone();
            if let InstanceOperation::AddVariant(compression) = step.operation {
                request.compression = Some(compression);
            }
            (step, request)
        })
    }

    /// The format of the result: an index of images in it.
    #[must_use]
    pub fn format(&self) -> Format {
        self.target
    }

    /// The version of the tool that the plan models.
    #[must_use]
    pub fn tool(&self) -> &'static Tool {
        self.copy.tool
    }

    /// Makes the index, once the children are copied: one image for each of [`Self::copies`]. `default_platform` is that of
    /// entries without one, where a Docker list must state it.
    ///
    /// An index of which nothing changed keeps its bytes.
    ///
    /// # Errors
    /// When there is not one image for each child that is copied, the conversion of the index is not possible, or the index
    /// changed and must not.
    pub fn finish(&self, copied: &[CopiedImage], default_platform: Option<Platform>) -> Result<Converted, Error> {
        let wanted = self.copies().count();
        if copied.len() != wanted {
            let text = format!("found {} images, expected one for each of the {wanted} children", copied.len());
            return Err(Error::convert(ErrorKind::NotProvided, Part::Manifest, "/manifests", text));
        }
        let request = self.copy.reading(Request::convert(self.target)).entries(self.edits(copied));
        let mut request = request.index_alone().keep_alike();
        if self.copy.fixed.is_some() {
            request = request.unmarked();
        }
        if let Some(platform) = default_platform {
            request = request.default_platform(platform);
        }
        let mut index = request.plan(self.source.clone())?.finish()?;
        if let Some(fixed) = self.copy.fixed.filter(|_| index.bytes != self.source.bytes) {
            return Err(fixed.refused("/manifests", "the index changed with its children"));
        }
        let reports = copied.iter().filter_map(|image| image.converted.as_ref().map(|own| own.report.clone()));
        index.report.children = reports.collect();
        Ok(index)
    }

    /// The entries name the copies; those that are stripped go last, from the end on.
    fn edits(&self, copied: &[CopiedImage]) -> Vec<EntryEdit> {
        let copies = self.steps.iter().filter(|step| step.is_copied()).zip(copied);
        let stripped = self.steps.iter().filter(|step| step.operation == InstanceOperation::Strip).rev();
        let edits = copies.filter_map(|(step, image)| Some(edit(step, self.entries.get(step.position)?, image)));
        edits.chain(stripped.map(|step| EntryEdit::Delete { position: step.position })).collect()
    }
}

/// What the copy of an image does to the entries.
fn edit(step: &InstanceStep, entry: &Descriptor, image: &CopiedImage) -> EntryEdit {
    let size = i64::try_from(image.manifest.len()).unwrap_or(i64::MAX);
    let digest = image.digest.digest();
    let edit = match step.operation {
        InstanceOperation::AddVariant(_) => EntryEdit::Add {
            digest: digest.into(),
            size,
            media_type: image.media_type.clone(),
            artifact_type: entry.artifact_type.clone().unwrap_or_default(),
            platform: entry.platform.clone(),
            annotations: entry.annotations.clone(),
            compressions: Vec::new(),
        },
        _ => EntryEdit::update(step.digest.clone(), digest, size, image.media_type.clone()),
    };
    edit.compressed(image.compressions.clone())
}
