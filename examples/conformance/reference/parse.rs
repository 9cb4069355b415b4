//! A text as every tool reads it.

use super::{agreed, bytes, class_of, same_text};
use crate::harness::{Mismatch, Verdict, same};
use oci_spec_types::Reference;
use oci_spec_types::reference::{AnyReference, Dialect, Reading, ReferenceError, ReferenceRef, Rules};
use serde_json::Value;

pub(crate) fn check(case: &Value) -> Verdict {
    let text = bytes(&case["in"]);
    rules(Rules::Distribution, &text, &case["dref"])?;
    rules(Rules::ContainersImage, &text, &merged(&case["dref"], &case["ci"]))?;
    // "=" stands for the answer before it, or for an error as well.
    let or = |name: &str, same_as: &str| if case[name] == "=" { case[same_as].clone() } else { case[name].clone() };
    ggcr(&case["ggcr"], Dialect::Ggcr.read(&text))?;
    ggcr(&or("ggcr_strict", "ggcr"), Dialect::GgcrStrict.read(&text))?;
    oras(&case["oras"], Dialect::Oras.read(&text))?;
    oras_v3(case, &text)?;
    containerd(&case["containerd"], Dialect::Containerd.read(&text))
}

/// The answers of containers/image: those of distribution, except for what a case states.
fn merged(base: &Value, differences: &Value) -> Value {
    let mut merged = base.clone();
    for (name, value) in differences.as_object().into_iter().flatten() {
        merged[name] = value.clone();
    }
    merged
}

fn rules(rules: Rules, text: &[u8], expected: &Value) -> Verdict {
    if let Some(exact) = agreed("parse", &expected["parse"], rules.exact(text))? {
        parts("parse", &expected["parse"], &exact)?;
    }
    let normalized = &expected["normalized"];
    if let Some(got) = agreed("normalized", normalized, rules.normalized(text))? {
        parts("normalized", normalized, &got)?;
        familiar(rules, normalized, &got)?;
        same(normalized["name_only"].as_bool().unwrap_or_default(), got.is_name_only())?;
        same_text("tag_name_only", &normalized["tag_name_only"], got.or_latest().to_string())?;
        let docker = rules.docker(text).map(|reference| reference.to_string());
        same_text("docker_ref", &expected["docker_ref"], docker.unwrap_or_else(|error| error.to_string()))?;
        same(expected["canonical"].as_bool().unwrap_or_default(), rules.canonical(text).is_ok())?;
    } else {
        agreed("docker_ref", normalized, rules.docker(text))?;
        agreed("canonical", normalized, rules.canonical(text))?;
    }
    let any = if expected["any"] == "=" { normalized } else { &expected["any"] };
    match agreed("any", any, rules.any(text))? {
        Some(AnyReference::Named(named)) => parts("any", any, &named),
        Some(AnyReference::Digest(digest)) => {
            same(any["kind"].as_str().unwrap_or_default(), "digest")?;
            same_text("any digest", &any["digest"], digest.to_string())?;
            same_text("any", &any["string"], digest.to_string())
        }
        None => Ok(()),
    }
}

/// The parts of a reference, borrowed and owned.
pub(super) fn parts(what: &str, expected: &Value, got: &ReferenceRef<'_>) -> Verdict {
    let kind = match (got.tag(), got.digest()) {
        (None, None) => "name",
        (Some(_), None) => "tagged",
        (None, Some(_)) => "digested",
        (Some(_), Some(_)) => "tagged+digested",
    };
    same(expected["kind"].as_str().unwrap_or_default(), kind)?;
    same_text(&format!("{what} domain"), &expected["domain"], got.registry())?;
    same_text(&format!("{what} path"), &expected["path"], got.repository().as_ref())?;
    same_text(&format!("{what} tag"), &expected["tag"], got.tag().unwrap_or_default())?;
    same_text(&format!("{what} digest"), &expected["digest"], got.digest().unwrap_or_default())?;
    same_text(&format!("{what} string"), &expected["string"], got.to_string())?;
    let owned = Reference::from(*got);
    same(got.to_string(), owned.as_str())?;
    if owned.as_ref() == *got { Ok(()) } else { Err(Mismatch::new(got, owned)) }
}

fn familiar(rules: Rules, expected: &Value, got: &ReferenceRef<'_>) -> Verdict {
    let familiar = got.familiar().to_string();
    same_text("familiar", &expected["familiar"], &familiar)?;
    same_text("familiar_name", &expected["familiar_name"], got.familiar_name().to_string())?;
    let canonical = got.to_string();
    same(
        canonical.clone(),
        rules.normalized(&canonical).map_or_else(|error| error.to_string(), |again| again.to_string()),
    )?;
    let again = rules.normalized(&familiar);
    match expected.get("familiar_reparsed") {
        None => same(canonical, again.map_or_else(|error| error.to_string(), |again| again.to_string())),
        Some(other) => {
            let got = again.map_or_else(|error| class_of(error.kind()).to_owned(), |again| again.to_string());
            let error = other["err"].as_str().map(Value::from);
            same_text("familiar_reparsed", error.as_ref().unwrap_or(other), got)
        }
    }
}

/// Accepted or refused; `None` when both are errors.
fn accepted<'a>(
    tool: &str,
    expected: &Value,
    got: Result<Reading<'a>, ReferenceError>,
) -> Result<Option<Reading<'a>>, Mismatch> {
    match (expected.get("err"), got) {
        (None, Ok(reading)) => Ok(Some(reading)),
        (Some(_), Err(_)) => Ok(None),
        (Some(error), Ok(reading)) => Err(Mismatch::new(format!("{tool}: {error}"), format!("{reading:?}"))),
        (None, Err(error)) => Err(Mismatch::new(format!("{tool}: {expected}"), error)),
    }
}

fn ggcr(expected: &Value, got: Result<Reading<'_>, ReferenceError>) -> Verdict {
    let Some(got) = accepted("ggcr", expected, got)? else { return Ok(()) };
    same_text("ggcr registry", &expected["registry"], &got.registry)?;
    same_text("ggcr repository", &expected["repository"], &got.repository)?;
    let (kind, identifier, delimiter) = match (&got.tag, &got.digest) {
        (Some(tag), None) => ("tag", tag, b":"),
        (None, Some(digest)) => ("digest", digest, b"@"),
        _ => return Err(Mismatch::new("a tag or a digest", format!("{got:?}"))),
    };
    same(expected["kind"].as_str().unwrap_or_default(), kind)?;
    same_text("ggcr identifier", &expected["identifier"], identifier)?;
    let name = [&got.registry, &b"/"[..], &got.repository, delimiter, identifier].concat();
    same_text("ggcr name", &expected["name"], name)
}

fn oras(expected: &Value, got: Result<Reading<'_>, ReferenceError>) -> Verdict {
    let Some(got) = accepted("oras", expected, got)? else { return Ok(()) };
    same_text("oras registry", &expected["registry"], &got.registry)?;
    same_text("oras repository", &expected["repository"], &got.repository)?;
    let stated = got.digest.as_ref().or(got.tag.as_ref()).map_or(&b""[..], |stated| stated);
    same_text("oras reference", &expected["reference"], stated)?;
    let delimiter = match (&got.digest, &got.tag) {
        (Some(_), _) => &b"@"[..],
        (None, Some(_)) => b":",
        (None, None) => b"",
    };
    same_text("oras", &expected["string"], [&got.registry, &b"/"[..], &got.repository, delimiter, stated].concat())
}

fn oras_v3(case: &Value, text: &[u8]) -> Verdict {
    let got = Dialect::OrasV3.read(text);
    if case["oras_v3"] == "=" {
        return oras(&case["oras"], got);
    }
    let expected = &case["oras_v3"];
    let parts =
        got.as_ref().ok().map(|got| (got.tag.clone().unwrap_or_default(), got.digest.clone().unwrap_or_default()));
    oras(expected, got)?;
    let Some((tag, digest)) = parts else { return Ok(()) };
    same_text("oras 3 tag", &expected["tag"], tag)?;
    same_text("oras 3 digest", &expected["digest"], digest)
}

fn containerd(expected: &Value, got: Result<Reading<'_>, ReferenceError>) -> Verdict {
    let Some(got) = accepted("containerd", expected, got)? else { return Ok(()) };
    same_text("containerd hostname", &expected["hostname"], &got.registry)?;
    let slash = if got.repository.is_empty() { &b""[..] } else { b"/" };
    let locator = [&got.registry, slash, &got.repository].concat();
    same_text("containerd locator", &expected["locator"], &locator)?;
    let at = if got.digest.is_some() { &b"@"[..] } else { b"" };
    let digest = got.digest.as_deref().unwrap_or_default();
    let object = [got.tag.as_deref().unwrap_or_default(), at, digest].concat();
    same_text("containerd object", &expected["object"], &object)?;
    same_text("containerd digest", &expected["digest"], digest)?;
    let colon = if got.tag.is_some() { &b":"[..] } else { b"" };
    same_text("containerd", &expected["string"], [&locator, colon, &object].concat())
}
