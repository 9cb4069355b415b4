//! gzip, RFC 1952: all members, everything checked.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::options::{LayerLimits, Trailing};
use super::step::{Fault, Step, check_trailing};
use super::{BlobPart, LayerErrorKind as Kind, Limit};
use crate::compression::Compression;

const FHCRC: u8 = 1 << 1;
const FEXTRA: u8 = 1 << 2;
const FNAME: u8 = 1 << 3;
const FCOMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0b1110_0000;

/// The members of a gzip blob, one byte after the other.
pub(super) struct Gzip {
    inflate: Decompress,
    crc: Crc,
    state: State,
    /// Offset of the next byte.
    offset: u64,
    /// Where the current member begins.
    start: u64,
    /// Where the trailer or header checksum begins.
    field: u64,
    flags: u8,
    members: u64,
    trailing: Trailing,
    max_header: u64,
}

enum State {
    /// The ten fixed bytes of a header.
    Fixed(usize),
    ExtraLength(usize, [u8; 2]),
    Extra(u16),
    Name,
    Comment,
    HeaderCrc(usize, [u8; 2]),
    Deflate,
    Trailer(usize, [u8; 8]),
    Trailing,
}

impl Gzip {
    pub(super) fn new(trailing: Trailing, limits: &LayerLimits) -> Self {
        Self {
            inflate: Decompress::new(false),
            crc: Crc::new(),
            state: State::Fixed(0),
            offset: 0,
            start: 0,
            field: 0,
            flags: 0,
            members: 0,
            trailing,
            max_header: limits.max_gzip_header,
        }
    }

    /// Where the current member begins.
    pub(super) const fn start(&self) -> u64 {
        self.start
    }

    pub(super) const fn members(&self) -> u64 {
        self.members
    }

    /// Number of bytes after the last member.
    pub(super) const fn trailing(&self) -> u64 {
        match self.state {
            State::Trailing => self.offset - self.start,
            // What looked like the beginning of a member up to its end.
            State::Fixed(1 | 2) if self.members > 0 => self.offset - self.start,
            _ => 0,
        }
    }

    pub(super) fn finish(&self) -> Result<(), Fault> {
        let part = match self.state {
            State::Fixed(0) if self.members > 0 => return Ok(()),
            State::Fixed(1 | 2) if self.members > 0 && self.trailing == Trailing::Ignore => return Ok(()),
            State::Trailing => return Ok(()),
            State::Deflate => BlobPart::Deflate,
            State::Trailer(..) => BlobPart::GzipTrailer,
            _ => BlobPart::GzipHeader,
        };
        Err(Fault::new(Kind::Truncated { part }, self.offset))
    }

    pub(super) fn step(&mut self, input: &[u8], out: &mut [u8]) -> Result<Step, Fault> {
        match self.state {
            State::Deflate => self.inflate(input, out),
            State::Trailing => self.skip_trailing(input),
            _ => {
                let mut consumed = 0;
                for &byte in input {
                    if matches!(self.state, State::Deflate | State::Trailing) {
                        break;
                    }
                    self.byte(byte)?;
                    self.offset += 1;
                    consumed += 1;
                }
                Ok(Step { consumed, produced: 0, progress: consumed > 0 })
            }
        }
    }

    fn inflate(&mut self, input: &[u8], out: &mut [u8]) -> Result<Step, Fault> {
        let (total_in, total_out) = (self.inflate.total_in(), self.inflate.total_out());
        let result = self.inflate.decompress(input, out, FlushDecompress::None);
        // Both are at most the lengths of the slices.
        let consumed = (self.inflate.total_in() - total_in) as usize;
        let produced = (self.inflate.total_out() - total_out) as usize;
        self.offset += consumed as u64;
        let ended = match result {
            Ok(status) => status == Status::StreamEnd,
            Err(_) => return Err(Fault { kind: Kind::Deflate, offset: self.offset, produced }),
        };
        self.crc.update(out.get(..produced).unwrap_or_default());
        if ended {
            self.field = self.offset;
            self.state = State::Trailer(0, [0; 8]);
        }
        Ok(Step { consumed, produced, progress: ended || consumed + produced > 0 })
    }

    /// One byte outside the deflate data.
    #[expect(clippy::indexing_slicing, reason = "a field that has its bytes is left at once")]
    fn byte(&mut self, byte: u8) -> Result<(), Fault> {
        let offset = self.offset;
        let at = |kind| Err(Fault::new(kind, offset));
        match &mut self.state {
            State::Fixed(have) => {
                match (*have, byte) {
                    (0, 0x1f) => {
                        self.start = self.offset;
                        self.crc.reset();
                    }
                    (1, 0x8b) | (2, 8) => {}
                    (0 | 1, _) if self.members > 0 => return self.begin_trailing(byte),
                    (0 | 1, _) => {
                        let (expected, found) = (Compression::Gzip, Compression::None);
                        return Err(Fault::new(Kind::WrongMagic { expected, found }, 0));
                    }
                    (2, found) => return at(Kind::GzipMethod { found }),
                    (3, flags) if flags & RESERVED != 0 => {
                        return at(Kind::GzipReservedFlags { found: flags & RESERVED });
                    }
                    (3, flags) => self.flags = flags,
                    _ => {}
                }
                *have += 1;
                if *have == 10 {
                    self.state = self.field_after(FEXTRA >> 1);
                }
            }
            State::ExtraLength(have, length) => {
                length[*have] = byte;
                *have += 1;
                if *have == 2 {
                    self.state = match u16::from_le_bytes(*length) {
                        0 => self.field_after(FEXTRA),
                        left => State::Extra(left),
                    };
                }
            }
            State::Extra(left) => {
                *left -= 1;
                if *left == 0 {
                    self.state = self.field_after(FEXTRA);
                }
            }
            State::Name if byte == 0 => self.state = self.field_after(FNAME),
            State::Comment if byte == 0 => self.state = self.field_after(FCOMMENT),
            State::Name | State::Comment => {}
            State::HeaderCrc(have, checksum) => {
                checksum[*have] = byte;
                *have += 1;
                if *have == 1 {
                    self.field = self.offset;
                } else {
                    let expected = u16::from_le_bytes(*checksum);
                    let found = (self.crc.sum() & 0xffff) as u16;
                    if expected != found {
                        let kind = Kind::GzipHeaderChecksum { expected, found };
                        return Err(Fault::new(kind, self.field));
                    }
                    self.begin_deflate();
                }
                return Ok(());
            }
            State::Trailer(have, trailer) => {
                trailer[*have] = byte;
                *have += 1;
                if *have == 8 {
                    let [a, b, c, d, e, f, g, h] = *trailer;
                    return self.check(u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
                }
                return Ok(());
            }
            State::Deflate | State::Trailing => return Ok(()),
        }
        self.crc.update(&[byte]);
        if self.offset - self.start >= self.max_header {
            return at(Kind::Limit { limit: Limit::GzipHeader, max: self.max_header });
        }
        if matches!(self.state, State::Deflate) {
            self.begin_deflate();
        }
        Ok(())
    }

    /// The next optional field of the header after this one.
    fn field_after(&self, flag: u8) -> State {
        let wanted = |next: u8| flag < next && self.flags & next != 0;
        if wanted(FEXTRA) {
            State::ExtraLength(0, [0; 2])
        } else if wanted(FNAME) {
            State::Name
        } else if wanted(FCOMMENT) {
            State::Comment
        } else if self.flags & FHCRC != 0 {
            State::HeaderCrc(0, [0; 2])
        } else {
            State::Deflate
        }
    }

    fn begin_deflate(&mut self) {
        self.state = State::Deflate;
        self.crc.reset();
        self.inflate.reset(false);
    }

    fn check(&mut self, expected_crc: u32, expected_length: u32) -> Result<(), Fault> {
        let found = self.crc.sum();
        if expected_crc != found {
            let kind = Kind::GzipChecksum { expected: expected_crc, found };
            return Err(Fault::new(kind, self.field));
        }
        // RFC 1952: the length is modulo 2^32.
        let found = self.inflate.total_out() as u32;
        if expected_length != found {
            let kind = Kind::GzipLength { expected: expected_length, found };
            return Err(Fault::new(kind, self.field + 4));
        }
        self.members += 1;
        self.start = self.offset + 1;
        self.state = State::Fixed(0);
        Ok(())
    }

    /// No member begins with this byte, nor with the one before it where that looked like one.
    fn begin_trailing(&mut self, byte: u8) -> Result<(), Fault> {
        let first = if self.start == self.offset { byte } else { 0x1f };
        match self.trailing {
            Trailing::Ignore => {}
            Trailing::Zeros if first == 0 => {}
            _ => return Err(Fault::new(Kind::Trailing { found: first }, self.start)),
        }
        self.state = State::Trailing;
        Ok(())
    }

    fn skip_trailing(&mut self, input: &[u8]) -> Result<Step, Fault> {
        check_trailing(self.trailing, input, self.offset)?;
        self.offset += input.len() as u64;
        Ok(Step { consumed: input.len(), produced: 0, progress: !input.is_empty() })
    }
}
