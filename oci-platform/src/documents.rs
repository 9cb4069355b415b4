//! The documents of `oci-spec-types`: their platforms, and the entries of their indexes.

use std::borrow::Cow;

use oci_spec_types::{Descriptor, EntryRef, oci};

use crate::candidate::Entry;
use crate::platform::Platform;
use crate::platform_ref::PlatformRef;

macro_rules! platform_refs {
    ($($document:ty),*) => {$(
        impl<'a> From<&'a $document> for PlatformRef<'a> {
            /// The same platform: what is absent in the document is empty.
            fn from(platform: &'a $document) -> Self {
                Self {
                    os: &platform.os,
                    architecture: &platform.architecture,
                    variant: platform.variant.as_deref().unwrap_or_default(),
                    os_version: platform.os_version.as_deref().unwrap_or_default(),
                    os_features: platform.os_features.as_slice().into(),
                    features: platform.features.as_slice().into(),
                }
            }
        }
    )*};
}

platform_refs!(oci::Platform, oci_spec_types::EntryPlatform<'_>);

impl From<&oci::Platform> for Platform {
    /// The same platform: what is absent in the document is empty. Unknown members are not copied.
    fn from(platform: &oci::Platform) -> Self {
        PlatformRef::from(platform).to_platform()
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

impl From<Platform> for oci::Platform {
    /// As from a reference: for what is made on the spot, such as the platform of the running program.
    ///
    /// ```
    /// use oci_platform::Platform;
    /// use oci_spec_types::oci;
    ///
    /// let entry = oci::Platform::from(Platform::new("linux", "arm").with_variant("v7"));
    /// assert_eq!(entry.variant.unwrap(), "v7");
    /// ```
    fn from(platform: Platform) -> Self {
        Self::from(&platform)
    }
}

impl From<Platform> for oci::ImageConfig {
    /// The config of an image for this platform that says nothing else yet.
    ///
    /// ```
    /// use oci_platform::Platform;
    /// use oci_spec_types::oci;
    ///
    /// let config = oci::ImageConfig::from(Platform::new("linux", "arm").with_variant("v7"));
    /// assert_eq!((&*config.os, &*config.architecture, config.variant.as_deref()), ("linux", "arm", Some("v7")));
    /// ```
    fn from(platform: Platform) -> Self {
        let oci::Platform { os, architecture, variant, os_version, os_features, .. } = platform.into();
        let os_features = Some(os_features).filter(|features| !features.is_empty());
        Self { os, architecture, variant, os_version, os_features, ..Self::default() }
    }
}

impl From<&oci::ImageConfig> for Platform {
    /// The platform that an image config names: what stands in for an entry without one.
    ///
    /// ```
    /// use oci_platform::{Candidate, Outcome, Platform, Selector, Unread};
    /// use oci_spec_types::{Model, oci::{ImageConfig, Index}};
    ///
    /// let manifest = "application/vnd.oci.image.manifest.v1+json";
    /// let index = format!(r#"{{"schemaVersion":2,"manifests":[{{"mediaType":"{manifest}","digest":"d","size":1}}]}}"#);
    /// let index = Index::parse(index)?;
    /// let config = ImageConfig::parse(&br#"{"os":"linux","architecture":"amd64","rootfs":{"type":"layers"}}"#[..])?;
    /// let selector = Selector::new("linux/amd64".parse()?);
    /// let error = selector.select(&index.manifests).unwrap_err();
    /// assert_eq!(error.outcome, Outcome::Needs { paths: vec![vec![0]], what: Unread::Config });
    ///
    /// let entry = Candidate::of(&index.manifests[0]).with_config_platform(Platform::from(&config));
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
    fn platform(&self) -> Option<PlatformRef<'_>> {
        self.platform.as_deref().map(PlatformRef::from)
    }

    fn media_type(&self) -> Option<&str> {
        Some(self.media_type.as_str())
    }

    fn artifact_type(&self) -> Option<&str> {
        self.artifact_type.as_ref().map(oci_spec_types::MediaType::as_str).filter(|text| !text.is_empty())
    }

    fn annotation(&self, key: &str) -> Option<Cow<'_, str>> {
        self.annotations.get(key).map(|value| Cow::Borrowed(value.as_str()))
    }

    fn digest(&self) -> Option<Cow<'_, str>> {
        (!self.digest.is_empty()).then(|| Cow::Owned(self.digest.to_string()))
    }
}

impl Entry for EntryRef<'_> {
    fn platform(&self) -> Option<PlatformRef<'_>> {
        self.platform.as_ref().map(PlatformRef::from)
    }

    fn media_type(&self) -> Option<&str> {
        Some(&self.media_type)
    }

    fn artifact_type(&self) -> Option<&str> {
        self.artifact_type.as_deref().filter(|text| !text.is_empty())
    }

    /// Read from the text when it is asked for, of an entry with annotations.
    fn annotation(&self, key: &str) -> Option<Cow<'_, str>> {
        let annotations = self.annotated.then(|| self.to_descriptor().annotations)?;
        annotations.get(key).map(|value| Cow::Owned(value.to_string()))
    }

    fn digest(&self) -> Option<Cow<'_, str>> {
        (!self.digest.is_empty()).then(|| Cow::Borrowed(&*self.digest))
    }
}
