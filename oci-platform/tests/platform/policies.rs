//! The same list and host, decided by every tool: answers printed by the tools themselves.

use crate::{entries, platform};
use oci_platform::{Policy, SelectError, Selector};

const COLUMNS: [Policy; 8] = [
    Policy::Containerd,
    Policy::ContainerdStrict,
    Policy::DockerPull,
    Policy::Podman,
    Policy::PodmanDockerList,
    Policy::Crane,
    Policy::Oras,
    Policy::Regclient,
];

const ALPINE: &[&str] = &[
    "linux/amd64",
    "att",
    "linux/arm/v6",
    "att",
    "linux/arm/v7",
    "att",
    "linux/arm64/v8",
    "att",
    "linux/386",
    "att",
    "linux/ppc64le",
    "att",
    "linux/riscv64",
    "att",
    "linux/s390x",
    "att",
];
const LTSC: &[&str] = &[
    "windows/amd64:10.0.17763.1",
    "windows/amd64:10.0.20348.1",
    "windows/amd64:10.0.25398.1",
    "windows/amd64:10.0.26100.1",
];

/// Host, list, and the entry that each of `COLUMNS` takes; -1 for none.
const TABLE: &[(&str, &[&str], [i64; 8])] = &[
    (
        "linux/amd64",
        &["linux/amd64/v4", "linux/amd64/v3", "linux/amd64/v2", "linux/amd64", "linux/386"],
        [3, 3, 3, 3, 3, 0, 0, 3],
    ),
    ("linux/amd64/v2", ALPINE, [0, -1, 0, 0, 0, -1, -1, 0]),
    ("linux/amd64/v1", ALPINE, [0, 0, 0, 0, 0, -1, -1, 0]),
    ("linux/amd64", &["linux/amd64/v3", "linux/arm64"], [-1, -1, -1, -1, -1, 0, 0, -1]),
    ("linux/amd64", &["linux/386", "linux/arm/v7"], [0, -1, 0, -1, -1, -1, -1, -1]),
    ("linux/arm", ALPINE, [4, 4, 4, 4, 4, 2, 2, 4]),
    (
        "linux/arm",
        &["linux/arm/v5", "linux/arm/v6", "linux/arm/v7", "linux/arm/v8", "linux/arm64"],
        [2, 2, 2, 3, 3, 0, 0, 2],
    ),
    ("linux/arm/v6", &["linux/amd64", "linux/arm", "linux/arm64"], [-1, -1, -1, 1, 1, -1, -1, -1]),
    ("linux/arm/v8", ALPINE, [4, -1, 4, 4, 4, -1, -1, 4]),
    ("linux/arm64/v8", &["linux/amd64", "linux/arm64", "att", "att"], [1, 1, 1, 1, 1, -1, -1, 1]),
    ("linux/arm64", &["linux/amd64", "linux/arm/v7", "linux/arm/v6"], [1, -1, 1, -1, -1, -1, -1, -1]),
    ("linux/arm64/v9", ALPINE, [6, -1, 6, -1, -1, -1, -1, 6]),
    ("linux/arm64/v10", &["linux/arm64/v10", "linux/arm64/foo", "linux/arm64/v8.10"], [-1, 0, -1, 0, 0, 0, 0, 0]),
    ("linux/arm64", &["linux/amd64", "linux/arm64/v9"], [-1, -1, -1, -1, -1, 1, 1, -1]),
    ("linux/riscv64", &["linux/riscv64/rva20u64", "linux/amd64"], [-1, -1, -1, -1, -1, 0, 0, 0]),
    ("linux/riscv64/rva22u64", ALPINE, [-1, -1, -1, 12, 12, -1, -1, 12]),
    ("linux/ppc64le/power9", &["linux/ppc64le/power8", "linux/ppc64"], [-1, -1, -1, -1, -1, -1, -1, 0]),
    ("linux/x86_64", ALPINE, [0, 0, 0, -1, -1, -1, -1, 0]),
    ("linux/amd64", &["Linux/AMD64"], [0, 0, 0, -1, -1, -1, -1, -1]),
    ("darwin/arm64", &["linux/amd64", "linux/arm64", "linux/arm/v7"], [-1, -1, -1, -1, -1, -1, -1, 1]),
    ("windows/amd64:10.0.26100", LTSC, [1, 1, 1, 0, 0, -1, -1, 3]),
    ("windows/amd64:10.0.26200", LTSC, [1, 1, 1, 0, 0, -1, -1, -1]),
    ("freebsd/amd64:14.2", &["freebsd/amd64:14.3", "freebsd/amd64:14.2"], [0, 0, 0, 0, 0, 1, 1, 1]),
    ("linux/amd64", &["/amd64", "linux/amd64"], [0, 0, 0, 1, 1, 1, 1, 1]),
];

#[test]
fn tools_disagree_as_recorded() {
    for (host, list, expected) in TABLE {
        let list = entries(list);
        let got = COLUMNS.map(|policy| match Selector::new(platform(host)).policy(policy).select(&list) {
            Ok(choice) => choice.index as i64,
            Err(_) => -1,
        });
        assert_eq!(&got, expected, "{host}");
    }
}

/// Host, whether configs name amd64, and what each policy takes from entries without a platform.
#[test]
fn entries_without_a_platform() {
    let wanted = platform("linux/amd64");
    let of = |configs: &[&str]| {
        configs
            .iter()
            .zip(entries(&vec!["-"; configs.len()]))
            .map(|(c, e)| e.with_config_platform(platform(c)))
            .collect::<Vec<_>>()
    };
    let choice = |policy, configs: &[&str]| {
        Selector::new(wanted.clone()).policy(policy).select(&of(configs)).ok().map(|choice| choice.index)
    };
    // containerd reads one config and gives up.
    assert_eq!(choice(Policy::Containerd, &["linux/amd64"]), Some(0));
    assert_eq!(choice(Policy::Containerd, &["linux/arm64", "linux/amd64"]), None);
    // Docker's local store reads them all.
    assert_eq!(choice(Policy::DockerLocal, &["linux/arm64", "linux/amd64"]), Some(1));
    // These do not look.
    assert_eq!(choice(Policy::DockerPull, &["linux/arm64", "linux/amd64"]), Some(0));
    assert_eq!(choice(Policy::Podman, &["linux/arm64", "linux/amd64"]), Some(0));
    assert_eq!(choice(Policy::Crane, &["linux/arm64"]), Some(0));
    // These skip them.
    for policy in [Policy::PodmanDockerList, Policy::Regclient, Policy::Oras, Policy::CraneFilter] {
        assert_eq!(choice(policy, &["linux/amd64"]), None, "{policy}");
    }
    // crane takes them for linux/amd64, whatever is wanted.
    let arm = Selector::new(platform("linux/arm64")).policy(Policy::Crane);
    assert!(arm.select(&of(&["linux/arm64"])).is_err());
}

#[test]
fn configs_are_asked_for() {
    let list = entries(&["linux/arm64", "-", "-"]);
    let needs = |policy, wanted| match Selector::new(platform(wanted)).policy(policy).select(&list) {
        Err(SelectError::NeedsConfig { entries }) => entries,
        other => panic!("{other:?}"),
    };
    assert_eq!(needs(Policy::Containerd, "linux/amd64"), [1]);
    assert_eq!(needs(Policy::DockerLocal, "linux/arm64"), [1, 2]);
    let fits = Selector::new(platform("linux/arm64")).select(&list).map(|choice| choice.index);
    assert_eq!(fits, Ok(0));
}

#[test]
fn compression_decides_between_equals() {
    let mut list = entries(&["linux/amd64", "linux/amd64"]);
    list[1].zstd = true;
    let choice =
        |policy| Selector::new(platform("linux/amd64")).policy(policy).select(&list).map(|choice| choice.index);
    assert_eq!(choice(Policy::Podman), Ok(1));
    assert_eq!(choice(Policy::PodmanGzip), Ok(0));
    assert_eq!(choice(Policy::PodmanDockerList), Ok(0));
    assert_eq!(choice(Policy::Containerd), Ok(0));
}

#[test]
fn an_empty_platform_object_is_a_platform_except_for_docker_pull() {
    let list = entries(&["", "linux/amd64"]);
    let rank = |policy| Selector::new(platform("linux/amd64")).policy(policy).rank(&list);
    assert_eq!(rank(Policy::Containerd), [1]);
    assert_eq!(rank(Policy::DockerPull), [1, 0]);
    assert_eq!(rank(Policy::Podman), [1]);
}

#[test]
fn names_round_trip() {
    for policy in Policy::ALL {
        assert_eq!(policy.name().parse(), Ok(*policy));
    }
    let unknown = "docker".parse::<Policy>().expect_err("no such policy").to_string();
    assert!(unknown.contains("docker-pull"), "{unknown}");
}
