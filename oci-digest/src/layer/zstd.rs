//! Zstandard, RFC 8878: all frames. The structure of frames and blocks is read here, so that errors name their place
//! and nothing is allocated that the limits do not allow; libzstd decodes the blocks.

use zstd::zstd_safe::{DCtx, DParameter, InBuffer, OutBuffer};

use super::options::{LayerLimits, Trailing};
use super::step::{Fault, Step, check_trailing};
use super::{BlobPart, LayerErrorKind as Kind, Limit};
use crate::compression::Compression;

/// Magic, descriptor, window, dictionary (4) and content size (8).
const MAX_HEADER: usize = 4 + 1 + 1 + 4 + 8;
/// Largest window that libzstd takes.
const MAX_WINDOW: u64 = 1 << 31;
/// Largest block, whatever the window.
const MAX_BLOCK: u64 = 128 << 10;
/// `ZSTD_error_checksum_wrong`
const CHECKSUM_WRONG: usize = 22;

/// The frames of a zstd blob.
pub(super) struct Zstd {
    context: DCtx<'static>,
    state: State,
    /// What is gathered of a header, until it is whole.
    head: [u8; MAX_HEADER],
    have: usize,
    /// Offset of the next byte.
    offset: u64,
    /// Where the current frame, block or checksum begins.
    start: u64,
    frames: u64,
    frame: Frame,
    trailing: Trailing,
    max_window: u64,
    max_content: u64,
}

/// What the header of a frame says.
#[derive(Clone, Copy, Default)]
struct Frame {
    checksum: bool,
    content_size: Option<u64>,
    max_block: u64,
    decoded: u64,
}

#[derive(Clone, Copy)]
enum State {
    Magic,
    Header(usize),
    SkippableSize,
    Skippable(u32),
    BlockHeader,
    Block {
        left: u64,
        last: bool,
    },
    /// The output was full: more of the block may be waiting.
    Drain {
        last: bool,
    },
    Checksum,
    Trailing,
}

impl Zstd {
    pub(super) fn new(trailing: Trailing, limits: &LayerLimits) -> Self {
        let mut context = DCtx::create();
        // The limit is checked here to the byte; libzstd gets the next power of two.
        let log = limits.max_window.checked_next_power_of_two().map_or(31, u64::ilog2).clamp(10, 31);
        // Fails only where the value is out of range (a 32 bit machine): the default is stricter.
        let _ = context.set_parameter(DParameter::WindowLogMax(log));
        Self {
            context,
            state: State::Magic,
            head: [0; MAX_HEADER],
            have: 0,
            offset: 0,
            start: 0,
            frames: 0,
            frame: Frame::default(),
            trailing,
            max_window: limits.max_window.min(MAX_WINDOW),
            max_content: limits.max_uncompressed,
        }
    }

    /// Where the current frame or block begins.
    pub(super) const fn start(&self) -> u64 {
        self.start
    }

    pub(super) const fn frames(&self) -> u64 {
        self.frames
    }

    /// Number of bytes after the last frame.
    pub(super) const fn trailing(&self) -> u64 {
        match self.state {
            State::Trailing => self.offset - self.start,
            // What looked like the beginning of a frame up to its end.
            State::Magic if self.frames > 0 && self.have > 0 => self.offset - self.start,
            _ => 0,
        }
    }

    pub(super) fn finish(&self) -> Result<(), Fault> {
        let part = match self.state {
            State::Magic if self.frames > 0 && (self.have == 0 || self.trailing == Trailing::Ignore) => return Ok(()),
            State::Trailing => return Ok(()),
            State::Magic | State::Header(_) => BlobPart::ZstdHeader,
            State::SkippableSize | State::Skippable(_) => BlobPart::ZstdSkippable,
            State::BlockHeader | State::Block { .. } | State::Drain { .. } => BlobPart::ZstdBlock,
            State::Checksum => BlobPart::ZstdChecksum,
        };
        Err(Fault::new(Kind::Truncated { part }, self.offset))
    }

    pub(super) fn step(&mut self, input: &[u8], out: &mut [u8]) -> Result<Step, Fault> {
        let gathered = |taken: usize| Ok(Step { consumed: taken, produced: 0, progress: taken > 0 });
        match self.state {
            State::Magic => {
                let Some(&byte) = input.first() else { return gathered(0) };
                self.magic(byte)?;
                gathered(1)
            }
            State::Header(need) => {
                let (taken, whole) = self.gather(input, need);
                if whole {
                    self.header()?;
                }
                gathered(taken)
            }
            State::SkippableSize => {
                let (taken, whole) = self.gather(input, 8);
                if whole {
                    let size = le(&self.head[4..8]) as u32;
                    self.have = 0;
                    self.state = State::Skippable(size);
                    if size == 0 {
                        self.end_frame();
                    }
                }
                gathered(taken)
            }
            State::Skippable(left) => {
                let taken = input.len().min(left as usize);
                self.offset += taken as u64;
                self.state = State::Skippable(left - taken as u32);
                if left as usize == taken {
                    self.end_frame();
                }
                gathered(taken)
            }
            State::BlockHeader => {
                if self.have == 0 {
                    self.start = self.offset;
                }
                let (taken, whole) = self.gather(input, 3);
                if whole {
                    self.block_header()?;
                }
                gathered(taken)
            }
            State::Block { left, last } => self.block(input, out, left, last),
            State::Drain { last } => self.block(&[], out, 0, last),
            State::Checksum => {
                if self.have == 0 {
                    self.start = self.offset;
                }
                let (taken, whole) = self.gather(input, 4);
                if whole {
                    self.feed_head(4)?;
                    self.end_frame();
                }
                gathered(taken)
            }
            State::Trailing => {
                check_trailing(self.trailing, input, self.offset)?;
                self.offset += input.len() as u64;
                gathered(input.len())
            }
        }
    }

    /// Takes bytes until `need` are gathered: how many, and whether they are.
    fn gather(&mut self, input: &[u8], need: usize) -> (usize, bool) {
        let taken = input.len().min(need.saturating_sub(self.have));
        #[expect(clippy::indexing_slicing, reason = "no header that is needed is longer than the array")]
        self.head[self.have..self.have + taken].copy_from_slice(&input[..taken]);
        self.have += taken;
        self.offset += taken as u64;
        (taken, self.have == need)
    }

    /// One byte of a magic number.
    #[expect(clippy::indexing_slicing, reason = "it has four bytes, and goes on after them as something else")]
    fn magic(&mut self, byte: u8) -> Result<(), Fault> {
        if self.have == 0 {
            self.start = self.offset;
        }
        self.head[self.have] = byte;
        let fits = match (self.have, self.head[0]) {
            // Frames of old versions differ in the first byte.
            (0, 0x22..=0x28 | 0x50..=0x5f) => true,
            (have, 0x22..=0x28) => [0, 0xb5, 0x2f, 0xfd][have] == byte,
            (have, 0x50..=0x5f) => [0, 0x2a, 0x4d, 0x18][have] == byte,
            _ => false,
        };
        if !fits {
            let start = self.start;
            let first = self.head[0];
            if self.frames == 0 {
                let (expected, found) = (Compression::Zstd, Compression::None);
                return Err(Fault::new(Kind::WrongMagic { expected, found }, start));
            }
            match self.trailing {
                Trailing::Ignore => {}
                Trailing::Zeros if first == 0 => {}
                _ => return Err(Fault::new(Kind::Trailing { found: first }, start)),
            }
            self.state = State::Trailing;
        }
        self.have += 1;
        self.offset += 1;
        if self.have == 4 && fits {
            self.state = match self.head[0] {
                0x28 => State::Header(5),
                0x50..=0x5f => State::SkippableSize,
                _ => return Err(Fault::new(Kind::ZstdLegacy, self.start)),
            };
        }
        Ok(())
    }

    /// The header as far as it is gathered: first up to the descriptor, then whole.
    fn header(&mut self) -> Result<(), Fault> {
        let descriptor = self.head[4];
        let single_segment = descriptor & 0x20 != 0;
        let dictionary = match descriptor & 3 {
            3 => 4,
            size => usize::from(size),
        };
        let content = match descriptor >> 6 {
            0 => usize::from(single_segment),
            1 => 2,
            2 => 4,
            _ => 8,
        };
        let window = usize::from(!single_segment);
        let size = 5 + window + dictionary + content;
        if self.have < size {
            self.state = State::Header(size);
            return Ok(());
        }
        let at = |kind, offset| Err(Fault::new(kind, offset));
        if descriptor & 0x08 != 0 {
            return at(Kind::ZstdReservedBit, self.start + 4);
        }
        #[expect(clippy::indexing_slicing, reason = "the longest header has the size of the array")]
        let fields = &self.head[5..size];
        let (window_field, fields) = fields.split_at(window);
        let (dictionary_field, content_field) = fields.split_at(dictionary);
        let id = le(dictionary_field) as u32;
        if id != 0 {
            return at(Kind::ZstdDictionary { id }, self.start + 5 + window as u64);
        }
        let content_size = match content {
            0 => None,
            2 => Some(le(content_field) + 256),
            _ => Some(le(content_field)),
        };
        let window_size = match (window_field, content_size) {
            ([byte], _) => window_of(*byte),
            (_, size) => size.unwrap_or_default(),
        };
        if window_size > self.max_window {
            return at(Kind::Limit { limit: Limit::Window, max: self.max_window }, self.start);
        }
        if content_size.is_some_and(|size| size > self.max_content) {
            return at(Kind::Limit { limit: Limit::Uncompressed, max: self.max_content }, self.start);
        }
        let max_block = window_size.min(MAX_BLOCK);
        self.frame = Frame { checksum: descriptor & 4 != 0, content_size, max_block, decoded: 0 };
        // libzstd gets a header without the content size: it would only say that something is wrong somewhere. What is
        // as large as the content is window enough, and the largest block still fits.
        let window_size = content_size.map_or(window_size, |size| size.min(window_size)).max(max_block);
        self.head[4] = descriptor & 4;
        self.head[5] = window_field_of(window_size);
        self.feed_head(6)?;
        self.state = State::BlockHeader;
        Ok(())
    }

    fn block_header(&mut self) -> Result<(), Fault> {
        let header = le(&self.head[..3]);
        let last = header & 1 == 1;
        let size = header >> 3;
        let left = match header >> 1 & 3 {
            // RLE: one byte, repeated.
            1 => 1,
            3 => return Err(Fault::new(Kind::ZstdReservedBlock, self.start)),
            // A compressed block has at least the headers of its two sections.
            2 if size == 0 => return Err(Fault::new(Kind::ZstdBlock, self.start)),
            _ => size,
        };
        if size > self.frame.max_block {
            let kind = Kind::ZstdBlockSize { max: self.frame.max_block, found: size };
            return Err(Fault::new(kind, self.start));
        }
        self.feed_head(3)?;
        self.state = if left == 0 { State::Drain { last } } else { State::Block { left, last } };
        Ok(())
    }

    fn block(&mut self, input: &[u8], out: &mut [u8], left: u64, last: bool) -> Result<Step, Fault> {
        let given = usize::try_from(left).ok().and_then(|left| input.get(..left)).unwrap_or(input);
        let (consumed, produced, _) = self.decode(given, out)?;
        self.offset += consumed as u64;
        self.frame.decoded += produced as u64;
        let left = left - consumed as u64;
        let drained = left == 0 && produced < out.len();
        let state = match left {
            0 if drained => self.after_block(last).map_err(|fault| Fault { produced, ..fault })?,
            0 => State::Drain { last },
            _ => State::Block { left, last },
        };
        self.state = state;
        Ok(Step { consumed, produced, progress: drained || consumed + produced > 0 })
    }

    fn after_block(&mut self, last: bool) -> Result<State, Fault> {
        if !last {
            return Ok(State::BlockHeader);
        }
        if let Some(expected) = self.frame.content_size
            && expected != self.frame.decoded
        {
            let kind = Kind::ZstdContentSize { expected, found: self.frame.decoded };
            return Err(Fault::new(kind, self.start));
        }
        if self.frame.checksum {
            return Ok(State::Checksum);
        }
        self.end_frame();
        Ok(State::Magic)
    }

    fn end_frame(&mut self) {
        self.frames += 1;
        self.have = 0;
        self.start = self.offset;
        self.state = State::Magic;
    }

    /// Hands gathered bytes to libzstd, which makes nothing of them yet.
    fn feed_head(&mut self, size: usize) -> Result<(), Fault> {
        let head = self.head;
        #[expect(clippy::indexing_slicing, reason = "so many bytes are gathered")]
        let (consumed, produced, _) = self.decode(&head[..size], &mut [])?;
        self.have = 0;
        if consumed == size && produced == 0 { Ok(()) } else { Err(Fault::new(Kind::ZstdBlock, self.start)) }
    }

    fn decode(&mut self, input: &[u8], out: &mut [u8]) -> Result<(usize, usize, usize), Fault> {
        let mut source = InBuffer::around(input);
        let mut target = OutBuffer::around(out);
        match self.context.decompress_stream(&mut target, &mut source) {
            Ok(hint) => Ok((source.pos(), target.pos(), hint)),
            Err(code) => {
                let kind = match 0_usize.wrapping_sub(code) {
                    CHECKSUM_WRONG => Kind::ZstdChecksum,
                    _ => Kind::ZstdBlock,
                };
                Err(Fault::new(kind, self.start))
            }
        }
    }
}

/// The window in bytes that the field of a header says: RFC 8878 section 3.1.1.1.2.
const fn window_of(field: u8) -> u64 {
    let base = 1 << (10 + (field >> 3));
    base + base / 8 * (field & 7) as u64
}

/// The field for the smallest window that has as many bytes.
fn window_field_of(size: u64) -> u8 {
    (0..u8::MAX).find(|field| window_of(*field) >= size).unwrap_or(u8::MAX)
}

/// Little-endian bytes, at most eight.
fn le(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
}
