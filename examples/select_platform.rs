//! Which entry of this index is for that platform, by which command, and why not the others?
//!
//! `cargo run --example select_platform -- [FILE [PLATFORM…]] [--policy NAME] [--explain] [--compare]`
//!
//! A platform is read in the grammar of the policy's command. With several platforms: which of these machines can run
//! the image? Of a manifest or config beside an index: whether it is for a platform. Without anything an embedded list
//! is explained for `linux/amd64/v3`, and all commands are compared.

use clap::Parser;
use oci_examples::{Answer, Cell, Failure, Input, Screen, Table, data, in_file, run};
use oci_platform::{Candidate, ChoiceExplanation, Comparison, Grammar, Host, Outcome, Platform, Policy, Selector};
use oci_spec_types::{Document, Kind, View, printable};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Which entry of this index is for that platform, by which command, and why not the others?
///
/// With several platforms: which of these machines can run the image? The answer is a bad one where a platform gets
/// nothing.
#[derive(Debug, Parser)]
struct Ask {
    /// The index or list, or a manifest or config beside one; - reads standard input
    file: Option<PathBuf>,
    /// Platforms such as linux/arm/v7, in the grammar of the policy's command; linux/amd64 without any
    #[arg(value_name = "PLATFORM")]
    platforms: Vec<String>,
    /// Whose decision: containerd, docker-run, kubelet, podman, crane, ko, regctl, …
    #[arg(long, value_name = "NAME", default_value = "containerd")]
    policy: Policy,
    /// List the policies: command, grammar of a platform, version measured
    #[arg(long)]
    policies: bool,
    /// Nothing is asked: each PLATFORM is the machine that the command runs on
    #[arg(long)]
    machine: bool,
    /// The command that uses what the policy pulled, such as docker-run after docker-pull
    #[arg(long, value_name = "NAME")]
    then: Option<Policy>,
    /// A verdict for every entry
    #[arg(long)]
    explain: bool,
    /// What every command takes, or why it fails
    #[arg(long)]
    compare: bool,
    /// The image config of an entry without a platform, or of the manifest
    #[arg(long = "config", value_name = "[ENTRY=]FILE")]
    configs: Vec<String>,
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    if ask.policies {
        return Ok(policies(screen));
    }
    let (mut explain, mut compare) = (ask.explain, ask.compare);
    let (input, platforms) = match (&ask.file, ask.platforms.as_slice()) {
        (None, _) => {
            (explain, compare) = (true, true);
            (Input::embedded(data::MULTI_ARCH), vec!["linux/amd64/v3".to_owned()])
        }
        (Some(file), []) => (Input::read(file)?, vec!["linux/amd64".to_owned()]),
        (Some(file), platforms) => (Input::read(file)?, platforms.to_vec()),
    };
    let document = input.document()?;
    let kind = document.kind();
    let entries = entries_of(&document, &ask.configs, &input.name)?;
    let asked = platforms.iter().map(|text| Asked::read(text, ask.policy, ask.machine).map(|asked| asked.of(kind)));
    let asked: Vec<Asked> = asked.collect::<Result<_, _>>().map_err(Failure::usage)?;
    let found: Vec<Found<'_>> = asked.iter().map(|asked| Found::of(asked, &entries, ask.then, compare)).collect();
    let json: Vec<_> = found.iter().map(|found| found.json(&input.name)).collect();
    let text = match found.as_slice() {
        [one] => one.text(&input.name, kind, explain, screen),
        several => table(several, &input.name, kind, screen),
    };
    Ok(screen.answer(text, &json).good_if(found.iter().all(Found::is_good)))
}

fn grammar(policy: Policy) -> &'static str {
    match policy.grammar() {
        Grammar::Containerd => "os(version+feature)/architecture/variant",
        Grammar::Crane => "os/architecture/variant:os.version",
        Grammar::Regclient => "os/architecture/variant,osver=version",
        _ => "os/architecture/variant",
    }
}

fn policies(screen: &Screen) -> Answer {
    let mut table = Table::default();
    table.row(["policy", "what it is", "platform", "measured"].map(Cell::text));
    let mut json = Vec::new();
    for policy in Policy::ALL {
        let asked = if policy.can_be_asked() { grammar(*policy) } else { "of the machine" };
        let row = [policy.name(), policy.command(), asked, policy.measured()];
        table.row(row.map(Cell::text));
        let [name, command, platform, measured] = row;
        json.push(json!({ "policy": name, "command": command, "platform": platform, "measured": measured }));
    }
    screen.answer(screen.table(&table), &json)
}

/// A platform that is asked for, or a machine.
struct Asked {
    text: String,
    platform: Platform,
    selector: Selector,
}

impl Asked {
    fn read(text: &str, policy: Policy, machine: bool) -> Result<Self, String> {
        let host = Host::default();
        // A machine is described in one way, whatever runs on it.
        let grammar_used = if machine || !policy.can_be_asked() { Grammar::Containerd } else { policy.grammar() };
        let platform = Platform::parse_with(text, grammar_used, &host).map_err(|error| {
            format!("{error}; {policy} reads {}", if machine { grammar(Policy::CONTAINERD) } else { grammar(policy) })
        })?;
        let on = Host::from(&platform);
        let selector = if machine { Selector::on_machine(on) } else { Selector::new(platform.clone()).on_host(on) };
        Ok(Self { text: text.to_owned(), platform, selector: selector.policy(policy) })
    }

    fn of(self, kind: Kind) -> Self {
        Self { selector: self.selector.of_docker_list(kind == Kind::DockerList), ..self }
    }
}

/// The entries of an index or list, with what is known of their configs; of a manifest or config the one that it is.
fn entries_of(document: &Document, configs: &[String], name: &str) -> Result<Vec<Candidate>, Failure> {
    let listed = match document.view() {
        View::OciIndex(index) => &index.manifests,
        View::DockerList(list) => &list.manifests,
        View::ImageConfig(config) => {
            return Ok(vec![Candidate::without_platform().with_config_platform(Platform::from(&**config))]);
        }
        _ => {
            let [config] = configs else {
                let why = format!("a {} has its platform in its config; give it with --config FILE", document.kind());
                return Err(in_file(name)(why));
            };
            let (_, file) = config.rsplit_once('=').unwrap_or(("", config));
            return Ok(vec![Candidate::without_platform().with_config_platform(config_of(file)?)]);
        }
    };
    let mut entries: Vec<Candidate> = listed.iter().map(Candidate::of).collect();
    for config in configs {
        let usage = || {
            let config = printable(config);
            Failure::usage(format!("--config {config}: expected ENTRY=FILE, ENTRY from 0 and below {}", listed.len()))
        };
        let (place, file) = config.split_once('=').ok_or_else(usage)?;
        let place: usize = place.parse().map_err(|_| usage())?;
        let entry = entries.get_mut(place).ok_or_else(usage)?;
        *entry = entry.clone().with_config_platform(config_of(file)?);
    }
    Ok(entries)
}

fn config_of(file: &str) -> Result<Platform, Failure> {
    let document = Input::read(Path::new(file))?.document()?;
    match document.view() {
        View::ImageConfig(image) => Ok(Platform::from(&**image)),
        _ => Err(in_file(file)(format!("{}, no image config", document.kind()))),
    }
}

/// What is said of one platform.
struct Found<'a> {
    asked: &'a Asked,
    explanation: ChoiceExplanation,
    used: Option<(Policy, Option<Outcome>)>,
    comparison: Option<Comparison>,
    error: Option<String>,
}

impl<'a> Found<'a> {
    fn of(asked: &'a Asked, entries: &[Candidate], then: Option<Policy>, compare: bool) -> Self {
        let policies: Vec<Policy> = Policy::commands_for(&asked.platform.os).collect();
        Self {
            asked,
            explanation: asked.selector.explain(entries),
            used: then.map(|then| (then, asked.selector.pull_then_use(then, entries).used)),
            comparison: compare.then(|| asked.selector.compare(entries, &policies)),
            error: asked.selector.answer(entries).err().map(|error| error.to_string()),
        }
    }

    fn is_good(&self) -> bool {
        let used = |used: &Option<Outcome>| matches!(used, Some(Outcome::Takes { .. }));
        self.error.is_none() && self.used.as_ref().is_none_or(|(_, outcome)| used(outcome))
    }

    /// What is taken, or why nothing is.
    fn headline(&self) -> String {
        let ChoiceExplanation { answer, entries, .. } = &self.explanation;
        let taken = match (answer, self.explanation.chosen().and_then(|at| entries.get(at))) {
            (Outcome::Takes { taken }, Some(entry)) if taken.paths().len() == 1 => {
                let digest = entry.digest.as_deref().unwrap_or("-").escape_debug().to_string();
                // The whole digest: it is what the next command wants.
                format!("{taken}  {}\n{digest}", entry.platform_text())
            }
            _ => self.error.clone().unwrap_or_else(|| answer.to_string()),
        };
        match &self.used {
            Some((then, Some(outcome))) => format!("{taken}\n{then} then: {outcome}"),
            _ => taken,
        }
    }

    fn text(&self, name: &str, kind: Kind, explain: bool, screen: &Screen) -> String {
        let ChoiceExplanation { entries, policy, .. } = &self.explanation;
        let count = if entries.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", entries.len()) };
        let wanted = self.asked.platform.all_fields();
        let heading = format!("{name}: {kind}, {count}; for {wanted} as {policy} chooses");
        let mut text = format!("{}\n{}\n", screen.heading(&heading), self.headline());
        if explain {
            let mut table = Table::with_right(&[0]);
            table.row(["entry", "platform", "digest", "verdict"].map(Cell::text));
            for entry in entries {
                let digest = Cell::digest(entry.digest.as_deref().unwrap_or("-"));
                let platform = Cell::text(entry.platform_text());
                table.row([Cell::text(entry.index), platform, digest, Cell::text(&entry.verdict)]);
            }
            text += &format!("\n{}", screen.table(&table));
        }
        if let Some(comparison) = &self.comparison {
            let agree = if comparison.agree() { "All commands answer the same:" } else { "The commands disagree:" };
            text += &format!("\n{}\n", screen.heading(agree));
            for group in &comparison.groups {
                let gap = if group.platform.is_empty() { "" } else { "  " };
                let policies = group.policies.iter().map(|policy| policy.name()).collect::<Vec<_>>().join(", ");
                text += &format!("{}{gap}{}\n    {policies}\n", group.outcome, printable(&group.platform));
            }
        }
        text
    }

    fn json(&self, name: &str) -> serde_json::Value {
        let mut value = json!(self.explanation);
        value["index"] = json!(name);
        if let Some(comparison) = &self.comparison {
            value["compared"] = json!(comparison.groups);
        }
        if let Some((then, outcome)) = &self.used {
            value["then"] = json!({"policy": then, "answer": outcome});
        }
        if let Some(error) = &self.error {
            value["error"] = json!(error);
        }
        value
    }
}

/// Which of these machines can run the image.
fn table(all: &[Found<'_>], name: &str, kind: Kind, screen: &Screen) -> String {
    let good = all.iter().filter(|found| found.is_good()).count();
    let mut table = Table::default();
    table.row(["platform", "answer"].map(Cell::text));
    for found in all {
        table.row([Cell::text(&found.asked.text), Cell::text(found.headline().replace('\n', "  "))]);
    }
    let heading = screen.heading(&format!("{name}: {kind}; {good} of {} platforms are served", all.len()));
    format!("{heading}\n\n{}", screen.table(&table))
}
