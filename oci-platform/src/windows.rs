//! Which Windows images a Windows host runs.

use std::fmt;

/// Which revision of containerd's Windows rule decides.
///
/// They differ on hosts newer than the newest long-term release only, such as 10.0.26200: `Rc5` still takes images
/// of the release before it, `Rc4` does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WindowsRules {
    /// containerd/platforms v1.0.0-rc.5: the oldest build accepted is the long-term release before the host's.
    #[default]
    Rc5,
    /// containerd/platforms v1.0.0-rc.4 and hcsshim: the newest long-term release below the host's build.
    Rc4,
}

/// Builds of long-term releases with a stable ABI, ascending: Windows Server 2022 and 2025.
const LONG_TERM: [u16; 2] = [20348, 26100];

/// Major, minor and build of an `os.version`; `0.0.0` for a text that has no three such numbers.
///
/// The numbers are unsigned decimals of 8, 8 and 16 bits (containerd/platforms `getWindowsOSVersion`); what follows
/// the build, the servicing revision, never matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WindowsVersion {
    /// `10` in `10.0.20348.2113`.
    pub major: u8,
    /// `0` in `10.0.20348.2113`.
    pub minor: u8,
    /// `20348` in `10.0.20348.2113`.
    pub build: u16,
}

impl WindowsVersion {
    /// Reads an `os.version`; never fails, see the type.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self::read_exact(text).unwrap_or_default()
    }

    fn read_exact(text: &str) -> Option<Self> {
        fn number<T: std::str::FromStr>(part: &str) -> Option<T> {
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten()
        }
        let mut parts = text.split('.');
        Some(Self { major: number(parts.next()?)?, minor: number(parts.next()?)?, build: number(parts.next()?)? })
    }
}

/// The versions of images that a Windows host accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowsRange {
    /// The host's version is unknown: every image.
    Any,
    /// Builds from `lowest` to `highest` of one major and minor version.
    Builds {
        /// The host's version.
        host: WindowsVersion,
        /// Oldest build accepted.
        lowest: u16,
        /// Newest build accepted: the host's.
        highest: u16,
    },
}

impl WindowsRange {
    /// What a host of this `os.version` accepts.
    ///
    /// ```
    /// use oci_platform::{WindowsRange, WindowsRules};
    ///
    /// let server2025 = WindowsRange::of_host("10.0.26100", WindowsRules::Rc5);
    /// assert!(server2025.accepts("10.0.20348.2113"));
    /// assert!(!server2025.accepts("10.0.17763.6775"));
    /// assert_eq!(server2025.to_string(), "10.0.20348 to 10.0.26100");
    /// ```
    #[must_use]
    pub fn of_host(os_version: &str, rules: WindowsRules) -> Self {
        let host = WindowsVersion::read(os_version);
        if host == WindowsVersion::default() {
            return Self::Any;
        }
        let [first, ..] = LONG_TERM;
        let highest = host.build;
        let lowest = if highest < first {
            highest
        } else {
            let below = match rules {
                WindowsRules::Rc5 => {
                    let own = LONG_TERM.iter().rev().find(|release| **release <= highest).unwrap_or(&first);
                    LONG_TERM.iter().rev().find(|release| *release < own)
                }
                WindowsRules::Rc4 => LONG_TERM.iter().rev().find(|release| **release < highest),
            };
            *below.unwrap_or(&first)
        };
        Self::Builds { host, lowest, highest }
    }

    /// Whether an image of this `os.version` runs; an image without one always does.
    #[must_use]
    pub fn accepts(&self, os_version: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Builds { .. } if os_version.is_empty() => true,
            Self::Builds { host, lowest, highest } => {
                let image = WindowsVersion::read(os_version);
                image.major == host.major && image.minor == host.minor && (*lowest..=*highest).contains(&image.build)
            }
        }
    }
}

impl fmt::Display for WindowsRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Builds { host, lowest, highest } => {
                let WindowsVersion { major, minor, .. } = host;
                if lowest < highest {
                    write!(f, "{major}.{minor}.{lowest} to ")?;
                }
                write!(f, "{major}.{minor}.{highest}")
            }
        }
    }
}
