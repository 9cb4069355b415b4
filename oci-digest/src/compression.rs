//! How blobs are compressed: one enum for what media types declare and what bytes look like.

use core::fmt;

/// How the blob of a layer is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, RFC 1952.
    Gzip,
    /// Zstandard, RFC 8878.
    Zstd,
    /// xz: no layer format, though `docker load` and podman take it. Recognised, never decoded.
    Xz,
    /// bzip2: no layer format, though `docker load` and podman take it. Recognised, never decoded.
    Bzip2,
}

impl Compression {
    /// How many bytes [`detect`](Self::detect) looks at.
    pub const DETECT_LEN: usize = 10;

    /// What the first [`DETECT_LEN`](Self::DETECT_LEN) bytes of a blob (fewer, if the blob is shorter) say.
    ///
    /// A guess: a plain tar may begin with any of the magic numbers, as the name of its first member.
    ///
    /// ```
    /// use oci_digest::Compression;
    ///
    /// assert_eq!(Compression::detect(&[0x1f, 0x8b, 8, 0]), Compression::Gzip);
    /// assert_eq!(Compression::detect(&[0x50, 0x2a, 0x4d, 0x18]), Compression::Zstd); // a skippable frame
    /// assert_eq!(Compression::detect(b"etc/passwd"), Compression::None);
    /// ```
    #[must_use]
    pub const fn detect(head: &[u8]) -> Self {
        match head {
            // The method too: two bytes are too few to tell from the name of a file.
            [0x1f, 0x8b, 8, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => Self::Bzip2,
            _ => Self::None,
        }
    }

    /// The compression that a structured syntax suffix of a media type names, in any case: what follows the last `+`.
    ///
    /// ```
    /// use oci_digest::Compression;
    ///
    /// assert_eq!(Compression::of_suffix("GZIP"), Some(Compression::Gzip));
    /// assert_eq!(Compression::of_suffix("bz2"), Some(Compression::Bzip2));
    /// assert_eq!(Compression::of_suffix("json"), None);
    /// ```
    #[must_use]
    pub fn of_suffix(suffix: &str) -> Option<Self> {
        const SUFFIXES: [(&str, Compression); 4] = [
            ("gzip", Compression::Gzip),
            ("zstd", Compression::Zstd),
            ("xz", Compression::Xz),
            ("bz2", Compression::Bzip2),
        ];
        let row = SUFFIXES.iter().find(|(own, _)| suffix.eq_ignore_ascii_case(own));
        row.map(|(_, compression)| *compression)
    }

    /// The name, as in error texts and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Xz => "xz",
            Self::Bzip2 => "bzip2",
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// As its name.
#[cfg(feature = "serde")]
impl serde::Serialize for Compression {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
