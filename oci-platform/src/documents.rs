//! The documents of `oci-spec-types`: their platforms, and the entries of their indexes.

use std::borrow::Cow;

use oci_spec_types::{Descriptor, oci};

use crate::{Candidate, Entry, Platform, REFERENCE_DIGEST_ANNOTATION, REFERENCE_TYPE_ANNOTATION, ZSTD_ANNOTATION};

impl From<&oci::Platform> for Platform {
    /// The same platform: what is absent in the document is empty. Unknown members stay behind.
    fn from(platform: &oci::Platform) -> Self {
        Self {
            os: platform.os.to_string(),
            architecture: platform.architecture.to_string(),
            variant: platform.variant.as_deref().unwrap_or_default().to_owned(),
            os_version: platform.os_version.as_deref().unwrap_or_default().to_owned(),
            os_features: platform.os_features.iter().map(ToString::to_string).collect(),
            features: platform.features.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&Platform> for oci::Platform {
    /// The same platform for a document: what is empty is absent.
    fn from(platform: &Platform) -> Self {
        let optional = |text: &str| (!text.is_empty()).then(|| text.into());
        let list = |texts: &[String]| texts.iter().map(|text| text.as_str().into()).collect();
        Self {
            os: platform.os.as_str().into(),
            architecture: platform.architecture.as_str().into(),
            variant: optional(&platform.variant),
            os_version: optional(&platform.os_version),
            os_features: list(&platform.os_features),
            features: list(&platform.features),
            ..Self::default()
        }
    }
}

impl From<&oci::ImageConfig> for Platform {
    /// The platform that an image config names: what stands in for an entry without one.
    ///
    /// ```
    /// use oci_platform::{Entry, Platform, SelectError, Selector};
    /// use oci_spec_types::{Model, oci::{ImageConfig, Index}};
    ///
    /// let index = Index::parse(&br#"{"schemaVersion":2,"manifests":[{"mediaType":"m","digest":"d","size":1}]}"#[..])?;
    /// let config = ImageConfig::parse(&br#"{"os":"linux","architecture":"amd64","rootfs":{"type":"layers"}}"#[..])?;
    /// let selector = Selector::new("linux/amd64".parse()?);
    /// let Err(SelectError::NeedsConfig { entries }) = selector.select(&index.manifests) else { panic!() };
    /// assert_eq!(entries, [0]);
    ///
    /// let entry = index.manifests[0].candidate().with_config_platform(Platform::from(&config));
    /// assert_eq!(selector.select(&[entry])?.index, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn from(config: &oci::ImageConfig) -> Self {
        Self {
            os: config.os.to_string(),
            architecture: config.architecture.to_string(),
            variant: config.variant.as_deref().unwrap_or_default().to_owned(),
            os_version: config.os_version.as_deref().unwrap_or_default().to_owned(),
            os_features: config.os_features.iter().flatten().map(ToString::to_string).collect(),
            features: Vec::new(),
        }
    }
}

impl Entry for Descriptor {
    fn candidate(&self) -> Candidate<'_> {
        let annotation = |key| self.annotations.get(key).map(|value| Cow::Borrowed(value.as_str()));
        Candidate {
            platform: self.platform.as_deref().map(|platform| Cow::Owned(Platform::from(platform))),
            config_platform: None,
            media_type: Cow::Borrowed(self.media_type.essence()),
            artifact_type: self
                .artifact_type
                .as_ref()
                .map(oci_spec_types::MediaType::as_str)
                .filter(|artifact_type| !artifact_type.is_empty())
                .map(Cow::Borrowed),
            digest: (!self.digest.is_empty()).then(|| Cow::Owned(self.digest.to_string())),
            zstd: annotation(ZSTD_ANNOTATION).is_some_and(|value| value == "true"),
            reference_type: annotation(REFERENCE_TYPE_ANNOTATION),
            reference_digest: annotation(REFERENCE_DIGEST_ANNOTATION),
        }
    }
}
