//! The roles that a digest plays, as types: one cannot be handed where another belongs.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use crate::{Digest, Hasher, ParseError};

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(transparent))]
        pub struct $name(Digest);

        impl $name {
            /// Says that this digest plays this role. Nothing is checked.
            #[must_use]
            pub const fn new(digest: Digest) -> Self {
                Self(digest)
            }

            /// The digest, without its role.
            #[must_use]
            pub const fn digest(&self) -> &Digest {
                &self.0
            }

            /// The digest, without its role.
            #[must_use]
            pub fn into_digest(self) -> Digest {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = ParseError;

            fn from_str(text: &str) -> Result<Self, ParseError> {
                text.parse().map(Self)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = ParseError;

            fn try_from(text: &str) -> Result<Self, ParseError> {
                text.parse().map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = ParseError;

            fn try_from(text: String) -> Result<Self, ParseError> {
                text.parse().map(Self)
            }
        }
    )*};
}

roles! {
    /// The digest of a manifest or index: the name under which a registry serves it.
    ///
    /// It is the digest of the document's bytes as they came. The one exception are signed Docker
    /// schema 1 manifests, whose digest is that of the signed payload.
    ManifestDigest;

    /// The image ID: the digest of the image config's bytes as they are (image-spec config.md, `ImageID`).
    ///
    /// Artifacts often share a config (`{}`): for them it identifies nothing.
    ImageId;

    /// The digest of a layer's blob: of the bytes that a registry serves, compressed or not.
    LayerDigest;

    /// The diffID of a layer: the digest of its *uncompressed* bytes, all of them (image-spec
    /// config.md, "Layer `DiffID`"). Compressing a layer anew changes its [`LayerDigest`], never this.
    ///
    /// ```compile_fail
    /// use oci_digest::{ChainId, Digest, LayerDigest};
    ///
    /// // A blob digest where a diffID belongs does not compile.
    /// let layer = LayerDigest::new(Digest::sha256(b"blob"));
    /// ChainId::of(&[layer]);
    /// ```
    DiffId;

    /// The chainID of a stack of layers: names the layers up to one, applied in order (image-spec
    /// config.md, "Layer `ChainID`").
    ///
    /// ```compile_fail
    /// use oci_digest::{ChainId, DiffId, Digest};
    ///
    /// // A chainID is no diffID, though the one of a single layer has the same digest.
    /// let diff_id: DiffId = ChainId::new(Digest::sha256(b"tar"));
    /// ```
    ChainId;
}

impl ManifestDigest {
    /// The sha256 digest of a document's bytes. Not for *signed* Docker schema 1 manifests, whose
    /// payload must be taken out first.
    #[must_use]
    pub fn of(document: &[u8]) -> Self {
        Self(Digest::sha256(document))
    }
}

impl ImageId {
    /// The image ID of an image with this config: the sha256 digest of its bytes, which are not
    /// parsed or canonicalised.
    ///
    /// ```
    /// use oci_digest::ImageId;
    ///
    /// // The empty config of artifacts.
    /// assert_eq!(ImageId::of_config(b"{}").digest().short().to_string(), "sha256:44136fa355b3");
    /// ```
    #[must_use]
    pub fn of_config(config: &[u8]) -> Self {
        Self(Digest::sha256(config))
    }
}

impl LayerDigest {
    /// The sha256 digest of a layer's blob.
    #[must_use]
    pub fn of_blob(blob: &[u8]) -> Self {
        Self(Digest::sha256(blob))
    }
}

impl DiffId {
    /// The diffID of a layer with these uncompressed bytes.
    #[must_use]
    pub fn of_tar(tar: &[u8]) -> Self {
        Self(Digest::sha256(tar))
    }
}

impl ChainId {
    /// The chainID of these layers, lowest first; `None` where there are none.
    ///
    /// One layer's chainID is its diffID. Every further one is the sha256 of the *text* of the chain
    /// below, a space, and the text of the diffID; always sha256, whatever algorithm the diffIDs
    /// use (image-spec identity package, `ChainID`).
    ///
    /// ```
    /// use oci_digest::{ChainId, DiffId};
    ///
    /// let layers = [DiffId::of_tar(b"base"), DiffId::of_tar(b"top")];
    /// let chain = ChainId::of(&layers).expect("there are layers");
    /// assert_eq!(chain.digest().short().to_string(), "sha256:e987e43608b8");
    /// assert_eq!(ChainId::of(&layers[..1]).map(ChainId::into_digest), Some(layers[0].digest().clone()));
    /// assert_eq!(ChainId::of(&[]), None);
    /// ```
    #[must_use]
    pub fn of(diff_ids: &[DiffId]) -> Option<Self> {
        let (first, rest) = diff_ids.split_first()?;
        let base = Self(first.0.clone());
        Some(rest.iter().fold(base, |chain, diff_id| chain.then(diff_id)))
    }

    /// The chainID of every stack from the lowest layer up to each one: as many as there are layers.
    #[must_use]
    pub fn all(diff_ids: &[DiffId]) -> Vec<Self> {
        let mut chains: Vec<Self> = Vec::with_capacity(diff_ids.len());
        for diff_id in diff_ids {
            let chain = match chains.last() {
                Some(chain) => chain.then(diff_id),
                None => Self(diff_id.0.clone()),
            };
            chains.push(chain);
        }
        chains
    }

    /// The chainID with one more layer on top.
    #[must_use]
    pub fn then(&self, diff_id: &DiffId) -> Self {
        let mut hasher = Hasher::sha256();
        hash_text(&mut hasher, &self.0);
        hasher.update(b" ");
        hash_text(&mut hasher, &diff_id.0);
        Self(hasher.finalize())
    }
}

fn hash_text(hasher: &mut Hasher, digest: &Digest) {
    hasher.update(digest.algorithm_str());
    hasher.update(b":");
    hasher.update(digest.encoded().as_str());
}

/// The chainIDs of diffIDs that are text of any kind, one for each layer: what the Go tools, which hash the text
/// unchecked, make of a config whose diffIDs are no digests. For well-formed ones it is [`ChainId::all`].
///
/// ```
/// use oci_digest::chain_ids_of_text;
///
/// let chains = chain_ids_of_text(&["sha256:a", "sha256:b"]);
/// assert_eq!(chains[0], "sha256:a"); // of a single layer: its text
/// assert_eq!(chains[1].parse::<oci_digest::Digest>()?.short().to_string(), "sha256:970a948bffa8");
/// # Ok::<(), oci_digest::ParseError>(())
/// ```
#[doc(hidden)]
#[must_use]
pub fn chain_ids_of_text<T: AsRef<str>>(diff_ids: &[T]) -> Vec<String> {
    let mut chains: Vec<String> = Vec::with_capacity(diff_ids.len());
    for diff_id in diff_ids {
        let diff_id = diff_id.as_ref();
        let chain = match chains.last() {
            Some(chain) => Digest::sha256([chain, " ", diff_id].concat()).into(),
            None => diff_id.into(),
        };
        chains.push(chain);
    }
    chains
}
