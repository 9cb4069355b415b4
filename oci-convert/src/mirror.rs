//! Whether pinned digests resolve in a mirror, and why they do not.
//!
//! Who pins an image by digest pins the bytes of one document. A mirror that was filled with another tool, for one platform,
//! or in another format holds the same image under another digest, and a pull by the pinned one fails. [`Mirror::check`] says
//! for every pin what is missing where, and what is there instead.
//!
//! ```
//! use oci_convert::mirror::{Mirror, Resolution, Unresolved};
//! use oci_spec_types::{Descriptor, Document, MediaType, Model, Platform, oci};
//!
//! let child = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, b"{}"), vec![]).to_json();
//! let entry = Descriptor::of(MediaType::OCI_MANIFEST, &child).with_platform(Platform::new("linux", "amd64"));
//! let list = Document::parse(oci::Index::new(vec![entry]).to_json())?;
//! let child = Document::parse(child)?;
//!
//! // Only the image for one platform was copied; the digest of the index is pinned.
//! let mirror = Mirror { documents: &[child], source: &[list.clone()], ..Mirror::default() };
//! let check = mirror.check(&[list.digest()?]);
//! assert_eq!(check.pins[0].resolution, Resolution::Missing);
//! assert!(matches!(&check.pins[0].reasons[0], Unresolved::ListMissing { there, of: 1 } if there.len() == 1));
//! # Ok::<(), oci_spec_types::Error>(())
//! ```

mod held;
mod instead;
mod text;
mod unresolved;

pub use unresolved::Unresolved;

use held::Held;
use instead::{Instead, list_missing, platform};
use oci_digest::Digest;
use oci_spec_types::Document;
use oci_spec_types::closure::{Closure, Completeness, Gap, GapKind, LinkKind};
use serde::Serialize;
use std::collections::HashSet;

/// What a mirror holds, and what the caller has of the source.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mirror<'a> {
    /// The manifests and indexes that the mirror holds. Others are taken for missing.
    pub documents: &'a [Document],
    /// Digests of manifests and indexes that it holds, of which the caller has no bytes: what these name is unknown.
    pub present: &'a [Digest],
    /// Digests of all blobs that it holds; `None` where nobody looked for them.
    pub blobs: Option<&'a [Digest]>,
    /// Tags of the mirror, with the digests that they name. Those that go with a digest tell of signatures and referrers.
    pub tags: &'a [(String, Digest)],
    /// Documents read from elsewhere, such as the source: they tell what a digest stands for that is missing. Configs belong
    /// here, too: with them another form of an image is recognised more surely.
    pub source: &'a [Document],
}

/// Whether a pinned digest can be pulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    /// The document and everything that it needs is there.
    Resolves,
    /// The document is there, and something that it needs is not: some pulls fail.
    Incomplete,
    /// Nothing has the digest.
    Missing,
    /// Nothing is known to be missing, and not everything was looked at.
    Undecided,
}

/// What became of the pins.
///
/// [`Display`](std::fmt::Display) prints it for a terminal; as JSON it is complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MirrorCheck {
    /// One answer for each pin, in the order of the pins.
    pub pins: Vec<Pin>,
    /// What is about something that is not there: attestations and signatures whose image was not copied, or has another
    /// digest here.
    pub dangling: Vec<Dangling>,
}

/// The answer for a pinned digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Pin {
    /// The digest.
    pub digest: Digest,
    /// Whether it can be pulled.
    pub resolution: Resolution,
    /// Why not; empty where it can.
    pub reasons: Vec<Unresolved>,
}

/// Something that is about a document that is not there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Dangling {
    /// Its digest.
    pub digest: Digest,
    /// The digest of what it is about.
    pub about: Digest,
}

impl MirrorCheck {
    /// Whether every pin can be pulled.
    #[must_use]
    pub fn resolves(&self) -> bool {
        self.pins.iter().all(|pin| pin.resolution == Resolution::Resolves)
    }
}

impl Mirror<'_> {
    /// Checks pinned digests.
    ///
    /// It takes time in proportion to what was given. For each pin that is missing and whose document is among the source,
    /// it also takes that of [`explain`](crate::explain::explain) for each image of the mirror with its config, its uppermost
    /// layer or the content of that; and for an index for each index.
    #[must_use]
    pub fn check(&self, pins: &[Digest]) -> MirrorCheck {
        let held = Held::new(self.documents);
        let known = Held::new(self.source);
        let closure = self.closure(pins, &held, &known);
        let answer = closure.answer();
        let others = Instead::new(&held, &known);
        let pins = pins.iter().map(|pin| {
            let gaps = answer.gaps(pin);
            let is_missing = gaps.first().is_some_and(|gap| gap.needed_by.is_none() && gap.kind == GapKind::Missing);
            let resolution = match answer.verdict(pin) {
                _ if is_missing => Resolution::Missing,
                Completeness::Complete => Resolution::Resolves,
                Completeness::Incomplete => Resolution::Incomplete,
                Completeness::Undecided => Resolution::Undecided,
            };
            let reasons = match (is_missing, known.find(pin)) {
                (false, _) => reasons(&gaps, &held),
                (true, None) => vec![others.named(pin)],
                (true, Some(document)) => missing(document, &held, &others),
            };
            Pin { digest: pin.clone(), resolution, reasons }
        });
        let pins = pins.collect();
        let is_there = answer.dangling().into_iter().filter(|attachment| attachment.is_there == Some(true));
        let mut dangling: Vec<Dangling> = is_there
            .map(|attachment| Dangling { digest: attachment.digest.clone(), about: attachment.subject.clone() })
            .collect();
        dangling.sort();
        dangling.dedup();
        MirrorCheck { pins, dangling }
    }

    /// What is there, what is not, and what the source says of it.
    fn closure(&self, pins: &[Digest], held: &Held<'_>, known: &Held<'_>) -> Closure {
        let mut closure = Closure::new();
        pins.iter().for_each(|pin| closure.keep(pin));
        self.present.iter().for_each(|digest| closure.holds_document(digest));
        self.blobs.unwrap_or_default().iter().for_each(|blob| closure.holds(blob));
        for (digest, document) in held.all() {
            // What cannot be taken in, for its number of links, is there and says nothing.
            if closure.provide(digest, document).is_err() {
                closure.leaf(digest);
            }
        }
        for (tag, digest) in self.tags {
            closure.tag(tag, digest);
        }
        let present: HashSet<&Digest> = self.present.iter().collect();
        let is_there = |digest: &Digest| present.contains(digest) || held.find(digest).is_some();
        for (digest, document) in known.all().filter(|(digest, _)| !is_there(digest)) {
            // Nor is a source of too many links heard.
            let _ = closure.learn(digest, document);
            closure.lacks(digest);
        }
        // Documents that were not given are not there, and what is about them hangs in the air.
        held.links().filter(|digest| !is_there(digest)).for_each(|digest| closure.lacks(&digest));
        loop {
            let needs = closure.needs().into_iter().map(|need| need.digest).filter(|digest| !present.contains(digest));
            let needs: Vec<Digest> = needs.collect();
            if needs.is_empty() {
                break;
            }
            for digest in needs {
                match held.find(&digest) {
                    Some(document) if closure.provide(&digest, document).is_ok() => {}
                    Some(_) => closure.leaf(&digest),
                    None => closure.lacks(&digest),
                }
            }
        }
        if self.blobs.is_some() {
            closure.lacks_rest();
        }
        closure
    }
}

/// Why a document that is known elsewhere is missing.
fn missing(document: &Document, held: &Held<'_>, others: &Instead<'_, '_>) -> Vec<Unresolved> {
    let mut reasons: Vec<Unresolved> = list_missing(document, held).into_iter().collect();
    reasons.extend(others.of(document));
    if reasons.is_empty() { vec![Unresolved::NotCopied { kind: document.kind() }] } else { reasons }
}

/// What a document that is there lacks. Blobs that nobody looked for are one reason together.
fn reasons(gaps: &[Gap<'_>], held: &Held<'_>) -> Vec<Unresolved> {
    let mut reasons = Vec::new();
    let mut unchecked = 0;
    for gap in gaps {
        let digest = gap.digest.clone();
        match (gap.kind, gap.needed_by) {
            (GapKind::Unchecked, _) => unchecked += 1,
            (GapKind::Foreign, _) => reasons.push(Unresolved::ForeignLayer { digest }),
            (GapKind::Unverified, _) => reasons.push(Unresolved::Unverified { digest }),
            (GapKind::Unread, _) | (_, None) => reasons.push(Unresolved::Unread { digest }),
            (_, Some((by, LinkKind::Entry, entry))) => {
                let platform = held.find(by).and_then(|index| platform(index, entry));
                reasons.push(Unresolved::ChildMissing { digest, entry, platform });
            }
            (_, Some((by, kind, place))) => {
                reasons.push(Unresolved::BlobMissing { digest, needed_by: by.clone(), pointer: kind.pointer(place) });
            }
        }
    }
    if unchecked > 0 {
        reasons.push(Unresolved::BlobsUnchecked { blobs: unchecked });
    }
    reasons
}
