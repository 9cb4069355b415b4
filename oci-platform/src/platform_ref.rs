//! A borrowed platform: what matching looks at, wherever it stands.

use std::borrow::Cow;

use oci_spec_types::Text;

use crate::platform::Platform;

/// A platform borrowed from a [`Platform`], from a typed index, or from a lazily read one. Copying it copies references.
///
/// ```
/// use oci_platform::{Platform, PlatformRef};
///
/// let owned = Platform::new("linux", "arm64").with_variant("v8");
/// let borrowed = PlatformRef::from(&owned);
/// assert_eq!(borrowed.architecture, "arm64");
/// assert_eq!(borrowed.to_platform(), owned);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlatformRef<'a> {
    /// Operating system, a `GOOS` value as a rule.
    pub os: &'a str,
    /// CPU architecture, a `GOARCH` value as a rule.
    pub architecture: &'a str,
    /// Variant of the CPU.
    pub variant: &'a str,
    /// Version of the operating system.
    pub os_version: &'a str,
    /// Features of the operating system that the image requires.
    pub os_features: Features<'a>,
    /// CPU features.
    pub features: Features<'a>,
}

impl PlatformRef<'_> {
    /// The platform `linux/amd64`.
    pub(crate) const LINUX_AMD64: PlatformRef<'static> = PlatformRef {
        os: "linux",
        architecture: "amd64",
        variant: "",
        os_version: "",
        os_features: Features(List::Strings(&[])),
        features: Features(List::Strings(&[])),
    };

    /// The platform with text of its own.
    #[must_use]
    pub fn to_platform(self) -> Platform {
        Platform {
            os: self.os.to_owned(),
            architecture: self.architecture.to_owned(),
            variant: self.variant.to_owned(),
            os_version: self.os_version.to_owned(),
            os_features: self.os_features.iter().map(str::to_owned).collect(),
            features: self.features.iter().map(str::to_owned).collect(),
        }
    }

    /// Whether every field is empty: `"platform": {}`.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == PlatformRef::default()
    }

    /// Whether this is the platform `unknown/unknown` that `BuildKit` gives to attestations.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self.os == "unknown" && self.architecture == "unknown"
    }
}

/// A list of features, however it is held.
#[derive(Clone, Copy, Debug)]
pub struct Features<'a>(List<'a>);

#[derive(Clone, Copy, Debug)]
enum List<'a> {
    Strings(&'a [String]),
    Texts(&'a [Text]),
    Looks(&'a [Cow<'a, str>]),
}

impl<'a> Features<'a> {
    /// The features in the order of the document.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).filter_map(move |place| match self.0 {
            List::Strings(list) => list.get(place).map(String::as_str),
            List::Texts(list) => list.get(place).map(Text::as_str),
            List::Looks(list) => list.get(place).map(|text| &**text),
        })
    }

    /// How many there are.
    #[must_use]
    pub fn len(self) -> usize {
        match self.0 {
            List::Strings(list) => list.len(),
            List::Texts(list) => list.len(),
            List::Looks(list) => list.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

impl Default for Features<'_> {
    fn default() -> Self {
        Self(List::Strings(&[]))
    }
}

impl PartialEq for Features<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Features<'_> {}

impl<'a> From<&'a [String]> for Features<'a> {
    fn from(list: &'a [String]) -> Self {
        Self(List::Strings(list))
    }
}

impl<'a> From<&'a [Text]> for Features<'a> {
    fn from(list: &'a [Text]) -> Self {
        Self(List::Texts(list))
    }
}

impl<'a> From<&'a [Cow<'a, str>]> for Features<'a> {
    fn from(list: &'a [Cow<'a, str>]) -> Self {
        Self(List::Looks(list))
    }
}

impl<'a> From<&'a Platform> for PlatformRef<'a> {
    fn from(platform: &'a Platform) -> Self {
        Self {
            os: &platform.os,
            architecture: &platform.architecture,
            variant: &platform.variant,
            os_version: &platform.os_version,
            os_features: platform.os_features.as_slice().into(),
            features: platform.features.as_slice().into(),
        }
    }
}
