//! Verdicts, tables, messages.

use crate::{entries, platform};
use oci_platform::{Candidate, Outcome, Platform, Policy, Refusal, SelectError, Selector, Verdict, compare_policies};

fn index() -> Vec<Candidate<'static>> {
    let attestation = |digest: &'static str| {
        Candidate::new(platform("unknown/unknown"))
            .with_annotation("vnd.docker.reference.type", "attestation-manifest")
            .with_annotation("vnd.docker.reference.digest", digest)
    };
    vec![
        Candidate::new(platform("linux/amd64")).with_digest("sha256:aa"),
        Candidate::new(platform("linux/arm/v6")).with_digest("sha256:bb"),
        Candidate::new(platform("linux/arm/v7")).with_digest("sha256:cc"),
        attestation("sha256:bb"),
        attestation("sha256:dd"),
        Candidate::without_platform().with_media_type("application/vnd.oci.image.index.v1+json"),
        Candidate::without_platform().with_artifact_type("application/vnd.example.sbom"),
        Candidate::new(Platform::new("windows", "arm").with_os_version("10.0.20348.1")),
        Candidate::new(platform("linux/arm/v5").with_os_feature("erofs")),
        Candidate::new(platform("linux/arm/v8")),
    ]
}

#[test]
fn a_table_for_people() {
    let table = Selector::new(platform("linux/arm")).policy(Policy::Oras).explain(&index()).to_string();
    let expected = "\
0  linux/amd64                refused: architecture amd64, wanted arm
1  linux/arm/v6               chosen
2  linux/arm/v7               possible, 2: as good, but later in the index
3  unknown/unknown            refused: attestation of entry 1
4  unknown/unknown            refused: attestation of sha256:dd
5  no platform                refused: an index inside the index
6  no platform                refused: artifact application/vnd.example.sbom
7  windows(10.0.20348.1)/arm  refused: os windows, wanted linux
8  linux(+erofs)/arm/v5       possible, 3: as good, but later in the index
9  linux/arm/v8               possible, 4: as good, but later in the index
";
    assert_eq!(table, expected);
}

#[test]
fn containerd_gives_its_reasons() {
    let explanation = Selector::new(platform("linux/arm/v7")).explain(&index());
    let verdict = |at: usize| explanation.entries[at].verdict.to_string();
    assert_eq!(explanation.chosen, Some(2));
    assert_eq!(verdict(1), "possible, 2: further down the fallbacks");
    assert_eq!(verdict(8), "refused: requires the os feature erofs");
    assert_eq!(verdict(9), "refused: variant v8, wanted v7");
    assert_eq!(verdict(5), "possible, 3: has no platform");
}

#[test]
fn config_mismatch_is_told() {
    let list: Vec<_> = ["linux/arm64", "linux/amd64"]
        .map(|config| Candidate::without_platform().with_config_platform(platform(config)))
        .into();
    let explanation = Selector::new(platform("linux/amd64")).explain(&list);
    let texts: Vec<String> = explanation.entries.iter().map(|entry| entry.verdict.to_string()).collect();
    assert_eq!(
        texts,
        [
            "refused: its config says linux/arm64: architecture arm64, wanted amd64",
            "refused: has no platform; only the config of entry 0 is read",
        ]
    );
}

#[test]
fn text_of_documents_stays_on_its_line() {
    let list = [Platform::new("lin\nux", "\u{1b}[31mamd64").with_os_version("\r")];
    let selector = Selector::new(platform("linux/amd64"));
    let expected = "0  lin\\nux(\\r)/\\u{1b}[31mamd64  refused: os lin\\nux, wanted linux\n";
    assert_eq!(selector.explain(&list).to_string(), expected);
    let error = selector.select(&list).expect_err("another os").to_string();
    assert!(!error.contains(char::is_control), "{error}");
}

#[test]
fn verdicts_for_programs() {
    let explanation = Selector::new(platform("linux/s390x")).policy(Policy::Crane).explain(&entries(&["linux/amd64"]));
    let json = serde_json::to_value(&explanation).expect("serializable");
    let expected = serde_json::json!({
        "policy": "crane",
        "wanted": [{"os": "linux", "architecture": "s390x"}],
        "chosen": null,
        "entries": [{
            "index": 0,
            "platform": {"os": "linux", "architecture": "amd64"},
            "verdict": "refused",
            "reason": {"kind": "architecture", "wanted": "s390x", "found": "amd64"},
        }],
    });
    assert_eq!(json, expected);
}

#[test]
fn nothing_matches_lists_the_nearest_first() {
    let list = entries(&["att", "windows/arm64", "linux/amd64", "linux/arm64/v9"]);
    let Err(SelectError::NoMatch(error)) = Selector::new(platform("linux/arm64")).select(&list) else {
        panic!("something matched");
    };
    let order: Vec<usize> = error.entries.iter().map(|entry| entry.index).collect();
    assert_eq!(order, [3, 2, 1, 0]);
    assert_eq!(
        error.to_string(),
        "no entry for linux/arm64 (containerd); there is linux/arm64/v9 (variant v9, wanted the plain architecture), \
         linux/amd64 (architecture amd64, wanted arm64), windows/arm64 (os windows, wanted linux), \
         unknown/unknown (attestation)"
    );
    let many: Vec<Platform> = (0..20).map(|n| platform(&format!("linux/arch{n}"))).collect();
    let error = Selector::new(platform("linux/arm64")).select(&many).expect_err("no arm64");
    assert!(error.to_string().ends_with("and 12 more"), "{error}");
    let empty = Selector::new(platform("linux/arm64")).select(&[] as &[Platform]).expect_err("empty");
    assert_eq!(empty.to_string(), "no entry for linux/arm64 (containerd): the index is empty");
}

#[test]
fn the_nearest_of_several_wanted_platforms_is_named() {
    let selector = Selector::for_each([platform("windows/amd64"), platform("linux/arm/v6")]);
    let explanation = selector.explain(&entries(&["linux/arm/v7"]));
    let expected = Verdict::Refused { reason: Refusal::Variant { wanted: "v6".to_owned(), found: "v7".to_owned() } };
    assert_eq!(explanation.entries[0].verdict, expected);
}

#[test]
fn comparing_tools() {
    let list = entries(&["linux/arm/v5", "linux/arm/v6", "linux/arm/v7", "linux/arm/v8", "-"]);
    let comparison = compare_policies(&list, &platform("linux/arm"));
    assert!(!comparison.agree());
    assert_eq!(comparison.outcome(Policy::Podman), Some(&Outcome::Chosen { entry: 3 }));
    assert_eq!(
        comparison.to_string(),
        "\
entry 2      linux/arm/v7  containerd, containerd-strict, containerd-default, docker-pull, regclient
config of 4                docker-local
entry 3      linux/arm/v8  podman, podman-docker-list
entry 0      linux/arm/v5  crane, oras
"
    );
    assert!(compare_policies(&entries(&["linux/s390x"]), &platform("linux/s390x")).agree());
}
