//! What holds for all platforms, lists and specifiers.

use oci_platform::{
    Candidate, Grammar, Host, Keep, Outcome, Platform, Policy, Selector, Taken, Verdict, compare_policies,
};
use oci_spec_types::annotation;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const OS: &[&str] =
    &["linux", "linux", "linux", "windows", "darwin", "freebsd", "unknown", "Linux", "macos", "plan9", ""];
const ARCHITECTURE: &[&str] = &[
    "amd64", "amd64", "arm", "arm", "arm64", "arm64", "386", "x86_64", "aarch64", "armhf", "armel", "riscv64",
    "ppc64le", "unknown", "",
];
const VARIANT: &[&str] = &[
    "", "", "", "v1", "v2", "v3", "v5", "v6", "v7", "v8", "7", "8", "v8.1", "v9", "v9.2", "v10", "power9", "rva22u64",
    "foo",
];
const VERSION: &[&str] =
    &["", "", "", "10.0.17763.1", "10.0.20348", "10.0.20348.2113", "10.0.20348.9", "10.0.26100.1", "14.2", "x"];
const FEATURE: &[&str] = &["a", "b", "win32k"];

fn platforms() -> impl Strategy<Value = Platform> {
    let features = subsequence(FEATURE, 0..=1);
    (select(OS), select(ARCHITECTURE), select(VARIANT), select(VERSION), features).prop_map(
        |(os, architecture, variant, version, features)| {
            let platform = Platform::new(os, architecture).with_variant(variant).with_os_version(version);
            features.into_iter().fold(platform, Platform::with_os_feature)
        },
    )
}

fn candidates() -> impl Strategy<Value = Candidate> {
    let platform = prop_oneof![9 => platforms().prop_map(Some), 1 => Just(None)];
    let config = prop_oneof![platforms().prop_map(Some), Just(None)];
    (platform, config, any::<bool>(), 0..20u8).prop_map(|(platform, config, zstd, kind)| {
        let mut candidate = platform.map_or_else(Candidate::without_platform, Candidate::new);
        if let Some(config) = config {
            candidate = candidate.with_config_platform(config);
        }
        candidate = candidate.with_annotation(annotation::ZSTD, zstd.to_string());
        match kind {
            0 => candidate.with_annotation("vnd.docker.reference.type", "attestation-manifest"),
            1 => candidate.with_media_type("application/vnd.oci.image.index.v1+json"),
            2 => candidate.with_artifact_type("application/vnd.example"),
            _ => candidate,
        }
    })
}

fn lists() -> impl Strategy<Value = Vec<Candidate>> {
    prop::collection::vec(candidates(), 0..10)
}

/// Policies that take the best entry of an index.
const ORDERED: &[Policy] = &[
    Policy::CONTAINERD,
    Policy::CONTAINERD_STRICT,
    Policy::CONTAINERD_ORDERED,
    Policy::CONTAINERD_DEFAULT,
    Policy::DOCKER_PULL,
    Policy::BUILDKIT,
    Policy::NERDCTL,
    Policy::PODMAN,
    Policy::CRANE,
    Policy::REGCTL,
    Policy::ORAS,
    Policy::JIB,
];

fn policies() -> impl Strategy<Value = Policy> {
    select(Policy::ALL)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// `explain` says of every entry what `answer` and `rank` say.
    #[test]
    fn answers_agree(wanted in platforms(), policy in policies(), asked in any::<bool>(), list in lists()) {
        let selector = if asked { Selector::new(wanted) } else { Selector::on_machine(Host::from(&wanted)) };
        let selector = selector.policy(policy);
        let answer = selector.answer(&list);
        let rank = selector.rank(&list);
        let explanation = selector.explain(&list);
        prop_assert_eq!(&explanation.answer, &Outcome::from(answer.clone()));
        let roots: Vec<usize> =
            explanation.answer.paths().iter().filter_map(|path| path.first().copied()).collect();
        let whole = answer == Ok(Taken::Whole);
        if let (Ok(Taken::Entry { path }), true) = (&answer, ORDERED.contains(&policy)) {
            prop_assert_eq!(rank.first(), path.first());
        }
        prop_assert!(explanation.entries.is_empty() || explanation.entries.len() == list.len());
        for entry in &explanation.entries {
            let place = rank.iter().position(|index| *index == entry.index);
            match &entry.verdict {
                Verdict::Chosen => prop_assert!(whole || roots.contains(&entry.index)),
                Verdict::Possible { rank, .. } => prop_assert_eq!(Some(*rank), place.map(|place| place + 1)),
                _ => prop_assert!(!roots.contains(&entry.index)),
            }
        }
        if let Ok(choice) = selector.select(&list) {
            prop_assert_eq!(Some(choice.index), explanation.chosen());
        }
        let told = |path: &Vec<usize>| explanation.entries.get(*path.first()?).map(|entry| entry.verdict.clone());
        match &explanation.answer {
            Outcome::Fails { path, failure } if !path.is_empty() => {
                prop_assert_eq!(told(path), Some(Verdict::Fails { failure: *failure }));
            }
            Outcome::Needs { paths, .. } => {
                prop_assert!(paths.iter().all(|path| told(path) == Some(Verdict::NeedsRead)), "{}", explanation);
            }
            _ => {}
        }
    }

    /// One entry at a time gives what the whole list gives, where nothing behind the entries is looked at.
    #[test]
    fn one_pass_agrees(wanted in platforms(), policy in select(ORDERED), list in prop::collection::vec(platforms(), 0..8)) {
        let selector = Selector::new(wanted).policy(policy);
        let mut pass = selector.pass().expect("something is wanted");
        list.iter().for_each(|entry| pass.offer(entry));
        let chosen = selector.select(&list).ok().map(|choice| choice.index);
        prop_assert_eq!(pass.finish().ok(), chosen);
        prop_assert_eq!(selector.rank(&list).first().copied(), chosen);
    }

    /// Where the order of the index only breaks ties, the choice is as good in every order of the index.
    #[test]
    fn the_order_of_equals_is_all_that_counts(
        wanted in platforms(),
        policy in select(vec![
            Policy::CONTAINERD, Policy::CONTAINERD_RC4, Policy::CONTAINERD_STRICT, Policy::DOCKER_PULL_GRAPH,
            Policy::SKOPEO_COPY, Policy::CONTAINERS_IMAGE_GZIP, Policy::DOCKER_PULL, Policy::NERDCTL,
        ]),
        (list, shuffled) in prop::collection::vec(platforms(), 0..8)
            .prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
    ) {
        let selector = Selector::new(wanted).policy(policy);
        let host = Host::default();
        let key = |list: &[Platform]| selector.select(list).ok().map(|choice| {
            let normalized = choice.entry.normalized(&host);
            (normalized.os, normalized.architecture, normalized.variant)
        });
        prop_assert_eq!(key(&list), key(&shuffled));
    }

    /// The same, where the choice is the first entry that fits: whether there is one does not depend on the order.
    #[test]
    fn whether_something_fits_never_depends_on_the_order(
        wanted in platforms(),
        policy in policies(),
        (list, shuffled) in prop::collection::vec(platforms(), 0..8)
            .prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
    ) {
        // It fails at the first entry with an empty platform.
        prop_assume!(policy != Policy::RULES_OCI);
        let selector = Selector::new(wanted).policy(policy);
        prop_assert_eq!(selector.select(&list).is_ok(), selector.select(&shuffled).is_ok());
        prop_assert_eq!(selector.rank(&list).len(), selector.rank(&shuffled).len());
    }

    /// An entry that is taken stays the one taken when an entry that does not fit is added.
    #[test]
    fn strangers_change_nothing(wanted in platforms(), policy in policies(), list in lists()) {
        prop_assume!(policy != Policy::CONTAINERD_ALL);
        let selector = Selector::new(wanted).policy(policy);
        let stranger = Candidate::new(Platform::new("nowhere", "none").with_variant("v0"));
        let mut longer = list.clone();
        longer.insert(0, stranger);
        let before = selector.select(&list).ok().map(|choice| choice.index + 1);
        prop_assert_eq!(selector.select(&longer).ok().map(|choice| choice.index), before);
    }

    #[test]
    fn comparing_is_selecting(wanted in platforms(), list in lists()) {
        let comparison = compare_policies(&list, &wanted);
        for policy in Policy::commands_for(&wanted.os) {
            let selector = Selector::new(wanted.clone()).on_host(Host::from(&wanted)).policy(policy);
            let outcome = Outcome::from(selector.answer(&list));
            prop_assert_eq!(comparison.outcome(policy), Some(&outcome), "{}", policy);
        }
    }

    /// Every entry is kept, lost or undecided, once.
    #[test]
    fn filters_account_for_everything(
        wanted in prop::collection::vec(platforms(), 0..3), policy in policies(), list in lists(), all in any::<bool>(),
    ) {
        let keep = if all { Keep::All } else { Keep::Best };
        let filtered = Selector::for_each(wanted).policy(policy).filter(&list, keep);
        let mut seen: Vec<usize> = filtered.kept.clone();
        seen.extend(filtered.lost.iter().map(|entry| entry.index));
        seen.extend(&filtered.undecided);
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..list.len()).collect::<Vec<_>>());
    }

    #[test]
    fn normalising_twice_changes_nothing(platform in platforms()) {
        let host = Host::default();
        let once = platform.normalized(&host);
        prop_assert_eq!(once.normalized(&host), once);
        let once = platform.normalized_regclient();
        prop_assert_eq!(once.normalized_regclient(), once);
    }

    /// The text of a parsed platform parses to it, when its features are sorted and single and its options need no
    /// other escapes than those of the grammar.
    #[test]
    fn texts_round_trip(
        name in "[a-z][a-z0-9_-]{0,6}",
        version in "([0-9a-z._-]|%2[5BF89]){0,6}",
        features in prop::collection::btree_set("[a-z0-9._-]{1,4}", 0..3),
        architecture in select(ARCHITECTURE).prop_filter("a name", |name| !name.is_empty()),
        variant in select(VARIANT),
    ) {
        let features: String = features.iter().map(|feature| format!("+{feature}")).collect();
        let slash = if variant.is_empty() { "" } else { "/" };
        let specifier = format!("{name}({version}{features})/{architecture}{slash}{variant}");
        let Ok(platform) = specifier.parse::<Platform>() else {
            // `%28` and the like only; everything else is inside the grammar.
            return Err(TestCaseError::fail(specifier));
        };
        let again: Result<Platform, _> = platform.all_fields().to_string().parse();
        prop_assert_eq!(again, Ok(platform));
    }

    /// No specifier, however strange, is more than an error with a place inside it.
    #[test]
    fn parsing_never_panics(specifier in "([a-z0-9/(),+%:=*\"\\\\. ]|linux|windows|local|osver|\\PC){0,24}") {
        for grammar in [Grammar::Containerd, Grammar::Crane, Grammar::Regclient] {
            for host in [Host::default(), Host::new("windows", "arm64").with_variant("v8")] {
                match Platform::parse_with(&specifier, grammar, &host) {
                    Ok(platform) => {
                        let _ = (platform.to_string(), platform.all_fields().to_string(), platform.crane_text().to_string());
                    }
                    Err(error) => prop_assert!(error.offset() <= specifier.len(), "{}", error),
                }
            }
        }
    }
}
