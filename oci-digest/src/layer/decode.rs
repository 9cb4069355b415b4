//! From the bytes of a blob to full buffers of its content; shared by the serial and the threaded pass.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::gzip::Gzip;
use super::options::{LayerLimits, LayerOptions, Trust};
use super::step::Fault;
#[cfg(feature = "zstd")]
use super::zstd::Zstd;
use super::{LayerError, LayerErrorKind as Kind, Limit};
use crate::VerifyError;
use crate::compression::Compression;

/// Where the content of the layer goes.
pub(super) trait Output {
    /// A piece of a layer that is not compressed. It is a piece of the blob too.
    fn plain(&mut self, bytes: &[u8]) -> Result<(), std::io::Error>;
    /// The buffer is filled so far; it may be replaced by another of its size.
    fn full(&mut self, buffer: &mut Vec<u8>, filled: usize) -> Result<(), std::io::Error>;
    /// Whether it takes no more for now.
    fn is_full(&self) -> bool {
        false
    }
}

enum Decoder {
    Plain,
    Gzip(alloc::boxed::Box<Gzip>),
    #[cfg(feature = "zstd")]
    Zstd(alloc::boxed::Box<Zstd>),
}

/// Takes a blob in pieces and hands out its content.
pub(super) struct Decode {
    options: LayerOptions,
    /// The first bytes, until there are enough to tell the compression.
    head: [u8; Compression::DETECT_LEN],
    have: usize,
    /// How many of them the decoder has taken.
    fed: usize,
    decoder: Option<Decoder>,
    detected: Compression,
    buffer: Vec<u8>,
    filled: usize,
    /// Bytes of the blob decoded so far.
    size: u64,
    /// Bytes of content made so far.
    uncompressed: u64,
    /// Bytes of the blob received so far: those gathered for the detection too.
    received: u64,
    /// The error that ended the pass: its kind, its place, and what the reader or sink said.
    failed: Option<(Kind, u64, Option<Said>)>,
}

/// An error of a reader or sink, to be told again.
type Said = (std::io::ErrorKind, String);

/// What a blob turned out to be.
pub(super) struct Decoded {
    pub(super) compression: Compression,
    pub(super) detected: Compression,
    pub(super) size: u64,
    pub(super) uncompressed: u64,
    pub(super) trailing: u64,
    pub(super) members: u64,
}

impl Decode {
    pub(super) fn new(options: LayerOptions) -> Self {
        Self {
            options,
            head: [0; Compression::DETECT_LEN],
            have: 0,
            fed: 0,
            decoder: None,
            detected: Compression::None,
            buffer: Vec::new(),
            filled: 0,
            size: 0,
            uncompressed: 0,
            received: 0,
            failed: None,
        }
    }

    pub(super) const fn received(&self) -> u64 {
        self.received
    }

    pub(super) const fn uncompressed(&self) -> u64 {
        self.uncompressed
    }

    /// The content that was made and not handed out yet.
    pub(super) fn content(&self) -> &[u8] {
        self.buffer.get(..self.filled).unwrap_or_default()
    }

    pub(super) fn error(&self, kind: Kind) -> LayerError {
        LayerError::new(kind, self.size, self.uncompressed)
    }

    /// An error at the beginning of the current member, frame or block: how far a decoder has looked ahead of what it
    /// made depends on how the blob was cut.
    fn part_error(&self, kind: Kind) -> LayerError {
        let offset = match &self.decoder {
            None | Some(Decoder::Plain) => self.size,
            Some(Decoder::Gzip(gzip)) => gzip.start(),
            #[cfg(feature = "zstd")]
            Some(Decoder::Zstd(zstd)) => zstd.start(),
        };
        LayerError::new(kind, offset, self.uncompressed)
    }

    /// Takes the next piece of the blob, or as much of it as the output has room for: how much.
    pub(super) fn push(&mut self, input: &[u8], out: &mut impl Output) -> Result<usize, LayerError> {
        self.check_failed()?;
        let result = self.push_within(input, out);
        if let Err(err) = &result {
            let said = err.io_error().map(|said| (said.kind(), said.to_string()));
            self.failed = Some((err.kind().clone(), err.offset(), said));
        }
        result
    }

    /// Nothing that follows an error can be trusted: it stays.
    fn check_failed(&self) -> Result<(), LayerError> {
        match &self.failed {
            None => Ok(()),
            Some((kind, offset, None)) => Err(LayerError::new(kind.clone(), *offset, self.uncompressed)),
            Some((kind, offset, Some((said, text)))) => {
                let said = std::io::Error::new(*said, text.clone());
                Err(LayerError::io(kind.clone(), said, *offset, self.uncompressed))
            }
        }
    }

    fn push_within(&mut self, input: &[u8], out: &mut impl Output) -> Result<usize, LayerError> {
        let limit = self.options.limits.max_compressed;
        let max = self.options.size.map_or(limit, |size| size.min(limit));
        let room = usize::try_from(max - self.received).unwrap_or(usize::MAX);
        let (input, over) = input.split_at(input.len().min(room));
        self.received += input.len() as u64;
        let mut taken = 0;
        if self.decoder.is_none() {
            for (place, byte) in self.head.iter_mut().skip(self.have).zip(input) {
                *place = *byte;
                taken += 1;
            }
            self.have += taken;
            if self.have == self.head.len() {
                self.start()?;
            }
        }
        if self.decoder.is_some() {
            self.feed_head(out)?;
        }
        if let Some(rest @ [_, ..]) = input.get(taken..)
            && self.fed == self.have
            && !out.is_full()
        {
            taken += self.decode(rest, false, out)?;
        }
        self.received -= (input.len() - taken) as u64;
        if over.is_empty() || taken < input.len() {
            return Ok(taken);
        }
        let kind = match self.options.size {
            Some(expected) if expected == max => Kind::Blob(VerifyError::TooLong { expected }),
            _ => Kind::Limit { limit: Limit::Compressed, max },
        };
        Err(LayerError::new(kind, max, self.uncompressed))
    }

    /// Gives the decoder the first bytes, as far as the output has room.
    fn feed_head(&mut self, out: &mut impl Output) -> Result<(), LayerError> {
        let head = self.head;
        while self.fed < self.have && !out.is_full() {
            #[expect(clippy::indexing_slicing, reason = "what was fed is a part of what is there")]
            let fed = self.decode(&head[self.fed..self.have], false, out)?;
            self.fed += fed;
        }
        Ok(())
    }

    /// Chooses the decoder.
    fn start(&mut self) -> Result<(), LayerError> {
        #[expect(clippy::indexing_slicing, reason = "what is there is a part of the array")]
        let head = &self.head[..self.have];
        self.detected = Compression::detect(head);
        let compression = match (self.options.declared, self.options.trust) {
            (Some(declared), Trust::Declared) => declared,
            _ => self.detected,
        };
        let (trailing, limits) = (self.options.trailing, &self.options.limits);
        let decoder = match compression {
            Compression::None => Decoder::Plain,
            Compression::Gzip => Decoder::Gzip(Gzip::new(trailing, limits).into()),
            #[cfg(feature = "zstd")]
            Compression::Zstd => Decoder::Zstd(Zstd::new(trailing, limits).into()),
            found => return Err(self.error(Kind::UnsupportedCompression { found })),
        };
        if !matches!(decoder, Decoder::Plain) {
            self.buffer = vec![0; self.options.buffer_len()];
        }
        self.decoder = Some(decoder);
        Ok(())
    }

    /// Decodes what there is, or as much as the output has room for: how much. `last` says that nothing follows it.
    fn decode(&mut self, input: &[u8], last: bool, out: &mut impl Output) -> Result<usize, LayerError> {
        let mut rest = input;
        let max = self.options.limits.max_uncompressed;
        let mut looked_ahead = false;
        loop {
            if self.filled == self.buffer.len() && self.filled > 0 && looked_ahead {
                if rest.is_empty() && !last {
                    return Ok(input.len());
                }
                self.flush(out)?;
                if out.is_full() {
                    return Ok(input.len() - rest.len());
                }
            }
            // One byte of room above the limit tells whether it is exceeded.
            let room = (max - self.uncompressed).saturating_add(1);
            let end = self.buffer.len().min(self.filled.saturating_add(usize::try_from(room).unwrap_or(usize::MAX)));
            let space = self.buffer.get_mut(self.filled..end).unwrap_or_default();
            let space_len = space.len();
            let step = match &mut self.decoder {
                None | Some(Decoder::Plain) => return self.plain(rest, out).map(|()| input.len()),
                Some(Decoder::Gzip(gzip)) => gzip.step(rest, space),
                #[cfg(feature = "zstd")]
                Some(Decoder::Zstd(zstd)) => zstd.step(rest, space),
            };
            let step = match step {
                Ok(step) => step,
                Err(fault) => {
                    self.uncompressed += fault.produced as u64;
                    if self.uncompressed > max {
                        // In another cut, the limit is met before the fault.
                        self.uncompressed = max;
                        return Err(self.part_error(Kind::Limit { limit: Limit::Uncompressed, max }));
                    }
                    return Err(self.fault(fault));
                }
            };
            rest = rest.get(step.consumed..).unwrap_or_default();
            self.size += step.consumed as u64;
            self.filled += step.produced;
            self.uncompressed += step.produced as u64;
            if self.uncompressed > max {
                self.uncompressed = max;
                return Err(self.part_error(Kind::Limit { limit: Limit::Uncompressed, max }));
            }
            // Before a full buffer is handed on, the decoder takes what it can without making more: so the place in the
            // blob, which errors and the ratio look at, does not depend on the cut.
            looked_ahead = space_len == 0 && step.consumed == 0;
            if space_len == 0 || self.filled == self.buffer.len() {
                continue;
            }
            if rest.is_empty() && step.produced < space_len {
                return Ok(input.len());
            }
            if !step.progress {
                // A decoder that wants nothing of what there is: its input makes no sense to it.
                return if rest.is_empty() { Ok(input.len()) } else { Err(self.error(Kind::Deflate)) };
            }
        }
    }

    fn plain(&mut self, bytes: &[u8], out: &mut impl Output) -> Result<(), LayerError> {
        let max = self.options.limits.max_uncompressed;
        let room = usize::try_from(max - self.uncompressed).unwrap_or(usize::MAX);
        let (bytes, over) = bytes.split_at(bytes.len().min(room));
        out.plain(bytes).map_err(|err| self.sink(err))?;
        self.size += bytes.len() as u64;
        self.uncompressed = self.size;
        if over.is_empty() { Ok(()) } else { Err(self.error(Kind::Limit { limit: Limit::Uncompressed, max })) }
    }

    fn flush(&mut self, out: &mut impl Output) -> Result<(), LayerError> {
        let LayerLimits { max_ratio, ratio_from, .. } = self.options.limits;
        if let Some(max) = max_ratio
            && self.uncompressed > ratio_from
            && self.uncompressed > u64::from(max).saturating_mul(self.size)
        {
            return Err(self.part_error(Kind::Limit { limit: Limit::Ratio, max: max.into() }));
        }
        out.full(&mut self.buffer, self.filled).map_err(|err| self.sink(err))?;
        self.filled = 0;
        Ok(())
    }

    /// Says that the blob has ended, and hands out what is left of its content: whether that is all. While the output is
    /// full, it is to be said again.
    pub(super) fn drain(&mut self, out: &mut impl Output) -> Result<bool, LayerError> {
        self.check_failed()?;
        if self.decoder.is_none() {
            self.start()?;
        }
        self.feed_head(out)?;
        if !self.buffer.is_empty() && !out.is_full() {
            self.decode(&[], true, out)?;
        }
        if out.is_full() {
            return Ok(false);
        }
        let end = match &self.decoder {
            None | Some(Decoder::Plain) => Ok(()),
            Some(Decoder::Gzip(gzip)) => gzip.finish(),
            #[cfg(feature = "zstd")]
            Some(Decoder::Zstd(zstd)) => zstd.finish(),
        };
        end.map_err(|fault| self.fault(fault))?;
        if self.filled > 0 {
            self.flush(out)?;
        }
        Ok(true)
    }

    /// What the blob was, once all of it is [handed out](Self::drain).
    pub(super) fn decoded(&self) -> Decoded {
        let (compression, trailing, members) = match &self.decoder {
            None | Some(Decoder::Plain) => (Compression::None, 0, 0),
            Some(Decoder::Gzip(gzip)) => (Compression::Gzip, gzip.trailing(), gzip.members()),
            #[cfg(feature = "zstd")]
            Some(Decoder::Zstd(zstd)) => (Compression::Zstd, zstd.trailing(), zstd.frames()),
        };
        Decoded {
            compression,
            detected: self.detected,
            size: self.size,
            uncompressed: self.uncompressed,
            trailing,
            members,
        }
    }

    /// Says that the blob has ended, to an output that is never full: what it was.
    pub(super) fn finish(&mut self, out: &mut impl Output) -> Result<Decoded, LayerError> {
        while !self.drain(out)? {}
        Ok(self.decoded())
    }

    fn fault(&self, fault: Fault) -> LayerError {
        let kind = match fault.kind {
            // The decoder does not know what else the bytes look like.
            Kind::WrongMagic { expected, .. } => Kind::WrongMagic { expected, found: self.detected },
            kind => kind,
        };
        LayerError::new(kind, fault.offset, self.uncompressed)
    }

    pub(super) fn sink(&self, err: std::io::Error) -> LayerError {
        LayerError::io(Kind::Sink, err, self.size, self.uncompressed)
    }
}
