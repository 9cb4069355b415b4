//! The canonicalisations of `spec/digests.json`, and its floating point numbers.

use std::collections::BTreeMap;
use std::path::Path;

use oci_digest::Digest;
use oci_digest::canonical::{Error, Form, Rewritten, html_escape, indent_text, rewrite};
use serde_json::Value;

use crate::harness::{Mismatch, Tally, Verdict, base64, read_json, same, same_bytes, text};

type Make = fn(&[u8]) -> Result<Rewritten, Error>;

/// The names of the cases, and what makes them.
const MAKERS: &[(&str, Make)] = &[
    ("go-json/any-float64", |text| rewrite(text, &Form::GO_FLOAT)),
    ("go-json/any-number", |text| rewrite(text, &Form::GO_VALUE)),
    ("go-json/any-number-nohtml", |text| rewrite(text, &Form::GO_VALUE.without_html().with_newline())),
    ("go-json/indent3", |text| rewrite(text, &Form::GO_VALUE.with_indent("   "))),
    ("go-json/rawmap", |text| rewrite(text, &Form::GO_RAW_MAP)),
    ("go-json/compact", |text| rewrite(text, &Form::GO_COMPACT)),
    ("go-json/rawmessage", |text| rewrite(text, &Form::GO_RAW)),
    ("go-json/indent-bytes2", |text| indent_text(text, "  ")),
    ("go-json/htmlescape", html_escape),
    ("olpc", |text| rewrite(text, &Form::OLPC)),
    ("jcs", |text| rewrite(text, &Form::JCS)),
];

pub(crate) fn run(dir: &Path, out: &mut Tally) {
    let category = |name: &str| format!("digests/{name}");
    let names = MAKERS.iter().map(|(name, _)| *name).chain(["raw", "es6"]);
    if !names.map(category).any(|category| out.wants(&category)) {
        return;
    }
    let Some(cases) = read_json(&dir.join("spec/digests.json")) else { return };
    let list = |name: &str| cases[name].as_array().map_or(&[][..], Vec::as_slice);
    let inputs: BTreeMap<&str, &Value> = list("inputs").iter().map(|input| (text(input, "id"), input)).collect();
    for case in list("digests") {
        let name = text(case, "canonicalisation");
        let make = MAKERS.iter().find(|(maker, _)| *maker == name).map(|(_, make)| make);
        if make.is_none() && name != "raw" {
            continue;
        }
        out.case(&category(name), text(case, "input"), || {
            let input = inputs.get(text(case, "input")).ok_or_else(|| Mismatch::new("an input", "none"))?;
            let input = bytes(dir, input)?;
            match make {
                Some(make) => rewritten(case, &make(&input)),
                None => same(text(case, "digest"), Digest::sha256(&input).to_string()),
            }
        });
    }
    for case in list("es6_numbers") {
        out.case(&category("es6"), text(case, "ieee754"), || number(case));
    }
}

fn bytes(dir: &Path, input: &Value) -> Result<Vec<u8>, Mismatch> {
    match (input["input_b64"].as_str(), input["document"].as_str()) {
        (Some(encoded), _) => Ok(base64(encoded)),
        (_, Some(path)) => std::fs::read(dir.join("spec").join(path)).map_err(|err| Mismatch::new(path, err)),
        _ => Err(Mismatch::new("an input", "none")),
    }
}

fn rewritten(case: &Value, result: &Result<Rewritten, Error>) -> Verdict {
    // Where an input is outside of the format, other tools refuse it, and so may this one.
    let may_fail = case["authoritative"] == false && !case["errors"].is_null();
    let must_fail = case["error"].is_string();
    match result {
        Err(_) if must_fail || may_fail => Ok(()),
        Ok(rewritten) if must_fail => Err(Mismatch::new("an error", rewritten.as_bytes().escape_ascii())),
        Err(err) => Err(Mismatch::new(text(case, "digest"), err)),
        Ok(rewritten) => {
            if let Some(expected) = case["expected_b64"].as_str() {
                same_bytes("bytes", &base64(expected), rewritten.as_bytes())?;
            }
            same(case["size"].as_u64().unwrap_or_default(), rewritten.as_bytes().len() as u64)?;
            same(text(case, "digest"), Digest::sha256(rewritten.as_bytes()).to_string())
        }
    }
}

/// A number as JCS prints it, spelt with all its digits before.
fn number(case: &Value) -> Verdict {
    let bits = u64::from_str_radix(text(case, "ieee754"), 16).map_err(|err| Mismatch::new("64 bits", err))?;
    let spelt = format!("{:.800e}", f64::from_bits(bits));
    let printed = rewrite(spelt.as_bytes(), &Form::JCS).map_err(|err| Mismatch::new("a number", err))?;
    same(text(case, "jcs"), String::from_utf8_lossy(printed.as_bytes()))
}
