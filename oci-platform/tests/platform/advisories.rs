//! What hostile indexes did to other programs that choose from them.

use crate::{entries, platform};
use oci_platform::{Candidate, Contents, Outcome, Policy, Selector};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// Chains of indexes are free to make; walks without a limit (containerd `images.Manifest`, oras-go `ExtendedCopy`) follow them
/// all. An index cannot hold itself, but a caller who fetches by something else than a digest can hand out one that seems to:
/// the depth is limited for every command.
#[test]
fn a_chain_of_indexes_ends() {
    let nested =
        |entries| Candidate::without_platform().with_media_type(INDEX).with_contents(Contents::Index { entries });
    let chain = (0..200).fold(entries(&["linux/amd64"]), |inner, _| vec![nested(inner)]);
    for policy in Policy::commands_for("linux") {
        let selector = Selector::new(platform("linux/amd64")).policy(policy);
        // Some take the first index as it is, and are done.
        if let Ok(taken) = selector.answer(&chain) {
            assert!(taken.paths().iter().all(|path| path.len() < 20), "{policy:?}");
        }
        let _ = (selector.explain(&chain).to_string(), selector.rank(&chain).len());
    }
    let error = Selector::new(platform("linux/amd64")).answer(&chain).expect_err("too deep");
    assert!(matches!(error.outcome, Outcome::TooDeep { .. }), "{error:?}");
}

/// Attestations say `unknown/unknown`: no command that asks for an image gets one.
#[test]
fn attestations_are_no_images() {
    let list = entries(&["att", "linux/arm64", "att"]);
    for policy in Policy::commands_for("linux") {
        let selector = Selector::new(platform("linux/arm64")).policy(policy);
        if let Ok(choice) = selector.select(&list) {
            assert_eq!(choice.index, 1, "{policy:?}");
        }
        if let Ok(choice) = Selector::new(platform("linux/s390x")).policy(policy).select(&list) {
            assert_eq!(choice.index, 1, "{policy:?}: a command that takes another platform takes an image");
        }
    }
}

/// Texts of documents as long as they like, in every field: nothing is printed that long, and nothing panics.
#[test]
fn long_and_odd_texts_of_platforms() {
    let text = format!("\u{1b}[31m{}\n", "x".repeat(66_000));
    let entry = platform("linux/amd64");
    let fields = [
        oci_platform::Platform::new(&text, &text),
        entry.clone().with_variant(&text),
        entry.clone().with_os_version(&text),
        entry.clone().with_os_feature(&text),
    ];
    for hostile in fields {
        let list = [Candidate::new(hostile.clone()), Candidate::new(hostile.clone()).with_digest(&text)];
        for wanted in [&entry, &hostile] {
            let selector = Selector::new(wanted.clone());
            let shown = [
                selector.explain(&list).to_string(),
                oci_platform::compare_policies(&list, wanted).to_string(),
                selector.pull_then_use(Policy::DOCKER_RUN, &list).pulled.to_string(),
                selector.select(&list).map_or_else(|error| error.to_string(), |choice| choice.index.to_string()),
            ];
            for shown in shown {
                assert!(!shown.contains('\u{1b}'), "{:?}", shown.chars().take(300).collect::<String>());
            }
        }
    }
}
