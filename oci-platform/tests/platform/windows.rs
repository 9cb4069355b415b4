//! Windows: ranges, orders, features.

use crate::{entries, platform};
use oci_platform::{Extension, Host, Matcher, Matching, Platform, Policy, Selector, WindowsRange, WindowsRules};

#[test]
fn ranges_of_builds() {
    for (host, rc5, rc4) in [
        ("10.0.17763.1", "10.0.17763", "10.0.17763"),
        ("10.0.20348", "10.0.20348", "10.0.20348"),
        ("10.0.22631", "10.0.20348 to 10.0.22631", "10.0.20348 to 10.0.22631"),
        ("10.0.26100", "10.0.20348 to 10.0.26100", "10.0.20348 to 10.0.26100"),
        ("10.0.26200", "10.0.20348 to 10.0.26200", "10.0.26100 to 10.0.26200"),
        ("10.0", "any", "any"),
        ("ltsc2022", "any", "any"),
        ("+10.0.20348", "any", "any"),
        ("10.0.65536", "any", "any"),
        ("0010.0.17763", "10.0.17763", "10.0.17763"),
    ] {
        assert_eq!(WindowsRange::of_host(host, WindowsRules::Rc5).to_string(), rc5, "{host}");
        assert_eq!(WindowsRange::of_host(host, WindowsRules::Rc4).to_string(), rc4, "{host}");
    }
    let range = WindowsRange::of_host("10.0.26100", WindowsRules::Rc5);
    assert!(range.accepts("") && range.accepts("10.0.22621.9"));
    assert!(!range.accepts("ltsc2022") && !range.accepts("11.0.26100") && !range.accepts("10.0.26101"));
}

#[test]
fn revisions_are_ordered_as_text_unless_asked() {
    let list = entries(&[
        "windows/amd64:10.0.20348.587",
        "windows/amd64:10.0.20348.2113",
        "windows/amd64:10.0.20348.9",
        "windows/amd64",
    ]);
    let machine = platform("windows/amd64:10.0.20348");
    let selector = Selector::new(machine.clone()).on_host(Host::from(&machine)).policy(Policy::CONTAINERD_DEFAULT);
    assert_eq!(selector.rank(&list), [2, 0, 1, 3]);
    assert_eq!(selector.with(Extension::NumericWindowsOrder).rank(&list), [1, 0, 2, 3]);
}

#[test]
fn one_win32k_is_free_on_windows_only() {
    let host = Host::default();
    let features = |names: &[&str]| {
        names.iter().fold(Platform::new("windows", "amd64"), |platform, name| platform.with_os_feature(*name))
    };
    let windows = Matcher::new(Matching::ContainerdStrict, &features(&[]), &host);
    assert!(windows.matches(&features(&["win32k"])));
    assert!(!windows.matches(&features(&["win32k", "win32k"])));
    assert!(!windows.matches(&features(&["other"])));
    let any_architecture = Matcher::new(Matching::ContainerdOs, &features(&[]), &host);
    assert!(!any_architecture.matches(&features(&["win32k"])));
}

#[test]
fn docker_on_windows_goes_by_build() {
    let list =
        entries(&["windows/amd64:10.0.17763.1", "windows/amd64:10.0.26100.1", "windows/amd64:10.0.20348.7", "-"]);
    let machine = Host::from(&platform("windows/amd64:10.0.20348"));
    let selector = Selector::on_machine(machine).policy(Policy::DOCKER_PULL_WINDOWS);
    assert_eq!(selector.rank(&list), [2, 0]);
    assert_eq!(
        selector.explain(&list).entries[1].verdict.to_string(),
        "refused: os.version 10.0.26100.1, accepted builds up to 20348"
    );
    // With a platform asked, the system of an entry does not count, but Windows comes first, whatever its build.
    let list = entries(&[
        "linux/amd64:10.0.20348.1",
        "windows/amd64:10.0.17763.1",
        "linux/amd64",
        "windows/amd64:10.0.20348.2",
    ]);
    let machine = platform("windows/amd64:10.0.20348");
    let asked = Selector::new(machine.clone()).on_host(Host::from(&machine)).policy(Policy::DOCKER_PULL_WINDOWS);
    assert_eq!(asked.rank(&list), [3, 1, 0, 2]);
}
