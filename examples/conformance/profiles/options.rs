//! What a tool is asked for, each in its own terms.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

/// The options of a case, by tool.
#[derive(Debug)]
pub(crate) enum Options {
    Buildkit(Export),
    Buildx(Command),
    Containerd(ContainerdConvert),
    DockerManifest(DockerManifest),
    /// go-containerregistry: calls of its packages, or a command line of crane.
    Ggcr(Mutate),
    Oras(Pack),
    Podman(ManifestList),
    Regclient(Steps),
    Skopeo(SkopeoCopy),
}

impl Options {
    /// Reads the options of a tool; a member that is not known is an error.
    pub(crate) fn read(tool: &str, options: &RawValue) -> Result<Self, String> {
        match tool {
            "buildkit" => read(options).map(Self::Buildkit),
            "buildx" => read(options).map(Self::Buildx),
            "containerd" => read(options).map(Self::Containerd),
            "docker-manifest" => read(options).map(Self::DockerManifest),
            "go-containerregistry" => read(options).map(Self::Ggcr),
            "oras-go" => read(options).map(Self::Oras),
            "podman" => read(options).map(Self::Podman),
            "regclient" => read(options).map(Self::Regclient),
            tool if tool.starts_with("skopeo-") => read(options).map(Self::Skopeo),
            _ => Err(format!("the tool {tool:?} is not known")),
        }
    }
}

fn read<T: DeserializeOwned>(options: &RawValue) -> Result<T, String> {
    serde_json::from_str(options.get()).map_err(|error| format!("options: {error}"))
}

type Annotations = BTreeMap<String, String>;

/// One step of an operation: its name, and its arguments by their names.
#[derive(Debug, Deserialize)]
pub(crate) struct Step {
    pub(crate) op: String,
    #[serde(flatten)]
    pub(crate) arguments: serde_json::Map<String, Value>,
}

/// Edits in order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Steps {
    pub(crate) steps: Vec<Step>,
}

/// A command line: `{input}` is the input, `{sha256:…}` another one, `{out}` the target.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Command {
    pub(crate) args: Vec<String>,
}

/// Calls of go-containerregistry, or a command line of crane.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mutate {
    /// `empty.Image` or `empty.Index`, where the calls do not start from the input.
    pub(crate) base: Option<String>,
    #[serde(default)]
    pub(crate) steps: Vec<Step>,
    #[serde(default)]
    pub(crate) args: Vec<String>,
}

/// containerd's converter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContainerdConvert {
    #[serde(default)]
    pub(crate) docker_to_oci: bool,
    #[serde(default)]
    pub(crate) uncompress: bool,
    /// All when absent.
    pub(crate) platforms: Option<Vec<String>>,
    /// Only the update of the manifest that the conversion to EROFS makes.
    #[serde(default)]
    pub(crate) erofs_platform: bool,
    /// Platform and annotations of the source's descriptor.
    pub(crate) descriptor: Option<Value>,
}

/// BuildKit's exporter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Export {
    /// The attributes of the exporter, as text.
    pub(crate) attrs: BTreeMap<String, String>,
    pub(crate) multi_platform: bool,
    pub(crate) platforms: Vec<Exported>,
    #[serde(default = "latest_compatibility_version")]
    pub(crate) compatibility_version: u32,
}

fn latest_compatibility_version() -> u32 {
    30
}

/// What was built for one platform.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exported {
    pub(crate) id: String,
    pub(crate) platform: Option<Value>,
    /// The digest of the config, which is in the input.
    pub(crate) config: String,
    /// Descriptors as the cache returns them; the annotation `containerd.io/uncompressed` is the diffID.
    pub(crate) layers: Vec<Value>,
    pub(crate) layer_meta: Vec<LayerMeta>,
    #[serde(default)]
    pub(crate) attestations: Vec<Attestation>,
    pub(crate) inline_cache: Option<String>,
}

/// What the history of a config says of a layer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LayerMeta {
    pub(crate) description: String,
    pub(crate) created_at: String,
}

/// An in-toto statement that is exported beside an image.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attestation {
    pub(crate) predicate_type: String,
    pub(crate) predicate: Box<RawValue>,
    #[serde(default)]
    pub(crate) inline_only: bool,
    #[serde(default)]
    pub(crate) subjects: Vec<AttestedSubject>,
}

/// What a statement is about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttestedSubject {
    pub(crate) kind: String,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) digest: Vec<String>,
}

/// `docker manifest create`, `annotate`, `push`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DockerManifest {
    /// Digests of one repository.
    pub(crate) sources: Vec<String>,
    pub(crate) annotate: Vec<Annotate>,
}

/// `docker manifest annotate`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Annotate {
    pub(crate) source: String,
    pub(crate) args: Vec<String>,
}

/// oras-go's packing: from descriptors, without inputs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pack {
    /// `1.0`, `1.1`, `pack-artifact`, `pack-image`.
    pub(crate) version: String,
    #[serde(default)]
    pub(crate) artifact_type: String,
    pub(crate) config_descriptor: Option<Value>,
    #[serde(default)]
    pub(crate) config_annotations: Annotations,
    #[serde(default)]
    pub(crate) manifest_annotations: Annotations,
    #[serde(default)]
    pub(crate) layers: Vec<Value>,
    pub(crate) subject: Option<Value>,
}

/// podman's manifest list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManifestList {
    /// The media type asked for; empty: the one that the list prefers.
    pub(crate) format: String,
    pub(crate) steps: Vec<Step>,
}

/// A copy by the command line of skopeo.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SkopeoCopy {
    pub(crate) args: Vec<String>,
    /// The name at the registry, where it matters.
    pub(crate) destination: Option<String>,
    /// Of schema 1 sources, from the base up.
    #[serde(default)]
    pub(crate) uploaded_layers: Vec<UploadedLayer>,
    #[serde(default)]
    pub(crate) layer_diff_ids: Vec<String>,
}

/// A layer that is at the destination.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UploadedLayer {
    pub(crate) digest: String,
    pub(crate) size: i64,
}
