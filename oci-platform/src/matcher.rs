//! Whether one platform fits a wanted one, and how well: the rules of the tools, below the choice from an index.

use std::cmp::Reverse;

use crate::fallback::{Fallback, Levels};
use crate::{Host, Platform, Refusal, WindowsRules};

mod containerd;
mod crane;
mod docker;
mod podman;
pub(crate) mod regclient;

pub(crate) use containerd::{Containerd, ContainerdOs};

/// A rule that says whether a platform fits a wanted one.
///
/// A [`Policy`](crate::Policy) is such a rule together with what the tool does about entries without a platform and
/// about ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Matching {
    /// containerd `Only`: the wanted platform and what its machine also runs ([`Fallback::containerd`]), in this
    /// order. Both sides normalised; Windows versions by their range; the features that the image requires must be
    /// among the wanted ones (`win32k` on Windows always is).
    ContainerdOnly(WindowsRules),
    /// containerd `OnlyStrict`: the wanted platform alone, normalised.
    ContainerdStrict,
    /// containerd `NewMatcher`: like `OnlyStrict`, but the Windows version counts only when `os` is spelled
    /// `windows`. `Ordered` and `Any` are made of these.
    ContainerdExact,
    /// containerd `OnlyOS`: operating system, its version range and features; any architecture, the wanted one first.
    ContainerdOs,
    /// containerd `Default()` on a Windows machine: the wanted platform alone; highest `os.version` first, compared as
    /// text (or as numbers, with that extension).
    ContainerdWindows,
    /// containerd `All`: everything, `unknown/unknown` included.
    Everything,
    /// Docker `OnlyPlatformWithFallback`: `Only`, and any platform without a variant whose operating system and
    /// architecture are equal.
    DockerVariantless,
    /// Docker pull on Windows: equal architecture and operating system; a build not above the host's; builds equal to
    /// the host's first.
    DockerWindows,
    /// containers/image: exact equality with an element of [`Fallback::containers_image`]; versions and features
    /// ignored.
    ContainersImage,
    /// go-containerregistry `remote`: `os` and `architecture` equal; `os.version` and `variant` when wanted; wanted
    /// features among the offered ones. Nothing normalised.
    CraneRemote,
    /// go-containerregistry `Satisfies`: the same, with an empty wanted `os` or `architecture` as wildcard.
    CraneSatisfies,
    /// go-containerregistry `Equals`: every member equal, features in any order.
    CraneEquals,
    /// regclient `Compatible`: the same architecture, a numbered variant not above the host's; darwin and Windows also
    /// run linux.
    RegclientCompatible,
    /// regclient `Match`: the same platform, normalised.
    RegclientEqual,
    /// oras-go: as go-containerregistry's `remote`, without the CPU features.
    Oras,
}

/// How well a platform fits; smaller is better. Members a rule does not use are the same for all platforms.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fit {
    /// Which of several wanted platforms.
    pub(crate) wanted: usize,
    /// Place in the list of fallbacks, or the class of the match.
    pub(crate) step: u64,
    /// Number of the variant.
    pub(crate) level: Reverse<i64>,
    /// Number of features required.
    pub(crate) features: Reverse<usize>,
    /// Version of the operating system.
    pub(crate) version: Reverse<VersionRank>,
}

/// How a version of an operating system ranks among those that fit; greater is better.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum VersionRank {
    #[default]
    Ignored,
    /// Compared as text.
    Text(String),
    /// Compared number by number; a part that is no number is below all numbers.
    Numbers(Vec<Option<i64>>),
    /// The host's own.
    Same,
}

impl VersionRank {
    pub(crate) fn numbers(version: &str) -> Self {
        Self::Numbers(version.split('.').map(|part| part.parse().ok()).collect())
    }
}

/// Options that change a rule beyond what its tool does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Beyond {
    pub(crate) levels: Levels,
    pub(crate) numeric_windows: bool,
}

/// A rule made ready for a wanted platform.
///
/// ```
/// use oci_platform::{Host, Matcher, Matching, Platform, WindowsRules};
///
/// let wanted: Platform = "linux/amd64/v2".parse()?;
/// let only = Matcher::new(Matching::ContainerdOnly(WindowsRules::Rc5), &wanted, &Host::default());
/// let (plain, i386) = (Platform::new("linux", "amd64"), Platform::new("linux", "386"));
/// assert!(only.matches(&plain) && only.matches(&i386));
/// assert!(only.prefers(&plain, &i386));
///
/// let refusal = only.check(&Platform::new("linux", "arm64")).unwrap_err();
/// assert_eq!(refusal.to_string(), "architecture arm64, wanted amd64");
/// # Ok::<(), oci_platform::ParseError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Matcher {
    rule: Rule,
    wanted: Platform,
    host: Host,
}

#[derive(Clone, Debug)]
enum Rule {
    Containerd(Containerd),
    ContainerdOs(ContainerdOs),
    Everything,
    DockerVariantless(Containerd),
    DockerWindows,
    ContainersImage(Fallback),
    Crane(crane::Form),
    RegclientCompatible,
    RegclientEqual,
}

impl Matcher {
    /// A rule for a wanted platform, on the host that fills empty operating systems.
    #[must_use]
    pub fn new(matching: Matching, wanted: &Platform, host: &Host) -> Self {
        Self::beyond(matching, wanted, host, Beyond::default())
    }

    pub(crate) fn beyond(matching: Matching, wanted: &Platform, host: &Host, beyond: Beyond) -> Self {
        let normalized = || wanted.normalized(host);
        let only = |rules| Containerd::new(Fallback::containerd_of(normalized(), beyond.levels), rules);
        let alone = || Containerd::new(Fallback::only(normalized()), WindowsRules::Rc5);
        let rule = match matching {
            Matching::ContainerdOnly(rules) => Rule::Containerd(only(rules)),
            Matching::ContainerdStrict => Rule::Containerd(alone()),
            Matching::ContainerdExact if wanted.os == "windows" => Rule::Containerd(alone()),
            Matching::ContainerdExact => Rule::Containerd(alone().without_windows()),
            Matching::ContainerdWindows => Rule::Containerd(alone().by_version(beyond.numeric_windows)),
            Matching::ContainerdOs => Rule::ContainerdOs(ContainerdOs::new(alone())),
            Matching::Everything => Rule::Everything,
            Matching::DockerVariantless => Rule::DockerVariantless(only(WindowsRules::Rc5)),
            Matching::DockerWindows => Rule::DockerWindows,
            Matching::ContainersImage => Rule::ContainersImage(Fallback::containers_image(wanted, host)),
            Matching::CraneRemote => Rule::Crane(crane::Form::Remote),
            Matching::CraneSatisfies => Rule::Crane(crane::Form::Satisfies),
            Matching::CraneEquals => Rule::Crane(crane::Form::Equals),
            Matching::Oras => Rule::Crane(crane::Form::Oras),
            Matching::RegclientCompatible => Rule::RegclientCompatible,
            Matching::RegclientEqual => Rule::RegclientEqual,
        };
        Self { rule, wanted: wanted.clone(), host: host.clone() }
    }

    /// The wanted platform, as given.
    #[must_use]
    pub fn wanted(&self) -> &Platform {
        &self.wanted
    }

    /// Whether a platform fits.
    #[must_use]
    pub fn matches(&self, platform: &Platform) -> bool {
        self.fit(platform).is_ok()
    }

    /// Whether a platform fits, and if not, why.
    ///
    /// # Errors
    /// The first member that stands against it: operating system, architecture, variant, version, features.
    pub fn check(&self, platform: &Platform) -> Result<(), Refusal> {
        self.fit(platform).map(|_| ())
    }

    /// Whether the tool sorts `a` before `b`; false when it does not care (containerd `Less`, regclient `Better`).
    #[must_use]
    pub fn prefers(&self, a: &Platform, b: &Platform) -> bool {
        if let Rule::RegclientCompatible = self.rule {
            return regclient::better(&self.wanted, a, b);
        }
        match (self.fit(a), self.fit(b)) {
            (Ok(a), Ok(b)) => a < b,
            (Ok(_), Err(_)) => true,
            (Err(_), Ok(_)) => false,
            (Err(_), Err(_)) => self.prefers_without_features(a, b),
        }
    }

    /// containerd's lists compare platforms that do not fit once more, without their features.
    fn prefers_without_features(&self, a: &Platform, b: &Platform) -> bool {
        let lists = matches!(&self.rule, Rule::Containerd(rule) if !rule.is_by_version());
        if !lists || (a.os_features.is_empty() && b.os_features.is_empty()) {
            return false;
        }
        let plain = |platform: &Platform| Platform { os_features: Vec::new(), ..platform.clone() };
        self.prefers(&plain(a), &plain(b))
    }

    pub(crate) fn accepts_everything(&self) -> bool {
        matches!(self.rule, Rule::Everything)
    }

    pub(crate) fn fit(&self, platform: &Platform) -> Result<Fit, Refusal> {
        let plain = |result: Result<(), Refusal>| result.map(|()| Fit::default());
        match &self.rule {
            Rule::Containerd(rule) => rule.fit(platform, &self.host),
            Rule::ContainerdOs(rule) => rule.fit(platform, &self.host),
            Rule::Everything => Ok(Fit::default()),
            Rule::DockerVariantless(only) => docker::variantless(only, platform, &self.host),
            Rule::DockerWindows => docker::windows(&self.wanted, platform),
            Rule::ContainersImage(list) => podman::fit(list, platform),
            Rule::Crane(form) => plain(form.check(&self.wanted, platform)),
            Rule::RegclientCompatible => regclient::fit(&self.wanted, platform),
            Rule::RegclientEqual => plain(regclient::equal(&self.wanted, platform)),
        }
    }
}
