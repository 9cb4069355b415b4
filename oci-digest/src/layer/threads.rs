//! The pass on two threads: one reads and decompresses, one computes both hashes.
//!
//! Decompressing takes longer than the two hashes together, so the pass takes about as long as decompressing alone. What
//! goes to the second thread is handed over, not copied.

use alloc::vec;
use alloc::vec::Vec;
use core::mem;
use core::ops::Range;
use std::io;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use super::decode::{Decode, Decoded, Output};
use super::hasher::Hashers;
use super::sink::{Discard, Sink};
use super::{LayerDigests, LayerError, LayerErrorKind as Kind, LayerHasher};
use crate::io::read_some;

/// How much is read at a time.
const PIECE: usize = 256 << 10;
/// How many buffers and pieces may wait to be hashed. With one, whatever follows a buffer waits until it is hashed.
const DEPTH: usize = 4;
/// Small pieces of the blob wait for each other until they are this many bytes together, or this many.
const BATCH: usize = 64 << 10;
const MOST: usize = 1024;

/// A [`LayerHasher`] that does its hashing on a second thread; see [`LayerHasher::on_two_threads`].
#[must_use = "nothing is known before the blob was read"]
#[derive(Debug)]
pub struct TwoThreads<S = Discard>(LayerHasher<S>);

impl<S: Sink> LayerHasher<S> {
    /// The same pass, with the hashes on a second thread.
    ///
    /// Pays for compressed layers on a machine with a free core; where there are more layers than cores, one thread a
    /// layer is better. At most seven buffers of [`buffer_size`](super::LayerOptions::buffer_size) and as many pieces of the
    /// blob are in use, whatever the size of the layer. The sink is called on the thread of the caller.
    ///
    /// ```
    /// use oci_digest::layer::LayerHasher;
    ///
    /// let blob = b"a plain layer";
    /// let layer = LayerHasher::new().on_two_threads().digest_reader(&blob[..])?;
    /// assert_eq!(layer, LayerHasher::new().digest_reader(&blob[..])?);
    /// # Ok::<(), oci_digest::layer::LayerError>(())
    /// ```
    pub fn on_two_threads(self) -> TwoThreads<S> {
        TwoThreads(self)
    }
}

impl<S: Sink> TwoThreads<S> {
    /// Takes a whole blob in pieces, which go to the other thread as they are. Pieces of 64 KiB to
    /// 1 MiB are best, because hashing a piece begins when it was decompressed.
    ///
    /// # Errors
    /// Where the blob is not well formed, a limit is exceeded, or the sink fails.
    ///
    /// ```
    /// use oci_digest::layer::LayerHasher;
    ///
    /// let blob = vec![0; 1 << 20]; // in memory, or mapped to it
    /// let layer = LayerHasher::new().on_two_threads().digest_all(blob.chunks(256 << 10))?;
    /// assert_eq!(layer.size, 1 << 20);
    /// # Ok::<(), oci_digest::layer::LayerError>(())
    /// ```
    pub fn digest_all<C: AsRef<[u8]> + Send>(
        self,
        pieces: impl IntoIterator<Item = C>,
    ) -> Result<LayerDigests, LayerError> {
        self.try_digest_all(pieces.into_iter().map(Ok))
    }

    /// The same where the source of the pieces can fail: a channel that an HTTP client fills, for one.
    ///
    /// # Errors
    /// As [`digest_all`](Self::digest_all), and the first error of the source.
    ///
    /// ```
    /// use oci_digest::layer::LayerHasher;
    /// use std::{io, sync::mpsc, thread};
    ///
    /// let (send, pieces) = mpsc::sync_channel::<io::Result<Vec<u8>>>(4);
    /// let download = thread::spawn(move || (0..3).try_for_each(|_| send.send(Ok(vec![0; 1000]))));
    /// let layer = LayerHasher::new().on_two_threads().try_digest_all(pieces)?;
    /// assert_eq!(layer.size, 3000);
    /// # download.join().unwrap().unwrap();
    /// # Ok::<(), oci_digest::layer::LayerError>(())
    /// ```
    pub fn try_digest_all<C: AsRef<[u8]> + Send>(
        self,
        pieces: impl IntoIterator<Item = io::Result<C>>,
    ) -> Result<LayerDigests, LayerError> {
        let LayerHasher { mut decode, hashers, hashed, expected, mut sink } = self.0;
        let hashers = hashers.map_err(|kind| decode.error(kind))?;
        let plain_is_hashed = hashers.same_algorithm();
        thread::scope(|scope| {
            let (full, incoming) = sync_channel(DEPTH);
            let to_worker = hashers.clone();
            let worker = thread::Builder::new()
                .name("layer-hash".into())
                .spawn_scoped(scope, move || hash(to_worker, &incoming));
            let Ok(worker) = worker else {
                // No second thread to be had: this one does everything.
                return LayerHasher { decode, hashers: Ok(hashers), hashed, expected, sink }.try_digest_all(pieces);
            };
            let mut out = ToWorker { full, pool: Pool::new(), plain_is_hashed, hashed, sink: &mut sink };
            let decoded = pump(pieces.into_iter(), &mut decode, &mut out);
            drop(out);
            match (worker.join(), decoded) {
                (Err(panic), _) => std::panic::resume_unwind(panic),
                (Ok(_), Err(err)) => Err(err),
                (Ok(hashers), Ok(decoded)) => hashers.finish(&decoded, expected),
            }
        })
    }

    /// Takes a whole blob from a reader.
    ///
    /// # Errors
    /// As [`digest_all`](Self::digest_all), and where the reader fails.
    ///
    /// ```
    /// use oci_digest::layer::{LayerHasher, ToWriter};
    ///
    /// let mut unverified = Vec::new();
    /// let hasher = LayerHasher::with_sink(Default::default(), ToWriter(&mut unverified));
    /// let layer = hasher.on_two_threads().digest_reader(&b"a plain layer"[..])?;
    /// assert_eq!((layer.size, &unverified[..]), (13, &b"a plain layer"[..]));
    /// # Ok::<(), oci_digest::layer::LayerError>(())
    /// ```
    pub fn digest_reader(self, reader: impl io::Read) -> Result<LayerDigests, LayerError> {
        self.try_digest_all(Buffers { reader, pool: Pool::new(), end: None })
    }
}

/// What the second thread hashes, and drops.
enum Work<C> {
    Blob(Vec<C>),
    Content(Buffer),
    /// Of a plain layer, for the diffID by another algorithm.
    Plain(Vec<u8>),
}

fn hash<C: AsRef<[u8]>>(mut hashers: Hashers, incoming: &Receiver<Work<C>>) -> Hashers {
    for work in incoming {
        match work {
            Work::Blob(pieces) => pieces.iter().for_each(|piece| hashers.blob.update(piece.as_ref())),
            Work::Content(buffer) => hashers.diff.update(buffer.as_ref()),
            Work::Plain(bytes) => hashers.diff.update(bytes),
        }
    }
    hashers
}

fn pump<C: AsRef<[u8]>, S: Sink>(
    pieces: impl Iterator<Item = io::Result<C>>,
    decode: &mut Decode,
    out: &mut ToWorker<'_, C, S>,
) -> Result<Decoded, LayerError> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    for piece in pieces {
        let piece = piece.map_err(|err| LayerError::io(Kind::Read, err, decode.received(), decode.uncompressed()))?;
        if piece.as_ref().is_empty() {
            continue;
        }
        decode.push(piece.as_ref(), out)?;
        bytes += piece.as_ref().len();
        batch.push(piece);
        if bytes >= BATCH || batch.len() >= MOST {
            bytes = 0;
            out.send(Work::Blob(mem::take(&mut batch))).map_err(|err| decode.sink(err))?;
        }
    }
    out.send(Work::Blob(batch)).map_err(|err| decode.sink(err))?;
    decode.finish(out)
}

/// A buffer that goes back to its pool when it is dropped, by whichever thread.
struct Buffer {
    bytes: Vec<u8>,
    /// Which of the bytes count.
    filled: Range<usize>,
    back: Sender<Vec<u8>>,
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(self.filled.clone()).unwrap_or_default()
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        // Nobody waits for it once the layer has ended.
        let _ = self.back.send(mem::take(&mut self.bytes));
    }
}

/// Buffers to be filled again; as many as are in use at a time.
struct Pool {
    back: Sender<Vec<u8>>,
    returned: Receiver<Vec<u8>>,
}

impl Pool {
    fn new() -> Self {
        let (back, returned) = channel();
        Self { back, returned }
    }

    /// Bytes to write to: what they hold means nothing.
    fn take(&self, len: usize) -> Vec<u8> {
        self.returned.try_recv().ok().filter(|bytes| bytes.len() == len).unwrap_or_else(|| vec![0; len])
    }

    fn buffer(&self, bytes: Vec<u8>, filled: Range<usize>) -> Buffer {
        Buffer { bytes, filled, back: self.back.clone() }
    }
}

/// What a reader reads.
struct Buffers<R> {
    reader: R,
    pool: Pool,
    /// What came after the last buffer: the end, or an error that is still to be told.
    end: Option<io::Result<()>>,
}

impl<R: io::Read> Iterator for Buffers<R> {
    type Item = io::Result<Buffer>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(end) = &mut self.end {
            return core::mem::replace(end, Ok(())).err().map(Err);
        }
        let mut bytes = self.pool.take(PIECE);
        let mut filled = 0;
        while self.end.is_none()
            && let Some(room @ [_, ..]) = bytes.get_mut(filled..)
        {
            match read_some(&mut self.reader, room) {
                Ok([]) => self.end = Some(Ok(())),
                Ok(read) => filled += read.len(),
                Err(err) => self.end = Some(Err(err)),
            }
        }
        if filled == 0 { self.next() } else { Some(Ok(self.pool.buffer(bytes, 0..filled))) }
    }
}

/// Content to the second thread and to the sink.
struct ToWorker<'a, C, S> {
    full: SyncSender<Work<C>>,
    pool: Pool,
    /// Plain content is hashed already, as blob.
    plain_is_hashed: bool,
    /// How much of the first buffer is hashed already.
    hashed: usize,
    sink: &'a mut S,
}

impl<C, S> ToWorker<'_, C, S> {
    fn send(&self, work: Work<C>) -> io::Result<()> {
        // Fails only where the other thread panicked, which `join` tells.
        self.full.send(work).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl<C, S: Sink> Output for ToWorker<'_, C, S> {
    fn plain(&mut self, bytes: &[u8]) -> io::Result<()> {
        if !self.plain_is_hashed {
            for piece in bytes.chunks(PIECE) {
                self.send(Work::Plain(piece.to_vec()))?;
            }
        }
        self.sink.unverified(bytes)
    }

    fn full(&mut self, buffer: &mut Vec<u8>, filled: usize) -> io::Result<()> {
        self.sink.unverified(buffer.get(..filled).unwrap_or_default())?;
        let next = self.pool.take(buffer.len());
        let bytes = mem::replace(buffer, next);
        let hashed = mem::take(&mut self.hashed);
        self.send(Work::Content(self.pool.buffer(bytes, hashed..filled)))
    }
}
