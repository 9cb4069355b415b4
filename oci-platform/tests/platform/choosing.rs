//! Choosing for several platforms, extensions, nested indexes.

use crate::{entries, platform};
use oci_platform::{Candidate, Extension, Host, Policy, SelectError, Selector};

#[test]
fn several_platforms() {
    let list = entries(&["linux/amd64", "att", "linux/arm/v6", "linux/arm64"]);
    let wanted = [platform("linux/arm64"), platform("linux/amd64")];
    let ordered = Selector::for_each(wanted.clone()).policy(Policy::ContainerdOrdered);
    assert_eq!(ordered.rank(&list), [3, 0]);
    let any = Selector::for_each(wanted.clone()).policy(Policy::ContainerdAny);
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
        Selector::new(machine.clone()).on_host(Host::from(&machine)).policy(Policy::ContainerdDefault).rank(&list)
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
    let all = Selector::for_each([]).policy(Policy::ContainerdAll);
    assert_eq!(all.rank(&list), [0, 1]);
    assert_eq!(all.with(Extension::SkipPseudoImages).rank(&list), [1]);
    // Nothing special about the name: who asks for unknown/unknown gets it.
    assert_eq!(Selector::new(platform("unknown/unknown")).rank(&list), [0]);
}

#[test]
fn regclient_passes_once() {
    // 10.0.1 is as good as either of the others, which differ.
    let list = entries(&["plan9/amd64:10.0.1.5", "plan9/amd64:10.0.1.9"]);
    assert!(Selector::new(platform("plan9/amd64")).policy(Policy::Regclient).select(&list).is_err());
    let list = entries(&["freebsd/amd64:10.0.1.5", "freebsd/amd64:10.0.1", "freebsd/amd64:10.0.1.9"]);
    let selector = Selector::new(platform("freebsd/amd64:12.0")).policy(Policy::Regclient);
    assert_eq!(selector.select(&list).map(|choice| choice.index), Ok(2));
    let list = entries(&["freebsd/amd64:10.0.1", "freebsd/amd64:10.0.1.5", "freebsd/amd64:10.0.1.9"]);
    assert_eq!(selector.select(&list).map(|choice| choice.index), Ok(0));
    assert_eq!(selector.rank(&list).first(), Some(&0));
}

const INDEX: &str = "application/vnd.oci.image.index.v1+json";

fn nested() -> Candidate<'static> {
    Candidate::without_platform().with_media_type(INDEX)
}

#[test]
fn nested_indexes_are_entered_up_to_a_limit() {
    let selector = Selector::new(platform("linux/arm64"));
    let root = || vec![Candidate::new(platform("linux/amd64")), nested()];
    let choice = selector.select(&root()).map(|choice| (choice.index, choice.is_index));
    assert_eq!(choice, Ok((1, true)));
    let inner = entries(&["linux/amd64", "linux/arm64/v8"]);
    let found = selector.select_nested(root(), 1, |_| Some(inner.clone())).map(|choice| choice.path);
    assert_eq!(found, Ok(vec![1, 1]));
    let absent = selector.select_nested(root(), 1, |_| None).map(|choice| choice.path);
    assert_eq!(absent, Err(SelectError::NeedsIndex { path: vec![1] }));
    let endless = selector.select_nested(root(), 3, |_| Some(vec![nested()])).map(|choice| choice.path);
    assert_eq!(endless, Err(SelectError::TooDeep { path: vec![1, 0, 0, 0], limit: 3 }));
    let refused = selector.select_nested(root(), 0, |_| Some(Vec::new())).map(|choice| choice.path);
    assert_eq!(refused, Err(SelectError::TooDeep { path: vec![1], limit: 0 }));
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
