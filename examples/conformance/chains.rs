//! `chains` and `images` of `spec/identity.json`, and the hash answers of `spec/digests.json`.

use std::path::Path;

use oci_digest::{Algorithm, ChainId, DiffId, ImageId, chain_ids_of_text};
use serde_json::Value;

use crate::harness::{Mismatch, Tally, Verdict, base64, same, text};
use crate::set::Set;

pub(crate) fn run(set: &Set, out: &mut Tally) {
    for (at, case) in set.list("spec/identity.json", "chains").iter().enumerate() {
        let id = case["id"].as_str().map_or_else(|| at.to_string(), Into::into);
        out.case("spec/identity/chains", id, || chains(case));
    }
    for (at, case) in set.list("spec/identity.json", "images").iter().enumerate() {
        let id = case["document"].as_str().map_or_else(|| at.to_string(), Into::into);
        out.case("spec/identity/images", id, || image(&set.path("spec"), case));
    }
    for case in &set.list("spec/digests.json", "hash_kat") {
        out.case("spec/digests/hashes", text(case, "name"), || hashes(case));
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn texts(ids: &Value) -> Vec<&str> {
    list(ids).iter().filter_map(Value::as_str).collect()
}

fn chains(case: &Value) -> Verdict {
    let texts_in = texts(&case["diff_ids"]);
    let chains = chain_ids_of_text(&texts_in);
    same(texts(&case["chain_ids"]).join(" "), chains.join(" "))?;
    same(text(case, "chain_id"), chains.last().map_or("", String::as_str))?;
    // The types hold digests only; texts that are none are hashed as text alone.
    let Ok(diff_ids) = texts_in.iter().map(|id| id.parse()).collect::<Result<Vec<DiffId>, _>>() else {
        return Ok(());
    };
    let typed: Vec<String> = ChainId::all(&diff_ids).iter().map(ToString::to_string).collect();
    same(chains.join(" "), typed.join(" "))?;
    same(text(case, "chain_id"), ChainId::of(&diff_ids).map(|chain| chain.to_string()).unwrap_or_default())
}

fn image(spec: &Path, case: &Value) -> Verdict {
    let config = std::fs::read(spec.join(text(case, "file"))).map_err(|err| Mismatch::new("a file", err))?;
    same(text(case, "image_id"), ImageId::of_config(&config).to_string())?;
    let parsed: Value = serde_json::from_slice(&config).unwrap_or_default();
    same(texts(&case["diff_ids"]).join(" "), texts(&parsed["rootfs"]["diff_ids"]).join(" "))?;
    chains(case)
}

/// The digests of simple byte strings, by every algorithm.
fn hashes(case: &Value) -> Verdict {
    let size = usize::try_from(case["size"].as_u64().unwrap_or_default()).unwrap_or_default();
    let bytes = match (case["b64"].as_str(), text(case, "name")) {
        (Some(encoded), _) => base64(encoded),
        (None, name) if name.contains("zero bytes") => vec![0; size],
        (None, name) if name.ends_with(" a") => vec![b'a'; size],
        (None, name) if name.ends_with("pattern i%251") => (0..size).map(|i| (i % 251) as u8).collect(),
        (None, name) => return Err(Mismatch::new("bytes that can be made", name)),
    };
    same(size, bytes.len())?;
    for algorithm in [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512, Algorithm::Blake3] {
        let digest = algorithm.digest(&bytes).map_err(|err| Mismatch::new("a digest", err))?;
        same(text(case, algorithm.as_str()), digest.to_string())?;
        digest.verify(&bytes).map_err(|err| Mismatch::new("verified", err))?;
    }
    Ok(())
}
