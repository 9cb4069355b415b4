//! Two indexes or lists.

use super::answer::{Answer, Found};
use super::documents;
use super::given::{Given, Pool};
use super::grade::{Grade, Missing};
use super::note::Note;
use super::relation::{Code, Relation};
use super::tree::Comparison;
use super::which::Which;
use crate::Cause;
use crate::report::{Change, DigestRole};
use oci_spec_types::{ClaimedDigest, Descriptor, Document, Text, View, attestation};
use std::collections::{HashMap, HashSet};

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
    if let Some(reference) = attestation::reference(entry) {
        return reference.kind;
    }
    match &entry.platform {
        Some(platform) => platform.to_string().into(),
        None => Text::from_static("no platform"),
    }
}

/// An entry of each index that stand for the same.
#[derive(Debug, Clone, Copy)]
struct Match<'d> {
    /// Their places.
    a: usize,
    b: usize,
    own: &'d Descriptor,
    other: &'d Descriptor,
    /// Whether the digest is the same.
    same: bool,
}

/// How two indexes relate; `None` where one of the documents is none.
pub(super) fn relate(given: &Given<'_>, pool: &Pool<'_>, comparison: &Comparison, found: &mut Found) -> Option<Answer> {
    let (own, others) = (entries(given.a)?, entries(given.b)?);
    let matches = pair(own, others);
    rows(own, others, &matches, found);
    let shared = matches.iter().filter(|one| one.same).count();
    if shared == own.len() && shared == others.len() {
        return Some(same_children(given, &matches, comparison, found));
    }
    found.causes.push(Cause::ChildDigests);
    let is_image = |entry: &&Descriptor| attestation::reference(entry).is_none();
    let images = |entries: &[Descriptor]| entries.iter().filter(is_image).count();
    let changed: Vec<Match<'_>> = matches.iter().filter(|one| !one.same && is_image(&one.own)).copied().collect();
    let gone: HashSet<&ClaimedDigest> = changed.iter().map(|one| &one.own.digest).collect();
    let followed =
        |one: &Match<'_>| attestation::reference(one.own).is_some_and(|reference| gone.contains(&reference.about));
    if matches.iter().any(|one| !one.same && followed(one)) {
        found.notes.push(Note::AttestationsFollow);
    }
    if shared > 0 {
        let shared_images = matches.iter().filter(|one| one.same && is_image(&one.own)).count();
        if shared_images == images(own) && shared_images == images(others) {
            found.notes.push(Note::OnlyAttestations);
        }
        let (only_a, only_b) = (own.len() - shared, others.len() - shared);
        return Some(Answer::proven(Relation::SharedChildren { shared, only_a, only_b }));
    }
    let all = changed.len() == images(own) && changed.len() == images(others);
    Some(match changed.len() {
        0 if own.is_empty() || others.is_empty() => Answer::proven(Relation::Different),
        0 if own.iter().chain(others).all(|entry| entry.platform.is_some()) => Answer::proven(Relation::Different),
        _ => other_children(given, pool, &changed, all),
    })
}

/// Every child of one is a child of the other.
fn same_children(given: &Given<'_>, matches: &[Match<'_>], comparison: &Comparison, found: &mut Found) -> Answer {
    if given.a.kind() != given.b.kind() {
        found.causes.push(Cause::Schema);
        found.notes.push(Note::ChildTypesKept);
        return Answer::proven(Relation::IndexConverted);
    }
    let outside = |part: Option<&str>| {
        comparison.differences.iter().any(|difference| {
            let pointer = difference.pointer.as_str();
            !pointer.starts_with("/manifests") && part.is_none_or(|part| pointer.starts_with(part))
        })
    };
    let any =
        |differs: &dyn Fn(&Descriptor, &Descriptor) -> bool| matches.iter().any(|one| differs(one.own, one.other));
    let causes = [
        (Cause::EntriesReordered, matches.iter().any(|one| one.a != one.b)),
        (Cause::Annotations, any(&|own, other| own.annotations != other.annotations) || outside(Some("/annotations"))),
        (Cause::PlatformsEdited, any(&|own, other| own.platform != other.platform)),
        (Cause::MediaTypes, any(&|own, other| own.media_type != other.media_type) || outside(Some("/mediaType"))),
    ];
    found.causes.extend(causes.into_iter().filter(|(_, is)| *is).map(|(cause, _)| cause));
    if found.causes.is_empty() {
        found.causes.push(Cause::MembersReplaced);
    }
    Answer::proven(Relation::IndexEdited)
}

/// No child is the same: what became of those for the same platform is told by their manifests.
fn other_children(given: &Given<'_>, pool: &Pool<'_>, changed: &[Match<'_>], all: bool) -> Answer {
    let platforms = changed.len();
    let mut missing = Vec::new();
    let mut codes = Vec::new();
    let mut grade = Grade::Proven;
    for one in changed {
        let mut child = |of: Which, entry: &Descriptor| match pool.find(&entry.digest) {
            Some(bytes) => Document::parse(bytes.clone()).ok(),
            None => {
                missing.push(Missing::Child { of, digest: entry.digest.clone() });
                None
            }
        };
        let documents = (child(Which::A, one.own), child(Which::B, one.other));
        let (Some(before), Some(after)) = documents else { continue };
        let Some(answer) = documents::relate(&before, &after, given, pool) else { continue };
        grade = grade.min(answer.grade);
        codes.push(answer.relation.code());
        missing.extend(answer.missing);
    }
    let each = |wanted: &[Code]| codes.len() == platforms && codes.iter().all(|code| wanted.contains(code));
    let relation = match () {
        () if !all && each(&[Code::Different]) => Relation::Different,
        () if !all => {
            return Answer::undecided([Code::ChildrenChanged, Code::Different], missing);
        }
        () if each(&[Code::Converted, Code::ConvertedAndRecompressed]) => Relation::ChildrenConverted { platforms },
        () if each(&[Code::Recompressed]) => Relation::ChildrenRecompressed { platforms },
        () => Relation::ChildrenChanged { platforms },
    };
    if missing.is_empty() && grade != Grade::ConsistentWith {
        return Answer::proven(relation);
    }
    Answer::consistent(relation, missing)
}

/// A row for each entry.
fn rows(own: &[Descriptor], others: &[Descriptor], matches: &[Match<'_>], found: &mut Found) {
    let taken: (HashSet<usize>, HashSet<usize>) = matches.iter().map(|one| (one.a, one.b)).unzip();
    for one in matches {
        let cause = if one.same { Cause::ChildKept } else { Cause::ChildReplaced };
        found.digests.push(row(Some(one.own), Some(one.other), one.a, cause));
    }
    for (at, entry) in own.iter().enumerate().filter(|(at, _)| !taken.0.contains(at)) {
        found.digests.push(row(Some(entry), None, at, Cause::ChildRemoved));
    }
    for (at, entry) in others.iter().enumerate().filter(|(at, _)| !taken.1.contains(at)) {
        found.digests.push(row(None, Some(entry), at, Cause::ChildAdded));
    }
}

fn row(before: Option<&Descriptor>, after: Option<&Descriptor>, at: usize, cause: Cause) -> Change {
    let label = before.or(after).map(platform).unwrap_or_default();
    let digest = |entry: Option<&Descriptor>| entry.map(|entry| entry.digest.clone());
    let typed = |entry: Option<&Descriptor>| entry.map(|entry| entry.media_type.clone());
    Change::new(DigestRole::Child, digest(before), digest(after), cause)
        .at(at)
        .typed(typed(before), typed(after))
        .labelled(label)
}

/// What an entry stands for, when not for its digest.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Stands {
    /// The image of a platform, with everything that tells entries apart.
    For(Text),
    /// A document about the image of a pair, counted in the order of the first index, or about what is no entry.
    About(Text, Result<usize, ClaimedDigest>),
}

/// Pairs entries: by digest first, then images by platform, then attestations by the image that they are about.
fn pair<'d>(own: &'d [Descriptor], others: &'d [Descriptor]) -> Vec<Match<'d>> {
    let mut free: (Vec<bool>, Vec<bool>) = (vec![true; own.len()], vec![true; others.len()]);
    let mut matches: Vec<Match<'_>> = Vec::new();
    let by_digest = |entry: &Descriptor| entry.digest.valid();
    match_up(own, others, &mut free, true, &mut matches, by_digest, by_digest);
    let image = |entry: &Descriptor| {
        let platform = entry.platform.as_ref().filter(|_| attestation::reference(entry).is_none())?;
        let version = platform.os_version.as_deref().unwrap_or_default();
        Some(Stands::For(format!("{platform} {version}").into()))
    };
    match_up(own, others, &mut free, false, &mut matches, image, image);
    let pairs: (HashMap<_, _>, HashMap<_, _>) = matches
        .iter()
        .enumerate()
        .map(|(at, one)| ((one.own.digest.clone(), at), (one.other.digest.clone(), at)))
        .unzip();
    let about = |pairs: &HashMap<ClaimedDigest, usize>, entry: &Descriptor| {
        let reference = attestation::reference(entry)?;
        let image = pairs.get(&reference.about).copied().ok_or(reference.about);
        Some(Stands::About(reference.kind, image))
    };
    match_up(own, others, &mut free, false, &mut matches, |one| about(&pairs.0, one), |one| about(&pairs.1, one));
    matches.sort_unstable_by_key(|one| one.a);
    matches
}

/// Matches what is free and stands for the same, in order.
fn match_up<'d, K: std::hash::Hash + Eq>(
    own: &'d [Descriptor],
    others: &'d [Descriptor],
    free: &mut (Vec<bool>, Vec<bool>),
    same: bool,
    matches: &mut Vec<Match<'d>>,
    of_own: impl Fn(&Descriptor) -> Option<K>,
    of_other: impl Fn(&Descriptor) -> Option<K>,
) {
    let mut waiting: HashMap<K, Vec<(usize, &'d Descriptor, &mut bool)>> = HashMap::new();
    let free_others = others.iter().zip(&mut free.1).enumerate().rev().filter(|(_, (_, is_free))| **is_free);
    for (b, (other, is_free)) in free_others {
        if let Some(key) = of_other(other) {
            waiting.entry(key).or_default().push((b, other, is_free));
        }
    }
    for (a, (own, is_free)) in own.iter().zip(&mut free.0).enumerate().filter(|(_, (_, is_free))| **is_free) {
        let found = of_own(own).and_then(|key| waiting.get_mut(&key)?.pop());
        if let Some((b, other, other_is_free)) = found {
            (*is_free, *other_is_free) = (false, false);
            matches.push(Match { a, b, own, other, same });
        }
    }
}
