//! Why do these two documents have different digests?
//!
//! `cargo run --example why_digest_changed -- [A B] [--json]`
//!
//! Without files it runs on embedded documents: an image before and after it was pushed, a list and one of its children.

use oci_convert::explain::explain;
use oci_examples::{Args, Input, data, print, run};
use std::process::ExitCode;

const USAGE: &str = "why_digest_changed [A B] [--json]   (- reads standard input)";

fn main() -> ExitCode {
    run(|| {
        let Some(mut args) = Args::of_process(USAGE) else { return Ok(ExitCode::SUCCESS) };
        let as_json = args.flag("--json");
        let files = args.rest()?;
        let pairs = match files.as_slice() {
            [] => vec![
                [data::DEMO_LOCAL, data::DEMO_PUSHED].map(Input::embedded),
                [data::MULTI_ARCH, data::MULTI_ARCH_AMD64].map(Input::embedded),
            ],
            [a, b] if a == "-" && b == "-" => return Err("standard input can be only one of the two".to_owned()),
            [a, b] => vec![[Input::read(a)?, Input::read(b)?]],
            _ => return Err(format!("expected two files, found {}: {USAGE}", files.len())),
        };
        for (at, [a, b]) in pairs.iter().enumerate() {
            let why = explain(&a.document()?, &b.document()?);
            if as_json {
                print(format_args!("{}\n", serde_json::to_string_pretty(&why).map_err(|error| error.to_string())?));
            } else {
                print(format_args!("{}A = {}, B = {}\n\n{why}", if at > 0 { "\n" } else { "" }, a.name, b.name));
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}
