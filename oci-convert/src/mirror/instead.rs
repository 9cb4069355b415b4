//! What a mirror holds in place of a document that is missing.

use super::held::Held;
use super::unresolved::Unresolved;
use crate::EMPTY_LAYER_DIGEST;
use crate::explain::{Code, Given, explain};
use bytes::Bytes;
use oci_digest::Digest;
use oci_spec_types::closure::{LinkKind, links};
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

/// The platform that an entry of an index states.
pub(super) fn platform(index: &Document, entry: usize) -> Option<Text> {
    index.view().entries().get(entry).and_then(stated)
}

fn stated(entry: &Descriptor) -> Option<Text> {
    entry.platform.as_ref().map(|platform| platform.to_string().into())
}

/// A list that is missing while children of it are there.
pub(super) fn list_missing(list: &Document, held: &Held<'_>) -> Option<Unresolved> {
    let entries = list.view().entries();
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
    /// Where in `all` a digest is named first.
    naming: HashMap<Digest, usize>,
    /// The images of the mirror by what another form of them has, too.
    images: HashMap<Digest, Vec<usize>>,
}

impl<'h, 'd> Instead<'h, 'd> {
    pub(super) fn new(held: &'h Held<'d>, known: &'h Held<'d>) -> Self {
        let all: Vec<_> = held.all().chain(known.all()).collect();
        let mut others = Self { held, known, all, naming: HashMap::new(), images: HashMap::new() };
        for (at, (_, document)) in others.all.iter().enumerate() {
            for digest in needed(document) {
                others.naming.entry(digest).or_insert(at);
            }
        }
        for (at, (_, document)) in others.all.iter().enumerate().take(held.all().len()) {
            for digest in signs(document, held, known) {
                others.images.entry(digest).or_default().push(at);
            }
        }
        others
    }

    /// What names a digest of which no more is known.
    pub(super) fn named(&self, pin: &Digest) -> Unresolved {
        let (by, document) = match self.naming.get(pin).and_then(|at| self.all.get(*at)) {
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
        let is_index = |document: &Document| document.kind().is_index();
        let candidates: BTreeSet<usize> = if is_index(pinned) {
            // Children of two lists can be the same images without one digest in common.
            self.held.all().enumerate().filter(|(_, (_, own))| is_index(own)).map(|(at, _)| at).collect()
        } else {
            let signs = signs(pinned, self.held, self.known).into_iter();
            signs.filter_map(|digest| self.images.get(&digest)).flatten().copied().collect()
        };
        let alike = candidates.into_iter().filter_map(|at| self.all.get(at)).copied();
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

/// What every form of an image has in common with another one of it: the config, the uppermost layer, or what that unpacks
/// to. The bases of images and empty parts are no signs: very many have the same.
fn signs(document: &Document, held: &Held<'_>, known: &Held<'_>) -> Vec<Digest> {
    let links = links(document);
    let of = |kind: LinkKind| {
        let own = links.iter().filter(move |link| link.kind == kind && !link.digest.is(&EMPTY_LAYER_DIGEST));
        own.filter_map(|link| link.digest.valid())
    };
    let config = of(LinkKind::Config).find(|digest| digest.verify(b"{}").is_err());
    let layer = of(LinkKind::Layer).last().or_else(|| of(LinkKind::FsLayer).next());
    let read = config.as_ref().and_then(|digest| held.find(digest).or_else(|| known.find(digest)));
    let content = read.and_then(|config| match config.view() {
        View::ImageConfig(config) => config.rootfs.diff_ids.last()?.valid(),
        _ => None,
    });
    [config, layer, content].into_iter().flatten().collect()
}

/// The digests that a document needs.
fn needed(document: &Document) -> impl Iterator<Item = Digest> {
    links(document).into_iter().filter(|link| link.kind.is_needed()).filter_map(|link| link.digest.valid())
}
