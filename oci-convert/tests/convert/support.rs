//! Images for tests, and what is in them.

use oci_convert::report::{DigestRole, Fate};
use oci_convert::{Converted, Destination, Error, Format, Need, Report, Request, Source};
use oci_digest::Digest;
use oci_spec_types::{ClaimedDigest, MediaType};
use serde_json::Value;

/// A manifest and its config.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    pub(crate) manifest: Vec<u8>,
    pub(crate) media_type: MediaType,
    pub(crate) config: Option<Vec<u8>>,
}

impl Image {
    pub(crate) fn source(&self) -> Source {
        Source::new(self.manifest.clone(), self.media_type.clone())
    }
}

pub(crate) fn digest_of(text: &str) -> String {
    Digest::sha256(text).to_string()
}

/// A Docker v2s2 image with these layers, as containers/image writes it.
pub(crate) fn docker_image(layers: &[(&str, MediaType)], config: &str) -> Image {
    let layer = |(name, media_type): &(&str, MediaType)| {
        format!(r#"{{"mediaType":"{media_type}","size":{},"digest":"{}"}}"#, name.len(), digest_of(name))
    };
    let layers: Vec<String> = layers.iter().map(layer).collect();
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","config":{{"mediaType":"{}","size":{},"digest":"{}"}},"layers":[{}]}}"#,
        MediaType::DOCKER_MANIFEST,
        MediaType::DOCKER_CONFIG,
        config.len(),
        digest_of(config),
        layers.join(",")
    );
    Image { manifest: manifest.into(), media_type: MediaType::DOCKER_MANIFEST, config: Some(config.into()) }
}

/// An OCI image with these layers, as containers/image writes it. `more` is put behind the layers.
pub(crate) fn oci_image(layers: &[(&str, MediaType)], config: &str, more: &str) -> Image {
    let layer = |(name, media_type): &(&str, MediaType)| {
        format!(r#"{{"mediaType":"{media_type}","digest":"{}","size":{}}}"#, digest_of(name), name.len())
    };
    let layers: Vec<String> = layers.iter().map(layer).collect();
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","config":{{"mediaType":"{}","digest":"{}","size":{}}},"layers":[{}]{more}}}"#,
        MediaType::OCI_MANIFEST,
        MediaType::OCI_CONFIG,
        digest_of(config),
        config.len(),
        layers.join(",")
    );
    Image { manifest: manifest.into(), media_type: MediaType::OCI_MANIFEST, config: Some(config.into()) }
}

/// Converts, with everything provided that is asked for: diffIDs are made up from the digests of the layers.
pub(crate) fn convert(image: &Image, request: &Request) -> Result<Converted, Error> {
    let mut plan = request.clone().way_back().plan(image.source())?;
    for need in plan.needs() {
        match &need {
            Need::Config { .. } => {
                if let Some(config) = &image.config {
                    plan.provide(&need, config.clone())?;
                }
            }
            Need::DiffIds { layers, .. } => {
                let ids = layers.iter().map(|layer| digest_of(layer.as_str()).into());
                plan.provide(&need, ids.collect::<Vec<ClaimedDigest>>())?;
            }
            Need::LayerSizes { layers, .. } => {
                let sizes = layers.iter().map(|layer| layer.to_string().len() as i64);
                plan.provide(&need, sizes.collect::<Vec<i64>>())?;
            }
            Need::Name { .. } => plan.provide(&need, Destination::new("library/test", "1"))?,
            need => panic!("{need:?}"),
        }
    }
    plan.finish()
}

/// The result as an image of its own.
pub(crate) fn result(converted: &Converted) -> Image {
    Image {
        manifest: converted.bytes.to_vec(),
        media_type: converted.media_type.clone(),
        config: converted.config.as_ref().and_then(|config| config.bytes.clone()).map(|bytes| bytes.to_vec()),
    }
}

/// Every digest of an image with its role, found by a plain JSON reader.
pub(crate) fn digests(image: &Image) -> Vec<(DigestRole, String)> {
    let manifest: Value = serde_json::from_slice(&image.manifest).expect("JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut found = vec![(DigestRole::Manifest, Digest::sha256(&image.manifest).to_string())];
    if Format::of_media_type(&image.media_type) == Some(Format::DockerV2S1) {
        found.extend(list(&manifest["fsLayers"]).iter().map(|layer| (DigestRole::Layer, text(&layer["blobSum"]))));
        for entry in list(&manifest["history"]) {
            let v1: Value = serde_json::from_str(&text(&entry["v1Compatibility"])).expect("JSON");
            found.push((DigestRole::V1Id, text(&v1["id"])));
        }
        return found;
    }
    found.push((DigestRole::Config, text(&manifest["config"]["digest"])));
    found.extend(list(&manifest["layers"]).iter().map(|layer| (DigestRole::Layer, text(&layer["digest"]))));
    if manifest["subject"].is_object() {
        found.push((DigestRole::Subject, text(&manifest["subject"]["digest"])));
    }
    if let Some(config) = &image.config {
        let config: Value = serde_json::from_slice(config).expect("JSON");
        found.extend(list(&config["rootfs"]["diff_ids"]).iter().map(|id| (DigestRole::DiffId, text(id))));
    }
    found
}

/// The report tells every digest of both images, exactly as often as it is there, and its causes fit.
#[track_caller]
pub(crate) fn assert_balanced(before: &Image, after: &Image, report: &Report) {
    let sorted = |mut digests: Vec<(DigestRole, String)>| {
        digests.sort();
        digests
    };
    let told = |side: fn(&oci_convert::report::Change) -> Option<&ClaimedDigest>| {
        let rows = report.digests.iter().filter_map(|row| Some((row.role, side(row)?.to_string())));
        sorted(rows.collect())
    };
    assert_eq!(told(|row| row.before.as_ref()), sorted(digests(before)), "before\n{report}");
    assert_eq!(told(|row| row.after.as_ref()), sorted(digests(after)), "after\n{report}");
    for row in &report.digests {
        let same = row.fate() == Fate::Same;
        assert!(!row.causes.is_empty(), "{row:?}");
        // The first cause says why it changed, or why it did not.
        assert_eq!(row.causes[0].is_change(), !same, "{row:?}");
        if let (Some(before), Some(after)) = (&row.media_type_before, &row.media_type_after)
            && row.role == DigestRole::Layer
            && same
        {
            assert!(!before.is_empty() && !after.is_empty(), "{row:?}");
        }
    }
}
