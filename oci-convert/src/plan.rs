use crate::convert;
use crate::image::Image;
use crate::job::Job;
use crate::ledger::Ledger;
use crate::schema1::Known;
use crate::{
    Conversion, Converted, Destination, Error, ErrorKind, Format, OddityCode, Part, Profile, Source, Stage, parse,
};
use bytes::Bytes;
use oci_digest::VerifyError;
use oci_spec_types::{ClaimedDigest, MediaType, Text};

/// Bytes of a manifest or config that are read at most: 4 MiB, as containers/image does (`internal/iolimits`).
pub const MAX_DOCUMENT: usize = 4 << 20;

/// A conversion that has been begun: the manifest is read, the rest is asked for.
#[derive(Debug, Clone)]
pub struct Plan {
    conversion: Conversion,
    source: Source,
    image: Image,
    ledger: Ledger,
    config: Option<Bytes>,
    known: Known,
    placeholders: bool,
}

/// Something that a conversion needs besides the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Need {
    /// The config: [`Plan::provide_config`].
    Config {
        /// The media type that the manifest states.
        media_type: MediaType,
        /// Its digest; the blob is verified against it.
        digest: ClaimedDigest,
        /// Its size in bytes, as the manifest states it. Tools do not check it.
        size: i64,
        /// Whether there is no result without it. Otherwise only the report profits from it: it tells the diffIDs, and
        /// whether the way back is exact.
        required: bool,
    },
    /// The diffIDs of the layers: [`Plan::provide_diff_ids`].
    DiffIds {
        /// The blobs of which they are asked for, from the base up.
        layers: Vec<Text>,
    },
    /// The sizes of the layers: [`Plan::provide_layer_sizes`].
    LayerSizes {
        /// The blobs of which they are asked for, from the base up.
        layers: Vec<Text>,
    },
    /// The repository name and tag of the result: [`Plan::provide_destination`].
    Destination,
}

impl Plan {
    pub(crate) fn new(conversion: Conversion, source: Source) -> Result<Self, Error> {
        check_size(Part::Manifest, source.bytes.len(), Stage::Parse)?;
        let mut ledger = Ledger::default();
        let image = parse::parse(&source, conversion.profile, &mut ledger)?;
        check_supported(image.format, conversion.target, conversion.profile)?;
        if image.format == Format::Oci && conversion.target.is_some() {
            crate::schema2::check_image(&image.manifest)?;
        }
        let known = Known::default();
        Ok(Self { conversion, source, image, ledger, config: None, known, placeholders: false })
    }

    /// What is still needed; what there is no result without first. Empty when nothing is.
    #[must_use]
    pub fn needs(&self) -> Vec<Need> {
        let mut needs = Vec::new();
        let target = self.conversion.target.unwrap_or(self.image.format);
        if self.image.format == Format::DockerV2S1 {
            let layers = || {
                let blobs = self.image.layers.iter().filter_map(|link| link.after.as_ref());
                blobs.map(|blob| blob.digest.clone()).collect()
            };
            if target != Format::DockerV2S1 && !self.placeholders {
                if self.known.diff_ids.is_none() {
                    needs.push(Need::DiffIds { layers: layers() });
                }
                if self.known.sizes.is_none() {
                    needs.push(Need::LayerSizes { layers: layers() });
                }
            }
            return needs;
        }
        if target == Format::DockerV2S1 && self.conversion.destination.is_none() {
            needs.push(Need::Destination);
        }
        if self.config.is_none() {
            let config = self.image.manifest.get("config");
            needs.push(Need::Config {
                media_type: config.get("mediaType").as_str().into(),
                digest: config.get("digest").as_str().into(),
                size: config.get("size").as_i64(),
                required: self.needs_config(),
            });
        }
        needs.sort_by_key(|need| matches!(need, Need::Config { required: false, .. }));
        needs
    }

    /// Whether the config must be read.
    fn needs_config(&self) -> bool {
        match (self.image.format, self.conversion.target) {
            (Format::DockerV2S2 | Format::Oci, Some(Format::DockerV2S1)) => true,
            (Format::DockerV2S2, Some(Format::Oci)) => self.conversion.profile != Profile::Minimal,
            _ => false,
        }
    }

    /// Gives the config.
    ///
    /// # Errors
    /// When it is not the one that the manifest names, or larger than [`MAX_DOCUMENT`].
    pub fn provide_config(&mut self, config: impl Into<Bytes>) -> Result<(), Error> {
        let config = config.into();
        check_size(Part::Config, config.len(), Stage::Provide)?;
        let descriptor = self.image.manifest.get("config");
        let claimed = descriptor.get("digest").as_str();
        let error = |kind, text| Error::new(kind, Stage::Provide, Part::Config, "", text);
        let Ok(digest) = claimed.parse::<oci_digest::Digest>() else {
            return Err(error(ErrorKind::InvalidDigest, format!("the manifest names it by {claimed:?}")));
        };
        digest.verify(&config).map_err(|problem| {
            let kind = match problem {
                VerifyError::Unsupported { .. } => ErrorKind::InvalidDigest,
                _ => ErrorKind::ConfigDigestMismatch,
            };
            error(kind, problem.to_string())
        })?;
        let stated = descriptor.get("size").as_i64();
        if usize::try_from(stated).ok() != Some(config.len()) {
            let detail = format!("stated {stated}, found {}", config.len());
            self.ledger.odd(Part::Manifest, "/config/size", OddityCode::ConfigSize, detail);
        }
        self.config = Some(config);
        Ok(())
    }

    /// Gives the diffIDs of the layers of a schema 1 manifest: from the base up, one for each that [`Need::DiffIds`] lists;
    /// those of empty layers are not looked at. They are taken as they are: who unpacks the layers knows them.
    ///
    /// # Errors
    /// When there is not one for each layer.
    pub fn provide_diff_ids<T: Into<Text>>(&mut self, diff_ids: impl IntoIterator<Item = T>) -> Result<(), Error> {
        let diff_ids: Vec<Text> = diff_ids.into_iter().map(Into::into).collect();
        self.check_count(diff_ids.len(), ErrorKind::DiffIdCountMismatch, "diffIDs")?;
        self.known.diff_ids = Some(diff_ids);
        Ok(())
    }

    /// Gives the sizes in bytes of the layers of a schema 1 manifest, in the order of [`Need::LayerSizes`].
    ///
    /// # Errors
    /// When there is not one for each layer.
    pub fn provide_layer_sizes(&mut self, sizes: impl IntoIterator<Item = i64>) -> Result<(), Error> {
        let sizes: Vec<i64> = sizes.into_iter().collect();
        self.check_count(sizes.len(), ErrorKind::LayerSizeCountMismatch, "sizes")?;
        self.known.sizes = Some(sizes);
        Ok(())
    }

    /// Gives the name and tag of a schema 1 result; [`Destination::default`] where there are none.
    pub fn provide_destination(&mut self, destination: Destination) {
        self.conversion.destination = Some(destination);
    }

    /// Sizes and diffIDs that were not provided are written as `0` and `""`, as containers/image does where nobody knows
    /// them. The result is no image that can be pulled.
    pub fn accept_placeholders(&mut self) {
        self.placeholders = true;
    }

    fn check_count(&self, found: usize, kind: ErrorKind, what: &str) -> Result<(), Error> {
        let layers = self.image.layer_count();
        if found == layers {
            return Ok(());
        }
        let text = format!("found {found} {what}, expected one for each of the {layers} layers");
        Err(Error::new(kind, Stage::Provide, Part::Manifest, "/fsLayers", text))
    }

    /// Converts.
    ///
    /// # Errors
    /// When something is missing that [`Plan::needs`] lists as required, or the conversion is not possible.
    pub fn finish(self) -> Result<Converted, Error> {
        for need in self.needs() {
            let (kind, part, text) = match need {
                Need::Config { required: false, .. } => continue,
                Need::Config { digest, .. } => {
                    (ErrorKind::ConfigRequired, Part::Config, format!("the config {digest}"))
                }
                Need::DiffIds { .. } => {
                    (ErrorKind::NotProvided, Part::Manifest, "the diffIDs of the layers".to_owned())
                }
                Need::LayerSizes { .. } => {
                    (ErrorKind::NotProvided, Part::Manifest, "the sizes of the layers".to_owned())
                }
                Need::Destination => (ErrorKind::NotProvided, Part::Manifest, "the name of the destination".to_owned()),
            };
            return Err(Error::new(kind, Stage::Convert, part, "", format!("{text} must be provided")));
        }
        convert::run(Job {
            conversion: self.conversion,
            source: self.source,
            image: self.image,
            ledger: self.ledger,
            config: self.config,
            known: self.known,
        })
    }
}

fn check_size(part: Part, found: usize, stage: Stage) -> Result<(), Error> {
    if found <= MAX_DOCUMENT {
        return Ok(());
    }
    let text = format!("found {found} bytes, at most {MAX_DOCUMENT} are read");
    Err(Error::new(ErrorKind::TooLarge, stage, part, "", text))
}

/// Which conversions there are (containers/image `convertManifestIfRequiredWithUpdate`).
fn check_supported(from: Format, to: Option<Format>, profile: Profile) -> Result<(), Error> {
    let supported = match profile {
        Profile::Distribution => (from, to) == (Format::DockerV2S2, Some(Format::DockerV2S1)),
        // Asking for the format that is there already is refused; but schema 1 stays schema 1, signed or not.
        _ => to != Some(from) || from == Format::DockerV2S1,
    };
    if supported {
        return Ok(());
    }
    let text = match to {
        Some(to) => format!("from {from} to {to}, as {profile}"),
        None => format!("{from} stays as it is, as {profile}"),
    };
    Err(Error::convert(ErrorKind::UnsupportedConversion, Part::Manifest, "", text))
}
