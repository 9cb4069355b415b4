//! `spec/layers`: blobs with their digests and diffIDs, well formed and not.

use oci_digest::layer::{LayerDigests, LayerError, LayerErrorKind, LayerHasher, LayerLimits, LayerOptions, Limit};
use oci_digest::{Algorithm, Compression};
use oci_spec_types::MediaType;
use serde_json::Value;

use crate::harness::{Mismatch, Tally, Verdict, same, text};
use crate::set::{Set, read_json};

const CATEGORY: &str = "spec/layers";

pub(crate) fn run(set: &Set, out: &mut Tally) {
    let dir = set.folder(CATEGORY);
    set.claim(format!("{CATEGORY}/layers.json"));
    let Some(Value::Array(cases)) = read_json(&dir.join("layers.json")).filter(|_| out.wants(CATEGORY)) else {
        return;
    };
    for case in &cases {
        let file = text(case, "file");
        out.case(CATEGORY, file, || {
            let blob = std::fs::read(dir.join(file)).map_err(|err| Mismatch::new("a file", err))?;
            check(case, &blob)
        });
    }
}

/// Layers of newer formats (`artifacts`): digest, diffID and sizes, the compression taken from the bytes.
pub(crate) fn artifacts(set: &Set, out: &mut Tally) {
    let folder = set.path("artifacts");
    for case in &set.list("artifacts/artifacts.json", "layers") {
        let file = text(case, "file");
        out.case("artifacts/layers", file, || {
            let blob = std::fs::read(folder.join(file)).map_err(|err| Mismatch::new("a file", err))?;
            let options = LayerOptions::default();
            let layer = pass(&blob, &options);
            same_in_pieces(&blob, &options, &layer)?;
            let layer = layer.map_err(|err| Mismatch::new("a well-formed layer", err))?;
            same(text(case, "digest"), layer.digest.to_string())?;
            same(text(case, "diff_id"), layer.diff_id.to_string())?;
            same(case["size"].as_u64().unwrap_or_default(), layer.size)?;
            same(case["uncompressed_size"].as_u64().unwrap_or_default(), layer.uncompressed_size)?;
            same(text(case, "compression"), layer.compression.to_string())
        });
    }
}

fn check(case: &Value, blob: &[u8]) -> Verdict {
    let tagged = |tag: &str| case["tags"].as_array().is_some_and(|tags| tags.iter().any(|t| t == tag));
    let declared = match text(case, "compression") {
        "none" => Compression::None,
        "gzip" => Compression::Gzip,
        "zstd" => Compression::Zstd,
        "xz" => Compression::Xz,
        "bzip2" => Compression::Bzip2,
        other => return Err(Mismatch::new("a known compression", other)),
    };
    let mut options = LayerOptions::default();
    if let Some(media_type) = case["media_type"].as_str() {
        options = options.with_declared(MediaType::from(media_type).compression());
        same(format!("{:?}", Some(declared)), format!("{:?}", options.declared))?;
    }
    if matches!(declared, Compression::Xz | Compression::Bzip2) {
        let expected = LayerErrorKind::UnsupportedCompression { found: declared };
        return refused(&pass(blob, &options), &expected);
    }
    if tagged("refused-by-default") {
        let limit = LayerErrorKind::Limit { limit: Limit::Window, max: LayerLimits::default().max_window };
        refused(&pass(blob, &options), &limit)?;
        options = options.with_limits(LayerLimits { max_window: 1 << 31, ..LayerLimits::default() });
    }
    let whole = pass(blob, &options);
    same_in_pieces(blob, &options, &whole)?;
    if case["valid"] != true {
        return match whole {
            Err(_) => Ok(()),
            Ok(layer) => Err(Mismatch::new("an error", format!("{layer:?}"))),
        };
    }
    let layer = whole.map_err(|err| Mismatch::new("a well-formed layer", err))?;
    same(text(case, "digest"), layer.digest.to_string())?;
    same(text(case, "diff_id"), layer.diff_id.to_string())?;
    same(case["size"].as_u64().unwrap_or_default(), layer.size)?;
    same(case["uncompressed_size"].as_u64().unwrap_or_default(), layer.uncompressed_size)?;
    same(declared, layer.compression)?;
    if declared != Compression::None {
        same(declared, layer.detected)?;
    }
    same(declared == layer.detected, layer.agrees())?;
    let sha512 = options.clone().with_algorithms(Algorithm::Sha512, Algorithm::Sha512);
    let layer = pass(blob, &sha512).map_err(|err| Mismatch::new("a well-formed layer", err))?;
    same(text(case, "digest_sha512"), layer.digest.to_string())
}

fn pass(blob: &[u8], options: &LayerOptions) -> Result<LayerDigests, LayerError> {
    LayerHasher::with_options(options.clone()).digest_all([blob])
}

fn refused(result: &Result<LayerDigests, LayerError>, expected: &LayerErrorKind) -> Verdict {
    match result {
        Err(err) if err.kind() == expected => Ok(()),
        Err(err) => Err(Mismatch::new(expected, err)),
        Ok(layer) => Err(Mismatch::new(expected, format!("{layer:?}"))),
    }
}

/// However the blob is cut, and on two threads: the same answer.
fn same_in_pieces(blob: &[u8], options: &LayerOptions, whole: &Result<LayerDigests, LayerError>) -> Verdict {
    let answer = |result: &Result<LayerDigests, LayerError>| match result {
        Ok(layer) => format!("{layer:?}"),
        Err(err) => err.to_string(),
    };
    for size in [1, 7, 4096] {
        let pieces = LayerHasher::with_options(options.clone()).digest_all(blob.chunks(size));
        same(answer(whole), answer(&pieces))?;
    }
    same(answer(whole), answer(&LayerHasher::with_options(options.clone()).on_two_threads().digest_reader(blob)))
}
