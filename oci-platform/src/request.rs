//! What is asked: how a tool reads it, and what it asks when nothing is.

use crate::host::Host;
use crate::names::go_lower;
use crate::outcome::Failure;
use crate::parse::Grammar;
use crate::platform::Platform;

/// What becomes of a platform that is asked, before entries are compared with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// Nothing.
    AsGiven,
    /// podman, buildah: normalised and parsed once more; what was not given stays empty.
    Podman,
    /// apptainer: aliases resolved, linux only.
    Apptainer,
    /// singularity: the same, and variants that are the default of their architecture added or dropped.
    Singularity,
}

/// What is asked when nothing is asked, of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unasked {
    /// The machine as containerd describes it: no amd64 level.
    Machine,
    /// The machine with its amd64 level.
    MachineLevel,
    /// The machine as containerd describes it; linux on darwin.
    MachineNotDarwin,
    /// The machine in canonical names, without a version.
    MachineNormalized,
    /// The machine without a version; a variant on arm only.
    MachineArmVariant,
    /// Nothing is set: the rule fills every member from the machine.
    Members,
    /// `linux/amd64`, whatever the machine is.
    LinuxAmd64,
    /// No platform at all: the index itself is taken.
    Whole,
}

impl Reads {
    /// The platform as it is compared.
    pub(crate) fn platform(self, given: &Platform, host: &Host) -> Result<Platform, Failure> {
        match self {
            Self::AsGiven => Ok(given.clone()),
            Self::Podman => Ok(podman(given, host)),
            Self::Apptainer | Self::Singularity if given.os != "linux" => Err(Failure::NoPlatform),
            Self::Apptainer => Ok(sylabs(given, false)),
            Self::Singularity => Ok(sylabs(given, true)),
        }
    }
}

/// go.podman.io/common `libimage/platform`.
fn podman(given: &Platform, host: &Host) -> Platform {
    let parts = Platform::new(&*given.os, &*given.architecture).with_variant(&*given.variant);
    let mut canonical = parts.normalized(host);
    if canonical.variant.is_empty() {
        canonical.variant.clone_from(&given.variant);
    }
    let or = |text: &str, own: &str| if text.is_empty() { own.to_owned() } else { text.to_owned() };
    let mut text = or(&canonical.os, &host.os) + "/" + &or(&canonical.architecture, &host.architecture);
    if !canonical.variant.is_empty() {
        text = text + "/" + &canonical.variant;
    }
    let Ok(parsed) = Grammar::Containerd.parse(&text, host) else {
        return parts;
    };
    let given_or = |given: &str, parsed: String| if given.is_empty() { String::new() } else { parsed };
    Platform::new(given_or(&parts.os, parsed.os), given_or(&parts.architecture, parsed.architecture))
        .with_variant(parsed.variant)
}

/// `internal/pkg/ociplatform` of apptainer and singularity: alias, architecture, variant.
const ALIASES: &[(&str, &str, Option<&str>)] = &[
    ("i386", "386", None),
    ("x86_64", "amd64", None),
    ("aarch64", "arm64", None),
    ("armhf", "arm", Some("v7")),
    ("armel", "arm", Some("v6")),
];

fn sylabs(given: &Platform, defaults: bool) -> Platform {
    let mut platform = given.clone();
    platform.architecture = go_lower(&given.architecture);
    let alias = ALIASES.iter().find(|(alias, ..)| *alias == platform.architecture);
    if let Some((alias, architecture, variant)) = alias {
        platform.architecture = (*architecture).to_owned();
        match variant {
            Some(variant) => platform.variant = (*variant).to_owned(),
            None if defaults && *alias != "aarch64" => platform.variant.clear(),
            None => {}
        }
    }
    match (platform.architecture.as_str(), platform.variant.as_str()) {
        ("arm", "5" | "6" | "7" | "8") => platform.variant.insert(0, 'v'),
        ("arm", "") if defaults => platform.variant = "v7".to_owned(),
        ("arm64", "8" | "v8") if defaults => platform.variant.clear(),
        _ => {}
    }
    platform
}

impl Unasked {
    /// The platform that is wanted on this machine; `None` when none is.
    pub(crate) fn platform(self, host: &Host) -> Option<Platform> {
        let machine = host.default_platform();
        let names = |platform: Platform| Platform { os_version: String::new(), ..platform };
        Some(match self {
            Self::Machine => machine,
            Self::MachineLevel => host.full_platform(),
            Self::MachineNotDarwin if machine.os == "darwin" => Platform { os: "linux".to_owned(), ..machine },
            Self::MachineNotDarwin => machine,
            Self::MachineNormalized => names(machine.normalized(host)),
            Self::MachineArmVariant if machine.architecture == "arm" => names(machine).with_variant(host.cpu_variant()),
            Self::MachineArmVariant => names(machine).with_variant(""),
            Self::Members => Platform::default(),
            Self::LinuxAmd64 => Platform::new("linux", "amd64"),
            Self::Whole => return None,
        })
    }
}
