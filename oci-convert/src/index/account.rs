//! The report of a rewritten index.

use super::edit::Entry;
use super::{IndexConversion, IndexFormat};
use crate::ledger::Ledger;
use crate::report::{Change, DigestRole, Obstacle, ObstacleCode, WayBack};
use crate::{Cause, LossReason, OddityCode, Part, Report, Source, layout};
use bytes::Bytes;
use oci_digest::Digest;
use oci_platform::{REFERENCE_DIGEST_ANNOTATION, REFERENCE_TYPE_ANNOTATION};
use oci_spec_types::{MediaType, Text};
use std::collections::HashSet;

/// What was made of an index.
pub(super) struct Made {
    pub from: IndexFormat,
    pub to: IndexFormat,
    pub bytes: Bytes,
    pub contents: Contents,
    pub ledger: Ledger,
}

/// What an index named before and names now, as whoever made the result read it.
pub(super) struct Contents {
    pub old: Vec<Child>,
    /// The entries of the result, and where they stood in the source.
    pub new: Vec<(Option<usize>, Child)>,
    /// Digest and media type of the subject.
    pub subject: Option<(Text, MediaType)>,
    pub keeps_subject: bool,
}

/// An entry of an index, as far as a report speaks of it.
#[derive(Debug, Clone)]
pub(super) struct Child {
    digest: Text,
    media_type: MediaType,
    label: Text,
    /// The digest of the image that an attestation is about.
    about: Option<Text>,
}

impl Child {
    pub(super) fn of(entry: &impl Entry) -> Self {
        let kind = entry.annotation(REFERENCE_TYPE_ANNOTATION).filter(|kind| !kind.is_empty());
        Self {
            digest: entry.digest(),
            media_type: entry.media_type(),
            label: kind.or_else(|| entry.platform()).unwrap_or_default(),
            about: entry.annotation(REFERENCE_DIGEST_ANNOTATION),
        }
    }
}

pub(super) fn report(conversion: &IndexConversion, source: &Source, made: &Made) -> Report {
    let mut report = Report::new(made.from.kind(), made.to.kind(), conversion.profile.to_string());
    report.losses = made.ledger.losses.clone();
    report.oddities = made.ledger.oddities.clone();
    let children = children(made);
    dangling(made, &mut report);
    report.digests.push(document(source, made, &children, &report));
    report.digests.extend(subject(made));
    report.digests.extend(children);
    if !conversion.no_way_back {
        report.way_back = Some(way_back(conversion, source, made, &report));
    }
    report
}

fn text(digest: Digest) -> Text {
    digest.to_string().into()
}

fn document(source: &Source, made: &Made, children: &[Change], report: &Report) -> Change {
    let (before, after) = (text(Digest::sha256(&source.bytes)), text(Digest::sha256(&made.bytes)));
    let mut causes = Vec::new();
    let mut add = |cause, is| {
        if is {
            causes.push(cause);
        }
    };
    if before == after {
        add(Cause::BytesKept, true);
    } else {
        add(Cause::MediaTypes, made.from != made.to);
        add(Cause::ChildDigests, children.iter().any(|child| child.before != child.after));
        let dropped = |reason| !matches!(reason, LossReason::Asked | LossReason::EntryDropped);
        add(Cause::MembersDropped, report.losses.iter().any(|loss| dropped(loss.reason)));
        let platform = |code| code == OddityCode::DefaultPlatform;
        add(Cause::MembersAdded, report.oddities.iter().any(|odd| platform(odd.code)));
        add(Cause::Layout, !layout::is_kept(&source.bytes, &made.bytes));
    }
    let fallback = Cause::Annotations;
    Change::new(DigestRole::Index, Some(before), Some(after), fallback)
        .because(causes)
        .typed(Some(made.from.media_type()), Some(made.to.media_type()))
}

/// The subject stays, or there is no place for it.
fn subject(made: &Made) -> Option<Change> {
    let (digest, media_type) = made.contents.subject.clone()?;
    let kept = made.contents.keeps_subject;
    let (after, after_type) = kept.then(|| (digest.clone(), media_type.clone())).unzip();
    let cause = if kept { Cause::BytesKept } else { Cause::NoPlace };
    Some(Change::new(DigestRole::Subject, Some(digest), after, cause).typed(Some(media_type), after_type))
}

/// A row for each entry of the source, and for each that was added.
fn children(made: &Made) -> Vec<Change> {
    let Contents { old, new, .. } = &made.contents;
    let mut rows: Vec<Change> = Vec::with_capacity(old.len());
    let mut now: Vec<Option<&Child>> = vec![None; old.len()];
    for (place, child) in new {
        if let Some(slot) = place.and_then(|place| now.get_mut(place)) {
            *slot = Some(child);
        }
    }
    for (at, (before, after)) in old.iter().zip(now).enumerate() {
        let cause = match after {
            None => Cause::ChildRemoved,
            Some(after) if after.digest == before.digest => Cause::ChildKept,
            Some(_) => Cause::ChildReplaced,
        };
        let digest = after.map(|child| child.digest.clone());
        let row = Change::new(DigestRole::Child, Some(before.digest.clone()), digest, cause).at(at);
        let after_type = after.map(|child| child.media_type.clone());
        rows.push(row.typed(Some(before.media_type.clone()), after_type).labelled(before.label.clone()));
    }
    let added = new.iter().enumerate().filter(|(_, (place, _))| place.is_none());
    rows.extend(added.map(|(at, (_, child))| {
        let row = Change::new(DigestRole::Child, None, Some(child.digest.clone()), Cause::ChildAdded).at(at);
        row.typed(None, Some(child.media_type.clone())).labelled(child.label.clone())
    }));
    rows
}

/// Attestations whose image is not in the index any more.
fn dangling(made: &Made, report: &mut Report) {
    let there: HashSet<&Text> = made.contents.new.iter().map(|(_, child)| &child.digest).collect();
    for (at, (_, child)) in made.contents.new.iter().enumerate() {
        let Some(about) = &child.about else { continue };
        if !there.contains(about) {
            let pointer = format!("/manifests/{at}");
            let detail = format!("{} is about {about}, which is not in the index", child.label);
            report.oddities.push(crate::Oddity::new(Part::Manifest, pointer, OddityCode::Dangling, detail));
        }
    }
}

/// Converts back, without the edits.
fn way_back(conversion: &IndexConversion, source: &Source, made: &Made, report: &Report) -> WayBack {
    let mut way_back = WayBack::default();
    let back = IndexConversion {
        target: Some(made.from),
        profile: conversion.profile,
        default_platform: conversion.default_platform.clone(),
        ..IndexConversion::default()
    };
    if made.from == made.to {
        way_back.manifest = source.bytes == made.bytes;
    } else {
        match back.without_way_back().convert(Source::new(made.bytes.clone(), made.to.media_type())) {
            Ok(original) => way_back.manifest = original.bytes == source.bytes,
            Err(error) => way_back.obstacles.push(Obstacle::new(ObstacleCode::Refused, error.to_string())),
        }
    }
    if way_back.manifest || !way_back.obstacles.is_empty() {
        return way_back;
    }
    let mut add = |code, detail: String| way_back.obstacles.push(Obstacle::new(code, detail));
    let changed = report.of_role(DigestRole::Child).filter(|child| child.before != child.after).count();
    if changed > 0 {
        add(ObstacleCode::Children, format!("{changed} of them"));
    }
    if !report.losses.is_empty() {
        add(ObstacleCode::Lost, format!("{} members", report.losses.len()));
    }
    if report.oddities.iter().any(|odd| odd.code == OddityCode::DefaultPlatform) {
        add(ObstacleCode::Added, "platforms".to_owned());
    }
    if way_back.obstacles.is_empty() {
        way_back.obstacles.push(Obstacle::new(ObstacleCode::Layout, ""));
    }
    way_back
}
