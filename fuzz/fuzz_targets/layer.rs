//! A layer gives the same answer however its bytes are cut.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oci_digest::layer::{LayerDigests, LayerError, LayerHasher, LayerLimits, LayerOptions, Trailing};

fn digest(bytes: &[u8], cut: usize) -> Result<LayerDigests, LayerError> {
    let limits = LayerLimits {
        max_uncompressed: 4 << 20,
        max_window: 8 << 20,
        max_ratio: Some(20),
        ratio_from: 0,
        ..LayerLimits::default()
    };
    let options = LayerOptions::default().with_limits(limits).with_buffer_size(0).with_trailing(Trailing::Zeros);
    LayerHasher::with_options(options).digest_all(bytes.chunks(cut.max(1)))
}

fuzz_target!(|input: (u8, &[u8])| {
    let (cut, bytes) = input;
    let whole = digest(bytes, bytes.len());
    let cut = digest(bytes, cut.into());
    assert_eq!(format!("{whole:?}"), format!("{cut:?}"));
});
