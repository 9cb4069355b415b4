//! The table itself: verified, then decompressed.

use super::{FRAME_HEADER, SEEK_FOOTER, Toc, TocError, TocErrorKind, TocKind};
use crate::layer::{LayerError, LayerErrorKind, LayerHasher, LayerLimits, LayerOptions, Limit, Trust};
use crate::{Compression, Digest};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The file in the tar of eStargz that is the table.
const FILE: &[u8] = b"stargz.index.json";
/// The block of a tar.
const BLOCK: usize = 512;
/// The magic of the skippable frame around a table of seekable zstd.
const SEEK_MAGIC: [u8; 4] = 0x184d_2a5e_u32.to_le_bytes();

impl Toc {
    /// How large a table may be, compressed and not, where the caller sets no other limit: as containers/storage has it.
    pub const DEFAULT_LIMIT: u64 = 50 << 20;

    /// The table, from its bytes in the blob: the JSON of eStargz and zstd:chunked, the entries of seekable zstd.
    ///
    /// The digest is that of an annotation of the layer. It covers the table as it stands in the blob (zstd:chunked), or its
    /// JSON (eStargz); seekable zstd has none. `limit` is the largest table that is read, in bytes.
    ///
    /// # Errors
    /// When the bytes are not those of the table, have another digest, or are not well formed, or a limit is exceeded.
    ///
    /// ```
    /// use oci_digest::Digest;
    /// use oci_digest::toc::{Toc, TocErrorKind};
    ///
    /// let toc = Toc::of_position("100:11:2:1", None)?;
    /// // A zstd frame with the content `{}`.
    /// let bytes = [0x28, 0xb5, 0x2f, 0xfd, 0x20, 2, 0x11, 0, 0, b'{', b'}'];
    /// assert_eq!(&*toc.read(&bytes, Some(&Digest::sha256(bytes)), Toc::DEFAULT_LIMIT)?, b"{}");
    /// let error = toc.read(&bytes, Some(&Digest::sha256(b"another")), Toc::DEFAULT_LIMIT).unwrap_err();
    /// assert_eq!(error.kind(), TocErrorKind::NotTheContent);
    /// # Ok::<(), oci_digest::toc::TocError>(())
    /// ```
    pub fn read<'b>(&self, bytes: &'b [u8], digest: Option<&Digest>, limit: u64) -> Result<Cow<'b, [u8]>, TocError> {
        let largest = self.size.max(self.uncompressed_size.unwrap_or(0));
        if largest > limit {
            let text = format!("the table has {largest} bytes, at most {limit} are read");
            return Err(TocError::new(TocErrorKind::TooLarge, text));
        }
        if bytes.len() as u64 != self.size {
            let text = format!("found {} bytes, expected the {} of the table", bytes.len(), self.size);
            return Err(TocError::new(TocErrorKind::NotTheContent, text));
        }
        let verified = |bytes: &[u8]| match digest {
            Some(digest) => {
                digest.verify(bytes).map_err(|error| TocError::from_source(TocErrorKind::NotTheContent, error))
            }
            None => Ok(()),
        };
        match self.kind {
            TocKind::ZstdChunked => {
                verified(bytes)?;
                let table = decompress(bytes, Compression::Zstd, limit)?;
                match self.uncompressed_size {
                    Some(size) if size != table.len() as u64 => {
                        let text = format!("found a table of {} bytes, expected {size}", table.len());
                        Err(TocError::new(TocErrorKind::NotTheContent, text))
                    }
                    _ => Ok(Cow::Owned(table)),
                }
            }
            TocKind::EStargz => {
                // Beside the table there is the header of its file, and what ends the tar.
                let tar = decompress(bytes, Compression::Gzip, limit.saturating_add(64 * BLOCK as u64))?;
                let table = file(&tar)?.to_vec();
                verified(&table)?;
                Ok(Cow::Owned(table))
            }
            TocKind::SeekableZstd => {
                verified(bytes)?;
                entries(bytes).map(Cow::Borrowed)
            }
        }
    }
}

fn decompress(bytes: &[u8], compression: Compression, limit: u64) -> Result<Vec<u8>, TocError> {
    let limits = LayerLimits { max_uncompressed: limit, ..LayerLimits::default() };
    let options = LayerOptions::default().with_declared(compression).with_trust(Trust::Declared).with_limits(limits);
    let mut content = Vec::new();
    let mut hasher = LayerHasher::with_sink(options, |piece: &[u8]| {
        content.extend_from_slice(piece);
        Ok(())
    });
    let fault = |error: LayerError| {
        let too_large = matches!(error.kind(), LayerErrorKind::Limit { limit: Limit::Uncompressed, .. });
        let kind = if too_large { TocErrorKind::TooLarge } else { TocErrorKind::Malformed };
        TocError::from_source(kind, error)
    };
    hasher.update(bytes).map_err(fault)?;
    hasher.finish().map_err(fault)?;
    Ok(content)
}

/// The content of the first file of a tar, which must be the table.
fn file(tar: &[u8]) -> Result<&[u8], TocError> {
    let malformed = |text: &str| TocError::new(TocErrorKind::Malformed, text);
    let Some((header, rest)) = tar.split_first_chunk::<BLOCK>() else {
        return Err(malformed("the table is no file in a tar: it ends inside of a header"));
    };
    let name = header[..100].split(|b| *b == 0).next().unwrap_or_default();
    if name != FILE {
        let shown = String::from_utf8_lossy(name);
        return Err(malformed(&format!("found a file {shown:?} in the tar, expected stargz.index.json")));
    }
    let digits = header[124..136].trim_ascii_start();
    let digits = digits.split(|b| matches!(b, 0 | b' ')).next().unwrap_or_default();
    let size = core::str::from_utf8(digits).ok().and_then(|digits| usize::from_str_radix(digits, 8).ok());
    let size = size.ok_or_else(|| malformed("the file of the table has no octal size"))?;
    rest.get(..size).ok_or_else(|| malformed("the tar ends inside of the table"))
}

/// The entries in the frame of seekable zstd.
fn entries(frame: &[u8]) -> Result<&[u8], TocError> {
    let size = u32::try_from(frame.len().saturating_sub(FRAME_HEADER as usize)).unwrap_or(u32::MAX);
    let content = frame.strip_prefix(&SEEK_MAGIC).and_then(|rest| rest.strip_prefix(&size.to_le_bytes()));
    match content.and_then(|content| content.split_last_chunk::<SEEK_FOOTER>()) {
        Some((entries, _)) => Ok(entries),
        None => Err(TocError::new(TocErrorKind::Malformed, "the seek table is not in a skippable frame of its size")),
    }
}
