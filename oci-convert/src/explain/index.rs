//! Two indexes or lists.

use super::{Found, Note, Relation, stated};
use crate::Cause;
use crate::report::{Change, DigestRole};
use oci_spec_types::{ClaimedDigest, Descriptor, Document, Text, View};
use std::collections::HashMap;

/// The entries of an index or list.
pub(super) fn entries(document: &Document) -> Option<&[Descriptor]> {
    match document.view() {
        View::OciIndex(index) => Some(&index.manifests),
        View::DockerList(list) => Some(&list.manifests),
        _ => None,
    }
}

/// What an entry is for, for people.
pub(super) fn platform(entry: &Descriptor) -> Text {
    if let Some(kind) = entry.annotations.get("vnd.docker.reference.type") {
        return kind.clone();
    }
    match &entry.platform {
        Some(platform) => platform.to_string().into(),
        None => Text::from_static("no platform"),
    }
}

pub(super) fn relate(a: &Document, b: &Document, found: &mut Found) -> Option<Relation> {
    let (own, others) = (entries(a)?, entries(b)?);
    let pairs = pair(own, others);
    let shared = pairs.iter().filter(|(_, _, same)| *same).count();
    let paired = pairs.len();
    for &(at, other, same) in &pairs {
        let (before, after) = (&own[at], &others[other]);
        let cause = if same { Cause::ChildKept } else { Cause::ChildReplaced };
        found.digests.push(row(Some(before), Some(after), at, cause));
    }
    let mut taken: Vec<usize> = pairs.iter().map(|(at, ..)| *at).collect();
    taken.sort_unstable();
    for at in rest_of(own.len(), &taken) {
        found.digests.push(row(Some(&own[at]), None, at, Cause::ChildRemoved));
    }
    let mut taken: Vec<usize> = pairs.iter().map(|(_, other, _)| *other).collect();
    taken.sort_unstable();
    for at in rest_of(others.len(), &taken) {
        found.digests.push(row(None, Some(&others[at]), at, Cause::ChildAdded));
    }
    if shared == own.len() && shared == others.len() {
        let converted = a.kind() != b.kind();
        found.causes.push(if converted { Cause::Schema } else { Cause::MembersAdded });
        if converted {
            found.notes.push(Note::ChildTypesKept);
            return Some(Relation::IndexConverted);
        }
        found.causes[0] = Cause::Layout;
        return Some(Relation::IndexEdited);
    }
    found.causes.push(Cause::ChildDigests);
    if own.iter().chain(others).any(|entry| entry.annotations.contains_key("vnd.docker.reference.digest")) {
        found.notes.push(Note::AttestationsFollow);
    }
    Some(match shared {
        0 if paired > 0 && paired == own.len() && paired == others.len() => {
            Relation::ChildrenChanged { platforms: paired }
        }
        0 => Relation::Different,
        _ => Relation::SharedChildren { shared, only_a: own.len() - shared, only_b: others.len() - shared },
    })
}

fn rest_of(len: usize, sorted: &[usize]) -> Vec<usize> {
    (0..len).filter(|at| sorted.binary_search(at).is_err()).collect()
}

fn row(before: Option<&Descriptor>, after: Option<&Descriptor>, at: usize, cause: Cause) -> Change {
    let label = before.or(after).map(platform).unwrap_or_default();
    let typed = |entry: Option<&Descriptor>| entry.map(|entry| entry.media_type.clone());
    Change::new(DigestRole::Child, before.map(stated), after.map(stated), cause)
        .at(at)
        .typed(typed(before), typed(after))
        .labelled(label)
}

/// Pairs entries: by digest first, then by platform. The third member tells whether the digest is the same.
fn pair(own: &[Descriptor], others: &[Descriptor]) -> Vec<(usize, usize, bool)> {
    let mut by_digest: HashMap<&ClaimedDigest, Vec<usize>> = HashMap::new();
    for (at, entry) in others.iter().enumerate().rev() {
        by_digest.entry(&entry.digest).or_default().push(at);
    }
    let mut pairs = Vec::new();
    let mut taken = vec![false; others.len()];
    let mut left = Vec::new();
    for (at, entry) in own.iter().enumerate() {
        match by_digest.get_mut(&entry.digest).and_then(Vec::pop) {
            Some(other) => {
                taken[other] = true;
                pairs.push((at, other, true));
            }
            None => left.push(at),
        }
    }
    let mut by_platform: HashMap<Text, Vec<usize>> = HashMap::new();
    for (at, entry) in others.iter().enumerate().rev().filter(|(at, _)| !taken[*at]) {
        by_platform.entry(full_platform(entry)).or_default().push(at);
    }
    for at in left {
        if let Some(other) = by_platform.get_mut(&full_platform(&own[at])).and_then(Vec::pop) {
            pairs.push((at, other, false));
        }
    }
    pairs.sort_unstable();
    pairs
}

/// The platform with everything that tells entries apart.
fn full_platform(entry: &Descriptor) -> Text {
    let version = entry.platform.as_ref().and_then(|platform| platform.os_version.as_deref()).unwrap_or_default();
    format!("{} {version}", platform(entry)).into()
}
