use crate::report::{Change, DigestRole};
use crate::{Cause, Config, Error, ErrorKind, Part, Report, Stage, Tool};
use bytes::Bytes;
use oci_spec_types::{Blob, ClaimedDigest, Descriptor, Kind};

/// A document that was composed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Composed {
    /// The document.
    pub bytes: Bytes,
    /// Its descriptor, with what the tool says in it besides media type, digest and size.
    pub descriptor: Descriptor,
    /// The config, where there is one.
    pub config: Option<Config>,
    /// Other blobs that must be where the document is pushed to, and were not among the parts.
    pub extra_blobs: Vec<Blob>,
    /// The report: nothing was there before.
    pub report: Report,
}

/// What is composed is not possible.
pub(super) fn refused(kind: ErrorKind, part: Part, pointer: impl Into<String>, text: impl Into<String>) -> Error {
    Error::new(kind, Stage::Compose, part, pointer, text)
}

/// The report of a document that was not there before.
pub(super) fn report(kind: Kind, role: DigestRole, tool: &Tool, document: &Descriptor) -> Report {
    let mut report = Report::new(kind, kind, tool);
    report.digests.push(added(role, &document.digest, Cause::Composed).typed(None, Some(document.media_type.clone())));
    report
}

/// A digest that was not there before.
pub(super) fn added(role: DigestRole, digest: &ClaimedDigest, cause: Cause) -> Change {
    Change::new(role, None, Some(digest.clone()), cause)
}

/// The row of something that a descriptor names.
pub(super) fn named(role: DigestRole, descriptor: &Descriptor) -> Change {
    added(role, &descriptor.digest, Cause::Given).typed(None, Some(descriptor.media_type.clone()))
}
