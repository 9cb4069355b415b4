//! Digests of another algorithm: an image, or an index with all that it names, rewritten from sha256 to sha512, or back.
//!
//! Blobs keep their bytes and get another name; documents name them, so they change, and so do the documents above. What is
//! to be done is planned and asked for as in a conversion: [`Rehash::plan`] reads the first document, [`RehashPlan::needs`]
//! says which documents are to be read and which blobs to be hashed, [`RehashPlan::finish`] gives the documents, the ones
//! that are named first, with a report.
//!
//! ```
//! use oci_convert::Source;
//! use oci_convert::rehash::{Rehash, RehashNeed};
//! use oci_digest::{Algorithm, Digest};
//! use oci_spec_types::{Descriptor, Document, MediaType, Model, oci};
//!
//! let (config, layer) = (b"{}", b"a layer of many bytes");
//! let image = oci::Manifest::new(
//!     Descriptor::of(MediaType::OCI_CONFIG, config),
//!     vec![Descriptor::of(MediaType::OCI_LAYER, layer)],
//! );
//! let mut plan = Rehash::to(Algorithm::Sha512).plan(Source::new(image.to_json(), MediaType::OCI_MANIFEST))?;
//! for need in plan.needs() {
//!     let RehashNeed::Blob(blob) = &need else { panic!("an image names no documents") };
//!     // A blob is streamed: it is verified, and hashed anew, in one pass.
//!     let mut hasher = plan.hasher(&need)?;
//!     hasher.update(if blob.media_type.is_config() { &config[..] } else { &layer[..] })?;
//!     plan.name(&need, hasher.finish()?)?;
//! }
//! let rehashed = plan.finish()?;
//! let manifest = Document::parse(rehashed.documents[0].bytes.clone())?;
//! assert_eq!(rehashed.documents[0].digest, Digest::sha512(manifest.bytes()));
//! assert_eq!(rehashed.blobs[1], (Digest::sha256(layer), Digest::sha512(layer)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What follows, and what does not
//! - Digests in descriptors, sizes and embedded data of children, and annotations of entries that name another entry of the
//!   same index follow. Everything else of the text stays as it is, so the way back gives the original bytes.
//! - The subject of a document follows if it is among the documents, or was renamed before ([`Rehash::renamed`]). Otherwise
//!   it keeps its digest, and the report says so.
//! - diffIDs in configs stay: configs are not rewritten. What is said inside of blobs stays, too: statements of attestations
//!   and signatures speak of the digest before, and the report names the attestations.
//! - Tags that go with a digest are found by [`oci_spec_types::tag`].

mod blob_hasher;
mod document;

pub use blob_hasher::BlobHasher;

use crate::report::Report;
use crate::{Error, ErrorKind, Part, Source, Stage};
use bytes::Bytes;
use document::{Names, Node, Rewriting};
use oci_digest::{Algorithm, Digest};
use oci_spec_types::{Descriptor, Limits, MediaType};
use std::collections::{HashMap, HashSet};

/// A rewrite to another algorithm: plain data.
#[derive(Debug, Clone)]
pub struct Rehash {
    algorithm: Algorithm,
    renamed: HashMap<Digest, Descriptor>,
    limits: Limits,
}

/// Something that a rewrite needs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RehashNeed {
    /// A manifest or index, as an index names it: its bytes, for [`RehashPlan::provide`].
    Document(Box<Descriptor>),
    /// A blob: its digest in the new algorithm, for [`RehashPlan::name`]; or its bytes, for [`RehashPlan::provide`].
    Blob(Box<Descriptor>),
}

/// A rewrite that has been begun.
#[derive(Debug, Clone)]
pub struct RehashPlan {
    rehash: Rehash,
    root: Digest,
    documents: HashMap<Digest, Node>,
    /// What was named, in the order in which it was met, each once.
    named: Vec<RehashNeed>,
    /// The digests of the blobs among it.
    met: HashSet<Digest>,
    /// The new digests of blobs.
    blobs: HashMap<Digest, Digest>,
}

/// What a rewrite gives.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rehashed {
    /// Every document once, in an order in which they can be pushed: what is named comes before what names it. The last one
    /// is the one that was asked for.
    pub documents: Vec<RehashedDocument>,
    /// The blobs with their digests before and after, in the order in which they were met. Their bytes are the same.
    pub blobs: Vec<(Digest, Digest)>,
    /// Every digest of every document; [`Report::children`] are those of the other documents, in their order.
    pub report: Report,
}

/// A document of a [`Rehashed`] tree.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RehashedDocument {
    /// The digest by which it was named. For the document that was asked for: of the algorithm that the first of its own
    /// descriptors has.
    pub before: Digest,
    /// The digest of the bytes, in the new algorithm.
    pub digest: Digest,
    /// The media type under which it is to be pushed.
    pub media_type: MediaType,
    /// The bytes.
    pub bytes: Bytes,
}

impl RehashedDocument {
    /// The descriptor: what names it now.
    #[must_use]
    pub fn descriptor(&self) -> Descriptor {
        Descriptor::new(self.media_type.clone(), &self.digest, self.bytes.len() as u64)
    }
}

impl RehashNeed {
    /// What is needed, as its document names it.
    #[must_use]
    pub fn descriptor(&self) -> &Descriptor {
        match self {
            Self::Document(descriptor) | Self::Blob(descriptor) => descriptor,
        }
    }
}

impl Rehash {
    /// A rewrite to digests of this algorithm.
    #[must_use]
    pub fn to(algorithm: Algorithm) -> Self {
        Self { algorithm, renamed: HashMap::new(), limits: Limits::default() }
    }

    /// A document that has another digest already: subjects with the old one follow.
    ///
    /// For referrers, which are rewritten after the image that they are about.
    #[must_use]
    pub fn renamed(mut self, before: &Digest, after: &Descriptor) -> Self {
        self.renamed.insert(before.clone(), after.clone());
        self
    }

    /// How large documents may be; [`Limits::default`] by default.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Reads the document and says what else is needed.
    ///
    /// # Errors
    /// When this build does not compute the algorithm, or as [`RehashPlan::provide`] for a document.
    pub fn plan(self, source: impl Into<Source>) -> Result<RehashPlan, Error> {
        let source = source.into();
        if !self.algorithm.is_supported() {
            let text = format!("this build does not compute {}", self.algorithm);
            return Err(Error::parse(ErrorKind::InvalidDigest, Part::Manifest, "", text));
        }
        let node = Node::read(&source, &self.limits)?;
        let own = node
            .descriptors()
            .find_map(|own| own.digest.valid())
            .map_or(Algorithm::Sha256, |digest| digest.algorithm());
        let root = own.digest(&source.bytes).unwrap_or_else(|_| Digest::sha256(&source.bytes));
        let mut plan = RehashPlan {
            rehash: self,
            root: root.clone(),
            documents: HashMap::new(),
            named: Vec::new(),
            met: HashSet::new(),
            blobs: HashMap::new(),
        };
        plan.enter(root, node)?;
        Ok(plan)
    }
}

impl RehashPlan {
    /// What is still needed. A document that is provided may bring new needs.
    #[must_use]
    pub fn needs(&self) -> Vec<RehashNeed> {
        self.named.iter().filter(|need| !self.has(need)).cloned().collect()
    }

    fn has(&self, need: &RehashNeed) -> bool {
        need.descriptor().digest.valid().is_some_and(|digest| match need {
            RehashNeed::Document(_) => self.documents.get(&digest).is_some_and(|node| !node.is_wanted()),
            RehashNeed::Blob(_) => self.blobs.contains_key(&digest),
        })
    }

    /// Gives the bytes of a document, or of a small blob.
    ///
    /// # Errors
    /// When the bytes do not have the digest of the need, or nobody can tell; when a document cannot be read, names
    /// something by what is no digest, or is a schema 1 manifest, whose digests are of sha256 by definition.
    pub fn provide(&mut self, need: &RehashNeed, bytes: impl Into<Bytes>) -> Result<(), Error> {
        let (bytes, digest) = (bytes.into(), digest_of(need.descriptor())?);
        digest.verify(&bytes).map_err(|error| refuse(ErrorKind::InvalidDigest, error.to_string()))?;
        match need {
            RehashNeed::Document(descriptor) => {
                let node = Node::read(&Source::new(bytes, descriptor.media_type.clone()), &self.rehash.limits)?;
                self.enter(digest, node)
            }
            RehashNeed::Blob(_) => {
                let new = self.rehash.algorithm.digest(&bytes);
                self.name(need, new.map_err(|error| refuse(ErrorKind::InvalidDigest, error.to_string()))?)
            }
        }
    }

    /// Gives the new digest of a blob, which is taken as it is: whoever streamed the blob knows it. The digest before leaves
    /// the blob as it is named: for a foreign layer that nobody has.
    ///
    /// # Errors
    /// When the need is a document, or the digest is of another algorithm.
    pub fn name(&mut self, need: &RehashNeed, digest: Digest) -> Result<(), Error> {
        let old = digest_of(need.descriptor())?;
        if !matches!(need, RehashNeed::Blob(_)) {
            return Err(refuse(ErrorKind::NotProvided, format!("{old} is a document: its bytes are needed")));
        }
        if digest != old && digest.algorithm() != self.rehash.algorithm {
            let text = format!("found {digest}, expected a digest of {}", self.rehash.algorithm);
            return Err(refuse(ErrorKind::InvalidDigest, text));
        }
        self.blobs.insert(old, digest);
        Ok(())
    }

    /// A hasher for a blob that comes in pieces.
    ///
    /// # Errors
    /// When this build cannot verify the digest of the need.
    pub fn hasher(&self, need: &RehashNeed) -> Result<BlobHasher, Error> {
        let old = digest_of(need.descriptor())?;
        let new = self.rehash.algorithm.hasher();
        let new = new.map_err(|error| refuse(ErrorKind::InvalidDigest, error.to_string()))?;
        if !old.is_verifiable() {
            return Err(refuse(ErrorKind::InvalidDigest, format!("this build cannot verify {old}")));
        }
        Ok(BlobHasher::new(&old, u64::try_from(need.descriptor().size).ok(), new))
    }

    /// Takes in a document that was read, and notes what it names.
    fn enter(&mut self, digest: Digest, node: Node) -> Result<(), Error> {
        let mut named = Vec::new();
        for (descriptor, is_document) in node.named() {
            let digest = digest_of(descriptor)?;
            let need = match is_document {
                true if !self.documents.contains_key(&digest) => {
                    self.documents.insert(digest, Node::wanted());
                    RehashNeed::Document(Box::new(descriptor.clone()))
                }
                false if self.met.insert(digest.clone()) => {
                    if digest.algorithm() == self.rehash.algorithm {
                        self.blobs.insert(digest.clone(), digest);
                    }
                    RehashNeed::Blob(Box::new(descriptor.clone()))
                }
                _ => continue,
            };
            named.push(need);
        }
        self.named.extend(named);
        self.documents.insert(digest, node);
        Ok(())
    }

    /// Rewrites all documents.
    ///
    /// # Errors
    /// When something is missing that [`RehashPlan::needs`] lists.
    pub fn finish(self) -> Result<Rehashed, Error> {
        if let Some(need) = self.named.iter().find(|need| !self.has(need)) {
            let what = if matches!(need, RehashNeed::Blob(_)) { "the new digest" } else { "the bytes" };
            let text = format!("{what} of {} must be provided", need.descriptor().digest);
            return Err(Error::convert(ErrorKind::NotProvided, Part::Manifest, "", text));
        }
        let mut names = Names { blobs: &self.blobs, documents: self.rehash.renamed.clone(), data: HashMap::new() };
        let mut documents = Vec::new();
        let mut reports = Vec::new();
        for before in self.in_order() {
            let Some(node) = self.documents.get(&before) else { continue };
            let Rewriting { bytes, report } = node.rewrite(&before, &names, &self.rehash.algorithm)?;
            let digest = report.document().and_then(crate::report::Change::digest_after).unwrap_or(before.clone());
            let document = RehashedDocument { before, digest, media_type: node.media_type().clone(), bytes };
            names.documents.insert(document.before.clone(), document.descriptor());
            names.data.insert(document.before.clone(), document.bytes.clone());
            documents.push(document);
            reports.push(report);
        }
        let blobs = self.named.iter().filter_map(|need| match need {
            RehashNeed::Blob(blob) => {
                blob.digest.valid().and_then(|old| Some((old.clone(), self.blobs.get(&old)?.clone())))
            }
            RehashNeed::Document(_) => None,
        });
        let blobs = blobs.collect();
        let Some(mut report) = reports.pop() else {
            return Err(Error::convert(ErrorKind::NotProvided, Part::Manifest, "", "there is no document"));
        };
        report.children = reports;
        Ok(Rehashed { documents, blobs, report })
    }

    /// The documents, each after those that it names or is about. Digests are verified, so that none names itself.
    fn in_order(&self) -> Vec<Digest> {
        let needed = |digest: &Digest| -> Vec<Digest> {
            let node = self.documents.get(digest);
            let descriptors = node.into_iter().flat_map(Node::about_or_named);
            let digests = descriptors.filter_map(|descriptor| descriptor.digest.valid());
            digests.filter(|digest| self.documents.contains_key(digest)).collect()
        };
        let mut order = Vec::new();
        let mut begun = HashSet::from([self.root.clone()]);
        let mut stack = vec![(self.root.clone(), needed(&self.root).into_iter())];
        while let Some((digest, rest)) = stack.last_mut() {
            match rest.next() {
                Some(next) if begun.insert(next.clone()) => {
                    let needed = needed(&next).into_iter();
                    stack.push((next, needed));
                }
                Some(_) => {}
                None => {
                    order.push(digest.clone());
                    stack.pop();
                }
            }
        }
        order
    }
}

fn digest_of(descriptor: &Descriptor) -> Result<Digest, Error> {
    let text = descriptor.digest.as_str();
    let refused = || refuse(ErrorKind::InvalidDigest, format!("found {text:?}, expected a digest"));
    descriptor.digest.valid().ok_or_else(refused)
}

fn refuse(kind: ErrorKind, text: String) -> Error {
    Error::new(kind, Stage::Provide, Part::Manifest, "", text)
}
