//! What is known of digests: what they name, what is about them, what is there, what is reached.

use super::link::{Link, LinkKind};
use crate::{MediaType, Text};
use oci_digest::Digest;
use std::collections::{HashMap, VecDeque};

/// The number of a digest, in the order in which they were met.
pub(super) type Id = u32;

/// No number: of a text that is no digest, of a type that is not known.
pub(super) const NONE: u32 = u32::MAX;

/// Whether a digest is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Unknown,
    There,
    Missing,
}

/// How a digest is reached.
#[derive(Debug, Clone, Copy)]
pub(super) enum Via {
    Kept,
    Tag(u32),
    Named(Id),
    About(Id),
    Same(Id),
}

/// How a document is known to be about another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Attached {
    Subject,
    Listed,
    Tag(u32),
    Entry(Id),
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub digest: Digest,
    pub presence: Presence,
    /// Something names it as a document, so that it may have links.
    pub is_document: bool,
    /// A document that is read whether it is reached or not.
    pub is_wanted: bool,
    /// What it names is known, be it nothing.
    pub is_read: bool,
    /// It was read, and is an OCI index.
    pub is_index: bool,
    /// It was read, and nobody could check that it is what its digest says.
    pub is_unverified: bool,
    /// It is named as a layer that registries do not store, and as nothing else.
    pub is_foreign: bool,
    is_queued: bool,
    pub via: Option<Via>,
    /// Its needed links in [`Graph::links`].
    links: (u32, u32),
    /// The next digest of the same content, in a ring.
    same: Id,
    /// The last of what is about it.
    attached: u32,
    pub media_type: u32,
    pub artifact_type: u32,
    /// In bytes, as a descriptor states it.
    pub size: Option<i64>,
    /// The document that names it first.
    pub named_by: Id,
}

/// What a document needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needed {
    pub kind: LinkKind,
    pub place: u32,
    pub to: Id,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Attachment {
    pub from: Id,
    pub how: Attached,
    next: u32,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    ids: HashMap<Digest, Id>,
    nodes: Vec<Node>,
    links: Vec<Needed>,
    /// The texts of links that are no digests.
    broken: HashMap<u32, Text>,
    attachments: Vec<Attachment>,
    types: Vec<MediaType>,
    type_ids: HashMap<MediaType, u32>,
    /// Reached, and what is reached from there is not yet.
    stack: Vec<Id>,
    /// What is to be read, perhaps answered meanwhile.
    queue: VecDeque<Id>,
    /// Whatever was not said to be there is not.
    pub is_listed: bool,
}

impl Graph {
    pub(super) fn id(&self, digest: &Digest) -> Option<Id> {
        self.ids.get(digest).copied()
    }

    /// The number of a digest, and whether it is new.
    pub(super) fn enter(&mut self, digest: &Digest) -> (Id, bool) {
        if let Some(id) = self.id(digest) {
            return (id, false);
        }
        // Memory ends long before the numbers do: a digest takes more than 100 bytes.
        let id = self.nodes.len() as Id;
        self.ids.insert(digest.clone(), id);
        self.nodes.push(Node {
            digest: digest.clone(),
            presence: Presence::Unknown,
            is_document: false,
            is_wanted: false,
            is_read: false,
            is_index: false,
            is_unverified: false,
            is_foreign: false,
            is_queued: false,
            via: None,
            links: (0, 0),
            same: id,
            attached: NONE,
            media_type: NONE,
            artifact_type: NONE,
            size: None,
            named_by: NONE,
        });
        (id, true)
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = Id> + use<> {
        0..self.nodes.len() as Id
    }

    #[expect(clippy::indexing_slicing, reason = "numbers are those of its nodes")]
    pub(super) fn node(&self, id: Id) -> &Node {
        &self.nodes[id as usize]
    }

    #[expect(clippy::indexing_slicing, reason = "numbers are those of its nodes")]
    pub(super) fn node_mut(&mut self, id: Id) -> &mut Node {
        &mut self.nodes[id as usize]
    }

    pub(super) fn presence(&self, id: Id) -> Presence {
        match self.node(id).presence {
            Presence::Unknown if self.is_listed => Presence::Missing,
            presence => presence,
        }
    }

    /// The number of links and attachments: what memory is needed for.
    pub(super) fn size(&self) -> usize {
        self.links.len() + self.attachments.len()
    }

    pub(super) fn media_type(&self, number: u32) -> Option<&MediaType> {
        self.types.get(number as usize)
    }

    /// The number of a media type; it keeps no document in memory.
    pub(super) fn type_id(&mut self, media_type: &MediaType) -> u32 {
        if media_type.is_empty() {
            return NONE;
        }
        if let Some(known) = self.type_ids.get(media_type) {
            return *known;
        }
        let own = MediaType::from(media_type.as_str());
        let number = self.types.len() as u32;
        self.types.push(own.clone());
        self.type_ids.insert(own, number);
        number
    }

    /// What a digest needs.
    #[expect(clippy::indexing_slicing, reason = "a node has a range of the links")]
    pub(super) fn needed(&self, id: Id) -> &[Needed] {
        &self.links[self.range(id)]
    }

    fn range(&self, id: Id) -> std::ops::Range<usize> {
        let (start, len) = self.node(id).links;
        start as usize..start as usize + len as usize
    }

    /// What stands in the place of the digest of a link of this document.
    pub(super) fn broken(&self, id: Id, at: usize) -> Option<&Text> {
        self.broken.get(&((self.range(id).start + at) as u32))
    }

    /// Notes what a document needs. The digests are entered by the caller, `None` where there is none.
    pub(super) fn set_links(&mut self, by: Id, links: &[(Link<'_>, Option<Id>)]) {
        let start = self.links.len();
        for (link, to) in links {
            let Some(to) = *to else {
                self.broken.insert(self.links.len() as u32, Text::from(&*link.digest.to_string()));
                self.links.push(Needed { kind: link.kind, place: link.place as u32, to: NONE });
                continue;
            };
            self.links.push(Needed { kind: link.kind, place: link.place as u32, to });
            let media_type = link.descriptor.map(|descriptor| self.type_id(&descriptor.media_type));
            let node = self.node_mut(to);
            node.is_foreign = link.is_foreign() && (node.is_foreign || node.named_by == NONE);
            node.is_document |= link.is_document();
            if node.named_by == NONE {
                node.named_by = by;
                node.media_type = media_type.unwrap_or(NONE);
                node.size = link.descriptor.map(|descriptor| descriptor.size);
            }
            self.ask(to);
        }
        let node = self.node_mut(by);
        node.links = (start as u32, links.len() as u32);
        node.is_read = true;
    }

    /// The same content under another digest, which is new to the ring.
    pub(super) fn join(&mut self, id: Id, known: Id) {
        let next = std::mem::replace(&mut self.node_mut(known).same, id);
        self.node_mut(id).same = next;
    }

    /// The digests of one content: this one first.
    pub(super) fn ring(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(Some(id), move |own| Some(self.node(*own).same).filter(|next| *next != id))
    }

    pub(super) fn copy_links(&mut self, from: Id, to: Id) {
        let Node { links, artifact_type, is_index, .. } = *self.node(from);
        let node = self.node_mut(to);
        node.links = links;
        node.artifact_type = artifact_type;
        node.is_index = is_index;
        node.is_read = true;
    }

    pub(super) fn attach(&mut self, subject: Id, from: Id, how: Attached) {
        let number = self.attachments.len() as u32;
        let node = self.node_mut(subject);
        node.is_document = true;
        let next = std::mem::replace(&mut node.attached, number);
        let is_reached = node.via.is_some();
        self.attachments.push(Attachment { from, how, next });
        self.ask(subject);
        if is_reached && how.keeps() {
            self.reach(from, Via::About(subject));
        }
    }

    /// What is about a digest, the last one first.
    pub(super) fn attached(&self, subject: Id) -> impl Iterator<Item = Attachment> {
        let at = |number: u32| self.attachments.get(number as usize).copied();
        std::iter::successors(at(self.node(subject).attached), move |attachment| at(attachment.next))
    }

    /// Reaches a digest, and everything that is reached from it.
    pub(super) fn reach(&mut self, id: Id, via: Via) {
        self.visit(id, via);
        self.spread();
    }

    /// What a digest names has changed: reaches it, if the digest is reached.
    pub(super) fn reach_on(&mut self, id: Id) {
        if self.node(id).via.is_some() {
            self.stack.push(id);
            self.spread();
        }
    }

    fn visit(&mut self, id: Id, via: Via) {
        let node = self.node_mut(id);
        if node.via.is_none() {
            node.via = Some(via);
            self.stack.push(id);
        }
        self.ask(id);
    }

    #[expect(clippy::indexing_slicing, reason = "a node has a range of the links")]
    fn spread(&mut self) {
        while let Some(id) = self.stack.pop() {
            for at in self.range(id) {
                let to = self.links[at].to;
                if to != NONE {
                    self.visit(to, Via::Named(id));
                }
            }
            // The ring goes on from there.
            self.visit(self.node(id).same, Via::Same(id));
            let mut number = self.node(id).attached;
            while let Some(attachment) = self.attachments.get(number as usize).copied() {
                if attachment.how.keeps() {
                    self.visit(attachment.from, Via::About(id));
                }
                number = attachment.next;
            }
        }
    }

    /// Whether a document has to be read: a reached one, or one that may be about a reached one.
    pub(super) fn is_to_be_read(&self, id: Id) -> bool {
        let node = self.node(id);
        let is_asked_for = node.is_wanted || (node.via.is_some() && node.is_document);
        is_asked_for && !node.is_read && self.presence(id) != Presence::Missing
    }

    /// Puts a document on the list of what is to be read.
    pub(super) fn ask(&mut self, id: Id) {
        if self.is_to_be_read(id) && !self.node(id).is_queued {
            self.node_mut(id).is_queued = true;
            self.queue.push_back(id);
        }
    }

    /// What is to be read, first met first.
    pub(super) fn unread(&mut self) -> impl Iterator<Item = Id> {
        while let Some(&id) = self.queue.front() {
            if self.is_to_be_read(id) {
                break;
            }
            self.node_mut(id).is_queued = false;
            self.queue.pop_front();
        }
        self.queue.iter().copied().filter(|id| self.is_to_be_read(*id))
    }
}

impl Attached {
    /// Whether what is about a kept digest is kept with it.
    fn keeps(self) -> bool {
        // An entry is kept by its index.
        !matches!(self, Self::Entry(_))
    }
}
