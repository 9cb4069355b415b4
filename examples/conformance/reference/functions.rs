//! Files with one function each.

use super::{agreed, bytes, class_of, parse, same_text};
use crate::harness::{Mismatch, Verdict, same};
use oci_spec_types::reference::{self, DockerTransport, ReferenceError, ReferenceRef, Rules};
use serde_json::Value;

/// `base_by`, `base`, `op`, `arg`, `op2`, `arg2`, `out`.
pub(crate) fn with(row: &[Value]) -> Verdict {
    let [base_by, base, op, arg, op2, arg2, expected] = row else { return Err(Mismatch::new("7 columns", row.len())) };
    let [base, arg, arg2] = [base, arg, arg2].map(|text| String::from_utf8(bytes(text)).expect("UTF-8 in a case"));
    let made = match base_by.as_str() {
        Some("with-name") => ReferenceRef::from_name(&base),
        _ => Rules::Distribution.normalized(&base),
    };
    let step = |name: &'static str| move |error: ReferenceError| (name, error);
    let result = made
        .map_err(step("base"))
        .and_then(|made| apply(made, op, &arg).map_err(step("first")))
        .and_then(|made| apply(made, op2, &arg2).map_err(step("second")));
    match result {
        Ok(got) if expected.get("err").is_none() => {
            parse::parts("with", expected, &got)?;
            same_text("familiar", &expected["familiar"], got.familiar().to_string())
        }
        Ok(got) => Err(Mismatch::new(expected, got)),
        Err((step, error)) => {
            same(expected["err"].as_str().unwrap_or("no error"), class_of(error.kind()))?;
            same(expected["step"].as_str().unwrap_or_default(), step)
        }
    }
}

fn apply<'a>(made: ReferenceRef<'a>, op: &Value, arg: &'a str) -> Result<ReferenceRef<'a>, ReferenceError> {
    match op.as_str().unwrap_or_default() {
        "tag" => made.with_tag(arg),
        "digest" => made.with_digest(arg),
        "trim" => Ok(made.name()),
        "tag-name-only" => Ok(made.or_latest()),
        _ => Ok(made),
    }
}

/// `in`, `out`.
pub(crate) fn sort(row: &[Value]) -> Verdict {
    let texts = |list: &Value| -> Vec<String> {
        let list = list.as_array().map_or(&[][..], Vec::as_slice);
        list.iter().map(|text| String::from_utf8(bytes(text)).expect("UTF-8 in a case")).collect()
    };
    same(format!("{:?}", texts(&row[1])), format!("{:?}", reference::sort(texts(&row[0]))))
}

/// `pattern`, `ref`, `out`.
pub(crate) fn familiar_match(row: &[Value]) -> Verdict {
    let [pattern, text, expected] = row else { return Err(Mismatch::new("3 columns", row.len())) };
    let text = bytes(text);
    let Some(parsed) = agreed("ref", expected, Rules::Distribution.any(&text))? else { return Ok(()) };
    let got = match parsed.matches(std::str::from_utf8(&bytes(pattern)).expect("UTF-8 in a case")) {
        Ok(matched) => Value::from(matched),
        Err(_) => Value::from("bad-pattern"),
    };
    same(expected.clone(), got)
}

/// `in`, `err`, `string_within_transport`, `policy_identity`.
pub(crate) fn transport(row: &[Value]) -> Verdict {
    let [text, class, string, identity] = row else { return Err(Mismatch::new("4 columns", row.len())) };
    let text = bytes(text);
    let expected = class.as_str().map_or(Value::Null, |class| serde_json::json!({ "err": class }));
    let Some(got) = agreed("transport", &expected, DockerTransport::parse(&text))? else { return Ok(()) };
    same_text("string", string, got.to_string())?;
    same_text("identity", identity, got.reference.to_string())
}
