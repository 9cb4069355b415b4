//! Documents of any size, the same in every run.

use oci_digest::Digest;
use std::fmt::Write;

fn digest(number: usize) -> Digest {
    Digest::sha256((number as u64).to_le_bytes())
}

fn joined(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(",")
}

/// A compact OCI manifest of this many layers, with one annotation.
#[must_use]
pub fn manifest(layers: usize) -> Vec<u8> {
    let layers = joined(layers, |at| {
        let (digest, size) = (digest(at + 1), (at + 1) * 32_654);
        format!(r#"{{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{digest}","size":{size}}}"#)
    });
    let config = digest(0);
    format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{config}","size":7023}},"layers":[{layers}],"annotations":{{"org.opencontainers.image.title":"demo"}}}}"#
    )
    .into_bytes()
}

/// A compact OCI index of this many entries, each with its platform, annotated or not.
#[must_use]
pub fn index(entries: usize, annotated: bool) -> Vec<u8> {
    const PLATFORMS: [&str; 7] = [
        r#""architecture":"amd64","os":"linux""#,
        r#""architecture":"arm64","os":"linux","variant":"v8""#,
        r#""architecture":"arm","os":"linux","variant":"v7""#,
        r#""architecture":"amd64","os":"windows""#,
        r#""architecture":"s390x","os":"linux""#,
        r#""architecture":"ppc64le","os":"linux""#,
        r#""architecture":"riscv64","os":"linux""#,
    ];
    let annotations = if annotated {
        r#","annotations":{"org.opencontainers.image.ref.name":"latest","com.docker.official-images.bashbrew.arch":"amd64","org.opencontainers.image.revision":"3b9ab42e8ae1ddd3a4b6c2bd2c5a5a1c1f1a5c3a","org.opencontainers.image.created":"2024-01-01T00:00:00Z"}"#
    } else {
        ""
    };
    let mut text =
        String::from(r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":["#);
    for at in 0..entries {
        let comma = if at > 0 { "," } else { "" };
        let (digest, size, platform) = (digest(at), 1000 + at, PLATFORMS[at % PLATFORMS.len()]);
        // Writing into a string does not fail.
        let _ = write!(
            text,
            r#"{comma}{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{digest}","size":{size},"platform":{{{platform}}}{annotations}}}"#
        );
    }
    text.push_str("]}");
    text.into_bytes()
}

/// A compact image config of this many layers, each with its step of the history.
#[must_use]
pub fn config(layers: usize) -> Vec<u8> {
    let ids = joined(layers, |at| format!("\"{}\"", digest(at)));
    let steps = joined(layers, |_| {
        r#"{"created":"2024-05-07T12:00:00Z","created_by":"/bin/sh -c #(nop) ADD file:abc in / \u0026\u0026 echo","comment":"buildkit.dockerfile.v0"}"#.to_owned()
    });
    format!(
        r#"{{"architecture":"amd64","os":"linux","created":"2024-05-07T12:00:00Z","config":{{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","LANG=C.UTF-8"],"Entrypoint":["/docker-entrypoint.sh"],"Cmd":["nginx","-g","daemon off;"],"WorkingDir":"/","Labels":{{"maintainer":"someone"}},"ExposedPorts":{{"80/tcp":{{}}}},"StopSignal":"SIGQUIT"}},"rootfs":{{"type":"layers","diff_ids":[{ids}]}},"history":[{steps}]}}"#
    )
    .into_bytes()
}

/// A Docker v2 schema 2 manifest of this many layers, indented as Docker writes it.
#[must_use]
pub fn docker_manifest(layers: usize, config: &[u8]) -> Vec<u8> {
    let layers = (0..layers).map(|at| {
        let (digest, size) = (digest(at + 1), (at + 1) * 32_654);
        format!(
            "      {{\n         \"mediaType\": \"application/vnd.docker.image.rootfs.diff.tar.gzip\",\n         \"size\": {size},\n         \"digest\": \"{digest}\"\n      }}"
        )
    });
    let (layers, size, digest) = (layers.collect::<Vec<_>>().join(",\n"), config.len(), Digest::sha256(config));
    format!(
        "{{\n   \"schemaVersion\": 2,\n   \"mediaType\": \"application/vnd.docker.distribution.manifest.v2+json\",\n   \"config\": {{\n      \"mediaType\": \"application/vnd.docker.container.image.v1+json\",\n      \"size\": {size},\n      \"digest\": \"{digest}\"\n   }},\n   \"layers\": [\n{layers}\n   ]\n}}"
    )
    .into_bytes()
}

/// A compact image config as Docker's classic builder wrote it, with members that the image-spec does not have.
#[must_use]
pub fn classic_config(layers: usize) -> Vec<u8> {
    let ids = joined(layers, |at| format!("\"{}\"", digest(at)));
    let steps = joined(layers, |_| {
        r#"{"created":"2020-05-07T12:00:00.123456789Z","created_by":"/bin/sh -c #(nop) ADD file:abc in / "}"#.to_owned()
    });
    let container = r#"{"Hostname":"3c5d","Domainname":"","User":"","AttachStdin":false,"AttachStdout":false,"AttachStderr":false,"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["bash"],"Image":"sha256:abc","Volumes":null,"WorkingDir":"","Entrypoint":null,"OnBuild":null,"Labels":{"maintainer":"someone"}}"#;
    format!(
        r#"{{"architecture":"amd64","config":{container},"container":"abc","container_config":{container},"created":"2020-05-07T12:00:00.123456789Z","docker_version":"19.03.6","history":[{steps}],"os":"linux","rootfs":{{"type":"layers","diff_ids":[{ids}]}}}}"#
    )
    .into_bytes()
}
