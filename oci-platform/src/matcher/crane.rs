//! go-containerregistry (crane, ko, kaniko) and oras-go: no order, the first entry that fits.

use crate::{Platform, Refusal};

/// Four tests that differ in what an empty wanted member means and in which features count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `remote`: os and architecture always count.
    Remote,
    /// `Satisfies`: every empty wanted member is a wildcard.
    Satisfies,
    /// `Equals`: no wildcard at all, features as multisets.
    Equals,
    /// oras-go: as `remote`, CPU features do not exist.
    Oras,
}

impl Form {
    pub(super) fn check(self, wanted: &Platform, platform: &Platform) -> Result<(), Refusal> {
        // Whether an empty wanted text accepts everything.
        let (names_optional, rest_optional) = match self {
            Self::Remote | Self::Oras => (false, true),
            Self::Satisfies => (true, true),
            Self::Equals => (false, false),
        };
        let same = |wanted: &str, found: &str, optional: bool| wanted == found || (optional && wanted.is_empty());
        if !same(&wanted.os, &platform.os, names_optional) {
            return Err(Refusal::os(&wanted.os, &platform.os));
        }
        if !same(&wanted.architecture, &platform.architecture, names_optional) {
            return Err(Refusal::architecture(&wanted.architecture, &platform.architecture));
        }
        if !same(&wanted.variant, &platform.variant, rest_optional) {
            return Err(Refusal::variant(&wanted.variant, &platform.variant));
        }
        if !same(&wanted.os_version, &platform.os_version, rest_optional) {
            return Err(Refusal::OsVersion {
                found: platform.os_version.clone(),
                wanted: wanted.os_version.clone(),
                accepted: wanted.os_version.clone(),
            });
        }
        if self == Self::Equals {
            return equal_features(wanted, platform);
        }
        let missing = absent(&wanted.os_features, &platform.os_features);
        if !missing.is_empty() {
            return Err(Refusal::NotOffered { missing });
        }
        let missing = absent(&wanted.features, &platform.features);
        if self != Self::Oras && !missing.is_empty() {
            return Err(Refusal::NotOffered { missing });
        }
        Ok(())
    }
}

/// Wanted features that an entry does not offer: the opposite direction to containerd.
fn absent(wanted: &[String], offered: &[String]) -> Vec<String> {
    wanted.iter().filter(|feature| !offered.contains(feature)).cloned().collect()
}

fn equal_features(wanted: &Platform, platform: &Platform) -> Result<(), Refusal> {
    let sorted = |features: &[String]| {
        let mut features = features.to_vec();
        features.sort_unstable();
        features
    };
    let same = |a: &[String], b: &[String]| sorted(a) == sorted(b);
    if same(&wanted.os_features, &platform.os_features) && same(&wanted.features, &platform.features) {
        Ok(())
    } else {
        Err(Refusal::FeaturesDiffer)
    }
}
