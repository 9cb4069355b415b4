//! The tables of the documentation, made from the rows and from answers: they cannot say what the code does not do.
//!
//! `BLESS=1 cargo test -p oci-platform --lib table` writes them.

use crate::candidate::Candidate;
use crate::host::Host;
use crate::matcher::Matching;
use crate::outcome::Failure;
use crate::parse::Grammar;
use crate::platform::Platform;
use crate::policy::Policy;
use crate::request::Unasked;
use crate::rules::{Asks, Fate, Nested, Platformless, Row, Takes};
use crate::selector::Selector;
use crate::windows::WindowsRules;

const BEGIN: &str = "<!-- made by a test: what people run -->\n";
const END: &str = "<!-- end -->\n";

fn asked(row: &Row) -> &'static str {
    match (row.asks, row.grammar) {
        (Asks::Machine, _) => "never",
        (Asks::Nobody, _) => "never",
        (_, Grammar::Containerd) => "`os(version+feature)/arch/variant`",
        (_, Grammar::Crane) => "`os/arch/variant:version`",
        (_, Grammar::Regclient) => "`os/arch/variant,osver=version`",
        (_, Grammar::Parts) => "`os/arch/variant`, as typed",
    }
}

fn unasked(row: &Row) -> &'static str {
    match row.unasked {
        _ if row.fits_unasked == Some(Matching::DockerHostFirst) => "anything, the machine's first",
        Unasked::Machine | Unasked::MachineArmVariant | Unasked::MachineNormalized | Unasked::Members => "the machine",
        Unasked::MachineLevel => "the machine, with its amd64 level",
        Unasked::MachineNotDarwin => "the machine; linux on darwin",
        Unasked::LinuxAmd64 => "linux/amd64",
        Unasked::Whole => "the index itself",
    }
}

fn fits(row: &Row) -> &'static str {
    match row.fits {
        Matching::ContainerdOnly(WindowsRules::Rc5) => "what the machine also runs",
        Matching::ContainerdOnly(WindowsRules::Rc4) => "what the machine also runs, as rc.4",
        Matching::ContainerdStrict | Matching::ContainerdExact(_) => "the platform alone, normalised",
        Matching::ContainerdDefault if row.fetches.is_some() => {
            "what the machine runs, if the platform alone fetched it"
        }
        Matching::ContainerdDefault => "what the machine runs",
        Matching::ContainerdOs => "the operating system",
        Matching::Nerdctl => "the platform alone, normalised; `erofs` ignored",
        Matching::Everything => "everything",
        Matching::DockerWindowsAsked => "architecture as written, builds up to the machine's",
        Matching::ContainersImage => "as written; lower variants on arm",
        Matching::CraneRemote | Matching::Oras => "as written; variant, version if asked",
        Matching::CraneSatisfies => "as written; every part if asked",
        Matching::Ko => "as written, every part if asked; Windows releases",
        Matching::Text => "equal text",
        Matching::OsArchitecture => "equal os and architecture",
        Matching::RegclientCompatible => "numbered variants; linux on darwin, Windows",
        Matching::RegclientEqual => "the platform alone, normalised",
        _ => "-",
    }
}

fn platformless(row: &Row) -> &'static str {
    match row.platformless {
        Platformless::Skipped | Platformless::Empty => "skipped",
        Platformless::LastUnseen => "last, unseen",
        Platformless::LastChecked => "last, config must fit",
        Platformless::FromConfig => "platform of the config",
        Platformless::LinuxAmd64 => "linux/amd64",
        Platformless::EmptyWanted => "kept with `\"\"`",
        Platformless::Kept => "kept",
        Platformless::Fails(Failure::ToolPanics) => "crashes",
        Platformless::Fails(_) => "fails",
    }
}

fn unknown(row: &Row) -> &'static str {
    match row.types.unknown {
        Fate::Used => "used if a manifest",
        Fate::Kept => "taken",
        Fate::PassedOver => "passed over",
        Fate::NotFound => "not found",
        Fate::Fails(_) => "fails",
        Fate::Met(_) => "fails, chosen or not",
    }
}

fn nested(row: &Row) -> &'static str {
    match row.nested {
        Nested::Again => "entered",
        Nested::AgainOrNext => "entered; next one if that fails",
        Nested::Unasked(..) => "entered for linux/amd64",
        Nested::Flat => "flattened",
        Nested::FlatOnce(_) => "flattened, one level",
        Nested::Kept => "taken",
        Nested::Fails(_) => "fails",
        Nested::Met(_) => "fails, chosen or not",
    }
}

fn takes(row: &Row) -> &'static str {
    match row.takes {
        Takes::One => "one",
        Takes::Only => "the only one",
        Takes::All | Takes::AllOrNothing => "all",
    }
}

fn rows() -> String {
    let mut table =
        "| what people run | policy | a platform is asked as | nothing asked | fits | without platform | unknown \
                     media type | nested index | takes |\n|---|---|---|---|---|---|---|---|---|\n"
            .to_owned();
    for policy in Policy::ALL {
        let row = policy.0;
        let cells = [asked(row), unasked(row), fits(row), platformless(row), unknown(row), nested(row), takes(row)];
        table += &format!("| `{}` | `{}` | {} |\n", row.command, row.name, cells.join(" | "));
    }
    table
}

/// Wanted, what there is, and who is asked.
const CASES: &[(&str, &[&str])] = &[
    ("linux/amd64", &["amd64/v3", "amd64"]),
    ("linux/amd64/v2", &["amd64"]),
    ("linux/amd64", &["386"]),
    ("linux/arm", &["arm/v5", "arm/v6", "arm/v7", "arm/v8"]),
    ("linux/arm64", &["arm/v7"]),
    ("linux/arm64/v8", &["arm64"]),
    ("linux/arm64/v9", &["arm64/v8"]),
    ("linux/arm64/v10", &["arm64/v10"]),
    ("linux/riscv64/rva22u64", &["riscv64"]),
];
const ASKED: [Policy; 8] = [
    Policy::DOCKER_RUN,
    Policy::DOCKER_PULL,
    Policy::KUBELET,
    Policy::NERDCTL,
    Policy::PODMAN,
    Policy::SKOPEO_COPY,
    Policy::CRANE,
    Policy::REGCTL,
];

fn disagreements() -> String {
    let names = ASKED.map(|policy| format!("`{}`", policy.name())).join(" | ");
    let mut table = format!("| wanted | there is, of linux | {names} |\n|---|---|{}\n", "---|".repeat(ASKED.len()));
    for (wanted, list) in CASES {
        let entry = |text: &&str| {
            Candidate::new(Policy::SKOPEO_COPY.read(&format!("linux/{text}"), &Host::default()).unwrap_or_default())
        };
        let entries: Vec<Candidate> = list.iter().map(entry).collect();
        let cells = ASKED.map(|policy| {
            let selector = match policy.can_be_asked() {
                true => Selector::ask(policy, &[wanted], &Host::default()),
                false => Selector::new(wanted.parse::<Platform>().unwrap_or_default()).policy(policy),
            };
            match selector.select(&entries) {
                Ok(choice) => list.get(choice.index).copied().unwrap_or_default(),
                Err(_) => "–",
            }
        });
        table += &format!("| `{wanted}` | {} | {} |\n", list.join(", "), cells.join(" | "));
    }
    table
}

/// Compares what stands between the marks with what is made, or writes it.
fn check(file: &str, made: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(&path).expect("a file of the package");
    let (before, rest) = text.split_once(BEGIN).expect("a begin mark");
    let (there, after) = rest.split_once(END).expect("an end mark");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{made}{END}{after}")).expect("a writable file");
    } else {
        assert_eq!(there, made, "{file}: BLESS=1 writes it");
    }
}

#[test]
fn tables_are_made_from_the_rows() {
    check("README.md", &rows());
    check(
        "src/policies.md",
        &format!(
            "{}\n# Where they disagree\n\nThe entry that each takes, or – for none.\n\n{}",
            rows(),
            disagreements()
        ),
    );
}

#[test]
fn names_are_unique() {
    let mut names: Vec<&str> = Policy::ALL.iter().map(|policy| policy.name()).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
    assert!(Policy::ALL.iter().all(|policy| !policy.command().is_empty() && !policy.measured().is_empty()));
}
