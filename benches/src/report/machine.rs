//! The machine and the versions, named.

use std::fs;
use std::process::Command;

use oci_digest::Algorithm;

/// One line: processor, what it has for hashing, system, compiler.
#[must_use]
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let rustc = first_line(Command::new("rustc").arg("--version")).unwrap_or_else(|| "an unknown rustc".to_owned());
    format!(
        "{}, {cores} cores seen by the program; {}; {} {}; {rustc}",
        processor().unwrap_or_else(|| "an unknown processor".to_owned()),
        kernels(),
        std::env::consts::OS,
        std::env::consts::ARCH,
    )
}

/// How many messages at once the kernels of this machine take.
fn kernels() -> String {
    let lanes = |algorithm: Algorithm| match algorithm.lanes() {
        1 => format!("{} one by one", algorithm.as_str()),
        lanes => format!("{} up to {lanes} at once", algorithm.as_str()),
    };
    format!("{}, {}; {}", lanes(Algorithm::Sha256), lanes(Algorithm::Sha512), features())
}

#[cfg(target_arch = "x86_64")]
fn features() -> String {
    let have = |has: bool, name: &str| format!("{} {name}", if has { "has" } else { "has no" });
    let sha = have(std::is_x86_feature_detected!("sha"), "SHA-NI");
    format!("{sha}, {}", have(std::is_x86_feature_detected!("avx512bw"), "AVX-512"))
}

#[cfg(not(target_arch = "x86_64"))]
fn features() -> String {
    "no kernels for this architecture".to_owned()
}

/// Its name, and on Linux the numbers that tell more than a hypervisor's name does.
fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let field = |name: &str| {
        let line = text.lines().find(|line| line.split(':').next().is_some_and(|key| key.trim() == name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let family =
        field("cpu family").zip(field("model")).map(|(family, model)| format!(" (family {family} model {model})"));
    Some(field("model name")? + &family.unwrap_or_default())
}

/// How busy the machine is with others: the load average of the last minute.
#[must_use]
pub fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

fn first_line(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    String::from_utf8(output.stdout).ok()?.lines().next().map(str::to_owned)
}
