use super::{LayerTarget, RecompressError};
use flate2::write::GzEncoder;
use oci_digest::layer::{LayerOptions, Sink};
use oci_digest::{Digest, Hasher};
use std::fmt;
use std::io::{self, Write};

/// Encoders are fed pieces of this size, whatever comes in: some cut their blocks where the input is cut.
const PIECE: usize = 128 << 10;

/// Takes the uncompressed bytes of a layer, and writes and hashes the blob.
pub(super) struct Encode<W: Write> {
    codec: Codec<W>,
    piece: Vec<u8>,
}

enum Codec<W: Write> {
    Tar(Hashed<W>),
    Gzip(GzEncoder<Hashed<W>>),
    #[cfg(feature = "zstd")]
    Zstd(zstd::Encoder<'static, Hashed<W>>),
}

/// A blob that was written.
pub(super) struct Written {
    /// `None`: it is the digest of the uncompressed bytes.
    pub(super) digest: Option<Digest>,
    pub(super) size: u64,
}

impl<W: Write> Encode<W> {
    pub(super) fn new(target: LayerTarget, out: W, options: &LayerOptions) -> Result<Self, RecompressError> {
        let hasher = options.blob_algorithm.hasher().map_err(RecompressError::Algorithm)?;
        let is_diff_id = target == LayerTarget::Tar && options.blob_algorithm == options.diff_algorithm;
        let out = Hashed { out, hasher: (!is_diff_id).then_some(hasher), size: 0 };
        let codec = match target {
            LayerTarget::Tar => Codec::Tar(out),
            // The header has neither name nor time: the same input gives the same bytes.
            LayerTarget::Gzip { level } => Codec::Gzip(GzEncoder::new(out, flate2::Compression::new(level))),
            #[cfg(feature = "zstd")]
            LayerTarget::Zstd { level, threads } => {
                let encoder = || {
                    let mut encoder = zstd::Encoder::new(out, level)?;
                    encoder.include_checksum(true)?;
                    if threads > 0 {
                        encoder.multithread(threads)?;
                    }
                    Ok(encoder)
                };
                Codec::Zstd(encoder().map_err(RecompressError::Write)?)
            }
        };
        Ok(Self { codec, piece: Vec::with_capacity(PIECE) })
    }

    pub(super) fn finish(mut self) -> io::Result<(Written, W)> {
        let piece = std::mem::take(&mut self.piece);
        self.codec.write_all(&piece)?;
        let mut out = match self.codec {
            Codec::Tar(out) => out,
            Codec::Gzip(encoder) => encoder.finish()?,
            #[cfg(feature = "zstd")]
            Codec::Zstd(encoder) => encoder.finish()?,
        };
        out.flush()?;
        Ok((Written { digest: out.hasher.map(Hasher::finalize), size: out.size }, out.out))
    }
}

impl<W: Write> Sink for Encode<W> {
    fn unverified(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(PIECE - self.piece.len()));
            if now.len() == PIECE {
                self.codec.write_all(now)?;
            } else {
                self.piece.extend_from_slice(now);
                if self.piece.len() == PIECE {
                    self.codec.write_all(&self.piece)?;
                    self.piece.clear();
                }
            }
            bytes = later;
        }
        Ok(())
    }
}

impl<W: Write> fmt::Debug for Encode<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.codec {
            Codec::Tar(_) => "Encode(tar)",
            Codec::Gzip(_) => "Encode(gzip)",
            #[cfg(feature = "zstd")]
            Codec::Zstd(_) => "Encode(zstd)",
        })
    }
}

impl<W: Write> Codec<W> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Tar(out) => out.write_all(bytes),
            Self::Gzip(encoder) => encoder.write_all(bytes),
            #[cfg(feature = "zstd")]
            Self::Zstd(encoder) => encoder.write_all(bytes),
        }
    }
}

/// The first bytes, as many as a reader or writer says it has dealt with.
pub(super) fn part(bytes: &[u8], n: usize) -> io::Result<&[u8]> {
    bytes.get(..n).ok_or_else(|| io::Error::other("a reader or writer says that it took more bytes than there were"))
}

/// A writer that hashes what the writer below it took.
struct Hashed<W> {
    out: W,
    /// `None` where others hash the same bytes already.
    hasher: Option<Hasher>,
    size: u64,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.out.write(bytes)?;
        let bytes = part(bytes, taken)?;
        self.size += bytes.len() as u64;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(bytes);
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
