//! Which entry of this index is for that platform, by which command, and why not the others?
//!
//! `cargo run --example select_platform -- [FILE [PLATFORM...]] [--policy NAME] [--explain] [--compare] [--json]`
//!
//! A platform is read in the grammar of the policy's command. With several platforms: which of these machines can run
//! the image? Of a manifest or config beside an index: whether it is for a platform. Without anything an embedded list
//! is explained for `linux/amd64/v3`, and all commands are compared.

use oci_examples::{Args, Input, Table, data, in_file, run};
use oci_platform::{Candidate, Explanation, Grammar, Host, Outcome, Platform, Policy, Selector};
use oci_spec_types::{Document, Kind, View};
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

const USAGE: &str = "\
select_platform [FILE [PLATFORM...]] [options]   (FILE - reads standard input; PLATFORM is linux/amd64 unless given)
  --policy NAME         whose decision: containerd (default), docker-run, kubelet, podman, crane, ko, regctl, …
  --policies            lists the policies: command, grammar of a platform, version measured
  --machine             nothing is asked: each PLATFORM is the machine that the command runs on
  --then NAME           the command that uses what the policy pulled, such as docker-run after docker-pull
  --explain             a verdict for every entry
  --compare             what every command takes, or why it fails
  --config [ENTRY=]FILE the image config of an entry without a platform, or of the manifest
  --json                for programs";

fn main() -> ExitCode {
    run(|| {
        let Some(mut args) = Args::of_process(USAGE) else { return Ok(ExitCode::SUCCESS) };
        if args.flag("--policies") {
            print(&policies().to_string());
            return Ok(ExitCode::SUCCESS);
        }
        let (mut explain, mut compare) = (args.flag("--explain"), args.flag("--compare"));
        let (as_json, machine) = (args.flag("--json"), args.flag("--machine"));
        let policy = named(args.option("--policy")?, "--policy")?.unwrap_or_default();
        let then = named(args.option("--then")?, "--then")?;
        let configs = args.options("--config")?;
        let rest = args.rest()?;
        let (input, platforms) = match rest.split_first() {
            None => {
                (explain, compare) = (true, true);
                (Input::embedded(data::MULTI_ARCH), vec!["linux/amd64/v3".to_owned()])
            }
            Some((file, [])) => (Input::read(file)?, vec!["linux/amd64".to_owned()]),
            Some((file, platforms)) => (Input::read(file)?, platforms.to_vec()),
        };
        let document = input.document()?;
        let entries = entries_of(&document, &configs).map_err(in_file(&input.name))?;
        let asks: Vec<Ask> = platforms
            .iter()
            .map(|text| Ask::read(text, policy, machine).map(|ask| ask.of(document.kind())))
            .collect::<Result<_, _>>()?;
        let answers: Vec<Answer<'_>> = asks.iter().map(|ask| Answer::of(ask, &entries, then, compare)).collect();
        let kind = document.kind();
        let text = match answers.as_slice() {
            _ if as_json => {
                format!("{:#}", json!(answers.iter().map(|answer| answer.json(&input.name)).collect::<Vec<_>>()))
            }
            [answer] => answer.text(&input.name, kind, explain),
            several => table(several, &input.name, kind),
        };
        print(&text);
        Ok(if answers.iter().all(Answer::is_good) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

fn print(text: &str) {
    // Whoever reads may have read enough.
    let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
}

fn named(name: Option<String>, option: &str) -> Result<Option<Policy>, String> {
    name.map(|name| name.parse().map_err(|error| format!("{option}: {error}"))).transpose()
}

fn grammar(policy: Policy) -> &'static str {
    match policy.grammar() {
        Grammar::Containerd => "os(version+feature)/architecture/variant",
        Grammar::Crane => "os/architecture/variant:os.version",
        Grammar::Regclient => "os/architecture/variant,osver=version",
        _ => "os/architecture/variant",
    }
}

fn policies() -> Table {
    let mut table = Table::with_right(&[]);
    table.row(["policy", "what it is", "platform", "measured"].map(str::to_owned));
    for policy in Policy::ALL {
        let asked = if policy.can_be_asked() { grammar(*policy) } else { "of the machine" };
        table.row([policy.name(), policy.command(), asked, policy.measured()].map(str::to_owned));
    }
    table
}

/// A platform that is asked for, or a machine.
struct Ask {
    text: String,
    platform: Platform,
    selector: Selector,
}

impl Ask {
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
fn entries_of(document: &Document, configs: &[String]) -> Result<Vec<Candidate>, String> {
    let listed = match document.view() {
        View::OciIndex(index) => &index.manifests,
        View::DockerList(list) => &list.manifests,
        View::ImageConfig(config) => {
            return Ok(vec![Candidate::without_platform().with_config_platform(Platform::from(&**config))]);
        }
        _ => {
            let [config] = configs else {
                return Err(format!("{} has its platform in its config; give it with --config FILE", document.kind()));
            };
            let (_, file) = config.rsplit_once('=').unwrap_or(("", config));
            return Ok(vec![Candidate::without_platform().with_config_platform(config_of(file)?)]);
        }
    };
    let mut entries: Vec<Candidate> = listed.iter().map(Candidate::of).collect();
    for config in configs {
        let usage = || format!("--config {config}: expected ENTRY=FILE, ENTRY below {}", listed.len());
        let (place, file) = config.split_once('=').ok_or_else(usage)?;
        let place: usize = place.parse().map_err(|_| usage())?;
        let entry = entries.get_mut(place).ok_or_else(usage)?;
        *entry = entry.clone().with_config_platform(config_of(file)?);
    }
    Ok(entries)
}

fn config_of(file: &str) -> Result<Platform, String> {
    let document = Input::read(file)?.document()?;
    match document.view() {
        View::ImageConfig(image) => Ok(Platform::from(&**image)),
        _ => Err(format!("{file}: {}, no image config", document.kind())),
    }
}

/// What is said of one platform.
struct Answer<'a> {
    ask: &'a Ask,
    explanation: Explanation,
    used: Option<(Policy, Option<Outcome>)>,
    comparison: Option<oci_platform::Comparison>,
    error: Option<String>,
}

impl<'a> Answer<'a> {
    fn of(ask: &'a Ask, entries: &[Candidate], then: Option<Policy>, compare: bool) -> Self {
        let policies: Vec<Policy> = Policy::commands_for(&ask.platform.os).collect();
        Self {
            ask,
            explanation: ask.selector.explain(entries),
            used: then.map(|then| (then, ask.selector.pull_then_use(then, entries).used)),
            comparison: compare.then(|| ask.selector.compare(entries, &policies)),
            error: ask.selector.answer(entries).err().map(|error| error.to_string()),
        }
    }

    fn is_good(&self) -> bool {
        let used = |used: &Option<Outcome>| matches!(used, Some(Outcome::Takes { .. }));
        self.error.is_none() && self.used.as_ref().is_none_or(|(_, outcome)| used(outcome))
    }

    /// What is taken, or why nothing is.
    fn headline(&self) -> String {
        let Explanation { answer, entries, .. } = &self.explanation;
        let taken = match (answer, self.explanation.chosen().and_then(|at| entries.get(at))) {
            (Outcome::Takes { taken }, Some(entry)) if taken.paths().len() == 1 => {
                let digest = entry.digest.as_deref().unwrap_or("-").escape_debug().to_string();
                // The whole digest: it is what the next command wants.
                format!("{taken}  {}  {digest}", entry.platform_text())
            }
            _ => self.error.clone().unwrap_or_else(|| answer.to_string()),
        };
        match &self.used {
            Some((then, Some(outcome))) => format!("{taken}\n{then} then: {outcome}"),
            _ => taken,
        }
    }

    fn text(&self, name: &str, kind: Kind, explain: bool) -> String {
        let Explanation { entries, policy, .. } = &self.explanation;
        let count = if entries.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", entries.len()) };
        let mut text = format!("{name}: {kind}, {count}; for {} as {policy} chooses\n", self.ask.platform.all_fields());
        text += &format!("{}\n", self.headline());
        if explain {
            let mut table = Table::with_right(&[0]);
            table.row(["entry", "platform", "digest", "verdict"].map(str::to_owned));
            for entry in entries {
                let digest = entry.digest.as_deref().unwrap_or("-").escape_debug().to_string();
                let short: String =
                    digest.chars().take(19).chain((digest.chars().count() > 19).then_some('…')).collect();
                table.row([entry.index.to_string(), entry.platform_text(), short, entry.verdict.to_string()]);
            }
            text += &format!("\n{table}");
        }
        if let Some(comparison) = &self.comparison {
            let agree = if comparison.agree() { "All commands answer the same:" } else { "The commands disagree:" };
            text += &format!("\n{agree}\n{comparison}");
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
fn table(answers: &[Answer<'_>], name: &str, kind: Kind) -> String {
    let good = answers.iter().filter(|answer| answer.is_good()).count();
    let mut table = Table::with_right(&[]);
    table.row(["platform", "answer"].map(str::to_owned));
    for answer in answers {
        let text = answer.ask.text.escape_debug().to_string();
        table.row([text, answer.headline().replace('\n', "; ")]);
    }
    format!("{name}: {kind}; {good} of {} platforms are served\n\n{table}", answers.len())
}
