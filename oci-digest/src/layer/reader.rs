//! The pass as a reader: the blob goes in below, its content comes out above.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::task::{Poll, ready};
use std::io::{self, Read};

use super::decode::{Decode, Output};
use super::hasher::{Expected, Hashers};
use super::{LayerDigests, LayerError, LayerErrorKind as Kind, LayerOptions};
use crate::Hasher;
use crate::io::read_some;

/// How much of the blob is read at a time, in bytes.
const PIECE: usize = 64 << 10;

/// A reader of the content of a layer, which verifies the blob below it: for whatever unpacks from a reader, as the crate
/// `tar` does.
///
/// The end of the content is reported only when the whole blob was well formed and what [`LayerOptions`] expect of it;
/// otherwise reading fails with a [`LayerError`] inside. Until then what was read is *unverified*. Who stops before, at the
/// end of the tar, calls [`finish`](Self::finish), which reads the rest.
///
/// It holds two buffers of [`LayerOptions::buffer_size`], whatever the blob expands to.
///
/// ```
/// use oci_digest::layer::{LayerOptions, LayerReader};
/// use std::io::Read;
///
/// // An empty tar, as Docker compressed it.
/// let blob = [
///     0x1f, 0x8b, 8, 0, 0, 9, 0x6e, 0x88, 0, 0xff, 0x62, 0x18, 5, 0xa3, 0x60, 0x14, 0x8c, 0x58, 0, 8, 0, 0, 0xff,
///     0xff, 0x2e, 0xaf, 0xb5, 0xef, 0, 4, 0, 0,
/// ];
/// let mut reader = LayerReader::new(&blob[..], LayerOptions::default().expect_size(32));
/// let mut first = [0; 512];
/// reader.read_exact(&mut first)?;
/// let (_, layer) = reader.finish()?;
/// assert_eq!(layer.uncompressed_size, 1024);
///
/// // Half of it does not pass.
/// let mut reader = LayerReader::new(&blob[..16], LayerOptions::default());
/// assert!(reader.read_to_end(&mut Vec::new()).is_err());
/// # Ok::<(), std::io::Error>(())
/// ```
#[must_use = "nothing is verified before the end"]
pub struct LayerReader<R> {
    inner: R,
    decode: Decode,
    hashers: Result<Hashers, Kind>,
    expected: Expected,
    /// Bytes of the blob, of which those in the range are still to be decoded.
    piece: Vec<u8>,
    left: core::ops::Range<usize>,
    ready: Ready,
    blob_ended: bool,
    /// What the blob was, or what was wrong with it and where.
    verdict: Option<Result<LayerDigests, (Kind, u64, u64)>>,
}

/// Content that waits to be read.
#[derive(Default)]
struct Ready {
    buffer: Vec<u8>,
    left: core::ops::Range<usize>,
}

impl Ready {
    fn take(&mut self, out: &mut [u8]) -> usize {
        let n = self.left.len().min(out.len());
        if let (Some(from), Some(to)) = (self.buffer.get(self.left.start..self.left.start + n), out.get_mut(..n)) {
            to.copy_from_slice(from);
        }
        self.left.start += n;
        n
    }
}

/// Content to the hash of the diffID, and to whoever reads.
struct Hand<'a> {
    diff: &'a mut Hasher,
    /// Plain content is hashed already, as blob.
    plain_is_hashed: bool,
    ready: &'a mut Ready,
}

impl Output for Hand<'_> {
    fn plain(&mut self, bytes: &[u8]) -> io::Result<()> {
        if !self.plain_is_hashed {
            self.diff.update(bytes);
        }
        self.ready.buffer.clear();
        self.ready.buffer.extend_from_slice(bytes);
        self.ready.left = 0..bytes.len();
        Ok(())
    }

    fn full(&mut self, buffer: &mut Vec<u8>, filled: usize) -> io::Result<()> {
        self.diff.update(buffer.get(..filled).unwrap_or_default());
        self.ready.buffer.resize(buffer.len(), 0);
        core::mem::swap(buffer, &mut self.ready.buffer);
        self.ready.left = 0..filled;
        Ok(())
    }

    fn is_full(&self) -> bool {
        !self.ready.left.is_empty()
    }
}

impl<R> LayerReader<R> {
    /// Reads the blob of a layer from `inner`.
    pub fn new(inner: R, options: LayerOptions) -> Self {
        let (hashers, expected) = (Hashers::new(&options), Expected::new(&options));
        Self {
            inner,
            decode: Decode::new(options),
            hashers,
            expected,
            piece: vec![0; PIECE],
            left: 0..0,
            ready: Ready::default(),
            blob_ended: false,
            verdict: None,
        }
    }

    /// Number of bytes of the blob decoded so far.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.decode.received()
    }

    /// What the layer was, once the end of the content was reported.
    #[must_use]
    pub fn digests(&self) -> Option<&LayerDigests> {
        self.verdict.as_ref()?.as_ref().ok().filter(|_| self.ready.left.is_empty())
    }

    /// The reader below, which may have been read further than the content was.
    pub fn into_inner(self) -> R {
        self.inner
    }

    /// Reads with a function that may not be ready.
    pub(crate) fn read_with(
        &mut self,
        out: &mut [u8],
        mut read: impl FnMut(&mut R, &mut [u8]) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if out.is_empty() {
            return Poll::Ready(Ok(0));
        }
        loop {
            match &self.verdict {
                Some(Err((kind, offset, uncompressed))) => {
                    return Poll::Ready(Err(LayerError::new(kind.clone(), *offset, *uncompressed).into()));
                }
                Some(Ok(_)) => return Poll::Ready(Ok(self.ready.take(out))),
                None if !self.ready.left.is_empty() => return Poll::Ready(Ok(self.ready.take(out))),
                None => {}
            }
            if self.left.is_empty() && !self.blob_ended {
                let n = ready!(read(&mut self.inner, &mut self.piece))?;
                let Some(bytes) = self.piece.get(..n) else {
                    return Poll::Ready(Err(io::Error::other("a reader says that it read more bytes than there were")));
                };
                if let Ok(hashers) = &mut self.hashers {
                    hashers.blob.update(bytes);
                }
                self.left = 0..n;
                self.blob_ended = n == 0;
            }
            if let Err(err) = self.decode_some() {
                self.ready.left = 0..0;
                self.verdict = Some(Err((err.kind().clone(), err.offset(), err.uncompressed())));
            }
        }
    }

    /// Decodes until there is content to be read, or more of the blob is needed; at its end, gives the verdict.
    fn decode_some(&mut self) -> Result<(), LayerError> {
        let hashers = self.hashers.as_mut().map_err(|kind| LayerError::new(kind.clone(), 0, 0))?;
        let plain_is_hashed = hashers.same_algorithm();
        let mut out = Hand { diff: &mut hashers.diff, plain_is_hashed, ready: &mut self.ready };
        if !self.blob_ended {
            let bytes = self.piece.get(self.left.clone()).unwrap_or_default();
            self.left.start += self.decode.push(bytes, &mut out)?;
        } else if self.decode.drain(&mut out)? {
            let layer = hashers.clone().finish(&self.decode.decoded(), self.expected.clone())?;
            self.verdict = Some(Ok(layer));
        }
        Ok(())
    }
}

impl<R: Read> LayerReader<R> {
    /// Reads and drops what is left of the content: the reader, and what the layer was.
    ///
    /// # Errors
    /// Where the reader fails, or the blob is not what it should be.
    pub fn finish(mut self) -> io::Result<(R, LayerDigests)> {
        io::copy(&mut self, &mut io::sink())?;
        match self.verdict {
            Some(Ok(layer)) => Ok((self.inner, layer)),
            // The end was reported, so it is known what the layer was.
            _ => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

impl<R: Read> Read for LayerReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = |inner: &mut R, buffer: &mut [u8]| Poll::Ready(read_some(inner, buffer).map(<[u8]>::len));
        match self.read_with(buffer, read) {
            Poll::Ready(result) => result,
            Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
        }
    }
}

impl<R> fmt::Debug for LayerReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LayerReader").field("size", &self.size()).finish_non_exhaustive()
    }
}
