//! Edits of a manifest or an index itself.

use crate::image::{Body, Image};
use crate::notes::Notes;
use crate::rules::{ConfigEdits, EditRules};
use crate::steps::media_types;
use crate::{Cause, Error, ErrorKind, Format, LossReason, ManifestEdit, Part, Stage, Tool};
use oci_digest::Algorithm;
use oci_spec_types::{Annotations, Descriptor, MediaType, oci};
use std::collections::HashSet;

/// The members that manifests and indexes have in common.
struct Head<'d> {
    media_type: &'d mut Option<MediaType>,
    subject: &'d mut Option<Box<Descriptor>>,
    annotations: &'d mut Annotations,
    /// Members that the type of the tool does not hold are not set.
    holds_subject: bool,
    holds_annotations: bool,
}

/// Applies edits to the manifest of an image.
pub(crate) fn edit_image(
    image: &mut Image,
    edits: &[ManifestEdit],
    tool: &Tool,
    notes: &mut Notes,
) -> Result<(), Error> {
    let rules = tool.edit_rules()?;
    let Body::Manifest(held) = &mut image.body else {
        let text = "schema 1 manifests are not edited";
        return Err(Error::new(ErrorKind::UnsupportedConversion, Stage::Edit, Part::Manifest, "", text));
    };
    let layers = held.model.layers.clone();
    for (edit, removed) in runs(edits) {
        let layout = &tool.dialect.manifest(image.format).layout;
        let in_place = tool.dialect.is_in_place();
        let manifest = &mut held.model;
        let mut head = Head {
            media_type: &mut manifest.media_type,
            subject: &mut manifest.subject,
            annotations: &mut manifest.annotations,
            holds_subject: in_place || layout.holds::<oci::Manifest>("subject"),
            holds_annotations: in_place || layout.holds::<oci::Manifest>("annotations"),
        };
        if let Some(own) = head.edit(edit, removed, rules, Format::of_media_type, notes)? {
            if own == Format::DockerV2S1 {
                return Err(refuse(
                    ErrorKind::UnknownMediaType,
                    "/mediaType",
                    "a manifest does not become schema 1 by its name",
                ));
            }
            image.format = own;
        }
        match edit {
            ManifestEdit::ConfigMediaType(media_type) => manifest.config.media_type = media_type.clone(),
            ManifestEdit::Distributable => distributable(&mut manifest.layers, rules, notes),
            _ => {}
        }
    }
    if rules.states_type && layers != held.model.layers {
        held.model.media_type.get_or_insert(image.format.media_type());
    }
    image.trace_media_types();
    Ok(())
}

/// Applies edits to an index, whose entries stay.
pub(crate) fn edit_index(
    index: &mut oci::Index,
    format: &mut Format,
    edits: &[ManifestEdit],
    tool: &Tool,
    notes: &mut Notes,
) -> Result<(), Error> {
    let rules = tool.edit_rules()?;
    for (edit, removed) in runs(edits) {
        let layout = &tool.dialect.index(*format).layout;
        let in_place = tool.dialect.is_in_place();
        let mut head = Head {
            media_type: &mut index.media_type,
            subject: &mut index.subject,
            annotations: &mut index.annotations,
            holds_subject: in_place || layout.holds::<oci::Index>("subject"),
            holds_annotations: in_place || layout.holds::<oci::Index>("annotations"),
        };
        if let Some(own) = head.edit(edit, removed, rules, Format::of_index_media_type, notes)? {
            *format = own;
        }
    }
    Ok(())
}

/// The edits in their order; those that remove annotations are taken together while nothing else is between them, so that
/// many take one pass over the annotations.
fn runs(edits: &[ManifestEdit]) -> impl Iterator<Item = (&ManifestEdit, &[ManifestEdit])> {
    let removes = |edit: &ManifestEdit| matches!(edit, ManifestEdit::RemoveAnnotation(_));
    let runs = edits.chunk_by(move |a, b| removes(a) && removes(b));
    runs.filter_map(move |run| run.first().map(|edit| (edit, if removes(edit) { run } else { &[][..] })))
}

impl Head<'_> {
    fn remove_annotations(&mut self, edits: &[ManifestEdit], notes: &mut Notes) {
        let mut gone = HashSet::new();
        for edit in edits {
            let ManifestEdit::RemoveAnnotation(name) = edit else { continue };
            let old = self.annotations.get(name);
            if gone.insert(name.as_str()) && old.is_some() {
                note_annotation(name, old.map(|old| &**old), notes);
            }
        }
        if !gone.is_empty() {
            self.annotations.retain(|name, _| !gone.contains(name));
        }
    }

    /// Applies an edit, or all of `removed` where it removes an annotation. Returns the format that the document has by its new media type.
    fn edit(
        &mut self,
        edit: &ManifestEdit,
        removed: &[ManifestEdit],
        rules: &EditRules,
        format_of: impl Fn(&MediaType) -> Option<Format>,
        notes: &mut Notes,
    ) -> Result<Option<Format>, Error> {
        if rules.drops_subject {
            drop_subject(self.subject, notes);
        }
        match edit {
            ManifestEdit::Annotate(annotations) => {
                if !self.holds_annotations {
                    return Err(refuse(
                        ErrorKind::UnsupportedConversion,
                        "/annotations",
                        "the format has no annotations",
                    ));
                }
                for (name, value) in annotations.iter() {
                    let old = self.annotations.insert(name, value.clone());
                    if old.as_ref() != Some(value) {
                        note_annotation(name, old.as_deref(), notes);
                    }
                }
            }
            ManifestEdit::RemoveAnnotation(_) => self.remove_annotations(removed, notes),
            ManifestEdit::Subject(subject) => {
                if subject.is_some() && !self.holds_subject {
                    return Err(refuse(ErrorKind::SubjectNotRepresentable, "/subject", "the format has no subject"));
                }
                let old = std::mem::replace(self.subject, subject.clone());
                if old != *subject {
                    notes.edited.push(Cause::SubjectEdited);
                    if let Some(text) = old.and_then(|old| serde_json::to_vec(&old).ok()) {
                        notes.lose(Part::Manifest, "/subject", &text, LossReason::Asked);
                    }
                }
            }
            ManifestEdit::MediaType(media_type) => {
                let Some(format) = format_of(media_type) else {
                    let text = format!("found {:?}, which is no type of such a document", media_type.as_str());
                    return Err(refuse(ErrorKind::UnknownMediaType, "/mediaType", &text));
                };
                *self.media_type = Some(media_type.clone());
                return Ok(Some(format));
            }
            ManifestEdit::ConfigMediaType(_)
            | ManifestEdit::Distributable
            | ManifestEdit::Data { .. }
            | ManifestEdit::ConfigDigest(_)
            | ManifestEdit::Digest(_) => {}
        }
        Ok(None)
    }
}

/// The tool does not carry over what a document is about.
pub(crate) fn drop_subject(subject: &mut Option<Box<Descriptor>>, notes: &mut Notes) {
    let Some(old) = subject.take() else { return };
    notes.edited.push(Cause::SubjectEdited);
    notes.lose(Part::Manifest, "/subject", &serde_json::to_vec(&old).unwrap_or_default(), LossReason::NotCarried);
}

fn refuse(kind: ErrorKind, pointer: &str, text: &str) -> Error {
    Error::new(kind, Stage::Edit, Part::Manifest, pointer, text)
}

fn note_annotation(name: &str, old: Option<&str>, notes: &mut Notes) {
    notes.edited.push(Cause::Annotations);
    if let Some(text) = old.and_then(|old| serde_json::to_vec(old).ok()) {
        let mut pointer = "/annotations".to_owned();
        oci_digest::json::push_segment(&mut pointer, name);
        notes.lose(Part::Manifest, pointer, &text, LossReason::Asked);
    }
}

/// Urls go, with the media types that say that a layer is fetched from them.
fn distributable(layers: &mut [Descriptor], rules: &EditRules, notes: &mut Notes) {
    for (at, layer) in layers.iter_mut().enumerate() {
        if layer.urls.is_empty() {
            continue;
        }
        let urls = std::mem::take(&mut layer.urls);
        notes.edited.push(Cause::UrlsRemoved);
        notes.lose(
            Part::Manifest,
            format!("/layers/{at}/urls"),
            &serde_json::to_vec(&urls).unwrap_or_default(),
            LossReason::Asked,
        );
        if let Some((_, own)) = rules.distributable.iter().find(|(foreign, _)| *foreign == layer.media_type) {
            layer.media_type = own.clone();
        }
    }
}

/// The largest content that is to be embedded, where that is asked for.
pub(crate) fn data_max(edits: &[ManifestEdit]) -> Option<u64> {
    edits.iter().rev().find_map(|edit| match edit {
        ManifestEdit::Data { max } => Some(*max),
        _ => None,
    })
}

/// The format that a document has by the media type that it is given.
pub(crate) fn format(edits: &[ManifestEdit]) -> Option<Format> {
    edits.iter().rev().find_map(|edit| match edit {
        ManifestEdit::MediaType(own) => Format::of_media_type(own)
            .filter(|format| *format != Format::DockerV2S1)
            .or_else(|| Format::of_index_media_type(own)),
        _ => None,
    })
}

/// Whether a config may have embedded data.
pub(crate) fn has_data(config: &Descriptor, rules: &EditRules) -> bool {
    !rules.keeps_data_of_artifacts || media_types::is_image_config(&config.media_type)
}

/// The algorithm of the digest by which the config is named, where that is asked for.
pub(crate) fn config_algorithm(edits: &[ManifestEdit]) -> Option<&Algorithm> {
    edits.iter().rev().find_map(|edit| match edit {
        ManifestEdit::ConfigDigest(algorithm) => Some(algorithm),
        _ => None,
    })
}

/// The algorithm of the digest by which the document is named, where that is asked for.
pub(crate) fn algorithm(edits: &[ManifestEdit]) -> Option<&Algorithm> {
    edits.iter().rev().find_map(|edit| match edit {
        ManifestEdit::Digest(algorithm) => Some(algorithm),
        _ => None,
    })
}

/// The media type that the config has after the edits.
pub(crate) fn config_type(manifest: &oci::Manifest, edits: &[ManifestEdit]) -> MediaType {
    asked_config_type(edits).unwrap_or(&manifest.config.media_type).clone()
}

/// A type that is asked for, and is no image config's, stays, whatever a conversion makes of configs.
pub(crate) fn keep_config_type(image: &mut Image, edits: &[ManifestEdit]) {
    let asked = asked_config_type(edits).filter(|own| !media_types::is_image_config(own));
    if let (Some(manifest), Some(asked)) = (image.manifest_mut(), asked) {
        manifest.config.media_type = asked.clone();
    }
}

/// The media type of the config that the edits ask for.
fn asked_config_type(edits: &[ManifestEdit]) -> Option<&MediaType> {
    edits.iter().rev().find_map(|edit| match edit {
        ManifestEdit::ConfigMediaType(own) => Some(own),
        _ => None,
    })
}

/// Whether edits make the tool write the config again.
pub(crate) fn rewrites_config(
    manifest: &oci::Manifest,
    edits: &[ManifestEdit],
    layers: bool,
    rules: &EditRules,
) -> bool {
    let asked = match rules.config {
        ConfigEdits::Kept => false,
        ConfigEdits::WithLayers => layers,
        ConfigEdits::Always => layers || !edits.is_empty(),
    };
    asked && media_types::is_image_config(&config_type(manifest, edits))
}

/// A digest of an algorithm.
pub(crate) fn digest(algorithm: &Algorithm, content: &[u8]) -> Result<oci_digest::Digest, Error> {
    algorithm.digest(content).map_err(|error| refuse(ErrorKind::InvalidDigest, "", &error.to_string()))
}

/// Whether content of this size is embedded; `None` where that stays as it is.
pub(crate) fn embeds(size: i64, max: Option<u64>) -> Option<bool> {
    max.map(|max| u64::try_from(size).is_ok_and(|size| size > 0 && size <= max))
}

/// Gives a descriptor its content, or takes it away. Returns whether that changed something.
pub(crate) fn set_data(descriptor: &mut Descriptor, content: Option<&[u8]>, pointer: &str, notes: &mut Notes) -> bool {
    let old = descriptor.data.take();
    if let Some(content) = content {
        *descriptor = std::mem::take(descriptor).with_data(content);
    }
    if old == descriptor.data {
        return false;
    }
    notes.edited.push(Cause::DataEdited);
    if let Some(text) = old.and_then(|old| serde_json::to_vec(&old).ok()) {
        notes.lose(Part::Manifest, format!("{pointer}/data"), &text, LossReason::Asked);
    }
    true
}
