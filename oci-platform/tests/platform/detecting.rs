//! The host of the running program.

use oci_platform::{Host, arm_variant};

#[test]
fn the_host_is_named_as_go_names_it() {
    let host = Host::detect(None);
    assert!(!["macos", "x86_64", "x86", "aarch64", "loongarch64", "powerpc64"].contains(&host.os.as_str()));
    assert!(!["x86_64", "x86", "aarch64", "loongarch64", "powerpc64"].contains(&host.architecture.as_str()));
    if host.architecture == "amd64" {
        assert!(["v1", "v2", "v3", "v4"].contains(&host.variant.as_str()), "{host:?}");
    }
    assert_eq!(host, Host::detect(None));
}

#[test]
fn arm_variants_from_cpuinfo() {
    let cpu = |version: &str| format!("processor : 0\nmodel name\t: ARMv7 Processor\nCPU architecture:\t{version}\n");
    for (version, variant) in [
        ("8", Some("v8")),
        ("AArch64", Some("v8")),
        ("7", Some("v7")),
        ("?(12)", Some("v7")),
        ("6TEJ", Some("v6")),
        ("5TE", Some("v5")),
        ("4T", Some("v4")),
        ("3", Some("v3")),
        ("9", None),
    ] {
        assert_eq!(arm_variant(&cpu(version), "arm"), variant, "{version}");
    }
    let pi = "model name : ARMv6-compatible processor rev 7 (v6l)\nCPU architecture: 7\n";
    assert_eq!(arm_variant(pi, "arm"), Some("v6"));
    assert_eq!(arm_variant(pi, "arm64"), Some("v7"));
}
