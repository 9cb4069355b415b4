//! What the layer pass is told.

use crate::compression::Compression;
use crate::{Algorithm, DiffId, LayerDigest};

/// How a layer is to be read. The default takes the compression from the bytes, refuses bytes after the end, and
/// computes sha256.
///
/// ```
/// use oci_digest::Compression;
/// use oci_digest::layer::{LayerHasher, LayerLimits, LayerOptions};
///
/// let options = LayerOptions::default()
///     .with_declared(Compression::Gzip)
///     .with_limits(LayerLimits { max_uncompressed: 1 << 30, ..LayerLimits::default() });
/// let hasher = LayerHasher::with_options(options);
/// # let _ = hasher;
/// ```
///
/// What a manifest states of a layer, and its config, is checked on the way:
///
/// ```
/// use oci_digest::layer::{LayerErrorKind, LayerHasher, LayerOptions};
/// use oci_digest::{Digest, LayerDigest, VerifyError};
///
/// let options = LayerOptions::default().expect_digest(LayerDigest::new(Digest::sha256(b"a layer"))).expect_size(7);
/// assert!(LayerHasher::with_options(options.clone()).digest_all(["a layer"]).is_ok());
/// let cut = LayerHasher::with_options(options).digest_all(["a lay"]).unwrap_err();
/// assert_eq!(*cut.kind(), LayerErrorKind::Blob(VerifyError::TooShort { expected: 7, found: 5 }));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LayerOptions {
    /// The compression that the media type declares, where there is one that says so. Default: none.
    pub declared: Option<Compression>,
    /// Whom to believe where the bytes look different. Default: the declaration.
    pub trust: Trust,
    /// What may stand after the last member or frame. Default: nothing.
    pub trailing: Trailing,
    /// The limits.
    pub limits: LayerLimits,
    /// Size in bytes of the buffer that is filled, hashed and handed on. Default: 1 MiB; from 64 KiB to 64 MiB.
    pub buffer_size: usize,
    /// Algorithm of the blob digest. Default: sha256. One that this build does not compute is an error.
    pub blob_algorithm: Algorithm,
    /// Algorithm of the diffID. Default: sha256. One that this build does not compute is an error.
    pub diff_algorithm: Algorithm,
    /// The digest that the blob must have. Default: any.
    pub digest: Option<LayerDigest>,
    /// The size in bytes that the blob must have. Default: any. More than this is refused at the first byte too many.
    pub size: Option<u64>,
    /// The diffID that the content must have. Default: any.
    pub diff_id: Option<DiffId>,
}

impl Default for LayerOptions {
    fn default() -> Self {
        Self {
            declared: None,
            trust: Trust::Declared,
            trailing: Trailing::Refuse,
            limits: LayerLimits::default(),
            buffer_size: 1 << 20,
            blob_algorithm: Algorithm::Sha256,
            diff_algorithm: Algorithm::Sha256,
            digest: None,
            size: None,
            diff_id: None,
        }
    }
}

impl LayerOptions {
    /// Declares the compression: that of the layer's media type. `None`, where the type does not say, leaves it to the bytes.
    ///
    /// The media types are known to `oci-spec-types`: `MediaType::compression`.
    #[must_use]
    pub fn with_declared(mut self, compression: impl Into<Option<Compression>>) -> Self {
        self.declared = compression.into();
        self
    }

    /// Says whom to believe.
    #[must_use]
    pub const fn with_trust(mut self, trust: Trust) -> Self {
        self.trust = trust;
        self
    }

    /// Says what may stand after the end.
    #[must_use]
    pub const fn with_trailing(mut self, trailing: Trailing) -> Self {
        self.trailing = trailing;
        self
    }

    /// Sets the limits.
    #[must_use]
    pub const fn with_limits(mut self, limits: LayerLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the size in bytes of the buffer; less than 64 KiB counts as that, more than 64 MiB too.
    #[must_use]
    pub const fn with_buffer_size(mut self, bytes: usize) -> Self {
        self.buffer_size = bytes;
        self
    }

    /// Sets the algorithms of the blob digest and of the diffID.
    #[must_use]
    pub fn with_algorithms(mut self, blob: Algorithm, diff: Algorithm) -> Self {
        self.blob_algorithm = blob;
        self.diff_algorithm = diff;
        self
    }

    /// Sets the digest that the manifest states, and with it the algorithm of the blob digest. A blob with another digest
    /// fails at its end.
    #[must_use]
    pub fn expect_digest(mut self, digest: LayerDigest) -> Self {
        self.blob_algorithm = digest.digest().algorithm();
        self.digest = Some(digest);
        self
    }

    /// Sets the size in bytes that the manifest states. A blob that ends before does not pass, be it cut where a member or
    /// frame ends.
    #[must_use]
    pub const fn expect_size(mut self, size: u64) -> Self {
        self.size = Some(size);
        self
    }

    /// Sets the diffID that the config of the image lists, and with it the algorithm of the diffID. Content with another
    /// diffID fails at its end.
    #[must_use]
    pub fn expect_diff_id(mut self, diff_id: DiffId) -> Self {
        self.diff_algorithm = diff_id.digest().algorithm();
        self.diff_id = Some(diff_id);
        self
    }

    pub(super) fn buffer_len(&self) -> usize {
        self.buffer_size.clamp(64 << 10, 64 << 20)
    }
}

/// Whom to believe where media type and bytes disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Trust {
    /// The declaration: a plain layer is never decompressed, whatever it begins with, and a compressed one that is not
    /// what it says is an error.
    #[default]
    Declared,
    /// The bytes, as Docker and containerd do when they unpack.
    Bytes,
}

/// What may stand after the last gzip member or zstd frame. It belongs to the blob digest always, to the diffID never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Trailing {
    /// Nothing, as Go has it.
    #[default]
    Refuse,
    /// Zero bytes (the padding of tapes), as GNU gzip has it.
    Zeros,
    /// Anything, as pigz has it; but what begins like another member or frame is one.
    Ignore,
}

/// What a layer may cost. Checked while it streams; an error says how far it got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerLimits {
    /// Size in bytes of the blob. Default: no limit, because the caller meters what it reads.
    pub max_compressed: u64,
    /// Size in bytes of what the blob decompresses to. Default: 1 TiB.
    pub max_uncompressed: u64,
    /// How many times larger than the blob its content may be, once there is more of it than
    /// [`ratio_from`](Self::ratio_from). Looked at each time the buffer is full and at the end. Default: 2000. gzip cannot
    /// reach it (1030), zstd can (30000 and more): what does so for long is a bomb.
    pub max_ratio: Option<u32>,
    /// Size in bytes of the content up to which the ratio does not matter: small layers of zeros are legal. Default: 256 MiB.
    pub ratio_from: u64,
    /// Window in bytes that a zstd frame may ask for: this much memory is allocated. Default: 128 MiB, as the zstd
    /// tool has it; more than 2 GiB counts as that.
    pub max_window: u64,
    /// Size in bytes of the header of a gzip member (name, comment and extra field; never held in memory).
    /// Default: 1 MiB.
    pub max_gzip_header: u64,
}

impl Default for LayerLimits {
    fn default() -> Self {
        Self {
            max_compressed: u64::MAX,
            max_uncompressed: 1 << 40,
            max_ratio: Some(2000),
            ratio_from: 256 << 20,
            max_window: 128 << 20,
            max_gzip_header: 1 << 20,
        }
    }
}
