//! An entry with its verdict.

use serde::Serialize;

use crate::candidate::Entry;
use crate::class::Class;
use crate::platform::Platform;
use crate::platform_ref::PlatformRef;
use crate::show::shown;
use crate::verdict::{Refusal, Verdict};
use oci_spec_types::annotation;

/// The verdict for an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explained {
    /// Place in the index, from 0.
    pub index: usize,
    /// Its platform, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// Its digest, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// What the tool makes of it.
    #[serde(flatten)]
    pub verdict: Verdict,
}

impl Explained {
    pub(crate) fn of<E: Entry>(index: usize, entry: &E, verdict: Verdict) -> Self {
        Self {
            index,
            platform: entry.platform().map(PlatformRef::to_platform),
            digest: entry.digest().map(std::borrow::Cow::into_owned),
            verdict,
        }
    }

    /// The platform for people: all fields, or `no platform`; escaped and clipped.
    #[must_use]
    pub fn platform_text(&self) -> String {
        text_of(self.platform.as_ref())
    }
}

/// A platform for people.
pub(crate) fn text_of(platform: Option<&Platform>) -> String {
    platform.map_or_else(|| "no platform".to_owned(), |platform| shown(&platform.all_fields().to_string()).to_string())
}

/// The refusal that tells most: an attestation is one, whatever its platform says.
pub(crate) fn telling<E: Entry>(refusal: Refusal, entry: &E, find: impl Fn(&str) -> Option<usize>) -> Refusal {
    if entry.is_pseudo_image() {
        let digest = entry.annotation(annotation::REFERENCE_DIGEST);
        let of = digest.as_deref().and_then(find);
        return Refusal::Attestation { of, digest: digest.map(std::borrow::Cow::into_owned) };
    }
    match entry.artifact_type() {
        Some(artifact_type) => Refusal::Artifact { artifact_type: artifact_type.to_owned() },
        None if entry.platform().is_none() && Class::of(entry).is_index() => Refusal::NestedIndex,
        None => refusal,
    }
}
