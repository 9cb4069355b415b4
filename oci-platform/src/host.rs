//! The machine a program runs on, as an argument.

use serde::{Deserialize, Serialize};

use crate::platform::Platform;

/// The machine that the imagined tool runs on.
///
/// Every reference tool fills gaps from its own machine: `arm64` alone gets the machine's operating system,
/// `linux` alone its architecture, an entry with an empty `os` counts as the machine's. Here the machine is always
/// an argument. The default is `linux/amd64`, fixed, whatever runs the code.
///
/// ```
/// use oci_platform::{Grammar, Host, Platform};
///
/// let host = Host::new("linux", "arm").with_variant("v6");
/// let platform = Platform::parse_with("linux", Grammar::Containerd, &host)?;
/// assert_eq!(platform.to_string(), "linux/arm/v6");
/// assert_eq!(Host::default(), Host::new("linux", "amd64"));
/// # Ok::<(), oci_platform::SpecifierError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Host {
    /// Operating system as Go names it (`GOOS`), such as `linux` or `windows`.
    pub os: String,
    /// Architecture as Go names it (`GOARCH`), such as `amd64` or `arm64`.
    pub architecture: String,
    /// CPU variant: `v7` on arm, `v8` on arm64, the level `v1` to `v4` on amd64; empty when unknown.
    #[serde(default)]
    pub variant: String,
    /// Version of the operating system, such as `10.0.20348`; empty when unknown.
    #[serde(default, rename = "os.version")]
    pub os_version: String,
}

impl Host {
    /// A machine of this operating system and architecture (names of Go).
    #[must_use]
    pub fn new(os: impl Into<String>, architecture: impl Into<String>) -> Self {
        Self { os: os.into(), architecture: architecture.into(), variant: String::new(), os_version: String::new() }
    }

    /// Sets the CPU variant.
    #[must_use]
    pub fn with_variant(mut self, variant: impl Into<String>) -> Self {
        self.variant = variant.into();
        self
    }

    /// Sets the version of the operating system.
    #[must_use]
    pub fn with_os_version(mut self, version: impl Into<String>) -> Self {
        self.os_version = version.into();
        self
    }

    /// The platform that containerd gives this machine (`DefaultSpec`): the variant on arm and arm64 only, never the
    /// level of amd64; `os.version` on Windows only. The name that a machine has for itself (`DefaultString`) is
    /// [`all_fields`](Platform::all_fields) of it.
    ///
    /// ```
    /// use oci_platform::Host;
    ///
    /// let host = Host::new("linux", "amd64").with_variant("v3");
    /// assert_eq!(host.default_platform().to_string(), "linux/amd64");
    /// assert_eq!(host.full_platform().to_string(), "linux/amd64/v3");
    /// let windows = Host::new("windows", "amd64").with_os_version("10.0.20348");
    /// assert_eq!(windows.default_platform().all_fields().to_string(), "windows(10.0.20348)/amd64");
    /// ```
    #[must_use]
    pub fn default_platform(&self) -> Platform {
        let mut platform = self.full_platform();
        if !self.architecture.starts_with("arm") {
            platform.variant.clear();
        }
        if self.os != "windows" {
            platform.os_version.clear();
        }
        platform
    }

    /// The CPU variant, or when it is unknown the one that its architecture has as a rule.
    pub(crate) fn cpu_variant(&self) -> &str {
        match (self.architecture.as_str(), self.variant.as_str()) {
            ("arm", "") => "v7",
            ("arm64", "") => "v8",
            (_, variant) => variant,
        }
    }

    /// The platform with everything known of this machine, the amd64 level included: what Docker asks for since it
    /// detects the level.
    #[must_use]
    pub fn full_platform(&self) -> Platform {
        Platform {
            os: self.os.clone(),
            architecture: self.architecture.clone(),
            variant: self.variant.clone(),
            os_version: self.os_version.clone(),
            ..Platform::default()
        }
    }
}

impl Default for Host {
    /// `linux/amd64`.
    fn default() -> Self {
        Self::new("linux", "amd64")
    }
}

impl From<&Platform> for Host {
    fn from(platform: &Platform) -> Self {
        Self {
            os: platform.os.clone(),
            architecture: platform.architecture.clone(),
            variant: platform.variant.clone(),
            os_version: platform.os_version.clone(),
        }
    }
}
