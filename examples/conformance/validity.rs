//! Documents to accept or refuse (`spec/validity.json`).
//!
//! The verdict of the `Spec` strictness is the one of the case, for ambiguous cases, too: the decisions that the crate
//! documents are those of the cases. Besides: every finding stands inside of its document and has a message, a case with
//! warnings has findings, and a signed schema 1 manifest has the payload digest of its case. Rows of the kind `digest`
//! are `digest_validity`'s.

use crate::harness::{Mismatch, Tally, Verdict, base64, same, text};
use crate::set::Set;
use oci_digest::Digest;
use oci_spec_types::docker::jws::{Jws, Mode};
use oci_spec_types::validate::{Options, Strictness, Target, validate};
use oci_spec_types::{Document, ErrorKind, ParseOptions};
use serde_json::Value;

const TARGETS: &[(&str, Target)] = &[
    ("descriptor", Target::Descriptor),
    ("manifest", Target::Manifest),
    ("index", Target::Index),
    ("config", Target::Config),
    ("layout", Target::Layout),
    ("mediatype", Target::MediaType),
    ("created", Target::Timestamp),
    ("refname", Target::RefName),
    ("docker-manifest", Target::DockerManifest),
    ("docker-manifest-list", Target::DockerList),
    ("docker-schema1", Target::DockerSchema1),
    ("docker-schema1-signed", Target::DockerSchema1),
];

pub(crate) fn run(set: &Set, out: &mut Tally) {
    let Some(cases) = set.file("spec/validity.json") else { return };
    for case in cases.as_array().into_iter().flatten() {
        let (kind, id) = (text(case, "kind"), text(case, "id"));
        let category = format!("spec/validity/{kind}");
        let Some(document) = document(case) else {
            out.fail(&category, id, "a document that can be made");
            continue;
        };
        match kind {
            "digest" => {}
            "platform" => out.case(&category, id, || platform(case, &document)),
            _ => match TARGETS.iter().find(|(name, _)| *name == kind) {
                Some((_, target)) => out.case(&category, id, || verdict(case, *target, &document)),
                None => out.fail(&category, id, "a known kind"),
            },
        }
        if let Some((_, target)) = TARGETS.iter().find(|(name, _)| *name == kind).filter(|_| is_about_security(case)) {
            out.case("gate/refuses", id, || {
                match Strictness::Gate.verdict(&validate(&document, *target, &Options::default())) {
                    Ok(()) => Err(Mismatch::new(format!("an error by {}", text(case, "rule")), "none")),
                    Err(_) => Ok(()),
                }
            });
        }
        if case.get("expected_digest").is_some() {
            out.case("spec/validity/payload", id, || payload(case, &document));
        }
    }
}

/// Documents that a gate must not let through: of two meanings, of another kind, read in different ways, ill-formed digests.
fn is_about_security(case: &Value) -> bool {
    let rule = text(case, "rule");
    let traps = rule.starts_with("SEC-") || matches!(rule, "JSN-02" | "JSN-03" | "JSN-04" | "JSN-06");
    let is_tagged = case["tags"].as_array().is_some_and(|tags| tags.iter().any(|tag| tag == "security"));
    // Whitespace before a document, and algorithms that nobody registered, are no faults.
    let is_fault = case["valid"] == false || matches!(rule, "JSN-06" | "SEC-06");
    is_fault && (traps || is_tagged || rule.starts_with("DIG-"))
}

/// What the tools of the field write passes the gate (`output.manifest.json` of every case that succeeded).
pub(crate) fn gate(set: &Set, out: &mut Tally) {
    if !out.wants("gate/accepts") {
        return;
    }
    // The cases themselves are for others to run.
    let mut folders = vec![set.path("convert"), set.path("profiles")];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
        folders.extend(entries.filter(|path| path.is_dir()));
        let Ok(bytes) = std::fs::read(folder.join("output.manifest.json")) else { continue };
        let name = folder.strip_prefix(set.path("")).unwrap_or(&folder).display().to_string();
        if Document::parse(bytes.clone()).is_err_and(|error| matches!(error.kind(), ErrorKind::Json(_))) {
            out.skip("gate/accepts", name, "the payload of a signature, not a document of JSON");
        } else if name.contains("digest-invalid") {
            out.skip("gate/accepts", name, "the tool copies a digest that is none");
        } else {
            out.case("gate/accepts", &name, || match Document::parse_with(bytes, &ParseOptions::gate()) {
                Ok(_) => Ok(()),
                Err(error) => Err(Mismatch::new("a document", error)),
            });
        }
    }
}

/// The exact bytes of a case, as its `sha256` says.
fn document(case: &Value) -> Option<Vec<u8>> {
    let bytes = if let Some(text) = case["document"].as_str() {
        text.as_bytes().to_vec()
    } else if let Some(text) = case["document_b64"].as_str() {
        base64(text)
    } else {
        let plan = &case["document_gen"];
        let times = |name: &str| plan[name].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
        let depth = times("depth");
        let parts = [
            text(plan, "head").to_owned(),
            text(plan, "repeat").repeat(times("count")),
            text(plan, "nest_open").repeat(depth),
            text(plan, "nest_close").repeat(depth),
            text(plan, "tail").to_owned(),
        ];
        parts.concat().into_bytes()
    };
    let expected = text(case, "sha256");
    let hex = expected.strip_prefix("sha256:").unwrap_or(expected);
    (hex.is_empty() || *Digest::sha256(&bytes).encoded() == *hex).then_some(bytes)
}

fn verdict(case: &Value, target: Target, document: &[u8]) -> Verdict {
    let findings = validate(document, target, &Options::default());
    if let Some(outside) = findings.iter().find(|finding| finding.offset() > document.len()) {
        return Err(Mismatch::new("offsets inside of the document", outside));
    }
    if let Some(empty) = findings.iter().find(|finding| finding.detail().is_empty()) {
        return Err(Mismatch::new("a message", empty));
    }
    if findings.is_empty() && case["warnings"].as_array().is_some_and(|warnings| !warnings.is_empty()) {
        return Err(Mismatch::new(&case["warnings"], "no finding"));
    }
    let refused = Strictness::Spec.verdict(&findings);
    let wanted = case["valid"].as_bool() == Some(true);
    match refused {
        Ok(()) if wanted => Ok(()),
        Err(_) if !wanted => Ok(()),
        Ok(()) => Err(Mismatch::new(format!("an error by {} ({})", text(case, "rule"), text(case, "why")), "none")),
        Err(finding) => Err(Mismatch::new(format!("no error ({})", text(case, "why")), finding.within(document))),
    }
}

fn platform(case: &Value, document: &[u8]) -> Verdict {
    let parsed = std::str::from_utf8(document).ok().and_then(|text| text.parse::<oci_platform::Platform>().ok());
    same(case["valid"].as_bool().unwrap_or_default(), parsed.is_some())
}

/// The digest of the payload of a schema 1 manifest, or that there is none.
fn payload(case: &Value, document: &[u8]) -> Verdict {
    let got = match Jws::parse(document, Mode::Strict) {
        Ok(jws) => {
            same(case["signature_valid"].as_bool().unwrap_or_default(), jws.verify().is_ok())?;
            Some(Digest::sha256(jws.payload()))
        }
        // Without signatures the whole document is the payload.
        Err(oci_spec_types::docker::jws::JwsError::Unsigned) => Some(Digest::sha256(document)),
        Err(_) => None,
    };
    let got = got.map_or_else(|| "null".to_owned(), |digest| digest.to_string());
    same(case["expected_digest"].as_str().unwrap_or("null"), got.as_str())
}
