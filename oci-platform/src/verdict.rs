//! What is said of one entry.

use std::fmt;

use serde::Serialize;

use crate::Platform;
use crate::format::Shown;

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
    /// The tool reads the platform from the image config, which is not known yet.
    NeedsConfig,
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
    /// No entry is chosen before the config of another one is read.
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
    /// No platform; the tool reads the config of one such entry only.
    NotRead {
        /// Index of the entry it reads.
        instead: usize,
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

impl Refusal {
    pub(crate) fn os(wanted: &str, found: &str) -> Self {
        Self::Os { wanted: wanted.to_owned(), found: found.to_owned() }
    }

    pub(crate) fn architecture(wanted: &str, found: &str) -> Self {
        Self::Architecture { wanted: wanted.to_owned(), found: found.to_owned() }
    }

    pub(crate) fn variant(wanted: &str, found: &str) -> Self {
        Self::Variant { wanted: wanted.to_owned(), found: found.to_owned() }
    }

    /// How far the entry is from fitting; 0 is nearest.
    pub(crate) fn distance(&self) -> u8 {
        match self {
            Self::OsFeatures { .. } | Self::NotOffered { .. } | Self::FeaturesDiffer => 0,
            Self::OsVersion { .. } => 1,
            Self::Variant { .. } => 2,
            Self::Architecture { .. } => 3,
            Self::Os { .. } => 4,
            Self::Config { because, .. } => because.distance(),
            Self::NotRead { .. } | Self::NoPlatform => 5,
            Self::NestedIndex => 6,
            Self::Artifact { .. } => 7,
            Self::Attestation { .. } => 8,
            Self::NothingWanted => 9,
        }
    }
}

/// `os linux`, or `no os` when absent.
fn stated(f: &mut fmt::Formatter<'_>, member: &str, text: &str) -> fmt::Result {
    if text.is_empty() { write!(f, "no {member}") } else { write!(f, "{member} {}", Shown(text)) }
}

/// The text, or what an absent one means.
fn or<'a>(text: &'a str, absent: &'a str) -> Shown<'a> {
    Shown(if text.is_empty() { absent } else { text })
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
            Self::OsFeatures { missing } => write!(f, "requires the os feature {}", Shown(&missing.join(", "))),
            Self::NotOffered { missing } => write!(f, "does not offer the feature {}", Shown(&missing.join(", "))),
            Self::FeaturesDiffer => f.write_str("other features"),
            Self::NoPlatform => f.write_str("has no platform"),
            Self::Config { found, because } => write!(f, "its config says {}: {because}", Shown(&found.to_string())),
            Self::NotRead { instead } => {
                write!(f, "has no platform; only the config of entry {instead} is read")
            }
            Self::Attestation { of: Some(entry), .. } => write!(f, "attestation of entry {entry}"),
            Self::Attestation { of: None, digest: Some(digest) } => write!(f, "attestation of {}", Shown(digest)),
            Self::Attestation { of: None, digest: None } => f.write_str("attestation"),
            Self::NestedIndex => f.write_str("an index inside the index"),
            Self::Artifact { artifact_type } => write!(f, "artifact {}", Shown(artifact_type)),
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
            Self::Undecided => "another entry's config must be read first",
        })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chosen => f.write_str("chosen"),
            Self::Possible { rank, why } => write!(f, "possible, {rank}: {why}"),
            Self::NeedsConfig => f.write_str("its config must be read"),
            Self::Refused { reason } => write!(f, "refused: {reason}"),
        }
    }
}
