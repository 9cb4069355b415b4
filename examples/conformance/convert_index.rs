//! Conversions and edits of indexes and lists (`convert/`): operation convert-list.

use crate::harness::{Mismatch, Verdict, same, same_bytes, text};
use oci_convert::index::{ConvertedIndex, IndexConversion, IndexEdit};
use oci_convert::{Algorithm, Error, Source};
use oci_spec_types::{MediaType, Platform};
use serde_json::Value;
use std::path::Path;

pub(crate) fn check(dir: &Path, case: &Value) -> Verdict {
    let file = |name: &str| std::fs::read(dir.join(name)).map_err(|error| Mismatch::new(name, error));
    let source = Source::new(file("input.manifest.json")?, text(case, "source_media_type").into());
    let expected = &case["expected"];
    let converted = match (text(expected, "result"), converted(case, source)) {
        ("error", Err(error)) => {
            let (kind, stage) = (text(expected, "error_kind"), text(expected, "error_stage"));
            same(kind, error.kind().code())?;
            return same(stage, error.stage().code());
        }
        ("error", Ok(_)) => return Err(Mismatch::new(text(expected, "error"), "a result")),
        (_, Err(error)) => return Err(Mismatch::new("a result", error)),
        (_, Ok(converted)) => converted,
    };
    same_bytes("index", &file("output.manifest.json")?, &converted.bytes)?;
    same(text(expected, "manifest_media_type"), converted.media_type.as_str())?;
    same(text(expected, "manifest_digest"), &*converted.digest.to_string())
}

fn converted(case: &Value, source: Source) -> Result<ConvertedIndex, Error> {
    let options = &case["options"];
    let mut conversion = match case["target_media_type"].as_str().map(MediaType::from) {
        None => IndexConversion::update(),
        Some(target) => IndexConversion::to_media_type(&target)?,
    };
    // The cases were made on such a machine.
    conversion = conversion.default_platform(Platform::new("linux", "amd64"));
    let edits = options["list_edits"].as_array().into_iter().flatten();
    conversion = conversion.edits(edits.map(edit).collect::<Result<Vec<_>, _>>()?);
    if options["cannot_modify_manifest"].as_bool() == Some(true) {
        conversion = conversion.avoid_changes();
    }
    conversion.convert(source)
}

fn edit(case: &Value) -> Result<IndexEdit, Error> {
    let names = case["compression_algorithms"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let compressions = names.map(str::parse::<Algorithm>).collect::<Result<Vec<_>, _>>()?;
    let (digest, media_type) = (text(case, "digest").into(), text(case, "media_type").into());
    let size = case["size"].as_i64().unwrap_or_default();
    let annotations = case["annotations"].as_object().map(|members| {
        members.iter().map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default().into())).collect()
    });
    Ok(match text(case, "op") {
        "update" => IndexEdit::Update {
            old: text(case, "old_digest").into(),
            digest,
            size,
            media_type,
            annotations,
            replace_annotations: case["replace_annotations"].as_bool() == Some(true),
            compressions,
        },
        "add" => IndexEdit::Add {
            digest,
            size,
            media_type,
            artifact_type: text(case, "artifact_type").into(),
            platform: case["platform"].as_object().map(|_| Box::new(platform(&case["platform"]))),
            annotations: annotations.unwrap_or_default(),
            compressions,
        },
        _ => {
            let position = case["index"].as_i64().unwrap_or_default();
            IndexEdit::Delete { position: usize::try_from(position).unwrap_or(usize::MAX) }
        }
    })
}

fn platform(case: &Value) -> Platform {
    serde_json::from_value(case.clone()).unwrap_or_default()
}
