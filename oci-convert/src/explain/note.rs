use crate::coded_enum::coded_enum;

coded_enum! {
    /// What follows from a relation.
    pub enum Note {
        /// The config lists the diffIDs, so the layers have the same ones.
        SameDiffIds = "same-diff-ids", "the layers have the same diffIDs: the configs list them";
        /// The image ID is the digest of the config.
        SameImageId = "same-image-id", "the image ID is the same: it is the digest of the config";
        /// Nothing but layers differs.
        OnlyLayers = "only-layers", "nothing else differs";
        /// Compressed bytes are not reproducible.
        EncoderDecides = "encoder-decides",
            "compressed layers have another digest with each encoder, version and level; the uncompressed ones do not";
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
            "the config was written anew, so the image ID is another one; it says the same in all that OCI configs hold";
        /// Only attestations differ between two indexes.
        OnlyAttestations = "only-attestations", "the images are the same; only attestations differ";
        /// The images changed, and with them their attestations.
        AttestationsFollow = "attestations-follow",
            "attestations name the digest of their image, so those of an image that changed are others";
        /// Nothing but empty layers is shared, which is no base.
        OnlyEmptyShared = "only-empty-shared", "all that is shared is an empty layer, which tells nothing of a common base";
        /// A config does not fit the layers of its manifest.
        ConfigMisfit = "config-misfit", "a config does not fit the layers of its manifest: its diffIDs are not used";
        /// One blob has two diffIDs, or an uncompressed layer another than its own digest.
        DiffIdsDisagree = "diff-ids-disagree", "the inputs state two diffIDs for the same layer";
        /// Layers of two manifests with one config cannot have the diffIDs that it lists.
        OneConfigTwoContents = "one-config-two-contents",
            "both manifests name one config, which cannot fit the layers of both";
    }
}
