//! The same list and host, decided by every tool: answers printed by the tools themselves.

use crate::{entries, platform};
use oci_platform::{Host, Outcome, Policy, Selector, Taken, Unread};
use oci_spec_types::annotation;

/// The second `skopeo-copy` is that of a Docker manifest list.
const COLUMNS: [Policy; 8] = [
    Policy::CONTAINERD,
    Policy::CONTAINERD_STRICT,
    Policy::DOCKER_PULL_GRAPH,
    Policy::SKOPEO_COPY,
    Policy::SKOPEO_COPY,
    Policy::CRANE,
    Policy::ORAS,
    Policy::REGCTL,
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
        let mut column = 0;
        let got = COLUMNS.map(|policy| {
            column += 1;
            let selector = Selector::new(platform(host)).policy(policy).of_docker_list(column == 5);
            selector.select(&list).map_or(-1, |choice| choice.index as i64)
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
    assert_eq!(choice(Policy::CONTAINERD, &["linux/amd64"]), Some(0));
    assert_eq!(choice(Policy::CONTAINERD, &["linux/arm64", "linux/amd64"]), None);
    // Docker's local store reads them all.
    assert_eq!(choice(Policy::DOCKER_HISTORY, &["linux/arm64", "linux/amd64"]), Some(1));
    // These do not look.
    assert_eq!(choice(Policy::DOCKER_PULL_GRAPH, &["linux/arm64", "linux/amd64"]), Some(0));
    assert_eq!(choice(Policy::SKOPEO_COPY, &["linux/arm64", "linux/amd64"]), Some(0));
    assert_eq!(choice(Policy::CRANE, &["linux/arm64"]), Some(0));
    // These skip them.
    let list = Selector::new(wanted.clone()).policy(Policy::SKOPEO_COPY).of_docker_list(true);
    assert!(list.select(&of(&["linux/amd64"])).is_err());
    for policy in [Policy::REGCTL, Policy::ORAS, Policy::CRANE_INDEX_FILTER] {
        assert_eq!(choice(policy, &["linux/amd64"]), None, "{policy}");
    }
    // crane takes them for linux/amd64, whatever is wanted.
    let arm = Selector::new(platform("linux/arm64")).policy(Policy::CRANE);
    assert!(arm.select(&of(&["linux/arm64"])).is_err());
}

#[test]
fn configs_are_asked_for() {
    let list = entries(&["linux/arm64", "-", "-"]);
    let needs = |policy, wanted| match Selector::new(platform(wanted)).policy(policy).answer(&list).into() {
        Outcome::Needs { paths, what: Unread::Config } => paths.concat(),
        other => panic!("{other:?}"),
    };
    assert_eq!(needs(Policy::CONTAINERD, "linux/amd64"), [1]);
    assert_eq!(needs(Policy::DOCKER_HISTORY, "linux/arm64"), [1, 2]);
    let fits = Selector::new(platform("linux/arm64")).select(&list).map(|choice| choice.index);
    assert_eq!(fits, Ok(0));
}

#[test]
fn compression_decides_between_equals() {
    let mut list = entries(&["linux/amd64", "linux/amd64"]);
    list[1] = list[1].clone().with_annotation(annotation::ZSTD, "true");
    let choice =
        |policy| Selector::new(platform("linux/amd64")).policy(policy).select(&list).map(|choice| choice.index);
    assert_eq!(choice(Policy::SKOPEO_COPY), Ok(1));
    assert_eq!(choice(Policy::CONTAINERS_IMAGE_GZIP), Ok(0));
    assert_eq!(choice(Policy::CONTAINERD), Ok(0));
    let docker = Selector::new(platform("linux/amd64")).policy(Policy::SKOPEO_COPY).of_docker_list(true);
    assert_eq!(docker.select(&list).map(|choice| choice.index), Ok(0));
}

#[test]
fn an_empty_platform_object_is_a_platform_except_for_docker_pull() {
    let list = entries(&["", "linux/amd64"]);
    let rank = |policy| Selector::new(platform("linux/amd64")).policy(policy).rank(&list);
    assert_eq!(rank(Policy::CONTAINERD), [1]);
    assert_eq!(rank(Policy::DOCKER_PULL_GRAPH), [1, 0]);
    assert_eq!(rank(Policy::SKOPEO_COPY), [1]);
}

#[test]
fn names_round_trip() {
    for policy in Policy::ALL {
        assert_eq!(policy.name().parse(), Ok(*policy));
    }
    let unknown = "docker".parse::<Policy>().expect_err("no such policy").to_string();
    assert!(unknown.contains("docker-pull"), "{unknown}");
}

/// What is asked, how it is asked, and what a command makes of it: answers printed by the tools themselves.
#[test]
fn commands_read_what_is_asked_in_their_own_way() {
    let arm = entries(&["linux/arm/v5", "linux/arm/v6", "linux/arm/v7", "linux/arm/v8"]);
    let ask = |policy, text: &str, list: &[oci_platform::Candidate]| {
        Selector::ask(policy, &[text], &Host::default()).answer(list).map_or_else(
            |error| match error.outcome {
                Outcome::Fails { failure, .. } => failure.name().to_owned(),
                _ => "nothing".to_owned(),
            },
            |taken| taken.to_string(),
        )
    };
    for (policy, text, expected) in [
        (Policy::PODMAN, "linux/arm", "entry 2"),
        (Policy::SKOPEO_COPY, "linux/arm", "entry 3"),
        (Policy::CRANE, "linux/arm", "entry 0"),
        (Policy::DOCKER_RUN, "linux/arm", "entry 2"),
        (Policy::NERDCTL, "linux/arm/v8", "entry 3"),
        (Policy::APPTAINER, "linux/arm", "entry 0"),
        (Policy::APPTAINER, "darwin/arm", "no-platform"),
        (Policy::RULES_OCI, "linux/arm", "nothing"),
        (Policy::RULES_OCI, "linux/arm/v6", "entry 1"),
        (Policy::JIB, "linux/arm/v7", "entry 0"),
        (Policy::DOCKER_PULL, "linux/arm:1", "parse"),
        (Policy::REGCTL_COPY, "linux/arm/v8", "entry 3"),
        (Policy::REGCTL_COPY, "linux/arm/v8.1", "parse"),
    ] {
        assert_eq!(ask(policy, text, &arm), expected, "{policy} {text}");
    }
    assert!(matches!(
        Selector::ask(Policy::SINGULARITY, &["linux/armhf"], &Host::default()).answer(&arm).into(),
        Outcome::Needs { what: Unread::Config, .. }
    ));
    // regctl reads it when it compares, not before.
    assert_eq!(ask(Policy::REGCTL_COPY, "linux/arm/v8.1", &entries(&["-"])), "no entry");
}

/// A machine without a request: what is asked then differs, too.
#[test]
fn machines_decide_when_nothing_is_asked() {
    let levels = entries(&["linux/s390x", "linux/amd64", "linux/amd64/v2", "linux/amd64/v3"]);
    let host = Host::new("linux", "amd64").with_variant("v3");
    for (policy, expected) in [
        (Policy::DOCKER_RUN, 3),
        (Policy::DOCKER_PULL, 3),
        (Policy::KUBELET, 1),
        (Policy::NERDCTL, 1),
        (Policy::PODMAN, 1),
        (Policy::CRANE, 1),
    ] {
        let choice = Selector::on_machine(host.clone()).policy(policy).select(&levels).map(|choice| choice.index);
        assert_eq!(choice, Ok(expected), "{policy}");
    }
    let push = Selector::on_machine(host).policy(Policy::DOCKER_PUSH);
    assert_eq!(push.select(&levels).unwrap_err().outcome, Outcome::Takes { taken: Taken::Whole });
}

#[test]
fn a_tool_sees_the_machine_in_its_own_way() {
    let list = entries(&["linux/amd64", "linux/arm/v6", "linux/arm/v7", "linux/arm64", "darwin/arm64"]);
    for (policy, machine, expected) in [
        (Policy::CRANE, "linux/arm64/v8", "entry 0"),
        (Policy::APPTAINER, "linux/arm64/v8", "entry 3"),
        (Policy::APPTAINER, "linux/arm/v6", "entry 1"),
        (Policy::APPTAINER, "linux/arm", "entry 2"),
        (Policy::CTR, "linux/arm64/v8", "entry 3"),
        (Policy::CTR, "darwin/arm64", "entry 3"),
        (Policy::CONTAINERD, "darwin/arm64", "entry 4"),
    ] {
        let host = Host::from(&platform(machine));
        let answer = Selector::on_machine(host).policy(policy).answer(&list);
        assert_eq!(answer.map(|taken| taken.to_string()), Ok(expected.to_owned()), "{policy} {machine}");
    }
}

#[test]
fn regclient_takes_variants_up_to_its_own_and_the_first_for_none() {
    let takes = |own: &str, found: &str| {
        let list = entries(&[&*format!("linux/riscv64{found}")]);
        Selector::new(platform(&format!("linux/riscv64{own}"))).policy(Policy::REGCTL).select(&list).is_ok()
    };
    for (own, found, expected) in
        [("/v2", "/v1", true), ("/v1", "/v2", false), ("/v1", "", true), ("", "/v1", true), ("", "/v2", false)]
    {
        assert_eq!(takes(own, found), expected, "{own} {found}");
    }
}

#[test]
fn rules_oci_compares_whole_texts() {
    let choice = |wanted: &str| {
        let list = entries(&["linux/amd64", "linux/arm64", "linux/arm64/v8"]);
        Selector::new(platform(wanted)).policy(Policy::RULES_OCI).select(&list).map(|choice| choice.index).ok()
    };
    assert_eq!(["linux/arm64", "linux/arm64/v8", "linux/arm64/v9"].map(choice), [Some(1), Some(2), None]);
}

#[test]
fn an_os_feature_is_an_obstacle_unless_it_is_offered() {
    let list = [platform("linux/arm64").with_os_feature("erofs")];
    for (wanted, expected) in [(platform("linux/arm64"), false), (list[0].clone(), true)] {
        assert_eq!(Selector::new(wanted.clone()).select(&list).is_ok(), expected, "{}", wanted.all_fields());
    }
}

#[test]
fn ko_takes_the_start_of_a_version_for_windows_alone() {
    for (os, expected) in [("windows", true), ("freebsd", false)] {
        let list = entries(&[&*format!("{os}/amd64:10.0.17763.1")]);
        let selector = Selector::new(platform(&format!("{os}/amd64:10.0.17763"))).policy(Policy::KO);
        assert_eq!(selector.answer(&list).is_ok(), expected, "{os}");
    }
}
