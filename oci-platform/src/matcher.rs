//! Whether one platform fits a wanted one, and how well: the rules of the tools, below the choice from an index.

use std::cmp::Ordering;

use crate::fallback::{Fallback, Levels, Miss};
use crate::host::Host;
use crate::normalize::{self, Names};
use crate::platform::Platform;
use crate::platform_ref::PlatformRef;
use crate::verdict::Refusal;
use crate::windows::WindowsRules;
use containerd::Containerd;
use fit::{Against, Fit, unless};
use plain::{Form, Plain};

mod containerd;
mod docker;
mod features;
pub(crate) mod fit;
mod plain;
pub(crate) mod regclient;

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
    ContainerdExact(WindowsRules),
    /// containerd `OnlyOS`: operating system, its version range and features; any architecture, the wanted one first.
    ContainerdOs,
    /// containerd `Default()` on a Windows machine: the wanted platform alone; highest `os.version` first, compared as
    /// text (or as numbers, with that extension).
    ContainerdWindows,
    /// containerd `Default()` of the machine that the wanted platform describes: `Only` on linux, the machine or else
    /// linux on darwin and FreeBSD (two rules), `ContainerdWindows` on Windows. As a single rule: `Only`.
    ContainerdDefault,
    /// containerd `All`: everything, `unknown/unknown` included.
    Everything,
    /// Docker's containerd store when nothing is asked: everything, ordered as by `Only` of the machine.
    DockerHostFirst,
    /// nerdctl: as `ContainerdExact`; what fits only without the feature `erofs` comes last.
    Nerdctl,
    /// Docker `OnlyPlatformWithFallback`: `Only`, and any platform without a variant whose operating system and
    /// architecture are equal.
    DockerVariantless,
    /// Docker pull on Windows: equal architecture and, with case folded, operating system; a build not above the
    /// host's; builds equal to the host's first.
    DockerWindows,
    /// The same with a platform asked: its operating system is compared instead of the entry's; Windows first.
    DockerWindowsAsked,
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
    /// ko: every member equal that is wanted; a Windows version of three parts fits one of four; no features.
    Ko,
    /// `rules_oci`: the text `os/architecture/variant` is equal.
    Text,
    /// jib, oci-client, ocidir and others: operating system and architecture equal, nothing else.
    OsArchitecture,
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
/// # Ok::<(), oci_platform::SpecifierError>(())
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
    /// Highest version first, as text or as numbers.
    ContainerdWindows(Containerd, Versions),
    ContainerdOs(Containerd),
    Everything,
    HostFirst(Containerd),
    Nerdctl(Containerd),
    Variantless(Containerd),
    DockerWindows {
        asked: bool,
    },
    ContainersImage(Fallback),
    Plain(Plain),
    RegclientCompatible,
    RegclientEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Versions {
    Text,
    Numbers,
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
        let alone = |rules| Containerd::new(Fallback::only(normalized()), rules);
        let exact = |rules| if wanted.os == "windows" { alone(rules) } else { alone(rules).without_windows() };
        let versions = if beyond.numeric_windows { Versions::Numbers } else { Versions::Text };
        let plain = |form| Rule::Plain(Plain::new(form, wanted));
        let rule = match matching {
            Matching::ContainerdOnly(rules) => Rule::Containerd(only(rules)),
            Matching::ContainerdDefault => Rule::Containerd(only(WindowsRules::Rc5)),
            Matching::ContainerdStrict => Rule::Containerd(alone(WindowsRules::Rc5)),
            Matching::ContainerdExact(rules) => Rule::Containerd(exact(rules)),
            Matching::ContainerdWindows => Rule::ContainerdWindows(alone(WindowsRules::Rc5), versions),
            Matching::ContainerdOs => Rule::ContainerdOs(alone(WindowsRules::Rc5)),
            Matching::Everything => Rule::Everything,
            Matching::DockerHostFirst => Rule::HostFirst(only(WindowsRules::Rc5)),
            Matching::Nerdctl => Rule::Nerdctl(exact(WindowsRules::Rc5)),
            Matching::DockerVariantless => Rule::Variantless(only(WindowsRules::Rc5)),
            Matching::DockerWindows => Rule::DockerWindows { asked: false },
            Matching::DockerWindowsAsked => Rule::DockerWindows { asked: true },
            Matching::ContainersImage => Rule::ContainersImage(Fallback::containers_image(wanted, host)),
            Matching::CraneRemote => plain(Form::Remote),
            Matching::CraneSatisfies => plain(Form::Satisfies),
            Matching::CraneEquals => plain(Form::Equals),
            Matching::Oras => plain(Form::Oras),
            Matching::Ko => plain(Form::Ko),
            Matching::Text => plain(Form::Text),
            Matching::OsArchitecture => plain(Form::OsArchitecture),
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
    pub fn matches<'a>(&self, platform: impl Into<PlatformRef<'a>>) -> bool {
        self.fit(platform.into()).is_ok()
    }

    /// Whether a platform fits, and if not, why.
    ///
    /// # Errors
    /// The first member that stands against it: operating system, architecture, variant, version, features.
    pub fn check<'a>(&self, platform: impl Into<PlatformRef<'a>>) -> Result<(), Refusal> {
        let platform = platform.into();
        self.fit(platform).map(|_| ()).map_err(|against| self.refusal(platform, against))
    }

    /// Whether the tool sorts `a` before `b`; false when it does not care (containerd `Less`, regclient `Better`).
    #[must_use]
    pub fn prefers<'a>(&self, a: impl Into<PlatformRef<'a>>, b: impl Into<PlatformRef<'a>>) -> bool {
        let (a, b) = (a.into(), b.into());
        match &self.rule {
            Rule::RegclientCompatible => regclient::better((&self.wanted).into(), a, b),
            // Two that do not fit are compared once more, without their features.
            Rule::Containerd(rule) => rule.order(a, &self.host.os) < rule.order(b, &self.host.os),
            _ => match (self.fit(a), self.fit(b)) {
                (Ok(first), Ok(second)) => first.cmp(&second).then_with(|| self.version_order(a, b)).is_lt(),
                (first, second) => first.is_ok() && second.is_err(),
            },
        }
    }

    /// The architectures, and variants, in containerd's canonical names, of all that can fit; `None`: any.
    pub(crate) fn reach(&self) -> Option<Vec<(String, Option<String>)>> {
        let own = || {
            let (architecture, _) = normalize::architecture(&self.wanted.architecture, "");
            vec![(architecture.into_owned(), None)]
        };
        match &self.rule {
            Rule::Everything | Rule::ContainerdOs(_) | Rule::HostFirst(_) => None,
            Rule::Containerd(rule) | Rule::ContainerdWindows(rule, _) | Rule::Nerdctl(rule) => Some(rule.reach()),
            Rule::ContainersImage(list) => Some(list.reach()),
            Rule::Plain(_) if self.wanted.architecture.is_empty() || self.wanted.os.contains('/') => None,
            _ => Some(own()),
        }
    }

    /// Whether every platform fits alike.
    pub(crate) fn accepts_everything(&self) -> bool {
        matches!(self.rule, Rule::Everything)
    }

    /// Whether all that fits is equally good.
    pub(crate) fn is_unranked(&self) -> bool {
        matches!(self.rule, Rule::Everything | Rule::Plain(_) | Rule::RegclientEqual)
    }

    /// Whether the versions of what fits equally well are compared.
    pub(crate) fn ranks_versions(&self) -> bool {
        matches!(self.rule, Rule::ContainerdWindows(..) | Rule::RegclientCompatible)
    }

    /// Of two that fit equally well, the one with the better version.
    pub(crate) fn version_order(&self, a: PlatformRef<'_>, b: PlatformRef<'_>) -> Ordering {
        let (a, b) = (a.os_version, b.os_version);
        match self.rule {
            Rule::ContainerdWindows(_, Versions::Text) => b.cmp(a),
            Rule::ContainerdWindows(_, Versions::Numbers) => regclient::numbers(b).cmp(regclient::numbers(a)),
            Rule::RegclientCompatible => regclient::version_order(&self.wanted.os_version, a, b),
            _ => Ordering::Equal,
        }
    }

    pub(crate) fn fit(&self, platform: PlatformRef<'_>) -> Result<Fit, Against> {
        let (wanted, os) = (PlatformRef::from(&self.wanted), self.host.os.as_str());
        let flat = |result: Result<(), Against>| result.map(|()| Fit::default());
        match &self.rule {
            Rule::Containerd(rule) => rule.fit(platform, os),
            Rule::ContainerdWindows(rule, _) => flat(rule.fit(platform, os).map(|_| ())),
            Rule::ContainerdOs(rule) => rule.fit_os(platform, os),
            Rule::Everything => Ok(Fit::default()),
            Rule::HostFirst(rule) => Ok(rule.order(platform, os)),
            Rule::Nerdctl(rule) => rule.fit_erofs(platform, os),
            Rule::Variantless(only) => docker::variantless(only, platform, os),
            Rule::DockerWindows { asked } => docker::windows(*asked, wanted, &self.host, platform),
            Rule::ContainersImage(list) => containers_image(list, platform),
            Rule::Plain(rule) => flat(rule.check(wanted, platform)),
            Rule::RegclientCompatible => regclient::fit(wanted, platform),
            Rule::RegclientEqual => flat(regclient::equal(wanted, platform)),
        }
    }

    /// What stands against a platform, in full.
    pub(crate) fn refusal(&self, platform: PlatformRef<'_>, against: Against) -> Refusal {
        let form = match &self.rule {
            Rule::DockerWindows { .. } | Rule::ContainersImage(_) | Rule::Plain(_) | Rule::Everything => Names::raw,
            Rule::RegclientCompatible | Rule::RegclientEqual => Names::regclient,
            _ => |platform| Names::containerd(platform, ""),
        };
        let base = match &self.rule {
            Rule::ContainersImage(list) => list.wanted(),
            _ => &self.wanted,
        };
        let own = |os: &str| if os.is_empty() { self.host.os.clone() } else { os.to_owned() };
        let (wanted, found) = (form(base.into()), form(platform));
        let pair = |wanted: &str, found: &str| (wanted.to_owned(), found.to_owned());
        match against {
            Against::Os if self.containerd().is_some() => {
                Refusal::Os { wanted: own(&wanted.os), found: own(&found.os) }
            }
            Against::Os => {
                let (wanted, found) = pair(&wanted.os, &found.os);
                Refusal::Os { wanted, found }
            }
            Against::Architecture => {
                let (wanted, found) = pair(&wanted.architecture, &found.architecture);
                Refusal::Architecture { wanted, found }
            }
            Against::Variant => {
                let (wanted, found) = pair(&wanted.variant, &found.variant);
                Refusal::Variant { wanted, found }
            }
            Against::OsVersion => {
                let (wanted, found) = pair(&self.wanted.os_version, platform.os_version);
                Refusal::OsVersion { wanted, found, accepted: self.accepted() }
            }
            Against::Required => {
                let absent = self.containerd().into_iter().flat_map(|rule| rule.absent(platform.os_features));
                let mut missing: Vec<String> = absent.map(str::to_owned).collect();
                missing.sort_unstable();
                missing.dedup();
                Refusal::OsFeatures { missing }
            }
            Against::Offered => {
                let absent = match &self.rule {
                    Rule::Plain(rule) => rule.absent(platform),
                    _ => Vec::new(),
                };
                Refusal::NotOffered { missing: absent.into_iter().map(str::to_owned).collect() }
            }
            Against::Features => Refusal::FeaturesDiffer,
        }
    }

    fn containerd(&self) -> Option<&Containerd> {
        match &self.rule {
            Rule::Containerd(rule)
            | Rule::ContainerdWindows(rule, _)
            | Rule::ContainerdOs(rule)
            | Rule::HostFirst(rule)
            | Rule::Nerdctl(rule)
            | Rule::Variantless(rule) => Some(rule),
            _ => None,
        }
    }

    /// The versions that are accepted, for people.
    fn accepted(&self) -> String {
        let version = self.wanted.os_version.as_str();
        match (&self.rule, self.containerd().and_then(Containerd::versions)) {
            (_, Some(range)) => range.to_string(),
            (Rule::DockerWindows { .. }, _) => {
                docker::build(&self.host.os_version).map(|build| format!("builds up to {build}")).unwrap_or_default()
            }
            (Rule::RegclientCompatible | Rule::RegclientEqual, _) if self.wanted.os == "windows" => {
                regclient::release(version).to_owned()
            }
            _ => version.to_owned(),
        }
    }
}

/// containers/image `platform_matcher.go`: equality with one of a list.
fn containers_image(list: &Fallback, platform: PlatformRef<'_>) -> Result<Fit, Against> {
    unless(Against::Os, platform.os == list.wanted().os)?;
    match list.place_exact(platform.architecture, platform.variant) {
        Ok(step) => Ok(Fit { step, ..Fit::default() }),
        Err(Miss::Architecture) => Err(Against::Architecture),
        Err(Miss::Variant) => Err(Against::Variant),
    }
}
