//! Verdicts, tables, messages.

use crate::{entries, platform};
use oci_platform::{Candidate, Failure, Outcome, Platform, Policy, Refusal, Selector, Verdict, compare_policies};

fn index() -> Vec<Candidate> {
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
    let table = Selector::new(platform("linux/arm")).policy(Policy::ORAS).explain(&index()).to_string();
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
    assert_eq!(explanation.chosen(), Some(2));
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
            "refused: not tried; the tool gives up at entry 0",
        ]
    );
}

#[test]
fn an_entry_that_fits_says_that_the_tool_fails_at_it() {
    let nested = Candidate::new(platform("linux/arm64")).with_media_type("application/vnd.oci.image.index.v1+json");
    let list = [Candidate::new(platform("linux/amd64")), nested];
    let explanation = Selector::new(platform("linux/arm64")).policy(Policy::SKOPEO_COPY).explain(&list);
    assert_eq!(explanation.entries[1].verdict, Verdict::Fails { failure: Failure::Nested });
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
    let explanation = Selector::new(platform("linux/s390x")).policy(Policy::CRANE).explain(&entries(&["linux/amd64"]));
    let json = serde_json::to_value(&explanation).expect("serializable");
    let expected = serde_json::json!({
        "policy": "crane",
        "wanted": [{"os": "linux", "architecture": "s390x"}],
        "answer": {"outcome": "nothing"},
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
    let error = Selector::new(platform("linux/arm64")).select(&list).unwrap_err();
    assert_eq!(error.outcome, Outcome::Nothing);
    let order: Vec<usize> = error.nearest.iter().map(|entry| entry.index).collect();
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
    assert_eq!(comparison.outcome(Policy::SKOPEO_COPY).map(ToString::to_string), Some("entry 3".to_owned()));
    let table = comparison.to_string();
    for (policy, expected) in [
        (Policy::CRANE, "entry 0"),
        (Policy::DOCKER_RUN, "undecided before the config of entry 4 is read"),
        (Policy::DOCKER_INSPECT, "undecided before the manifest of entry 2 is read"),
        (Policy::KO, "entries 0, 1, 2, 3"),
        (Policy::RULES_OCI, "fails at entry 4: there is no platform that it can read"),
    ] {
        assert_eq!(comparison.outcome(policy).map(ToString::to_string).as_deref(), Some(expected), "{policy}");
    }
    assert!(table.lines().any(|line| line.starts_with("entry 0 ") && line.contains("linux/arm/v5  crane")), "{table}");
    let alone = Selector::new(platform("linux/s390x")).compare(&entries(&["linux/s390x"]), &[Policy::CTR, Policy::KO]);
    assert!(alone.agree());
}

/// Whatever stands in a document: one line an entry, of bearable width.
#[test]
fn texts_of_any_length_are_clipped() {
    let long = "x".repeat(70_000);
    for member in ["os", "architecture", "variant", "version", "feature"] {
        let mut entry = platform("linux/amd64");
        match member {
            "os" => entry.os.clone_from(&long),
            "architecture" => entry.architecture.clone_from(&long),
            "variant" => entry.variant.clone_from(&long),
            "version" => entry.os_version.clone_from(&long),
            _ => entry.os_features.push(long.clone()),
        }
        let list = [entry.clone(), entry];
        let selector = Selector::new(list[0].clone());
        let comparison = compare_policies(&list, &list[0]).to_string();
        let explanation = Selector::new(platform("linux/amd64")).explain(&list).to_string();
        let chosen = selector.explain(&list).to_string();
        for line in [&comparison, &explanation, &chosen].into_iter().flat_map(|text| text.lines()) {
            assert!(line.chars().count() < 700, "{member}: {} characters", line.chars().count());
        }
        assert_eq!(explanation.lines().count(), 2);
    }
}

#[test]
fn a_need_of_very_many_entries_is_a_short_line() {
    let list = vec![Candidate::without_platform(); 20_000];
    let comparison = compare_policies(&list, &platform("linux/amd64")).to_string();
    assert!(comparison.lines().all(|line| line.chars().count() < 700), "{comparison}");
}
