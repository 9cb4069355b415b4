//! Canonical names: the rules of containerd and of regclient.

use crate::names::go_lower;
use crate::{Host, Platform};

impl Platform {
    /// The canonical form of containerd/platforms `Normalize`.
    ///
    /// - `os`: lower case, `macos` becomes `darwin`, an empty one the host's.
    /// - `architecture` and `variant`: lower case, aliases resolved (`x86_64`, `aarch64`, `armhf`, …), the variant that
    ///   is the default of its architecture dropped (`amd64/v1`, `arm64/v8`) or, on arm, added (`v7`).
    /// - `os.features`: sorted, without duplicates. `os.version` and `features` stay.
    ///
    /// ```
    /// use oci_platform::{Host, Platform};
    ///
    /// let platform = Platform::new("macOS", "AArch64").with_variant("v8");
    /// assert_eq!(platform.normalized(&Host::default()), Platform::new("darwin", "arm64"));
    /// let arm = Platform::new("linux", "arm");
    /// assert_eq!(arm.normalized(&Host::default()).variant, "v7");
    /// ```
    #[must_use]
    pub fn normalized(&self, host: &Host) -> Self {
        let (architecture, variant) = architecture(&self.architecture, &self.variant);
        let mut os_features = self.os_features.clone();
        os_features.sort_unstable();
        os_features.dedup();
        Self {
            os: os(&self.os, &host.os),
            architecture,
            variant,
            os_version: self.os_version.clone(),
            os_features,
            features: self.features.clone(),
        }
    }

    /// The form that regclient compares: aliases as in [`normalized`](Self::normalized), but upper case stays, and
    /// arm64 knows only `8` and `v8`.
    #[must_use]
    pub fn normalized_regclient(&self) -> Self {
        let mut platform = self.clone();
        if platform.os == "macos" {
            platform.os = "darwin".to_owned();
        }
        let (architecture, variant) = resolve(&self.architecture, &self.variant, &REGCLIENT_VARIANTS);
        platform.architecture = architecture;
        platform.variant = variant;
        platform
    }
}

/// containerd's `normalizeOS`.
pub(crate) fn os(name: &str, host: &str) -> String {
    if name.is_empty() {
        return host.to_owned();
    }
    let lower = go_lower(name);
    if lower == "macos" { "darwin".to_owned() } else { lower }
}

/// containerd's `normalizeArch`: architecture and variant.
pub(crate) fn architecture(architecture: &str, variant: &str) -> (String, String) {
    resolve(&go_lower(architecture), &go_lower(variant), &CONTAINERD_VARIANTS)
}

/// What becomes of the variant given with an alias.
#[derive(Clone, Copy)]
enum Given {
    /// Looked up in the spellings of the architecture.
    Looked,
    /// Replaced by this one, whatever it was.
    Replaced(&'static str),
}

/// Alias, architecture, and what happens to the variant.
const ALIASES: &[(&str, &str, Given)] = &[
    ("i386", "386", Given::Replaced("")),
    ("x86_64", "amd64", Given::Looked),
    ("x86-64", "amd64", Given::Looked),
    ("aarch64", "arm64", Given::Looked),
    ("armhf", "arm", Given::Replaced("v7")),
    ("armel", "arm", Given::Replaced("v6")),
];

/// Architecture, spelling of a variant, canonical variant.
type Spellings = [(&'static str, &'static str, &'static str)];

const CONTAINERD_VARIANTS: [(&str, &str, &str); 12] = [
    ("amd64", "v1", ""),
    ("arm64", "8", ""),
    ("arm64", "v8", ""),
    ("arm64", "v8.0", ""),
    ("arm64", "9", "v9"),
    ("arm64", "9.0", "v9"),
    ("arm64", "v9.0", "v9"),
    ("arm", "", "v7"),
    ("arm", "7", "v7"),
    ("arm", "5", "v5"),
    ("arm", "6", "v6"),
    ("arm", "8", "v8"),
];

const REGCLIENT_VARIANTS: [(&str, &str, &str); 8] = [
    ("amd64", "v1", ""),
    ("arm64", "8", ""),
    ("arm64", "v8", ""),
    ("arm", "", "v7"),
    ("arm", "7", "v7"),
    ("arm", "5", "v5"),
    ("arm", "6", "v6"),
    ("arm", "8", "v8"),
];

fn resolve(architecture: &str, variant: &str, spellings: &Spellings) -> (String, String) {
    let (architecture, given) = ALIASES
        .iter()
        .find(|(alias, ..)| *alias == architecture)
        .map_or((architecture, Given::Looked), |(_, name, given)| (*name, *given));
    let variant = match given {
        Given::Replaced(variant) => variant,
        Given::Looked => spellings
            .iter()
            .find(|(of, spelling, _)| *of == architecture && *spelling == variant)
            .map_or(variant, |(_, _, canonical)| *canonical),
    };
    (architecture.to_owned(), variant.to_owned())
}
