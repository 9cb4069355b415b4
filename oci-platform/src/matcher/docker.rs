//! What Docker adds to containerd's matchers.

use super::containerd::Containerd;
use super::fit::{Against, Fit, unless};
use crate::host::Host;
use crate::names::same_lower;
use crate::normalize::Names;
use crate::platform_ref::PlatformRef;

/// moby `daemon/images.OnlyPlatformWithFallback`: image configs often carry no variant.
pub(super) fn variantless(only: &Containerd, platform: PlatformRef<'_>, host_os: &str) -> Result<Fit, Against> {
    only.fit(platform, host_os).or_else(|against| {
        let (found, wanted) = (Names::containerd(platform, host_os), only.wanted());
        let same = found.os == wanted.os && found.architecture == wanted.architecture;
        unless(against, same && platform.variant.is_empty())?;
        // After all that fit by themselves.
        Ok(Fit { step: u64::MAX, ..Fit::default() })
    })
}

/// moby `daemon/internal/distribution/pull_v2_windows.go`.
///
/// The architecture is compared as written, the operating system with case folded; one that is `asked` for is compared
/// *instead of* the entry's. A build that is missing or no number is accepted; only `maj.min.build.` as a prefix makes
/// an entry preferred, so `10.0.20348` without a revision does not.
pub(super) fn windows(
    asked: bool,
    wanted: PlatformRef<'_>,
    host: &Host,
    platform: PlatformRef<'_>,
) -> Result<Fit, Against> {
    let own_os = |os: &str| same_lower(os, &host.os);
    unless(Against::Os, own_os(if asked { wanted.os } else { platform.os }))?;
    unless(Against::Architecture, platform.architecture == wanted.architecture)?;
    let windows = own_os(platform.os);
    let highest = build(&host.os_version);
    let newer = |highest| build(platform.os_version).is_some_and(|found| found > highest);
    unless(Against::OsVersion, !(windows && highest.is_some_and(newer)))?;
    Ok(Fit { step: 2 * u64::from(!windows) + u64::from(!same_build(host, platform)), ..Fit::default() })
}

/// Whether a version begins with that of the host, up to the build and with something after it.
fn same_build(host: &Host, platform: PlatformRef<'_>) -> bool {
    let own = host.os_version.match_indices('.').nth(2).map_or(host.os_version.len(), |(end, _)| end);
    let own = host.os_version.get(..own).unwrap_or_default();
    !own.is_empty() && platform.os_version.strip_prefix(own).is_some_and(|rest| rest.starts_with('.'))
}

/// The third part of a version, when it is a number.
pub(super) fn build(version: &str) -> Option<i64> {
    version.split('.').nth(2).and_then(|build| build.parse().ok())
}
