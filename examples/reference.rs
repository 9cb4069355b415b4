//! What is this image reference, and what does each tool read in it?
//!
//! `cargo run --example reference -- [REFERENCE …]`

use oci_examples::{Args, Table};
use oci_spec_types::reference::{AnyReference, Dialect, Rules};
use std::borrow::Cow;
use std::process::ExitCode;

const USAGE: &str = "usage: reference [REFERENCE …]

Prints the canonical and the familiar form of image references, and how Docker, podman, crane, oras and containerd read
each of them, or where they stop.";

/// Read differently by nearly every tool.
const DEFAULTS: [&str; 3] = ["alpine", "user/repo:1.0", "my_registry.io/team/app:v1"];

fn main() -> ExitCode {
    oci_examples::run(|| {
        let Some(args) = Args::of_process(USAGE) else { return Ok(ExitCode::SUCCESS) };
        let mut texts = args.rest()?;
        if texts.is_empty() {
            texts = DEFAULTS.map(str::to_owned).into();
        }
        let mut all_good = true;
        for text in texts {
            all_good &= describe(&text);
        }
        Ok(if all_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

/// Whether Docker takes the text.
fn describe(text: &str) -> bool {
    let any = Rules::Distribution.any(text);
    match &any {
        Ok(AnyReference::Digest(digest)) => oci_examples::print(format_args!("{text}\n  a digest: {digest}\n")),
        Ok(AnyReference::Named(named)) => {
            let familiar = named.familiar();
            oci_examples::print(format_args!("{text}\n  canonical {named}\n  familiar  {familiar}\n"));
        }
        Err(error) => oci_examples::print(format_args!("{text}\n  {error}\n")),
    }
    let mut table = Table::default();
    table.row(["  as", "registry", "repository", "tag", "digest"].map(str::to_owned));
    let shown = |bytes: &[u8]| bytes.escape_ascii().to_string();
    for dialect in Dialect::ALL {
        let name = format!("  {dialect:?}");
        let row = match dialect.read(text) {
            Ok(found) => {
                let part = |part: Option<Cow<'_, [u8]>>| part.map_or_else(|| "-".to_owned(), |bytes| shown(&bytes));
                [name, shown(&found.registry), part(Some(found.repository)), part(found.tag), part(found.digest)]
            }
            Err(error) => {
                let why = format!("refused at byte {}: expected {}", error.position(), error.expected());
                [name, why, String::new(), String::new(), String::new()]
            }
        };
        table.row(row);
    }
    oci_examples::print(format_args!("{table}\n"));
    any.is_ok()
}
