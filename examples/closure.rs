//! What belongs to these images, and what may be deleted?
//!
//! `cargo run --example closure -- [LAYOUT] [--keep TAG]… [--drop-untagged]`

use clap::Parser;
use oci_digest::Digest;
use oci_examples::{Answer, Cell, Failure, Repository, Screen, Table, bytes, run};
use oci_spec_types::closure::{Attachment, Closure, Collectable, Completeness, How, Unkept};
use oci_spec_types::{Document, printable};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// What belongs to these images, and what may be deleted?
///
/// Reads an OCI layout, and says of each tag whether everything it needs is there, what is about it (attestations,
/// signatures, SBOMs, by subject or by tag), and which blobs nothing keeps. Nothing is deleted. The answer is a bad one where
/// something kept is not complete.
#[derive(Debug, Parser)]
struct Ask {
    /// The folder of an OCI layout; a repository that is made up unless given
    #[arg(value_name = "LAYOUT")]
    layout: Option<PathBuf>,
    /// Keep only this tag, and what goes with what it names; may be repeated. All tags are kept unless given
    #[arg(long, value_name = "TAG")]
    keep: Vec<String>,
    /// Do not keep what the layout names without a tag
    #[arg(long)]
    drop_untagged: bool,
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    let repository = match &ask.layout {
        Some(path) => Repository::layout(path)?,
        None => Repository::sample(),
    };
    if let Some(tag) = ask.keep.iter().find(|tag| !repository.tags.iter().any(|(own, _)| own == *tag)) {
        return Err(Failure::usage(format!("there is no tag {}", printable(tag))));
    }
    let kept = kept(ask, &repository);
    let closure = fed(ask, &repository)?;
    let answer = closure.answer();
    let (mut tags, mut gaps, mut about) = (Table::default(), Table::default(), Table::default());
    let mut json_tags = Vec::new();
    for (tag, digest) in &kept {
        let verdict = answer.verdict(digest);
        tags.row([Cell::text(tag.unwrap_or("(no tag)")), Cell::digest(digest), Cell::text(said(verdict))]);
        let missing: Vec<String> = answer.gaps(digest).iter().map(ToString::to_string).collect();
        missing.iter().for_each(|gap| gaps.row([Cell::text(tag.unwrap_or("(no tag)")), Cell::text(gap)]));
        json_tags.push(json!({ "tag": tag, "digest": digest, "verdict": verdict, "gaps": missing }));
    }
    let attachments: Vec<Attachment<'_>> = closure.reached().flat_map(|digest| closure.about(digest)).collect();
    for found in &attachments {
        about.row([
            Cell::digest(found.digest),
            Cell::digest(found.subject),
            Cell::text_or(how(found, whole), how(found, short)),
        ]);
    }
    let collectable = answer.collectable().unwrap_or_default();
    let mut deletable = Table::with_right(&[1]);
    for found in &collectable {
        let size = repository.size(found.digest).map(bytes).unwrap_or_default();
        deletable.row([
            Cell::digest(found.digest),
            Cell::text(size),
            Cell::text_or(why(found, whole), why(found, short)),
        ]);
    }
    let total: i64 = collectable.iter().filter_map(|found| repository.size(found.digest)).sum();
    let mut text = format!(
        "{}: {} tags, {} blobs\n",
        printable(&repository.name),
        repository.tags.len(),
        repository.digests().count()
    );
    for (heading, table) in [
        ("kept".to_owned(), &tags),
        ("missing".to_owned(), &gaps),
        ("kept with what they are about (digest, about, how)".to_owned(), &about),
        (format!("may be deleted: {} blobs, {}; in this order", collectable.len(), bytes(total)), &deletable),
    ] {
        if !table.is_empty() {
            text += &format!("\n{}\n{}", screen.heading(&heading), screen.table(table));
        }
    }
    if collectable.is_empty() {
        text += "\nnothing may be deleted\n";
    }
    let json = json!({
        "kept": json_tags,
        "about": attachments.iter().map(about_json).collect::<Vec<_>>(),
        "deletable": collectable.iter().map(|found| json!({
            "digest": found.digest, "size": repository.size(found.digest), "why": why(found, whole), "tags": found.tags,
        })).collect::<Vec<_>>(),
    });
    let is_good = kept.iter().all(|(_, digest)| answer.verdict(digest) == Completeness::Complete);
    Ok(screen.answer(text, &json).good_if(is_good))
}

/// What is to be kept: tags that go with a digest are left to the closure.
fn kept<'a>(ask: &Ask, repository: &'a Repository) -> Vec<(Option<&'a str>, &'a Digest)> {
    let is_asked = |tag: &str| ask.keep.is_empty() || ask.keep.iter().any(|own| own == tag);
    let is_free = |tag: &str| oci_spec_types::tag::DigestTag::read(tag).is_none();
    let tags = repository.tags.iter().filter(|(tag, _)| is_asked(tag) && is_free(tag));
    let untagged = repository.untagged.iter().filter(|_| !ask.drop_untagged).map(|digest| (None, digest));
    tags.map(|(tag, digest)| (Some(tag.as_str()), digest)).chain(untagged).collect()
}

/// A closure that has read everything that it needs.
fn fed(ask: &Ask, repository: &Repository) -> Result<Closure, Failure> {
    let mut closure = Closure::new();
    for (tag, digest) in &repository.tags {
        let goes_with_a_digest = oci_spec_types::tag::DigestTag::read(tag).is_some();
        if goes_with_a_digest || ask.keep.is_empty() || ask.keep.contains(tag) {
            closure.tag(tag, digest);
        }
    }
    repository.untagged.iter().filter(|_| !ask.drop_untagged).for_each(|digest| closure.keep(digest));
    for digest in repository.digests() {
        match repository.is_document(digest) {
            true => closure.holds_document(digest),
            false => closure.holds(digest),
        }
    }
    closure.lacks_rest();
    while let Some(need) = closure.next_need() {
        match repository.read(&need.digest)?.map(Document::parse) {
            Some(Ok(document)) => {
                closure.provide(&need.digest, &document).map_err(oci_examples::in_file(&need.digest.to_string()))?;
            }
            // Whatever it is, it names nothing that can be found.
            Some(Err(_)) | None => closure.leaf(&need.digest),
        }
    }
    Ok(closure)
}

fn said(verdict: Completeness) -> &'static str {
    match verdict {
        Completeness::Complete => "complete",
        Completeness::Incomplete => "incomplete",
        Completeness::Undecided => "not known whether it is complete",
    }
}

fn how(found: &Attachment<'_>, name: fn(&str) -> String) -> String {
    match (found.how, found.artifact_type) {
        (How::Subject | How::Listed, Some(own)) => format!("subject, {own}"),
        (How::Subject | How::Listed, None) => "subject".to_owned(),
        (How::Entry(_), _) => "annotated entry of the index".to_owned(),
        (How::Tag(tag), _) => format!("tag {}", name(tag)),
        _ => "otherwise".to_owned(),
    }
}

fn about_json(found: &Attachment<'_>) -> Value {
    let artifact_type = found.artifact_type.map(oci_spec_types::MediaType::as_str);
    json!({ "digest": found.digest, "about": found.subject, "how": how(found, whole), "artifact_type": artifact_type })
}

fn why(found: &Collectable<'_>, name: fn(&str) -> String) -> String {
    let short = |digest: &Digest| digest.short().to_string();
    let why = match found.why {
        Unkept::Unnamed => "nothing names it".to_owned(),
        Unkept::NamedBy(by) => format!("named by {}", short(by)),
        Unkept::About(subject) => format!("about {}", short(subject)),
        Unkept::AboutNothing(subject) => format!("about {}, which is not there", short(subject)),
        _ => "nothing keeps it".to_owned(),
    };
    found.tags.iter().fold(why, |why, tag| format!("{why}; tag {}", name(tag)))
}

fn whole(tag: &str) -> String {
    tag.to_owned()
}

/// A tag that goes with a digest, with as many digits as a short digest has.
fn short(tag: &str) -> String {
    match (tag.char_indices().nth(19), tag.rfind('.')) {
        (Some((cut, _)), Some(dot)) if dot > cut => format!("{}…{}", &tag[..cut], &tag[dot..]),
        (Some((cut, _)), None) if tag.len() > 64 => format!("{}…", &tag[..cut]),
        _ => tag.to_owned(),
    }
}
