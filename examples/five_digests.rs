//! The five digests of an image: computes all of them for a small image made here, and says what each names.
//!
//! `cargo run --example five_digests`

use oci_digest::layer::LayerHasher;
use oci_digest::{ChainId, ImageId, ManifestDigest};

/// An empty tar, compressed by Docker: the layer of every `ENV` line in old images.
const LAYER: &[u8] = &[
    0x1f, 0x8b, 8, 0, 0, 9, 0x6e, 0x88, 0, 0xff, 0x62, 0x18, 5, 0xa3, 0x60, 0x14, 0x8c, 0x58, 0, 8, 0, 0, 0xff, 0xff,
    0x2e, 0xaf, 0xb5, 0xef, 0, 4, 0, 0,
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // One pass over the blob: its own digest, and that of the tar inside.
    let layer = LayerHasher::new().digest_all([LAYER])?;
    println!("layer digest     {}  names the {} bytes that a registry serves", layer.digest, layer.size);
    println!("diffID           {}  names the {} bytes inside", layer.diff_id, layer.uncompressed_size);

    // The diffIDs, lowest layer first, stand in the config; together they name file systems.
    let diff_ids = [layer.diff_id.clone(), layer.diff_id.clone()];
    let chain_id = ChainId::of(&diff_ids).ok_or("an image has layers")?;
    println!("chainID          {chain_id}  names two such layers, one on the other");

    let [first, second] = &diff_ids;
    let config = format!(
        r#"{{"architecture":"amd64","os":"linux","rootfs":{{"type":"layers","diff_ids":["{first}","{second}"]}}}}"#
    );
    let image_id = ImageId::of_config(config.as_bytes());
    println!("image ID         {image_id}  names the config, and by it the content");

    let (digest, size) = (&layer.digest, layer.size);
    let blob =
        format!(r#"{{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{digest}","size":{size}}}"#);
    let manifest = format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{image_id}","size":{}}},"layers":[{blob},{blob}]}}"#,
        config.len()
    );
    let manifest_digest = ManifestDigest::of(manifest.as_bytes());
    println!("manifest digest  {manifest_digest}  names the manifest: the image as it is pulled");
    Ok(())
}
