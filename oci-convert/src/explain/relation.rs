//! The answers.

use super::{Found, Spelling, stated};
use crate::Cause;
use crate::codes::codes;
use crate::report::{Change, DigestRole};
use oci_spec_types::{Descriptor, Document, Text, View};
use serde::Serialize;

/// One of the two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Which {
    /// The first.
    A,
    /// The second.
    B,
}

impl Which {
    /// Whose layers are all shared while the other has more.
    pub(super) fn shorter(shared: usize, a: usize, b: usize) -> Option<Self> {
        match () {
            () if shared == a && a < b => Some(Self::A),
            () if shared == b && b < a => Some(Self::B),
            () => None,
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// How two documents relate. Relations are tried in this order, the first that holds is the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Relation {
    /// The same bytes.
    Identical,
    /// The same schema 1 manifest with other signatures, or without. Signatures are no part of the digest.
    Signatures,
    /// The same document, spelt otherwise.
    Respelt(Spelling),
    /// One is an index or list, the other stands in it.
    Child {
        /// Which one is the index.
        index: Which,
        /// The place of the entry, from 0.
        entry: usize,
        /// The platform of the entry, for people.
        platform: Text,
        /// How many entries the index has.
        of: usize,
    },
    /// One is the config of the other.
    ConfigOf {
        /// Which one is the config.
        config: Which,
    },
    /// One is about the other: a signature, an SBOM, an attestation.
    Refers {
        /// Which one is the subject.
        subject: Which,
    },
    /// Two indexes or lists with the same children, in the two families' schemas.
    IndexConverted,
    /// Two indexes or lists with the same children, which say other things about them or stand in another order.
    IndexEdited,
    /// Two indexes or lists that share children.
    SharedChildren {
        /// How many entries of the first are in the second.
        shared: usize,
        /// How many are only in the first.
        only_a: usize,
        /// How many are only in the second.
        only_b: usize,
    },
    /// Two indexes or lists for exactly the same platforms, of which no child is the same.
    ChildrenChanged {
        /// How many platforms both have.
        platforms: usize,
    },
    /// The same image in two schemas: one was converted from the other.
    Converted {
        /// Whether config and image ID stayed the same; `None` when one of the schemas has no config.
        same_config: Option<bool>,
    },
    /// The same image, config and image ID included, with layers that are compressed otherwise.
    Recompressed {
        /// How many layers are other blobs.
        layers: usize,
        /// How many layers there are.
        of: usize,
    },
    /// The same image, converted to another schema and with layers that are compressed otherwise.
    ConvertedAndRecompressed {
        /// How many layers are other blobs.
        layers: usize,
        /// How many layers there are.
        of: usize,
    },
    /// The same schema 1 image under another name or tag.
    Renamed,
    /// The same config and the same layers; what else the manifests say differs.
    ManifestEdited,
    /// The same layers, another config: another image ID.
    ConfigChanged,
    /// Two images on the same base.
    SharesBase {
        /// How many layers both begin with.
        layers: usize,
        /// Which one consists of nothing but these: the parent image of the other.
        parent: Option<Which>,
    },
    /// Other content.
    Different,
}

codes! {
    /// What follows from a relation.
    pub enum Note {
        /// The config lists the diffIDs, so the layers have the same ones.
        SameDiffIds = "same-diff-ids",
            "the layers have the same diffIDs, because both manifests name the same config, which lists them";
        /// The image ID is the digest of the config.
        SameImageId = "same-image-id", "the image ID is the same: it is the digest of the config";
        /// Nothing but layers differs.
        OnlyLayers = "only-layers", "nothing else differs";
        /// Compressed bytes are not reproducible.
        EncoderDecides = "encoder-decides",
            "compressed layers have another digest with each encoder, version and level; the uncompressed ones do not";
        /// Whether layers without a shared config have the same content is told by the configs.
        AskConfigs = "ask-configs", "whether the layers hold the same files is told by the diffIDs in the two configs";
        /// A digest pins an index or one child, never both.
        PinnedOne = "pinned-one",
            "whoever pins the digest of the index needs the index: a copy of this child alone does not have that digest";
        /// A mirror must hold all of it.
        MirrorAll = "mirror-all", "a mirror must hold the index and every child that it names";
        /// A child image does not name its parent.
        ParentNotNamed = "parent-not-named",
            "an image has the layers of its parent, but names neither the parent's manifest nor its config";
        /// Schema 1 manifests are made for one name.
        NameInside = "name-inside", "schema 1 manifests hold repository name and tag, so each name has its own digest";
        /// Only the payload of signed schema 1 manifests is digested.
        PayloadOnly = "payload-only", "the digest of a signed schema 1 manifest covers its payload only";
        /// Child media types are another matter.
        ChildTypesKept = "child-types-kept", "the children are the same documents and keep their media types";
        /// A config that was written anew.
        ConfigRewritten = "config-rewritten",
            "the config was written anew, so the image ID is another one; the layers are the same";
        /// Attestations follow the image they are about.
        AttestationsFollow = "attestations-follow", "attestations name the digest of their image, so they change with it";
    }
}

/// One document names the other.
pub(super) fn containment(a: &Document, b: &Document, found: &mut Found) -> Option<Relation> {
    contains(a, b, Which::A, found).or_else(|| contains(b, a, Which::B, found))
}

fn contains(outer: &Document, inner: &Document, which: Which, found: &mut Found) -> Option<Relation> {
    let digest = inner.digest().ok()?;
    let position = |entries: &[Descriptor]| entries.iter().position(|entry| entry.digest.is(&digest));
    let row = |role: DigestRole, descriptor: &Descriptor, cause: Cause| {
        Change::new(role, Some(stated(descriptor)), Some(stated(descriptor)), cause)
    };
    if let Some(entries) = super::index::entries(outer) {
        let entry = position(entries)?;
        let platform = super::index::platform(&entries[entry]);
        for (at, own) in entries.iter().enumerate() {
            let (before, after, cause) = match (which, at == entry) {
                (_, true) => (Some(stated(own)), Some(stated(own)), Cause::ChildKept),
                (Which::A, false) => (Some(stated(own)), None, Cause::ChildRemoved),
                (Which::B, false) => (None, Some(stated(own)), Cause::ChildAdded),
            };
            let change = Change::new(DigestRole::Child, before, after, cause).at(at);
            found.digests.push(change.labelled(super::index::platform(own)));
        }
        found.notes.extend([Note::PinnedOne, Note::MirrorAll]);
        return Some(Relation::Child { index: which, entry, platform, of: entries.len() });
    }
    let (config, subject) = match outer.view() {
        View::OciManifest(manifest) => (Some(&manifest.config), manifest.subject.as_deref()),
        View::DockerManifest(manifest) => (Some(&manifest.config), None),
        View::ArtifactManifest(manifest) => (None, manifest.subject.as_deref()),
        _ => (None, None),
    };
    if let Some(config) = config.filter(|config| config.digest.is(&digest)) {
        found.digests.push(row(DigestRole::Config, config, Cause::BytesKept));
        return Some(Relation::ConfigOf { config: which.other() });
    }
    if let Some(subject) = subject.filter(|subject| subject.digest.is(&digest)) {
        found.digests.push(row(DigestRole::Subject, subject, Cause::BytesKept));
        return Some(Relation::Refers { subject: which.other() });
    }
    None
}
