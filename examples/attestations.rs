//! What do the `unknown/unknown` entries say, and about which image?
//!
//! `cargo run --example attestations -- INDEX [FILE…]`
//!
//! The further files are what the index names: attestation manifests, their statements, artifacts with a subject. Without
//! files it runs on embedded documents.

use clap::Parser;
use oci_digest::Digest;
use oci_examples::{Answer, Failure, Held, Screen, Shelf, data, run};
use oci_spec_types::in_toto::Statement;
use oci_spec_types::{ClaimedDigest, Descriptor, Model, Referrer, View, attestation, printable};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// What do the unknown/unknown entries say, and about which image?
///
/// Lists attestations (provenance, SBOMs) and other documents with a subject, and what each is about. The answer is a bad one
/// where one is about something that is not there, or a statement is about something else than its manifest.
#[derive(Debug, Parser)]
struct Ask {
    /// An index; attestation manifests, statements and artifacts; - reads standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

/// Something that is about something else.
struct Found {
    heading: String,
    lines: Vec<String>,
    is_good: bool,
    json: Value,
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    let embedded = [data::ATTESTED_INDEX, data::ATTESTED_IMAGE, data::ATTESTATION, data::STATEMENT];
    let shelf = Shelf::read_or(&ask.files, &embedded)?;
    let mut found = Vec::new();
    for index in &shelf.all {
        let entries = index.document.view().entries();
        found.extend(entries.iter().enumerate().filter_map(|(at, entry)| of_entry(index, at, entry, entries, &shelf)));
    }
    for held in &shelf.all {
        let is_entry = shelf
            .all
            .iter()
            .flat_map(|held| held.document.view().entries())
            .any(|entry| attestation::reference(entry).is_some() && held.is(&entry.digest));
        if !is_entry {
            found.extend(of_subject(held, &shelf));
        }
    }
    let mut text = String::new();
    for one in &found {
        let heading = if one.is_good { screen.heading(&one.heading) } else { screen.bad(&one.heading) };
        text += &format!("{heading}\n");
        one.lines.iter().for_each(|line| text += &format!("  {line}\n"));
    }
    if found.is_empty() {
        text += "Nothing here is about something else.\n";
    }
    let json: Vec<&Value> = found.iter().map(|one| &one.json).collect();
    Ok(screen.answer(text, &json).good_if(found.iter().all(|one| one.is_good)))
}

/// An entry that is about another one.
fn of_entry(index: &Held, at: usize, entry: &Descriptor, all: &[Descriptor], shelf: &Shelf) -> Option<Found> {
    let reference = attestation::reference(entry)?;
    let target = all.iter().position(|other| reference.about.valid().is_some() && other.digest == reference.about);
    let about = match (target, reference.about.valid()) {
        (Some(place), Some(digest)) => {
            let platform = all[place].platform.as_ref().map_or_else(|| "no platform".to_owned(), ToString::to_string);
            format!("about  entry {place}, {}: {}", printable(&platform), digest.short())
        }
        (_, Some(digest)) => format!("about  {}, which is no entry of the index", digest.short()),
        (_, None) => "about  nothing: no digest is stated".to_owned(),
    };
    let kind = printable(&reference.kind).to_string();
    let mut found = Found {
        heading: format!("entry {at} of {}: {kind}", index.name),
        lines: vec![about],
        is_good: target.is_some(),
        json: json!({
            "index": index.name, "entry": at, "kind": reference.kind.as_str(), "digest": entry.digest.to_string(),
            "about": reference.about.to_string(), "about_entry": target,
        }),
    };
    match shelf.find(&entry.digest) {
        Some(manifest) => said(manifest, reference.about.valid(), shelf, &mut found),
        None => {
            found.lines.push(format!("says   what its manifest holds, which is not given: {}", short(&entry.digest)));
        }
    }
    Some(found)
}

/// A document with a subject.
fn of_subject(held: &Held, shelf: &Shelf) -> Option<Found> {
    let Referrer { subject, entry } = Referrer::of(&held.document).ok()??;
    let target = shelf.find(&subject.digest);
    let target = target.map_or_else(|| format!("{}, not given", short(&subject.digest)), |target| target.name.clone());
    let artifact_type = entry.artifact_type.as_ref().map_or("no type", |own| own.as_str());
    let mut found = Found {
        heading: format!("{}: {}", held.name, printable(artifact_type)),
        lines: vec![format!("about  {target}")],
        is_good: true,
        json: json!({ "document": held.name, "artifact_type": artifact_type, "about": subject.digest.to_string() }),
    };
    said(held, subject.digest.valid(), shelf, &mut found);
    Some(found)
}

/// The statements in a manifest.
fn said(manifest: &Held, about: Option<Digest>, shelf: &Shelf, found: &mut Found) {
    let View::OciManifest(own) = manifest.document.view() else { return };
    let mut statements = Vec::new();
    for predicate in attestation::predicates(own) {
        let kind = predicate.predicate_type.map_or("no predicate type", |kind| kind.as_str());
        let mut line = format!("says   {}", printable(kind));
        let statement = shelf.find(&predicate.layer.digest).map(|held| Statement::parse(held.document.bytes().clone()));
        let agrees = match (&statement, &about) {
            (Some(Ok(statement)), Some(about)) => Some(statement.subject.iter().any(|subject| subject.is(about))),
            _ => None,
        };
        match (&statement, agrees) {
            (Some(Err(error)), _) => line += &format!(" (no statement: {error})"),
            (_, Some(true)) => line += ", in a statement about the same image",
            (_, Some(false)) => line += ", in a statement about something else",
            (_, None) => line += &format!(", in {}", short(&predicate.layer.digest)),
        }
        found.is_good &= agrees != Some(false);
        found.lines.push(line);
        statements
            .push(json!({ "predicate_type": kind, "layer": predicate.layer.digest.to_string(), "agrees": agrees }));
    }
    if statements.is_empty() {
        found.lines.push("says   no in-toto statement".to_owned());
    }
    found.json["statements"] = json!(statements);
}

fn short(digest: &ClaimedDigest) -> String {
    match digest.valid() {
        Some(digest) => digest.short().to_string(),
        None => printable(digest.as_ref()).longest(40).to_string(),
    }
}
