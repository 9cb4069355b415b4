//! The conversion of one image: containers/image `UpdatedImage`.

use crate::held::Reader;
use crate::image::{Blob, Body, Image};
use crate::notes::{Notes, write};
use crate::report::of_image::{self, MadeImage, Origin};
use crate::steps::schema1::{self, Known};
use crate::steps::{config, edit_content, family, layers, manifest, read};
use crate::{
    Cause, Config, Converted, Destination, EMPTY_LAYER, Error, ErrorKind, Format, LossReason, Need, OddityCode, Part,
    Provided, Request, Source, Stage, Tool, in_place,
};
use bytes::Bytes;
use oci_digest::{ManifestDigest, VerifyError};
use oci_spec_types::{ClaimedDigest, Descriptor, MediaType, oci};
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
        let image = read::image(&source, request.tool, &request.reader(), &mut notes)?;
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
        let kept = |tool: &Tool| tool.image_rules().is_ok_and(|rules| rules.config == crate::rules::ConfigRule::Kept);
        match (self.image.format, self.request.to) {
            (Format::DockerV2S2 | Format::Oci, Some(Format::DockerV2S1)) => true,
            (Format::DockerV2S2, Some(Format::Oci)) => !kept(self.request.tool),
            _ => false,
        }
    }

    /// Whether the edits cannot be done without the config.
    fn edits_need_config(&self) -> bool {
        let (Some(manifest), Ok(rules)) = (self.image.manifest(), self.request.tool.edit_rules()) else { return false };
        let edits = &self.request.edits;
        let max = manifest::data_max(edits);
        let embeds = |size| manifest::embeds(size, max);
        let moves = |layer: &Descriptor| embeds(layer.size).is_some_and(|embeds| embeds || layer.data.is_some());
        let layers = self.request.layers.is_some() || manifest.layers.iter().any(moves);
        let config = &manifest.config;
        let edited =
            !self.request.config_edits.is_empty() && manifest::is_image_config(&manifest::config_type(manifest, edits));
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
            (Need::Layer { position, descriptor, .. }, Provided::Bytes(blob)) => {
                self.provide_blob(*position, &descriptor.digest, blob)
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
        self.request.reader().check_size(Stage::Provide, Part::Config, config.len())?;
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
        let origin = Origin::of(&self.image, &self.source, self.request.way_back);
        let made = self.make()?;
        let digest = match manifest::algorithm(&self.request.edits) {
            Some(algorithm) => ManifestDigest::new(manifest::digest(algorithm, &made.payload)?),
            None => ManifestDigest::of(&made.payload),
        };
        let (bytes, media_type, signed) = match made.image.format {
            Format::DockerV2S1 => sign(&self.request, &made.payload)?,
            format => (made.payload.clone(), format.media_type(), false),
        };
        let made = MadeImage { signed, ..made };
        let report = of_image::report(self.request.tool, &origin, &self.source, &digest, &made);
        let needs_empty = made.image.layers.iter().any(|layer| layer.causes.contains(&Cause::EmptyLayerAdded));
        let extra_blobs = if needs_empty { vec![crate::Blob::new(&EMPTY_LAYER[..])] } else { Vec::new() };
        let config = config_of(&made, origin.config.as_ref());
        let children = BTreeMap::new();
        let converted = Converted { bytes, media_type, digest, config, extra_blobs, children, report };
        Ok((converted, Finished { request: self.request, source: self.source, origin, made }))
    }

    /// Converts through the models; afterwards the plan holds nothing.
    fn make(&mut self) -> Result<MadeImage, Error> {
        let tool = self.request.tool;
        let reader: Reader = self.request.reader();
        let (target, asked) = (self.target(), self.request.to);
        let mut notes = std::mem::take(&mut self.notes);
        let mut image = std::mem::replace(&mut self.image, Image::nothing());
        let given = self.config.clone();
        let mut updates = self.request.layers.take();

        let in_place = tool.dialect.is_in_place() && target != Format::DockerV2S1;
        let original = image.manifest().filter(|_| in_place).cloned();
        if let (Body::Manifest(held), true) = (&image.body, in_place) {
            if held.odd {
                in_place::check(&self.source.bytes, &held.model)?;
            }
            // What is kept in its text is not lost.
            notes.losses.clear();
        }
        let unchanged = match tool.image_rules() {
            Ok(rules) if rules.keeps_unchanged => image.manifest().map(|manifest| (image.format, manifest.clone())),
            _ => None,
        };
        let mut in_order = true;
        if let (Body::Manifest(held), false) = (&image.body, in_place) {
            let table = tool.dialect.manifest(target);
            in_order = held.note_unwritten(table, Part::Manifest, false, &mut notes);
        }
        let edits = &self.request.edits;
        let old_config_type = image.manifest().map(|manifest| manifest.config.media_type.clone());
        if !edits.is_empty() {
            manifest::edit_image(&mut image, edits, tool, &mut notes)?;
        }
        let mut diff_ids = None;
        match (image.format, target) {
            (Format::DockerV2S1, Format::DockerV2S1) => embed(&mut image, self.request.name.as_ref(), &mut notes),
            (Format::DockerV2S1, _) => {
                let (left, ids) = schema1::to_schema2(&mut image, &self.known, updates, tool, &mut notes)?;
                (updates, diff_ids) = (left, Some(ids));
                if target == Format::Oci {
                    let config = image.config.clone();
                    family::to_oci(&mut image, tool, config.as_ref(), Part::V1Image(0), &reader, &mut notes)?;
                }
            }
            (Format::DockerV2S2, Format::Oci) => {
                diff_ids = family::to_oci(&mut image, tool, given.as_ref(), Part::Config, &reader, &mut notes)?;
            }
            (Format::Oci, Format::DockerV2S2 | Format::DockerV2S1) => {
                if let Some(asked) = updates {
                    updates = Some(layers::before_docker(&mut image, &asked, tool, &mut notes)?);
                }
                family::to_docker(&mut image, tool, &mut notes).map_err(|error| match error.kind() {
                    ErrorKind::ZstdNotRepresentable if updates.is_some() => {
                        error.because("the edits of the layers come after the conversion, which does not have zstd")
                    }
                    _ => error,
                })?;
            }
            (Format::DockerV2S2 | Format::Oci, _) if asked == Some(image.format) => {
                family::normalise(&mut image, tool, &mut notes)?;
            }
            (Format::DockerV2S2 | Format::Oci, _) => {}
        }
        let looked = match (&diff_ids, &given, image.manifest()) {
            (None, Some(given), Some(manifest)) => config::look(given, &manifest.layers, tool, &reader, &mut notes),
            _ => None,
        };
        let known_ids = diff_ids.or_else(|| looked.as_ref().map(|held| held.model.rootfs.diff_ids.clone()));
        if image.format == Format::DockerV2S2 && target == Format::DockerV2S1 {
            let default = Destination::default();
            let name = self.request.name.as_ref().unwrap_or(&default);
            let config = given.as_deref().unwrap_or_default();
            updates = schema1::to_schema1(&mut image, tool, config, name, updates, &mut notes)?;
        }
        let config_edits = &self.request.config_edits;
        let edited = !edits.is_empty() || !config_edits.is_empty() || updates.is_some();
        let converted = tool.edits.filter(|_| edited).and_then(|_| image.manifest().cloned());
        if let Some(updates) = updates {
            layers::apply(&mut image, &updates, tool, &mut notes)?;
            layers::note_old_ids(&image, &mut notes);
        }
        if asked.is_none() && tool.image_rules()?.drops_docker_annotations {
            family::drop_manifest_annotations(&mut image, &mut notes);
        }
        if let (Some(rules), Some(converted)) = (tool.edits, converted) {
            let content = edit_content::Content { config: given.as_ref(), layers: &self.blobs };
            let old = (&converted, old_config_type.as_ref());
            edit_content::apply(&mut image, old, (edits, config_edits), &content, rules, tool, &reader, &mut notes)?;
        }
        let new_diff_ids = edit_content::diff_ids(&image, config_edits);
        let rewritten = manifest::algorithm(edits).is_some();
        let alike = |(format, before): (Format, oci::Manifest)| format == target && image.manifest() == Some(&before);
        let kept = !rewritten && unchanged.is_some_and(alike);
        let payload = match (&image.body, &original) {
            _ if kept => {
                notes.losses.clear();
                self.source.bytes.to_vec()
            }
            (Body::Schema1(schema1), _) => {
                let form = tool.dialect.schema1.map(|types| types.form).unwrap_or_default();
                write(Part::Manifest, &schema1.manifest, &form)?
            }
            (Body::Manifest(held), Some(original)) => in_place::manifest(&self.source.bytes, original, &held.model)?,
            (Body::Manifest(held), None) => {
                let table = tool.dialect.manifest(target);
                held.write(table, tool.dialect.style(), Part::Manifest, self.source.bytes.len() + 64)?
            }
        };
        let in_text = original.is_some() || kept;
        let subject = subject_of(&image, target, tool, in_text);
        let payload = payload.into();
        Ok(MadeImage {
            image,
            notes,
            payload,
            in_text,
            in_order,
            subject,
            kept: looked,
            diff_ids: known_ids,
            new_diff_ids,
            given,
            signed: false,
        })
    }
}

/// The subject of the result; also of a manifest that keeps its text, in whose type there is no place for one.
fn subject_of(image: &Image, target: Format, tool: &Tool, in_text: bool) -> Option<Blob> {
    let manifest = image.manifest().filter(|_| target != Format::DockerV2S1)?;
    if in_text {
        return of_image::subject_of(manifest);
    }
    let held = tool.dialect.manifest(target).layout.holds::<oci::Manifest>("subject");
    manifest.subject.as_deref().filter(|_| held).map(Blob::of)
}

/// containers/image: option `EmbeddedDockerReference`.
fn embed(image: &mut Image, name: Option<&Destination>, notes: &mut Notes) {
    let (Body::Schema1(schema1), Some(name)) = (&mut image.body, name) else { return };
    for (member, new) in [("name", &name.name), ("tag", &name.tag)] {
        if schema1.manifest.get(member).as_str() != &**new {
            let old = schema1.manifest.get(member);
            notes.lose_value(Part::Manifest, format!("/{member}"), old, LossReason::Asked);
            schema1.manifest.set(member, &**new);
        }
    }
}

/// The config that the result names.
fn config_of(made: &MadeImage, before: Option<&Blob>) -> Option<Config> {
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
    if !request.edits.is_empty() || !request.config_edits.is_empty() {
        tool.edit_rules()?;
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
