//! Runs every conformance case of a directory through the public API of the crates.
//!
//! `cargo run --release --example conformance -- DIR [--all] [--only CATEGORY]`
//!
//! Prints each failing case in a line, a table, and `N passed, N failed, N skipped`. The exit status is 1 if any failed.

mod chains;
mod convert;
mod convert_copy;
mod convert_index;
mod digest_validity;
mod digests;
mod documents;
mod field;
mod go_typed;
mod harness;
mod identity;
mod layers;
mod platform;
mod signatures;
mod validity;

use harness::Tally;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const CATEGORIES: &[fn(&Path, &mut Tally)] = &[
    field::run,
    documents::run,
    documents::kinds,
    validity::run,
    validity::gate,
    digest_validity::run,
    digests::run,
    go_typed::run,
    chains::run,
    identity::run,
    layers::run,
    layers::artifacts,
    platform::run,
    signatures::run,
    convert::run,
];

fn main() -> ExitCode {
    let mut dir: Option<PathBuf> = None;
    let mut most = 40;
    let mut only = None;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--all" => most = usize::MAX,
            "--only" => only = args.next(),
            _ => dir = Some(arg.into()),
        }
    }
    let Some(dir) = dir.filter(|dir| dir.is_dir()) else {
        eprintln!("usage: conformance DIR [--all] [--only CATEGORY]");
        return ExitCode::from(2);
    };
    // A panic is reported as the failure of its case.
    std::panic::set_hook(Box::new(|_| {}));
    let mut tally = Tally::only(only);
    for run in CATEGORIES {
        run(&dir, &mut tally);
    }
    let _ = std::panic::take_hook();
    if tally.print(most) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
