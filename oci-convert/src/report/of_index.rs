//! The rows of a report about an index: from what the edits have noted.

use crate::image::BlobName;
use crate::notes::Notes;
use crate::report::hashed::Hashed;
use crate::report::{Change, DigestRole, subject};
use crate::steps::entries::{Entries, EntryTrace};
use crate::{Cause, Causes, Format, Loss, LossReason, OddityCode, Report, Source, Tool, text_layout};
use bytes::Bytes;
use oci_spec_types::{ClaimedDigest, Descriptor};

/// What was made of an index.
pub(crate) struct MadeIndex {
    pub from: Format,
    pub to: Format,
    pub bytes: Bytes,
    pub entries: Entries,
    /// The entries of the result.
    pub now: Vec<Descriptor>,
    /// The subject of the source, and of the result.
    pub subject: (Option<BlobName>, Option<BlobName>),
    /// Whether the members that are written stood in the order of the tool.
    pub in_order: bool,
    /// Whether the result is the text of the source with changes in it.
    pub in_text: bool,
    pub notes: Notes,
}

/// What was lost and met on the way moves into the report.
pub(crate) fn report(tool: &Tool, source: &Source, hashed: &Hashed, made: &mut MadeIndex) -> Report {
    let mut report = Report::new(made.from.index_kind(), made.to.index_kind(), tool);
    let traces = made.entries.traces(&made.now);
    report.digests.reserve(traces.len() + 2);
    report.digests.push(document(source, hashed, made, &traces));
    let (before, after) = made.subject.clone();
    report.digests.extend(subject::row(before, after, &made.notes));
    report.digests.extend(traces.iter().map(child));
    let merged = made.entries.merged.iter();
    report.digests.extend(merged.map(|(digest, media_type)| {
        Change::new(DigestRole::Index, Some(digest.into()), None, Cause::Merged).typed(Some(media_type.clone()), None)
    }));
    report.losses = std::mem::take(&mut made.notes.losses);
    report.oddities = std::mem::take(&mut made.notes.oddities);
    report
}

fn document(source: &Source, hashed: &Hashed, made: &MadeIndex, traces: &[EntryTrace<'_>]) -> Change {
    let (before, after) = (&hashed.before, hashed.after.digest());
    let mut causes = Causes::default();
    let mut add = |cause, is| {
        if is {
            causes.push(cause);
        }
    };
    if before == after {
        add(Cause::BytesKept, true);
    } else {
        add(Cause::OtherAlgorithm, source.bytes == made.bytes);
        made.notes.edited.iter().for_each(|cause| add(*cause, true));
        add(Cause::MediaTypes, made.from.family() != made.to.family());
        let other =
            |trace: &EntryTrace<'_>| trace.before.as_ref().map(|own| &own.digest) != trace.after.map(|own| &own.digest);
        add(Cause::ChildDigests, traces.iter().any(other));
        let dropped = |loss: &Loss| !matches!(loss.reason, LossReason::Asked | LossReason::EntryDropped);
        add(Cause::MembersDropped, made.notes.losses.iter().any(dropped));
        let platform = |odd: &crate::Oddity| odd.code == OddityCode::DefaultPlatform;
        add(Cause::Annotations, made.entries.annotated);
        add(Cause::MembersAdded, made.notes.oddities.iter().any(platform));
        let laid_out = || made.in_order && text_layout::is_compact(&source.bytes);
        add(Cause::Layout, !made.in_text && !laid_out());
    }
    Change::new(
        DigestRole::Index,
        Some(ClaimedDigest::from(before)),
        Some(ClaimedDigest::from(after)),
        Cause::Annotations,
    )
    .because(causes.iter().copied())
    .typed(Some(made.from.index_media_type()), Some(made.to.index_media_type()))
}

/// The row of an entry of the source, or of one that was added.
fn child(trace: &EntryTrace<'_>) -> Change {
    let before =
        trace.before.as_ref().map(|own| BlobName { digest: own.digest.clone(), media_type: own.media_type.clone() });
    let after = trace.after.map(BlobName::of);
    let cause = match (&before, &after) {
        (None, _) => Cause::ChildAdded,
        (Some(_), None) => trace.cause.unwrap_or(Cause::ChildRemoved),
        (Some(before), Some(after)) if before.digest == after.digest => Cause::ChildKept,
        (Some(_), Some(_)) => Cause::ChildReplaced,
    };
    let mut row = Change::of(DigestRole::Child, before, after, cause).at(trace.position).labelled(trace.label());
    if trace.cause == Some(Cause::Merged) && row.after.is_some() {
        row.causes.push(Cause::Merged);
    }
    row
}
