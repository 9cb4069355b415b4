//! Edits of an index that change as little of its text as can be.

use super::account::{self, Child, Contents, Made};
use super::{ConvertedIndex, IndexConversion, IndexFormat, Placed, format_of, minimal, placed};
use crate::ledger::Ledger;
use crate::report::{Change, DigestRole};
use crate::{Cause, Error, ErrorKind, LossReason, OddityCode, Part, Profile, Source, Stage};
use bytes::Bytes;
use oci_digest::{Digest, ManifestDigest};
use oci_platform::{Keep, Selector};
use oci_spec_types::{ClaimedDigest, Descriptor, MediaType, Model, Style, Text, oci};
use std::collections::{BTreeMap, HashMap};

/// Surgery on an index or list: keeps some platforms, adds, replaces and removes children, merges with another index.
///
/// What is not touched stays as it is, unknown members, member order and blanks included. Without an edit the bytes are
/// those of the source.
///
/// ```
/// use oci_convert::Source;
/// use oci_convert::index::Surgery;
/// use oci_platform::{Keep, Policy, Selector};
/// use oci_spec_types::MediaType;
///
/// let index = br#"{
///   "schemaVersion": 2,
///   "manifests": [
///     {"digest": "sha256:6e7f0459dc4c93970c8207f0640ebf0f85a5be180e0981a8a20426dd456f16c7", "platform": {"os": "linux", "architecture": "amd64"}, "size": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json"},
///     {"digest": "sha256:fdf235fa167d2aa5d820fba274ec1d2edeb0534bd32d28d602a19b31bad79b80", "platform": {"os": "linux", "architecture": "arm64"}, "size": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json"}
///   ]
/// }"#;
/// let arm = Selector::new("linux/arm64".parse()?).policy(Policy::CONTAINERD_STRICT);
/// let mut surgery = Surgery::on(Source::new(&index[..], MediaType::OCI_INDEX))?;
/// surgery.keep(&arm, Keep::Best)?;
/// let smaller = surgery.finish();
/// assert_eq!(smaller.report.to_string().matches("platform not kept").count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Surgery {
    source: Source,
    format: IndexFormat,
    index: oci::Index,
    entries: Placed<Descriptor>,
    old: Vec<Child>,
    ledger: Ledger,
    /// Why entries of the source are gone or others, by their places.
    causes: BTreeMap<usize, Cause>,
    /// The indexes that were merged into this one.
    merged: Vec<(Text, MediaType)>,
    edited: bool,
}

impl Surgery {
    /// Begins with an index or list.
    ///
    /// # Errors
    /// When the source can not be read, or is no list of manifests.
    pub fn on(source: impl Into<Source>) -> Result<Self, Error> {
        let source = source.into();
        let format = format_of(&source)?;
        let mut index = minimal::read(&source)?;
        let entries = std::mem::take(&mut index.manifests).into_iter().enumerate();
        let entries: Placed<Descriptor> = entries.map(|(at, entry)| (Some(at), entry)).collect();
        let old = entries.iter().map(|(_, entry)| Child::of(entry)).collect();
        let (ledger, causes) = (Ledger::default(), BTreeMap::new());
        Ok(Self { source, format, index, entries, old, ledger, causes, merged: Vec::new(), edited: false })
    }

    /// The entries as they are now.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Descriptor> {
        self.entries.iter().map(|(_, entry)| entry)
    }

    /// Keeps the entries that fit the platforms of a selector, with their attestations.
    ///
    /// # Errors
    /// When no entry fits one of the platforms, or whether one fits is told only by its config or its own entries. Nothing
    /// is changed then.
    pub fn keep(&mut self, selector: &Selector, keep: Keep) -> Result<(), Error> {
        let entries: Vec<&Descriptor> = self.entries().collect();
        let filtered = selector.filter(&entries, keep);
        if let Some(platform) = filtered.unserved.first() {
            let text = format!("no entry fits {}/{}", platform.os, platform.architecture);
            return Err(Error::new(ErrorKind::InstanceNotFound, Stage::Edit, Part::Manifest, "/manifests", text));
        }
        if let Some(at) = filtered.undecided.first() {
            let text = "has no platform: its config tells whether it fits";
            let pointer = format!("/manifests/{at}");
            return Err(Error::new(ErrorKind::PlatformRequired, Stage::Edit, Part::Manifest, pointer, text));
        }
        self.retain(|at, _| filtered.kept.contains(&at), Cause::PlatformDropped);
        Ok(())
    }

    /// Keeps the entries for which `keep` says so.
    pub fn keep_where(&mut self, mut keep: impl FnMut(&Descriptor) -> bool) {
        self.retain(|_, entry| keep(entry), Cause::ChildRemoved);
    }

    fn retain(&mut self, mut keep: impl FnMut(usize, &Descriptor) -> bool, cause: Cause) {
        let entries = std::mem::take(&mut self.entries);
        for (at, (place, entry)) in entries.into_iter().enumerate() {
            if keep(at, &entry) {
                self.entries.push((place, entry));
                continue;
            }
            self.edited = true;
            if let Some(place) = place {
                let pointer = format!("/manifests/{place}");
                self.ledger.lose(Part::Manifest, pointer, &entry.to_json(), LossReason::Asked);
                self.causes.insert(place, cause);
            }
        }
    }

    /// Adds a child behind all others.
    ///
    /// # Errors
    /// When a Docker list is to hold an entry without a platform, or there is an entry with this digest already.
    pub fn add(&mut self, child: Descriptor) -> Result<(), Error> {
        let refuse = |kind, text: String| Err(Error::new(kind, Stage::Edit, Part::Manifest, "/manifests", text));
        if self.format == IndexFormat::Docker && child.platform.is_none() {
            return refuse(ErrorKind::PlatformRequired, "Docker lists state a platform for each entry".to_owned());
        }
        if self.entries().any(|entry| entry.digest == child.digest) {
            return refuse(ErrorKind::InvalidDigest, format!("there is an entry with {} already", child.digest));
        }
        self.entries.push((None, child));
        self.edited = true;
        Ok(())
    }

    /// Puts another child in the place of the first one with a digest. Where the new one has no platform, it has that of
    /// the old one.
    ///
    /// # Errors
    /// When no entry has the digest.
    pub fn replace(&mut self, old: &Digest, mut child: Descriptor) -> Result<(), Error> {
        let at = self.position(old)?;
        let Some((place, entry)) = self.entries.get_mut(at) else { return Ok(()) };
        if child.platform.is_none() {
            child.platform = entry.platform.take();
        }
        *entry = child;
        self.edited = true;
        if let Some(place) = place {
            self.causes.insert(*place, Cause::ChildReplaced);
        }
        Ok(())
    }

    /// Removes the first child with a digest.
    ///
    /// # Errors
    /// When no entry has the digest.
    pub fn remove(&mut self, digest: &Digest) -> Result<(), Error> {
        let at = self.position(digest)?;
        self.retain(|own, _| own != at, Cause::ChildRemoved);
        Ok(())
    }

    fn position(&self, digest: &Digest) -> Result<usize, Error> {
        self.entries.iter().position(|(_, entry)| entry.digest.is(digest)).ok_or_else(|| {
            let text = format!("no entry has the digest {digest}");
            Error::new(ErrorKind::InstanceNotFound, Stage::Edit, Part::Manifest, "/manifests", text)
        })
    }

    /// Adds the children of another index or list that are not there yet, and its annotations where there are none of the
    /// same name. Two children for one platform stay both, those of this index first.
    ///
    /// # Errors
    /// When the other can not be read or is no list of manifests, or one of its entries has no platform and this is a
    /// Docker list. Nothing is changed then.
    pub fn merge(&mut self, other: impl Into<Source>) -> Result<(), Error> {
        let other = other.into();
        format_of(&other)?;
        let index = minimal::read(&other)?;
        let needed = self.format == IndexFormat::Docker;
        if let Some(at) = index.manifests.iter().position(|entry| needed && entry.platform.is_none()) {
            return Err(super::platform_needed(at));
        }
        let mut there: HashMap<ClaimedDigest, Option<usize>> = HashMap::new();
        for (place, entry) in self.entries.iter().rev() {
            there.insert(entry.digest.clone(), *place);
        }
        for entry in index.manifests {
            match there.get(&entry.digest) {
                Some(Some(place)) => {
                    self.causes.insert(*place, Cause::Merged);
                }
                Some(None) => {}
                None => {
                    there.insert(entry.digest.clone(), None);
                    self.entries.push((None, entry));
                    self.edited = true;
                }
            }
        }
        for (key, value) in index.annotations.iter().filter(|_| self.format == IndexFormat::Oci) {
            if !self.index.annotations.contains_key(key) {
                self.index.annotations.insert(key, value.clone());
                self.edited = true;
            }
        }
        self.merged.push((Digest::sha256(&other.bytes).to_string().into(), other.media_type));
        Ok(())
    }

    /// The edited index.
    #[must_use]
    pub fn finish(mut self) -> ConvertedIndex {
        for (at, (_, entry)) in self.entries.iter().enumerate() {
            let family = entry.media_type.family();
            if family != self.format.media_type().family() && entry.media_type.is_manifest() {
                let pointer = format!("/manifests/{at}/mediaType");
                self.ledger.odd(Part::Manifest, pointer, OddityCode::MixedFamilies, entry.media_type.as_str());
            }
        }
        let new = placed(&self.entries);
        self.index.manifests = self.entries.into_iter().map(|(_, entry)| entry).collect();
        let bytes = if self.edited {
            Bytes::from(self.index.to_styled(Style::detect(&self.source.bytes)))
        } else {
            self.source.bytes.clone()
        };
        let subject = minimal::subject(&self.index);
        let contents = Contents { old: self.old, new, subject, keeps_subject: true };
        let made = Made { from: self.format, to: self.format, bytes, contents, ledger: self.ledger };
        let conversion = IndexConversion::update().profile(Profile::Minimal);
        let mut report = account::report(&conversion, &self.source, &made);
        for change in report.digests.iter_mut().filter(|change| change.role == DigestRole::Child) {
            let cause = change.before.as_ref().and(change.position).and_then(|place| self.causes.get(&place));
            match cause {
                // It is still there, and stands in the other index too.
                Some(Cause::Merged) if change.after.is_some() => change.causes.push(Cause::Merged),
                Some(cause) if change.before != change.after => change.causes = vec![*cause],
                _ => {}
            }
        }
        let merged = self.merged.into_iter();
        report.digests.extend(merged.map(|(digest, media_type)| {
            Change::new(DigestRole::Index, Some(digest), None, Cause::Merged).typed(Some(media_type), None)
        }));
        ConvertedIndex {
            digest: ManifestDigest::of(&made.bytes),
            bytes: made.bytes,
            media_type: self.format.media_type(),
            report,
        }
    }
}
