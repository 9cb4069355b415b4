//! What other tools make of images (`profiles/`).
//!
//! A case is read by `case`, run by `adapter`, and judged here: bytes of manifest, config, new objects and files, the
//! media type, the descriptor; or the kind of the error.

mod adapter;
#[expect(dead_code, reason = "the adapter reads it")]
mod case;
mod options;

use std::collections::BTreeMap;

use oci_digest::Digest;
use serde_json::Value;

use crate::harness::{Mismatch, Tally, Verdict, same, same_bytes};
use crate::set::Set;
use case::{Blobs, Case, Expected, Files, Written};

/// What running a case gives.
#[derive(PartialEq)]
pub(crate) enum Outcome {
    /// There is no such operation.
    Unsupported(String),
    /// The kind of an error, in the words of the cases.
    Error(String),
    /// A result.
    Output(Box<Output>),
}

/// A result.
#[derive(Default, PartialEq)]
pub(crate) struct Output {
    /// What the digest covers.
    pub(crate) manifest: Vec<u8>,
    pub(crate) media_type: String,
    pub(crate) config: Option<Vec<u8>>,
    /// The descriptor of the manifest, as JSON.
    pub(crate) descriptor: Option<Value>,
    /// Everything else that has to be at the destination and was not in the input.
    pub(crate) blobs: Blobs,
    /// Other files, of archives and layouts.
    pub(crate) files: Files,
}

pub(crate) fn run(set: &Set, out: &mut Tally) {
    let root = set.folder("profiles");
    for dir in Case::folders(&root) {
        let path = dir.strip_prefix(&root).unwrap_or(&dir).display().to_string();
        match Case::read(&dir) {
            Err(problem) => out.fail("profiles", path, format!("a case that can be read: {problem}")),
            Ok(case) => {
                let category = format!("profiles/{}/{}", case.tool, case.operation);
                out.case(&category, &case.id, || judge(&case, adapter::run(&case)));
            }
        }
    }
}

fn judge(case: &Case, outcome: Outcome) -> Verdict {
    match (&case.expected, outcome) {
        (_, Outcome::Unsupported(what)) => Err(Mismatch::new("an answer", format!("none: {what}"))),
        (Expected::Error { kind, text }, Outcome::Error(got)) => {
            same(kind.as_str(), got.as_str()).map_err(|_| Mismatch::new(format!("{kind} ({text})"), got))
        }
        (Expected::Error { kind, text }, Outcome::Output(_)) => {
            Err(Mismatch::new(format!("{kind} ({text})"), "a result"))
        }
        (Expected::Written(_), Outcome::Error(kind)) => Err(Mismatch::new("a result", kind)),
        (Expected::Written(written), Outcome::Output(output)) => written_as(case, written, &output),
    }
}

fn written_as(case: &Case, expected: &Written, output: &Output) -> Verdict {
    if let Some(manifest) = &expected.manifest {
        if expected.variable.is_empty() {
            same_bytes("manifest", manifest, &output.manifest)?;
        } else {
            same(without(manifest, &expected.variable)?, without(&output.manifest, &expected.variable)?)?;
        }
    }
    if let Some(digest) = expected.manifest_digest.as_deref().filter(|_| expected.variable.is_empty()) {
        verified("manifest", digest, &output.manifest)?;
    }
    if let Some(media_type) = &expected.manifest_media_type {
        same(media_type.as_str(), output.media_type.as_str())?;
    }
    // A config that is not written anew is the one of the input.
    if let Some(own) = output.config.as_ref().or(case.input.config.as_ref()) {
        if let Some(config) = &expected.config {
            same_bytes("config", config, own)?;
        }
        if let Some(digest) = &expected.config_digest {
            verified("config", digest, own)?;
        }
    }
    // What changes from run to run changes the descriptor, too.
    if let Some(descriptor) = expected.descriptor.as_ref().filter(|_| expected.variable.is_empty()) {
        same(descriptor, output.descriptor.as_ref().unwrap_or(&Value::Null))?;
    }
    // Layers that the tool compressed are its encoder's.
    let given = case.tags.iter().any(|tag| tag == "compressor-dependent");
    objects("object", &expected.blobs, &output.blobs, !given)?;
    objects("file", &expected.files, &output.files, true)
}

/// Everything that the tool writes is there, in the same bytes; with `all`, nothing else is.
fn objects(what: &str, expected: &Blobs, got: &Blobs, all: bool) -> Verdict {
    for (name, bytes) in expected {
        match got.get(name) {
            Some(own) => same_bytes(&format!("{what} {name}"), bytes, own)?,
            None if all => return Err(Mismatch::new(format!("the {what} {name}"), names(got))),
            None => {}
        }
    }
    match got.keys().find(|name| all && !expected.contains_key(*name)) {
        Some(more) => Err(Mismatch::new(names(expected), format!("the {what} {more}"))),
        None => Ok(()),
    }
}

fn names(objects: &BTreeMap<String, Vec<u8>>) -> String {
    format!("only {:?}", objects.keys().collect::<Vec<_>>())
}

fn verified(what: &str, digest: &str, bytes: &[u8]) -> Verdict {
    let parsed: Digest = digest.parse().map_err(|error| Mismatch::new("a digest", error))?;
    parsed.verify(bytes).map_err(|error| Mismatch::new(format!("the {what} {digest}"), error))
}

/// A document with `null` where it differs from run to run.
fn without(document: &[u8], pointers: &[String]) -> Result<Value, Mismatch> {
    let mut document: Value = serde_json::from_slice(document).map_err(|error| Mismatch::new("JSON", error))?;
    for pointer in pointers {
        if let Some(member) = document.pointer_mut(pointer) {
            *member = Value::Null;
        }
    }
    Ok(document)
}
