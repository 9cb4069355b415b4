//! containerd/platforms: `Only`, `OnlyStrict`, `NewMatcher`, `OnlyOS` and the matcher of a Windows machine.

use std::cmp::Reverse;

use super::{Fit, VersionRank};
use crate::fallback::{Fallback, Miss};
use crate::normalize::Names;
use crate::{Host, Platform, Refusal, WindowsRange, WindowsRules};

/// The feature that Nano Server lacks; a Windows matcher never requires it.
const WIN32K: &str = "win32k";

/// A list of platforms that share operating system, version and features.
#[derive(Clone, Debug)]
pub(crate) struct Containerd {
    list: Fallback,
    /// Only on Windows.
    versions: Option<WindowsRange>,
    order: Order,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// Place in the list, then more features first.
    List,
    /// Highest version first, as text or as numbers.
    Version { numeric: bool },
}

impl Containerd {
    pub(crate) fn new(list: Fallback, rules: WindowsRules) -> Self {
        let wanted = list.wanted();
        let versions = (wanted.os == "windows").then(|| WindowsRange::of_host(&wanted.os_version, rules));
        Self { versions, list, order: Order::List }
    }

    /// Leaves the Windows version out of the match, and with it the exception for `win32k`.
    pub(crate) fn without_windows(mut self) -> Self {
        self.versions = None;
        self
    }

    pub(crate) fn by_version(mut self, numeric: bool) -> Self {
        self.order = Order::Version { numeric };
        self
    }

    pub(crate) fn is_by_version(&self) -> bool {
        self.order != Order::List
    }

    /// The platform wanted, normalised.
    pub(crate) fn wanted(&self) -> &Platform {
        self.list.wanted()
    }

    pub(crate) fn fit(&self, platform: &Platform, host: &Host) -> Result<Fit, Refusal> {
        let found = Names::containerd(platform, host);
        same_os(self.wanted(), &found)?;
        let step = self.place(&found)?;
        self.version_fits(platform)?;
        self.features_fit(&platform.os_features, self.versions.is_some())?;
        let mut fit = Fit { step, ..Fit::default() };
        match self.order {
            Order::List => fit.features = Reverse(platform.os_features.len()),
            Order::Version { numeric: false } => {
                fit.version = Reverse(VersionRank::Text(platform.os_version.clone()));
            }
            Order::Version { numeric: true } => fit.version = Reverse(VersionRank::numbers(&platform.os_version)),
        }
        Ok(fit)
    }

    fn place(&self, found: &Names<'_>) -> Result<u64, Refusal> {
        let wanted = self.wanted();
        self.list.place_normalized(&found.architecture, &found.variant).map_err(|miss| match miss {
            Miss::Architecture => Refusal::architecture(&wanted.architecture, &found.architecture),
            Miss::Variant => Refusal::variant(&wanted.variant, &found.variant),
        })
    }

    fn version_fits(&self, platform: &Platform) -> Result<(), Refusal> {
        match &self.versions {
            Some(range) if !range.accepts(&platform.os_version) => Err(Refusal::OsVersion {
                found: platform.os_version.clone(),
                wanted: self.wanted().os_version.clone(),
                accepted: range.to_string(),
            }),
            _ => Ok(()),
        }
    }

    /// What the image requires must be among what is wanted. One `win32k` may be free; a second one is not.
    fn features_fit(&self, required: &[String], win32k_free: bool) -> Result<(), Refusal> {
        let free = required.iter().position(|feature| win32k_free && feature == WIN32K);
        let offered = &self.wanted().os_features;
        let mut missing: Vec<String> = required
            .iter()
            .enumerate()
            .filter(|(place, feature)| Some(*place) != free && !offered.contains(feature))
            .map(|(_, feature)| feature.clone())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        missing.sort_unstable();
        missing.dedup();
        Err(Refusal::OsFeatures { missing })
    }
}

/// `OnlyOS`.
#[derive(Clone, Debug)]
pub(crate) struct ContainerdOs {
    exact: Containerd,
}

impl ContainerdOs {
    pub(crate) fn new(exact: Containerd) -> Self {
        Self { exact }
    }

    pub(crate) fn fit(&self, platform: &Platform, host: &Host) -> Result<Fit, Refusal> {
        let found = Names::containerd(platform, host);
        same_os(self.exact.wanted(), &found)?;
        self.exact.version_fits(platform)?;
        self.exact.features_fit(&platform.os_features, false)?;
        Ok(match self.exact.place(&found) {
            Ok(_) => Fit { step: 0, features: Reverse(platform.os_features.len()), ..Fit::default() },
            Err(_) => Fit { step: 1, ..Fit::default() },
        })
    }
}

fn same_os(wanted: &Platform, found: &Names<'_>) -> Result<(), Refusal> {
    if wanted.os == found.os { Ok(()) } else { Err(Refusal::os(&wanted.os, &found.os)) }
}
