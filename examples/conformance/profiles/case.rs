//! A case of `profiles/`: what a tool is asked, of what, and what it answers.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::options::Options;
use crate::set::folders;

/// Objects by their digests, as `algorithm:hex`.
pub(crate) type Blobs = BTreeMap<String, Vec<u8>>;

/// Files by their names.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// What a tool is asked, and its answer.
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) tool: String,
    /// The version that was run.
    pub(crate) tool_version: String,
    /// `manifest-to-oci`, `imagetools-create`, …
    pub(crate) operation: String,
    pub(crate) options: Options,
    pub(crate) input: Input,
    pub(crate) expected: Expected,
    /// `compressor-dependent`: the layers of the result are to be taken as given.
    pub(crate) tags: Vec<String>,
}

/// What the operation starts from.
pub(crate) struct Input {
    /// A manifest or an index; `None` where the operation starts from nothing, or from the options.
    pub(crate) manifest: Option<Vec<u8>>,
    /// The media type of the manifest, as the caller knows it.
    pub(crate) media_type: Option<String>,
    /// The media type that is asked for, where the operation has one.
    pub(crate) target_media_type: Option<String>,
    /// The config of an image.
    pub(crate) config: Option<Vec<u8>>,
    /// Children, their configs, layers, archives. Layers that the tool does not read may be missing.
    pub(crate) blobs: Blobs,
    /// Inputs whose name matters.
    pub(crate) files: Files,
}

/// The answer of the tool.
pub(crate) enum Expected {
    Written(Box<Written>),
    /// The kind of an error, and the tool's own text, which is information.
    Error {
        kind: String,
        text: String,
    },
}

/// What the tool writes. Members that a case does not have are not judged.
pub(crate) struct Written {
    /// For schema 1: the payload.
    pub(crate) manifest: Option<Vec<u8>>,
    pub(crate) manifest_digest: Option<String>,
    pub(crate) manifest_media_type: Option<String>,
    /// A schema 1 result as the tool signed it: a sample.
    pub(crate) signed_sample: Option<Vec<u8>>,
    pub(crate) config: Option<Vec<u8>>,
    pub(crate) config_digest: Option<String>,
    /// What the tool says of its result.
    pub(crate) descriptor: Option<Value>,
    /// Everything new besides manifest and config: children, their configs, layers, statements.
    pub(crate) blobs: Blobs,
    /// Other files: of archives and layouts.
    pub(crate) files: Files,
    /// JSON pointers of members of the manifest that change from run to run.
    pub(crate) variable: Vec<String>,
}

/// `case.json`.
#[derive(Deserialize)]
struct Description {
    id: String,
    tool: String,
    tool_version: String,
    tool_operation: String,
    source_media_type: Option<String>,
    target_media_type: Option<String>,
    // As it is written: the order of members matters to some tools.
    options: Box<RawValue>,
    expected: Answer,
    #[serde(default)]
    variable: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Deserialize)]
struct Answer {
    result: String,
    error_kind: Option<String>,
    error: Option<String>,
    manifest_digest: Option<String>,
    manifest_media_type: Option<String>,
    config_digest: Option<String>,
    descriptor: Option<Value>,
}

impl Case {
    /// Reads the case in a folder.
    pub(crate) fn read(dir: &Path) -> Result<Self, String> {
        let description = std::fs::read(dir.join("case.json")).map_err(|error| format!("case.json: {error}"))?;
        let case: Description = serde_json::from_slice(&description).map_err(|error| format!("case.json: {error}"))?;
        let file = |name: &str| std::fs::read(dir.join(name)).ok();
        let options = Options::read(&case.tool, &case.options)?;
        let input = Input {
            manifest: file("input.manifest.json"),
            media_type: case.source_media_type,
            target_media_type: case.target_media_type,
            config: file("input.config.json"),
            blobs: blobs(&dir.join("input"))?,
            files: files(&dir.join("input-files"))?,
        };
        let answer = case.expected;
        let mut files = files(&dir.join("output-files"))?;
        let signed_sample = file("output.signed-sample.json").or(files.remove("signed-sample.json"));
        let expected = match answer.result.as_str() {
            "error" => Expected::Error {
                kind: answer.error_kind.ok_or("an error without its kind")?,
                text: answer.error.unwrap_or_default(),
            },
            "ok" => Expected::Written(Box::new(Written {
                manifest: file("output.manifest.json"),
                manifest_digest: answer.manifest_digest,
                manifest_media_type: answer.manifest_media_type,
                signed_sample,
                config: file("output.config.json"),
                config_digest: answer.config_digest,
                descriptor: answer.descriptor,
                blobs: blobs(&dir.join("output"))?,
                files,
                variable: case.variable,
            })),
            other => return Err(format!("the result {other:?}")),
        };
        Ok(Self {
            id: case.id,
            tool: case.tool,
            tool_version: case.tool_version,
            operation: case.tool_operation,
            options,
            input,
            expected,
            tags: case.tags,
        })
    }

    /// The folders of all cases below one: `TOOL/OPERATION/NAME`.
    pub(crate) fn folders(root: &Path) -> Vec<std::path::PathBuf> {
        folders(root).iter().flat_map(|tool| folders(tool)).flat_map(|operation| folders(&operation)).collect()
    }
}

/// The files in a folder that are named by their digests.
fn blobs(dir: &Path) -> Result<Blobs, String> {
    let files = files(dir)?.into_iter();
    files.map(|(hex, bytes)| Ok((digest_of_hex(&hex)?, bytes))).collect()
}

/// The digest that a number of hex digits stands for.
fn digest_of_hex(hex: &str) -> Result<String, String> {
    match hex.len() {
        64 => Ok(format!("sha256:{hex}")),
        128 => Ok(format!("sha512:{hex}")),
        _ => Err(format!("{hex:?} names no digest")),
    }
}

fn files(dir: &Path) -> Result<Files, String> {
    let mut files = Files::new();
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        files.insert(name, std::fs::read(entry.path()).map_err(|error| error.to_string())?);
    }
    Ok(files)
}
