//! Specifiers, normal forms and texts.

use super::{Differences, Header, host, platform, shown};
use crate::harness::{Mismatch, Verdict, same, text};
use oci_platform::{Grammar, Host, Platform, RawPlatform, SpecifierError, SpecifierErrorKind};
use serde_json::Value;

pub(crate) fn parse_containerd(_: &Header<'_>, case: &Value) -> Verdict {
    let host = host(case);
    let parsed = Platform::parse_with(text(case, "in"), Grammar::Containerd, &host);
    if let Some(class) = case["err"].as_str() {
        return same(class, parsed.map_or_else(|error| class_of(error.kind()).to_owned(), |p| shown(&p)));
    }
    if let Some(raw) = case.get("nonutf8") {
        return match parsed.as_ref().map_err(SpecifierError::kind) {
            Err(SpecifierErrorKind::NotUtf8(got)) => same(raw_expected(raw), raw_text(got)),
            other => Err(Mismatch::new(raw, format!("{other:?}"))),
        };
    }
    let parsed = parsed.map_err(|error| Mismatch::new(&case["out"], error))?;
    let mut out = Differences::default();
    out.check("out", shown(&platform(&case["out"])), shown(&parsed));
    out.check("normalized", shown(&platform(&case["normalized"])), shown(&parsed.normalized(&host)));
    out.check("format", text(case, "format").to_owned(), parsed.to_string());
    let all = parsed.all_fields().to_string();
    out.check("format_all", text(case, "format_all").to_owned(), all.clone());
    let round = Platform::parse_with(&all, Grammar::Containerd, &host).is_ok_and(|again| again == parsed);
    out.check("roundtrip", case["roundtrip"].as_bool().unwrap_or_default(), round);
    out.verdict()
}

fn class_of(kind: &SpecifierErrorKind) -> &'static str {
    match kind {
        SpecifierErrorKind::Wildcard => "wildcard",
        SpecifierErrorKind::OsComponent => "os-component",
        SpecifierErrorKind::Component => "component",
        SpecifierErrorKind::Escape => "escape",
        SpecifierErrorKind::Unknown => "unknown",
        SpecifierErrorKind::TooManyComponents => "too-many-components",
        SpecifierErrorKind::NotUtf8(_) => "nonutf8",
        _ => "other",
    }
}

fn raw_expected(raw: &Value) -> String {
    let features: Vec<&str> =
        raw["os.features.hex"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let member = |name| raw[name].as_str().unwrap_or_default();
    [member("os"), member("architecture"), member("variant"), member("os.version.hex"), &features.join("+")].join("|")
}

fn raw_text(raw: &RawPlatform) -> String {
    let features: Vec<String> = raw.os_features.iter().map(hex::encode).collect();
    [&raw.os, &raw.architecture, &raw.variant, &hex::encode(&raw.os_version), &features.join("+")]
        .map(String::as_str)
        .join("|")
}

pub(crate) fn parse_crane(_: &Header<'_>, case: &Value) -> Verdict {
    let parsed = Platform::parse_with(text(case, "in"), Grammar::Crane, &Host::default());
    parsed_as(case, parsed.ok(), |p| p.crane_text().to_string())
}

pub(crate) fn parse_regclient(_: &Header<'_>, case: &Value) -> Verdict {
    let parsed = Platform::parse_with(text(case, "in"), Grammar::Regclient, &host(case));
    parsed_as(case, parsed.ok(), |p| p.regclient_text().to_string())
}

fn parsed_as(case: &Value, parsed: Option<Platform>, print: impl Fn(&Platform) -> String) -> Verdict {
    let expected = case.get("out").map(platform);
    let mut out = Differences::default();
    let shown_or = |p: &Option<Platform>| p.as_ref().map_or_else(|| "an error".to_owned(), shown);
    out.check("out", shown_or(&expected), shown_or(&parsed));
    if let (Some(_), Some(got)) = (expected, parsed) {
        out.check("string", text(case, "string").to_owned(), print(&got));
    }
    out.verdict()
}

pub(crate) fn normalize(_: &Header<'_>, case: &Value) -> Verdict {
    let given = platform(&case[0]);
    let mut out = Differences::default();
    out.check("containerd", shown(&platform(&case[1])), shown(&given.normalized(&Host::default())));
    out.check("regclient", shown(&platform(&case[2])), shown(&given.normalized_regclient()));
    out.verdict()
}

pub(crate) fn format(_: &Header<'_>, case: &Value) -> Verdict {
    let given = platform(&case[0]);
    let texts = [
        given.to_string(),
        given.all_fields().to_string(),
        given.crane_text().to_string(),
        given.regclient_text().to_string(),
    ];
    let mut out = Differences::default();
    for (place, (what, got)) in ["Format", "FormatAll", "ggcr", "regclient"].iter().zip(texts).enumerate() {
        out.check(what, case[place + 1].as_str().unwrap_or_default().to_owned(), got);
    }
    out.verdict()
}

pub(crate) fn default_string(_: &Header<'_>, case: &Value) -> Verdict {
    let machine = Host::from(&platform(&case[0]));
    same(case[1].as_str().unwrap_or_default(), machine.default_platform().all_fields().to_string())
}
