//! A layer gives the same answer however its bytes are cut.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oci_digest::layer::{LayerDigests, LayerError, LayerHasher};

fn digest(bytes: &[u8], cut: usize) -> Result<LayerDigests, LayerError> {
    let mut hasher = LayerHasher::new();
    for chunk in bytes.chunks(cut.max(1)) {
        hasher.update(chunk)?;
    }
    hasher.finish()
}

fuzz_target!(|input: (u8, &[u8])| {
    let (cut, bytes) = input;
    let whole = digest(bytes, bytes.len());
    let cut = digest(bytes, cut.into());
    assert_eq!(format!("{whole:?}"), format!("{cut:?}"));
});
