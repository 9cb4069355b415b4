use super::error::ReferenceError;
use super::reading::Reading;
use super::rules::Rules;

mod containerd;
mod ggcr;
mod oras;

/// A tool, by the way it reads an image reference. Each was measured at the version that its documentation names.
///
/// ```
/// use oci_spec_types::reference::Dialect;
///
/// let read = |dialect: Dialect| dialect.read("user/repo").map(|found| String::from_utf8_lossy(&found.registry).into_owned());
/// assert_eq!(read(Dialect::Distribution)?, "docker.io");
/// assert_eq!(read(Dialect::Ggcr)?, "index.docker.io");
/// assert_eq!(read(Dialect::Oras)?, "user");
/// assert!(read(Dialect::GgcrStrict).is_err());
/// # Ok::<(), oci_spec_types::reference::ReferenceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// distribution/reference 0.6, normalised: Docker and what is built on it.
    Distribution,
    /// containers/image (container-libs of April 2026), normalised: podman, skopeo, buildah.
    ContainersImage,
    /// go-containerregistry 0.21: crane, ko, kaniko.
    Ggcr,
    /// The same with `StrictValidation`.
    GgcrStrict,
    /// oras-go 2.6.
    Oras,
    /// oras-go 3, in development.
    OrasV3,
    /// containerd 2.4, `pkg/reference`: its client and `ctr`, which want complete references.
    Containerd,
}

impl Dialect {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Distribution,
        Self::ContainersImage,
        Self::Ggcr,
        Self::GgcrStrict,
        Self::Oras,
        Self::OrasV3,
        Self::Containerd,
    ];

    /// Reads a text as the tool does.
    ///
    /// # Errors
    /// When the tool refuses the text.
    pub fn read<'a, T: AsRef<[u8]> + ?Sized>(self, text: &'a T) -> Result<Reading<'a>, ReferenceError> {
        let text = text.as_ref();
        match self {
            Self::Distribution => Rules::Distribution.normalized(text).map(Reading::from),
            Self::ContainersImage => Rules::ContainersImage.normalized(text).map(Reading::from),
            Self::Ggcr => ggcr::read(text, ggcr::Validation::Weak),
            Self::GgcrStrict => ggcr::read(text, ggcr::Validation::Strict),
            Self::Oras => oras::v2(text),
            Self::OrasV3 => oras::v3(text),
            Self::Containerd => containerd::read(text),
        }
    }
}
