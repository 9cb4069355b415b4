//! What commands answer (`select-tools.json`): one category a column.

use super::{Header, platform};
use crate::harness::{Tally, same, text};
use crate::set::Set;
use oci_platform::{Candidate, Contents, Host, Outcome, Platform, Policy, Selector, Taken};
use oci_spec_types::{MediaType, annotation};
use serde_json::Value;
use std::collections::HashMap;

/// A column: its name, the policy, the member of a host with the text that was asked, and how it is asked.
struct Column {
    name: &'static str,
    policy: Policy,
    text: &'static str,
    asks: Asks,
    docker_list: bool,
}

#[derive(Clone, Copy)]
enum Asks {
    /// The text of the case, or nothing of the machine.
    Case,
    /// The text and an empty platform besides.
    CaseAndEmpty,
    /// `os/architecture` of the machine, on that machine.
    Machine,
    /// Always this text.
    Always(&'static str),
    /// Nothing, on linux/amd64.
    Nothing,
    /// The same; the list is the only entry of another index.
    NothingBelow,
}

const fn column(name: &'static str, policy: Policy, text: &'static str) -> Column {
    Column { name, policy, text, asks: Asks::Case, docker_list: false }
}

const fn docker_list(column: Column) -> Column {
    Column { docker_list: true, ..column }
}

const fn asking(asks: Asks, column: Column) -> Column {
    Column { asks, ..column }
}

const PARTS: &str = "text_os_arch_variant";

const COLUMNS: &[Column] = &[
    column("docker_store_run", Policy::DOCKER_RUN, "text"),
    column("docker_store_inspect", Policy::DOCKER_INSPECT, "text"),
    column("docker_store_history", Policy::DOCKER_HISTORY, "text"),
    column("docker_store_push", Policy::DOCKER_PUSH, "text"),
    column("docker_store_pull", Policy::DOCKER_PULL, "text"),
    column("docker_graph_pull", Policy::DOCKER_PULL_GRAPH, "text"),
    column("docker_windows_pull", Policy::DOCKER_PULL_WINDOWS, "text"),
    asking(Asks::Machine, column("docker_windows_pull_platform_windows", Policy::DOCKER_PULL_WINDOWS, "text")),
    column("ctr_pull", Policy::CTR, "text"),
    column("cri_pull", Policy::KUBELET, "text"),
    column("cri_local_pull", Policy::KUBELET_LOCAL_PULL, "text"),
    column("nerdctl_pull", Policy::NERDCTL, "text"),
    column("nerdctl_pull_containerd1", Policy::NERDCTL, "text"),
    column("nerdctl_local", Policy::NERDCTL_LOCAL, "text"),
    column("podman_pull", Policy::PODMAN, "text"),
    docker_list(column("podman_pull_docker_list", Policy::PODMAN, "text")),
    column("podman_local", Policy::PODMAN_LOCAL, "text"),
    column("skopeo", Policy::SKOPEO_COPY, PARTS),
    docker_list(column("skopeo_docker_list", Policy::SKOPEO_COPY, PARTS)),
    column("skopeo_inspect", Policy::SKOPEO_INSPECT, PARTS),
    column("buildkit", Policy::BUILDKIT, "text"),
    column("crane", Policy::CRANE, "text_crane"),
    column("kaniko", Policy::KANIKO, "text_crane"),
    column("ko", Policy::KO, "text_crane"),
    column("apptainer", Policy::APPTAINER, "text_crane"),
    column("apptainer_oci_layout", Policy::APPTAINER_OCI_LAYOUT, "text_crane"),
    column("singularity", Policy::SINGULARITY, "text_crane"),
    column("rules_oci", Policy::RULES_OCI, PARTS),
    column("jib", Policy::JIB, PARTS),
    column("containers_image_instance_platforms", Policy::INSTANCE_PLATFORMS, PARTS),
    column("regclient_copy_platforms", Policy::REGCTL_COPY, "text_regclient"),
    asking(Asks::CaseAndEmpty, column("regclient_copy_platforms_and_empty", Policy::REGCTL_COPY, "text_regclient")),
    column("buildx_imagetools", Policy::BUILDX_IMAGETOOLS, "text"),
    asking(Asks::Nothing, docker_list(column("registry_2_8_accept_docker_manifest", Policy::REGISTRY_2_8, "text"))),
    asking(Asks::Always("linux/amd64"), column("oci_client_linux_amd64_resolver", Policy::OCI_CLIENT_RESOLVER, "text")),
    asking(
        Asks::Always("windows/amd64"),
        column("oci_client_windows_amd64_resolver", Policy::OCI_CLIENT_RESOLVER, "text"),
    ),
    asking(Asks::Nothing, column("oci_client_pull", Policy::OCI_CLIENT, "text")),
    asking(Asks::Nothing, column("ocidir_index_json", Policy::OCIDIR, "text")),
    asking(Asks::NothingBelow, column("ocidir_nested_in_index_json", Policy::OCIDIR, "text")),
];

/// What stands after `error: `, and the kind of failure it is.
const FAILURES: &[(&str, &str)] = &[
    ("no linux platform", "no-platform"),
    ("key 'platform' missing", "no-platform"),
    ("key 'os' missing", "no-platform"),
    ("the chosen entry is an index", "nested"),
    ("nested index", "nested"),
    ("config: nested", "nested"),
    ("chosen entry is no image", "not-an-image"),
    ("the chosen entry is no image", "not-an-image"),
    ("nothing to unpack", "not-an-image"),
    ("unexpected mediaType in base", "unknown-media-type"),
    ("unknown media type", "unknown-media-type"),
    ("unsupported media type", "unknown-media-type"),
    ("manifest of an unsupported media type", "unknown-media-type"),
    ("multiple manifests found", "ambiguous"),
    ("multiple matching manifests found", "ambiguous"),
    ("the entry of its choice was not fetched", "not-fetched"),
    ("the config is for another platform", "config-mismatch"),
    ("schema 1", "schema1"),
    ("parse", "parse"),
    ("panic", "tool-panics"),
];

pub(crate) fn run(set: &Set, out: &mut Tally) {
    let Some(file) = set.file("platform/select-tools.json") else { return };
    let header = Header { file: &file };
    let lists: HashMap<&str, Vec<Candidate>> = file["lists"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, list)| (name.as_str(), candidates(name, list.as_array().map_or(&[], Vec::as_slice))))
        .collect();
    let list_of = |case: &Value| lists.get(case[0].as_str().unwrap_or_default()).map_or(&[][..], Vec::as_slice);
    for (cases, by_host) in [("cases", true), ("list_cases", false)] {
        for case in file[cases].as_array().into_iter().flatten() {
            let (asked, answers) = if by_host { (case[2].as_str(), &case[3]) } else { (None, &case[1]) };
            let columns = match (by_host, asked) {
                (true, None) => "columns_machine",
                (true, Some(_)) => "columns_asked",
                (false, _) => "columns_list",
            };
            let host =
                if by_host { &file["hosts"][case[1].as_u64().unwrap_or_default() as usize] } else { &Value::Null };
            for (place, name) in header.names(columns).into_iter().enumerate() {
                let category = format!("platform/select-tools/{name}");
                let expected = &answers[place];
                let id = format!("{} for {}{}", case[0], text(host, "text"), asked.map_or("", |_| " asked"));
                match COLUMNS.iter().find(|column| column.name == name) {
                    _ if expected == "n/a" => {}
                    Some(column) => out.case(&category, id, || {
                        same(wanted(expected), answer(column, host, asked.is_some(), list_of(case)))
                    }),
                    None => out.case(&category, id, || same("a policy", "no column of this name")),
                }
            }
        }
    }
}

/// An expected answer in the form of [`told`].
fn wanted(expected: &Value) -> String {
    let text = match expected {
        Value::Null => return "nothing".to_owned(),
        Value::String(text) => text,
        other => return other.to_string().replace('"', ""),
    };
    let Some(failure) = text.strip_prefix("error: ") else {
        return text.clone();
    };
    let begins = |known: &&(&str, &str)| failure.starts_with(known.0);
    FAILURES.iter().filter(begins).max_by_key(|(known, _)| known.len()).map_or(failure, |(_, kind)| kind).to_owned()
}

fn told(outcome: &Outcome) -> String {
    let path = |path: &Vec<usize>| path.iter().map(usize::to_string).collect::<Vec<_>>().join("/");
    match outcome {
        Outcome::Takes { taken: Taken::Entry { path: one } } => path(one),
        Outcome::Takes { taken: Taken::Entries { paths } } => {
            format!("[{}]", paths.iter().map(path).collect::<Vec<_>>().join(","))
        }
        Outcome::Takes { .. } => "index".to_owned(),
        Outcome::Nothing => "nothing".to_owned(),
        Outcome::Fails { failure, .. } => failure.name().to_owned(),
        other => other.to_string(),
    }
}

fn answer(column: &Column, host: &Value, asked: bool, entries: &[Candidate]) -> String {
    let machine = if host.is_null() { Platform::new("linux", "amd64") } else { platform(&host["platform"]) };
    let on = Host::from(&machine);
    // What is asked is asked on a machine of this level.
    let other = Host::new("linux", "amd64").with_variant("v3");
    let ask = |texts: &[&str], host: &Host| Selector::ask(column.policy, texts, host);
    let selector = match column.asks {
        Asks::Case if asked => ask(&[text(host, column.text)], &other),
        Asks::CaseAndEmpty => ask(&[text(host, column.text), ""], &other),
        Asks::Machine => ask(&[&format!("{}/{}", machine.os, machine.architecture)], &on),
        Asks::Always(text) => ask(&[text], &on),
        Asks::Case | Asks::Nothing | Asks::NothingBelow => Selector::on_machine(on).policy(column.policy),
    };
    let selector = selector.of_docker_list(column.docker_list);
    if let Asks::NothingBelow = column.asks {
        let root = Candidate::without_platform()
            .with_media_type(MediaType::OCI_INDEX.as_str())
            .with_contents(Contents::Index { entries: entries.to_vec() });
        let told = told(&Outcome::from(selector.answer(&[root])));
        return told.strip_prefix("0/").unwrap_or(&told).to_owned();
    }
    told(&Outcome::from(selector.answer(entries)))
}

/// The entries of a list, with what stands behind them.
fn candidates(at: &str, entries: &[Value]) -> Vec<Candidate> {
    let mut made: Vec<Candidate> = Vec::new();
    // An attestation is about the entry before it.
    let mut subject = format!("sha256:before {at}");
    for (place, entry) in entries.iter().enumerate() {
        let digest = format!("sha256:{at}/{place}");
        let given = entry.get("platform").map(platform);
        let mut candidate =
            given.clone().map_or_else(Candidate::without_platform, Candidate::new).with_digest(&*digest);
        if entry["zstd"] == Value::Bool(true) {
            candidate = candidate.with_annotation(annotation::ZSTD, "true");
        }
        let attestation = entry["att"] == Value::Bool(true);
        if attestation {
            candidate = candidate
                .with_annotation(annotation::REFERENCE_TYPE, "attestation-manifest")
                .with_annotation(annotation::REFERENCE_DIGEST, &*subject);
        }
        subject.clone_from(&digest);
        if let Some(artifact_type) = entry["artifactType"].as_str() {
            candidate = candidate.with_artifact_type(artifact_type);
        }
        if entry["absent"] == Value::Bool(true) {
            candidate = candidate.absent();
        }
        let index = entry.get("index").and_then(Value::as_array);
        let media_type = match (index, entry["dockerlist"] == Value::Bool(true)) {
            (Some(_), true) => MediaType::DOCKER_LIST,
            (Some(_), false) => MediaType::OCI_INDEX,
            (None, _) => MediaType::OCI_MANIFEST,
        };
        candidate = candidate.with_media_type(entry["mediaType"].as_str().unwrap_or(media_type.as_str()));
        let contents = match index {
            Some(entries) => Contents::Index { entries: candidates(&digest, entries) },
            None => {
                let config = entry.get("config").map(platform);
                let layer = entry["layer"].as_str().map(MediaType::from);
                Contents::Image {
                    platform: config.or(given).unwrap_or_else(|| Platform::new("unknown", "unknown")),
                    pseudo: attestation || layer.is_some_and(|layer| !layer.is_layer()),
                }
            }
        };
        made.push(candidate.with_contents(contents));
    }
    made
}
