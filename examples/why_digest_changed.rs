//! Why do these two documents have different digests?
//!
//! `cargo run --example why_digest_changed -- [A B] [--config FILE]… [--child FILE]… [--diff-id BLOB=DIFFID]…`
//!
//! The more is given, the more is known: configs tell what the layers hold. Without files it runs on embedded documents: an
//! image before and after it was pushed, a list and one of its children.

use bytes::Bytes;
use clap::Parser;
use oci_convert::explain::{Explanation, Given, Grade, explain};
use oci_digest::{DiffId, Digest};
use oci_examples::{Answer, Failure, Input, Screen, data, run};
use std::path::PathBuf;
use std::process::ExitCode;

/// Why do these two documents have different digests?
#[derive(Debug, Parser)]
struct Ask {
    /// The two documents: manifests, configs, lists; - reads standard input
    #[arg(num_args = 2, value_names = ["A", "B"])]
    files: Vec<PathBuf>,
    /// A config that A or B names; may be repeated
    #[arg(long = "config", value_name = "FILE")]
    configs: Vec<PathBuf>,
    /// A manifest that an index names; may be repeated
    #[arg(long = "child", value_name = "FILE")]
    children: Vec<PathBuf>,
    /// The measured diffID of a layer; may be repeated
    #[arg(long = "diff-id", value_name = "BLOB=DIFFID", value_parser = diff_id)]
    diff_ids: Vec<(Digest, DiffId)>,
}

fn main() -> ExitCode {
    run(answer)
}

fn answer(ask: Ask, screen: &Screen) -> Result<Answer, Failure> {
    let configs = blobs(&ask.configs)?;
    let children = blobs(&ask.children)?;
    let pairs = match ask.files.as_slice() {
        [a, b] => vec![[Input::read(a)?, Input::read(b)?]],
        _ => vec![
            [data::DEMO_LOCAL, data::DEMO_PUSHED].map(Input::embedded),
            [data::MULTI_ARCH, data::MULTI_ARCH_AMD64].map(Input::embedded),
        ],
    };
    let (mut texts, mut all) = (Vec::new(), Vec::<Explanation>::new());
    for [a, b] in &pairs {
        let documents = (a.document()?, b.document()?);
        let given = Given::new(&documents.0, &documents.1);
        let why = explain(&Given { configs: &configs, children: &children, diff_ids: &ask.diff_ids, ..given });
        let heading = screen.heading(&format!("A = {}, B = {}", a.name, b.name));
        texts.push(if screen.is_full() { format!("{heading}\n\n{why:#}") } else { format!("{heading}\n\n{why}") });
        all.push(why);
    }
    let is_true = all.iter().all(|why| why.grade != Grade::Contradicted);
    let text = texts.join("\n");
    // One value: the answer, or a list where there are two.
    let answer = match all.as_slice() {
        [one] => screen.answer(text, one),
        all => screen.answer(text, &all),
    };
    Ok(answer.good_if(is_true))
}

fn blobs(paths: &[PathBuf]) -> Result<Vec<Bytes>, Failure> {
    paths.iter().map(|path| Ok(Input::read(path)?.bytes)).collect()
}

fn diff_id(text: &str) -> Result<(Digest, DiffId), String> {
    let digest = |part: &str| part.parse::<Digest>().map_err(|error| format!("{part:?}: {error}"));
    let (blob, id) = text.split_once('=').ok_or("expected the digest of the blob, =, and its diffID")?;
    Ok((digest(blob)?, DiffId::new(digest(id)?)))
}
