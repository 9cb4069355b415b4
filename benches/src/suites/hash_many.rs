//! Many messages at once.

use std::rc::Rc;

use oci_digest::{Algorithm, Digest, Hasher};

use super::peers::{Hash, SHA256, SHA512, message};
use crate::suite::{Candidate, Cells, Row, Scale, Suite, Table};

/// Hashing many messages at once.
pub const HASH_MANY: Suite = Suite {
    name: "hash_many",
    title: "Hashing many messages at once",
    about: "`Algorithm::digest_many` (at once) and `Hasher::update_many` with 16 KiB of each message a turn (in turns), on \
            one core; the peers hash one message after the other.",
    tables,
};

/// Messages, by their lengths.
type Messages = Rc<Vec<Vec<u8>>>;

fn tables(scale: Scale) -> Vec<Table> {
    let each = scale.pick(4 << 10, 64 << 10);
    let streams = move |algorithm: Algorithm, peers| {
        let row = move |count: usize| row(count.to_string(), count, vec![each; count], algorithm.clone(), peers);
        [1, 2, 3, 4, 6, 8, 12, 16, 17, 24, 32].into_iter().map(row).collect()
    };
    let divisor = scale.pick(16, 1);
    // A few layers are large.
    let layers: Vec<usize> = (0..100).map(|at| (1 << (10 + at * 7919 % 11)) / divisor).collect();
    let mixes: Vec<(&str, Vec<usize>)> = vec![
        ("16 of 64 B", vec![64; 16]),
        ("16 of 1 KiB", vec![1 << 10; 16]),
        ("1,000 manifests of 2,419 B", vec![2419; 1000]),
        ("100 layers of 1 KiB to 1 MiB", layers),
        ("a blob and its tar, 1 : 2.7", vec![(1 << 20) / divisor, (2_765 << 10) / divisor]),
    ];
    let mixes = mixes.into_iter().enumerate();
    let table = |title, chart, rows_are, rows| Table { title, cells: Cells::Speed, chart, rows_are, rows };
    let at_once = Some("messages of 64 KiB");
    vec![
        table("sha256, messages of 64 KiB", at_once, "messages", streams(Algorithm::Sha256, SHA256)),
        table("sha512, messages of 64 KiB", at_once, "messages", streams(Algorithm::Sha512, SHA512)),
        table(
            "sha256, messages of other lengths",
            None,
            "messages",
            mixes.map(|(at, (name, lengths))| row(name.to_owned(), at, lengths, Algorithm::Sha256, SHA256)).collect(),
        ),
    ]
}

fn row(
    name: String,
    at: usize,
    lengths: Vec<usize>,
    algorithm: Algorithm,
    peers: &'static [(&'static str, Hash)],
) -> Row {
    Row::new(name, at, lengths.iter().sum(), move || {
        let all: Messages = Rc::new(lengths.iter().enumerate().map(|(at, length)| message(*length, at)).collect());
        let by = |(name, hash): &(&'static str, Hash)| {
            let (all, hash) = (all.clone(), *hash);
            Candidate::peer(name, move || all.iter().map(|bytes| hash(bytes)).fold(0, u8::wrapping_add))
        };
        let (first, others) = peers.split_at(1);
        let (at_once, in_turns, of) = (all.clone(), all.clone(), algorithm.clone());
        let own = [
            Candidate::own("oci-digest, at once", move || algorithm.digest_many(&at_once)),
            Candidate::own("oci-digest, in turns", move || turns(&of, &in_turns)),
        ];
        first.iter().map(by).chain(own).chain(others.iter().map(by)).collect()
    })
}

/// As streams: 16 KiB of each message a turn.
fn turns(algorithm: &Algorithm, all: &[Vec<u8>]) -> Vec<Digest> {
    const PIECE: usize = 16 << 10;
    let mut hashers: Vec<Hasher> = all.iter().filter_map(|_| algorithm.hasher().ok()).collect();
    let longest = all.iter().map(Vec::len).max().unwrap_or_default();
    for at in (0..longest).step_by(PIECE) {
        let pieces = all.iter().map(|bytes| bytes.get(at..bytes.len().min(at + PIECE)).unwrap_or_default());
        Hasher::update_many(&mut hashers.iter_mut().zip(pieces).collect::<Vec<_>>());
    }
    hashers.into_iter().map(Hasher::finalize).collect()
}
