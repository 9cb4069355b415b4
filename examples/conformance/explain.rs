//! Pairs of documents whose relation is known (`explain/`): explained with their configs and without. And what must hold of
//! every pair: conversions of other categories, and documents of two of them.

use crate::harness::{Mismatch, Tally, Verdict, text};
use crate::set::{Set, folders, read_json};
use bytes::Bytes;
use oci_convert::explain::{Code, Explanation, Given, Grade, Relation, explain};
use oci_convert::{Tool, tools};
use oci_digest::{DiffId, Digest};
use oci_spec_types::{Document, MediaType, ParseOptions, View};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

pub(crate) fn run(set: &Set, out: &mut Tally) {
    for dir in folders(&set.folder("explain")) {
        let name = dir.file_name().unwrap_or_default().display().to_string();
        out.case("explain/pairs", name, || check(&dir));
    }
    let converted = Converted::all(set);
    for case in &converted {
        if let Some(tool) = case.tool {
            out.case("explain/made-by", &case.id, || made_by(case, tool));
        }
        out.case("explain/grades", &case.id, || never_raised(case));
    }
    strangers(&converted, out);
}

/// A document and what a tool made of it.
struct Converted {
    id: String,
    input: Bytes,
    output: Bytes,
    /// The media types that the caller knows.
    types: [String; 2],
    configs: Vec<Bytes>,
    /// Of a schema 1 input.
    diff_ids: Vec<(Digest, DiffId)>,
    /// Who made it, where nothing but blobs of layers went into it, and a copy would not have kept the input.
    tool: Option<&'static Tool>,
}

/// Folders of cases, the operation of each, and the tool.
const MADE: [(&str, &[&str], &Tool); 2] = [
    ("convert", &["convert", "update", "convert-list"], &tools::CONTAINERS_IMAGE),
    ("profiles/skopeo-1.9.3", &["profile-convert"], &tools::CONTAINERS_IMAGE_5_23),
];

impl Converted {
    fn all(set: &Set) -> Vec<Self> {
        let mut all = Vec::new();
        for (folder, operations, tool) in MADE {
            for dir in folders(&set.path(folder)).iter().flat_map(|category| folders(category)) {
                let case = read_json(&dir.join("case.json")).unwrap_or_default();
                if operations.contains(&text(&case, "operation")) {
                    all.extend(Self::read(&dir, &case, tool));
                }
            }
        }
        all
    }

    fn read(dir: &Path, case: &Value, tool: &'static Tool) -> Option<Self> {
        let read = |name: &str| std::fs::read(dir.join(name)).ok().map(Bytes::from);
        let (input, output) = (read("input.manifest.json")?, read("output.manifest.json")?);
        let types = [text(case, "source_media_type"), text(&case["expected"], "manifest_media_type")];
        let nothing_else = case["options"]
            .as_object()
            .is_none_or(|options| options.iter().all(|(name, value)| name == "layer_updates" && are_blobs(value)));
        let is_operation = case["operation"] != "profile-convert" || text(case, "tool_operation") == "convert";
        let configs = ["input.config.json", "output.config.json"].into_iter().filter_map(read).collect();
        let kept = types[0] == types[1] && layers(&input) == layers(&output);
        Some(Self {
            id: text(case, "id").to_owned(),
            diff_ids: diff_ids(&input, &case["options"]["layer_diff_ids"]),
            tool: (nothing_else && is_operation && !kept && input != output).then_some(tool),
            input,
            output,
            types: types.map(str::to_owned),
            configs,
        })
    }

    /// Whether the tool took something from where it ran, or knew it not: the platform of entries without one, diffIDs; or
    /// the caller knew another media type than the document states.
    fn needs_more(&self, input: &Document) -> bool {
        let no_platform = match input.view() {
            View::OciIndex(index) => index.manifests.iter().any(|entry| entry.platform.is_none()),
            _ => false,
        };
        let is_schema1 = matches!(input.view(), View::Schema1(_));
        let is_other = input.stated_media_type().is_some_and(|stated| stated != self.types[0].as_str());
        no_platform || (is_schema1 && self.diff_ids.is_empty()) || is_other
    }

    fn documents(&self) -> Option<[Document; 2]> {
        let [from, to] = &self.types;
        let parse = |bytes: &Bytes, media_type: &str| {
            if MediaType::DOCKER_SCHEMA1_SIGNED == *media_type {
                // What is kept of it is the payload.
                return Document::parse(bytes.clone()).ok();
            }
            let media_type = MediaType::from(media_type);
            Document::parse_with(bytes.clone(), &ParseOptions::default().media_type(media_type)).ok()
        };
        Some([parse(&self.input, from)?, parse(&self.output, to)?])
    }
}

/// The layers of a schema 1 manifest with their diffIDs, which are listed from the base up.
fn diff_ids(manifest: &Bytes, ids: &Value) -> Vec<(Digest, DiffId)> {
    let blobs = layers(manifest).into_iter().rev();
    let digest = |value: &Value| value.as_str().and_then(|text| text.parse::<Digest>().ok());
    let ids = ids.as_array().into_iter().flatten();
    blobs.zip(ids).filter_map(|(blob, id)| Some((digest(&blob[1])?, DiffId::new(digest(id)?)))).collect()
}

/// Whether edits say nothing but which blobs there are now.
fn are_blobs(updates: &Value) -> bool {
    let is_blob = |(name, value): (&String, &Value)| match name.as_str() {
        "annotations" | "urls" => value.as_object().is_some_and(serde_json::Map::is_empty),
        _ => true,
    };
    updates.as_array().into_iter().flatten().filter_map(Value::as_object).all(|update| update.iter().all(is_blob))
}

/// The digests of the layers.
fn layers(manifest: &Bytes) -> Vec<Value> {
    let manifest: Value = serde_json::from_slice(manifest).unwrap_or_default();
    let layers = ["layers", "fsLayers"].into_iter().filter_map(|name| manifest[name].as_array());
    layers.flatten().map(|layer| [&layer["digest"], &layer["blobSum"]].into_iter().cloned().collect()).collect()
}

/// The tool is among those that are named.
fn made_by(case: &Converted, tool: &Tool) -> Verdict {
    let Some([a, b]) = case.documents() else { return Ok(()) };
    let why = explain(&Given { configs: &case.configs, diff_ids: &case.diff_ids, ..Given::new(&a, &b) });
    if case.needs_more(&a) || matches!(why.relation, Relation::Contradiction | Relation::SameConfig) {
        // Invented blobs, whose digests contradict the config, or whose types are none of layers.
        return Ok(());
    }
    match why.made_by.iter().any(|made| made.tool == tool.id()) {
        true => Ok(()),
        false => Err(Mismatch::new(tool.id(), format!("{} {:?}", code(&why), why.made_by))),
    }
}

/// What is taken away never makes an answer surer.
fn never_raised(case: &Converted) -> Verdict {
    let Some([a, b]) = case.documents() else { return Ok(()) };
    let with = explain(&Given { configs: &case.configs, ..Given::new(&a, &b) });
    for at in 0..=case.configs.len() {
        let less: Vec<Bytes> = match at {
            0 => Vec::new(),
            at => {
                case.configs.iter().enumerate().filter(|(own, _)| own + 1 != at).map(|(_, own)| own.clone()).collect()
            }
        };
        let without = explain(&Given { configs: &less, ..Given::new(&a, &b) });
        if without.grade > with.grade {
            let of = |found: &Explanation| format!("{} {}", code(found), found.grade);
            return Err(Mismatch::new(of(&with), of(&without)));
        }
    }
    Ok(())
}

/// Documents of two cases that have no digest in common, but that of an empty config or layer: no kinship is claimed.
fn strangers(cases: &[Converted], out: &mut Tally) {
    if cases.is_empty() {
        return;
    }
    let digests = |bytes: &Bytes| -> BTreeSet<String> {
        let text = String::from_utf8_lossy(bytes);
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == ':'));
        words
            .filter(|word| word.starts_with("sha") && word.contains(':') && !NOTHING.contains(word))
            .map(str::to_owned)
            .collect()
    };
    // A multiplicative generator: the same pairs on every machine.
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % 1_000_003).unwrap_or_default()
    };
    for _ in 0..1_000 {
        let (one, other) = (&cases[next() % cases.len()], &cases[next() % cases.len()]);
        let side = |case: &Converted, second: bool| case.documents().map(|[a, b]| if second { b } else { a });
        let (Some(a), Some(b)) = (side(one, next() % 2 == 0), side(other, next() % 2 == 0)) else { continue };
        let of_configs = |case: &Converted| case.configs.iter().flat_map(&digests).collect::<BTreeSet<_>>();
        let (mut own, mut others) = (digests(a.bytes()), digests(b.bytes()));
        own.extend(of_configs(one));
        others.extend(of_configs(other));
        if own.is_empty() || others.is_empty() || own.intersection(&others).next().is_some() {
            continue;
        }
        out.case("explain/strangers", format!("{} and {}", one.id, other.id), || {
            let configs: Vec<Bytes> = one.configs.iter().chain(&other.configs).cloned().collect();
            let why = explain(&Given { configs: &configs, ..Given::new(&a, &b) });
            let claims = !matches!(
                why.relation.code(),
                Code::Different | Code::Undecided | Code::SameConfig | Code::Contradiction
            ) && (why.relation.code() != Code::ChildrenChanged || why.grade == Grade::Proven);
            match claims || !why.made_by.is_empty() {
                true => Err(Mismatch::new("no kinship", format!("{} {:?}", code(&why), why.made_by))),
                false => Ok(()),
            }
        });
    }
}

/// `{}` and empty layers.
const NOTHING: [&str; 4] = [
    "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    "sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4",
    "sha256:85cea451eec057fa7e734548ca3ba6d779ed5836a3f9de14b8394575ef0d7d8e",
    "sha256:4f4fb700ef54461cfa02571ae0db9a0dc1e0cdb5577484a6d75e68dc38e8acc1",
];

fn check(dir: &Path) -> Verdict {
    let case = read_json(&dir.join("case.json")).unwrap_or_default();
    let read = |name: &str| std::fs::read(dir.join(name)).ok().map(Bytes::from);
    let configs: Vec<Bytes> = ["a.config.json", "b.config.json"].into_iter().filter_map(read).collect();
    let documents = ["a.json", "b.json"].map(|name| Document::parse(read(name).unwrap_or_default()));
    let [Ok(a), Ok(b)] = &documents else {
        return ["accepted", "accepted_without"].into_iter().try_for_each(|list| judge(&case, list, "error"));
    };
    let without = explain(&Given::new(a, b));
    let with = explain(&Given { configs: &configs, ..Given::new(a, b) });
    judge(&case, "accepted", code(&with))?;
    judge(&case, "accepted_without", code(&without))?;
    for found in [&with, &without] {
        // What is not proven says what would prove it.
        if found.grade == Grade::ConsistentWith && found.missing.is_empty() {
            return Err(Mismatch::new("what is missing", code(found)));
        }
    }
    if with.grade < without.grade {
        return Err(Mismatch::new(format!("{} or surer", without.grade), with.grade));
    }
    Ok(())
}

fn code(found: &Explanation) -> &'static str {
    found.relation.code().code()
}

fn judge(case: &Value, list: &str, code: &str) -> Verdict {
    let is_in = |list: &str| case[list].as_array().into_iter().flatten().any(|own| own == code);
    if is_in("never") || !is_in(list) {
        return Err(Mismatch::new(format!("{list} {}", case[list]), code));
    }
    Ok(())
}
