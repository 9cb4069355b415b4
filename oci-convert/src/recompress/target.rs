use super::RecompressError;
use crate::report::Encoder;
use oci_spec_types::Compression;

/// What a layer is to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LayerTarget {
    /// Not compressed.
    Tar,
    /// gzip (RFC 1952), by zlib-rs.
    Gzip {
        /// 0 (stored) to 9 (best).
        level: u32,
    },
    /// Zstandard (RFC 8878), by libzstd, with content checksums; with the feature `zstd`.
    #[cfg(feature = "zstd")]
    #[cfg_attr(docsrs, doc(cfg(feature = "zstd")))]
    Zstd {
        /// −131072 (fastest) to 22 (best); 0 stands for libzstd's default.
        level: i32,
        /// Worker threads, 0 for none. The bytes are the same for every number of workers but none.
        threads: u32,
    },
}

impl LayerTarget {
    /// gzip with level 6.
    #[must_use]
    pub const fn gzip() -> Self {
        Self::Gzip { level: 6 }
    }

    /// Zstandard with level 3, without worker threads.
    #[cfg(feature = "zstd")]
    #[cfg_attr(docsrs, doc(cfg(feature = "zstd")))]
    #[must_use]
    pub const fn zstd() -> Self {
        Self::Zstd { level: 3, threads: 0 }
    }

    /// The same with another level; nothing for [`LayerTarget::Tar`]. A level below 0 is no level of gzip.
    #[must_use]
    pub const fn level(self, level: i32) -> Self {
        match self {
            Self::Tar => self,
            // Wraps to a level that does not exist, and is refused as such.
            Self::Gzip { .. } => Self::Gzip { level: level as u32 },
            #[cfg(feature = "zstd")]
            Self::Zstd { threads, .. } => Self::Zstd { level, threads },
        }
    }

    /// The same with this many worker threads; only Zstandard has them.
    #[cfg(feature = "zstd")]
    #[cfg_attr(docsrs, doc(cfg(feature = "zstd")))]
    #[must_use]
    pub const fn threads(self, threads: u32) -> Self {
        match self {
            Self::Zstd { level, .. } => Self::Zstd { level, threads },
            _ => self,
        }
    }

    /// How the blob will be compressed.
    #[must_use]
    pub const fn compression(self) -> Compression {
        match self {
            Self::Tar => Compression::None,
            Self::Gzip { .. } => Compression::Gzip,
            #[cfg(feature = "zstd")]
            Self::Zstd { .. } => Compression::Zstd,
        }
    }

    /// What will compress the blob: the same input gives the same bytes only with the same encoder, version and options.
    #[must_use]
    pub fn encoder(self) -> Option<Encoder> {
        match self {
            Self::Tar => None,
            Self::Gzip { level } => Some(Encoder::new("zlib-rs via flate2", ZLIB_RS, format!("level {level}"))),
            #[cfg(feature = "zstd")]
            Self::Zstd { level, threads } => {
                let threads = if threads > 0 { ", with worker threads" } else { "" };
                let level = if level == 0 { zstd::DEFAULT_COMPRESSION_LEVEL } else { level };
                Some(Encoder::new("libzstd", zstd::zstd_safe::version_string(), format!("level {level}{threads}")))
            }
        }
    }

    /// Whether the encoder has the level.
    pub(super) fn check(self) -> Result<(), RecompressError> {
        let (level, range) = match self {
            Self::Tar => return Ok(()),
            // What came from below 0 is told as it was.
            Self::Gzip { level } => (level as i32, 0..=9),
            #[cfg(feature = "zstd")]
            Self::Zstd { level, .. } => (level, zstd::compression_level_range()),
        };
        if range.contains(&level) {
            return Ok(());
        }
        Err(RecompressError::Level { level, lowest: *range.start(), highest: *range.end() })
    }
}

/// zlib-rs does not tell its version at run time: it is the one that the program was locked to.
const ZLIB_RS: &str = "of the program's Cargo.lock";
