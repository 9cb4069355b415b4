//! containerd/platforms: `Only`, `OnlyStrict`, `NewMatcher`, `OnlyOS` and the matcher of a Windows machine.

use std::cmp::Reverse;

use super::features::Set;
use super::fit::{Against, Fit, unless};
use crate::fallback::{Fallback, Miss};
use crate::normalize;
use crate::platform::Platform;
use crate::platform_ref::{Features, PlatformRef};
use crate::windows::{WindowsRange, WindowsRules};

/// The feature that Nano Server lacks; a Windows matcher never requires it.
const WIN32K: &str = "win32k";
/// The feature that nerdctl never requires.
const EROFS: &str = "erofs";

/// A list of platforms that share operating system, version and features.
#[derive(Clone, Debug)]
pub(crate) struct Containerd {
    list: Fallback,
    /// The features offered.
    offered: Set,
    /// Only on Windows.
    versions: Option<WindowsRange>,
}

impl Containerd {
    pub(crate) fn new(list: Fallback, rules: WindowsRules) -> Self {
        let wanted = list.wanted();
        let versions = (wanted.os == "windows").then(|| WindowsRange::of_host(&wanted.os_version, rules));
        Self { versions, offered: Set::of(wanted.os_features.iter()), list }
    }

    /// Leaves the Windows version out of the match, and with it the exception for `win32k`.
    pub(crate) fn without_windows(mut self) -> Self {
        self.versions = None;
        self
    }

    /// The platform wanted, normalised.
    pub(crate) fn wanted(&self) -> &Platform {
        self.list.wanted()
    }

    /// The architectures and variants of the list.
    pub(crate) fn reach(&self) -> Vec<(String, Option<String>)> {
        self.list.reach()
    }

    /// The versions of Windows that are accepted.
    pub(crate) fn versions(&self) -> Option<&WindowsRange> {
        self.versions.as_ref()
    }

    pub(crate) fn fit(&self, platform: PlatformRef<'_>, host_os: &str) -> Result<Fit, Against> {
        let step = self.place(platform, host_os)?;
        self.features_fit(platform.os_features, self.versions.is_some())?;
        Ok(Fit { step, features: Reverse(platform.os_features.len()), ..Fit::default() })
    }

    /// The place in the list, of what fits apart from its features.
    fn place(&self, platform: PlatformRef<'_>, host_os: &str) -> Result<u64, Against> {
        unless(Against::Os, self.wanted().os == normalize::os(platform.os, host_os))?;
        let (architecture, variant) = normalize::architecture(platform.architecture, platform.variant);
        let step = self.list.place_normalized(&architecture, &variant).map_err(|miss| match miss {
            Miss::Architecture => Against::Architecture,
            Miss::Variant => Against::Variant,
        })?;
        self.version_fits(platform)?;
        Ok(step)
    }

    fn version_fits(&self, platform: PlatformRef<'_>) -> Result<(), Against> {
        unless(Against::OsVersion, self.versions.as_ref().is_none_or(|range| range.accepts(platform.os_version)))
    }

    fn features_fit(&self, required: Features<'_>, win32k_free: bool) -> Result<(), Against> {
        unless(Against::Required, self.missing(required, win32k_free).next().is_none())
    }

    /// What the image requires and is not offered.
    pub(crate) fn absent<'a>(&'a self, required: Features<'a>) -> impl Iterator<Item = &'a str> {
        self.missing(required, self.versions.is_some())
    }

    /// One `win32k` may be free; a second one is not.
    fn missing<'a>(&'a self, required: Features<'a>, mut win32k_free: bool) -> impl Iterator<Item = &'a str> {
        required.iter().filter(move |feature| {
            let free = win32k_free && *feature == WIN32K;
            win32k_free &= !free;
            !free && !self.offered.contains(feature)
        })
    }

    /// `OnlyOS`: any architecture; `win32k` is not free.
    pub(crate) fn fit_os(&self, platform: PlatformRef<'_>, host_os: &str) -> Result<Fit, Against> {
        unless(Against::Os, self.wanted().os == normalize::os(platform.os, host_os))?;
        self.version_fits(platform)?;
        self.features_fit(platform.os_features, false)?;
        Ok(match self.place(platform, host_os) {
            Ok(_) => Fit { features: Reverse(platform.os_features.len()), ..Fit::default() },
            Err(_) => Fit { step: 1, ..Fit::default() },
        })
    }

    /// nerdctl `platformutil`: what fits as it is, then what fits without `erofs`.
    pub(crate) fn fit_erofs(&self, platform: PlatformRef<'_>, host_os: &str) -> Result<Fit, Against> {
        self.fit(platform, host_os).or_else(|_| {
            let step = self.place(platform, host_os)?;
            // Of two that are removed from their features, one `win32k` is free as before.
            unless(Against::Required, self.absent(platform.os_features).all(|feature| feature == EROFS))?;
            Ok(Fit { class: 1, step, ..Fit::default() })
        })
    }

    /// `Less` of two that do not match compares them without their features: everything fits, in this order.
    pub(crate) fn order(&self, platform: PlatformRef<'_>, host_os: &str) -> Fit {
        self.fit(platform, host_os).unwrap_or_else(|_| match self.place(platform, host_os) {
            Ok(step) => Fit { class: 1, step, ..Fit::default() },
            Err(_) => Fit { class: 2, ..Fit::default() },
        })
    }
}
