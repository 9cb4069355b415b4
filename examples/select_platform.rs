//! Which entry of this index is for that platform, and why not the others?
//!
//! `cargo run --example select_platform -- [INDEX [PLATFORM]] [--policy NAME] [--explain] [--compare] [--json]`
//!
//! Without a platform it is `linux/amd64`. Without anything an embedded list is explained for `linux/amd64/v3`, and all
//! tools are compared.
//! `--config ENTRY=FILE` gives the image config of an entry that has no platform.

use oci_examples::{Args, Input, Table, data, in_file, run};
use oci_platform::{
    Candidate, Comparison, Entry, Explained, Explanation, Host, Platform, Policy, SelectError, Selector,
};
use oci_spec_types::{Descriptor, Document, Kind, View};
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

const USAGE: &str = "\
select_platform [INDEX [PLATFORM]] [options]   (INDEX - reads standard input; PLATFORM is linux/amd64 unless given)
  --policy NAME         whose decision: containerd (default), docker-pull, podman, crane, regclient, oras, …
  --explain             a verdict for every entry
  --compare             what every tool takes
  --config ENTRY=FILE   the image config of an entry without a platform
  --json                for programs";

fn main() -> ExitCode {
    run(|| {
        let Some(mut args) = Args::of_process(USAGE) else { return Ok(ExitCode::SUCCESS) };
        let (mut explain, mut compare) = (args.flag("--explain"), args.flag("--compare"));
        let as_json = args.flag("--json");
        let policy: Policy = match args.option("--policy")? {
            Some(name) => name.parse().map_err(|error| format!("--policy: {error}"))?,
            None => Policy::default(),
        };
        let configs = args.options("--config")?;
        let rest = args.rest()?;
        let (index, platform) = match rest.as_slice() {
            [] => {
                (explain, compare) = (true, true);
                (Input::embedded(data::MULTI_ARCH), "linux/amd64/v3")
            }
            [index] => (Input::read(index)?, "linux/amd64"),
            [index, platform] => (Input::read(index)?, platform.as_str()),
            [_, _, extra, ..] => return Err(format!("{extra}: one index and one platform, please; see --help")),
        };
        let wanted: Platform = platform.parse().map_err(|error| format!("{error}"))?;
        let document = index.document()?;
        let entries = entries_of(&document).map_err(in_file(&index.name))?;
        let candidates = with_configs(entries, &configs)?;
        let policies = policies_for(&document, &wanted);
        let policy = if document.kind() == Kind::DockerList { policy.on_docker_list() } else { policy };
        // The machine is the one that the platform describes; nothing is read from this one.
        let selector = Selector::new(wanted.clone()).policy(policy).on_host(Host::from(&wanted));
        let answer = Answer {
            name: &index.name,
            kind: document.kind(),
            explanation: selector.explain(&candidates),
            comparison: compare.then(|| selector.compare(&candidates, &policies)),
            error: selector.select(&candidates).err(),
        };
        let text = if as_json { format!("{:#}", answer.json()) } else { answer.text(&wanted, explain) };
        // Whoever reads may have read enough.
        let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
        Ok(if answer.error.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

/// The entries of an index or list.
fn entries_of(document: &Document) -> Result<&[Descriptor], String> {
    match document.view() {
        View::OciIndex(index) => Ok(&index.manifests),
        View::DockerList(list) => Ok(&list.manifests),
        _ => Err(format!("{} has no entries to choose from; an index or a manifest list has", document.kind())),
    }
}

/// Puts the platforms of the given configs to the entries: `ENTRY=FILE`.
fn with_configs<'a>(entries: &'a [Descriptor], configs: &[String]) -> Result<Vec<Candidate<'a>>, String> {
    let mut candidates: Vec<Candidate<'a>> = entries.iter().map(Entry::candidate).collect();
    for config in configs {
        let usage = || format!("--config {config}: expected ENTRY=FILE, ENTRY below {}", entries.len());
        let (place, file) = config.split_once('=').ok_or_else(usage)?;
        let place: usize = place.parse().map_err(|_| usage())?;
        let candidate = candidates.get_mut(place).ok_or_else(usage)?;
        let document = Input::read(file)?.document()?;
        let View::ImageConfig(image) = document.view() else {
            return Err(format!("{file}: {}, no image config", document.kind()));
        };
        *candidate = candidate.clone().with_config_platform(Platform::from(&**image));
    }
    Ok(candidates)
}

/// The policies to compare: the one of podman that is for this kind of document, Docker on Windows only there.
fn policies_for(document: &Document, wanted: &Platform) -> Vec<Policy> {
    let mut policies = Policy::PULLERS.to_vec();
    policies.retain(|policy| match document.kind() {
        Kind::DockerList => policy.on_docker_list() == *policy,
        _ => *policy != Policy::PodmanDockerList,
    });
    if wanted.os == "windows" {
        policies.push(Policy::DockerPullWindows);
    }
    policies
}

/// The digest for people: what a document states may be anything.
fn digest_of(entry: &Explained) -> String {
    entry.digest.as_deref().unwrap_or("-").escape_debug().to_string()
}

struct Answer<'a> {
    name: &'a str,
    kind: Kind,
    explanation: Explanation,
    comparison: Option<Comparison>,
    error: Option<SelectError>,
}

impl Answer<'_> {
    fn text(&self, wanted: &Platform, explain: bool) -> String {
        let Explanation { entries, policy, chosen, .. } = &self.explanation;
        let count = if entries.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", entries.len()) };
        let mut text =
            format!("{}: {}, {count}; for {} as {policy} chooses\n", self.name, self.kind, wanted.all_fields());
        text += &match chosen.and_then(|index| entries.get(index)) {
            // The whole digest: it is what the next command wants.
            Some(entry) => format!("entry {}  {}  {}\n", entry.index, entry.platform_text(), digest_of(entry)),
            None => format!("{}\n", self.headline()),
        };
        if (explain || chosen.is_none()) && !entries.is_empty() {
            text += &format!("\n{}", self.table());
        }
        if let Some(comparison) = &self.comparison {
            let agree = if comparison.agree() { "All tools take the same:" } else { "The tools disagree:" };
            text += &format!("\n{agree}\n{comparison}");
        }
        text
    }

    /// Why nothing is chosen; the entries follow in the table.
    fn headline(&self) -> String {
        match &self.error {
            Some(SelectError::NoMatch(none)) if none.entries.is_empty() => "no entry fits: there are none".to_owned(),
            Some(SelectError::NoMatch(_)) => "no entry fits".to_owned(),
            Some(SelectError::NeedsConfig { entries }) => {
                let options: Vec<String> = entries.iter().map(|entry| format!("--config {entry}=FILE")).collect();
                format!("undecided: the platform is in an image config; give it with {}", options.join(" "))
            }
            Some(error) => error.to_string(),
            None => String::new(),
        }
    }

    fn table(&self) -> Table {
        let mut table = Table::with_right(&[0]);
        table.row(["entry", "platform", "digest", "verdict"].map(str::to_owned));
        for entry in &self.explanation.entries {
            let digest = digest_of(entry);
            let short = match digest.get(..19) {
                Some(short) if digest.len() > 26 => format!("{short}…"),
                _ => digest,
            };
            table.row([entry.index.to_string(), entry.platform_text(), short, entry.verdict.to_string()]);
        }
        table
    }

    fn json(&self) -> serde_json::Value {
        let mut value = json!(self.explanation);
        value["index"] = json!(self.name);
        if let Some(comparison) = &self.comparison {
            value["compared"] = json!(comparison.groups);
        }
        if let Some(error) = &self.error {
            value["error"] = json!(error.to_string());
        }
        value
    }
}
