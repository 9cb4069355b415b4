use crate::coded_enum::coded_enum;

coded_enum! {
    /// Why a digest is another one after a conversion, or why it is still the same.
    ///
    /// ```
    /// use oci_convert::Cause;
    ///
    /// assert_eq!(Cause::MediaTypes.code(), "media-types");
    /// assert!(Cause::MediaTypes.is_change());
    /// assert!(!Cause::BlobKept.is_change());
    /// ```
    pub enum Cause {
        // What changes a document.
        /// Media types in the document were replaced by those of the other family.
        MediaTypes = "media-types", "media types rewritten";
        /// The document was written in another schema: other members, not only other names.
        Schema = "schema", "written in another schema";
        /// Whitespace, escapes or the order of members changed.
        Layout = "layout", "whitespace, escapes or member order";
        /// Members were dropped; the losses tell which.
        MembersDropped = "members-dropped", "members dropped";
        /// Members were added that the document did not have.
        MembersAdded = "members-added", "members added";
        /// Members say something else.
        MembersReplaced = "members-replaced", "members say something else";
        /// The document names a config with another digest.
        ConfigDigest = "config-digest", "config has another digest";
        /// The document names other layers.
        LayerDigests = "layer-digests", "other layers";
        /// The document names a child with another digest, or other children.
        ChildDigests = "child-digests", "other children";
        /// The entries of an index stand in another order.
        EntriesReordered = "entries-reordered", "entries in another order";
        /// Entries of an index state other platforms.
        PlatformsEdited = "platforms-edited", "platforms edited";
        /// Annotations were set, replaced or removed.
        Annotations = "annotations", "annotations edited";
        /// The subject was set, replaced or removed.
        SubjectEdited = "subject-edited", "subject edited";
        /// Urls of layers were removed.
        UrlsRemoved = "urls-removed", "urls removed";
        /// Embedded content was added or removed.
        DataEdited = "data-edited", "embedded data edited";
        /// The signatures were dropped. They were never part of the digest.
        SignaturesDropped = "signatures-dropped", "signatures dropped";
        /// The document was signed. Signatures are not part of the digest.
        Signed = "signed", "signed";
        /// A repository name or tag was written into the document.
        NameEmbedded = "name-embedded", "name or tag embedded";

        /// The bytes are the same: they are named by a digest of another algorithm.
        OtherAlgorithm = "other-algorithm", "digest of another algorithm";
        /// The document was composed from parts.
        Composed = "composed", "composed from parts";

        // What changes a config.
        /// The config was read into the types of the target format and written again.
        ConfigRewritten = "config-rewritten", "config rewritten";
        /// The config was made from the history of a schema 1 manifest, which has none.
        ConfigMade = "config-made", "config made from schema 1 history";
        /// The config was taken apart into the history of a schema 1 manifest, which has none.
        ConfigEmbedded = "config-embedded", "config became schema 1 history";

        // What changes a layer.
        /// The caller replaced the blob, and compression was not said to be the reason.
        Replaced = "replaced", "blob replaced";
        /// The blob was compressed.
        Compressed = "compressed", "compressed";
        /// The blob was decompressed.
        Decompressed = "decompressed", "decompressed";
        /// The blob was compressed anew.
        Recompressed = "recompressed", "compressed anew";
        /// The blob was encrypted.
        Encrypted = "encrypted", "encrypted";
        /// The blob was decrypted.
        Decrypted = "decrypted", "decrypted";
        /// Schema 1 needs a blob for every step of the history: the gzip of an empty tar was added.
        EmptyLayerAdded = "empty-layer-added", "empty layer added for a step without one";
        /// An empty layer that stood for a step of the history is not needed any more.
        EmptyLayerDropped = "empty-layer-dropped", "empty layer, stood for a step only";
        /// The history has fewer steps with layers than there are layers: the layer vanished from the image.
        SurplusDropped = "surplus-dropped", "not in the history: LAYER VANISHED";
        /// Neighbours in a schema 1 manifest had the same ID; the upper one was left out.
        DuplicateMerged = "duplicate-merged", "repeats the ID of its neighbour";

        // What changes the identities that documents hold.
        /// The ID was computed from the layers and the config.
        Computed = "computed", "computed from layers and config";
        /// The target format has no place for this identity.
        NoPlace = "no-place", "target format has no place for it";
        /// The caller gave it.
        Given = "given", "given by the caller";
        /// The source was not given: it is not known.
        Unknown = "unknown", "not known";

        // What changes a child of an index.
        /// The child was converted.
        ChildConverted = "child-converted", "child converted";
        /// The caller replaced the child.
        ChildReplaced = "child-replaced", "child replaced";
        /// The caller added the child.
        ChildAdded = "child-added", "child added";
        /// The caller removed the child.
        ChildRemoved = "child-removed", "child removed";
        /// The child is for a platform that was not kept.
        PlatformDropped = "platform-dropped", "platform not kept";
        /// Another child has the same digest, or stands for the same platform.
        Merged = "merged", "merged with another child";

        // Why a digest is still the same.
        /// The very bytes were kept.
        BytesKept = "bytes-kept", "same bytes";
        /// Only descriptors were rewritten, not the blob.
        BlobKept = "blob-kept", "blob not touched";
        /// A diffID names the uncompressed bytes, which no conversion touches.
        UncompressedKept = "uncompressed-kept", "uncompressed bytes are the same";
        /// Rewriting gave the bytes that were there before.
        WrittenAlike = "written-alike", "written again, same bytes";
        /// IDs that schema 1 manifests hold are not computed anew.
        IdsKept = "ids-kept", "IDs are not computed anew";
        /// A child that was not touched.
        ChildKept = "child-kept", "child not touched";
        /// The signatures are outside of what the digest covers.
        OutsideDigest = "outside-digest", "signatures are not part of it";
    }
}

impl Cause {
    /// Whether it says why a digest changed, appeared or vanished; else it says why it stayed.
    #[must_use]
    pub fn is_change(self) -> bool {
        !matches!(
            self,
            Self::BytesKept
                | Self::BlobKept
                | Self::UncompressedKept
                | Self::WrittenAlike
                | Self::IdsKept
                | Self::ChildKept
                | Self::OutsideDigest
        )
    }
}
