//! The pass on two threads: one reads and decompresses, one computes both hashes.
//!
//! Decompressing takes longer than the two hashes together, so the pass takes as long as decompressing alone.

use alloc::vec;
use alloc::vec::Vec;
use std::io;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use super::decode::{Decode, Output};
use super::hasher::Hashers;
use super::sink::{Discard, Sink};
use super::{LayerDigests, LayerError, LayerErrorKind as Kind, LayerHasher, LayerOptions};

/// Size of the buffers that go between the threads: larger ones fall out of the cache, smaller ones cost switches.
const BUFFER: usize = 256 << 10;
/// How many filled buffers may wait.
const DEPTH: usize = 4;

/// Like [`LayerHasher::digest_reader`], with the hashes on a second thread.
///
/// About ten buffers of 256 KiB are in use at most, whatever the size of the layer. Pays for compressed layers on a
/// machine with a free core; where there are more layers than cores, one thread a layer is better.
///
/// # Errors
/// Where the blob is not well formed, a limit is exceeded, or the reader fails.
///
/// ```
/// use oci_digest::layer::{LayerHasher, LayerOptions, digest_threaded};
///
/// let blob = b"a plain layer";
/// let layer = digest_threaded(&blob[..], LayerOptions::default())?;
/// assert_eq!(layer, LayerHasher::new().digest_all([blob])?);
/// # Ok::<(), oci_digest::layer::LayerError>(())
/// ```
pub fn digest_threaded(reader: impl io::Read, options: LayerOptions) -> Result<LayerDigests, LayerError> {
    digest_threaded_to(reader, options, Discard).map(|(digests, _)| digests)
}

/// Like [`digest_threaded`], and hands the decompressed bytes to a sink as they are made: *unverified*.
///
/// The sink is called on the thread of the caller.
///
/// # Errors
/// Where the blob is not well formed, a limit is exceeded, or the reader or the sink fails.
pub fn digest_threaded_to<S: Sink>(
    reader: impl io::Read,
    mut options: LayerOptions,
    mut sink: S,
) -> Result<(LayerDigests, S), LayerError> {
    options.buffer_size = options.buffer_size.min(BUFFER);
    let declared = options.declared;
    let hashers = Hashers::new(&options).map_err(|kind| LayerError::new(kind, 0, 0))?;
    let plain_is_hashed = hashers.same_algorithm();
    thread::scope(|scope| {
        let (full, incoming) = sync_channel(DEPTH);
        let (blob_back, blob_buffers) = channel();
        let (content_back, content_buffers) = channel();
        let worker = thread::Builder::new()
            .name("layer-hash".into())
            .spawn_scoped(scope, move || hash(hashers, &incoming, &blob_back, &content_back));
        let Ok(worker) = worker else {
            // No second thread to be had: the first one does everything.
            let mut hasher = LayerHasher::with_sink(options, sink);
            hasher.read_all(reader)?;
            return hasher.finish_with_sink();
        };
        let mut decode = Decode::new(options);
        let mut out = ToWorker { full: &full, buffers: &content_buffers, plain_is_hashed, sink: &mut sink };
        let decoded = pump(reader, &mut decode, &mut out, &blob_buffers);
        drop(full);
        match (worker.join(), decoded) {
            (Err(panic), _) => std::panic::resume_unwind(panic),
            (Ok(_), Err(err)) => Err(err),
            (Ok(hashers), Ok(decoded)) => Ok((hashers.finish(&decoded, declared), sink)),
        }
    })
}

/// What the second thread hashes; the buffers go back to be filled again.
enum Piece {
    Blob(Vec<u8>, usize),
    Content(Vec<u8>, usize),
}

fn hash(
    mut hashers: Hashers,
    incoming: &Receiver<Piece>,
    blob_back: &Sender<Vec<u8>>,
    content_back: &Sender<Vec<u8>>,
) -> Hashers {
    for piece in incoming {
        let (hasher, back, buffer, filled) = match piece {
            Piece::Blob(buffer, filled) => (&mut hashers.blob, blob_back, buffer, filled),
            Piece::Content(buffer, filled) => (&mut hashers.diff, content_back, buffer, filled),
        };
        hasher.update(buffer.get(..filled).unwrap_or_default());
        // Nobody waits for it once the layer has ended.
        let _ = back.send(buffer);
    }
    hashers
}

fn pump<S: Sink>(
    mut reader: impl io::Read,
    decode: &mut Decode,
    out: &mut ToWorker<'_, S>,
    buffers: &Receiver<Vec<u8>>,
) -> Result<super::decode::Decoded, LayerError> {
    loop {
        let mut buffer = buffers.try_recv().unwrap_or_else(|_| vec![0; BUFFER]);
        let filled = match read_full(&mut reader, &mut buffer) {
            Ok(0) => return decode.finish(out),
            Ok(filled) => filled,
            Err(err) => return Err(LayerError::io(Kind::Read, err, decode.size(), decode.uncompressed())),
        };
        decode.push(buffer.get(..filled).unwrap_or_default(), out)?;
        out.send(Piece::Blob(buffer, filled)).map_err(|err| decode.sink(err))?;
    }
}

/// Fills the buffer as far as the reader has bytes.
fn read_full(reader: &mut impl io::Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
        match reader.read(room) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(err) if err.kind() == io::ErrorKind::Interrupted => {}
            Err(err) => return Err(err),
        }
    }
    Ok(filled)
}

/// Content to the second thread and to the sink.
struct ToWorker<'a, S> {
    full: &'a SyncSender<Piece>,
    buffers: &'a Receiver<Vec<u8>>,
    /// Plain content is hashed already, as blob.
    plain_is_hashed: bool,
    sink: &'a mut S,
}

impl<S> ToWorker<'_, S> {
    fn send(&self, piece: Piece) -> io::Result<()> {
        // Fails only where the other thread panicked, which `join` tells.
        self.full.send(piece).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl<S: Sink> Output for ToWorker<'_, S> {
    fn plain(&mut self, bytes: &[u8]) -> io::Result<()> {
        if !self.plain_is_hashed {
            self.send(Piece::Content(bytes.to_vec(), bytes.len()))?;
        }
        self.sink.unverified(bytes)
    }

    fn full(&mut self, buffer: &mut Vec<u8>, filled: usize) -> io::Result<()> {
        self.sink.unverified(buffer.get(..filled).unwrap_or_default())?;
        let size = buffer.len();
        let next = self.buffers.try_recv().ok().filter(|next| next.len() == size);
        let next = next.unwrap_or_else(|| vec![0; size]);
        self.send(Piece::Content(core::mem::replace(buffer, next), filled))
    }
}
