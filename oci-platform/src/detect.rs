//! The host of the running program, from the compile target and the features of the CPU. Nothing is read.

use crate::host::Host;
use crate::platform::Platform;

/// Names of Rust (`std::env::consts::OS`) that Go spells otherwise.
const OS_NAMES: &[(&str, &str)] = &[("macos", "darwin")];

/// Names of Rust (`std::env::consts::ARCH`) that Go spells otherwise: big endian, little endian.
const ARCHITECTURE_NAMES: &[(&str, &str, &str)] = &[
    ("x86", "386", "386"),
    ("x86_64", "amd64", "amd64"),
    ("aarch64", "arm64be", "arm64"),
    ("arm", "armbe", "arm"),
    ("loongarch64", "loong64", "loong64"),
    ("mips", "mips", "mipsle"),
    ("mips64", "mips64", "mips64le"),
    ("powerpc", "ppc", "ppc"),
    ("powerpc64", "ppc64", "ppc64le"),
    ("riscv32", "riscv", "riscv"),
    ("wasm32", "wasm", "wasm"),
    ("wasm64", "wasm", "wasm"),
];

impl Host {
    /// The host of the running program.
    ///
    /// - Operating system and architecture are those of the compile target, in Go's names.
    /// - amd64: the variant is the level `v1` to `v4` that the CPU reaches.
    /// - arm64: `v8`. arm: from `cpuinfo`, the text of `/proc/cpuinfo` (see [`arm_variant`]); without it the variant
    ///   stays empty, `v7` on Windows.
    /// - The version of the operating system stays empty: set it with [`with_os_version`](Self::with_os_version).
    ///
    /// ```
    /// use oci_platform::Host;
    ///
    /// let host = Host::detect(None);
    /// assert!(!host.os.is_empty() && !host.architecture.is_empty());
    /// ```
    #[must_use]
    pub fn detect(cpuinfo: Option<&str>) -> Self {
        let (os, architecture) = (std::env::consts::OS, std::env::consts::ARCH);
        let os = OS_NAMES.iter().find(|(rust, _)| *rust == os).map_or(os, |(_, go)| *go);
        let architecture = ARCHITECTURE_NAMES
            .iter()
            .find(|(rust, ..)| *rust == architecture)
            .map_or(architecture, |(_, big, little)| if cfg!(target_endian = "big") { *big } else { *little });
        let variant = match architecture {
            "amd64" => amd64_level().unwrap_or_default(),
            "arm64" => cpuinfo.and_then(|text| arm_variant(text, architecture)).unwrap_or("v8"),
            "arm" => cpuinfo.and_then(|text| arm_variant(text, architecture)).unwrap_or(if os == "windows" {
                "v7"
            } else {
                ""
            }),
            _ => "",
        };
        Self::new(os, architecture).with_variant(variant)
    }
}

impl Platform {
    /// The platform that images for the running program have: [`Host::detect`], and what containerd asks for on such a
    /// machine ([`Host::default_platform`]). The arm variant of a machine is told from `/proc/cpuinfo`: see there.
    ///
    /// ```
    /// use oci_platform::{Host, Platform};
    ///
    /// assert_eq!(Platform::native(), Host::detect(None).default_platform());
    /// ```
    #[must_use]
    pub fn native() -> Self {
        Host::detect(None).default_platform()
    }
}

/// The variant of an arm CPU from the text of `/proc/cpuinfo` (containerd/platforms `getArmCPUVariant`).
///
/// `architecture` is that of the program (`arm` or `arm64`): a Raspberry Pi with a CPU of version 6 says 7
/// and is told by its model name. `None` when the field `CPU architecture` is absent or unknown.
///
/// ```
/// use oci_platform::arm_variant;
///
/// assert_eq!(arm_variant("processor\t: 0\nCPU architecture: 8\n", "arm64"), Some("v8"));
/// let pi = "model name\t: ARMv6-compatible processor rev 7 (v6l)\nCPU architecture: 7\n";
/// assert_eq!(arm_variant(pi, "arm"), Some("v6"));
/// assert_eq!(arm_variant("flags : sse2", "arm"), None);
/// ```
#[must_use]
pub fn arm_variant(cpuinfo: &str, architecture: &str) -> Option<&'static str> {
    let field = |name: &str| {
        cpuinfo.lines().find_map(|line| {
            let mut parts = line.split(':');
            let found = parts.next()?.trim().eq_ignore_ascii_case(name);
            parts.next().filter(|_| found).map(|value| value.trim().to_ascii_lowercase())
        })
    };
    let version = field("cpu architecture")?;
    let quirk = architecture == "arm"
        && version == "7"
        && field("model name").is_some_and(|model| model.starts_with("armv6-compatible"));
    if quirk {
        return Some("v6");
    }
    Some(match version.as_str() {
        "8" | "aarch64" => "v8",
        "7" | "7m" | "?(12)" | "?(13)" | "?(14)" | "?(15)" | "?(16)" | "?(17)" => "v7",
        "6" | "6tej" => "v6",
        "5" | "5t" | "5te" | "5tej" => "v5",
        "4" | "4t" => "v4",
        "3" => "v3",
        _ => return None,
    })
}

/// The level of an amd64 CPU: the feature lists of the x86-64 psABI, without `lahf` and `osfxsr`, which every CPU with
/// the rest of its level has.
#[cfg(target_arch = "x86_64")]
fn amd64_level() -> Option<&'static str> {
    macro_rules! all {
        ($($feature:tt),+) => { $(std::arch::is_x86_feature_detected!($feature))&&+ };
    }
    let v2 = all!("cmpxchg16b", "popcnt", "sse3", "ssse3", "sse4.1", "sse4.2");
    let v3 = all!("avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "lzcnt", "movbe", "xsave");
    let v4 = all!("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl");
    Some(match (v2, v3, v4) {
        (true, true, true) => "v4",
        (true, true, false) => "v3",
        (true, false, _) => "v2",
        (false, ..) => "v1",
    })
}

#[cfg(not(target_arch = "x86_64"))]
fn amd64_level() -> Option<&'static str> {
    None
}
