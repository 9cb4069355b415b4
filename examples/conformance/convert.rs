//! Conversions (`convert/`): dispatches every case by its operation, and checks those of single images.

use crate::harness::{Mismatch, Tally, Verdict, same, same_bytes, text};
use crate::set::{Set, folders, read_json};
use crate::{convert_copy, convert_index, signatures};
use oci_convert::report::DigestRole;
use oci_convert::{
    CompressionAlgorithm, CompressionEdit, Converted, CryptoEdit, Destination, Error, ErrorKind, Format, LayerUpdate,
    Need, Plan, Request, Source, tools,
};
use oci_digest::{Digest, ImageId};
use oci_spec_types::docker::jws::{Curve, Jws, Mode, SigningKey, SigningTime};
use oci_spec_types::{ClaimedDigest, Kind, MediaType};
use serde_json::Value;
use std::path::Path;

/// Checks the case in a folder.
type Check = fn(&Path, &Value) -> Verdict;

/// How the cases of each operation are checked.
const OPERATIONS: &[(&str, Check)] = &[
    ("convert", convert),
    ("update", convert),
    ("distribution-convert", distribution),
    ("image-id", image_id),
    ("digest", digest),
    ("convert-list", convert_index::check),
    ("copy", convert_copy::check),
    ("verify-signature", signatures::verify),
    ("sign", signatures::sign),
];

pub(crate) fn run(set: &Set, out: &mut Tally) {
    for category in folders(&set.folder("convert")) {
        let name = format!("convert/{}", category.file_name().unwrap_or_default().display());
        if !out.wants(&name) {
            continue;
        }
        for dir in folders(&category) {
            let case = read_json(&dir.join("case.json")).unwrap_or_default();
            let operation = text(&case, "operation");
            out.case(&name, text(&case, "id"), || match OPERATIONS.iter().find(|(own, _)| *own == operation) {
                Some((_, check)) => check(&dir, &case),
                None => Err(Mismatch::new("an operation", format!("{operation}, which is not implemented"))),
            });
        }
    }
}

fn source(dir: &Path, case: &Value) -> Result<Source, Mismatch> {
    let bytes = std::fs::read(dir.join("input.manifest.json"));
    let bytes = bytes.map_err(|error| Mismatch::new("input.manifest.json", error))?;
    Ok(Source::new(bytes, text(case, "source_media_type").into()))
}

/// One conversion, with everything that the case has; also checks that the report of the result adds up.
fn convert(dir: &Path, case: &Value) -> Verdict {
    // Reading as Go does is needed for odd input only, and makes no difference elsewhere.
    [false, true].into_iter().try_for_each(|as_go| convert_once(dir, case, as_go))
}

fn convert_once(dir: &Path, case: &Value, as_go: bool) -> Verdict {
    let options = &case["options"];
    let target = case["target_media_type"].as_str().map(MediaType::from);
    let begun = || -> Result<Plan, Error> {
        let source = source(dir, case).map_err(|_| no_format())?;
        let conversion = match target.as_ref().map(Format::of_media_type) {
            None => Request::edit(),
            Some(Some(format)) => Request::convert(format),
            Some(None) => return Err(no_format()),
        };
        let request = conversion_of(conversion, options)?.way_back();
        if as_go { request.always_as_go() } else { request }.plan(source)
    };
    let mut config_read = false;
    let mut diff_ids_needed = false;
    let converted = begun().and_then(|mut plan| {
        for need in plan.needs() {
            match &need {
                Need::Config { required, .. } => {
                    config_read = *required;
                    if let Ok(config) = std::fs::read(dir.join("input.config.json")) {
                        let provided = plan.provide(&need, config);
                        if *required {
                            provided?;
                        }
                    }
                }
                Need::DiffIds { .. } => {
                    diff_ids_needed = true;
                    match options["layer_diff_ids"].as_array() {
                        Some(ids) => plan.provide(&need, claimed(ids))?,
                        None => plan.accept_placeholders(),
                    }
                }
                Need::LayerSizes { .. } => match options["uploaded_layers"].as_array() {
                    Some(layers) => {
                        let sizes = layers.iter().map(|layer| layer["size"].as_i64().unwrap_or_default());
                        plan.provide(&need, sizes.collect::<Vec<i64>>())?;
                    }
                    None => plan.accept_placeholders(),
                },
                Need::Name { .. } => plan.provide(&need, Destination::default())?,
                _ => {}
            }
        }
        plan.finish()
    });
    let expected = &case["expected"];
    let Some(converted) = outcome(expected, converted)? else { return Ok(()) };
    same(expected["config_blob_read"].as_bool().unwrap_or_default(), config_read)?;
    if let Some(needed) = expected["needs_layer_diff_ids"].as_bool() {
        same(needed, diff_ids_needed)?;
    }
    adds_up(&converted)?;
    check(dir, expected, &converted)
}

fn claimed(ids: &[Value]) -> Vec<ClaimedDigest> {
    ids.iter().map(|id| id.as_str().unwrap_or_default().into()).collect()
}

/// Every digest of the result is in the report, once for each time that it is there, in its role.
fn adds_up(converted: &Converted) -> Verdict {
    let manifest: Value = serde_json::from_slice(&converted.bytes).map_err(|error| Mismatch::new("JSON", error))?;
    let mut there = vec![(DigestRole::Manifest, converted.digest.to_string())];
    let mut add = |role, digest: &Value| there.push((role, digest.as_str().unwrap_or_default().to_owned()));
    if manifest["fsLayers"].is_null() {
        add(DigestRole::Config, &manifest["config"]["digest"]);
    }
    for (role, list, member) in [(DigestRole::Layer, "layers", "digest"), (DigestRole::Layer, "fsLayers", "blobSum")] {
        manifest[list].as_array().into_iter().flatten().for_each(|layer| add(role, &layer[member]));
    }
    for entry in manifest["history"].as_array().into_iter().flatten() {
        // Lone surrogates are fine in the cases, but not for a strict reader.
        let v1 = tools::CONTAINERS_IMAGE.rewrite(Kind::V1Image, text(entry, "v1Compatibility").as_bytes().to_vec());
        let v1 = v1.map_err(|error| Mismatch::new("a v1 image", error))?.bytes;
        let v1: Value = serde_json::from_slice(&v1).map_err(|error| Mismatch::new("JSON", error))?;
        add(DigestRole::V1Id, &v1["id"]);
    }
    if manifest["subject"].is_object() {
        add(DigestRole::Subject, &manifest["subject"]["digest"]);
    }
    let rows = converted.report.digests.iter().filter(|row| row.role != DigestRole::DiffId);
    let mut told: Vec<_> = rows.filter_map(|row| Some((row.role, row.after.as_ref()?.to_string()))).collect();
    there.sort();
    told.sort();
    same(format!("{there:?}"), format!("{told:?}"))
}

/// The error that the case expects, by its kind; or the result to be checked.
fn outcome<T>(expected: &Value, got: Result<T, Error>) -> Result<Option<T>, Mismatch> {
    match (text(expected, "result"), got) {
        ("error", Err(error)) => {
            let own = match error.kind() {
                // The cases have one name for every list that must be as long as the layers.
                ErrorKind::LayerSizeCountMismatch => ErrorKind::LayerUpdateCountMismatch,
                // And one for every text that does not fit a Go type.
                ErrorKind::InvalidTime => ErrorKind::InvalidJson,
                kind => kind,
            };
            let kind = expected["error_kind"].as_str().unwrap_or(own.code());
            let problem = format!("{} ({})", error.kind().code(), error);
            same(kind, own.code()).map_err(|_| Mismatch::new(kind, problem))?;
            Ok(None)
        }
        ("error", Ok(_)) => Err(Mismatch::new(text(expected, "error"), "a result")),
        (_, Err(error)) => Err(Mismatch::new("a result", error)),
        (_, Ok(result)) => Ok(Some(result)),
    }
}

/// What is no format of an image cannot be asked for: an error with the kind of such a conversion.
fn no_format() -> Error {
    let index = Source::new(r#"{"manifests":[]}"#, MediaType::OCI_INDEX);
    match Request::convert(Format::Oci).as_tool(&tools::DISTRIBUTION).plan(index) {
        Err(error) => error,
        Ok(_) => unreachable!("distribution converts no indexes"),
    }
}

fn conversion_of(mut conversion: Request, options: &Value) -> Result<Request, Error> {
    if let Some(updates) = options["layer_updates"].as_array() {
        let updates = updates.iter().map(layer_update).collect::<Result<Vec<LayerUpdate>, Error>>()?;
        conversion = conversion.layers(updates);
    }
    for name in ["destination_reference", "embedded_docker_reference"] {
        if let Some(reference) = options[name].as_str() {
            conversion = conversion.name(reference.parse()?);
        }
    }
    Ok(conversion)
}

pub(crate) fn layer_update(case: &Value) -> Result<LayerUpdate, Error> {
    let compression = match case["compression_operation"].as_str() {
        None | Some("preserve") => CompressionEdit::Preserve,
        Some("compress") => CompressionEdit::Compress,
        Some("decompress") => CompressionEdit::Decompress,
        Some(_) => CompressionEdit::Invalid,
    };
    let algorithm = case["compression_algorithm"].as_str().map(str::parse::<CompressionAlgorithm>).transpose()?;
    let crypto = match case["crypto_operation"].as_str() {
        Some("encrypt") => CryptoEdit::Encrypt,
        Some("decrypt") => CryptoEdit::Decrypt,
        _ => CryptoEdit::Preserve,
    };
    let mut update = LayerUpdate::new(text(case, "digest"), case["size"].as_i64().unwrap_or_default())
        .compression(compression, algorithm)
        .crypto(crypto);
    update.urls = case["urls"].as_array().into_iter().flatten().filter_map(Value::as_str).map(Into::into).collect();
    for (key, value) in case["annotations"].as_object().into_iter().flatten() {
        update.annotations.insert(key.as_str(), value.as_str().unwrap_or_default());
    }
    Ok(update)
}

fn check(dir: &Path, expected: &Value, converted: &Converted) -> Verdict {
    let file = |name: &str| std::fs::read(dir.join(name)).map_err(|error| Mismatch::new(name, error));
    same_bytes("manifest", &file("output.manifest.json")?, &converted.bytes)?;
    same(text(expected, "manifest_digest"), &*converted.digest.to_string())?;
    let schema1 = converted.media_type == MediaType::DOCKER_SCHEMA1;
    if schema1 {
        // The cases have the type of the signed form.
        same(text(expected, "manifest_media_type"), MediaType::DOCKER_SCHEMA1_SIGNED.as_str())?;
        signed_form(dir, converted)?;
    } else {
        same(text(expected, "manifest_media_type"), converted.media_type.as_str())?;
        same(expected["manifest_size"].as_u64().unwrap_or_default(), converted.bytes.len() as u64)?;
    }
    if let (Some(digest), Some(config)) = (expected["config_digest"].as_str(), &converted.config) {
        same(digest, &*config.digest.to_string())?;
        same(expected["config_size"].as_i64().unwrap_or_default(), config.size)?;
        same(text(expected, "config_media_type"), config.media_type.as_str())?;
        if let Some(unchanged) = expected["config_unchanged"].as_bool() {
            same(unchanged, !config.is_new || config.bytes.as_deref() == file("input.config.json").ok().as_deref())?;
        }
        if let (Ok(bytes), Some(own)) = (file("output.config.json"), &config.bytes) {
            same_bytes("config", &bytes, own)?;
        }
    }
    let blobs: Vec<String> = converted.extra_blobs.iter().map(|blob| blob.descriptor.digest.to_string()).collect();
    let uploaded = expected["uploaded_blobs"].as_array().into_iter().flatten();
    let uploaded: Vec<&str> =
        uploaded.map(|blob| blob["digest"].as_str().or(blob.as_str()).unwrap_or_default()).collect();
    same(uploaded.join(" "), blobs.join(" "))
}

/// The result signed with a key of our own has the layout of the sample, and its payload.
fn signed_form(dir: &Path, converted: &Converted) -> Verdict {
    let Ok(sample) = std::fs::read(dir.join("output.signed-sample.json")) else { return Ok(()) };
    let problem = |error: &dyn std::fmt::Display| Mismatch::new("a signed document", error);
    let theirs = Jws::parse(&sample, Mode::Libtrust).map_err(|error| problem(&error))?;
    same_bytes("payload of the sample", theirs.payload(), &converted.bytes)?;
    let key = SigningKey::ec(Curve::P256, &[7; 32]).map_err(|error| problem(&error))?;
    let time = SigningTime::from_unix(1_461_012_882).map_err(|error| problem(&error))?;
    let mut ours = Jws::new(converted.bytes.clone(), Mode::Libtrust).map_err(|error| problem(&error))?;
    ours.sign(&key, time).map_err(|error| problem(&error))?;
    same(theirs.format_length(), ours.format_length())?;
    same_bytes("tail", theirs.format_tail(), ours.format_tail())
}

fn distribution(dir: &Path, case: &Value) -> Verdict {
    let options = &case["options"];
    let destination = Destination::new(text(options, "repository_name"), text(options, "tag"));
    let source = source(dir, case)?;
    let plan = Request::convert(Format::DockerV2S1).as_tool(&tools::DISTRIBUTION).name(destination).plan(source);
    let converted = plan.and_then(|mut plan| {
        let config = std::fs::read(dir.join("input.config.json"));
        for need in plan.needs() {
            plan.provide(&need, config.as_deref().unwrap_or_default())?;
        }
        plan.finish()
    });
    let expected = &case["expected"];
    let Some(converted) = outcome(expected, converted)? else { return Ok(()) };
    let payload = std::fs::read(dir.join("output.manifest.json"));
    let payload = payload.map_err(|error| Mismatch::new("output.manifest.json", error))?;
    same_bytes("manifest", &payload, &converted.bytes)?;
    same(text(expected, "manifest_digest"), &*converted.digest.to_string())
}

fn image_id(dir: &Path, case: &Value) -> Verdict {
    let source = source(dir, case)?;
    let id = match Format::of_media_type(&source.media_type) {
        Some(Format::DockerV2S1) => {
            let ids = case["options"]["layer_diff_ids"].as_array();
            let ids = ids.map(|ids| claimed(ids));
            tools::CONTAINERS_IMAGE
                .schema1_config(&source, ids.as_deref())
                .map(|config| ImageId::of_config(&config).digest().clone())
        }
        _ => tools::CONTAINERS_IMAGE.image_id(&source).map(|id| id.digest().clone()),
    };
    let Some(id) = outcome(&case["expected"], id)? else { return Ok(()) };
    same(text(&case["expected"], "image_id"), id.encoded().as_str())
}

fn digest(dir: &Path, case: &Value) -> Verdict {
    let (expected, options) = (&case["expected"], &case["options"]);
    let bytes = source(dir, case)?.bytes;
    let guess = tools::CONTAINERS_IMAGE.guess_media_type(&bytes).unwrap_or_default();
    same(text(expected, "guessed_media_type"), guess.as_str())?;
    let algorithm = options["digest_algorithm"].as_str().unwrap_or("sha256").parse();
    let algorithm = algorithm.map_err(|error| Mismatch::new("an algorithm", error))?;
    match (text(expected, "result"), tools::CONTAINERS_IMAGE.digest(bytes, &algorithm)) {
        ("error", Err(_)) => Ok(()),
        ("error", Ok(_)) => Err(Mismatch::new(text(expected, "error"), "a digest")),
        (_, Err(error)) => Err(Mismatch::new("a digest", error)),
        (_, Ok(digest)) => {
            same(text(expected, "manifest_digest"), &*digest.to_string())?;
            match (options["check_digest"].as_str(), expected["matches"].as_bool()) {
                (Some(asked), Some(matches)) => {
                    same(matches, asked.parse::<Digest>().is_ok_and(|asked| asked == digest))
                }
                _ => Ok(()),
            }
        }
    }
}
