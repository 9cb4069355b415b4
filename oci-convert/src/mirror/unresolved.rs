use crate::explain::{Code, Grade};
use oci_digest::Digest;
use oci_spec_types::{ClaimedDigest, Kind, Text};
use serde::Serialize;

/// Why a pinned digest does not resolve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Unresolved {
    /// Nothing has the digest, and nothing names it.
    Unknown,
    /// Nothing has the digest, and all that is known of it is who names it.
    OnlyNamed {
        /// The digest of a document that names it, in the mirror or in the source.
        by: Digest,
        /// Where, RFC 6901.
        pointer: String,
        /// The platform that is stated there.
        #[serde(skip_serializing_if = "Option::is_none")]
        platform: Option<Text>,
    },
    /// It stands for a document of this kind, which was not copied, nor anything of it.
    NotCopied {
        /// The kind.
        kind: Kind,
    },
    /// It stands for a list or index that was not copied, while children of it were.
    ListMissing {
        /// The platforms of the children that are there; empty text for one without.
        there: Vec<Text>,
        /// How many entries the list has.
        of: usize,
    },
    /// It stands for a document that is there in another form, under another digest.
    OtherForm {
        /// The digest under which it is there.
        digest: Digest,
        /// The kind of what is there.
        kind: Kind,
        /// How that relates to what is pinned.
        relation: Code,
        /// How sure that is.
        grade: Grade,
    },
    /// An entry of the index, or of one below it, is not there.
    ChildMissing {
        /// Its digest.
        digest: ClaimedDigest,
        /// The position of the entry in its index, from 0.
        entry: usize,
        /// The platform that the entry states.
        #[serde(skip_serializing_if = "Option::is_none")]
        platform: Option<Text>,
    },
    /// A config, layer or other blob is not there.
    BlobMissing {
        /// Its digest.
        digest: ClaimedDigest,
        /// The digest of the document that needs it.
        needed_by: Digest,
        /// Where that names it, RFC 6901.
        pointer: String,
    },
    /// A layer that registries need not store: it is fetched from the urls that its descriptor states.
    ForeignLayer {
        /// Its digest.
        digest: ClaimedDigest,
    },
    /// A document is there whose bytes were not given: what it needs is not known.
    Unread {
        /// Its digest.
        digest: ClaimedDigest,
    },
    /// The digest is of an algorithm that is not computed here.
    Unverified {
        /// The digest.
        digest: ClaimedDigest,
    },
    /// Configs and layers that nobody looked for.
    BlobsUnchecked {
        /// How many.
        blobs: usize,
    },
}
