//! regclient `types/platform/compare.go`.

use std::cmp::{Ordering, Reverse};

use super::fit::{Against, Fit, unless};
use crate::normalize::Names;
use crate::platform_ref::PlatformRef;

/// `Compatible`: whether a host runs an image.
pub(crate) fn compatible(host: PlatformRef<'_>, platform: PlatformRef<'_>) -> Result<(), Against> {
    let (wanted, found) = (Names::regclient(host), Names::regclient(platform));
    let runs = match &*wanted.os {
        "darwin" | "windows" => found.os == wanted.os || found.os == "linux",
        os => found.os == os,
    };
    unless(Against::Os, runs)?;
    unless(Against::Architecture, wanted.architecture == found.architecture)?;
    unless(Against::Variant, variant_compatible(&wanted.variant, &found.variant))?;
    match &*wanted.os {
        "linux" | "freebsd" | "darwin" => Ok(()),
        "windows" if found.os == "linux" || host.os_version.is_empty() => Ok(()),
        "windows" => same_release(host, platform),
        _ => same_rest(host, platform),
    }
}

/// `Match`: whether two platforms are the same.
pub(super) fn equal(host: PlatformRef<'_>, platform: PlatformRef<'_>) -> Result<(), Against> {
    let (wanted, found) = (Names::regclient(host), Names::regclient(platform));
    unless(Against::Os, wanted.os == found.os)?;
    unless(Against::Architecture, wanted.architecture == found.architecture)?;
    unless(Against::Variant, wanted.variant == found.variant)?;
    match &*wanted.os {
        "linux" | "freebsd" => Ok(()),
        "windows" => same_release(host, platform),
        _ => same_rest(host, platform),
    }
}

/// How well a compatible platform fits: the order of [`better`] but for the versions, see [`version_order`].
pub(super) fn fit(host: PlatformRef<'_>, platform: PlatformRef<'_>) -> Result<Fit, Against> {
    compatible(host, platform)?;
    let (wanted, found) = (Names::regclient(host), Names::regclient(platform));
    // Operating system, then variant; the architecture is equal when compatible.
    let step = 2 * u64::from(found.os != wanted.os) + u64::from(found.variant != wanted.variant);
    Ok(Fit { step, level: Reverse(variant_number(&found.variant)), ..Fit::default() })
}

/// The versions made comparable in every combination: the host's own first, then the highest, a part that is no number
/// below all numbers.
pub(super) fn version_order(own: &str, a: &str, b: &str) -> Ordering {
    (b == own).cmp(&(a == own)).then_with(|| numbers(b).cmp(numbers(a)))
}

/// The parts of a version as numbers.
pub(super) fn numbers(version: &str) -> impl Iterator<Item = Option<i64>> {
    version.split('.').map(|part| part.parse().ok())
}

/// `Better`: whether `target` is compatible and better than `previous`.
///
/// No order: `10.0.1` is neither better nor worse than `10.0.1.5` and than `10.0.1.9`, which differ. So a choice is
/// one pass from the first entry to the last.
pub(crate) fn better(host: PlatformRef<'_>, target: PlatformRef<'_>, previous: PlatformRef<'_>) -> bool {
    if compatible(host, target).is_err() {
        return false;
    }
    let [own, new, old] = [host, target, previous].map(Names::regclient);
    hosts(&own.os, &new.os, &old.os)
        .or_else(|| hosts(&own.architecture, &new.architecture, &old.architecture))
        .or_else(|| hosts(&own.variant, &new.variant, &old.variant))
        .or_else(|| match variant_number(&new.variant).cmp(&variant_number(&old.variant)) {
            Ordering::Equal => None,
            other => Some(other == Ordering::Greater),
        })
        .or_else(|| hosts(host.os_version, target.os_version, previous.os_version))
        .unwrap_or_else(|| {
            target.os_version != previous.os_version
                && compare_versions(previous.os_version, target.os_version) == Ordering::Less
        })
}

/// Whether the target has what the host has; undecided unless just one of both does.
fn hosts(host: &str, target: &str, previous: &str) -> Option<bool> {
    (target != previous && (target == host || previous == host)).then_some(target == host)
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
pub(super) fn release(version: &str) -> &str {
    let third = version.match_indices('.').nth(2);
    third.map_or(version, |(end, _)| version.get(..end).unwrap_or(version))
}

fn same_release(host: PlatformRef<'_>, platform: PlatformRef<'_>) -> Result<(), Against> {
    unless(Against::OsVersion, release(host.os_version) == release(platform.os_version))
}

/// Other operating systems: version and features equal, features in order.
fn same_rest(host: PlatformRef<'_>, platform: PlatformRef<'_>) -> Result<(), Against> {
    unless(Against::OsVersion, host.os_version == platform.os_version)?;
    unless(Against::Features, host.os_features == platform.os_features && host.features == platform.features)
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
