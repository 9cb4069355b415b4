//! Tables of contents of layers whose files can be fetched one by one: eStargz, zstd:chunked, seekable zstd.
//!
//! Such a layer is an ordinary gzip or zstd layer with a table at its end. Where the table is, the last bytes of the blob
//! say ([`Toc::of_tail`]); of zstd:chunked an annotation of the layer says it, too ([`Toc::of_position`]). A client takes the
//! two from different sources: where they differ, one of them lies, and neither is to be used.
//!
//! The table itself is trusted by its digest, which stands in an annotation: `Toc::read` checks it before it decompresses
//! anything that the digest covers.
//!
//! Sources: containerd/stargz-snapshotter `docs/estargz.md`; containers/storage `pkg/chunked`; the zstd repository,
//! `contrib/seekable_format/zstd_seekable_compression_format.md`.
//!
//! ```
//! use oci_digest::toc::{Toc, TocKind};
//!
//! // The end of an eStargz layer of 1000 bytes: an empty gzip member, in whose header stands the offset of the table.
//! let mut tail = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x1a\0SG\x16\0".to_vec();
//! tail.extend(b"0000000000000238STARGZ");
//! tail.extend(b"\x01\0\0\xff\xff\0\0\0\0\0\0\0\0");
//! let toc = Toc::of_tail(&tail, 1000)?.unwrap();
//! assert_eq!((toc.kind, toc.offset, toc.size), (TocKind::EStargz, 0x238, 1000 - 0x238 - 51));
//! assert_eq!(Toc::of_tail(b"the end of another layer", 1000)?, None);
//! # Ok::<(), oci_digest::toc::TocError>(())
//! ```

#[cfg(feature = "layer")]
mod content;
mod error;

pub use error::{TocError, TocErrorKind};

use alloc::format;
use core::fmt;

/// How many bytes of the end of a blob tell whether there is a table: more are welcome, fewer are all that the blob has.
pub const TAIL_LEN: usize = 64;

/// Whose table it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TocKind {
    /// eStargz: a gzip layer of many members, the table a file in its tar.
    EStargz,
    /// zstd:chunked of containers/storage: the table in a skippable frame.
    ZstdChunked,
    /// The seekable format of zstd: sizes of its frames in a skippable frame, nothing about files.
    SeekableZstd,
}

impl fmt::Display for TocKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::EStargz => "eStargz",
            Self::ZstdChunked => "zstd:chunked",
            Self::SeekableZstd => "seekable zstd",
        })
    }
}

/// A stretch of bytes of the blob, compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Section {
    /// Where it begins in the blob.
    pub offset: u64,
    /// How many bytes it has there.
    pub size: u64,
    /// How many bytes it has after decompression.
    pub uncompressed_size: u64,
}

/// Where the table of a layer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Toc {
    /// Whose table it is.
    pub kind: TocKind,
    /// Where its bytes begin in the blob.
    pub offset: u64,
    /// How many bytes it has in the blob.
    pub size: u64,
    /// How many bytes it has after decompression, where that is said: zstd:chunked.
    pub uncompressed_size: Option<u64>,
    /// Where what restores the headers of the tar is (tar-split); zstd:chunked has it.
    pub tar_split: Option<Section>,
}

/// An empty gzip member whose extra field holds the offset: what eStargz ends in, and stargz before it.
struct Footer {
    size: usize,
    head: &'static [u8],
}

/// RFC 1952: magic, deflate, FEXTRA, no time, no flags, unknown OS, and the length of the extra field.
static FOOTERS: [Footer; 2] = [
    Footer { size: 51, head: b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x1a\0SG\x16\0" },
    Footer { size: 47, head: b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x16\0" },
];

/// What follows the 16 hex digits of the offset in a footer of eStargz.
const STARGZ: &[u8] = b"STARGZ";
/// The end of a footer of zstd:chunked, and its size.
const CHUNKED: &[u8] = b"GNUlInUx";
const CHUNKED_FOOTER: u64 = 64;
/// The only type of table that zstd:chunked has.
const CHUNKED_TYPE: u64 = 1;
/// The end of the table of seekable zstd, its size without entries, and the magic of the frame around it.
const SEEKABLE: &[u8] = &0x8f92_eab1_u32.to_le_bytes();
const SEEK_FOOTER: usize = 9;
const FRAME_HEADER: u64 = 8;

impl Toc {
    /// Looks for a table in the last bytes of a blob of this size; `None` where there is no sign of one.
    ///
    /// # Errors
    /// When there is the sign of a table, and what it says cannot be: a place outside of the blob, a type that is unknown.
    ///
    /// ```
    /// use oci_digest::toc::{Toc, TocErrorKind};
    ///
    /// let mut tail = [0xff; 64];
    /// tail[56..].copy_from_slice(b"GNUlInUx");
    /// assert_eq!(Toc::of_tail(&tail, 4096).unwrap_err().kind(), TocErrorKind::Outside);
    /// ```
    pub fn of_tail(tail: &[u8], blob_size: u64) -> Result<Option<Self>, TocError> {
        if tail.ends_with(CHUNKED)
            && blob_size >= CHUNKED_FOOTER
            && let Some(footer) = tail.last_chunk::<{ CHUNKED_FOOTER as usize }>()
        {
            let (numbers, _) = footer.as_chunks();
            let number = |at: usize| numbers.get(at).map_or(0, |bytes| u64::from_le_bytes(*bytes));
            let tar_split = Section { offset: number(4), size: number(5), uncompressed_size: number(6) };
            let tar_split = (tar_split.offset > 0).then_some(tar_split);
            let toc = Self::chunked([number(0), number(1), number(2)], tar_split).inside(blob_size - CHUNKED_FOOTER)?;
            return check_type(number(3)).map(|()| Some(toc));
        }
        if let Some((offset, footer)) = FOOTERS.iter().find_map(|footer| Some((footer.offset(tail)?, footer))) {
            let end = blob_size.checked_sub(footer.size as u64);
            let size = end.and_then(|end| end.checked_sub(offset)).filter(|size| *size > 0).ok_or_else(|| {
                TocError::outside(format!("the footer names a table at byte {offset} of a blob of {blob_size} bytes"))
            })?;
            return Ok(Some(Self::alone(TocKind::EStargz, offset, size)));
        }
        Self::seekable(tail, blob_size)
    }

    /// Reads the position of a table of zstd:chunked from the values of the annotations
    /// `io.github.containers.zstd-chunked.manifest-position` (`offset:size:uncompressed:type`) and, if there is one,
    /// `….tarsplit-position` (`offset:size:uncompressed`).
    ///
    /// # Errors
    /// When a value is spelt otherwise, or of a type that is unknown.
    ///
    /// ```
    /// use oci_digest::toc::Toc;
    ///
    /// let toc = Toc::of_position("488:79:78:1", Some("575:20:11"))?;
    /// assert_eq!((toc.offset, toc.size, toc.uncompressed_size), (488, 79, Some(78)));
    /// assert_eq!(toc.tar_split.unwrap().offset, 575);
    /// assert!(Toc::of_position("488:79:78", None).is_err());
    /// # Ok::<(), oci_digest::toc::TocError>(())
    /// ```
    pub fn of_position(manifest: &str, tar_split: Option<&str>) -> Result<Self, TocError> {
        let [offset, size, uncompressed, kind] = numbers(manifest)?;
        check_type(kind)?;
        let tar_split = tar_split.map(numbers).transpose()?;
        let section = |[offset, size, uncompressed_size]: [u64; 3]| Section { offset, size, uncompressed_size };
        Ok(Self::chunked([offset, size, uncompressed], tar_split.map(section)))
    }

    /// The same table, if it and its tar-split are inside of a blob of this size.
    ///
    /// # Errors
    /// When they are not.
    pub fn inside(self, blob_size: u64) -> Result<Self, TocError> {
        let table = ("table", self.offset, self.size);
        let tar_split = self.tar_split.map(|section| ("tar-split", section.offset, section.size));
        for (what, offset, size) in core::iter::once(table).chain(tar_split) {
            if offset.checked_add(size).is_none_or(|end| end > blob_size) {
                let text = format!("the {what} has {size} bytes from byte {offset} on, the blob {blob_size}");
                return Err(TocError::outside(text));
            }
        }
        Ok(self)
    }

    /// The table that two sources name, such as an annotation and the end of the blob: what both say must be the same.
    ///
    /// # Errors
    /// When they differ.
    ///
    /// ```
    /// use oci_digest::toc::{Toc, TocErrorKind};
    ///
    /// let annotated = Toc::of_position("488:79:78:1", None)?;
    /// let found = Toc::of_position("488:79:78:1", Some("575:20:11"))?;
    /// assert_eq!(annotated.and(found)?, found);
    /// let other = Toc::of_position("489:79:78:1", None)?;
    /// assert_eq!(other.and(found).unwrap_err().kind(), TocErrorKind::Contradiction);
    /// # Ok::<(), oci_digest::toc::TocError>(())
    /// ```
    pub fn and(self, other: Self) -> Result<Self, TocError> {
        let tar_split = self.tar_split.or(other.tar_split);
        let both = Self { tar_split, ..self };
        if both == (Self { tar_split: other.tar_split.or(tar_split), ..other }) {
            return Ok(both);
        }
        Err(TocError::new(TocErrorKind::Contradiction, format!("{self} and {other} are two tables of one layer")))
    }

    fn chunked([offset, size, uncompressed]: [u64; 3], tar_split: Option<Section>) -> Self {
        let kind = TocKind::ZstdChunked;
        Self { kind, offset, size, uncompressed_size: Some(uncompressed), tar_split }
    }

    fn alone(kind: TocKind, offset: u64, size: u64) -> Self {
        Self { kind, offset, size, uncompressed_size: None, tar_split: None }
    }

    /// The table of seekable zstd: entries, their number, a byte of flags, the magic.
    fn seekable(tail: &[u8], blob_size: u64) -> Result<Option<Self>, TocError> {
        let Some(footer) = tail.last_chunk::<SEEK_FOOTER>().filter(|footer| footer.ends_with(SEEKABLE)) else {
            return Ok(None);
        };
        let [a, b, c, d, flags, ..] = *footer;
        // Reserved bits are zero; the lowest two mean nothing.
        if flags & 0b0111_1100 != 0 {
            return Ok(None);
        }
        let entry = if flags & 0x80 == 0 { 8 } else { 12 };
        let size = FRAME_HEADER + u64::from(u32::from_le_bytes([a, b, c, d])) * entry + SEEK_FOOTER as u64;
        let offset = blob_size
            .checked_sub(size)
            .ok_or_else(|| TocError::outside(format!("the seek table has {size} bytes, the blob {blob_size}")))?;
        Ok(Some(Self::alone(TocKind::SeekableZstd, offset, size)))
    }
}

impl Footer {
    /// The offset that a blob ends in, if it ends in this footer.
    fn offset(&self, tail: &[u8]) -> Option<u64> {
        let footer = tail.get(tail.len().checked_sub(self.size)?..)?;
        let rest = footer.strip_prefix(self.head)?;
        let (digits, rest) = rest.split_at_checked(16)?;
        // The rest of the member is an empty deflate stream, and how that is written matters to nobody.
        rest.strip_prefix(STARGZ)?;
        let digits = core::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u64::from_str_radix(digits, 16).ok()
    }
}

/// Where it is, for an error.
impl fmt::Display for Toc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a table of {} ({} bytes from byte {} on)", self.kind, self.size, self.offset)
    }
}

/// The type of a table of zstd:chunked.
fn check_type(kind: u64) -> Result<(), TocError> {
    if kind == CHUNKED_TYPE {
        return Ok(());
    }
    Err(TocError::new(TocErrorKind::Malformed, format!("found a table of type {kind}, expected {CHUNKED_TYPE}")))
}

/// Numbers with colons between them.
fn numbers<const N: usize>(text: &str) -> Result<[u64; N], TocError> {
    let mut found = [0; N];
    let mut parts = text.split(':');
    for number in &mut found {
        let part = parts.next().filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
        *number = part.and_then(|part| part.parse().ok()).ok_or_else(|| TocError::position(text, N))?;
    }
    if parts.next().is_some() { Err(TocError::position(text, N)) } else { Ok(found) }
}
