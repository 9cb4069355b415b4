//! Canonical names: the rules of containerd and of regclient.

use std::borrow::Cow;

use crate::host::Host;
use crate::names::go_lower;
use crate::platform::Platform;
use crate::platform_ref::PlatformRef;

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
        let mut os_features = self.os_features.clone();
        os_features.sort_unstable();
        os_features.dedup();
        Self { os_features, ..self.renamed(&Names::containerd(self.into(), &host.os)) }
    }

    /// The form that regclient compares: aliases as in [`normalized`](Self::normalized), but upper case stays, and
    /// arm64 knows only `8` and `v8`.
    #[must_use]
    pub fn normalized_regclient(&self) -> Self {
        self.renamed(&Names::regclient(self.into()))
    }

    fn renamed(&self, names: &Names<'_>) -> Self {
        Self {
            os: names.os.clone().into_owned(),
            architecture: names.architecture.clone().into_owned(),
            variant: names.variant.clone().into_owned(),
            ..self.clone()
        }
    }
}

/// The canonical names of a platform, borrowed from it where they are canonical already.
#[derive(Clone, Debug)]
pub(crate) struct Names<'a> {
    pub(crate) os: Cow<'a, str>,
    pub(crate) architecture: Cow<'a, str>,
    pub(crate) variant: Cow<'a, str>,
}

impl<'a> Names<'a> {
    /// containerd's `normalizeOS` and `normalizeArch`.
    pub(crate) fn containerd(platform: PlatformRef<'a>, host_os: &'a str) -> Self {
        let (architecture, variant) = architecture(platform.architecture, platform.variant);
        Self { os: os(platform.os, host_os), architecture, variant }
    }

    /// The names as regclient compares them.
    pub(crate) fn regclient(platform: PlatformRef<'a>) -> Self {
        let given = (Cow::Borrowed(platform.architecture), Cow::Borrowed(platform.variant));
        let (architecture, variant) = resolve(given, REGCLIENT_VARIANTS);
        Self { os: darwin(Cow::Borrowed(platform.os)), architecture, variant }
    }

    /// The names as they stand.
    pub(crate) fn raw(platform: PlatformRef<'a>) -> Self {
        let [os, architecture, variant] = [platform.os, platform.architecture, platform.variant].map(Cow::Borrowed);
        Self { os, architecture, variant }
    }
}

/// containerd's `normalizeOS`.
pub(crate) fn os<'a>(name: &'a str, host: &'a str) -> Cow<'a, str> {
    if name.is_empty() { Cow::Borrowed(host) } else { darwin(lower(name)) }
}

/// containerd's `normalizeArch`: architecture and variant.
pub(crate) fn architecture<'a>(architecture: &'a str, variant: &'a str) -> (Cow<'a, str>, Cow<'a, str>) {
    resolve((lower(architecture), lower(variant)), CONTAINERD_VARIANTS)
}

fn lower(text: &str) -> Cow<'_, str> {
    let is_lower = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(text) } else { Cow::Owned(go_lower(text)) }
}

fn darwin(name: Cow<'_, str>) -> Cow<'_, str> {
    if name == "macos" { Cow::Borrowed("darwin") } else { name }
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

/// Architecture, and for each spelling of a variant the canonical one.
type Spellings = [(&'static str, &'static [(&'static str, &'static str)])];

const ARM: (&str, &[(&str, &str)]) = ("arm", &[("", "v7"), ("7", "v7"), ("5", "v5"), ("6", "v6"), ("8", "v8")]);

const CONTAINERD_VARIANTS: &Spellings = &[
    ("amd64", &[("v1", "")]),
    ("arm64", &[("8", ""), ("v8", ""), ("v8.0", ""), ("9", "v9"), ("9.0", "v9"), ("v9.0", "v9")]),
    ARM,
];

const REGCLIENT_VARIANTS: &Spellings = &[("amd64", &[("v1", "")]), ("arm64", &[("8", ""), ("v8", "")]), ARM];

/// Architecture and variant in their canonical spelling.
fn resolve<'a>(given: (Cow<'a, str>, Cow<'a, str>), spellings: &Spellings) -> (Cow<'a, str>, Cow<'a, str>) {
    let (mut architecture, variant) = given;
    let alias = ALIASES.iter().find(|(alias, ..)| *alias == architecture);
    if let Some((_, name, fate)) = alias {
        architecture = Cow::Borrowed(name);
        if let Given::Replaced(variant) = fate {
            return (architecture, Cow::Borrowed(variant));
        }
    }
    let of = spellings.iter().find(|(of, _)| *of == architecture);
    let spelling = of.and_then(|(_, spellings)| spellings.iter().find(|(spelling, _)| *spelling == variant));
    let variant = spelling.map_or(variant, |(_, canonical)| Cow::Borrowed(canonical));
    (architecture, variant)
}
