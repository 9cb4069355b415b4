//! Platforms (`platform/`).

use crate::harness::{Mismatch, Tally, Verdict, text};
use crate::set::Set;
use oci_platform::{Host, Platform};
use serde_json::Value;

mod choosing;
mod matching;
mod select_tools;
mod texts;

/// A file of cases: its name without `.json`, and what runs one of them.
type File = (&'static str, fn(&Header<'_>, &Value) -> Verdict);

const FILES: &[File] = &[
    ("parse-containerd", texts::parse_containerd),
    ("parse-ggcr", texts::parse_crane),
    ("parse-regclient", texts::parse_regclient),
    ("normalize", texts::normalize),
    ("format", texts::format),
    ("default-string", texts::default_string),
    ("fallback-vector", matching::fallback),
    ("match", matching::match_bits),
    ("windows-compat", matching::windows),
    ("less", matching::less),
    ("select", choosing::select),
    ("select-random", choosing::select),
    ("crane-index-filter", choosing::crane_filter),
    ("select-multi", choosing::select_multi),
    ("select-machine-default", choosing::machine_default),
];

/// What other Rust crates print: no rule for this one.
const PEERS: &str = "platform/rust-peers";

pub(crate) fn run(set: &Set, out: &mut Tally) {
    for (name, run) in FILES {
        let category = format!("platform/{name}");
        if !out.wants(&category) {
            continue;
        }
        let Some(file) = set.file(&format!("{category}.json")) else { continue };
        let header = Header { file: &file };
        for (number, case) in header.cases().iter().enumerate() {
            let id = case.get("in").and_then(Value::as_str).map_or_else(
                || format!("{number} {}", short(case)),
                |specifier| format!("{number} {specifier:?} on {}", text(case, "host")),
            );
            out.case(&category, id, || run(&header, case));
        }
    }
    select_tools::run(set, out);
    if let Some(file) = set.file(&format!("{PEERS}.json")) {
        for number in 0..(Header { file: &file }).cases().len() {
            out.skip(PEERS, number, "what other Rust crates print; no rule for this one");
        }
    }
}

fn short(case: &Value) -> String {
    case.to_string().chars().take(60).collect()
}

/// What stands before the cases of a file.
pub(crate) struct Header<'a> {
    file: &'a Value,
}

impl Header<'_> {
    fn cases(&self) -> &[Value] {
        self.file["cases"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The names of a header list (`bits`, `chosen`).
    fn names(&self, member: &str) -> Vec<&str> {
        self.file[member].as_array().map(|names| names.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
    }

    /// A platform that stands in `place`, or an index into the list `member` of the header.
    fn platform(&self, member: &str, place: &Value) -> Platform {
        match place.as_u64() {
            Some(index) => platform(&self.file[member][index as usize]),
            None => platform(place),
        }
    }

    /// The entries of a list.
    fn list(&self, name: &Value) -> &[Value] {
        self.file["lists"][name.as_str().unwrap_or_default()].as_array().map_or(&[], Vec::as_slice)
    }
}

/// A platform object.
fn platform(value: &Value) -> Platform {
    serde_json::from_value(value.clone()).expect("a platform in a case")
}

/// A platform as text in which every field shows.
fn shown(platform: &Platform) -> String {
    serde_json::to_string(platform).unwrap_or_default()
}

/// `os/architecture/variant` with an optional version, as written.
fn host(case: &Value) -> Host {
    let mut parts = text(case, "host").split('/');
    let mut part = || parts.next().unwrap_or_default();
    Host::new(part(), part()).with_variant(part()).with_os_version(text(case, "host_os_version"))
}

/// Collects what differs in a case of several answers.
#[derive(Default)]
struct Differences {
    expected: Vec<String>,
    got: Vec<String>,
}

impl Differences {
    fn check<T: PartialEq + ToString>(&mut self, what: &str, expected: T, got: T) {
        if expected != got {
            self.expected.push(format!("{what}={}", expected.to_string()));
            self.got.push(format!("{what}={}", got.to_string()));
        }
    }

    fn check_list(&mut self, what: &str, expected: &Value, got: &[usize]) {
        let got = Value::from(got.to_vec());
        self.check(what, expected.clone(), got);
    }

    fn verdict(self) -> Verdict {
        if self.expected.is_empty() {
            return Ok(());
        }
        Err(Mismatch::new(self.expected.join(" "), self.got.join(" ")))
    }
}
