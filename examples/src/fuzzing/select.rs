//! Any bytes as an index, and after a NUL a platform: what each command chooses, and why, can be printed.

use super::picked::parts;
use super::shown::{check_report, check_shown};
use oci_platform::{Grammar, Host, Keep, Platform, Policy, Selector, compare_policies};
use oci_spec_types::{Model, oci};

pub(super) fn body(bytes: &[u8]) {
    let mut parts = parts(bytes);
    let Ok(index) = oci::Index::parse(parts.next().unwrap_or_default().to_vec()) else { return };
    let text = String::from_utf8_lossy(parts.next().unwrap_or(b"linux/amd64"));
    let host = Host::new("linux", "amd64");
    let wanted = match Platform::parse_with(&text, Grammar::Crane, &host) {
        Ok(wanted) => wanted,
        Err(error) => {
            check_shown(&error);
            Platform::new("linux", "amd64")
        }
    };
    let entries = &index.manifests;
    check_report(&compare_policies(entries, &wanted));
    for policy in Policy::commands_for(&wanted.os) {
        let selector = Selector::new(wanted.clone()).policy(policy).on_host(host.clone());
        match selector.select(entries) {
            Ok(choice) => assert!(choice.index < entries.len()),
            Err(error) => check_shown(&error),
        }
    }
    let selector = Selector::for_each([wanted, Platform::new("linux", "arm64")]);
    check_report(&selector.explain(entries));
    let filtered = selector.filter(entries, Keep::All);
    assert!(filtered.kept.iter().all(|at| *at < entries.len()));
}
