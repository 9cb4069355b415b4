//! Readers and writers that verify what passes through them, and cannot report success on a mismatch.

use core::fmt;
use core::task::{Poll, ready};
use std::io::{self, Read, Write};

use crate::{Digest, Verifier, VerifyError};

/// A reader that verifies what is read through it.
///
/// The end of the content is reported only when all of it was verified; otherwise reading fails with
/// [`io::ErrorKind::InvalidData`] and a [`VerifyError`] inside, then and ever after. Where the size is known, the last
/// byte is held back until then (and until the reader has shown that no more follows), so that not even a caller who
/// reads exactly `size` bytes gets content that is wrong.
///
/// ```
/// use std::io::Read;
/// use oci_digest::{Digest, VerifyReader};
///
/// let digest = Digest::sha256(b"content");
/// let mut content = String::new();
/// VerifyReader::new(&b"content"[..], &digest, Some(7)).read_to_string(&mut content)?;
/// assert_eq!(content, "content");
///
/// let mut buffer = [0; 7];
/// assert!(VerifyReader::new(&b"c0ntent"[..], &digest, Some(7)).read_exact(&mut buffer).is_err());
/// assert!(VerifyReader::new(&b"content and more"[..], &digest, Some(7)).read_exact(&mut buffer).is_err());
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// A download that breaks goes on where it stopped: [`into_parts`](Self::into_parts) gives the verifier back, and
/// [`with_verifier`](Self::with_verifier) takes it for the next reader.
///
/// ```
/// use std::io::Read;
/// use oci_digest::{Digest, Verifier, VerifyReader};
///
/// let digest = Digest::sha256(b"content");
/// let mut content = Vec::new();
/// let mut broken = VerifyReader::with_verifier(&b"cont"[..], Verifier::new(&digest, Some(7)));
/// broken.by_ref().take(4).read_to_end(&mut content)?;
/// let (_, verifier) = broken.into_parts();
/// assert_eq!(verifier.position(), 4); // ask for the bytes from here
/// VerifyReader::with_verifier(&b"ent"[..], verifier).read_to_end(&mut content)?;
/// assert_eq!(content, b"content");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct VerifyReader<R> {
    inner: R,
    verifier: Verifier,
    /// Known once the content has ended or was too long.
    verdict: Option<Result<(), VerifyError>>,
    /// The last byte of the expected size, until everything is verified, and the verifier before it.
    held: Option<(u8, Verifier)>,
}

impl<R> VerifyReader<R> {
    /// Verifies what `inner` yields against this digest and, where it is known, this size in bytes.
    pub fn new(inner: R, digest: &Digest, size: Option<u64>) -> Self {
        Self::with_verifier(inner, Verifier::new(digest, size))
    }

    /// Goes on with a verifier that may have taken bytes before.
    pub const fn with_verifier(inner: R, verifier: Verifier) -> Self {
        Self { inner, verifier, verdict: None, held: None }
    }

    /// Whether all content was read and verified.
    #[must_use]
    pub const fn is_verified(&self) -> bool {
        matches!((&self.verdict, &self.held), (Some(Ok(())), None))
    }

    /// Number of bytes handed out, those that the verifier took before included.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.held.as_ref().map_or(&self.verifier, |(_, before)| before).position()
    }

    /// The reader, and the verifier of the bytes that were handed out: *not a verdict*.
    pub fn into_parts(self) -> (R, Verifier) {
        (self.inner, self.held.map_or(self.verifier, |(_, before)| before))
    }

    /// The verdict is known: from now on, it is the answer.
    fn end(&mut self, verdict: Result<(), VerifyError>) -> io::Result<()> {
        if verdict.is_err() {
            self.held = None;
        }
        self.verdict = Some(verdict.clone());
        verdict.map_err(io::Error::from)
    }

    /// Reads with a function that may not be ready. What it has taken from the reader is never lost then.
    pub(crate) fn read_with(
        &mut self,
        buffer: &mut [u8],
        mut read: impl FnMut(&mut R, &mut [u8]) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if buffer.is_empty() {
            return Poll::Ready(Ok(0));
        }
        match &self.verdict {
            Some(Ok(())) => return Poll::Ready(Ok(0)),
            Some(Err(err)) => return Poll::Ready(Err(err.clone().into())),
            None => {}
        }
        let remaining = self.verifier.remaining();
        if remaining == Some(0) {
            return self.last(buffer, read);
        }
        let room = remaining.map_or(buffer.len(), |left| usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len()));
        #[expect(clippy::indexing_slicing, reason = "there is no more room than the buffer has")]
        let n = ready!(read(&mut self.inner, &mut buffer[..room]))?;
        let bytes = part(buffer, n)?;
        let Some((last, before)) = bytes.split_last() else {
            let verdict = self.verifier.clone().finish();
            return Poll::Ready(self.end(verdict).map(|()| 0));
        };
        if remaining != Some(n as u64) {
            return match self.verifier.update(bytes) {
                Ok(()) => Poll::Ready(Ok(n)),
                Err(err) => Poll::Ready(self.end(Err(err)).map(|()| 0)),
            };
        }
        let mut checkpoint = self.verifier.clone();
        if let Err(err) = checkpoint.update(before).and_then(|()| self.verifier.update(bytes)) {
            return Poll::Ready(self.end(Err(err)).map(|()| 0));
        }
        self.held = Some((*last, checkpoint));
        if before.is_empty() { self.last(buffer, read) } else { Poll::Ready(Ok(n - 1)) }
    }

    /// All bytes of the expected size have come: makes sure that no more follow, and hands out the last one.
    fn last(
        &mut self,
        buffer: &mut [u8],
        mut read: impl FnMut(&mut R, &mut [u8]) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        // Where this fails or waits, the byte is still held for the next call.
        let mut probe = [0];
        let n = ready!(read(&mut self.inner, &mut probe))?;
        let more = self.verifier.update(part(&probe, n)?);
        let verdict = more.and_then(|()| self.verifier.clone().finish());
        self.end(verdict)?;
        Poll::Ready(Ok(match (buffer.first_mut(), self.held.take()) {
            (Some(first), Some((last, _))) => {
                *first = last;
                1
            }
            _ => 0,
        }))
    }
}

impl<R: Read> VerifyReader<R> {
    /// Reads and drops what is left: the reader, if the content was right.
    ///
    /// # Errors
    /// Where the reader fails, or the content is wrong.
    pub fn finish(mut self) -> io::Result<R> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(self.inner)
    }
}

impl<R: Read> Read for VerifyReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = |inner: &mut R, buffer: &mut [u8]| Poll::Ready(read_some(inner, buffer).map(<[u8]>::len));
        match self.read_with(buffer, read) {
            Poll::Ready(result) => result,
            Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
        }
    }
}

/// Reads once, whatever interrupts it: what was read.
pub(crate) fn read_some<'b>(inner: &mut impl Read, buffer: &'b mut [u8]) -> io::Result<&'b [u8]> {
    loop {
        match inner.read(buffer) {
            Ok(n) => return part(buffer, n),
            Err(err) if err.kind() == io::ErrorKind::Interrupted => {}
            Err(err) => return Err(err),
        }
    }
}

/// The first bytes, as many as a reader or writer says it has dealt with.
fn part(bytes: &[u8], n: usize) -> io::Result<&[u8]> {
    bytes.get(..n).ok_or_else(|| io::Error::other("a reader or writer says that it took more bytes than there were"))
}

/// A writer that verifies what is written through it.
///
/// Where the size is known, nothing is written beyond it, and the piece that completes it is written only if the
/// content is right then. Otherwise, and in any case, [`finish`](Self::finish) tells.
///
/// ```
/// use std::io::Write;
/// use oci_digest::{Digest, VerifyWriter};
///
/// let digest = Digest::sha256(b"content");
/// let mut writer = VerifyWriter::new(Vec::new(), &digest, Some(7));
/// writer.write_all(b"con")?;
/// writer.write_all(b"tent")?;
/// assert_eq!(writer.finish()?, b"content");
///
/// let mut writer = VerifyWriter::new(Vec::new(), &digest, Some(7));
/// assert!(writer.write_all(b"c0ntent").is_err());
/// # Ok::<(), std::io::Error>(())
/// ```
#[must_use = "nothing is verified before `finish`"]
pub struct VerifyWriter<W> {
    inner: W,
    verifier: Verifier,
    failed: Option<VerifyError>,
}

impl<W: Write> VerifyWriter<W> {
    /// Verifies what is written to `inner` against this digest and, where it is known, this size in bytes.
    pub fn new(inner: W, digest: &Digest, size: Option<u64>) -> Self {
        Self::with_verifier(inner, Verifier::new(digest, size))
    }

    /// Goes on with a verifier that may have taken bytes before.
    pub fn with_verifier(inner: W, verifier: Verifier) -> Self {
        Self { inner, verifier, failed: None }
    }

    /// Number of bytes written, those that the verifier took before included.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.verifier.position()
    }

    /// Says that all was written: flushes, and gives the writer back if the content was right.
    ///
    /// # Errors
    /// Where flushing fails, or the content is wrong (`InvalidData`, with a [`VerifyError`] inside).
    pub fn finish(mut self) -> io::Result<W> {
        if let Some(err) = self.failed {
            return Err(err.into());
        }
        self.verifier.finish().map_err(io::Error::from)?;
        self.inner.flush()?;
        Ok(self.inner)
    }

    /// The writer, and the verifier of the bytes that were written: *not a verdict*.
    pub fn into_parts(self) -> (W, Verifier) {
        (self.inner, self.verifier)
    }
}

/// The most that [`VerifyWriter`] writes at once, in bytes.
const AHEAD: usize = 64 << 10;

impl<W: Write> Write for VerifyWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(err) = &self.failed {
            return Err(err.clone().into());
        }
        // As much as is looked at again where the inner writer takes only a part of it.
        let bytes = bytes.get(..AHEAD).unwrap_or(bytes);
        // A look ahead: what the verifier would say of these bytes.
        let mut ahead = self.verifier.clone();
        let mut looked = ahead.update(bytes);
        if looked.is_ok() && ahead.remaining() == Some(0) && !bytes.is_empty() {
            looked = ahead.clone().finish();
        }
        if let Err(err) = looked {
            self.failed = Some(err.clone());
            return Err(err.into());
        }
        let n = self.inner.write(bytes)?;
        if n == bytes.len() {
            self.verifier = ahead;
        } else if let Err(err) = self.verifier.update(part(bytes, n)?) {
            return Err(err.into());
        }
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W> fmt::Debug for VerifyWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyWriter")
            .field("verifier", &self.verifier)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

/// A reader or writer that hashes what passes through it.
///
/// ```
/// use std::io::{Read, Write};
/// use oci_digest::{Algorithm, Digest, HashIo};
///
/// let mut reader = HashIo::new(&b"content"[..], Algorithm::Sha256.hasher()?);
/// reader.read_to_end(&mut Vec::new())?;
/// assert_eq!(reader.finish().1, Digest::sha256(b"content"));
///
/// let mut writer = HashIo::new(Vec::new(), Algorithm::Sha512.hasher()?);
/// writer.write_all(b"content")?;
/// assert_eq!(writer.finish(), (b"content".to_vec(), Digest::sha512(b"content")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct HashIo<T> {
    inner: T,
    hasher: crate::Hasher,
}

impl<T> HashIo<T> {
    /// Hashes with this hasher, which may have hashed bytes before.
    pub fn new(inner: T, hasher: crate::Hasher) -> Self {
        Self { inner, hasher }
    }

    /// Number of bytes hashed so far.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.hasher.position()
    }

    /// The reader or writer, and the hasher of what passed through it.
    pub fn into_parts(self) -> (T, crate::Hasher) {
        (self.inner, self.hasher)
    }

    /// The reader or writer, and the digest of what passed through it.
    #[must_use]
    pub fn finish(self) -> (T, Digest) {
        (self.inner, self.hasher.finalize())
    }
}

impl<R: Read> Read for HashIo<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.hasher.update(part(buffer, n)?);
        Ok(n)
    }
}

impl<W: Write> Write for HashIo<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hasher.update(part(bytes, n)?);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Hashes what is written: a target for `io::copy`. Never fails.
///
/// ```
/// use oci_digest::{Digest, Hasher};
///
/// let mut hasher = Hasher::sha256();
/// std::io::copy(&mut &b"content"[..], &mut hasher)?;
/// assert_eq!(hasher.finalize(), Digest::sha256(b"content"));
/// # Ok::<(), std::io::Error>(())
/// ```
impl Write for crate::Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Hashes what is written. Never fails.
impl Write for crate::MultiHasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Takes what is written; fails where the content grows over the expected size. Only [`Verifier::finish`] tells whether it
/// was right.
impl Write for Verifier {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.update(bytes).map_err(io::Error::from)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
