//! Conversions and edits of indexes and lists (`convert/`): operation convert-list.

use crate::harness::{Mismatch, Verdict, same, same_bytes, text};
use oci_convert::{CompressionAlgorithm, Converted, EntryEdit, Error, Format, Request, Source};
use oci_spec_types::{MediaType, Platform};
use serde_json::Value;
use std::path::Path;

pub(crate) fn check(dir: &Path, case: &Value) -> Verdict {
    // Reading as Go does is needed for odd input only, and makes no difference elsewhere.
    [false, true].into_iter().try_for_each(|as_go| check_once(dir, case, as_go))
}

fn check_once(dir: &Path, case: &Value, as_go: bool) -> Verdict {
    let file = |name: &str| std::fs::read(dir.join(name)).map_err(|error| Mismatch::new(name, error));
    let source = Source::new(file("input.manifest.json")?, text(case, "source_media_type").into());
    let expected = &case["expected"];
    let converted = match (text(expected, "result"), converted(case, source, as_go)) {
        ("error", Err((kind, stage, _))) => {
            same(text(expected, "error_kind"), kind)?;
            return same(text(expected, "error_stage"), stage);
        }
        ("error", Ok(_)) => return Err(Mismatch::new(text(expected, "error"), "a result")),
        (_, Err((.., error))) => return Err(Mismatch::new("a result", error)),
        (_, Ok(converted)) => converted,
    };
    same_bytes("index", &file("output.manifest.json")?, &converted.bytes)?;
    same(text(expected, "manifest_media_type"), converted.media_type.as_str())?;
    same(text(expected, "manifest_digest"), &*converted.digest.to_string())
}

/// Kind and stage of an error, and its text.
type Failure = (&'static str, &'static str, String);

fn converted(case: &Value, source: Source, as_go: bool) -> Result<Converted, Failure> {
    let request = match case["target_media_type"].as_str().map(MediaType::from) {
        None => Request::edit(),
        Some(target) => match Format::of_index_media_type(&target) {
            Some(format) => Request::convert(format),
            // What is no format of an index cannot be asked for.
            None => return Err(("unsupported-conversion", "convert", String::new())),
        },
    };
    let failure = |error: Error| (error.kind().code(), error.stage().code(), error.to_string());
    let request = if as_go { request.always_as_go() } else { request };
    edited(case, request.index_alone().way_back(), source).map_err(failure)
}

fn edited(case: &Value, mut request: Request, source: Source) -> Result<Converted, Error> {
    let options = &case["options"];
    // The cases were made on such a machine.
    request = request.default_platform(Platform::new("linux", "amd64"));
    let edits = options["list_edits"].as_array().into_iter().flatten();
    request = request.entries(edits.map(edit).collect::<Result<Vec<_>, _>>()?);
    if options["cannot_modify_manifest"].as_bool() == Some(true) {
        request = request.unmarked();
    }
    request.plan(source)?.finish()
}

fn edit(case: &Value) -> Result<EntryEdit, Error> {
    let names = case["compression_algorithms"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let compressions = names.map(str::parse::<CompressionAlgorithm>).collect::<Result<Vec<_>, _>>()?;
    let (digest, media_type) = (text(case, "digest").into(), text(case, "media_type").into());
    let size = case["size"].as_i64().unwrap_or_default();
    let annotations = case["annotations"]
        .as_object()
        .map(|members| members.iter().map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default())).collect());
    Ok(match text(case, "op") {
        "update" => EntryEdit::Update {
            old: text(case, "old_digest").into(),
            digest,
            size,
            media_type,
            annotations,
            replace_annotations: case["replace_annotations"].as_bool() == Some(true),
            compressions,
        },
        "add" => EntryEdit::Add {
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
            EntryEdit::Delete { position: usize::try_from(position).unwrap_or(usize::MAX) }
        }
    })
}

fn platform(case: &Value) -> Platform {
    serde_json::from_value(case.clone()).unwrap_or_default()
}
