use super::text::text;
use super::values::{annotations, diff_id, digest, extra, maybe, media_type, raw_json};
use crate::{Descriptor, Map, MediaType, Platform, docker, in_toto, oci};
use oci_digest::Digest;
use proptest::collection::vec;
use proptest::prelude::*;

/// A platform.
pub fn platform() -> impl Strategy<Value = Platform> {
    let os = proptest::sample::select(vec!["linux", "windows", "darwin", "unknown"]);
    let architecture = proptest::sample::select(vec!["amd64", "arm64", "arm", "s390x", "unknown"]);
    let variant = maybe(proptest::sample::select(vec!["v6", "v7", "v8"]));
    (os, architecture, variant, maybe(text()), vec(text(), 0..2), vec(text(), 0..2), extra()).prop_map(
        |(os, architecture, variant, os_version, os_features, features, extra)| Platform {
            os: os.into(),
            architecture: architecture.into(),
            variant: variant.map(Into::into),
            os_version,
            os_features,
            features,
            extra,
        },
    )
}

/// A descriptor.
pub fn descriptor() -> impl Strategy<Value = Descriptor> {
    let content = maybe(vec(any::<u8>(), 0..20));
    let size = prop_oneof![0..1_000_000_u64, Just(i64::MAX.unsigned_abs())];
    (
        (media_type(), digest(), size, content),
        vec(text(), 0..2),
        annotations(),
        maybe(platform()),
        maybe(media_type()),
        extra(),
    )
        .prop_map(|((media_type, digest, size, content), urls, annotations, platform, artifact_type, extra)| {
            let plain = match &content {
                Some(content) => Descriptor::of(media_type, content).with_data(content),
                None => Descriptor::new(media_type, digest, size),
            };
            Descriptor { urls, annotations, platform: platform.map(Box::new), artifact_type, extra, ..plain }
        })
        .boxed()
}

/// An OCI image manifest.
pub fn oci_manifest() -> impl Strategy<Value = oci::Manifest> {
    (descriptor(), vec(descriptor(), 0..5), annotations(), maybe(descriptor()), maybe(media_type()), extra()).prop_map(
        |(config, layers, annotations, subject, artifact_type, extra)| oci::Manifest {
            annotations,
            subject: subject.map(Box::new),
            artifact_type,
            extra,
            ..oci::Manifest::new(config, layers)
        },
    )
}

/// An OCI image index.
pub fn oci_index() -> impl Strategy<Value = oci::Index> {
    (vec(descriptor(), 0..6), annotations(), maybe(descriptor()), maybe(media_type()), extra()).prop_map(
        |(manifests, annotations, subject, artifact_type, extra)| oci::Index {
            annotations,
            subject: subject.map(Box::new),
            artifact_type,
            extra,
            ..oci::Index::new(manifests)
        },
    )
}

/// A Docker v2 schema 2 manifest.
pub fn docker_manifest() -> impl Strategy<Value = docker::Manifest> {
    (descriptor(), vec(descriptor(), 0..5), extra())
        .prop_map(|(config, layers, extra)| docker::Manifest { extra, ..docker::Manifest::new(config, layers) })
}

/// A Docker manifest list.
pub fn docker_list() -> impl Strategy<Value = docker::ManifestList> {
    (vec(descriptor(), 0..6), extra())
        .prop_map(|(manifests, extra)| docker::ManifestList { extra, ..docker::ManifestList::new(manifests) })
}

/// An OCI artifact manifest.
pub fn artifact_manifest() -> impl Strategy<Value = oci::ArtifactManifest> {
    (media_type(), vec(descriptor(), 0..4), maybe(descriptor()), annotations(), extra()).prop_map(
        |(artifact_type, blobs, subject, annotations, extra)| oci::ArtifactManifest {
            media_type: MediaType::OCI_ARTIFACT_MANIFEST,
            artifact_type,
            blobs,
            subject: subject.map(Box::new),
            annotations,
            extra,
        },
    )
}

/// The file `oci-layout`.
pub fn layout() -> impl Strategy<Value = oci::Layout> {
    extra().prop_map(|extra| oci::Layout { extra, ..oci::Layout::default() })
}

/// A Docker v2 schema 1 manifest without signatures, with a v1 image for each layer.
pub fn schema1() -> impl Strategy<Value = docker::Schema1> {
    let layer = (digest(), text(), any::<bool>());
    (text(), text(), vec(layer, 1..5), extra()).prop_map(|(name, tag, layers, extra)| {
        let mut this = docker::Schema1 {
            name,
            tag,
            architecture: "amd64".into(),
            schema_version: 1,
            extra,
            ..docker::Schema1::default()
        };
        let ids: Vec<String> = (0..layers.len()).map(|at| Digest::sha256([at as u8]).encoded().to_string()).collect();
        for (at, ((digest, command, throwaway), id)) in layers.into_iter().zip(&ids).enumerate() {
            let image = docker::V1Compatibility {
                id: id.as_str().into(),
                parent: ids.get(at + 1).map(Into::into),
                created: "2024-01-01T00:00:00Z".into(),
                container_config: Some(Box::new(docker::V1Command {
                    cmd: Some([command].into_iter().collect()),
                    ..docker::V1Command::default()
                })),
                throw_away: throwaway,
                ..docker::V1Compatibility::default()
            };
            let text = String::from_utf8_lossy(&crate::Model::to_json(&image)).into_owned();
            this.fs_layers.push(docker::FsLayer { blob_sum: digest.into(), ..docker::FsLayer::default() });
            this.history
                .push(docker::Schema1History { v1_compatibility: text.into(), ..docker::Schema1History::default() });
        }
        this
    })
}

/// An image of the `manifest.json` in a `docker save` archive.
pub fn archive_entry() -> impl Strategy<Value = docker::ArchiveEntry> {
    let sources = maybe((diff_id(), descriptor()));
    (text(), maybe(vec(text(), 0..3)), vec(text(), 0..4), maybe(text()), sources, extra()).prop_map(
        |(config, repo_tags, layers, parent, sources, extra)| docker::ArchiveEntry {
            config,
            repo_tags,
            layers,
            parent,
            layer_sources: sources.map(|(id, layer)| [(id.to_string(), layer)].into_iter().collect::<Map<_>>()),
            extra,
            ..docker::ArchiveEntry::default()
        },
    )
}

/// An in-toto statement.
pub fn statement() -> impl Strategy<Value = in_toto::Statement> {
    let subject = (text(), digest(), extra())
        .prop_map(|(name, digest, extra)| in_toto::Subject { extra, ..in_toto::Subject::new(name, &digest) });
    (text(), vec(subject, 0..3), raw_json(), extra()).prop_map(|(predicate_type, subject, predicate, extra)| {
        in_toto::Statement { extra, ..in_toto::Statement::new(predicate_type, subject, predicate) }
    })
}
