//! What Docker adds to containerd's matchers.

use super::{Containerd, Fit};
use crate::normalize::Names;
use crate::{Host, Platform, Refusal};

/// moby `daemon/images.OnlyPlatformWithFallback`: image configs often carry no variant.
pub(super) fn variantless(only: &Containerd, platform: &Platform, host: &Host) -> Result<Fit, Refusal> {
    only.fit(platform, host).or_else(|refusal| {
        let (found, wanted) = (Names::containerd(platform, host), only.wanted());
        let same = found.os == wanted.os && found.architecture == wanted.architecture;
        // After all that fit by themselves.
        if same && platform.variant.is_empty() { Ok(Fit { step: u64::MAX, ..Fit::default() }) } else { Err(refusal) }
    })
}

/// moby `daemon/internal/distribution/pull_v2_windows.go`.
///
/// Nothing is normalised. A build that is missing or no number is accepted; only `maj.min.build.` as a prefix makes
/// an entry preferred, so `10.0.20348` without a revision does not.
pub(super) fn windows(wanted: &Platform, platform: &Platform) -> Result<Fit, Refusal> {
    if platform.os != wanted.os {
        return Err(Refusal::os(&wanted.os, &platform.os));
    }
    if platform.architecture != wanted.architecture {
        return Err(Refusal::architecture(&wanted.architecture, &platform.architecture));
    }
    let host: Vec<&str> = wanted.os_version.split('.').take(3).collect();
    let build = |version: &str| version.split('.').nth(2).and_then(|build| build.parse::<i64>().ok());
    match (build(&wanted.os_version), build(&platform.os_version)) {
        (Some(highest), Some(found)) if found > highest => {
            return Err(Refusal::OsVersion {
                found: platform.os_version.clone(),
                wanted: wanted.os_version.clone(),
                accepted: format!("builds up to {highest}"),
            });
        }
        _ => {}
    }
    let same = !wanted.os_version.is_empty() && platform.os_version.starts_with(&format!("{}.", host.join(".")));
    Ok(Fit { step: u64::from(!same), ..Fit::default() })
}
