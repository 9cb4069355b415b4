//! Fallback lists and matchers.

use super::{Differences, Header, platform, shown};
use crate::harness::{Mismatch, Verdict};
use oci_platform::{Fallback, Host, Matcher, Matching, Platform, WindowsRange, WindowsRules};
use serde_json::Value;

pub(crate) fn fallback(_: &Header<'_>, case: &Value) -> Verdict {
    let wanted = platform(&case[0]);
    let expected = |place: usize| -> Vec<String> {
        case[place].as_array().into_iter().flatten().map(|element| shown(&platform(element))).collect()
    };
    let got = |list: Fallback| -> Vec<String> { list.iter().map(|element| shown(&element)).collect() };
    let host = Host::default();
    let mut out = Differences::default();
    out.check("containerd", expected(1).join(" "), got(Fallback::containerd(&wanted, &host)).join(" "));
    out.check("containers/image", expected(2).join(" "), got(Fallback::containers_image(&wanted, &host)).join(" "));
    out.verdict()
}

/// The rule behind a name of the header's `bits`.
fn rule(name: &str) -> Option<Matching> {
    Some(match name {
        "containerd_only" => Matching::ContainerdOnly(WindowsRules::Rc5),
        "containerd_rc4_only" => Matching::ContainerdOnly(WindowsRules::Rc4),
        "containerd_only_strict" => Matching::ContainerdStrict,
        "containerd_new_matcher" => Matching::ContainerdExact(WindowsRules::Rc5),
        "containerd_only_os" => Matching::ContainerdOs,
        "moby_only_with_fallback" => Matching::DockerVariantless,
        "regclient_compatible" => Matching::RegclientCompatible,
        "regclient_match" => Matching::RegclientEqual,
        "ggcr_satisfies" => Matching::CraneSatisfies,
        "ggcr_remote" => Matching::CraneRemote,
        "ggcr_equals" => Matching::CraneEquals,
        "oras" => Matching::Oras,
        "containers_image" => Matching::ContainersImage,
        _ => return None,
    })
}

pub(crate) fn match_bits(header: &Header<'_>, case: &Value) -> Verdict {
    let wanted = header.platform("platforms", &case[0]);
    let candidate = header.platform("platforms", &case[1]);
    bits(header, &case[2], &wanted, |name| {
        let matching = rule(name)?;
        Some(Matcher::new(matching, &wanted, &Host::default()).matches(&candidate))
    })
    .map_err(|mismatch| Mismatch::new(format!("{} for {candidate:?}: {}", wanted, mismatch.expected), mismatch.got))
}

pub(crate) fn less(header: &Header<'_>, case: &Value) -> Verdict {
    let wanted = header.platform("platforms", &case[0]);
    let (a, b) = (header.platform("platforms", &case[1]), header.platform("platforms", &case[2]));
    bits(header, &case[3], &wanted, |name| {
        let (rule, way) = name.split_once('.')?;
        let matching = match rule {
            "only" => Matching::ContainerdOnly(WindowsRules::Rc5),
            "any" => Matching::ContainerdExact(WindowsRules::Rc5),
            "only_os" => Matching::ContainerdOs,
            "windows_default" => Matching::ContainerdWindows,
            "regclient_better" => Matching::RegclientCompatible,
            _ => return None,
        };
        let matcher = Matcher::new(matching, &wanted, &Host::default());
        Some(if way == "ab" { matcher.prefers(&a, &b) } else { matcher.prefers(&b, &a) })
    })
}

/// Compares a text of `0`, `1` and `-` with what `answer` says for each name.
fn bits(header: &Header<'_>, expected: &Value, wanted: &Platform, answer: impl Fn(&str) -> Option<bool>) -> Verdict {
    let mut out = Differences::default();
    let expected = expected.as_str().unwrap_or_default();
    for (name, bit) in header.names("bits").into_iter().zip(expected.chars()).filter(|(_, bit)| *bit != '-') {
        match answer(name) {
            Some(got) => out.check(&format!("{name} for {wanted:?}"), bit == '1', got),
            None => return Err(Mismatch::new(name, "no such rule")),
        }
    }
    out.verdict()
}

pub(crate) fn windows(_: &Header<'_>, case: &Value) -> Verdict {
    let (host, image) = (case[0].as_str().unwrap_or_default(), case[1].as_str().unwrap_or_default());
    let bit = |rules| if WindowsRange::of_host(host, rules).accepts(image) { '1' } else { '0' };
    let mut out = Differences::default();
    let got: String = [WindowsRules::Rc5, WindowsRules::Rc4].map(bit).iter().collect();
    out.check("rc5, rc4", case[2].as_str().unwrap_or_default().to_owned(), got);
    out.verdict()
}
