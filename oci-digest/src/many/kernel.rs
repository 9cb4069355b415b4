//! What a kernel is, and the one that runs everywhere.

use crate::sha2_state::Word;

/// The most lanes that a kernel has.
pub(crate) const MOST_LANES: usize = 16;

/// Compresses blocks: a state for each lane, and as many blocks for each.
pub(crate) type Compress<W> = fn(&mut [[W; 8]], &[&[<W as Word>::Block]]);

/// Compresses blocks of several messages at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kernel<W: Word> {
    /// For tests and benchmarks.
    #[cfg_attr(not(test), allow(dead_code, reason = "tests name the kernel that failed"))]
    pub(crate) name: &'static str,
    pub(crate) width: usize,
    /// The fewest lanes for which it pays.
    pub(crate) least: usize,
    /// Takes at least `least` and at most `width` lanes.
    pub(crate) run: Compress<W>,
}

/// The compression of the crate sha2, lane by lane.
fn one_by_one<W: Word>(states: &mut [[W; 8]], blocks: &[&[W::Block]]) {
    for (state, blocks) in states.iter_mut().zip(blocks) {
        W::compress(state, blocks);
    }
}

/// Runs on every machine.
pub(crate) const fn plain<W: Word>() -> Kernel<W> {
    Kernel { name: "sha2", width: 1, least: 1, run: one_by_one }
}
