use crate::{Destination, Error, Format, LayerUpdate, Plan, Profile, Source};
#[cfg(feature = "signatures")]
use oci_spec_types::docker::jws::{SigningKey, SigningTime};

/// What is to be made of a manifest, and how.
///
/// ```
/// use oci_convert::{Conversion, Format, Need, Source};
/// use oci_digest::Digest;
/// use oci_spec_types::MediaType;
///
/// let config = br#"{"architecture":"amd64","os":"linux","docker_version":"20.10","rootfs":{"type":"layers","diff_ids":[]}}"#;
/// let manifest = format!(
///     r#"{{"schemaVersion":2,"mediaType":"{}","config":{{"mediaType":"{}","size":{},"digest":"{}"}},"layers":[]}}"#,
///     MediaType::DOCKER_MANIFEST, MediaType::DOCKER_CONFIG, config.len(), Digest::sha256(config),
/// );
///
/// let mut plan = Conversion::to(Format::Oci).plan(Source::new(manifest, MediaType::DOCKER_MANIFEST))?;
/// assert!(matches!(&plan.needs()[..], [Need::Config { required: true, .. }]));
/// plan.provide_config(&config[..])?;
/// let converted = plan.finish()?;
///
/// assert_eq!(converted.media_type, MediaType::OCI_MANIFEST);
/// assert_eq!(converted.report.losses[0].pointer, "/docker_version");
/// # Ok::<(), oci_convert::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Conversion {
    pub(crate) target: Option<Format>,
    pub(crate) profile: Profile,
    pub(crate) updates: Option<Vec<LayerUpdate>>,
    pub(crate) destination: Option<Destination>,
    pub(crate) no_way_back: bool,
    #[cfg(feature = "signatures")]
    pub(crate) signer: Option<(SigningKey, SigningTime)>,
}

impl Conversion {
    /// A conversion to a format.
    #[must_use]
    pub fn to(format: Format) -> Self {
        Self { target: Some(format), ..Self::default() }
    }

    /// No conversion: the manifest is read and written again, with edits if there are any.
    #[must_use]
    pub fn update() -> Self {
        Self::default()
    }

    /// Whose bytes are made; containers/image of today by default.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Edits of the layers: one for each layer of the source, from the base up; for schema 1 with those that are empty.
    #[must_use]
    pub fn layer_updates(mut self, updates: impl Into<Vec<LayerUpdate>>) -> Self {
        self.updates = Some(updates.into());
        self
    }

    /// The name and tag that a schema 1 result holds. Not needed, and not looked at, for other results.
    ///
    /// Schema 1 that stays schema 1 keeps its own without this.
    #[must_use]
    pub fn destination(mut self, destination: Destination) -> Self {
        self.destination = Some(destination);
        self
    }

    /// The report does not say whether the conversion can be undone: saves converting back.
    #[must_use]
    pub fn without_way_back(mut self) -> Self {
        self.no_way_back = true;
        self
    }

    /// A schema 1 result is signed with this key. Its digest is the same, signed or not.
    #[cfg(feature = "signatures")]
    #[must_use]
    pub fn sign(mut self, key: SigningKey, time: SigningTime) -> Self {
        self.signer = Some((key, time));
        self
    }

    /// Reads the manifest and says what else is needed.
    ///
    /// # Errors
    /// When the manifest can not be read, or there is no such conversion.
    pub fn plan(&self, source: impl Into<Source>) -> Result<Plan, Error> {
        Plan::new(self.clone(), source.into())
    }
}

impl std::fmt::Debug for Conversion {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Conversion")
            .field("target", &self.target)
            .field("profile", &self.profile)
            .field("updates", &self.updates)
            .field("destination", &self.destination)
            .finish_non_exhaustive()
    }
}
