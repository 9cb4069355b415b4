//! regclient `types/platform/compare.go`.

use std::cmp::{Ordering, Reverse};

use super::{Fit, VersionRank};
use crate::{Platform, Refusal};

/// `Compatible`: whether a host runs an image.
pub(crate) fn compatible(host: &Platform, platform: &Platform) -> Result<(), Refusal> {
    let (host, found) = (host.normalized_regclient(), platform.normalized_regclient());
    let runs = match host.os.as_str() {
        "darwin" | "windows" => found.os == host.os || found.os == "linux",
        os => found.os == os,
    };
    if !runs {
        return Err(Refusal::os(&host, &found));
    }
    if host.architecture != found.architecture {
        return Err(Refusal::architecture(&host, &found));
    }
    if !variant_compatible(&host.variant, &found.variant) {
        return Err(Refusal::variant(&host, &found));
    }
    match host.os.as_str() {
        "linux" | "freebsd" | "darwin" => Ok(()),
        "windows" if found.os == "linux" || host.os_version.is_empty() => Ok(()),
        "windows" => same_version(&host, &found, release),
        _ => same_version(&host, &found, str::to_owned).and_then(|()| same_features(&host, &found)),
    }
}

/// `Match`: whether two platforms are the same.
pub(super) fn equal(wanted: &Platform, platform: &Platform) -> Result<(), Refusal> {
    let (wanted, found) = (wanted.normalized_regclient(), platform.normalized_regclient());
    if wanted.os != found.os {
        return Err(Refusal::os(&wanted, &found));
    }
    if wanted.architecture != found.architecture {
        return Err(Refusal::architecture(&wanted, &found));
    }
    if wanted.variant != found.variant {
        return Err(Refusal::variant(&wanted, &found));
    }
    match wanted.os.as_str() {
        "linux" | "freebsd" => Ok(()),
        "windows" => same_version(&wanted, &found, release),
        _ => same_version(&wanted, &found, str::to_owned).and_then(|()| same_features(&wanted, &found)),
    }
}

/// How well a compatible platform fits: the order of [`better`], with versions made comparable in every combination.
pub(super) fn fit(host: &Platform, platform: &Platform) -> Result<Fit, Refusal> {
    compatible(host, platform)?;
    let (host, found) = (host.normalized_regclient(), platform.normalized_regclient());
    // Operating system, then variant; the architecture is equal when compatible.
    let step = 2 * u64::from(found.os != host.os) + u64::from(found.variant != host.variant);
    let version =
        if found.os_version == host.os_version { VersionRank::Same } else { VersionRank::numbers(&found.os_version) };
    Ok(Fit { step, level: Reverse(variant_number(&found.variant)), version: Reverse(version), ..Fit::default() })
}

/// `Better`: whether `target` is compatible and better than `previous`.
///
/// No order: `10.0.1` is neither better nor worse than `10.0.1.5` and than `10.0.1.9`, which differ. So a choice is
/// one pass from the first entry to the last.
pub(crate) fn better(host: &Platform, target: &Platform, previous: &Platform) -> bool {
    if compatible(host, target).is_err() {
        return false;
    }
    let host = host.normalized_regclient();
    let (target, previous) = (target.normalized_regclient(), previous.normalized_regclient());
    /// The one that is the host's, when only one is.
    fn hosts(host: &str, target: &str, previous: &str) -> Option<bool> {
        (target != previous && (target == host || previous == host)).then_some(target == host)
    }
    let name = |member: fn(&Platform) -> &str| hosts(member(&host), member(&target), member(&previous));
    let decided = name(|p| p.os.as_str())
        .or_else(|| name(|p| p.architecture.as_str()))
        .or_else(|| name(|p| p.variant.as_str()))
        .or_else(|| match variant_number(&target.variant).cmp(&variant_number(&previous.variant)) {
            Ordering::Equal => None,
            other => Some(other == Ordering::Greater),
        })
        .or_else(|| name(|p| p.os_version.as_str()));
    decided.unwrap_or_else(|| {
        target.os_version != previous.os_version
            && compare_versions(&previous.os_version, &target.os_version) == Ordering::Less
    })
}

/// `variantCompatible`: everything that is no number counts as 0.
fn variant_compatible(host: &str, found: &str) -> bool {
    let (own, other) = (variant_number(host), variant_number(found));
    own >= other || (own == 1 && found.is_empty()) || (host.is_empty() && other == 1)
}

fn variant_number(variant: &str) -> i64 {
    variant.strip_prefix('v').unwrap_or(variant).parse().unwrap_or(0)
}

/// The first three components of a version of four or more.
fn release(version: &str) -> String {
    let parts: Vec<&str> = version.split('.').collect();
    match parts.get(..3) {
        Some(three) if parts.len() > 3 => three.join("."),
        _ => version.to_owned(),
    }
}

fn same_version(wanted: &Platform, found: &Platform, form: impl Fn(&str) -> String) -> Result<(), Refusal> {
    let accepted = form(&wanted.os_version);
    if accepted == form(&found.os_version) {
        return Ok(());
    }
    Err(Refusal::OsVersion { found: found.os_version.clone(), wanted: wanted.os_version.clone(), accepted })
}

fn same_features(wanted: &Platform, found: &Platform) -> Result<(), Refusal> {
    if wanted.os_features == found.os_features && wanted.features == found.features {
        Ok(())
    } else {
        Err(Refusal::FeaturesDiffer)
    }
}

/// `semverCmp`, not symmetric: a longer `a` is greater, a longer `b` is equal.
fn compare_versions(a: &str, b: &str) -> Ordering {
    let mut others = b.split('.');
    for part in a.split('.') {
        let Some(other) = others.next() else {
            return Ordering::Greater;
        };
        let order = match (part.parse::<i64>(), other.parse::<i64>()) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            (Err(_), Err(_)) => return Ordering::Equal,
            (Err(_), Ok(_)) => Ordering::Less,
            (Ok(_), Err(_)) => Ordering::Greater,
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}
