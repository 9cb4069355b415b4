//! What is this image called by digests of another algorithm?
//!
//! `cargo run --example rehash -- [LAYOUT] [--tag TAG] [--to ALGORITHM]`

use clap::Parser;
use oci_convert::Source;
use oci_convert::rehash::{Rehash, RehashNeed, Rehashed};
use oci_digest::{Algorithm, Digest};
use oci_examples::{Answer, Cell, Failure, Repository, Screen, Table, bytes, in_file, run};
use oci_spec_types::tag::referrers_tag;
use oci_spec_types::{Document, printable};
use serde_json::json;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

/// What is this image called by digests of another algorithm?
///
/// Reads an image or index and everything that it names out of an OCI layout, hashes each blob once, and rewrites the
/// documents that name them. Prints the old and the new digests; nothing is written.
#[derive(Debug, Parser)]
struct Ask {
    /// The folder of an OCI layout; a repository that is made up unless given
    #[arg(value_name = "LAYOUT")]
    layout: Option<PathBuf>,
    /// The tag of the image; the first one unless given
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// The algorithm: sha512, sha384, sha256, blake3
    #[arg(long, value_name = "ALGORITHM", default_value = "sha512")]
    to: String,
    /// Print the report of every document
    #[arg(long)]
    report: bool,
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    let algorithm = ask.to.parse::<Algorithm>().map_err(|error| Failure::usage(format!("--to: {error}")))?;
    if !algorithm.is_supported() {
        return Err(Failure::usage(format!("--to: this build does not compute {}", printable(&ask.to))));
    }
    let repository = match &ask.layout {
        Some(path) => Repository::layout(path)?,
        None => Repository::sample(),
    };
    let is_asked = |(tag, _): &&(String, Digest)| match &ask.tag {
        Some(asked) => tag == asked,
        None => oci_spec_types::tag::DigestTag::read(tag).is_none(),
    };
    let Some((tag, root)) = repository.tags.iter().find(is_asked) else {
        return Err(Failure::usage("there is no such tag"));
    };
    let rehashed = rehash(&repository, root, algorithm)?;
    let mut table = Table::with_right(&[2]);
    for document in &rehashed.documents {
        let size = bytes(i64::try_from(document.bytes.len()).unwrap_or(i64::MAX));
        let kind =
            Document::parse(document.bytes.clone()).map(|document| document.kind().to_string()).unwrap_or_default();
        table.row([Cell::digest(&document.before), Cell::digest(&document.digest), Cell::text(size), Cell::text(kind)]);
    }
    for (before, after) in &rehashed.blobs {
        let size = repository.size(before).map(bytes).unwrap_or_default();
        table.row([Cell::digest(before), Cell::digest(after), Cell::text(size), Cell::text("blob, same bytes")]);
    }
    let new = rehashed.documents.last().map_or_else(|| root.clone(), |document| document.digest.clone());
    let mut text = format!("{}:{}\n\n{}", printable(&repository.name), printable(tag), screen.table(&table));
    text += &format!("\nits referrers are listed under the tag\n{}\n", referrers_tag(&new));
    for odd in &rehashed.report.oddities {
        text += &format!("{}: {} {}\n", odd.pointer, odd.code.text(), printable(&odd.detail));
    }
    if ask.report {
        text += &format!("\n{}", rehashed.report);
    }
    let json = json!({
        "digest": new,
        "referrers_tag": referrers_tag(&new),
        "documents": rehashed.documents.iter().map(|own| json!({ "before": own.before, "after": own.digest })).collect::<Vec<_>>(),
        "blobs": rehashed.blobs.iter().map(|(before, after)| json!({ "before": before, "after": after })).collect::<Vec<_>>(),
        "report": rehashed.report,
    });
    Ok(screen.answer(text, &json))
}

fn rehash(repository: &Repository, root: &Digest, algorithm: Algorithm) -> Result<Rehashed, Failure> {
    let name = root.to_string();
    let read = |digest: &Digest| -> Result<_, Failure> {
        repository.read(digest)?.ok_or_else(|| in_file(&digest.to_string())("it is not there"))
    };
    let document = Document::parse(read(root)?).map_err(in_file(&name))?;
    let mut plan = Rehash::to(algorithm).plan(Source::from(&document)).map_err(in_file(&name))?;
    loop {
        let needs = plan.needs();
        if needs.is_empty() {
            return plan.finish().map_err(in_file(&name));
        }
        for need in needs {
            let name = need.descriptor().digest.to_string();
            let Some(digest) = need.descriptor().digest.valid() else { return Err(in_file(&name)("no digest")) };
            if let RehashNeed::Document(_) = &need {
                plan.provide(&need, read(&digest)?).map_err(in_file(&name))?;
                continue;
            }
            // A blob may be large: it is hashed as it is read.
            let mut hasher = plan.hasher(&need).map_err(in_file(&name))?;
            let mut blob = repository.open(&digest)?.ok_or_else(|| in_file(&name)("it is not there"))?;
            let mut buffer = vec![0; 1 << 16];
            loop {
                let count = blob.read(&mut buffer).map_err(in_file(&name))?;
                if count == 0 {
                    break;
                }
                hasher.update(&buffer[..count]).map_err(in_file(&name))?;
            }
            let new = hasher.finish().map_err(in_file(&name))?;
            plan.name(&need, new).map_err(in_file(&name))?;
        }
    }
}
