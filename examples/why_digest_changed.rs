//! Why do these two documents have different digests?
//!
//! `cargo run --example why_digest_changed -- [A B] [--config FILE]... [--child FILE]... [--diff-id BLOB=DIFFID]... [--json]`
//!
//! The more is given, the more is known: configs tell what the layers hold. Without files it runs on embedded documents: an
//! image before and after it was pushed, a list and one of its children.

use bytes::Bytes;
use oci_convert::explain::{Given, explain};
use oci_digest::{DiffId, Digest};
use oci_examples::{Args, Input, data, print, run};
use std::process::ExitCode;

const USAGE: &str = "why_digest_changed [A B] [options]   (- reads standard input)
  --config FILE           a config that A or B names; may be repeated
  --child FILE            a manifest that an index names; may be repeated
  --diff-id BLOB=DIFFID   the diffID of a layer, measured; may be repeated
  --json                  as JSON";

fn main() -> ExitCode {
    run(|| {
        let Some(mut args) = Args::of_process(USAGE) else { return Ok(ExitCode::SUCCESS) };
        let as_json = args.flag("--json");
        let configs = files(&args.options("--config")?)?;
        let children = files(&args.options("--child")?)?;
        let diff_ids = args.options("--diff-id")?.iter().map(|text| diff_id(text)).collect::<Result<Vec<_>, _>>()?;
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
        let mut all = Vec::new();
        for (at, [a, b]) in pairs.iter().enumerate() {
            let documents = (a.document()?, b.document()?);
            let given = Given::new(&documents.0, &documents.1);
            let why = explain(&Given { configs: &configs, children: &children, diff_ids: &diff_ids, ..given });
            if as_json {
                all.push(why);
            } else {
                print(format_args!("{}A = {}, B = {}\n\n{why}", if at > 0 { "\n" } else { "" }, a.name, b.name));
            }
        }
        if as_json {
            // One value: the answer, or a list where there were two.
            let json = match all.as_slice() {
                [one] => serde_json::to_string_pretty(one),
                all => serde_json::to_string_pretty(all),
            };
            print(format_args!("{}\n", json.map_err(|error| error.to_string())?));
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn files(paths: &[String]) -> Result<Vec<Bytes>, String> {
    paths.iter().map(|path| Ok(Input::read(path)?.bytes.into())).collect()
}

fn diff_id(text: &str) -> Result<(Digest, DiffId), String> {
    let digest = |part: &str| part.parse::<Digest>().map_err(|error| format!("--diff-id {part:?}: {error}"));
    let (blob, id) = text.split_once('=').ok_or_else(|| format!("--diff-id {text:?}: expected BLOB=DIFFID"))?;
    Ok((digest(blob)?, DiffId::new(digest(id)?)))
}
