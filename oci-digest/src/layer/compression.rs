//! The compression of a layer: as declared, and as the bytes say.

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
    /// use oci_digest::layer::Compression;
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

    /// What a layer's media type declares: image-spec media-types.md and the Docker types of distribution
    /// (`…rootfs.diff.tar.gzip` is its spelling). `None` where the type names no layer that this crate knows.
    ///
    /// ```
    /// use oci_digest::layer::Compression;
    ///
    /// let of = Compression::of_media_type;
    /// assert_eq!(of("application/vnd.oci.image.layer.v1.tar+zstd"), Some(Compression::Zstd));
    /// assert_eq!(of("application/vnd.docker.image.rootfs.diff.tar.gzip"), Some(Compression::Gzip));
    /// assert_eq!(of("application/vnd.oci.image.layer.v1.tar"), Some(Compression::None));
    /// assert_eq!(of("application/vnd.oci.image.layer.v1.tar+gzip+encrypted"), None);
    /// ```
    #[must_use]
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        /// Plain types; OCI ones are followed by `+` and a suffix, Docker ones by `.`.
        const OCI: [&str; 2] =
            ["application/vnd.oci.image.layer.v1.tar", "application/vnd.oci.image.layer.nondistributable.v1.tar"];
        const DOCKER: [&str; 2] =
            ["application/vnd.docker.image.rootfs.diff.tar", "application/vnd.docker.image.rootfs.foreign.diff.tar"];
        let suffix = |plain: &[&str], separator: char| {
            let rest = plain.iter().find_map(|plain| media_type.strip_prefix(plain))?;
            if rest.is_empty() { Some(rest) } else { rest.strip_prefix(separator) }
        };
        match suffix(&OCI, '+').or_else(|| suffix(&DOCKER, '.'))? {
            "" => Some(Self::None),
            "gzip" => Some(Self::Gzip),
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Xz => "xz",
            Self::Bzip2 => "bzip2",
        })
    }
}
