//! The five digests of an image: computes all of them for a small image made here, and says what each names.
//!
//! `cargo run --example five_digests`

use clap::Parser;
use oci_digest::layer::LayerHasher;
use oci_digest::{ChainId, ImageId, ManifestDigest};
use oci_examples::{Answer, Cell, Failure, Screen, Table, in_file, run};
use serde_json::json;
use std::process::ExitCode;

/// An empty tar, compressed by Docker: the layer of every `ENV` line in old images.
const LAYER: &[u8] = &[
    0x1f, 0x8b, 8, 0, 0, 9, 0x6e, 0x88, 0, 0xff, 0x62, 0x18, 5, 0xa3, 0x60, 0x14, 0x8c, 0x58, 0, 8, 0, 0, 0xff, 0xff,
    0x2e, 0xaf, 0xb5, 0xef, 0, 4, 0, 0,
];

/// The five digests of an image
///
/// Computes all of them for a small image made here, and says what each names. It takes no files: another program tells the
/// names of an image of yours.
#[derive(Debug, Parser)]
struct Ask {}

fn main() -> ExitCode {
    run(|_: Ask, screen| answer(screen))
}

fn answer(screen: &Screen) -> Result<Answer, Failure> {
    // One pass over the blob: its own digest, and that of the tar inside.
    let layer = LayerHasher::new().digest_all([LAYER]).map_err(in_file("the layer"))?;

    // The diffIDs, lowest layer first, stand in the config; together they name file systems.
    let diff_ids = [layer.diff_id.clone(), layer.diff_id.clone()];
    let chain_id = ChainId::of(&diff_ids);

    let [first, second] = &diff_ids;
    let config = format!(
        r#"{{"architecture":"amd64","os":"linux","rootfs":{{"type":"layers","diff_ids":["{first}","{second}"]}}}}"#
    );
    let image_id = ImageId::of_config(config.as_bytes());

    let (digest, size) = (&layer.digest, layer.size);
    let blob =
        format!(r#"{{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{digest}","size":{size}}}"#);
    let manifest = format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{image_id}","size":{}}},"layers":[{blob},{blob}]}}"#,
        config.len()
    );
    let manifest_digest = ManifestDigest::of(manifest.as_bytes());

    let mut table = Table::default();
    let chain = chain_id.as_ref().map(ToString::to_string).unwrap_or_default();
    let rows = [
        ("layer digest", layer.digest.to_string(), format!("the {} bytes that a registry serves", layer.size)),
        ("diffID", layer.diff_id.to_string(), format!("the {} bytes inside", layer.uncompressed_size)),
        ("chainID", chain, "two such layers, one on the other".to_owned()),
        ("image ID", image_id.to_string(), "the config, and by it the content".to_owned()),
        ("manifest digest", manifest_digest.to_string(), "the manifest: the image as it is pulled".to_owned()),
    ];
    for (name, digest, names) in &rows {
        table.row([Cell::text(name), Cell::digest(digest), Cell::text(format!("names {names}"))]);
    }
    let json: Vec<_> = rows.iter().map(|(name, digest, names)| json!([name, digest, names])).collect();
    Ok(screen.answer(screen.table(&table), &json))
}
