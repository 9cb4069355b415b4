//! The canonicalisations of `spec/digests.json`, and its floating point numbers.

use std::collections::BTreeMap;

use oci_digest::Digest;
use oci_digest::canonical::{Form, Reprinted, html_escape, indent_text, rewrite};
use oci_digest::json::JsonError;
use serde_json::Value;

use crate::go_typed;
use crate::harness::{Mismatch, Tally, Verdict, base64, same, same_bytes, text};
use crate::set::Set;

type Make = fn(&[u8]) -> Result<Reprinted, JsonError>;

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

/// Forms that these crates do not write.
const NOT_WRITTEN: &[&str] = &["matrix-canonicaljson", "gibson042"];

pub(crate) fn run(set: &Set, out: &mut Tally) {
    let inputs = Inputs::read(set);
    for case in &set.list("spec/digests.json", "digests") {
        let name = text(case, "canonicalisation");
        let category = format!("spec/digests/{name}");
        let make = MAKERS.iter().find(|(maker, _)| *maker == name).map(|(_, make)| make);
        match make {
            Some(make) => out.case(&category, text(case, "input"), || rewritten(case, &make(inputs.of(case)?))),
            None if name == "raw" => out.case(&category, text(case, "input"), || {
                same(text(case, "digest"), Digest::sha256(inputs.of(case)?).to_string())
            }),
            None if NOT_WRITTEN.contains(&name) => {
                out.skip(&category, text(case, "input"), "a canonical form that these crates do not write");
            }
            None if go_typed::knows(name) => {}
            None => out.fail(&category, text(case, "input"), "a known canonicalisation"),
        }
    }
    for case in &set.list("spec/digests.json", "es6_numbers") {
        out.case("spec/digests/es6", text(case, "ieee754"), || number(case));
    }
}

/// The inputs of the cases, by their ids.
pub(crate) struct Inputs(BTreeMap<String, Vec<u8>>);

impl Inputs {
    pub(crate) fn read(set: &Set) -> Self {
        let inputs = set.list("spec/digests.json", "inputs");
        let bytes = |input: &Value| match (input["input_b64"].as_str(), input["document"].as_str()) {
            (Some(encoded), _) => Some(base64(encoded)),
            (None, Some(path)) => std::fs::read(set.path("spec").join(path)).ok(),
            (None, None) => None,
        };
        Self(inputs.iter().filter_map(|input| Some((text(input, "id").to_owned(), bytes(input)?))).collect())
    }

    /// The input of a case.
    pub(crate) fn of(&self, case: &Value) -> Result<&[u8], Mismatch> {
        self.0.get(text(case, "input")).map(Vec::as_slice).ok_or_else(|| Mismatch::new("an input", "none"))
    }
}

fn rewritten(case: &Value, result: &Result<Reprinted, JsonError>) -> Verdict {
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
