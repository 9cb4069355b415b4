//! Documents read into Go structs and written again (`spec/digests.json`: `go-typed/…`, `distribution/…`), and the
//! re-typed configs behind Docker's legacy v1 ids (`spec/identity.json`).

use crate::digests::Inputs;
use crate::harness::{Mismatch, Tally, base64, same, same_bytes, text};
use crate::set::Set;
use oci_convert::go::{self, Form, RawMap, Struct, Value, shapes};
use oci_digest::Digest;

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
        let Some((table, form, remake)) = canonicalisation(text(case, "canonicalisation")) else { continue };
        out.case("spec/digests/go-typed", text(case, "id"), || {
            let value = remake(go::read(inputs.of(case)?, table).map_err(failed)?.value);
            let bytes = value.to_bytes(&form).map_err(failed)?;
            if let Some(expected) = case["expected_b64"].as_str() {
                same_bytes("document", &base64(expected), &bytes)?;
            }
            same(case["size"].as_u64().unwrap_or_default(), bytes.len() as u64)?;
            same(text(case, "digest"), Digest::sha256(&bytes).to_string().as_str())
        });
    }
}

type Remake = fn(Value) -> Value;

fn canonicalisation(name: &str) -> Option<(&'static Struct, Form, Remake)> {
    use shapes::{distribution, specs_go};
    let keep: Remake = |value| value;
    if let Some(rest) = name.strip_prefix("go-typed/specs-go-v1.") {
        let (table, form) = rest.split_once('/')?;
        let table = match table {
            "Manifest" => &specs_go::MANIFEST,
            "Index" => &specs_go::INDEX,
            "Image" => &specs_go::IMAGE,
            _ => return None,
        };
        let form = match form {
            "compact" => Form::COMPACT,
            "indent2" => Form::INDENT2,
            "indent3" => Form::INDENT3,
            _ => return None,
        };
        return Some((table, form, keep));
    }
    let (table, remake): (_, Remake) = match name.strip_prefix("distribution/")? {
        "schema2.FromStruct" => (&distribution::SCHEMA2, keep),
        "ocischema.FromStruct" => (&distribution::OCI_MANIFEST, keep),
        "manifestlist.FromDescriptors" => (&distribution::LIST, from_descriptors),
        _ => return None,
    };
    Some((table, Form::INDENT3, remake))
}

/// The registry makes the head of a list anew, with the media type that it has.
fn from_descriptors(list: Value) -> Value {
    list.with("schemaVersion", 2)
}

/// `image/v1.CreateID`: the v1 image as a sorted map, with the layer and the parent.
fn legacy(set: &Set, out: &mut Tally) {
    for case in &set.list("spec/identity.json", "legacy_v1_ids") {
        let (layer, parent) = (text(case, "layer_id"), text(case, "parent"));
        out.case("spec/identity/legacy-v1-ids", format_args!("{} {layer}", text(case, "input")), || {
            let config = std::fs::read(set.path("spec").join(text(case, "input"))).map_err(failed)?;
            if let Some(error) = case["error"].as_str() {
                let answer = go::read(&config, &shapes::moby::V1_IMAGE);
                return answer.map_or(Ok(()), |_| Err(Mismatch::new(error, "success")));
            }
            let bytes = hashed_bytes(&config, layer, parent)?;
            if let Some(expected) = case["hashed_bytes_b64"].as_str() {
                same_bytes("hashed bytes", &base64(expected), &bytes)?;
            }
            same(text(case, "v1_id"), Digest::sha256(&bytes).to_string().as_str())
        });
    }
}

fn hashed_bytes(config: &[u8], layer: &str, parent: &str) -> Result<Vec<u8>, Mismatch> {
    let image = go::read(config, &shapes::moby::V1_IMAGE).map_err(failed)?.value.with("id", "");
    let mut map = RawMap::read(&image.to_bytes(&Form::COMPACT).map_err(failed)?).map_err(failed)?;
    map.insert("layer_id", format!("{layer:?}"));
    if !parent.is_empty() {
        map.insert("parent", format!("{parent:?}"));
    }
    Ok(map.to_bytes(&Form::COMPACT))
}
