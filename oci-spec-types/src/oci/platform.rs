use crate::Text;
use crate::model::object;

object! {
    /// The platform that an entry of an index runs on (image-spec image-index.md), as the document states it.
    ///
    /// Matching and choosing are the business of `oci-platform`.
    pub struct Platform as "platform" {
        /// CPU architecture, a `GOARCH` value.
        required "architecture" => architecture: Text,
        /// Operating system, a `GOOS` value.
        required "os" => os: Text,
        /// Version of the operating system: the Windows build that the image needs.
        optional "os.version" => os_version: Option<Text>,
        /// Features of the operating system that the image needs.
        optional "os.features" => os_features: Vec<Text>,
        /// Variant of the CPU, as `v7`.
        optional "variant" => variant: Option<Text>,
        /// CPU features: used by Docker's manifest lists, reserved by the image-spec.
        optional "features" => features: Vec<Text>,
    }
}

impl Platform {
    /// A platform of this operating system and architecture.
    #[must_use]
    pub fn new(os: impl Into<Text>, architecture: impl Into<Text>) -> Self {
        Self { os: os.into(), architecture: architecture.into(), ..Self::default() }
    }

    /// With a variant of the CPU.
    #[must_use]
    pub fn with_variant(mut self, variant: impl Into<Text>) -> Self {
        self.variant = Some(variant.into());
        self
    }

    /// With features of the operating system.
    #[must_use]
    pub fn with_os_features<T: Into<Text>>(mut self, features: impl IntoIterator<Item = T>) -> Self {
        self.os_features.extend(features.into_iter().map(Into::into));
        self
    }

    /// With a version of the operating system.
    #[must_use]
    pub fn with_os_version(mut self, version: impl Into<Text>) -> Self {
        self.os_version = Some(version.into());
        self
    }
}

/// `os/architecture/variant`, with `unknown` for an empty os: for people, not for matching.
impl std::fmt::Display for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.os.is_empty() { "unknown" } else { &self.os })?;
        for part in [Some(&self.architecture), self.variant.as_ref()].into_iter().flatten() {
            if !part.is_empty() {
                f.write_str("/")?;
                f.write_str(part)?;
            }
        }
        Ok(())
    }
}
