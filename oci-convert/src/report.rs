//! What a conversion did.

mod change;
pub(crate) mod hashed;
pub(crate) mod of_image;
pub(crate) mod of_index;
pub(crate) mod subject;
pub(crate) mod text;
mod way_back;

pub use change::{Change, DigestRole, Fate};
pub use way_back::{Obstacle, ObstacleCode, WayBack};

use crate::{Loss, Oddity, Tool};
use oci_spec_types::{Kind, Text};
use serde::Serialize;

/// What a conversion did: to every digest, to everything that the source said, and whether it can be undone.
///
/// Every digest of the source occurs once as `before` in each role that it plays there, every digest of the result once as
/// `after`; a layer that stands twice has two rows. [`Display`](std::fmt::Display) prints it for a terminal.
///
/// # As JSON
/// ```json
/// {"version": 1, "from": "docker-manifest", "to": "oci-manifest", "tool": "containers-image 5.39.3-0.20260427",
///  "digests": [{"role": "layer", "position": 0, "fate": "same", "before": "sha256:…", "after": "sha256:…",
///               "causes": ["blob-kept"], "media_type_before": "…", "media_type_after": "…"}],
///  "losses": [{"document": "config", "pointer": "/docker_version", "value": "\"20.10\"", "reason": "unknown-member"}],
///  "oddities": [{"document": "manifest", "pointer": "/layers/0", "code": "foreign-layer"}],
///  "way_back": {"manifest": false, "config": false, "obstacles": [{"code": "lost", "detail": "…"}]}}
/// ```
/// `role`: [`DigestRole`]; `fate`: [`Fate`]; `causes`: [`crate::Cause`]; `document`: [`crate::Part`]; `reason`:
/// [`crate::LossReason`]; `code`: [`crate::OddityCode`], [`ObstacleCode`]. Codes are never renamed or reused; members and
/// codes may be added. Members that are empty or unknown are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The version of this schema.
    pub version: u32,
    /// What the source is.
    pub from: Kind,
    /// What the result is.
    pub to: Kind,
    /// Whose bytes were made: [`Tool::id`].
    pub tool: Text,
    /// Every digest, by role and position.
    pub digests: Vec<Change>,
    /// Everything that the source says and the result does not.
    pub losses: Vec<Loss>,
    /// Everything that is not as one would expect.
    pub oddities: Vec<Oddity>,
    /// Whether the way back gives the original bytes; `None` when it was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub way_back: Option<WayBack>,
    /// What compressed the blobs: compressed bytes depend on it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub encoders: Vec<Encoder>,
    /// The reports of the children of an index that were converted with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Report>,
}

/// A program library that compressed blobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Encoder {
    /// Its name.
    pub name: Text,
    /// Its version.
    pub version: Text,
    /// Its options, such as `level 6`.
    pub options: Text,
}

impl Encoder {
    /// An encoder.
    #[must_use]
    pub fn new(name: impl Into<Text>, version: impl Into<Text>, options: impl Into<Text>) -> Self {
        Self { name: name.into(), version: version.into(), options: options.into() }
    }
}

impl Report {
    /// The version of the JSON schema.
    pub const VERSION: u32 = 1;

    /// A report without entries.
    pub(crate) fn new(from: Kind, to: Kind, tool: &Tool) -> Self {
        Self {
            version: Self::VERSION,
            from,
            to,
            tool: Text::from_static(tool.id()),
            digests: Vec::new(),
            losses: Vec::new(),
            oddities: Vec::new(),
            way_back: None,
            encoders: Vec::new(),
            children: Vec::new(),
        }
    }

    /// The rows of one role, by position.
    pub fn of_role(&self, role: DigestRole) -> impl Iterator<Item = &Change> {
        self.digests.iter().filter(move |change| change.role == role)
    }

    /// The row of the document itself: manifest, list or index.
    #[must_use]
    pub fn document(&self) -> Option<&Change> {
        self.digests.iter().find(|change| matches!(change.role, DigestRole::Manifest | DigestRole::Index))
    }

    /// Whether every digest stayed the same.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.digests.iter().all(|change| change.fate() == Fate::Same)
    }
}
