//! What depends on several members of an object.

use std::borrow::Cow;

use super::checker::Checker;
use super::facts::Count;
use super::level::Level;
use super::part::Part;
use super::rule::Rule;
use super::schema::Seen;
use super::strings::quote;

// Where the texts of a platform are kept.
pub(super) const ARCHITECTURE: usize = 0;
pub(super) const OS: usize = 1;
pub(super) const VARIANT: usize = 2;

/// An architecture and its variants.
type Listed = (&'static str, fn(&str) -> bool);

/// The variants of image-index.md, "Platform Variants", and of its reference for arm64.
const VARIANTS: &[Listed] = &[
    ("arm", |variant| matches!(variant, "v5" | "v6" | "v7" | "v8")),
    ("arm64", |variant| {
        let (major, minor) = variant.split_once('.').unwrap_or((variant, "0"));
        matches!(major, "v8" | "v9") && minor.len() == 1 && minor.bytes().all(|byte| byte.is_ascii_digit())
    }),
    ("amd64", |variant| matches!(variant, "v1" | "v2" | "v3" | "v4")),
    ("riscv64", |variant| variant.starts_with("rva") && variant.ends_with("u64")),
    ("ppc64le", |variant| matches!(variant, "power8" | "power9" | "power10")),
];

pub(super) fn platform(checker: &mut Checker<'_, '_>, seen: &Seen<'_>) {
    if let (Some(variant), Some(architecture)) = (&seen.texts[VARIANT], &seen.texts[ARCHITECTURE])
        && checker.options.wants(Level::Should)
    {
        let (text, architecture) = (variant.decode_go(), architecture.decode_go());
        let listed = VARIANTS.iter().any(|(name, listed)| *name == architecture && listed(&text));
        if !listed && !text.is_empty() {
            checker.raise((Rule::Idx11, Part::Unlisted), variant.offset(), None, || {
                format!("found {}, expected a variant of {architecture:?}", quote(text.as_bytes())).into()
            });
        }
    }
    if let Some(at) = checker.facts.odd_feature.take()
        && seen.texts[OS].as_ref().is_some_and(|os| os.is("windows"))
    {
        checker.raise((Rule::Idx10, Part::Unlisted), at, None, || {
            Cow::Borrowed("found another feature, expected \"win32k\"")
        });
    }
}

pub(super) fn manifest(checker: &mut Checker<'_, '_>, seen: &Seen<'_>) {
    if !checker.facts.empty_config {
        return;
    }
    if !seen.has("artifactType") {
        checker.raise((Rule::Man04, Part::NoArtifactType), seen.start, None, || {
            Cow::Borrowed("found an empty config and no member \"artifactType\", expected the type of the artifact")
        });
    }
    if checker.facts.count(Count::Layers) == Some(0) {
        checker.raise(Rule::Man12, seen.start, None, || {
            Cow::Borrowed("found an artifact without layers, expected at least one (the empty descriptor, if need be)")
        });
    }
}

pub(super) fn history_entry(checker: &mut Checker<'_, '_>, seen: &Seen<'_>) {
    if !seen.has("empty_layer") {
        checker.facts.history_layers += 1;
    }
}

/// config.md: "not all of the above are interpreted": reserved, or for one system only.
const REMARKS: &[(&str, &str)] = &[
    ("ArgsEscaped", "found ArgsEscaped, which is deprecated"),
    ("Memory", "found Memory, which is reserved"),
    ("MemorySwap", "found MemorySwap, which is reserved"),
    ("CpuShares", "found CpuShares, which is reserved"),
    ("Healthcheck", "found Healthcheck, which is reserved"),
];

pub(super) fn container_config(checker: &mut Checker<'_, '_>, seen: &Seen<'_>) {
    checker.facts.forget_variables();
    if checker.options.wants(Level::Note) {
        for (name, remark) in REMARKS {
            if seen.has(name) {
                checker.raise((Rule::Cfg18, Part::Remark), seen.start, None, || Cow::Borrowed(remark));
            }
        }
    }
}

pub(super) fn config(checker: &mut Checker<'_, '_>, seen: &Seen<'_>) {
    let layers = checker.facts.history_layers;
    if let (Some(diff_ids), Some(_)) = (checker.facts.count(Count::DiffIds), checker.facts.count(Count::History))
        && diff_ids != layers
    {
        checker.raise(Rule::Cfg11, seen.start, None, || {
            format!("found {layers} entries of history with a layer, expected {diff_ids}, one for each diffID").into()
        });
    }
}
