//! What Kubernetes mounts of images and artifacts.

use oci_spec_types::artifact::Artifact;
use oci_spec_types::volume::{Mounted, Runtime, mount};
use oci_spec_types::{Descriptor, Error, ErrorKind, MediaType, Model, oci};

const TITLE: &str = "org.opencontainers.image.title";

fn blob(media_type: &str) -> Descriptor {
    Descriptor::of(media_type, media_type.as_bytes())
}

fn config(count: usize) -> oci::ImageConfig {
    let ids = vec![oci_digest::Digest::sha256(b"").to_string(); count];
    let ids = serde_json::to_string(&ids).unwrap();
    oci::ImageConfig::parse(format!(r#"{{"rootfs":{{"type":"layers","diff_ids":{ids}}}}}"#).into_bytes()).unwrap()
}

fn of(runtime: Runtime, config_type: &str, layers: &[Descriptor], diff_ids: usize) -> Result<Vec<Mounted>, Error> {
    let manifest = oci::Manifest::new(blob(config_type), layers.to_vec());
    mount(runtime, &Artifact::of_manifest(&manifest), &manifest.layers, &config(diff_ids))
}

/// containerd 11907: an artifact with the empty config is not mounted, one whose config lists the layers is.
#[test]
fn containerd_mounts_what_the_config_lists() {
    let layers = [blob(MediaType::OCI_LAYER_GZIP.as_str()).with_annotation(TITLE, "model.joblib")];
    let empty = MediaType::OCI_EMPTY;
    let containerd = |config: &str, layers: &[Descriptor], count| of(Runtime::Containerd, config, layers, count);
    let refused = containerd(empty.as_str(), &layers, 0).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Layers);
    assert_eq!(refused.to_string(), "layers do not match: 1 in the manifest, 0 diffIDs in the config");
    assert_eq!(containerd("application/vnd.example.config", &layers, 1), Ok(vec![Mounted::Tar]));
    let mixed = [blob("text/plain"), layers[0].clone(), blob("application/vnd.erofs.layer.v1+zstd")];
    let found = containerd(MediaType::OCI_CONFIG.as_str(), &mixed, 2).unwrap();
    assert_eq!(found, [Mounted::OtherType, Mounted::Tar, Mounted::FileSystem]);
    // No layer, no diffID: an empty directory.
    assert_eq!(containerd(empty.as_str(), &[blob("text/plain")], 0), Ok(vec![Mounted::OtherType]));
    // The draft's types are no layers for containerd.
    assert_eq!(containerd(empty.as_str(), &[blob("application/vnd.erofs+zstd")], 0), Ok(vec![Mounted::OtherType]));
}

#[test]
fn layers_that_are_not_unpacked_are_named() {
    let image = MediaType::OCI_CONFIG;
    let nydus = "application/vnd.oci.image.layer.nydus.blob.v1";
    let error = of(Runtime::Containerd, image.as_str(), &[blob(nydus)], 1).unwrap_err();
    let text = format!("/layers/0: found a layer of type {nydus}, which the runtime does not unpack");
    assert_eq!(error.to_string(), text);
    let encrypted = blob("application/vnd.oci.image.layer.v1.tar+gzip+encrypted");
    let error = of(Runtime::Containerd, image.as_str(), &[encrypted], 1).unwrap_err();
    let text = "/layers/0: found an encrypted layer, which the runtime unpacks only with its key";
    assert_eq!(error.to_string(), text);
}

#[test]
fn crio_mounts_the_blobs_of_an_artifact_as_files() {
    let blobs = [
        blob("application/vnd.cnai.model.weight.v1.raw").with_annotation("org.cnai.model.filepath", "weights/a.bin"),
        blob("text/plain").with_annotation(TITLE, "README.md").with_annotation("org.cnai.model.filepath", "other"),
        blob("text/plain").with_annotation(TITLE, ""),
    ];
    let named = |name: &str| Mounted::File { name: name.into() };
    let found = of(Runtime::CriO, "application/vnd.cnai.model.config.v1+json", &blobs, 0).unwrap();
    assert_eq!(found, [named("weights/a.bin"), named("README.md"), Mounted::NoName]);
    let layer = blob(MediaType::OCI_LAYER.as_str());
    assert_eq!(of(Runtime::CriO, MediaType::OCI_CONFIG.as_str(), &[layer], 1), Ok(vec![Mounted::Tar]));
}
