//! What a mirror holds in place of a document that is missing.

use super::held::Held;
use super::unresolved::Unresolved;
use crate::explain::{Code, Given, explain};
use bytes::Bytes;
use oci_digest::Digest;
use oci_spec_types::closure::links;
use oci_spec_types::{Descriptor, Document, Text, View};
use std::collections::{BTreeSet, HashMap};

/// What is the same image, or the same list, in another form.
const SAME: [Code; 14] = [
    Code::Respelt,
    Code::Signatures,
    Code::Renamed,
    Code::ManifestEdited,
    Code::Recompressed,
    Code::Converted,
    Code::ConvertedAndRecompressed,
    Code::Encrypted,
    Code::Decrypted,
    Code::SharedChildren,
    Code::IndexEdited,
    Code::IndexConverted,
    Code::ChildrenConverted,
    Code::ChildrenRecompressed,
];

fn entries(document: &Document) -> &[Descriptor] {
    match document.view() {
        View::OciIndex(index) => &index.manifests,
        View::DockerList(list) => &list.manifests,
        _ => &[],
    }
}

/// The platform that an entry of an index states.
pub(super) fn platform(index: &Document, entry: usize) -> Option<Text> {
    entries(index).get(entry).and_then(stated)
}

fn stated(entry: &Descriptor) -> Option<Text> {
    entry.platform.as_ref().map(|platform| platform.to_string().into())
}

/// A list that is missing while children of it are there.
pub(super) fn list_missing(list: &Document, held: &Held<'_>) -> Option<Unresolved> {
    let entries = entries(list);
    let is_there = |entry: &Descriptor| entry.digest.valid().is_some_and(|digest| held.find(&digest).is_some());
    let there = entries.iter().enumerate().filter(|(_, entry)| is_there(entry));
    let there: Vec<Text> = there.map(|(at, _)| platform(list, at).unwrap_or_default()).collect();
    (!there.is_empty()).then_some(Unresolved::ListMissing { there, of: entries.len() })
}

/// The documents of a mirror and of its source, by what they name.
pub(super) struct Instead<'h, 'd> {
    held: &'h Held<'d>,
    known: &'h Held<'d>,
    /// Those of the mirror first.
    all: Vec<(&'h Digest, &'d Document)>,
    /// How many of them the mirror holds.
    in_mirror: usize,
    /// Where in `all` a digest is named.
    naming: HashMap<Digest, Vec<usize>>,
}

impl<'h, 'd> Instead<'h, 'd> {
    pub(super) fn new(held: &'h Held<'d>, known: &'h Held<'d>) -> Self {
        let all: Vec<_> = held.all().chain(known.all()).collect();
        let mut naming: HashMap<Digest, Vec<usize>> = HashMap::new();
        for (at, (_, document)) in all.iter().enumerate() {
            needed(document).for_each(|digest| naming.entry(digest).or_default().push(at));
        }
        Self { held, known, in_mirror: held.all().count(), all, naming }
    }

    /// What names a digest of which no more is known.
    pub(super) fn named(&self, pin: &Digest) -> Unresolved {
        let (by, document) = match self.naming.get(pin).and_then(|at| self.all.get(*at.first()?)) {
            Some(naming) => *naming,
            None => return Unresolved::Unknown,
        };
        let links = links(document);
        let place = links.iter().find(|link| link.kind.is_needed() && link.digest.valid().as_ref() == Some(pin));
        let pointer = place.map(|link| link.kind.pointer(link.place)).unwrap_or_default();
        let platform = place.and_then(|link| link.descriptor).and_then(stated);
        Unresolved::OnlyNamed { by: by.clone(), pointer, platform }
    }

    /// What is there and is the same in another form, in the order in which it was given.
    pub(super) fn of(&self, pinned: &Document) -> Vec<Unresolved> {
        let mut candidates: BTreeSet<usize> =
            needed(pinned).filter_map(|digest| self.naming.get(&digest)).flatten().copied().collect();
        let is_index = |document: &Document| document.kind().is_index();
        // Children of two lists can be the same images without one digest in common.
        let held = self.all.iter().take(self.in_mirror).enumerate();
        candidates.extend(held.filter(|(_, own)| is_index(pinned) && is_index(own.1)).map(|(at, _)| at));
        let candidates = candidates.into_iter().take_while(|at| *at < self.in_mirror);
        let candidates = candidates.filter_map(|at| self.all.get(at)).copied();
        let alike = candidates.filter(|(_, document)| is_index(document) == is_index(pinned));
        let other_form = alike.filter_map(|(digest, document)| {
            let mut blobs = self.below(pinned);
            blobs.extend(self.below(document));
            let why = explain(&Given { configs: &blobs, children: &blobs, ..Given::new(pinned, document) });
            let relation = why.relation.code();
            SAME.contains(&relation).then(|| Unresolved::OtherForm {
                digest: digest.clone(),
                kind: document.kind(),
                relation,
                grade: why.grade,
            })
        });
        other_form.collect()
    }

    /// What is known of the documents that one names, and of what these name.
    fn below(&self, document: &Document) -> Vec<Bytes> {
        let find = |digest: Digest| self.held.find(&digest).or_else(|| self.known.find(&digest));
        let children: Vec<&Document> = needed(document).filter_map(find).collect();
        let deeper = children.iter().flat_map(|child| needed(child)).filter_map(find);
        children.iter().copied().chain(deeper).map(|own| own.bytes().clone()).collect()
    }
}

/// The digests that a document needs.
fn needed(document: &Document) -> impl Iterator<Item = Digest> {
    links(document).into_iter().filter(|link| link.kind.is_needed()).filter_map(|link| link.digest.valid())
}
