//! The answers.

use super::tree::Spelling;
use super::which::Which;
use crate::coded_enum::coded_enum;
use oci_spec_types::Text;
use serde::Serialize;

/// How two documents relate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Relation {
    /// The same bytes.
    Identical,
    /// The same document, spelt otherwise.
    Respelt(Spelling),
    /// The same schema 1 manifest with other signatures, or without. Signatures are no part of the digest.
    Signatures,
    /// The same schema 1 image under another name or tag.
    Renamed,
    /// The same config and the same layers; what else the manifests say differs.
    ManifestEdited,
    /// The same config, image ID included, with layers that are compressed otherwise.
    Recompressed {
        /// How many layers are other blobs.
        layers: usize,
        /// How many layers there are.
        of: usize,
    },
    /// The same image in two schemas, the layers the same.
    Converted {
        /// Whether config and image ID stayed the same; `None` when one of the schemas has no config.
        same_config: Option<bool>,
    },
    /// The same image in two schemas, with layers that are compressed otherwise.
    ConvertedAndRecompressed {
        /// How many layers are other blobs.
        layers: usize,
        /// How many layers there are.
        of: usize,
    },
    /// The second has the layers of the first encrypted.
    Encrypted {
        /// How many.
        layers: usize,
    },
    /// The second has the layers of the first decrypted.
    Decrypted {
        /// How many.
        layers: usize,
    },
    /// The same layers, another config: another image ID.
    ConfigChanged,
    /// Another config, and the layers compressed otherwise.
    ConfigChangedAndRecompressed {
        /// How many layers are other blobs.
        layers: usize,
        /// How many layers there are.
        of: usize,
    },
    /// Two images on the same base.
    SharesBase {
        /// How many layers both begin with.
        layers: usize,
        /// Which one consists of nothing but these: the parent image of the other.
        parent: Option<Which>,
    },
    /// The same upper layers on another base.
    Rebased {
        /// How many layers both end with.
        layers: usize,
    },
    /// One has the layers of the other without some that are not the last.
    LayerRemoved {
        /// Which one has fewer.
        fewer: Which,
        /// How many are not there.
        layers: usize,
    },
    /// The same layers in another order.
    LayersReordered,
    /// The same blobs, named by digests of another algorithm.
    SameBlobs,
    /// Manifests that share a config, which says nothing of their layers.
    SameConfig,
    /// One is an index or list, and the other stands in it.
    Child {
        /// Which one is the index.
        index: Which,
        /// The place of the entry, from 0.
        entry: usize,
        /// The platform of the entry, for people.
        platform: Text,
        /// How many entries the index has.
        of: usize,
        /// How the other one stands there.
        how: Contained,
    },
    /// Two indexes or lists that share children.
    SharedChildren {
        /// How many entries of the first are in the second.
        shared: usize,
        /// How many are only in the first.
        only_a: usize,
        /// How many are only in the second.
        only_b: usize,
    },
    /// Two indexes or lists with the same children, which say other things about them or stand in another order.
    IndexEdited,
    /// Two indexes or lists with the same children, in the two families' schemas.
    IndexConverted,
    /// Two indexes or lists for the same platforms, whose images are the same in another schema.
    ChildrenConverted {
        /// How many platforms both have.
        platforms: usize,
    },
    /// Two indexes or lists for the same platforms, whose images are compressed otherwise.
    ChildrenRecompressed {
        /// How many platforms both have.
        platforms: usize,
    },
    /// Two indexes or lists for exactly the same platforms, of which no child is the same.
    ChildrenChanged {
        /// How many platforms both have.
        platforms: usize,
    },
    /// One is about the other: a signature, an SBOM, an attestation.
    Refers {
        /// Which one is the subject.
        subject: Which,
    },
    /// One is the config of the other.
    ConfigOf {
        /// Which one is the config.
        config: Which,
    },
    /// The inputs cannot all be true.
    Contradiction,
    /// What was given does not tell.
    Undecided {
        /// What it could be.
        could_be: Vec<Code>,
    },
    /// Other content.
    Different,
}

/// How a document stands in an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Contained {
    /// As an entry.
    Entry,
    /// As an entry of an index in the index.
    Nested,
    /// As the config of an entry.
    Config,
}

coded_enum! {
    /// The kind of a [`Relation`].
    pub enum Code {
        /// [`Relation::Identical`]
        Identical = "identical", "the same bytes";
        /// [`Relation::Respelt`]
        Respelt = "respelt", "the same document, spelt otherwise";
        /// [`Relation::Signatures`]
        Signatures = "signatures", "the same manifest with other signatures";
        /// [`Relation::Renamed`]
        Renamed = "renamed", "the same image under another name";
        /// [`Relation::ManifestEdited`]
        ManifestEdited = "manifest-edited", "the same image, the manifest edited";
        /// [`Relation::Recompressed`]
        Recompressed = "recompressed", "the same image, layers compressed otherwise";
        /// [`Relation::Converted`]
        Converted = "converted", "the same image in another schema";
        /// [`Relation::ConvertedAndRecompressed`]
        ConvertedAndRecompressed = "converted-and-recompressed",
            "the same image in another schema, layers compressed otherwise";
        /// [`Relation::Encrypted`]
        Encrypted = "encrypted", "layers encrypted";
        /// [`Relation::Decrypted`]
        Decrypted = "decrypted", "layers decrypted";
        /// [`Relation::ConfigChanged`]
        ConfigChanged = "config-changed", "the same layers, another config";
        /// [`Relation::ConfigChangedAndRecompressed`]
        ConfigChangedAndRecompressed = "config-changed-and-recompressed",
            "another config, layers compressed otherwise";
        /// [`Relation::SharesBase`]
        SharesBase = "shares-base", "images on the same base";
        /// [`Relation::Rebased`]
        Rebased = "rebased", "the same layers on another base";
        /// [`Relation::LayerRemoved`]
        LayerRemoved = "layer-removed", "layers removed";
        /// [`Relation::LayersReordered`]
        LayersReordered = "layers-reordered", "layers in another order";
        /// [`Relation::SameBlobs`]
        SameBlobs = "same-blobs", "the same blobs under another algorithm";
        /// [`Relation::SameConfig`]
        SameConfig = "same-config", "a shared config and nothing else";
        /// [`Relation::Child`]
        Child = "child", "one stands in the other";
        /// [`Relation::SharedChildren`]
        SharedChildren = "shared-children", "children in common";
        /// [`Relation::IndexEdited`]
        IndexEdited = "index-edited", "the same children, the index edited";
        /// [`Relation::IndexConverted`]
        IndexConverted = "index-converted", "the same children, the index in another schema";
        /// [`Relation::ChildrenConverted`]
        ChildrenConverted = "children-converted", "the children in another schema";
        /// [`Relation::ChildrenRecompressed`]
        ChildrenRecompressed = "children-recompressed", "the children compressed otherwise";
        /// [`Relation::ChildrenChanged`]
        ChildrenChanged = "children-changed", "the same platforms, other children";
        /// [`Relation::Refers`]
        Refers = "refers", "one is about the other";
        /// [`Relation::ConfigOf`]
        ConfigOf = "config-of", "one is the config of the other";
        /// [`Relation::Contradiction`]
        Contradiction = "contradiction", "the inputs contradict each other";
        /// [`Relation::Undecided`]
        Undecided = "undecided", "not known";
        /// [`Relation::Different`]
        Different = "different", "other content";
    }
}

impl Relation {
    /// The kind of the relation, without what belongs to it.
    ///
    /// ```
    /// use oci_convert::explain::Relation;
    ///
    /// assert_eq!(Relation::Recompressed { layers: 1, of: 2 }.code().code(), "recompressed");
    /// ```
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Identical => Code::Identical,
            Self::Respelt(_) => Code::Respelt,
            Self::Signatures => Code::Signatures,
            Self::Renamed => Code::Renamed,
            Self::ManifestEdited => Code::ManifestEdited,
            Self::Recompressed { .. } => Code::Recompressed,
            Self::Converted { .. } => Code::Converted,
            Self::ConvertedAndRecompressed { .. } => Code::ConvertedAndRecompressed,
            Self::Encrypted { .. } => Code::Encrypted,
            Self::Decrypted { .. } => Code::Decrypted,
            Self::ConfigChanged => Code::ConfigChanged,
            Self::ConfigChangedAndRecompressed { .. } => Code::ConfigChangedAndRecompressed,
            Self::SharesBase { .. } => Code::SharesBase,
            Self::Rebased { .. } => Code::Rebased,
            Self::LayerRemoved { .. } => Code::LayerRemoved,
            Self::LayersReordered => Code::LayersReordered,
            Self::SameBlobs => Code::SameBlobs,
            Self::SameConfig => Code::SameConfig,
            Self::Child { .. } => Code::Child,
            Self::SharedChildren { .. } => Code::SharedChildren,
            Self::IndexEdited => Code::IndexEdited,
            Self::IndexConverted => Code::IndexConverted,
            Self::ChildrenConverted { .. } => Code::ChildrenConverted,
            Self::ChildrenRecompressed { .. } => Code::ChildrenRecompressed,
            Self::ChildrenChanged { .. } => Code::ChildrenChanged,
            Self::Refers { .. } => Code::Refers,
            Self::ConfigOf { .. } => Code::ConfigOf,
            Self::Contradiction => Code::Contradiction,
            Self::Undecided { .. } => Code::Undecided,
            Self::Different => Code::Different,
        }
    }
}
