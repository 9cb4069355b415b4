//! Making an image of another: the steps, in their order.

use crate::held::{At, Held, Reader};
use crate::image::{BlobName, Body, Image};
use crate::notes::{Notes, write};
use crate::report::of_image::MadeImage;
use crate::report::subject;
use crate::steps::edit_content::EditContent;
use crate::steps::schema1::{self, Known};
use crate::steps::{config, family, layers, manifest};
use crate::{
    Destination, Error, ErrorKind, Format, LayerUpdate, LossReason, Part, Request, Source, Stage, Tool, in_place,
};
use bytes::Bytes;
use oci_spec_types::{ClaimedDigest, MediaType, oci};
use std::collections::BTreeMap;

/// What was asked for and provided.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'p> {
    pub request: &'p Request,
    pub source: &'p Source,
    pub config: Option<&'p Bytes>,
    pub blobs: &'p BTreeMap<usize, Bytes>,
    pub known: &'p Known,
}

/// An image in the making.
pub(super) struct Making<'p> {
    inputs: Inputs<'p>,
    tool: &'static Tool,
    reader: Reader,
    target: Format,
    image: Image,
    notes: Notes,
    /// The edits of layers that were not applied yet.
    updates: Option<Vec<LayerUpdate>>,
    /// The image as it was read, where its text may stay.
    original: Option<(Format, oci::Manifest)>,
    /// Whether the members that are written stood in the order of the tool.
    in_order: bool,
    /// The diffIDs of the config, as far as it is known, and those that an edit gave it.
    diff_ids: Option<Vec<ClaimedDigest>>,
    new_diff_ids: Option<Vec<ClaimedDigest>>,
}

impl<'p> Making<'p> {
    /// Begins with the image as it was read.
    pub(super) fn of(image: Image, notes: Notes, target: Format, inputs: Inputs<'p>) -> Self {
        let request = inputs.request;
        Self {
            inputs,
            tool: request.tool,
            reader: request.reader,
            target,
            image,
            notes,
            updates: request.layers.clone(),
            original: None,
            in_order: true,
            diff_ids: None,
            new_diff_ids: None,
        }
    }

    /// Goes all steps.
    pub(super) fn finish(mut self) -> Result<MadeImage, Error> {
        self.begin()?;
        let old_config_type = self.image.manifest().map(|manifest| manifest.config.media_type.clone());
        let edits = &self.inputs.request.edits;
        if !edits.is_empty() {
            manifest::edit_image(&mut self.image, edits, self.tool, &mut self.notes)?;
        }
        self.convert()?;
        manifest::keep_config_type(&mut self.image, edits);
        let looked = self.look();
        self.make_schema1()?;
        self.edit(old_config_type.as_ref())?;
        self.write(looked)
    }

    /// Whether the text of the source stays, with changes in it.
    fn is_in_place(&self) -> bool {
        self.tool.dialect.is_in_place() && self.target != Format::DockerV2S1
    }

    /// Notes what the result will not say of the source, and keeps what will stay.
    fn begin(&mut self) -> Result<(), Error> {
        let in_place = self.is_in_place();
        let Inputs { request, source, .. } = self.inputs;
        let Body::Manifest(held) = &mut self.image.body else { return Ok(()) };
        if in_place && self.image.format == Format::DockerV2S2 && request.is_edited() {
            // Edits find also what Docker does not know.
            let at = At { stage: Stage::Edit, part: Part::Manifest };
            *held = self.reader.read(at, &source.bytes, self.tool.dialect.oci_manifest, &mut self.notes)?;
        }
        if in_place || self.tool.image_rules().is_ok_and(|rules| rules.keeps_unchanged) {
            self.original = Some((self.image.format, held.model.clone()));
        }
        if in_place {
            if held.odd {
                in_place::check(&source.bytes, &held.model)?;
            }
            // What is kept in its text is not lost.
            self.notes.losses.clear();
        } else {
            let table = self.tool.dialect.manifest(self.target);
            self.in_order = held.note_unwritten(table, Part::Manifest, false, &mut self.notes);
        }
        Ok(())
    }

    /// Gives the image the family of the target.
    fn convert(&mut self) -> Result<(), Error> {
        let (tool, reader, image, notes) = (self.tool, &self.reader, &mut self.image, &mut self.notes);
        match (image.format, self.target) {
            (Format::DockerV2S1, Format::DockerV2S1) => embed(image, self.inputs.request.name.as_ref(), notes),
            (Format::DockerV2S1, _) => {
                let updates = self.updates.take();
                let (left, ids) = schema1::to_schema2(image, self.inputs.known, updates, tool, notes)?;
                (self.updates, self.diff_ids) = (left, Some(ids));
                if self.target == Format::Oci {
                    let config = image.config.clone();
                    family::to_oci(image, tool, config.as_ref(), Part::V1Image(0), reader, notes)?;
                }
            }
            (Format::DockerV2S2, Format::Oci) => {
                self.diff_ids = family::to_oci(image, tool, self.inputs.config, Part::Config, reader, notes)?;
            }
            (Format::Oci, Format::DockerV2S2 | Format::DockerV2S1) => {
                if let Some(asked) = self.updates.take() {
                    self.updates = Some(layers::before_docker(image, &asked, tool, notes)?);
                }
                let edits = self.updates.is_some();
                family::to_docker(image, tool, notes).map_err(|error| match error.kind() {
                    ErrorKind::ZstdNotRepresentable if edits => {
                        error.because("the edits of the layers come after the conversion, which does not have zstd")
                    }
                    _ => error,
                })?;
            }
            (Format::DockerV2S2 | Format::Oci, _) if self.inputs.request.to == Some(image.format) => {
                family::normalise(image, tool, notes)?;
            }
            (Format::DockerV2S2 | Format::Oci, _) => {}
        }
        Ok(())
    }

    /// The config that stays, as the tool reads it.
    fn look(&mut self) -> Option<Held<oci::ImageConfig>> {
        let (None, Some(given), Some(manifest)) = (&self.diff_ids, self.inputs.config, self.image.manifest()) else {
            return None;
        };
        let held = config::look(given, manifest, self.tool, &self.reader, &mut self.notes)?;
        self.diff_ids = Some(held.model.rootfs.diff_ids.clone());
        Some(held)
    }

    fn make_schema1(&mut self) -> Result<(), Error> {
        if self.image.format != Format::DockerV2S2 || self.target != Format::DockerV2S1 {
            return Ok(());
        }
        let default = Destination::default();
        let name = self.inputs.request.name.as_ref().unwrap_or(&default);
        let config = self.inputs.config.map(|config| &config[..]).unwrap_or_default();
        let updates = self.updates.take();
        self.updates = schema1::to_schema1(&mut self.image, self.tool, config, name, updates, &mut self.notes)?;
        Ok(())
    }

    /// Edits layers, config and embedded data.
    fn edit(&mut self, old_config_type: Option<&MediaType>) -> Result<(), Error> {
        let Inputs { request, config, blobs, .. } = self.inputs;
        let (edits, config_edits) = (&request.edits, &request.config_edits);
        let follows = self.tool.edits.is_some() && (!edits.is_empty() || self.updates.is_some());
        let before = self.image.manifest().filter(|_| follows || !config_edits.is_empty()).cloned();
        if let Some(updates) = self.updates.take() {
            layers::apply(&mut self.image, &updates, self.tool, &mut self.notes)?;
            layers::note_old_ids(&self.image, &mut self.notes);
        }
        if request.to.is_none() && self.tool.image_rules()?.drops_docker_annotations {
            family::drop_manifest_annotations(&mut self.image, &mut self.notes);
        }
        if let Some(before) = &before {
            let (tool, reader, layers) = (self.tool, &self.reader, blobs);
            let edit = EditContent { tool, reader, edits, config_edits, config, layers, before, old_config_type };
            self.new_diff_ids = edit.apply(&mut self.image, &mut self.notes)?;
        }
        Ok(())
    }

    /// Writes the manifest.
    fn write(mut self, kept: Option<Held<oci::ImageConfig>>) -> Result<MadeImage, Error> {
        let (dialect, source) = (self.tool.dialect, &self.inputs.source.bytes);
        let in_place = self.is_in_place();
        let rewritten = manifest::algorithm(&self.inputs.request.edits).is_some();
        let alike = |(format, before): &(Format, oci::Manifest)| {
            *format == self.target && self.image.manifest() == Some(before)
        };
        let unchanged = !in_place && !rewritten && self.original.as_ref().is_some_and(alike);
        let payload = match (&self.image.body, &self.original) {
            _ if unchanged => {
                self.notes.losses.clear();
                source.clone()
            }
            (Body::Schema1(schema1), _) => {
                let form = dialect.schema1.map(|types| types.form).unwrap_or_default();
                write(Part::Manifest, &schema1.manifest, &form)?.into()
            }
            (Body::Manifest(held), Some((format, original))) if in_place => {
                let text = in_place::manifest(source, original, &held.model)?.into();
                if *format != self.target {
                    self.reader.check::<oci::Manifest>(&text, dialect.manifest(self.target))?;
                }
                text
            }
            (Body::Manifest(held), _) => {
                held.write(dialect.manifest(self.target), dialect.style(), Part::Manifest, source.len() + 64)?.into()
            }
        };
        let in_text = unchanged || (in_place && self.original.is_some());
        let subject = self.subject(in_text);
        Ok(MadeImage {
            subject,
            in_text,
            payload,
            kept,
            image: self.image,
            notes: self.notes,
            in_order: self.in_order,
            diff_ids: self.diff_ids,
            new_diff_ids: self.new_diff_ids,
            given: self.inputs.config.cloned(),
            signed: false,
        })
    }

    /// The subject of the result; also of a manifest that keeps its text, in whose type there is no place for one.
    fn subject(&self, in_text: bool) -> Option<BlobName> {
        let manifest = self.image.manifest().filter(|_| self.target != Format::DockerV2S1)?;
        if in_text {
            return subject::of(manifest);
        }
        let held = self.tool.dialect.manifest(self.target).layout.holds::<oci::Manifest>("subject");
        manifest.subject.as_deref().filter(|_| held).map(BlobName::of)
    }
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
