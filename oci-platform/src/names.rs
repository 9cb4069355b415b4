//! The names of operating systems and architectures that a specifier of one word is looked up in.

/// The operating systems that containerd knows (containerd/platforms `isKnownOS`).
const CONTAINERD_OS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
];

/// The architectures that containerd knows (containerd/platforms `isKnownArch`).
const CONTAINERD_ARCHITECTURE: &[&str] = &[
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "arm64",
    "arm64be",
    "armbe",
    "loong64",
    "mips",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "mipsle",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// The words that regclient takes as an architecture when they stand alone, aliases included.
const REGCLIENT_ARCHITECTURE: &[&str] = &[
    "386", "aarch64", "amd64", "arm", "arm64", "armel", "armhf", "i386", "loong64", "mips", "mips64", "mips64le",
    "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm", "x86-64", "x86_64",
];

pub(crate) fn containerd_knows_os(name: &str) -> bool {
    CONTAINERD_OS.contains(&name)
}

pub(crate) fn containerd_knows_architecture(name: &str) -> bool {
    CONTAINERD_ARCHITECTURE.contains(&name)
}

pub(crate) fn regclient_knows_architecture(name: &str) -> bool {
    REGCLIENT_ARCHITECTURE.contains(&name)
}

/// Go's `strings.ToLower`: each character alone, never to more than one character.
pub(crate) fn go_lower(text: &str) -> String {
    lower(text).collect()
}

/// Whether two texts are equal when both are lowered.
pub(crate) fn same_lower(a: &str, b: &str) -> bool {
    lower(a).eq(lower(b))
}

fn lower(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().map(|c| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), _) => one,
            (None, _) => c,
        }
    })
}

#[cfg(test)]
mod tests;
