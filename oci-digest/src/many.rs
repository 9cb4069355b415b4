//! Many messages at once: several streams in the registers of one core.
//!
//! One SHA-256 stream waits for the latency of its own rounds; two or more share them. Each turn, a kernel takes the same
//! number of blocks from each of its lanes; a lane that is done gets the next message, longest first. The last messages
//! share the lanes in turns, so that none of them is left alone before it must be.

mod kernel;
mod machine;
#[cfg(feature = "std")]
mod readers;
#[cfg(all(feature = "simd", target_arch = "x86_64"))]
mod x86;

use alloc::vec::Vec;

use crate::algorithm::{Algorithm, UnsupportedAlgorithm};
use crate::hasher::State as HasherState;
use crate::sha2_state::{self as sha2, Tail, Word, to_bytes};
use crate::{Digest, Hasher, Verifier, VerifyError};
use kernel::{Kernel, MOST_LANES};
use machine::Lanes;
#[cfg(feature = "std")]
pub use readers::{VerifyReaders, verify_readers};

impl Digest {
    /// The sha256 digests of many messages, in their order: on most processors faster than one after the other.
    ///
    /// ```
    /// use oci_digest::Digest;
    ///
    /// let digests = Digest::sha256_many(&["one", "another", ""]);
    /// assert_eq!(digests[1], Digest::sha256("another"));
    /// ```
    #[must_use]
    pub fn sha256_many(messages: &[impl AsRef<[u8]>]) -> Vec<Self> {
        many(sha2::SHA256, messages, |state| Self::from_sha256(to_bytes(state)))
    }

    /// Checks many messages against their digests, as [`verify`](Self::verify) does one by one.
    ///
    /// ```
    /// use oci_digest::Digest;
    ///
    /// let digests = [Digest::sha256("a"), Digest::sha512("b")];
    /// let results = Digest::verify_many(&[(&digests[0], "a"), (&digests[1], "x")]);
    /// assert!(results[0].is_ok() && results[1].is_err());
    /// ```
    pub fn verify_many(messages: &[(&Self, impl AsRef<[u8]>)]) -> Vec<Result<(), VerifyError>> {
        let mut verifiers: Vec<Verifier> = messages.iter().map(|(digest, _)| Verifier::new(digest, None)).collect();
        let bytes = messages.iter().map(|(_, bytes)| bytes.as_ref());
        Verifier::update_many(&mut verifiers.iter_mut().zip(bytes).collect::<Vec<_>>());
        verifiers.into_iter().map(Verifier::finish).collect()
    }
}

impl Algorithm {
    /// The digests of many messages, in their order; see [`Digest::sha256_many`].
    ///
    /// # Errors
    /// Where this build does not compute the algorithm.
    ///
    /// ```
    /// use oci_digest::Algorithm;
    ///
    /// let digests = Algorithm::Sha512.digest_many(&["one", "another"])?;
    /// assert_eq!(digests[0], Algorithm::Sha512.digest("one")?);
    /// # Ok::<(), oci_digest::UnsupportedAlgorithm>(())
    /// ```
    pub fn digest_many(&self, messages: &[impl AsRef<[u8]>]) -> Result<Vec<Digest>, UnsupportedAlgorithm> {
        Ok(match self {
            Self::Sha256 => Digest::sha256_many(messages),
            Self::Sha384 => many(sha2::SHA384, messages, |state| Digest::from_sha384(to_bytes(state))),
            Self::Sha512 => many(sha2::SHA512, messages, |state| Digest::from_sha512(to_bytes(state))),
            other => return messages.iter().map(|message| other.digest(message)).collect(),
        })
    }

    /// How many messages this machine hashes at once: from so many on, [`digest_many`](Self::digest_many) and
    /// [`Hasher::update_many`] are at their best. 1: one after the other.
    ///
    /// ```
    /// use oci_digest::Algorithm;
    ///
    /// assert!((1..=16).contains(&Algorithm::Sha256.lanes()));
    /// ```
    #[must_use]
    pub fn lanes(&self) -> usize {
        match self {
            Self::Sha256 => widest(u32::kernels()),
            Self::Sha384 | Self::Sha512 => widest(u64::kernels()),
            _ => 1,
        }
    }
}

impl Hasher {
    /// Hashes the next piece of each of several streams, in one go. Pieces may have any length, hashers any algorithm;
    /// those of the same family run side by side.
    ///
    /// ```
    /// use oci_digest::{Digest, Hasher};
    ///
    /// let (mut first, mut second) = (Hasher::sha256(), Hasher::sha256());
    /// Hasher::update_many(&mut [(&mut first, b"a piece"), (&mut second, b"of another length")]);
    /// assert_eq!(first.finalize(), Digest::sha256(b"a piece"));
    /// ```
    pub fn update_many(pieces: &mut [(&mut Self, &[u8])]) {
        update_all(pieces.iter_mut().map(|(hasher, bytes)| (&mut **hasher, *bytes)));
    }

    /// The same of two streams, without an allocation.
    #[cfg(feature = "layer")]
    pub(crate) fn update_two(a: (&mut Self, &[u8]), b: (&mut Self, &[u8])) {
        match (&mut a.0.0, &mut b.0.0) {
            (HasherState::Sha256(first), HasherState::Sha256(second)) => two((first, a.1), (second, b.1)),
            (
                HasherState::Sha384(first) | HasherState::Sha512(first),
                HasherState::Sha384(second) | HasherState::Sha512(second),
            ) => two((first, a.1), (second, b.1)),
            _ => {
                a.0.update(a.1);
                b.0.update(b.1);
            }
        }
    }
}

impl Verifier {
    /// Takes the next piece of each of several contents, in one go; see [`Hasher::update_many`]. What is wrong, also a
    /// content that is too long, is told by [`finish`](Self::finish).
    ///
    /// ```
    /// use oci_digest::{Digest, Verifier, VerifyError};
    ///
    /// let mut verifiers = [Verifier::new(&Digest::sha256("a"), Some(1)), Verifier::new(&Digest::sha512("b"), Some(1))];
    /// let [first, second] = &mut verifiers;
    /// Verifier::update_many(&mut [(first, b"a"), (second, b"b and more")]);
    /// let [first, second] = verifiers.map(Verifier::finish);
    /// assert_eq!((first, second), (Ok(()), Err(VerifyError::TooLong { expected: 1 })));
    /// ```
    pub fn update_many(pieces: &mut [(&mut Self, &[u8])]) {
        update_all(pieces.iter_mut().filter_map(|(verifier, bytes)| Some((verifier.take(bytes).ok()?, *bytes))));
    }
}

fn update_all<'a>(pieces: impl Iterator<Item = (&'a mut Hasher, &'a [u8])>) {
    let mut narrow = Vec::new();
    let mut wide = Vec::new();
    for (hasher, bytes) in pieces {
        match &mut hasher.0 {
            HasherState::Sha256(state) => narrow.push(Stream::of_state(state, bytes)),
            HasherState::Sha384(state) | HasherState::Sha512(state) => wide.push(Stream::of_state(state, bytes)),
            #[cfg(feature = "blake3")]
            HasherState::Blake3(state) => drop(state.update(bytes)),
        }
    }
    run(&mut narrow, u32::kernels());
    run(&mut wide, u64::kernels());
}

#[cfg(feature = "layer")]
fn two<W: Lanes>(a: (&mut sha2::State<W>, &[u8]), b: (&mut sha2::State<W>, &[u8])) {
    if a.1.len().min(b.1.len()) < SHORT {
        a.0.update(a.1);
        b.0.update(b.1);
        return;
    }
    run(&mut [Stream::of_state(a.0, a.1), Stream::of_state(b.0, b.1)], W::kernels());
}

/// Blocks for one state: those of the message, and those of its end.
struct Stream<'a, W: Word> {
    state: &'a mut [W; 8],
    blocks: &'a [W::Block],
    then: &'a [W::Block],
}

impl<'a, W: Word> Stream<'a, W> {
    fn of_state(state: &'a mut sha2::State<W>, bytes: &'a [u8]) -> Self {
        let blocks = state.take(bytes);
        Self { state: &mut state.words, blocks, then: &[] }
    }

    fn len(&self) -> usize {
        self.blocks.len() + self.then.len()
    }

    /// Takes blocks that stand side by side.
    fn take(&mut self, count: usize) -> &'a [W::Block] {
        let (now, later) = self.blocks.split_at(count);
        self.blocks = later;
        self.settle();
        now
    }

    /// Goes on to the end of the message.
    fn settle(&mut self) {
        if self.blocks.is_empty() {
            self.blocks = core::mem::take(&mut self.then);
        }
    }
}

/// Messages that are shorter than this on average, in bytes, are hashed one by one: keeping the lanes filled would cost more
/// than they save.
const SHORT: usize = 256;

fn many<W: Lanes>(start: [W; 8], messages: &[impl AsRef<[u8]>], digest: impl Fn(&[W; 8]) -> Digest) -> Vec<Digest> {
    let total = messages.iter().fold(0_usize, |total, message| total.saturating_add(message.as_ref().len()));
    if messages.len() < 2 || total / SHORT < messages.len() || widest(W::kernels()) == 1 {
        return messages.iter().map(|message| digest(&sha2::hash(start, message.as_ref()))).collect();
    }
    let mut states = alloc::vec![start; messages.len()];
    let split = || messages.iter().map(|message| (W::blocks(message.as_ref()), message.as_ref().len()));
    let tails: Vec<Tail<W>> = split().map(|((_, rest), len)| Tail::new(rest, len as u64)).collect();
    let parts = states.iter_mut().zip(split()).zip(&tails);
    let mut streams: Vec<Stream<'_, W>> =
        parts.map(|((state, ((blocks, _), _)), tail)| Stream { state, blocks, then: tail.blocks() }).collect();
    run(&mut streams, W::kernels());
    drop(streams);
    states.iter().map(digest).collect()
}

/// Streams that have begun or come next: enough to share all lanes, and one less than would fill them once more.
const MOST_OPEN: usize = 2 * MOST_LANES - 1;
/// Where more streams are left than lanes, they take turns of so many blocks.
const TURN: usize = 64;

fn widest<W: Word>(kernels: &[Kernel<W>]) -> usize {
    kernels.first().map_or(1, |kernel| kernel.width)
}

/// Runs streams on kernels, which stand widest first; the last takes one lane.
#[expect(clippy::indexing_slicing, reason = "`open` has numbers of streams, and never more of them than `most`")]
fn run<W: Word>(streams: &mut [Stream<'_, W>], kernels: &[Kernel<W>]) {
    streams.iter_mut().for_each(Stream::settle);
    streams.sort_unstable_by_key(|stream| core::cmp::Reverse(stream.len()));
    let most = 2 * widest(kernels) - 1;
    let mut states = [[W::default(); 8]; MOST_LANES];
    // The streams that are open, by their numbers; those from `next` on wait.
    let (mut open, mut count, mut next) = ([0; MOST_OPEN], 0, 0);
    loop {
        while count < most && next < streams.len() {
            if streams[next].len() > 0 {
                open[count] = next;
                count += 1;
            }
            next += 1;
        }
        let lanes = &mut open[..count];
        let Some(kernel) = kernels.iter().find(|kernel| kernel.least <= count) else { return };
        let live = kernel.width.min(count);
        // The last streams, where they are more than the lanes: the longest go first.
        let shared = live < count && next == streams.len();
        if shared {
            lanes.sort_unstable_by_key(|stream| core::cmp::Reverse(streams[*stream].len()));
        }
        let most = if shared { TURN } else { usize::MAX };
        let least =
            lanes[..live].iter().map(|stream| streams[*stream].blocks.len()).min().unwrap_or_default().min(most);
        let mut blocks: [&[W::Block]; MOST_LANES] = [&[]; MOST_LANES];
        for ((stream, state), blocks) in lanes.iter().zip(&mut states).zip(&mut blocks).take(live) {
            *state = *streams[*stream].state;
            *blocks = streams[*stream].take(least);
        }
        (kernel.run)(&mut states[..live], &blocks[..live]);
        for (stream, state) in lanes.iter().zip(&states).take(live) {
            *streams[*stream].state = *state;
        }
        // What has ended makes room.
        let mut kept = 0;
        for place in 0..count {
            if streams[open[place]].len() > 0 {
                open[kept] = open[place];
                kept += 1;
            }
        }
        count = kept;
    }
}

#[cfg(test)]
mod tests;
