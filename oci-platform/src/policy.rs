//! Whose decision is taken.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::{Matching, WindowsRules};

/// The tool whose choice is made.
///
/// Each policy is one [`Matching`] and four answers: what becomes of an entry without a platform, which of equal
/// entries wins, whether several wanted platforms are ordered, and whether an empty platform object counts as none.
///
/// | policy | entries without a platform | order of entries that fit |
/// |---|---|---|
/// | `Containerd`, `ContainerdRc4`, `ContainerdStrict`, `ContainerdOrdered`, `ContainerdAny`, `ContainerdOnlyOs`, `ContainerdDefault`, `ContainerdAll` | last; the config of the first one only is read and must fit | of the matcher, then of the index |
/// | `DockerPull` | last, taken unseen | as `Containerd` |
/// | `DockerPullWindows` | skipped | the host's build first |
/// | `DockerLocal` | platform of the config | as `Containerd` |
/// | `Podman`, `PodmanGzip` | last, taken unseen | of the wanted list, then zstd (gzip) |
/// | `PodmanDockerList` | skipped | of the wanted list |
/// | `Crane` | count as `linux/amd64` | of the index |
/// | `CraneFilter`, `Oras` | skipped | of the index |
/// | `Regclient` | skipped | the host's own os, variant, version; else the highest |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Policy {
    /// containerd with a platform asked for (`Only`, `images.Manifest`): the platform, then what its machine also runs.
    #[default]
    Containerd,
    /// The same with containerd/platforms v1.0.0-rc.4: another range of Windows builds on hosts newer than 26100.
    ContainerdRc4,
    /// containerd `OnlyStrict`: the platform alone.
    ContainerdStrict,
    /// containerd `Ordered`: several platforms, the first that is there.
    ContainerdOrdered,
    /// containerd `Any`: several platforms without preference.
    ContainerdAny,
    /// containerd `OnlyOS`: any architecture of the operating system, the wanted one first.
    ContainerdOnlyOs,
    /// containerd `Default()` on the machine that the wanted platform describes: `Only` on linux, the machine or else
    /// linux on darwin and FreeBSD, the highest version on Windows.
    ContainerdDefault,
    /// containerd `All`: the first entry, whatever it is.
    ContainerdAll,
    /// `docker pull` on Linux, from a registry.
    DockerPull,
    /// `docker pull` on Windows, from a registry.
    DockerPullWindows,
    /// Docker with the containerd image store, choosing among what is there.
    DockerLocal,
    /// podman, skopeo, buildah (containers/image) on an OCI index.
    Podman,
    /// The same, asked to prefer gzip.
    PodmanGzip,
    /// podman, skopeo, buildah on a Docker manifest list.
    PodmanDockerList,
    /// crane, ko, kaniko (go-containerregistry `remote`).
    Crane,
    /// `crane index filter`, which keeps all that fit.
    CraneFilter,
    /// regclient (regctl, regsync, regbot).
    Regclient,
    /// oras.
    Oras,
}

/// What becomes of an entry without a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platformless {
    Skipped,
    /// After all others, without a look.
    LastUnseen,
    /// After all others; of the first one the config must fit.
    LastChecked,
    /// The config's platform stands in.
    FromConfig,
    /// `linux/amd64` stands in.
    LinuxAmd64,
}

/// Which of entries that fit equally well is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tie {
    Position,
    /// Those with the zstd annotation.
    Zstd,
    /// Those without it.
    Gzip,
    /// One pass that replaces the entry by a better one.
    OnePass,
}

/// A policy as data.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) matching: Matching,
    pub(crate) platformless: Platformless,
    pub(crate) tie: Tie,
    /// `"platform": {}` is no platform.
    pub(crate) empty_is_none: bool,
    /// Several wanted platforms are all alike.
    pub(crate) unordered: bool,
}

impl Policy {
    /// Every policy.
    pub const ALL: &'static [Self] = &[
        Self::Containerd,
        Self::ContainerdRc4,
        Self::ContainerdStrict,
        Self::ContainerdOrdered,
        Self::ContainerdAny,
        Self::ContainerdOnlyOs,
        Self::ContainerdDefault,
        Self::ContainerdAll,
        Self::DockerPull,
        Self::DockerPullWindows,
        Self::DockerLocal,
        Self::Podman,
        Self::PodmanGzip,
        Self::PodmanDockerList,
        Self::Crane,
        Self::CraneFilter,
        Self::Regclient,
        Self::Oras,
    ];

    /// The policies that pull an image for one platform: what [`compare_policies`](crate::compare_policies) compares.
    pub const PULLERS: &'static [Self] = &[
        Self::Containerd,
        Self::ContainerdStrict,
        Self::ContainerdDefault,
        Self::DockerPull,
        Self::DockerLocal,
        Self::Podman,
        Self::PodmanDockerList,
        Self::Crane,
        Self::Regclient,
        Self::Oras,
    ];

    /// The name for a command line: `containerd`, `docker-pull`, `podman`, …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Containerd => "containerd",
            Self::ContainerdRc4 => "containerd-rc4",
            Self::ContainerdStrict => "containerd-strict",
            Self::ContainerdOrdered => "containerd-ordered",
            Self::ContainerdAny => "containerd-any",
            Self::ContainerdOnlyOs => "containerd-only-os",
            Self::ContainerdDefault => "containerd-default",
            Self::ContainerdAll => "containerd-all",
            Self::DockerPull => "docker-pull",
            Self::DockerPullWindows => "docker-pull-windows",
            Self::DockerLocal => "docker-local",
            Self::Podman => "podman",
            Self::PodmanGzip => "podman-gzip",
            Self::PodmanDockerList => "podman-docker-list",
            Self::Crane => "crane",
            Self::CraneFilter => "crane-filter",
            Self::Regclient => "regclient",
            Self::Oras => "oras",
        }
    }

    /// How a single platform is compared under this policy.
    ///
    /// `ContainerdDefault` has no single rule: it depends on the operating system of the machine.
    #[must_use]
    pub fn matching(self) -> Matching {
        self.rules().matching
    }

    /// The policy of the same tool on a Docker manifest list, where containers/image chooses by other rules than on an
    /// OCI index.
    #[must_use]
    pub fn on_docker_list(self) -> Self {
        match self {
            Self::Podman | Self::PodmanGzip => Self::PodmanDockerList,
            other => other,
        }
    }

    pub(crate) fn rules(self) -> Rules {
        let containerd = |matching| Rules {
            matching,
            platformless: Platformless::LastChecked,
            tie: Tie::Position,
            empty_is_none: false,
            unordered: false,
        };
        let only = containerd(Matching::ContainerdOnly(WindowsRules::Rc5));
        let skipping = |matching| Rules { platformless: Platformless::Skipped, ..containerd(matching) };
        let podman =
            Rules { platformless: Platformless::LastUnseen, tie: Tie::Zstd, ..skipping(Matching::ContainersImage) };
        match self {
            Self::Containerd | Self::ContainerdDefault => only,
            Self::ContainerdRc4 => containerd(Matching::ContainerdOnly(WindowsRules::Rc4)),
            Self::ContainerdStrict => containerd(Matching::ContainerdStrict),
            Self::ContainerdOrdered => containerd(Matching::ContainerdExact),
            Self::ContainerdAny => Rules { unordered: true, ..containerd(Matching::ContainerdExact) },
            Self::ContainerdOnlyOs => containerd(Matching::ContainerdOs),
            Self::ContainerdAll => containerd(Matching::Everything),
            Self::DockerPull => Rules { platformless: Platformless::LastUnseen, empty_is_none: true, ..only },
            Self::DockerLocal => Rules { platformless: Platformless::FromConfig, ..only },
            Self::DockerPullWindows => skipping(Matching::DockerWindows),
            Self::Podman => podman,
            Self::PodmanGzip => Rules { tie: Tie::Gzip, ..podman },
            Self::PodmanDockerList => skipping(Matching::ContainersImage),
            Self::Crane => Rules { platformless: Platformless::LinuxAmd64, ..skipping(Matching::CraneRemote) },
            Self::CraneFilter => Rules { unordered: true, ..skipping(Matching::CraneSatisfies) },
            Self::Regclient => Rules { tie: Tie::OnePass, ..skipping(Matching::RegclientCompatible) },
            Self::Oras => skipping(Matching::Oras),
        }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A name that no [`Policy`] has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPolicy(String);

impl fmt::Display for UnknownPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Policy::ALL.iter().map(|policy| policy.name()).collect();
        write!(f, "no policy is called {:?}; there are {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownPolicy {}

impl FromStr for Policy {
    type Err = UnknownPolicy;

    fn from_str(name: &str) -> Result<Self, UnknownPolicy> {
        Self::ALL.iter().find(|policy| policy.name() == name).copied().ok_or_else(|| UnknownPolicy(name.to_owned()))
    }
}
