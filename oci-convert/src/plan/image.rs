//! The conversion of one image: containers/image `UpdatedImage`.

use crate::image::{BlobName, Body, Image};
use crate::notes::Notes;
use crate::plan::making::{Inputs, Making};
use crate::report::hashed::Hashed;
use crate::report::of_image::{self, MadeImage, Origin};
use crate::rules::EditRules;
use crate::steps::schema1::Known;
use crate::steps::{family, manifest, media_types, read};
use crate::{
    Cause, Config, Converted, EMPTY_LAYER, Error, ErrorKind, Format, Need, OddityCode, Part, Provided, Request, Source,
    Stage,
};
use bytes::Bytes;
use oci_digest::VerifyError;
use oci_spec_types::{Blob, ClaimedDigest, Descriptor, MediaType};
use std::collections::BTreeMap;

/// The conversion of an image that has been begun.
#[derive(Debug, Clone)]
pub(crate) struct ImagePlan {
    request: Request,
    source: Source,
    image: Image,
    notes: Notes,
    config: Option<Bytes>,
    /// Blobs of layers that are to be embedded.
    blobs: BTreeMap<usize, Bytes>,
    known: Known,
    placeholders: bool,
}

/// A conversion that is done.
pub(crate) struct Finished {
    pub request: Request,
    pub source: Source,
    pub origin: Origin,
    pub made: MadeImage,
}

impl ImagePlan {
    pub(crate) fn new(request: Request, source: Source) -> Result<Self, Error> {
        let mut notes = Notes::default();
        let image = read::image(&source, request.tool, &request.reader, &mut notes)?;
        check_supported(image.format, &request)?;
        if let (Format::Oci, Some(_), Some(manifest)) = (image.format, request.to, image.manifest()) {
            let rules = request.tool.image_rules()?;
            if rules.images_only {
                family::check_image(manifest, rules.normalises)?;
            }
        }
        Ok(Self {
            request,
            source,
            image,
            notes,
            config: None,
            blobs: BTreeMap::new(),
            known: Known::default(),
            placeholders: false,
        })
    }

    /// The document that is converted.
    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    fn target(&self) -> Format {
        self.request.to.or_else(|| manifest::format(&self.request.edits)).unwrap_or(self.image.format)
    }

    pub(crate) fn needs(&self) -> Vec<Need> {
        let mut needs = Vec::new();
        let child = None;
        match &self.image.body {
            Body::Schema1(_) => {
                let layers = || self.image.current().map(|blob| blob.digest.clone()).collect();
                if self.target() != Format::DockerV2S1 && !self.placeholders {
                    if self.known.diff_ids.is_none() {
                        needs.push(Need::DiffIds { child, layers: layers() });
                    }
                    if self.known.sizes.is_none() {
                        needs.push(Need::LayerSizes { child, layers: layers() });
                    }
                }
            }
            Body::Manifest(held) => {
                if self.target() == Format::DockerV2S1 && self.request.name.is_none() {
                    needs.push(Need::Name { child });
                }
                if self.config.is_none() {
                    let required = self.needs_config();
                    let need = Need::Config { child, descriptor: Box::new(held.model.config.clone()), required };
                    needs.insert(if required { 0 } else { needs.len() }, need);
                }
                needs.extend(self.missing_blobs(&held.model.layers));
            }
        }
        needs
    }

    /// Whether the config must be read.
    fn needs_config(&self) -> bool {
        if self.edits_need_config() {
            return true;
        }
        match (self.image.format, self.request.to) {
            (Format::DockerV2S2 | Format::Oci, Some(Format::DockerV2S1)) => true,
            (from, Some(to)) => self.request.tool.rewrites_config(from, to),
            _ => false,
        }
    }

    /// Whether the edits cannot be done without the config.
    fn edits_need_config(&self) -> bool {
        let Some(manifest) = self.image.manifest() else { return false };
        let rules = self.request.tool.edits.unwrap_or(&EditRules::NOTHING_ELSE);
        let edits = &self.request.edits;
        let max = manifest::data_max(edits);
        let embeds = |size| manifest::embeds(size, max);
        let moves = |layer: &Descriptor| embeds(layer.size).is_some_and(|embeds| embeds || layer.data.is_some());
        let layers = self.request.layers.is_some() || manifest.layers.iter().any(moves);
        let config = &manifest.config;
        let edited = !self.request.config_edits.is_empty()
            && media_types::is_image_config(&manifest::config_type(manifest, edits));
        edited
            || manifest::rewrites_config(manifest, edits, layers, rules)
            || manifest::config_algorithm(edits).is_some()
            || (embeds(config.size) == Some(true) && manifest::has_data(config, rules))
    }

    /// The blobs that are to be embedded and were not provided.
    fn missing_blobs(&self, layers: &[Descriptor]) -> Vec<Need> {
        let max = manifest::data_max(&self.request.edits);
        let updates = self.request.layers.as_deref().unwrap_or_default();
        let mut needs = Vec::new();
        for (position, layer) in layers.iter().enumerate() {
            let mut descriptor = layer.clone();
            if let Some(update) = updates.get(position) {
                (descriptor.digest, descriptor.size) = (update.digest.clone(), update.size);
            }
            if manifest::embeds(descriptor.size, max) == Some(true) && !self.blobs.contains_key(&position) {
                needs.push(Need::Layer { child: None, position, descriptor: Box::new(descriptor) });
            }
        }
        needs
    }

    fn provide_blob(&mut self, position: usize, digest: &ClaimedDigest, blob: Bytes) -> Result<(), Error> {
        let pointer = format!("/layers/{position}/digest");
        let error = |text| Error::new(ErrorKind::InvalidDigest, Stage::Provide, Part::Manifest, pointer, text);
        match digest.valid().map(|digest| digest.verify(&blob)) {
            Some(Ok(())) => {
                self.blobs.insert(position, blob);
                Ok(())
            }
            Some(Err(problem)) => Err(error(problem.to_string())),
            None => Err(error(format!("the manifest names it by {:?}", digest.to_string()))),
        }
    }

    pub(crate) fn provide(&mut self, need: &Need, provided: Provided) -> Result<(), Error> {
        match (need, provided) {
            (Need::Config { .. }, Provided::Bytes(bytes)) => self.provide_config(bytes),
            (Need::Layer { position, .. }, Provided::Bytes(blob)) => {
                let wanted = self.image.manifest().map(|manifest| self.missing_blobs(&manifest.layers));
                let own = wanted.into_iter().flatten().find_map(|own| match own {
                    Need::Layer { position: at, descriptor, .. } if at == *position => Some(descriptor.digest),
                    _ => None,
                });
                self.provide_blob(*position, &own.ok_or_else(|| need.not_asked())?, blob)
            }
            (Need::DiffIds { .. }, Provided::DiffIds(ids)) => {
                self.check_count(ids.len(), ErrorKind::DiffIdCountMismatch, "diffIDs")?;
                self.known.diff_ids = Some(ids);
                Ok(())
            }
            (Need::LayerSizes { .. }, Provided::Sizes(sizes)) => {
                self.check_count(sizes.len(), ErrorKind::LayerSizeCountMismatch, "sizes")?;
                self.known.sizes = Some(sizes);
                Ok(())
            }
            (Need::Name { .. }, Provided::Name(name)) => {
                self.request.name = Some(name);
                Ok(())
            }
            _ => Err(need.not_asked()),
        }
    }

    fn provide_config(&mut self, config: Bytes) -> Result<(), Error> {
        let Some(manifest) = self.image.manifest() else { return Ok(()) };
        self.request.reader.check_size(Stage::Provide, Part::Config, config.len())?;
        let error = |kind, text| Error::new(kind, Stage::Provide, Part::Config, "", text);
        let descriptor = &manifest.config;
        let Some(digest) = descriptor.digest.valid() else {
            let text = format!("the manifest names it by {:?}", descriptor.digest.to_string());
            return Err(error(ErrorKind::InvalidDigest, text));
        };
        digest.verify(&config).map_err(|problem| {
            let kind = match problem {
                VerifyError::Unsupported { .. } => ErrorKind::InvalidDigest,
                _ => ErrorKind::ConfigDigestMismatch,
            };
            error(kind, problem.to_string())
        })?;
        if usize::try_from(descriptor.size).ok() != Some(config.len()) {
            let detail = format!("stated {}, found {}", descriptor.size, config.len());
            self.notes.odd(Part::Manifest, "/config/size", OddityCode::ConfigSize, detail);
        }
        self.config = Some(config);
        Ok(())
    }

    pub(crate) fn accept_placeholders(&mut self) {
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

    /// Converts. What is needed besides to find the way back comes with the result.
    pub(crate) fn finish(mut self) -> Result<(Converted, Finished), Error> {
        if let Some(need) = self.needs().iter().find(|need| need.is_required()) {
            return Err(need.missing());
        }
        let origin = Origin::of(&self.image, &self.source, self.request.tool, self.request.way_back);
        let target = self.target();
        let image = std::mem::replace(&mut self.image, Image::nothing());
        let inputs = Inputs {
            request: &self.request,
            source: &self.source,
            config: self.config.as_ref(),
            blobs: &self.blobs,
            known: &self.known,
        };
        let made = Making::of(image, std::mem::take(&mut self.notes), target, inputs).finish()?;
        let hashed = Hashed::of(origin.payload(&self.source), &made.payload, &self.request.edits)?;
        let (bytes, media_type, signed) = match made.image.format {
            Format::DockerV2S1 => sign(&self.request, &made.payload)?,
            format => (made.payload.clone(), format.media_type(), false),
        };
        let mut made = MadeImage { signed, ..made };
        let report = of_image::report(self.request.tool, &origin, &self.source, &hashed, &mut made);
        let needs_empty = made.image.layers.iter().any(|layer| layer.causes.contains(&Cause::EmptyLayerAdded));
        let extra_blobs =
            if needs_empty { vec![Blob::new(MediaType::DOCKER_LAYER_GZIP, &EMPTY_LAYER[..])] } else { Vec::new() };
        let config = config_of(&made, origin.config.as_ref());
        let children = BTreeMap::new();
        let digest = hashed.after;
        let converted = Converted { bytes, media_type, digest, config, extra_blobs, children, report };
        Ok((converted, Finished { request: self.request, source: self.source, origin, made }))
    }
}

/// The config that the result names.
fn config_of(made: &MadeImage, before: Option<&BlobName>) -> Option<Config> {
    let descriptor = &made.image.manifest()?.config;
    Some(Config {
        media_type: descriptor.media_type.clone(),
        digest: descriptor.digest.clone(),
        size: descriptor.size,
        bytes: made.image.config.clone().or_else(|| made.given.clone()),
        is_new: before.is_none_or(|before| before.digest != descriptor.digest),
    })
}

#[cfg(feature = "signatures")]
fn sign(request: &Request, payload: &Bytes) -> Result<(Bytes, MediaType, bool), Error> {
    use oci_spec_types::docker::jws::{Jws, Mode};
    let Some((key, time)) = &request.signer else { return Ok(unsigned(payload)) };
    let error = |text: String| Error::convert(ErrorKind::NotSignable, Part::Manifest, "", text);
    let mut jws = Jws::new(payload.clone(), Mode::Libtrust).map_err(|problem| error(problem.to_string()))?;
    jws.sign(key, *time).map_err(|problem| error(problem.to_string()))?;
    let document = jws.to_document().map_err(|problem| error(problem.to_string()))?;
    Ok((document.into(), MediaType::DOCKER_SCHEMA1_SIGNED, true))
}

#[cfg(not(feature = "signatures"))]
fn sign(_: &Request, payload: &Bytes) -> Result<(Bytes, MediaType, bool), Error> {
    Ok(unsigned(payload))
}

fn unsigned(payload: &Bytes) -> (Bytes, MediaType, bool) {
    (payload.clone(), MediaType::DOCKER_SCHEMA1, false)
}

/// Which conversions the tool has; without another format, every document that it reads is written again.
fn check_supported(from: Format, request: &Request) -> Result<(), Error> {
    let tool = request.tool;
    if !request.edits.is_empty() {
        tool.edit_rules()?;
    }
    if !request.config_edits.is_empty() {
        tool.config_rules()?;
    }
    let supported = match request.to {
        Some(to) => tool.converts(from, to),
        None => tool.layers.is_some() || tool.edits.is_some(),
    };
    if supported {
        return Ok(());
    }
    let text = match request.to {
        Some(to) => format!("from {from} to {to}, as {tool}"),
        None => format!("{from} stays as it is, as {tool}"),
    };
    Err(Error::convert(ErrorKind::UnsupportedConversion, Part::Manifest, "", text))
}
