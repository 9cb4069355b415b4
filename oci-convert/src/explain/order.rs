//! Two lists of layers: what they begin and end with, and what one has of the other.

use super::image::Layer;
use super::relation::Relation;
use super::which::Which;
use crate::EMPTY_LAYER_DIGEST;
use oci_digest::Digest;
use oci_spec_types::ClaimedDigest;
use std::collections::HashMap;

/// Empty tars, of 1,024 bytes as Go writes them and of 10,240 as GNU tar does, and what encoders make of them. A layer
/// that holds nothing stands in images that have nothing to do with each other.
///
/// These are the encodings that are known. Another one is an empty layer, too, but its blob does not say so: it counts as
/// content, unless its diffID, of a config that fits or measured, is that of an empty tar.
const EMPTY: [Digest; 21] = [
    EMPTY_LAYER_DIGEST,
    // BuildKit's gzip of 1,024.
    Digest::from_static_sha256("sha256:4f4fb700ef54461cfa02571ae0db9a0dc1e0cdb5577484a6d75e68dc38e8acc1"),
    // 1,024: plain, gzip 1, 6, 9, zstd 1, 3, 19 with a checksum and without.
    Digest::from_static_sha256("sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"),
    Digest::from_static_sha256("sha256:11fcd2721aa3ac2a86b4da9743dbb704d1a35525d2ae5b5e0eeb327251fbe874"),
    Digest::from_static_sha256("sha256:7989bb311baa38ef545250282aa065d23281c46dfb8faabe4c653487bdbded5c"),
    Digest::from_static_sha256("sha256:deb230b21e0d7ef6a0a2d65a19599d4251b5f08888a5155882fbef2ef71e1e11"),
    Digest::from_static_sha256("sha256:feed3c88b108fbd5d2d78fdab7740d1969b360d405a6fe503b6afc08a6e2d00f"),
    Digest::from_static_sha256("sha256:798227851af38e42f1a2b1e5116c056d0f2a902868ca277411ec904729773525"),
    Digest::from_static_sha256("sha256:49a47964964e3886c139213a4c778e3126e1b73530bd9cdc423ad5697aa7991e"),
    Digest::from_static_sha256("sha256:3fe6727a01380b876b66b7ea55242e136d357346439605422d5b2667a41c0932"),
    Digest::from_static_sha256("sha256:f2f1aac99b0423e4279ceb4218daed1f80cfabf42c85f088b5058f8b4bd6634c"),
    // 10,240: the same.
    Digest::from_static_sha256("sha256:84ff92691f909a05b224e1c56abb4864f01b4f8e3c854e4bb4c7baf1d3f6d652"),
    Digest::from_static_sha256("sha256:6178ed7e3f85f9d2f5a04b923d6a9d7ab01531eaa71b07e9541bda1a9841a530"),
    Digest::from_static_sha256("sha256:85cea451eec057fa7e734548ca3ba6d779ed5836a3f9de14b8394575ef0d7d8e"),
    Digest::from_static_sha256("sha256:b1dd88cdd8bf09af2539d0b345e647129d8fd55c92b6d824b6ecc53efd531028"),
    Digest::from_static_sha256("sha256:98f6d5400fe7b4e185cfbcb4a2eeecc7a631c44f843dd19bc1a21f0807ff2d9c"),
    Digest::from_static_sha256("sha256:f48f754672632c91725ada3f8682aa76df7b5f9af9030aee219a27b2a3f326a3"),
    Digest::from_static_sha256("sha256:29aaa8c93ff5e7673deec3d64f982756e7c5e170c8730ecd031b161a424e4c0e"),
    Digest::from_static_sha256("sha256:a82bb1201ad5c9b2d8bf17f9295bab47868275e2add3332c8cd31af4ea4612e2"),
    Digest::from_static_sha256("sha256:aee753af12aaa0922b5f3e851edf37e73d037d96758905c738a3e0e0500451a2"),
    // No bytes at all.
    Digest::from_static_sha256("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
];

/// Whether a layer is known to hold nothing.
pub(super) fn is_empty(layer: &Layer<'_>) -> bool {
    let named = layer.blob.as_ref().and_then(ClaimedDigest::valid);
    named.iter().chain(&layer.diff_id).any(|digest| EMPTY.contains(digest))
}

/// Two lists of layers, as numbers: the same number, the same content.
pub(super) struct Order {
    a: Vec<usize>,
    b: Vec<usize>,
    /// Which numbers stand for layers that hold nothing.
    empty: Vec<bool>,
}

impl Order {
    pub(super) fn of(a: &[Layer<'_>], b: &[Layer<'_>]) -> Self {
        let mut numbers: HashMap<Digest, usize> = HashMap::new();
        let mut empty: Vec<bool> = Vec::new();
        let mut number = |layer: &Layer<'_>| {
            let next = empty.len();
            let number = match layer.content() {
                Some(content) => *numbers.entry(content).or_insert(next),
                None => next,
            };
            if number == next {
                empty.push(is_empty(layer));
            }
            number
        };
        let a = a.iter().map(&mut number).collect();
        let b = b.iter().map(&mut number).collect();
        Self { a, b, empty }
    }

    /// Whether one of these layers holds something.
    fn holds(&self, layers: &[usize]) -> bool {
        layers.iter().any(|layer| self.empty.get(*layer) == Some(&false))
    }

    /// How the lists relate, when they are not the same.
    pub(super) fn relation(&self) -> Option<Relation> {
        let (a, b) = (&self.a[..], &self.b[..]);
        let from_base = a.iter().zip(b).take_while(|(own, other)| own == other).count();
        let from_top = a.iter().rev().zip(b.iter().rev()).take_while(|(own, other)| own == other).count();
        if a.len() == b.len() {
            let sorted = |list: &[usize]| {
                let mut list = list.to_vec();
                list.sort_unstable();
                list
            };
            if a != b && self.holds(a) && sorted(a) == sorted(b) {
                return Some(Relation::LayersReordered);
            }
        } else {
            let (fewer, short, long) = if a.len() < b.len() { (Which::A, a, b) } else { (Which::B, b, a) };
            if self.holds(short) {
                if from_base == short.len() {
                    return Some(Relation::SharesBase { layers: from_base, parent: Some(fewer) });
                }
                let mut rest = long.iter();
                if short.iter().all(|layer| rest.any(|other| other == layer)) {
                    return Some(Relation::LayerRemoved { fewer, layers: long.len() - short.len() });
                }
            }
        }
        if self.holds(a.get(..from_base).unwrap_or_default()) {
            return Some(Relation::SharesBase { layers: from_base, parent: None });
        }
        if self.holds(a.get(a.len() - from_top..).unwrap_or_default()) {
            return Some(Relation::Rebased { layers: from_top });
        }
        None
    }

    /// Whether something is shared: layers that hold something, or only those that do not.
    pub(super) fn shared(&self) -> Shared {
        let shared: Vec<usize> = {
            let b: std::collections::HashSet<&usize> = self.b.iter().collect();
            self.a.iter().filter(|layer| b.contains(layer)).copied().collect()
        };
        match () {
            () if shared.is_empty() => Shared::Nothing,
            () if self.holds(&shared) => Shared::Content,
            () => Shared::OnlyEmpty,
        }
    }
}

/// What two lists of layers have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shared {
    Nothing,
    OnlyEmpty,
    Content,
}
