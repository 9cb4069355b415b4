//! Documents that programs read into their types and write again (`spec/digests.json`: `go-typed/…`, `distribution/…`), and
//! the configs behind Docker's legacy v1 ids (`spec/identity.json`).

use crate::digests::Inputs;
use crate::harness::{Mismatch, Tally, base64, same, same_bytes, text};
use crate::set::Set;
use oci_convert::{Tool, tools};
use oci_digest::Digest;
use oci_spec_types::Kind;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

pub(crate) fn run(set: &Set, out: &mut Tally) {
    typed(set, out);
    legacy(set, out);
}

/// Whether a canonicalisation of `spec/digests.json` is one of a Go struct.
pub(crate) fn knows(canonicalisation: &str) -> bool {
    self::canonicalisation(canonicalisation).is_some()
}

fn failed(error: impl std::fmt::Display) -> Mismatch {
    Mismatch::new("success", error)
}

fn typed(set: &Set, out: &mut Tally) {
    let inputs = Inputs::read(set);
    for case in &set.list("spec/digests.json", "digests") {
        let Some((tool, kind, remake)) = canonicalisation(text(case, "canonicalisation")) else { continue };
        out.case("spec/digests/go-typed", text(case, "id"), || {
            let bytes = remake(tool.rewrite(kind, inputs.of(case)?.to_vec()).map_err(failed)?.bytes.into());
            if let Some(expected) = case["expected_b64"].as_str() {
                same_bytes("document", &base64(expected), &bytes)?;
            }
            same(case["size"].as_u64().unwrap_or_default(), bytes.len() as u64)?;
            same(text(case, "digest"), Digest::sha256(&bytes).to_string().as_str())
        });
    }
}

type Remake = fn(Vec<u8>) -> Vec<u8>;

/// A tool that writes so; the types of the image-spec serve for all documents in those of the first part.
fn canonicalisation(name: &str) -> Option<(&'static Tool, Kind, Remake)> {
    let keep: Remake = |text| text;
    if let Some(rest) = name.strip_prefix("go-typed/specs-go-v1.") {
        let (table, form) = rest.split_once('/')?;
        let kind = match table {
            "Manifest" => Kind::OciManifest,
            "Index" => Kind::OciIndex,
            "Image" => Kind::ImageConfig,
            _ => return None,
        };
        let tool = match form {
            "compact" => &tools::CONTAINERD,
            "indent2" => &tools::BUILDX_IMAGETOOLS,
            "indent3" => &tools::CONTAINERD_PULL,
            _ => return None,
        };
        return Some((tool, kind, keep));
    }
    let (kind, remake): (_, Remake) = match name.strip_prefix("distribution/")? {
        "schema2.FromStruct" => (Kind::DockerManifest, keep),
        "ocischema.FromStruct" => (Kind::OciManifest, keep),
        "manifestlist.FromDescriptors" => (Kind::DockerList, from_descriptors),
        _ => return None,
    };
    Some((&tools::DISTRIBUTION, kind, remake))
}

/// The registry makes the head of a list anew, with the media type that it has.
fn from_descriptors(list: Vec<u8>) -> Vec<u8> {
    let after = list.iter().position(|byte| *byte == b',').unwrap_or_default();
    [b"{\n   \"schemaVersion\": 2", &list[after..]].concat()
}

/// `image/v1.CreateID`: the v1 image as a sorted map, with the layer and the parent.
fn legacy(set: &Set, out: &mut Tally) {
    for case in &set.list("spec/identity.json", "legacy_v1_ids") {
        let (layer, parent) = (text(case, "layer_id"), text(case, "parent"));
        out.case("spec/identity/legacy-v1-ids", format_args!("{} {layer}", text(case, "input")), || {
            let config = std::fs::read(set.path("spec").join(text(case, "input"))).map_err(failed)?;
            let image = tools::MOBY.rewrite(Kind::V1Image, config);
            if let Some(error) = case["error"].as_str() {
                return image.map_or(Ok(()), |_| Err(Mismatch::new(error, "success")));
            }
            let bytes = hashed_bytes(&image.map_err(failed)?.bytes, layer, parent)?;
            if let Some(expected) = case["hashed_bytes_b64"].as_str() {
                same_bytes("hashed bytes", &base64(expected), &bytes)?;
            }
            same(text(case, "v1_id"), Digest::sha256(&bytes).to_string().as_str())
        });
    }
}

fn hashed_bytes(image: &[u8], layer: &str, parent: &str) -> Result<Vec<u8>, Mismatch> {
    let mut members: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(image).map_err(failed)?;
    members.remove("id");
    let text = |id: &str| serde_json::value::to_raw_value(id).map_err(failed);
    members.insert("layer_id".to_owned(), text(layer)?);
    if !parent.is_empty() {
        members.insert("parent".to_owned(), text(parent)?);
    }
    serde_json::to_vec(&members).map_err(failed)
}
