//! After four bytes a layer: it gives the same answer however its bytes are cut, on one thread and on two. The four bytes are
//! the lengths of the pieces, in turn.

use super::shown::check_shown;
use oci_digest::layer::{LayerDigests, LayerError, LayerHasher, LayerLimits, LayerOptions, Trailing};

fn hasher() -> LayerHasher {
    let limits = LayerLimits {
        max_uncompressed: 4 << 20,
        max_window: 8 << 20,
        max_ratio: Some(20),
        ratio_from: 0,
        ..LayerLimits::default()
    };
    let options = LayerOptions::default().with_limits(limits).with_buffer_size(0).with_trailing(Trailing::Zeros);
    LayerHasher::with_options(options)
}

fn pieces<'a>(lengths: &[u8; 4], mut rest: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let lengths = lengths.map(|length| usize::from(length) + 1);
    lengths.into_iter().cycle().map_while(move |length| {
        let (piece, after) = rest.split_at(length.min(rest.len()));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

fn told(answer: Result<LayerDigests, LayerError>) -> String {
    if let Err(error) = &answer {
        check_shown(error);
    }
    format!("{answer:?}")
}

pub(super) fn body(bytes: &[u8]) {
    let Some((lengths, layer)) = bytes.split_first_chunk() else { return };
    let whole = told(hasher().digest_all([layer]));
    assert_eq!(told(hasher().digest_all(pieces(lengths, layer))), whole);
    assert_eq!(told(hasher().on_two_threads().digest_all(pieces(lengths, layer))), whole);
    assert_eq!(told(hasher().digest_reader(layer)), whole);
}
