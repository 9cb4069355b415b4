//! Choices from lists.

use super::{Differences, Header, platform};
use crate::harness::{Mismatch, Verdict};
use oci_platform::{Candidate, Host, Platform, Policy, Selector};
use oci_spec_types::annotation;
use serde_json::Value;

/// The entries of a list; with the platforms of their configs, or before these are read.
fn candidates(entries: &[Value], configs: bool) -> Vec<Candidate> {
    entries
        .iter()
        .map(|entry| {
            let given = entry.get("platform").map(platform);
            let config = match entry.get("config") {
                Some(config) => platform(config),
                None => given.clone().unwrap_or_else(|| Platform::new("unknown", "unknown")),
            };
            let mut candidate = given.map_or_else(Candidate::without_platform, Candidate::new);
            if configs {
                candidate = candidate.with_config_platform(config);
            }
            if entry["zstd"] == Value::Bool(true) {
                candidate = candidate.with_annotation(annotation::ZSTD, "true");
            }
            if entry["att"] == Value::Bool(true) {
                candidate = candidate.with_annotation(annotation::REFERENCE_TYPE, "attestation-manifest");
            }
            candidate
        })
        .collect()
}

/// The index chosen, -1 for none; an error that asks for a config is no answer here.
fn chosen(selector: &Selector, entries: &[Value]) -> i64 {
    let candidates = candidates(entries, true);
    match selector.select(&candidates) {
        Ok(choice) => choice.index as i64,
        Err(error) if error.outcome == oci_platform::Outcome::Nothing => -1,
        Err(_) => -3,
    }
}

fn order(selector: &Selector, entries: &[Value]) -> Vec<usize> {
    selector.rank(&candidates(entries, false))
}

/// The policy behind a name of the header's `chosen`.
fn policy(name: &str) -> Option<Policy> {
    Some(match name {
        "containerd_only" => Policy::CONTAINERD,
        "containerd_only_strict" => Policy::CONTAINERD_STRICT,
        "containerd_any" => Policy::CONTAINERD_ANY,
        "containerd_only_os" => Policy::CONTAINERD_ONLY_OS,
        "containerd_rc4_only" => Policy::CONTAINERD_RC4,
        "docker_pull" => Policy::DOCKER_PULL_GRAPH,
        "docker_local_best" => Policy::DOCKER_HISTORY,
        "containers_image_oci" => Policy::SKOPEO_COPY,
        "containers_image_oci_prefer_gzip" => Policy::CONTAINERS_IMAGE_GZIP,
        "containers_image_docker_list" => Policy::SKOPEO_COPY,
        "ggcr_remote" => Policy::CRANE,
        "regclient" => Policy::REGCTL,
        "oras" => Policy::ORAS,
        _ => return None,
    })
}

pub(crate) fn select(header: &Header<'_>, case: &Value) -> Verdict {
    let selector = Selector::new(header.platform("hosts", &case[0]));
    let entries = header.list(&case[1]);
    let mut out = Differences::default();
    for (place, name) in header.names("chosen").into_iter().enumerate() {
        let expected = case[2][place].as_i64().unwrap_or(-9);
        if expected == -2 {
            continue;
        }
        let Some(policy) = policy(name) else {
            return Err(Mismatch::new(name, "no such policy"));
        };
        let selector = selector.clone().policy(policy).of_docker_list(name == "containers_image_docker_list");
        out.check(name, expected, chosen(&selector, entries));
    }
    out.check_list("only_order", &case[3], &order(&selector, entries));
    out.verdict()
}

pub(crate) fn crane_filter(header: &Header<'_>, case: &Value) -> Verdict {
    let selector = Selector::new(header.platform("hosts", &case[0])).policy(Policy::CRANE_INDEX_FILTER);
    let mut out = Differences::default();
    out.check_list("kept", &case[2], &order(&selector, header.list(&case[1])));
    out.verdict()
}

pub(crate) fn select_multi(header: &Header<'_>, case: &Value) -> Verdict {
    let wanted = case[0].as_u64().map_or(&case[0], |index| &header.file["hosts"][index as usize]);
    let platforms = wanted.as_array().into_iter().flatten().map(platform);
    let selector = Selector::for_each(platforms);
    let entries = header.list(&case[1]);
    let ordered = selector.clone().policy(Policy::CONTAINERD_ORDERED);
    let any = selector.clone().policy(Policy::CONTAINERD_ANY);
    let all = selector.policy(Policy::CONTAINERD_ALL);
    let mut out = Differences::default();
    for (place, what, selector) in [(2, "ordered", &ordered), (3, "any", &any), (4, "all", &all)] {
        out.check(what, case[place].as_i64().unwrap_or(-9), chosen(selector, entries));
    }
    out.check_list("ordered_order", &case[5], &order(&ordered, entries));
    out.check_list("any_order", &case[6], &order(&any, entries));
    out.verdict()
}

pub(crate) fn machine_default(header: &Header<'_>, case: &Value) -> Verdict {
    let machine = header.platform("hosts", &case[0]);
    let selector = Selector::new(machine.clone()).on_host(Host::from(&machine));
    let entries = header.list(&case[1]);
    let mut out = Differences::default();
    for (place, what, policy) in [
        (2, "default", Policy::CONTAINERD_DEFAULT),
        (3, "only", Policy::CONTAINERD),
        (4, "only_strict", Policy::CONTAINERD_STRICT),
        (5, "docker_windows_pull", Policy::DOCKER_PULL_WINDOWS),
    ] {
        let expected = case[place].as_i64().unwrap_or(-9);
        if expected != -2 {
            // Docker on Windows is asked nothing: its own machine counts.
            let selector = if policy == Policy::DOCKER_PULL_WINDOWS {
                Selector::on_machine(Host::from(&machine))
            } else {
                selector.clone()
            };
            out.check(what, expected, chosen(&selector.policy(policy), entries));
        }
    }
    let default = selector.policy(Policy::CONTAINERD_DEFAULT);
    out.check_list("default_order", &case[6], &order(&default, entries));
    out.verdict()
}
