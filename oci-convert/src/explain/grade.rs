//! How sure an answer is, and what would make it surer.

use super::which::Which;
use oci_spec_types::{ClaimedDigest, printable};
use serde::Serialize;
use std::fmt;

/// How much of an answer the inputs prove. What is given in addition never lowers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Nothing that was given speaks against it; [`Missing`] says what would prove it.
    ConsistentWith,
    /// Digests in the inputs prove it.
    Proven,
    /// Digests in the inputs prove that the inputs cannot all be true.
    Contradicted,
}

/// For people.
impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ConsistentWith => "consistent with what was given, not proven by it",
            Self::Proven => "proven by the digests",
            Self::Contradicted => "the digests contradict each other",
        })
    }
}

/// Something that would prove or refute an answer: for [`super::Given`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "missing", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Missing {
    /// A config.
    Config {
        /// Of which document.
        of: Which,
        /// Its digest, as the document states it.
        digest: ClaimedDigest,
    },
    /// The diffIDs of the layers, measured: no config tells them.
    DiffIds {
        /// Of which document.
        of: Which,
    },
    /// A child of an index.
    Child {
        /// Of which document.
        of: Which,
        /// The digest, as the index states it.
        digest: ClaimedDigest,
    },
    /// Blobs by whose bytes digests of two algorithms can be compared.
    Blobs,
}

/// What to provide, for people.
impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |digest: &ClaimedDigest| printable(digest.as_str()).longest(90).to_string();
        match self {
            Self::Config { of, digest } => write!(f, "the config of {of}, {}", short(digest)),
            Self::DiffIds { of } => write!(f, "the diffIDs of the layers of {of}, measured"),
            Self::Child { of, digest } => write!(f, "the child {} of {of}", short(digest)),
            Self::Blobs => f.write_str("the blobs, whose digests of both algorithms can then be computed"),
        }
    }
}
