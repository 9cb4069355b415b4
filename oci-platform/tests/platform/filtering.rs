//! What a mirror keeps.

use crate::platform;
use oci_platform::{Candidate, Keep, Policy, Selector};

fn index() -> Vec<Candidate> {
    let image = |text: &str, digest: &'static str| Candidate::new(platform(text)).with_digest(digest);
    let attestation = |digest: &'static str| {
        Candidate::new(platform("unknown/unknown"))
            .with_annotation("vnd.docker.reference.type", "attestation-manifest")
            .with_annotation("vnd.docker.reference.digest", digest)
    };
    vec![
        image("linux/amd64", "sha256:aa"),
        image("linux/arm/v6", "sha256:bb"),
        image("linux/arm/v7", "sha256:cc"),
        attestation("sha256:aa"),
        attestation("sha256:cc"),
        image("linux/386", "sha256:dd"),
    ]
}

#[test]
fn attestations_follow_their_images() {
    let selector = Selector::for_each([platform("linux/amd64"), platform("linux/s390x")]);
    let best = selector.filter(&index(), Keep::Best);
    assert_eq!(best.kept, [0, 3]);
    assert_eq!(best.attestations, [3]);
    assert_eq!(best.unserved, [platform("linux/s390x")]);
    let lost: Vec<usize> = best.lost.iter().map(|entry| entry.index).collect();
    assert_eq!(lost, [1, 2, 4, 5]);
    assert_eq!(best.lost[2].verdict.to_string(), "refused: attestation of entry 2");
    let all = selector.clone().filter(&index(), Keep::All);
    assert_eq!(all.kept, [0, 3, 5]);
    let strict = selector.policy(Policy::CONTAINERD_STRICT).filter(&index(), Keep::All);
    assert_eq!(strict.kept, [0, 3]);
}

#[test]
fn the_report_is_readable() {
    let report = Selector::new(platform("linux/arm/v7")).filter(&index(), Keep::Best).to_string();
    let expected = "\
keeps 2 entries, loses 4
lost: 0 linux/amd64 (architecture amd64, wanted arm)
lost: 1 linux/arm/v6 (possible, 2: further down the fallbacks)
lost: 3 unknown/unknown (attestation of entry 0)
lost: 5 linux/386 (architecture 386, wanted arm)
";
    assert_eq!(report, expected);
}

#[test]
fn what_is_not_known_is_neither_kept_nor_lost() {
    let nested = Candidate::without_platform().with_media_type("application/vnd.oci.image.index.v1+json");
    let attestation =
        Candidate::without_platform().with_annotation("vnd.docker.reference.type", "attestation-manifest");
    let list = [
        Candidate::without_platform(),
        Candidate::without_platform().with_config_platform(platform("linux/arm64")),
        Candidate::without_platform().with_config_platform(platform("linux/amd64")),
        nested,
        attestation,
    ];
    let all = Selector::new(platform("linux/amd64")).filter(&list, Keep::All);
    assert_eq!((all.kept.as_slice(), all.undecided.as_slice()), (&[2][..], &[0, 3][..]));
    let lost: Vec<usize> = all.lost.iter().map(|entry| entry.index).collect();
    assert_eq!(lost, [1, 4]);
    let podman = Selector::new(platform("linux/amd64")).policy(Policy::SKOPEO_COPY).filter(&list, Keep::Best);
    assert_eq!((podman.kept.as_slice(), podman.undecided.as_slice()), (&[][..], &[0][..]));
}

#[test]
fn crane_keeps_all_that_satisfy() {
    let selector =
        Selector::for_each([platform("linux/arm"), platform("linux/386")]).policy(Policy::CRANE_INDEX_FILTER);
    assert_eq!(selector.filter(&index(), Keep::All).kept, [1, 2, 4, 5]);
    assert_eq!(selector.rank(&index()), [1, 2, 5]);
}
