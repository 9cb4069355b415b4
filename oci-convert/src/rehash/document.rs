//! One document: what it names, and its text with other digests.

use crate::held::{At, Held, Reader};
use crate::image::BlobName;
use crate::notes::Notes;
use crate::report::{Change, DigestRole, Report};
use crate::steps::entries::label;
use crate::steps::read::check_unambiguous;
use crate::{Cause, Causes, Error, ErrorKind, Format, Oddity, OddityCode, Part, Source, Stage, in_place, tools};
use bytes::Bytes;
use oci_digest::{Algorithm, Digest};
use oci_spec_types::attestation;
use oci_spec_types::{Annotations, ClaimedDigest, Descriptor, Limits, MediaType, oci};
use std::collections::HashMap;

/// A document of the tree.
#[derive(Debug, Clone)]
pub(super) struct Node(Option<Box<Read>>);

#[derive(Debug, Clone)]
struct Read {
    source: Source,
    format: Format,
    says: Says,
}

#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "it is boxed")]
enum Says {
    Manifest(oci::Manifest),
    Index(oci::Index),
}

/// What has which name now.
#[derive(Debug)]
pub(super) struct Names<'a> {
    pub blobs: &'a HashMap<Digest, Digest>,
    pub documents: HashMap<Digest, Descriptor>,
    pub data: HashMap<Digest, Bytes>,
}

pub(super) struct Rewriting {
    pub bytes: Bytes,
    pub report: Report,
}

const AT: At = At { stage: Stage::Parse, part: Part::Manifest };

impl Node {
    /// One that is asked for.
    pub(super) fn wanted() -> Self {
        Self(None)
    }

    pub(super) fn is_wanted(&self) -> bool {
        self.0.is_none()
    }

    pub(super) fn read(source: &Source, limits: &Limits) -> Result<Self, Error> {
        let reader = Reader { limits: *limits, always_go: false };
        reader.check_size(Stage::Parse, Part::Manifest, source.bytes.len())?;
        let (format, says) = if let Some(format) = Format::of_index_media_type(&source.media_type) {
            let held: Held<oci::Index> = reader.read_whole(AT, &source.bytes)?;
            check_unambiguous(&held, source, &["manifests"], &Notes::default())?;
            (format, Says::Index(held.model))
        } else {
            let format = Format::of_media_type(&source.media_type).filter(|format| *format != Format::DockerV2S1);
            let Some(format) = format else {
                let text = format!("found {:?}, expected a manifest or index", source.media_type.as_str());
                return Err(Error::parse(ErrorKind::UnsupportedConversion, Part::Manifest, "", text));
            };
            let held: Held<oci::Manifest> = reader.read_whole(AT, &source.bytes)?;
            check_unambiguous(&held, source, &["config", "layers"], &Notes::default())?;
            in_place::check(&source.bytes, &held.model)?;
            (format, Says::Manifest(held.model))
        };
        Ok(Self(Some(Box::new(Read { source: source.clone(), format, says }))))
    }

    pub(super) fn media_type(&self) -> &MediaType {
        static NONE: MediaType = MediaType::from_static("");
        self.0.as_ref().map_or(&NONE, |read| &read.source.media_type)
    }

    /// Everything that it names, the config first.
    pub(super) fn descriptors(&self) -> impl Iterator<Item = &Descriptor> {
        let (config, list) = match self.0.as_ref().map(|read| &read.says) {
            Some(Says::Manifest(manifest)) => (Some(&manifest.config), manifest.layers.as_slice()),
            Some(Says::Index(index)) => (None, index.manifests.as_slice()),
            None => (None, [].as_slice()),
        };
        config.into_iter().chain(list)
    }

    /// The same, and whether it is a document that names others.
    pub(super) fn named(&self) -> impl Iterator<Item = (&Descriptor, bool)> {
        let is_index = matches!(self.0.as_ref().map(|read| &read.says), Some(Says::Index(_)));
        self.descriptors()
            .map(move |own| (own, is_index && (own.media_type.is_manifest() || own.media_type.is_index())))
    }

    /// The documents that it names, and the one that it is about.
    pub(super) fn about_or_named(&self) -> impl Iterator<Item = &Descriptor> {
        let subject = self.0.as_ref().and_then(|read| read.subject());
        self.named().filter(|(_, is_document)| *is_document).map(|(own, _)| own).chain(subject)
    }

    pub(super) fn rewrite(&self, before: &Digest, names: &Names<'_>, to: &Algorithm) -> Result<Rewriting, Error> {
        let Some(read) = &self.0 else {
            return Err(Error::convert(
                ErrorKind::NotProvided,
                Part::Manifest,
                "",
                format!("{before} was not provided"),
            ));
        };
        let mut notes = Rows::default();
        let source = &read.source.bytes;
        let bytes = match &read.says {
            Says::Manifest(manifest) => {
                let after = rewrite_manifest(manifest, names, &mut notes);
                in_place::manifest(source, manifest, &after)?
            }
            Says::Index(index) => {
                let after = rewrite_index(index, names, &mut notes);
                let text = in_place::index(source, index, &after)?;
                text.ok_or_else(|| {
                    Error::convert(
                        ErrorKind::AmbiguousManifest,
                        Part::Manifest,
                        "/manifests",
                        "cannot be edited in its text",
                    )
                })?
            }
        };
        let digest = to.digest(&bytes);
        let digest =
            digest.map_err(|error| Error::convert(ErrorKind::InvalidDigest, Part::Manifest, "", error.to_string()))?;
        Ok(Rewriting { report: read.report(before, &digest, *bytes == **source, notes), bytes: bytes.into() })
    }
}

/// The rows of the report, and why the document itself changes.
#[derive(Default)]
struct Rows {
    rows: Vec<Change>,
    causes: Causes,
    oddities: Vec<Oddity>,
}

impl Rows {
    /// A descriptor names something else now.
    fn row(&mut self, role: DigestRole, before: &Descriptor, after: &Descriptor, causes: [Cause; 3]) -> Change {
        let [of_document, changed, same] = causes;
        let differs = before.digest != after.digest;
        if differs {
            self.causes.push(of_document);
        }
        let cause = if differs { changed } else { same };
        Change::of(role, Some(BlobName::of(before)), Some(BlobName::of(after)), cause)
    }
}

impl Read {
    fn subject(&self) -> Option<&Descriptor> {
        match &self.says {
            Says::Manifest(manifest) => manifest.subject.as_deref(),
            Says::Index(index) => index.subject.as_deref(),
        }
    }

    fn report(&self, before: &Digest, after: &Digest, is_same: bool, notes: Rows) -> Report {
        let (kind, role) = match self.says {
            Says::Manifest(_) => (self.format.kind(), DigestRole::Manifest),
            Says::Index(_) => (self.format.index_kind(), DigestRole::Index),
        };
        let mut report = Report::new(kind, kind, tools::NEUTRAL);
        let cause = if before == after { Cause::BytesKept } else { Cause::OtherAlgorithm };
        let own = Change::new(role, Some(before.into()), Some(after.into()), cause)
            .typed(Some(self.source.media_type.clone()), Some(self.source.media_type.clone()));
        let also = (!is_same && before.algorithm_str() != after.algorithm_str()).then_some(Cause::OtherAlgorithm);
        report.digests.push(if is_same { own } else { own.because(notes.causes.iter().copied().chain(also)) });
        report.digests.extend(notes.rows);
        report.oddities = notes.oddities;
        report
    }
}

/// A blob has its new digest.
fn rename_blob(descriptor: &mut Descriptor, names: &Names<'_>) {
    if let Some(new) = descriptor.digest.valid().and_then(|old| names.blobs.get(&old)) {
        descriptor.digest = new.into();
    }
}

/// A document has its new digest and size, and its new bytes where these are embedded. Returns whether it has a new name.
fn rename_document(descriptor: &mut Descriptor, names: &Names<'_>) -> bool {
    let Some(old) = descriptor.digest.valid() else { return false };
    let Some(new) = names.documents.get(&old) else { return false };
    if descriptor.data.is_some()
        && let Some(bytes) = names.data.get(&old)
    {
        *descriptor = std::mem::take(descriptor).with_data(bytes);
    }
    (descriptor.digest, descriptor.size) = (new.digest.clone(), new.size);
    true
}

fn rename_subject(subject: &mut Option<Box<Descriptor>>, names: &Names<'_>, notes: &mut Rows) {
    let Some(own) = subject.as_deref_mut() else { return };
    let before = own.clone();
    if !rename_document(own, names) {
        let text = "it was not rewritten";
        notes.oddities.push(Oddity::new(Part::Manifest, "/subject", OddityCode::OldDigest, text));
    }
    let row =
        notes.row(DigestRole::Subject, &before, own, [Cause::SubjectEdited, Cause::SubjectEdited, Cause::BytesKept]);
    notes.rows.push(row);
}

fn rewrite_manifest(manifest: &oci::Manifest, names: &Names<'_>, notes: &mut Rows) -> oci::Manifest {
    let mut after = manifest.clone();
    rename_subject(&mut after.subject, names, notes);
    rename_blob(&mut after.config, names);
    let causes = [Cause::ConfigDigest, Cause::OtherAlgorithm, Cause::BlobKept];
    let row = notes.row(DigestRole::Config, &manifest.config, &after.config, causes);
    notes.rows.push(row);
    for (position, (old, new)) in manifest.layers.iter().zip(&mut after.layers).enumerate() {
        rename_blob(new, names);
        let causes = [Cause::LayerDigests, Cause::OtherAlgorithm, Cause::BlobKept];
        let row = notes.row(DigestRole::Layer, old, new, causes).at(position);
        notes.rows.push(row);
    }
    after
}

fn rewrite_index(index: &oci::Index, names: &Names<'_>, notes: &mut Rows) -> oci::Index {
    let mut after = index.clone();
    rename_subject(&mut after.subject, names, notes);
    for (position, (old, new)) in index.manifests.iter().zip(&mut after.manifests).enumerate() {
        if !rename_document(new, names) {
            rename_blob(new, names);
        }
        let causes = [Cause::ChildDigests, Cause::ChildConverted, Cause::ChildKept];
        let row = notes.row(DigestRole::Child, old, new, causes).at(position).labelled(label(old));
        notes.rows.push(row);
    }
    let becomes: HashMap<&ClaimedDigest, &ClaimedDigest> =
        index.manifests.iter().zip(&after.manifests).map(|(old, new)| (&old.digest, &new.digest)).collect();
    let annotations: Vec<Annotations> =
        index.manifests.iter().map(|entry| followed(&entry.annotations, &becomes)).collect();
    let is_renamed = |about: &ClaimedDigest| becomes.get(about).is_some_and(|new| *new != about);
    for (position, entry) in index.manifests.iter().enumerate() {
        let about = attestation::reference(entry).filter(attestation::EntryReference::is_attestation);
        if let Some(about) = about.filter(|about| is_renamed(&about.about)) {
            let text = format!("its statements are about {}", about.about);
            let pointer = format!("/manifests/{position}");
            notes.oddities.push(Oddity::new(Part::Manifest, pointer, OddityCode::StaleStatement, text));
        }
    }
    for (entry, annotations) in after.manifests.iter_mut().zip(annotations) {
        if entry.annotations != annotations {
            notes.causes.push(Cause::Annotations);
            entry.annotations = annotations;
        }
    }
    after
}

/// The annotations of an entry; a value that is the digest of an entry is its new digest.
fn followed(annotations: &Annotations, becomes: &HashMap<&ClaimedDigest, &ClaimedDigest>) -> Annotations {
    let mut followed = annotations.clone();
    for (key, value) in annotations.iter() {
        let digest = ClaimedDigest::from(value.clone());
        if let (Some(_), Some(new)) = (digest.valid(), becomes.get(&digest)) {
            followed.insert(key, new.to_string());
        }
    }
    followed
}
