//! Images and indexes of so many parts, well formed.

use crate::shapes::shape;
use oci_digest::Digest;
use oci_spec_types::{Descriptor, Kind, MediaType, Model, Platform, docker, oci};

/// A document of every kind that lists something.
pub(crate) fn documents(n: usize) -> Vec<(Kind, String)> {
    crate::shapes::SHAPES.iter().map(|shape| (shape.kind, shape.of(n))).collect()
}

pub(crate) fn layer(at: usize, media_type: MediaType) -> Descriptor {
    Descriptor::of(media_type, at.to_string().as_bytes())
}

/// The manifest and the config of a Docker image.
pub(crate) fn docker_image(n: usize) -> (String, String) {
    let config = config(n);
    let own = Descriptor::of(MediaType::DOCKER_CONFIG, config.as_bytes());
    let layers = (0..n).map(|at| layer(at, MediaType::DOCKER_LAYER_GZIP)).collect();
    (text(docker::Manifest::new(own, layers).to_json()), config)
}

pub(crate) fn config(n: usize) -> String {
    let diff_ids: Vec<_> = (0..n).map(|at| format!("\"{}\"", Digest::sha256(at.to_string()))).collect();
    let history = vec![r#"{"created":"2020-01-02T03:04:05Z","created_by":"x"}"#; n].join(",");
    format!(
        r#"{{"architecture":"amd64","os":"linux","docker_version":"1","rootfs":{{"type":"layers","diff_ids":[{}]}},"history":[{history}]}}"#,
        diff_ids.join(",")
    )
}

/// An index of so many images, each of its own digest.
pub(crate) fn index(n: usize) -> String {
    index_of(&(0..n).map(|at| at.to_string()).collect::<Vec<_>>())
}

pub(crate) fn index_of<T: AsRef<[u8]>>(manifests: &[T]) -> String {
    text(oci::Index::new(manifests.iter().map(entry).collect()).to_json())
}

pub(crate) fn entry(manifest: impl AsRef<[u8]>) -> Descriptor {
    Descriptor::of(MediaType::OCI_MANIFEST, manifest.as_ref()).with_platform(Platform::new("linux", "arm64"))
}

/// The manifest and the config of an image without layers.
pub(crate) fn child(at: usize) -> (String, String) {
    let config = format!(
        r#"{{"architecture":"arm64","os":"linux","author":"{at}","rootfs":{{"type":"layers","diff_ids":[]}}}}"#
    );
    let own = Descriptor::of(MediaType::OCI_CONFIG, config.as_bytes());
    (text(oci::Manifest::new(own, Vec::new()).to_json()), config)
}

/// A manifest that is about another one.
pub(crate) fn referrer(n: usize) -> String {
    let subject = r#","subject":{"mediaType":"a/b","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":1}}"#;
    let text = shape("annotations").of(n);
    format!("{}{subject}", &text[..text.len() - 1])
}

pub(crate) fn schema1(n: usize) -> String {
    let layers: Vec<_> = (0..n).map(|at| format!(r#"{{"blobSum":"{}"}}"#, Digest::sha256(at.to_string()))).collect();
    let id = |at: usize| format!("{at:064}");
    let history: Vec<_> = (0..n)
        .map(|at| {
            let parent = if at + 1 < n { format!(r#","parent":"{}""#, id(at + 1)) } else { String::new() };
            let v1 = format!(r#"{{"id":"{}"{parent},"os":"linux","architecture":"arm"}}"#, id(at));
            format!(r#"{{"v1Compatibility":"{}"}}"#, v1.replace('"', "\\\""))
        })
        .collect();
    format!(
        r#"{{"schemaVersion":1,"name":"a/b","tag":"c","architecture":"arm","fsLayers":[{}],"history":[{}]}}"#,
        layers.join(","),
        history.join(",")
    )
}

/// A schema 1 manifest with so many signatures, none of which is right.
pub(crate) fn signed(n: usize) -> String {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    let payload = schema1(n.min(64));
    let length = payload.len() - 1;
    let protected =
        BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"formatLength":{length},"formatTail":"fQ"}}"#).as_bytes());
    let signature = format!(r#"{{"header":{{"alg":"ES256"}},"signature":"AA","protected":"{protected}"}}"#);
    format!("{},\"signatures\":[{}]}}", &payload[..length], vec![signature; n].join(","))
}

fn text(json: Vec<u8>) -> String {
    String::from_utf8(json).unwrap()
}
