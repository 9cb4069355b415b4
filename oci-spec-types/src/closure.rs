//! What belongs to an image: what it needs, what is about it, what is complete, and what may be deleted.
//!
//! A [`Closure`] is fed: tags and digests that stay, documents, and which digests are there. It says which documents it
//! needs next ([`Closure::next_need`]), and from then on
//! - what is reached from what stays, and why ([`Closure::is_reached`], [`Closure::why`]);
//! - what is about a document: referrers, attestations, signatures ([`Closure::about`]), and what is about nothing that is
//!   there ([`Answer::dangling`]);
//! - whether an image is complete, and what is missing where ([`Answer::verdict`], [`Answer::gaps`]);
//! - what may be deleted ([`Answer::collectable`]).
//!
//! ```
//! use oci_digest::Digest;
//! use oci_spec_types::closure::{Closure, Completeness};
//! use oci_spec_types::{Descriptor, Document, MediaType, Model, oci};
//! use std::collections::HashMap;
//!
//! // A repository: an image, its SBOM, and a signature of an image that is gone.
//! let config = Descriptor::of(MediaType::OCI_CONFIG, b"{}");
//! let image = oci::Manifest::new(config.clone(), vec![]).to_json();
//! let about = |subject: &[u8]| {
//!     let sbom = oci::Manifest::new(Descriptor::empty(), vec![]).with_artifact_type("application/spdx+json");
//!     sbom.with_subject(Descriptor::of(MediaType::OCI_MANIFEST, subject)).to_json()
//! };
//! let (sbom, stale) = (about(&image), about(b"an image that is gone"));
//! let manifests: HashMap<Digest, &Vec<u8>> = [&image, &sbom, &stale].map(|bytes| (Digest::sha256(bytes), bytes)).into();
//!
//! let mut closure = Closure::new();
//! closure.tag("latest", &Digest::sha256(&image));
//! manifests.keys().for_each(|digest| closure.holds_document(digest));
//! closure.holds(&config.digest.valid().unwrap());
//! closure.lacks_rest();
//! while let Some(need) = closure.next_need() {
//!     closure.provide(&need.digest, &Document::parse(manifests[&need.digest].clone())?)?;
//! }
//!
//! let answer = closure.answer();
//! assert_eq!(answer.verdict(&Digest::sha256(&image)), Completeness::Complete);
//! assert_eq!(*closure.about(&Digest::sha256(&image))[0].digest, Digest::sha256(&sbom));
//! let collectable = answer.collectable().unwrap();
//! assert_eq!(collectable.len(), 1);
//! assert_eq!(*collectable[0].digest, Digest::sha256(&stale));
//! # Ok::<(), oci_spec_types::Error>(())
//! ```
//!
//! # What keeps what
//! - A tag keeps what it names, and so does [`Closure::keep`]. A tag that goes with a digest ([`crate::tag`]: `sha256-….sig`,
//!   `.att`, `.sbom`, and the referrers tag) keeps nothing by itself: what it names is kept with the digest. Where such a
//!   name without a suffix is that of something else than an index, it is an ordinary tag; so is one with an unknown suffix,
//!   and one that holds the digest of the very document that it names.
//! - An index keeps its entries, a manifest its config and layers.
//! - A document keeps what is about it: documents with it as `subject`, what a referrers list or a tag says to be about it.
//!   It is not kept by them. What a document names is never about it: no digest holds itself.
//! - Documents of the same bytes under digests of several algorithms are one: what keeps one keeps all.
//!
//! # Cost
//! Everything that is fed is looked at once: time and memory grow with the number of digests that the documents name, and
//! no document is kept. [`Closure::with_max_links`] limits it. Cycles (possible where digests cannot be verified) and deep
//! nesting cost nothing more.

mod answer;
mod attachment;
mod collectable;
mod gap;
mod graph;
mod link;
mod tags;

pub use answer::{Answer, Completeness};
pub use attachment::{Attachment, How};
pub use collectable::{Collectable, Unkept};
pub use gap::{Gap, GapKind};
pub use link::{Link, LinkKind, links};

use crate::referrer::artifact_type_of;
use crate::tag::DigestTag;
use crate::{Descriptor, Document, Error, ErrorKind, Kind, MediaType};
use attachment::about;
use graph::{Attached, Graph, Id, Presence, Via};
use oci_digest::{Digest, VerifyError};
use tags::Tags;

/// What is known of a repository, a layout or a mirror; see the [module](self).
#[derive(Debug, Clone)]
pub struct Closure {
    graph: Graph,
    tags: Tags,
    max_links: usize,
}

/// A document that has to be read, or a blob that has to be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its digest.
    pub digest: Digest,
    /// The media type under which it is named; `None` where only a tag or a subject names it.
    pub media_type: Option<MediaType>,
    /// Its size in bytes, as the descriptor states it.
    pub size: Option<i64>,
    /// The document that names it first.
    pub named_by: Option<Digest>,
}

/// Why a digest is reached: the last step on the way to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Because<'a> {
    /// It is kept by [`Closure::keep`].
    Kept,
    /// A tag names it.
    Tag(&'a str),
    /// A reached document names it.
    NamedBy(&'a Digest),
    /// It is about a reached document.
    About(&'a Digest),
    /// It has the same content as a reached document, which has a digest of another algorithm.
    SameAs(&'a Digest),
}

impl Closure {
    /// One that knows nothing.
    #[must_use]
    pub fn new() -> Self {
        Self { graph: Graph::default(), tags: Tags::default(), max_links: 1 << 24 }
    }

    /// With another limit for the links of all documents, subjects and listed referrers: 2^24 by default, for which about
    /// 4 GB of memory are needed if each names another digest. More than 2^31 are as many.
    #[must_use]
    pub fn with_max_links(mut self, links: usize) -> Self {
        self.max_links = links.min(1 << 31);
        self
    }

    /// Keeps a digest: a pinned one, or an entry of a layout's index.
    pub fn keep(&mut self, digest: &Digest) {
        let id = self.enter(digest);
        self.graph.node_mut(id).is_document = true;
        self.graph.reach(id, Via::Kept);
    }

    /// Keeps what a tag names, or says that it goes with a digest: see [What keeps what](self#what-keeps-what).
    ///
    /// ```
    /// use oci_digest::Digest;
    /// use oci_spec_types::closure::Closure;
    /// use oci_spec_types::tag::{self, TagKind};
    ///
    /// let (image, signature) = (Digest::sha256(b"image"), Digest::sha256(b"signature"));
    /// let mut closure = Closure::new();
    /// closure.tag(&tag::of(&image, TagKind::Signature).unwrap(), &signature);
    /// assert!(!closure.is_reached(&signature));
    /// closure.tag("v1", &image);
    /// assert!(closure.is_reached(&signature));
    /// ```
    pub fn tag(&mut self, tag: &str, digest: &Digest) {
        let target = self.enter(digest);
        self.graph.node_mut(target).is_document = true;
        let read = DigestTag::read(tag);
        let subject = read.as_ref().and_then(DigestTag::subject).map(|subject| self.enter(&subject));
        let number = self.tags.push(tag, target, read.as_ref(), subject);
        self.tags.settle(number, &mut self.graph);
    }

    /// Takes in a document that is there. What it names is read, the document is not kept.
    ///
    /// # Errors
    /// [`ErrorKind::Digest`] when the document is another one than the digest says, [`ErrorKind::Signatures`] when a signed
    /// schema 1 manifest has no payload, [`ErrorKind::Limit`] when there are more links than
    /// [`Closure::with_max_links`] allows. Nothing is taken in then.
    pub fn provide(&mut self, digest: &Digest, document: &Document) -> Result<(), Error> {
        self.learn(digest, document)?;
        self.holds_document(digest);
        Ok(())
    }

    /// Takes in a document wherever it was read: it says nothing about what is there.
    ///
    /// For a mirror, where documents of the source tell what should be there.
    ///
    /// # Errors
    /// As [`Closure::provide`].
    pub fn learn(&mut self, digest: &Digest, document: &Document) -> Result<(), Error> {
        let payload = document.payload()?;
        let is_verified = match digest.verify(payload) {
            Ok(()) => true,
            Err(VerifyError::Unsupported { .. }) => false,
            Err(error) => return Err(Error::new(ErrorKind::Digest, 0, String::new(), error.to_string())),
        };
        let links = links(document);
        self.check(links.len())?;
        let id = self.enter(digest);
        if self.graph.node(id).is_read {
            return Ok(());
        }
        self.graph.node_mut(id).is_unverified = !is_verified;
        // All digests of the same content hang together by that of sha256.
        let content = if digest.as_sha256().is_some() { id } else { self.enter(&Digest::sha256(payload)) };
        if content != id {
            self.graph.join(id, content);
        }
        if self.graph.node(content).is_read {
            self.graph.copy_links(content, id);
        } else {
            self.read(id, document, links);
            if content != id {
                self.graph.copy_links(id, content);
            }
        }
        self.graph.reach_on(id);
        if self.graph.node(content).via.is_some() {
            self.graph.reach(id, Via::Same(content));
        }
        self.tags.learned(id, &mut self.graph);
        Ok(())
    }

    fn read(&mut self, id: Id, document: &Document, links: Vec<Link<'_>>) {
        let artifact_type = artifact_type_of(document).map(|own| self.graph.type_id(own));
        let node = self.graph.node_mut(id);
        node.is_index = document.kind() == Kind::OciIndex;
        node.artifact_type = artifact_type.unwrap_or(node.artifact_type);
        let mut needed = Vec::with_capacity(links.len());
        let mut about = Vec::new();
        for link in links {
            let to = link.digest.valid().map(|digest| self.enter(&digest));
            match link.kind {
                LinkKind::Subject => about.extend(to.map(|subject| (subject, id, Attached::Subject))),
                LinkKind::About => {
                    let entry = link.descriptor.and_then(|entry| entry.digest.valid()).map(|entry| self.enter(&entry));
                    about.extend(to.zip(entry).map(|(subject, entry)| (subject, entry, Attached::Entry(id))));
                }
                _ => needed.push((link, to)),
            }
        }
        self.graph.set_links(id, &needed);
        for (subject, from, how) in about {
            self.graph.attach(subject, from, how);
        }
    }

    /// Takes in what the referrers API answers about a document (distribution-spec, "Listing Referrers").
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] as for [`Closure::provide`].
    pub fn referrers(&mut self, subject: &Digest, entries: &[Descriptor]) -> Result<(), Error> {
        self.check(entries.len())?;
        let subject = self.enter(subject);
        for entry in entries {
            let Some(digest) = entry.digest.valid() else { continue };
            let from = self.enter(&digest);
            let media_type = self.graph.type_id(&entry.media_type);
            let artifact_type = entry.artifact_type.as_ref().map(|own| self.graph.type_id(own));
            let node = self.graph.node_mut(from);
            node.is_document = true;
            node.media_type = media_type;
            node.size = Some(entry.size);
            node.artifact_type = artifact_type.unwrap_or(node.artifact_type);
            self.graph.attach(subject, from, Attached::Listed);
        }
        Ok(())
    }

    /// Notes that a digest is there: a blob, or a document that need not be read unless something kept names it.
    pub fn holds(&mut self, digest: &Digest) {
        self.say(digest, Presence::There);
    }

    /// Notes that a document is there. It is among the needs even if nothing names it: it may be about something kept.
    pub fn holds_document(&mut self, digest: &Digest) {
        let id = self.enter(digest);
        self.graph.node_mut(id).is_wanted = true;
        self.say(digest, Presence::There);
    }

    /// Notes that a digest is there and names nothing: what was taken for a document is none, or cannot be read.
    pub fn leaf(&mut self, digest: &Digest) {
        self.say(digest, Presence::There);
        let id = self.enter(digest);
        self.graph.node_mut(id).is_read = true;
        self.tags.learned(id, &mut self.graph);
    }

    /// Notes that a digest was looked for and is not there.
    pub fn lacks(&mut self, digest: &Digest) {
        self.say(digest, Presence::Missing);
    }

    /// Notes that everything was listed: what was not said to be there is not, now and later.
    pub fn lacks_rest(&mut self) {
        self.graph.is_listed = true;
    }

    fn say(&mut self, digest: &Digest, presence: Presence) {
        let id = self.enter(digest);
        self.graph.node_mut(id).presence = presence;
        self.graph.ask(id);
    }

    /// The next document that has to be read, until it is answered with [`Closure::provide`], [`Closure::learn`],
    /// [`Closure::lacks`] or [`Closure::leaf`].
    #[must_use]
    pub fn next_need(&mut self) -> Option<Wanted> {
        let id = self.graph.unread().next();
        id.map(|id| self.need(id))
    }

    /// All documents that have to be read and are known by now, for those who fetch many at once. Answers lead to more.
    #[must_use]
    pub fn needs(&mut self) -> Vec<Wanted> {
        let ids: Vec<Id> = self.graph.unread().collect();
        ids.into_iter().map(|id| self.need(id)).collect()
    }

    /// The reached blobs, and documents that were learned elsewhere, of which nobody said whether they are there.
    pub fn unchecked(&self) -> impl Iterator<Item = Wanted> {
        let is_open = |id: &Id| {
            let node = self.graph.node(*id);
            let is_unknown = node.via.is_some() && self.graph.presence(*id) == Presence::Unknown;
            // A digest that only follows from the bytes of another one is nowhere asked for.
            let is_named = node.named_by != graph::NONE || node.is_document;
            is_unknown && is_named && !self.graph.is_to_be_read(*id)
        };
        self.graph.ids().filter(is_open).map(|id| self.need(id))
    }

    fn need(&self, id: Id) -> Wanted {
        let node = self.graph.node(id);
        Wanted {
            digest: node.digest.clone(),
            media_type: self.graph.media_type(node.media_type).cloned(),
            size: node.size,
            named_by: (node.named_by != graph::NONE).then(|| self.graph.node(node.named_by).digest.clone()),
        }
    }

    /// Whether a digest is reached from what is kept.
    #[must_use]
    pub fn is_reached(&self, digest: &Digest) -> bool {
        self.why(digest).is_some()
    }

    /// Why a digest is reached; `None` if it is not. Asking again for the digest in the answer leads to what is kept.
    #[must_use]
    pub fn why(&self, digest: &Digest) -> Option<Because<'_>> {
        let of = |id: Id| &self.graph.node(id).digest;
        Some(match self.graph.node(self.graph.id(digest)?).via? {
            Via::Kept => Because::Kept,
            Via::Tag(tag) => Because::Tag(self.tags.name(tag)),
            Via::Named(id) => Because::NamedBy(of(id)),
            Via::About(id) => Because::About(of(id)),
            Via::Same(id) => Because::SameAs(of(id)),
        })
    }

    /// What is about a document: in the order in which it was met, and once for each way in which it is known.
    ///
    /// ```
    /// use oci_spec_types::closure::{Closure, How};
    /// use oci_spec_types::{Descriptor, Document, MediaType, Model, oci};
    ///
    /// let image = Descriptor::of(MediaType::OCI_MANIFEST, b"image");
    /// let sbom = oci::Manifest::new(Descriptor::empty(), vec![])
    ///     .with_artifact_type("application/spdx+json")
    ///     .with_subject(image.clone());
    /// let sbom = Document::parse(sbom.to_json())?;
    /// let mut closure = Closure::new();
    /// closure.provide(&sbom.digest()?, &sbom)?;
    /// let found = &closure.about(&image.digest.valid().unwrap())[0];
    /// assert_eq!((found.digest, found.how), (&sbom.digest()?, How::Subject));
    /// assert_eq!(found.artifact_type.unwrap(), "application/spdx+json");
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    #[must_use]
    pub fn about(&self, digest: &Digest) -> Vec<Attachment<'_>> {
        self.graph.id(digest).map_or_else(Vec::new, |id| about(&self.graph, &self.tags, id))
    }

    /// Everything that is reached, in the order in which it was met.
    pub fn reached(&self) -> impl Iterator<Item = &Digest> {
        self.graph.ids().map(|id| self.graph.node(id)).filter(|node| node.via.is_some()).map(|node| &node.digest)
    }

    /// What is there and not reached. It may be deleted only when nothing is left to be read: [`Answer::collectable`].
    pub fn unreachable(&self) -> impl Iterator<Item = &Digest> {
        let is_unkept = |id: &Id| self.graph.node(*id).via.is_none() && self.graph.presence(*id) == Presence::There;
        self.graph.ids().filter(is_unkept).map(|id| &self.graph.node(id).digest)
    }

    /// The answers for what was fed so far. It takes linear time, so ask it more than once.
    #[must_use]
    pub fn answer(&self) -> Answer<'_> {
        Answer::new(&self.graph, &self.tags)
    }

    fn enter(&mut self, digest: &Digest) -> Id {
        let (id, is_new) = self.graph.enter(digest);
        if is_new {
            self.tags.met(digest, id, &mut self.graph);
        }
        id
    }

    fn check(&self, more: usize) -> Result<(), Error> {
        if self.graph.size().saturating_add(more) <= self.max_links {
            return Ok(());
        }
        let text = format!("more than {} links (max_links)", self.max_links);
        Err(Error::new(ErrorKind::Limit, 0, String::new(), text))
    }
}

impl Default for Closure {
    fn default() -> Self {
        Self::new()
    }
}
