//! One message.

use std::rc::Rc;

use oci_digest::Algorithm;

use super::peers::{Hash, SHA256, SHA512, message, own};
use crate::suite::{Candidate, Cells, Row, Scale, Suite, Table, size};

/// Hashing one message.
pub const HASH: Suite = Suite {
    name: "hash",
    title: "Hashing one message",
    about: "`Algorithm::digest` of one message. The crate computes one stream with sha2, so the two should be equal; the \
            others are assembly.",
    tables,
};

fn tables(scale: Scale) -> Vec<Table> {
    let largest = scale.pick(1 << 20, 64 << 20);
    let sizes =
        move || [64, 1 << 10, 16 << 10, 256 << 10, 4 << 20, 64 << 20].into_iter().filter(move |n| *n <= largest);
    let table = |title, rows| Table {
        title,
        cells: Cells::Speed,
        chart: Some("bytes of the message"),
        rows_are: "message",
        rows,
    };
    let sha2 = |algorithm: Algorithm, peers: &'static [(&'static str, Hash)]| {
        let row = move |bytes: usize| {
            let algorithm = algorithm.clone();
            Row::new(size(bytes), bytes, bytes, move || {
                let data = Rc::new(message(bytes, 0));
                let by = |(name, hash): &(&'static str, Hash)| {
                    let (data, hash) = (data.clone(), *hash);
                    Candidate::peer(name, move || hash(&data))
                };
                let (first, others) = peers.split_at(1);
                let of = data.clone();
                let own = Candidate::own("oci-digest", move || own(&algorithm, &of));
                first.iter().map(by).chain([own]).chain(others.iter().map(by)).collect()
            })
        };
        sizes().map(row).collect()
    };
    let blake3 = |bytes: usize| {
        Row::new(size(bytes), bytes, bytes, move || {
            let data = message(bytes, 0);
            vec![Candidate::own("oci-digest", move || own(&Algorithm::Blake3, &data))]
        })
    };
    vec![
        table("sha256", sha2(Algorithm::Sha256, SHA256)),
        table("sha512", sha2(Algorithm::Sha512, SHA512)),
        Table { chart: None, ..table("blake3, one thread", sizes().map(blake3).collect()) },
    ]
}
