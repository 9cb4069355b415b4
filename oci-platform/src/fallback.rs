//! What a machine also runs: ordered lists of platforms, produced lazily.

use crate::host::Host;
use crate::normalize;
use crate::platform::Platform;

/// Levels of further architectures, best first; the plain architecture follows the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Levels {
    pub(crate) ppc64le: bool,
    pub(crate) riscv64: bool,
}

const PPC64LE: &[&str] = &["power10", "power9", "power8", ""];
const RISCV64: &[&str] = &["rva23u64", "rva22u64", "rva20u64", ""];

/// The platforms that serve a wanted one, best first.
///
/// A list is a few *runs*, so that `amd64/v2147483648` costs as much as `amd64`: elements are made when the iterator
/// is asked for them, and the place of a platform is computed, not searched.
///
/// ```
/// use oci_platform::{Fallback, Host, Platform};
///
/// let host = Host::default();
/// let arm = Fallback::containerd(&"linux/arm/v7".parse()?, &host);
/// let texts: Vec<String> = arm.iter().map(|platform| platform.to_string()).collect();
/// assert_eq!(texts, ["linux/arm/v7", "linux/arm/v6", "linux/arm/v5"]);
///
/// let huge = Fallback::containerd(&"linux/amd64/v2147483648".parse()?, &host);
/// assert_eq!(huge.len(), 2_147_483_649);
/// assert_eq!(huge.iter().nth(1).unwrap().variant, "v2147483647");
/// # Ok::<(), oci_platform::SpecifierError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Fallback {
    /// The wanted platform: operating system, version and features are those of every element.
    base: Platform,
    runs: Vec<Run>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    architecture: String,
    variants: Variants,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Variants {
    One {
        /// As the list states it.
        stated: String,
        /// In containerd's canonical form.
        canonical: String,
    },
    /// `v{from}` down to `v{to}`, both included.
    Down { from: u64, to: u64 },
}

/// Why a platform is not in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Miss {
    Architecture,
    Variant,
}

impl Fallback {
    /// The list that containerd's `Only` tries (containerd/platforms `platformVector` of the normalised platform).
    ///
    /// - amd64: the platform, the levels below it, then 386.
    /// - arm: the platform, the versions below it down to v5.
    /// - arm64: v8.0 to v8.9 and v9.0 to v9.7 with everything below (v9.m includes v8.m+5), then arm v8 to v5. With any
    ///   other variant the list is *empty*: containerd matches nothing then, not even the identical platform.
    /// - others: the platform alone.
    #[must_use]
    pub fn containerd(wanted: &Platform, host: &Host) -> Self {
        Self::containerd_of(wanted.normalized(host), Levels::default())
    }

    pub(crate) fn containerd_of(wanted: Platform, levels: Levels) -> Self {
        let (architecture, variant) = (wanted.architecture.as_str(), wanted.variant.as_str());
        let mut runs = Vec::new();
        match architecture {
            "amd64" => {
                runs.push(Run::one("amd64", variant));
                runs.extend(Run::below("amd64", variant, 1));
                runs.push(Run::one("386", ""));
            }
            "arm" => runs.extend(arm(variant)),
            "arm64" => runs.extend(arm64(variant)),
            "ppc64le" if levels.ppc64le => runs.extend(downward(architecture, variant, PPC64LE)),
            "riscv64" if levels.riscv64 => runs.extend(downward(architecture, variant, RISCV64)),
            other => runs.push(Run::one(other, variant)),
        }
        Self { runs, base: Self::base(wanted) }
    }

    /// The platform alone.
    pub(crate) fn only(wanted: Platform) -> Self {
        Self { runs: vec![Run::one(&wanted.architecture, &wanted.variant)], base: Self::base(wanted) }
    }

    /// The list of containers/image (`WantedPlatforms`): what podman, skopeo and buildah look for.
    ///
    /// Nothing is normalised; the version and the features of the operating system do not count. A known variant is
    /// followed by the lower ones and the platform without variant; an unknown one by the platform without variant;
    /// without a variant the plain platform comes first, then all variants from the highest down. What the wanted
    /// platform leaves empty is the host's.
    #[must_use]
    pub fn containers_image(wanted: &Platform, host: &Host) -> Self {
        let or = |given: &str, own: &str| if given.is_empty() { own.to_owned() } else { given.to_owned() };
        let os = or(&wanted.os, &host.os);
        let architecture = or(&wanted.architecture, &host.architecture);
        // The variant is detected together with the architecture only, and on arm and arm64 only.
        let detected = wanted.architecture.is_empty() && matches!(architecture.as_str(), "arm" | "arm64");
        let variant = if detected { or(&wanted.variant, host.cpu_variant()) } else { wanted.variant.clone() };
        let known: &[&str] = match architecture.as_str() {
            "arm" => &["v8", "v7", "v6", "v5"],
            "arm64" => &["v8"],
            _ => &[],
        };
        let one = |variant: &str| Run::one(&architecture, variant);
        let runs = if variant.is_empty() {
            std::iter::once(one("")).chain(known.iter().map(|variant| one(variant))).collect()
        } else {
            match known.iter().position(|name| *name == variant) {
                Some(at) => known.iter().skip(at).map(|variant| one(variant)).chain([one("")]).collect(),
                None => vec![one(&variant), one("")],
            }
        };
        Self { base: Platform::new(os, architecture).with_variant(variant), runs }
    }

    fn base(wanted: Platform) -> Platform {
        Platform { features: Vec::new(), ..wanted }
    }

    /// The wanted platform, whose operating system, version and features all elements share.
    pub(crate) fn wanted(&self) -> &Platform {
        &self.base
    }

    /// The elements, best first, each made when it is asked for.
    pub fn iter(&self) -> impl Iterator<Item = Platform> + '_ {
        self.runs.iter().flat_map(|run| {
            run.variants.iter().map(|variant| Platform {
                architecture: run.architecture.clone(),
                variant,
                ..self.base.clone()
            })
        })
    }

    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.runs.iter().fold(0, |sum, run| sum.saturating_add(run.variants.len()))
    }

    /// Whether there is no element: nothing matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The place of an architecture and variant in the list; elements are compared in containerd's canonical form,
    /// as the given ones must be.
    pub(crate) fn place_normalized(&self, architecture: &str, variant: &str) -> Result<u64, Miss> {
        self.place(architecture, |run| match &run.variants {
            Variants::One { canonical, .. } => (canonical == variant).then_some(0),
            // The canonical form of v1 is the empty variant on amd64.
            down if variant.is_empty() && run.architecture == "amd64" => down.place("v1"),
            down => down.place(variant),
        })
    }

    /// The place of an architecture and variant in the list, compared as text.
    pub(crate) fn place_exact(&self, architecture: &str, variant: &str) -> Result<u64, Miss> {
        self.place(architecture, |run| run.variants.place(variant))
    }

    /// The architectures of the list in canonical names, with the variants where there are few.
    pub(crate) fn reach(&self) -> Vec<(String, Option<String>)> {
        let one = |run: &Run| match &run.variants {
            Variants::One { stated, .. } => {
                let (architecture, variant) = normalize::architecture(&run.architecture, stated);
                (architecture.into_owned(), Some(variant.into_owned()))
            }
            Variants::Down { .. } => (run.architecture.clone(), None),
        };
        self.runs.iter().map(one).collect()
    }

    fn place(&self, architecture: &str, find: impl Fn(&Run) -> Option<u64>) -> Result<u64, Miss> {
        let mut before = 0u64;
        let mut miss = Miss::Architecture;
        for run in &self.runs {
            if run.architecture == architecture {
                if let Some(place) = find(run) {
                    return Ok(before.saturating_add(place));
                }
                miss = Miss::Variant;
            }
            before = before.saturating_add(run.variants.len());
        }
        Err(miss)
    }
}

impl Run {
    fn one(architecture: &str, variant: &str) -> Self {
        let canonical = normalize::architecture(architecture, variant).1.into_owned();
        let variants = Variants::One { stated: variant.to_owned(), canonical };
        Self { architecture: architecture.to_owned(), variants }
    }

    /// The numbered variants below the given one, down to `last`.
    fn below(architecture: &str, variant: &str, last: u64) -> Option<Self> {
        let digits = variant.strip_prefix('v').unwrap_or(variant);
        // Go's Atoi: 64 bits, a sign allowed.
        let number = u64::try_from(digits.parse::<i64>().ok()?).ok()?;
        let from = number.checked_sub(1).filter(|from| *from >= last)?;
        Some(Self { architecture: architecture.to_owned(), variants: Variants::Down { from, to: last } })
    }
}

impl Variants {
    fn len(&self) -> u64 {
        match self {
            Self::One { .. } => 1,
            Self::Down { from, to } => from - to + 1,
        }
    }

    fn iter(&self) -> impl Iterator<Item = String> + '_ {
        let (one, range) = match self {
            Self::One { stated, .. } => (Some(stated.clone()), None),
            Self::Down { from, to } => (None, Some((*to..=*from).rev())),
        };
        one.into_iter().chain(range.into_iter().flatten().map(|number| format!("v{number}")))
    }

    fn place(&self, variant: &str) -> Option<u64> {
        match self {
            Self::One { stated, .. } => (stated == variant).then_some(0),
            Self::Down { from, to } => {
                let digits = variant.strip_prefix('v')?;
                let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
                let number: u64 = plain.then(|| digits.parse().ok()).flatten()?;
                (*to..=*from).contains(&number).then(|| from - number)
            }
        }
    }
}

fn arm(variant: &str) -> impl Iterator<Item = Run> {
    [Some(Run::one("arm", variant)), Run::below("arm", variant, 5)].into_iter().flatten()
}

/// Highest minor version that containerd knows of arm64 v8 and v9.
const ARM64_V8: u8 = 9;
const ARM64_V9: u8 = 7;
/// v9.0 includes v8.5.
const ARM64_V9_OVER_V8: u8 = 5;

fn arm64(variant: &str) -> Vec<Run> {
    let known = |major: &str, highest: u8| {
        let rest = variant.strip_prefix(major)?;
        let minor = match rest.strip_prefix('.') {
            None if rest.is_empty() => 0,
            Some(digit) if digit.len() == 1 => digit.parse().ok()?,
            _ => return None,
        };
        (minor <= highest).then_some(minor)
    };
    let (v9, v8) = match variant {
        "" => (None, Some(0)),
        _ => match known("v9", ARM64_V9) {
            Some(minor) => (Some(minor), Some((minor + ARM64_V9_OVER_V8).min(ARM64_V8))),
            None => (None, known("v8", ARM64_V8)),
        },
    };
    let Some(v8) = v8 else {
        return Vec::new();
    };
    let minors = |major: u8, highest: Option<u8>| {
        (0..=highest.unwrap_or(0)).rev().filter(move |_| highest.is_some()).map(move |minor| match minor {
            0 => Run::one("arm64", &format!("v{major}")),
            _ => Run::one("arm64", &format!("v{major}.{minor}")),
        })
    };
    minors(9, v9).chain(minors(8, Some(v8))).chain(arm("v8")).collect()
}

/// A named level and those below it; an unknown level alone.
fn downward(architecture: &str, variant: &str, levels: &[&str]) -> Vec<Run> {
    match levels.iter().position(|level| *level == variant) {
        Some(at) => levels.iter().skip(at).map(|level| Run::one(architecture, level)).collect(),
        None => vec![Run::one(architecture, variant)],
    }
}

#[cfg(test)]
mod tests;
