//! SHA-2 over blocks: the state of a hash between two pieces, and its end. The compression is the crate sha2's, or, where
//! several messages are hashed at once, that of [`crate::many`].
//!
//! Not the hashers of that crate: they keep their words and the bytes of an unfinished block to themselves, and several messages
//! at once share the lanes of a processor between any two blocks.

/// A word of a SHA-2 function: 32 bits for SHA-256, 64 for SHA-384 and SHA-512.
pub(crate) trait Word: Copy + Default + 'static {
    /// A block of 16 words.
    type Block: Copy + AsRef<[u8]> + AsMut<[u8]>;

    /// Size in bytes of a block.
    const BLOCK: usize;
    /// A block of zeros.
    const ZERO: Self::Block;

    fn blocks(bytes: &[u8]) -> (&[Self::Block], &[u8]);
    fn compress(state: &mut [Self; 8], blocks: &[Self::Block]);
    fn write_be(self, out: &mut [u8]);
    fn read_be(bytes: &[u8]) -> Option<Self>;
}

macro_rules! word {
    ($word:ty, $block:literal, $compress:path) => {
        impl Word for $word {
            type Block = [u8; $block];

            const BLOCK: usize = $block;
            const ZERO: Self::Block = [0; $block];

            fn blocks(bytes: &[u8]) -> (&[Self::Block], &[u8]) {
                bytes.as_chunks()
            }

            fn compress(state: &mut [Self; 8], blocks: &[Self::Block]) {
                $compress(state, blocks);
            }

            fn write_be(self, out: &mut [u8]) {
                out.copy_from_slice(&self.to_be_bytes());
            }

            fn read_be(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self::from_be_bytes)
            }
        }
    };
}

word!(u32, 64, sha2::block_api::compress256);
word!(u64, 128, sha2::block_api::compress512);

/// The first state of SHA-256: FIPS 180-4 section 5.3.3.
pub(crate) const SHA256: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// The first state of SHA-384: section 5.3.4.
pub(crate) const SHA384: [u64; 8] = [
    0xcbbb_9d5d_c105_9ed8,
    0x629a_292a_367c_d507,
    0x9159_015a_3070_dd17,
    0x152f_ecd8_f70e_5939,
    0x6733_2667_ffc0_0b31,
    0x8eb4_4a87_6858_1511,
    0xdb0c_2e0d_64f9_8fa7,
    0x47b5_481d_befa_4fa4,
];

/// The first state of SHA-512: section 5.3.5.
pub(crate) const SHA512: [u64; 8] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];

/// The last blocks of a message: what is left of it, a bit, zeros, and its length in bits (section 5.1). One or two.
pub(crate) struct Tail<W: Word> {
    blocks: [W::Block; 2],
    used: usize,
}

impl<W: Word> Tail<W> {
    /// `rest`: less than a block; `length`: that of the whole message, in bytes.
    #[expect(
        clippy::indexing_slicing,
        reason = "after less than a block there is room for the bit; a length has less than a block"
    )]
    pub(crate) fn new(rest: &[u8], length: u64) -> Self {
        // The length has two words, of which eight bytes hold all that there can be.
        let used = if rest.len() + 1 + W::BLOCK / 8 <= W::BLOCK { 1 } else { 2 };
        let mut blocks = [W::ZERO; 2];
        let first = blocks[0].as_mut();
        first[..rest.len()].copy_from_slice(rest);
        first[rest.len()] = 0x80;
        let bits = (u128::from(length) * 8).to_be_bytes();
        let last = blocks[used - 1].as_mut();
        let room = W::BLOCK / 8;
        last[W::BLOCK - room..].copy_from_slice(&bits[bits.len() - room..]);
        Self { blocks, used }
    }

    #[expect(clippy::indexing_slicing, reason = "one or two of two")]
    pub(crate) fn blocks(&self) -> &[W::Block] {
        &self.blocks[..self.used]
    }
}

/// The bytes of a state, in the order of the hash.
pub(crate) fn to_bytes<W: Word, const N: usize>(state: &[W; 8]) -> [u8; N] {
    let mut bytes = [0; N];
    for (out, word) in bytes.chunks_exact_mut(W::BLOCK / 16).zip(state) {
        word.write_be(out);
    }
    bytes
}

/// The state after a whole message.
pub(crate) fn hash<W: Word>(start: [W; 8], bytes: &[u8]) -> [W; 8] {
    let mut state = start;
    let (blocks, rest) = W::blocks(bytes);
    W::compress(&mut state, blocks);
    W::compress(&mut state, Tail::<W>::new(rest, bytes.len() as u64).blocks());
    state
}

/// A hash between two pieces.
#[derive(Clone)]
pub(crate) struct State<W: Word> {
    pub(crate) words: [W; 8],
    /// The beginning of a block; how much of it there is follows from the position.
    buffer: W::Block,
    position: u64,
}

#[expect(clippy::indexing_slicing, reason = "what is buffered is less than a block")]
impl<W: Word> State<W> {
    pub(crate) const fn new(start: [W; 8]) -> Self {
        Self { words: start, buffer: W::ZERO, position: 0 }
    }

    /// Number of bytes hashed.
    pub(crate) const fn position(&self) -> u64 {
        self.position
    }

    fn buffered(&self) -> usize {
        (self.position % W::BLOCK as u64) as usize
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        let blocks = self.take(bytes);
        W::compress(&mut self.words, blocks);
    }

    /// Takes a piece, and gives the whole blocks of it that are still to be compressed.
    pub(crate) fn take<'b>(&mut self, bytes: &'b [u8]) -> &'b [W::Block] {
        let used = self.buffered();
        self.position = self.position.wrapping_add(bytes.len() as u64);
        let missing = if used == 0 { 0 } else { W::BLOCK - used };
        let Some((head, bytes)) = bytes.split_at_checked(missing) else {
            self.buffer.as_mut()[used..used + bytes.len()].copy_from_slice(bytes);
            return &[];
        };
        if missing > 0 {
            self.buffer.as_mut()[used..].copy_from_slice(head);
            W::compress(&mut self.words, core::slice::from_ref(&self.buffer));
        }
        let (blocks, rest) = W::blocks(bytes);
        self.buffer.as_mut()[..rest.len()].copy_from_slice(rest);
        blocks
    }

    /// The last blocks, with what is buffered.
    pub(crate) fn tail(&self) -> Tail<W> {
        Tail::new(&self.buffer.as_ref()[..self.buffered()], self.position)
    }

    pub(crate) fn finish(mut self) -> [W; 8] {
        let tail = self.tail();
        W::compress(&mut self.words, tail.blocks());
        self.words
    }

    /// Appends position, words and what is buffered.
    pub(crate) fn save(&self, out: &mut alloc::vec::Vec<u8>) {
        out.extend_from_slice(&self.position.to_be_bytes());
        let mut word_bytes = W::ZERO;
        let words = &mut word_bytes.as_mut()[..W::BLOCK / 2];
        for (out, word) in words.chunks_exact_mut(W::BLOCK / 16).zip(&self.words) {
            word.write_be(out);
        }
        out.extend_from_slice(words);
        out.extend_from_slice(&self.buffer.as_ref()[..self.buffered()]);
    }

    /// Reads what [`save`](Self::save) wrote, and nothing more.
    pub(crate) fn restore(bytes: &[u8]) -> Option<Self> {
        let (position, bytes) = bytes.split_first_chunk()?;
        let (words, rest) = bytes.split_at_checked(W::BLOCK / 2)?;
        let mut this = Self::new([W::default(); 8]);
        this.position = u64::from_be_bytes(*position);
        for (word, bytes) in this.words.iter_mut().zip(words.chunks_exact(W::BLOCK / 16)) {
            *word = W::read_be(bytes)?;
        }
        if rest.len() != this.buffered() {
            return None;
        }
        this.buffer.as_mut()[..rest.len()].copy_from_slice(rest);
        Some(this)
    }
}

#[cfg(test)]
mod tests;
