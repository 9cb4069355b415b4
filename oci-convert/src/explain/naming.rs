//! One document that names the other, itself or through what it names.

use super::answer::{Answer, Found};
use super::documents;
use super::given::{Given, Identity, Pool};
use super::grade::Missing;
use super::index::{entries, platform};
use super::note::Note;
use super::relation::{Code, Contained, Relation};
use super::which::Which;
use crate::Cause;
use crate::report::{Change, DigestRole};
use oci_spec_types::{ClaimedDigest, Descriptor, Document, Kind, View};
use std::collections::HashSet;

/// One document names the other.
pub(super) fn relate(given: &Given<'_>, pool: &Pool<'_>, found: &mut Found) -> Option<Answer> {
    named(given.a, given.b, Which::A, pool, found).or_else(|| named(given.b, given.a, Which::B, pool, found))
}

fn named(outer: &Document, inner: &Document, which: Which, pool: &Pool<'_>, found: &mut Found) -> Option<Answer> {
    let row = |role: DigestRole, descriptor: &Descriptor| {
        let digest = || Some(descriptor.digest.clone());
        Change::new(role, digest(), digest(), Cause::BytesKept)
    };
    let (config, subject) = match outer.view() {
        View::OciManifest(manifest) => (Some(&manifest.config), manifest.subject.as_deref()),
        View::DockerManifest(manifest) => (Some(&manifest.config), None),
        View::ArtifactManifest(manifest) => (None, manifest.subject.as_deref()),
        View::OciIndex(index) => (None, index.subject.as_deref()),
        _ => (None, None),
    };
    let inner = Identity::of(inner);
    if let Some(config) = config.filter(|config| inner.is(&config.digest)) {
        found.digests.push(row(DigestRole::Config, config));
        return Some(Answer::proven(Relation::ConfigOf { config: which.other() }));
    }
    if let Some(subject) = subject.filter(|subject| inner.is(&subject.digest)) {
        found.digests.push(row(DigestRole::Subject, subject));
        return Some(Answer::proven(Relation::Refers { subject: which.other() }));
    }
    let entries = entries(outer)?;
    let (entry, how) = find(entries, &inner, pool)?;
    for (at, own) in entries.iter().enumerate() {
        let digest = || Some(own.digest.clone());
        let (before, after, cause) = match (which, at == entry) {
            (_, true) => (digest(), digest(), Cause::ChildKept),
            (Which::A, false) => (digest(), None, Cause::ChildRemoved),
            (Which::B, false) => (None, digest(), Cause::ChildAdded),
        };
        let change = Change::new(DigestRole::Child, before, after, cause).at(at);
        found.digests.push(change.labelled(platform(own)));
    }
    found.notes.extend([Note::PinnedOne, Note::MirrorAll]);
    let platform = entries.get(entry).map(platform).unwrap_or_default();
    Some(Answer::proven(Relation::Child { index: which, entry, platform, of: entries.len(), how }))
}

/// The entry that is the other document, or leads to it through what was given.
fn find(own: &[Descriptor], inner: &Identity<'_>, pool: &Pool<'_>) -> Option<(usize, Contained)> {
    if let Some(at) = own.iter().position(|entry| inner.is(&entry.digest)) {
        return Some((at, Contained::Entry));
    }
    let mut seen: HashSet<ClaimedDigest> = HashSet::new();
    for (at, entry) in own.iter().enumerate() {
        let mut below = vec![entry.digest.clone()];
        while let Some(digest) = below.pop() {
            let Some(bytes) = pool.find(&digest) else { continue };
            if !seen.insert(digest) {
                continue;
            }
            let Ok(document) = Document::parse(bytes.clone()) else { continue };
            let config = match document.view() {
                View::OciManifest(manifest) => Some(&manifest.config),
                View::DockerManifest(manifest) => Some(&manifest.config),
                _ => None,
            };
            if config.is_some_and(|config| inner.is(&config.digest)) {
                return Some((at, Contained::Config));
            }
            for entry in entries(&document).into_iter().flatten() {
                if inner.is(&entry.digest) {
                    return Some((at, Contained::Nested));
                }
                below.push(entry.digest.clone());
            }
        }
    }
    None
}

/// An index and a document that is none, and that it does not name: whether something that was not given leads to it, or
/// an image in it is the same in another form. `None` for other documents.
pub(super) fn through_missing(given: &Given<'_>, pool: &Pool<'_>) -> Option<Answer> {
    let (of, index, other) = match (given.a.kind().is_index(), given.b.kind().is_index()) {
        (true, false) => (Which::A, given.a, given.b),
        (false, true) => (Which::B, given.b, given.a),
        _ => return None,
    };
    let is_config = other.kind() == Kind::ImageConfig;
    let is_image = !is_config && other.artifact().is_some_and(|artifact| artifact.kind.is_image());
    let mut missing = Vec::new();
    let mut kin = Vec::new();
    let mut seen: HashSet<ClaimedDigest> = HashSet::new();
    let mut below: Vec<Descriptor> = entries(index)?.to_vec();
    while let Some(entry) = below.pop() {
        if !seen.insert(entry.digest.clone()) {
            continue;
        }
        let Some(bytes) = pool.find(&entry.digest) else {
            let may_lead = entry.media_type.is_index() || is_config || is_image;
            if may_lead && entry.digest.valid().is_some() {
                missing.push(Missing::Child { of, digest: entry.digest });
            }
            continue;
        };
        let Ok(child) = Document::parse(bytes.clone()) else { continue };
        if let Some(entries) = entries(&child) {
            below.extend(entries.iter().cloned());
        } else if let Some(answer) = documents::relate(&child, other, given, pool) {
            match answer.relation {
                Relation::Different | Relation::SameConfig => {}
                Relation::Undecided { .. } => missing.extend(answer.missing),
                relation => kin.push(relation.code()),
            }
        }
    }
    missing.reverse();
    kin.sort_unstable();
    kin.dedup();
    if missing.is_empty() && kin.is_empty() {
        return Some(Answer::proven(Relation::Different));
    }
    if kin.is_empty() {
        kin = vec![Code::Child, Code::Different];
    }
    Some(Answer::undecided(kin, missing))
}
