//! The row of what a manifest or index is about.

use crate::Cause;
use crate::image::BlobName;
use crate::notes::Notes;
use crate::report::{Change, DigestRole};
use oci_spec_types::{Descriptor, Model, oci};

/// The subject, also of a manifest in whose type there is no place for one.
pub(crate) fn of(manifest: &oci::Manifest) -> Option<BlobName> {
    let raw = || Descriptor::parse(manifest.extra.get("subject")?.as_str().to_owned()).ok();
    manifest.subject.as_deref().map(BlobName::of).or_else(|| raw().as_ref().map(BlobName::of))
}

/// The subject stays, there is no place for it, or it was edited.
pub(crate) fn row(before: Option<BlobName>, after: Option<BlobName>, notes: &Notes) -> Option<Change> {
    let edited = notes.edited.contains(&Cause::SubjectEdited);
    let cause = match (&before, &after) {
        (None, None) => return None,
        (Some(before), Some(after)) if before.digest == after.digest => Cause::BytesKept,
        (Some(_), None) if !edited => Cause::NoPlace,
        _ => Cause::SubjectEdited,
    };
    Some(Change::of(DigestRole::Subject, before, after, cause))
}
