//! The pass itself, on one thread.

use alloc::vec::Vec;
use core::fmt;
use std::io;

use super::decode::{Decode, Decoded, Output};
use super::sink::{Discard, Sink};
use super::{LayerError, LayerErrorKind as Kind, LayerOptions};
use crate::compression::Compression;
use crate::io::read_some;
use crate::{DiffId, Hasher, LayerDigest, VerifyError};

/// What is known of a layer after the pass.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LayerDigests {
    /// Digest of the blob.
    pub digest: LayerDigest,
    /// Size of the blob in bytes.
    pub size: u64,
    /// Digest of everything that the blob decompresses to.
    pub diff_id: DiffId,
    /// Size in bytes of everything that the blob decompresses to.
    pub uncompressed_size: u64,
    /// How the blob was decoded.
    pub compression: Compression,
    /// What the first bytes look like. A plain tar can look like anything.
    pub detected: Compression,
    /// What was declared.
    pub declared: Option<Compression>,
    /// Number of gzip members or zstd frames (skippable ones too); 0 for a plain layer.
    pub members: u64,
    /// Number of bytes after the last member or frame, which are no part of the diffID.
    pub trailing: u64,
}

impl LayerDigests {
    /// Whether the bytes look like what was declared. `true` where nothing was.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.declared.is_none_or(|declared| declared == self.detected)
    }
}

/// The two hashes of a layer; one where both would read the same bytes.
#[derive(Clone)]
pub(super) struct Hashers {
    pub(super) blob: Hasher,
    pub(super) diff: Hasher,
}

/// What the caller knows of a layer.
#[derive(Clone)]
pub(super) struct Expected {
    declared: Option<Compression>,
    digest: Option<LayerDigest>,
    size: Option<u64>,
    diff_id: Option<DiffId>,
}

impl Expected {
    pub(super) fn new(options: &LayerOptions) -> Self {
        let LayerOptions { declared, digest, size, diff_id, .. } = options;
        Self { declared: *declared, digest: digest.clone(), size: *size, diff_id: diff_id.clone() }
    }

    /// The size first, then the digest, then the diffID.
    fn check(self, layer: LayerDigests) -> Result<LayerDigests, LayerError> {
        let (size, uncompressed) = (layer.size, layer.uncompressed_size);
        let kind = match (self.size, self.digest, self.diff_id) {
            // More than that was refused when it came.
            (Some(expected), ..) if size < expected => Kind::Blob(VerifyError::TooShort { expected, found: size }),
            (_, Some(expected), _) if expected != layer.digest => {
                let (expected, found) = (expected.into_digest(), layer.digest.into_digest());
                Kind::Blob(VerifyError::Mismatch { expected, found })
            }
            (.., Some(expected)) if expected != layer.diff_id => Kind::DiffId { expected, found: layer.diff_id },
            _ => return Ok(layer),
        };
        Err(LayerError::new(kind, size, uncompressed))
    }
}

impl Hashers {
    pub(super) fn new(options: &LayerOptions) -> Result<Self, Kind> {
        Ok(Self {
            blob: options.blob_algorithm.hasher().map_err(Kind::UnsupportedAlgorithm)?,
            diff: options.diff_algorithm.hasher().map_err(Kind::UnsupportedAlgorithm)?,
        })
    }

    /// Whether the blob digest of a plain layer is its diffID too.
    pub(super) fn same_algorithm(&self) -> bool {
        self.blob.algorithm() == self.diff.algorithm()
    }

    pub(super) fn finish(self, decoded: &Decoded, expected: Expected) -> Result<LayerDigests, LayerError> {
        let hashed_once = decoded.compression == Compression::None && self.same_algorithm();
        let digest = LayerDigest::new(self.blob.finalize());
        let diff_id =
            if hashed_once { DiffId::new(digest.digest().clone()) } else { DiffId::new(self.diff.finalize()) };
        let layer = LayerDigests {
            digest,
            size: decoded.size,
            diff_id,
            uncompressed_size: decoded.uncompressed,
            compression: decoded.compression,
            detected: decoded.detected,
            declared: expected.declared,
            members: decoded.members,
            trailing: decoded.trailing,
        };
        expected.check(layer)
    }
}

/// Computes blob digest, diffID and sizes of a layer in one pass over the bytes of its blob.
///
/// With a [`Sink`], the decompressed bytes go there too; [`LayerReader`](super::LayerReader) hands them to whoever reads.
///
/// It is no checkpoint, unlike [`Hasher`]: the decoders below it keep a state that they do not give away, so it cannot be
/// cloned or saved. A download that breaks goes on with the same hasher, from [`size`](Self::size).
///
/// ```
/// use oci_digest::layer::{LayerHasher, LayerOptions};
///
/// let mut unpacked = Vec::new();
/// let mut hasher = LayerHasher::with_sink(LayerOptions::default(), |unverified: &[u8]| {
///     unpacked.extend_from_slice(unverified);
///     Ok(())
/// });
/// hasher.update(b"a plain layer")?;
/// let layer = hasher.finish()?;
/// assert_eq!(unpacked, b"a plain layer");
/// assert_eq!(layer.diff_id.digest(), layer.digest.digest());
/// # Ok::<(), oci_digest::layer::LayerError>(())
/// ```
#[must_use = "nothing is known before `finish`"]
pub struct LayerHasher<S = Discard> {
    pub(super) decode: Decode,
    pub(super) hashers: Result<Hashers, Kind>,
    /// How much of what the decoder has made, and not handed out yet, is hashed already.
    pub(super) hashed: usize,
    pub(super) expected: Expected,
    pub(super) sink: S,
}

/// The blob is taken in pieces of this size, so that the hash finds in the cache what the decoder has read and made.
const PIECE: usize = 256 << 10;

impl LayerHasher {
    /// A hasher with the default options.
    pub fn new() -> Self {
        Self::with_options(LayerOptions::default())
    }

    /// A hasher with these options.
    pub fn with_options(options: LayerOptions) -> Self {
        Self::with_sink(options, Discard)
    }
}

impl Default for LayerHasher {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Sink> LayerHasher<S> {
    /// A hasher that hands the decompressed bytes to a sink, as they are made: *unverified*.
    pub fn with_sink(options: LayerOptions, sink: S) -> Self {
        let hashers = Hashers::new(&options);
        let expected = Expected::new(&options);
        Self { decode: Decode::new(options), hashers, hashed: 0, expected, sink }
    }

    /// Number of bytes of the blob taken so far.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.decode.received()
    }

    /// Number of bytes decompressed so far.
    #[must_use]
    pub const fn uncompressed_size(&self) -> u64 {
        self.decode.uncompressed()
    }

    /// Takes the next piece of the blob, of any size.
    ///
    /// # Errors
    /// Where the blob is not well formed, a limit is exceeded, the sink fails, or the options ask for an algorithm that this
    /// build does not compute. Nothing can follow an error.
    pub fn update(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), LayerError> {
        let hashers = match &mut self.hashers {
            Ok(hashers) => hashers,
            Err(kind) => return Err(LayerError::new(kind.clone(), 0, 0)),
        };
        for piece in bytes.as_ref().chunks(PIECE) {
            let mut tee = Tee { hashers, blob: piece, hashed: &mut self.hashed, sink: &mut self.sink };
            // Takes all of it: the sink is never full.
            self.decode.push(piece, &mut tee)?;
            tee.hash(self.decode.content());
        }
        Ok(())
    }

    /// Says that the blob has ended: what it was.
    ///
    /// # Errors
    /// Where the blob ends too early, and as [`update`](Self::update): the first and the last bytes are looked at only now.
    pub fn finish(self) -> Result<LayerDigests, LayerError> {
        self.finish_with_sink().map(|(digests, _)| digests)
    }

    /// Says that the blob has ended: what it was, and the sink.
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub fn finish_with_sink(mut self) -> Result<(LayerDigests, S), LayerError> {
        let mut hashers = match self.hashers {
            Ok(hashers) => hashers,
            Err(kind) => return Err(LayerError::new(kind, 0, 0)),
        };
        let mut tee = Tee { hashers: &mut hashers, blob: &[], hashed: &mut self.hashed, sink: &mut self.sink };
        let decoded = self.decode.finish(&mut tee)?;
        Ok((hashers.finish(&decoded, self.expected)?, self.sink))
    }

    /// Takes a whole blob in pieces.
    ///
    /// # Errors
    /// As [`update`](Self::update) and [`finish`](Self::finish).
    ///
    /// ```
    /// use oci_digest::layer::LayerHasher;
    ///
    /// let layer = LayerHasher::new().digest_all([b"first ", b"second"])?;
    /// assert_eq!(layer.size, 12);
    /// # Ok::<(), oci_digest::layer::LayerError>(())
    /// ```
    pub fn digest_all<C: AsRef<[u8]>>(self, pieces: impl IntoIterator<Item = C>) -> Result<LayerDigests, LayerError> {
        self.try_digest_all(pieces.into_iter().map(Ok))
    }

    /// The same where the source of the pieces can fail.
    ///
    /// # Errors
    /// As [`update`](Self::update) and [`finish`](Self::finish), and the first error of the source.
    ///
    /// ```
    /// use oci_digest::layer::{LayerErrorKind, LayerHasher};
    /// use std::io;
    ///
    /// // Half of a layer is no layer, though any bytes could be one.
    /// let pieces = [Ok("first half"), Err(io::Error::other("connection reset"))];
    /// let error = LayerHasher::new().try_digest_all(pieces).unwrap_err();
    /// assert_eq!(*error.kind(), LayerErrorKind::Read);
    /// assert_eq!(error.offset(), 10);
    /// ```
    pub fn try_digest_all<C: AsRef<[u8]>>(
        mut self,
        pieces: impl IntoIterator<Item = io::Result<C>>,
    ) -> Result<LayerDigests, LayerError> {
        for piece in pieces {
            let piece = piece.map_err(|err| self.read_error(err))?;
            self.update(piece)?;
        }
        self.finish()
    }

    /// Takes a whole blob from a reader.
    ///
    /// # Errors
    /// As [`update`](Self::update) and [`finish`](Self::finish), and where the reader fails.
    ///
    /// ```
    /// use oci_digest::layer::LayerHasher;
    ///
    /// let layer = LayerHasher::new().digest_reader(&b"a plain layer"[..])?;
    /// assert_eq!(layer.size, 13);
    /// # Ok::<(), oci_digest::layer::LayerError>(())
    /// ```
    pub fn digest_reader(mut self, mut reader: impl io::Read) -> Result<LayerDigests, LayerError> {
        let mut buffer = alloc::vec![0; PIECE];
        loop {
            match read_some(&mut reader, &mut buffer) {
                Ok([]) => return self.finish(),
                Ok(bytes) => self.update(bytes)?,
                Err(err) => return Err(self.read_error(err)),
            }
        }
    }

    fn read_error(&self, err: io::Error) -> LayerError {
        LayerError::io(Kind::Read, err, self.size(), self.uncompressed_size())
    }
}

impl<S> fmt::Debug for LayerHasher<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LayerHasher")
            .field("size", &self.decode.received())
            .field("uncompressed_size", &self.decode.uncompressed())
            .finish_non_exhaustive()
    }
}

/// Content to the hash of the diffID and to the sink. A piece of the blob is hashed beside the content that it makes: two
/// streams at once.
struct Tee<'a, S> {
    hashers: &'a mut Hashers,
    /// What is still to be hashed of a piece of the blob.
    blob: &'a [u8],
    hashed: &'a mut usize,
    sink: &'a mut S,
}

impl<S> Tee<'_, S> {
    /// Hashes what is new of the content of a buffer, and what is left of the blob.
    fn hash(&mut self, content: &[u8]) {
        let blob = core::mem::take(&mut self.blob);
        let new = content.get(*self.hashed..).unwrap_or_default();
        *self.hashed = content.len();
        Hasher::update_two((&mut self.hashers.blob, blob), (&mut self.hashers.diff, new));
    }
}

impl<S: Sink> Output for Tee<'_, S> {
    fn plain(&mut self, bytes: &[u8]) -> io::Result<()> {
        // Else it is hashed already, as blob.
        if !self.hashers.same_algorithm() {
            self.hashers.diff.update(bytes);
        }
        self.sink.unverified(bytes)
    }

    fn full(&mut self, buffer: &mut Vec<u8>, filled: usize) -> io::Result<()> {
        let content = buffer.get(..filled).unwrap_or_default();
        self.hash(content);
        *self.hashed = 0;
        self.sink.unverified(content)
    }
}
