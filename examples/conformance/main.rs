//! Runs conformance cases through the public API of the crates.
//!
//! `cargo run --release --example conformance -- [DIR] [--all] [--only CATEGORY]`
//!
//! Without `DIR`: the folder that `OCI_VECTORS` names, else the golden cases that are packed in this repository.
//! Prints each failing case in a line, a table, and the counts. The exit status is 1 if any case failed, or if there
//! are cases that no category runs. `cargo test` runs the golden cases, too.

mod chains;
mod convert;
mod convert_copy;
mod convert_index;
mod digest_validity;
mod digests;
mod documents;
mod explain;
mod field;
mod go_typed;
mod harness;
mod identity;
mod layers;
mod not_yet;
mod platform;
mod profiles;
mod reference;
mod reports;
mod set;
mod signatures;
mod validity;

use clap::Parser;
use harness::Tally;
use oci_examples::golden::Unpacked;
use oci_examples::{Failure, in_file};
use set::Set;
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What runs cases: a function that opens its files by [`Set`] and reports each case to [`Tally`].
type Category = fn(&Set, &mut Tally);

/// All of them, those that take the longest first.
const CATEGORIES: &[Category] = &[
    layers::run,
    layers::artifacts,
    platform::run,
    convert::run,
    digests::run,
    go_typed::run,
    documents::run,
    documents::kinds,
    profiles::run,
    validity::run,
    validity::gate,
    digest_validity::run,
    chains::run,
    identity::run,
    explain::run,
    reference::run,
    field::run,
    reports::run,
];

/// Runs recorded answers of other programs through the public API of the crates
///
/// The answer is a bad one if a case failed, or if there are cases that no category runs.
#[derive(Debug, Parser)]
struct Ask {
    /// The folder with the cases; without it the one that the environment names, else the golden cases of this repository
    #[arg(value_name = "DIR", env = "OCI_VECTORS")]
    folder: Option<PathBuf>,
    /// Print every failure, not only the first 40
    #[arg(long)]
    all: bool,
    /// Run this category alone
    #[arg(long, value_name = "CATEGORY")]
    only: Option<String>,
}

fn main() -> ExitCode {
    oci_examples::run(|ask: Ask, screen| {
        let tally = match ask.folder {
            Some(folder) if !folder.is_dir() => {
                return Err(Failure::usage(format!("{}: no such folder", folder.display())));
            }
            Some(folder) => run(&Set::new(folder), ask.only),
            None => {
                let cases = Unpacked::new("run").map_err(in_file("the golden cases"))?;
                run(&Set::new(cases.folder()), ask.only).at_least_as_many()
            }
        };
        let text = tally.text(if ask.all { usize::MAX } else { 40 });
        Ok(screen.answer(text, &tally.json()).good_if(tally.is_good()))
    })
}

/// Runs all cases of a set, categories side by side.
fn run(set: &Set, only: Option<String>) -> Tally {
    // A panic is reported as the failure of its case.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut tally = Tally::only(only.clone());
        while let Some(category) = CATEGORIES.get(next.fetch_add(1, Ordering::Relaxed)) {
            category(set, &mut tally);
        }
        tally
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut tally = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let tallies = workers.into_iter().map(|worker| worker.join().expect("cases catch their panics"));
        tallies.reduce(Tally::and).unwrap_or_default()
    });
    std::panic::set_hook(hook);
    if only.is_none() {
        for (name, _) in not_yet::NOT_YET {
            set.claim(format!("{name}/"));
            set.claim(format!("{name}.json"));
        }
        for path in set.unclaimed() {
            tally.fail("not run", &path, "a category that runs it");
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::{Set, Unpacked, run};
    use std::io::Write;

    #[test]
    fn golden_cases() {
        let cases = Unpacked::new("test").expect("a temporary folder");
        let tally = run(&Set::new(cases.folder()), None).at_least_as_many();
        let _ = write!(std::io::stdout(), "{}", tally.text(40));
        // Past the capture of the test's output: how many there are is worth a line.
        let _ = writeln!(std::io::stdout(), "golden cases: {}", tally.counts());
        assert!(tally.is_good(), "{}", tally.counts());
    }
}
