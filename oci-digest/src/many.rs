//! Many messages at once: several streams in the registers of one core.
//!
//! One SHA-256 stream waits for the latency of its own rounds; two or more share them. Each turn, a kernel takes the same
//! number of blocks from each of its lanes; a lane that is done gets the next message, longest first.

mod kernel;
mod machine;
#[cfg(all(feature = "simd", target_arch = "x86_64"))]
mod x86;

use alloc::vec::Vec;

use crate::algorithm::{Algorithm, UnsupportedAlgorithm};
use crate::hasher::State as HasherState;
use crate::sha2_state::{self as sha2, Tail, Word, to_bytes};
use crate::{Digest, Hasher, VerifyError};
use kernel::{Kernel, MOST_LANES};
use machine::Lanes;

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
        let unsupported = |digest: &Self| Err(VerifyError::Unsupported { digest: digest.clone() });
        let mut hashers: Vec<Option<Hasher>> =
            messages.iter().map(|(digest, _)| digest.algorithm().hasher().ok()).collect();
        let pieces = hashers.iter_mut().zip(messages);
        let mut pieces: Vec<(&mut Hasher, &[u8])> =
            pieces.filter_map(|(hasher, (_, bytes))| hasher.as_mut().map(|hasher| (hasher, bytes.as_ref()))).collect();
        Hasher::update_many(&mut pieces);
        let verdicts = hashers.into_iter().zip(messages);
        verdicts.map(|(hasher, (digest, _))| hasher.map_or_else(|| unsupported(digest), |h| h.verify(digest))).collect()
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
        let mut narrow = Vec::new();
        let mut wide = Vec::new();
        for (hasher, bytes) in pieces {
            match &mut hasher.0 {
                HasherState::Sha256(state) => narrow.push(Job::of_state(state, bytes)),
                HasherState::Sha384(state) | HasherState::Sha512(state) => wide.push(Job::of_state(state, bytes)),
                #[cfg(feature = "blake3")]
                HasherState::Blake3(state) => drop(state.update(bytes)),
            }
        }
        run(&mut narrow, u32::kernels());
        run(&mut wide, u64::kernels());
    }
}

/// Blocks for one state: those of the message, and those of its end.
struct Job<'a, W: Word> {
    state: &'a mut [W; 8],
    blocks: &'a [W::Block],
    then: &'a [W::Block],
}

impl<'a, W: Word> Job<'a, W> {
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
    let total: usize = messages.iter().map(|message| message.as_ref().len()).sum();
    if total / SHORT < messages.len() {
        return messages.iter().map(|message| digest(&sha2::hash(start, message.as_ref()))).collect();
    }
    let mut states = alloc::vec![start; messages.len()];
    let split = || messages.iter().map(|message| (W::blocks(message.as_ref()), message.as_ref().len()));
    let tails: Vec<Tail<W>> = split().map(|((_, rest), len)| Tail::new(rest, len as u64)).collect();
    let parts = states.iter_mut().zip(split()).zip(&tails);
    let mut jobs: Vec<Job<'_, W>> =
        parts.map(|((state, ((blocks, _), _)), tail)| Job { state, blocks, then: tail.blocks() }).collect();
    run(&mut jobs, W::kernels());
    drop(jobs);
    states.iter().map(digest).collect()
}

/// Runs jobs on kernels, which stand widest first; the last takes one lane.
fn run<W: Word>(jobs: &mut [Job<'_, W>], kernels: &[Kernel<W>]) {
    jobs.sort_unstable_by_key(|job| core::cmp::Reverse(job.len()));
    let widest = kernels.first().map_or(1, |kernel| kernel.width);
    let mut waiting = jobs.iter_mut();
    let mut lanes: Vec<&mut Job<'_, W>> = Vec::with_capacity(widest);
    let mut states = [[W::default(); 8]; MOST_LANES];
    loop {
        while lanes.len() < widest
            && let Some(job) = waiting.next()
        {
            job.settle();
            if !job.blocks.is_empty() {
                lanes.push(job);
            }
        }
        let Some(kernel) = kernels.iter().find(|kernel| kernel.least <= lanes.len()) else { return };
        let live = kernel.width.min(lanes.len());
        if live < lanes.len() {
            // The longest first, so that they do not end up alone.
            lanes.sort_unstable_by_key(|job| core::cmp::Reverse(job.len()));
        }
        let Some(count) = lanes[..live].iter().map(|job| job.blocks.len()).min() else { return };
        let mut blocks: [&[W::Block]; MOST_LANES] = [&[]; MOST_LANES];
        for ((job, state), blocks) in lanes.iter_mut().zip(&mut states).zip(&mut blocks).take(live) {
            *state = *job.state;
            *blocks = job.take(count);
        }
        (kernel.run)(&mut states[..live], &blocks[..live]);
        for (job, state) in lanes.iter_mut().zip(&states).take(live) {
            *job.state = *state;
        }
        lanes.retain(|job| !job.blocks.is_empty());
    }
}

#[cfg(test)]
mod tests;
