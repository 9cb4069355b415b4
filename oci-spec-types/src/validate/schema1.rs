//! Docker v2 schema 1: the chain of ids, the signatures.

use std::borrow::Cow;

use oci_digest::json::{JsonError, Scanner};

use super::checker::Checker;
use super::facts::{Count, V1};
use super::part::Part;
use super::rule::Rule;
use super::schema::Seen;
use super::strings::quote;
use crate::docker::jws::{Jws, JwsError, Mode};

pub(super) fn finish(checker: &mut Checker<'_, '_>, seen: &Seen<'_>) {
    let (layers, history) = (checker.facts.count(Count::FsLayers), checker.facts.count(Count::History));
    if let (Some(layers), Some(history)) = (layers, history)
        && layers != history
    {
        checker.raise(Rule::D2103, seen.start, None, || {
            format!("found {layers} fsLayers and {history} entries of history, expected as many").into()
        });
    }
    if history == Some(checker.facts.v1.len()) {
        check_chain(checker);
    }
    // Also `null`: some tools take it for an empty list, others for none.
    if seen.stands("signatures") {
        check_signatures(checker);
    }
}

/// moby `fixManifestLayers`: each entry names the one below as its parent, the lowest names none, an id comes back only
/// directly after itself.
fn check_chain(checker: &mut Checker<'_, '_>) {
    let chain = std::mem::take(&mut checker.facts.v1);
    for pair in chain.windows(2) {
        let [above, below] = pair else { continue };
        if above.id != below.id && above.parent != below.id {
            checker.raise((Rule::D2105, Part::Carried), above.at, None, || {
                format!(
                    "found the parent {}, expected the id of the next entry, {}",
                    quote(above.parent.as_bytes()),
                    quote(below.id.as_bytes())
                )
                .into()
            });
        }
    }
    if let Some(base) = chain.last().filter(|base| !base.parent.is_empty()) {
        checker.raise((Rule::D2105, Part::Carried), base.at, None, || {
            format!("found the parent {} in the last entry, expected none", quote(base.parent.as_bytes())).into()
        });
    }
    let mut runs: Vec<&V1> = Vec::with_capacity(chain.len());
    for entry in &chain {
        if runs.last().is_none_or(|last| last.id != entry.id) {
            runs.push(entry);
        }
    }
    runs.sort_by(|a, b| a.id.cmp(&b.id));
    for pair in runs.windows(2) {
        if let [first, again] = pair
            && first.id == again.id
        {
            checker.raise(Rule::D2105, again.at, None, || {
                format!("found the id {} again, expected it once", quote(again.id.as_bytes())).into()
            });
        }
    }
}

/// The signatures lead to one payload, nothing stands outside of it, and they verify.
fn check_signatures(checker: &mut Checker<'_, '_>) {
    let document = checker.scanner.text();
    match Jws::parse(document, Mode::Strict) {
        Ok(jws) => {
            if let Some(uncovered) = jws.uncovered() {
                checker.raise(Rule::D2107, uncovered.offset, None, || {
                    format!("found the member {}, which no signature covers", quote(uncovered.name.as_bytes())).into()
                });
            }
            #[cfg(feature = "signatures")]
            if checker.options.signatures
                && let Err(error) = jws.verify()
            {
                let at = signatures_offset(document);
                checker.raise(Rule::D2107, at, None, || error.to_string().into());
            }
        }
        Err(error) => {
            // The place is the finding's own matter.
            let (at, detail) = match &error {
                JwsError::Json { error, .. } => (error.offset(), error.kind().to_string().into()),
                JwsError::Utf8 { offset } => (*offset, Cow::Borrowed("found a byte that is not UTF-8")),
                JwsError::SecondSignatures { offset } => {
                    (*offset, Cow::Borrowed("found a second member \"signatures\", expected one"))
                }
                JwsError::SignaturesInPayload { offset, format_length } => {
                    let text = format!("found \"signatures\" inside of the payload of {format_length} bytes");
                    (*offset, text.into())
                }
                error => (signatures_offset(document), error.to_string().into()),
            };
            checker.raise(Rule::D2107, at, None, || detail);
        }
    }
}

/// Where the value of the member `signatures` begins.
fn signatures_offset(document: &[u8]) -> usize {
    let find = || -> Result<usize, JsonError> {
        let mut scanner = Scanner::new(document).with_max_depth(u32::MAX);
        let mut object = scanner.begin_object()?;
        let mut found = 0;
        while let Some(name) = scanner.member(&mut object)? {
            scanner.peek()?;
            if name.is("signatures") {
                found = scanner.offset();
            }
            scanner.skip()?;
        }
        Ok(found)
    };
    find().unwrap_or_default()
}
