//! Choosing for several platforms, extensions, nested indexes.

use crate::{entries, platform};
use oci_platform::{Candidate, Contents, Entry, Extension, Host, Outcome, Policy, Selector, Taken, Unread};
use oci_spec_types::{Descriptor, MediaType, oci};

#[test]
fn several_platforms() {
    let list = entries(&["linux/amd64", "att", "linux/arm/v6", "linux/arm64"]);
    let wanted = [platform("linux/arm64"), platform("linux/amd64")];
    let ordered = Selector::for_each(wanted.clone()).policy(Policy::CONTAINERD_ORDERED);
    assert_eq!(ordered.rank(&list), [3, 0]);
    let any = Selector::for_each(wanted.clone()).policy(Policy::CONTAINERD_ANY);
    assert_eq!(any.rank(&list), [0, 3]);
    let with_fallbacks = Selector::for_each(wanted);
    assert_eq!(with_fallbacks.rank(&list), [3, 2, 0]);
    let none = Selector::for_each([]);
    let error = none.select(&list).expect_err("nothing is wanted").to_string();
    assert!(error.starts_with("no entry for no platform (containerd)"), "{error}");
}

#[test]
fn default_of_a_machine() {
    let list = entries(&["linux/amd64", "linux/arm64", "linux/arm/v7", "darwin/amd64"]);
    let rank = |machine: &str| {
        let machine = platform(machine);
        Selector::new(machine.clone()).on_host(Host::from(&machine)).policy(Policy::CONTAINERD_DEFAULT).rank(&list)
    };
    assert_eq!(rank("linux/arm64/v8"), [1, 2]);
    assert_eq!(rank("darwin/arm64/v8"), [1]);
    assert_eq!(rank("darwin/amd64"), [3, 0]);
    assert_eq!(rank("freebsd/arm64/v8"), [1]);
    assert_eq!(rank("windows/amd64"), [] as [usize; 0]);
}

#[test]
fn levels_are_an_extension() {
    let power = entries(&["linux/ppc64le", "linux/ppc64le/power8", "linux/ppc64le/power10"]);
    let selector = Selector::new(platform("linux/ppc64le/power9"));
    assert!(selector.select(&power).is_err());
    assert_eq!(selector.with(Extension::Ppc64leLevels).rank(&power), [1, 0]);
    let riscv = entries(&["linux/riscv64", "linux/riscv64/rva20u64", "linux/riscv64/rva23u64"]);
    let selector = Selector::new(platform("linux/riscv64/rva22u64"));
    assert!(selector.select(&riscv).is_err());
    assert_eq!(selector.with(Extension::Riscv64Levels).rank(&riscv), [1, 0]);
}

#[test]
fn everything_takes_pseudo_images_unless_skipped() {
    let list = entries(&["att", "linux/amd64"]);
    let all = Selector::for_each([]).policy(Policy::CONTAINERD_ALL);
    assert_eq!(all.rank(&list), [0, 1]);
    assert_eq!(all.with(Extension::SkipPseudoImages).rank(&list), [1]);
    // Nothing special about the name: who asks for unknown/unknown gets it.
    assert_eq!(Selector::new(platform("unknown/unknown")).rank(&list), [0]);
}

#[test]
fn regclient_passes_once() {
    // 10.0.1 is as good as either of the others, which differ.
    let list = entries(&["plan9/amd64:10.0.1.5", "plan9/amd64:10.0.1.9"]);
    assert!(Selector::new(platform("plan9/amd64")).policy(Policy::REGCTL).select(&list).is_err());
    let list = entries(&["freebsd/amd64:10.0.1.5", "freebsd/amd64:10.0.1", "freebsd/amd64:10.0.1.9"]);
    let selector = Selector::new(platform("freebsd/amd64:12.0")).policy(Policy::REGCTL);
    assert_eq!(selector.select(&list).map(|choice| choice.index), Ok(2));
    let list = entries(&["freebsd/amd64:10.0.1", "freebsd/amd64:10.0.1.5", "freebsd/amd64:10.0.1.9"]);
    assert_eq!(selector.select(&list).map(|choice| choice.index), Ok(0));
    assert_eq!(selector.rank(&list).first(), Some(&0));
}

const INDEX: &str = "application/vnd.oci.image.index.v1+json";

fn nested() -> Candidate {
    Candidate::without_platform().with_media_type(INDEX)
}

fn holding(entries: Vec<Candidate>) -> Candidate {
    nested().with_contents(Contents::Index { entries })
}

#[test]
fn nested_indexes_are_entered_up_to_a_limit() {
    let selector = Selector::new(platform("linux/arm64"));
    let answer = |inner| selector.answer(&[Candidate::new(platform("linux/amd64")), inner]);
    let needs = Outcome::Needs { paths: vec![vec![1]], what: Unread::Index };
    assert_eq!(Outcome::from(answer(nested())), needs);
    let inner = holding(entries(&["linux/amd64", "linux/arm64/v8"]));
    assert_eq!(answer(inner), Ok(Taken::Entry { path: vec![1, 1] }));
    let deep = |depth: usize| (0..depth).fold(entries(&["linux/arm64"]), |inner, _| vec![holding(inner)]).remove(0);
    assert_eq!(answer(deep(8)).map(|taken| taken.paths()[0].len()), Ok(9));
    assert!(matches!(answer(deep(9)).into(), Outcome::TooDeep { path } if path.len() == 9));
    // docker run puts them all in one line, and has the same limit.
    let run = selector.clone().policy(Policy::DOCKER_RUN);
    assert!(matches!(run.answer(&[deep(9)]).into(), Outcome::TooDeep { .. }));
}

#[test]
fn the_chosen_entry_of_a_nested_index_is_at_hand() {
    let list = [holding(entries(&["linux/amd64", "linux/arm64/v8"]))];
    let choice = Selector::new(platform("linux/arm64")).select(&list).map(|choice| choice.nested.cloned());
    assert_eq!(choice, Ok(Some(Candidate::new(platform("linux/arm64/v8")))));
}

#[test]
fn pull_then_use() {
    let list = entries(&["linux/386", "linux/arm64"]);
    let both = |wanted: &str, pull: Policy, user| {
        let both = Selector::new(platform(wanted)).policy(pull).pull_then_use(user, &list);
        (both.pulled.to_string(), both.used.map(|used| used.to_string()))
    };
    let text = |text: &str| text.to_owned();
    assert_eq!(both("linux/amd64", Policy::DOCKER_PULL, Policy::DOCKER_RUN), (text("entry 0"), Some(text("nothing"))));
    assert_eq!(both("linux/386", Policy::DOCKER_PULL, Policy::DOCKER_RUN), (text("entry 0"), Some(text("entry 0"))));
    assert_eq!(both("linux/s390x", Policy::DOCKER_PULL, Policy::DOCKER_RUN), (text("nothing"), None));
    // Nothing asked: whatever was pulled is run.
    let machine = Selector::on_machine(Host::new("linux", "amd64")).policy(Policy::DOCKER_PULL);
    let used = machine.pull_then_use(Policy::DOCKER_RUN, &list).used.map(|used| used.to_string());
    assert_eq!(used, Some(text("entry 0")));
}

#[test]
fn crane_and_ko_take_all() {
    let list = entries(&["linux/amd64", "att", "-", "linux/arm64"]);
    let ko = Selector::ask(Policy::KO, &["all"], &Host::default()).answer(&list);
    assert_eq!(ko.map(|taken| taken.paths().len()), Ok(3));
}

#[test]
fn ten_thousand_entries_and_a_huge_level() {
    let list: Vec<_> = (0..10_000).map(|n| platform(&format!("linux/amd64/v{}", 10_000 - n))).collect();
    let selector = Selector::new(platform("linux/amd64/v2147483648"));
    let rank = selector.rank(&list);
    assert_eq!(rank.len(), 10_000);
    assert_eq!(rank.first(), Some(&0));
    assert_eq!(selector.explain(&list).entries.len(), 10_000);
}

#[test]
fn entries_behind_references_and_options_say_the_same() {
    fn said<E: Entry>(entry: &E) -> [Option<String>; 5] {
        [
            entry.platform().map(|own| own.to_platform().to_string()),
            entry.media_type().map(str::to_owned),
            entry.artifact_type().map(str::to_owned),
            entry.annotation("org.example.key").map(Into::into),
            entry.digest().map(Into::into),
        ]
    }
    let descriptor = Descriptor::of(MediaType::OCI_MANIFEST, b"{}")
        .with_platform(oci::Platform::new("linux", "arm64"))
        .with_artifact_type("application/vnd.example")
        .with_annotation("org.example.key", "value");
    let expected = said(&descriptor);
    assert!(expected.iter().all(Option::is_some), "{expected:?}");
    assert!(!Entry::is_absent(&&descriptor) && !Entry::is_absent(&Some(&descriptor)));
    assert_eq!(said(&&descriptor), expected);
    assert_eq!(said(&Some(descriptor)), expected);
    assert_eq!(said(&None::<Descriptor>), [const { None }; 5]);
}

#[test]
fn what_was_read_behind_an_entry_is_there_behind_a_reference_or_an_option() {
    let candidate = Candidate::without_platform().with_config_platform(platform("linux/arm64"));
    assert!(candidate.contents.is_some());
    assert_eq!(Entry::contents(&&candidate), candidate.contents.as_ref());
    assert_eq!(Entry::contents(&Some(candidate.clone())), candidate.contents.as_ref());
    assert_eq!(Entry::contents(&None::<Candidate>), None);
}

#[test]
fn the_last_value_of_an_annotation_counts_and_the_others_stay() {
    const TYPE: &str = "vnd.docker.reference.type";
    const DIGEST: &str = "vnd.docker.reference.digest";
    let entry = Candidate::new(platform("unknown/unknown"))
        .with_annotation(TYPE, "other")
        .with_annotation(DIGEST, "sha256:aa")
        .with_annotation(TYPE, "attestation-manifest");
    assert_eq!(entry.annotation(TYPE).as_deref(), Some("attestation-manifest"));
    assert_eq!(entry.annotation(DIGEST).as_deref(), Some("sha256:aa"));
    assert!(entry.is_pseudo_image());
}

#[test]
fn a_platform_equals_another_one_that_says_the_same() {
    let of_document = |feature: &str| {
        let mut own = oci::Platform::new("linux", "arm64");
        own.os_features.push(feature.into());
        Descriptor::of(MediaType::OCI_MANIFEST, b"{}").with_platform(own)
    };
    let own = platform("linux/arm64").with_os_feature("a");
    assert_eq!(Entry::platform(&of_document("a")), Entry::platform(&own));
    assert_ne!(Entry::platform(&of_document("b")), Entry::platform(&own));
}
