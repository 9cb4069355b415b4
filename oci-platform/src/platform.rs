//! The platform object of an index entry or an image config.

use serde::{Deserialize, Deserializer, Serialize};

/// What an image runs on, or what a machine offers (image-spec image-index.md, member `platform`).
///
/// An empty field is an absent one. Nothing is normalised on the way in: equality is equality of the text.
/// [`normalized`](Self::normalized) gives containerd's canonical form.
///
/// Parsing with [`FromStr`](std::str::FromStr) follows containerd's grammar on a fixed `linux/amd64` machine;
/// [`parse_with`](Self::parse_with) takes the grammar and the machine. [`Display`](std::fmt::Display) prints
/// containerd's `Format`.
///
/// ```
/// use oci_platform::Platform;
///
/// let platform: Platform = "windows(10.0.20348+win32k)/x86_64".parse()?;
/// assert_eq!(platform.architecture, "amd64");
/// assert_eq!(platform.os_version, "10.0.20348");
/// assert_eq!(platform.to_string(), "windows/amd64");
/// assert_eq!(platform.all_fields().to_string(), "windows(10.0.20348+win32k)/amd64");
/// # Ok::<(), oci_platform::SpecifierError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Platform {
    /// Operating system, a `GOOS` value as a rule.
    #[serde(skip_serializing_if = "String::is_empty", deserialize_with = "null_as_absent")]
    pub os: String,
    /// CPU architecture, a `GOARCH` value as a rule.
    #[serde(skip_serializing_if = "String::is_empty", deserialize_with = "null_as_absent")]
    pub architecture: String,
    /// Variant of the CPU: `v7` on arm, `v8` on arm64, `v3` on amd64, `power9` on ppc64le, `rva22u64` on riscv64.
    #[serde(skip_serializing_if = "String::is_empty", deserialize_with = "null_as_absent")]
    pub variant: String,
    /// Version of the operating system; in practice of Windows: `10.0.20348.2113`.
    #[serde(rename = "os.version", skip_serializing_if = "String::is_empty", deserialize_with = "null_as_absent")]
    pub os_version: String,
    /// Features of the operating system that the image requires, such as `win32k`.
    #[serde(rename = "os.features", skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_absent")]
    pub os_features: Vec<String>,
    /// CPU features (Docker manifest list; reserved in OCI).
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_absent")]
    pub features: Vec<String>,
}

impl Platform {
    /// A platform of an operating system and an architecture, taken as they are.
    #[must_use]
    pub fn new(os: impl Into<String>, architecture: impl Into<String>) -> Self {
        Self { os: os.into(), architecture: architecture.into(), ..Self::default() }
    }

    /// Sets the variant.
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

    /// Adds a feature of the operating system.
    #[must_use]
    pub fn with_os_feature(mut self, feature: impl Into<String>) -> Self {
        self.os_features.push(feature.into());
        self
    }

    /// Whether every field is empty: `"platform": {}`.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether this is the platform `unknown/unknown` that `BuildKit` gives to attestations.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.os == "unknown" && self.architecture == "unknown"
    }
}

/// Go reads `null` as the zero value.
fn null_as_absent<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
