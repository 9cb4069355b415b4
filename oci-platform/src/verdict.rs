//! What is said of one entry.

use std::fmt;

use oci_spec_types::Printable;
use serde::Serialize;

use crate::outcome::Failure;
use crate::platform::Platform;
use crate::show::{Listed, shown};

/// What a tool makes of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verdict {
    /// The entry that the tool takes.
    Chosen,
    /// Fits too, after the chosen one.
    Possible {
        /// Place in the order of the tool; the chosen entry is 1.
        rank: usize,
        /// What puts it later.
        why: Later,
    },
    /// The tool reads what the digest of the entry names, which is not known yet: its config, its layers, its entries.
    NeedsRead,
    /// The tool fails at this entry.
    Fails {
        /// Why.
        failure: Failure,
    },
    /// Does not fit.
    Refused {
        /// The first thing that stands against it.
        reason: Refusal,
    },
}

/// Why an entry that fits comes after the chosen one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Later {
    /// For a platform that stands later in the list of wanted ones.
    OtherPlatform,
    /// Further down the fallbacks of the wanted platform.
    Fallback,
    /// A lower variant.
    LowerVariant,
    /// Uses fewer of the offered features.
    FewerFeatures,
    /// Has an `os.version` that ranks lower.
    OsVersion,
    /// The other compression is preferred.
    Compression,
    /// Equally good, and stands later in the index.
    Position,
    /// Has no platform: comes after all entries that have one.
    NoPlatform,
    /// No entry is chosen before another one is read.
    Undecided,
}

/// Why an entry does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Refusal {
    /// Another operating system.
    Os {
        /// The one wanted.
        wanted: String,
        /// The one of the entry.
        found: String,
    },
    /// Another architecture, and none that the wanted one also runs.
    Architecture {
        /// The one wanted.
        wanted: String,
        /// The one of the entry.
        found: String,
    },
    /// The architecture fits, the variant does not.
    Variant {
        /// The one wanted.
        wanted: String,
        /// The one of the entry.
        found: String,
    },
    /// A version of the operating system outside the accepted range.
    OsVersion {
        /// The one of the host.
        wanted: String,
        /// The one of the entry.
        found: String,
        /// The versions accepted, for people.
        accepted: String,
    },
    /// The image requires features of the operating system that are not offered (containerd).
    OsFeatures {
        /// The features.
        missing: Vec<String>,
    },
    /// The entry does not offer features that are wanted (crane, oras).
    NotOffered {
        /// The features.
        missing: Vec<String>,
    },
    /// The features are not the same.
    FeaturesDiffer,
    /// No platform, and the tool skips such entries.
    NoPlatform,
    /// No platform, and the image config names one that does not fit.
    Config {
        /// The platform of the config.
        found: Box<Platform>,
        /// What stands against it.
        because: Box<Refusal>,
    },
    /// Fits, but the tool finds nothing at an entry before it, and gives up.
    NotTried {
        /// Index of the entry that it tries.
        instead: usize,
    },
    /// The tool chooses it, and finds nothing there: an index without a fitting entry, or no image.
    DeadEnd,
    /// A media type that the tool passes over.
    MediaType {
        /// The media type.
        media_type: String,
    },
    /// An attestation (provenance, SBOM), no image.
    Attestation {
        /// Index of the entry it is about, when that is in the list.
        of: Option<usize>,
        /// Digest that it says it is about.
        digest: Option<String>,
    },
    /// An index inside the index, which the tool does not enter.
    NestedIndex,
    /// An artifact, no image.
    Artifact {
        /// Its `artifactType`.
        artifact_type: String,
    },
    /// No platform is wanted at all.
    NothingWanted,
}

/// `os linux`, or `no os` when absent.
fn stated(f: &mut fmt::Formatter<'_>, member: &str, text: &str) -> fmt::Result {
    if text.is_empty() { write!(f, "no {member}") } else { write!(f, "{member} {}", shown(text)) }
}

/// The text, or what an absent one means.
fn or<'a>(text: &'a str, absent: &'a str) -> Printable<'a> {
    shown(if text.is_empty() { absent } else { text })
}

fn listed(features: &[String]) -> impl fmt::Display + '_ {
    Listed(features.iter().map(|feature| shown(feature)))
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Os { wanted, found } => {
                stated(f, "os", found)?;
                write!(f, ", wanted {}", or(wanted, "none"))
            }
            Self::Architecture { wanted, found } => {
                stated(f, "architecture", found)?;
                write!(f, ", wanted {}", or(wanted, "none"))
            }
            Self::Variant { wanted, found } => {
                stated(f, "variant", found)?;
                write!(f, ", wanted {}", or(wanted, "the plain architecture"))
            }
            Self::OsVersion { found, accepted, .. } => {
                stated(f, "os.version", found)?;
                write!(f, ", accepted {}", or(accepted, "none"))
            }
            Self::OsFeatures { missing } => write!(f, "requires the os feature {}", listed(missing)),
            Self::NotOffered { missing } => write!(f, "does not offer the feature {}", listed(missing)),
            Self::FeaturesDiffer => f.write_str("other features"),
            Self::NoPlatform => f.write_str("has no platform"),
            Self::Config { found, because } => write!(f, "its config says {}: {because}", shown(&found.to_string())),
            Self::NotTried { instead } => write!(f, "not tried; the tool gives up at entry {instead}"),
            Self::DeadEnd => f.write_str("chosen, but nothing is found there"),
            Self::MediaType { media_type } => write!(f, "media type {}", or(media_type, "none")),
            Self::Attestation { of: Some(entry), .. } => write!(f, "attestation of entry {entry}"),
            Self::Attestation { of: None, digest: Some(digest) } => write!(f, "attestation of {}", shown(digest)),
            Self::Attestation { of: None, digest: None } => f.write_str("attestation"),
            Self::NestedIndex => f.write_str("an index inside the index"),
            Self::Artifact { artifact_type } => write!(f, "artifact {}", shown(artifact_type)),
            Self::NothingWanted => f.write_str("no platform is wanted"),
        }
    }
}

impl fmt::Display for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherPlatform => "for a platform wanted less",
            Self::Fallback => "further down the fallbacks",
            Self::LowerVariant => "a lower variant",
            Self::FewerFeatures => "uses fewer features",
            Self::OsVersion => "its os.version ranks lower",
            Self::Compression => "the other compression is preferred",
            Self::Position => "as good, but later in the index",
            Self::NoPlatform => "has no platform",
            Self::Undecided => "another entry must be read first",
        })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chosen => f.write_str("chosen"),
            Self::Possible { rank, why } => write!(f, "possible, {rank}: {why}"),
            Self::NeedsRead => f.write_str("must be read first"),
            Self::Fails { failure } => write!(f, "fails: {failure}"),
            Self::Refused { reason } => write!(f, "refused: {reason}"),
        }
    }
}
