//! Attestations both ways: BuildKit's entries in an index become referrers with a subject, and back.
//!
//! In an index an attestation is an entry for no platform, with annotations that say which other entry it is about. A
//! referrer is a manifest of its own with that one as its `subject`, which registries list. Statements are stored alike, so
//! only manifests and the index are made anew.
//!
//! ```
//! use oci_convert::referrers::{AttestationForm, from_index, into_index};
//! use oci_convert::{Source, tools};
//! use oci_spec_types::{Descriptor, MediaType, Model, Platform, annotation, attestation, oci};
//!
//! let image = Descriptor::of(MediaType::OCI_MANIFEST, b"an image").with_platform(Platform::new("linux", "amd64"));
//! let statement = Descriptor::of(MediaType::IN_TOTO, b"{}")
//!     .with_annotation(attestation::PREDICATE_TYPE, "https://slsa.dev/provenance/v1");
//! let old = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, b"{}"), vec![statement.clone()]).to_json();
//! let entry = Descriptor::of(MediaType::OCI_MANIFEST, &old)
//!     .with_annotation(annotation::REFERENCE_TYPE, attestation::KIND_ATTESTATION)
//!     .with_annotation(annotation::REFERENCE_DIGEST, image.digest.to_string())
//!     .with_platform(Platform::new("unknown", "unknown"));
//! let index = oci::Index::new(vec![image.clone(), entry]).to_json();
//!
//! let taken = from_index(Source::new(index, MediaType::OCI_INDEX), &[old.into()], &tools::BUILDKIT)?;
//! assert_eq!(oci::Index::parse(taken.index.bytes.clone())?.manifests, [image.clone()]);
//! let referrer = oci::Manifest::parse(taken.referrers[0].bytes.clone())?;
//! assert_eq!((referrer.subject.unwrap().digest, referrer.layers), (image.digest.clone(), vec![statement]));
//!
//! let referrers = [taken.referrers[0].bytes.clone()];
//! let back = into_index(Source::from(&taken.index), &referrers, AttestationForm::Artifact, &tools::BUILDKIT)?;
//! let entries = oci::Index::parse(back.index.bytes)?.manifests;
//! assert_eq!(attestation::reference(&entries[1]).unwrap().about, image.digest);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::by_digest::ByDigest;
use crate::compose::attestation::{as_entry, attestation};
use crate::held::{At, Held, Reader};
use crate::{Config, Converted, EntryEdit, Error, ErrorKind, Format, Part, Request, Source, Stage, Tool, tools};
use bytes::Bytes;
use oci_digest::Digest;
use oci_spec_types::attestation::{predicates, reference};
use oci_spec_types::{Annotations, Blob, ClaimedDigest, Descriptor, Document, MediaType, Referrer, oci};
use std::collections::HashMap;

/// How an attestation is stored in an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttestationForm {
    /// As an artifact with a subject, which is a referrer as well: what BuildKit writes by default since 2026. A referrer
    /// stays what it is, and its entry states its artifact type.
    Artifact,
    /// As something that looks like an image for no platform: what BuildKit wrote before, and what old registries take.
    Image,
}

/// The attestations of an index, taken out of it or put into it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Moved {
    /// The index, written as [`tools::MINIMAL`] does.
    pub index: Converted,
    /// The manifests of the attestations, in the order of their entries, or as they were given.
    pub referrers: Vec<MovedAttestation>,
}

/// A manifest of an attestation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MovedAttestation {
    /// The digest that it had.
    pub before: Digest,
    /// What it is about, as the index names it.
    pub subject: Descriptor,
    /// The manifest.
    pub bytes: Bytes,
    /// What names it: the entry in the list of referrers, or in the index.
    pub entry: Descriptor,
    /// Blobs that it names and the old one did not: the config.
    pub extra_blobs: Vec<Blob>,
}

/// Takes the attestations out of an index: each becomes a referrer of the image that it is about.
///
/// `manifests`: those of the attestations, in any order; others are not looked at. One that has the image as its subject
/// already keeps its bytes. Of another one the layers are kept, and the rest is written by the tool as it writes artifacts;
/// of its config, which says nothing about the image, nothing is left. Documents are read within
/// [`oci_spec_types::Limits::default`].
///
/// # Errors
/// When the index cannot be read, the manifest of an attestation is missing or of Docker's format, which has no subject, or
/// the image is not in the index; when the tool composes no artifacts.
pub fn from_index(index: impl Into<Source>, manifests: &[Bytes], tool: &'static Tool) -> Result<Moved, Error> {
    let source = index.into();
    let entries = entries_of(&source)?;
    let by_digest: HashMap<&ClaimedDigest, &Descriptor> = entries.iter().map(|entry| (&entry.digest, entry)).collect();
    let given = ByDigest::new(manifests);
    let (mut referrers, mut edits) = (Vec::new(), Vec::new());
    for (position, entry) in entries.iter().enumerate() {
        let Some(about) = reference(entry).filter(oci_spec_types::attestation::EntryReference::is_attestation) else {
            continue;
        };
        let at = || format!("/manifests/{position}");
        let refuse = |kind, text: String| Error::convert(kind, Part::Manifest, at(), text);
        let Some(image) = by_digest.get(&about.about) else {
            return Err(refuse(
                ErrorKind::InstanceNotFound,
                format!("it is about {}, which is not in the index", about.about),
            ));
        };
        if Format::of_media_type(&entry.media_type) != Some(Format::Oci) {
            return Err(refuse(ErrorKind::SubjectNotRepresentable, format!("found {}", entry.media_type)));
        }
        let found = entry.digest.valid().and_then(|digest| given.find(&digest).cloned().map(|found| (digest, found)));
        let Some((before, bytes)) = found else {
            return Err(refuse(ErrorKind::NotProvided, format!("the manifest {} must be provided", entry.digest)));
        };
        let manifest = read::<oci::Manifest>(&bytes)?;
        let (media_type, digest, size) = (image.media_type.clone(), image.digest.clone(), image.size);
        let subject = Descriptor { media_type, digest, size, ..Descriptor::default() };
        let is_referrer = manifest.subject.as_ref().is_some_and(|own| own.digest == image.digest);
        let (bytes, extra_blobs) = if is_referrer {
            (bytes, Vec::new())
        } else {
            let composed = attestation(subject.clone(), manifest.layers, true, tool)?;
            let config = composed.config.and_then(Config::into_blob);
            (composed.bytes, composed.extra_blobs.into_iter().chain(config).collect())
        };
        edits.push(EntryEdit::Remove(entry.digest.clone()));
        let entry = listed(&bytes)?;
        referrers.push(MovedAttestation { before: before.clone(), subject, bytes, entry, extra_blobs });
    }
    Ok(Moved { index: edited(source, edits)?, referrers })
}

/// Puts referrers into the index of their images, as entries after all others.
///
/// `referrers`: manifests whose layers are statements, and whose subjects are entries of the index. The subject stays in an
/// [`AttestationForm::Artifact`]; the other form is written by the tool as it writes it. Documents are read within
/// [`oci_spec_types::Limits::default`].
///
/// # Errors
/// When the index cannot be read or is a Docker list, a referrer cannot be read, has no statement, or is about nothing in
/// the index; when the tool does not compose that form.
pub fn into_index(
    index: impl Into<Source>,
    referrers: &[Bytes],
    form: AttestationForm,
    tool: &'static Tool,
) -> Result<Moved, Error> {
    let source = index.into();
    let entries = entries_of(&source)?;
    let by_digest: HashMap<&ClaimedDigest, &Descriptor> = entries.iter().map(|entry| (&entry.digest, entry)).collect();
    let (mut moved, mut edits) = (Vec::new(), Vec::new());
    for bytes in referrers {
        let manifest = read::<oci::Manifest>(bytes)?;
        let before = Digest::sha256(bytes);
        let refuse = |kind, text: String| Error::convert(kind, Part::Manifest, "", format!("referrer {before} {text}"));
        if predicates(&manifest).next().is_none() {
            return Err(refuse(ErrorKind::UnsupportedConversion, "has no layer that is a statement".to_owned()));
        }
        let subject = manifest.subject.as_ref().map(|subject| subject.digest.clone()).unwrap_or_default();
        let Some((image, digest)) = by_digest.get(&subject).and_then(|image| Some((*image, image.digest.valid()?)))
        else {
            return Err(refuse(
                ErrorKind::InstanceNotFound,
                format!("is about {subject:?}, which is not in the index"),
            ));
        };
        let (bytes, entry, extra_blobs) = match form {
            AttestationForm::Artifact => {
                let listed = listed(bytes)?;
                // Annotations of the manifest are for the list of referrers.
                let plain = Descriptor { annotations: Annotations::new(), ..listed };
                (bytes.clone(), as_entry(plain, &digest), Vec::new())
            }
            AttestationForm::Image => {
                let composed = attestation(image.clone(), manifest.layers, false, tool)?;
                let config = composed.config.and_then(Config::into_blob);
                (composed.bytes, composed.descriptor, composed.extra_blobs.into_iter().chain(config).collect())
            }
        };
        edits.push(EntryEdit::Insert(Box::new(entry.clone())));
        moved.push(MovedAttestation { before, subject: image.clone(), bytes, entry, extra_blobs });
    }
    Ok(Moved { index: edited(source, edits)?, referrers: moved })
}

fn edited(source: Source, edits: Vec<EntryEdit>) -> Result<Converted, Error> {
    Request::edit().as_tool(tools::NEUTRAL).entries(edits).plan(source)?.finish()
}

fn entries_of(source: &Source) -> Result<Vec<Descriptor>, Error> {
    if source.media_type != MediaType::OCI_INDEX {
        let text = format!("found {:?}, expected an OCI index", source.media_type.as_str());
        return Err(Error::parse(ErrorKind::UnsupportedConversion, Part::Manifest, "", text));
    }
    Ok(read::<oci::Index>(&source.bytes)?.manifests)
}

fn read<T: oci_spec_types::Model>(bytes: &Bytes) -> Result<T, Error> {
    let held: Held<T> = Reader::default().read_whole(At { stage: Stage::Parse, part: Part::Manifest }, bytes)?;
    Ok(held.model)
}

/// The entry of a referrer in the list of referrers.
fn listed(bytes: &Bytes) -> Result<Descriptor, Error> {
    let refuse = |error: String| Error::convert(ErrorKind::InvalidJson, Part::Manifest, "", error);
    let document = Document::parse(bytes.clone()).map_err(|error| refuse(error.to_string()))?;
    let referrer = Referrer::of(&document).map_err(|error| refuse(error.to_string()))?;
    referrer
        .map(|own| own.entry)
        .ok_or_else(|| refuse("found no subject in what was composed as a referrer".to_owned()))
}
